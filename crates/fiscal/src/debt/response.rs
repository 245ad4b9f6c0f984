//! What a change of investment does to the bonds by itself (投資的経費の増減への応答): issues, redemption, interest, balance.
//!
//! The projection of bonds is linear in what is invested, so the effect of one decision can be told without the rest: more
//! investment issues its share of bonds, and these are redeemed and bear interest as the mix has it. Each amount is worked
//! out by the formula of the terms and rounded once to whole yen, half away from zero, so that less investment moves
//! everything by exactly what more of it would. Balances are net of the sinking fund.
//!
//! The engine ([`super::project_investment`]) cuts every payment to whole yen instead; the two differ by less than the number
//! of payments, see the tests.

use super::ledger::split_issue;
use super::{Basis, DebtError, Financing, Form, Ledger, Mix, Terms, YEARS_MAX, check_years, schedule_issue};
use crate::money::{MoneyOverflow, Yen};
use crate::proportion::{Rounding, share_of, to_yen};

/// How bonds answer to investment, worked out once for a financing (応答の率).
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    issue_ratio: f64,
    /// Of an issue, what is outstanding so many years after; the first is 1.
    remaining: Vec<f64>,
    /// Of an issue, the interest paid so many years after; the first is nothing.
    interest: Vec<f64>,
}

/// One year of an answer (応答の年度).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseYear {
    /// More bonds issued (発行の増減).
    pub issued: Yen,
    /// More principal paid, the sinking fund's flows in it (元金償還の増減).
    pub redeemed: Yen,
    /// More interest (利子の増減).
    pub interest: Yen,
    /// More owed at the year's end (残高の増減).
    pub balance: Yen,
}

/// What the bonds of one year of issue cost in a later year (発行年度別の公債費).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssuePart {
    /// Principal, the sinking fund's flows in it.
    pub redeemed: Yen,
    /// Interest.
    pub interest: Yen,
}

impl ResponseYear {
    /// More debt service (公債費の増減).
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn debt_service(&self) -> Result<Yen, MoneyOverflow> {
        self.redeemed.checked_add(self.interest)
    }
}

impl Response {
    /// The answer of bonds financed so, over at most this many years.
    ///
    /// # Errors
    /// A share outside 0–1, or years outside 1–100.
    pub fn new(financing: &Financing, years: usize) -> Result<Response, DebtError> {
        check_years("the projection", years, 1, YEARS_MAX)?;
        let issue_ratio = financing.issue_ratio;
        if !(issue_ratio.is_finite() && (0.0..=1.0).contains(&issue_ratio)) {
            let what = "the share of investment paid with bonds";
            return Err(DebtError::ShareOutOfRange { what, share: issue_ratio, most: 1.0 });
        }
        let remaining = (0..years).map(|age| financing.mix.remaining_share(age, Basis::Net)).collect();
        let interest = (0..years).map(|age| interest_share(&financing.mix, age)).collect();
        Ok(Response { issue_ratio, remaining, interest })
    }

    /// What a change of investment in each year moves, by itself.
    ///
    /// # Errors
    /// More years than the answer was made for, or amounts too large.
    pub fn respond(&self, change: &[Yen]) -> Result<Vec<ResponseYear>, DebtError> {
        let issued = self.issued(change)?;
        let mut before = Yen::ZERO;
        let mut years = Vec::with_capacity(issued.len());
        for (year, new) in issued.iter().enumerate() {
            let balance = self.summed(&issued[..=year], year, &self.remaining)?;
            let interest = self.summed(&issued[..=year], year, &self.interest)?;
            let redeemed = before.checked_add(*new)?.checked_sub(balance)?;
            years.push(ResponseYear { issued: *new, redeemed, interest, balance });
            before = balance;
        }
        Ok(years)
    }

    /// Redemption and interest of one year by the year of issue, counted from 0; they add up to [`Response::respond`].
    ///
    /// The sums over the first so many years of issue are rounded, and each part is the step between two of them.
    ///
    /// # Errors
    /// As [`Response::respond`].
    pub fn split(&self, change: &[Yen], year: usize) -> Result<Vec<IssuePart>, DebtError> {
        let issued = self.issued(change)?;
        if year >= issued.len() {
            return Err(DebtError::LengthMismatch { what: "the years", given: year, expected: issued.len() });
        }
        let steps = |at: usize, count: usize, shares: &[f64]| -> Result<Vec<Yen>, DebtError> {
            let mut before = Yen::ZERO;
            (1..=count)
                .map(|first| {
                    let sum = self.summed(&issued[..first], at, shares)?;
                    let step = sum.checked_sub(before)?;
                    before = sum;
                    Ok(step)
                })
                .collect()
        };
        let left = steps(year, year + 1, &self.remaining)?;
        let left_before = if year == 0 { Vec::new() } else { steps(year - 1, year, &self.remaining)? };
        let interest = steps(year, year + 1, &self.interest)?;
        (0..=year)
            .map(|from| {
                let before = left_before.get(from).copied().unwrap_or(issued[from]);
                Ok(IssuePart { redeemed: before.checked_sub(left[from])?, interest: interest[from] })
            })
            .collect()
    }

