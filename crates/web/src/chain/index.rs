//! `/chain`: the whole chain as a picture, with the fund in three lines, what covers the plan, and every decision.

use app::chain::{Asked, CityChain, YearRow, stage_name};
use app::{FiscalYear, Yen};
use askama::Template;
use axum::response::Response;
use reform::chain::{Figure, Scene, Value};
use reform::decision::{DecisionId, Lever};
use reform::plan::Basis;

use super::address;
use super::words::{decision_name, short, signed_words, value_words, years_words};
use super::{AskedPairs, Fault, city, faults};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format::in_words;
use crate::html::Html;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

/// How many decisions the page lists; the file has them all.
const DECISIONS_SHOWN: usize = 100;

/// A step of the picture.
struct Step {
    area: &'static str,
    name: String,
    value: String,
    moved: String,
    note: String,
    href: String,
}

/// A row of the table of years.
struct Row {
    name: String,
    cells: Vec<(String, String, String)>,
}

/// How far a year is covered.
struct Cover {
    year: String,
    planned: String,
    covered: String,
    percent: String,
    open: String,
}

/// A decision in the list.
pub(super) struct DecisionRow {
    pub name: String,
    pub program: String,
    pub href: String,
    pub stage: &'static str,
    pub state: &'static str,
    pub moves: Vec<String>,
    pub fund: String,
    pub bonds: String,
    pub is_illustrative: bool,
    pub is_included: bool,
    pub toggle_href: String,
    pub toggle: &'static str,
}

#[derive(Template)]
#[template(path = "chain/index.html")]
struct IndexPage {
    f: Frame,
    subnav: SubNav,
    faults: Vec<Fault>,
    year: String,
    years: Vec<(i32, String, bool)>,
    hidden: Vec<(String, String)>,
    lines: Vec<(String, String, String)>,
    headline: String,
    steps: Vec<Step>,
    charts: Vec<Html>,
    covers: Vec<Cover>,
    rows: Vec<Row>,
    row_years: Vec<String>,
    decisions: Vec<DecisionRow>,
    decision_count: usize,
    undecided_count: usize,
    left_out: usize,
    is_what_if: bool,
    what_if_words: Vec<(String, String)>,
    clear_href: String,
    what_if_href: String,
    plan_year: String,
    fund_year: String,
    bond_year: String,
    span: String,
    is_illustrative: bool,
    basis: Html,
    files: String,
}

/// The chain.
pub async fn show(visit: Visit, query: AskedPairs) -> Result<Response, PageError> {
    let city = city(&visit, query).await?;
    let title = visit.lang.pick("決定から基金まで", "From decisions to the fund");
    let f = visit.frame(Section::Frame, title).await?;
    let page = visit.check(page(f, &city))?;
    Ok(render(&page))
}

fn page(f: Frame, city: &CityChain) -> Result<IndexPage, app::AppError> {
    let lang = f.lang;
    let (nothing, decided, scene) = (city.nothing()?, city.decided()?, city.scene()?);
    let year = city.year;
    let fund = |scene: &Scene| scene.money(Figure::Fund, year).unwrap_or_default();
    let planned = city.chain.plan_fund(year).unwrap_or_default();
    let is_what_if = city.what_if.is_asked();
    let count = city.chain.entries().iter().filter(|entry| entry.decision.is_decided).count();
    let mut lines = vec![
        (f.t("決定なし", "nothing decided").to_owned(), in_words(lang, fund(&nothing)), String::new()),
        (
            f.t("いま決まっていること", "as decided").to_owned(),
            in_words(lang, fund(&decided)),
            signed_words(lang, decided.moved(Figure::Fund, year)),
        ),
        (
            f.t("計画の改善効果額がそろった場合", "with the plan's whole improvement").to_owned(),
            in_words(lang, planned),
            String::new(),
        ),
    ];
    if is_what_if {
        let moved = Yen(fund(&scene).0.saturating_sub(fund(&decided).0));
        lines.push((
            f.t("もしも", "what if").to_owned(),
            in_words(lang, fund(&scene)),
            format!("{} {}", f.t("決定済みより", "against as decided"), signed_words(lang, moved)),
        ));
    }
    let rows = city.year_rows(&scene, chart_lang(lang))?;
    let charts = city.charts(chart_lang(lang))?;
    let charts = charts.iter().enumerate().map(|(at, chart)| figure(&format!("chain-chart-{at}"), chart, lang, ""));
    Ok(IndexPage {
        faults: faults(&f, city),
        subnav: SubNav::new(&f, Part::Chain),
        year: short(lang, year),
        years: city.years(Figure::Balance).into_iter().map(|at| (at.start(), short(lang, at), at == year)).collect(),
        hidden: city.asked.pairs(),
        lines,
        headline: headline(&f, city, &decided),
        steps: steps(&f, city, &scene),
        charts: charts.collect(),
        covers: covers(&f, city, &scene),
        row_years: rows.first().map_or_else(Vec::new, |row| row.cells.iter().map(|c| short(lang, c.year)).collect()),
        rows: rows.iter().map(|row| row_of(&f, city, row)).collect(),
        decisions: decision_rows(&f, city, &scene),
        decision_count: count,
        undecided_count: city.chain.entries().len() - count,
        left_out: city.left_out.len(),
        is_what_if,
        what_if_words: what_if_words(&f, city),
        clear_href: address::chain(&f, &Asked { year: city.asked.year.clone(), ..Asked::default() }),
        what_if_href: address::what_if(&f, &city.asked),
        plan_year: short(lang, city.chain.baseline().input.outlook.fund.calibrate_to),
        fund_year: short(lang, year),
        bond_year: short(lang, city.last_bond_year()),
        span: years_words(lang, city, Figure::Improvement),
        is_illustrative: city.is_illustrative(),
        basis: f.basis(&Basis::Illustrative),
        files: address::query(&city.asked),
        f,
    })
}

