//! `/api/published`: what is published, for everybody — the API without sign-in, with ETag and CORS.
//!
//! Whoever asks is a visitor here, signed in or not, so an answer is the same for all and may be kept by any cache. Answers
//! are made of an approved edition and of nothing else: the latest, or the one that `edition=` names.

mod about;
mod answer;
mod data;
mod items;

use app::publishing::open_data::{self, OpenData, Shelf};
use app::{Actor, AppError};
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Request};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, OpenApi};

use crate::Site;
use crate::error::{ApiError, problem_document};

/// This part of the API's description.
#[derive(OpenApi)]
#[openapi(
    paths(about::show, about::editions, data::list, data::show, items::list, items::show),
    tags((name = "published", description = "公表データ（サインイン不要）"))
)]
pub struct Description;

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/api/published", get(about::show))
        .route("/api/published/editions", get(about::editions))
        .route("/api/published/data", get(data::list))
        .route("/api/published/data/{*path}", get(data::show))
        .route("/api/published/items/{kind}", get(items::list))
        .route("/api/published/items/{kind}/{*key}", get(items::show))
        // Addresses that lead nowhere must be readable from other sites too, or a script there learns nothing.
        .route("/api/published/{*rest}", any(nowhere))
        .method_not_allowed_fallback(only_reading)
        .layer(Extension(Shelf::default()))
        .layer(middleware::from_fn(answer::share_with_all))
}

/// Which edition an answer is of.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EditionQuery {
    /// The number of a published edition; the latest when absent.
    #[param(value_type = Option<i64>)]
    edition: Option<String>,
}

/// What is wrong with a request for something published.
enum Fault {
    /// A value of the query means nothing.
    Query(String),
    /// Anything the application says.
    App(AppError),
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Fault {
        Fault::App(error)
    }
}

impl From<QueryRejection> for Fault {
    fn from(rejection: QueryRejection) -> Fault {
        Fault::Query(rejection.body_text())
    }
}

impl From<PathRejection> for Fault {
    fn from(rejection: PathRejection) -> Fault {
        Fault::Query(rejection.body_text())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let not_there = [
            open_data::NO_FILE.code,
            open_data::NO_KIND.code,
            open_data::NO_ITEM.code,
            open_data::NOTHING_YET.code,
            open_data::NO_SUCH_EDITION.code,
        ];
        match self {
            Fault::Query(detail) => problem_document(StatusCode::BAD_REQUEST, &open_data::BAD_QUERY, detail),
            Fault::App(AppError::Refused(refusal)) if not_there.contains(&refusal.kind.code) => {
                problem_document(StatusCode::NOT_FOUND, refusal.kind, refusal.detail)
            }
            Fault::App(error) => ApiError::from(error).into_response(),
        }
    }
}

impl EditionQuery {
    /// The number asked for; nothing for the latest.
    fn number(&self) -> Result<Option<i64>, Fault> {
        whole("edition", self.edition.as_deref())
    }

    /// The query that asks for the same edition again: `?edition=2`, or nothing.
    fn again(&self) -> String {
        self.edition
            .as_deref()
            .filter(|text| !text.is_empty())
            .map(|number| format!("?edition={number}"))
            .unwrap_or_default()
    }

    /// The open data of the edition asked for.
    async fn of(&self, site: &Site, shelf: &Shelf) -> Result<Arc<OpenData>, Fault> {
        let number = self.number()?;
        Ok(site.app.open_data(&Actor::visitor(), number, shelf).await?)
    }

    /// How long an answer may be kept: an edition named by its number stays as it is.
    fn keep(&self) -> answer::Keep {
        if self.again().is_empty() { answer::Keep::Shortly } else { answer::Keep::Long }
    }
}

/// A whole number from 1 in a query; nothing where it is absent.
fn whole(name: &str, text: Option<&str>) -> Result<Option<i64>, Fault> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => match text.parse::<i64>() {
            Ok(number) if number >= 1 => Ok(Some(number)),
            _ => Err(Fault::Query(format!("{name}={}", text.chars().take(40).collect::<String>()))),
        },
    }
}

async fn nowhere(request: Request) -> Response {
    ApiError::from(AppError::NotFound { what: "page", name: request.uri().path().to_owned() }).into_response()
}

async fn only_reading(request: Request) -> Response {
    let detail = format!("{} {}", request.method(), request.uri().path());
    problem_document(StatusCode::METHOD_NOT_ALLOWED, &app::error::BAD_REQUEST, detail)
}
