//! `/facilities/ages`: how old the facilities are, and how much of them there is for each citizen.

use app::InventoryKind;
use app::chart::figures_csv;
use app::facilities::{AgeView, AreaPerCitizen, FacilityQuery, KindTotal, problems};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reform::plan::Basis;
use serde::Deserialize;

use super::list::{source, square_metres};
use super::{Part, PartLink, parts};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

/// The query part of `/facilities/ages`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgesQuery {
    population: String,
}

struct KindRow {
    kind: String,
    facilities: String,
    inside: String,
    area: String,
    share: String,
    old: String,
}

/// Floor area for each citizen, in words.
struct PerCitizen {
    value: String,
    area: String,
    people: String,
    basis: String,
    plan: String,
    plan_year: String,
    times: String,
    plan_source: String,
}

#[derive(Template)]
#[template(path = "facilities/ages.html")]
struct AgesPage {
    f: Frame,
    links: Vec<PartLink>,
    is_illustrative: bool,
    is_empty: bool,
    /// What kind of figures the list holds.
    basis: Basis,
    published: Basis,
    source: String,
    as_of: String,
    old: String,
    undated: String,
    population: String,
    fault: Option<(String, String, &'static str)>,
    per_citizen: Option<PerCitizen>,
    chart: Html,
    rows: Vec<KindRow>,
    total: KindRow,
    plan_total: String,
    plan_mean: String,
}

/// The page.
pub async fn show(visit: Visit, query: Result<Query<AgesQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(query) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (given, fault) = read_population(&visit, query.population.trim());
    let app = visit.app();
    let inventory = visit.check(app.facilities(&visit.actor).await)?;
    let ages = visit.check(app.facility_ages(&visit.actor).await)?;
    let shared = visit.check(app.facility_area_per_citizen(&visit.actor, given).await)?;
    let totals = visit.check(app.list_facilities(&visit.actor, &FacilityQuery::default()).await)?.totals;
    let title = visit.lang.pick("公共施設の築年数と一人当たり面積", "Ages of the facilities, and area per citizen");
    let f = visit.frame(Section::Facilities, title).await?;
    let chart = ages.chart(&inventory, chart_lang(visit.lang));
    let whole = KindRow {
        kind: f.t("合計", "Total").to_owned(),
        facilities: format::count(totals.facilities as i64),
        inside: format::count(totals.inside_others as i64),
        area: square_metres(totals.area_hundredths_m2),
        share: if totals.area_hundredths_m2 > 0 { "100.0%".to_owned() } else { format::NOT_STATED.to_owned() },
        old: percent(ages.old_share),
    };
    let published = &app.parameters().facilities.published;
    let mean = app::Yen(published.renewal_total.0 / published.renewal_years.max(1) as i64);
    let page = AgesPage {
        links: parts(&f, Some(Part::Ages)),
        is_illustrative: inventory.kind == InventoryKind::Demo,
        is_empty: inventory.kind == InventoryKind::Empty,
        basis: if inventory.kind == InventoryKind::Real { Basis::Published } else { Basis::Illustrative },
        published: Basis::Published,
        source: source(&f, &inventory),
        as_of: format::year(f.lang, ages.as_of),
        old: percent(ages.old_share),
        undated: match ages.undated_area_hundredths_m2 {
            0 => String::new(),
            area => square_metres(area),
        },
        population: query.population.trim().chars().take(20).collect(),
        fault,
        per_citizen: shared.map(|shared| PerCitizen::new(&f, &shared)),
        chart: figure("facility-ages", &chart, visit.lang, &f.href("/facilities/ages.csv")),
        rows: totals.by_kind.iter().map(|kind| KindRow::new(&f, kind, totals.area_hundredths_m2, &ages)).collect(),
        total: whole,
        plan_total: format::in_words(f.lang, published.renewal_total),
        plan_mean: format::in_words(f.lang, mean),
        f,
    };
    Ok(render(&page))
}

/// The figures of the picture as CSV.
pub async fn csv(visit: Visit) -> Result<Response, PageError> {
    let inventory = visit.check(visit.app().facilities(&visit.actor).await)?;
    let ages = visit.check(visit.app().facility_ages(&visit.actor).await)?;
    let lang = chart_lang(visit.lang);
    let bytes = visit.check(figures_csv(&ages.chart(&inventory, lang), lang))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"facility-ages.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// A population above zero; what is wrong with one that is not: what, what to do, and the code.
fn read_population(visit: &Visit, text: &str) -> (Option<i64>, Option<(String, String, &'static str)>) {
    if text.is_empty() {
        return (None, None);
    }
    match text.replace([',', '，'], "").parse::<i64>().ok().filter(|people| (1..=10_000_000_000).contains(people)) {
        Some(people) => (Some(people), None),
        None => {
            let kind = &problems::POPULATION_WRONG;
            let pick = |ja: &str, en: &str| visit.lang.pick(ja, en).to_owned();
            let told = (pick(kind.title_ja, kind.title_en), pick(kind.hint_ja, kind.hint_en), kind.code);
            (None, Some(told))
        }
    }
}

impl PerCitizen {
    fn new(f: &Frame, shared: &AreaPerCitizen) -> PerCitizen {
        let published = &shared.published;
        PerCitizen {
            value: shared.per_citizen_m2.to_string(),
            area: square_metres(shared.area_hundredths_m2),
            people: format::count(shared.population.people),
            basis: shared.population.basis.clone(),
            plan: published.area_per_citizen_m2.to_string(),
            plan_year: app::FiscalYear::new(published.area_fiscal_year)
                .map(|year| format::year(f.lang, year))
                .unwrap_or_default(),
            times: published.times_average.to_string(),
            plan_source: f.text(&published.ground.source).to_owned(),
        }
    }
}

impl KindRow {
    fn new(f: &Frame, total: &KindTotal, whole: i64, ages: &AgeView) -> KindRow {
        let old = ages.old_share_by_kind.iter().find(|(kind, _)| *kind == total.kind).and_then(|(_, share)| *share);
        let share = (whole > 0).then(|| total.area_hundredths_m2 as f64 / whole as f64);
        KindRow {
            kind: f.t(total.kind.label_ja(), total.kind.label_en()).to_owned(),
            facilities: format::count(total.facilities as i64),
            inside: format::count(total.inside_others as i64),
            area: square_metres(total.area_hundredths_m2),
            share: percent(share),
            old: percent(old),
        }
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| format::NOT_STATED.to_owned(), |share| format!("{:.1}%", share * 100.0))
}
