//! Editions (公表版) for staff: prepare, see what changes, approve.

use axum::Router;

use crate::Site;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
}
