//! Exact ratio (比): a fraction of whole numbers, so that no rate depends on how a float is rounded.

use std::cmp::Ordering;

use fiscal::Quantity;
use fiscal::proportion::Rounding;

/// A fraction in lowest terms (既約分数); it is compared by value and rounded only for display.
///
/// Every operation is checked: `None` when the result does not fit 128 bits or divides by nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    /// Always above zero.
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio { numerator: 0, denominator: 1 };
    /// One, which is 100%.
    pub const ONE: Ratio = Ratio { numerator: 1, denominator: 1 };

    /// The fraction; `None` when the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        // The smallest number has no positive counterpart.
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        let common = greatest_common_divisor(numerator.abs(), denominator.abs()) * denominator.signum();
        Some(Ratio { numerator: numerator / common, denominator: denominator / common })
    }

    /// The value of a quantity.
    pub fn of(quantity: Quantity) -> Option<Ratio> {
        Ratio::new(i128::from(quantity.units), 10i128.checked_pow(u32::from(quantity.decimals))?)
    }

    /// The value of a quantity of percent: 120 is 6/5.
    pub fn of_percent(quantity: Quantity) -> Option<Ratio> {
        Ratio::of(quantity)?.divided_by(Ratio { numerator: 100, denominator: 1 })
    }

    /// The sum.
    pub fn plus(self, other: Ratio) -> Option<Ratio> {
        let common = greatest_common_divisor(self.denominator, other.denominator);
        let (left, right) = (other.denominator / common, self.denominator / common);
        let numerator = self.numerator.checked_mul(left)?.checked_add(other.numerator.checked_mul(right)?)?;
        Ratio::new(numerator, self.denominator.checked_mul(left)?)
    }

    /// The difference.
    pub fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(Ratio { numerator: -other.numerator, ..other })
    }

    /// The product.
    pub fn times(self, other: Ratio) -> Option<Ratio> {
        // Crosswise first, so that as few products as possible grow too large.
        let one = Ratio::new(self.numerator, other.denominator)?;
        let two = Ratio::new(other.numerator, self.denominator)?;
        let numerator = one.numerator.checked_mul(two.numerator)?;
        Ratio::new(numerator, one.denominator.checked_mul(two.denominator)?)
    }

    /// The quotient.
    pub fn divided_by(self, other: Ratio) -> Option<Ratio> {
        self.times(Ratio::new(other.denominator, other.numerator)?)
    }

    /// The size without its sign.
    pub fn size(self) -> Ratio {
        Ratio { numerator: self.numerator.abs(), ..self }
    }

    /// True above zero.
    pub fn is_positive(self) -> bool {
        self.numerator > 0
    }

    /// The value with so many decimals.
    pub fn rounded(self, decimals: u8, rounding: Rounding) -> Option<Quantity> {
        self.scaled(1, decimals, rounding)
    }

    /// The value in percent with so many decimals: 6/5 is `120`.
    pub fn percent(self, decimals: u8, rounding: Rounding) -> Option<Quantity> {
        self.scaled(100, decimals, rounding)
    }

    fn scaled(self, factor: i128, decimals: u8, rounding: Rounding) -> Option<Quantity> {
        let factor = factor.checked_mul(10i128.checked_pow(u32::from(decimals))?)?;
        let (size, below) = match rounding {
            Rounding::Nearest => (self.numerator.abs(), false),
            Rounding::Down => (self.numerator, true),
        };
        let whole = size.div_euclid(self.denominator).checked_mul(factor)?;
        let rest = size.rem_euclid(self.denominator).checked_mul(factor)?;
        let (part, left) = (rest / self.denominator, rest % self.denominator);
        let up = !below && left >= self.denominator - left;
        let units = whole.checked_add(part)?.checked_add(i128::from(up))?;
        let sign = if below { 1 } else { self.numerator.signum() };
        // A quantity is at most 18 digits, or its text could not be read back.
        let units =
            i64::try_from(units.checked_mul(sign)?).ok().filter(|units| units.unsigned_abs() < 10u64.pow(18))?;
        Some(Quantity { units, decimals })
    }
}

