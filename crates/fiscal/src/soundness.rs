//! Soundness ratios (健全化判断比率 and their companions): each one with its working and its legal limits.
//!
//! A rule takes the amounts of the official form under the letters the form gives them, and answers with a
//! [`Finding`]: the published figure, every step that led to it, and where it stands against the limits of its year.
//! Limits are values handed in, never numbers written here.

pub mod fiscal_capacity_index;
pub mod funding_shortfall_ratio;
pub mod future_burden_ratio;
pub mod limit;
pub mod ordinary_balance_ratio;
pub mod ratio;
pub mod real_balance_ratio;
pub mod real_debt_service_ratio;

pub use limit::{Grade, Limit, Standing, judge, limits_in_force};
pub use ratio::Ratio;

use crate::money::{MoneyOverflow, Yen};
use crate::quantity::Quantity;

/// A soundness figure with everything that led to it (算定結果).
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The published figure; nothing where the form prints `−` (a surplus, or nothing to bear in the future).
    pub figure: Option<Quantity>,
    /// The ratio before the published rounding.
    pub unrounded: Ratio,
    /// Every step, in order.
    pub working: Vec<Step>,
}

/// One line of a working (算定の一行).
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The form's letter or a formula of letters: `A`, `(A+B)-(C+D)`.
    pub letter: String,
    /// What it is, in Japanese.
    pub name_ja: String,
    /// What it comes to.
    pub value: StepValue,
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepValue {
    /// An amount of money.
    Amount(Yen),
    /// A ratio before rounding, in percent.
    Percent(Ratio),
    /// A ratio before rounding, as a plain number.
    Number(Ratio),
    /// A published figure.
    Figure(Quantity),
    /// Published as `−`.
    NotApplicable,
}

/// Why a ratio cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SoundnessError {
    /// The amount it is divided by is nothing or less.
    #[error("{name_ja} is {amount} yen: a ratio needs it above zero")]
    NothingToDivideBy {
        /// Which amount, in Japanese.
        name_ja: &'static str,
        /// What it is.
        amount: Yen,
    },
    /// An amount that the form only knows as positive.
    #[error("{name_ja} is negative: {amount} yen")]
    NegativeAmount {
        /// Which amount, in Japanese.
        name_ja: &'static str,
        /// What was given.
        amount: Yen,
    },
    /// A ratio over three years was asked of another number of years.
    #[error("{0} years are given: the ratio is the mean of three")]
    NotThreeYears(usize),
    /// Two lists that must cover the same years do not.
    #[error("{given} years of standard financial scale are given, {expected} are needed")]
    LengthMismatch {
        /// How many are given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
    /// No account at all.
    #[error("no account is given")]
    NoAccounts,
    /// Too large to compute.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
}

/// The figure as published: `12.4`, and `−` where there is none.
pub fn print_figure(figure: Option<Quantity>) -> String {
    figure.map_or_else(|| "−".to_owned(), |figure| figure.to_string())
}

fn amount(letter: &str, name_ja: &str, amount: Yen) -> Step {
    Step { letter: letter.to_owned(), name_ja: name_ja.to_owned(), value: StepValue::Amount(amount) }
}

fn step(letter: &str, name_ja: &str, value: StepValue) -> Step {
    Step { letter: letter.to_owned(), name_ja: name_ja.to_owned(), value }
}

fn published(name_ja: &str, figure: Option<Quantity>) -> Step {
    let value = figure.map_or(StepValue::NotApplicable, StepValue::Figure);
    step("=", name_ja, value)
}

fn above_zero(name_ja: &'static str, amount: Yen) -> Result<Yen, SoundnessError> {
    if amount > Yen::ZERO { Ok(amount) } else { Err(SoundnessError::NothingToDivideBy { name_ja, amount }) }
}

fn not_negative(name_ja: &'static str, amount: Yen) -> Result<Yen, SoundnessError> {
    if amount >= Yen::ZERO { Ok(amount) } else { Err(SoundnessError::NegativeAmount { name_ja, amount }) }
}
