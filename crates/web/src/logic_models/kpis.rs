//! `/clusters/{id}/logic-model/kpis`: what a node is measured by, picked from the indicators of the cluster's programs.

use app::logic_models::Pick;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::logic_model::NodeId;
use reform::program::IndicatorKind;
use serde::Deserialize;

use super::editor::{self, Message, State};
use super::{Address, words};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

/// How many indicators are listed.
const SHOWN: usize = 300;

/// The query part of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    node: String,
}

struct Line {
    pick: String,
    program: String,
    kind: &'static str,
    name: String,
    unit: String,
    latest: String,
    standing: &'static str,
    is_there: bool,
}

#[derive(Template)]
#[template(path = "logic-models/kpis.html")]
struct KpiPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    name: String,
    cluster_href: String,
    revision: i64,
    node: u32,
    node_name: String,
    lines: Vec<Line>,
    left_out: usize,
}

/// The page.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    let lang = visit.lang;
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    visit.check(app::permit(&visit.actor, view.head.ask()))?;
    let node = asked.node.parse().ok().map(NodeId).and_then(|id| view.model.node(id));
    let Some(node) = node else {
        let error = app::AppError::NotFound { what: "node", name: asked.node };
        return Err(PageError::new(&visit, error));
    };
    let candidates = visit.check(visit.app().kpi_candidates(&visit.actor, &address.cluster).await)?;
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let f = visit.frame(Section::Clusters, lang.pick("要素の指標を選ぶ", "Pick indicators for a node")).await?;
    let lines = candidates.iter().take(SHOWN).map(|one| Line {
        pick: one.pick.to_string(),
        program: one.program_name.clone(),
        kind: kind(&f, one.kind),
        name: one.name.clone(),
        unit: one.unit.clone(),
        latest: one
            .latest
            .map(|(year, target, actual)| {
                let figures = (format::quantity(Some(actual)), format::quantity(Some(target)));
                format!("{} {} ／ {}", format::year(lang, year), figures.0, figures.1)
            })
            .unwrap_or_default(),
        standing: one.standing.map_or("", |standing| lang.pick(standing.label_ja(), standing.label_en())),
        is_there: node.indicators.iter().any(|known| known.name == one.name),
    });
    Ok(render(&KpiPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        base: address.href(lang, ""),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        revision: view.revision,
        node: node.id.0,
        node_name: words::node(lang, &view.model, node.id),
        lines: lines.collect(),
        left_out: candidates.len().saturating_sub(SHOWN),
        f,
    }))
}

/// Adds what was picked.
pub async fn pick(
    visit: Visit,
    address: Address,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pairs) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let first = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let node = first("node").and_then(|value| value.parse().ok()).map(NodeId);
    let seen = first("revision").and_then(|value| value.parse().ok());
    let picks: Option<Vec<Pick>> =
        pairs.iter().filter(|(name, _)| name == "pick").map(|(_, value)| Pick::read(value)).collect();
    let (Some(node), Some(seen), Some(picks)) = (node, seen, picks) else {
        return Err(PageError::bad_request(&visit, "node, revision, pick"));
    };
    let edited = visit.app().pick_kpis(&visit.actor, &address.cluster, seen, node, &picks).await;
    let edited = visit.check(edited)?;
    if edited.problems.is_empty() && edited.conflicts.is_empty() {
        return Ok(address.to(&visit, &format!("/edit?node={node}&done={}#panel", edited.kind)));
    }
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    let f = visit.frame_with(Section::Clusters, "", false);
    let faults = edited.problems.iter().map(|one| words::model_fault(visit.lang, &view.model, one)).collect();
    let conflicts = editor::conflict_lines(&f, &view, &edited.conflicts);
    let message = Message { faults, conflicts, ..Message::default() };
    let state = State { node: Some(node), message, ..State::default() };
    editor::show_with(&visit, &address, StatusCode::CONFLICT, state).await
}

fn kind(f: &Frame, kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Activity => f.lang.pick("活動", "activity"),
        IndicatorKind::Target => f.lang.pick("対象", "target"),
        IndicatorKind::Outcome => f.lang.pick("成果", "outcome"),
    }
}
