//! Effects of a review sheet (シートの取組から効果額へ): each measure is one effect, planned by the department and assessed by
//! finance.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};

use super::{Claim, Duration, Effect, EffectKind, EffectProblem, EffectStage, Estimate};
use crate::amounts::Amounts;
use crate::kinds;
use crate::problem::ProblemKind;
use crate::review::{Measure, ReviewSheet};

/// The effect of one measure (取組の効果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectSource {
    /// The id of the measure on its sheet.
    pub measure: String,
    /// Its effect, with the id that [`effect_id`] gives it.
    pub effect: Effect,
}

/// What is known of a program beside its sheet (効果額の算定のもと).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EffectBasis {
    /// What it costs before the review; without it only differences are kept.
    pub cost: Option<Amounts>,
    /// The last year it was to run before the review began (あらかじめ決まっていた終了年度).
    pub planned_end: Option<FiscalYear>,
}

/// The effects of a sheet, and what of it cannot be counted (シートの効果額).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetEffects {
    /// The effects, in the order of the measures.
    pub effects: Vec<EffectSource>,
    /// What is left out and why: a measure without year or amounts, an assessment without one of its amounts, or an
    /// amount whose sign does not fit its kind.
    pub left_out: Vec<EffectProblem>,
}

/// The id of the effect of a measure: `PROGRAM:MEASURE`.
pub fn effect_id(program: &str, measure: &str) -> String {
    format!("{program}:{measure}")
}

/// The effects of a sheet where nothing is known beside it; what cannot be counted is left out.
pub fn effects_of(sheet: &ReviewSheet) -> Vec<EffectSource> {
    effects_with(sheet, &EffectBasis::default()).effects
}

/// The effects of a sheet, one a measure.
///
/// The kind is that of [`ReviewSheet::effect_kind`]. What a program sets free after the year it was to end anyway is no
/// saving: one that begins after that year is a natural end, and one that comes back every year ends with it.
pub fn effects_with(sheet: &ReviewSheet, basis: &EffectBasis) -> SheetEffects {
    let mut made = SheetEffects::default();
    for measure in &sheet.measures {
        let id = effect_id(&sheet.program, &measure.id);
        let mut say = |kind: &'static ProblemKind| made.left_out.push(EffectProblem { kind, effect: id.clone() });
        match planned(sheet, measure, basis, &id) {
            Err(kind) => say(kind),
            Ok(mut effect) => {
                if let Err(kind) = assess(&mut effect, sheet, measure, basis) {
                    say(kind);
                }
                made.effects.push(EffectSource { measure: measure.id.clone(), effect });
            }
        }
    }
    made
}

/// The program each merged program goes into in the end, by the ids of the merged ones.
///
/// `merged` gives the program each one goes into. Programs merged into one another are on a circle; they stay for
/// themselves, and what goes into the circle stops where it comes to it.
pub fn final_survivors(merged: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let on_circle = |start: &str| {
        let mut way = BTreeSet::new();
        let mut at = start;
        while let Some(next) = merged.get(at).map(String::as_str) {
            if next == start {
                return true;
            }
            if !way.insert(next) {
                return false;
            }
            at = next;
        }
        false
    };
    let ends: BTreeSet<&str> = merged.keys().map(String::as_str).filter(|id| on_circle(id)).collect();
    let last_of = |id: &str| {
        let mut at = id.to_owned();
        while let Some(next) = merged.get(&at).filter(|_| !ends.contains(at.as_str())) {
            at.clone_from(next);
        }
        at
    };
    merged.keys().filter(|id| !ends.contains(id.as_str())).map(|id| (id.clone(), last_of(id))).collect()
}

