//! Two indicators at once (クロス分析): four groups named by the good and the bad side, never by high and low.

use super::{Figure, GoodSide, Verdict, judge};

/// A group of the cross analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quadrant {
    /// Good in both.
    BothGood,
    /// Good in the first only.
    FirstGood,
    /// Good in the second only.
    SecondGood,
    /// Good in neither.
    BothBad,
}

impl Quadrant {
    /// The group's name, with the names of the two indicators: `経常収支比率は良い・将来負担比率は悪い`.
    pub fn name_ja(self, first: &str, second: &str) -> String {
        match self {
            Quadrant::BothGood => format!("{first}・{second}とも良い"),
            Quadrant::FirstGood => format!("{first}は良い・{second}は悪い"),
            Quadrant::SecondGood => format!("{first}は悪い・{second}は良い"),
            Quadrant::BothBad => format!("{first}・{second}とも悪い"),
        }
    }
}

/// The group of a city; at the average counts as good. Nothing when a figure is missing or an indicator has no good side.
pub fn place_in_quadrant(first: (Figure, f64, GoodSide), second: (Figure, f64, GoodSide)) -> Option<Quadrant> {
    let is_good = |(figure, average, good): (Figure, f64, GoodSide)| match judge(figure, average, good)? {
        Verdict::Better | Verdict::Same => Some(true),
        Verdict::Worse => Some(false),
        Verdict::NoSide => None,
    };
    Some(match (is_good(first)?, is_good(second)?) {
        (true, true) => Quadrant::BothGood,
        (true, false) => Quadrant::FirstGood,
        (false, true) => Quadrant::SecondGood,
        (false, false) => Quadrant::BothBad,
    })
}
