//! `/fiscal`: the studies — bonds, outlook, fund, ratios, risk, facilities — each with its form in the address.

mod files;
mod index;
mod scenarios;
mod show;

use app::study::{Given, StudyKind};
use axum::Router;
use axum::routing::{get, post};

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Visit};
use crate::programs::encode;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/fiscal", get(index::show))
        .route("/fiscal/{study}", get(show::show))
        .route("/fiscal/{study}/workbook", get(files::workbook))
        .route("/fiscal/{study}/tables/{number}", get(files::table))
        .route("/fiscal/{study}/compare", get(scenarios::compare))
        .route("/fiscal/{study}/scenarios", post(scenarios::save))
        .route("/fiscal/{study}/scenarios/delete", post(scenarios::delete))
}

/// A link among the studies.
struct StudyLink {
    path: String,
    label: String,
    is_current: bool,
}

/// The links among the studies; `current` is the one shown.
fn links(f: &Frame, current: Option<StudyKind>) -> Vec<StudyLink> {
    let overview =
        StudyLink {
            path: "/fiscal".into(), label: f.t("一覧", "Overview").to_owned(), is_current: current.is_none()
        };
    let studies = StudyKind::ALL.into_iter().map(|kind| StudyLink {
        path: format!("/fiscal/{}", kind.word()),
        label: short_name(f, kind).to_owned(),
        is_current: current == Some(kind),
    });
    std::iter::once(overview).chain(studies).collect()
}

fn short_name(f: &Frame, kind: StudyKind) -> &str {
    match kind {
        StudyKind::Debt => f.t("市債", "Bonds"),
        StudyKind::Outlook => f.t("財政見通し", "Outlook"),
        StudyKind::Fund => f.t("基金", "Fund"),
        StudyKind::Ratios => f.t("健全化比率", "Ratios"),
        StudyKind::Risk => f.t("不確実性", "Risk"),
        StudyKind::Facilities => f.t("施設の更新", "Renewal"),
    }
}

/// The study an address names.
fn kind_of(visit: &Visit, word: &str) -> Result<StudyKind, PageError> {
    let unknown = || app::AppError::NotFound { what: "study", name: word.to_owned() };
    visit.check(StudyKind::from_word(word).ok_or_else(unknown))
}

/// The values of an address.
fn given(pairs: Vec<(String, String)>) -> Given {
    Given::new(pairs)
}

/// Pairs as the query of an address, without the question mark.
fn query_of(pairs: &[(String, String)]) -> String {
    let parts: Vec<String> = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
    parts.join("&")
}

/// A path with a query behind it, where there is one.
fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
