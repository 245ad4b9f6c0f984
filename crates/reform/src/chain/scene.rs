//! A set of decisions and what every figure comes to with it (場面): the baseline, what is decided, or what if.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fiscal::soundness::Ratio;
use fiscal::{FiscalYear, Quantity, Yen};

use super::baseline::Baseline;
use super::{ChainFault, Figure, Moved};
use crate::decision::{Decision, DecisionId};

/// The baseline with every decision that is known, each with what it moves (連鎖).
#[derive(Clone, Debug)]
pub struct Chain {
    baseline: Arc<Baseline>,
    entries: Vec<Entry>,
}

/// A decision with what it moves (決定と影響).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The decision.
    pub decision: Decision,
    /// What it moves.
    pub moved: Moved,
}

/// Some of the decisions, and what every figure comes to with them (場面).
#[derive(Clone, Debug)]
pub struct Scene<'c> {
    /// The chain they are of.
    pub chain: &'c Chain,
    included: Vec<bool>,
    totals: BTreeMap<Figure, Vec<Yen>>,
}

/// What a figure comes to (値).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// An amount.
    Money(Yen),
    /// A percentage.
    Ratio(RatioValue),
}

/// A ratio as it is published, and before that (比率).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatioValue {
    /// Before rounding.
    pub unrounded: Ratio,
    /// Cut after one decimal; nothing where `−` is published.
    pub figure: Option<Quantity>,
}

impl Chain {
    /// Works out what each decision moves.
    ///
    /// # Errors
    /// Amounts too large.
    pub fn new(baseline: Arc<Baseline>, decisions: Vec<Decision>) -> Result<Chain, ChainFault> {
        let entries = decisions
            .into_iter()
            .map(|decision| Ok(Entry { moved: Moved::of(&decision, &baseline)?, decision }))
            .collect::<Result<_, ChainFault>>()?;
        Ok(Chain { baseline, entries })
    }

    /// The city's own course.
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// Every decision, in the order given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of a decision.
    pub fn find(&self, id: &DecisionId) -> Option<usize> {
        self.entries.iter().position(|entry| entry.decision.id == *id)
    }

    /// The decisions that `is_included` picks.
    ///
    /// # Errors
    /// When the sums do not fit.
    pub fn scene(&self, is_included: impl Fn(&Decision) -> bool) -> Result<Scene<'_>, ChainFault> {
        let included: Vec<bool> = self.entries.iter().map(|entry| is_included(&entry.decision)).collect();
        let mut totals: BTreeMap<Figure, Vec<Yen>> = BTreeMap::new();
        for (entry, _) in self.entries.iter().zip(&included).filter(|(_, included)| **included) {
            for (figure, amounts) in entry.moved.figures() {
                let sums = totals.entry(figure).or_insert_with(|| vec![Yen::ZERO; amounts.len()]);
                for (sum, amount) in sums.iter_mut().zip(amounts) {
                    *sum = sum.checked_add(*amount)?;
                }
            }
        }
        let scene = Scene { chain: self, included, totals };
        scene.check()?;
        Ok(scene)
    }

    /// What is decided.
    ///
    /// # Errors
    /// As [`Chain::scene`].
    pub fn decided(&self) -> Result<Scene<'_>, ChainFault> {
        self.scene(|decision| decision.is_decided)
    }

    /// What is decided, without some of it and with others put in.
    ///
    /// # Errors
    /// As [`Chain::scene`].
    pub fn what_if(
        &self,
        without: &BTreeSet<DecisionId>,
        with: &BTreeSet<DecisionId>,
    ) -> Result<Scene<'_>, ChainFault> {
        self.scene(|decision| (decision.is_decided || with.contains(&decision.id)) && !without.contains(&decision.id))
    }

    /// The fund the plan comes to, with its own improvement every year and no decision; nothing outside its years.
    pub fn plan_fund(&self, year: FiscalYear) -> Option<Yen> {
        let place = usize::try_from(self.baseline.place(year)).ok()?;
        let improved = self.baseline.input.plan_improvement.get(..place)?;
        let fund = self.baseline.money(Figure::Fund, year)?;
        Yen::checked_sum(std::iter::once(fund).chain(improved.iter().copied())).ok()
    }

    /// What the plan assumes to be improved in a year.
    pub fn plan_improvement(&self, year: FiscalYear) -> Option<Yen> {
        let place = usize::try_from(self.baseline.place(year) - 1).ok()?;
        self.baseline.input.plan_improvement.get(place).copied()
    }
}

