//! `/api/v1/programs`: the inventory for machines.

use app::Actor;
use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::program_json::{ProgramJson, ProgramSummary};
use super::{bad_request, read_query};
use crate::Site;
use crate::error::{ApiError, ProblemDocument};
use crate::programs::ListQuery;

/// A page of programs.
#[derive(Serialize, ToSchema)]
pub struct ProgramList {
    /// The programs of this page.
    items: Vec<ProgramSummary>,
    /// How many programs match.
    total: i64,
    /// What all matching programs cost together, in yen.
    total_cost_yen: i64,
    /// This page, from 1.
    page: i64,
    /// Programs on a page.
    per_page: i64,
    /// The address of the next page, when there is one.
    next: Option<String>,
}

/// What `/api/v1/programs` can be asked.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for OpenAPI; ListQuery reads it")]
pub struct ProgramListParams {
    /// Words to search for; two characters are enough, width and case do not matter.
    q: Option<String>,
    /// Fiscal year, by the year it begins in.
    year: Option<i32>,
    /// Number of a department; all below it are included.
    department: Option<i64>,
    /// `national`, `prefectural`, `bonds`, `other` or `general`.
    funding: Option<String>,
    /// `expand`, `continue`, `improve`, `reduce`, `merge`, `abolish`, `end` or `suspend`.
    direction: Option<String>,
    /// Account (会計), by name or code.
    account: Option<String>,
    /// Budget item (款), by name or code.
    kan: Option<String>,
    /// Number of a policy; all below it are included.
    policy: Option<i64>,
    /// `1`: only programs whose sources do not add up.
    discrepancy: Option<String>,
    /// `name`, `cost`, `general`, `department` or `id`.
    sort: Option<String>,
    /// `asc` or `desc`.
    order: Option<String>,
    /// Page, from 1.
    page: Option<i64>,
    /// Programs on a page, at most 500.
    per_page: Option<i64>,
}

/// Lists and searches the inventory.
#[utoipa::path(
    get,
    path = "/api/v1/programs",
    tag = "programs",
    params(ProgramListParams),
    responses(
        (status = 200, description = "A page of programs", body = ProgramList),
        (status = 400, description = "A value of the query means nothing here", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub async fn list(
    State(site): State<Site>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let list = match read_query(query) {
        Ok(list) => list,
        Err(response) => return Ok(*response),
    };
    let (query, errors) = list.to_program_query();
    if let Some(error) = errors.first() {
        return Ok(bad_request(format!("{}={}", error.field, error.value)));
    }
    let found = site.app.list_programs(&Actor::visitor(), &query).await?;
    let more = found.page.saturating_mul(found.per_page) < found.total;
    let next =
        more.then(|| ListQuery { page: (found.page + 1).to_string(), ..list.clone() }.address("/api/v1/programs"));
    let items = found.rows.into_iter().map(ProgramSummary::from).collect();
    Ok(Json(ProgramList {
        items,
        total: found.total,
        total_cost_yen: found.total_cost.0,
        page: found.page,
        per_page: found.per_page,
        next,
    })
    .into_response())
}

/// Gives one program with everything known of it.
#[utoipa::path(
    get,
    path = "/api/v1/programs/{id}",
    tag = "programs",
    params(("id" = i64, Path, description = "The program's number in this system")),
    responses(
        (status = 200, description = "The program", body = ProgramJson),
        (status = 404, description = "There is none", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub async fn show(State(site): State<Site>, id: Result<Path<i64>, PathRejection>) -> Result<Response, ApiError> {
    match id {
        Ok(Path(id)) => Ok(Json(ProgramJson::from(site.app.program(&Actor::visitor(), id).await?)).into_response()),
        Err(rejection) => Ok(bad_request(rejection.body_text())),
    }
}
