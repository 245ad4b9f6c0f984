//! `/api/v1/facilities`: the public facilities for machines.

use app::facilities::{FacilityInventory, FacilityPage, StoredFacility};
use app::{Actor, InventoryKind, Quantity};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{InventoryBasis, bad_request, read_query};
use crate::Site;
use crate::error::{ApiError, ProblemDocument};
use crate::facilities::ListQuery;

/// A page of facilities.
#[derive(Serialize, ToSchema)]
pub struct FacilityList {
    /// The facilities of this page.
    items: Vec<FacilityJson>,
    /// What all facilities that match come to.
    totals: FacilityTotalsJson,
    /// Whose facilities these are; `null` while there are none.
    basis: Option<InventoryBasis>,
    /// The import the list comes from; `null` while there is none.
    source: Option<FacilitySourceJson>,
    /// How many match.
    total: usize,
    /// This page, from 1.
    page: i64,
    /// Facilities on a page.
    per_page: i64,
    /// The address of the next page, when there is one.
    next: Option<String>,
}

/// A public facility.
#[derive(Serialize, ToSchema)]
pub struct FacilityJson {
    /// Its number in this system.
    id: i64,
    /// Its identifier in its source.
    external_id: String,
    /// Its name.
    name: String,
    /// Its kind: `school`, `public-housing`, …
    kind: &'static str,
    /// The same in Japanese words.
    kind_ja: &'static str,
    /// Its use as the source divides it, the widest first.
    uses: Vec<String>,
    /// Who keeps it; empty when not stated.
    department: String,
    /// Where it stands; empty when not stated.
    address: String,
    /// Its district; empty when not stated.
    district: String,
    /// Floor area in square metres, an exact decimal; `null` for a part of another building.
    floor_area_m2: Option<String>,
    /// The fiscal year it was built in.
    built: Option<i32>,
    /// Whether it had its large repair.
    is_repaired: bool,
    /// Yearly income, in yen.
    income_yen: Option<i64>,
    /// Yearly cost, in yen.
    cost_yen: Option<i64>,
    /// Yearly depreciation, in yen.
    depreciation_yen: Option<i64>,
    /// People who used it in the year.
    users: Option<i64>,
    /// The group whose amounts it shares; these are in the totals once.
    cost_group: Option<String>,
    /// Whether it is a city's own or an example.
    basis: InventoryBasis,
}

/// What facilities come to.
#[derive(Serialize, ToSchema)]
pub struct FacilityTotalsJson {
    /// How many, those inside others included.
    facilities: usize,
    /// How many of them are part of another building and have no area.
    inside_others: usize,
    /// How many have floor area and no year built.
    without_year: usize,
    /// Floor area in square metres, an exact decimal.
    floor_area_m2: String,
    /// Yearly income in yen, shared amounts once; `null` when nothing is stated.
    income_yen: Option<i64>,
    /// Yearly cost in yen, shared amounts once.
    cost_yen: Option<i64>,
    /// Yearly depreciation in yen.
    depreciation_yen: Option<i64>,
    /// The groups whose shared amounts are in these totals.
    cost_groups: Vec<String>,
    /// By kind, only those there are.
    by_kind: Vec<KindTotalJson>,
}

/// What the facilities of one kind come to.
#[derive(Serialize, ToSchema)]
pub struct KindTotalJson {
    /// The kind.
    kind: &'static str,
    /// How many.
    facilities: usize,
    /// How many of them have no area.
    inside_others: usize,
    /// Floor area in square metres, an exact decimal.
    floor_area_m2: String,
}

/// The import a list comes from.
#[derive(Serialize, ToSchema)]
pub struct FacilitySourceJson {
    /// The file as its sender named it.
    file: String,
    /// The mapping it was read by.
    mapping: String,
    /// The fiscal year the list is of.
    as_of: i32,
    /// When it was imported (UTC, ISO 8601).
    at: String,
}

