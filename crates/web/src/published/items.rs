//! Single published items (公表された要素): programs, clusters, charts and so on, one by one or a page at a time.

use app::publishing::open_data::{DataFile, Heading, Shelf, licence_of};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{EditionQuery, Fault, answer, whole};
use crate::Site;
use crate::error::ProblemDocument;
use crate::programs::encode;

/// The most items on a page.
const MAX_PER_PAGE: i64 = 500;
/// Items on a page when nothing is said.
const USUAL_PER_PAGE: i64 = 50;

/// A page of items of one kind.
#[derive(Serialize, ToSchema)]
pub struct PublishedItems {
    /// The number of the edition.
    edition: i64,
    /// The day it was published.
    published_on: String,
    /// The kind's stable word.
    kind: String,
    /// The items of this page.
    items: Vec<PublishedItem>,
    /// How many there are in all.
    total: usize,
    /// This page, from 1.
    page: i64,
    /// Items on a page.
    per_page: i64,
    /// The address of the next page, when there is one.
    next: Option<String>,
}

/// An item.
#[derive(Serialize, ToSchema)]
pub struct PublishedItem {
    /// Its key within the kind: a program's `2026/0123`; empty where there is one an edition.
    key: String,
    /// What people call it, in Japanese.
    title: String,
    /// Its address.
    href: String,
    /// Everything published of it.
    #[schema(value_type = Object)]
    body: Value,
}

/// Which page of an edition.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The number of a published edition; the latest when absent.
    #[param(value_type = Option<i64>)]
    edition: Option<String>,
    /// Page, from 1.
    #[param(value_type = Option<i64>)]
    page: Option<String>,
    /// Items on a page, at most 500; 50 when absent.
    #[param(value_type = Option<i64>)]
    per_page: Option<String>,
}

/// Lists the published items of a kind: `program`, `cluster`, `roadmap`, `frame`, `outlook`, `picture`, `facility`, …
#[utoipa::path(
    get,
    path = "/api/published/items/{kind}",
    tag = "published",
    params(("kind" = String, Path, description = "A kind of `/api/published`"), PageQuery),
    responses(
        (status = 200, description = "A page of items", body = PublishedItems),
        (status = 304, description = "Nothing changed since the ETag that was sent"),
        (status = 400, description = "A value of the query means nothing here", body = ProblemDocument,
         content_type = "application/problem+json"),
        (status = 404, description = "No such kind, or nothing is published yet", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Extension(shelf): Extension<Shelf>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<PageQuery>, QueryRejection>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let Path(kind) = path?;
    let Query(query) = query?;
    let edition = EditionQuery { edition: query.edition.clone() };
    let page = whole("page", query.page.as_deref())?.unwrap_or(1);
    let per_page = whole("per_page", query.per_page.as_deref())?.unwrap_or(USUAL_PER_PAGE).min(MAX_PER_PAGE);
    let data = edition.of(&site, &shelf).await?;
    let headings = data.headings(&kind)?;
    let first = usize::try_from((page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
    let (size, again) = (usize::try_from(per_page).unwrap_or(0), edition.again());
    let mut items = Vec::new();
    for (at, heading) in headings.iter().enumerate().skip(first).take(size) {
        let body = data.item_at(&kind, at)?.unwrap_or_default();
        let body = serde_json::from_str(&body).unwrap_or_default();
        let href = format!("{}{again}", address(&kind, heading));
        items.push(PublishedItem { key: heading.key.clone(), title: heading.title.clone(), href, body });
    }
    let has_more = first.saturating_add(size) < headings.len();
    let next = has_more.then(|| {
        let edition = if again.is_empty() { String::new() } else { format!("&{}", &again[1..]) };
        format!("/api/published/items/{kind}?page={}&per_page={per_page}{edition}", page + 1)
    });
    let about = &data.edition().about;
    let found = PublishedItems {
        edition: about.number,
        published_on: about.published_on.clone(),
        kind,
        items,
        total: headings.len(),
        page,
        per_page,
        next,
    };
    Ok(answer::json(&asked, &found, edition.keep(), licence_of(about).2))
}

/// Gives a published item with everything published of it: `/api/published/items/program/2026/0123`.
#[utoipa::path(
    get,
    path = "/api/published/items/{kind}/{key}",
    tag = "published",
    params(
        ("kind" = String, Path, description = "A kind of `/api/published`"),
        ("key" = String, Path, description = "The item's key; a program's has its year before a slash"),
        EditionQuery
    ),
    responses(
        (status = 200, description = "The item", body = Object),
        (status = 304, description = "Nothing changed since the ETag that was sent"),
        (status = 404, description = "No such item in this edition", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub(super) async fn show(
    State(site): State<Site>,
    Extension(shelf): Extension<Shelf>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<EditionQuery>, QueryRejection>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let Path((kind, key)) = path?;
    let Query(query) = query?;
    let data = query.of(&site, &shelf).await?;
    let body = data.item(&kind, &key)?;
    let file = DataFile::new("item.json", body.into_bytes());
    Ok(answer::answer(&asked, &file, query.keep(), licence_of(&data.edition().about).2))
}

/// Where an item is; what there is one of an edition is its kind's list.
fn address(kind: &str, heading: &Heading) -> String {
    if heading.key.is_empty() {
        return format!("/api/published/items/{kind}");
    }
    let key: Vec<String> = heading.key.split('/').map(encode).collect();
    format!("/api/published/items/{kind}/{}", key.join("/"))
}
