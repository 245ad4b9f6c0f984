//! `/programs/{id}/logic-model`: the model a program came with — picture, breaks, outline, table, files.

use app::national::{ReferenceModel, UNJUDGED};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use reform::logic_model::NodeId;

use super::super::page::nested;
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

struct BreakLine {
    what: &'static str,
    hint: &'static str,
    places: Vec<(u32, String)>,
}

struct LinkLine {
    from: String,
    to: String,
    why: Html,
}

struct FullText {
    id: u32,
    label: String,
    text: Html,
}

struct Related {
    href: String,
    external_id: String,
    name: String,
    relation: String,
}

#[derive(Template)]
#[template(path = "logic-models/reference-show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    name: String,
    external_id: String,
    program_href: String,
    department: String,
    counts: (String, String),
    figure: Html,
    breaks: Vec<BreakLine>,
    unjudged: String,
    outline: Html,
    links: Vec<LinkLine>,
    texts: Vec<FullText>,
    related: Vec<Related>,
    source: String,
    base: String,
}

/// The page.
pub async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let (id, found) = read(&visit, id).await?;
    let lang = visit.lang;
    let name = found.program.sheet.name.clone();
    let title = format!("{}{name}", lang.pick("ロジックモデル：", "Logic model: "));
    let f = visit.frame_with(Section::Clusters, title, found.program.demo);
    let base = f.href(&format!("/programs/{id}/logic-model"));
    let unjudged = UNJUDGED.iter().map(|kind| lang.pick(kind.label_ja(), kind.label_en()));
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        external_id: found.program.sheet.external_id.clone(),
        program_href: f.href(&format!("/programs/{id}")),
        department: found.program.sheet.department.join(" › "),
        counts: (format::count(found.model.nodes().len() as i64), format::count(found.model.edges().len() as i64)),
        figure: figure("logic-model", &found.chart(chart_lang(lang)), lang, &format!("{base}.csv")),
        breaks: breaks(&f, &found),
        unjudged: unjudged.collect::<Vec<_>>().join(lang.pick("、", ", ")),
        outline: nested(lang, &found.model),
        links: links(&found),
        texts: texts(&found),
        related: related(&f, &found),
        source: format!("{} · {}", found.file_name, format::moment(&found.at)),
        name,
        base,
        f,
    };
    Ok(render(&page))
}

/// The picture as a file.
pub async fn svg(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let (id, found) = read(&visit, id).await?;
    let bytes = Ok(found.chart(chart_lang(visit.lang)).svg.into_bytes());
    super::file(&visit, bytes, "image/svg+xml; charset=utf-8", &format!("logic-model-{id}.svg"))
}

/// The model as CSV, which can be read in again.
pub async fn csv(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let (id, found) = read(&visit, id).await?;
    let bytes = found.csv(chart_lang(visit.lang));
    super::file(&visit, bytes, super::CSV, &format!("logic-model-{id}.csv"))
}

async fn read(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<(i64, ReferenceModel), PageError> {
    let Path(id) = id.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok((id, visit.check(visit.app().reference_model(&visit.actor, id).await)?))
}

fn label(found: &ReferenceModel, id: NodeId) -> String {
    found.model.node(id).map(|node| node.label.clone()).unwrap_or_default()
}

fn breaks(f: &Frame, found: &ReferenceModel) -> Vec<BreakLine> {
    let line = |one: &reform::logic_model::Break| {
        let nodes = one.nodes.iter().map(|id| (id.0, label(found, *id)));
        let links =
            one.edges.iter().map(|(from, to)| (from.0, format!("{} → {}", label(found, *from), label(found, *to))));
        BreakLine {
            what: f.lang.pick(one.kind.label_ja(), one.kind.label_en()),
            hint: f.lang.pick(one.kind.hint_ja(), one.kind.hint_en()),
            places: nodes.chain(links).collect(),
        }
    };
    found.breaks.iter().map(line).collect()
}

/// The links that say why the one brings about the other.
fn links(found: &ReferenceModel) -> Vec<LinkLine> {
    let edges = found.model.edges().iter().filter(|edge| !edge.note.is_empty());
    edges
        .map(|edge| LinkLine { from: label(found, edge.from), to: label(found, edge.to), why: paragraphs(&edge.note) })
        .collect()
}

/// The nodes whose words were cut.
fn texts(found: &ReferenceModel) -> Vec<FullText> {
    let nodes = found.model.nodes().iter().filter(|node| !node.note.is_empty());
    nodes.map(|node| FullText { id: node.id.0, label: node.label.clone(), text: paragraphs(&node.note) }).collect()
}

fn related(f: &Frame, found: &ReferenceModel) -> Vec<Related> {
    let row = |row: &app::national::RelatedRow| Related {
        href: row.program.map(|id| f.href(&format!("/programs/{id}"))).unwrap_or_default(),
        external_id: row.external_id.clone(),
        name: row.name.clone(),
        relation: row.relation.clone(),
    };
    found.related.iter().map(row).collect()
}
