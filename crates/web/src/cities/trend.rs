//! `/cities/trend`: one indicator over the years, chosen cities beside the average.

use app::cities::{CityName, Trend, TrendAsk, shown, year_name};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use fiscal::comparison::Figure;

use super::form::{self, Choice, Pairs, Select, value};
use super::rank::{group_said, value_heading};
use super::{Missing, Part, PartLink, parts};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

/// How many cities the form offers to add.
const OTHERS: usize = 3;

struct Row {
    year: String,
    values: Vec<String>,
    members: String,
}

#[derive(Template)]
#[template(path = "cities/trend.html")]
struct TrendPage {
    f: Frame,
    parts: Vec<PartLink>,
    action: String,
    selects: Vec<Select>,
    missing: Option<Missing>,
    chart: Html,
    caption: String,
    headings: Vec<Html>,
    rows: Vec<Row>,
    group: String,
    source: String,
    csv_href: String,
    xlsx_href: String,
}

/// The page.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let asked = asked(&pairs);
    let found = visit.check(visit.app().city_trend(&visit.actor, &asked).await)?;
    let covered = visit.check(visit.app().covered_indicators(&visit.actor).await)?;
    let cities = visit.check(visit.app().compared_cities(&visit.actor).await)?;
    let f = visit.frame(Section::Cities, visit.lang.pick("年度ごとの推移", "Over the years")).await?;
    let lang = chart_lang(f.lang);
    let own_code = visit.app().city().code.as_str().to_owned();
    let prefecture = cities.first().map_or(40, |city| city.code.prefecture());
    let own = found.lines.first().and_then(|line| Some(CityName { code: line.code?, name: line.name.clone() }));
    let mut selects =
        vec![form::indicators(&f, "indicator", f.t("指標", "Indicator").to_owned(), &covered, found.indicator)];
    selects.push(form::groups(&f, found.group, prefecture));
    if let Some(own) = &own {
        selects.push(form::cities(&f, &cities, own));
    }
    let others: Vec<CityName> = found
        .lines
        .iter()
        .skip(1)
        .filter_map(|line| Some(CityName { code: line.code?, name: line.name.clone() }))
        .collect();
    selects.extend((0..OTHERS.max(others.len())).map(|at| other(&f, at, &cities, others.get(at))));
    let query = address(&found);
    let csv_href = f.href(&format!("/cities/trend.csv{query}"));
    let chart = found.chart(lang).map(|chart| figure("trend", &chart, f.lang, &csv_href));
    let members = found.members.last().map_or(0, |(members, _)| *members);
    let page = TrendPage {
        parts: parts(&f, Part::Trend, &own_code),
        action: f.href("/cities/trend"),
        selects,
        missing: found.is_empty().then(|| Missing::of(&f, found.indicator)),
        chart: chart.unwrap_or_default(),
        caption: value_heading(&f, found.indicator),
        headings: found.lines.iter().map(|line| f.mixed(f.text(&line.name))).collect(),
        rows: if found.is_empty() { Vec::new() } else { rows(&f, &found) },
        group: group_said(&f, found.group, members),
        source: found.source(lang),
        csv_href,
        xlsx_href: f.href(&format!("/cities/trend.xlsx{query}")),
        f,
    };
    Ok(render(&page))
}

/// What an address asks; `with` may stand several times.
pub fn asked(pairs: &Pairs) -> TrendAsk {
    let others = pairs.iter().filter(|(key, _)| key == "with").map(|(_, value)| value.trim().to_owned());
    TrendAsk {
        indicator: value(pairs, "indicator"),
        group: value(pairs, "group"),
        city: value(pairs, "city"),
        others: others.filter(|value| !value.is_empty()).collect(),
    }
}

fn other(f: &Frame, at: usize, cities: &[CityName], chosen: Option<&CityName>) -> Select {
    let is_chosen = |city: &CityName| chosen.is_some_and(|chosen| chosen.code == city.code);
    let choice = |city: &CityName| Choice {
        value: city.code.with_check_digit(),
        label: f.text(&city.name).to_owned(),
        is_chosen: is_chosen(city),
    };
    let mut choices =
        vec![Choice {
            value: String::new(), label: f.t("加えない", "none").to_owned(), is_chosen: chosen.is_none()
        }];
    choices.extend(cities.iter().map(choice));
    if let Some(chosen) = chosen.filter(|chosen| !cities.iter().any(|city| city.code == chosen.code)) {
        choices.push(choice(chosen));
    }
    let label = format!("{} {}", f.t("並べる市", "Another city"), at + 1);
    Select { id: format!("with-{}", at + 1), ..form::plain("with", &label, choices) }
}

fn address(found: &Trend) -> String {
    let codes: Vec<String> =
        found.lines.iter().filter_map(|line| line.code).map(|code| code.with_check_digit()).collect();
    let group = found.group.key();
    let mut pairs = vec![("indicator", found.indicator.key), ("group", group.as_str())];
    for (at, code) in codes.iter().enumerate() {
        pairs.push((if at == 0 { "city" } else { "with" }, code));
    }
    form::query(&pairs)
}

fn rows(f: &Frame, found: &Trend) -> Vec<Row> {
    let row = |(at, year): (usize, &app::FiscalYear)| Row {
        year: f.text(&year_name(found.indicator, *year)).to_owned(),
        values: found
            .lines
            .iter()
            .map(|line| line.figures.get(at).copied().unwrap_or(Figure::Missing))
            .map(|figure| shown(figure).unwrap_or_else(|| "–".to_owned()))
            .collect(),
        members: found.members.get(at).map(|(members, among)| format!("{among} / {members}")).unwrap_or_default(),
    };
    found.years.iter().enumerate().rev().map(row).collect()
}
