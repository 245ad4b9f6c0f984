//! Totals of effects (効果額の集計): new in a year, alive in a year, and both summed up to a year.
//!
//! 単年度効果額 is what is new in the year; 継続的効果額 adds what began earlier and still lasts: C_t = Σ e_τ over τ ≤ t,
//! as long as alive (the two measures 相馬市 publishes). Source: methods §5.5.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use fiscal::money::MoneyOverflow;

use super::{Effect, EffectKind, EffectProblem, EffectStage, credit_once};
use crate::amounts::Amounts;
use crate::kinds;

/// Which figure of an effect is counted (見る段階).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The highest stage each effect has reached.
    Latest,
    /// What was known at this stage; an effect that has not come so far counts nothing.
    At(EffectStage),
}

/// Sums by kind of effect (種類別の合計), in yen; above zero is good for the city.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Costs less (経費削減).
    pub saving: Amounts,
    /// Earns more (歳入確保).
    pub revenue: Amounts,
    /// Cost avoided (費用回避).
    pub avoidance: Amounts,
    /// Natural ends (当然減).
    pub natural_end: Amounts,
    /// New programs, below zero (新規).
    pub new: Amounts,
    /// Expanded programs, below zero (拡充).
    pub expanded: Amounts,
}

/// The totals of one year (年度の集計).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearTotals {
    /// The year.
    pub year: FiscalYear,
    /// New in this year (単年度効果額).
    pub fresh: Sums,
    /// New in this year or still alive from earlier ones (継続的効果額).
    pub alive: Sums,
    /// What was new, added up from the first year asked for to this one (単年度効果額の累計).
    pub fresh_to_date: Sums,
    /// What was alive, added up from the first year asked for to this one (継続的効果額の累計).
    pub alive_to_date: Sums,
}

/// How far the effects of a year have come (段階別の集計).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTotals {
    /// The stage.
    pub stage: EffectStage,
    /// How many effects have come at least so far.
    pub count: usize,
    /// Their size as known at this stage.
    pub sums: Sums,
}

impl Sums {
    /// The effect of the review: savings and revenue (見直し効果額).
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn review(&self) -> Result<Amounts, MoneyOverflow> {
        self.saving.checked_add(self.revenue)
    }

    /// What went into new and expanded programs, below zero (模様替え投資).
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn investment(&self) -> Result<Amounts, MoneyOverflow> {
        self.new.checked_add(self.expanded)
    }

    /// The effect of the review after new and expanded programs (純効果).
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn net(&self) -> Result<Amounts, MoneyOverflow> {
        self.review()?.checked_add(self.investment()?)
    }

    /// The sum of one kind.
    pub fn of(&self, kind: EffectKind) -> Amounts {
        match kind {
            EffectKind::Saving => self.saving,
            EffectKind::Revenue => self.revenue,
            EffectKind::Avoidance => self.avoidance,
            EffectKind::NaturalEnd => self.natural_end,
            EffectKind::New => self.new,
            EffectKind::Expanded => self.expanded,
        }
    }

    /// Two sums added kind by kind.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn checked_add(mut self, other: &Sums) -> Result<Sums, MoneyOverflow> {
        for kind in EffectKind::ALL {
            self.add(*kind, other.of(*kind))?;
        }
        Ok(self)
    }

    pub(super) fn add(&mut self, kind: EffectKind, size: Amounts) -> Result<(), MoneyOverflow> {
        let sum = match kind {
            EffectKind::Saving => &mut self.saving,
            EffectKind::Revenue => &mut self.revenue,
            EffectKind::Avoidance => &mut self.avoidance,
            EffectKind::NaturalEnd => &mut self.natural_end,
            EffectKind::New => &mut self.new,
            EffectKind::Expanded => &mut self.expanded,
        };
        *sum = sum.checked_add(size)?;
        Ok(())
    }
}

/// The totals of each year from the first to the last, both included; an effect given twice counts once.
///
/// # Errors
/// An effect that cannot be counted, two different effects of one id, or a sum that does not fit.
pub fn total_by_year(
    effects: &[Effect],
    view: View,
    first: FiscalYear,
    last: FiscalYear,
) -> Result<Vec<YearTotals>, EffectProblem> {
    let sized = sizes(&credit_once(effects)?, view)?;
    let mut years: Vec<YearTotals> = Vec::new();
    let mut next = Some(first);
    while let Some(year) = next.filter(|year| *year <= last) {
        let (mut fresh, mut alive) = (Sums::default(), Sums::default());
        for (effect, size) in &sized {
            if effect.first_year == year {
                fresh.add(effect.kind, *size).map_err(too_large)?;
            }
            if effect.is_alive_in(year) {
                alive.add(effect.kind, *size).map_err(too_large)?;
            }
        }
        let before = years.last().map(|year| (year.fresh_to_date, year.alive_to_date)).unwrap_or_default();
        years.push(YearTotals {
            year,
            fresh,
            alive,
            fresh_to_date: fresh.checked_add(&before.0).map_err(too_large)?,
            alive_to_date: alive.checked_add(&before.1).map_err(too_large)?,
        });
        next = year.next();
    }
    Ok(years)
}

/// How far the effects that are new in this year have come, stage by stage; an effect given twice counts once.
///
/// # Errors
/// As [`total_by_year`].
pub fn total_by_stage(effects: &[Effect], year: FiscalYear) -> Result<Vec<StageTotals>, EffectProblem> {
    let once = credit_once(effects)?;
    let of_year: BTreeMap<_, _> = once.into_iter().filter(|(_, effect)| effect.first_year == year).collect();
    EffectStage::ALL
        .iter()
        .map(|stage| {
            let sized = sizes(&of_year, View::At(*stage))?;
            let mut totals = StageTotals { stage: *stage, count: sized.len(), sums: Sums::default() };
            for (effect, size) in sized {
                totals.sums.add(effect.kind, size).map_err(too_large)?;
            }
            Ok(totals)
        })
        .collect()
}

/// The effects that count under a view, each with its size.
pub(super) fn sizes<'a>(
    effects: &BTreeMap<&'a str, &'a Effect>,
    view: View,
) -> Result<Vec<(&'a Effect, Amounts)>, EffectProblem> {
    let mut sized = Vec::with_capacity(effects.len());
    for effect in effects.values() {
        let estimate = match view {
            View::Latest => effect.latest(),
            View::At(stage) => effect.at(stage),
        };
        if let Some(estimate) = estimate {
            let size = estimate
                .size(effect.kind)
                .map_err(|_| EffectProblem { kind: &kinds::AMOUNT_TOO_LARGE, effect: effect.id.clone() })?;
            sized.push((*effect, size));
        }
    }
    Ok(sized)
}

pub(super) fn too_large(_: MoneyOverflow) -> EffectProblem {
    EffectProblem { kind: &kinds::AMOUNT_TOO_LARGE, effect: String::new() }
}
