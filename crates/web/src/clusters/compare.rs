//! `/clusters/{id}/compare`: the programs of a cluster side by side, in any order.

use std::cmp::Ordering;

use app::clusters::{CompareOrder, ComparedMember, Produced};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::Response;
use reform::cluster::share_text;

use super::{id_of, value};
use crate::cities::Pairs;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

struct Column {
    label: &'static str,
    href: String,
    is_number: bool,
    aria_sort: &'static str,
    icon: &'static str,
}

struct Cost {
    name: String,
    actual: String,
    unit_cost: String,
}

struct Row {
    href: String,
    name: String,
    department: String,
    share: String,
    year: String,
    cost: String,
    full: String,
    change: String,
    output: Option<Cost>,
    outcome: Option<Cost>,
    trend: &'static str,
    place: String,
}

#[derive(Template)]
#[template(path = "clusters/compare.html")]
struct ComparePage {
    f: Frame,
    subnav: SubNav,
    base: String,
    cluster: String,
    is_illustrative: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    ranked: usize,
}

/// The programs side by side.
pub async fn show(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let order = CompareOrder::from_word(value(&asked, "sort")).unwrap_or_default();
    let descending = match value(&asked, "dir") {
        "asc" => false,
        "desc" => true,
        _ => is_largest_first(order),
    };
    let found = visit.check(visit.app().compare_cluster(&visit.actor, &id, order, descending).await)?;
    let f = visit.frame(Section::Clusters, visit.lang.pick("構成事業の比較", "Programs side by side")).await?;
    let base = f.href(&format!("/clusters/{}", found.head.id));
    let page = ComparePage {
        subnav: SubNav::new(&f, Part::Clusters),
        cluster: f.text(&found.head.name).to_owned(),
        is_illustrative: found.is_demo || found.head.is_illustrative,
        columns: columns(&f, &base, order, descending),
        ranked: found.members.iter().filter(|member| member.place.is_some()).count(),
        rows: found.members.iter().map(|member| row(&f, member)).collect(),
        base,
        f,
    };
    Ok(render(&page))
}

/// Amounts begin with the largest, what is good when small with the smallest.
fn is_largest_first(order: CompareOrder) -> bool {
    matches!(order, CompareOrder::Cost | CompareOrder::Full | CompareOrder::Change)
}

fn columns(f: &Frame, base: &str, order: CompareOrder, descending: bool) -> Vec<Column> {
    let column = |key: CompareOrder, ja: &'static str, en: &'static str, is_number: bool| {
        let is_current = key == order;
        let down = if is_current { !descending } else { is_largest_first(key) };
        Column {
            label: f.lang.pick(ja, en),
            href: format!("{base}/compare?sort={}&dir={}", key.word(), if down { "desc" } else { "asc" }),
            is_number,
            aria_sort: match (is_current, descending) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
            icon: match (is_current, descending) {
                (false, _) => "sort",
                (true, false) => "sort-up",
                (true, true) => "sort-down",
            },
        }
    };
    vec![
        column(CompareOrder::Name, "事業", "Program", false),
        column(CompareOrder::Cost, "事業費（千円）", "Cost (¥1,000)", true),
        column(CompareOrder::Full, "フルコスト（千円）", "Full cost (¥1,000)", true),
        column(CompareOrder::Change, "前年度から（千円）", "Change (¥1,000)", true),
        column(CompareOrder::Output, "活動1単位の費用", "Cost of one output", true),
        column(CompareOrder::Outcome, "成果1単位の費用", "Cost of one outcome", true),
        column(CompareOrder::Place, "費用対効果の順位", "Place", true),
    ]
}

fn row(f: &Frame, one: &ComparedMember) -> Row {
    let program = &one.member.program;
    let cost = |produced: &Option<Produced>| {
        produced.as_ref().map(|one| Cost {
            name: one.name.clone(),
            actual: format!("{} {}", format::quantity(Some(one.actual)), one.unit),
            unit_cost: match one.unit_cost {
                Some(yen) => format!("{}{}", yen, f.t("円", " yen")),
                None => format::NOT_STATED.to_owned(),
            },
        })
    };
    Row {
        href: f.href(&format!("/programs/{}", program.id)),
        name: program.name.clone(),
        department: program.department.clone(),
        share: share_text(one.member.share_bp),
        year: one.year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        cost: format::thousands(one.cost),
        full: format::thousands(one.full),
        change: format::thousands(one.change),
        output: cost(&one.output),
        outcome: cost(&one.outcome),
        trend: match one.outcome_change {
            Some(Ordering::Greater) => f.lang.pick("前年度より増", "up on the year"),
            Some(Ordering::Less) => f.lang.pick("前年度より減", "down on the year"),
            Some(Ordering::Equal) => f.lang.pick("前年度と同じ", "as the year before"),
            None => "",
        },
        place: one.place.map(|place| format!("{} / {}", place.place, place.among)).unwrap_or_default(),
    }
}
