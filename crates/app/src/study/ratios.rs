//! The ratio study (健全化判断比率の試算): the six ratios from the letters of their forms, with every step and the limits of the
//! year, and where the real debt service ratio is heading.

mod compute;
mod form;
mod outcome;
mod pictures;
mod projection;
mod words;

pub use compute::{CityRatio, Found, RatioSet, find_ratios};
pub use outcome::standing_of;
pub use pictures::published;
pub use projection::{ProjectedRatio, RatioProjection};
pub use words::{ratio_name, step_name, value_text};

use fiscal::FiscalYear;
use fiscal::soundness::Limit;
use publish::chart::Lang;
use reform::city::printed::PrintedFigures;
use reform::parameters::soundness::BodyClass;
use reform::plan::Plan;
use reform::plan::soundness::PlanSoundness;

use super::Outcome;
use super::form::{Form, Given};
use crate::error::AppError;
use crate::parameters::Parameters;

/// The ratios of baseline and scenario (比率の試算).
#[derive(Clone, Debug)]
pub struct RatioRun {
    /// The form, with the values given and the problems beside them.
    pub form: Form,
    /// With the city's own amounts, those of the example, or those given as the baseline.
    pub baseline: RatioSet,
    /// With the values given; the baseline's while there are problems.
    pub scenario: RatioSet,
    /// The id of the worked example in the form; nothing where the city's own amounts are.
    pub example: Option<String>,
    /// The settlement the amounts are of.
    pub settlement: FiscalYear,
    /// The limits for bodies of the class chosen.
    pub limits: Vec<Limit>,
    /// Where the real debt service ratio is heading; nothing of an example, or without an outlook.
    pub projection: Option<RatioProjection>,
}

/// The amounts of a plan.
///
/// # Errors
/// [`AppError::NotFound`] when the plan has none.
pub fn soundness_of(plan: &Plan) -> Result<&PlanSoundness, AppError> {
    plan.soundness.as_ref().ok_or_else(|| AppError::NotFound { what: "soundness", name: "soundness.toml".to_owned() })
}

/// Works out the ratios from the values given.
///
/// # Errors
/// When the plan gives no amounts, or its outlook cannot be projected. What is wrong with the values given stands in the
/// form, and the scenario is then the baseline.
pub fn run(plan: &Plan, parameters: &Parameters, given: &Given, lang: Lang) -> Result<RatioRun, AppError> {
    let own = soundness_of(plan)?;
    let example = given.get("example").and_then(|id| parameters.soundness.example(id));
    let mut form = Form::read(form::fields(plan, own, parameters, example, lang), given);
    let baseline = find_ratios(&form.baseline());
    let mut scenario = find_ratios(&form.scenario());
    if form.is_sound() {
        compute::add_faults(&mut form, &scenario, lang);
    }
    if !form.is_sound() {
        scenario = baseline.clone();
    }
    let values = form.scenario();
    let settlement = values.whole("settlement").and_then(|year| FiscalYear::new(i32::try_from(year).ok()?).ok());
    let settlement = settlement.unwrap_or(own.settlement);
    let class = match values.word("class") {
        "prefecture" => BodyClass::Prefecture,
        "municipality" => BodyClass::Municipality,
        _ => BodyClass::DesignatedCity,
    };
    let projection = match (&plan.outlook, example) {
        (Some(outlook), None) => projection::project(plan, outlook, parameters, &mut form, lang)?,
        _ => None,
    };
    let limits = parameters.soundness.limits_of(class);
    let example = example.map(|example| example.id.clone());
    Ok(RatioRun { form, baseline, scenario, example, settlement, limits, projection })
}

/// Works the study out.
///
/// # Errors
/// As [`run`].
pub fn study(
    plan: &Plan,
    parameters: &Parameters,
    printed: &PrintedFigures,
    given: &Given,
    lang: Lang,
) -> Result<(Form, Outcome), AppError> {
    let run = run(plan, parameters, given, lang)?;
    let outcome = outcome::outcome(plan, parameters, printed, &run, lang);
    Ok((run.form, outcome))
}
