//! Ordinary balance ratio (経常収支比率): how much of the freely usable yearly revenue fixed costs eat up.
//!
//! From the ministry's settlement statistics (地方財政状況調査). Percent, rounded to one decimal. The plan's own glossary does
//! not mention the bonds in the denominator; the published figures have them.

use super::{Finding, Ratio, SoundnessError, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::Yen;

/// The amounts the ratio is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrdinaryBalance {
    /// A: general revenue spent on ordinary expenditure (経常経費充当一般財源).
    pub a_ordinary_expenditure: Yen,
    /// B: ordinary general revenue (経常一般財源), without the city planning tax.
    pub b_ordinary_revenue: Yen,
    /// C: bonds that make up for lost revenue, special part (減収補塡債特例分).
    pub c_revenue_shortfall_bonds: Yen,
    /// D: bonds in place of the allocation tax (臨時財政対策債).
    pub d_special_bonds: Yen,
    /// E: bonds for deferred taxes (猶予特例債); zero outside R2–R4.
    pub e_deferral_bonds: Yen,
}

/// The ordinary balance ratio.
///
/// # Errors
/// A negative amount, or no revenue at all.
pub fn find_ordinary_balance_ratio(form: &OrdinaryBalance) -> Result<Finding, SoundnessError> {
    let mut working = Vec::new();
    for (letter, name_ja, given) in [
        ("A", "経常経費充当一般財源", form.a_ordinary_expenditure),
        ("B", "経常一般財源", form.b_ordinary_revenue),
        ("C", "減収補塡債特例分", form.c_revenue_shortfall_bonds),
        ("D", "臨時財政対策債", form.d_special_bonds),
        ("E", "猶予特例債", form.e_deferral_bonds),
    ] {
        not_negative(name_ja, given)?;
        working.push(amount(letter, name_ja, given));
    }
    let revenue = Yen::checked_sum([
        form.b_ordinary_revenue,
        form.c_revenue_shortfall_bonds,
        form.d_special_bonds,
        form.e_deferral_bonds,
    ])?;
    let unrounded = Ratio::percent(form.a_ordinary_expenditure, above_zero("経常一般財源等", revenue)?);
    let figure = Some(unrounded.round(1));
    working.extend([
        amount("B+C+D+E", "経常一般財源等", revenue),
        step("A/(B+C+D+E)", "経常経費の割合", StepValue::Percent(unrounded)),
        published("経常収支比率", figure),
    ]);
    Ok(Finding { figure, unrounded, working })
}
