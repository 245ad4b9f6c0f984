//! The futures as JSON: whole yen by year, probabilities as shares.

use app::study::risk::{MEASURES, RiskProjection, RiskStudy, StressCourse};
use app::{FiscalYear, Yen};
use fiscal::uncertainty::Measure;
use serde::Serialize;

use crate::project::AssumptionJson;

/// What the futures come to, and those of the baseline.
#[derive(Serialize)]
pub struct StudyJson<'a> {
    #[serde(flatten)]
    projection: ProjectionJson,
    baseline: ProjectionJson,
    assumptions: Vec<AssumptionJson<'a>>,
}

#[derive(Serialize)]
struct ProjectionJson {
    seed: u64,
    paths: usize,
    investment_yen: i64,
    debt_service_line_yen: i64,
    balance_line_yen: i64,
    path: Vec<YearJson>,
    /// The expected course first, then the stress tests.
    stress: Vec<StressJson>,
}

#[derive(Serialize)]
struct YearJson {
    year: usize,
    fiscal_year: i32,
    balance_yen: QuantilesJson,
    debt_service_yen: QuantilesJson,
    fund_yen: QuantilesJson,
    balance_per_citizen_yen: QuantilesJson,
    probability: ProbabilitiesJson,
}

/// The amounts that 5, 25, 50, 75 and 95% of the futures do not pass.
#[derive(Serialize)]
struct QuantilesJson {
    q05: i64,
    q25: i64,
    q50: i64,
    q75: i64,
    q95: i64,
}

#[derive(Serialize)]
struct ProbabilitiesJson {
    fund_empty_by_then: f64,
    fund_empty_that_year: f64,
    debt_service_above_line: f64,
    balance_above_line: f64,
}

#[derive(Serialize)]
struct StressJson {
    /// `expected` for the expected course.
    id: String,
    name: String,
    fund_empty_in: Option<i32>,
    balance_yen: Vec<i64>,
    debt_service_yen: Vec<i64>,
    fund_yen: Vec<i64>,
}

impl<'a> From<&'a RiskStudy> for StudyJson<'a> {
    fn from(study: &'a RiskStudy) -> StudyJson<'a> {
        StudyJson {
            projection: ProjectionJson::from(&study.scenario),
            baseline: ProjectionJson::from(&study.baseline),
            assumptions: study.assumptions.iter().map(AssumptionJson::from).collect(),
        }
    }
}

impl From<&RiskProjection> for ProjectionJson {
    fn from(projection: &RiskProjection) -> ProjectionJson {
        let input = &projection.input;
        ProjectionJson {
            seed: input.seed,
            paths: input.paths,
            investment_yen: input.bonds.investment.0,
            debt_service_line_yen: input.debt_service_line.0,
            balance_line_yen: input.balance_line.0,
            path: (0..projection.years.len()).map(|index| year_json(projection, index)).collect(),
            stress: projection.stresses.iter().map(StressJson::from).collect(),
        }
    }
}

fn year_json(projection: &RiskProjection, index: usize) -> YearJson {
    let [balance, service, fund, per_citizen] = MEASURES.map(|measure| quantiles(projection, measure, index));
    let found = &projection.probabilities[index];
    YearJson {
        year: index + 1,
        fiscal_year: projection.years[index].start(),
        balance_yen: balance,
        debt_service_yen: service,
        fund_yen: fund,
        balance_per_citizen_yen: per_citizen,
        probability: ProbabilitiesJson {
            fund_empty_by_then: found.fund_ever_empty,
            fund_empty_that_year: found.fund_empty,
            debt_service_above_line: found.debt_service_above,
            balance_above_line: found.balance_above,
        },
    }
}

fn quantiles(projection: &RiskProjection, measure: Measure, index: usize) -> QuantilesJson {
    let at = |share: usize| projection.fan(measure, share)[index].0;
    QuantilesJson { q05: at(0), q25: at(1), q50: at(2), q75: at(3), q95: at(4) }
}

impl From<&StressCourse> for StressJson {
    fn from(course: &StressCourse) -> StressJson {
        let amounts = |measure: Measure| course.of(measure).iter().map(|amount: &Yen| amount.0).collect();
        StressJson {
            id: course.test.as_ref().map_or_else(|| "expected".to_owned(), |test| test.id.clone()),
            name: course.test.as_ref().map_or_else(|| "見込みどおり".to_owned(), |test| test.name.ja.clone()),
            fund_empty_in: course.fund_empty_in.map(FiscalYear::start),
            balance_yen: amounts(Measure::Balance),
            debt_service_yen: amounts(Measure::DebtService),
            fund_yen: amounts(Measure::Fund),
        }
    }
}
