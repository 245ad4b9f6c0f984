//! What the study of renewal found (更新費用の試算の結果): figures, flags and tables.

use fiscal::money::in_words_ja;
use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::plan::Basis;

use super::charts::{labels, spent};
use super::{FacilityStudy, charts, explain, money};
use crate::facilities::renewal::RenewalCosts;
use crate::study::words::{in_oku, pick};
use crate::study::{Flag, KeyFigure, Outcome, oku_unit};

/// Everything the page shows.
pub(super) fn outcome(study: &FacilityStudy, lang: Lang) -> Outcome {
    Outcome {
        figures: figures(study, lang),
        flags: flags(study, lang),
        charts: charts::charts(study, lang),
        tables: vec![kinds_table(study, lang), years_table(study, lang)],
        working: explain::working(study, lang),
        assumptions: study.assumptions.clone(),
    }
}

fn figures(study: &FacilityStudy, lang: Lang) -> Vec<KeyFigure> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let comparison = &study.comparison;
    let basis = if study.is_illustrative() { Basis::Illustrative } else { Basis::Assumed };
    let figure = |label: String, note: String, of: &dyn Fn(&RenewalCosts) -> Yen| {
        let (baseline, scenario) = (of(&comparison.baseline), of(&comparison.scenario));
        KeyFigure {
            label,
            unit: oku_unit(lang).into(),
            baseline: Some(Cell::Number(in_oku(baseline, 1))),
            scenario: Cell::Number(in_oku(scenario, 1)),
            difference: scenario.checked_sub(baseline).ok().map(|less| Cell::Number(in_oku(less, 1))),
            basis,
            note,
        }
    };
    let years = comparison.frame.years;
    let share = |costs: &RenewalCosts| share_percent(costs.yearly_mean, study.investment);
    let (before, after) = (share(&comparison.baseline), share(&comparison.scenario));
    let mut figures = vec![
        figure(
            t(&format!("{years}年間の更新費用"), &format!("Renewal costs of {years} years")),
            String::new(),
            &|costs| costs.total,
        ),
        figure(t("年平均", "Yearly mean"), String::new(), &|costs| costs.yearly_mean),
        KeyFigure {
            label: t("年平均の、投資的経費に対する割合", "Yearly mean over yearly investment"),
            unit: "%".into(),
            baseline: Some(Cell::Number(before)),
            scenario: Cell::Number(after),
            difference: Some(Cell::Number(Quantity { units: after.units - before.units, decimals: 1 })),
            basis,
            note: t(
                &format!(
                    "投資的経費は計画の年{}。道路・橋・新しい施設もここから賄います。",
                    in_words_ja(study.investment)
                ),
                &format!(
                    "Investment is the plan's {} a year, which also pays for roads and new works.",
                    money(study.investment, lang)
                ),
            ),
        },
        figure(
            t("いちばん多い年度の支出", "The dearest year"),
            t("上限があるときは上限の中での支出です。", "Under the ceiling where there is one."),
            &|costs| spent(costs).iter().copied().max().unwrap_or_default(),
        ),
        figure(
            t("最初の年度に積み残しになっている工事", "Overdue work at the start"),
            t(
                "すでに時期を過ぎた改修と建替え。最初の10年に分けて数えます。",
                "Repairs and rebuilding past their time, spread over the first ten years.",
            ),
            &|costs| costs.backlog.repair.checked_add(costs.backlog.rebuild).unwrap_or_default(),
        ),
    ];
    let left = |costs: &RenewalCosts| {
        costs.smoothed.as_ref().and_then(|smoothed| smoothed.put_off.last().copied()).unwrap_or_default()
    };
    if [&comparison.baseline, &comparison.scenario].iter().any(|costs| costs.smoothed.is_some()) {
        figures.push(figure(t("期間の終わりに先送りで残る額", "Still put off at the end"), String::new(), &left));
    }
    figures
}

fn flags(study: &FacilityStudy, lang: Lang) -> Vec<Flag> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let comparison = &study.comparison;
    let said = |amount: Yen| money(amount, lang);
    let mut flags = Vec::new();
    let mut flag = |is_warning: bool, title: String, text: String| flags.push(Flag { is_warning, title, text });
    if study.is_illustrative() {
        flag(
            false,
            t("例示の施設です", "Made-up facilities"),
            t(
                "実際の施設一覧を取り込むと、その施設で計算します（henkaku import facilities）。",
                "Import the city's own list to reckon with it (henkaku import facilities).",
            ),
        );
    }
    if let Some(calibration) = &comparison.calibration {
        let factor = format!("{:.4}", calibration.factor);
        flag(
            false,
            t(&format!("較正しています（係数 {factor}）"), &format!("Calibrated (factor {factor})")),
            t(
                &format!(
                    "標準の方法・いまの面積と単価でのモデルの{}年間の合計は{}です。公表値{}に合うよう、建物の費用すべてに{factor}を掛けています。",
                    calibration.years,
                    said(calibration.model),
                    said(calibration.published)
                ),
                &format!(
                    "By itself the standard model comes to {} over {} years; every cost of buildings is multiplied by {factor} to come to the published {}.",
                    said(calibration.model),
                    calibration.years,
                    said(calibration.published)
                ),
            ),
        );
    }
    if comparison.scenario.yearly_mean > study.investment {
        flag(
            true,
            t("年平均が投資的経費を上回ります", "The mean is above the yearly investment"),
            t(
                &format!(
                    "年平均{}に対し、投資的経費は年{}です。",
                    said(comparison.scenario.yearly_mean),
                    said(study.investment)
                ),
                &format!(
                    "{} a year against an investment of {}.",
                    said(comparison.scenario.yearly_mean),
                    said(study.investment)
                ),
            ),
        );
    }
    let left = comparison.scenario.smoothed.as_ref().and_then(|smoothed| smoothed.put_off.last().copied());
    if let Some(left) = left.filter(|left| *left > Yen::ZERO) {
        flag(
            true,
            t("上限の中では終わりません", "The ceiling is too low"),
            t(
                &format!("期間の終わりに{}の工事が残ります。老朽化が進むことの費用は含みません。", said(left)),
                &format!("{} of work is still waiting at the end; what ageing adds is not counted.", said(left)),
            ),
        );
    }
    let (count, area) = comparison.left_out;
    if count > 0 {
        flag(
            true,
            t("建築年度のない施設があります", "Facilities without a year built"),
            t(
                &format!("{count}施設・{}㎡は、建築年度がないため費用に入っていません。", area / 100),
                &format!(
                    "{count} facilities with {} m² are left out, as the year they were built in is not known.",
                    area / 100
                ),
            ),
        );
    }
    flags
}