    fn issued(&self, change: &[Yen]) -> Result<Vec<Yen>, DebtError> {
        if change.len() > self.remaining.len() {
            let (given, expected) = (change.len(), self.remaining.len());
            return Err(DebtError::LengthMismatch { what: "the change of investment", given, expected });
        }
        let issue = |amount: &Yen| Ok(share_of(*amount, self.issue_ratio, Rounding::Nearest)?);
        change.iter().map(issue).collect()
    }

    /// Σ issued(τ) · share(year − τ), rounded once.
    fn summed(&self, issued: &[Yen], year: usize, shares: &[f64]) -> Result<Yen, DebtError> {
        let of = |(from, issued): (usize, &Yen)| issued.0 as f64 * shares[year - from];
        Ok(to_yen(issued.iter().enumerate().map(of).sum(), Rounding::Nearest)?)
    }
}

/// Redemption and interest of every projected year by the year of issue, as the ledger pays them: a list a year, in which the
/// stock of the start has no part.
///
/// # Errors
/// As [`super::project_ledger`].
pub fn split_by_issue(ledger: &Ledger) -> Result<Vec<Vec<IssuePart>>, DebtError> {
    let horizon = ledger.issues.len();
    check_years("the projection", horizon, 1, YEARS_MAX)?;
    let mut years: Vec<Vec<IssuePart>> = (0..horizon).map(|year| vec![IssuePart::default(); year + 1]).collect();
    for (from, issued) in ledger.issues.iter().enumerate() {
        for (amount, terms) in split_issue(*issued, &ledger.mix)? {
            for (later, paid) in years[from + 1..].iter_mut().zip(schedule_issue(amount, &terms)?) {
                let in_cash = paid.redeemed.checked_sub(paid.refunded)?;
                let principal = in_cash.checked_sub(paid.fund_drawn)?.checked_add(paid.fund_paid_in)?;
                let part = &mut later[from];
                part.redeemed = part.redeemed.checked_add(principal)?;
                part.interest = part.interest.checked_add(paid.interest)?;
            }
        }
    }
    Ok(years)
}

/// The interest of a year as a share of the issue, so many years after it: two half-yearly coupons, but one of bonds redeemed
/// once a year.
fn interest_share(mix: &Mix, age: usize) -> f64 {
    mix.parts().iter().map(|part| part.share * interest_share_of(&part.terms, age)).sum()
}

fn interest_share_of(terms: &Terms, age: usize) -> f64 {
    if age == 0 || age > terms.years {
        return 0.0;
    }
    let before = terms.remaining_share(age - 1, Basis::Gross);
    let halfway = match terms.form {
        Form::EqualPrincipalYearly | Form::Bullet { .. } => before,
        Form::LevelPayment if terms.annual_rate != 0.0 && age > terms.grace_years => {
            let half_rate = terms.annual_rate / 2.0;
            let payments = |count: usize| (count as f64 * half_rate.ln_1p()).exp_m1();
            let paid = 2 * (age - 1 - terms.grace_years) + 1;
            1.0 - payments(paid) / payments(2 * (terms.years - terms.grace_years))
        }
        Form::EqualPrincipalHalfYearly | Form::LevelPayment => {
            (before + terms.remaining_share(age, Basis::Gross)) / 2.0
        }
    };
    terms.annual_rate / 2.0 * (before + halfway)
}

#[cfg(test)]
mod tests {
    use super::super::schedule::tests::any_terms;
    use super::*;
    use crate::debt::project_ledger;
    use crate::debt::{Legacy, Part};
    use proptest::prelude::*;

    fn financing(first: Terms, second: Terms, share: f64, issue_ratio: f64) -> Financing {
        let parts = vec![Part { share, terms: first }, Part { share: 1.0 - share, terms: second }];
        let mix = Mix::new(parts).unwrap();
        Financing { issue_ratio, other_issues: Yen::ZERO, mix, basis: Basis::Net }
    }

