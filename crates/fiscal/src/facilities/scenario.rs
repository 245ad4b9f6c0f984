//! Scenarios of renewal (更新費用のシナリオ): less floor area, and no more than so much a year.

use super::{FacilitiesError, Horizon, Renewal};
use crate::money::Yen;
use crate::proportion::{Rounding, share_of};

/// A floor area given up little by little (延床面積の縮減).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduction {
    /// Of which use; nothing for all.
    pub kind: Option<usize>,
    /// The share given up by the last year, 0–1.
    pub share: f64,
    /// The year it begins in.
    pub first_year: i32,
    /// The year it is reached in.
    pub last_year: i32,
}

/// Costs held under a ceiling (平準化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smoothed {
    /// Spent in each year.
    pub spent: Vec<Yen>,
    /// Put off to later at each year's end.
    pub put_off: Vec<Yen>,
}

/// The costs left when floor area is given up evenly from the first year to the last.
///
/// Reductions of one use multiply: two of a half leave a quarter.
///
/// # Errors
/// A share outside 0–1, a use there is not, years in the wrong order.
pub fn reduce_area(renewal: &Renewal, reductions: &[Reduction], horizon: &Horizon) -> Result<Renewal, FacilitiesError> {
    for reduction in reductions {
        if !(reduction.share.is_finite() && (0.0..=1.0).contains(&reduction.share)) {
            let what = "the share of floor area given up";
            return Err(FacilitiesError::ShareOutOfRange { what, given: reduction.share });
        }
        if reduction.last_year < reduction.first_year {
            return Err(FacilitiesError::YearOutOfRange(reduction.last_year));
        }
        if let Some(kind) = reduction.kind.filter(|kind| *kind >= renewal.repair.len()) {
            return Err(FacilitiesError::UnknownKind { kind, known: renewal.repair.len() });
        }
    }
    let left = |kind: usize, index: usize| -> f64 {
        let year = horizon.first_year + index as i32;
        let of_kind = reductions.iter().filter(|reduction| reduction.kind.is_none_or(|of| of == kind));
        of_kind
            .map(|reduction| {
                let whole = f64::from(reduction.last_year - reduction.first_year + 1);
                let gone = f64::from(year - reduction.first_year + 1).clamp(0.0, whole);
                1.0 - reduction.share * gone / whole
            })
            .product()
    };
    let reduce = |costs: &[Vec<Yen>]| -> Result<Vec<Vec<Yen>>, FacilitiesError> {
        let by_kind = costs.iter().enumerate().map(|(kind, years)| {
            let by_year = years.iter().enumerate();
            by_year.map(|(index, cost)| Ok(share_of(*cost, left(kind, index), Rounding::Nearest)?)).collect()
        });
        by_kind.collect()
    };
    Ok(Renewal { repair: reduce(&renewal.repair)?, rebuild: reduce(&renewal.rebuild)? })
}

/// Spends no more than the ceiling a year and puts the rest off.
///
/// # Errors
/// A negative ceiling, amounts that do not fit.
pub fn smooth(costs: &[Yen], ceiling: Yen) -> Result<Smoothed, FacilitiesError> {
    if ceiling < Yen::ZERO {
        return Err(FacilitiesError::Negative { what: "the ceiling", given: ceiling.0 });
    }
    let mut waiting = Yen::ZERO;
    let mut smoothed = Smoothed { spent: Vec::with_capacity(costs.len()), put_off: Vec::with_capacity(costs.len()) };
    for cost in costs {
        let due = waiting.checked_add(*cost)?;
        let spent = due.min(ceiling);
        waiting = due.checked_sub(spent)?;
        smoothed.spent.push(spent);
        smoothed.put_off.push(waiting);
    }
    Ok(smoothed)
}
