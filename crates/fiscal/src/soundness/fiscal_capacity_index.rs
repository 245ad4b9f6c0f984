//! Fiscal capacity index (財政力指数): standard revenue over standard need, as the mean of three years.
//!
//! Law: 地方交付税法 第14条 (revenue) and 第11条 (need). Each year's ratio is averaged, not the sums; rounded to two decimals.

use super::{Finding, Ratio, SoundnessError, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::Yen;

/// The amounts of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityYear {
    /// A: standard financial revenue (基準財政収入額).
    pub a_standard_revenue: Yen,
    /// B: standard financial need (基準財政需要額).
    pub b_standard_need: Yen,
}

/// The fiscal capacity index of three years, the latest last.
///
/// # Errors
/// Another number of years, a negative revenue, a need of nothing.
pub fn find_fiscal_capacity_index(years: &[CapacityYear]) -> Result<Finding, SoundnessError> {
    if years.len() != 3 {
        return Err(SoundnessError::NotThreeYears(years.len()));
    }
    let (mut ratios, mut working) = (Vec::with_capacity(3), Vec::new());
    for (year, when) in years.iter().zip(["前々年度", "前年度", "当年度"]) {
        not_negative("基準財政収入額", year.a_standard_revenue)?;
        let ratio = Ratio::of(year.a_standard_revenue, above_zero("基準財政需要額", year.b_standard_need)?);
        ratios.push(ratio);
        working.push(amount("A", &format!("{when} 基準財政収入額"), year.a_standard_revenue));
        working.push(amount("B", &format!("{when} 基準財政需要額"), year.b_standard_need));
        working.push(step("A/B", &format!("{when} 単年度の指数"), StepValue::Number(ratio)));
    }
    let unrounded = Ratio::mean(&ratios);
    let figure = Some(unrounded.round(2));
    working.push(step("平均", "三か年の平均", StepValue::Number(unrounded)));
    working.push(published("財政力指数", figure));
    Ok(Finding { figure, unrounded, working })
}
