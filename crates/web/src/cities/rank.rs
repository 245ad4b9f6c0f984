//! `/cities`: one indicator of a group of cities in one year.

use app::cities::words::{counter, good_side_name, verdict_name, with_unit};
use app::cities::{CompareAsk, Comparison, group_name, indicator_name, shown};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use fiscal::comparison::{End, Figure};
use reform::city::{Group, Indicator, find_indicator};

use super::form::{self, Pairs, Select, value};
use super::{Missing, Part, PartLink, is_unknown_year, parts};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

/// Longer lists show their ends and the neighbours of the city looked at.
const ROWS_MAX: usize = 60;
const ENDS_SHOWN: usize = 10;
const NEIGHBOURS: usize = 5;

struct Row {
    place: String,
    href: String,
    name: Html,
    value: String,
    from_good: String,
    verdict: String,
    deviation: String,
    is_own: bool,
    /// How many were left out before this row.
    skipped: usize,
}

#[derive(Template)]
#[template(path = "cities/rank.html")]
struct RankPage {
    f: Frame,
    parts: Vec<PartLink>,
    action: String,
    selects: Vec<Select>,
    sentences: Vec<String>,
    note: String,
    missing: Option<Missing>,
    chart: Html,
    caption: String,
    value_heading: String,
    rows: Vec<Row>,
    without: Vec<Html>,
    averages: Vec<(String, String)>,
    has_dashes: bool,
    definition: String,
    basis: &'static str,
    good_side: &'static str,
    source: String,
    csv_href: String,
    xlsx_href: String,
    api_href: String,
}

/// The page.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let asked = asked(&pairs);
    let (found, fell_back) = found(&visit, &asked).await?;
    let covered = visit.check(visit.app().covered_indicators(&visit.actor).await)?;
    let cities = visit.check(visit.app().compared_cities(&visit.actor).await)?;
    let f = visit.frame(Section::Cities, visit.lang.pick("都市比較", "Cities compared")).await?;
    let lang = chart_lang(f.lang);
    let own_code = visit.app().city().code.as_str().to_owned();
    let indicator = match &found {
        Some(found) => found.indicator,
        None => visit.check(indicator_of(&asked))?,
    };
    let group = found.as_ref().map_or_else(|| Group::from_key(&asked.group), |found| Some(found.group));
    let group = group.unwrap_or(Group::DesignatedCities);
    let prefecture = cities.first().map_or(40, |city| city.code.prefecture());
    let mut selects = vec![form::indicators(&f, "indicator", f.t("指標", "Indicator").to_owned(), &covered, indicator)];
    if let Some(found) = &found {
        selects.push(form::years(&f, indicator, &found.years, Some(found.year)));
    }
    selects.push(form::groups(&f, group, prefecture));
    if let Some(found) = &found {
        selects.push(form::cities(&f, &cities, &found.city));
        selects.push(form::ends(&f, found.from == End::Low));
    }
    let note = if fell_back { unknown_year_note(&f, &asked.year) } else { String::new() };
    let query = found.as_ref().map(address).unwrap_or_default();
    let csv_href = f.href(&format!("/cities/ranking.csv{query}"));
    let chart = found.as_ref().and_then(|found| found.chart(lang));
    let page = RankPage {
        parts: parts(&f, Part::Rank, &own_code),
        action: f.href("/cities"),
        selects,
        sentences: found.as_ref().map(|found| found.sentences(lang)).unwrap_or_default(),
        note,
        missing: found.is_none().then(|| Missing::of(&f, indicator)),
        chart: chart.map(|chart| figure("ranking", &chart, f.lang, &csv_href)).unwrap_or_default(),
        caption: found.as_ref().map(|found| found.title(lang)).unwrap_or_default(),
        value_heading: value_heading(&f, indicator),
        rows: found.as_ref().map(|found| rows(&f, found)).unwrap_or_default(),
        without: found.iter().flat_map(|found| &found.missing).map(|city| f.mixed(f.text(&city.name))).collect(),
        averages: found.as_ref().map(|found| averages(found, lang)).unwrap_or_default(),
        has_dashes: found.iter().flat_map(|found| &found.rows).any(|row| row.figure == Figure::Dash),
        definition: f.t(indicator.definition_ja, indicator.definition_en).to_owned(),
        basis: indicator.basis,
        good_side: good_side_name(indicator.good, lang),
        source: found.as_ref().map(|found| found.source(lang)).unwrap_or_default(),
        csv_href,
        xlsx_href: f.href(&format!("/cities/ranking.xlsx{query}")),
        api_href: format!("/api/v1/cities/compare{query}"),
        f,
    };
    Ok(render(&page))
}

