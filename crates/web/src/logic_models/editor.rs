//! `/clusters/{id}/logic-model/edit`: where a model is changed. Every part is a plain form; the script only spares page loads.

use app::logic_models::{LogicConflict, LogicModelView, UndoState};
use app::{AppError, Because};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::Response;
use reform::analysis::ItemKind;
use reform::logic_model::{MAX_SOURCE_CHARS, NodeId, NodeKind};
use serde::Deserialize;

use super::form::Posted;
use super::panel::panel;
use super::words::{self, Fault};
use super::{Address, page};
use crate::error::PageError;
use crate::figure::figure;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// The query part of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    node: String,
    add: String,
    done: String,
    what: String,
}

/// What stands above the panel: why something was not kept, or what was.
#[derive(Default)]
pub struct Message {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What two people changed.
    pub conflicts: Vec<ConflictLine>,
    /// The form again, for insisting on it.
    pub again: Vec<(String, String)>,
    /// What was done.
    pub done: String,
}

/// A conflict in words (競合の表示).
pub struct ConflictLine {
    /// Which field.
    pub field: String,
    /// What was sent.
    pub mine: String,
    /// What stands there.
    pub theirs: String,
    /// Who changed it, and when.
    pub by: String,
}

#[derive(Template)]
#[template(path = "logic-models/edit.html")]
struct EditPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    name: String,
    is_demo: bool,
    revision: i64,
    account: String,
    node: String,
    message: Html,
    figure: Html,
    outline: Html,
    panel: Html,
    bar: Html,
    is_empty: bool,
    sign_in_href: String,
    may_edit: bool,
    /// What the cluster's management analysis offers as evidence, by its number there.
    evidence: Vec<String>,
}

/// The page.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    let done = match asked.done.as_str() {
        "" => String::new(),
        kind => words::done(visit.lang, kind, &asked.what),
    };
    let state = State {
        node: asked.node.parse().ok().map(NodeId),
        adding: NodeKind::from_word(&asked.add),
        message: Message { done, ..Message::default() },
        typed: None,
    };
    show_with(&visit, &address, StatusCode::OK, state).await
}

/// What the page is to show beside the model.
#[derive(Default)]
pub struct State {
    /// The node in the panel.
    pub node: Option<NodeId>,
    /// The column a node is about to be added to.
    pub adding: Option<NodeKind>,
    /// What is said above the panel.
    pub message: Message,
    /// A form that could not be kept.
    pub typed: Option<Posted>,
}

/// The page in a state, with a status.
pub async fn show_with(
    visit: &Visit,
    address: &Address,
    status: StatusCode,
    state: State,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    visit.check(app::permit(&visit.actor, view.head.ask()))?;
    let undo = visit.check(visit.app().logic_undo_state(&visit.actor, &address.cluster).await)?;
    let analysis = visit.check(visit.app().analysis(&visit.actor, &address.cluster).await)?;
    let offered = analysis.items(ItemKind::Evidence).map(|row| {
        let words = format!("根拠{}：{}（{}）", row.item.number, row.item.title(), row.item.text("source"));
        words.chars().filter(|c| !c.is_control()).take(MAX_SOURCE_CHARS).collect()
    });
    let name = visit.lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", visit.lang.pick("ロジックモデルの編集：", "Edit the logic model: "));
    let f = visit.frame(Section::Clusters, title).await?;
    let parts = Parts::new(&f, address, &view, &undo, &state);
    let template = EditPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        base: address.href(visit.lang, ""),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        is_demo: view.is_demo,
        revision: view.revision,
        account: visit.actor.account().map(|account| account.to_string()).unwrap_or_default(),
        node: state.node.map(|node| node.to_string()).unwrap_or_default(),
        is_empty: view.model.nodes().is_empty(),
        sign_in_href: format!(
            "{}?next={}",
            f.href("/sign-in"),
            crate::programs::encode(&address.href(visit.lang, "/edit"))
        ),
        may_edit: view.may_edit,
        evidence: offered.collect(),
        message: parts.message,
        figure: parts.figure,
        outline: parts.outline,
        panel: parts.panel,
        bar: parts.bar,
        f,
    };
    Ok(render_with(status, &template))
}

/// The parts of the page that an operation makes anew.
pub struct Parts {
    /// What is said above the panel.
    pub message: Html,
    /// The picture with its table.
    pub figure: Html,
    /// The columns with their nodes.
    pub outline: Html,
    /// The panel.
    pub panel: Html,
    /// Undo and redo.
    pub bar: Html,
}

impl Parts {
    /// Renders them.
    pub fn new(f: &Frame, address: &Address, view: &LogicModelView, undo: &UndoState, state: &State) -> Parts {
        let base = address.href(f.lang, "");
        let chart = page::chart(f.lang, view, true);
        let account = f.actor.account().map(|account| account.to_string()).unwrap_or_default();
        let told = |one: &Option<(String, String)>| one.as_ref().map(|(kind, what)| words::done(f.lang, kind, what));
        Parts {
            message: html(&MessageBox { f, base: &base, message: &state.message, revision: view.revision }),
            figure: figure("logic-model", &chart, f.lang, ""),
            outline: html(&Outline { f, base: &base, columns: page::columns(f.lang, view, state.node) }),
            panel: panel(f, &base, view, state.node, state.adding, state.typed.as_ref()),
            bar: html(&Bar {
                f,
                base: &base,
                revision: view.revision,
                account,
                undo: told(&undo.undo),
                redo: told(&undo.redo),
                node: state.node.map(|node| node.0),
            }),
        }
    }
}

#[derive(Template)]
#[template(path = "logic-models/message.html")]
struct MessageBox<'a> {
    f: &'a Frame,
    base: &'a str,
    message: &'a Message,
    revision: i64,
}

#[derive(Template)]
#[template(path = "logic-models/columns.html")]
struct Outline<'a> {
    f: &'a Frame,
    base: &'a str,
    columns: Vec<page::ColumnLine>,
}

#[derive(Template)]
#[template(path = "logic-models/bar.html")]
struct Bar<'a> {
    f: &'a Frame,
    base: &'a str,
    revision: i64,
    account: String,
    undo: Option<String>,
    redo: Option<String>,
    node: Option<u32>,
}

/// The conflicts of an operation in words.
pub fn conflict_lines(f: &Frame, view: &LogicModelView, conflicts: &[LogicConflict]) -> Vec<ConflictLine> {
    let line = |conflict: &LogicConflict| {
        let who = match conflict.who.as_str() {
            "" => f.t("このパソコンの利用者", "the person at this machine"),
            who => who,
        };
        ConflictLine {
            field: words::field(f.lang, &view.model, &conflict.field),
            mine: words::shown(f.lang, &conflict.mine),
            theirs: words::shown(f.lang, &conflict.theirs),
            by: format!("{who} {}", words::moment(f.lang, &conflict.at)),
        }
    };
    conflicts.iter().map(line).collect()
}

/// The words of a refusal; `None` for what is no matter of the form.
pub fn refused(f: &Frame, error: &AppError) -> Option<(StatusCode, Fault)> {
    let AppError::Refused(refusal) = error else { return None };
    let status = match refusal.because {
        Because::Conflict => StatusCode::CONFLICT,
        Because::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Because::Forbidden | Because::TooMany => return None,
    };
    Some((status, words::fault(f.lang, refusal.kind, &refusal.detail)))
}

fn html(template: &impl Template) -> Html {
    match template.render() {
        Ok(html) => Html(html),
        Err(error) => {
            tracing::error!(%error, "a part of the editor could not be rendered");
            Html::default()
        }
    }
}
