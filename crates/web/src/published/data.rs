//! The files of the open data (公表データのファイル): tables as CSV and JSON, the package, the catalogue entry, the licence.

use app::publishing::open_data::{Shelf, licence_of, media_type};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EditionQuery, Fault, answer};
use crate::Site;
use crate::error::ProblemDocument;

/// The files of an edition.
#[derive(Serialize, ToSchema)]
pub struct PublishedFiles {
    /// The number of the edition.
    edition: i64,
    /// The day it was published.
    published_on: String,
    /// The files, by path.
    files: Vec<PublishedFile>,
}

/// A file.
#[derive(Serialize, ToSchema)]
pub struct PublishedFile {
    /// Its path: `programs.csv`.
    path: String,
    /// What it is, in Japanese.
    title: String,
    /// What it is, in English.
    title_en: String,
    /// Its media type.
    media_type: &'static str,
    /// Rows of its table; `null` for a file that is no table.
    rows: Option<usize>,
    /// Its address.
    href: String,
}

/// Lists the files of the open data.
#[utoipa::path(
    get,
    path = "/api/published/data",
    tag = "published",
    params(EditionQuery),
    responses(
        (status = 200, description = "The files", body = PublishedFiles),
        (status = 304, description = "Nothing changed since the ETag that was sent"),
        (status = 404, description = "Nothing is published yet, or no such edition", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(site): State<Site>,
    Extension(shelf): Extension<Shelf>,
    query: Result<Query<EditionQuery>, QueryRejection>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let Query(query) = query?;
    let data = query.of(&site, &shelf).await?;
    let entries = data.entries().await?;
    let again = query.again();
    let files = entries.iter().map(|entry| PublishedFile {
        path: entry.path.clone(),
        title: entry.title.0.clone(),
        title_en: entry.title.1.clone(),
        media_type: media_type(&entry.path),
        rows: entry.rows,
        href: format!("/api/published/data/{}{again}", entry.path),
    });
    let about = &data.edition().about;
    let list =
        PublishedFiles { edition: about.number, published_on: about.published_on.clone(), files: files.collect() };
    Ok(answer::json(&asked, &list, query.keep(), licence_of(about).2))
}

/// Gives a file of the open data: `programs.csv`, `program-money.json`, `pictures/ID.csv`, `datapackage.json`, …
#[utoipa::path(
    get,
    path = "/api/published/data/{path}",
    tag = "published",
    params(("path" = String, Path, description = "The file's path, as the list gives it"), EditionQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 304, description = "Nothing changed since the ETag that was sent"),
        (status = 404, description = "No such file, or nothing is published yet", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub(super) async fn show(
    State(site): State<Site>,
    Extension(shelf): Extension<Shelf>,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<EditionQuery>, QueryRejection>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let Path(path) = path?;
    let Query(query) = query?;
    let data = query.of(&site, &shelf).await?;
    let file = data.file(&path).await?;
    Ok(answer::answer(&asked, &file, query.keep(), licence_of(&data.edition().about).2))
}
