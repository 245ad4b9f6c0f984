//! The pictures and tables of the fund study (基金の試算の図と表).

use fiscal::reserve_fund::FundYear;
use fiscal::{FiscalYear, Quantity, Yen};
use publish::chart::{Chart, Columns, Lang, LineSeries, LineStyle, Lines, ReferenceLine, columns, lines};
use publish::table::{Cell, DataTable};
use reform::plan::Plan;
use reform::plan::outlook::PlanOutlook;

use crate::error::AppError;
use crate::study::oku_unit;
use crate::study::outlook::{OutlookCase, OutlookRun, chart_head, ground_text, overflow, year_label};
use crate::study::words::{in_oku, pick};

pub(super) fn fund_chart(plan: &Plan, outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Chart {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &run.scenario;
    let first = outlook.fund.points.first().map_or(outlook.base_year, |point| point.year).min(outlook.base_year);
    let last = scenario.path.years.last().map_or(outlook.base_year, |year| year.year);
    let years: Vec<FiscalYear> = (first.start()..=last.start()).filter_map(|year| FiscalYear::new(year).ok()).collect();
    let place = |year: FiscalYear| usize::try_from(year.start() - first.start()).unwrap_or(usize::MAX);
    let path = |case: &OutlookCase, fund: &[FundYear]| {
        let mut values: Vec<Option<Quantity>> = vec![None; years.len()];
        let at = place(outlook.base_year);
        let closings = std::iter::once(case.inputs.fund_opening).chain(fund.iter().map(|year| year.closing));
        for (value, closing) in values.iter_mut().skip(at).zip(closings) {
            *value = Some(in_oku(closing, 1));
        }
        values
    };
    let points = |is_settled: bool| {
        let mut values: Vec<Option<Quantity>> = vec![None; years.len()];
        for point in outlook.fund.points.iter().filter(|point| point.is_settled == is_settled) {
            if let Some(value) = values.get_mut(place(point.year)) {
                *value = Some(in_oku(point.balance.value, 0));
            }
        }
        values
    };
    let mut series = vec![
        LineSeries {
            name: t("公表値（決算）", "published (settled)"),
            values: points(true),
            style: LineStyle::Other(0),
        },
        LineSeries {
            name: t("基準", "baseline"),
            values: path(&run.baseline, &run.baseline.fund),
            style: LineStyle::Baseline,
        },
        LineSeries { name: t("試算", "scenario"), values: path(scenario, &scenario.fund), style: LineStyle::Main },
    ];
    // Without any improvement both would be one line.
    if scenario.effects.iter().any(|effect| *effect != Yen::ZERO) {
        series.push(LineSeries {
            name: t("試算（改善効果なし）", "scenario without the improvement"),
            values: path(scenario, &scenario.without),
            style: LineStyle::Other(1),
        });
    }
    let of_plan = points(false);
    if of_plan.iter().any(Option::is_some) {
        series.push(LineSeries {
            name: t("計画の見通し", "the plan"), values: of_plan, style: LineStyle::Other(2)
        });
    }
    let line = ReferenceLine {
        name: t("下限の目安（仮定）", "line (assumed)"),
        value: in_oku(scenario.inputs.fund_line, 0),
    };
    let zero = ReferenceLine { name: t("0", "0"), value: Quantity::whole(0) };
    let source = t(
        &format!("公表値は{}の決算と計画、試算は例示の率から", plan.city.name.ja),
        &format!("points published by {}; the lines from illustrative rates", plan.city.name.en_or_ja()),
    );
    let name = pick(lang, &outlook.fund.name.ja, outlook.fund.name.en_or_ja());
    lines(
        &chart_head(
            "fund-path",
            t(&format!("{name}の残高（年度末）"), &format!("{name} at the end of each year")),
            source,
            lang,
        ),
        &Lines {
            category_heading: t("年度末", "end of"),
            categories: years.iter().map(|year| year_label(*year, lang)).collect(),
            unit: oku_unit(lang).to_owned(),
            series,
            references: vec![line, zero],
            bands: Vec::new(),
        },
    )
}

pub(super) fn flow_chart(run: &OutlookRun, lang: Lang) -> Result<Chart, AppError> {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &run.scenario;
    let moved = scenario.fund.iter().map(|year| {
        let moved = Yen::checked_sum([year.flow.balance, year.flow.improvement, year.flow.paid_in]);
        moved.map(|amount| Some(in_oku(amount, 1))).map_err(overflow)
    });
    Ok(columns(
        &chart_head(
            "fund-flow",
            t("毎年の増減と残高（試算）", "Yearly movement and balance (scenario)"),
            t("前提による試算", "worked out from assumptions"),
            lang,
        ),
        &Columns {
            category_heading: t("年度", "fiscal year"),
            categories: scenario.path.years.iter().skip(1).map(|year| year_label(year.year, lang)).collect(),
            unit: oku_unit(lang).to_owned(),
            name: t("基金の増減", "movement"),
            values: moved.collect::<Result<_, AppError>>()?,
            line: Some((
                t("年度末の残高", "balance"),
                scenario.fund.iter().map(|year| Some(in_oku(year.closing, 1))).collect(),
            )),
        },
    ))
}

pub(super) fn fund_table(run: &OutlookRun, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let scenario = &run.scenario;
    let header = vec![
        t("年度", "fiscal year"),
        t("期首", "opening"),
        t("収支差額", "balance"),
        t("改善効果", "improvement"),
        t("積立", "paid in"),
        t("期末", "closing"),
        t("不足", "shortfall"),
        t("基準の期末", "baseline"),
        t("改善効果なしの期末", "without the improvement"),
    ];
    let oku = |amount: Yen| Cell::Number(in_oku(amount, 1));
    let rows = scenario.fund.iter().enumerate().map(|(index, year)| {
        let label = scenario.path.years.get(index + 1).map(|year| year_label(year.year, lang)).unwrap_or_default();
        let other = |fund: &[FundYear]| fund.get(index).map_or(Cell::Empty, |year| oku(year.closing));
        vec![
            Cell::Text(label),
            oku(year.opening),
            oku(year.flow.balance),
            oku(year.flow.improvement),
            oku(year.flow.paid_in),
            oku(year.closing),
            oku(year.shortfall),
            other(&run.baseline.fund),
            other(&scenario.without),
        ]
    });
    DataTable {
        title: t("基金の年度ごとの動き", "The fund year by year"),
        header,
        rows: rows.collect(),
        unit: t("億円", "100 million yen"),
    }
}

pub(super) fn points_table(plan: &Plan, outlook: &PlanOutlook, lang: Lang) -> DataTable {
    let t = |ja: &str, en: &str| pick(lang, ja, en);
    let rows = outlook.fund.points.iter().map(|point| {
        let kind = if point.is_settled { t("決算", "settled") } else { t("計画の見通し", "the plan") };
        let source = ground_text(plan, &point.balance.ground, lang);
        vec![
            Cell::Text(year_label(point.year, lang)),
            Cell::Number(in_oku(point.balance.value, 0)),
            Cell::Text(kind),
            Cell::Text(source),
        ]
    });
    DataTable {
        title: t("公表された残高", "Published balances"),
        header: vec![t("年度末", "end of"), t("残高", "balance"), t("区分", "kind"), t("出典", "source")],
        rows: rows.collect(),
        unit: t("億円", "100 million yen"),
    }
}
