//! `/remarks/{id}`: one remark with its response and history, and the forms that answer, tie and hide it.

use app::remarks::{RemarkStep, outcome_path, outcome_words};
use app::{Action, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::discussion::remark::{RemarkOutcome, RemarkSource};

use super::{Row, row};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

struct Event {
    at: String,
    what: String,
    detail: String,
    actor: String,
}

#[derive(Template)]
#[template(path = "remarks/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    here: String,
    row: Row,
    is_confidential: bool,
    hidden_reason: String,
    meeting_href: String,
    theme: String,
    response: String,
    reason: String,
    outcome: Option<(String, String)>,
    may_answer: bool,
    may_manage: bool,
    may_change: bool,
    states: Vec<(&'static str, &'static str, bool)>,
    typed: (String, String),
    why: String,
    outcomes: Vec<(String, String, bool)>,
    revision: i64,
    events: Vec<Event>,
    refused: Option<Refused>,
}

/// What was typed into a form that was refused; the other forms show what stands.
#[derive(Default)]
struct Typed {
    state: Option<String>,
    response: Option<String>,
    reason: String,
    outcome: Option<String>,
    why: String,
}

type Id = Result<Path<i64>, PathRejection>;
type Sent = Result<Form<Pairs>, FormRejection>;

/// The remark's page.
pub async fn show(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    page(&visit, id, Typed::default(), None).await
}

/// Takes the remark to another state with its response.
pub async fn answer(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let (state, response, reason) = (value(&sent, "state"), value(&sent, "response"), value(&sent, "reason"));
    let done = visit.app().answer_remark(&visit.actor, id, revision(&sent), (state, response, reason)).await;
    let (state, response) = (Some(state.to_owned()), Some(response.to_owned()));
    let typed = Typed { state, response, reason: reason.to_owned(), ..Typed::default() };
    after(&visit, id, typed, refused(&visit, done)?).await
}

/// Names what came of it.
pub async fn outcome(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let done = visit.app().name_outcome(&visit.actor, id, revision(&sent), value(&sent, "outcome")).await;
    let typed = Typed { outcome: Some(value(&sent, "outcome").to_owned()), ..Typed::default() };
    after(&visit, id, typed, refused(&visit, done)?).await
}

/// Hides it, or shows it again.
pub async fn hide(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let hide = value(&sent, "do") != "show";
    let done = visit.app().hide_remark(&visit.actor, id, revision(&sent), hide, value(&sent, "reason")).await;
    let typed = Typed { why: value(&sent, "reason").to_owned(), ..Typed::default() };
    after(&visit, id, typed, refused(&visit, done)?).await
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    Ok(to(&visit, &format!("/remarks/{id}")))
}

async fn after(
    visit: &Visit,
    id: i64,
    typed: Typed,
    done: Result<(), (&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(to(visit, &format!("/remarks/{id}"))),
        Err(refusal) => page(visit, id, typed, Some(refusal)).await,
    }
}

async fn page(
    visit: &Visit,
    id: i64,
    typed: Typed,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().remark_view(&visit.actor, id).await)?;
    let remark = &view.line.remark;
    let f = visit.frame(Section::Discussion, format!("{} {id}", visit.lang.pick("意見", "Remark"))).await?;
    let chosen = typed.state.as_deref();
    let named = typed.outcome.clone().or_else(|| remark.outcome.as_ref().map(ToString::to_string));
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Remarks),
        here: f.href(&format!("/remarks/{id}")),
        row: row(&f, &view.line),
        is_confidential: remark.source == RemarkSource::Confidential,
        hidden_reason: remark.hidden_reason.clone(),
        meeting_href: remark.meeting.map(|id| f.href(&format!("/meetings/{id}"))).unwrap_or_default(),
        theme: remark.theme.clone(),
        response: remark.response.clone(),
        reason: remark.reason.clone(),
        outcome: remark.outcome.as_ref().map(|outcome| {
            // Editions in preparation are not everybody's to open who may read remarks.
            let may_open = !matches!(outcome, RemarkOutcome::Edition(_)) || f.actor.may(Action::ReadEditions);
            let href = if may_open { f.href(&outcome_path(outcome)) } else { String::new() };
            (href, f.text(&outcome_words(outcome)).to_owned())
        }),
        may_answer: view.may_answer,
        may_manage: view.may_manage,
        may_change: f.actor.may(Action::ReadRemarkSources),
        states: remark
            .state
            .next()
            .iter()
            .map(|state| (state.word(), f.lang.pick(state.label_ja(), state.label_en()), chosen == Some(state.word())))
            .collect(),
        typed: (typed.response.clone().unwrap_or_else(|| remark.response.clone()), typed.reason.clone()),
        why: typed.why.clone(),
        outcomes: view
            .outcomes
            .iter()
            .map(|(outcome, words)| {
                let word = outcome.to_string();
                let is_named = named.as_ref() == Some(&word);
                (word, f.text(words).to_owned(), is_named)
            })
            .collect(),
        revision: remark.revision,
        events: view.steps.iter().rev().map(|step| event(&f, step)).collect(),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        f,
    };
    let status = match &refusal {
        None => StatusCode::OK,
        Some((kind, _)) if kind.code == app::remarks::REMARK_CHANGED.code => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn event(f: &Frame, step: &RemarkStep) -> Event {
    let state = f.lang.pick(step.state.label_ja(), step.state.label_en());
    let came = step.outcome.as_ref().map(|outcome| f.text(&outcome_words(outcome)).to_owned());
    let (what, detail) = match step.what.as_str() {
        "added" => (f.t("記録した", "entered").to_owned(), String::new()),
        "changed" => (f.t("内容を変えた", "changed").to_owned(), String::new()),
        "outcome" => (f.t("改定に結び付けた", "tied to a revision").to_owned(), came.unwrap_or_default()),
        "hidden" => (f.t("表示を止めた", "hidden").to_owned(), step.reason.clone()),
        "shown" => (f.t("表示を戻した", "shown again").to_owned(), step.reason.clone()),
        _ => {
            let reason = if step.reason.is_empty() { String::new() } else { format!("（{}）", step.reason) };
            (format!("→ {state}"), format!("{}{reason}", step.response))
        }
    };
    Event { at: format::moment(&step.at), what, detail, actor: step.actor.clone() }
}

fn revision(sent: &Pairs) -> i64 {
    value(sent, "revision").parse().unwrap_or(0)
}

/// The number of an address.
pub fn number(visit: &Visit, id: Id) -> Result<i64, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}
