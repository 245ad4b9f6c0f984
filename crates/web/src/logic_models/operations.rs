//! Each change of a model (編集操作): as a plain form that leads back to the page, or for the script as JSON.

use app::logic_models::{LogicEdit, LogicEdited};
use app::{AppError, Because};
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use reform::logic_model::{NodeId, NodeKind};
use serde::{Deserialize, Serialize};

use super::editor::{self, Message, Parts, State};
use super::form::Posted;
use super::{Address, words};
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit};
use crate::programs::encode;

/// What the script is told (答え).
#[derive(Serialize)]
struct Answer {
    revision: i64,
    /// The node the focus goes to.
    node: Option<u32>,
    /// What a screen reader says.
    said: String,
    message: String,
    figure: String,
    panel: String,
    outline: String,
    bar: String,
}

/// Why nothing is answered.
#[derive(Serialize)]
struct Told {
    problem: Reason,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    what: String,
    hint: String,
}

/// The panel of a node for the script.
#[derive(Serialize)]
struct PanelAnswer {
    revision: i64,
    panel: String,
}

/// What others did.
#[derive(Serialize)]
struct News {
    revision: i64,
    /// Left out where nothing changed.
    #[serde(flatten)]
    now: Option<Answer>,
}

/// What the page knows already.
#[derive(Clone, Debug, Deserialize, Default)]
#[serde(default)]
pub struct Since {
    since: i64,
    account: String,
    node: String,
    add: String,
}

/// What came of a form.
enum Outcome {
    Done(LogicEdited),
    /// Not kept: the state the page is shown in, with its status.
    Kept(StatusCode, State),
    Failed(AppError),
}

/// Makes one change.
pub async fn operate(
    visit: Visit,
    address: Address,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let is_script = headers.contains_key("x-henkaku-fetch");
    let posted = match form {
        Ok(Form(pairs)) => Posted(pairs),
        Err(_) if is_script => return Ok(refusal(visit.lang, &app::error::BAD_REQUEST, StatusCode::BAD_REQUEST)),
        Err(rejection) => return Err(PageError::bad_request(&visit, rejection.body_text())),
    };
    if is_script && let Some(refused) = not_the_same_person(&visit, posted.first("account").unwrap_or_default()) {
        return Ok(refused);
    }
    let edit = posted.edit().zip(posted.number("revision"));
    let Some((edit, seen)) = edit else {
        return match is_script {
            true => Ok(refusal(visit.lang, &app::error::BAD_REQUEST, StatusCode::BAD_REQUEST)),
            false => Err(PageError::bad_request(&visit, posted.first("op").unwrap_or("op"))),
        };
    };
    let f = visit.frame_with(Section::Clusters, "", false);
    let outcome = make(&visit, &f, &address, seen, &edit, posted).await;
    match (is_script, outcome) {
        (false, Outcome::Failed(error)) => Err(PageError::new(&visit, error)),
        (true, Outcome::Failed(error)) => Ok(failure(&visit, &error)),
        (false, Outcome::Kept(status, state)) => editor::show_with(&visit, &address, status, state).await,
        (true, Outcome::Kept(status, state)) => Ok(answer(&visit, &f, &address, status, state, String::new()).await),
        (false, Outcome::Done(edited)) => Ok(lead_on(&visit, &address, &edited)),
        (true, Outcome::Done(edited)) => {
            let said = words::done(visit.lang, edited.kind, &edited.subject);
            let state = State { node: edited.node, ..State::default() };
            Ok(answer(&visit, &f, &address, StatusCode::OK, state, said).await)
        }
    }
}

/// The panel of a node, for the script.
pub async fn panel(
    visit: Visit,
    address: Address,
    query: Result<Query<Since>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    if let Some(refused) = not_the_same_person(&visit, &asked.account) {
        return Ok(refused);
    }
    let view = match visit.app().logic_model(&visit.actor, &address.cluster).await {
        Ok(view) => view,
        Err(error) => return Ok(failure(&visit, &error)),
    };
    let f = visit.frame_with(Section::Clusters, "", false);
    let (node, adding) = (asked.node.parse().ok().map(NodeId), NodeKind::from_word(&asked.add));
    let panel = super::panel::panel(&f, &address.href(visit.lang, ""), &view, node, adding, None);
    Ok(Json(PanelAnswer { revision: view.revision, panel: panel.0 }).into_response())
}

/// What others changed since a revision, for the script.
pub async fn changes(
    visit: Visit,
    address: Address,
    query: Result<Query<Since>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    if let Some(refused) = not_the_same_person(&visit, &asked.account) {
        return Ok(refused);
    }
    let view = match visit.app().logic_model(&visit.actor, &address.cluster).await {
        Ok(view) => view,
        Err(error) => return Ok(failure(&visit, &error)),
    };
    if view.revision <= asked.since {
        return Ok(Json(News { revision: view.revision, now: None }).into_response());
    }
    let last = match visit.app().logic_model_history(&visit.actor, &address.cluster, None).await {
        Ok(history) => history.into_iter().next(),
        Err(error) => return Ok(failure(&visit, &error)),
    };
    let said = last.map(|change| {
        let what = words::done(visit.lang, &change.kind, &change.subject);
        match change.who.as_str() {
            "" => what,
            who => format!("{who} — {what}"),
        }
    });
    let f = visit.frame_with(Section::Clusters, "", false);
    let state = State { node: asked.node.parse().ok().map(NodeId), ..State::default() };
    Ok(answer(&visit, &f, &address, StatusCode::OK, state, said.unwrap_or_default()).await)
}

