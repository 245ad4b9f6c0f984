//! Future burden ratio (将来負担比率): what the city will have to bear, over what it may freely use in a year.
//!
//! Law: 地方公共団体の財政の健全化に関する法律 第2条第4号. Cut after one decimal (an assumption: the form was not seen);
//! where funds and counted needs cover the burden, `−` is published and never a zero or a negative figure.

use super::{Finding, Ratio, SoundnessError, StepValue, above_zero, amount, not_negative, published, step};
use crate::money::{MoneyOverflow, Yen};

/// The amounts of the form, lettered as it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FutureBurden {
    /// A: what will have to be borne (将来負担額).
    pub a_burden: Burden,
    /// B: funds that may be used for it (充当可能基金額).
    pub b_funds: Yen,
    /// C: revenue tied to it (特定財源見込額).
    pub c_tied_revenue: Yen,
    /// D: what the local allocation tax will count for it (基準財政需要額算入見込額).
    pub d_counted_in_need: Yen,
    /// E: standard financial scale (標準財政規模).
    pub e_standard_scale: Yen,
    /// F: debt service the allocation tax counts this year (算入公債費等の額).
    pub f_counted_debt_service: Yen,
}

/// The ten parts of the burden (将来負担額の内訳 ①〜⑩).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// ① Bonds outstanding (地方債の現在高).
    pub bonds: Yen,
    /// ② Promised expenditure (債務負担行為に基づく支出予定額).
    pub promised_expenditure: Yen,
    /// ③ To be paid into enterprises for their bonds (公営企業債等繰入見込額).
    pub enterprise_bonds: Yen,
    /// ④ To be paid to associations (組合等負担等見込額).
    pub associations: Yen,
    /// ⑤ Retirement allowances (退職手当負担見込額).
    pub retirement: Yen,
    /// ⑥ Debts of corporations the city set up (設立法人の負債額等負担見込額).
    pub own_corporations: Yen,
    /// ⑦ Beneficiary trusts (受益権信託に係る負担見込額).
    pub trusts: Yen,
    /// ⑧ Other corporations and short-term loans (設立法人以外の者への負担見込額等).
    pub other_corporations: Yen,
    /// ⑨ Consolidated real deficit (連結実質赤字額).
    pub consolidated_deficit: Yen,
    /// ⑩ Share in the deficit of associations (組合等連結実質赤字額負担見込額).
    pub associations_deficit: Yen,
}

impl Burden {
    fn parts(&self) -> [(&'static str, &'static str, Yen); 10] {
        [
            ("①", "地方債の現在高", self.bonds),
            ("②", "債務負担行為に基づく支出予定額", self.promised_expenditure),
            ("③", "公営企業債等繰入見込額", self.enterprise_bonds),
            ("④", "組合等負担等見込額", self.associations),
            ("⑤", "退職手当負担見込額", self.retirement),
            ("⑥", "設立法人の負債額等負担見込額", self.own_corporations),
            ("⑦", "受益権信託に係る負担見込額", self.trusts),
            ("⑧", "設立法人以外の負担見込額等", self.other_corporations),
            ("⑨", "連結実質赤字額", self.consolidated_deficit),
            ("⑩", "組合等連結実質赤字額負担見込額", self.associations_deficit),
        ]
    }

    /// All ten parts.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn total(&self) -> Result<Yen, MoneyOverflow> {
        Yen::checked_sum(self.parts().map(|(_, _, part)| part))
    }
}

/// The future burden ratio.
///
/// # Errors
/// A negative amount, or nothing left of the scale after F.
pub fn find_future_burden_ratio(form: &FutureBurden) -> Result<Finding, SoundnessError> {
    let mut working = Vec::new();
    for (letter, name_ja, part) in form.a_burden.parts() {
        not_negative(name_ja, part)?;
        working.push(amount(letter, name_ja, part));
    }
    let burden = form.a_burden.total()?;
    working.push(amount("A", "将来負担額", burden));
    for (letter, name_ja, given) in [
        ("B", "充当可能基金額", form.b_funds),
        ("C", "特定財源見込額", form.c_tied_revenue),
        ("D", "基準財政需要額算入見込額", form.d_counted_in_need),
        ("E", "標準財政規模", form.e_standard_scale),
        ("F", "算入公債費等の額", form.f_counted_debt_service),
    ] {
        not_negative(name_ja, given)?;
        working.push(amount(letter, name_ja, given));
    }
    let covered = Yen::checked_sum([form.b_funds, form.c_tied_revenue, form.d_counted_in_need])?;
    let numerator = burden.checked_sub(covered)?;
    let free = form.e_standard_scale.checked_sub(form.f_counted_debt_service)?;
    let denominator = above_zero("標準財政規模－算入公債費等", free)?;
    let unrounded = Ratio::percent(numerator, denominator);
    // Nothing to bear is told by a dash, also where the cut leaves a zero.
    let figure = Some(unrounded.cut(1)).filter(|figure| figure.units > 0);
    working.extend([
        amount("A-(B+C+D)", "分子", numerator),
        amount("E-F", "分母", denominator),
        step("分子/分母", "将来負担の割合", StepValue::Percent(unrounded)),
        published("将来負担比率", figure),
    ]);
    Ok(Finding { figure, unrounded, working })
}
