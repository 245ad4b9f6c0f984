//! What is published and which editions there are (公表データの案内).

use app::Actor;
use app::publishing::open_data::{OpenData, PublishedEdition, Shelf, licence_of};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EditionQuery, Fault, answer};
use crate::Site;
use crate::error::ProblemDocument;

/// What is published.
#[derive(Serialize, ToSchema)]
pub struct PublishedAbout {
    /// The city's name.
    city: String,
    /// The city's name in English; empty where there is none.
    city_en: String,
    /// The city's six-digit code.
    city_code: String,
    /// The plan's title.
    plan: String,
    /// The plan's title in English; empty where there is none.
    plan_en: String,
    /// The number of the edition.
    edition: i64,
    /// The day it was published, in Japan.
    published_on: String,
    /// Why it was made.
    reason: String,
    /// The office that approved it.
    approved_by: String,
    /// Whether any of it is made up as an example (例示).
    is_illustrative: bool,
    /// What may be done with the data.
    licence: LicenceJson,
    /// What there is, by kind.
    kinds: Vec<KindJson>,
    /// Where to go on.
    links: LinksJson,
}

/// What may be done with the data.
#[derive(Serialize, ToSchema)]
pub struct LicenceJson {
    /// Its short name, such as `CC-BY-4.0`.
    name: String,
    /// Its full name.
    title: String,
    /// Where its text is.
    url: String,
    /// How to name the source, in Japanese.
    attribution: String,
    /// The same in English.
    attribution_en: String,
}

/// How many items of a kind there are.
#[derive(Serialize, ToSchema)]
pub struct KindJson {
    /// Its stable word.
    kind: &'static str,
    /// Its name in Japanese.
    name: &'static str,
    /// Its name in English.
    name_en: &'static str,
    /// How many items.
    count: usize,
    /// Their address.
    href: String,
}

/// Addresses to go on to.
#[derive(Serialize, ToSchema)]
pub struct LinksJson {
    /// All published editions.
    editions: String,
    /// The files: CSV and JSON tables.
    data: String,
    /// The files described as a Fiscal Data Package.
    datapackage: String,
    /// The entry for a data catalogue (DCAT).
    catalogue: String,
    /// The licence in words.
    licence: String,
    /// What every column means.
    dictionary: String,
    /// This API described for machines.
    openapi: String,
}

/// The published editions.
#[derive(Serialize, ToSchema)]
pub struct PublishedEditions {
    /// The newest first.
    editions: Vec<PublishedEditionJson>,
}

/// A published edition.
#[derive(Serialize, ToSchema)]
pub struct PublishedEditionJson {
    /// Its number.
    number: i64,
    /// The day it was published, in Japan.
    published_on: String,
    /// Why it was made.
    reason: String,
    /// The office that approved it.
    approved_by: String,
    /// How many items it has.
    items: i64,
    /// Whether it is an example.
    is_illustrative: bool,
    /// SHA-256 over its items: the same content, the same digest.
    content_sha256: String,
    /// Its address.
    href: String,
}

/// Tells what is published and where to find it.
#[utoipa::path(
    get,
    path = "/api/published",
    tag = "published",
    params(EditionQuery),
    responses(
        (status = 200, description = "What is published", body = PublishedAbout),
        (status = 304, description = "Nothing changed since the ETag that was sent"),
        (status = 400, description = "A value of the query means nothing here", body = ProblemDocument,
         content_type = "application/problem+json"),
        (status = 404, description = "Nothing is published yet, or no such edition", body = ProblemDocument,
         content_type = "application/problem+json")
    )
)]
pub(super) async fn show(
    State(site): State<Site>,
    Extension(shelf): Extension<Shelf>,
    query: Result<Query<EditionQuery>, QueryRejection>,
    asked: HeaderMap,
) -> Result<Response, Fault> {
    let Query(query) = query?;
    let data = query.of(&site, &shelf).await?;
    let about = PublishedAbout::new(&data, &query.again());
    Ok(answer::json(&asked, &about, query.keep(), &about.licence.url))
}

/// Lists every published edition, the newest first.
#[utoipa::path(
    get,
    path = "/api/published/editions",
    tag = "published",
    responses(
        (status = 200, description = "The editions; none while nothing is published", body = PublishedEditions),
        (status = 304, description = "Nothing changed since the ETag that was sent")
    )
)]
pub(super) async fn editions(State(site): State<Site>, asked: HeaderMap) -> Result<Response, Fault> {
    let published = site.app.published_editions(&Actor::visitor()).await?;
    let editions = published.into_iter().map(PublishedEditionJson::from).collect();
    Ok(answer::json(&asked, &PublishedEditions { editions }, answer::Keep::Shortly, ""))
}

impl PublishedAbout {
    fn new(data: &OpenData, again: &str) -> PublishedAbout {
        let about = &data.edition().about;
        let (name, title, url) = licence_of(about);
        let (attribution, attribution_en) = app::publishing::open_data::citation(about);
        let kinds = data.counts().into_iter().map(|(kind, (name, name_en), count)| KindJson {
            kind,
            name,
            name_en,
            count,
            href: format!("/api/published/items/{kind}{again}"),
        });
        let file = |path: &str| format!("/api/published/data/{path}{again}");
        PublishedAbout {
            city: about.city.ja.clone(),
            city_en: about.city.en.clone(),
            city_code: about.city_code.clone(),
            plan: about.plan.ja.clone(),
            plan_en: about.plan.en.clone(),
            edition: about.number,
            published_on: about.published_on.clone(),
            reason: about.reason.clone(),
            approved_by: about.approved_by.clone(),
            is_illustrative: about.is_illustrative,
            licence: LicenceJson {
                name: name.to_owned(),
                title: title.to_owned(),
                url: url.to_owned(),
                attribution,
                attribution_en,
            },
            kinds: kinds.collect(),
            links: LinksJson {
                editions: "/api/published/editions".to_owned(),
                data: format!("/api/published/data{again}"),
                datapackage: file("datapackage.json"),
                catalogue: file("catalog.jsonld"),
                licence: file("LICENCE.md"),
                dictionary: file("dictionary.csv"),
                openapi: "/api/openapi.json".to_owned(),
            },
        }
    }
}

impl From<PublishedEdition> for PublishedEditionJson {
    fn from(edition: PublishedEdition) -> PublishedEditionJson {
        PublishedEditionJson {
            href: format!("/api/published?edition={}", edition.number),
            number: edition.number,
            published_on: edition.published_on,
            reason: edition.reason,
            approved_by: edition.approved_by,
            items: edition.items,
            is_illustrative: edition.is_illustrative,
            content_sha256: edition.content_sha256,
        }
    }
}
