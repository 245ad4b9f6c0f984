//! Years and dates as people write them (年度・日付の読み取り): `令和6年度`, `R6`, `昭和39`, `2024`, `令和7年9月25日`.

use fiscal::FiscalYear;
use fiscal::year::Era;
use unicode_normalization::UnicodeNormalization;

/// Why a text is not a year or a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearFault {
    /// Something else than a year, or two digits without an era.
    Unreadable,
    /// The era never had it, or it is out of range.
    Impossible,
}

/// A calendar date (日付).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u32,
    pub(crate) day: u32,
}

/// Reads a fiscal year; a bare one- or two-digit number counts in `bare_era` when the mapping names one.
///
/// A full date is read as the fiscal year it falls in.
pub(crate) fn parse_year(text: &str, bare_era: Option<Era>) -> Result<FiscalYear, YearFault> {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年')).unwrap_or(&folded);
    let (era, number) = split_era(plain);
    let Some(number) = era_number(number) else {
        return parse_date(text).map(Date::fiscal_year).and_then(|year| year);
    };
    let year = match era.or(if number < 100 { bare_era } else { None }) {
        Some(era) => FiscalYear::from_era(era, number),
        None if number >= 1_000 => FiscalYear::new(number),
        None => return Err(YearFault::Unreadable),
    };
    year.map_err(|_| YearFault::Impossible)
}

/// Reads a date: 和暦 or 西暦, with 年月日, `.`, `/` or `-` between the parts, or eight digits.
pub(crate) fn parse_date(text: &str) -> Result<Date, YearFault> {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (era, rest) = split_era(&folded);
    if era.is_none() && rest.len() == 8 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |from: usize, to: usize| rest[from..to].parse::<i32>().map_err(|_| YearFault::Unreadable);
        return Date::new(part(0, 4)?, part(4, 6)?, part(6, 8)?);
    }
    let rest = rest.strip_suffix('日').unwrap_or(rest);
    let mut parts = rest.split(['年', '月', '.', '/', '-']);
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(YearFault::Unreadable);
    };
    let part = |part: &str| era_number(part).ok_or(YearFault::Unreadable);
    date_in_era(era, part(year)?, part(month)?, part(day)?)
}

/// The date of a year counted in an era (or, without one, of a four-digit year).
pub(crate) fn date_in_era(era: Option<Era>, year: i32, month: i32, day: i32) -> Result<Date, YearFault> {
    let Some(era) = era else {
        return if year >= 1_000 { Date::new(year, month, day) } else { Err(YearFault::Unreadable) };
    };
    let date = Date::new(era.calendar_year(year).map_err(|_| YearFault::Impossible)?, month, day)?;
    let (first, last) = era_days(era);
    if date < first || last.is_some_and(|last| date > last) { Err(YearFault::Impossible) } else { Ok(date) }
}

impl Date {
    pub(crate) fn new(year: i32, month: i32, day: i32) -> Result<Date, YearFault> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        if !(1..=days).contains(&day) || !FiscalYear::RANGE.contains(&year) {
            return Err(YearFault::Impossible);
        }
        Ok(Date { year, month: month.unsigned_abs(), day: day.unsigned_abs() })
    }

    /// The fiscal year the date falls in: January to March belong to the year before.
    pub(crate) fn fiscal_year(self) -> Result<FiscalYear, YearFault> {
        FiscalYear::new(if self.month < 4 { self.year - 1 } else { self.year }).map_err(|_| YearFault::Impossible)
    }
}

/// `2025-09-25`.
impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Era days are those of 改元: 明治45 and 大正元 share 30 July 1912, 大正15 and 昭和元 share 25 December 1926.
fn era_days(era: Era) -> (Date, Option<Date>) {
    let date = |year, month, day| Date { year, month, day };
    match era {
        Era::Meiji => (date(1868, 1, 25), Some(date(1912, 7, 30))),
        Era::Taisho => (date(1912, 7, 30), Some(date(1926, 12, 25))),
        Era::Showa => (date(1926, 12, 25), Some(date(1989, 1, 7))),
        Era::Heisei => (date(1989, 1, 8), Some(date(2019, 4, 30))),
        Era::Reiwa => (date(2019, 5, 1), None),
    }
}