async fn make(visit: &Visit, f: &Frame, address: &Address, seen: i64, edit: &LogicEdit, posted: Posted) -> Outcome {
    let edited = match visit.app().edit_logic_model(&visit.actor, &address.cluster, seen, edit).await {
        Ok(edited) => edited,
        Err(error) => {
            let Some((status, fault)) = editor::refused(f, &error) else { return Outcome::Failed(error) };
            let message = Message { faults: vec![fault], ..Message::default() };
            return Outcome::Kept(status, State { node: posted.node("stay"), message, ..State::default() });
        }
    };
    if edited.conflicts.is_empty() && edited.problems.is_empty() {
        return Outcome::Done(edited);
    }
    let view = match visit.app().logic_model(&visit.actor, &address.cluster).await {
        Ok(view) => view,
        Err(error) => return Outcome::Failed(error),
    };
    let status = match edited.conflicts.is_empty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::CONFLICT,
    };
    let problems = edited.problems.iter().map(|problem| words::model_fault(visit.lang, &view.model, problem));
    let again = posted.0.iter().filter(|(key, _)| key != "revision").cloned().collect();
    let message = Message {
        faults: problems.collect(),
        conflicts: editor::conflict_lines(f, &view, &edited.conflicts),
        again,
        done: String::new(),
    };
    // What was typed stands where it was typed: with the node it belongs to.
    let node = posted.node("node").or(posted.node("from")).filter(|id| view.model.node(*id).is_some());
    Outcome::Kept(status, State { node, adding: None, message, typed: Some(posted) })
}

/// Back to the page, with the node the change was about.
fn lead_on(visit: &Visit, address: &Address, edited: &LogicEdited) -> Response {
    let node = edited.node.map(|node| format!("node={node}&")).unwrap_or_default();
    let subject: String = edited.subject.chars().take(60).collect();
    address.to(visit, &format!("/edit?{node}done={}&what={}#panel", edited.kind, encode(&subject)))
}

async fn answer(
    visit: &Visit,
    f: &Frame,
    address: &Address,
    status: StatusCode,
    state: State,
    said: String,
) -> Response {
    let view = match visit.app().logic_model(&visit.actor, &address.cluster).await {
        Ok(view) => view,
        Err(error) => return failure(visit, &error),
    };
    let undo = match visit.app().logic_undo_state(&visit.actor, &address.cluster).await {
        Ok(undo) => undo,
        Err(error) => return failure(visit, &error),
    };
    let parts = Parts::new(f, address, &view, &undo, &state);
    let answer = Answer {
        revision: view.revision,
        node: state.node.filter(|node| view.model.node(*node).is_some()).map(|node| node.0),
        said,
        message: parts.message.0,
        figure: parts.figure.0,
        panel: parts.panel.0,
        outline: parts.outline.0,
        bar: parts.bar.0,
    };
    (status, Json(answer)).into_response()
}

/// A page on which one person worked must not save in another's name.
fn not_the_same_person(visit: &Visit, account: &str) -> Option<Response> {
    let now = visit.actor.account().map(|account| account.to_string()).unwrap_or_default();
    let is_nobody = visit.actor.signed_in().is_none() && !visit.actor.may(app::Action::ReadAnalyses);
    if now == account && !is_nobody {
        return None;
    }
    let what = visit.lang.pick("サインインが切れました", "You are signed out").to_owned();
    let hint = match visit.actor.account() {
        Some(_) => visit.lang.pick(
            "いまは別の人としてサインインしています。この画面で編集していた人としてサインインし直してください。",
            "Somebody else is signed in now. Sign in as the person who was editing here.",
        ),
        None => visit
            .lang
            .pick("まだ保存していない操作は、この画面に残っています。", "What is not saved yet is still on this page."),
    };
    let problem = Reason { code: app::error::DENIED.code, what, hint: hint.to_owned() };
    Some((StatusCode::UNAUTHORIZED, Json(Told { problem })).into_response())
}

fn failure(visit: &Visit, error: &AppError) -> Response {
    let status = crate::error::status_of(error);
    if status.is_server_error() {
        tracing::error!(code = error.kind().code, %error, "a logic model could not be changed");
    }
    // A refusal for the moment is tried again by the script; everything else closes the page for writing.
    let status = match error {
        AppError::Refused(refusal) if refusal.because == Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => status,
    };
    refusal(visit.lang, error.kind(), status)
}

fn refusal(lang: Lang, kind: &'static app::ProblemKind, status: StatusCode) -> Response {
    let problem = Reason {
        code: kind.code,
        what: lang.pick(kind.title_ja, kind.title_en).to_owned(),
        hint: lang.pick(kind.hint_ja, kind.hint_en).to_owned(),
    };
    (status, Json(Told { problem })).into_response()
}
