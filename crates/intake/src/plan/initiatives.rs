//! `initiatives.toml`: the themes of a city hall that keeps trying, their initiatives, milestones and indicators (取組).

use fiscal::{FiscalYear, Quantity};
use reform::initiative::{Initiative, InitiativeKpi, PlanInitiatives, StatedValue, Theme};
use reform::kpi::{Counting, Direction, Ratio};
use reform::plan::Basis;
use reform::roadmap::{Bar, Edge, LANES_MAX, Quarter, Roadmap, Span, TEXT_CHARS_MAX};

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::figures::BASES;
use super::findings::IdKind;
use super::kinds::{BARS_OVERLAP, INVALID_DATE, INVALID_NUMBER, SPAN_BACKWARDS, SPAN_OUTSIDE_YEARS};
use super::roadmap::{BASES as SPAN_BASES, quarter};

const MILESTONE: IdKind = IdKind::Parameter("milestone");
const KPI: IdKind = IdKind::Parameter("initiative kpi");
/// A year that has a value already.
const VALUE_YEAR: IdKind = IdKind::Parameter("value of a year");

/// The ways an indicator can go; the bounds of a range are read apart.
const WAYS: [(&str, Way); 4] =
    [("increase", Way::Increase), ("decrease", Way::Decrease), ("maintain", Way::Maintain), ("range", Way::Range)];
const COUNTINGS: [(&str, Counting); 3] =
    [("annual", Counting::Annual), ("running-total", Counting::RunningTotal), ("added", Counting::Added)];

#[derive(Clone, Copy)]
enum Way {
    Increase,
    Decrease,
    Maintain,
    Range,
}

/// `initiatives.toml`.
pub(super) fn read_initiatives(top: &Fields<'_>) -> Option<PlanInitiatives> {
    let document = top.default_document();
    let years = (top.fiscal_year("first_year"), top.fiscal_year("last_year"));
    let years = years.0.zip(years.1);
    if years.is_some_and(|(first, last)| first > last) {
        top.report_named(&INVALID_DATE, "last_year", "first_year > last_year");
    }
    let note = top.optional_text("note", EXPLANATION_CHARS);
    let themes = entries(top, "theme", |entry| Theme {
        id: entry.id(IdKind::Theme),
        title: entry.text("title", NAME_CHARS),
        explanation: entry.text("explanation", EXPLANATION_CHARS),
        source: entry.source(&document),
    });
    let initiatives = entries(top, "initiative", |entry| Initiative {
        id: entry.id(IdKind::Initiative),
        theme: entry.reference("theme", IdKind::Theme),
        name: entry.text("name", NAME_CHARS),
        explanation: entry.text("explanation", EXPLANATION_CHARS),
        department: entry.text("department", NAME_CHARS),
        department_basis: entry.choice("department_basis", &BASES, false),
        cluster: entry.has("cluster").then(|| entry.reference("cluster", IdKind::Cluster)),
        source: entry.source(&document),
    });
    let mut bars: Vec<Bar> = Vec::new();
    for entry in top.list("milestone", false) {
        if let Some(bar) = read_milestone(&entry, &document, years, &bars) {
            bars.push(bar);
        }
        entry.finish();
    }
    let kpis = top.list("kpi", false).into_iter().map(|entry| {
        let kpi = read_kpi(&entry, &document);
        entry.finish();
        kpi
    });
    let kpis = kpis.collect();
    Some(PlanInitiatives { themes, initiatives, milestones: Roadmap::new(years?, bars), kpis, note })
}

/// The entries of a list that must have one, each read and looked through for fields nobody knows.
fn entries<T>(top: &Fields<'_>, name: &str, read: impl Fn(&Fields<'_>) -> T) -> Vec<T> {
    let entries = top.list(name, true).into_iter().map(|entry| {
        let value = read(&entry);
        entry.finish();
        value
    });
    entries.collect()
}

