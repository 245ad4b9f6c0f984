//! Ordinary bonds and 臨時財政対策債, in two ledgers that are never mixed (二つの台帳).

use super::{DebtError, Ledger, LedgerPath, project_ledger};

/// All bonds of the general account (一般会計の市債).
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// Bonds for construction and the like (建設債等).
    pub ordinary: Ledger,
    /// Bonds in place of the local allocation tax (臨時財政対策債).
    pub special: Ledger,
}

/// Both ledgers over the same years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioPath {
    /// Without 臨時財政対策債.
    pub ordinary: LedgerPath,
    /// 臨時財政対策債 only.
    pub special: LedgerPath,
    /// Both.
    pub total: LedgerPath,
}

/// Projects both ledgers.
///
/// # Errors
/// Ledgers of different years, or what is wrong with either: see [`DebtError`].
pub fn project_portfolio(portfolio: &Portfolio) -> Result<PortfolioPath, DebtError> {
    let ordinary = project_ledger(&portfolio.ordinary)?;
    let special = project_ledger(&portfolio.special)?;
    let total = ordinary.together(&special)?;
    Ok(PortfolioPath { ordinary, special, total })
}
