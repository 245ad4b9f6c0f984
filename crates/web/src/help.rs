//! `/help`: where to find what, how figures are marked, and how pages are used.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new().route("/help", get(show))
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    f: Frame,
}

async fn show(visit: Visit) -> Result<Response, PageError> {
    let f = visit.frame(Section::None, visit.lang.pick("使い方", "Help")).await?;
    Ok(render(&HelpPage { f }))
}
