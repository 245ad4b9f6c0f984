//! `/clusters`: every cluster by category, and that money is counted once.

use std::collections::BTreeMap;

use app::clusters::{ClusterList, Counted, IdentityRow, ListedCluster};
use app::{Action, FiscalYear};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::program::FundingSource;

use super::value;
use crate::cities::Pairs;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

struct Row {
    href: String,
    name: String,
    is_own: bool,
    is_illustrative: bool,
    programs: String,
    divided: String,
    cost: String,
    general: String,
    lead: String,
    start: String,
    status_word: &'static str,
    status: &'static str,
    /// How many of the five stages of its analysis are closed; empty where there is none to see.
    stages: String,
    effect: String,
}

struct Category {
    id: String,
    name: String,
    explanation: String,
    note: String,
    rows: Vec<Row>,
}

struct Once {
    year: String,
    clusters: String,
    outside: String,
    inventory: String,
    is_balanced: bool,
}

struct Source {
    name: String,
    clusters: String,
    outside: String,
    inventory: String,
}

#[derive(Template)]
#[template(path = "clusters/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    is_illustrative: bool,
    may_manage: bool,
    year: String,
    years: Vec<(String, String, bool)>,
    categories: Vec<Category>,
    once: Vec<Once>,
    sources: Vec<Source>,
    outside: String,
    effects: Option<(String, [String; 3], bool, String)>,
}

/// Every cluster with its money in a year.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let year = value(&asked, "year").parse().ok().and_then(|year| FiscalYear::new(year).ok());
    let list = visit.check(visit.app().cluster_list(&visit.actor, year).await)?;
    let f = visit.frame(Section::Clusters, visit.lang.pick("事業クラスター", "Program clusters")).await?;
    let closed: BTreeMap<String, usize> = match f.actor.may(Action::ReadAnalyses) {
        true => {
            let marks = visit.check(visit.app().analysis_marks(&visit.actor).await)?;
            marks.into_iter().map(|mark| (mark.cluster, mark.progress.closed_count())).collect()
        }
        false => BTreeMap::new(),
    };
    let shown = list.identity.iter().find(|row| Some(row.year) == list.year);
    let page = ListPage {
        subnav: SubNav::new(&f, Part::Clusters),
        is_illustrative: list.is_illustrative,
        may_manage: f.actor.may(Action::ManageClusters),
        year: list.year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        years: list
            .years
            .iter()
            .map(|year| (year.start().to_string(), format::year(f.lang, *year), Some(*year) == list.year))
            .collect(),
        categories: list
            .categories
            .iter()
            .map(|category| Category {
                id: category.category.id.clone(),
                name: f.text(&category.category.name).to_owned(),
                explanation: f.text(&category.category.explanation).to_owned(),
                note: category.category.listing_note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
                rows: category.clusters.iter().map(|cluster| row(&f, cluster, &closed)).collect(),
            })
            .collect(),
        once: list.identity.iter().map(|row| once(&f, row)).collect(),
        sources: shown.map(|row| sources(&f, row)).unwrap_or_default(),
        outside: format::count(list.programs_outside as i64),
        effects: effects(&f, &list),
        f,
    };
    Ok(render(&page))
}

fn row(f: &Frame, cluster: &ListedCluster, closed: &BTreeMap<String, usize>) -> Row {
    let head = &cluster.head;
    let has_money = cluster.money != Counted::default();
    Row {
        href: f.href(&format!("/clusters/{}", head.id)),
        name: f.text(&head.name).to_owned(),
        is_own: cluster.entry.source.is_none(),
        is_illustrative: head.is_illustrative,
        programs: format::count(cluster.programs as i64),
        divided: if cluster.divided > 0 { format::count(cluster.divided as i64) } else { String::new() },
        cost: format::thousands(has_money.then_some(cluster.money.cost)),
        general: format::thousands(cluster.money.funding.general),
        lead: head.lead_names.join(" ＞ "),
        start: head.start_year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        status_word: cluster.status.word(),
        status: f.lang.pick(cluster.status.label_ja(), cluster.status.label_en()),
        stages: closed
            .get(&head.id)
            .map(|stages| format!("{} {stages}/5", f.t("分析", "analysis")))
            .unwrap_or_default(),
        effect: match cluster.effects.measures {
            0 => format::NOT_STATED.to_owned(),
            _ => format::thousands(Some(cluster.effects.all.gross)),
        },
    }
}

fn once(f: &Frame, row: &IdentityRow) -> Once {
    Once {
        year: format::year(f.lang, row.year),
        clusters: row.clusters.cost.to_string(),
        outside: row.outside.cost.to_string(),
        inventory: row.inventory.cost.to_string(),
        is_balanced: row.is_balanced,
    }
}

/// The identity of a year for each source and what no source explains.
fn sources(f: &Frame, row: &IdentityRow) -> Vec<Source> {
    let mut sources: Vec<Source> = FundingSource::ALL
        .iter()
        .map(|source| {
            let of = |counted: &Counted| format::yen(source.of(&counted.funding));
            Source {
                name: f.t(source.label_ja(), source.label_en()).to_owned(),
                clusters: of(&row.clusters),
                outside: of(&row.outside),
                inventory: of(&row.inventory),
            }
        })
        .collect();
    sources.push(Source {
        name: f.t("内訳なし・差額", "Not broken down").to_owned(),
        clusters: row.clusters.unexplained.to_string(),
        outside: row.outside.unexplained.to_string(),
        inventory: row.inventory.unexplained.to_string(),
    });
    sources
}

/// The year, what clusters, the rest and all measures come to, whether it is balanced, and how many sheets are hidden.
fn effects(f: &Frame, list: &ClusterList) -> Option<(String, [String; 3], bool, String)> {
    let effects = list.effects.as_ref()?;
    let clusters: i128 = effects.by_cluster.values().map(|effects| i128::from(effects.all.gross.0)).sum();
    let words = [format::total(clusters), effects.outside.all.gross.to_string(), effects.all.all.gross.to_string()];
    let hidden = if effects.hidden > 0 { format::count(effects.hidden as i64) } else { String::new() };
    Some((format::year(f.lang, effects.year?), words, effects.is_balanced(), hidden))
}
