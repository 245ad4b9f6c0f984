//! Renewal of buildings (施設の更新費用): major repair and rebuilding at set ages, and what is overdue.
//!
//! The ministry's rule (公共施設等更新費用試算ソフト): major repair (大規模改修) at 30 years over two, rebuilding (建替え) at 60 over
//! three, same area and use. What is overdue at the start (積み残し) is spread over the first ten years; a building past
//! 50 skips its repair. A rebuilt building begins anew in the last year of rebuilding. An overdue building that is
//! rebuilt in the first ten years is not followed further, as in the ministry's worked example.

use rayon::prelude::*;

use super::{BUILT_RANGE, FacilitiesError, YEARS_MAX, spread};
use crate::money::Yen;
use crate::proportion::{Rounding, ratio_of, share_of};

/// A building, or part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Building {
    /// Its use, as the place of its price in the table.
    pub kind: usize,
    /// The fiscal year it was built in.
    pub built: i32,
    /// Floor area in hundredths of a square metre; zero for a facility inside another building.
    pub floor_area_hundredths_m2: i64,
    /// True when its overdue repair has been done already (改修済).
    pub repaired: bool,
}

/// Prices of one use (更新単価).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPrice {
    /// Major repair, yen for a square metre.
    pub repair_yen_per_m2: Yen,
    /// Rebuilding, yen for a square metre.
    pub rebuild_yen_per_m2: Yen,
}

/// One repair in a building's life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repair {
    /// The age it begins at.
    pub age: usize,
    /// Over how many years.
    pub years: usize,
    /// Share of the price of a major repair: 1 for a major one.
    pub price_share: f64,
    /// The oldest a building may be at the start for an overdue repair still to be done.
    pub overdue_until_age: usize,
}

/// When a building is repaired and rebuilt.
#[derive(Clone, Debug, PartialEq)]
pub struct RenewalRule {
    /// Its repairs.
    pub repairs: Vec<Repair>,
    /// The age it is rebuilt at.
    pub rebuild_age: usize,
    /// Over how many years.
    pub rebuild_years: usize,
    /// Over how many first years overdue work is spread.
    pub backlog_years: usize,
}

/// The years looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The first.
    pub first_year: i32,
    /// How many.
    pub years: usize,
}

/// What renewal costs, by use and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Repairs of each use in each year.
    pub repair: Vec<Vec<Yen>>,
    /// Rebuilding of each use in each year.
    pub rebuild: Vec<Vec<Yen>>,
}

impl RenewalRule {
    fn check(&self) -> Result<(), FacilitiesError> {
        if self.rebuild_age == 0 || self.rebuild_age > 200 {
            return Err(FacilitiesError::BadRule("the age of rebuilding must be 1-200"));
        }
        let spans = self.repairs.iter().map(|repair| repair.years).chain([self.rebuild_years, self.backlog_years]);
        if spans.into_iter().any(|years| !(1..=50).contains(&years)) {
            return Err(FacilitiesError::BadRule("works take 1-50 years"));
        }
        for repair in &self.repairs {
            if repair.age == 0 || repair.age >= self.rebuild_age {
                return Err(FacilitiesError::BadRule("a repair comes before the rebuilding"));
            }
            if !(repair.price_share.is_finite() && (0.0..=1.0).contains(&repair.price_share)) {
                let what = "the share of the price of a repair";
                return Err(FacilitiesError::ShareOutOfRange { what, given: repair.price_share });
            }
        }
        Ok(())
    }
}

impl Horizon {
    pub(super) fn check(&self) -> Result<(), FacilitiesError> {
        if !(1..=YEARS_MAX).contains(&self.years) {
            return Err(FacilitiesError::HorizonOutOfRange(self.years));
        }
        if BUILT_RANGE.contains(&self.first_year) {
            Ok(())
        } else {
            Err(FacilitiesError::YearOutOfRange(self.first_year))
        }
    }
}

