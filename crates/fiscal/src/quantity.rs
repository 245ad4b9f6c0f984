//! Quantity (数量): an exact decimal number that is not money, such as an indicator's value.

use std::fmt;
use std::str::FromStr;

/// An exact decimal (数量): `units` × 10^−`decimals`, printed as the source wrote it (`12.50` keeps its zero).
///
/// Two quantities are equal only when they are written alike; compare values with [`Quantity::to_f64`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The digits as a whole number.
    pub units: i64,
    /// How many of those digits stand after the decimal point (at most [`Quantity::MAX_DECIMALS`]).
    pub decimals: u8,
}

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a plain decimal number of at most 18 digits")]
pub struct InvalidQuantity;

impl Quantity {
    /// The most digits kept after the point.
    pub const MAX_DECIMALS: u8 = 9;

    /// A whole number.
    pub fn whole(units: i64) -> Quantity {
        Quantity { units, decimals: 0 }
    }

    /// The nearest floating-point value, for charts and ratios.
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.decimals))
    }

    /// With this many decimals: zeros added, or rounded half away from zero. `None` where it no longer fits 64 bits.
    /// For display only.
    pub fn with_decimals(self, decimals: u8) -> Option<Quantity> {
        let wide = i128::from(self.units);
        let units = match decimals.checked_sub(self.decimals) {
            Some(more) => wide.checked_mul(10i128.checked_pow(u32::from(more))?)?,
            None => {
                let unit = 10i128.checked_pow(u32::from(self.decimals - decimals))?;
                let (whole, rest) = (wide / unit, wide % unit);
                if rest.abs() * 2 >= unit { whole + rest.signum() } else { whole }
            }
        };
        Some(Quantity { units: i64::try_from(units).ok()?, decimals })
    }

    /// The exact decimal of a spreadsheet's floating-point cell: at most nine decimals, no trailing zeros, as the
    /// spreadsheet itself would show it. `None` for infinities, NaN and numbers beyond 15 digits before the point.
    pub fn from_spreadsheet(value: f64) -> Option<Quantity> {
        if !value.is_finite() || value.abs() >= 1e15 {
            return None;
        }
        // A spreadsheet holds about 15 significant digits; what a binary float adds behind them is noise.
        let places = 9.min(14 - value.abs().max(1.0).log10().floor() as i32).max(0) as usize;
        let text = format!("{value:.places$}");
        let text = match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.'),
            false => text.as_str(),
        };
        text.parse().ok()
    }
}

impl FromStr for Quantity {
    type Err = InvalidQuantity;

    /// Reads `-12.50`; no grouping, no exponent, no surrounding space.
    fn from_str(text: &str) -> Result<Quantity, InvalidQuantity> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let point_without_digits = digits.contains('.') && fraction.is_empty();
        if whole.is_empty() || point_without_digits || !plain(whole) || !plain(fraction) {
            return Err(InvalidQuantity);
        }
        if fraction.len() > usize::from(Self::MAX_DECIMALS) || whole.len() + fraction.len() > 18 {
            return Err(InvalidQuantity);
        }
        let units: i64 = format!("{whole}{fraction}").parse().map_err(|_| InvalidQuantity)?;
        Ok(Quantity { units: if negative { -units } else { units }, decimals: fraction.len() as u8 })
    }
}

/// Plain digits, as stored and exchanged: `-12.50`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(u32::from(self.decimals));
        let size = self.units.unsigned_abs();
        if self.units < 0 {
            f.write_str("-")?;
        }
        match self.decimals {
            0 => write!(f, "{size}"),
            decimals => write!(f, "{}.{:0width$}", size / scale, size % scale, width = usize::from(decimals)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keeps_the_zeros_the_source_wrote() {
        assert_eq!("12.50".parse::<Quantity>().unwrap().to_string(), "12.50");
        assert_eq!("-0.05".parse::<Quantity>().unwrap().to_string(), "-0.05");
    }

    #[test]
    fn is_shown_with_other_decimals_half_away_from_zero() {
        let shown =
            |text: &str, decimals| text.parse::<Quantity>().unwrap().with_decimals(decimals).unwrap().to_string();
        assert_eq!(
            (shown("33.65", 1), shown("-33.65", 1), shown("33.64", 1)),
            ("33.7".into(), "-33.7".into(), "33.6".into())
        );
        assert_eq!((shown("2", 2), shown("-0.4", 0)), ("2.00".into(), "0".into()));
        assert_eq!(Quantity::whole(i64::MAX).with_decimals(1), None);
    }

    #[test]
    fn refuses_what_is_not_plain_digits() {
        for text in ["", "-", ".5", "5.", "1e3", "1,000", "１", " 1", "0.1234567890", "1234567890123456789"] {
            assert_eq!(text.parse::<Quantity>(), Err(InvalidQuantity), "{text:?}");
        }
    }

    #[test]
    fn reads_spreadsheet_cells_without_binary_noise() {
        for (cell, text) in [(0.1 + 0.2, "0.3"), (98.6, "98.6"), (3.0, "3"), (-1234.5, "-1234.5"), (0.0, "0")] {
            assert_eq!(Quantity::from_spreadsheet(cell).unwrap().to_string(), text);
        }
        assert_eq!(Quantity::from_spreadsheet(f64::NAN), None);
        assert_eq!(Quantity::from_spreadsheet(1e15), None);
    }

    proptest! {
        #[test]
        fn print_then_read_gives_the_same(units in -999_999_999_999_999_999i64..=999_999_999_999_999_999, decimals in 0u8..=9) {
            let quantity = Quantity { units, decimals };
            prop_assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
        }
    }
}
