//! Cities and their published figures (都市の指標): who they are, what is measured, who is compared with whom.
//!
//! - [`area_code`]: the five digits that name a municipality
//! - [`directory`]: from a prefecture and a name to the city
//! - [`reading`]: what a file says of cities, between its reader and the store
//! - [`catalogue`]: every indicator with its unit, good side, way of averaging and definition
//! - [`group`]: the cities compared together; who was a designated city (政令指定都市) in which year

pub mod area_code;
pub mod catalogue;
pub mod directory;
pub mod group;
pub mod printed;
pub mod reading;

pub use area_code::{AreaCode, InvalidAreaCode};
pub use catalogue::{Averaging, DashMeaning, Indicator, POPULATION, Section, Unit, all_indicators, find_indicator};
pub use directory::{CityDirectory, fold_city_name, prefecture_name};
pub use group::{DesignatedCity, Group, designated_cities, find_designated_city, find_designated_city_by_name};
pub use reading::{CitySeries, YearFrom};

use fiscal::Quantity;
use fiscal::comparison::change::PerCitizenError;
use fiscal::comparison::{Figure, per_citizen};
use fiscal::money::Yen;

/// A municipality (市区町村).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// Its code without the check digit.
    pub code: AreaCode,
    /// Its name: `北九州市`; of a ward with its city: `北九州市 門司区`.
    pub name: String,
    /// The prefecture it lies in.
    pub prefecture: String,
    /// What it is.
    pub kind: CityKind,
}

/// What a municipality is (団体の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CityKind {
    /// A designated city (政令指定都市).
    DesignatedCity,
    /// Another city (市).
    City,
    /// A town (町).
    Town,
    /// A village (村).
    Village,
    /// One of the 23 special wards of 東京都 (特別区), a municipality of its own.
    SpecialWard,
    /// A ward of a designated city (行政区), no municipality.
    CityWard,
}

impl CityKind {
    /// Every kind.
    pub const ALL: [CityKind; 6] = [
        CityKind::DesignatedCity,
        CityKind::City,
        CityKind::Town,
        CityKind::Village,
        CityKind::SpecialWard,
        CityKind::CityWard,
    ];

    /// The stable word for the kind.
    pub fn word(self) -> &'static str {
        match self {
            CityKind::DesignatedCity => "designated-city",
            CityKind::City => "city",
            CityKind::Town => "town",
            CityKind::Village => "village",
            CityKind::SpecialWard => "special-ward",
            CityKind::CityWard => "city-ward",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<CityKind> {
        CityKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind of the municipality of this code and name; nothing when its name does not end as one does.
    pub fn of(code: AreaCode, name: &str) -> Option<CityKind> {
        let last = name.trim_end().chars().next_back()?;
        Some(match last {
            '市' if group::find_designated_city(code).is_some() => CityKind::DesignatedCity,
            '市' => CityKind::City,
            '町' => CityKind::Town,
            '村' => CityKind::Village,
            '区' if code.prefecture() == 13 => CityKind::SpecialWard,
            '区' => CityKind::CityWard,
            _ => return None,
        })
    }
}

/// An amount for each citizen (市民一人当たり), to the nearest yen; a dash counts as nothing to bear and stays one.
///
/// # Errors
/// A population that is no whole number above zero, or an amount that is no whole number of yen.
pub fn figure_per_citizen(amount: Figure, population: Figure) -> Result<Figure, PerCitizenError> {
    match (amount, population) {
        (Figure::Missing, _) | (_, Figure::Missing) => Ok(Figure::Missing),
        (_, Figure::Dash) => Err(PerCitizenError::PopulationNotPositive(0)),
        (_, Figure::Value(people)) if people.units <= 0 || people.decimals != 0 => {
            Err(PerCitizenError::PopulationNotPositive(people.units))
        }
        (Figure::Dash, _) => Ok(Figure::Dash),
        (Figure::Value(Quantity { decimals: 1.., .. }), _) => Ok(Figure::Missing),
        (Figure::Value(amount), Figure::Value(people)) => {
            let yen = per_citizen(Yen(amount.units), people.units)?;
            Ok(Figure::Value(Quantity::whole(yen.0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_from_code_and_name() {
        let kind = |code: &str, name: &str| CityKind::of(code.parse().unwrap(), name);
        assert_eq!(kind("40100", "北九州市"), Some(CityKind::DesignatedCity));
        assert_eq!(kind("40101", "北九州市 門司区"), Some(CityKind::CityWard));
        assert_eq!(kind("40202", "大牟田市"), Some(CityKind::City));
        assert_eq!(kind("13101", "千代田区"), Some(CityKind::SpecialWard));
        assert_eq!(kind("47382", "与那国町"), Some(CityKind::Town));
        assert_eq!(kind("02411", "六ヶ所村"), Some(CityKind::Village));
        assert_eq!(kind("40000", "福岡県"), None);
    }

    #[test]
    fn nobody_lives_nowhere() {
        let yen = |amount: i64| Figure::Value(Quantity::whole(amount));
        assert_eq!(figure_per_citizen(yen(1_008_758_183_000), yen(921_241)), Ok(yen(1_094_999)));
        assert_eq!(figure_per_citizen(Figure::Dash, yen(10)), Ok(Figure::Dash));
        assert_eq!(figure_per_citizen(yen(1), Figure::Missing), Ok(Figure::Missing));
        assert_eq!(figure_per_citizen(yen(1), yen(0)), Err(PerCitizenError::PopulationNotPositive(0)));
        assert_eq!(figure_per_citizen(Figure::Dash, Figure::Dash), Err(PerCitizenError::PopulationNotPositive(0)));
    }
}
