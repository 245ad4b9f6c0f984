//! Review effect (見直し効果額): what a reform saves or earns, credited once, and how sure it is by now.
//!
//! An effect is a difference between before and after on both bases (program cost and general funds), whole yen, checked.
//! What saves or earns is the effect of the review; avoided cost, natural ends, and new or expanded programs stand apart
//! and never flatter it. Errors are the kinds `RF-3xx`. Source: feature B6, methods §5.5.

mod credit;
mod from_sheet;
mod totals;

pub use credit::{Claim, HolderTotals, credit_once, credit_to_survivors, total_by_holder};
pub use from_sheet::{
    EffectBasis, EffectSource, SheetEffects, effect_id, effects_of, effects_with, final_survivors, find_likely_doubles,
};
pub use totals::{StageTotals, Sums, View, YearTotals, total_by_stage, total_by_year};

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};

use crate::amounts::Amounts;
use crate::kinds;
use crate::labels::labels;
use crate::problem::ProblemKind;
use crate::program::Direction;

/// One effect of one reform (効果額の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The id of the reform itself: it stays the same whoever claims it, so that it is credited once.
    pub id: String,
    /// What kind of effect it is.
    pub kind: EffectKind,
    /// The first year it is there (初年度).
    pub first_year: FiscalYear,
    /// How long it lasts.
    pub duration: Duration,
    /// What was known at each stage, in the order of the stages.
    pub estimates: Vec<Estimate>,
}

/// What kind of effect (効果の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectKind {
    /// Costs less (経費削減).
    Saving,
    /// Earns more (歳入確保).
    Revenue,
    /// A cost that would have come and does not (費用回避): no budget gets smaller, so it stands apart.
    Avoidance,
    /// Ends by itself or was to end before the review (当然減): no effect of the review.
    NaturalEnd,
    /// A new program (新規): costs more.
    New,
    /// An expanded program (拡充): costs more.
    Expanded,
}

labels!(EffectKind {
    Saving = "saving", "経費削減", "saving";
    Revenue = "revenue", "歳入確保", "revenue";
    Avoidance = "avoidance", "費用回避", "cost avoided";
    NaturalEnd = "natural-end", "当然減", "natural end";
    New = "new", "新規", "new";
    Expanded = "expanded", "拡充", "expanded";
});

/// How long an effect lasts (効果の期間).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// Only in its first year (一時的).
    OneOff,
    /// Every year, through this one, or without end (継続的).
    Recurring {
        /// The last year, if one is known.
        last_year: Option<FiscalYear>,
    },
}

/// How sure an effect is (効果額の段階), in the order it becomes so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectStage {
    /// The department expects it (見込).
    Planned,
    /// The finance bureau has assessed it (査定).
    Assessed,
    /// It stands in the budget (予算反映).
    Budgeted,
    /// It shows in the settlement (実績).
    Realised,
    /// Somebody else has checked it at settlement (検証).
    Verified,
}

labels!(EffectStage {
    Planned = "planned", "見込", "planned";
    Assessed = "assessed", "査定", "assessed";
    Budgeted = "budgeted", "予算反映", "budgeted";
    Realised = "realised", "実績", "realised";
    Verified = "verified", "検証", "verified";
});

/// Before and after, as known at one stage (効果額の算定), in yen a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The stage.
    pub stage: EffectStage,
    /// Cost (or revenue) in the year before or the base year; of avoidance, what would have been spent (見直し前).
    pub before: Amounts,
    /// Cost (or revenue) with the reform (見直し後).
    pub after: Amounts,
}

/// An effect that cannot be counted (効果額の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectProblem {
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// The id of the effect; empty when it is the sum of several.
    pub effect: String,
}

impl EffectKind {
    /// Whether it is an effect of the review (見直し効果).
    pub fn counts_as_review(self) -> bool {
        matches!(self, EffectKind::Saving | EffectKind::Revenue)
    }

