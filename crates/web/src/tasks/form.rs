//! `/tasks/new`, `/tasks/{id}/edit`: the form of a task.

use app::AppError;
use app::tasks::{TaskFault, TaskField, TaskForm, TaskFormView};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use reform::task::TaskKind;

use crate::cities::Pairs;
use crate::clusters::{fields_of, to, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// A field of the form with what was typed and what is wrong with it (入力欄).
struct Entry {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    /// `text`, `date`, `select` or `area`.
    input: &'static str,
    choices: Vec<(String, String)>,
    is_required: bool,
    fault: Option<(&'static str, &'static str, &'static str)>,
    now: Option<String>,
}

#[derive(Template)]
#[template(path = "tasks/form.html")]
struct FormPage {
    f: Frame,
    subnav: SubNav,
    back: String,
    action: String,
    cluster: String,
    cluster_id: String,
    option: String,
    proposals: Vec<(String, String)>,
    entries: Vec<Entry>,
    revision: String,
    stale: Option<(&'static str, &'static str, &'static str)>,
}

type Asked = Result<Query<Pairs>, QueryRejection>;

/// The form of a new task.
pub async fn new(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let view = new_view(&visit, value(&asked, "cluster"), value(&asked, "proposal").parse().ok()).await?;
    page(&visit, None, &view, None, &[]).await
}

/// Makes a task.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let sent = fields_of(&visit, form)?;
    let (cluster, form) = (value(&sent, "cluster"), form_of(&sent));
    match visit.check(visit.app().add_task(&visit.actor, cluster, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/tasks/{id}"))),
        Err(faults) => page(&visit, None, &new_view(&visit, cluster, None).await?, Some(&form), &faults).await,
    }
}

/// The form of a task that is there.
pub async fn edit(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let view = visit.check(visit.app().task_form(&visit.actor, id).await)?;
    page(&visit, Some(id), &view, None, &[]).await
}

/// Changes a task.
pub async fn save(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    let form = form_of(&fields_of(&visit, form)?);
    match visit.check(visit.app().change_task(&visit.actor, id, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/tasks/{id}"))),
        Err(faults) => {
            let view = visit.check(visit.app().task_form(&visit.actor, id).await)?;
            page(&visit, Some(id), &view, Some(&form), &faults).await
        }
    }
}

async fn new_view(visit: &Visit, cluster: &str, proposal: Option<i64>) -> Result<TaskFormView, PageError> {
    // Without a cluster there is no decided option to carry out.
    let missing = || AppError::NotFound { what: "cluster", name: String::new() };
    visit.check(if cluster.is_empty() { Err(missing()) } else { Ok(()) })?;
    visit.check(visit.app().new_task_form(&visit.actor, cluster, proposal).await)
}

async fn page(
    visit: &Visit,
    id: Option<i64>,
    view: &TaskFormView,
    typed: Option<&TaskForm>,
    faults: &[TaskFault],
) -> Result<Response, PageError> {
    let title = match id {
        None => visit.lang.pick("取組を加える", "Add a task"),
        Some(_) => visit.lang.pick("取組を変える", "Change a task"),
    };
    let f = visit.frame(Section::Clusters, title).await?;
    let form = typed.unwrap_or(&view.form);
    let stale = faults.iter().find(|fault| fault.field.is_none());
    let new = format!("/tasks/new?cluster={}", encode(&view.head.id));
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Tasks),
        back: id
            .map_or_else(|| f.href(&format!("/tasks?cluster={}", view.head.id)), |id| f.href(&format!("/tasks/{id}"))),
        action: id.map_or_else(|| f.href("/tasks/new"), |id| f.href(&format!("/tasks/{id}/edit"))),
        cluster: f.text(&view.head.name).to_owned(),
        cluster_id: view.head.id.clone(),
        option: view.option.clone(),
        proposals: view
            .proposals
            .iter()
            .map(|item| (f.href(&format!("{new}&proposal={}", item.number)), item.title().to_owned()))
            .collect(),
        entries: entries(&f, view, form, faults),
        // After a conflict the form goes on from what stands now, so that saving again is a decision.
        revision: stale.map_or_else(|| form.revision.clone(), |stale| stale.detail.clone()),
        stale: stale.map(|fault| words(&f, fault)),
        f,
    };
    let status = match (faults.is_empty(), page.stale.is_some()) {
        (true, _) => StatusCode::OK,
        (_, true) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(render_with(status, &page))
}

fn entries(f: &Frame, view: &TaskFormView, form: &TaskForm, faults: &[TaskFault]) -> Vec<Entry> {
    let is_stale = faults.iter().any(|fault| fault.field.is_none());
    TaskField::ALL
        .into_iter()
        .map(|field| {
            let fault = faults.iter().find(|fault| fault.field == Some(field));
            let (label, hint) = label(f, field);
            let (input, choices) = input(f, view, field);
            let shown = |text: &str| {
                let choice = choices.iter().find(|(value, _)| value == text);
                choice.map_or_else(|| text.to_owned(), |(_, label)| label.clone())
            };
            Entry {
                name: field.word(),
                label,
                hint,
                value: form.text(field).to_owned(),
                now: fault.filter(|_| is_stale).map(|fault| shown(&fault.detail)),
                fault: fault.filter(|_| !is_stale).map(|fault| words(f, fault)),
                input,
                choices,
                is_required: matches!(field, TaskField::Kind | TaskField::Title),
            }
        })
        .collect()
}

fn label(f: &Frame, field: TaskField) -> (&'static str, &'static str) {
    let pick = |ja, en, hint_ja, hint_en| (f.lang.pick(ja, en), f.lang.pick(hint_ja, hint_en));
    match field {
        TaskField::Kind => pick(
            "種類",
            "Kind",
            "予算要求、条例改正、執行方針のどれで進めるかです。",
            "By what means it is carried out.",
        ),
        TaskField::Title => pick(
            "何をするか",
            "What is to be done",
            "120文字まで。一覧で見て分かる言葉にします。",
            "At most 120 characters, in words that tell in a list.",
        ),
        TaskField::Owner => {
            pick("担当者", "Who answers for it", "利用者のログイン名。空欄は未定。", "A login; empty when not decided.")
        }
        TaskField::Department => {
            pick("担当の所管", "Department", "決まっていなければ空欄にします。", "Empty while it is not decided.")
        }
        TaskField::Due => pick("期日", "Due", "例：2027-03-31", "Such as 2027-03-31"),
        TaskField::Document => pick(
            "書類",
            "Document",
            "予算要求書、条例案、方針などの名前や番号。",
            "Name or number of the request, bill or policy.",
        ),
        TaskField::Note => {
            pick("備考", "Note", "400文字まで。庁内だけに見えます。", "At most 400 characters; members only.")
        }
    }
}

fn input(f: &Frame, view: &TaskFormView, field: TaskField) -> (&'static str, Vec<(String, String)>) {
    match field {
        TaskField::Kind => {
            let choose = (String::new(), f.t("選んでください", "Choose").to_owned());
            let kinds = TaskKind::ALL
                .iter()
                .map(|kind| (kind.word().to_owned(), f.t(kind.label_ja(), kind.label_en()).to_owned()));
            ("select", std::iter::once(choose).chain(kinds).collect())
        }
        TaskField::Department => {
            let none = (String::new(), f.t("未定", "not decided").to_owned());
            let all = view.departments.iter().map(|(id, names)| (id.to_string(), names.join(" ＞ ")));
            ("select", std::iter::once(none).chain(all).collect())
        }
        TaskField::Note => ("area", Vec::new()),
        TaskField::Due => ("date", Vec::new()),
        _ => ("text", Vec::new()),
    }
}

fn words(f: &Frame, fault: &TaskFault) -> (&'static str, &'static str, &'static str) {
    let kind = fault.kind;
    (f.lang.pick(kind.title_ja, kind.title_en), f.lang.pick(kind.hint_ja, kind.hint_en), kind.code)
}

fn form_of(sent: &Pairs) -> TaskForm {
    let text = |field: TaskField| value(sent, field.word()).to_owned();
    TaskForm {
        kind: text(TaskField::Kind),
        title: text(TaskField::Title),
        owner: text(TaskField::Owner),
        department: text(TaskField::Department),
        due: text(TaskField::Due),
        document: text(TaskField::Document),
        note: text(TaskField::Note),
        revision: value(sent, "revision").to_owned(),
    }
}

fn number(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}