/// What an address asks.
pub fn asked(pairs: &Pairs) -> CompareAsk {
    CompareAsk {
        indicator: value(pairs, "indicator"),
        year: value(pairs, "year"),
        group: value(pairs, "group"),
        city: value(pairs, "city"),
        from: value(pairs, "from"),
    }
}

/// The comparison, of the latest year where the one asked for is not there; nothing where no year is.
async fn found(visit: &Visit, asked: &CompareAsk) -> Result<(Option<Comparison>, bool), PageError> {
    let first = visit.app().compare_cities(&visit.actor, asked).await;
    if !is_unknown_year(&first) {
        return Ok((Some(visit.check(first)?), false));
    }
    let asked = CompareAsk { year: String::new(), ..asked.clone() };
    let latest = visit.app().compare_cities(&visit.actor, &asked).await;
    if is_unknown_year(&latest) {
        return Ok((None, false));
    }
    Ok((Some(visit.check(latest)?), true))
}

fn indicator_of(asked: &CompareAsk) -> Result<&'static Indicator, app::AppError> {
    let key = if asked.indicator.is_empty() { "ordinary-balance-ratio" } else { &asked.indicator };
    find_indicator(key).ok_or_else(|| app::AppError::NotFound { what: "indicator", name: key.to_owned() })
}

/// The comparison as the query of an address.
fn address(found: &Comparison) -> String {
    let (year, group) = (found.year.start().to_string(), found.group.key());
    let city = found.city.code.with_check_digit();
    let from = if found.from == End::Low { "low" } else { "high" };
    form::query(&[
        ("indicator", found.indicator.key),
        ("year", &year),
        ("group", &group),
        ("city", &city),
        ("from", from),
    ])
}

pub(super) fn unknown_year_note(f: &Frame, year: &str) -> String {
    match f.lang {
        crate::lang::Lang::Ja => format!("「{year}」の値はないため、値のある最も新しい年度を示しています。"),
        crate::lang::Lang::En => format!("There are no figures of “{year}”; the latest year there is stands below."),
    }
}

/// The indicator with its unit: `経常収支比率（％）`.
pub(super) fn value_heading(f: &Frame, indicator: &Indicator) -> String {
    let (ja, en) = indicator.unit.names();
    let (name, unit) = (indicator_name(indicator), f.t(ja, en));
    let name = f.text(&name);
    if unit.is_empty() { name.to_owned() } else { format!("{name}{}{unit}{}", f.t("（", " ("), f.t("）", ")")) }
}

fn averages(found: &Comparison, lang: app::chart::Lang) -> Vec<(String, String)> {
    let with_unit = |value| with_unit(found.indicator, Figure::Value(value), lang);
    found.averages(lang).into_iter().map(|(name, value)| (name, with_unit(value))).collect()
}

fn rows(f: &Frame, found: &Comparison) -> Vec<Row> {
    let lang = chart_lang(f.lang);
    let own = found.rows.iter().position(|row| row.is_own);
    let last = found.rows.len();
    let is_shown = |at: usize| {
        last <= ROWS_MAX
            || at < ENDS_SHOWN
            || at + ENDS_SHOWN >= last
            || own.is_some_and(|own| at.abs_diff(own) <= NEIGHBOURS)
    };
    let mut skipped = 0;
    let mut rows = Vec::new();
    for (at, row) in found.rows.iter().enumerate() {
        if !is_shown(at) {
            skipped += 1;
            continue;
        }
        rows.push(Row {
            place: row.place.to_string(),
            href: f.href(&format!("/cities/{}", row.city.code.with_check_digit())),
            name: f.mixed(f.text(&row.city.name)),
            value: shown(row.figure).unwrap_or_default(),
            from_good: row.place_from_good.map(|place| place.to_string()).unwrap_or_else(|| "–".to_owned()),
            verdict: row.verdict.map(|verdict| verdict_name(verdict, lang).to_owned()).unwrap_or_default(),
            deviation: row.deviation.map(|score| format!("{score:.1}")).unwrap_or_else(|| "–".to_owned()),
            is_own: row.is_own,
            skipped: std::mem::take(&mut skipped),
        });
    }
    rows
}

/// The name of a group with how many they were.
pub(super) fn group_said(f: &Frame, group: Group, members: usize) -> String {
    let name = group_name(group);
    match f.lang {
        crate::lang::Lang::Ja => format!("{}{members}{}", f.text(&name), counter(group)),
        crate::lang::Lang::En => format!("{members} {}", f.text(&name)),
    }
}