    /// The kind of what a program that shrinks or stops sets free.
    ///
    /// What ends at its term, or was to end before the review began, is a natural end. `None` for a direction that sets
    /// nothing free.
    pub fn of_reduction(direction: Direction, was_to_end_anyway: bool) -> Option<EffectKind> {
        match direction {
            Direction::End => Some(EffectKind::NaturalEnd),
            Direction::Abolish | Direction::Suspend if was_to_end_anyway => Some(EffectKind::NaturalEnd),
            Direction::Abolish | Direction::Suspend | Direction::Reduce | Direction::Merge | Direction::Improve => {
                Some(EffectKind::Saving)
            }
            Direction::Expand | Direction::Continue => None,
        }
    }
}

impl Estimate {
    /// The size of the effect: before − after, and after − before of revenue. Above zero is good for the city.
    ///
    /// # Errors
    /// When a difference does not fit.
    pub fn size(&self, kind: EffectKind) -> Result<Amounts, MoneyOverflow> {
        match kind {
            EffectKind::Revenue => self.after.checked_sub(self.before),
            _ => self.before.checked_sub(self.after),
        }
    }
}

impl Effect {
    /// What is known at the highest stage so far.
    pub fn latest(&self) -> Option<&Estimate> {
        self.estimates.iter().max_by_key(|estimate| estimate.stage)
    }

    /// What was known at this stage, if it has come so far.
    pub fn at(&self, stage: EffectStage) -> Option<&Estimate> {
        self.estimates.iter().find(|estimate| estimate.stage == stage)
    }

    /// Whether the effect is there in this year.
    pub fn is_alive_in(&self, year: FiscalYear) -> bool {
        match self.duration {
            Duration::OneOff => year == self.first_year,
            Duration::Recurring { last_year } => {
                year >= self.first_year && last_year.is_none_or(|last_year| year <= last_year)
            }
        }
    }

    /// Adds what is known at the next stage; the stages before stay as they were.
    ///
    /// # Errors
    /// A stage skipped or already there, or a sign that does not fit the kind; the effect is then as it was.
    pub fn record(&mut self, estimate: Estimate) -> Result<(), EffectProblem> {
        self.estimates.push(estimate);
        let checked = self.check();
        if checked.is_err() {
            self.estimates.pop();
        }
        checked
    }

    /// Whether it can be counted: stages in order without a gap, years in order, and a sign that fits the kind.
    ///
    /// The first stage known may be any, as of years past often only the result is known. What was realised may turn out to have the other sign; what was planned, assessed or budgeted may not.
    ///
    /// # Errors
    /// The first thing wrong.
    pub fn check(&self) -> Result<(), EffectProblem> {
        let fault = |kind| EffectProblem { kind, effect: self.id.clone() };
        if let Duration::Recurring { last_year: Some(last_year) } = self.duration
            && last_year < self.first_year
        {
            return Err(fault(&kinds::EFFECT_ENDS_EARLY));
        }
        for (at, estimate) in self.estimates.iter().enumerate() {
            if self.estimates[..at].iter().any(|earlier| earlier.stage >= estimate.stage) {
                return Err(fault(&kinds::STAGE_RECORDED));
            }
            if at > 0 && self.estimates[at - 1].stage as usize + 1 != estimate.stage as usize {
                return Err(fault(&kinds::STAGE_SKIPPED));
            }
            let size = estimate.size(self.kind).map_err(|_| fault(&kinds::AMOUNT_TOO_LARGE))?;
            let costs_more = matches!(self.kind, EffectKind::New | EffectKind::Expanded);
            let wrong = if costs_more { size.gross > Yen::ZERO } else { size.gross < Yen::ZERO };
            if wrong && estimate.stage <= EffectStage::Budgeted {
                return Err(fault(&kinds::SIGN_AGAINST_KIND));
            }
        }
        Ok(())
    }
}

/// The effect meant by an amount of the national review (反映額), which writes a cut below zero (▲).
///
/// # Errors
/// When the amount does not fit with its sign turned.
pub fn effect_from_national_amount(reflected: Yen) -> Result<Yen, MoneyOverflow> {
    Yen::ZERO.checked_sub(reflected)
}