/// What matters most, in a sentence: how much is still to be decided for the plan's fund.
fn headline(f: &Frame, city: &CityChain, decided: &Scene) -> String {
    let (lang, year) = (f.lang, city.year);
    let planned = city.chain.plan_fund(year).unwrap_or_default();
    let reached = decided.money(Figure::Fund, year).unwrap_or_default();
    let open = planned.0.saturating_sub(reached.0);
    let (label, plan) = (short(lang, year), in_words(lang, planned));
    if open <= 0 {
        return match lang {
            Lang::Ja => format!("{label}末の基金は、計画の {plan} に届いています。"),
            Lang::En => format!("The fund at the end of {label} reaches the plan's {plan}."),
        };
    }
    let open = in_words(lang, Yen(open));
    match lang {
        Lang::Ja => format!("{label}末の基金を計画の {plan} にするには、{label}までにあと {open} の裏付けが要ります。"),
        Lang::En => format!("For the plan's {plan} at the end of {label}, {open} more must be decided by then."),
    }
}

fn steps(f: &Frame, city: &CityChain, scene: &Scene) -> Vec<Step> {
    let (lang, year) = (f.lang, city.year);
    let included = (0..city.chain.entries().len()).filter(|at| scene.includes(*at));
    let entries: Vec<_> = included.map(|at| &city.chain.entries()[at]).collect();
    let builds =
        entries.iter().filter(|entry| entry.decision.moves.iter().any(|m| m.lever == Lever::Investment)).count();
    let count = crate::format::count(entries.len() as i64);
    let mut steps = vec![Step {
        area: "decisions",
        name: f.t("決定", "Decisions").to_owned(),
        value: format!("{count}{}", f.t("件", "")),
        moved: String::new(),
        note: match builds {
            0 => f.t("点検と改革案", "reviews and options").to_owned(),
            builds => format!("{}{builds}{}", f.t("うち投資を動かすもの ", "moving investment: "), f.t("件", "")),
        },
        href: "#decisions".to_owned(),
    }];
    let coverage = city.coverage(scene, year).map(|promille| app::Quantity { units: promille, decimals: 1 });
    for (area, kind) in [
        ("improvement", Figure::Improvement),
        ("investment", Figure::Investment),
        ("bonds", Figure::Bonds),
        ("service", Figure::DebtService),
        ("balance", Figure::Balance),
        ("ratio-service", Figure::ServiceRatio),
        ("ratio-burden", Figure::BurdenRatio),
        ("fund", Figure::Fund),
    ] {
        let Some(value) = scene.value(kind, year) else { continue };
        let word = kind.word(&city.chain.baseline().input.outlook);
        let note = match (kind, coverage) {
            (Figure::Improvement, Some(percent)) => {
                let planned = in_words(lang, city.chain.plan_improvement(year).unwrap_or_default());
                format!("{}{planned}{}{percent}%", f.t("計画の", "of the plan's "), f.t("の ", ": "))
            }
            (Figure::Bonds, _) => {
                let last = city.last_bond_year();
                let amount = scene.money(Figure::Bonds, last).unwrap_or_default();
                format!("{}{} {}", short(lang, last), f.t("末", " (end)"), in_words(lang, amount))
            }
            _ => String::new(),
        };
        let moved = match value {
            Value::Money(_) => signed_words(lang, scene.moved(kind, year)),
            Value::Ratio(_) => String::new(),
        };
        steps.push(Step {
            area,
            name: app::chain::figure_name(&city.chain, kind, chart_lang(lang)),
            value: value_words(lang, value),
            moved,
            note,
            href: address::figure(f, city, &word, year),
        });
    }
    steps
}

