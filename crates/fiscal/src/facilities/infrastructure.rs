//! Renewal of roads, bridges and pipes (インフラの更新費用).

use super::{BUILT_RANGE, FacilitiesError, Horizon, spread};
use crate::money::Yen;
use crate::proportion::ratio_of;

/// Something renewed at the end of its life, over and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// How much of it, in hundredths of its unit (square metres, metres).
    pub quantity_hundredths: i64,
    /// Renewing one unit, in yen.
    pub price: Yen,
    /// Years from one renewal to the next (耐用年数).
    pub cycle_years: usize,
    /// The year it was built in; unknown, or kept up a part every year as roads are, when there is none.
    pub built: Option<i32>,
    /// Over how many first years it is renewed when it is overdue at the start.
    pub backlog_years: usize,
}

/// What renewing these costs in each year.
///
/// # Errors
/// See [`FacilitiesError`].
pub fn renew_assets(assets: &[Asset], horizon: &Horizon) -> Result<Vec<Yen>, FacilitiesError> {
    horizon.check()?;
    let mut costs = vec![Yen::ZERO; horizon.years];
    for asset in assets {
        check(asset)?;
        let cost = ratio_of(asset.price, asset.quantity_hundredths, 100)?;
        let cycle = asset.cycle_years as i64;
        let Some(built) = asset.built else {
            let yearly = ratio_of(asset.price, asset.quantity_hundredths, 100 * cycle)?;
            for year in &mut costs {
                *year = year.checked_add(yearly)?;
            }
            continue;
        };
        let mut due = i64::from(built) - i64::from(horizon.first_year) + cycle;
        if due < 0 {
            spread(&mut costs, 0, asset.backlog_years, cost)?;
            due = asset.backlog_years as i64 - 1 + cycle;
        }
        while due < horizon.years as i64 {
            spread(&mut costs, due, 1, cost)?;
            due += cycle;
        }
    }
    Ok(costs)
}

fn check(asset: &Asset) -> Result<(), FacilitiesError> {
    if !(1..=200).contains(&asset.cycle_years) {
        return Err(FacilitiesError::BadRule("the life of an asset must be 1-200 years"));
    }
    if !(1..=50).contains(&asset.backlog_years) {
        return Err(FacilitiesError::BadRule("works take 1-50 years"));
    }
    for (what, given) in [("a quantity", asset.quantity_hundredths), ("a unit price", asset.price.0)] {
        if given < 0 {
            return Err(FacilitiesError::Negative { what, given });
        }
    }
    match asset.built {
        Some(year) if !BUILT_RANGE.contains(&year) => Err(FacilitiesError::YearOutOfRange(year)),
        _ => Ok(()),
    }
}
