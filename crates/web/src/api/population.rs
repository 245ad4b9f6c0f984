//! `/api/v1/population`: the people to come, and what that makes of the bonds for each.

use app::Actor;
use app::chart::Lang;
use app::population::{Balance, Peer, Population, PopulationAsk};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cities::{CityNameJson, FigureSourceJson};
use super::{bad_request, read_query};
use crate::Site;
use crate::error::{ApiError, ProblemDocument};

/// What the people to come can be asked.
#[derive(Deserialize, IntoParams, Default)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PopulationParams {
    /// The city, by code (five or six digits) or name; the plan's own when absent.
    city: String,
    /// A bond balance in 億円 (a hundred million yen), 1 to 1,000,000, to be divided by the people as well.
    balance: String,
}

/// The people of a city over the years.
#[derive(Serialize, ToSchema)]
pub struct FuturePopulationJson {
    /// The city.
    city: CityNameJson,
    /// Whether a projection of several years was imported; otherwise only what the plan and its folder print.
    is_imported: bool,
    /// The years there are figures of, by year.
    points: Vec<PopulationPointJson>,
    /// The people by age; `null` where no projection says it.
    ages: Option<PopulationAgesJson>,
    /// Amounts divided by the people.
    balances: Vec<BalanceJson>,
    /// The designated cities, the strongest fall first; empty where no projection was imported.
    peers: Vec<PeerJson>,
    /// Where the figures come from.
    sources: Vec<FigureSourceJson>,
    /// What it says, in Japanese.
    words_ja: Vec<String>,
    /// What it says, in English.
    words_en: Vec<String>,
}

/// The people of one year.
#[derive(Serialize, ToSchema)]
pub struct PopulationPointJson {
    /// The calendar year.
    year: i32,
    /// How many.
    people: i64,
    /// `past` (counted or estimated) or `projected`.
    kind: &'static str,
    /// In percent of the first year's, an exact decimal.
    index: Option<String>,
}

/// The people of one year by age.
#[derive(Serialize, ToSchema)]
pub struct PopulationAgesJson {
    /// The calendar year.
    year: i32,
    /// Under 15.
    under_15: i64,
    /// 15 to 64.
    from_15_to_64: i64,
    /// 65 and over.
    from_65: i64,
}

/// An amount divided by the people.
#[derive(Serialize, ToSchema)]
pub struct BalanceJson {
    /// What it is, in Japanese.
    label_ja: String,
    /// What it is, in English.
    label_en: String,
    /// The amount, in yen.
    amount_yen: i64,
    /// `plan` for a figure of the plan, `asked` for the one in the query.
    basis: &'static str,
    /// For each citizen, in yen, a value for each of `points`.
    each: Vec<PerCitizenJson>,
}

/// An amount for each citizen.
#[derive(Serialize, ToSchema)]
pub struct PerCitizenJson {
    /// The calendar year of the people.
    year: i32,
    /// Yen for each citizen, were the amount to stay the same.
    each_yen: Option<i64>,
}

/// A city of the comparison.
#[derive(Serialize, ToSchema)]
pub struct PeerJson {
    /// The city.
    city: CityNameJson,
    /// The people of the first year.
    first: i64,
    /// The people of the last year.
    last: i64,
    /// The last in percent of the first, an exact decimal.
    index: String,
}

/// Gives the people of a city over the years, and the bond balance for each.
#[utoipa::path(
    get,
    path = "/api/v1/population",
    tag = "cities",
    params(PopulationParams),
    responses(
        (status = 200, description = "The people over the years", body = FuturePopulationJson),
        (status = 400, description = "A value of the query means nothing here", body = ProblemDocument,
         content_type = "application/problem+json"),
        (status = 404, description = "No such city", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub async fn show(
    State(site): State<Site>,
    query: Result<Query<PopulationParams>, QueryRejection>,
) -> Result<Response, ApiError> {
    let PopulationParams { city, balance } = match read_query(query) {
        Ok(params) => params,
        Err(response) => return Ok(*response),
    };
    let found = site.app.population(&Actor::visitor(), &PopulationAsk { city, balance }).await?;
    if let Some((field, value)) = found.ignored.first() {
        return Ok(bad_request(format!("{field}={value}")));
    }
    Ok(Json(FuturePopulationJson::from(&found)).into_response())
}

impl From<&Population> for FuturePopulationJson {
    fn from(found: &Population) -> FuturePopulationJson {
        let points = found.points.iter().enumerate().map(|(at, point)| PopulationPointJson {
            year: point.year,
            people: point.people,
            kind: if point.is_past { "past" } else { "projected" },
            index: found.index(at).map(|index| index.to_string()),
        });
        let balance = |balance: &Balance| BalanceJson {
            label_ja: balance.label.ja.clone(),
            label_en: balance.label.en_or_ja().to_owned(),
            amount_yen: balance.amount.0,
            basis: if balance.is_plan { "plan" } else { "asked" },
            each: found
                .points
                .iter()
                .zip(&balance.each_yen)
                .map(|(point, each)| PerCitizenJson { year: point.year, each_yen: each.map(|yen| yen.0) })
                .collect(),
        };
        let peer = |peer: &Peer| PeerJson {
            city: CityNameJson::from(&peer.city),
            first: peer.people[0],
            last: peer.people[1],
            index: peer.index.to_string(),
        };
        let ages = |(year, [under_15, from_15_to_64, from_65]): (i32, [i64; 3])| PopulationAgesJson {
            year,
            under_15,
            from_15_to_64,
            from_65,
        };
        FuturePopulationJson {
            city: CityNameJson::from(&found.city),
            is_imported: found.is_imported(),
            points: points.collect(),
            ages: found.ages.map(ages),
            balances: found.balances.iter().map(balance).collect(),
            peers: found.peers.iter().map(peer).collect(),
            sources: found.sources.iter().map(FigureSourceJson::from).collect(),
            words_ja: found.sentences(Lang::Ja),
            words_en: found.sentences(Lang::En),
        }
    }
}