impl Renewal {
    /// Everything of each year.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn by_year(&self) -> Result<Vec<Yen>, FacilitiesError> {
        let years = self.repair.first().map_or(0, Vec::len);
        (0..years)
            .map(|year| {
                let all = self.repair.iter().chain(&self.rebuild).map(|costs| costs[year]);
                Ok(Yen::checked_sum(all)?)
            })
            .collect()
    }

    /// Everything of all years.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn total(&self) -> Result<Yen, FacilitiesError> {
        Ok(Yen::checked_sum(self.by_year()?)?)
    }
}

/// What renewing these buildings costs. Buildings of one use and year are reckoned together.
///
/// # Errors
/// See [`FacilitiesError`].
pub fn renew_buildings(
    buildings: &[Building],
    prices: &[UnitPrice],
    rule: &RenewalRule,
    horizon: &Horizon,
) -> Result<Renewal, FacilitiesError> {
    rule.check()?;
    horizon.check()?;
    for price in prices.iter().flat_map(|price| [price.repair_yen_per_m2, price.rebuild_yen_per_m2]) {
        if price < Yen::ZERO {
            return Err(FacilitiesError::Negative { what: "a unit price", given: price.0 });
        }
    }
    let areas = group(buildings, prices.len())?;
    let kinds = areas.par_chunks(2 * BUILT_YEARS).zip(prices);
    let costs: Vec<_> = kinds.map(|(areas, price)| renew_kind(areas, price, rule, horizon)).collect();
    let costs: Vec<Costs> = costs.into_iter().collect::<Result<_, _>>()?;
    let (repair, rebuild) = costs.into_iter().map(|costs| (costs.repair, costs.rebuild)).unzip();
    Ok(Renewal { repair, rebuild })
}

const BUILT_YEARS: usize = (*BUILT_RANGE.end() - *BUILT_RANGE.start() + 1) as usize;

/// So many buildings are counted by one processor at a time.
const PART: usize = 1 << 17;

/// Floor area by use, year built and whether it is repaired. Whole numbers add up to the same in any order, so all processors
/// count; of several faults the first is told.
fn group(buildings: &[Building], kinds: usize) -> Result<Vec<i64>, FacilitiesError> {
    let parts: Vec<_> = buildings.par_chunks(PART).map(|part| group_part(part, kinds)).collect();
    let mut areas = vec![0i64; kinds * BUILT_YEARS * 2];
    for part in parts {
        for (area, of_part) in areas.iter_mut().zip(part?) {
            *area = area.checked_add(of_part).ok_or(crate::money::MoneyOverflow)?;
        }
    }
    Ok(areas)
}

fn group_part(buildings: &[Building], kinds: usize) -> Result<Vec<i64>, FacilitiesError> {
    let mut areas = vec![0i64; kinds * BUILT_YEARS * 2];
    for building in buildings {
        if building.kind >= kinds {
            return Err(FacilitiesError::UnknownKind { kind: building.kind, known: kinds });
        }
        if !BUILT_RANGE.contains(&building.built) {
            return Err(FacilitiesError::YearOutOfRange(building.built));
        }
        let given = building.floor_area_hundredths_m2;
        if given < 0 {
            return Err(FacilitiesError::Negative { what: "a floor area", given });
        }
        let year = (building.built - BUILT_RANGE.start()) as usize;
        let area = &mut areas[(building.kind * BUILT_YEARS + year) * 2 + usize::from(building.repaired)];
        *area = area.checked_add(given).ok_or(crate::money::MoneyOverflow)?;
    }
    Ok(areas)
}

/// What the buildings of one use cost in each year.
struct Costs {
    repair: Vec<Yen>,
    rebuild: Vec<Yen>,
}

