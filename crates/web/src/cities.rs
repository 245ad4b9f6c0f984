//! `/cities`: cities compared — places, two indicators at once, the years, one city, and what the plan says of them.

mod city;
mod cross;
mod files;
mod form;
mod rank;
mod statements;
mod trend;

use app::AppError;
use app::cities::{CitiesError, publication};
use axum::Router;
use axum::routing::get;
use reform::city::Indicator;

use crate::Site;
use crate::page::Frame;

pub use files::{attached, send_csv, send_xlsx};
pub use form::Pairs;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/cities", get(rank::show))
        .route("/cities/ranking.csv", get(files::ranking_csv))
        .route("/cities/ranking.xlsx", get(files::ranking_xlsx))
        .route("/cities/cross", get(cross::show))
        .route("/cities/cross.csv", get(files::cross_csv))
        .route("/cities/cross.xlsx", get(files::cross_xlsx))
        .route("/cities/trend", get(trend::show))
        .route("/cities/trend.csv", get(files::trend_csv))
        .route("/cities/trend.xlsx", get(files::trend_xlsx))
        .route("/cities/statements", get(statements::show))
        .route("/cities/{code}", get(city::show))
}

/// The pages of this family, for the navigation among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Places.
    Rank,
    /// Two indicators at once.
    Cross,
    /// The years.
    Trend,
    /// One city.
    City,
    /// What the plan says.
    Statements,
    /// The people to come.
    Population,
}

/// A link among the pages of this family.
pub struct PartLink {
    /// The address within the language.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// Whether it is the page shown.
    pub is_current: bool,
}

/// What is not there, and the command that brings it.
pub struct Missing {
    /// The publication that gives it.
    pub title: String,
    /// The command.
    pub command: &'static str,
}

impl Missing {
    /// What brings an indicator in.
    pub fn of(f: &Frame, indicator: &Indicator) -> Missing {
        let publication = publication(indicator);
        Missing { title: f.text(&publication.title).to_owned(), command: publication.command }
    }
}

/// The links among the pages; `own_code` is the code of the plan's city.
pub fn parts(f: &Frame, current: Part, own_code: &str) -> Vec<PartLink> {
    let link = |part: Part, path: String, ja: &str, en: &str| PartLink {
        path,
        label: f.t(ja, en).to_owned(),
        is_current: part == current,
    };
    vec![
        link(Part::Rank, "/cities".into(), "順位", "Places"),
        link(Part::Cross, "/cities/cross".into(), "二つの指標", "Two indicators"),
        link(Part::Trend, "/cities/trend".into(), "推移", "Over the years"),
        link(Part::City, format!("/cities/{own_code}"), "一つの市", "One city"),
        link(Part::Statements, "/cities/statements".into(), "プランの記述", "The plan's statements"),
        link(Part::Population, "/population".into(), "将来の人口", "People to come"),
    ]
}

/// Whether the question failed only because the year is not there.
fn is_unknown_year<T>(result: &Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::Cities(CitiesError::UnknownYear { .. })))
}
