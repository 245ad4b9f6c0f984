//! `/roadmap/compare`: two versions, the old struck through beside the new, as a picture and as a list.

use app::roadmaps::{ChangeRow, Comparison, Which, heading, span_label, strip};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::roadmap::Bar;

use super::{Address, Nav, Part, words};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

struct Side {
    text: String,
    part: String,
    span: String,
    lane: String,
}

struct Row {
    what: Vec<&'static str>,
    before: Option<Side>,
    after: Option<Side>,
}

struct ClusterChanges {
    id: String,
    name: String,
    category: String,
    svg: Html,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "roadmaps/compare.html")]
struct ComparePage {
    f: Frame,
    nav: Nav,
    from: String,
    to: String,
    reason: String,
    is_demo: bool,
    counts: [usize; 3],
    heading: Html,
    keys: Vec<(Html, &'static str)>,
    clusters: Vec<ClusterChanges>,
}

/// Two versions beside each other.
pub async fn show(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    let to = address.which(&visit, &address.to)?;
    let from = match address.from.is_empty() {
        true => before(&visit, to).await?,
        false => address.which(&visit, &address.from)?,
    };
    let comparison = visit.check(visit.app().compare_roadmaps(&visit.actor, from, to).await)?;
    let f = visit
        .frame(Section::Roadmap, visit.lang.pick("工程表の新旧対照", "Two versions of the roadmap compared"))
        .await?;
    let lang = chart_lang(f.lang);
    let picture = comparison.picture(lang, "rmc");
    let mut clusters = Vec::new();
    for category in &comparison.categories {
        for (id, name) in &category.clusters {
            clusters.push(ClusterChanges {
                id: id.clone(),
                name: f.text(name).to_owned(),
                category: f.text(&category.name).to_owned(),
                svg: Html(strip(&picture, clusters.len())),
                rows: comparison.rows(id).iter().map(|row| shown(&f, row)).collect(),
            });
        }
    }
    let difference = &comparison.difference;
    use app::roadmaps::BarState::{New, Old, Same};
    let key = |(index, state)| (Html(app::roadmaps::sign(&format!("key{index}"), state, false)), state.label(lang));
    let page = ComparePage {
        nav: Nav::new(&f, Part::Versions),
        from: words::version(f.lang, &comparison.from),
        to: words::version(f.lang, &comparison.to),
        reason: comparison.to.reason.clone(),
        is_demo: is_demo(&comparison),
        counts: [difference.changed.len(), difference.added.len(), difference.removed.len()],
        heading: Html(heading(&picture, 0)),
        keys: [Old, New, Same].into_iter().enumerate().map(key).collect(),
        clusters,
        f,
    };
    Ok(render(&page))
}

/// The version one would compare from: the one it was made from, else the plan's own.
async fn before(visit: &Visit, to: Which) -> Result<Which, PageError> {
    let head = visit.check(visit.app().roadmap(&visit.actor, to).await)?.head;
    Ok(Which::Number(head.base.or(head.number).unwrap_or(1)))
}

fn shown(f: &Frame, row: &ChangeRow<'_>) -> Row {
    let side = |bar: &Bar| Side {
        text: f.text(&bar.text).to_owned(),
        part: bar.part.as_ref().map(|part| f.text(part).to_owned()).unwrap_or_default(),
        span: span_label(bar.span, chart_lang(f.lang)),
        lane: bar.lane.to_string(),
    };
    let what = match (row.before, row.after) {
        (None, _) => vec![f.t("追加", "added")],
        (_, None) => vec![f.t("削除", "removed")],
        _ => {
            let kinds = [
                (row.is_moved, f.t("期間の変更", "moved")),
                (row.is_reworded, f.t("言葉の変更", "reworded")),
                (row.is_relaid, f.t("段・クラスターの変更", "other lane or cluster")),
            ];
            let told: Vec<&'static str> = kinds.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect();
            if told.is_empty() { vec![f.t("期間の根拠の変更", "other basis of the span")] } else { told }
        }
    };
    Row { what, before: row.before.map(side), after: row.after.map(side) }
}

fn is_demo(comparison: &Comparison) -> bool {
    comparison.from.is_demo || comparison.to.is_demo
}
