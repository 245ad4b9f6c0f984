//! What is overdue at the start (積み残し): works whose year has passed and that are still to be done.

use super::{Building, FacilitiesError, RenewalRule, UnitPrice};
use crate::money::Yen;
use crate::proportion::{Rounding, ratio_of, share_of};

/// Overdue work at the start of a horizon (積み残し).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Repairs that are overdue.
    pub repair: Yen,
    /// Rebuilding that is overdue.
    pub rebuild: Yen,
    /// Floor area of the buildings any of it is for, in hundredths of a square metre.
    pub area_hundredths_m2: i64,
}

/// What is overdue in the first year, by the rule and prices; buildings of one use and year are priced one by one.
///
/// # Errors
/// A use without a price, a negative area, amounts that do not fit.
pub fn backlog(
    buildings: &[Building],
    prices: &[UnitPrice],
    rule: &RenewalRule,
    first_year: i32,
) -> Result<Backlog, FacilitiesError> {
    let mut found = Backlog::default();
    for building in buildings {
        let known = prices.len();
        let price = prices.get(building.kind).ok_or(FacilitiesError::UnknownKind { kind: building.kind, known })?;
        let area = building.floor_area_hundredths_m2;
        if area < 0 {
            return Err(FacilitiesError::Negative { what: "a floor area", given: area });
        }
        let age = i64::from(first_year) - i64::from(building.built);
        let mut repair = Yen::ZERO;
        for part in rule.repairs.iter().filter(|_| !building.repaired) {
            if age > part.age as i64 && age <= part.overdue_until_age as i64 {
                let whole = ratio_of(price.repair_yen_per_m2, area, 100)?;
                repair = repair.checked_add(share_of(whole, part.price_share, Rounding::Nearest)?)?;
            }
        }
        let is_past = age > rule.rebuild_age as i64;
        let rebuild = if is_past { ratio_of(price.rebuild_yen_per_m2, area, 100)? } else { Yen::ZERO };
        if repair != Yen::ZERO || rebuild != Yen::ZERO {
            found.area_hundredths_m2 = found.area_hundredths_m2.checked_add(area).ok_or(crate::money::MoneyOverflow)?;
        }
        found.repair = found.repair.checked_add(repair)?;
        found.rebuild = found.rebuild.checked_add(rebuild)?;
    }
    Ok(found)
}
