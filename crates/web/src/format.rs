//! How values are written on the page (表示の書き方).

use fiscal::money::{group_digits, in_words_ja, round_to_thousands};
use fiscal::{FiscalYear, Quantity, Yen};

use crate::lang::Lang;

/// What stands where the source says nothing.
pub const NOT_STATED: &str = "–";

/// An amount in thousands of yen: `12,345`, `▲1,000`, `–` when not stated.
pub fn thousands(amount: Option<Yen>) -> String {
    amount.map_or_else(|| NOT_STATED.to_owned(), |amount| Yen(round_to_thousands(amount)).to_string())
}

/// A total of any size with grouped digits.
pub fn total(total: i128) -> String {
    i64::try_from(total).map_or_else(|_| total.to_string(), |total| Yen(total).to_string())
}

/// An exact amount in yen: `12,345,000`.
pub fn yen(amount: Option<Yen>) -> String {
    amount.map_or_else(|| NOT_STATED.to_owned(), |amount| amount.to_string())
}

/// An amount in words: `6,279億円`, `¥627.9 billion`.
pub fn in_words(lang: Lang, amount: Yen) -> String {
    match lang {
        Lang::Ja => in_words_ja(amount),
        Lang::En => in_words_en(amount),
    }
}

/// A fiscal year: `令和6年度（2024）`, `FY2024`.
pub fn year(lang: Lang, year: FiscalYear) -> String {
    match lang {
        Lang::Ja => format!("{}（{}）", year.japanese(), year.start()),
        Lang::En => year.to_string(),
    }
}

/// A quantity with grouped digits: `12,345.6`, `–` when not stated.
pub fn quantity(value: Option<Quantity>) -> String {
    let Some(value) = value else { return NOT_STATED.to_owned() };
    let text = value.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("▲", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = group_digits(whole.parse().unwrap_or_default());
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A count with grouped digits.
pub fn count(count: i64) -> String {
    let digits = group_digits(count.unsigned_abs());
    if count < 0 { format!("▲{digits}") } else { digits }
}

/// A moment for people in Japan: `2026-11-22 19:30`; the stored text is UTC.
pub fn moment(utc: &str) -> String {
    let Ok(time) = utc.parse::<jiff::Timestamp>() else { return utc.to_owned() };
    time.to_zoned(japan()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// This moment in Japan, for the notes of a file: `2026-11-22T19:30:00+09:00`.
pub fn now() -> String {
    jiff::Timestamp::now().to_zoned(japan()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn japan() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::fixed(jiff::tz::offset(9))
}

fn in_words_en(amount: Yen) -> String {
    let sign = if amount.0 < 0 { "−" } else { "" };
    let size = amount.0.unsigned_abs();
    let tenths = |unit: u64| {
        let tenths = size / (unit / 10) + u64::from(size % (unit / 10) >= unit / 20);
        (group_digits(tenths / 10), tenths % 10)
    };
    match size {
        1_000_000_000_000.. => {
            let (whole, tenth) = tenths(1_000_000_000_000);
            format!("{sign}¥{whole}.{tenth} trillion")
        }
        1_000_000_000.. => {
            let (whole, tenth) = tenths(1_000_000_000);
            format!("{sign}¥{whole}.{tenth} billion")
        }
        1_000_000.. => {
            let (whole, tenth) = tenths(1_000_000);
            format!("{sign}¥{whole}.{tenth} million")
        }
        size => format!("{sign}¥{}", group_digits(size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts() {
        assert_eq!(thousands(Some(Yen(12_345_678))), "12,346");
        assert_eq!(thousands(None), "–");
        assert_eq!(in_words(Lang::En, Yen(627_883_000_000)), "¥627.9 billion");
        assert_eq!(in_words(Lang::En, Yen(-1_250_000)), "−¥1.3 million");
        assert_eq!(in_words(Lang::En, Yen(1_204_000_000_000)), "¥1.2 trillion");
    }

    #[test]
    fn writes_quantities_and_times() {
        assert_eq!(quantity("-12345.60".parse().ok()), "▲12,345.60");
        assert_eq!(moment("2026-11-22T10:30:00Z"), "2026-11-22 19:30");
        assert_eq!(moment("not a time"), "not a time");
    }
}
