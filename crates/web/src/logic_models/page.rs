//! `/clusters/{id}/logic-model`: the model as it stands — picture, breaks, paths, outline, ways out.

use app::chart::Chart;
use app::logic_models::LogicModelView;
use askama::Template;
use axum::response::Response;
use reform::logic_model::{LogicModel, NodeId, Strength, outline};

use super::{Address, words};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::{Html, escape, mixed};
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

/// A column with its nodes, for lists (列の要素).
pub struct ColumnLine {
    /// The column's stable word.
    pub word: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its nodes.
    pub nodes: Vec<NodeLine>,
}

/// A node in a list.
pub struct NodeLine {
    /// Its number.
    pub id: u32,
    /// Its words.
    pub label: String,
    /// Whether it is the one in the panel.
    pub is_chosen: bool,
    /// Whether a break is named of it.
    pub has_break: bool,
}

struct BreakLine {
    what: &'static str,
    hint: &'static str,
    places: Vec<(u32, String)>,
}

struct PathLine {
    outcome: u32,
    name: String,
    way: String,
    strength: String,
    weakest: String,
    worst: String,
}

#[derive(Template)]
#[template(path = "logic-models/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    analysis_href: String,
    name: String,
    is_demo: bool,
    changed: String,
    may_edit: bool,
    is_empty: bool,
    figure: Html,
    breaks: Vec<BreakLine>,
    paths: Vec<PathLine>,
    outline: Html,
    counts: (usize, usize),
}

/// The page.
pub async fn show(visit: Visit, address: Address) -> Result<Response, PageError> {
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    let lang = visit.lang;
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja()).to_owned();
    let f = visit.frame(Section::Clusters, title(lang, &view)).await?;
    let base = address.href(lang, "");
    let cluster_href = f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster)));
    Ok(render(&ShowPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        analysis_href: format!("{cluster_href}/analysis"),
        cluster_href,
        name,
        is_demo: view.is_demo,
        changed: words::moment(lang, &view.changed_at),
        may_edit: view.may_edit,
        is_empty: view.model.nodes().is_empty(),
        figure: figure("logic-model", &chart(lang, &view, false), lang, &format!("{base}/files/csv")),
        breaks: break_lines(lang, &view),
        paths: path_lines(lang, &view),
        outline: nested(lang, &view.model),
        counts: (view.model.nodes().len(), view.model.edges().len()),
        base,
        f,
    }))
}

/// The picture of a model.
pub fn chart(lang: Lang, view: &LogicModelView, is_editor: bool) -> Chart {
    view.chart(&title(lang, view), lang.pick("このシステムで作成", "made in this system"), chart_lang(lang), is_editor)
}

/// The title of page and picture.
pub fn title(lang: Lang, view: &LogicModelView) -> String {
    let name = lang.pick(&view.head.name.ja, view.head.name.en_or_ja());
    format!("{}{name}", lang.pick("ロジックモデル：", "Logic model: "))
}

/// The columns with their nodes, in the order of the picture.
pub fn columns(lang: Lang, view: &LogicModelView, chosen: Option<NodeId>) -> Vec<ColumnLine> {
    let has_break = |id: NodeId| view.breaks.iter().any(|one| one.nodes.contains(&id));
    let line = |id: NodeId| NodeLine {
        id: id.0,
        label: view.model.node(id).map(|node| node.label.clone()).unwrap_or_default(),
        is_chosen: chosen == Some(id),
        has_break: has_break(id),
    };
    let columns = view.columns().into_iter();
    let column = columns.map(|(kind, nodes)| ColumnLine {
        word: kind.word(),
        label: lang.pick(kind.label_ja(), kind.label_en()),
        nodes: nodes.into_iter().map(line).collect(),
    });
    column.collect()
}

fn break_lines(lang: Lang, view: &LogicModelView) -> Vec<BreakLine> {
    let named = |id: NodeId| (id.0, words::node(lang, &view.model, id));
    let line = |one: &reform::logic_model::Break| {
        let of_edges = one.edges.iter().map(|(from, to)| {
            (from.0, format!("{} → {}", words::node(lang, &view.model, *from), words::node(lang, &view.model, *to)))
        });
        BreakLine {
            what: lang.pick(one.kind.label_ja(), one.kind.label_en()),
            hint: lang.pick(one.kind.hint_ja(), one.kind.hint_en()),
            places: one.nodes.iter().copied().map(named).chain(of_edges).collect(),
        }
    };
    view.breaks.iter().map(line).collect()
}

fn path_lines(lang: Lang, view: &LogicModelView) -> Vec<PathLine> {
    let strength = |strength: Option<Strength>| match strength {
        Some(strength) => format!("{} {}", strength.step(), lang.pick(strength.label_ja(), strength.label_en())),
        None => lang.pick("根拠なし", "no evidence").to_owned(),
    };
    let line = |path: &reform::logic_model::OutcomePath| {
        let way: Vec<String> = path.path.iter().map(NodeId::to_string).collect();
        let weakest = path.weakest.map(|(from, to)| format!("{from} → {to}")).unwrap_or_default();
        PathLine {
            outcome: path.outcome.0,
            name: words::node(lang, &view.model, path.outcome),
            way: if way.is_empty() {
                lang.pick("活動からの道筋なし", "no way from an activity").to_owned()
            } else {
                way.join(" → ")
            },
            strength: strength(path.strength),
            weakest,
            worst: strength(path.worst),
        }
    };
    view.paths.iter().map(line).collect()
}

/// The outline as nested lists: each node once with what follows from it.
pub fn nested(lang: Lang, model: &LogicModel) -> Html {
    let lines = outline(model);
    let mut out = String::from("<ul class=\"lm-outline\">");
    let mut depth = 0;
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            match line.depth > depth {
                true => out.push_str("<ul>"),
                false => {
                    out.push_str("</li>");
                    (line.depth..depth).for_each(|_| out.push_str("</ul></li>"));
                }
            }
        }
        depth = line.depth;
        let evidence = line.edge.and_then(|(from, to)| model.edge(from, to)).and_then(|edge| edge.strength());
        let evidence = evidence.map(|strength| {
            format!(" <span class=\"small muted\">{} {}</span>", escape(lang.pick("根拠", "evidence")), strength.step())
        });
        let words = mixed(&lang, &words::node(lang, model, line.node));
        match line.is_repeat {
            true => {
                let again = escape(lang.pick("（前に出た要素）", "(named above)"));
                out.push_str(&format!(
                    "<li><a href=\"#n-{}\">{words}</a> <span class=\"small muted\">{again}</span>",
                    line.node
                ));
            }
            false => out.push_str(&format!("<li id=\"n-{}\">{words}", line.node)),
        }
        out.push_str(&evidence.unwrap_or_default());
        for indicator in model.node(line.node).filter(|_| !line.is_repeat).iter().flat_map(|node| &node.indicators) {
            let standing =
                indicator.standing.map_or("", |standing| lang.pick(standing.label_ja(), standing.label_en()));
            let unit = if indicator.unit.is_empty() { String::new() } else { format!("（{}）", indicator.unit) };
            let said = format!("{}{unit} {standing}", indicator.name);
            out.push_str(&format!(" <span class=\"badge\">{}</span>", mixed(&lang, said.trim())));
        }
    }
    if !lines.is_empty() {
        (0..depth).for_each(|_| out.push_str("</li></ul>"));
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    Html(out)
}
