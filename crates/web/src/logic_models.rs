//! `/clusters/{id}/logic-model` and `/logic-models`: editing, drawing, checking and comparing logic models.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