fn split_era(text: &str) -> (Option<Era>, &str) {
    let kanji = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let letter = text.chars().next().map_or(0, char::len_utf8);
    for at in [kanji, letter] {
        let (name, rest) = text.split_at(at);
        if let Some(era) = Era::from_name(name) {
            return (Some(era), rest.trim_start_matches('.'));
        }
    }
    (None, text)
}

/// A number of one to four digits, or 元 for the first year.
fn era_number(text: &str) -> Option<i32> {
    match text {
        "元" => Some(1),
        _ if (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start(text: &str) -> Result<i32, YearFault> {
        parse_year(text, None).map(FiscalYear::start)
    }

    #[test]
    fn reads_years_in_every_style() {
        for text in
            ["令和6", "令和６年度", "令和 6 年度", "R6", "r6", "Ｒ６", "R06", "2024", "２０２４年度", "2024年", "㋿6"]
        {
            assert_eq!(start(text), Ok(2024), "{text}");
        }
        for (text, year) in
            [("昭和39", 1964), ("平成31年度", 2019), ("令和元", 2019), ("R元", 2019), ("S64", 1989), ("㍻2", 1990)]
        {
            assert_eq!(start(text), Ok(year), "{text}");
        }
        assert_eq!(start("令和7年3月31日"), Ok(2024));
        assert_eq!(start("2025/4/1"), Ok(2025));
    }

    #[test]
    fn two_bare_digits_need_an_era() {
        assert_eq!(start("18"), Err(YearFault::Unreadable));
        assert_eq!(parse_year("7", Some(Era::Reiwa)).map(FiscalYear::start), Ok(2025));
        assert_eq!(parse_year("2025", Some(Era::Reiwa)).map(FiscalYear::start), Ok(2025));
        assert_eq!(parse_year("0", Some(Era::Reiwa)), Err(YearFault::Impossible));
    }

    #[test]
    fn refuses_years_that_never_were() {
        for text in ["平成40", "令和0", "昭和65年度", "1800", "9999"] {
            assert_eq!(start(text), Err(YearFault::Impossible), "{text}");
        }
        for text in ["", "未定", "令和", "R", "令和六", "6年目"] {
            assert_eq!(start(text), Err(YearFault::Unreadable), "{text}");
        }
    }

    #[test]
    fn dates_must_exist() {
        let date = |text: &str| parse_date(text).map(|date| date.to_string());
        for text in ["令和7年9月25日", "R7.9.25", "2025-09-25", "2025/9/25", "20250925", "令和7.9.25"] {
            assert_eq!(date(text).as_deref(), Ok("2025-09-25"), "{text}");
        }
        assert_eq!(date("2024-02-29").as_deref(), Ok("2024-02-29"));
        for text in
            ["2025-02-29", "令和7年13月1日", "令和7年4月31日", "昭和64年1月8日", "平成31年5月1日", "令和元年4月30日"]
        {
            assert_eq!(date(text), Err(YearFault::Impossible), "{text}");
        }
        for text in ["", "9月25日", "7/9/25", "2025", "2025-9", "きのう"] {
            assert_eq!(date(text), Err(YearFault::Unreadable), "{text}");
        }
    }

    proptest! {
        #[test]
        fn labels_read_back(year in 1873..=2200) {
            let year = FiscalYear::new(year).unwrap();
            prop_assert_eq!(parse_year(&year.japanese(), None), Ok(year));
            prop_assert_eq!(parse_year(&year.short(), None), Ok(year));
            prop_assert_eq!(parse_year(&year.start().to_string(), None), Ok(year));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            let _ = parse_year(&text, Some(Era::Reiwa));
            let _ = parse_date(&text);
        }
    }
}
