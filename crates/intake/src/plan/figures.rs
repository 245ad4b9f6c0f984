//! `targets.toml`: figures with unit, date, base and source (目標値・背景の数値).

use fiscal::{Quantity, Yen};
use reform::plan::{
    AsOf, Basis, Figure, FigureGroup, FigureRole, FigureValue, FrameCategory, FrameTarget, PlanFrame, Precision,
    RankSide,
};

use super::fields::{EXPLANATION_CHARS, Fields, NAME_CHARS};
use super::findings::IdKind;
use super::kinds::{INVALID_NUMBER, NOT_WHOLE_YEN, UNKNOWN_UNIT};
use super::sections::each;

const ROLES: [(&str, FigureRole); 3] =
    [("target", FigureRole::Target), ("fact", FigureRole::Fact), ("projection", FigureRole::Projection)];
pub(super) const BASES: [(&str, Basis); 4] = [
    ("published", Basis::Published),
    ("illustrative", Basis::Illustrative),
    ("assumed", Basis::Assumed),
    ("read", Basis::Read),
];
const PRECISIONS: [(&str, Precision); 5] = [
    ("exact", Precision::Exact),
    ("about", Precision::About),
    ("below", Precision::Below),
    ("at_least", Precision::AtLeast),
    ("band", Precision::Band),
];
const SIDES: [(&str, RankSide); 2] = [("highest", RankSide::Highest), ("lowest", RankSide::Lowest)];
const MONEY_UNITS: [(&str, i64); 6] = [
    ("円", 1),
    ("千円", 1_000),
    ("万円", 10_000),
    ("百万円", 1_000_000),
    ("億円", 100_000_000),
    ("兆円", 1_000_000_000_000),
];

/// `targets.toml`: the figures, their headings, and which of them lead.
pub(super) struct TargetsFile {
    pub(super) groups: Vec<FigureGroup>,
    pub(super) figures: Vec<Figure>,
    pub(super) headlines: Vec<String>,
    pub(super) frame: PlanFrame,
}

pub(super) fn read_targets(top: &Fields<'_>) -> Option<TargetsFile> {
    let headlines = top.references("headline_figures", IdKind::Figure, IdKind::Headline);
    let groups = each(top, "group", |fields, _| FigureGroup {
        id: fields.id(IdKind::FigureGroup),
        title: fields.text("title", NAME_CHARS),
    });
    let figures = each(top, "figure", |fields, document| Figure {
        id: fields.id(IdKind::Figure),
        group: fields.reference("group", IdKind::FigureGroup),
        role: fields.choice("role", &ROLES, false),
        label: fields.text("label", NAME_CHARS),
        value: value(fields),
        precision: fields.choice("precision", &PRECISIONS, true),
        // A date that cannot be read was noted as an error; the stand-in never leaves this room.
        as_of: fields.as_of("as_of").unwrap_or(AsOf::CalendarYear(0)),
        base: fields.text("base", EXPLANATION_CHARS),
        basis: fields.choice("basis", &BASES, false),
        note: fields.optional_text("note", EXPLANATION_CHARS),
        source: fields.source(document),
    });
    let frame = read_frame(top);
    Some(TargetsFile { groups, figures, headlines, frame })
}

/// The investment frame: its categories, and the years each figure of it is for; a plan may have none.
fn read_frame(top: &Fields<'_>) -> PlanFrame {
    let document = top.default_document();
    let categories = top.list("frame_category", false).into_iter().map(|fields| {
        let category = FrameCategory {
            id: fields.id(IdKind::Parameter("frame category")),
            name: fields.text("name", NAME_CHARS),
            explanation: fields.text("explanation", EXPLANATION_CHARS),
            source: fields.source(&document),
        };
        fields.finish();
        category
    });
    let categories = categories.collect();
    let targets = top.list("frame_target", false).into_iter().filter_map(|fields| {
        let figure = fields.reference("figure", IdKind::Figure);
        let (first_year, last_year) = (fields.fiscal_year("first_year"), fields.fiscal_year("last_year"));
        let (first_year, last_year) = (first_year?, last_year?);
        if last_year < first_year {
            fields.report_named(&INVALID_NUMBER, "last_year", &format!("{last_year} < {first_year}"));
        }
        fields.finish();
        Some(FrameTarget { figure, first_year, last_year })
    });
    PlanFrame { categories, targets: targets.collect() }
}

/// Money when there is a `unit`, a ranking when there is a `rank`, else a number with `unit_ja` and `unit_en`.
fn value(fields: &Fields<'_>) -> FigureValue {
    if fields.has("rank") {
        let small = |name: &str| u32::try_from(fields.whole(name, 1..=10_000)).unwrap_or(1);
        let (place, of) = (small("rank"), small("of"));
        if place > of {
            fields.report_named(&INVALID_NUMBER, "rank", &format!("rank {place} > of {of}"));
        }
        return FigureValue::Rank { place, of, side: fields.choice("from", &SIDES, false) };
    }
    let number = fields.number("value");
    if !fields.has("unit") {
        return FigureValue::Number { number, unit: fields.text("unit", NAME_CHARS) };
    }
    let unit = fields.line("unit");
    let amount = match MONEY_UNITS.iter().find(|(name, _)| *name == unit) {
        Some((_, yen)) => whole_yen(number, *yen).unwrap_or_else(|| {
            fields.report_named(&NOT_WHOLE_YEN, "value", &format!("{number}{unit}"));
            Yen::ZERO
        }),
        None => {
            if !unit.is_empty() {
                fields.report_named(&UNKNOWN_UNIT, "unit", &unit);
            }
            Yen::ZERO
        }
    };
    FigureValue::Money { amount, per_year: fields.flag("per_year") }
}

/// `None` when a part of a yen is left, or the amount does not fit.
pub(super) fn whole_yen(number: Quantity, unit_yen: i64) -> Option<Yen> {
    let scaled = i128::from(number.units) * i128::from(unit_yen);
    let parts = 10i128.pow(u32::from(number.decimals));
    if scaled % parts == 0 { i64::try_from(scaled / parts).ok().map(Yen) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_yen_that_fit() {
        let yen = |text: &str, unit| whole_yen(text.parse().unwrap(), unit);
        assert_eq!(yen("12040", 100_000_000), Some(Yen(1_204_000_000_000)));
        assert_eq!(yen("0.5", 1_000), Some(Yen(500)));
        assert_eq!(yen("-1.50", 100), Some(Yen(-150)));
        assert_eq!(yen("0.0005", 1_000), None);
        assert_eq!(yen("999999999999", 100_000_000), None);
    }
}
