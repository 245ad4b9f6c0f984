//! `/clusters/{id}/logic-model/compare`: two versions as one picture and as a list.

use app::logic_models::{LogicComparison, LogicSide};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::logic_model::{Change, Fate, NodeId};
use serde::Deserialize;

use super::{Address, words};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

/// The query part of the address: `now` or a version's number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: String,
    after: String,
}

/// One thing that differs.
struct Line {
    fate: &'static str,
    what: String,
    changes: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "logic-models/compare.html")]
struct ComparePage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster_href: String,
    name: String,
    is_demo: bool,
    before: String,
    after: String,
    is_same: bool,
    counts: String,
    figure: Html,
    lines: Vec<Line>,
}

/// The page.
pub async fn show(
    visit: Visit,
    address: Address,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, PageError> {
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    let sides = LogicSide::read(&asked.before).zip(LogicSide::read(&asked.after));
    let Some((before, after)) = sides else { return Err(PageError::bad_request(&visit, "before, after")) };
    let found = visit.app().compare_logic_models(&visit.actor, &address.cluster, before, after).await;
    let compared = visit.check(found)?;
    let lang = visit.lang;
    let name = lang.pick(&compared.head.name.ja, compared.head.name.en_or_ja()).to_owned();
    let title = format!("{}{name}", lang.pick("ロジックモデルの比較：", "Logic model, two versions: "));
    let f = visit.frame(Section::Clusters, title.clone()).await?;
    let side = |name: &str| match name {
        "" => lang.pick("今のモデル", "the model now").to_owned(),
        name => name.to_owned(),
    };
    let source = lang.pick("このシステムで作成", "made in this system");
    let count = |fate: Fate| {
        let (nodes, edges) = compared.difference.count(fate);
        let label = lang.pick(fate.label_ja(), fate.label_en());
        match lang {
            crate::lang::Lang::Ja => format!("{label}：要素 {nodes}、つながり {edges}"),
            crate::lang::Lang::En => format!("{label}: {nodes} nodes, {edges} connections"),
        }
    };
    Ok(render(&ComparePage {
        subnav: SubNav::new(&f, Part::LogicModels),
        base: address.href(lang, ""),
        cluster_href: f.href(&format!("/clusters/{}", crate::programs::encode(&address.cluster))),
        name,
        is_demo: compared.is_demo,
        before: side(&compared.before_name),
        after: side(&compared.after_name),
        is_same: compared.difference.is_empty(),
        counts: [Fate::Added, Fate::Changed, Fate::Removed].map(count).join(lang.pick("。", "; ")),
        figure: figure("logic-difference", &compared.chart(&title, source, chart_lang(lang)), lang, ""),
        lines: lines(&f, &compared),
        f,
    }))
}

fn lines(f: &Frame, compared: &LogicComparison) -> Vec<Line> {
    let lang = f.lang;
    let label = |fate: Fate| lang.pick(fate.label_ja(), fate.label_en());
    let changed = |changes: &[Change]| {
        let words: Vec<&str> = changes.iter().map(|one| lang.pick(one.label_ja(), one.label_en())).collect();
        words.join(lang.pick("、", ", "))
    };
    let before = |id: Option<NodeId>| id.and_then(|id| compared.before.node(id)).map(|node| node.label.clone());
    let after = |id: Option<NodeId>| id.and_then(|id| compared.after.node(id)).map(|node| node.label.clone());
    let nodes = compared.difference.nodes.iter().filter(|one| one.fate != Fate::Same).map(|one| {
        let model = if one.after.is_some() { &compared.after } else { &compared.before };
        let id = one.after.or(one.before).unwrap_or(NodeId(0));
        Line {
            fate: label(one.fate),
            what: words::node(lang, model, id),
            changes: changed(&one.changes),
            before: before(one.before).unwrap_or_default(),
            after: after(one.after).unwrap_or_default(),
        }
    });
    let edges = compared.difference.edges.iter().filter(|one| one.fate != Fate::Same).map(|one| {
        let (model, ends) = match one.after {
            Some(ends) => (&compared.after, ends),
            None => (&compared.before, one.before.unwrap_or((NodeId(0), NodeId(0)))),
        };
        let evidence = |model: &reform::logic_model::LogicModel, ends: Option<(NodeId, NodeId)>| {
            let edge = ends.and_then(|(from, to)| model.edge(from, to));
            let lines: Vec<String> = edge
                .iter()
                .flat_map(|edge| &edge.evidence)
                .map(|one| format!("{} {}", one.strength.step(), one.source))
                .collect();
            lines.join("\n")
        };
        Line {
            fate: label(one.fate),
            what: format!("{} → {}", words::node(lang, model, ends.0), words::node(lang, model, ends.1)),
            changes: changed(&one.changes),
            before: evidence(&compared.before, one.before),
            after: evidence(&compared.after, one.after),
        }
    });
    nodes.chain(edges).collect()
}
