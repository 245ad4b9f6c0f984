//! One ledger of bonds projected by year (市債台帳の推計): the existing stock and every later issue.

use super::{DebtError, Legacy, Mix, YEARS_MAX, check_not_negative, check_years, schedule_issue};
use crate::money::Yen;
use crate::proportion::{Rounding, ratio_of, share_of};

/// Bonds of one kind of purpose, kept apart from others (台帳).
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// What is outstanding at the start.
    pub legacy: Legacy,
    /// Issued in each projected year, from the first.
    pub issues: Vec<Yen>,
    /// What every new issue is made of.
    pub mix: Mix,
}

/// A ledger over the projected years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerPath {
    /// Outstanding at the start.
    pub opening: Yen,
    /// One entry a projected year.
    pub years: Vec<LedgerYear>,
}

/// One projected year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerYear {
    /// New bonds, without refunding (新規発行).
    pub issued: Yen,
    /// Refunding bonds (借換債).
    pub refunded: Yen,
    /// Principal paid to holders, refunding included (元金償還).
    pub redeemed: Yen,
    /// Paid into the sinking fund (減債基金積立).
    pub fund_paid_in: Yen,
    /// Taken out of the sinking fund (減債基金取崩).
    pub fund_drawn: Yen,
    /// Interest (利子).
    pub interest: Yen,
    /// Owed at the year's end on the stock of the start (既発債残高).
    pub legacy: Yen,
    /// Owed to holders at the year's end (額面残高).
    pub gross: Yen,
    /// In the sinking fund at the year's end, from new issues (減債基金残高).
    pub fund: Yen,
}

impl LedgerYear {
    /// Owed less what lies in the sinking fund (純残高).
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn net(&self) -> Result<Yen, DebtError> {
        Ok(self.gross.checked_sub(self.fund)?)
    }

    /// Principal redeemed with the city's own money: without what was borrowed again (現金償還).
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn redeemed_in_cash(&self) -> Result<Yen, DebtError> {
        Ok(self.redeemed.checked_sub(self.refunded)?)
    }

    /// The year's burden (公債費): principal in cash, less what the sinking fund gave, plus what it was given, plus
    /// interest.
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn debt_service(&self) -> Result<Yen, DebtError> {
        let principal = self.redeemed_in_cash()?.checked_sub(self.fund_drawn)?.checked_add(self.fund_paid_in)?;
        Ok(principal.checked_add(self.interest)?)
    }

    fn add(&mut self, other: &LedgerYear) -> Result<(), DebtError> {
        for (mine, others) in [
            (&mut self.issued, other.issued),
            (&mut self.refunded, other.refunded),
            (&mut self.redeemed, other.redeemed),
            (&mut self.fund_paid_in, other.fund_paid_in),
            (&mut self.fund_drawn, other.fund_drawn),
            (&mut self.interest, other.interest),
            (&mut self.legacy, other.legacy),
            (&mut self.gross, other.gross),
            (&mut self.fund, other.fund),
        ] {
            *mine = mine.checked_add(others)?;
        }
        Ok(())
    }
}

impl LedgerPath {
    /// The balance at the end of the last year.
    pub fn closing(&self) -> Yen {
        self.years.last().map_or(self.opening, |year| year.gross)
    }

    /// Two ledgers of the same years as one.
    ///
    /// # Errors
    /// When they do not cover the same years or the amounts do not fit.
    pub fn together(&self, other: &LedgerPath) -> Result<LedgerPath, DebtError> {
        if self.years.len() != other.years.len() {
            let (given, expected) = (other.years.len(), self.years.len());
            return Err(DebtError::LengthMismatch { what: "ledgers to add", given, expected });
        }
        let opening = self.opening.checked_add(other.opening)?;
        let mut years = self.years.clone();
        for (mine, others) in years.iter_mut().zip(&other.years) {
            mine.add(others)?;
        }
        Ok(LedgerPath { opening, years })
    }
}

/// A balance divided among the citizens of its year (市民一人当たり残高), to the nearest yen.
///
/// # Errors
/// A population of nobody.
pub fn per_citizen(balance: Yen, population: i64) -> Result<Yen, DebtError> {
    if population <= 0 {
        return Err(DebtError::PopulationNotPositive(population));
    }
    Ok(ratio_of(balance, 1, population)?)
}

/// Projects a ledger over the years it has issues for.
///
/// # Errors
/// See [`DebtError`]; nothing is projected from a ledger with any fault.
pub fn project_ledger(ledger: &Ledger) -> Result<LedgerPath, DebtError> {
    let horizon = ledger.issues.len();
    check_years("the projection", horizon, 1, YEARS_MAX)?;
    let mut years: Vec<LedgerYear> = Vec::with_capacity(horizon);
    for (old, issued) in ledger.legacy.run_off(horizon)?.into_iter().zip(&ledger.issues) {
        check_not_negative("the amount issued", *issued)?;
        let (legacy, gross) = (old.outstanding, old.outstanding.checked_add(*issued)?);
        let (redeemed, interest) = (old.redeemed, old.interest);
        years.push(LedgerYear { issued: *issued, redeemed, interest, legacy, gross, ..LedgerYear::default() });
    }
    for (index, issued) in ledger.issues.iter().enumerate() {
        for (part, terms) in split_issue(*issued, &ledger.mix)? {
            for (later, paid) in years[index + 1..].iter_mut().zip(schedule_issue(part, &terms)?) {
                later.add(&LedgerYear {
                    refunded: paid.refunded,
                    redeemed: paid.redeemed,
                    fund_paid_in: paid.fund_paid_in,
                    fund_drawn: paid.fund_drawn,
                    interest: paid.interest,
                    gross: paid.outstanding,
                    fund: paid.fund,
                    ..LedgerYear::default()
                })?;
            }
        }
    }
    Ok(LedgerPath { opening: ledger.legacy.opening(), years })
}

/// What is left of each year's issue at the end of each projected year (発行年度別残高), at face value: one list a year of
/// issue. With the existing stock they add up to [`LedgerYear::gross`].
///
/// # Errors
/// As [`project_ledger`].
pub fn project_cohorts(ledger: &Ledger) -> Result<Vec<Vec<Yen>>, DebtError> {
    let horizon = ledger.issues.len();
    check_years("the projection", horizon, 1, YEARS_MAX)?;
    let mut cohorts = vec![vec![Yen::ZERO; horizon]; horizon];
    for (index, issued) in ledger.issues.iter().enumerate() {
        cohorts[index][index] = *issued;
        for (part, terms) in split_issue(*issued, &ledger.mix)? {
            for (left, paid) in cohorts[index][index + 1..].iter_mut().zip(schedule_issue(part, &terms)?) {
                *left = left.checked_add(paid.outstanding)?;
            }
        }
    }
    Ok(cohorts)
}

/// An issue divided among its kinds of bond; the last takes what rounding leaves over.
pub(super) fn split_issue(issued: Yen, mix: &Mix) -> Result<Vec<(Yen, super::Terms)>, DebtError> {
    let mut left = issued;
    let last = mix.parts().len() - 1;
    let mut parts = Vec::with_capacity(mix.parts().len());
    for (index, part) in mix.parts().iter().enumerate() {
        let amount = if index == last { left } else { share_of(issued, part.share, Rounding::Down)?.min(left) };
        left = left.checked_sub(amount)?;
        parts.push((amount, part.terms));
    }
    Ok(parts)
}
