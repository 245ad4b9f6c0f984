//! `/api/v1`: the inventory, the plan, the studies, the cities and the facilities for machines, described by OpenAPI.
//!
//! Money is whole yen in integers; quantities are decimal texts, exactly as stored; a field that the source does not
//! give is `null`. Whatever is illustrative says so in `basis`.

mod cities;
mod facilities;
mod indicators;
mod page;
mod plan;
mod population;
mod program_json;
mod programs;
mod studies;

use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::{OpenApi, ToSchema};

use crate::Site;
use crate::error::{ProblemDocument, problem_document};

/// The most answers one page of the API holds.
const MAX_PER_PAGE: i64 = 500;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Henkaku API",
        description = "市政変革の棚卸し・プラン・用語集。金額は円の整数、数量は十進の文字列、不明は null。 \
                       Money is whole yen in integers, quantities are decimal texts, unknown is null.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        programs::list,
        programs::show,
        indicators::list,
        plan::show,
        plan::glossary,
        studies::show,
        cities::compare,
        cities::indicators,
        cities::cross::show,
        cities::trend::show,
        population::show,
        facilities::list
    ),
    components(schemas(ProblemDocument)),
    tags((name = "programs", description = "予算事務事業"), (name = "plan", description = "プランと用語集"), (name = "fiscal", description = "財政の試算"), (name = "cities", description = "都市の指標"), (name = "facilities", description = "公共施設"))
)]
struct ApiDescription;

/// Whether figures are a city's own or only examples (公表値・例示).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InventoryBasis {
    /// From an imported file of a city.
    Imported,
    /// Generated as an example (例示).
    Illustrative,
}

impl From<bool> for InventoryBasis {
    fn from(demo: bool) -> InventoryBasis {
        if demo { InventoryBasis::Illustrative } else { InventoryBasis::Imported }
    }
}

/// The addresses of the API.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/api/v1/programs", get(programs::list))
        .route("/api/v1/programs/{id}", get(programs::show))
        .route("/api/v1/indicators", get(indicators::list))
        .route("/api/v1/plan", get(plan::show))
        .route("/api/v1/glossary", get(plan::glossary))
        .route("/api/v1/studies/{study}", get(studies::show))
        .route("/api/v1/cities/compare", get(cities::compare))
        .route("/api/v1/cities/indicators", get(cities::indicators))
        .route("/api/v1/cities/cross", get(cities::cross::show))
        .route("/api/v1/cities/trend", get(cities::trend::show))
        .route("/api/v1/population", get(population::show))
        .route("/api/v1/facilities", get(facilities::list))
        .route("/api/openapi.json", get(openapi))
}

/// The page that explains the API to people.
pub fn page_routes() -> Router<Site> {
    Router::new().route("/api", get(page::show))
}

/// The description of the API as OpenAPI JSON, for the reference documents.
pub fn openapi_json() -> String {
    description().to_pretty_json().unwrap_or_default()
}

/// The whole description: the addresses of this file, and those of what is published.
fn description() -> utoipa::openapi::OpenApi {
    ApiDescription::openapi().merge_from(crate::published::Description::openapi())
}

/// A comparison of cities as the API gives it, for the command line.
pub fn comparison_json(found: &app::cities::Comparison) -> impl Serialize + use<> {
    cities::ComparisonJson::from(found)
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], openapi_json()).into_response()
}

/// The query of a request, or the problem document that says which value could not be read.
fn read_query<T: DeserializeOwned>(query: Result<Query<T>, QueryRejection>) -> Result<T, Box<Response>> {
    match query {
        Ok(Query(query)) => Ok(query),
        Err(rejection) => Err(Box::new(bad_request(rejection.body_text()))),
    }
}

fn bad_request(detail: String) -> Response {
    problem_document(StatusCode::BAD_REQUEST, &app::error::BAD_REQUEST, detail)
}
