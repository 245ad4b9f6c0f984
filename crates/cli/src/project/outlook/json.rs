//! The outlook as JSON: whole yen, with 億円 rounded for display beside them.

use app::chart::Lang;
use app::parameters::Parameters;
use app::study::fund::{REAL_DEFICIT, grade_key};
use app::study::outlook::{LineBasis, OutlookCase, OutlookRun, line_rows, outlook_of};
use app::{FiscalYear, Yen};
use fiscal::money::round_to_oku;
use fiscal::outlook::ImprovementMode;
use fiscal::reserve_fund::FundYear;
use fiscal::soundness::{Limit, judge, limits_in_force};
use reform::parameters::soundness::BodyClass;
use reform::plan::Plan;
use serde::Serialize;

/// An outlook with its fund, the baseline's results beside it.
#[derive(Serialize)]
pub struct OutlookJson {
    city: String,
    note: String,
    basis: &'static str,
    base_year: i32,
    years: usize,
    inputs: Vec<InputJson>,
    improvement: ImprovementJson,
    rows: Vec<RowJson>,
    balances: Vec<BalanceJson>,
    fund: FundJson,
    balancing: BalancingJson,
    baseline: BaselineJson,
}

#[derive(Serialize)]
struct InputJson {
    key: &'static str,
    name: String,
    unit: String,
    value: String,
    baseline: String,
    changed: bool,
    basis: &'static str,
    source: String,
}

#[derive(Serialize)]
struct ImprovementJson {
    yearly_yen: i64,
    mode: &'static str,
    one_off_share: Option<f64>,
    effects_yen: Vec<i64>,
}

#[derive(Serialize)]
struct RowJson {
    key: String,
    name: String,
    is_sum: bool,
    /// 公表, 仮定 or 例示: what the projected years rest on; nothing of a sum.
    basis: Option<&'static str>,
    amounts_yen: Vec<i64>,
    amounts_oku: Vec<i64>,
}

#[derive(Serialize)]
struct BalanceJson {
    fiscal_year: i32,
    year: String,
    is_settled: bool,
    revenue_yen: i64,
    expenditure_yen: i64,
    general_revenue_yen: i64,
    general_expenditure_yen: i64,
    balance_yen: i64,
    balance_oku: i64,
}

#[derive(Serialize)]
struct FundJson {
    name: String,
    opening_yen: i64,
    opening_oku: i64,
    closing_yen: i64,
    closing_oku: i64,
    line_yen: i64,
    standard_scale_yen: i64,
    /// The fiscal year at whose end the fund is below zero for the first time.
    first_shortfall_year: Option<i32>,
    path: Vec<FundYearJson>,
    without_improvement: WithoutJson,
    published: Vec<PointJson>,
}

#[derive(Serialize)]
struct WithoutJson {
    closing_yen: i64,
    closing_oku: i64,
    first_shortfall_year: Option<i32>,
    path: Vec<FundYearJson>,
}

#[derive(Serialize)]
struct FundYearJson {
    fiscal_year: i32,
    year: String,
    opening_yen: i64,
    balance_yen: i64,
    improvement_yen: i64,
    paid_in_yen: i64,
    closing_yen: i64,
    closing_oku: i64,
    shortfall_yen: i64,
    below_line: bool,
    /// The shortfall over the standard financial scale, cut to two decimals.
    shortfall_percent: Option<String>,
    /// The limit of the real deficit ratio that the shortfall reaches.
    limit_reached: Option<LimitJson>,
}

#[derive(Serialize)]
struct LimitJson {
    grade: &'static str,
    percent: String,
    law: String,
}

#[derive(Serialize)]
struct PointJson {
    fiscal_year: i32,
    year: String,
    is_settled: bool,
    balance_yen: i64,
    balance_oku: i64,
    document: Option<String>,
    place: Option<String>,
}

#[derive(Serialize)]
struct BalancingJson {
    yearly_yen: i64,
    rest_yen: i64,
    /// The mean yearly balance that the fund's two published points imply, without the improvement.
    implied_mean_balance_yen: i64,
    basis: &'static str,
}

#[derive(Serialize)]
struct BaselineJson {
    balances_yen: Vec<i64>,
    fund_closing_yen: i64,
    fund_closing_oku: i64,
    fund_closing_without_improvement_yen: i64,
}

