//! Numbers as they stand in a picture (図の中の数).

use fiscal::Yen;
use fiscal::money::in_words_ja;

use super::Lang;

/// The unit money is drawn in, chosen by the largest amount (金額の単位).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MoneyUnit {
    pub yen: i128,
    ja: &'static str,
    en: &'static str,
}

impl MoneyUnit {
    /// The largest unit in which the largest amount still has three digits.
    pub(super) fn for_largest(size_yen: u128) -> MoneyUnit {
        const UNITS: [(i128, &str, &str); 4] = [
            (100_000_000, "億円", "¥100 million"),
            (1_000_000, "百万円", "¥ million"),
            (1_000, "千円", "¥ thousand"),
            (1, "円", "¥"),
        ];
        let (yen, ja, en) =
            UNITS.into_iter().find(|(yen, ..)| size_yen / yen.unsigned_abs() >= 100).unwrap_or(UNITS[3]);
        MoneyUnit { yen, ja, en }
    }

    pub(super) fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.ja, self.en)
    }

    /// The amount in this unit, rounded half away from zero, grouped.
    pub(super) fn shown(self, amount_yen: i128) -> String {
        let size = amount_yen.unsigned_abs();
        let unit = self.yen.unsigned_abs();
        let rounded = size / unit + u128::from(size % unit * 2 >= unit);
        signed(amount_yen < 0 && rounded > 0, &rounded.to_string())
    }

    pub(super) fn geometry(self, amount_yen: i128) -> f64 {
        amount_yen as f64 / self.yen as f64
    }
}

/// An amount in words: `1兆2,040億円`.
pub(super) fn money_ja(amount_yen: i128) -> String {
    match i64::try_from(amount_yen) {
        Ok(yen) => in_words_ja(Yen(yen)),
        Err(_) => format!("{}円", signed(amount_yen < 0, &amount_yen.unsigned_abs().to_string())),
    }
}

/// An amount in words: `¥1.20 trillion`.
pub(super) fn money_en(amount_yen: i128) -> String {
    let size = amount_yen.unsigned_abs();
    let sign = if amount_yen < 0 { "−" } else { "" };
    match size {
        1_000_000_000_000.. => format!("{sign}¥{} trillion", decimal(size as f64 / 1e12, 2)),
        1_000_000_000.. => format!("{sign}¥{} billion", decimal(size as f64 / 1e9, 1)),
        1_000_000.. => format!("{sign}¥{} million", decimal(size as f64 / 1e6, 1)),
        _ => format!("{sign}¥{}", grouped(&size.to_string())),
    }
}

/// A number with this many decimals, grouped, `▲` when negative.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    signed(value < 0.0 && !nothing, &text)
}

/// A change in percent against an earlier value; `None` from zero or across it.
pub(super) fn change_percent(from: f64, to: f64) -> Option<f64> {
    (from > 0.0 && to >= 0.0).then(|| (to - from) / from * 100.0).filter(|percent| percent.is_finite())
}

fn signed(negative: bool, digits: &str) -> String {
    format!("{}{}", if negative { "▲" } else { "" }, grouped(digits))
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_keeps_three_digits() {
        for (yen, unit, shown) in [
            (627_883_000_000, "億円", "6,279"),
            (9_900_000_000, "百万円", "9,900"),
            (52_400_000, "千円", "52,400"),
            (-150_000_000, "百万円", "▲150"),
            (980, "円", "980"),
            (0, "円", "0"),
        ] {
            let money = MoneyUnit::for_largest(i128::unsigned_abs(yen));
            assert_eq!((money.label(Lang::Ja), money.shown(yen).as_str()), (unit, shown), "{yen}");
        }
        assert_eq!(MoneyUnit::for_largest(u128::from(u64::MAX)).shown(i128::from(i64::MIN)), "▲92,233,720,369");
        assert_eq!(MoneyUnit { yen: 1_000, ja: "", en: "" }.shown(-400), "0");
    }

    #[test]
    fn says_money_in_both_languages() {
        assert_eq!(
            (money_ja(1_204_000_000_000), money_en(1_204_000_000_000)),
            ("1兆2,040億円".into(), "¥1.20 trillion".into())
        );
        assert_eq!(money_en(-52_400_000), "−¥52.4 million");
        assert_eq!(decimal(-1234.56, 1), "▲1,234.6");
        assert_eq!(decimal(-0.04, 1), "0.0");
    }
}
