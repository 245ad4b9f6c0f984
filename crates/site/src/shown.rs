//! Values as a page shows them (値の見せ方): years, money, shares.

use fiscal::money::group_digits;
use fiscal::{FiscalYear, Yen};

use crate::lang::Lang;

/// What stands where the source says nothing, which is not zero.
pub const NOT_STATED: &str = "―";

/// A fiscal year: `令和8年度`, `FY2026`.
pub fn year(lang: Lang, year: i32) -> String {
    match (lang, FiscalYear::new(year)) {
        (Lang::Ja, Ok(fiscal)) => fiscal.japanese(),
        (Lang::Ja, Err(_)) => format!("{year}年度"),
        (Lang::En, _) => format!("FY{year}"),
    }
}

/// Whole yen, grouped: `▲1,234`.
pub fn yen(amount_yen: i64) -> String {
    Yen(amount_yen).to_string()
}

/// Whole yen, or that none are stated.
pub fn yen_or_none(amount_yen: Option<i64>) -> String {
    amount_yen.map_or_else(|| NOT_STATED.to_owned(), yen)
}

/// An amount in words: `330億円`, `¥33,000 million`.
pub fn money(lang: Lang, amount_yen: i64) -> String {
    match lang {
        Lang::Ja => fiscal::money::in_words_ja(Yen(amount_yen)),
        Lang::En if amount_yen.unsigned_abs() < 1_000_000 => {
            format!("{}¥{}", if amount_yen < 0 { "−" } else { "" }, group_digits(amount_yen.unsigned_abs()))
        }
        Lang::En => {
            let millions = fiscal::money::round_to_millions(Yen(amount_yen));
            format!("{}¥{} million", if millions < 0 { "−" } else { "" }, group_digits(millions.unsigned_abs()))
        }
    }
}

/// An amount in 億円, rounded half away from zero: `▲1,234`.
pub fn oku(amount_yen: i64) -> String {
    yen(fiscal::money::round_to_oku(Yen(amount_yen)))
}

/// A count, grouped.
pub fn count(number: i64) -> String {
    yen(number)
}

/// Hundredths of a percent: `60%`, `33.33%`.
pub fn share(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match (rest / 10, rest % 10) {
        (0, 0) => format!("{whole}%"),
        (tenth, 0) => format!("{whole}.{tenth}%"),
        _ => format!("{whole}.{rest:02}%"),
    }
}

/// A day: `2026年11月22日`; what is no whole day (`2025-03`) as far as it goes.
pub fn day(lang: Lang, iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').map(|part| part.trim_start_matches('0')).collect();
    let is_date = iso.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    match (lang, is_date, parts.as_slice()) {
        (Lang::Ja, true, [year, month, day]) => format!("{year}年{month}月{day}日"),
        (Lang::Ja, true, [year, month]) => format!("{year}年{month}月"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_japanese_documents_print_them() {
        assert_eq!((year(Lang::Ja, 2026), year(Lang::En, 2026)), ("令和8年度".into(), "FY2026".into()));
        assert_eq!(
            (share(10_000), share(6_050), share(3_333), share(5)),
            ("100%".into(), "60.5%".into(), "33.33%".into(), "0.05%".into())
        );
        assert_eq!((oku(-150_000_000), oku(149_999_999), yen_or_none(None)), ("▲2".into(), "1".into(), "―".into()));
        assert_eq!(
            (day(Lang::Ja, "2026-01-05"), day(Lang::Ja, "2025-03")),
            ("2026年1月5日".into(), "2025年3月".into())
        );
        assert_eq!((money(Lang::En, -52_400_000), money(Lang::En, 980)), ("−¥52 million".into(), "¥980".into()));
    }
}
