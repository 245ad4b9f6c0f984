//! The bonds already issued at the start (既発債) and how they run off.

use super::{Basis, DebtError, Mix, YEARS_MAX, check_not_negative, check_years};
use crate::money::Yen;
use crate::proportion::{Rounding, share_of, to_yen};

/// The existing stock of bonds (既発債), as much as is known of it.
///
/// There is no straight line to choose: it would let new issues pile up faster than the old ones are redeemed and
/// draw a hump that no city has.
#[derive(Clone, Debug, PartialEq)]
pub enum Legacy {
    /// The city's own redemption schedule (償還予定), one amount a year from the first projected year.
    Schedule {
        /// Outstanding at the start; the schedule must add up to it.
        opening: Yen,
        /// Principal by year.
        redemptions: Vec<Yen>,
        /// Average interest a year on what is outstanding.
        annual_rate: f64,
    },
    /// The same with the interest the city will pay on it (償還予定と利子).
    ScheduleWithInterest {
        /// Outstanding at the start; the schedule must add up to it.
        opening: Yen,
        /// Principal by year.
        redemptions: Vec<Yen>,
        /// Interest in each of those years.
        interests: Vec<Yen>,
    },
    /// A stock as steady past issues of this mix would have left it: redeemed more in the early years.
    AgeDistributed {
        /// Outstanding at the start.
        opening: Yen,
        /// What past issues were made of.
        mix: Mix,
        /// Whether `opening` counts what lies in the sinking fund.
        basis: Basis,
        /// Average interest a year on what is outstanding.
        annual_rate: f64,
    },
}

/// One year of the existing stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegacyYear {
    /// Principal redeemed.
    pub redeemed: Yen,
    /// Interest.
    pub interest: Yen,
    /// Outstanding at the year's end.
    pub outstanding: Yen,
}

impl Legacy {
    /// Outstanding at the start.
    pub fn opening(&self) -> Yen {
        match self {
            Legacy::Schedule { opening, .. }
            | Legacy::ScheduleWithInterest { opening, .. }
            | Legacy::AgeDistributed { opening, .. } => *opening,
        }
    }

    /// The stock over `years` years.
    ///
    /// # Errors
    /// An empty schedule, one that does not add up to the opening balance, a negative amount, an absurd rate.
    pub fn run_off(&self, years: usize) -> Result<Vec<LegacyYear>, DebtError> {
        check_years("the projection", years, 1, YEARS_MAX)?;
        check_not_negative("the opening balance", self.opening())?;
        let annual_rate = match self {
            Legacy::Schedule { annual_rate, .. } | Legacy::AgeDistributed { annual_rate, .. } => *annual_rate,
            Legacy::ScheduleWithInterest { .. } => 0.0,
        };
        if !(annual_rate.is_finite() && annual_rate > -1.0 && annual_rate <= 1.0) {
            return Err(DebtError::RateOutOfRange(annual_rate));
        }
        let balances = match self {
            Legacy::Schedule { opening, redemptions, .. }
            | Legacy::ScheduleWithInterest { opening, redemptions, .. } => {
                scheduled_balances(*opening, redemptions, years)?
            }
            Legacy::AgeDistributed { opening, mix, basis, .. } => aged_balances(*opening, mix, *basis, years)?,
        };
        let mut before = self.opening();
        let mut run_off = Vec::with_capacity(years);
        let known = self.known_interests()?;
        for (index, outstanding) in balances.into_iter().enumerate() {
            let redeemed = before.checked_sub(outstanding)?;
            // Two half-yearly coupons, the second after half of the year's redemption.
            let bearing = before.0 as f64 - redeemed.0 as f64 / 4.0;
            let interest = match known {
                Some(interests) => interests.get(index).copied().unwrap_or(Yen::ZERO),
                None => to_yen(bearing * annual_rate, Rounding::Down)?,
            };
            run_off.push(LegacyYear { redeemed, interest, outstanding });
            before = outstanding;
        }
        Ok(run_off)
    }

    /// The interest the city has scheduled, where it has.
    fn known_interests(&self) -> Result<Option<&[Yen]>, DebtError> {
        let Legacy::ScheduleWithInterest { redemptions, interests, .. } = self else { return Ok(None) };
        if interests.len() != redemptions.len() {
            let (given, expected) = (interests.len(), redemptions.len());
            return Err(DebtError::LengthMismatch { what: "the interest on the existing bonds", given, expected });
        }
        for interest in interests {
            check_not_negative("the interest on the existing bonds", *interest)?;
        }
        Ok(Some(interests))
    }
}

