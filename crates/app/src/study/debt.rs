//! The bond study (市債の試算): which balance and debt service an investment leads to, and which investment a goal allows.
//!
//! With nothing given it shows the plan's two figures: its present course as the baseline, its lower one as the scenario.

mod charts;
mod explain;
mod fault;
mod form;
mod outcome;
mod projection;

use fiscal::debt::DebtError;
use fiscal::{FiscalYear, Yen};
use intake::debt_schedule::Start;
use intake::programs::Input;
use publish::chart::Lang;
use publish::table::DataTable;
use reform::parameters::debt::{DebtParameters, DebtSet, RedemptionSchedule};
use std::path::Path;

pub(crate) use explain::assumptions;
pub(crate) use fault::debt_fault;
pub use fault::{Fault, GOAL_NEVER_BINDS, GOAL_OUT_OF_REACH, SCHEDULE_MISMATCH, TWO_GOALS};
pub(crate) use form::{fields, input};
pub use projection::{DebtFormula, DebtGoal, DebtInput, DebtProjection, DebtYear, SpecialInput, project_debt};

use crate::App;
use crate::error::AppError;
use crate::parameters::Parameters;
use crate::study::form::{Form, Given, Values};
use crate::study::{Assumption, Outcome};

/// The form as it was filled in, and what came of it (市債の試算の結果).
#[derive(Clone, Debug)]
pub struct DebtStudy {
    /// The form, with the problems of what was given.
    pub form: Form,
    /// The projection of the baseline.
    pub baseline: DebtProjection,
    /// The projection of the scenario; that of the baseline while the form has problems.
    pub scenario: DebtProjection,
    /// What it rests on, in the language asked for.
    pub assumptions: Vec<Assumption>,
}

/// One parameter set and what it makes of the plan's investments (前提の組の比較).
#[derive(Clone, Debug, PartialEq)]
pub struct SetRow {
    /// The set.
    pub set: DebtSet,
    /// S over the years of the plan.
    pub steady: f64,
    /// For each result the plan gives: issues a year, the balance halfway, the balance at the end.
    pub results: Vec<SetResult>,
}

/// What a set makes of one investment of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetResult {
    /// Investment a year.
    pub investment: Yen,
    /// Issued a year.
    pub issued: Yen,
    /// The balance after half of the years.
    pub halfway: Yen,
    /// The balance after all of them.
    pub closing: Yen,
}

impl DebtStudy {
    /// The scenario's years line by line, in whole yen.
    pub fn years_table(&self, lang: Lang) -> DataTable {
        outcome::years_table(&self.scenario, crate::study::words::pick(lang, "年度別", "Year by year"), lang)
    }
}

/// Works the study out from the values given; a schedule of a file goes before one in the form.
///
/// # Errors
/// When even the city's own assumptions cannot be projected. Values that make no sense are no error: they stand in the
/// form.
pub fn work_out(
    parameters: &Parameters,
    given: &Given,
    schedule: Option<&RedemptionSchedule>,
    lang: Lang,
) -> Result<DebtStudy, AppError> {
    let debt = &parameters.debt;
    let mut form = form::read(debt, given, lang);
    let years = form::years_of(debt, &form.scenario());
    let baseline = match project(debt, &form.baseline(), years, None) {
        Ok(baseline) => baseline,
        Err((key, fault)) => {
            fault.note(&mut form, key);
            let own = form::read(debt, &Given::default(), lang);
            project(debt, &own.baseline(), debt.default.years, None).map_err(|(_, fault)| fault.into_error())?
        }
    };
    let scenario = match project(debt, &form.scenario(), years, schedule) {
        Ok(scenario) if form.is_sound() => scenario,
        Ok(_) => baseline.clone(),
        Err((key, fault)) => {
            fault.note(&mut form, key);
            baseline.clone()
        }
    };
    let assumptions = assumptions(debt, &scenario.input, scenario.investment, schedule.is_some(), lang);
    Ok(DebtStudy { form, baseline, scenario, assumptions })
}

/// Reads the redemption schedule of a file for the values given: it must add up to their opening balance.
///
/// # Errors
/// Every fault of the file.
pub fn read_schedule(parameters: &Parameters, given: &Given, path: &Path) -> Result<RedemptionSchedule, AppError> {
    let debt = &parameters.debt;
    let values = form::read(debt, given, Lang::Ja).scenario();
    let opening = values.amount("opening").unwrap_or(debt.default.opening);
    let first = FiscalYear::new(debt.default.base_year).ok().and_then(FiscalYear::next);
    let first_year = first.ok_or_else(|| Fault::NoSuchYear.into_error())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    intake::debt_schedule::read(&name, Input::Path(path), Start { opening, first_year }).map_err(AppError::Faulty)
}

/// What each parameter set makes of the plan's investments.
///
/// # Errors
/// When a set cannot be projected.
pub fn compare_sets(debt: &DebtParameters) -> Result<Vec<SetRow>, DebtError> {
    let row = |set: &DebtSet| {
        let results = debt.targets.iter().map(|target| {
            let legacy = debt.default.aged_stock(debt.default.opening, &set.financing);
            let investment = vec![target.investment; target.years];
            let path = fiscal::debt::project_investment(&legacy, &set.financing, &investment)?;
            let balance = |year: usize| set.financing.balance(&path.years[year.max(1) - 1]);
            Ok(SetResult {
                investment: target.investment,
                issued: set.financing.issue(target.investment)?,
                halfway: balance(target.years / 2)?,
                closing: balance(target.years)?,
            })
        });
        let steady = set.financing.mix.steady_balance(debt.targets[0].years, set.financing.basis);
        Ok(SetRow { set: set.clone(), steady, results: results.collect::<Result<_, DebtError>>()? })
    };
    debt.sets.iter().map(row).collect()
}

/// The study as every study is shown.
pub(super) fn study(app: &App, given: &Given, lang: Lang) -> Result<(Form, Outcome), AppError> {
    let parameters = app.parameters();
    let study = work_out(parameters, given, None, lang)?;
    let sets = compare_sets(&parameters.debt).map_err(|error| Fault::from(error).into_error())?;
    let outcome = outcome::outcome(&parameters.debt, &study, &sets, lang);
    Ok((study.form, outcome))
}

fn project(
    debt: &DebtParameters,
    values: &Values,
    years: usize,
    schedule: Option<&RedemptionSchedule>,
) -> Result<DebtProjection, (&'static str, Fault)> {
    let input = form::input(debt, values, years, schedule)?;
    project_debt(&input).map_err(|error| debt_fault(error, input.goal.map(goal_key)))
}

/// The field a goal is given in.
fn goal_key(goal: DebtGoal) -> &'static str {
    match goal {
        DebtGoal::Balance(_) => "target-balance",
        DebtGoal::BalancePerCitizen(_) => "target-balance-per-citizen",
        DebtGoal::DebtService(_) => "target-debt-service",
    }
}

#[cfg(test)]
mod tests;
