//! `/chain/decisions/{id}`: a decision walked forward — everything it moves, by year, to the yen.

use std::collections::BTreeSet;

use app::chain::{CityChain, stage_name};
use app::{AppError, FiscalYear, Yen};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use reform::chain::{Figure, Scene};
use reform::decision::DecisionId;

use super::index::toggle;
use super::words::{decision_name, exact, move_words, short, signed_exact};
use super::{AskedPairs, Fault, address, city, faults};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// A table of what is moved: years down, figures across.
struct MovedTable {
    title: &'static str,
    figures: Vec<String>,
    rows: Vec<MovedRow>,
}

/// A year of it.
struct MovedRow {
    year: String,
    cells: Vec<(String, String)>,
}

/// A figure with the decision and without it.
struct WithWithout {
    name: String,
    href: String,
    with: String,
    without: String,
    moved: String,
}

#[derive(Template)]
#[template(path = "chain/decision.html")]
struct DecisionPage {
    f: Frame,
    subnav: SubNav,
    faults: Vec<Fault>,
    chain_href: String,
    name: String,
    id: String,
    is_decided: bool,
    is_illustrative: bool,
    is_typed: bool,
    stage: &'static str,
    moves: Vec<String>,
    sheet: Option<(String, String, String)>,
    cluster: Option<(String, String, String)>,
    grounds: Vec<(&'static str, String)>,
    compared: Vec<WithWithout>,
    tables: Vec<MovedTable>,
    toggle_href: String,
    toggle: &'static str,
    csv_href: String,
    workbook_href: String,
}

/// A decision.
pub async fn show(
    visit: Visit,
    path: Result<Path<String>, PathRejection>,
    query: AskedPairs,
) -> Result<Response, PageError> {
    let city = city(&visit, query).await?;
    let at = asked(&visit, &city, path)?;
    let title = decision_name(visit.lang, &city.chain.entries()[at]);
    let f = visit.frame(Section::Frame, title).await?;
    let mut page = visit.check(page(f, &city, at))?;
    // A cluster of the plan by its name; one of the city's own by its id.
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    if let Some((_, name, _)) = &mut page.cluster
        && let Some(known) = plan.clusters.iter().find(|cluster| cluster.id == *name)
    {
        *name = visit.lang.pick(&known.name.ja, known.name.en_or_ja()).to_owned();
    }
    Ok(render(&page))
}

/// The decision of a path, by its place.
pub(super) fn asked(
    visit: &Visit,
    city: &CityChain,
    path: Result<Path<String>, PathRejection>,
) -> Result<usize, PageError> {
    let Path(text) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let found = DecisionId::read(&text).and_then(|id| city.chain.find(&id));
    visit.check(found.ok_or(AppError::NotFound { what: "decision", name: text }))
}

fn page(f: Frame, city: &CityChain, at: usize) -> Result<DecisionPage, AppError> {
    let lang = f.lang;
    let (entry, known) = (&city.chain.entries()[at], &city.known[at]);
    let decision = &entry.decision;
    let scene = city.scene()?;
    let (toggle_href, toggle) = toggle(&f, city, &decision.id, decision.is_decided, scene.includes(at));
    let sheet = known.sheet.as_ref().map(|place| {
        let href = f.href(&format!("/reviews/{}/sheets/{}", place.year.start(), place.sheet));
        (href, place.program.clone(), place.department.clone())
    });
    let base = format!("/chain/decisions/{}", encode(&decision.id.to_string()));
    let query = address::query(&city.asked);
    Ok(DecisionPage {
        faults: faults(&f, city),
        subnav: SubNav::new(&f, Part::Chain),
        chain_href: address::chain(&f, &city.asked),
        name: decision_name(lang, entry),
        id: decision.id.to_string(),
        is_decided: decision.is_decided,
        is_illustrative: decision.is_illustrative,
        is_typed: decision.id == reform::chain::TYPED,
        stage: stage_name(decision.stage, chart_lang(lang)),
        moves: decision.moves.iter().map(|moved| move_words(lang, moved)).collect(),
        sheet,
        cluster: decision.cluster.as_ref().map(|id| {
            let cluster = format!("/clusters/{}", encode(id));
            (f.href(&cluster), id.clone(), f.href(&format!("{cluster}/analysis/options")))
        }),
        grounds: known.grounds.iter().map(|(s, text)| (stage_name(*s, chart_lang(lang)), text.clone())).collect(),
        compared: compared(&f, city, at)?,
        tables: tables(&f, city, at),
        toggle_href,
        toggle,
        csv_href: f.href(&format!("{base}/table.csv{query}")),
        workbook_href: f.href(&format!("{base}/workbook{query}")),
        f,
    })
}

/// The figures that matter most, with the decision and without it, everything else as it is looked at.
fn compared(f: &Frame, city: &CityChain, at: usize) -> Result<Vec<WithWithout>, AppError> {
    let entry = &city.chain.entries()[at];
    let alone = BTreeSet::from([entry.decision.id.clone()]);
    let mut with = city.what_if.with.clone();
    with.extend(alone.iter().cloned());
    let mut without = city.what_if.without.clone();
    without.retain(|id| !alone.contains(id));
    let too_large = |_| AppError::NotFound { what: "figure", name: String::new() };
    let scene_with = city.chain.what_if(&without, &with).map_err(too_large)?;
    without.extend(alone);
    let scene_without = city.chain.what_if(&without, &with).map_err(too_large)?;
    let (year, last) = (city.year, city.last_bond_year());
    let figures = [
        (Figure::Fund, year),
        (Figure::Bonds, last),
        (Figure::DebtService, year),
        (Figure::ServiceRatio, year),
        (Figure::BurdenRatio, year),
    ];
    let row = |(figure, year): (Figure, FiscalYear)| {
        let shown = |scene: &Scene| scene.value(figure, year).map(|value| app::chain::shown(value, chart_lang(f.lang)));
        let place = year.start() - city.chain.baseline().base_year().start();
        let moved = entry.moved.at(figure, place);
        let name = app::chain::figure_name(&city.chain, figure, chart_lang(f.lang));
        Some(WithWithout {
            name: format!("{name} {}", short(f.lang, year)),
            href: address::figure(f, city, &figure.word(&city.chain.baseline().input.outlook), year),
            with: shown(&scene_with)?,
            without: shown(&scene_without)?,
            moved: if figure.is_ratio() { String::new() } else { signed_exact(f.lang, moved) },
        })
    };
    Ok(figures.into_iter().filter_map(row).collect())
}

/// Bonds over all their years, and the others over those of the outlook; only figures that are moved.
fn tables(f: &Frame, city: &CityChain, at: usize) -> Vec<MovedTable> {
    let entry = &city.chain.entries()[at];
    let bond_years = city.years(Figure::Bonds);
    let is_long = |figure: &Figure| city.years(*figure).len() == bond_years.len();
    let moved: Vec<Figure> = entry.moved.figures().map(|(figure, _)| figure).collect();
    let (long, mut short_ones): (Vec<Figure>, Vec<Figure>) = moved.into_iter().partition(is_long);
    // What matters most first; the lines of the outlook last.
    short_ones.sort_by_key(|figure| match figure {
        Figure::Fund => 0,
        Figure::Improvement | Figure::Balance => 1,
        Figure::Line(_) => 3,
        _ => 2,
    });
    let table = |title: &'static str, figures: Vec<Figure>, years: Vec<FiscalYear>| MovedTable {
        title,
        figures: figures
            .iter()
            .map(|figure| app::chain::figure_name(&city.chain, *figure, chart_lang(f.lang)))
            .collect(),
        rows: years.into_iter().map(|year| row(f, city, at, &figures, year)).collect(),
    };
    let outlook_years = city.years(Figure::Balance);
    let tables = [
        table(
            f.lang.pick("改善効果額・収支・基金・比率", "Improvement, balance, fund and ratios"),
            short_ones,
            outlook_years,
        ),
        table(f.lang.pick("投資と市債", "Investment and bonds"), long, bond_years),
    ];
    tables.into_iter().filter(|table| !table.figures.is_empty()).collect()
}

fn row(f: &Frame, city: &CityChain, at: usize, figures: &[Figure], year: FiscalYear) -> MovedRow {
    let entry = &city.chain.entries()[at];
    let place = year.start() - city.chain.baseline().base_year().start();
    let cell = |figure: &Figure| {
        let amount = entry.moved.at(*figure, place);
        let word = figure.word(&city.chain.baseline().input.outlook);
        let text = if amount == Yen::ZERO { exact(f.lang, amount) } else { signed_exact(f.lang, amount) };
        (text, address::figure(f, city, &word, year))
    };
    MovedRow { year: short(f.lang, year), cells: figures.iter().map(cell).collect() }
}
