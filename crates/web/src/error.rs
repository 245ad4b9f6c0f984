//! Errors as pages and as RFC 9457 problem documents (エラー画面).

use std::any::Any;

use app::cities::CitiesError;
use app::{AppError, Because, ProblemKind};
use askama::Template;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tower_http::csrf::ProtectionError;
use utoipa::ToSchema;

use crate::page::{Frame, Section, Visit, render_with};
use crate::session::NeedsSignIn;

/// An error of a page: shown as a page in the visitor's language, inside the usual frame.
pub struct PageError(Box<ErrorPage>);

/// An error of the API: shown as a problem document.
pub struct ApiError(AppError);

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    status: StatusCode,
    code: &'static str,
    what: String,
    what_to_do: String,
    detail: String,
    /// Whether signing in may help.
    needs_sign_in: bool,
}

impl PageError {
    /// The page for this error.
    pub fn new(visit: &Visit, error: AppError) -> PageError {
        let detail = match &error {
            // What the database or the system said is for the log, not for a visitor.
            AppError::Store(_)
            | AppError::Export(_)
            | AppError::Task(_)
            | AppError::File { .. }
            | AppError::Faulty(_) => {
                tracing::error!(code = error.kind().code, %error, "a page could not be made");
                String::new()
            }
            AppError::NotFound { name, .. } => name.clone(),
            AppError::TooLarge { file_name, .. } => file_name.clone(),
            AppError::TooManyRows { rows, limit } => format!("{rows} > {limit}"),
            AppError::Cities(error) => error.to_string(),
            AppError::Facilities(error) => error.to_string(),
            AppError::BadViewName(name) | AppError::UnknownMapping { name, .. } => name.clone(),
            AppError::Refused(refusal) => refusal.detail.clone(),
            AppError::Denied(_) => String::new(),
        };
        PageError::of_kind(visit, status_of(&error), error.kind(), detail)
    }

    /// The page for a request that could not be understood.
    pub fn bad_request(visit: &Visit, detail: impl Into<String>) -> PageError {
        PageError::of_kind(visit, StatusCode::BAD_REQUEST, &app::error::BAD_REQUEST, detail.into())
    }

    fn of_kind(visit: &Visit, status: StatusCode, kind: &'static ProblemKind, detail: String) -> PageError {
        let what = visit.lang.pick(kind.title_ja, kind.title_en).to_owned();
        let what_to_do = visit.lang.pick(kind.hint_ja, kind.hint_en).to_owned();
        let f = visit.frame_with(Section::None, what.clone(), false);
        let needs_sign_in = kind.code == app::error::DENIED.code && visit.actor.signed_in().is_none();
        PageError(Box::new(ErrorPage { f, status, code: kind.code, what, what_to_do, detail, needs_sign_in }))
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = render_with(self.0.status, self.0.as_ref());
        if self.0.needs_sign_in {
            response.extensions_mut().insert(NeedsSignIn);
        }
        response
    }
}

/// A problem document (RFC 9457) with the system's own stable code.
#[derive(Serialize, ToSchema)]
pub struct ProblemDocument {
    /// `urn:henkaku:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, in Japanese.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What exactly, and what to do.
    detail: String,
    /// The stable code.
    code: &'static str,
    /// What is wrong, in English.
    title_en: &'static str,
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> ApiError {
        ApiError(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = match &self.0 {
            AppError::Store(_)
            | AppError::Export(_)
            | AppError::Task(_)
            | AppError::File { .. }
            | AppError::Faulty(_) => {
                tracing::error!(code = self.0.kind().code, error = %self.0, "an API answer could not be made");
                String::new()
            }
            error => error.to_string(),
        };
        let mut response = problem_document(status_of(&self.0), self.0.kind(), detail);
        if matches!(self.0, AppError::Denied(_)) {
            response.extensions_mut().insert(NeedsSignIn);
        }
        response
    }
}

/// An answer of the API that says what is wrong.
pub fn problem_document(status: StatusCode, kind: &'static ProblemKind, detail: String) -> Response {
    let detail = if detail.is_empty() { kind.hint_ja.to_owned() } else { format!("{detail} — {}", kind.hint_ja) };
    let document = ProblemDocument {
        kind: format!("urn:henkaku:problem:{}", kind.code),
        title: kind.title_ja,
        status: status.as_u16(),
        detail,
        code: kind.code,
        title_en: kind.title_en,
    };
    let body = serde_json::to_string(&document).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/problem+json; charset=utf-8")], body).into_response()
}

/// The answer for an address that leads nowhere.
pub async fn not_found(visit: Visit, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let error = AppError::NotFound { what: "page", name: path.clone() };
    if is_for_machines(&path) { ApiError(error).into_response() } else { PageError::new(&visit, error).into_response() }
}

/// The answer for an address that is asked in a way it does not know, as `POST /programs`.
pub async fn method_not_allowed(visit: Visit, request: Request) -> Response {
    let detail = format!("{} {}", request.method(), request.uri().path());
    let (status, kind) = (StatusCode::METHOD_NOT_ALLOWED, &app::error::BAD_REQUEST);
    if is_for_machines(request.uri().path()) {
        problem_document(status, kind, detail)
    } else {
        PageError::of_kind(&visit, status, kind, detail).into_response()
    }
}

/// The answer when a handler panicked: the log has the reason, the visitor a plain page.
pub fn panicked(reason: Box<dyn Any + Send + 'static>) -> Response {
    let reason = reason
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| reason.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    tracing::error!(reason, "a handler panicked");
    problem_document(StatusCode::INTERNAL_SERVER_ERROR, &app::error::INTERNAL, String::new())
}

/// The answer to a form that another site sent.
pub fn cross_site(error: ProtectionError) -> Response {
    tracing::warn!(?error, "a request from another site was refused");
    problem_document(StatusCode::FORBIDDEN, &app::error::CROSS_SITE, String::new())
}

fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/")
}

pub fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::Denied(_) => StatusCode::FORBIDDEN,
        AppError::Refused(refusal) => match refusal.because {
            Because::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Because::Forbidden => StatusCode::FORBIDDEN,
            Because::Conflict => StatusCode::CONFLICT,
            Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
        },
        AppError::NotFound { .. } => StatusCode::NOT_FOUND,
        AppError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        AppError::Cities(CitiesError::UnknownCity { .. }) => StatusCode::NOT_FOUND,
        AppError::Cities(_) | AppError::Facilities(_) => StatusCode::BAD_REQUEST,
        AppError::TooManyRows { .. } | AppError::BadViewName(_) | AppError::UnknownMapping { .. } => {
            StatusCode::BAD_REQUEST
        }
        AppError::Faulty(_) | AppError::File { .. } | AppError::Export(_) | AppError::Store(_) | AppError::Task(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
