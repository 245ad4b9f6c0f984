//! Reserve fund (財源調整用基金): what balances the years, and when it runs out.
//!
//! F(t) = F(t−1) + balance + improvement + paid in. The fund is followed below zero: a negative balance says by how much
//! revenue would have fallen short (財源不足) had nothing else been done.

use crate::money::{MoneyOverflow, Yen};
use crate::proportion::{NotAnAmount, ratio_of};
use crate::soundness::Ratio;

/// What moves the fund in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundFlow {
    /// Revenue less expenditure before the fund (収支差額); negative is a gap.
    pub balance: Yen,
    /// What the programme improves (改善効果額).
    pub improvement: Yen,
    /// Paid in from the surplus of the year before (前年度剰余の積立); 地方財政法 第7条.
    pub paid_in: Yen,
}

/// The fund in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FundYear {
    /// At the year's beginning.
    pub opening: Yen,
    /// What moved it.
    pub flow: FundFlow,
    /// At the year's end; below zero when revenue fell short.
    pub closing: Yen,
    /// By how much it fell short; zero while the fund lasts.
    pub shortfall: Yen,
    /// True when it ends below the line the city set itself.
    pub below_line: bool,
}

impl FundYear {
    /// The shortfall over the standard financial scale, to hold against the limits of the real deficit ratio; nothing
    /// while the fund lasts or without a scale.
    pub fn shortfall_ratio(&self, standard_scale: Yen) -> Option<Ratio> {
        let short = self.shortfall > Yen::ZERO && standard_scale > Yen::ZERO;
        short.then(|| Ratio::percent(self.shortfall, standard_scale))
    }
}

/// Follows the fund over the years.
///
/// # Errors
/// When an amount does not fit.
pub fn project_fund(opening: Yen, flows: &[FundFlow], line: Option<Yen>) -> Result<Vec<FundYear>, MoneyOverflow> {
    let mut before = opening;
    flows
        .iter()
        .map(|flow| {
            let opening = before;
            let moved = Yen::checked_sum([flow.balance, flow.improvement, flow.paid_in])?;
            before = opening.checked_add(moved)?;
            let shortfall = Yen::ZERO.checked_sub(before)?.max(Yen::ZERO);
            let below_line = line.is_some_and(|line| before < line);
            Ok(FundYear { opening, flow: *flow, closing: before, shortfall, below_line })
        })
        .collect()
}

/// The mean yearly balance that two published points of the fund imply, once the improvement is taken off.
///
/// # Errors
/// No year, or amounts that do not fit.
pub fn imply_mean_balance(opening: Yen, closing: Yen, improvements: &[Yen]) -> Result<Yen, NotAnAmount> {
    let moved = Yen::checked_sum(improvements.iter().copied())
        .and_then(|improved| closing.checked_sub(opening)?.checked_sub(improved))
        .map_err(|_| NotAnAmount::TooLarge)?;
    ratio_of(moved, 1, improvements.len() as i64)
}
