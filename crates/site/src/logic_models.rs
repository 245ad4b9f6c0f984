//! `logic-models/` of the public site (ロジックモデル): the list, and each as a picture, an outline and a table, with its breaks.

use std::fmt::Write;

use askama::Template;
use publish::edition::{Cluster, Edition, LogicModel, LogicNode};
use reform::logic_model::{Strength, outline};

use crate::embeds::{self, drawn};
use crate::html::{Html, escape};
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

struct Row {
    href: String,
    name: Html,
    nodes: usize,
    edges: usize,
    breaks: usize,
    is_illustrative: bool,
}

#[derive(Template)]
#[template(path = "logic-models/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    rows: Vec<Row>,
}

struct NodeRow {
    id: u32,
    column: Html,
    label: Html,
    indicators: Html,
}

struct EdgeRow {
    from: Html,
    to: Html,
    strength: Html,
}

#[derive(Template)]
#[template(path = "logic-models/show.html")]
struct ModelPage<'a> {
    f: Frame<'a>,
    name: Html,
    cluster_href: String,
    is_illustrative: bool,
    figure: Option<Html>,
    breaks: Vec<Html>,
    outline: Html,
    nodes: Vec<NodeRow>,
    edges: Vec<EdgeRow>,
}

/// The path of the page of a cluster's model.
pub fn path_of(cluster: &Cluster) -> String {
    format!("logic-models/{}.html", links::slug(&cluster.id))
}

/// The clusters that have a model.
fn with_model(edition: &Edition) -> impl Iterator<Item = (&Cluster, &LogicModel)> {
    edition.clusters.iter().filter_map(|cluster| Some((cluster, cluster.logic_model.as_ref()?)))
}

/// Its pages.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if with_model(edition).next().is_none() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for prefix in ["", "en/"] {
        let path = format!("{prefix}logic-models/index.html");
        let lang = Lang::of_path(&path);
        let f = site.frame(&path, Section::Clusters, lang.pick("ロジックモデル", "Logic models"));
        let row = |(cluster, model): (&Cluster, &LogicModel)| Row {
            href: f.href(&path_of(cluster)),
            name: f.words(&cluster.name),
            nodes: model.nodes.len(),
            edges: model.edges.len(),
            breaks: model.breaks.len(),
            is_illustrative: cluster.is_illustrative,
        };
        let rows = with_model(edition).map(row).collect();
        files.push(render(&path, &IndexPage { rows, f }));
        for (cluster, model) in with_model(edition) {
            let path = format!("{prefix}{}", path_of(cluster));
            let title = match lang {
                Lang::Ja => format!("{}のロジックモデル", cluster.name.ja),
                Lang::En => format!("{}: logic model", cluster.name.english()),
            };
            files.push(render(&path, &show(edition, cluster, model, site.frame(&path, Section::Clusters, &title))));
        }
    }
    files
}

fn show<'a>(edition: &'a Edition, cluster: &'a Cluster, model: &LogicModel, f: Frame<'a>) -> ModelPage<'a> {
    let label = |id: u32| model.nodes.iter().find(|node| node.id == id).map_or("", |node| node.label.as_str());
    let strength = |step: Option<u8>| match step.and_then(Strength::from_step) {
        Some(known) => Html(format!("{}（{}）", known.step(), f.lang.pick(known.label_ja(), known.label_en()))),
        None => Html(f.t("根拠なし", "no evidence").to_owned()),
    };
    let node = |node: &LogicNode| NodeRow {
        id: node.id,
        column: f.words(&node.column_name),
        label: f.mixed(&node.label),
        indicators: if node.indicators.is_empty() {
            f.mixed(shown::NOT_STATED)
        } else {
            f.mixed(&node.indicators.join(f.t("、", ", ")))
        },
    };
    let edge = |edge: &publish::edition::LogicEdge| EdgeRow {
        from: f.mixed(label(edge.from)),
        to: f.mixed(label(edge.to)),
        strength: strength(edge.strength),
    };
    ModelPage {
        name: f.words(&cluster.name),
        cluster_href: f.site.cluster_path(&cluster.id).map(|path| f.href(&path)).unwrap_or_default(),
        is_illustrative: cluster.is_illustrative,
        figure: drawn::model(edition, cluster).map(|picture| embeds::with_line(&f, &picture)),
        breaks: model.breaks.iter().map(|words| f.words(words)).collect(),
        outline: outline_of(&f, model),
        nodes: model.nodes.iter().map(node).collect(),
        edges: model.edges.iter().map(edge).collect(),
        f,
    }
}

/// The model as nested lists: below each cause what follows from it, each node once.
fn outline_of(f: &Frame<'_>, model: &LogicModel) -> Html {
    let label = |id: u32| {
        let node = model.nodes.iter().find(|node| node.id == id);
        node.map_or_else(String::new, |node| {
            let column = f.plain(&node.column_name);
            format!("{} <span class=\"small muted\">{}</span>", f.mixed(&node.label).0, escape(column))
        })
    };
    let Some(sound) = drawn::sound_model(model) else {
        let items: String = model.nodes.iter().map(|node| format!("<li>{}</li>", label(node.id))).collect();
        return Html(format!("<ul>{items}</ul>"));
    };
    let mut out = String::new();
    let mut open = 0;
    for line in outline(&sound) {
        // Deeper opens a list inside the entry before; shallower closes lists and entries.
        while open > line.depth + 1 {
            out.push_str("</li></ul>");
            open -= 1;
        }
        if open == line.depth + 1 {
            out.push_str("</li>");
        }
        while open < line.depth + 1 {
            out.push_str("<ul>");
            open += 1;
        }
        let again = if line.is_repeat { f.t("（上に出ています）", " (see above)") } else { "" };
        let _ = write!(out, "<li>{}{again}", label(line.node.0));
    }
    out.push_str(&"</li></ul>".repeat(open));
    Html(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::{LogicEdge, Words, example};

    fn node(id: u32, column: &str) -> LogicNode {
        LogicNode {
            id,
            column: column.into(),
            column_name: Words::ja("列"),
            label: format!("N{id}"),
            indicators: vec![],
        }
    }

    #[test]
    fn the_outline_nests_what_follows_and_names_what_stood_above() {
        let edition = example::edition(1);
        let options = crate::Options::default();
        let site = Site::new(&edition, &options);
        let f = site.frame("logic-models/x.html", Section::Clusters, "x");
        let edge = |from, to| LogicEdge { from, to, strength: None };
        let model = LogicModel {
            nodes: vec![node(1, "activity"), node(2, "output"), node(3, "impact"), node(4, "activity")],
            edges: vec![edge(1, 2), edge(2, 3), edge(4, 2)],
            ..LogicModel::default()
        };
        let html = outline_of(&f, &model).0;
        let bare = html.replace(" <span class=\"small muted\">列</span>", "");
        assert_eq!(
            bare,
            "<ul><li>N1<ul><li>N2<ul><li>N3</li></ul></li></ul></li><li>N4<ul><li>N2（上に出ています）</li></ul></li></ul>"
        );
    }

    #[test]
    fn a_model_that_cannot_be_drawn_is_still_listed() {
        let edition = example::edition(1);
        let options = crate::Options::default();
        let site = Site::new(&edition, &options);
        let f = site.frame("logic-models/x.html", Section::Clusters, "x");
        let model = LogicModel { nodes: vec![node(1, "unknown-column")], ..LogicModel::default() };
        assert!(outline_of(&f, &model).0.contains("<li>N1"));
    }
}
