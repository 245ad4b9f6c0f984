//! Money (金額): a whole number of yen, counted exactly.

use std::fmt;

/// An amount of money in whole yen (円); negative amounts are shortfalls, reductions or refunds.
///
/// Arithmetic is checked: an amount that does not fit 64 bits is an error, never a wrapped number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yen(pub i64);

/// Why an amount could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the amount does not fit in 64 bits of yen")]
pub struct MoneyOverflow;

impl Yen {
    /// No money at all.
    pub const ZERO: Yen = Yen(0);

    /// From thousands of yen (千円), the unit of most budget documents.
    pub fn from_thousands(thousands: i64) -> Result<Yen, MoneyOverflow> {
        thousands.checked_mul(1_000).map(Yen).ok_or(MoneyOverflow)
    }

    /// From millions of yen (百万円).
    pub fn from_millions(millions: i64) -> Result<Yen, MoneyOverflow> {
        millions.checked_mul(1_000_000).map(Yen).ok_or(MoneyOverflow)
    }

    /// The sum of two amounts.
    pub fn checked_add(self, other: Yen) -> Result<Yen, MoneyOverflow> {
        self.0.checked_add(other.0).map(Yen).ok_or(MoneyOverflow)
    }

    /// This amount less another.
    pub fn checked_sub(self, other: Yen) -> Result<Yen, MoneyOverflow> {
        self.0.checked_sub(other.0).map(Yen).ok_or(MoneyOverflow)
    }

    /// The sum of many amounts.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Yen>) -> Result<Yen, MoneyOverflow> {
        amounts.into_iter().try_fold(Yen::ZERO, Yen::checked_add)
    }
}

/// Grouped digits with `▲` for a negative amount, as Japanese budget documents print it: `▲1,234`.
impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("▲")?;
        }
        f.write_str(&group_digits(self.0.unsigned_abs()))
    }
}

/// The amount in thousands of yen (千円), rounded half away from zero. For display only.
pub fn round_to_thousands(amount: Yen) -> i64 {
    round_half_up(amount.0, 1_000)
}

/// The amount in millions of yen (百万円), rounded half away from zero. For display only.
pub fn round_to_millions(amount: Yen) -> i64 {
    round_half_up(amount.0, 1_000_000)
}

/// The amount in hundreds of millions of yen (億円), rounded half away from zero. For display only.
pub fn round_to_oku(amount: Yen) -> i64 {
    round_half_up(amount.0, 100_000_000)
}

/// The amount in units of `unit_yen` yen, at least one, rounded half away from zero: how a table of tenths of 億円 is shown.
/// For display only.
pub fn round_to_units(amount: Yen, unit_yen: u32) -> i64 {
    round_half_up(amount.0, i64::from(unit_yen.max(1)))
}

/// Groups the digits of a count by thousands: `1234567` → `1,234,567`.
pub fn group_digits(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The amount as a newspaper writes it: `1兆2,040億円`, `7,236億円`, `5,240万円`, `▲34億円`, `980円`.
///
/// Rounded half away from zero to the smallest unit shown (億円 from one 億 upwards, 万円 from one 万, else 円).
pub fn in_words_ja(amount: Yen) -> String {
    let sign = if amount.0 < 0 { "▲" } else { "" };
    let size = amount.0.unsigned_abs();
    let rounded = |unit: u64| size / unit + u64::from(size % unit >= unit / 2);
    let oku = rounded(100_000_000);
    if size >= 100_000_000 && oku >= 10_000 {
        let rest = oku % 10_000;
        let cho = group_digits(oku / 10_000);
        return match rest {
            0 => format!("{sign}{cho}兆円"),
            rest => format!("{sign}{cho}兆{}億円", group_digits(rest)),
        };
    }
    let man = rounded(10_000);
    if man >= 10_000 {
        format!("{sign}{}億円", group_digits(oku.max(1)))
    } else if size >= 10_000 {
        format!("{sign}{}万円", group_digits(man))
    } else {
        format!("{sign}{}円", group_digits(size))
    }
}

fn round_half_up(amount: i64, unit: i64) -> i64 {
    let whole = amount / unit;
    let rest = amount % unit;
    if rest.abs() * 2 >= unit { whole + rest.signum() } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prints_like_a_budget_document() {
        assert_eq!(Yen(1_234_567).to_string(), "1,234,567");
        assert_eq!(Yen(-1_234).to_string(), "▲1,234");
        assert_eq!(Yen(0).to_string(), "0");
        assert_eq!(Yen(i64::MIN).to_string(), "▲9,223,372,036,854,775,808");
    }

    #[test]
    fn says_amounts_in_words() {
        let cases = [
            (1_204_000_000_000, "1兆2,040億円"),
            (723_600_000_000, "7,236億円"),
            (627_883_000_000, "6,279億円"),
            (1_000_000_000_000, "1兆円"),
            (999_999_999_999, "1兆円"),
            (-3_400_000_000, "▲34億円"),
            (52_400_000, "5,240万円"),
            (99_999_999, "1億円"),
            (9_999, "9,999円"),
            (980, "980円"),
            (0, "0円"),
        ];
        for (yen, words) in cases {
            assert_eq!(in_words_ja(Yen(yen)), words, "{yen}");
        }
    }

    #[test]
    fn overflow_is_an_error() {
        assert_eq!(Yen(i64::MAX).checked_add(Yen(1)), Err(MoneyOverflow));
        assert_eq!(Yen(i64::MIN).checked_sub(Yen(1)), Err(MoneyOverflow));
        assert_eq!(Yen::from_thousands(i64::MAX), Err(MoneyOverflow));
        assert_eq!(Yen::checked_sum([Yen(i64::MAX), Yen(1), Yen(-2)]), Err(MoneyOverflow));
    }

    proptest! {
        #[test]
        fn rounding_is_never_off_by_more_than_half(amount in any::<i64>()) {
            for (rounded, unit) in [
                (round_to_thousands(Yen(amount)), 1_000),
                (round_to_millions(Yen(amount)), 1_000_000),
                (round_to_oku(Yen(amount)), 100_000_000),
                (round_to_units(Yen(amount), 10_000_000), 10_000_000),
            ] {
                let error = i128::from(rounded) * unit - i128::from(amount);
                prop_assert!(error.abs() * 2 <= unit);
            }
        }

        #[test]
        fn grouping_keeps_every_digit(count in any::<u64>()) {
            prop_assert_eq!(group_digits(count).replace(',', ""), count.to_string());
        }
    }
}
