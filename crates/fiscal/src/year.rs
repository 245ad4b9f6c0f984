//! Fiscal year (年度) and the Japanese era names it is written in (和暦).

use std::fmt;

/// A Japanese fiscal year (年度): named by the calendar year in which it begins on 1 April.
///
/// 令和6年度 is `FiscalYear(2024)` and runs from 2024-04-01 to 2025-03-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i32);

/// A Japanese era (元号) since 1868.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// 明治, 1868–1912.
    Meiji,
    /// 大正, 1912–1926.
    Taisho,
    /// 昭和, 1926–1989.
    Showa,
    /// 平成, 1989–2019.
    Heisei,
    /// 令和, from 2019.
    Reiwa,
}

/// Why a year is not a fiscal year of this system.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidYear {
    /// Outside 1868–2200.
    #[error("the year {0} is outside 1868–2200")]
    OutOfRange(i32),
    /// The era never had that year, such as 平成40年.
    #[error("{0} never had a year {1}")]
    NotInEra(&'static str, i32),
}

impl Era {
    const ALL: [Era; 5] = [Era::Meiji, Era::Taisho, Era::Showa, Era::Heisei, Era::Reiwa];

    /// The era's name in kanji: `令和`.
    pub fn name(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The era's Latin initial: `R`.
    pub fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// The era with this kanji name, or with this Latin initial in either case.
    pub fn from_name(name: &str) -> Option<Era> {
        Era::ALL.into_iter().find(|era| {
            era.name() == name
                || (name.len() == 1 && name.starts_with(|c: char| c.to_ascii_uppercase() == era.letter()))
        })
    }

    /// The first and the last calendar year that carry the era's name; 令和 has no last year yet.
    fn calendar_years(self) -> (i32, Option<i32>) {
        match self {
            Era::Meiji => (1868, Some(1912)),
            Era::Taisho => (1912, Some(1926)),
            Era::Showa => (1926, Some(1989)),
            Era::Heisei => (1989, Some(2019)),
            Era::Reiwa => (2019, None),
        }
    }

    /// The calendar year (西暦) of the era's `year`-th year.
    ///
    /// # Errors
    /// When the era never had that year.
    pub fn calendar_year(self, year: i32) -> Result<i32, InvalidYear> {
        let (first, last) = self.calendar_years();
        let calendar = first.checked_add(year - 1).ok_or(InvalidYear::OutOfRange(year))?;
        if year < 1 || last.is_some_and(|last| calendar > last) {
            return Err(InvalidYear::NotInEra(self.name(), year));
        }
        Ok(calendar)
    }
}

impl FiscalYear {
    /// The first and last fiscal years accepted.
    pub const RANGE: std::ops::RangeInclusive<i32> = 1868..=2200;

    /// The fiscal year that begins in this calendar year.
    ///
    /// # Errors
    /// Outside 1868–2200.
    pub fn new(year: i32) -> Result<FiscalYear, InvalidYear> {
        if Self::RANGE.contains(&year) { Ok(FiscalYear(year)) } else { Err(InvalidYear::OutOfRange(year)) }
    }

    /// The fiscal year named by an era and a year; 平成31年度 and 令和元年度 are the same.
    ///
    /// # Errors
    /// When the era never had that year.
    pub fn from_era(era: Era, year: i32) -> Result<FiscalYear, InvalidYear> {
        FiscalYear::new(era.calendar_year(year)?)
    }

    /// The calendar year in which the fiscal year begins.
    pub fn start(self) -> i32 {
        self.0
    }

    /// The next fiscal year, if it is still in range.
    pub fn next(self) -> Option<FiscalYear> {
        FiscalYear::new(self.0 + 1).ok()
    }

    /// The fiscal year before, if it is still in range.
    pub fn previous(self) -> Option<FiscalYear> {
        FiscalYear::new(self.0 - 1).ok()
    }

    /// The era whose name the fiscal year is commonly written with, and its number.
    ///
    /// A fiscal year that straddles two eras takes the later one, as budget documents of 令和元年度 do.
    pub fn era(self) -> (Era, i32) {
        let era = Era::ALL.into_iter().rev().find(|era| era.calendar_years().0 <= self.0).unwrap_or(Era::Meiji);
        (era, self.0 - era.calendar_years().0 + 1)
    }

    /// The short label of tables and charts: `R6`.
    pub fn short(self) -> String {
        let (era, year) = self.era();
        format!("{}{year}", era.letter())
    }

    /// The full Japanese label: `令和6年度`, `令和元年度`.
    pub fn japanese(self) -> String {
        match self.era() {
            (era, 1) => format!("{}元年度", era.name()),
            (era, year) => format!("{}{year}年度", era.name()),
        }
    }
}

/// `FY2024`, the label of English text.
impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FY{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_years_as_japanese_documents_do() {
        let year = FiscalYear::new(2024).unwrap();
        assert_eq!(
            (year.japanese(), year.short(), year.to_string()),
            ("令和6年度".into(), "R6".into(), "FY2024".into())
        );
        assert_eq!(FiscalYear::new(2019).unwrap().japanese(), "令和元年度");
        assert_eq!(FiscalYear::from_era(Era::Heisei, 31), FiscalYear::from_era(Era::Reiwa, 1));
        assert_eq!(FiscalYear::from_era(Era::Showa, 39).unwrap().start(), 1964);
    }

    #[test]
    fn refuses_years_that_never_were() {
        assert_eq!(Era::Heisei.calendar_year(40), Err(InvalidYear::NotInEra("平成", 40)));
        assert_eq!(Era::Reiwa.calendar_year(0), Err(InvalidYear::NotInEra("令和", 0)));
        assert_eq!(FiscalYear::new(1867), Err(InvalidYear::OutOfRange(1867)));
        assert_eq!(FiscalYear::from_era(Era::Reiwa, 500), Err(InvalidYear::OutOfRange(2518)));
        assert_eq!(Era::from_name("和"), None);
    }

    proptest! {
        #[test]
        fn era_round_trips(start in 1868..=2200) {
            let year = FiscalYear::new(start).unwrap();
            let (era, number) = year.era();
            prop_assert_eq!(FiscalYear::from_era(era, number), Ok(year));
        }
    }
}
