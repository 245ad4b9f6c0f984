//! The panel of the editor (編集パネル): everything about one node, and the forms to add and connect; plain forms throughout.

use app::logic_models::LogicModelView;
use askama::Template;
use reform::logic_model::{
    Break, Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Strength,
};

use super::form::{Posted, STATUSES};
use super::words;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::Frame;

/// Rows that wait to be filled in below those there are.
const EMPTY_ROWS: usize = 1;

/// A choice of a drop-down.
pub struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The panel as it is shown; `typed` is a form that could not be kept and stands as it was typed.
pub fn panel(
    f: &Frame,
    base: &str,
    view: &LogicModelView,
    node: Option<NodeId>,
    adding: Option<NodeKind>,
    typed: Option<&Posted>,
) -> Html {
    let model = &view.model;
    let found = node.and_then(|id| model.node(id));
    let op = |op: &str| typed.filter(|posted| posted.first("op") == Some(op));
    let typed_label = |op: Option<&Posted>| op.and_then(|posted| posted.first("label")).unwrap_or_default().to_owned();
    let chosen_kind = op("add").and_then(|posted| NodeKind::from_word(posted.first("kind")?)).or(adding);
    let template = Panel {
        f,
        base,
        revision: view.revision,
        account: f.actor.account().map(|account| account.to_string()).unwrap_or_default(),
        node: found.map(|node| node_panel(f.lang, view, node, typed)),
        kinds: kind_choices(f.lang, chosen_kind.or(found.map(|node| node.kind)).unwrap_or(NodeKind::Activity)),
        new_label: typed_label(op("add").filter(|posted| posted.first("from").is_none_or(str::is_empty))),
        all: model.nodes().iter().map(|node| choice(f.lang, model, node.id, false)).collect(),
        is_adding: adding.is_some() || op("add").is_some(),
    };
    match template.render() {
        Ok(html) => Html(html),
        Err(error) => {
            tracing::error!(%error, "a panel could not be rendered");
            Html::default()
        }
    }
}

#[derive(Template)]
#[template(path = "logic-models/panel.html")]
struct Panel<'a> {
    f: &'a Frame,
    base: &'a str,
    revision: i64,
    account: String,
    node: Option<NodePanel>,
    kinds: Vec<Choice>,
    new_label: String,
    all: Vec<Choice>,
    is_adding: bool,
}

struct NodePanel {
    id: u32,
    title: String,
    label: String,
    note: String,
    has_note: bool,
    indicators: Vec<IndicatorRow>,
    kinds: Vec<Choice>,
    places: Vec<Choice>,
    targets: Vec<Choice>,
    next_kinds: Vec<Choice>,
    next_label: String,
    out: Vec<EdgePanel>,
    back: Vec<EdgePanel>,
    breaks: Vec<(&'static str, &'static str)>,
    may_connect: bool,
}

struct IndicatorRow {
    at: usize,
    name: String,
    unit: String,
    standings: Vec<Choice>,
    is_qualitative: bool,
}

struct EdgePanel {
    from: u32,
    to: u32,
    other: u32,
    label: String,
    strength: String,
    rows: Vec<EvidenceRow>,
    is_external: bool,
    note: String,
    is_open: bool,
    breaks: Vec<(&'static str, &'static str)>,
}

struct EvidenceRow {
    at: usize,
    source: String,
    strengths: Vec<Choice>,
    fits: Vec<Choice>,
}

fn node_panel(lang: Lang, view: &LogicModelView, node: &Node, typed: Option<&Posted>) -> NodePanel {
    let model = &view.model;
    let of_node = |op: &str| {
        typed.filter(|posted| {
            posted.first("op") == Some(op) && (posted.node("node").or(posted.node("from")) == Some(node.id))
        })
    };
    let changing = of_node("change");
    let text = |name: &str, kept: &str| {
        changing.and_then(|posted| posted.first(name)).map_or_else(|| kept.to_owned(), str::to_owned)
    };
    let indicators = changing
        .filter(|posted| posted.first("indicators").is_some())
        .map_or_else(|| node.indicators.clone(), Posted::indicators);
    let is_connected = |to: &Node| model.edge(node.id, to.id).is_some();
    let leads_on = |to: &&Node| to.id != node.id && to.kind.column().is_some() && !is_connected(to);
    let forward = |to: &&Node| node.kind.column().is_none() || to.kind.column() >= node.kind.column();
    let targets: Vec<Choice> =
        model.nodes().iter().filter(leads_on).filter(forward).map(|to| choice(lang, model, to.id, false)).collect();
    let below = model.column(node.kind).filter(|other| other.id != node.id);
    let adding = of_node("add");
    let next_label = adding.and_then(|posted| posted.first("label")).unwrap_or_default().to_owned();
    NodePanel {
        id: node.id.0,
        title: words::node(lang, model, node.id),
        label: text("label", &node.label),
        has_note: !node.note.is_empty() || changing.is_some(),
        note: text("note", &node.note),
        indicators: indicator_rows(lang, &indicators),
        kinds: kind_choices(lang, node.kind),
        places: below.map(|other| choice(lang, model, other.id, false)).collect(),
        may_connect: !targets.is_empty(),
        targets,
        next_kinds: kind_choices(lang, next_kind(node.kind)),
        next_label,
        out: model
            .edges()
            .iter()
            .filter(|edge| edge.from == node.id)
            .map(|edge| edge_panel(lang, view, edge, true, typed))
            .collect(),
        back: model
            .edges()
            .iter()
            .filter(|edge| edge.to == node.id)
            .map(|edge| edge_panel(lang, view, edge, false, typed))
            .collect(),
        breaks: breaks(lang, &view.breaks, |one| one.nodes.contains(&node.id)),
    }
}

