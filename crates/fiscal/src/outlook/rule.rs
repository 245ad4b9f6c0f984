//! Lines of the outlook and how each goes on (費目と推計方法).

use super::OutlookError;
use crate::money::Yen;

/// Which side a line stands on.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// Revenue the city may use freely (一般財源).
    GeneralRevenue,
    /// Revenue tied to expenditure lines (特定財源), with the share of each; the shares add up to 1.
    TiedRevenue(Vec<(String, f64)>),
    /// Expenditure (歳出).
    Expenditure,
}

/// How a line goes on from the base year (推計方法).
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// As in the base year (据置).
    Kept,
    /// Grows by a share every year, 0.02 is 2% (伸び率).
    Growth(f64),
    /// Grows by its own share each year, as with a revaluation every third (年度別の伸び率).
    GrowthByYear(Vec<f64>),
    /// So much for each citizen, itself growing by a share (一人当たり × 人口).
    PerHead {
        /// Growth of the amount per head.
        growth: f64,
    },
    /// A unit cost times a number of units (単価 × 数量), such as staff.
    UnitTimesNumber {
        /// Cost of one unit in the base year.
        unit: Yen,
        /// Growth of the unit cost a year.
        growth: f64,
        /// Units in each projected year.
        numbers: Vec<i64>,
    },
    /// Amounts of a plan (計画額), one a projected year.
    Planned(Vec<Yen>),
    /// Follows the price index, or a share of its movement (物価).
    PriceIndexed {
        /// How much of the index's movement it takes: 1 is all.
        elasticity: f64,
    },
    /// Moves against other lines (普通交付税): of what they gain since the base year a share is taken off, and never
    /// below nothing. 0.75 leaves the city a quarter (留保財源).
    Offset {
        /// The lines it moves against.
        of: Vec<String>,
        /// The share taken off.
        share: f64,
        /// Added in each projected year for other reasons (公債費算入, 人口 …); may be empty.
        adjustments: Vec<Yen>,
    },
    /// The base amount and a share of what another line gained since the base year (連動), as a subsidy does.
    ShareOfChange {
        /// The line it follows.
        of: String,
        /// The share.
        share: f64,
    },
    /// A share of another line of the same year (割合).
    ShareOf {
        /// The line.
        of: String,
        /// The share.
        share: f64,
    },
    /// A share of another line of the year before (前年度連動), as loans come back.
    PriorYear {
        /// The line.
        of: String,
        /// The share.
        share: f64,
    },
}

/// One line of the outlook (費目).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its key, unique in the outlook.
    pub key: String,
    /// Which side it stands on.
    pub side: Side,
    /// Its amount in the base year.
    pub base: Yen,
    /// How it goes on.
    pub rule: Rule,
}

impl Line {
    /// The lines of the same year this one must wait for.
    pub(super) fn waits_for(&self) -> Vec<&str> {
        match &self.rule {
            Rule::Offset { of, .. } => of.iter().map(String::as_str).collect(),
            Rule::ShareOfChange { of, .. } | Rule::ShareOf { of, .. } => vec![of],
            _ => vec![],
        }
    }

    /// Every line this one looks at, in whatever year.
    pub(super) fn looks_at(&self) -> Vec<&str> {
        match &self.rule {
            Rule::PriorYear { of, .. } => vec![of],
            _ => self.waits_for(),
        }
    }

    /// Refuses absurd rates and lists that do not cover the years.
    pub(super) fn check(&self, years: usize) -> Result<(), OutlookError> {
        let lengths = match &self.rule {
            Rule::GrowthByYear(rates) => rates.len(),
            Rule::UnitTimesNumber { numbers, .. } => numbers.len(),
            Rule::Planned(amounts) => amounts.len(),
            Rule::Offset { adjustments, .. } if !adjustments.is_empty() => adjustments.len(),
            _ => years,
        };
        if lengths != years {
            return Err(OutlookError::LengthMismatch { what: self.key.clone(), given: lengths, expected: years });
        }
        let rates = match &self.rule {
            Rule::Growth(growth) | Rule::PerHead { growth } | Rule::UnitTimesNumber { growth, .. } => vec![*growth],
            Rule::GrowthByYear(rates) => rates.clone(),
            Rule::PriceIndexed { elasticity } => vec![*elasticity],
            Rule::Offset { share, .. }
            | Rule::ShareOfChange { share, .. }
            | Rule::ShareOf { share, .. }
            | Rule::PriorYear { share, .. } => vec![*share],
            Rule::Kept | Rule::Planned(_) => vec![],
        };
        for rate in rates {
            if !(rate.is_finite() && rate > -1.0 && rate <= 10.0) {
                return Err(OutlookError::RateOutOfRange { line: self.key.clone(), rate });
            }
        }
        Ok(())
    }
}
