//! Medium-term fiscal outlook (中期財政見通し): revenue and expenditure by line, each with its own rule.
//!
//! The same lines are told on two bases: in total (総額), and by general revenue only (一般財源), where every expenditure is
//! net of the revenue tied to it. The balance is the same to the yen on both.
//!
//! - [`rule`]: how a line goes on from year to year
//! - [`project`]: all lines over the years
//! - [`improvement`]: how a saving of so much a year counts (改善効果額)

pub mod improvement;
pub mod project;
pub mod rule;

pub use improvement::{Improvement, ImprovementMode};
pub use project::{Outlook, OutlookPath, OutlookYear, project_outlook};
pub use rule::{Line, Rule, Side};

use crate::money::{MoneyOverflow, Yen};
use crate::proportion::NotAnAmount;

/// The longest outlook, in years after the base year.
pub const YEARS_MAX: usize = 60;

/// Why nothing was projected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutlookError {
    /// No year, too many, or beyond the years this system knows.
    #[error("{0} years after the base year cannot be projected: 1-60 within 1868-2200")]
    YearsOutOfRange(usize),
    /// No line at all.
    #[error("no line is given")]
    NoLines,
    /// Two lines of one key.
    #[error("the line `{0}` is given twice")]
    LineTwice(String),
    /// A rule looks at a line there is not.
    #[error("the line `{line}` looks at `{of}`, which is not given")]
    UnknownLine {
        /// The line with the rule.
        line: String,
        /// What it looks for.
        of: String,
    },
    /// Lines that wait for each other within a year.
    #[error("the line `{0}` depends on itself within a year")]
    Circle(String),
    /// A list that must have an entry for every year has not.
    #[error("`{what}` has {given} entries, {expected} are needed")]
    LengthMismatch {
        /// Whose list.
        what: String,
        /// How many are given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
    /// A growth, share or index that is no number or absurd.
    #[error("`{line}`: the rate {rate} is not above -100% and at most 1000%")]
    RateOutOfRange {
        /// Whose rate.
        line: String,
        /// What was given.
        rate: f64,
    },
    /// A population of nobody.
    #[error("the population is {0}")]
    PopulationNotPositive(i64),
    /// Revenue tied to a line that is not an expenditure, or in shares that do not make a whole.
    #[error("`{line}`: {why}")]
    BadTie {
        /// The revenue line.
        line: String,
        /// What is wrong.
        why: &'static str,
    },
    /// Revenue tied to an expenditure is more than the expenditure.
    #[error("`{line}` costs {cost} yen in the year {year} but {tied} yen of revenue are tied to it")]
    TiedBeyondCost {
        /// The expenditure line.
        line: String,
        /// The fiscal year.
        year: i32,
        /// What it costs.
        cost: Yen,
        /// What is tied to it.
        tied: Yen,
    },
    /// Too large to compute.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
    /// A product that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}
