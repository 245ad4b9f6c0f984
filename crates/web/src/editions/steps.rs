//! Approving, refusing and withdrawing a proposed edition.

use app::{AppError, Because};
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::show::{Address, StepForm, page};
use super::{Fault, read_id};
use crate::cities::Pairs;
use crate::clusters::{fields_of, value};
use crate::error::{PageError, status_of};
use crate::page::Visit;

/// Publishes it.
pub async fn approve(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = read_id(&visit, id)?;
    let done = visit.app().approve_edition(&visit.actor, id).await.map(|_| ());
    settled(&visit, id, done, "approved", "").await
}

/// Refuses it, with a reason.
pub async fn refuse(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = read_id(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let reason = value(&fields, "reason");
    let done = visit.app().refuse_edition(&visit.actor, id, reason).await;
    settled(&visit, id, done, "refused", reason).await
}

/// Takes it back.
pub async fn withdraw(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = read_id(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let done = visit.app().withdraw_edition(&visit.actor, id, value(&fields, "reason")).await;
    settled(&visit, id, done, "withdrawn", "").await
}

/// Addresses forms are sent to lead back to the page of the form.
pub async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = read_id(&visit, id)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/editions/{id}"))).into_response())
}

async fn settled(
    visit: &Visit,
    id: i64,
    result: Result<(), AppError>,
    done: &str,
    reason: &str,
) -> Result<Response, PageError> {
    match result {
        Ok(()) => Ok(Redirect::to(&visit.lang.href(&format!("/editions/{id}?done={done}"))).into_response()),
        // What can be mended stands beside the form; who has no right to it gets the page that says so.
        Err(AppError::Refused(refusal)) if refusal.because != Because::Forbidden => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            let field = if refusal.because == Because::Invalid { "reason" } else { "" };
            let fault = Fault { field, kind: refusal.kind, detail: refusal.detail };
            let form = StepForm { reason: reason.to_owned(), faults: vec![fault] };
            page(visit, id, &Address::default(), form, status).await
        }
        Err(error) => Err(PageError::new(visit, error)),
    }
}
