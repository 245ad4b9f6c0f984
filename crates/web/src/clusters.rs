//! `/clusters`: the clusters, their programs, money and comparison.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
