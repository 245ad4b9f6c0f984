//! Uncertainty (不確実性): many futures of interest, prices, taxes and population, drawn from a seed.
//!
//! - [`shock`]: how the four move, together
//! - [`simulation`]: what each future does to the bonds and the fund; stress tests
//! - [`fan`]: what share of futures ends where (fan chart, probabilities)
//!
//! The same seed gives the same futures: path number `n` draws from stream `n` under the seed, so neither the number of
//! paths nor how many processors compute them changes any of them. Amounts are floats inside a simulation and are turned
//! into whole yen when they are read.
//!
//! How it is made fast: `normal` (streams and draws side by side), `cohorts` (redemption carried from year to year), `rank`
//! (quantiles without sorting); why, in `docs/decisions/0009-many-futures-fast.md`.

mod cohorts;
pub mod fan;
mod normal;
mod rank;
pub mod shock;
pub mod simulation;

pub use fan::Measure;
pub use shock::{DRIVERS, Driver, ShockModel};
pub use simulation::{Model, Simulation, Stress, run_stress, simulate};

use crate::proportion::NotAnAmount;

/// The most futures drawn at once.
pub const PATHS_MAX: usize = 200_000;

/// The longest future, in years.
pub const YEARS_MAX: usize = 60;

/// Why nothing was drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UncertaintyError {
    /// A deviation that is no number or negative, or a persistence outside 0–1.
    #[error("{driver:?}: {what} is {given}, outside {least}-{most}")]
    ShockOutOfRange {
        /// Whose.
        driver: Driver,
        /// Which number.
        what: &'static str,
        /// What was given.
        given: f64,
        /// The least accepted.
        least: f64,
        /// The most accepted.
        most: f64,
    },
    /// Correlations that are not symmetric, or that no four things can have together.
    #[error("the correlations cannot be: {0}")]
    BadCorrelation(&'static str),
    /// Too few or too many futures.
    #[error("{0} futures are asked for: 1-{PATHS_MAX}")]
    PathsOutOfRange(usize),
    /// Too few or too many years.
    #[error("{0} years are asked for: 1-{YEARS_MAX}")]
    YearsOutOfRange(usize),
    /// A list of the model that does not cover the years.
    #[error("{what}: {given} entries are given, {expected} are needed")]
    LengthMismatch {
        /// Which list.
        what: &'static str,
        /// How many are given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
    /// A number of the model that is no number or absurd.
    #[error("{what} is {given}")]
    ModelOutOfRange {
        /// Which number.
        what: &'static str,
        /// What was given.
        given: f64,
    },
    /// A quantile outside 0–1.
    #[error("the quantile {0} is outside 0-1")]
    QuantileOutOfRange(f64),
    /// A result that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}
