//! What leaves a meeting: calendar, convening notice, papers.

use app::AppError;
use app::meetings::{LeftOut, MeetingLine};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Multipart, Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::line;
use super::show::{Typed, after};
use crate::cities::Pairs;
use crate::clusters::{Refused, refused, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::programs::encode;
use crate::remarks::number;

#[derive(Template)]
#[template(path = "meetings/notice.html")]
struct NoticePage {
    f: Frame,
    here: String,
    when: String,
    place: String,
    online: String,
    is_public: bool,
    agenda: Vec<String>,
    papers: Vec<String>,
}

#[derive(Template)]
#[template(path = "meetings/book.html")]
struct BookPage {
    f: Frame,
    here: String,
    file: String,
    pages: u32,
    size: String,
    bound: usize,
    left_out: Vec<(usize, String, &'static str)>,
    is_made: bool,
    is_public_only: bool,
    refused: Option<Refused>,
}

type Id = Result<Path<i64>, PathRejection>;
type Asked = Result<Query<Pairs>, QueryRejection>;

/// Every meeting as a calendar.
pub async fn calendar(visit: Visit) -> Result<Response, PageError> {
    let lines = visit.check(visit.app().meeting_list(&visit.actor, None).await)?;
    let text = visit.check(visit.app().meeting_calendar(&visit.actor, &lines))?;
    Ok(crate::cities::attached("text/calendar; charset=utf-8", "meetings.ics", text.into_bytes()))
}

/// One meeting as a calendar.
pub async fn one_calendar(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let lines = [MeetingLine { meeting: view.whole.meeting, body: view.body.name }];
    let text = visit.check(visit.app().meeting_calendar(&visit.actor, &lines))?;
    Ok(crate::cities::attached("text/calendar; charset=utf-8", &format!("meeting-{id}.ics"), text.into_bytes()))
}

/// The convening notice, to be printed.
pub async fn notice(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let mut f = visit.frame(Section::Discussion, "").await?;
    let meeting = &view.whole.meeting;
    let shown = line(&f, &MeetingLine { meeting: meeting.clone(), body: view.body.name.clone() });
    f.title = format!("{}{}", shown.title, f.t("の開催について", ": notice"));
    let page = NoticePage {
        here: f.href(&format!("/meetings/{id}")),
        when: shown.when,
        place: meeting.place.clone(),
        online: meeting.online_link.clone(),
        is_public: meeting.is_public,
        agenda: view.agenda().map(|item| item.title.clone()).collect(),
        papers: view.whole.papers.iter().map(|paper| paper.title.clone()).collect(),
        f,
    };
    Ok(render(&page))
}

/// The convening notice as plain text.
pub async fn notice_text(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let text = view.notice_text().into_bytes();
    Ok(crate::cities::attached("text/plain; charset=utf-8", &format!("notice-{id}.txt"), text))
}

/// What the book of the papers holds: which are bound in, which are only named, and why.
pub async fn book(visit: Visit, id: Id, query: Asked) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let is_public_only = public_only(&visit, query)?;
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let made = visit.app().paper_book(&visit.actor, id, is_public_only).await;
    let made = refused(&visit, made)?;
    let mut f = visit.frame(Section::Discussion, "").await?;
    let shown = line(&f, &MeetingLine { meeting: view.whole.meeting.clone(), body: view.body.name.clone() });
    f.title = format!("{}{}", shown.title, f.t("の資料集", ": book of papers"));
    let here = f.href(&format!("/meetings/{id}"));
    let query = if is_public_only { "?papers=public" } else { "" };
    let words = |one: &LeftOut| {
        let (ja, en) = one.words();
        (one.number, one.title.clone(), f.lang.pick(ja, en))
    };
    let (status, book, problem) = match &made {
        Ok(book) => (StatusCode::OK, Some(book), None),
        Err((kind, about)) => (StatusCode::CONFLICT, None, Some(Refused::new(f.lang, kind, about.clone()))),
    };
    let page = BookPage {
        file: format!("{here}/book.pdf{query}"),
        pages: book.map_or(0, |book| book.pages),
        size: book.map(|book| format::count((book.pdf.len() as i64 + 1023) / 1024)).unwrap_or_default(),
        bound: book.map_or(0, |book| book.bound),
        left_out: book.map(|book| book.left_out.iter().map(words).collect()).unwrap_or_default(),
        is_made: book.is_some(),
        is_public_only,
        refused: problem,
        here,
        f,
    };
    Ok(render_with(status, &page))
}

/// The book itself.
pub async fn book_pdf(visit: Visit, id: Id, query: Asked) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let is_public_only = public_only(&visit, query)?;
    let book = visit.check(visit.app().paper_book(&visit.actor, id, is_public_only).await)?;
    let mut answer = crate::cities::attached("application/pdf", &format!("papers-{id}.pdf"), book.pdf);
    // Whoever fetches it without the page is told all the same.
    let left_out: Vec<String> = book.left_out.iter().map(|one| format!("{}={}", one.number, one.reason)).collect();
    if let Ok(left_out) = HeaderValue::from_str(&left_out.join(", ")) {
        answer.headers_mut().insert("henkaku-papers-left-out", left_out);
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

fn public_only(visit: &Visit, query: Asked) -> Result<bool, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(value(&asked, "papers") == "public")
}

/// Keeps a file as a paper, or as the next version of one.
pub async fn add_paper(
    visit: Visit,
    id: Id,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageMeetings))?;
    let mut form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (mut paper, mut title, mut is_public): (Option<i64>, _, _) = (None, String::new(), false);
    let (mut name, mut bytes) = (String::new(), Vec::new());
    while let Some(field) =
        form.next_field().await.map_err(|error| PageError::bad_request(&visit, error.body_text()))?
    {
        let key = field.name().unwrap_or_default().to_owned();
        if key == "file" {
            name = field.file_name().unwrap_or_default().to_owned();
            let read = field.bytes().await;
            bytes = read.map_err(|error| PageError::bad_request(&visit, error.body_text()))?.to_vec();
            continue;
        }
        let text = field.text().await.map_err(|error| PageError::bad_request(&visit, error.body_text()))?;
        match key.as_str() {
            "paper" => paper = text.parse().ok(),
            "title" => title = text,
            "public" => is_public = text == "1",
            _ => {}
        }
    }
    let done = visit.app().add_paper(&visit.actor, id, paper, (&title, is_public), (&name, &bytes)).await;
    let paper = paper.map(|paper| paper.to_string()).unwrap_or_default();
    after(&visit, id, Typed { paper: Some((paper, title, is_public)), ..Typed::default() }, refused(&visit, done)?)
        .await
}

/// A version of a paper, for keeping: it is never shown in place, whatever it says it is.
pub async fn paper(visit: Visit, path: Result<Path<(i64, i64, i64)>, PathRejection>) -> Result<Response, PageError> {
    let Path((meeting, paper, version)) =
        path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let found: Result<_, AppError> = visit.app().paper_file(&visit.actor, meeting, paper, version).await;
    let (name, media_type, bytes) = visit.check(found)?;
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(&name))),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