/// What `/api/v1/facilities` can be asked.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for OpenAPI; ListQuery reads it")]
pub struct FacilityListParams {
    /// Words that must all occur in name, use, department, address or district.
    q: Option<String>,
    /// A kind: `school`, `public-housing`, …
    kind: Option<String>,
    /// The least floor area in square metres, with at most two decimals.
    area_from: Option<String>,
    /// The most floor area.
    area_to: Option<String>,
    /// The first fiscal year built.
    built_from: Option<i32>,
    /// The last fiscal year built.
    built_to: Option<i32>,
    /// `1`: only parts of other buildings.
    inside: Option<String>,
    /// `area`, `built`, `name`, `kind` or `cost`.
    sort: Option<String>,
    /// `asc` or `desc`.
    order: Option<String>,
    /// Page, from 1.
    page: Option<i64>,
    /// Facilities on a page, at most 500; 50 when absent.
    per_page: Option<i64>,
}

/// Lists and searches the public facilities.
#[utoipa::path(
    get,
    path = "/api/v1/facilities",
    tag = "facilities",
    params(FacilityListParams),
    responses(
        (status = 200, description = "A page of facilities", body = FacilityList),
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
    let (query, errors) = list.to_query();
    if let Some((field, value)) = errors.first() {
        return Ok(bad_request(format!("{field}={value}")));
    }
    let found = site.app.list_facilities(&Actor::visitor(), &query).await?;
    Ok(Json(FacilityList::new(found, &list)).into_response())
}

impl FacilityList {
    fn new(found: FacilityPage, list: &ListQuery) -> FacilityList {
        let total = found.totals.facilities;
        let more = found.page.saturating_mul(found.per_page) < total as i64;
        let next = || ListQuery { page: (found.page + 1).to_string(), ..list.clone() }.address("/api/v1/facilities");
        let basis = InventoryBasis::from(found.inventory.kind == InventoryKind::Demo);
        let totals = &found.totals;
        FacilityList {
            totals: FacilityTotalsJson {
                facilities: total,
                inside_others: totals.inside_others,
                without_year: totals.without_year,
                floor_area_m2: square_metres(totals.area_hundredths_m2),
                income_yen: totals.income.map(|yen| yen.0),
                cost_yen: totals.cost.map(|yen| yen.0),
                depreciation_yen: totals.depreciation.map(|yen| yen.0),
                cost_groups: totals.groups.clone(),
                by_kind: totals
                    .by_kind
                    .iter()
                    .map(|total| KindTotalJson {
                        kind: total.kind.word(),
                        facilities: total.facilities,
                        inside_others: total.inside_others,
                        floor_area_m2: square_metres(total.area_hundredths_m2),
                    })
                    .collect(),
            },
            basis: (found.inventory.kind != InventoryKind::Empty).then_some(basis),
            source: source(&found.inventory),
            total,
            page: found.page,
            per_page: found.per_page,
            next: more.then(next),
            items: found.rows.into_iter().map(|stored| FacilityJson::new(stored, basis)).collect(),
        }
    }
}

impl FacilityJson {
    fn new(StoredFacility { id, facility, .. }: StoredFacility, basis: InventoryBasis) -> FacilityJson {
        FacilityJson {
            id,
            external_id: facility.external_id,
            name: facility.name,
            kind: facility.kind.word(),
            kind_ja: facility.kind.label_ja(),
            uses: facility.uses,
            department: facility.department,
            address: facility.address,
            district: facility.district,
            floor_area_m2: facility.floor_area_hundredths_m2.map(square_metres),
            built: facility.built.map(|year| year.start()),
            is_repaired: facility.repaired,
            income_yen: facility.income.map(|yen| yen.0),
            cost_yen: facility.cost.map(|yen| yen.0),
            depreciation_yen: facility.depreciation.map(|yen| yen.0),
            users: facility.users,
            cost_group: facility.cost_group,
            basis,
        }
    }
}

fn source(inventory: &FacilityInventory) -> Option<FacilitySourceJson> {
    inventory.last_import.as_ref().map(|import| FacilitySourceJson {
        file: import.header.file_name.clone(),
        mapping: import.header.mapping_name.clone(),
        as_of: import.header.as_of.start(),
        at: import.at.clone(),
    })
}

/// Hundredths of a square metre as an exact decimal: `1234.50`.
fn square_metres(hundredths: i64) -> String {
    Quantity { units: hundredths, decimals: 2 }.to_string()
}
