//! `/tasks/{id}`: one task with the history of its states, and the form that moves it on.

use app::tasks::{TaskStep, TaskView};
use app::{AppError, ProblemKind};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::task::TaskState;

use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::reviews::day as day_words;
use crate::subnav::{Part, SubNav};

struct Event {
    at: String,
    change: String,
    reason: String,
    actor: String,
}

#[derive(Template)]
#[template(path = "tasks/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    id: i64,
    cluster: String,
    cluster_id: String,
    kind: &'static str,
    state: (&'static str, &'static str),
    is_late: bool,
    is_demo: bool,
    option: String,
    owner: String,
    department: String,
    due: String,
    document: String,
    note: String,
    events: Vec<Event>,
    may_edit: bool,
    states: Vec<(&'static str, &'static str, bool)>,
    revision: i64,
    reason: String,
    refused: Option<Refused>,
}

/// The task's page.
pub async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    page(&visit, id, None, None).await
}

/// Takes the task to another state.
pub async fn step(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let unknown = || AppError::NotFound { what: "state", name: value(&sent, "state").chars().take(20).collect() };
    let state = visit.check(TaskState::from_word(value(&sent, "state")).ok_or_else(unknown))?;
    let revision = value(&sent, "revision").parse().unwrap_or(0);
    let moved = visit.app().step_task(&visit.actor, id, revision, state, value(&sent, "reason")).await;
    match refused(&visit, moved)? {
        Ok(()) => Ok(to(&visit, &format!("/tasks/{id}"))),
        Err(refusal) => page(&visit, id, Some(&sent), Some(refusal)).await,
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    Ok(to(&visit, &format!("/tasks/{id}")))
}

async fn page(
    visit: &Visit,
    id: i64,
    sent: Option<&Pairs>,
    refusal: Option<(&'static ProblemKind, String)>,
) -> Result<Response, PageError> {
    let view: TaskView = visit.check(visit.app().task_view(&visit.actor, id).await)?;
    let f = visit.frame(Section::Clusters, view.task.title.clone()).await?;
    let task = &view.task;
    let chosen = sent.and_then(|sent| TaskState::from_word(value(sent, "state")));
    let states = TaskState::ALL.iter().filter(|state| **state != task.state);
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Tasks),
        id,
        cluster: f.text(&view.head.name).to_owned(),
        cluster_id: view.head.id.clone(),
        kind: f.lang.pick(task.kind.label_ja(), task.kind.label_en()),
        state: (task.state.word(), f.lang.pick(task.state.label_ja(), task.state.label_en())),
        is_late: view.is_late,
        is_demo: task.is_demo,
        option: view.option.clone(),
        owner: task.owner_name.clone(),
        department: view.department.join(" ＞ "),
        due: task.due.map(|day| day_words(f.lang, day)).unwrap_or_default(),
        document: task.document.clone(),
        note: task.note.clone(),
        events: view.steps.iter().rev().map(|step| event(&f, step)).collect(),
        may_edit: view.may_edit,
        states: states
            .map(|state| (state.word(), f.lang.pick(state.label_ja(), state.label_en()), chosen == Some(*state)))
            .collect(),
        revision: task.revision,
        reason: sent.map(|sent| value(sent, "reason").to_owned()).unwrap_or_default(),
        refused: refusal.as_ref().map(|(kind, detail)| Refused::new(f.lang, kind, detail.clone())),
        f,
    };
    let status = match &refusal {
        None => StatusCode::OK,
        Some((kind, _)) if kind.code == app::tasks::TASK_CHANGED.code => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn event(f: &Frame, step: &TaskStep) -> Event {
    let word = |state: TaskState| f.t(state.label_ja(), state.label_en()).to_owned();
    Event {
        at: format::moment(&step.at),
        change: match step.before {
            Some(before) => format!("{} → {}", word(before), word(step.after)),
            None => word(step.after),
        },
        reason: step.reason.clone(),
        actor: step.actor.clone(),
    }
}

fn number(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}
