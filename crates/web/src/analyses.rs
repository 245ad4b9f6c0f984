//! `/clusters/{id}/analysis`: the five stages, their gates and snapshots.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