/// By value, without a product that could grow too large.
impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        let (mut one, mut two) = (*self, *other);
        loop {
            let whole = one.numerator.div_euclid(one.denominator).cmp(&two.numerator.div_euclid(two.denominator));
            let rest = one.numerator.rem_euclid(one.denominator);
            let other_rest = two.numerator.rem_euclid(two.denominator);
            match (whole, rest, other_rest) {
                (Ordering::Equal, 0, other) => return 0.cmp(&other),
                (Ordering::Equal, _, 0) => return Ordering::Greater,
                // What is left is compared turned over, which also turns the order.
                (Ordering::Equal, ..) => {
                    (one, two) = (
                        Ratio { numerator: two.denominator, denominator: other_rest },
                        Ratio { numerator: one.denominator, denominator: rest },
                    );
                }
                _ => return whole,
            }
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn greatest_common_divisor(mut one: i128, mut two: i128) -> i128 {
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    fn percent(numerator: i128, denominator: i128, decimals: u8, rounding: Rounding) -> String {
        ratio(numerator, denominator).percent(decimals, rounding).unwrap().to_string()
    }

    #[test]
    fn a_rate_is_rounded_as_told() {
        assert_eq!(percent(20, 17, 1, Rounding::Nearest), "117.6");
        assert_eq!(percent(2_399, 2_000, 0, Rounding::Nearest), "120");
        assert_eq!(percent(2_399, 2_000, 0, Rounding::Down), "119");
        assert_eq!(percent(-1, 8, 0, Rounding::Nearest), "-13");
        assert_eq!(percent(-1, 8, 0, Rounding::Down), "-13");
        assert_eq!(percent(1, 3, 2, Rounding::Nearest), "33.33");
    }

    #[test]
    fn what_is_no_ratio_is_refused() {
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(i128::MIN, 1), None);
        assert_eq!(ratio(i128::MAX, 1).plus(Ratio::ONE), None);
        assert_eq!(Ratio::ONE.divided_by(Ratio::ZERO), None);
        assert_eq!(Ratio::of(Quantity { units: 1, decimals: 200 }), None);
    }

    #[test]
    fn what_has_too_many_digits_to_be_a_quantity_is_not_shown() {
        let ten_to_the_15 = ratio(1_000_000_000_000_000, 1);
        assert_eq!(ten_to_the_15.percent(0, Rounding::Nearest).unwrap().to_string(), "100000000000000000");
        assert_eq!(ten_to_the_15.percent(1, Rounding::Nearest), None);
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_values(a in any::<i64>(), b in 1..i64::MAX, c in any::<i64>(), d in 1..i64::MAX) {
            let expected = (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
            prop_assert_eq!(ratio(a.into(), b.into()).cmp(&ratio(c.into(), d.into())), expected);
        }

        #[test]
        fn what_is_added_can_be_taken_away(a in any::<i64>(), b in 1..1_000_000i128, c in any::<i64>(), d in 1..1_000_000i128) {
            let (one, two) = (ratio(a.into(), b), ratio(c.into(), d));
            prop_assert_eq!(one.plus(two).unwrap().minus(two), Some(one));
            if two != Ratio::ZERO {
                prop_assert_eq!(one.times(two).unwrap().divided_by(two), Some(one));
            }
        }

        #[test]
        fn rounding_is_never_off_by_more_than_half(a in -1_000_000_000i128..1_000_000_000, b in 1..1_000_000i128) {
            let shown = Ratio::of(ratio(a, b).rounded(3, Rounding::Nearest).unwrap()).unwrap();
            prop_assert!(shown.minus(ratio(a, b)).unwrap().size() <= ratio(1, 2_000));
        }
    }
}
