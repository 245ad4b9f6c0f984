//! `/clusters`: the clusters, their programs, money and comparison.

mod compare;
mod files;
mod list;
mod members;
mod settings;
mod show;
mod split;

use app::{AppError, Because, ProblemKind};
use axum::Form;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Site;
use crate::cities::Pairs;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::Visit;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/clusters", get(list::show))
        .route("/clusters/new", get(settings::new).post(settings::add))
        .route("/clusters/{id}", get(show::show))
        .route("/clusters/{id}/settings", get(settings::show).post(settings::save))
        .route("/clusters/{id}/members", get(members::show))
        .route("/clusters/{id}/members/add", post(members::add).get(back_to_members))
        .route("/clusters/{id}/members/remove", post(members::remove).get(back_to_members))
        .route("/clusters/{id}/members/{program}", get(split::show).post(split::save))
        .route("/clusters/{id}/members.csv", get(files::members_csv))
        .route("/clusters/{id}/members.xlsx", get(files::members_xlsx))
        .route("/clusters/{id}/compare", get(compare::show))
        .route("/clusters/{id}/compare.csv", get(files::compare_csv))
        .route("/clusters/{id}/compare.xlsx", get(files::compare_xlsx))
}

/// Why something was refused, for the top of a page (お断りの表示).
pub struct Refused {
    /// What is wrong.
    pub what: &'static str,
    /// What it is about; may be empty.
    pub about: String,
    /// What to do.
    pub what_to_do: &'static str,
    /// The stable code.
    pub code: &'static str,
}

impl Refused {
    /// The words of a kind of problem.
    pub fn new(lang: Lang, kind: &'static ProblemKind, about: impl Into<String>) -> Refused {
        Refused {
            what: lang.pick(kind.title_ja, kind.title_en),
            about: about.into(),
            what_to_do: lang.pick(kind.hint_ja, kind.hint_en),
            code: kind.code,
        }
    }
}

/// The id of an address.
pub fn id_of(visit: &Visit, id: Result<Path<String>, PathRejection>) -> Result<String, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

/// The fields of a form that was sent.
pub fn fields_of(visit: &Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Pairs, PageError> {
    form.map(|Form(pairs)| pairs).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

/// The last value given under a name.
pub fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// What was refused with words for a page, or the page for any other error.
pub fn refused<T>(
    visit: &Visit,
    result: Result<T, AppError>,
) -> Result<Result<T, (&'static ProblemKind, String)>, PageError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        // Who has no right to it gets the page that says so, not the form again.
        Err(AppError::Refused(refusal)) if refusal.because != Because::Forbidden => {
            Ok(Err((refusal.kind, refusal.detail)))
        }
        Err(error) => Err(PageError::new(visit, error)),
    }
}

/// Goes to a page of the cluster after something was done.
pub fn to(visit: &Visit, path: &str) -> Response {
    Redirect::to(&visit.lang.href(path)).into_response()
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn back_to_members(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    Ok(to(&visit, &format!("/clusters/{}/members", crate::programs::encode(&id))))
}
