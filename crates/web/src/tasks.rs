//! `/tasks`: what decided options ask for, and predictions against outcomes.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
