//! Sending a comment, and what its receipt shows: where it stands, and how it is taken back.

use std::collections::BTreeMap;

use app::consultations::{CommentStatus, PersonGiven, SentComment};
use app::{AppError, Because};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use reform::consultation::{ANSWER_NEEDED, CommentState};

use super::public::{self, ResultLine};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, id_of, refused, value};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;

#[derive(Template)]
#[template(path = "consultations/sent.html")]
struct SentPage {
    f: Frame,
    title: String,
    back: String,
    receipt: String,
    receipt_href: String,
    number: String,
    chars: String,
}

/// A comment and where it stands.
struct Status {
    number: String,
    at: String,
    state: (&'static str, &'static str),
    reason: String,
    texts: Vec<(String, Html)>,
    may_withdraw: bool,
    receipt: String,
    answers: Vec<ResultLine>,
}

#[derive(Template)]
#[template(path = "consultations/receipt.html")]
struct ReceiptPage {
    f: Frame,
    title: String,
    back: String,
    action: String,
    withdraw: String,
    /// The receipt that was typed; it stays where it was not known.
    typed: String,
    refused: Option<Refused>,
    status: Option<Status>,
    is_withdrawn: bool,
}

/// Takes a comment; the receipt is shown once.
pub async fn send(
    visit: Visit,
    slug: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let fields = fields_of(&visit, form)?;
    let sent = sent(&visit, &fields);
    match visit.app().send_comment(&visit.actor, &slug, &sent).await {
        Ok(receipt) => {
            let f =
                visit.frame(Section::Talk, visit.lang.pick("意見を受け付けました", "Your comment was taken")).await?;
            let view = visit.check(visit.app().public_consultation(&visit.actor, &slug).await)?;
            let path = format!("/comment/{}", encode(&slug));
            let page = SentPage {
                title: view.row.title,
                back: f.href(&path),
                receipt_href: f.href(&format!("{path}/receipt")),
                receipt: receipt.receipt,
                number: format::count(receipt.number),
                chars: format::count(receipt.chars as i64),
                f,
            };
            Ok(private(render_with(StatusCode::OK, &page)))
        }
        Err(AppError::Refused(refusal)) => {
            let status = match refusal.because {
                Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
                Because::Conflict => StatusCode::CONFLICT,
                Because::Forbidden => StatusCode::FORBIDDEN,
                Because::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let about = match refusal.kind.code == ANSWER_NEEDED.code {
                true => visit.lang.pick("問{}", "question {}").replace("{}", &refusal.detail),
                false => refusal.detail,
            };
            let told = Refused::new(visit.lang, refusal.kind, about);
            // What was typed stays, in a form that is new.
            let view = visit.check(visit.app().public_consultation(&visit.actor, &slug).await)?;
            public::page(&visit, view, sent, Some((status, told))).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

/// The page that asks for a receipt.
pub async fn ask(visit: Visit, slug: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    page(&visit, &slug, "", Asked::Nothing).await
}

/// Where the comment of a receipt stands.
pub async fn look(
    visit: Visit,
    slug: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let fields = fields_of(&visit, form)?;
    let receipt = value(&fields, "receipt");
    let status = visit.app().comment_status(&visit.actor, &slug, receipt).await;
    match refused(&visit, status)? {
        Ok(status) => page(&visit, &slug, receipt, Asked::Known(Box::new(status))).await,
        Err((kind, about)) => page(&visit, &slug, receipt, Asked::Refused(Refused::new(visit.lang, kind, about))).await,
    }
}

/// Takes a comment back.
pub async fn withdraw(
    visit: Visit,
    slug: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let slug = id_of(&visit, slug)?;
    let fields = fields_of(&visit, form)?;
    let receipt = value(&fields, "receipt");
    let done = visit.app().withdraw_comment(&visit.actor, &slug, receipt).await;
    match refused(&visit, done)? {
        Ok(()) => page(&visit, &slug, "", Asked::Withdrawn).await,
        Err((kind, about)) => page(&visit, &slug, receipt, Asked::Refused(Refused::new(visit.lang, kind, about))).await,
    }
}

/// What came of a receipt that was typed.
enum Asked {
    /// None was typed yet.
    Nothing,
    /// Its comment.
    Known(Box<CommentStatus>),
    /// There is none, or it cannot be taken back.
    Refused(Refused),
    /// It was taken back.
    Withdrawn,
}

async fn page(visit: &Visit, slug: &str, typed: &str, asked: Asked) -> Result<Response, PageError> {
    let view = visit.check(visit.app().public_consultation(&visit.actor, slug).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("出した意見を確かめる", "Look at your comment")).await?;
    let path = format!("/comment/{}", encode(slug));
    let is_withdrawn = matches!(asked, Asked::Withdrawn);
    let (status, refused) = match asked {
        Asked::Known(status) => (Some(shown(&f, *status, typed)), None),
        Asked::Refused(refused) => (None, Some(refused)),
        Asked::Nothing | Asked::Withdrawn => (None, None),
    };
    let code = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ReceiptPage {
        title: view.row.title,
        back: f.href(&path),
        action: f.href(&format!("{path}/receipt")),
        withdraw: f.href(&format!("{path}/withdraw")),
        typed: typed.chars().take(60).collect(),
        refused,
        status,
        is_withdrawn,
        f,
    };
    Ok(private(render_with(code, &page)))
}

fn shown(f: &Frame, status: CommentStatus, receipt: &str) -> Status {
    let CommentStatus { comment, consultation, may_withdraw, answers } = status;
    let mut texts = vec![(f.t("意見", "Comment").to_owned(), paragraphs(&comment.body))];
    texts.retain(|(_, text)| !text.0.is_empty());
    for (number, text) in &comment.replies {
        let at = usize::try_from(*number - 1).unwrap_or(0);
        let words = consultation.questions.get(at).map(|(words, _)| words.clone()).unwrap_or_default();
        texts.push((words, paragraphs(text)));
    }
    Status {
        number: format::count(comment.number),
        at: format::moment(&comment.received_at),
        state: (comment.state.word(), f.lang.pick(comment.state.label_ja(), comment.state.label_en())),
        reason: if comment.state == CommentState::Hidden { comment.state_reason } else { String::new() },
        texts,
        may_withdraw,
        receipt: receipt.to_owned(),
        answers: answers.iter().map(ResultLine::new).collect(),
    }
}

fn sent(visit: &Visit, fields: &Pairs) -> SentComment {
    let text = |name: &str| value(fields, name).to_owned();
    let reply = |(name, text): &(String, String)| Some((name.strip_prefix('q')?.parse().ok()?, text.clone()));
    let replies: BTreeMap<i64, String> = fields.iter().filter_map(reply).collect();
    SentComment {
        form: text("form"),
        trap: text("website"),
        body: text("comment"),
        replies,
        person: PersonGiven { name: text("name"), address: text("address"), email: text("email") },
        address: visit.origin().address.clone(),
    }
}

/// What is shown to one person only is kept by nothing in between.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
