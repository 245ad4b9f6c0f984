//! Plain summaries (やさしい日本語の説明): the form for a program or a cluster.

use axum::Router;

use crate::Site;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
}
