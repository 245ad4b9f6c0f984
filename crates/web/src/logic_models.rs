//! `/clusters/{id}/logic-model` and `/logic-models`: editing, drawing, checking and comparing logic models.
//!
//! - [`page`]: the model as it stands; [`files`]: to take away; [`versions`], [`compare`]: copies and their differences
//! - [`editor`]: the page where it is changed, also without JavaScript; [`operations`]: each change, as a form or for the script
//! - [`begin`], [`import`], [`kpis`]: from the programs' own texts, from a table, from the programs' indicators

mod begin;
mod compare;
mod editor;
mod files;
mod form;
mod import;
mod kpis;
mod operations;
mod page;
mod panel;
mod reference;
mod versions;
mod words;

use app::Action;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Site;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::Visit;

/// The most bytes of a form: a whole table, percent-encoded.
const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/clusters/{id}/logic-model", get(page::show))
        .route("/clusters/{id}/logic-model/edit", get(editor::show))
        .route("/clusters/{id}/logic-model/panel", get(operations::panel))
        .route("/clusters/{id}/logic-model/operations", post(operations::operate).get(to_editor))
        .route("/clusters/{id}/logic-model/changes", get(operations::changes))
        .route("/clusters/{id}/logic-model/files/{file}", get(files::give))
        .route("/clusters/{id}/logic-model/begin", get(begin::show).post(begin::begin))
        .route("/clusters/{id}/logic-model/kpis", get(kpis::show).post(kpis::pick))
        .route("/clusters/{id}/logic-model/import", get(import::show).post(import::preview))
        .route("/clusters/{id}/logic-model/import/confirm", post(import::confirm).get(import::show))
        .route("/clusters/{id}/logic-model/versions", get(versions::show).post(versions::save))
        .route("/clusters/{id}/logic-model/versions/restore", post(versions::restore).get(versions::show))
        .route("/clusters/{id}/logic-model/compare", get(compare::show))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .merge(reference::routes())
}

/// Which cluster's model an address names (ロジックモデルのアドレス).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The cluster.
    pub cluster: String,
}

impl Address {
    /// An address of this family in a language: `""` is the model's own page.
    pub fn href(&self, lang: Lang, rest: &str) -> String {
        lang.href(&format!("/clusters/{}/logic-model{rest}", crate::programs::encode(&self.cluster)))
    }

    /// Leads on after a form was taken.
    pub fn to(&self, visit: &Visit, rest: &str) -> Response {
        Redirect::to(&self.href(visit.lang, rest)).into_response()
    }
}

impl FromRequestParts<Site> for Address {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Address, PageError> {
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, site).await;
        let visit = Visit::from_request_parts(parts, site).await?;
        // Somebody without any right, as after a session's end, is told so before anything sent is looked at; a script
        // asks in its own way and gets its own answer.
        if parts.method == Method::POST && !parts.headers.contains_key("x-henkaku-fetch") {
            visit.check(app::permit(&visit.actor, Action::ReadAnalyses))?;
        }
        let Path(path) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
        let cluster = path.into_iter().find(|(name, _)| name == "id").map(|(_, value)| value).unwrap_or_default();
        Ok(Address { cluster })
    }
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn to_editor(visit: Visit, address: Address) -> Response {
    address.to(&visit, "/edit")
}
