//! `/programs/views`: a list kept under a name, and deleted again.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::filter::ListQuery;
use crate::error::PageError;
use crate::page::Visit;

/// The form that keeps a list: its name and the query part of its address.
#[derive(Deserialize)]
pub struct NewView {
    name: String,
    query: String,
}

/// The form that deletes a kept list.
#[derive(Deserialize)]
pub struct OldView {
    view: i64,
}

/// Keeps the list under a name and shows it again.
pub async fn save(visit: Visit, form: Result<Form<NewView>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::SaveViews))?;
    let Form(view) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    // Only what a list understands is kept, in its canonical form.
    let list = ListQuery::from_query(&view.query);
    let list = list.ok_or_else(|| PageError::bad_request(&visit, &view.query))?;
    let address = ListQuery { page: String::new(), ..list }.address("/programs");
    let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    visit.check(visit.app().save_view(&visit.actor, &view.name, query).await)?;
    Ok(Redirect::to(&visit.lang.href(&address)).into_response())
}

/// Deletes a kept list.
pub async fn delete(visit: Visit, form: Result<Form<OldView>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::SaveViews))?;
    let Form(old) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().delete_view(&visit.actor, old.view).await)?;
    Ok(Redirect::to(&visit.lang.href("/programs")).into_response())
}
