//! How the study of renewal comes about (更新費用の試算の計算の過程と前提).

use fiscal::Yen;
use fiscal::money::group_digits;
use publish::chart::Lang;
use publish::table::shown_quantity;
use reform::facility::FacilityKind;
use reform::parameters::facilities::FacilityParameters;
use reform::plan::Basis;
use store::{FacilityInventory, InventoryKind};

use super::outcome::share_percent;
use super::{FacilityStudy, money};
use crate::facilities::renewal::RenewalComparison;
use crate::study::words::{in_man, in_oku, pick, shown_basis};
use crate::study::{Assumption, Step};

/// How the scenario's figures are worked out, with the numbers put in.
pub(super) fn working(study: &FacilityStudy, lang: Lang) -> Vec<Step> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let comparison = &study.comparison;
    let scenario = &comparison.scenario;
    let oku = |amount: Yen| format!("{}{}", shown_quantity(in_oku(amount, 2)), t("億円", " ×¥100m"));
    let plain = |amount: Yen| shown_quantity(in_oku(amount, 2));
    let step = |name: String, formula: String, result: String| Step { name, formula, result };
    let sum = |amounts: &mut dyn Iterator<Item = Yen>| Yen::checked_sum(amounts).unwrap_or_default();
    let repair = sum(&mut scenario.by_kind.iter().flat_map(|kind| kind.repair.iter().copied()));
    let rebuild = sum(&mut scenario.by_kind.iter().flat_map(|kind| kind.rebuild.iter().copied()));
    let assets = sum(&mut scenario.by_asset.iter().flat_map(|asset| asset.costs.iter().copied()));
    let rule = &scenario.rule.rule;
    let ages: Vec<String> = rule
        .repairs
        .iter()
        .map(|repair| {
            let share = (repair.price_share * 100.0).round();
            t(
                &format!("{}年で改修（{}年間、単価の{share}%）", repair.age, repair.years),
                &format!("repair at {} over {} ({share}% of the price)", repair.age, repair.years),
            )
        })
        .collect();
    let mut steps = vec![step(
        t("更新の方法", "Rule"),
        t(
            &format!(
                "{}、{}年で建替え（{}年間）、積み残しは最初の{}年",
                ages.join("、"),
                rule.rebuild_age,
                rule.rebuild_years,
                rule.backlog_years
            ),
            &format!(
                "{}; rebuilding at {} over {}; overdue work over the first {} years",
                ages.join(", "),
                rule.rebuild_age,
                rule.rebuild_years,
                rule.backlog_years
            ),
        ),
        pick(lang, &scenario.rule.name.ja, scenario.rule.name.en_or_ja()),
    )];
    if let Some(calibration) = &comparison.calibration {
        steps.push(step(
            t("較正係数", "Factor of calibration"),
            format!(
                "{} ÷ {} = {} ÷ {}",
                t("公表値", "published"),
                t("モデルの合計", "model"),
                plain(calibration.published),
                plain(calibration.model)
            ),
            format!("{:.4}", calibration.factor),
        ));
    }
    steps.extend([
        step(
            t("期間の合計", "All years"),
            format!(
                "{} = {} + {} + {}",
                t("改修 + 建替え + インフラ", "repair + rebuilding + infrastructure"),
                plain(repair),
                plain(rebuild),
                plain(assets)
            ),
            oku(scenario.total),
        ),
        step(
            t("年平均", "Yearly mean"),
            format!("{} ÷ {}", plain(scenario.total), comparison.frame.years),
            oku(scenario.yearly_mean),
        ),
        step(
            t("基準との差（年平均）", "Difference from the baseline, a year"),
            format!("{} − {}", plain(scenario.yearly_mean), plain(comparison.baseline.yearly_mean)),
            oku(Yen(scenario.yearly_mean.0 - comparison.baseline.yearly_mean.0)),
        ),
        step(
            t("投資的経費に対する割合", "Share of the investment"),
            format!("{} ÷ {}", plain(scenario.yearly_mean), plain(study.investment)),
            format!("{}%", share_percent(scenario.yearly_mean, study.investment)),
        ),
        step(
            t("投資的経費から残る額（年平均）", "Left of the investment, a year"),
            format!("{} − {}", plain(study.investment), plain(scenario.yearly_mean)),
            oku(Yen(study.investment.0.saturating_sub(scenario.yearly_mean.0))),
        ),
    ]);
    steps
}

