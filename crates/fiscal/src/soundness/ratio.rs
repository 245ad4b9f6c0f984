//! A ratio of two amounts, kept to fifteen decimals until it is published (比率).

use crate::money::Yen;
use crate::quantity::Quantity;

/// A ratio, as a fixed-point number of fifteen decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(i128);

const SCALE: i128 = 1_000_000_000_000_000;

/// What dividing three years may lose; forgiven before a figure is cut, so that ⅓ + ⅔ is 1 and not 0.9.
const LOST: i128 = 4;

impl Ratio {
    /// One amount over another as a plain number. The divisor must be above zero.
    pub fn of(part: Yen, whole: Yen) -> Ratio {
        debug_assert!(whole > Yen::ZERO, "callers check the divisor");
        Ratio(i128::from(part.0) * SCALE / i128::from(whole.0.max(1)))
    }

    /// One amount over another in percent. The divisor must be above zero.
    pub fn percent(part: Yen, whole: Yen) -> Ratio {
        debug_assert!(whole > Yen::ZERO, "callers check the divisor");
        Ratio(i128::from(part.0) * 100 * SCALE / i128::from(whole.0.max(1)))
    }

    /// The mean of some ratios; zero of none.
    pub fn mean(ratios: &[Ratio]) -> Ratio {
        let sum: i128 = ratios.iter().map(|ratio| ratio.0).sum();
        Ratio(sum / (ratios.len().max(1) as i128))
    }

    /// Cut after so many decimals, towards zero (切捨て).
    pub fn cut(self, decimals: u8) -> Quantity {
        let unit = SCALE / 10i128.pow(u32::from(decimals));
        quantity((self.0 + LOST * self.0.signum()) / unit, decimals)
    }

    /// Rounded to so many decimals, half away from zero (四捨五入).
    pub fn round(self, decimals: u8) -> Quantity {
        let unit = SCALE / 10i128.pow(u32::from(decimals));
        quantity((self.0 + (unit / 2 + LOST) * self.0.signum()) / unit, decimals)
    }

    /// The nearest floating-point value, for charts.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }

    /// True when it is at or above a figure.
    pub fn reaches(self, figure: Quantity) -> bool {
        let figure = i128::from(figure.units) * (SCALE / 10i128.pow(u32::from(figure.decimals)));
        self.0 + LOST >= figure
    }
}

fn quantity(units: i128, decimals: u8) -> Quantity {
    Quantity { units: units.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64, decimals }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cutting_and_rounding_know_thirds() {
        let thirds = Ratio::mean(&[Ratio::of(Yen(1), Yen(3)), Ratio::of(Yen(2), Yen(3)), Ratio::of(Yen(2), Yen(1))]);
        assert_eq!(thirds.cut(1).to_string(), "1.0");
        assert_eq!(Ratio::percent(Yen(-1), Yen(3)).cut(1).to_string(), "-33.3");
        assert_eq!(Ratio::of(Yen(5), Yen(1000)).round(2).to_string(), "0.01");
        assert_eq!(Ratio::percent(Yen(1), Yen(3)).round(2).to_string(), "33.33");
    }

    proptest! {
        #[test]
        fn a_cut_figure_is_within_one_unit_below(part in 0..10_000_000_000_000i64, whole in 1..10_000_000_000_000i64) {
            let cut = Ratio::percent(Yen(part), Yen(whole)).cut(1);
            let (part, whole, units) = (i128::from(part), i128::from(whole), i128::from(cut.units));
            prop_assert!(units * whole <= part * 1_000);
            prop_assert!((units + 1) * whole > part * 1_000);
        }
    }
}