impl Scene<'_> {
    /// Whether a decision, by its place, is in it.
    pub fn includes(&self, entry: usize) -> bool {
        self.included.get(entry).copied().unwrap_or(false)
    }

    /// A figure in a year; nothing where there is none.
    pub fn value(&self, figure: Figure, year: FiscalYear) -> Option<Value> {
        if figure.is_ratio() {
            return self.ratio(figure, year).map(Value::Ratio);
        }
        self.money(figure, year).map(Value::Money)
    }

    /// An amount in a year: the baseline and everything the decisions move.
    pub fn money(&self, figure: Figure, year: FiscalYear) -> Option<Yen> {
        self.at(figure, self.chain.baseline.place(year))
    }

    /// What the decisions move of a figure together.
    pub fn moved(&self, figure: Figure, year: FiscalYear) -> Yen {
        self.moved_at(figure, self.chain.baseline.place(year))
    }

    /// What each decision moves of a figure, by its place; those that move nothing are left out.
    pub fn contributions(&self, figure: Figure, year: FiscalYear) -> Vec<(usize, Yen)> {
        let place = self.chain.baseline.place(year);
        let entries = self.chain.entries.iter().enumerate().filter(|(at, _)| self.included[*at]);
        let moved = entries.map(|(at, entry)| (at, entry.moved.at(figure, place)));
        moved.filter(|(_, amount)| *amount != Yen::ZERO).collect()
    }

    /// A ratio in a year.
    pub fn ratio(&self, figure: Figure, year: FiscalYear) -> Option<RatioValue> {
        let place = self.chain.baseline.place(year);
        let (first, last) = self.chain.baseline.places(figure)?;
        if !(first..=last).contains(&place) {
            return None;
        }
        let percent = |numerator: Figure, denominator: Figure, place: i32| {
            let (part, whole) = (self.at(numerator, place)?, self.at(denominator, place)?);
            (whole > Yen::ZERO).then(|| Ratio::percent(part, whole))
        };
        match figure {
            Figure::ServiceRatio => {
                let year = |place| percent(Figure::ServiceNumerator, Figure::ServiceDenominator, place);
                let unrounded = Ratio::mean(&[year(place - 2)?, year(place - 1)?, year(place)?]);
                Some(RatioValue { unrounded, figure: Some(unrounded.cut(1)) })
            }
            Figure::BurdenRatio => {
                let unrounded = percent(Figure::BurdenNumerator, Figure::BurdenDenominator, place)?;
                Some(RatioValue { unrounded, figure: Some(unrounded.cut(1)).filter(|figure| figure.units > 0) })
            }
            _ => None,
        }
    }

    /// The first year in which less than nothing would be invested.
    pub fn first_year_without_investment(&self) -> Option<FiscalYear> {
        let baseline = &self.chain.baseline;
        let (first, last) = baseline.span(Figure::Investment)?;
        let years = (first.start()..=last.start()).filter_map(|year| FiscalYear::new(year).ok());
        years.into_iter().find(|year| self.money(Figure::Investment, *year).is_some_and(|amount| amount < Yen::ZERO))
    }

    /// The first year at whose end the fund is below nothing.
    pub fn first_shortfall(&self) -> Option<FiscalYear> {
        let (first, last) = self.chain.baseline.span(Figure::Fund)?;
        let mut years = (first.start()..=last.start()).filter_map(|year| FiscalYear::new(year).ok());
        years.find(|year| self.money(Figure::Fund, *year).is_some_and(|amount| amount < Yen::ZERO))
    }

    pub(super) fn at(&self, figure: Figure, place: i32) -> Option<Yen> {
        self.chain.baseline.at(figure, place)?.checked_add(self.moved_at(figure, place)).ok()
    }

    pub(super) fn moved_at(&self, figure: Figure, place: i32) -> Yen {
        let index = usize::try_from(place - 1).ok();
        let amounts = self.totals.get(&figure);
        index.zip(amounts).and_then(|(index, amounts)| amounts.get(index)).copied().unwrap_or_default()
    }

    /// Refuses sums that do not fit, so that a figure is missing only where there is none.
    fn check(&self) -> Result<(), ChainFault> {
        for (figure, amounts) in &self.totals {
            for (index, amount) in amounts.iter().enumerate() {
                if let Some(base) = self.chain.baseline.at(*figure, index as i32 + 1) {
                    base.checked_add(*amount)?;
                }
            }
        }
        Ok(())
    }
}
