//! The study of uncertainty (不確実性の試算): how far balance, debt service and fund swing when interest, prices, taxes and
//! people stray from what is expected, and what named stress tests lead to.

mod charts;
mod form;
mod outcome;
mod projection;

use std::path::Path;

use fiscal::uncertainty::UncertaintyError;
use publish::chart::Lang;
use publish::table::DataTable;
use reform::parameters::uncertainty::StressTest;
use reform::{Place, Problem, ProblemKind, Severity};

pub use form::{Asked, PAGE_PATHS_MAX};
pub use projection::{MEASURES, Probabilities, RiskInput, RiskProjection, SHARES, StressCourse, project_risk};

use crate::App;
use crate::error::{self, AppError};
use crate::parameters::Parameters;
use crate::study::debt::Fault;
use crate::study::form::{Form, Given, Values};
use crate::study::{Assumption, Outcome};

/// The form as it was filled in, and what came of it (不確実性の試算の結果).
#[derive(Clone, Debug)]
pub struct RiskStudy {
    /// The form, with the problems of what was given.
    pub form: Form,
    /// What the baseline's futures come to.
    pub baseline: RiskProjection,
    /// What the scenario's come to; those of the baseline while the form has problems.
    pub scenario: RiskProjection,
    /// What they rest on, in the language asked for.
    pub assumptions: Vec<Assumption>,
}

/// Why no futures were drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum RiskFault {
    /// Something about the expected bonds.
    Debt(Fault),
    /// Something about the uncertainty.
    Refused(UncertaintyError),
}

/// A stress test that is neither among the known ones nor a file.
pub const UNKNOWN_STRESS: ProblemKind = ProblemKind {
    code: "AP-025",
    severity: Severity::Error,
    title_ja: "その名前のストレステストはありません",
    title_en: "There is no stress test of that name",
    hint_ja: "示された名前か、ストレステストのファイル（.toml）を指定してください。",
    hint_en: "Give one of the names shown, or a file of stress tests (.toml).",
};

impl RiskFault {
    fn told(&self) -> (&'static ProblemKind, String) {
        match self {
            RiskFault::Debt(fault) => fault.told(),
            RiskFault::Refused(UncertaintyError::NotAnAmount(error)) => {
                (&error::NOT_COMPUTABLE, format!("金額が大きすぎて計算できません（{error}）"))
            }
            RiskFault::Refused(error) => (&error::NOT_COMPUTABLE, format!("不確実性の前提が範囲の外です（{error}）")),
        }
    }

    fn into_error(self) -> AppError {
        let (kind, words) = self.told();
        AppError::Faulty(vec![Problem::new(kind, Place::default(), words)])
    }
}

impl RiskStudy {
    /// The quantiles and probabilities of the scenario, a row a year and measure.
    pub fn quantiles_table(&self, lang: Lang) -> DataTable {
        outcome::quantiles_table(&self.scenario, lang)
    }
}

/// Works the study out from the values given, with these stress tests beside the expected course.
///
/// # Errors
/// When even the city's own assumptions cannot be followed. Values that make no sense are no error: they stand in the
/// form.
pub fn work_out(
    parameters: &Parameters,
    given: &Given,
    stresses: &[StressTest],
    asked: Asked,
    lang: Lang,
) -> Result<RiskStudy, AppError> {
    let read = |given: &Given| Form::read(form::fields(parameters, asked, lang), given);
    let mut form = read(given);
    let years = form::years_of(&parameters.uncertainty, &form.scenario());
    let project = |values: &Values, years: usize| {
        form::input(parameters, values, years).and_then(|input| project_risk(&input, stresses))
    };
    let baseline = match project(&form.baseline(), years) {
        Ok(baseline) => baseline,
        Err((key, fault)) => {
            let (kind, words) = fault.told();
            form.add_problem(key, kind, words);
            let own = read(&Given::default()).baseline();
            project(&own, parameters.uncertainty.years).map_err(|(_, fault)| fault.into_error())?
        }
    };
    let is_same = form.scenario() == form.baseline();
    let scenario = match is_same {
        true => Ok(baseline.clone()),
        false => project(&form.scenario(), years),
    };
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err((key, fault)) => {
            let (kind, words) = fault.told();
            form.add_problem(key, kind, words);
            baseline.clone()
        }
    };
    let assumptions = outcome::assumptions(parameters, &scenario, lang);
    Ok(RiskStudy { form, baseline, scenario, assumptions })
}

/// The stress test with this id, or those of this file.
///
/// # Errors
/// When there is none of that name, or the file has faults.
pub fn find_stresses(parameters: &Parameters, id_or_path: &str) -> Result<Vec<StressTest>, AppError> {
    let known = &parameters.uncertainty.stresses;
    if let Some(stress) = known.iter().find(|stress| stress.id == id_or_path) {
        return Ok(vec![stress.clone()]);
    }
    let path = Path::new(id_or_path);
    if path.extension().is_none() {
        let names: Vec<&str> = known.iter().map(|stress| stress.id.as_str()).collect();
        return Err(AppError::Faulty(vec![Problem::new(&UNKNOWN_STRESS, Place::file(id_or_path), names.join(" | "))]));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| AppError::File { path: id_or_path.to_owned(), reason: error.to_string() })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    intake::parameters::uncertainty::read_stresses(&name, &text).map_err(AppError::Faulty)
}

/// The study as every study is shown.
pub(super) fn study(app: &App, given: &Given, lang: Lang) -> Result<(Form, Outcome), AppError> {
    let parameters = app.parameters();
    let study = work_out(parameters, given, &parameters.uncertainty.stresses, Asked::ByPage, lang)?;
    let outcome = outcome::outcome(parameters, &study, lang);
    Ok((study.form, outcome))
}

#[cfg(test)]
mod tests;
