//! `/api/v1/indicators`: the indicators of all programs, each with its program.

use app::program::IndicatorKind;
use app::{Actor, IndicatorQuery, IndicatorRow, InventoryKind};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::program_json::IndicatorJson;
use super::{InventoryBasis, MAX_PER_PAGE, bad_request, read_query};
use crate::Site;
use crate::error::{ApiError, ProblemDocument};
use crate::programs::encode;

/// What the list of indicators can be asked.
#[derive(Deserialize, IntoParams)]
#[serde(default)]
#[derive(Default)]
#[into_params(parameter_in = Query)]
pub struct IndicatorParams {
    /// Words in the indicator's name.
    q: Option<String>,
    /// `activity`, `target` or `outcome`.
    kind: Option<String>,
    /// Page, from 1.
    page: Option<i64>,
    /// Indicators on a page, at most 500.
    per_page: Option<i64>,
}

/// A page of indicators.
#[derive(Serialize, ToSchema)]
pub struct IndicatorList {
    /// The indicators of this page.
    items: Vec<ProgramIndicatorJson>,
    /// How many match.
    total: i64,
    /// This page, from 1.
    page: i64,
    /// Indicators on a page.
    per_page: i64,
    /// The address of the next page, when there is one.
    next: Option<String>,
}

/// An indicator with the program it belongs to.
#[derive(Serialize, ToSchema)]
pub struct ProgramIndicatorJson {
    /// The program's number in this system.
    program_id: i64,
    /// The program's name.
    program_name: String,
    /// Whether the program is a city's own or an example.
    basis: InventoryBasis,
    /// The indicator.
    indicator: IndicatorJson,
}

/// Lists and searches the indicators of all programs.
#[utoipa::path(
    get,
    path = "/api/v1/indicators",
    tag = "programs",
    params(IndicatorParams),
    responses(
        (status = 200, description = "A page of indicators", body = IndicatorList),
        (status = 400, description = "A value of the query means nothing here", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub async fn list(
    State(site): State<Site>,
    query: Result<Query<IndicatorParams>, QueryRejection>,
) -> Result<Response, ApiError> {
    let params = match read_query(query) {
        Ok(params) => params,
        Err(response) => return Ok(*response),
    };
    let kind = match params.kind.as_deref() {
        None | Some("") => None,
        Some(word) => match IndicatorKind::from_word(word) {
            Some(kind) => Some(kind),
            None => return Ok(bad_request(format!("kind={word}"))),
        },
    };
    for (name, number) in [("page", params.page), ("per_page", params.per_page)] {
        if let Some(number) = number.filter(|number| *number < 1) {
            return Ok(bad_request(format!("{name}={number}")));
        }
    }
    let query = IndicatorQuery {
        text: params.q.clone().unwrap_or_default(),
        kind,
        page: params.page.unwrap_or(1),
        per_page: params.per_page.unwrap_or(100).min(MAX_PER_PAGE),
    };
    let found = site.app.list_indicators(&Actor::visitor(), &query).await?;
    let more = query.page.saturating_mul(query.per_page) < found.total;
    let next = more.then(|| {
        let kind = kind.map(|kind| format!("&kind={}", kind.word())).unwrap_or_default();
        let (text, page, per_page) = (encode(&query.text), query.page + 1, query.per_page);
        format!("/api/v1/indicators?q={text}{kind}&page={page}&per_page={per_page}")
    });
    let state = site.app.inventory_state(&Actor::visitor()).await?;
    let basis = InventoryBasis::from(state.kind == InventoryKind::Demo);
    let items = found.rows.into_iter().map(|row| ProgramIndicatorJson::new(row, basis)).collect();
    let list = IndicatorList { items, total: found.total, page: query.page, per_page: query.per_page, next };
    Ok(Json(list).into_response())
}

impl ProgramIndicatorJson {
    fn new(row: IndicatorRow, basis: InventoryBasis) -> ProgramIndicatorJson {
        ProgramIndicatorJson {
            program_id: row.program_id,
            program_name: row.program_name,
            basis,
            indicator: row.indicator.into(),
        }
    }
}
