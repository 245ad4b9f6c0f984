//! The payments of one issue, year by year (償還表), in whole yen.

use super::{DebtError, Form, Terms, check_not_negative};
use crate::money::Yen;
use crate::proportion::{NotAnAmount, Rounding, share_of, to_yen};

/// One year in the life of an issue; the first is the year after it was issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssueYear {
    /// Principal paid to holders, refunding included (元金償還).
    pub redeemed: Yen,
    /// Of that, borrowed again (借換債).
    pub refunded: Yen,
    /// Paid into the sinking fund (減債基金積立).
    pub fund_paid_in: Yen,
    /// Taken out of the sinking fund to redeem (減債基金取崩).
    pub fund_drawn: Yen,
    /// Interest (利子).
    pub interest: Yen,
    /// Owed to holders at the year's end (額面残高).
    pub outstanding: Yen,
    /// In the sinking fund at the year's end (減債基金残高).
    pub fund: Yen,
}

/// The whole life of an issue: one entry a year until nothing is left.
///
/// Instalments and interest are cut to whole yen; the last instalment is what remains.
///
/// # Errors
/// A negative principal, terms no bond can have, or amounts too large to compute.
pub fn schedule_issue(principal: Yen, terms: &Terms) -> Result<Vec<IssueYear>, DebtError> {
    check_not_negative("the amount issued", principal)?;
    terms.check()?;
    match terms.form {
        Form::EqualPrincipalYearly => schedule_instalments(principal, terms, 1),
        Form::EqualPrincipalHalfYearly | Form::LevelPayment => schedule_instalments(principal, terms, 2),
        Form::Bullet { maturity_years } => schedule_bullet(principal, terms, maturity_years),
    }
}

/// The half-yearly payment of a bond with level payments, before its last (元利均等の半年賦金), cut to whole yen.
///
/// # Errors
/// As [`schedule_issue`].
pub fn level_payment(principal: Yen, terms: &Terms) -> Result<Yen, DebtError> {
    check_not_negative("the amount issued", principal)?;
    terms.check()?;
    let payments = 2 * (terms.years - terms.grace_years);
    let half_rate = terms.annual_rate / 2.0;
    if half_rate == 0.0 {
        return Ok(Yen(principal.0 / payments as i64));
    }
    let factor = half_rate / -(-(payments as f64) * half_rate.ln_1p()).exp_m1();
    Ok(share_of(principal, factor, Rounding::Down)?)
}

fn schedule_instalments(principal: Yen, terms: &Terms, a_year: usize) -> Result<Vec<IssueYear>, DebtError> {
    let payments = (terms.years - terms.grace_years) * a_year;
    let rate = terms.annual_rate / a_year as f64;
    let level = match terms.form {
        Form::LevelPayment => Some(level_payment(principal, terms)?),
        _ => None,
    };
    let mut outstanding = principal;
    let mut paid = 0;
    let mut life = Vec::with_capacity(terms.years);
    for age in 1..=terms.years {
        let mut year = IssueYear::default();
        for _ in 0..a_year {
            let interest = interest_on(outstanding, rate)?;
            year.interest = year.interest.checked_add(interest)?;
            if age <= terms.grace_years {
                continue;
            }
            paid += 1;
            let instalment = match level {
                _ if paid == payments => outstanding,
                Some(level) => level.checked_sub(interest)?.clamp(Yen::ZERO, outstanding),
                None => Yen(principal.0 / payments as i64),
            };
            year.redeemed = year.redeemed.checked_add(instalment)?;
            outstanding = outstanding.checked_sub(instalment)?;
        }
        year.outstanding = outstanding;
        life.push(year);
    }
    Ok(life)
}

fn schedule_bullet(principal: Yen, terms: &Terms, maturity_years: usize) -> Result<Vec<IssueYear>, DebtError> {
    let yearly = Yen(principal.0 / (terms.years - terms.grace_years) as i64);
    let (mut outstanding, mut fund, mut paid_in) = (principal, Yen::ZERO, Yen::ZERO);
    let mut life = Vec::with_capacity(terms.years);
    for age in 1..=terms.years {
        let mut year = IssueYear::default();
        for _ in 0..2 {
            year.interest = year.interest.checked_add(interest_on(outstanding, terms.annual_rate / 2.0)?)?;
        }
        let is_last = age == terms.years;
        if age > terms.grace_years {
            year.fund_paid_in = if is_last { principal.checked_sub(paid_in)? } else { yearly };
            paid_in = paid_in.checked_add(year.fund_paid_in)?;
            fund = fund.checked_add(year.fund_paid_in)?;
        }
        if is_last || age.is_multiple_of(maturity_years) {
            year.redeemed = outstanding;
            year.fund_drawn = fund;
            year.refunded = outstanding.checked_sub(fund)?;
            outstanding = year.refunded;
            fund = Yen::ZERO;
        }
        year.outstanding = outstanding;
        year.fund = fund;
        life.push(year);
    }
    Ok(life)
}

