//! Numbers as people write them (数の読み取り): `1,234`, `▲１２`, `(1,234)`, `5,240千円` — exactly, never through a float.

use fiscal::{Quantity, Yen};

/// The unit amounts are written in (金額の単位).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MoneyUnit {
    /// 円.
    Yen,
    /// 千円.
    Thousand,
    /// 百万円.
    Million,
    /// 億円.
    Oku,
}

/// Why a text or a cell is not the number asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// Something else than a number.
    NotANumber,
    /// Too large, or more decimals than are kept.
    OutOfRange,
    /// A fraction of a yen; the amount rounded half away from zero is given.
    FractionOfYen(Yen),
}

impl MoneyUnit {
    /// Longest first, so that 百万円 is not read as 円.
    const ALL: [(MoneyUnit, &'static str, i64); 4] = [
        (MoneyUnit::Million, "百万円", 1_000_000),
        (MoneyUnit::Thousand, "千円", 1_000),
        (MoneyUnit::Oku, "億円", 100_000_000),
        (MoneyUnit::Yen, "円", 1),
    ];

    /// Its name: `千円`.
    pub(crate) fn name(self) -> &'static str {
        MoneyUnit::ALL.into_iter().find(|(unit, _, _)| *unit == self).map_or("円", |(_, name, _)| name)
    }

    /// The unit with this name.
    pub(crate) fn from_name(name: &str) -> Option<MoneyUnit> {
        MoneyUnit::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(unit, _, _)| unit)
    }

    /// What one of it is in yen.
    pub(crate) fn yen(self) -> i64 {
        MoneyUnit::ALL.into_iter().find(|(unit, _, _)| *unit == self).map_or(1, |(_, _, yen)| yen)
    }
}

/// Reads an amount; a unit written in the cell itself (`5,240千円`) goes before the column's.
pub(crate) fn parse_money(text: &str, unit: MoneyUnit) -> Result<Yen, NumberFault> {
    if let Some(number) = plain_digits(text.as_bytes()) {
        return number.checked_mul(unit.yen()).map(Yen).ok_or(NumberFault::OutOfRange);
    }
    let folded = fold_digits(text);
    let folded = folded.trim_start_matches('¥');
    for (own, name, _) in MoneyUnit::ALL {
        if let Some(rest) = folded.strip_suffix(name) {
            return to_yen(parse_folded(rest)?, own);
        }
    }
    to_yen(parse_folded(folded)?, unit)
}

/// The amount of a decimal in a unit, when it is a whole number of yen.
pub(crate) fn to_yen(number: Quantity, unit: MoneyUnit) -> Result<Yen, NumberFault> {
    let scaled = i128::from(number.units) * i128::from(unit.yen());
    let divisor = 10i128.pow(u32::from(number.decimals));
    let (whole, rest) = (scaled / divisor, scaled % divisor);
    let rounded = if rest.abs() * 2 >= divisor { whole + rest.signum() } else { whole };
    let yen = |amount: i128| i64::try_from(amount).map(Yen).map_err(|_| NumberFault::OutOfRange);
    if rest == 0 { yen(whole) } else { Err(NumberFault::FractionOfYen(yen(rounded)?)) }
}

/// Reads a decimal number that is not money.
pub(crate) fn parse_quantity(text: &str) -> Result<Quantity, NumberFault> {
    match plain_digits(text.as_bytes()) {
        Some(number) => Ok(Quantity::whole(number)),
        None => parse_folded(&fold_digits(text)),
    }
}

/// The fast path of most cells: up to 18 plain ASCII digits.
pub(crate) fn plain_digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.iter().try_fold(0i64, |number, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + i64::from(byte - b'0')),
        _ => None,
    })
}

/// Full-width forms to ASCII, every minus sign to `-`, `▲△` to `-`; white space goes.
pub(crate) fn fold_digits(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '▲' | '△' | '−' | '－' | '‐' | '‑' | '–' | '—' | '―' => '-',
            '￥' | '¥' => '¥',
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect()
}

