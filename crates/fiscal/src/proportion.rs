//! Proportion (割合): the only place where a rate, share or price turns an amount back into whole yen.

use crate::money::Yen;

/// How a fraction of a yen is dropped (端数処理).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest yen, half away from zero (四捨五入).
    Nearest,
    /// Towards minus infinity (切捨て), as interest and instalments are counted.
    Down,
}

/// Why a computed number is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAmount {
    /// NaN or infinite.
    #[error("the result is not a number")]
    NotANumber,
    /// Beyond 2^53 yen (about 9,007 trillion), where a float no longer tells one yen from the next.
    #[error("the result is larger than 9,007 trillion yen")]
    TooLarge,
    /// A division by nothing.
    #[error("a division by zero")]
    DivisionByZero,
}

/// The largest size a float may have and still be turned into yen.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// A computed value in yen as whole yen.
///
/// Rounding down forgives a millionth of a yen (of very large amounts, their last binary digits), so that `100 × 0.07` is 7
/// and not 6.
///
/// # Errors
/// When the value is NaN, infinite or larger than 2^53.
pub fn to_yen(value: f64, rounding: Rounding) -> Result<Yen, NotAnAmount> {
    if !value.is_finite() {
        return Err(NotAnAmount::NotANumber);
    }
    if value.abs() > LARGEST {
        return Err(NotAnAmount::TooLarge);
    }
    let whole = match rounding {
        Rounding::Nearest => value.round(),
        Rounding::Down => (value + (value.abs() * 4.0 * f64::EPSILON).max(1e-6)).floor(),
    };
    Ok(Yen(whole as i64))
}

/// A rate or share of an amount, in whole yen.
///
/// # Errors
/// As [`to_yen`].
pub fn share_of(amount: Yen, rate: f64, rounding: Rounding) -> Result<Yen, NotAnAmount> {
    to_yen(amount.0 as f64 * rate, rounding)
}

/// An amount × numerator ÷ denominator, in integers throughout, to the nearest yen (half away from zero).
///
/// # Errors
/// When the denominator is zero or the result does not fit.
pub fn ratio_of(amount: Yen, numerator: i64, denominator: i64) -> Result<Yen, NotAnAmount> {
    if denominator == 0 {
        return Err(NotAnAmount::DivisionByZero);
    }
    // Dividing 64 bits is several times as fast as dividing 128, and nearly every product fits.
    if let (Some(product), 1..) = (amount.0.checked_mul(numerator), denominator) {
        let (whole, rest) = (product / denominator, (product % denominator).abs());
        return Ok(Yen(whole + i64::from(rest >= denominator - rest) * product.signum()));
    }
    let product = i128::from(amount.0) * i128::from(numerator);
    let denominator = i128::from(denominator);
    let (whole, rest) = (product / denominator, product % denominator);
    let away = i128::from(rest.abs() * 2 >= denominator.abs()) * product.signum() * denominator.signum();
    i64::try_from(whole + away).map(Yen).map_err(|_| NotAnAmount::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fraction_goes_where_it_is_told() {
        assert_eq!(share_of(Yen(100), 0.07, Rounding::Down), Ok(Yen(7)));
        assert_eq!(share_of(Yen(101), 0.005, Rounding::Down), Ok(Yen(0)));
        assert_eq!(share_of(Yen(101), 0.005, Rounding::Nearest), Ok(Yen(1)));
        assert_eq!(to_yen(-2.5, Rounding::Nearest), Ok(Yen(-3)));
        assert_eq!(to_yen(-2.5, Rounding::Down), Ok(Yen(-3)));
        assert_eq!(ratio_of(Yen(-5), 1, 2), Ok(Yen(-3)));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        assert_eq!(to_yen(f64::NAN, Rounding::Nearest), Err(NotAnAmount::NotANumber));
        assert_eq!(to_yen(f64::INFINITY, Rounding::Down), Err(NotAnAmount::NotANumber));
        assert_eq!(to_yen(1e16, Rounding::Nearest), Err(NotAnAmount::TooLarge));
        assert_eq!(ratio_of(Yen(1), 1, 0), Err(NotAnAmount::DivisionByZero));
        assert_eq!(ratio_of(Yen(i64::MAX), 2, 1), Err(NotAnAmount::TooLarge));
    }

    proptest! {
        #[test]
        fn a_whole_product_is_never_cut(thousands in 0..8_000_000_000_000i64, permille in 0..1_000i64) {
            let exact = thousands / 1_000 * permille;
            let cut = share_of(Yen(thousands / 1_000 * 1_000), permille as f64 / 1_000.0, Rounding::Down);
            prop_assert_eq!(cut, Ok(Yen(exact)));
        }

        #[test]
        fn a_ratio_of_any_size_is_that_of_wide_numbers(
            amount in prop_oneof![any::<i64>(), -1_000..1_000i64],
            up in prop_oneof![any::<i64>(), -1_000..1_000i64],
            down in prop_oneof![any::<i64>(), -1_000..1_000i64],
        ) {
            prop_assume!(down != 0);
            let (product, down) = (i128::from(amount) * i128::from(up), i128::from(down));
            let (size, down_size) = (product.unsigned_abs(), down.unsigned_abs());
            let rounded = (size / down_size + u128::from(size % down_size >= down_size - size % down_size)) as i128;
            let expected = i64::try_from(rounded * product.signum() * down.signum()).map(Yen);
            prop_assert_eq!(ratio_of(Yen(amount), up, down as i64), expected.map_err(|_| NotAnAmount::TooLarge));
        }

        #[test]
        fn a_ratio_is_never_off_by_more_than_half(amount in any::<i32>(), up in any::<i32>(), down in 1..1_000_000i64) {
            let got = ratio_of(Yen(i64::from(amount)), i64::from(up), down).unwrap();
            let error = i128::from(got.0) * i128::from(down) - i128::from(amount) * i128::from(up);
            prop_assert!(error.abs() * 2 <= i128::from(down));
        }
    }
}
