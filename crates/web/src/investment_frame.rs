//! `/frame`: the investment frame, its ledger and the flow from sources to uses.

use axum::Router;

use crate::Site;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
}