impl OutlookJson {
    /// The JSON of a run, its rows on a basis.
    pub fn of(plan: &Plan, parameters: &Parameters, run: &OutlookRun, basis: LineBasis) -> anyhow::Result<OutlookJson> {
        let outlook = outlook_of(plan)?;
        let case = &run.scenario;
        let limits = parameters.soundness.limits_of(BodyClass::DesignatedCity);
        let oku = round_to_oku;
        let inputs = run.form.fields.iter().map(|field| InputJson {
            key: field.key,
            name: field.label.clone(),
            unit: field.unit.clone(),
            value: field.value.clone(),
            baseline: field.baseline.clone(),
            changed: field.is_changed(),
            basis: field.basis.japanese(),
            source: field.source.clone(),
        });
        let rows = line_rows(outlook, &case.path, basis, Lang::Ja).into_iter().map(|row| RowJson {
            basis: (!row.is_sum).then(|| row.basis.japanese()),
            key: row.key,
            name: row.name,
            is_sum: row.is_sum,
            amounts_yen: row.amounts.iter().map(|amount| amount.0).collect(),
            amounts_oku: row.amounts.iter().map(|amount| oku(*amount)).collect(),
        });
        let balances = case.path.years.iter().enumerate().map(|(index, year)| BalanceJson {
            fiscal_year: year.year.start(),
            year: year.year.short(),
            is_settled: index == 0,
            revenue_yen: year.revenue.0,
            expenditure_yen: year.expenditure.0,
            general_revenue_yen: year.general_revenue.0,
            general_expenditure_yen: year.general_expenditure.0,
            balance_yen: year.balance.0,
            balance_oku: oku(year.balance),
        });
        let published = outlook.fund.points.iter().map(|point| PointJson {
            fiscal_year: point.year.start(),
            year: point.year.short(),
            is_settled: point.is_settled,
            balance_yen: point.balance.value.0,
            balance_oku: oku(point.balance.value),
            document: point.balance.ground.source.as_ref().map(|source| source.document.clone()),
            place: point.balance.ground.source.as_ref().map(ToString::to_string),
        });
        let first = |fund: &[FundYear]| OutlookCase::first_shortfall(fund, &case.path).map(FiscalYear::start);
        let (mode, one_off_share) = match case.inputs.improvement.mode {
            ImprovementMode::Flat => ("flat", None),
            ImprovementMode::Cumulative => ("cumulative", None),
            ImprovementMode::PartlyOneOff { one_off_share } => ("one-off", Some(one_off_share)),
        };
        Ok(OutlookJson {
            city: plan.city.name.ja.clone(),
            note: outlook.note.ja.clone(),
            basis: if basis == LineBasis::Total { "total" } else { "general" },
            base_year: outlook.base_year.start(),
            years: case.inputs.years,
            inputs: inputs.collect(),
            improvement: ImprovementJson {
                yearly_yen: case.inputs.improvement.yearly.0,
                mode,
                one_off_share,
                effects_yen: case.effects.iter().map(|effect| effect.0).collect(),
            },
            rows: rows.collect(),
            balances: balances.collect(),
            fund: FundJson {
                name: outlook.fund.name.ja.clone(),
                opening_yen: case.inputs.fund_opening.0,
                opening_oku: oku(case.inputs.fund_opening),
                closing_yen: case.closing().0,
                closing_oku: oku(case.closing()),
                line_yen: case.inputs.fund_line.0,
                standard_scale_yen: case.inputs.standard_scale.0,
                first_shortfall_year: first(&case.fund),
                path: fund_path(&case.fund, case, &limits),
                without_improvement: WithoutJson {
                    closing_yen: case.closing_without().0,
                    closing_oku: oku(case.closing_without()),
                    first_shortfall_year: first(&case.without),
                    path: fund_path(&case.without, case, &limits),
                },
                published: published.collect(),
            },
            balancing: BalancingJson {
                yearly_yen: run.balancing.yearly.0,
                rest_yen: run.balancing.rest.0,
                implied_mean_balance_yen: run.implied_mean.0,
                basis: "例示",
            },
            baseline: BaselineJson {
                balances_yen: run.baseline.path.balances().iter().map(|balance| balance.0).collect(),
                fund_closing_yen: run.baseline.closing().0,
                fund_closing_oku: oku(run.baseline.closing()),
                fund_closing_without_improvement_yen: run.baseline.closing_without().0,
            },
        })
    }
}

fn fund_path(fund: &[FundYear], case: &OutlookCase, limits: &[Limit]) -> Vec<FundYearJson> {
    let years = fund.iter().zip(case.path.years.iter().skip(1));
    let year = |(fund, year): (&FundYear, &fiscal::outlook::OutlookYear)| {
        let ratio = fund.shortfall_ratio(case.inputs.standard_scale);
        let in_force = limits_in_force(limits, REAL_DEFICIT, year.year);
        let reached = ratio.and_then(|ratio| judge(ratio, &in_force).reached);
        let FundYear { opening, flow, closing, shortfall, below_line } = *fund;
        let plain = |amount: Yen| amount.0;
        FundYearJson {
            fiscal_year: year.year.start(),
            year: year.year.short(),
            opening_yen: plain(opening),
            balance_yen: plain(flow.balance),
            improvement_yen: plain(flow.improvement),
            paid_in_yen: plain(flow.paid_in),
            closing_yen: plain(closing),
            closing_oku: round_to_oku(closing),
            shortfall_yen: plain(shortfall),
            below_line,
            shortfall_percent: ratio.map(|ratio| ratio.cut(2).to_string()),
            limit_reached: reached.map(|limit| LimitJson {
                grade: grade_key(limit.grade),
                percent: limit.percent.to_string(),
                law: limit.law,
            }),
        }
    };
    years.map(year).collect()
}
