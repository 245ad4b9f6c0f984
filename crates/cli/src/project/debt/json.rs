//! The bond projection as JSON: whole yen, with 億円 rounded for display beside them.

use app::study::debt::{DebtGoal, DebtProjection, DebtStudy, DebtYear};
use fiscal::debt::Basis;
use fiscal::money::round_to_oku;
use serde::Serialize;

use crate::project::AssumptionJson;

/// A projection, and the plan's present course beside it.
#[derive(Serialize)]
pub struct StudyJson<'a> {
    #[serde(flatten)]
    projection: ProjectionJson,
    /// What it is compared with: the city's present course, over the same years.
    baseline: ProjectionJson,
    assumptions: Vec<AssumptionJson<'a>>,
}

/// One projection.
#[derive(Serialize)]
struct ProjectionJson {
    set: String,
    investment_yen: i64,
    investment_oku: f64,
    /// Whether the investment was found from a goal.
    goal: Option<GoalJson>,
    years: usize,
    transition_years: usize,
    balance_counted: &'static str,
    opening_yen: i64,
    opening_oku: i64,
    opening_population: i64,
    opening_per_citizen_yen: i64,
    balance_yen: i64,
    balance_oku: i64,
    formula: FormulaJson,
    path: Vec<YearJson>,
}

#[derive(Serialize)]
struct GoalJson {
    measure: &'static str,
    most_yen: i64,
}

/// `balance = slope × investment + intercept`; the projection differs by what cutting payments to whole yen leaves.
#[derive(Serialize)]
struct FormulaJson {
    steady: f64,
    steady_after_transition: f64,
    slope: f64,
    intercept_yen: i64,
    balance_yen: i64,
}

#[derive(Serialize)]
struct YearJson {
    year: usize,
    fiscal_year: i32,
    investment_yen: i64,
    issued_yen: i64,
    refunded_yen: i64,
    redeemed_yen: i64,
    sinking_fund_flow_yen: i64,
    interest_yen: i64,
    debt_service_yen: i64,
    legacy_balance_yen: i64,
    sinking_fund_yen: i64,
    balance_yen: i64,
    balance_oku: i64,
    population: i64,
    balance_per_citizen_yen: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    special_balance_yen: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    special_debt_service_yen: Option<i64>,
}

impl<'a> From<&'a DebtStudy> for StudyJson<'a> {
    fn from(study: &'a DebtStudy) -> StudyJson<'a> {
        StudyJson {
            projection: ProjectionJson::from(&study.scenario),
            baseline: ProjectionJson::from(&study.baseline),
            assumptions: study.assumptions.iter().map(AssumptionJson::from).collect(),
        }
    }
}

impl From<&DebtProjection> for ProjectionJson {
    fn from(projection: &DebtProjection) -> ProjectionJson {
        let (input, last, formula) = (&projection.input, projection.last(), &projection.formula);
        ProjectionJson {
            set: input.set.clone(),
            investment_yen: projection.investment.0,
            investment_oku: app::study::words::in_oku(projection.investment, 4).to_f64(),
            goal: input.goal.map(GoalJson::from),
            years: input.years,
            transition_years: input.transition_years,
            balance_counted: match input.financing.basis {
                Basis::Net => "net",
                Basis::Gross => "gross",
            },
            opening_yen: projection.opening.0,
            opening_oku: round_to_oku(projection.opening),
            opening_population: input.opening_population,
            opening_per_citizen_yen: projection.opening_per_citizen().0,
            balance_yen: last.balance.0,
            balance_oku: round_to_oku(last.balance),
            formula: FormulaJson {
                steady: without_noise(formula.steady),
                steady_after_transition: without_noise(formula.steady_after),
                slope: without_noise(formula.slope),
                intercept_yen: formula.intercept.0,
                balance_yen: formula.balance.0,
            },
            path: projection.years.iter().enumerate().map(year_json).collect(),
        }
    }
}

impl From<DebtGoal> for GoalJson {
    fn from(goal: DebtGoal) -> GoalJson {
        let (measure, most) = match goal {
            DebtGoal::Balance(most) => ("balance", most),
            DebtGoal::BalancePerCitizen(most) => ("balance-per-citizen", most),
            DebtGoal::DebtService(most) => ("debt-service", most),
        };
        GoalJson { measure, most_yen: most.0 }
    }
}

fn year_json((index, year): (usize, &DebtYear)) -> YearJson {
    YearJson {
        year: index + 1,
        fiscal_year: year.year.start(),
        investment_yen: year.investment.0,
        issued_yen: year.issued.0,
        refunded_yen: year.refunded.0,
        redeemed_yen: year.redeemed.0,
        sinking_fund_flow_yen: year.sinking_fund_flow.0,
        interest_yen: year.interest.0,
        debt_service_yen: year.debt_service.0,
        legacy_balance_yen: year.legacy.0,
        sinking_fund_yen: year.sinking_fund.0,
        balance_yen: year.balance.0,
        balance_oku: round_to_oku(year.balance),
        population: year.population,
        balance_per_citizen_yen: year.per_citizen.0,
        special_balance_yen: year.special.map(|(balance, _)| balance.0),
        special_debt_service_yen: year.special.map(|(_, service)| service.0),
    }
}

/// A factor without what binary floats leave in its last digits.
fn without_noise(factor: f64) -> f64 {
    (factor * 1e9).round() / 1e9
}
