//! `/chain`: from decisions to the fund — the picture, a figure walked back, a decision walked forward, and what if.

mod address;
mod decision;
mod figure;
mod files;
mod index;
mod tree;
mod what_if;
mod words;

use app::chain::{Asked, AskedFault, CityChain};
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::routing::get;

use crate::Site;
use crate::cities::Pairs;
use crate::error::PageError;
use crate::page::{Frame, Visit};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/chain", get(index::show))
        .route("/chain/workbook", get(files::workbook))
        .route("/chain/tables/{table}", get(files::table))
        .route("/chain/what-if", get(what_if::show))
        .route("/chain/decisions/{id}", get(decision::show))
        .route("/chain/decisions/{id}/table.csv", get(files::decision_csv))
        .route("/chain/decisions/{id}/workbook", get(files::decision_workbook))
        .route("/chain/figures/{figure}/{year}", get(figure::show))
        .route("/chain/figures/{figure}/{year}/trace.csv", get(files::trace_csv))
        .route("/chain/figures/{figure}/{year}/workbook", get(files::trace_workbook))
}

type AskedPairs = Result<Query<Pairs>, QueryRejection>;

/// What of the question makes no sense, for the top of a page.
struct Fault {
    /// The id of the field, where the page has it.
    field: &'static str,
    what: String,
    excerpt: String,
    hint: String,
    code: &'static str,
}

/// The chain with what the address asks.
async fn city(visit: &Visit, query: AskedPairs) -> Result<CityChain, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    visit.check(visit.app().chain(&visit.actor, Asked::of(&pairs)).await)
}

fn faults(f: &Frame, city: &CityChain) -> Vec<Fault> {
    let told = |fault: &AskedFault| Fault {
        field: fault.key,
        what: f.t(fault.kind.title_ja, fault.kind.title_en).to_owned(),
        excerpt: fault.excerpt.clone(),
        hint: f.t(fault.kind.hint_ja, fault.kind.hint_en).to_owned(),
        code: fault.kind.code,
    };
    city.faults.iter().map(told).collect()
}
