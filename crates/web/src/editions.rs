//! `/editions`: editions for staff — what would be published, what it changes, who approves it.

mod list;
mod new;
mod show;
mod steps;
mod words;

use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::routing::{get, post};

use crate::Site;
use crate::error::PageError;
use crate::page::Visit;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/editions", get(list::show).post(new::prepare))
        .route("/editions/new", get(new::show))
        .route("/editions/{id}", get(show::show))
        .route("/editions/number/{number}", get(show::by_number))
        .route("/editions/{id}/approve", post(steps::approve).get(steps::back))
        .route("/editions/{id}/refuse", post(steps::refuse).get(steps::back))
        .route("/editions/{id}/withdraw", post(steps::withdraw).get(steps::back))
        .route("/editions/{id}/files/{name}", get(show::file))
}

/// Something wrong with a form, beside its field; the field is empty for the form as a whole.
struct Fault {
    field: &'static str,
    kind: &'static app::ProblemKind,
    detail: String,
}

fn read_id(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}
