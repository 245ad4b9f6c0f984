//! Public facilities (公共施設等): what it will cost to renew them, by the ministry's way of reckoning.
//!
//! - [`renewal`]: buildings, by use and year built
//! - [`infrastructure`]: roads, bridges, pipes
//! - [`backlog`]: what is overdue at the start
//! - [`scenario`]: less floor area, smoothing under a ceiling
//! - [`calibration`]: the factor that brings a model to a published total
//! - [`profile`]: ages and floor area per citizen
//!
//! Costs are of today's prices, not discounted. Floor area is counted in hundredths of a square metre.

pub mod backlog;
pub mod calibration;
pub mod infrastructure;
pub mod profile;
pub mod renewal;
pub mod scenario;

pub use backlog::{Backlog, backlog};
pub use calibration::{Calibration, calibrate};
pub use infrastructure::{Asset, renew_assets};
pub use profile::{AgeProfile, age_profile, area_per_citizen};
pub use renewal::{Building, Horizon, Renewal, RenewalRule, Repair, UnitPrice, renew_buildings};
pub use scenario::{Reduction, Smoothed, reduce_area, smooth};

use crate::money::{MoneyOverflow, Yen};
use crate::proportion::NotAnAmount;

/// The longest horizon, in years.
pub const YEARS_MAX: usize = 100;

/// The years a building may have been built in.
pub const BUILT_RANGE: std::ops::RangeInclusive<i32> = 1868..=2200;

/// Why nothing was reckoned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FacilitiesError {
    /// A horizon of no year or too many.
    #[error("{0} years are asked for: 1-100")]
    HorizonOutOfRange(usize),
    /// A year that cannot be.
    #[error("the year {0} is outside 1868-2200")]
    YearOutOfRange(i32),
    /// A use without a price.
    #[error("use {kind}: there are only {known} unit prices")]
    UnknownKind {
        /// Which use.
        kind: usize,
        /// How many prices there are.
        known: usize,
    },
    /// An area, a length or a price below zero.
    #[error("{what} is negative: {given}")]
    Negative {
        /// What.
        what: &'static str,
        /// What was given.
        given: i64,
    },
    /// A rule of renewal that cannot be followed.
    #[error("the rule of renewal: {0}")]
    BadRule(&'static str),
    /// A share that is no number or outside 0–1.
    #[error("{what} is {given}: it must lie between 0 and 1")]
    ShareOutOfRange {
        /// Which share.
        what: &'static str,
        /// What was given.
        given: f64,
    },
    /// A factor that is no number, or not above zero.
    #[error("{what} is {given}: it must be above zero")]
    FactorOutOfRange {
        /// Which factor.
        what: &'static str,
        /// What was given.
        given: f64,
    },
    /// A model that costs nothing cannot be brought to a total.
    #[error("the model costs nothing: it cannot be calibrated")]
    NothingToCalibrate,
    /// A population of nobody.
    #[error("the population is {0}")]
    PopulationNotPositive(i64),
    /// Too large to compute.
    #[error(transparent)]
    Overflow(#[from] MoneyOverflow),
    /// A product that is no amount.
    #[error(transparent)]
    NotAnAmount(#[from] NotAnAmount),
}

/// Adds a cost to a run of years in equal parts, the remainder in the last; parts outside the horizon are dropped.
fn spread(into: &mut [Yen], from: i64, years: usize, cost: Yen) -> Result<(), FacilitiesError> {
    let part = Yen(cost.0 / years as i64);
    let mut left = cost;
    for index in 0..years {
        let amount = if index + 1 == years { left } else { part };
        left = left.checked_sub(amount)?;
        let at = usize::try_from(from + index as i64).ok();
        if let Some(year) = at.and_then(|at| into.get_mut(at)) {
            *year = year.checked_add(amount)?;
        }
    }
    Ok(())
}
