//! `/logic-models`, `/logic-models/checks`, `/programs/{id}/logic-model`: the models that came with the inventory.
//!
//! - [`index`]: the clusters' own models beside the imported ones, searched by program
//! - [`show`]: one program's model; [`checks`]: what the structural checks say of all

mod checks;
mod index;
mod show;

use app::AppError;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::Site;
use crate::error::PageError;
use crate::page::Visit;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/logic-models", get(index::show))
        .route("/logic-models.csv", get(index::csv))
        .route("/logic-models/checks", get(checks::show))
        .route("/logic-models/checks.csv", get(checks::csv))
        .route("/programs/{id}/logic-model", get(show::show))
        .route("/programs/{id}/logic-model.svg", get(show::svg))
        .route("/programs/{id}/logic-model.csv", get(show::csv))
}

/// A file to take away, or the page that says why there is none.
fn file(visit: &Visit, bytes: Result<Vec<u8>, AppError>, kind: &str, name: &str) -> Result<Response, PageError> {
    let bytes = visit.check(bytes)?;
    let named = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

/// The type of a CSV file.
const CSV: &str = "text/csv; charset=utf-8";
