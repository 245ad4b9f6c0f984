//! `roadmap.toml`: the bars of the roadmap, when each begins and ends, and whether that is printed or read (工程表).

use fiscal::FiscalYear;
use reform::plan::Basis;
use reform::roadmap::{Bar, Edge, LANES_MAX, PlanRoadmap, Quarter, Roadmap, Span, TEXT_CHARS_MAX};

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::findings::IdKind;
use super::kinds::{BARS_OVERLAP, INVALID_DATE, SPAN_BACKWARDS, SPAN_OUTSIDE_YEARS};

const BAR: IdKind = IdKind::Parameter("roadmap bar");

/// How a span is known; `printed` is what the plan's words say themselves.
pub(super) const BASES: [(&str, Basis); 4] = [
    ("printed", Basis::Published),
    ("read", Basis::Read),
    ("assumed", Basis::Assumed),
    ("illustrative", Basis::Illustrative),
];

/// `roadmap.toml`.
pub(super) fn read_roadmap(top: &Fields<'_>) -> Option<PlanRoadmap> {
    let document = top.default_document();
    let years = (top.fiscal_year("first_year"), top.fiscal_year("last_year"));
    let years = years.0.zip(years.1);
    if years.is_some_and(|(first, last)| first > last) {
        top.report_named(&INVALID_DATE, "last_year", "first_year > last_year");
    }
    let note = top.optional_text("note", EXPLANATION_CHARS);
    let mut bars: Vec<Bar> = Vec::new();
    for entry in top.list("bar", true) {
        let bar = read_bar(&entry, &document, years);
        if let Some(bar) = bar {
            let in_its_way = bars
                .iter()
                .find(|other| other.cluster == bar.cluster && other.lane == bar.lane && other.span.overlaps(bar.span));
            if let Some(other) = in_its_way {
                let (from, to) = (other.span.from().short(), other.span.to().short());
                entry.report_named(&BARS_OVERLAP, "from", &format!("{}（{from}–{to}）", other.id));
            }
            bars.push(bar);
        }
        entry.finish();
    }
    Some(PlanRoadmap { roadmap: Roadmap::new(years?, bars), note })
}

fn read_bar(fields: &Fields<'_>, document: &str, years: Option<(FiscalYear, FiscalYear)>) -> Option<Bar> {
    let id = fields.id(BAR);
    let cluster = fields.reference("cluster", IdKind::Cluster);
    let lane = u8::try_from(fields.whole("lane", 1..=u64::from(LANES_MAX))).unwrap_or(1);
    let part = fields.optional_text("part", NAME_CHARS);
    let text = fields.text("text", TEXT_CHARS_MAX);
    let (from, to) = (quarter(fields, "from", Edge::From), quarter(fields, "to", Edge::To));
    let basis = fields.choice("basis", &BASES, false);
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
    Some(Bar { id, cluster, lane, part, text, span, basis, page })
}

/// A quarter such as `R6Q1`.
pub(super) fn quarter(fields: &Fields<'_>, name: &str, edge: Edge) -> Option<Quarter> {
    let text = fields.line(name);
    let quarter = Quarter::read(&text, edge);
    if quarter.is_none() && !text.is_empty() {
        fields.report_named(&INVALID_DATE, name, &format!("{text} → R6Q1"));
    }
    quarter
}
