//! Completeness (記入漏れの確認): what a sheet must have before it can be handed in.
//!
//! Everything missing is listed at once, by the same field names the form and the workbook use.

use std::collections::BTreeSet;

use fiscal::Yen;

use super::{Judgement, Measure, ReviewSheet, SheetKpi, has_outcome_target, name};
use crate::effect::EffectKind;
use crate::kinds;
use crate::problem::ProblemKind;
use crate::program::{Direction, Indicator};
use crate::search_text::fold;

/// The longest text of one field, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// A field that keeps a sheet from being handed in (記入漏れ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field's name, as in [`super::Fields`]; `kpis` and `measures` stand for the lists.
    pub field: String,
    /// What is wrong with it.
    pub kind: &'static ProblemKind,
}

/// Everything a sheet lacks, in the order of the form; nothing when it can be handed in.
///
/// `viewpoints` are the ids of the city's plan, in its order. Evidence is asked for unless the viewpoint does not apply;
/// a measure is asked for where the direction changes the program; the outcome indicator is not asked of a program that
/// stops.
pub fn find_missing(sheet: &ReviewSheet, viewpoints: &[&str], indicators: &[Indicator]) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut say = |field: String, kind: &'static ProblemKind| missing.push(Missing { field, kind });
    for viewpoint in viewpoints {
        let check = sheet.checks.iter().find(|check| check.viewpoint == *viewpoint);
        let judgement = check.and_then(|check| check.judgement);
        if judgement.is_none() {
            say(name::check_field(viewpoint, "judgement"), &kinds::JUDGEMENT_MISSING);
        }
        if check.is_none_or(|check| check.reason.trim().is_empty()) {
            say(name::check_field(viewpoint, "reason"), &kinds::REASON_MISSING);
        }
        let applies = judgement != Some(Judgement::NotApplicable);
        if applies && check.is_none_or(|check| check.evidence_items().next().is_none()) {
            say(name::check_field(viewpoint, "evidence"), &kinds::EVIDENCE_MISSING);
        }
    }
    let unknown: BTreeSet<&str> = sheet.checks.iter().map(|check| check.viewpoint.as_str()).collect();
    for viewpoint in unknown.into_iter().filter(|viewpoint| !viewpoints.contains(viewpoint)) {
        say(name::check_field(viewpoint, "judgement"), &kinds::VIEWPOINT_UNKNOWN);
    }
    let stops = matches!(sheet.direction, Some(Direction::Abolish | Direction::End | Direction::Suspend));
    for (at, kpi) in sheet.kpis.iter().enumerate() {
        kpi.find_missing(&mut |part, kind| say(name::kpi_field(&kpi.id, part), kind));
        let known = |other: &SheetKpi| !other.name.trim().is_empty() && fold(&other.name) == fold(&kpi.name);
        if sheet.kpis[..at].iter().any(known) {
            say(name::kpi_field(&kpi.id, "name"), &kinds::KPI_TWICE);
        }
    }
    let aims = |kpi: &SheetKpi| kpi.is_outcome() && kpi.aims_after(sheet.fiscal_year);
    if !stops && !sheet.kpis.iter().any(aims) && !has_outcome_target(indicators, sheet.fiscal_year) {
        say("kpis".into(), &kinds::OUTCOME_INDICATOR_MISSING);
    }
    if sheet.direction.is_none() {
        say("direction".into(), &kinds::DIRECTION_MISSING);
    }
    if sheet.direction_reason.trim().is_empty() {
        say("direction-reason".into(), &kinds::REASON_MISSING);
    }
    if sheet.direction == Some(Direction::Merge) {
        match sheet.merge_into.as_deref().map(str::trim) {
            None | Some("") => say("merge-into".into(), &kinds::MERGE_TARGET_MISSING),
            Some(target) if target == sheet.program => say("merge-into".into(), &kinds::MERGE_INTO_ITSELF),
            Some(_) => {}
        }
    }
    if stops && sheet.last_year.is_none() {
        say("last-year".into(), &kinds::LAST_YEAR_MISSING);
    }
    let changes = matches!(
        sheet.direction,
        Some(Direction::Expand | Direction::Improve | Direction::Reduce | Direction::Merge | Direction::Abolish)
    );
    if changes && sheet.measures.is_empty() {
        say("measures".into(), &kinds::MEASURE_MISSING);
    }
    for measure in &sheet.measures {
        find_missing_of_measure(measure, sheet, &mut say);
    }
    for (field, text) in sheet.to_fields().iter() {
        if let Some(kind) = fault_of_text(text) {
            say(field.into(), kind);
        }
    }
    missing
}

fn find_missing_of_measure(measure: &Measure, sheet: &ReviewSheet, say: &mut impl FnMut(String, &'static ProblemKind)) {
    let field = |name| name::measure_field(&measure.id, name);
    if measure.text.trim().is_empty() {
        say(field("text"), &kinds::MEASURE_TEXT_MISSING);
    }
    match measure.first_year {
        None => say(field("first-year"), &kinds::MEASURE_YEAR_MISSING),
        Some(year) if year < sheet.fiscal_year => say(field("first-year"), &kinds::MEASURE_YEAR_PAST),
        Some(_) => {}
    }
    if measure.effect.is_none() {
        say(field("effect-yen"), &kinds::MEASURE_EFFECT_MISSING);
    }
    if measure.effect_general.is_none() {
        say(field("effect-general-yen"), &kinds::MEASURE_EFFECT_MISSING);
    }
    if let (Some(first), Some(last)) = (measure.first_year, measure.last_year)
        && last < first
    {
        say(field("last-year"), &kinds::EFFECT_ENDS_EARLY);
    }
    let costs_more = matches!(sheet.effect_kind(measure), EffectKind::New | EffectKind::Expanded);
    if measure.effect.is_some_and(|effect| if costs_more { effect > Yen::ZERO } else { effect < Yen::ZERO }) {
        say(field("effect-yen"), &kinds::SIGN_AGAINST_KIND);
    }
}

/// What is wrong with a text itself, whatever field it is for: too long, or a control character in it.
pub(super) fn fault_of_text(text: &str) -> Option<&'static ProblemKind> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return Some(&kinds::TEXT_TOO_LONG);
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().any(control).then_some(&kinds::CONTROL_CHARACTER)
}
