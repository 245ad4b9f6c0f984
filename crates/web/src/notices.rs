//! `/notices`: what somebody is told, newest first, and what of it was read.

use app::notices::{MyNotice, NoticeFilter, NoticePage};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use reform::notice::NoticeKind;
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new().route("/notices", get(show)).route("/notices/read", post(mark_read).get(show_again))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PageQuery {
    before: Option<i64>,
    kind: String,
    unread: String,
}

/// Which notices were read: all the person's own from one number to another.
#[derive(Deserialize)]
struct ReadForm {
    from: i64,
    to: i64,
    #[serde(default)]
    before: Option<i64>,
    /// What the list was narrowed to, to come back to the same.
    #[serde(default)]
    kind: String,
    #[serde(default)]
    unread: String,
}

struct Line {
    id: i64,
    kind: &'static str,
    class: &'static str,
    program: String,
    department: String,
    href: Option<String>,
    detail: String,
    at: String,
    moment: String,
    is_read: bool,
}

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    f: Frame,
    lines: Vec<Line>,
    unread: i64,
    newest: Option<i64>,
    before: Option<i64>,
    older: Option<String>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    kind: &'static str,
    is_unread_only: bool,
    is_filtered: bool,
    may_mark_all: bool,
}

async fn show(visit: Visit, query: Result<Query<PageQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(PageQuery { before, kind, unread }) =
        query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    // A kind nobody knows shows everything, as the list of kinds then says.
    let filter = NoticeFilter { kind: NoticeKind::from_word(&kind), is_unread_only: unread == "1" };
    let page = visit.check(visit.app().my_notices_that_fit(&visit.actor, filter, before).await)?;
    let f = visit.frame(Section::MyWork, visit.lang.pick("お知らせ", "Notices")).await?;
    Ok(render(&notices_page(f, page, before, filter)))
}

async fn mark_read(visit: Visit, form: Result<Form<ReadForm>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::UseOwnAccount))?;
    let Form(read) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().mark_notices_read(&visit.actor, read.from, read.to).await)?;
    let filter = NoticeFilter { kind: NoticeKind::from_word(&read.kind), is_unread_only: read.unread == "1" };
    Ok(Redirect::to(&visit.lang.href(&address(read.before, filter))).into_response())
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn show_again(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href("/notices"))
}

fn notices_page(f: Frame, page: NoticePage, before: Option<i64>, filter: NoticeFilter) -> NoticesPage {
    let NoticePage { notices, unread, older } = page;
    let newest = notices.first().map(|notice| notice.id);
    let older = older.map(|number| f.href(&address(Some(number), filter)));
    let kind = |kind: &NoticeKind| (kind.word(), f.t(kind.label_ja(), kind.label_en()), filter.kind == Some(*kind));
    NoticesPage {
        kinds: NoticeKind::ALL.iter().map(kind).collect(),
        kind: filter.kind.map(NoticeKind::word).unwrap_or_default(),
        is_unread_only: filter.is_unread_only,
        is_filtered: filter != NoticeFilter::default(),
        // Marking takes all that came before, of every kind.
        may_mark_all: unread > 0 && filter.kind.is_none(),
        lines: notices.into_iter().map(|notice| line(&f, notice)).collect(),
        unread,
        newest,
        before,
        older,
        f,
    }
}

fn line(f: &Frame, notice: MyNotice) -> Line {
    let MyNotice { id, kind, about, path, detail, at, is_read } = notice;
    let (program, department) = about.unwrap_or_default();
    let class = match kind {
        NoticeKind::Returned => " told-returned",
        _ => "",
    };
    let href = path.map(|path| f.href(&path));
    let moment = format::moment(&at);
    Line {
        id,
        kind: f.t(kind.label_ja(), kind.label_en()),
        class,
        program,
        department,
        href,
        detail,
        at,
        moment,
        is_read,
    }
}

/// The notices that fit, from this number back.
fn address(before: Option<i64>, filter: NoticeFilter) -> String {
    let before = before.map(|number| format!("before={number}"));
    let kind = filter.kind.map(|kind| format!("kind={}", kind.word()));
    let unread = filter.is_unread_only.then(|| "unread=1".to_owned());
    let asked: Vec<String> = [before, kind, unread].into_iter().flatten().collect();
    if asked.is_empty() { "/notices".to_owned() } else { format!("/notices?{}", asked.join("&")) }
}