fn interest_on(outstanding: Yen, rate: f64) -> Result<Yen, NotAnAmount> {
    to_yen(outstanding.0 as f64 * rate, Rounding::Down)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::debt::Basis;
    use proptest::prelude::*;

    const OKU: i64 = 100_000_000;

    #[test]
    fn a_level_payment_is_the_published_one() {
        let terms = Terms { form: Form::LevelPayment, years: 20, grace_years: 3, annual_rate: 0.01 };
        let half = level_payment(Yen(100 * OKU), &terms).unwrap();
        assert_eq!((half.0 + 5_000) / 10_000, 32_056, "3.2056億円 every half-year");
        let life = schedule_issue(Yen(100 * OKU), &terms).unwrap();
        assert_eq!((life[2].redeemed, life[2].interest), (Yen::ZERO, Yen(OKU)), "interest only in the grace");
        assert_eq!(life[3].redeemed.0 + life[3].interest.0, 2 * half.0);
    }

    #[test]
    fn a_bullet_is_refunded_twice_and_paid_from_its_fund() {
        let terms = Terms { form: Form::Bullet { maturity_years: 10 }, years: 30, grace_years: 0, annual_rate: 0.01 };
        let life = schedule_issue(Yen(100), &terms).unwrap();
        assert_eq!(life[8].fund, Yen(27));
        assert_eq!((life[9].redeemed, life[9].fund_drawn, life[9].refunded), (Yen(100), Yen(30), Yen(70)));
        assert_eq!((life[19].redeemed, life[19].refunded), (Yen(70), Yen(40)));
        assert_eq!((life[29].redeemed, life[29].fund_drawn, life[29].fund_paid_in), (Yen(40), Yen(40), Yen(13)));
    }

    #[test]
    fn a_negative_issue_is_refused() {
        let terms = Terms { form: Form::LevelPayment, years: 20, grace_years: 3, annual_rate: 0.01 };
        assert!(matches!(schedule_issue(Yen(-1), &terms), Err(DebtError::NegativeAmount { .. })));
    }

    pub(crate) fn any_terms() -> impl Strategy<Value = Terms> {
        let form = prop_oneof![
            Just(Form::EqualPrincipalYearly),
            Just(Form::EqualPrincipalHalfYearly),
            Just(Form::LevelPayment),
            (1usize..12).prop_map(|maturity_years| Form::Bullet { maturity_years }),
        ];
        (form, 12usize..=40, 0usize..=6, -0.01..0.1f64).prop_map(|(form, years, grace_years, annual_rate)| Terms {
            form,
            years,
            grace_years,
            annual_rate,
        })
    }

    proptest! {
        #[test]
        fn an_issue_is_redeemed_to_the_yen(principal in 0..1_000_000_000_000i64, terms in any_terms()) {
            let life = schedule_issue(Yen(principal), &terms).unwrap();
            let sum = |of: fn(&IssueYear) -> Yen| life.iter().map(|year| of(year).0).sum::<i64>();
            prop_assert_eq!(sum(|y| y.redeemed) - sum(|y| y.refunded), principal);
            prop_assert_eq!(sum(|y| y.fund_paid_in), sum(|y| y.fund_drawn));
            prop_assert_eq!(life.last().unwrap().outstanding, Yen::ZERO);
            prop_assert_eq!(life.last().unwrap().fund, Yen::ZERO);
            prop_assert!(life.iter().all(|year| year.outstanding >= Yen::ZERO && year.redeemed >= Yen::ZERO));
        }

        #[test]
        fn the_schedule_follows_the_formula(principal in 0..1_000_000_000_000i64, terms in any_terms()) {
            // Every payment is cut by less than a yen, and with interest on what was cut.
            let tolerance = 2.0 * terms.years as f64 * (1.0 + terms.annual_rate.abs()).powi(terms.years as i32) + 1.0;
            for (index, year) in schedule_issue(Yen(principal), &terms).unwrap().iter().enumerate() {
                let gross = principal as f64 * terms.remaining_share(index + 1, Basis::Gross);
                let net = principal as f64 * terms.remaining_share(index + 1, Basis::Net);
                prop_assert!((year.outstanding.0 as f64 - gross).abs() <= tolerance);
                prop_assert!(((year.outstanding.0 - year.fund.0) as f64 - net).abs() <= tolerance);
            }
        }
    }
}