fn renew_kind(
    areas: &[i64],
    price: &UnitPrice,
    rule: &RenewalRule,
    horizon: &Horizon,
) -> Result<Costs, FacilitiesError> {
    let mut costs = Costs { repair: vec![Yen::ZERO; horizon.years], rebuild: vec![Yen::ZERO; horizon.years] };
    for (index, area) in areas.iter().enumerate().filter(|(_, area)| **area > 0) {
        let (built, repaired) = (BUILT_RANGE.start() + (index / 2) as i32, index % 2 == 1);
        let repair_cost = ratio_of(price.repair_yen_per_m2, *area, 100)?;
        let rebuild_cost = ratio_of(price.rebuild_yen_per_m2, *area, 100)?;
        // Years are counted from the first of the horizon.
        let born = i64::from(built) - i64::from(horizon.first_year);
        renew_cohort(&mut costs, born, repaired, repair_cost, rebuild_cost, rule)?;
    }
    Ok(costs)
}

/// Follows the buildings of one use and year from one life to the next.
fn renew_cohort(
    costs: &mut Costs,
    mut born: i64,
    repaired: bool,
    repair_cost: Yen,
    rebuild_cost: Yen,
    rule: &RenewalRule,
) -> Result<(), FacilitiesError> {
    loop {
        for repair in &rule.repairs {
            let cost = share_of(repair_cost, repair.price_share, Rounding::Nearest)?;
            let due = born + repair.age as i64;
            if due >= 0 {
                spread(&mut costs.repair, due, repair.years, cost)?;
            } else if -born <= repair.overdue_until_age as i64 && !repaired {
                spread(&mut costs.repair, 0, rule.backlog_years, cost)?;
            }
        }
        let due = born + rule.rebuild_age as i64;
        if due < 0 {
            return spread(&mut costs.rebuild, 0, rule.backlog_years, rebuild_cost);
        }
        if due >= costs.rebuild.len() as i64 {
            return Ok(());
        }
        spread(&mut costs.rebuild, due, rule.rebuild_years, rebuild_cost)?;
        born = due + rule.rebuild_years as i64 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICE: UnitPrice = UnitPrice { repair_yen_per_m2: Yen(170_000), rebuild_yen_per_m2: Yen(330_000) };
    const HORIZON: Horizon = Horizon { first_year: 2016, years: 40 };

    fn building(at: usize) -> Building {
        let (kind, built) = (at % 3, 1940 + (at % 80) as i32);
        Building { kind, built, floor_area_hundredths_m2: 100 * (at % 7) as i64, repaired: at.is_multiple_of(5) }
    }

    fn renew(buildings: &[Building]) -> Result<Renewal, FacilitiesError> {
        let repairs = vec![Repair { age: 30, years: 2, price_share: 1.0, overdue_until_age: 50 }];
        let rule = RenewalRule { repairs, rebuild_age: 60, rebuild_years: 3, backlog_years: 10 };
        renew_buildings(buildings, &[PRICE; 3], &rule, &HORIZON)
    }

    #[test]
    fn many_parts_come_to_what_one_part_does() {
        // Of every kind of building as many: the costs of one round, so many times.
        let (round, rounds) = (3 * 80 * 7, 200);
        let buildings: Vec<Building> = (0..round * rounds).map(building).collect();
        assert!(buildings.len() > 2 * PART);
        let (many, one) = (renew(&buildings).unwrap(), renew(&buildings[..round]).unwrap());
        for (many, one) in many.repair.iter().chain(&many.rebuild).zip(one.repair.iter().chain(&one.rebuild)) {
            // What cutting to whole yen leaves over in one round is multiplied with it.
            assert!(many.iter().zip(one).all(|(many, one)| (many.0 - rounds as i64 * one.0).abs() < 100_000));
        }
        assert_eq!(many.total().unwrap(), Yen(rounds as i64 * one.total().unwrap().0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(|| renew(&buildings)), Ok(many));
    }

    #[test]
    fn of_several_faults_the_first_is_told() {
        let mut buildings: Vec<Building> = (0..3 * PART).map(building).collect();
        buildings[2 * PART + 5].built = 3000;
        assert_eq!(renew(&buildings), Err(FacilitiesError::YearOutOfRange(3000)));
        buildings[PART + 7].kind = 9;
        assert_eq!(renew(&buildings), Err(FacilitiesError::UnknownKind { kind: 9, known: 3 }));
    }
}
