//! Completeness (記入漏れの確認): what a sheet must have before it can be handed in.
//!
//! Everything missing is listed at once, by the same field names the form and the workbook use.

use std::collections::BTreeSet;

use super::{Judgement, Measure, ReviewSheet, fields, has_outcome_target};
use crate::kinds;
use crate::problem::ProblemKind;
use crate::program::{Direction, Indicator};

/// The longest text of one field, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// A field that keeps a sheet from being handed in (記入漏れ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field's name, as in [`super::Fields`]; `indicators` and `measures` stand for the lists.
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
            say(fields::check_field(viewpoint, "judgement"), &kinds::JUDGEMENT_MISSING);
        }
        if check.is_none_or(|check| check.reason.trim().is_empty()) {
            say(fields::check_field(viewpoint, "reason"), &kinds::REASON_MISSING);
        }
        let applies = judgement != Some(Judgement::NotApplicable);
        if applies && check.is_none_or(|check| check.evidence_items().next().is_none()) {
            say(fields::check_field(viewpoint, "evidence"), &kinds::EVIDENCE_MISSING);
        }
    }
    let unknown: BTreeSet<&str> = sheet.checks.iter().map(|check| check.viewpoint.as_str()).collect();
    for viewpoint in unknown.into_iter().filter(|viewpoint| !viewpoints.contains(viewpoint)) {
        say(fields::check_field(viewpoint, "judgement"), &kinds::VIEWPOINT_UNKNOWN);
    }
    let stops = matches!(sheet.direction, Some(Direction::Abolish | Direction::End | Direction::Suspend));
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
    if !stops && !has_outcome_target(indicators, sheet.fiscal_year) {
        say("indicators".into(), &kinds::OUTCOME_INDICATOR_MISSING);
    }
    for (field, text) in sheet.to_fields().iter() {
        if let Some(kind) = fault_of_text(text) {
            say(field.into(), kind);
        }
    }
    missing
}

fn find_missing_of_measure(measure: &Measure, sheet: &ReviewSheet, say: &mut impl FnMut(String, &'static ProblemKind)) {
    let field = |name| fields::measure_field(&measure.id, name);
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
}

/// What is wrong with a text itself, whatever field it is for: too long, or a control character in it.
pub(super) fn fault_of_text(text: &str) -> Option<&'static ProblemKind> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return Some(&kinds::TEXT_TOO_LONG);
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().any(control).then_some(&kinds::CONTROL_CHARACTER)
}
