//! What a projection of the bond balance assumes (市債残高の推計の前提), and the results the plan gives.

use fiscal::Yen;
use fiscal::debt::{Financing, Legacy, Mix};

use super::Ground;
use crate::plan::Text;

/// The parameter sets and the plan's results (前提の組と計画の結果).
#[derive(Clone, Debug, PartialEq)]
pub struct DebtParameters {
    /// The results the plan gives, in the order of the file; at least one.
    pub targets: Vec<DebtTarget>,
    /// What is assumed where nothing is chosen.
    pub default: DebtDefault,
    /// How many people the city is expected to have, by fiscal year in order; at least one.
    pub population: Vec<PopulationPoint>,
    /// Sets of financing that meet the targets; at least the one the default names.
    pub sets: Vec<DebtSet>,
}

/// A result the plan gives (計画が示す結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebtTarget {
    /// Investment a year (投資的経費).
    pub investment: Yen,
    /// The balance it leads to.
    pub balance: Yen,
    /// After how many years.
    pub years: usize,
    /// Where it is written.
    pub ground: Ground,
}

/// What is assumed where nothing is chosen (既定の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct DebtDefault {
    /// The id of the set.
    pub set: String,
    /// Projected years.
    pub years: usize,
    /// Years in which investment stays as it is.
    pub transition_years: usize,
    /// The balance at the start.
    pub opening: Yen,
    /// Average interest a year on the existing stock, as a share.
    pub legacy_annual_rate: f64,
    /// The fiscal year at whose end the projection starts (起点の年度), as its first calendar year.
    pub base_year: i32,
    /// What bonds in place of the allocation tax (臨時財政対策債) are made of, where they are projected apart.
    pub special_mix: Mix,
    /// What these rest on.
    pub ground: Ground,
    /// What the terms of `special_mix` rest on.
    pub special_ground: Ground,
}

/// How many people the city has or will have (人口の見通しの一点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationPoint {
    /// The fiscal year, as its first calendar year.
    pub year: i32,
    /// People.
    pub people: i64,
    /// Where it is written.
    pub ground: Ground,
}

/// One set of assumptions about issues and redemption (前提の組).
#[derive(Clone, Debug, PartialEq)]
pub struct DebtSet {
    /// Its letter.
    pub id: String,
    /// What it stands for.
    pub name: Text,
    /// How investment is paid for with bonds.
    pub financing: Financing,
    /// What it rests on.
    pub ground: Ground,
}

impl DebtParameters {
    /// The set with this id.
    pub fn set(&self, id: &str) -> Option<&DebtSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// The set used where none is chosen.
    pub fn default_set(&self) -> &DebtSet {
        self.set(&self.default.set).unwrap_or(&self.sets[0])
    }

    /// The people expected in the fiscal year that starts in this calendar year: on a straight line between two points,
    /// and as many as at the nearest point outside them.
    pub fn population_in(&self, year: i32) -> i64 {
        let after = self.population.partition_point(|point| point.year < year);
        match (after.checked_sub(1).map(|before| &self.population[before]), self.population.get(after)) {
            (Some(before), Some(after)) => {
                let (passed, span) = (i64::from(year - before.year), i64::from(after.year - before.year));
                before.people + (after.people - before.people) * passed / span
            }
            (Some(only), None) | (None, Some(only)) => only.people,
            (None, None) => 0,
        }
    }
}

impl DebtDefault {
    /// A stock of this amount with the ages that steady past issues of `financing` would have left.
    pub fn aged_stock(&self, opening: Yen, financing: &Financing) -> Legacy {
        let (mix, basis) = (financing.mix.clone(), financing.basis);
        Legacy::AgeDistributed { opening, mix, basis, annual_rate: self.legacy_annual_rate }
    }
}

/// What the city will redeem of its existing bonds (既発債の償還予定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedemptionSchedule {
    /// Principal by year, from the first projected year; no year is left out.
    pub redemptions: Vec<Yen>,
    /// Interest in each of those years, where it is known.
    pub interests: Option<Vec<Yen>>,
}

impl RedemptionSchedule {
    /// The stock this schedule redeems; interest that is not known is reckoned with a rate.
    pub fn stock(&self, opening: Yen, annual_rate: f64) -> Legacy {
        let redemptions = self.redemptions.clone();
        match self.interests.clone() {
            Some(interests) => Legacy::ScheduleWithInterest { opening, redemptions, interests },
            None => Legacy::Schedule { opening, redemptions, annual_rate },
        }
    }
}
