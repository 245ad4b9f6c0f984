//! Growth from one year to another (増減率) and figures for each citizen (市民一人当たり).

use std::fmt;

use crate::money::{MoneyOverflow, Yen};
use crate::proportion::{NotAnAmount, ratio_of};
use crate::soundness::Ratio;

/// How an amount changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// By so many percent of what it was.
    Percent(Ratio),
    /// There was nothing before (皆増).
    AllNew,
    /// There is nothing any more (皆減).
    AllGone,
    /// Nothing before, nothing now.
    Nothing,
}

/// Why there is no figure for each citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PerCitizenError {
    /// A population of nobody.
    #[error("the population is {0}: a figure for each citizen cannot be told")]
    PopulationNotPositive(i64),
    /// No year to take the mean of.
    #[error("no year is given")]
    NoYears,
    /// Too large to compute.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
    /// Too large to compute.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
}

impl Change {
    /// The change from one amount to another; from a negative amount, in percent of its size.
    ///
    /// # Errors
    /// When the difference does not fit.
    pub fn between(before: Yen, after: Yen) -> Result<Change, MoneyOverflow> {
        Ok(match (before, after) {
            (Yen::ZERO, Yen::ZERO) => Change::Nothing,
            (Yen::ZERO, _) => Change::AllNew,
            (_, Yen::ZERO) => Change::AllGone,
            _ => {
                let size = Yen(before.0.checked_abs().ok_or(MoneyOverflow)?);
                Change::Percent(Ratio::percent(after.checked_sub(before)?, size))
            }
        })
    }
}

/// As budget documents print it: `4.5`, `▲1.2`, `皆増`, `皆減`, `−`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Percent(ratio) => f.write_str(&ratio.round(1).to_string().replace('-', "▲")),
            Change::AllNew => f.write_str("皆増"),
            Change::AllGone => f.write_str("皆減"),
            Change::Nothing => f.write_str("−"),
        }
    }
}

/// An amount for each citizen, to the nearest yen.
///
/// # Errors
/// A population of nobody.
pub fn per_citizen(amount: Yen, population: i64) -> Result<Yen, PerCitizenError> {
    if population <= 0 {
        return Err(PerCitizenError::PopulationNotPositive(population));
    }
    Ok(ratio_of(amount, 1, population)?)
}

/// The mean over some years of the amount for each citizen of its year (三か年平均), to the nearest yen.
///
/// # Errors
/// No year, a population of nobody.
pub fn mean_per_citizen(years: &[(Yen, i64)]) -> Result<Yen, PerCitizenError> {
    if years.is_empty() {
        return Err(PerCitizenError::NoYears);
    }
    // In hundredths of a yen, so that the years' rounding does not show in the mean.
    let mut sum = Yen::ZERO;
    for (amount, population) in years {
        if *population <= 0 {
            return Err(PerCitizenError::PopulationNotPositive(*population));
        }
        sum = sum.checked_add(ratio_of(*amount, 100, *population)?)?;
    }
    Ok(ratio_of(sum, 1, 100 * years.len() as i64)?)
}
