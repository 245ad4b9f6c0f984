//! Plain language (分かりやすい言葉): an amount per citizen and per day, an amount in words, what a direction means, how to read
//! each kind of chart.
//!
//! The site and the documents say these things in the same words because they ask here. Every rounding for a reader's eye is
//! named here: [`per_citizen`] and [`per_citizen_per_day`] divide the whole amount once; [`in_words`] keeps four digits.

mod direction;
mod reading;

use fiscal::money::group_digits;
use fiscal::proportion::ratio_of;
use fiscal::{Quantity, Yen};

pub use crate::chart::Lang;
use crate::edition::About;

pub use direction::direction_meaning;
pub use reading::{ChartKind, reading, reading_of};

/// The days of a year that an amount per day is divided by; a leap year is counted alike, and the note says so.
pub const DAYS_A_YEAR: i64 = 365;

/// Below this many yen a day, one decimal is kept: most programs cost each citizen less than one yen a day.
const WHOLE_YEN_FROM: i64 = 10;

/// An amount a citizen (市民1人あたり): divided by the edition's residents, to the nearest yen. Nothing where the edition does
/// not say how many residents there are.
pub fn per_citizen(amount_yen: i64, about: &About) -> Option<i64> {
    let residents = about.residents.filter(|residents| *residents > 0)?;
    ratio_of(Yen(amount_yen), 1, residents).ok().map(|yen| yen.0)
}

/// A year's amount a citizen and a day (市民1人1日あたり), in yen: whole from 10 yen, below with one decimal.
///
/// Divided once from the whole amount, so that it is not the rounding of a rounding. Nothing where residents are unknown.
pub fn per_citizen_per_day(amount_yen: i64, about: &About) -> Option<Quantity> {
    let residents = about.residents.filter(|residents| *residents > 0)?;
    let divisor = residents.checked_mul(DAYS_A_YEAR)?;
    let whole = ratio_of(Yen(amount_yen), 1, divisor).ok()?.0;
    if whole.abs() >= WHOLE_YEN_FROM {
        return Some(Quantity::whole(whole));
    }
    let tenths = ratio_of(Yen(amount_yen), 10, divisor).ok()?.0;
    Some(Quantity { units: tenths, decimals: 1 })
}

/// Both in one sentence: `市民1人あたり 1年に約12,345円、1日に約34円`. Nothing where residents are unknown or there is no amount.
pub fn per_citizen_words(amount_yen: i64, about: &About, lang: Lang) -> Option<String> {
    if amount_yen == 0 {
        return None;
    }
    let year = per_citizen(amount_yen, about)?;
    let day = per_citizen_per_day(amount_yen, about)?;
    let (year, day) = (small(Quantity::whole(year), lang), small(day, lang));
    Some(match lang {
        Lang::Ja => format!("市民1人あたり 1年に{year}、1日に{day}"),
        Lang::En => format!("{year} a year and {day} a day for each citizen"),
    })
}

/// How amounts per citizen are worked out, with the source of the number of residents. Nothing where it is unknown.
pub fn per_citizen_note(about: &About, lang: Lang) -> Option<String> {
    let residents = about.residents.filter(|residents| *residents > 0)?;
    let count = group_digits(residents.unsigned_abs());
    let source = about.residents_source.trim();
    Some(match lang {
        Lang::Ja => {
            let source = if source.is_empty() { String::new() } else { format!("（{source}）") };
            format!(
                "市民の数{count}人{source}で割り、四捨五入しています。1日あたりは、さらに{DAYS_A_YEAR}で割ったものです。"
            )
        }
        Lang::En => {
            let source = if source.is_empty() { String::new() } else { format!(" ({source})") };
            format!("Divided by {count} residents{source} and rounded; a day is a {DAYS_A_YEAR}th of the year.")
        }
    })
}

/// An amount in words, four digits of it: `9億6,000万円`, `6,279億円`, `1兆2,040億円`, `▲5,240万円`, `980円`; `¥960 million`.
///
/// Rounded half away from zero; for a reader's eye only, the exact amount stands in the table beside.
pub fn in_words(amount_yen: i64, lang: Lang) -> String {
    let size = four_digits(amount_yen.unsigned_abs());
    let negative = amount_yen < 0;
    match lang {
        Lang::Ja => format!("{}{}", if negative { "▲" } else { "" }, words_ja(size)),
        Lang::En => format!("{}{}", if negative { "−" } else { "" }, words_en(size)),
    }
}

/// About so many yen, or that it is less than the smallest that is shown.
fn small(yen: Quantity, lang: Lang) -> String {
    if yen.units == 0 {
        return match (lang, yen.decimals) {
            (Lang::Ja, 0) => "1円未満".into(),
            (Lang::Ja, _) => "0.1円未満".into(),
            (Lang::En, 0) => "less than ¥1".into(),
            (Lang::En, _) => "less than ¥0.1".into(),
        };
    }
    let size = yen.units.unsigned_abs();
    let digits = match yen.decimals {
        0 => group_digits(size),
        _ => format!("{}.{}", size / 10, size % 10),
    };
    match lang {
        Lang::Ja => format!("約{}{digits}円", if yen.units < 0 { "▲" } else { "" }),
        Lang::En => format!("about {}¥{digits}", if yen.units < 0 { "−" } else { "" }),
    }
}

/// The first four digits, the rest zero, rounded half up.
fn four_digits(size: u64) -> u64 {
    let mut unit = 1_u64;
    while size / unit >= 10_000 {
        unit *= 10;
    }
    let rounded = size / unit + u64::from(unit > 1 && size % unit >= unit / 2);
    rounded.saturating_mul(unit)
}

