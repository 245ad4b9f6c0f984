//! How a saving of so much a year counts (改善効果額).

use super::{OutlookError, YEARS_MAX};
use crate::money::{MoneyOverflow, Yen};
use crate::proportion::{Rounding, share_of};

/// What "50億円 a year" means; the plan's wording is the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ImprovementMode {
    /// Every year is better by the amount (毎年度同額).
    Flat,
    /// A new lasting saving of the amount is added every year (累積).
    Cumulative,
    /// A share of each year's saving is for that year only, the rest lasts (一部は単年度限り).
    PartlyOneOff {
        /// The share that does not last, 0–1.
        one_off_share: f64,
    },
}

/// A saving found every year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Improvement {
    /// How much is found a year.
    pub yearly: Yen,
    /// How it counts.
    pub mode: ImprovementMode,
}

impl Improvement {
    /// The effect on each of so many years.
    ///
    /// # Errors
    /// No year or too many, a share outside 0–1, amounts too large.
    pub fn effects(&self, years: usize) -> Result<Vec<Yen>, OutlookError> {
        if !(1..=YEARS_MAX).contains(&years) {
            return Err(OutlookError::YearsOutOfRange(years));
        }
        let one_off_share = match self.mode {
            ImprovementMode::Flat => 1.0,
            ImprovementMode::Cumulative => 0.0,
            ImprovementMode::PartlyOneOff { one_off_share } => one_off_share,
        };
        if !(one_off_share.is_finite() && (0.0..=1.0).contains(&one_off_share)) {
            return Err(OutlookError::RateOutOfRange { line: "one_off_share".to_owned(), rate: one_off_share });
        }
        let one_off = share_of(self.yearly, one_off_share, Rounding::Nearest)?;
        let lasting = self.yearly.checked_sub(one_off)?;
        (1..=years as i64)
            .map(|nth| Ok(one_off.checked_add(Yen(lasting.0.checked_mul(nth).ok_or(MoneyOverflow)?))?))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saving_counts_in_three_ways() {
        let effects = |mode| Improvement { yearly: Yen(50), mode }.effects(3).unwrap();
        assert_eq!(effects(ImprovementMode::Flat), [Yen(50); 3]);
        assert_eq!(effects(ImprovementMode::Cumulative), [Yen(50), Yen(100), Yen(150)]);
        let partly = ImprovementMode::PartlyOneOff { one_off_share: 0.4 };
        assert_eq!(effects(partly), [Yen(50), Yen(80), Yen(110)]);
        let absurd = ImprovementMode::PartlyOneOff { one_off_share: 1.5 };
        assert!(Improvement { yearly: Yen(50), mode: absurd }.effects(3).is_err());
        assert!(Improvement { yearly: Yen(50), mode: partly }.effects(0).is_err());
    }
}
