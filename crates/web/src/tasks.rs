//! `/tasks`: what carries decided options out; `/clusters/{id}/outcomes`: what was predicted beside what came.

mod form;
mod list;
mod outcomes;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/tasks", get(list::show))
        .route("/tasks/new", get(form::new).post(form::add))
        .route("/tasks/outcomes", get(outcomes::summaries))
        .route("/tasks/{id}", get(show::show))
        .route("/tasks/{id}/edit", get(form::edit).post(form::save))
        .route("/tasks/{id}/state", post(show::step).get(show::back))
        .route("/clusters/{id}/outcomes", get(outcomes::show).post(outcomes::record))
}
