//! Groups of cities (比較する団体): who is compared with whom, by year.

use fiscal::FiscalYear;

use super::{AreaCode, City, CityKind};

/// A designated city and when it became one (政令指定都市への移行).
///
/// Source: the cabinet orders under 地方自治法第252条の19第1項.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesignatedCity {
    /// The five digits of its code.
    code: u32,
    /// Its name.
    pub name: &'static str,
    /// Its prefecture.
    pub prefecture: &'static str,
    /// The day it became one, ISO 8601.
    pub since: &'static str,
    /// The fiscal year that day lies in.
    since_year: i32,
}

/// A group of municipalities (比較の対象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The designated cities of the year (政令指定都市): 20 since FY2012, fewer before.
    DesignatedCities,
    /// Every municipality with its 23 special wards (全国市区町村).
    Municipalities,
    /// The municipalities of a prefecture, by its two digits.
    Prefecture(u32),
}

/// In the order of their codes.
const DESIGNATED: [DesignatedCity; 20] = [
    city(1100, "札幌市", "北海道", "1972-04-01", 1972),
    city(4100, "仙台市", "宮城県", "1989-04-01", 1989),
    city(11100, "さいたま市", "埼玉県", "2003-04-01", 2003),
    city(12100, "千葉市", "千葉県", "1992-04-01", 1992),
    city(14100, "横浜市", "神奈川県", "1956-09-01", 1956),
    city(14130, "川崎市", "神奈川県", "1972-04-01", 1972),
    city(14150, "相模原市", "神奈川県", "2010-04-01", 2010),
    city(15100, "新潟市", "新潟県", "2007-04-01", 2007),
    city(22100, "静岡市", "静岡県", "2005-04-01", 2005),
    city(22130, "浜松市", "静岡県", "2007-04-01", 2007),
    city(23100, "名古屋市", "愛知県", "1956-09-01", 1956),
    city(26100, "京都市", "京都府", "1956-09-01", 1956),
    city(27100, "大阪市", "大阪府", "1956-09-01", 1956),
    city(27140, "堺市", "大阪府", "2006-04-01", 2006),
    city(28100, "神戸市", "兵庫県", "1956-09-01", 1956),
    city(33100, "岡山市", "岡山県", "2009-04-01", 2009),
    city(34100, "広島市", "広島県", "1980-04-01", 1980),
    city(40100, "北九州市", "福岡県", "1963-04-01", 1963),
    city(40130, "福岡市", "福岡県", "1972-04-01", 1972),
    city(43100, "熊本市", "熊本県", "2012-04-01", 2012),
];

const fn city(
    code: u32,
    name: &'static str,
    prefecture: &'static str,
    since: &'static str,
    since_year: i32,
) -> DesignatedCity {
    DesignatedCity { code, name, prefecture, since, since_year }
}

/// The designated cities of a fiscal year, by code: 14 in FY2005, 20 since FY2012.
pub fn designated_cities(year: FiscalYear) -> impl Iterator<Item = &'static DesignatedCity> {
    DESIGNATED.iter().filter(move |city| city.since_year <= year.start())
}

/// The cities that are designated cities now, by code.
pub fn all_designated_cities() -> impl Iterator<Item = &'static DesignatedCity> {
    DESIGNATED.iter()
}

/// The designated city of this code, whenever it became one.
pub fn find_designated_city(code: AreaCode) -> Option<&'static DesignatedCity> {
    DESIGNATED.iter().find(|city| city.code == code.number())
}

/// The designated city of this name.
pub fn find_designated_city_by_name(name: &str) -> Option<&'static DesignatedCity> {
    DESIGNATED.iter().find(|city| city.name == name)
}

impl DesignatedCity {
    /// Its code.
    pub fn code(&self) -> AreaCode {
        AreaCode::new(self.code).expect("the table holds codes that exist")
    }

    /// The first fiscal year it is among the designated cities.
    pub fn since_year(&self) -> FiscalYear {
        FiscalYear::new(self.since_year).expect("the table holds years in range")
    }

    /// It as a city.
    pub fn as_city(&self) -> City {
        City {
            code: self.code(),
            name: self.name.to_owned(),
            prefecture: self.prefecture.to_owned(),
            kind: CityKind::DesignatedCity,
        }
    }
}

impl Group {
    /// The stable key: `designated-cities`, `municipalities`, `prefecture-40`.
    pub fn key(self) -> String {
        match self {
            Group::DesignatedCities => "designated-cities".into(),
            Group::Municipalities => "municipalities".into(),
            Group::Prefecture(number) => format!("prefecture-{number:02}"),
        }
    }

    /// The group with this key.
    pub fn from_key(key: &str) -> Option<Group> {
        match key {
            "designated-cities" => Some(Group::DesignatedCities),
            "municipalities" => Some(Group::Municipalities),
            _ => {
                let digits = key.strip_prefix("prefecture-").filter(|digits| digits.len() == 2)?;
                if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                digits.parse().ok().filter(|number| (1..=47).contains(number)).map(Group::Prefecture)
            }
        }
    }

    /// Whether a municipality belongs to it in a fiscal year; the wards of designated cities belong to none.
    pub fn contains(self, code: AreaCode, kind: CityKind, year: FiscalYear) -> bool {
        if kind == CityKind::CityWard {
            return false;
        }
        match self {
            Group::DesignatedCities => find_designated_city(code).is_some_and(|city| city.since_year <= year.start()),
            Group::Municipalities => true,
            Group::Prefecture(number) => code.prefecture() == number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_grew_as_the_ministrys_tables_show() {
        let count = |year: i32| designated_cities(FiscalYear::new(year).unwrap()).count();
        let counts: Vec<usize> = [2004, 2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012, 2023].map(count).into();
        assert_eq!(counts, [13, 14, 15, 17, 17, 18, 19, 19, 20, 20]);
        assert_eq!((count(1955), count(1956), count(1963)), (0, 5, 6));
    }

    #[test]
    fn codes_are_in_order_and_have_names() {
        assert!(DESIGNATED.windows(2).all(|pair| pair[0].code < pair[1].code));
        for city in &DESIGNATED {
            assert_eq!(find_designated_city(city.code()), Some(city));
            assert_eq!(find_designated_city_by_name(city.name), Some(city));
            assert_eq!(city.since[..4].parse::<i32>().unwrap(), city.since_year().start(), "{}", city.name);
            assert_eq!(CityKind::of(city.code(), city.name), Some(CityKind::DesignatedCity));
        }
    }

    #[test]
    fn keys_read_back() {
        for group in [Group::DesignatedCities, Group::Municipalities, Group::Prefecture(1), Group::Prefecture(40)] {
            assert_eq!(Group::from_key(&group.key()), Some(group));
        }
        for key in ["", "cities", "prefecture-00", "prefecture-48", "prefecture-1", "prefecture-+1"] {
            assert_eq!(Group::from_key(key), None, "{key}");
        }
    }

    #[test]
    fn a_city_joins_its_group_in_its_year() {
        let year = |year: i32| FiscalYear::new(year).unwrap();
        let kumamoto: AreaCode = "43100".parse().unwrap();
        assert!(!Group::DesignatedCities.contains(kumamoto, CityKind::DesignatedCity, year(2011)));
        assert!(Group::DesignatedCities.contains(kumamoto, CityKind::DesignatedCity, year(2012)));
        assert!(Group::Prefecture(43).contains(kumamoto, CityKind::DesignatedCity, year(2011)));
        let ward: AreaCode = "40101".parse().unwrap();
        assert!(!Group::Municipalities.contains(ward, CityKind::CityWard, year(2023)));
    }
}