    fn ledger(financing: &Financing, change: &[Yen]) -> Ledger {
        let legacy = Legacy::Schedule { opening: Yen::ZERO, redemptions: vec![Yen::ZERO], annual_rate: 0.0 };
        let issue = |amount: &Yen| share_of(*amount, financing.issue_ratio, Rounding::Nearest).unwrap();
        Ledger { legacy, issues: change.iter().map(issue).collect(), mix: financing.mix.clone() }
    }

    #[test]
    fn less_investment_by_sixty_lowers_the_balance_as_the_plan_says() {
        let terms = Terms { form: Form::EqualPrincipalHalfYearly, years: 30, grace_years: 0, annual_rate: 0.01 };
        let financing = financing(terms, terms, 1.0, 0.714);
        let answer = Response::new(&financing, 30).unwrap().respond(&[Yen(-6_000_000_000); 30]).unwrap();
        // 60億 × 0.714 × 15.5 = 664.02億.
        assert_eq!(answer[29].balance, Yen(-66_402_000_000));
        assert_eq!(answer[0].debt_service(), Ok(Yen::ZERO), "nothing is paid in the year of issue");
        assert_eq!(answer[1].redeemed, Yen(-142_800_000), "a thirtieth of 42.84億");
        let bad = Response::new(&Financing { issue_ratio: 1.5, ..financing.clone() }, 30);
        assert!(matches!(bad, Err(DebtError::ShareOutOfRange { .. })));
        let short = Response::new(&financing, 2).unwrap();
        assert!(matches!(short.respond(&[Yen(1); 3]), Err(DebtError::LengthMismatch { .. })));
        assert!(matches!(short.split(&[Yen(1); 2], 2), Err(DebtError::LengthMismatch { .. })));
    }

    proptest! {
        #[test]
        fn an_answer_is_what_the_ledger_pays_but_for_cut_yen(
            first in any_terms(), second in any_terms(), share in 0.0..1.0f64, issue_ratio in 0.0..1.0f64,
            change in prop::collection::vec(0..1_000_000_000_000i64, 1..40),
        ) {
            let change: Vec<Yen> = change.into_iter().map(Yen).collect();
            let financing = financing(first, second, share, issue_ratio);
            let answer = Response::new(&financing, change.len()).unwrap().respond(&change).unwrap();
            let ledger = ledger(&financing, &change);
            let path = project_ledger(&ledger).unwrap();
            // Both kinds of every issue lose less than a yen a payment, and the interest on what was cut.
            let of = |terms: &Terms| 2.0 * terms.years as f64 * (1.0 + terms.annual_rate.abs()).powi(terms.years as i32);
            let bound = change.len() as f64 * (of(&first) + of(&second) + 4.0);
            for (told, paid) in answer.iter().zip(&path.years) {
                prop_assert_eq!(told.issued, paid.issued);
                prop_assert!((told.balance.0 - paid.net().unwrap().0).abs() as f64 <= bound);
                prop_assert!((told.interest.0 - paid.interest.0).abs() as f64 <= bound);
                prop_assert!((told.debt_service().unwrap().0 - paid.debt_service().unwrap().0).abs() as f64 <= bound);
            }
            for (parts, paid) in split_by_issue(&ledger).unwrap().iter().zip(&path.years) {
                let all: i64 = parts.iter().map(|part| part.redeemed.0 + part.interest.0).sum();
                prop_assert_eq!(all, paid.debt_service().unwrap().0);
            }
        }

        #[test]
        fn parts_add_up_and_the_opposite_moves_the_opposite(
            terms in any_terms(), issue_ratio in 0.0..1.0f64,
            change in prop::collection::vec(-1_000_000_000_000..1_000_000_000_000i64, 1..40),
        ) {
            let change: Vec<Yen> = change.into_iter().map(Yen).collect();
            let opposite: Vec<Yen> = change.iter().map(|amount| Yen(-amount.0)).collect();
            let response = Response::new(&financing(terms, terms, 0.5, issue_ratio), change.len()).unwrap();
            let (answer, against) = (response.respond(&change).unwrap(), response.respond(&opposite).unwrap());
            let mut before = 0;
            for (year, (told, against)) in answer.iter().zip(&against).enumerate() {
                prop_assert_eq!((told.balance.0, told.interest.0), (-against.balance.0, -against.interest.0));
                prop_assert_eq!(told.balance.0, before + told.issued.0 - told.redeemed.0);
                before = told.balance.0;
                let parts = response.split(&change, year).unwrap();
                let sum = |of: fn(&IssuePart) -> Yen| parts.iter().map(|part| of(part).0).sum::<i64>();
                prop_assert_eq!(sum(|part| part.redeemed), told.redeemed.0);
                prop_assert_eq!(sum(|part| part.interest), told.interest.0);
                prop_assert_eq!(parts.len(), year + 1);
            }
        }
    }
}