fn words_ja(size: u64) -> String {
    let units = [(1_000_000_000_000, "兆"), (100_000_000, "億"), (10_000, "万")];
    let mut rest = size;
    let mut words = String::new();
    for (unit, name) in units {
        if rest >= unit {
            words.push_str(&format!("{}{name}", group_digits(rest / unit)));
            rest %= unit;
        }
    }
    if rest > 0 || words.is_empty() {
        words.push_str(&group_digits(rest));
    }
    words + "円"
}

fn words_en(size: u64) -> String {
    let units = [(1_000_000_000_000, " trillion"), (1_000_000_000, " billion"), (1_000_000, " million")];
    let Some((unit, name)) = units.into_iter().find(|(unit, _)| size >= *unit) else {
        return format!("¥{}", group_digits(size));
    };
    // Four digits at most are left, so three decimals say all of it.
    let thousandths = size % unit / (unit / 1_000);
    let decimals = format!("{thousandths:03}");
    match decimals.trim_end_matches('0') {
        "" => format!("¥{}{name}", group_digits(size / unit)),
        decimals => format!("¥{}.{decimals}{name}", group_digits(size / unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn about(residents: Option<i64>) -> About {
        About { residents, residents_source: "推計人口 令和6年10月1日".into(), ..About::default() }
    }

    #[test]
    fn an_amount_is_divided_by_residents_and_days_once() {
        let city = about(Some(908_000));
        // 627,883,000,000 ÷ 908,000 = 691,501.10…; ÷ 365 = 1,894.52…
        assert_eq!(per_citizen(627_883_000_000, &city), Some(691_501));
        assert_eq!(per_citizen_per_day(627_883_000_000, &city).unwrap().to_string(), "1895");
        // 52,400,000 ÷ 908,000 = 57.7…; ÷ 365 = 0.158…
        assert_eq!(per_citizen(52_400_000, &city), Some(58));
        assert_eq!(per_citizen_per_day(52_400_000, &city).unwrap().to_string(), "0.2");
        // From ten yen a day on no decimals: 9.96… would else be shown as 10.0.
        assert_eq!(per_citizen_per_day(908_000 * 365 * 10, &city).unwrap().to_string(), "10");
        assert_eq!(per_citizen_per_day(-908_000 * 365, &city).unwrap().to_string(), "-1.0");
    }

    #[test]
    fn nothing_is_said_where_residents_are_unknown() {
        for city in [about(None), about(Some(0)), about(Some(-3))] {
            assert_eq!(per_citizen(1, &city), None);
            assert_eq!(per_citizen_per_day(1, &city), None);
            assert_eq!(per_citizen_words(1, &city, Lang::Ja), None);
            assert_eq!(per_citizen_note(&city, Lang::Ja), None);
        }
    }

    #[test]
    fn sentences_say_about_how_much_and_where_the_number_of_residents_is_from() {
        let city = about(Some(908_000));
        let said = |yen, lang| per_citizen_words(yen, &city, lang).unwrap();
        assert_eq!(said(12_345_678_900, Lang::Ja), "市民1人あたり 1年に約13,597円、1日に約37円");
        assert_eq!(said(12_345_678_900, Lang::En), "about ¥13,597 a year and about ¥37 a day for each citizen");
        assert_eq!(said(52_400_000, Lang::Ja), "市民1人あたり 1年に約58円、1日に約0.2円");
        assert_eq!(said(100_000, Lang::Ja), "市民1人あたり 1年に1円未満、1日に0.1円未満");
        assert_eq!(said(-908_000_000, Lang::Ja), "市民1人あたり 1年に約▲1,000円、1日に約▲2.7円");
        assert_eq!(per_citizen_words(0, &city, Lang::Ja), None);
        let note = per_citizen_note(&city, Lang::Ja).unwrap();
        assert!(note.contains("908,000人（推計人口 令和6年10月1日）") && note.contains("365"), "{note}");
        assert!(per_citizen_note(&city, Lang::En).unwrap().contains("908,000 residents (推計人口 令和6年10月1日)"));
    }

    #[test]
    fn big_amounts_are_written_in_words_with_four_digits() {
        for (yen, ja, en) in [
            (960_000_000, "9億6,000万円", "¥960 million"),
            (627_883_000_000, "6,279億円", "¥627.9 billion"),
            (1_204_000_000_000, "1兆2,040億円", "¥1.204 trillion"),
            (-52_400_000, "▲5,240万円", "−¥52.4 million"),
            (1_234_567_890, "12億3,500万円", "¥1.235 billion"),
            (123_456, "12万3,500円", "¥123,500"),
            (99_999_999, "1億円", "¥100 million"),
            (10_000, "1万円", "¥10,000"),
            (9_999, "9,999円", "¥9,999"),
            (980, "980円", "¥980"),
            (0, "0円", "¥0"),
        ] {
            assert_eq!((in_words(yen, Lang::Ja).as_str(), in_words(yen, Lang::En).as_str()), (ja, en), "{yen}");
        }
    }

    proptest! {
        #[test]
        fn no_amount_is_too_large_to_be_said(yen in any::<i64>(), residents in 1..2_000_000_000_i64) {
            let city = about(Some(residents));
            prop_assert!(!in_words(yen, Lang::Ja).is_empty() && !in_words(yen, Lang::En).is_empty());
            let citizen = per_citizen(yen, &city).unwrap();
            prop_assert!((i128::from(citizen) * i128::from(residents) - i128::from(yen)).abs() * 2 <= i128::from(residents));
            prop_assert!(per_citizen_per_day(yen, &city).is_some());
        }
    }
}
