//! The ratios as JSON: figures as they are published, amounts in whole yen.

use app::chart::Lang;
use app::study::fund::grade_key;
use app::study::ratios::{CityRatio, RatioRun, published, ratio_name, standing_of, step_name};
use fiscal::comparison::Figure;
use fiscal::soundness::{Finding, Limit, StepValue, print_figure};
use reform::city::printed::PrintedFigures;
use reform::plan::Plan;
use serde::Serialize;

/// The ratios of a city, or of a worked example.
#[derive(Serialize)]
pub struct RatiosJson {
    city: String,
    example: Option<String>,
    settlement: i32,
    inputs: Vec<InputJson>,
    ratios: Vec<RatioJson>,
    /// The real debt service ratio to come; empty of an example.
    projection: Vec<YearJson>,
    published: Vec<PublishedJson>,
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
struct RatioJson {
    key: &'static str,
    name: String,
    unit: &'static str,
    /// As published: `10.1`, or `−`.
    figure: String,
    baseline_figure: Option<String>,
    /// Before the published rounding, to five decimals.
    unrounded: String,
    reached: Option<LimitJson>,
    next: Option<LimitJson>,
    working: Vec<StepJson>,
}

#[derive(Serialize)]
struct LimitJson {
    grade: &'static str,
    percent: String,
    law: String,
    source: String,
}

#[derive(Serialize)]
struct StepJson {
    letter: String,
    name: String,
    amount_yen: Option<i64>,
    percent: Option<String>,
    number: Option<String>,
    figure: Option<String>,
}

#[derive(Serialize)]
struct YearJson {
    fiscal_year: i32,
    year: String,
    debt_service_yen: i64,
    standard_scale_yen: i64,
    unrounded: String,
    figure: String,
    baseline_figure: String,
    reached: Option<LimitJson>,
    basis: &'static str,
}

#[derive(Serialize)]
struct PublishedJson {
    key: &'static str,
    fiscal_year: i32,
    figure: String,
    source: String,
}

impl RatiosJson {
    /// The JSON of a run.
    pub fn of(plan: &Plan, printed: &PrintedFigures, run: &RatioRun) -> RatiosJson {
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
        let told = CityRatio::ALL.into_iter().filter(|ratio| super::is_told(run, *ratio));
        let ratios = told.clone().filter_map(|ratio| Some(ratio_json(run, ratio, run.scenario.finding(ratio)?)));
        let facts = told.filter(|_| run.example.is_none()).flat_map(|ratio| {
            published(plan, printed, ratio).into_iter().map(move |(year, figure, source)| PublishedJson {
                key: ratio.key(),
                fiscal_year: year.start(),
                figure: match figure {
                    Figure::Value(value) => value.to_string(),
                    Figure::Dash | Figure::Missing => "−".to_owned(),
                },
                source,
            })
        });
        RatiosJson {
            city: plan.city.name.ja.clone(),
            example: run.example.clone(),
            settlement: run.settlement.start(),
            inputs: inputs.collect(),
            ratios: ratios.collect(),
            projection: projection(run),
            published: facts.collect(),
        }
    }
}

fn ratio_json(run: &RatioRun, ratio: CityRatio, finding: &Finding) -> RatioJson {
    let standing = standing_of(run, ratio, finding);
    let working = finding.working.iter().map(|step| {
        let mut told = StepJson {
            letter: step.letter.clone(),
            name: step_name(step, Lang::Ja),
            amount_yen: None,
            percent: None,
            number: None,
            figure: None,
        };
        match &step.value {
            StepValue::Amount(amount) => told.amount_yen = Some(amount.0),
            StepValue::Percent(ratio) => told.percent = Some(ratio.round(5).to_string()),
            StepValue::Number(ratio) => told.number = Some(ratio.round(5).to_string()),
            StepValue::Figure(figure) => told.figure = Some(figure.to_string()),
            StepValue::NotApplicable => told.figure = Some("−".to_owned()),
        }
        told
    });
    RatioJson {
        key: ratio.key(),
        name: ratio_name(ratio, Lang::Ja),
        unit: ratio.unit(),
        figure: print_figure(finding.figure),
        baseline_figure: run.baseline.finding(ratio).map(|finding| print_figure(finding.figure)),
        unrounded: finding.unrounded.round(5).to_string(),
        reached: standing.reached.map(limit_json),
        next: standing.next.map(limit_json),
        working: working.collect(),
    }
}

fn projection(run: &RatioRun) -> Vec<YearJson> {
    let Some(projection) = &run.projection else { return Vec::new() };
    let years = projection.scenario.iter().zip(&projection.baseline);
    years
        .map(|(scenario, baseline)| {
            let key = CityRatio::RealDebtService.key();
            let in_force = fiscal::soundness::limits_in_force(&run.limits, key, scenario.year);
            YearJson {
                fiscal_year: scenario.year.start(),
                year: scenario.year.short(),
                debt_service_yen: scenario.amounts.a_debt_service.0,
                standard_scale_yen: scenario.amounts.e_standard_scale.0,
                unrounded: scenario.finding.unrounded.round(5).to_string(),
                figure: print_figure(scenario.finding.figure),
                baseline_figure: print_figure(baseline.finding.figure),
                reached: fiscal::soundness::judge(scenario.finding.unrounded, &in_force).reached.map(limit_json),
                basis: "仮定",
            }
        })
        .collect()
}

fn limit_json(limit: Limit) -> LimitJson {
    LimitJson {
        grade: grade_key(limit.grade),
        percent: limit.percent.to_string(),
        law: limit.law,
        source: limit.source,
    }
}
