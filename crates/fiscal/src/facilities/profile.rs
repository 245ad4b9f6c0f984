//! How old the buildings are and how much of them there is for each citizen (築年別延床面積・一人当たり延床面積).

use super::{BUILT_RANGE, Building, FacilitiesError};
use crate::quantity::Quantity;

/// Floor area of each use by age (築年別延床面積).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeProfile {
    /// Years in each band of age.
    pub band_years: usize,
    /// Of each use, the floor area of each band from the youngest, in hundredths of a square metre; the last band holds
    /// everything older.
    pub area_hundredths_m2: Vec<Vec<i64>>,
    /// Facilities of each use, those without floor area of their own included.
    pub facilities: Vec<usize>,
}

impl AgeProfile {
    /// The share of all floor area in buildings at least so many bands old; nothing when there is no area.
    pub fn share_from_band(&self, band: usize) -> Option<f64> {
        let sum = |from: usize| -> i128 {
            self.area_hundredths_m2.iter().flat_map(|bands| bands.iter().skip(from)).map(|area| i128::from(*area)).sum()
        };
        let whole = sum(0);
        (whole > 0).then(|| sum(band) as f64 / whole as f64)
    }
}

/// Floor area by use and band of age in a year. A building of the year or later counts as new.
///
/// # Errors
/// A use there is not, a year that cannot be, a negative area, no band.
pub fn age_profile(
    buildings: &[Building],
    kinds: usize,
    year: i32,
    band_years: usize,
    bands: usize,
) -> Result<AgeProfile, FacilitiesError> {
    if band_years == 0 || bands == 0 {
        return Err(FacilitiesError::BadRule("ages need at least one band of at least a year"));
    }
    let mut profile =
        AgeProfile { band_years, area_hundredths_m2: vec![vec![0; bands]; kinds], facilities: vec![0; kinds] };
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
        let age = usize::try_from(i64::from(year) - i64::from(building.built)).unwrap_or(0);
        let area = &mut profile.area_hundredths_m2[building.kind][(age / band_years).min(bands - 1)];
        *area = area.checked_add(given).ok_or(crate::money::MoneyOverflow)?;
        profile.facilities[building.kind] += 1;
    }
    Ok(profile)
}

/// Floor area for each citizen, in square metres to two decimals (half up).
///
/// # Errors
/// A population of nobody, a negative area.
pub fn area_per_citizen(area_hundredths_m2: i64, population: i64) -> Result<Quantity, FacilitiesError> {
    if population <= 0 {
        return Err(FacilitiesError::PopulationNotPositive(population));
    }
    if area_hundredths_m2 < 0 {
        return Err(FacilitiesError::Negative { what: "a floor area", given: area_hundredths_m2 });
    }
    let (whole, rest) = (area_hundredths_m2 / population, area_hundredths_m2 % population);
    Ok(Quantity { units: whole + i64::from(rest >= population - rest), decimals: 2 })
}