fn read_milestone(
    fields: &Fields<'_>,
    document: &str,
    years: Option<(FiscalYear, FiscalYear)>,
    before: &[Bar],
) -> Option<Bar> {
    let id = fields.id(MILESTONE);
    let cluster = fields.reference("initiative", IdKind::Initiative);
    let lane = u8::try_from(fields.whole("lane", 1..=u64::from(LANES_MAX))).unwrap_or(1);
    let text = fields.text("text", TEXT_CHARS_MAX);
    let (from, to) = (quarter(fields, "from", Edge::From), quarter(fields, "to", Edge::To));
    let basis = fields.choice("basis", &SPAN_BASES, false);
    let page = fields.source(document).page;
    let (from, to) = (from?, to?);
    let Some(span) = Span::new(from, to) else {
        fields.report_named(&SPAN_BACKWARDS, "to", &format!("{} > {}", from.short(), to.short()));
        return None;
    };
    if let Some((first, last)) = years.filter(|years| !span.is_within(*years)) {
        let name = if span.from().year() < first { "from" } else { "to" };
        let known = format!("{}–{}", Quarter::first_of(first).short(), Quarter::last_of(last).short());
        fields.report_named(&SPAN_OUTSIDE_YEARS, name, &format!("{}–{} → {known}", from.short(), to.short()));
    }
    let in_its_way =
        before.iter().find(|other| other.cluster == cluster && other.lane == lane && other.span.overlaps(span));
    if let Some(other) = in_its_way {
        fields.report_named(&BARS_OVERLAP, "from", &other.id);
    }
    Some(Bar { id, cluster, lane, part: None, text, span, basis, page })
}

fn read_kpi(fields: &Fields<'_>, document: &str) -> InitiativeKpi {
    let id = fields.id(KPI);
    let way = fields.choice("direction", &WAYS, false);
    let (direction, bounds_basis) = match way {
        Way::Increase => (Direction::Increase, Basis::Assumed),
        Way::Decrease => (Direction::Decrease, Basis::Assumed),
        Way::Maintain => {
            let tolerance = fields.has("tolerance").then(|| fields.number("tolerance"));
            (Direction::Maintain { tolerance }, Basis::Assumed)
        }
        Way::Range => {
            let (low, high) = (fields.number("low"), fields.number("high"));
            if Ratio::of(low) > Ratio::of(high) {
                fields.report_named(&INVALID_NUMBER, "high", &format!("{low} > {high}"));
            }
            (Direction::Range { low, high }, fields.choice("bounds_basis", &BASES, false))
        }
    };
    InitiativeKpi {
        initiative: fields.reference("initiative", IdKind::Initiative),
        name: fields.text("name", NAME_CHARS),
        unit: fields.text("unit", NAME_CHARS),
        direction,
        bounds_basis,
        counting: fields.choice("counting", &COUNTINGS, true),
        decimals: u8::try_from(fields.whole("decimals", 0..=9)).unwrap_or(0),
        baseline: one_value(fields, "baseline"),
        target: one_value(fields, "target"),
        yearly_targets: values(fields, "yearly_target", &id),
        actuals: values(fields, "actual", &id),
        note: fields.optional_text("note", EXPLANATION_CHARS),
        source: fields.source(document),
        id,
    }
}

/// `target = { year = "R8年度", value = 50, basis = "published" }`; absent is none.
fn one_value(fields: &Fields<'_>, name: &str) -> Option<StatedValue> {
    if !fields.has(name) {
        return None;
    }
    let table = fields.table(name)?;
    let value = stated(&table);
    table.finish();
    value
}

/// A list of the same, with one value a year.
fn values(fields: &Fields<'_>, name: &str, kpi: &str) -> Vec<StatedValue> {
    let mut found: Vec<StatedValue> = Vec::new();
    for entry in fields.list(name, false) {
        if let Some(value) = stated(&entry) {
            entry.take_id(VALUE_YEAR, &format!("{kpi} {name} {}", value.year.start()), "year");
            found.push(value);
        }
        entry.finish();
    }
    found
}

fn stated(fields: &Fields<'_>) -> Option<StatedValue> {
    let (year, value): (Option<FiscalYear>, Quantity) = (fields.fiscal_year("year"), fields.number("value"));
    let basis = fields.choice("basis", &BASES, false);
    Some(StatedValue { year: year?, value, basis })
}
