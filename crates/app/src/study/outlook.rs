//! The outlook study (中期財政見通しの試算): the lines of the coming years on both bases, and what each year's balance comes to.
//!
//! The fund study and the ratios rest on the same projection ([`run`]).

mod form;
mod outcome;
mod run;
mod tables;

pub(crate) use form::ground_text;
pub use form::{BAD_LINE_GROWTH, UNKNOWN_LINE};
pub use run::{OutlookCase, OutlookInputs, OutlookRun, outlook_of, run};
pub use tables::{LineBasis, LineRow, line_rows};
pub(crate) use tables::{chart_head, year_label};

use fiscal::money::MoneyOverflow;
use publish::chart::Lang;
use reform::plan::Plan;
use reform::plan::outlook::PlanOutlook;
use reform::{Place, Problem};

use super::form::{Form, Given};
use super::{Assumption, Outcome};
use crate::error::{AppError, NOT_COMPUTABLE};
use crate::parameters::Parameters;

/// Works the study out.
///
/// # Errors
/// As [`run`].
pub fn study(plan: &Plan, parameters: &Parameters, given: &Given, lang: Lang) -> Result<(Form, Outcome), AppError> {
    let run = run(plan, parameters, given, lang)?;
    let outcome = outcome::outcome(plan, outlook_of(plan)?, &run, lang)?;
    Ok((run.form, outcome))
}

/// What the lines and the economy rest on.
pub fn assumptions(plan: &Plan, outlook: &PlanOutlook, run: &OutlookRun, lang: Lang) -> Vec<Assumption> {
    outcome::assumptions(plan, outlook, run, lang)
}

/// Sums that do not fit, which amounts within the bounds of the fields never make.
pub(crate) fn overflow(error: MoneyOverflow) -> AppError {
    AppError::Faulty(vec![Problem::new(&NOT_COMPUTABLE, Place::default(), error.to_string())])
}
