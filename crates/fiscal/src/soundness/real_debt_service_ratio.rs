//! Real debt service ratio (実質公債費比率): debt service and what is like it, over what the city may freely use.
//!
//! Law: 地方公共団体の財政の健全化に関する法律 第2条第3号. The mean of three years, each unrounded, cut after one decimal.
//! The published means of 鳥取県 (H26 and H27) show the cut; see `cases/real_debt_service_ratio/`.

use super::{Finding, Ratio, SoundnessError, Step, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::{MoneyOverflow, Yen};
use crate::proportion::ratio_of;

/// The amounts of one year, lettered as the form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebtServiceYear {
    /// A: principal and interest (元利償還金), without early redemption, refunding and bullet principal.
    pub a_debt_service: Yen,
    /// B: what is like principal and interest (準元利償還金), such as a thirtieth of each bullet bond a year.
    pub b_quasi_debt_service: Yen,
    /// Added to B where the sinking fund falls short (積立不足の加算).
    pub b_fund_shortfall: Yen,
    /// C: revenue tied to it (特定財源).
    pub c_tied_revenue: Yen,
    /// D: what the local allocation tax counts for it (元利償還金等に係る基準財政需要額算入額).
    pub d_counted_in_need: Yen,
    /// E: standard financial scale (標準財政規模).
    pub e_standard_scale: Yen,
}

/// The ratio of one year before rounding, with its working.
///
/// # Errors
/// A negative amount, or nothing left of the scale after D.
pub fn find_single_year(year: &DebtServiceYear) -> Result<(Ratio, Vec<Step>), SoundnessError> {
    for (name_ja, given) in [
        ("元利償還金", year.a_debt_service),
        ("準元利償還金", year.b_quasi_debt_service),
        ("積立不足の加算", year.b_fund_shortfall),
        ("特定財源", year.c_tied_revenue),
        ("基準財政需要額算入額", year.d_counted_in_need),
    ] {
        not_negative(name_ja, given)?;
    }
    let b_whole = year.b_quasi_debt_service.checked_add(year.b_fund_shortfall)?;
    let borne = year.a_debt_service.checked_add(b_whole)?;
    let covered = year.c_tied_revenue.checked_add(year.d_counted_in_need)?;
    let numerator = borne.checked_sub(covered)?;
    let denominator = above_zero("標準財政規模－算入額", year.e_standard_scale.checked_sub(year.d_counted_in_need)?)?;
    let ratio = Ratio::percent(numerator, denominator);
    let mut working =
        vec![amount("A", "元利償還金", year.a_debt_service), amount("B", "準元利償還金", year.b_quasi_debt_service)];
    if year.b_fund_shortfall != Yen::ZERO {
        working.push(amount("B'", "減債基金の積立不足の加算", year.b_fund_shortfall));
    }
    working.extend([
        amount("C", "特定財源", year.c_tied_revenue),
        amount("D", "元利償還金等に係る基準財政需要額算入額", year.d_counted_in_need),
        amount("E", "標準財政規模", year.e_standard_scale),
        amount("(A+B)-(C+D)", "分子", numerator),
        amount("E-D", "分母", denominator),
        step("分子/分母", "単年度の比率", StepValue::Percent(ratio)),
    ]);
    Ok((ratio, working))
}

/// The ratio of three years, the settlement's own last.
///
/// # Errors
/// Another number of years, or what is wrong with one of them.
pub fn find_real_debt_service_ratio(years: &[DebtServiceYear]) -> Result<Finding, SoundnessError> {
    if years.len() != 3 {
        return Err(SoundnessError::NotThreeYears(years.len()));
    }
    let mut ratios = Vec::with_capacity(3);
    let mut working = Vec::new();
    for (index, year) in years.iter().enumerate() {
        let (ratio, steps) = find_single_year(year)?;
        ratios.push(ratio);
        let when = ["前々年度", "前年度", "当年度"][index];
        working.extend(steps.into_iter().map(|step| Step { name_ja: format!("{when} {}", step.name_ja), ..step }));
    }
    let unrounded = Ratio::mean(&ratios);
    let figure = Some(unrounded.cut(1));
    working.push(step("平均", "三か年の平均", StepValue::Percent(unrounded)));
    working.push(published("実質公債費比率", figure));
    Ok(Finding { figure, unrounded, working })
}

/// The ratio of every settlement that has two years before it, as a projection shows it.
///
/// # Errors
/// Fewer than three years, or what is wrong with one of them.
pub fn find_series(years: &[DebtServiceYear]) -> Result<Vec<Finding>, SoundnessError> {
    if years.len() < 3 {
        return Err(SoundnessError::NotThreeYears(years.len()));
    }
    years.windows(3).map(find_real_debt_service_ratio).collect()
}

/// The years to come, from a settled one and the projected debt service and standard financial scale of each.
///
/// What is like debt service and the shortfall of the fund stay as they are; tied revenue and what the allocation tax counts
/// keep their share of debt service. Both are assumptions: a projection shows where the ratio is heading, not its digits.
///
/// # Errors
/// Lists of different length, or nothing to take the shares of.
pub fn carry_forward(
    settled: &DebtServiceYear,
    debt_service: &[Yen],
    standard_scale: &[Yen],
) -> Result<Vec<DebtServiceYear>, SoundnessError> {
    let (given, expected) = (standard_scale.len(), debt_service.len());
    if given != expected {
        return Err(SoundnessError::LengthMismatch { given, expected });
    }
    let whole = above_zero("元利償還金", settled.a_debt_service)?;
    let keep = |part: Yen, service: Yen| ratio_of(part, service.0, whole.0).map_err(|_| MoneyOverflow);
    debt_service
        .iter()
        .zip(standard_scale)
        .map(|(service, scale)| {
            Ok(DebtServiceYear {
                a_debt_service: *service,
                c_tied_revenue: keep(settled.c_tied_revenue, *service)?,
                d_counted_in_need: keep(settled.d_counted_in_need, *service)?,
                e_standard_scale: *scale,
                ..*settled
            })
        })
        .collect()
}
