//! `/roadmap`: the roadmap, its revisions and its progress.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
