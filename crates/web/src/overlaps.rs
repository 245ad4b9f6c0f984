//! `/overlaps`: programs that may overlap, with the reasons, to accept or dismiss.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