fn scheduled_balances(opening: Yen, redemptions: &[Yen], years: usize) -> Result<Vec<Yen>, DebtError> {
    if redemptions.is_empty() {
        return Err(DebtError::EmptySchedule);
    }
    check_years("the redemption schedule", redemptions.len(), 1, YEARS_MAX)?;
    for amount in redemptions {
        check_not_negative("a redemption of the existing bonds", *amount)?;
    }
    let scheduled = Yen::checked_sum(redemptions.iter().copied())?;
    if scheduled != opening {
        return Err(DebtError::ScheduleMismatch { scheduled, opening });
    }
    let mut outstanding = opening;
    (0..years)
        .map(|index| {
            outstanding = outstanding.checked_sub(redemptions.get(index).copied().unwrap_or(Yen::ZERO))?;
            Ok(outstanding)
        })
        .collect()
}

fn aged_balances(opening: Yen, mix: &Mix, basis: Basis, years: usize) -> Result<Vec<Yen>, DebtError> {
    let life = mix.years();
    let whole = mix.steady_balance(life, basis);
    let left = |from: usize| (from..life).map(|age| mix.remaining_share(age, basis)).sum::<f64>();
    (1..=years).map(|year| Ok(share_of(opening, left(year) / whole, Rounding::Nearest)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::debt::{Form, Terms};

    fn thirty_years() -> Mix {
        let form = Form::EqualPrincipalHalfYearly;
        Mix::only(Terms { form, years: 30, grace_years: 0, annual_rate: 0.01 }).unwrap()
    }

    #[test]
    fn an_aged_stock_follows_the_closed_form_and_is_gone_after_its_life() {
        let opening = Yen(750_000_000_000);
        let legacy = Legacy::AgeDistributed { opening, mix: thirty_years(), basis: Basis::Net, annual_rate: 0.0 };
        for (index, year) in legacy.run_off(40).unwrap().iter().enumerate() {
            let left = 30i64.saturating_sub(index as i64 + 1).max(0);
            let expected = 750_000_000_000 * left * (left + 1) / 930;
            assert!((year.outstanding.0 - expected).abs() <= 1, "{index}");
        }
    }

    #[test]
    fn a_schedule_must_redeem_just_what_is_outstanding() {
        let schedule = |redemptions: Vec<Yen>| Legacy::Schedule { opening: Yen(100), redemptions, annual_rate: 0.01 };
        assert_eq!(schedule(vec![]).run_off(3), Err(DebtError::EmptySchedule));
        assert_eq!(
            schedule(vec![Yen(60), Yen(30)]).run_off(3),
            Err(DebtError::ScheduleMismatch { scheduled: Yen(90), opening: Yen(100) })
        );
        assert!(matches!(schedule(vec![Yen(101), Yen(-1)]).run_off(3), Err(DebtError::NegativeAmount { .. })));
        let run_off = schedule(vec![Yen(60), Yen(40)]).run_off(3).unwrap();
        assert_eq!(run_off.iter().map(|year| year.outstanding.0).collect::<Vec<_>>(), [40, 0, 0]);
    }

    #[test]
    fn interest_that_is_scheduled_is_taken_as_it_is() {
        let stock = |interests: Vec<Yen>| Legacy::ScheduleWithInterest {
            opening: Yen(100),
            redemptions: vec![Yen(60), Yen(40)],
            interests,
        };
        let run_off = stock(vec![Yen(7), Yen(3)]).run_off(3).unwrap();
        assert_eq!(run_off.iter().map(|year| year.interest.0).collect::<Vec<_>>(), [7, 3, 0]);
        assert_eq!(run_off.iter().map(|year| year.outstanding.0).collect::<Vec<_>>(), [40, 0, 0]);
        assert!(matches!(stock(vec![Yen(7)]).run_off(3), Err(DebtError::LengthMismatch { .. })));
        assert!(matches!(stock(vec![Yen(7), Yen(-3)]).run_off(3), Err(DebtError::NegativeAmount { .. })));
    }

    #[test]
    fn interest_is_paid_on_what_is_outstanding_through_the_year() {
        let legacy = Legacy::Schedule { opening: Yen(1_000_000), redemptions: vec![Yen(1_000_000)], annual_rate: 0.02 };
        assert_eq!(legacy.run_off(1).unwrap()[0].interest, Yen(15_000));
    }
}
