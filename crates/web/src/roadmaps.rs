//! `/roadmap`: the roadmap, its revisions and its progress.

mod bar;
mod booklet;
mod compare;
mod edit;
mod files;
mod progress;
mod show;
mod versions;
pub mod words;

use app::roadmaps::Which;
use app::{Action, AppError, ProblemKind};
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Visit};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/roadmap", get(show::show))
        .route("/roadmap/calendar.ics", get(files::calendar))
        .route("/roadmap/table.csv", get(files::csv))
        .route("/roadmap/booklet.xlsx", get(files::workbook))
        .route("/roadmap/picture.svg", get(files::picture))
        .route("/roadmap/booklet", get(booklet::show))
        .route("/roadmap/versions", get(versions::show))
        .route("/roadmap/compare", get(compare::show))
        .route("/roadmap/progress", get(progress::list))
        .route("/roadmap/progress/{bar}", get(progress::show).post(progress::report))
        .route("/roadmap/edit", get(edit::show))
        .route("/roadmap/edit/propose", post(edit::propose).get(back_to_edit))
        .route("/roadmap/edit/withdraw", post(edit::withdraw).get(back_to_edit))
        .route("/roadmap/edit/discard", post(edit::discard).get(back_to_edit))
        .route("/roadmap/edit/return", post(edit::send_back).get(back_to_edit))
        .route("/roadmap/edit/approve", post(edit::approve).get(back_to_edit))
        .route("/roadmap/edit/bars/new", get(bar::new).post(bar::add))
        .route("/roadmap/edit/bars/{bar}", get(bar::show).post(bar::save))
        .route("/roadmap/edit/bars/{bar}/remove", post(bar::remove).get(back_to_edit))
}

/// The query part of the addresses; every field may be absent or empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    /// `working`, or the number of a version.
    version: String,
    /// The id of a category.
    category: String,
    /// The version to compare from.
    from: String,
    /// The version to compare to.
    to: String,
    /// The cluster a new bar is for.
    cluster: String,
    /// The paper: `a3`, else A4.
    paper: String,
    /// What has just been done.
    done: String,
}

/// A page of the family (節の中の画面).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Chart,
    Progress,
    Booklet,
    Versions,
    Edit,
}

/// Links to the pages of the family: address, label, whether it is the current one.
struct Nav {
    entries: Vec<(String, &'static str, bool)>,
}

/// Something wrong with a form, beside its field.
struct Fault {
    field: &'static str,
    kind: &'static ProblemKind,
    detail: String,
}

impl Nav {
    fn new(f: &Frame, current: Part) -> Nav {
        let entries = [
            (Part::Chart, "/roadmap", f.t("工程表", "Roadmap")),
            (Part::Progress, "/roadmap/progress", f.t("進み", "Progress")),
            (Part::Booklet, "/roadmap/booklet", f.t("別冊1", "By cluster")),
            (Part::Versions, "/roadmap/versions", f.t("版と新旧対照", "Versions")),
            (Part::Edit, "/roadmap/edit", f.t("改定", "Revision")),
        ];
        let shown = entries.into_iter().filter(|(part, ..)| *part != Part::Edit || f.actor.may(Action::ReadAnalyses));
        Nav { entries: shown.map(|(part, path, label)| (f.href(path), label, part == current)).collect() }
    }
}

impl Address {
    fn read(visit: &Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Address, PageError> {
        query.map(|Query(address)| address).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
    }

    /// The version the address names; the latest published one where it names none.
    fn which(&self, visit: &Visit, text: &str) -> Result<Which, PageError> {
        match text.trim() {
            "" => Ok(Which::Latest),
            "working" => Ok(Which::Working),
            number => match number.parse::<i64>() {
                Ok(number) if number > 0 => Ok(Which::Number(number)),
                _ => {
                    let name = number.chars().take(40).collect();
                    Err(PageError::new(visit, AppError::NotFound { what: "roadmap version", name }))
                }
            },
        }
    }
}

/// Addresses forms are sent to lead back to the page of the form.
async fn back_to_edit(visit: Visit) -> Response {
    Redirect::to(&visit.lang.href("/roadmap/edit")).into_response()
}
