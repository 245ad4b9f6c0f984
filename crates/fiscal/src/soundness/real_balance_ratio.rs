//! Real deficit ratio and consolidated real deficit ratio (実質赤字比率・連結実質赤字比率).
//!
//! Law: 地方公共団体の財政の健全化に関する法律 第2条第1号・第2号. Percent of 標準財政規模, cut after two decimals; a city
//! without a deficit publishes `−`. Cutting, rather than rounding, is an assumption: the ministry's form was not seen.

use super::{Finding, Ratio, SoundnessError, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::Yen;

/// The amounts of the form for the real deficit ratio (実質赤字比率).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RealDeficit {
    /// A: revenue of the ordinary accounts (歳入).
    pub a_revenue: Yen,
    /// B: expenditure (歳出).
    pub b_expenditure: Yen,
    /// C: what is carried over to next year's expenditure (翌年度へ繰り越すべき財源).
    pub c_carried_over: Yen,
    /// D: standard financial scale (標準財政規模).
    pub d_standard_scale: Yen,
}

/// One account of the city for the consolidated ratio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Real balance or surplus of funds (実質収支・資金剰余額); a deficit or shortage is negative.
    pub balance: Yen,
}

/// The real deficit ratio.
///
/// # Errors
/// A standard financial scale of nothing, a negative amount.
pub fn find_real_deficit_ratio(form: &RealDeficit) -> Result<Finding, SoundnessError> {
    not_negative("歳入", form.a_revenue)?;
    not_negative("歳出", form.b_expenditure)?;
    not_negative("翌年度へ繰り越すべき財源", form.c_carried_over)?;
    let balance = form.a_revenue.checked_sub(form.b_expenditure)?.checked_sub(form.c_carried_over)?;
    let mut working = vec![
        amount("A", "歳入", form.a_revenue),
        amount("B", "歳出", form.b_expenditure),
        amount("C", "翌年度へ繰り越すべき財源", form.c_carried_over),
        amount("A-B-C", "実質収支", balance),
        amount("D", "標準財政規模", form.d_standard_scale),
    ];
    let (unrounded, figure) = deficit(balance, form.d_standard_scale)?;
    working.push(step("-(A-B-C)/D", "実質赤字の割合", StepValue::Percent(unrounded)));
    working.push(published("実質赤字比率", figure));
    Ok(Finding { figure, unrounded, working })
}

/// The consolidated real deficit ratio over every account.
///
/// # Errors
/// No account, a standard financial scale of nothing.
pub fn find_consolidated_deficit_ratio(accounts: &[Account], scale: Yen) -> Result<Finding, SoundnessError> {
    if accounts.is_empty() {
        return Err(SoundnessError::NoAccounts);
    }
    let balance = Yen::checked_sum(accounts.iter().map(|account| account.balance))?;
    let mut working: Vec<_> = accounts.iter().map(|account| amount("A", &account.name, account.balance)).collect();
    working.push(amount("ΣA", "連結実質収支", balance));
    working.push(amount("B", "標準財政規模", scale));
    let (unrounded, figure) = deficit(balance, scale)?;
    working.push(step("-ΣA/B", "連結実質赤字の割合", StepValue::Percent(unrounded)));
    working.push(published("連結実質赤字比率", figure));
    Ok(Finding { figure, unrounded, working })
}

fn deficit(balance: Yen, scale: Yen) -> Result<(Ratio, Option<crate::Quantity>), SoundnessError> {
    let scale = above_zero("標準財政規模", scale)?;
    let ratio = Ratio::percent(Yen::ZERO.checked_sub(balance)?, scale);
    Ok((ratio, (balance < Yen::ZERO).then(|| ratio.cut(2))))
}
