//! `/chain`: from any figure back to the decisions behind it, and forward.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
