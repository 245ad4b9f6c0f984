//! What yearly investment makes a city issue (投資的経費と起債).

use super::{Basis, DebtError, Ledger, LedgerPath, Legacy, Mix, YEARS_MAX, check_not_negative, check_years};
use super::{ledger::LedgerYear, project_ledger};
use crate::money::Yen;
use crate::proportion::{Rounding, share_of};

/// How investment is paid for with bonds (起債の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct Financing {
    /// Bonds issued for each yen of investment (起債率): shares of projects × (1 − subsidy) × share that may be borrowed.
    pub issue_ratio: f64,
    /// Bonds issued every year outside that (枠外の発行).
    pub other_issues: Yen,
    /// What the issues are made of.
    pub mix: Mix,
    /// Which balance is looked at.
    pub basis: Basis,
}

impl Financing {
    /// The amount issued in a year with this investment.
    ///
    /// # Errors
    /// A negative investment, a ratio outside 0–1, or amounts too large.
    pub fn issue(&self, investment: Yen) -> Result<Yen, DebtError> {
        check_not_negative("the investment", investment)?;
        check_not_negative("the other issues", self.other_issues)?;
        if !(self.issue_ratio.is_finite() && (0.0..=1.0).contains(&self.issue_ratio)) {
            let what = "the share of investment paid with bonds";
            return Err(DebtError::ShareOutOfRange { what, share: self.issue_ratio, most: 1.0 });
        }
        Ok(share_of(investment, self.issue_ratio, Rounding::Nearest)?.checked_add(self.other_issues)?)
    }

    /// The balance this financing looks at.
    ///
    /// # Errors
    /// When the amounts do not fit.
    pub fn balance(&self, year: &LedgerYear) -> Result<Yen, DebtError> {
        match self.basis {
            Basis::Gross => Ok(year.gross),
            Basis::Net => year.net(),
        }
    }

    /// How much the balance after `years` years moves for each yen a year of investment: r·Σf.
    pub fn slope(&self, years: usize) -> f64 {
        self.issue_ratio * self.mix.steady_balance(years, self.basis)
    }
}

/// Yearly investment that stays at `before` for some years and then at `after` (移行期間).
///
/// # Errors
/// A horizon outside 1–100 years, or more years of transition than there are.
pub fn step_investment(before: Yen, after: Yen, transition_years: usize, years: usize) -> Result<Vec<Yen>, DebtError> {
    check_years("the projection", years, 1, YEARS_MAX)?;
    check_years("the transition", transition_years, 0, years)?;
    Ok((0..years).map(|index| if index < transition_years { before } else { after }).collect())
}

/// Projects the balance a yearly investment leads to.
///
/// # Errors
/// See [`DebtError`].
pub fn project_investment(legacy: &Legacy, financing: &Financing, investment: &[Yen]) -> Result<LedgerPath, DebtError> {
    let issues = investment.iter().map(|amount| financing.issue(*amount)).collect::<Result<_, _>>()?;
    project_ledger(&Ledger { legacy: legacy.clone(), issues, mix: financing.mix.clone() })
}