/// Floor area and costs by use, baseline beside scenario.
fn kinds_table(study: &FacilityStudy, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let comparison = &study.comparison;
    let total = |costs: &RenewalCosts, kind: reform::facility::FacilityKind| {
        let found = costs.by_kind.iter().find(|costs| costs.kind == kind);
        let all = found.into_iter().flat_map(|costs| costs.repair.iter().chain(&costs.rebuild).copied());
        Yen::checked_sum(all).unwrap_or_default()
    };
    let row = |name: String, area: Cell, before: Yen, after: Yen| {
        let less = after.checked_sub(before).map_or(Cell::Empty, Cell::Money);
        vec![Cell::Text(name), area, Cell::Money(before), Cell::Money(after), less]
    };
    let mut rows: Vec<Vec<Cell>> = comparison
        .scenario
        .by_kind
        .iter()
        .map(|costs| {
            let facilities = study.inventory.facilities.iter().map(|stored| &stored.facility);
            let area =
                facilities.filter(|facility| facility.kind == costs.kind).filter_map(|facility| facility.building());
            let area: i64 = area.map(|building| building.floor_area_hundredths_m2).sum();
            row(
                t(costs.kind.label_ja(), costs.kind.label_en()),
                Cell::Number(Quantity { units: area, decimals: 2 }),
                total(&comparison.baseline, costs.kind),
                total(&comparison.scenario, costs.kind),
            )
        })
        .collect();
    for (before, after) in comparison.baseline.by_asset.iter().zip(&comparison.scenario.by_asset) {
        let sum = |costs: &[Yen]| Yen::checked_sum(costs.iter().copied()).unwrap_or_default();
        let name = pick(lang, &after.name.ja, after.name.en_or_ja());
        rows.push(row(name, Cell::Empty, sum(&before.costs), sum(&after.costs)));
    }
    let area = Cell::Number(Quantity { units: comparison.reckoned.1, decimals: 2 });
    rows.push(row(t("合計", "Total"), area, comparison.baseline.total, comparison.scenario.total));
    DataTable {
        title: t("用途別の更新費用（期間の合計）", "Renewal costs by use, all years"),
        header: vec![
            t("用途", "use"),
            t("延床面積（㎡）", "floor area (m²)"),
            t("基準", "baseline"),
            t("試算", "scenario"),
            t("差", "difference"),
        ],
        rows,
        unit: t("円", "yen"),
    }
}

/// The scenario year by year, with the baseline's costs beside it.
pub(super) fn years_table(study: &FacilityStudy, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let (scenario, baseline) = (&study.comparison.scenario, &study.comparison.baseline);
    let sum = |amounts: &mut dyn Iterator<Item = Yen>| Cell::Money(Yen::checked_sum(amounts).unwrap_or_default());
    let rows = labels(study, lang).into_iter().enumerate().map(|(year, label)| {
        let mut row = vec![
            Cell::Text(label),
            sum(&mut scenario.by_kind.iter().map(|kind| kind.repair[year])),
            sum(&mut scenario.by_kind.iter().map(|kind| kind.rebuild[year])),
            sum(&mut scenario.by_asset.iter().map(|asset| asset.costs[year])),
            Cell::Money(scenario.due[year]),
        ];
        if let Some(smoothed) = &scenario.smoothed {
            row.extend([Cell::Money(smoothed.spent[year]), Cell::Money(smoothed.put_off[year])]);
        }
        row.push(Cell::Money(spent(baseline)[year]));
        row
    });
    let mut header = vec![
        t("年度", "fiscal year"),
        t("大規模改修", "repair"),
        t("建替え", "rebuilding"),
        t("インフラ", "infrastructure"),
        t("合計", "total"),
    ];
    if scenario.smoothed.is_some() {
        header.extend([t("上限の中の支出", "spent under the ceiling"), t("年度末の先送り", "put off")]);
    }
    header.push(t("基準の支出", "baseline"));
    DataTable {
        title: t("年度別の更新費用（試算）", "Renewal costs by year (scenario)"),
        header,
        rows: rows.collect(),
        unit: t("円", "yen"),
    }
}

/// A mean over the investment, in percent to one decimal.
pub(super) fn share_percent(mean: Yen, investment: Yen) -> Quantity {
    let per_mille = mean.0 as f64 / investment.0.max(1) as f64 * 1_000.0;
    Quantity { units: per_mille.round() as i64, decimals: 1 }
}
