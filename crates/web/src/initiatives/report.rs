//! The forms of an initiative: how a milestone goes, what was measured.

use app::initiatives::{MilestoneForm, ValueForm};
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::show::{Typed, page};
use crate::cities::Pairs;
use crate::clusters::{fields_of, id_of, to, value as field};
use crate::error::PageError;
use crate::page::Visit;
use crate::programs::encode;

type Sent = Result<Form<Pairs>, FormRejection>;

/// Says how a milestone goes.
pub async fn progress(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    form: Sent,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let (milestone, seen) = chosen(field(&fields, "milestone"));
    let form = MilestoneForm {
        milestone,
        seen,
        status: field(&fields, "status").to_owned(),
        day: field(&fields, "day").to_owned(),
        remark: field(&fields, "remark").to_owned(),
    };
    match visit.check(visit.app().report_milestone(&visit.actor, &id, &form).await)? {
        Ok(()) => Ok(to(&visit, &format!("/initiatives/{}", encode(&id)))),
        Err(faults) => page(&visit, &id, Typed { milestone: form, faults, ..Typed::default() }).await,
    }
}

/// Records a measured value.
pub async fn value(visit: Visit, id: Result<Path<String>, PathRejection>, form: Sent) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let (kpi, seen) = chosen(field(&fields, "kpi"));
    let form = ValueForm {
        kpi,
        seen,
        year: field(&fields, "year").to_owned(),
        value: field(&fields, "value").to_owned(),
        ground: field(&fields, "ground").to_owned(),
    };
    match visit.check(visit.app().record_initiative_value(&visit.actor, &id, &form).await)? {
        Ok(()) => Ok(to(&visit, &format!("/initiatives/{}", encode(&id)))),
        Err(faults) => page(&visit, &id, Typed { value: form, faults, ..Typed::default() }).await,
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/initiatives/{}", encode(&id)))).into_response())
}

/// A choice says which one, and the last entry of it that the form was made from: `paper-sheets:12`.
fn chosen(text: &str) -> (String, i64) {
    let (id, seen) = text.rsplit_once(':').unwrap_or((text, "0"));
    (id.to_owned(), seen.parse().unwrap_or(0))
}
