//! Comparison with other cities (都市比較): ranks, averages, groups and changes.
//!
//! - [`ranking`]: places with ties, from the high or the low end
//! - [`average`]: simple and weighted averages, deviation scores
//! - [`quadrant`]: four groups of two indicators, named by their good and bad side
//! - [`change`]: growth, and what is new or gone altogether (皆増・皆減); figures per citizen

pub mod average;
pub mod change;
pub mod quadrant;
pub mod ranking;

pub use average::{deviation_score, deviation_scores, simple_average, weighted_average};
pub use change::{Change, per_citizen};
pub use quadrant::{Quadrant, place_in_quadrant};
pub use ranking::{End, Ranked, rank};

use std::cmp::Ordering;

use crate::quantity::Quantity;

/// A city's published figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// A number.
    Value(Quantity),
    /// Published as `−`: nothing to bear, below every number.
    Dash,
    /// Not published, or the city was not there.
    Missing,
}

/// Which end of an indicator is good (良い側).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GoodSide {
    /// The higher the better, such as 財政力指数.
    High,
    /// The lower the better, such as 経常収支比率.
    Low,
    /// Neither: an amount, not a merit.
    Neither,
}

/// How a figure stands to an average, in words that do not depend on the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// On the good side of it (平均より良い).
    Better,
    /// At it (平均並み).
    Same,
    /// On the bad side of it (平均より悪い).
    Worse,
    /// Neither side is good.
    NoSide,
}

impl Figure {
    /// The order of two figures; a dash is below every number. Nothing when either is missing.
    pub fn compare(self, other: Figure) -> Option<Ordering> {
        match (self, other) {
            (Figure::Missing, _) | (_, Figure::Missing) => None,
            (Figure::Dash, Figure::Dash) => Some(Ordering::Equal),
            (Figure::Dash, Figure::Value(_)) => Some(Ordering::Less),
            (Figure::Value(_), Figure::Dash) => Some(Ordering::Greater),
            (Figure::Value(one), Figure::Value(other)) => Some(scaled(one).cmp(&scaled(other))),
        }
    }

    /// The number to reckon with: a dash counts as zero. Nothing when it is missing.
    pub fn number(self) -> Option<f64> {
        match self {
            Figure::Value(quantity) => Some(quantity.to_f64()),
            Figure::Dash => Some(0.0),
            Figure::Missing => None,
        }
    }
}

/// How a figure stands to an average.
///
/// A dash stands below every average, also one of zero.
pub fn judge(figure: Figure, average: f64, good: GoodSide) -> Option<Verdict> {
    let order = match figure {
        Figure::Missing => return None,
        Figure::Dash => Ordering::Less,
        Figure::Value(quantity) => quantity.to_f64().partial_cmp(&average)?,
    };
    Some(match (order, good) {
        (_, GoodSide::Neither) => Verdict::NoSide,
        (Ordering::Equal, _) => Verdict::Same,
        (Ordering::Greater, GoodSide::High) | (Ordering::Less, GoodSide::Low) => Verdict::Better,
        _ => Verdict::Worse,
    })
}

fn scaled(quantity: Quantity) -> i128 {
    let missing = u32::from(Quantity::MAX_DECIMALS.saturating_sub(quantity.decimals));
    i128::from(quantity.units) * 10i128.pow(missing)
}
