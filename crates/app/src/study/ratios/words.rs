//! The names of ratios and of the steps of their working, in both languages (比率と手順の言葉).

use fiscal::soundness::{SoundnessError, Step, StepValue};
use publish::chart::Lang;
use publish::table::shown_quantity;
use reform::plan::soundness::INPUTS;

use super::CityRatio;
use crate::study::words::{in_oku, pick};

/// What a ratio is called.
pub fn ratio_name(ratio: CityRatio, lang: Lang) -> String {
    let (ja, en) = match ratio {
        CityRatio::RealDeficit => ("実質赤字比率", "Real deficit ratio"),
        CityRatio::ConsolidatedDeficit => ("連結実質赤字比率", "Consolidated real deficit ratio"),
        CityRatio::RealDebtService => ("実質公債費比率", "Real debt service ratio"),
        CityRatio::FutureBurden => ("将来負担比率", "Future burden ratio"),
        CityRatio::OrdinaryBalance => ("経常収支比率", "Ordinary balance ratio"),
        CityRatio::FiscalCapacity => ("財政力指数", "Fiscal capacity index"),
    };
    pick(lang, ja, en)
}

/// The words of workings that are no field of a form.
const STEPS: [(&str, &str); 38] = [
    ("実質収支", "Real balance"),
    ("標準財政規模", "Standard financial scale"),
    ("実質赤字の割合", "Share of the deficit"),
    ("一般会計等", "General accounts"),
    ("国民健康保険", "National health insurance"),
    ("その他の特別会計", "Other special accounts"),
    ("公営企業会計", "Enterprises"),
    ("連結実質収支", "Consolidated real balance"),
    ("連結実質赤字の割合", "Share of the consolidated deficit"),
    ("元利償還金", "Debt service"),
    ("準元利償還金", "What is like debt service"),
    ("減債基金の積立不足の加算", "Shortfall of the sinking fund"),
    ("特定財源", "Tied revenue"),
    ("元利償還金等に係る基準財政需要額算入額", "Counted in need"),
    ("分子", "Numerator"),
    ("分母", "Denominator"),
    ("単年度の比率", "Ratio of the year"),
    ("三か年の平均", "Mean of three years"),
    ("将来負担額", "Future burden"),
    ("将来負担の割合", "Share of the burden"),
    ("充当可能基金額", "Funds that may be used"),
    ("特定財源見込額", "Tied revenue"),
    ("基準財政需要額算入見込額", "To be counted in need"),
    ("算入公債費等の額", "Debt service counted this year"),
    ("経常経費充当一般財源", "General revenue spent on ordinary expenditure"),
    ("経常一般財源", "Ordinary general revenue"),
    ("経常一般財源等", "Ordinary general revenue and bonds in its place"),
    ("経常経費の割合", "Share of ordinary expenditure"),
    ("基準財政収入額", "Standard revenue"),
    ("基準財政需要額", "Standard need"),
    ("単年度の指数", "Index of the year"),
    ("歳入", "Revenue"),
    ("歳出", "Expenditure"),
    ("翌年度へ繰り越すべき財源", "Carried over"),
    ("減収補塡債特例分", "Bonds for lost revenue"),
    ("臨時財政対策債", "Bonds in place of the allocation tax"),
    ("猶予特例債", "Bonds for deferred taxes"),
    ("地方債の現在高", "Bonds outstanding"),
];

const YEARS: [(&str, &str); 3] =
    [("前々年度", "two years before"), ("前年度", "the year before"), ("当年度", "this year")];

/// The name of a step in the language of the page.
pub fn step_name(step: &Step, lang: Lang) -> String {
    if lang == Lang::Ja {
        return step.name_ja.clone();
    }
    let english = |name: &str| -> Option<String> {
        let of_step = STEPS.iter().find(|(ja, _)| *ja == name).map(|(_, en)| (*en).to_owned());
        let of_form = || INPUTS.iter().find(|input| input.name_ja == name).map(|input| input.name_en.to_owned());
        let of_ratio = || {
            let ratio = CityRatio::ALL.into_iter().find(|ratio| ratio_name(*ratio, Lang::Ja) == name);
            ratio.map(|ratio| ratio_name(ratio, Lang::En))
        };
        of_step.or_else(of_form).or_else(of_ratio)
    };
    let dated = YEARS.iter().find_map(|(ja, en)| {
        let rest = step.name_ja.strip_prefix(ja)?.trim_start();
        Some(format!("{} ({en})", english(rest)?))
    });
    dated.or_else(|| english(&step.name_ja)).unwrap_or_else(|| step.name_ja.clone())
}

/// What a step comes to, as a page shows it.
pub fn value_text(value: &StepValue, lang: Lang) -> String {
    match value {
        // 億円 to the thousand yen, as the forms are filled in.
        StepValue::Amount(amount) => pick(
            lang,
            &format!("{}億円", shown_quantity(in_oku(*amount, 5))),
            &format!("¥100m {}", shown_quantity(in_oku(*amount, 5))),
        ),
        StepValue::Percent(ratio) => format!("{}%", shown_quantity(ratio.round(5))),
        StepValue::Number(ratio) => shown_quantity(ratio.round(5)),
        StepValue::Figure(figure) => shown_quantity(*figure),
        StepValue::NotApplicable => "−".to_owned(),
    }
}

/// Why a ratio cannot be worked out, in the language of the page.
pub(super) fn fault_text(error: &SoundnessError, lang: Lang) -> String {
    match error {
        SoundnessError::NothingToDivideBy { name_ja, amount } => pick(
            lang,
            &format!("{name_ja}が {amount}円です。割る数は0より大きくなければなりません"),
            &format!("what is divided by is {amount} yen and must be above zero"),
        ),
        SoundnessError::NegativeAmount { name_ja, amount } => {
            pick(lang, &format!("{name_ja}が負（{amount}円）です"), &format!("an amount is negative: {amount} yen"))
        }
        other => other.to_string(),
    }
}
