//! `/population`: the people to come, and what that makes of the bonds for each.

use app::population::{Population, PopulationAsk};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use axum::routing::get;
use reform::city::find_indicator;

use crate::Site;
use crate::cities::{Missing, Pairs, Part, PartLink, parts, send_csv, send_xlsx};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/population", get(show))
        .route("/population.csv", get(csv))
        .route("/population.xlsx", get(xlsx))
}

struct CityChoice {
    code: String,
    name: String,
    is_chosen: bool,
}

struct Row {
    year: String,
    kind: &'static str,
    people: String,
    index: String,
    each: Vec<String>,
}

struct Effect {
    label: String,
    amount: String,
    first: String,
    last: String,
    growth: String,
}

/// The people of a year by age.
struct Ages {
    year: i32,
    bands: Vec<AgeBand>,
}

struct AgeBand {
    name: &'static str,
    people: String,
    share: String,
}

struct PeerRow {
    href: String,
    name: Html,
    first: String,
    last: String,
    index: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "population.html")]
struct PopulationPage {
    f: Frame,
    parts: Vec<PartLink>,
    action: String,
    cities: Vec<CityChoice>,
    has_balances: bool,
    balance: String,
    ignored: Vec<(&'static str, String)>,
    missing: Option<Missing>,
    sentences: Vec<String>,
    chart: Html,
    headings: Vec<String>,
    rows: Vec<Row>,
    effects: Vec<Effect>,
    /// The years the amounts for each citizen are of.
    effect_years: Option<(i32, i32)>,
    /// The years the cities are compared by.
    span: Option<(String, String)>,
    ages: Option<Ages>,
    peers_chart: Html,
    peers: Vec<PeerRow>,
    source: String,
    csv_href: String,
    xlsx_href: String,
}

async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let asked = asked(&visit, query)?;
    let found = visit.check(visit.app().population(&visit.actor, &asked).await)?;
    let cities = visit.check(visit.app().compared_cities(&visit.actor).await)?;
    let f = visit.frame(Section::Cities, visit.lang.pick("将来の人口", "People to come")).await?;
    let lang = chart_lang(f.lang);
    let own_code = visit.app().city().code.as_str().to_owned();
    let six = found.city.code.with_check_digit();
    let query = format!("?city={six}&balance={}", encode(asked.balance.trim()));
    let csv_href = f.href(&format!("/population.csv{query}"));
    let missing = find_indicator("projected-population").filter(|_| !found.is_imported());
    let mut choices: Vec<CityChoice> = cities
        .iter()
        .map(|city| CityChoice {
            code: city.code.with_check_digit(),
            name: f.text(&city.name).to_owned(),
            is_chosen: city.code == found.city.code,
        })
        .collect();
    if choices.iter().all(|choice| !choice.is_chosen) {
        choices.push(CityChoice { code: six.clone(), name: f.text(&found.city.name).to_owned(), is_chosen: true });
    }
    let page = PopulationPage {
        parts: parts(&f, Part::Population, &own_code),
        action: f.href("/population"),
        cities: choices,
        has_balances: six == own_code,
        balance: asked.balance.trim().to_owned(),
        ignored: found.ignored.clone(),
        missing: missing.map(|indicator| Missing::of(&f, indicator)),
        sentences: found.sentences(lang),
        chart: found.chart(lang).map(|chart| figure("population", &chart, f.lang, &csv_href)).unwrap_or_default(),
        headings: found.balances.iter().map(|balance| f.text(&balance.label).to_owned()).collect(),
        rows: rows(&f, &found),
        effects: effects(&f, &found),
        effect_years: found.now_and_then().map(|(now, then)| (found.points[now].year, found.points[then].year)),
        span: found.span().map(|(first, last)| (first.to_string(), last.to_string())),
        ages: ages(&f, &found),
        peers_chart: found.peers_chart(lang).map(|chart| figure("peers", &chart, f.lang, "")).unwrap_or_default(),
        peers: peers(&f, &found),
        source: found.source(lang),
        xlsx_href: f.href(&format!("/population.xlsx{query}")),
        csv_href,
        f,
    };
    Ok(render(&page))
}

async fn csv(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let found = visit.check(visit.app().population(&visit.actor, &asked(&visit, query)?).await)?;
    let lang = chart_lang(visit.lang);
    send_csv(&visit, found.table(lang), &found.source(lang), "population.csv")
}

async fn xlsx(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let found = visit.check(visit.app().population(&visit.actor, &asked(&visit, query)?).await)?;
    let lang = chart_lang(visit.lang);
    send_xlsx(&visit, &found.table(lang), found.source(lang), "population.xlsx")
}

fn asked(visit: &Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<PopulationAsk, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Ok(PopulationAsk { city: value("city").unwrap_or_default(), balance: value("balance").unwrap_or_default() })
}

fn rows(f: &Frame, found: &Population) -> Vec<Row> {
    let row = |(at, point): (usize, &app::population::PopulationPoint)| Row {
        year: point.year.to_string(),
        kind: if point.is_past { f.lang.pick("実績", "so far") } else { f.lang.pick("推計", "projected") },
        people: format::count(point.people),
        index: format::quantity(found.index(at)),
        each: found.balances.iter().map(|balance| format::yen(balance.each_yen.get(at).copied().flatten())).collect(),
    };
    found.points.iter().enumerate().map(row).collect()
}

fn effects(f: &Frame, found: &Population) -> Vec<Effect> {
    let Some((now, then)) = found.now_and_then() else { return Vec::new() };
    let effect = |balance: &app::population::Balance| {
        let each = |at: usize| balance.each_yen.get(at).copied().flatten();
        let (first, last) = (each(now)?, each(then)?);
        let growth = fiscal::comparison::Change::between(first, last).ok()?.to_string();
        Some(Effect {
            label: f.text(&balance.label).to_owned(),
            amount: format::in_words(f.lang, balance.amount),
            first: format::yen(Some(first)),
            last: format::yen(Some(last)),
            growth: if growth.starts_with('▲') { growth } else { format!("+{growth}") },
        })
    };
    found.balances.iter().filter_map(effect).collect()
}

fn ages(f: &Frame, found: &Population) -> Option<Ages> {
    let (year, people) = found.ages?;
    let total: i64 = people.iter().sum();
    let names = [
        f.lang.pick("0〜14歳", "0 to 14"),
        f.lang.pick("15〜64歳", "15 to 64"),
        f.lang.pick("65歳以上", "65 and over"),
    ];
    let share =
        |count: i64| if total > 0 { format!("{:.1}%", count as f64 / total as f64 * 100.0) } else { "–".into() };
    let band = |(name, count)| AgeBand { name, people: format::count(count), share: share(count) };
    Some(Ages { year, bands: names.into_iter().zip(people).map(band).collect() })
}

fn peers(f: &Frame, found: &Population) -> Vec<PeerRow> {
    let row = |peer: &app::population::Peer| PeerRow {
        href: f.href(&format!("/population?city={}", peer.city.code.with_check_digit())),
        name: f.mixed(f.text(&peer.city.name)),
        first: format::count(peer.people[0]),
        last: format::count(peer.people[1]),
        index: format::quantity(Some(peer.index)),
        is_own: peer.is_own,
    };
    found.peers.iter().map(row).collect()
}
