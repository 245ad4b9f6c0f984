//! Municipal bonds (市債): issues by cohort, their redemption, and the balance they leave.
//!
//! Timing: the bonds of a year are on the books at the end of that fiscal year (many are drawn just before the books
//! close) and are first redeemed and bear interest in the next. Amounts are whole yen; what rounding leaves over is
//! paid with the last instalment, so that redemptions and balances agree to the yen.
//!
//! - [`terms`]: how one kind of bond is repaid, and the share still outstanding at an age (残存率)
//! - [`schedule`]: the payments of one issue, year by year
//! - [`legacy`]: the stock already issued (既発債)
//! - [`ledger`]: stock and new issues of one kind projected by year; [`portfolio`]: 臨財債 beside the rest
//! - [`investment`]: what yearly investment (投資的経費) makes a city issue
//! - [`response`]: what a change of investment moves by itself
//! - [`goal`]: which investment keeps a balance or a burden

pub mod goal;
pub mod investment;
pub mod ledger;
pub mod legacy;
pub mod portfolio;
pub mod response;
pub mod schedule;
pub mod terms;

pub use goal::{Goal, find_investment};
pub use investment::{Financing, project_investment};
pub use ledger::{Ledger, LedgerPath, LedgerYear, project_cohorts, project_ledger};
pub use legacy::Legacy;
pub use portfolio::{Portfolio, PortfolioPath, project_portfolio};
pub use response::{IssuePart, Response, ResponseYear, split_by_issue};
pub use schedule::{IssueYear, schedule_issue};
pub use terms::{Basis, Form, Mix, Part, Terms};

use crate::money::{MoneyOverflow, Yen};
use crate::proportion::NotAnAmount;

/// The longest life of a bond and the longest projection, in years.
pub const YEARS_MAX: usize = 100;

/// Why nothing was projected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DebtError {
    /// A term, grace or horizon outside what makes sense.
    #[error("{what} of {years} years is outside {least}–{most}")]
    YearsOutOfRange {
        /// Which span.
        what: &'static str,
        /// What was given.
        years: usize,
        /// The least that is accepted.
        least: usize,
        /// The most that is accepted.
        most: usize,
    },
    /// A yearly interest rate that is no number, −100% or less, or over 100%.
    #[error("the yearly interest rate {0} is not above -100% and at most 100%")]
    RateOutOfRange(f64),
    /// A share that is no number or outside its range.
    #[error("{what} is {share}: it must lie between 0 and {most}")]
    ShareOutOfRange {
        /// Which share.
        what: &'static str,
        /// What was given.
        share: f64,
        /// The most that is accepted.
        most: f64,
    },
    /// The shares of a mix of bonds do not make a whole.
    #[error("the shares of the kinds of bond add up to {0} and not to 1")]
    SharesNotWhole(f64),
    /// A mix without a single kind of bond.
    #[error("no kind of bond is given")]
    NoTerms,
    /// A schedule of the existing stock without a single year.
    #[error("the redemption schedule of the existing bonds is empty")]
    EmptySchedule,
    /// A schedule that does not redeem just what is outstanding.
    #[error("the redemption schedule adds up to {scheduled} yen, but {opening} yen are outstanding")]
    ScheduleMismatch {
        /// What the schedule redeems in all.
        scheduled: Yen,
        /// What is outstanding at the start.
        opening: Yen,
    },
    /// An amount that cannot be negative.
    #[error("{what} is negative: {amount} yen")]
    NegativeAmount {
        /// Which amount.
        what: &'static str,
        /// What was given.
        amount: Yen,
    },
    /// Two lists that must cover the same years do not.
    #[error("{what}: {given} years are given, {expected} are needed")]
    LengthMismatch {
        /// Which list.
        what: &'static str,
        /// How many are given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
    /// A population of nobody.
    #[error("the population is {0}: a balance per citizen cannot be told")]
    PopulationNotPositive(i64),
    /// Even without any investment the goal is missed.
    #[error("the goal cannot be kept: without any investment it already stands at {least} yen")]
    GoalOutOfReach {
        /// What the measure is with no investment at all.
        least: Yen,
    },
    /// No investment, however large, touches the goal.
    #[error("the goal does not bind: any investment keeps it")]
    GoalNeverBinds,
    /// An amount too large for 64 bits.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
    /// A product that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}

/// Refuses a span of years outside `least..=most`.
pub(crate) fn check_years(what: &'static str, years: usize, least: usize, most: usize) -> Result<(), DebtError> {
    if (least..=most).contains(&years) { Ok(()) } else { Err(DebtError::YearsOutOfRange { what, years, least, most }) }
}

/// Refuses an amount below zero.
pub(crate) fn check_not_negative(what: &'static str, amount: Yen) -> Result<(), DebtError> {
    if amount < Yen::ZERO { Err(DebtError::NegativeAmount { what, amount }) } else { Ok(()) }
}