fn covers(f: &Frame, city: &CityChain, scene: &Scene) -> Vec<Cover> {
    let lang = f.lang;
    let cover = |year: FiscalYear| {
        let planned = city.chain.plan_improvement(year)?;
        let covered = scene.money(Figure::Improvement, year)?;
        let percent = city.coverage(scene, year).map(|units| app::Quantity { units, decimals: 1 });
        Some(Cover {
            year: short(lang, year),
            planned: in_words(lang, planned),
            covered: in_words(lang, covered),
            percent: percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent}%")),
            open: in_words(lang, Yen(planned.0.saturating_sub(covered.0).max(0))),
        })
    };
    city.years(Figure::Improvement).into_iter().filter_map(cover).collect()
}

fn row_of(f: &Frame, city: &CityChain, row: &YearRow) -> Row {
    let cells = row.cells.iter().map(|cell| {
        let moved = cell.moved.filter(|moved| *moved != Yen::ZERO).map(|moved| signed_words(f.lang, moved));
        let href = address::figure(f, city, &row.word, cell.year);
        (value_words(f.lang, cell.value), moved.unwrap_or_default(), href)
    });
    Row { name: row.name.clone(), cells: cells.collect() }
}

/// Those not decided first, then by what they move of the fund.
fn decision_rows(f: &Frame, city: &CityChain, scene: &Scene) -> Vec<DecisionRow> {
    let base = city.chain.baseline().base_year().start();
    let (place, last) = (city.year.start() - base, city.last_bond_year().start() - base);
    let mut order: Vec<usize> = (0..city.chain.entries().len()).collect();
    order.sort_by_key(|at| {
        let entry = &city.chain.entries()[*at];
        let size = |figure, place| entry.moved.at(figure, place).0.unsigned_abs();
        (entry.decision.is_decided, u64::MAX - size(Figure::Fund, place).max(size(Figure::Bonds, last)))
    });
    order.truncate(DECISIONS_SHOWN);
    order.into_iter().map(|at| decision_row(f, city, scene, at, (place, last))).collect()
}

fn decision_row(f: &Frame, city: &CityChain, scene: &Scene, at: usize, (place, last): (i32, i32)) -> DecisionRow {
    let lang = f.lang;
    let (entry, known) = (&city.chain.entries()[at], &city.known[at]);
    let decision = &entry.decision;
    let is_included = scene.includes(at);
    let (toggle_href, toggle) = toggle(f, city, &decision.id, decision.is_decided, is_included);
    DecisionRow {
        name: decision_name(lang, entry),
        program: known.sheet.as_ref().map(|place| place.program.clone()).unwrap_or_default(),
        href: address::decision(f, city, &decision.id),
        stage: stage_name(decision.stage, chart_lang(lang)),
        state: if decision.is_decided {
            f.lang.pick("決定", "decided")
        } else {
            f.lang.pick("未決定", "not decided")
        },
        moves: decision.moves.iter().map(|moved| super::words::move_words(lang, moved)).collect(),
        fund: signed_words(lang, entry.moved.at(Figure::Fund, place)),
        bonds: signed_words(lang, entry.moved.at(Figure::Bonds, last)),
        is_illustrative: decision.is_illustrative,
        is_included,
        toggle_href,
        toggle,
    }
}

/// The link that takes a decision out or puts it in.
pub(super) fn toggle(
    f: &Frame,
    city: &CityChain,
    id: &DecisionId,
    is_decided: bool,
    is_included: bool,
) -> (String, &'static str) {
    if *id == reform::chain::TYPED {
        let cleared = Asked { amount: String::new(), first: String::new(), last: String::new(), ..city.asked.clone() };
        return (address::chain(f, &cleared), f.lang.pick("取りやめる", "Drop it"));
    }
    let words = match (is_decided, is_included) {
        (true, true) => f.lang.pick("なかったら", "Without it"),
        (true, false) => f.lang.pick("戻す", "Put back"),
        (false, false) => f.lang.pick("入れてみる", "With it"),
        (false, true) => f.lang.pick("外す", "Leave out"),
    };
    (address::chain(f, &city.asked.toggled(id, is_decided)), words)
}

/// What is asked, in words with the link that undoes each.
fn what_if_words(f: &Frame, city: &CityChain) -> Vec<(String, String)> {
    let told = |id: &DecisionId, is_decided: bool| {
        let at = city.chain.find(id)?;
        let name = decision_name(f.lang, &city.chain.entries()[at]);
        let words = match is_decided {
            true => format!("{}{name}", f.t("なし：", "without: ")),
            false => format!("{}{name}", f.t("あり：", "with: ")),
        };
        Some((words, toggle(f, city, id, is_decided, !is_decided).0))
    };
    let without = city.what_if.without.iter().filter_map(|id| told(id, true));
    without.chain(city.what_if.with.iter().filter_map(|id| told(id, false))).collect()
}
