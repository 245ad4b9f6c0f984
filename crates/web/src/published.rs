//! What is published (公表), for everybody: the API without sign-in, with ETag and CORS.

use axum::Router;

use crate::Site;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
}
