//! `/chain/figures/{figure}/{year}`: a figure walked back — its arithmetic, its parts, and what each decision gives to it.

use app::chain::{CityChain, Explained};
use app::{AppError, FiscalYear, Yen};
use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use reform::chain::{Figure, Scene, Value};

use super::words::{exact, short, signed_exact, value_words};
use super::{AskedPairs, Fault, address, city, faults, tree};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// How many parts and decisions the page lists; the file has them all.
const ROWS_SHOWN: usize = 100;
/// How many levels of the tree are there to be opened.
const LEVELS: usize = 3;

/// A part of the figure.
struct PartRow {
    name: String,
    href: String,
    amount: String,
    moved: String,
    how: String,
    basis: Option<Html>,
    source: String,
}

/// What a decision gives.
struct Contribution {
    name: String,
    href: String,
    amount: String,
}

/// A year of the figure.
struct YearCell {
    label: String,
    href: String,
    value: String,
    moved: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "chain/figure.html")]
struct FigurePage {
    f: Frame,
    subnav: SubNav,
    faults: Vec<Fault>,
    chain_href: String,
    name: String,
    when: String,
    words: String,
    exact: String,
    baseline: String,
    moved: String,
    rule: String,
    formula: String,
    parts: Vec<PartRow>,
    part_count: usize,
    contributions: Vec<Contribution>,
    contribution_count: usize,
    contribution_sum: String,
    tree: Html,
    years: Vec<YearCell>,
    is_what_if: bool,
    is_ratio: bool,
    csv_href: String,
    workbook_href: String,
}

/// A figure in a year.
pub async fn show(
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    query: AskedPairs,
) -> Result<Response, PageError> {
    let city = city(&visit, query).await?;
    let (figure, year) = asked(&visit, &city, path)?;
    let scene = visit.check(city.scene())?;
    let explained = visit.app().explain(&city, &scene, (figure, year), LEVELS, chart_lang(visit.lang));
    let explained = visit.check(visit.check(explained)?.ok_or_else(|| missing(&year.start().to_string())))?;
    let title = match visit.lang {
        Lang::Ja => format!("{}（{}）", explained.name, explained.when),
        Lang::En => format!("{} ({})", explained.name, explained.when),
    };
    let f = visit.frame(Section::Frame, title).await?;
    let page = visit.check(page(f, &city, &scene, &explained))?;
    Ok(render(&page))
}

/// The figure and the year of a path.
pub(super) fn asked(
    visit: &Visit,
    city: &CityChain,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<(Figure, FiscalYear), PageError> {
    let Path((word, start)) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let figure = Figure::from_word(&word, &city.chain.baseline().input.outlook);
    let year = start.parse().ok().and_then(|start| FiscalYear::new(start).ok());
    let figure = visit.check(figure.ok_or_else(|| missing(&word)))?;
    let year = year
        .filter(|year| city.chain.baseline().span(figure).is_some_and(|(first, last)| first <= *year && *year <= last));
    Ok((figure, visit.check(year.ok_or_else(|| missing(&format!("{word} {start}"))))?))
}

fn missing(name: &str) -> AppError {
    AppError::NotFound { what: "figure", name: name.to_owned() }
}

fn page(f: Frame, city: &CityChain, scene: &Scene, explained: &Explained) -> Result<FigurePage, AppError> {
    let lang = f.lang;
    let (figure, year) = (explained.figure, explained.year);
    let nothing = city.nothing()?;
    let baseline = nothing.value(figure, year).map(|value| app::chain::shown(value, chart_lang(lang)));
    let mut given = scene.contributions(figure, year);
    given.sort_by_key(|(at, amount)| (u64::MAX - amount.0.unsigned_abs(), *at));
    let sum = Yen(given.iter().map(|(_, amount)| amount.0).sum());
    let contributions = given.iter().take(ROWS_SHOWN).map(|(at, amount)| {
        let entry = &city.chain.entries()[*at];
        Contribution {
            name: city.name_of(*at, chart_lang(lang)),
            href: address::decision(&f, city, &entry.decision.id),
            amount: signed_exact(lang, *amount),
        }
    });
    let base = format!("/chain/figures/{}/{}", encode(&explained.word), year.start());
    let query = address::query(&city.asked);
    let is_ratio = matches!(explained.value, Value::Ratio(_));
    Ok(FigurePage {
        faults: faults(&f, city),
        subnav: SubNav::new(&f, Part::Chain),
        chain_href: address::chain(&f, &city.asked),
        name: explained.name.clone(),
        when: explained.when.clone(),
        words: value_words(lang, explained.value),
        exact: if is_ratio { String::new() } else { explained.shown.clone() },
        baseline: baseline.unwrap_or_default(),
        moved: explained.moved.map(|moved| signed_exact(lang, moved)).unwrap_or_default(),
        rule: explained.rule.clone(),
        formula: explained.formula.clone(),
        parts: parts(&f, city, explained),
        part_count: explained.terms.len(),
        contributions: contributions.collect(),
        contribution_count: given.len(),
        contribution_sum: signed_exact(lang, sum),
        tree: tree::tree(&f, city, explained),
        years: years(&f, city, scene, explained),
        is_what_if: city.what_if.is_asked(),
        is_ratio,
        csv_href: f.href(&format!("{base}/trace.csv{query}")),
        workbook_href: f.href(&format!("{base}/workbook{query}")),
        f,
    })
}

/// The parts: figures and given amounts in order, then the decisions that give most.
fn parts(f: &Frame, city: &CityChain, explained: &Explained) -> Vec<PartRow> {
    let mut terms: Vec<_> = explained.terms.iter().collect();
    terms.sort_by_key(|term| match term.target {
        app::chain::Target::Decision(_) => u64::MAX - term.amount.0.unsigned_abs(),
        _ => 0,
    });
    let row = |term: &&app::chain::ExplainedTerm| PartRow {
        name: term.name.clone(),
        href: tree::href(f, city, &term.target).unwrap_or_default(),
        amount: exact(f.lang, term.amount),
        moved: if term.moved == Yen::ZERO { String::new() } else { signed_exact(f.lang, term.moved) },
        how: term.how.clone(),
        basis: term.ground.as_ref().map(|(basis, _)| f.basis(basis)),
        source: term.ground.as_ref().map(|(_, source)| source.clone()).unwrap_or_default(),
    };
    terms.iter().take(ROWS_SHOWN).map(row).collect()
}

fn years(f: &Frame, city: &CityChain, scene: &Scene, explained: &Explained) -> Vec<YearCell> {
    let Some((first, last)) = city.chain.baseline().span(explained.figure) else { return Vec::new() };
    let all = (first.start()..=last.start()).filter_map(|start| FiscalYear::new(start).ok());
    let cell = |year: FiscalYear| {
        let value = scene.value(explained.figure, year)?;
        let moved = matches!(value, Value::Money(_)).then(|| scene.moved(explained.figure, year));
        Some(YearCell {
            label: short(f.lang, year),
            href: address::figure(f, city, &explained.word, year),
            value: app::chain::shown(value, chart_lang(f.lang)),
            moved: moved.map(|moved| signed_exact(f.lang, moved)).unwrap_or_default(),
            is_current: year == explained.year,
        })
    };
    all.filter_map(cell).collect()
}
