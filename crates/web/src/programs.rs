//! `/programs`: the inventory as a list, as files, and each program on its page.

mod filter;
mod list;
mod show;
mod views;

use axum::Router;
use axum::routing::{get, post};

use crate::Site;

pub use filter::{FilterError, ListQuery, MAX_SEARCH_CHARS, encode};
pub use list::{PageLink, pages};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/programs", get(list::show))
        .route("/programs.csv", get(list::csv))
        .route("/programs.xlsx", get(list::xlsx))
        .route("/programs/views", post(views::save))
        .route("/programs/views/delete", post(views::delete))
        .route("/programs/{id}", get(show::show))
        .route("/programs/{id}/money.csv", get(show::money_csv))
}
