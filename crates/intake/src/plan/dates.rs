//! Days and years as people write them in a plan folder (日付・年度の読み取り).

use fiscal::{FiscalYear, year::Era};
use reform::plan::{AsOf, CalendarDate};
use unicode_normalization::UnicodeNormalization;

/// Reads `2023-04-01`, `令和5年4月1日`, `R6年度`, `FY2024`, `R6年度〜R8年度`, `2022年`; `None` for anything else,
/// and for days and years that never were.
pub(super) fn as_of(text: &str) -> Option<AsOf> {
    let text = plain(text);
    if let Some((first, last)) = text.split_once(['〜', '~', '–']) {
        let (first, last) = (fiscal_year_of_plain(first)?, fiscal_year_of_plain(last)?);
        return (first < last).then_some(AsOf::FiscalYears(first, last));
    }
    if let Some(year) = fiscal_year_of_plain(&text) {
        return Some(AsOf::FiscalYear(year));
    }
    if let Some(year) = text.strip_suffix('年') {
        let year = calendar_year(year)?;
        return FiscalYear::RANGE.contains(&year).then_some(AsOf::CalendarYear(year));
    }
    date(&text).map(AsOf::Date)
}

/// Reads `R6年度`, `令和6年度`, `2024年度` or `FY2024`.
pub(super) fn fiscal_year(text: &str) -> Option<FiscalYear> {
    fiscal_year_of_plain(&plain(text))
}

/// Reads `2023-04-01`, `2023年4月1日`, `R5.4.1` or `令和5年4月1日`.
pub(super) fn date(text: &str) -> Option<CalendarDate> {
    let text = plain(text).replace('元', "1");
    let text = text.strip_suffix('日').unwrap_or(&text);
    let parts: Vec<&str> = text.split(['-', '.', '/', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    let date = CalendarDate::new(calendar_year(year)?, month.parse().ok()?, day.parse().ok()?)?;
    match era_and_year(year) {
        Some((era, _)) => in_era(era, date).then_some(date),
        None => Some(date),
    }
}

/// Whether a publication date is written as a year, a month (`2024-03`) or a day.
pub(super) fn is_publication_date(text: &str) -> bool {
    match text.split('-').count() {
        1 => text.len() == 4 && calendar_year(text).is_some_and(|year| FiscalYear::RANGE.contains(&year)),
        2 => text.len() == 7 && date(&format!("{text}-01")).is_some(),
        _ => text.len() == 10 && date(text).is_some(),
    }
}

fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn fiscal_year_of_plain(text: &str) -> Option<FiscalYear> {
    if let Some(year) = text.strip_prefix("FY") {
        return FiscalYear::new(digits(year)?).ok();
    }
    FiscalYear::new(calendar_year(text.strip_suffix("年度")?)?).ok()
}

/// `2024`, `令和6`, `R6`, `令和元`.
fn calendar_year(text: &str) -> Option<i32> {
    match era_and_year(text) {
        Some((era, year)) => era.calendar_year(year).ok(),
        None => digits(text),
    }
}

fn era_and_year(text: &str) -> Option<(Era, i32)> {
    let split = text.find(|c: char| c.is_ascii_digit() || c == '元')?;
    let (era, year) = text.split_at(split);
    Some((Era::from_name(era)?, if year == "元" { 1 } else { digits(year)? }))
}

/// One to four digits and nothing else.
fn digits(text: &str) -> Option<i32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Eras change within a year: 令和元年4月30日 never was.
fn in_era(era: Era, date: CalendarDate) -> bool {
    let (first, last) = match era {
        Era::Meiji => ((1868, 1, 25), (1912, 7, 29)),
        Era::Taisho => ((1912, 7, 30), (1926, 12, 24)),
        Era::Showa => ((1926, 12, 25), (1989, 1, 7)),
        Era::Heisei => ((1989, 1, 8), (2019, 4, 30)),
        Era::Reiwa => ((2019, 5, 1), (2200, 12, 31)),
    };
    (first..=last).contains(&date.parts())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let cases = [
            ("2023-04-01", "as of 2023-04-01"),
            ("令和５年４月１日", "as of 2023-04-01"),
            ("R5.4.1", "as of 2023-04-01"),
            ("R6年度", "FY2024"),
            ("令和元年度", "FY2019"),
            ("FY2024", "FY2024"),
            ("2024年度", "FY2024"),
            ("R6年度〜R8年度", "FY2024–FY2026"),
            ("令和6年度～令和8年度", "FY2024–FY2026"),
            ("2022年", "2022"),
            ("昭和54年", "1979"),
        ];
        for (text, read) in cases {
            assert_eq!(as_of(text).map(|as_of| as_of.to_string()).as_deref(), Some(read), "{text}");
        }
    }

    #[test]
    fn refuses_what_never_was() {
        for text in [
            "",
            "R6",
            "2024",
            "2023-02-29",
            "平成40年度",
            "令和元年4月30日",
            "R8年度〜R6年度",
            "R6年度〜",
            "年",
            "99999年度",
        ] {
            assert_eq!(as_of(text), None, "{text}");
        }
        assert!(["2024", "2024-03", "2024-03-31"].into_iter().all(is_publication_date));
        assert!(!["", "2024-13", "R6-03", "2024-3", "令和6年3月", "2024-02-30"].into_iter().any(is_publication_date));
    }
}