fn parse_folded(folded: &str) -> Result<Quantity, NumberFault> {
    let (negative, digits) = match folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => match folded.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, folded.strip_prefix('+').unwrap_or(folded)),
        },
    };
    let digits = digits.trim_start_matches('¥');
    let plain = ungroup(digits).ok_or(NumberFault::NotANumber)?;
    let well_formed = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.ends_with(|c: char| c.is_ascii_digit())
        && plain.bytes().filter(|byte| *byte == b'.').count() <= 1
        && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !well_formed {
        return Err(NumberFault::NotANumber);
    }
    let signed = if negative { format!("-{plain}") } else { plain };
    signed.parse().map_err(|_| NumberFault::OutOfRange)
}

/// Takes commas out when they stand at every third digit; elsewhere (`12,34`) they may mean something else.
fn ungroup(digits: &str) -> Option<String> {
    if !digits.contains(',') {
        return Some(digits.to_owned());
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let regular = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) && !fraction.contains(',');
    regular.then(|| digits.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_accepted_style() {
        for text in ["1234", "1,234", "１，２３４", "１２３４", "¥1,234", "￥1234", "1,234円", "+1,234", " 1 234 "]
        {
            assert_eq!(parse_money(text, MoneyUnit::Yen), Ok(Yen(1_234)), "{text}");
        }
        for text in ["▲1,234", "△1234", "−1,234", "－1,234", "-1234", "(1,234)", "（１，２３４）", "▲ 1,234", "‐1234"]
        {
            assert_eq!(parse_money(text, MoneyUnit::Yen), Ok(Yen(-1_234)), "{text}");
        }
    }

    #[test]
    fn units_are_exact() {
        assert_eq!(parse_money("318735.9", MoneyUnit::Thousand), Ok(Yen(318_735_900)));
        assert_eq!(parse_money("1.5", MoneyUnit::Oku), Ok(Yen(150_000_000)));
        assert_eq!(parse_money("5,240千円", MoneyUnit::Yen), Ok(Yen(5_240_000)));
        assert_eq!(parse_money("2百万円", MoneyUnit::Thousand), Ok(Yen(2_000_000)));
        assert_eq!(parse_money("1355.3925", MoneyUnit::Thousand), Err(NumberFault::FractionOfYen(Yen(1_355_393))));
        assert_eq!(parse_money("-0.5", MoneyUnit::Yen), Err(NumberFault::FractionOfYen(Yen(-1))));
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        for text in ["", "約100", "12,34", "1,2345", "1.2.3", "--5", "1e6", "100%", "29(4)", "1,", ".5", "5.", "円"] {
            assert_eq!(parse_money(text, MoneyUnit::Yen), Err(NumberFault::NotANumber), "{text:?}");
        }
        assert_eq!(parse_money("99999999999999999999", MoneyUnit::Yen), Err(NumberFault::OutOfRange));
        assert_eq!(parse_money("999999999999999999", MoneyUnit::Oku), Err(NumberFault::OutOfRange));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(amount in -999_999_999_999_999_999i64..=999_999_999_999_999_999) {
            let printed = Yen(amount).to_string();
            prop_assert_eq!(parse_money(&printed, MoneyUnit::Yen), Ok(Yen(amount)));
            let full_width: String = printed.chars().map(|c| match c {
                '0'..='9' | ',' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
                other => other,
            }).collect();
            prop_assert_eq!(parse_money(&full_width, MoneyUnit::Yen), Ok(Yen(amount)));
            let bracketed = if amount < 0 { format!("({})", Yen(-amount)) } else { printed.clone() };
            prop_assert_eq!(parse_money(&bracketed, MoneyUnit::Yen), Ok(Yen(amount)));
        }

        #[test]
        fn quantities_read_back(units in -999_999_999_999i64..=999_999_999_999, decimals in 0u8..=6) {
            let quantity = Quantity { units, decimals };
            prop_assert_eq!(parse_quantity(&quantity.to_string()), Ok(quantity));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = parse_money(&text, MoneyUnit::Million);
            let _ = parse_quantity(&text);
        }
    }
}