fn edge_panel(lang: Lang, view: &LogicModelView, edge: &Edge, is_out: bool, typed: Option<&Posted>) -> EdgePanel {
    let other = if is_out { edge.to } else { edge.from };
    let is_this = |posted: &&Posted| {
        posted.first("op") == Some("edge")
            && (posted.node("from"), posted.node("to")) == (Some(edge.from), Some(edge.to))
    };
    let typed = typed.filter(is_this);
    let evidence = typed.map_or_else(|| edge.evidence.clone(), Posted::evidence);
    let strength = edge
        .strength()
        .map(|strength| format!("{} {}", strength.step(), lang.pick(strength.label_ja(), strength.label_en())));
    EdgePanel {
        from: edge.from.0,
        to: edge.to.0,
        other: other.0,
        label: words::node(lang, &view.model, other),
        strength: strength.unwrap_or_default(),
        rows: evidence_rows(lang, &evidence),
        is_external: typed.map_or(edge.is_external, |posted| posted.first("external").is_some()),
        note: typed.and_then(|posted| posted.first("note")).map_or_else(|| edge.note.clone(), str::to_owned),
        is_open: typed.is_some(),
        breaks: breaks(lang, &view.breaks, |one| one.edges.contains(&edge.ends())),
    }
}

fn breaks(lang: Lang, breaks: &[Break], is_meant: impl Fn(&Break) -> bool) -> Vec<(&'static str, &'static str)> {
    let words = |one: &Break| {
        (lang.pick(one.kind.label_ja(), one.kind.label_en()), lang.pick(one.kind.hint_ja(), one.kind.hint_en()))
    };
    breaks.iter().filter(|one| is_meant(one)).map(words).collect()
}

fn indicator_rows(lang: Lang, indicators: &[NodeIndicator]) -> Vec<IndicatorRow> {
    let empty = NodeIndicator { name: String::new(), unit: String::new(), standing: None, is_qualitative: false };
    let all = indicators.iter().chain(std::iter::repeat_n(&empty, EMPTY_ROWS));
    let row = |(at, indicator): (usize, &NodeIndicator)| {
        let unknown = Choice {
            value: String::new(),
            label: lang.pick("わからない", "not known").to_owned(),
            is_chosen: indicator.standing.is_none(),
        };
        let standing = STATUSES.into_iter().map(|status| Choice {
            value: status.word().to_owned(),
            label: lang.pick(status.label_ja(), status.label_en()).to_owned(),
            is_chosen: indicator.standing == Some(status),
        });
        IndicatorRow {
            at,
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            standings: std::iter::once(unknown).chain(standing).collect(),
            is_qualitative: indicator.is_qualitative,
        }
    };
    all.enumerate().map(row).collect()
}

fn evidence_rows(lang: Lang, evidence: &[Evidence]) -> Vec<EvidenceRow> {
    let empty = Evidence { strength: Strength::Opinion, source: String::new(), local_fit: LocalFit::Unknown };
    let all = evidence.iter().chain(std::iter::repeat_n(&empty, EMPTY_ROWS));
    let row = |(at, evidence): (usize, &Evidence)| EvidenceRow {
        at,
        source: evidence.source.clone(),
        strengths: Strength::ALL
            .iter()
            .map(|strength| Choice {
                value: strength.word().to_owned(),
                label: format!("{} {}", strength.step(), lang.pick(strength.label_ja(), strength.label_en())),
                is_chosen: *strength == evidence.strength,
            })
            .collect(),
        fits: LocalFit::ALL
            .iter()
            .map(|fit| Choice {
                value: fit.word().to_owned(),
                label: lang.pick(fit.label_ja(), fit.label_en()).to_owned(),
                is_chosen: *fit == evidence.local_fit,
            })
            .collect(),
    };
    all.enumerate().map(row).collect()
}

fn choice(lang: Lang, model: &LogicModel, id: NodeId, is_chosen: bool) -> Choice {
    Choice { value: id.to_string(), label: words::node(lang, model, id), is_chosen }
}

fn kind_choices(lang: Lang, chosen: NodeKind) -> Vec<Choice> {
    let choice = |kind: &NodeKind| Choice {
        value: kind.word().to_owned(),
        label: lang.pick(kind.label_ja(), kind.label_en()).to_owned(),
        is_chosen: *kind == chosen,
    };
    NodeKind::ALL.iter().map(choice).collect()
}

/// The column to the right; what leads on from an external factor is mostly an outcome.
fn next_kind(kind: NodeKind) -> NodeKind {
    match kind.column() {
        Some(column) => NodeKind::COLUMNS.get(column + 1).copied().unwrap_or(NodeKind::Impact),
        None => NodeKind::InitialOutcome,
    }
}