/// Pairs of effects that may be one and the same, claimed by two programs that go into one: same kind, first year and size.
///
/// Every measure has an id of its own, so a saving that both the merged program and the surviving one write down would count
/// twice; a person decides, and takes one of the two off its sheet.
pub fn find_likely_doubles(claims: &[Claim]) -> Vec<(&str, &str)> {
    let mut seen: BTreeMap<(&str, EffectKind, FiscalYear, Yen), Vec<&str>> = BTreeMap::new();
    let mut doubles = Vec::new();
    for Claim { holder, effect } in claims {
        let size = effect.latest().and_then(|estimate| estimate.size(effect.kind).ok());
        let Some(size) = size.filter(|size| size.gross != Yen::ZERO) else { continue };
        let known = seen.entry((holder, effect.kind, effect.first_year, size.gross)).or_default();
        doubles.extend(known.iter().filter(|id| **id != effect.id).map(|id| (*id, effect.id.as_str())));
        known.push(&effect.id);
    }
    doubles
}

impl Estimate {
    /// An estimate of which only the size is known (see [`Estimate::size`]), not what it was before.
    pub fn of_size(stage: EffectStage, kind: EffectKind, size: Amounts) -> Estimate {
        match kind {
            EffectKind::Revenue => Estimate { stage, before: Amounts::ZERO, after: size },
            _ => Estimate { stage, before: size, after: Amounts::ZERO },
        }
    }

    /// An estimate from what a program costs and the size of the effect; of revenue the cost says nothing.
    ///
    /// # Errors
    /// When the difference does not fit.
    pub fn of_cost(
        stage: EffectStage,
        kind: EffectKind,
        cost: Amounts,
        size: Amounts,
    ) -> Result<Estimate, MoneyOverflow> {
        match kind {
            EffectKind::Revenue => Ok(Estimate::of_size(stage, kind, size)),
            _ => Ok(Estimate { stage, before: cost, after: cost.checked_sub(size)? }),
        }
    }
}

/// The effect as the department plans it.
fn planned(
    sheet: &ReviewSheet,
    measure: &Measure,
    basis: &EffectBasis,
    id: &str,
) -> Result<Effect, &'static ProblemKind> {
    let first_year = measure.first_year.ok_or(&kinds::MEASURE_YEAR_MISSING)?;
    let size = both(measure.effect, measure.effect_general)?;
    let mut kind = sheet.effect_kind(measure);
    let mut last_year = measure.last_year;
    if kind == EffectKind::Saving {
        match basis.planned_end {
            Some(end) if first_year > end => kind = EffectKind::NaturalEnd,
            Some(end) => last_year = Some(last_year.map_or(end, |last_year| last_year.min(end))),
            None => {}
        }
    }
    let duration = if measure.recurring { Duration::Recurring { last_year } } else { Duration::OneOff };
    let mut effect = Effect { id: id.to_owned(), kind, first_year, duration, estimates: Vec::new() };
    effect.record(estimate(EffectStage::Planned, kind, basis, size)?).map_err(|problem| problem.kind)?;
    Ok(effect)
}

/// Adds what finance says, if it says anything.
fn assess(
    effect: &mut Effect,
    sheet: &ReviewSheet,
    measure: &Measure,
    basis: &EffectBasis,
) -> Result<(), &'static ProblemKind> {
    let Some(assessment) = sheet.assessment_of(&measure.id) else { return Ok(()) };
    let size = both(assessment.effect, assessment.effect_general)?;
    let estimate = estimate(EffectStage::Assessed, effect.kind, basis, size)?;
    effect.record(estimate).map_err(|problem| problem.kind)
}

fn both(gross: Option<Yen>, general: Option<Yen>) -> Result<Amounts, &'static ProblemKind> {
    let (gross, general) = gross.zip(general).ok_or(&kinds::MEASURE_EFFECT_MISSING)?;
    Ok(Amounts { gross, general })
}

fn estimate(
    stage: EffectStage,
    kind: EffectKind,
    basis: &EffectBasis,
    size: Amounts,
) -> Result<Estimate, &'static ProblemKind> {
    match basis.cost {
        Some(cost) => Estimate::of_cost(stage, kind, cost, size).map_err(|_| &kinds::AMOUNT_TOO_LARGE),
        None => Ok(Estimate::of_size(stage, kind, size)),
    }
}
