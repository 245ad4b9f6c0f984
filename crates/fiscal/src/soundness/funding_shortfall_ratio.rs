//! Funding shortfall ratio of a public enterprise (資金不足比率).
//!
//! Law: 地方公共団体の財政の健全化に関する法律 第22条. Percent of the enterprise's size, cut after one decimal (an assumption).

use super::{Finding, Ratio, SoundnessError, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::Yen;

/// The funding shortfall ratio; `−` without a shortfall.
///
/// # Errors
/// A negative shortfall, an enterprise of no size.
pub fn find_funding_shortfall_ratio(a_shortfall: Yen, b_size: Yen) -> Result<Finding, SoundnessError> {
    not_negative("資金の不足額", a_shortfall)?;
    let unrounded = Ratio::percent(a_shortfall, above_zero("事業の規模", b_size)?);
    let figure = (a_shortfall > Yen::ZERO).then(|| unrounded.cut(1));
    let working = vec![
        amount("A", "資金の不足額", a_shortfall),
        amount("B", "事業の規模", b_size),
        step("A/B", "不足の割合", StepValue::Percent(unrounded)),
        published("資金不足比率", figure),
    ];
    Ok(Finding { figure, unrounded, working })
}