/// What the figures rest on, and where it is from.
pub(super) fn assumptions(
    parameters: &FacilityParameters,
    inventory: &FacilityInventory,
    comparison: &RenewalComparison,
    lang: Lang,
) -> Vec<Assumption> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let row = |name: String, value: String, basis: Basis, source: String| Assumption { name, value, basis, source };
    let area = group_digits((comparison.reckoned.1 / 100).unsigned_abs());
    let of_list = if inventory.kind == InventoryKind::Real { Basis::Published } else { Basis::Illustrative };
    let mut all = vec![row(
        t("計算した施設", "facilities reckoned with"),
        t(
            &format!("{}施設・{area}㎡", comparison.reckoned.0),
            &format!("{} facilities, {area} m²", comparison.reckoned.0),
        ),
        of_list,
        crate::facilities::source_of(inventory),
    )];
    for (label, costs) in [
        (t("更新の方法（基準）", "rule, baseline"), &comparison.baseline),
        (t("更新の方法（試算）", "rule, scenario"), &comparison.scenario),
    ] {
        let ground = &costs.rule.ground;
        let basis = shown_basis(ground.basis);
        let name = pick(lang, &costs.rule.name.ja, costs.rule.name.en_or_ja());
        all.push(row(label, name, basis, pick(lang, &ground.source.ja, ground.source.en_or_ja())));
    }
    for price in &parameters.prices {
        if !comparison.scenario.by_kind.iter().any(|costs| costs.kind == price.kind) {
            continue;
        }
        let man = |amount: Yen| shown_quantity(in_man(amount, 1));
        let value = t(
            &format!(
                "改修 {}万円/㎡、建替え {}万円/㎡",
                man(price.price.repair_yen_per_m2),
                man(price.price.rebuild_yen_per_m2)
            ),
            &format!(
                "repair ¥{} /m², rebuilding ¥{} /m²",
                price.price.repair_yen_per_m2, price.price.rebuild_yen_per_m2
            ),
        );
        let source = pick(lang, &price.ground.source.ja, price.ground.source.en_or_ja());
        all.push(row(kind_label(price.kind, lang), value, shown_basis(price.ground.basis), source));
    }
    for asset in &comparison.scenario.by_asset {
        let Some(kind) = parameters.infrastructure(&asset.id) else { continue };
        let unit = if kind.unit == "m2" { "㎡" } else { "m" };
        let value = t(
            &format!("{}円/{unit}、{}年", kind.price, kind.cycle_years),
            &format!("¥{} /{unit}, every {} years", kind.price, kind.cycle_years),
        );
        let source = pick(lang, &kind.ground.source.ja, kind.ground.source.en_or_ja());
        all.push(row(pick(lang, &kind.name.ja, kind.name.en_or_ja()), value, shown_basis(kind.ground.basis), source));
    }
    let published = &parameters.published;
    let plan = pick(lang, &published.ground.source.ja, published.ground.source.en_or_ja());
    all.push(row(
        t("投資的経費", "yearly investment"),
        t(
            &format!("年{}", money(published.investment, lang)),
            &format!("{} a year", money(published.investment, lang)),
        ),
        shown_basis(published.ground.basis),
        plan.clone(),
    ));
    if let Some(calibration) = &comparison.calibration {
        let is_plans = calibration.published == published.renewal_total;
        all.push(row(
            t("合わせた公表値", "published total"),
            money(calibration.published, lang),
            if is_plans { Basis::Published } else { Basis::Assumed },
            if is_plans { plan } else { t("試算の入力", "as entered") },
        ));
    }
    all.push(row(
        t("数えないもの", "not counted"),
        t(
            "物価の変動、日々の修繕と運営の費用、用地、解体だけの費用、割引。建て替えは同じ広さ・同じ用途で行うとみなす",
            "price changes, daily upkeep and running costs, land, demolition alone, discounting; rebuilt at the same size and use",
        ),
        Basis::Assumed,
        t("総務省の試算の方法による", "as the ministry's method has it"),
    ));
    all
}

fn kind_label(kind: FacilityKind, lang: Lang) -> String {
    pick(lang, &format!("{}の単価", kind.label_ja()), &format!("unit prices: {}", kind.label_en()))
}
