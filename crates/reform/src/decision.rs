//! Decision (決定): what was decided, or is thought about, and which figures of the city it moves.
//!
//! The one shape in which decided effects of the review and chosen options of a cluster reach the investment frame and the
//! [chain](crate::chain).

use std::fmt;

use fiscal::{FiscalYear, Yen};

use crate::effect::EffectStage;
use crate::labels::labels;

/// The id of a decision (決定の番号): the same for as long as the decision exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionId {
    /// A measure of a review sheet (点検の見直し).
    Measure {
        /// The year of the review.
        year: FiscalYear,
        /// The program.
        program: i64,
        /// The measure on its sheet.
        measure: String,
    },
    /// An option of a cluster's management analysis (改革案).
    Option(i64),
}

/// A decision and what it moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Which one.
    pub id: DecisionId,
    /// What is decided, in a few words.
    pub title: String,
    /// The cluster it belongs to, where it does.
    pub cluster: Option<String>,
    /// Whether it was decided; otherwise it is a "what if".
    pub is_decided: bool,
    /// How sure its amounts are.
    pub stage: EffectStage,
    /// Whether it is an example (例示).
    pub is_illustrative: bool,
    /// What it moves.
    pub moves: Vec<Move>,
}

/// An amount a decision moves, every year from a first year on (動かす額).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// What it moves.
    pub lever: Lever,
    /// The first fiscal year.
    pub first_year: FiscalYear,
    /// The last fiscal year; `None` when it has no end.
    pub last_year: Option<FiscalYear>,
    /// Whole yen a year, see [`Lever`].
    pub yen_a_year: Yen,
}

/// What can be moved (動かす先).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lever {
    /// General funds set free (一般財源): above zero frees money, below zero needs more.
    GeneralFunds,
    /// Investment (投資的経費): above zero builds more, below zero less.
    Investment,
}

labels!(Lever {
    GeneralFunds = "general-funds", "一般財源", "general funds";
    Investment = "investment", "投資的経費", "investment";
});

impl Move {
    /// What it moves in this year.
    pub fn in_year(&self, year: FiscalYear) -> Yen {
        let within = self.first_year <= year && self.last_year.is_none_or(|last| year <= last);
        if within { self.yen_a_year } else { Yen::ZERO }
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            DecisionId::Measure { year, program, measure } => write!(f, "measure:{}:{program}:{measure}", year.start()),
            DecisionId::Option(number) => write!(f, "option:{number}"),
        }
    }
}

impl DecisionId {
    /// Reads what [`fmt::Display`] writes; `None` when it is not an id.
    pub fn read(text: &str) -> Option<DecisionId> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "measure" => {
                let mut parts = rest.splitn(3, ':');
                let year = FiscalYear::new(parts.next()?.parse().ok()?).ok()?;
                let program = parts.next()?.parse().ok()?;
                let measure = parts.next().filter(|measure| !measure.is_empty())?.to_owned();
                Some(DecisionId::Measure { year, program, measure })
            }
            "option" => rest.parse().ok().map(DecisionId::Option),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_nothing_else_is_one() {
        let year = FiscalYear::new(2026).unwrap();
        for id in [DecisionId::Measure { year, program: 12, measure: "m1".into() }, DecisionId::Option(7)] {
            assert_eq!(DecisionId::read(&id.to_string()), Some(id));
        }
        for text in ["", "option:", "option:x", "measure:2026:12", "measure:2026:12:", "measure:0:1:m1", "other:1"] {
            assert_eq!(DecisionId::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_move_holds_from_its_first_year_to_its_last() {
        let year = |start| FiscalYear::new(start).unwrap();
        let amount = Yen(50);
        let limited = Move {
            lever: Lever::GeneralFunds,
            first_year: year(2026),
            last_year: Some(year(2027)),
            yen_a_year: amount,
        };
        let moved = [2025, 2026, 2027, 2028].map(|start| limited.in_year(year(start)).0);
        assert_eq!(moved, [0, 50, 50, 0]);
        assert_eq!(Move { last_year: None, ..limited }.in_year(year(2099)), amount);
    }
}
