//! `/programs/{id}/plain-summary`, `/clusters/{id}/plain-summary`: the easy-Japanese summary, its form, what stood there before.

use app::publishing::plain::{
    Advice, MAX_CHARS, PlainCounts, PlainLine, PlainOutcome, PlainSummary, SUMMARY_CHANGED, Subject,
};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::Site;
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/programs/{id}/plain-summary", get(program).post(save_program))
        .route("/clusters/{id}/plain-summary", get(cluster).post(save_cluster))
}

/// The line of a summary on the page of its program or cluster (説明の一行).
pub struct SummaryLine {
    /// The text; empty where there is none.
    pub text: Html,
    /// Whether it is an example.
    pub is_demo: bool,
    /// The address of its page.
    pub href: String,
    /// Whether the visitor may write it.
    pub may_write: bool,
}

/// A text that stood there.
struct Past {
    at: String,
    by: String,
    body: Html,
    is_demo: bool,
    is_held: bool,
}

/// Remarks of one kind with the words they are about.
struct Remark {
    words: &'static str,
    excerpts: Vec<String>,
}

#[derive(Template)]
#[template(path = "plain-summaries/show.html")]
struct SummaryPage {
    f: Frame,
    name: String,
    back: String,
    action: String,
    may_write: bool,
    /// What the form begins with.
    text: String,
    seen: i64,
    most: usize,
    remarks: Vec<Remark>,
    /// Whether the remarks are about a text that was not kept yet.
    is_tried: bool,
    refused: Option<Refused>,
    /// What holds now, where somebody else was quicker.
    now: Option<Past>,
    past: Vec<Past>,
}

/// Which program or cluster an address means.
enum At {
    Program(i64),
    Cluster(String),
}

/// What is asked of the page beside what is stored.
#[derive(Default)]
struct Tried {
    text: Option<String>,
    refused: Option<Refused>,
    stale: Option<Box<PlainSummary>>,
}

impl At {
    fn subject(&self) -> Subject<'_> {
        match self {
            At::Program(id) => Subject::Program(*id),
            At::Cluster(id) => Subject::Cluster(id),
        }
    }

    fn path(&self) -> String {
        match self {
            At::Program(id) => format!("/programs/{id}"),
            At::Cluster(id) => format!("/clusters/{}", encode(id)),
        }
    }

    fn section(&self) -> Section {
        match self {
            At::Program(_) => Section::Programs,
            At::Cluster(_) => Section::Clusters,
        }
    }
}

/// The line for the page of a program or cluster; none for who may not see what is being prepared.
pub async fn line(visit: &Visit, subject: Subject<'_>) -> Result<Option<SummaryLine>, PageError> {
    let line = visit.check(visit.app().plain_summary_line(&visit.actor, subject).await)?;
    let path = match subject {
        Subject::Program(id) => format!("/programs/{id}/plain-summary"),
        Subject::Cluster(id) => format!("/clusters/{}/plain-summary", encode(id)),
    };
    Ok(line.map(|PlainLine { text, is_demo, may_write }| SummaryLine {
        text: paragraphs(&text),
        is_demo,
        href: visit.lang.href(&path),
        may_write,
    }))
}

/// How many programs and clusters have a summary; none for who may not see what is being prepared.
pub async fn counts(visit: &Visit) -> Result<Option<PlainCounts>, PageError> {
    visit.check(visit.app().plain_summary_counts(&visit.actor).await)
}

async fn program(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    show(&visit, &program_of(&visit, id)?, Tried::default()).await
}

async fn cluster(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = crate::clusters::id_of(&visit, id)?;
    show(&visit, &At::Cluster(id), Tried::default()).await
}

async fn save_program(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let at = program_of(&visit, id)?;
    save(&visit, &at, &fields_of(&visit, form)?).await
}

async fn save_cluster(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let at = At::Cluster(crate::clusters::id_of(&visit, id)?);
    save(&visit, &at, &fields_of(&visit, form)?).await
}

fn program_of(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<At, PageError> {
    id.map(|Path(id)| At::Program(id)).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

async fn save(visit: &Visit, at: &At, fields: &Pairs) -> Result<Response, PageError> {
    let text = match value(fields, "do") {
        "take-back" => "",
        _ => value(fields, "text"),
    };
    // Trying a text keeps nothing, so it is the page again with remarks on what was typed.
    if value(fields, "do") == "try" {
        return show(visit, at, Tried { text: Some(text.to_owned()), ..Tried::default() }).await;
    }
    let seen = value(fields, "seen").parse().unwrap_or(0);
    let done = visit.app().write_plain_summary(&visit.actor, at.subject(), text, seen).await;
    let tried = |refused, stale| Tried { text: Some(text.to_owned()), refused, stale };
    match refused(visit, done)? {
        Ok(PlainOutcome::Kept) => Ok(to(visit, &format!("{}/plain-summary", at.path()))),
        Ok(PlainOutcome::Stale(now)) => show(visit, at, tried(None, Some(now))).await,
        Err((kind, about)) => show(visit, at, tried(Some(Refused::new(visit.lang, kind, about)), None)).await,
    }
}

async fn show(visit: &Visit, at: &At, tried: Tried) -> Result<Response, PageError> {
    let view = visit.check(visit.app().plain_summary(&visit.actor, at.subject()).await)?;
    let f = visit.frame(at.section(), visit.lang.pick("やさしい日本語の説明", "Summary in easy Japanese")).await?;
    let held = view.current().map(|held| held.body.clone()).unwrap_or_default();
    let is_tried = tried.text.is_some();
    let text = tried.text.unwrap_or_else(|| held.clone());
    let refused = match &tried.stale {
        Some(_) => Some(Refused::new(f.lang, &SUMMARY_CHANGED, "")),
        None => tried.refused,
    };
    let status = match (&refused, &tried.stale) {
        (None, _) => StatusCode::OK,
        (_, Some(_)) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = SummaryPage {
        name: view.name.clone(),
        back: f.href(&at.path()),
        action: f.href(&format!("{}/plain-summary", at.path())),
        may_write: view.may_write,
        // After a conflict the form goes on from what stands now, so that saving again is a decision.
        seen: view.seen(),
        most: MAX_CHARS,
        remarks: remarks(&f, visit.app().plain_advice(&text)),
        is_tried,
        refused,
        now: tried.stale.map(|now| past(&now, None)),
        past: view.history.iter().map(|one| past(one, view.current())).collect(),
        text,
        f,
    };
    Ok(render_with(status, &page))
}

fn past(one: &PlainSummary, held: Option<&PlainSummary>) -> Past {
    Past {
        at: format::moment(&one.written_at),
        by: one.written_by.clone(),
        body: paragraphs(&one.body),
        is_demo: one.is_demo,
        is_held: held.is_some_and(|held| held.id == one.id),
    }
}

fn remarks(f: &Frame, advice: Vec<Advice>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = Vec::new();
    for Advice { kind, excerpt } in advice {
        let (ja, en) = kind.words();
        let words = f.lang.pick(ja, en);
        match remarks.last_mut().filter(|remark| remark.words == words) {
            Some(remark) => remark.excerpts.push(excerpt),
            None => remarks.push(Remark { words, excerpts: vec![excerpt] }),
        }
    }
    remarks
}
