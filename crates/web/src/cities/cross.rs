//! `/cities/cross`: two indicators at once, the good corner upper right.

use app::cities::{Cross, CrossAsk, shown};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use reform::city::{Group, Indicator, find_indicator};

use super::form::{self, Pairs, Select, value};
use super::rank::{unknown_year_note, value_heading};
use super::{Missing, Part, PartLink, is_unknown_year, parts};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

struct GroupView {
    name: String,
    cities: Vec<(Html, String, bool)>,
}

struct Row {
    href: String,
    name: Html,
    x: String,
    y: String,
    group: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "cities/cross.html")]
struct CrossPage {
    f: Frame,
    parts: Vec<PartLink>,
    action: String,
    selects: Vec<Select>,
    sentences: Vec<String>,
    note: String,
    dash_note: bool,
    missing: Option<Missing>,
    chart: Html,
    groups: Vec<GroupView>,
    caption: String,
    headings: [String; 2],
    rows: Vec<Row>,
    source: String,
    csv_href: String,
    xlsx_href: String,
}

/// The page.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let asked = asked(&pairs);
    let (found, fell_back) = found(&visit, &asked).await?;
    let covered = visit.check(visit.app().covered_indicators(&visit.actor).await)?;
    let cities = visit.check(visit.app().compared_cities(&visit.actor).await)?;
    let f = visit.frame(Section::Cities, visit.lang.pick("二つの指標で見る", "Two indicators at once")).await?;
    let lang = chart_lang(f.lang);
    let own_code = visit.app().city().code.as_str().to_owned();
    let usual = ["real-debt-service-ratio", "future-burden-ratio"];
    let [first, second] = match &found {
        Some(found) => [found.x.indicator, found.y.indicator],
        None => [visit.check(indicator(&asked.x, usual[0]))?, visit.check(indicator(&asked.y, usual[1]))?],
    };
    let group = found.as_ref().map(|found| found.x.group).or_else(|| Group::from_key(&asked.group));
    let prefecture = cities.first().map_or(40, |city| city.code.prefecture());
    let mut selects = vec![
        form::indicators(&f, "x", f.t("横の指標", "Across").to_owned(), &covered, first),
        form::indicators(&f, "y", f.t("縦の指標", "Upwards").to_owned(), &covered, second),
    ];
    if let Some(found) = &found {
        selects.push(form::years(&f, first, &found.years, Some(found.x.year)));
    }
    selects.push(form::groups(&f, group.unwrap_or(Group::DesignatedCities), prefecture));
    if let Some(found) = &found {
        selects.push(form::cities(&f, &cities, &found.x.city));
    }
    let query = found.as_ref().map(address).unwrap_or_default();
    let csv_href = f.href(&format!("/cities/cross.csv{query}"));
    let chart = found.as_ref().and_then(|found| found.chart(lang));
    let page = CrossPage {
        parts: parts(&f, Part::Cross, &own_code),
        action: f.href("/cities/cross"),
        selects,
        sentences: found.as_ref().map(|found| found.sentences(lang)).unwrap_or_default(),
        note: if fell_back { unknown_year_note(&f, &asked.year) } else { String::new() },
        dash_note: found.as_ref().is_some_and(Cross::has_dashes),
        missing: found.is_none().then(|| missing(&f, first, second, &covered)),
        chart: chart.map(|chart| figure("cross", &chart, f.lang, &csv_href)).unwrap_or_default(),
        groups: found.as_ref().map(|found| groups(&f, found)).unwrap_or_default(),
        caption: found.as_ref().map(|found| found.title(lang)).unwrap_or_default(),
        headings: [value_heading(&f, first), value_heading(&f, second)],
        rows: found.as_ref().map(|found| rows(&f, found)).unwrap_or_default(),
        source: found.as_ref().map(|found| found.source(lang)).unwrap_or_default(),
        csv_href,
        xlsx_href: f.href(&format!("/cities/cross.xlsx{query}")),
        f,
    };
    Ok(render(&page))
}

/// What an address asks.
pub fn asked(pairs: &Pairs) -> CrossAsk {
    CrossAsk {
        x: value(pairs, "x"),
        y: value(pairs, "y"),
        year: value(pairs, "year"),
        group: value(pairs, "group"),
        city: value(pairs, "city"),
    }
}

async fn found(visit: &Visit, asked: &CrossAsk) -> Result<(Option<Cross>, bool), PageError> {
    let first = visit.app().cross_cities(&visit.actor, asked).await;
    if !is_unknown_year(&first) {
        return Ok((Some(visit.check(first)?), false));
    }
    let asked = CrossAsk { year: String::new(), ..asked.clone() };
    let latest = visit.app().cross_cities(&visit.actor, &asked).await;
    if is_unknown_year(&latest) {
        return Ok((None, false));
    }
    Ok((Some(visit.check(latest)?), true))
}

fn indicator(key: &str, usual: &str) -> Result<&'static Indicator, app::AppError> {
    let key = if key.is_empty() { usual } else { key };
    find_indicator(key).ok_or_else(|| app::AppError::NotFound { what: "indicator", name: key.to_owned() })
}

/// What brings the one of the two that is not there.
fn missing(f: &Frame, first: &Indicator, second: &Indicator, covered: &[app::cities::CoveredIndicator]) -> Missing {
    let is_here = |indicator: &Indicator| covered.iter().any(|covered| covered.indicator.key == indicator.key);
    Missing::of(f, if is_here(first) { second } else { first })
}

fn address(found: &Cross) -> String {
    let (year, group) = (found.x.year.start().to_string(), found.x.group.key());
    let city = found.x.city.code.with_check_digit();
    form::query(&[
        ("x", found.x.indicator.key),
        ("y", found.y.indicator.key),
        ("year", &year),
        ("group", &group),
        ("city", &city),
    ])
}

fn groups(f: &Frame, found: &Cross) -> Vec<GroupView> {
    let lang = chart_lang(f.lang);
    let city = |city: &&app::cities::CrossCity| {
        let href = f.href(&format!("/cities/{}", city.city.code.with_check_digit()));
        (f.mixed(f.text(&city.city.name)), href, city.is_own)
    };
    let group = |(quadrant, cities): (_, Vec<&app::cities::CrossCity>)| GroupView {
        name: found.quadrant_name(quadrant, lang),
        cities: cities.iter().map(city).collect(),
    };
    let has_groups = found.cities.iter().any(|city| found.quadrant_of(city).is_some());
    if has_groups { found.groups().into_iter().map(group).collect() } else { Vec::new() }
}

fn rows(f: &Frame, found: &Cross) -> Vec<Row> {
    let lang = chart_lang(f.lang);
    let value = |figure| shown(figure).unwrap_or_else(|| "–".to_owned());
    let row = |city: &app::cities::CrossCity| Row {
        href: f.href(&format!("/cities/{}", city.city.code.with_check_digit())),
        name: f.mixed(f.text(&city.city.name)),
        x: value(city.x),
        y: value(city.y),
        group: found
            .quadrant_of(city)
            .map(|quadrant| found.quadrant_name(quadrant, lang))
            .unwrap_or_else(|| "–".into()),
        is_own: city.is_own,
    };
    found.cities.iter().take(200).map(row).collect()
}
