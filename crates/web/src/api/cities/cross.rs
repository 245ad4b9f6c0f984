//! `/api/v1/cities/cross`: two indicators at once.

use app::Actor;
use app::chart::Lang;
use app::cities::{Comparison, Cross, CrossAsk, CrossCity};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use fiscal::comparison::Quadrant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CityFigureJson, CityGroupJson, CityIndicatorJson, CityNameJson, FigureSourceJson};
use crate::Site;
use crate::api::read_query;
use crate::error::{ApiError, ProblemDocument};

/// What a cross analysis can be asked.
#[derive(Deserialize, IntoParams, Default)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CrossParams {
    /// The key of the indicator across; `real-debt-service-ratio` when absent.
    x: String,
    /// The key of the indicator upwards; `future-burden-ratio` when absent.
    y: String,
    /// The fiscal year: `2021` or `R3`; the latest with most cities when absent.
    year: String,
    /// `designated-cities` (when absent), `municipalities` or `prefecture-40`.
    group: String,
    /// The city looked at, by code (five or six digits) or name; the plan's own when absent.
    city: String,
}

/// Two indicators of a group of cities in one year.
#[derive(Serialize, ToSchema)]
pub struct CrossJson {
    /// The indicator across.
    x: CrossAxisJson,
    /// The indicator upwards.
    y: CrossAxisJson,
    /// The fiscal year (calendar year of projected population).
    year: i32,
    /// The years both can be compared in.
    years: Vec<i32>,
    /// Who is compared; with a figure are those that have both.
    group: CityGroupJson,
    /// The city looked at; `null` when it does not belong to the group.
    city: Option<CrossCityJson>,
    /// The four groups the averages part the cities into, in the order both good, x good, y good, both bad; empty when
    /// an indicator has no good side or no average.
    quadrants: Vec<QuadrantJson>,
    /// Every member of the group, by code.
    rows: Vec<CrossCityJson>,
    /// Where the figures come from.
    sources: Vec<FigureSourceJson>,
    /// What it says, in Japanese.
    words_ja: Vec<String>,
    /// What it says, in English.
    words_en: Vec<String>,
}

/// One of the two indicators.
#[derive(Serialize, ToSchema)]
pub struct CrossAxisJson {
    /// The indicator.
    indicator: CityIndicatorJson,
    /// The average the groups are parted at, an exact decimal; `null` when there is none.
    average: Option<String>,
    /// Which average that is, in Japanese.
    average_ja: Option<String>,
}

/// One of the four groups.
#[derive(Serialize, ToSchema)]
pub struct QuadrantJson {
    /// `both-good`, `x-good`, `y-good` or `both-bad`.
    key: &'static str,
    /// Its name in Japanese.
    name_ja: String,
    /// Its name in English.
    name_en: String,
    /// Its cities.
    cities: Vec<CityNameJson>,
}

/// A city with both figures.
#[derive(Serialize, ToSchema)]
pub struct CrossCityJson {
    /// The six-digit code.
    code: String,
    /// The name in Japanese.
    name: String,
    /// The figure across.
    x: CityFigureJson,
    /// The figure upwards.
    y: CityFigureJson,
    /// Its group; `null` when a figure is missing or an indicator has no good side.
    quadrant: Option<&'static str>,
}

/// Compares the cities of a group by two indicators.
#[utoipa::path(
    get,
    path = "/api/v1/cities/cross",
    tag = "cities",
    params(CrossParams),
    responses(
        (status = 200, description = "The cities with both figures", body = CrossJson),
        (status = 400, description = "No such indicator, group or year; the answer says which there are",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such city", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub async fn show(
    State(site): State<Site>,
    query: Result<Query<CrossParams>, QueryRejection>,
) -> Result<Response, ApiError> {
    let CrossParams { x, y, year, group, city } = match read_query(query) {
        Ok(params) => params,
        Err(response) => return Ok(*response),
    };
    let found = site.app.cross_cities(&Actor::visitor(), &CrossAsk { x, y, year, group, city }).await?;
    Ok(Json(CrossJson::from(&found)).into_response())
}

impl From<&Cross> for CrossJson {
    fn from(found: &Cross) -> CrossJson {
        let averages = found.averages();
        let axis = |comparison: &Comparison, at: usize| {
            let average = averages.as_ref().map(|averages| averages[at]);
            CrossAxisJson {
                indicator: CityIndicatorJson::from(comparison.indicator),
                average: average.map(|(value, _)| value.to_string()),
                average_ja: average.map(|(_, kind)| kind.names(comparison.indicator.averaging).0),
            }
        };
        let row = |city: &CrossCity| CrossCityJson {
            code: city.city.code.with_check_digit(),
            name: city.city.name.ja.clone(),
            x: CityFigureJson::from(city.x),
            y: CityFigureJson::from(city.y),
            quadrant: found.quadrant_of(city).map(key),
        };
        let quadrant = |(quadrant, cities): (Quadrant, Vec<&CrossCity>)| QuadrantJson {
            key: key(quadrant),
            name_ja: found.quadrant_name(quadrant, Lang::Ja),
            name_en: found.quadrant_name(quadrant, Lang::En),
            cities: cities.iter().map(|city| CityNameJson::from(&city.city)).collect(),
        };
        let has_groups = found.cities.iter().any(|city| found.quadrant_of(city).is_some());
        let has_both = |city: &&CrossCity| app::cities::shown(city.x).and(app::cities::shown(city.y)).is_some();
        let lacking = found.cities.iter().filter(|city| !has_both(city));
        let mut sources = [found.x.sources.as_slice(), &found.y.sources].concat();
        sources.sort();
        sources.dedup();
        CrossJson {
            x: axis(&found.x, 0),
            y: axis(&found.y, 1),
            year: found.x.year.start(),
            years: found.years.iter().map(|year| year.start()).collect(),
            group: CityGroupJson {
                key: found.x.group.key(),
                name_ja: app::cities::group_name(found.x.group).ja,
                members: found.x.members,
                with_figure: found.cities.iter().filter(has_both).count(),
                missing: lacking.map(|city| CityNameJson::from(&city.city)).collect(),
            },
            city: found.cities.iter().find(|city| city.is_own).map(row),
            quadrants: if has_groups { found.groups().into_iter().map(quadrant).collect() } else { Vec::new() },
            rows: found.cities.iter().map(row).collect(),
            sources: sources.iter().map(FigureSourceJson::from).collect(),
            words_ja: found.sentences(Lang::Ja),
            words_en: found.sentences(Lang::En),
        }
    }
}

fn key(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::BothGood => "both-good",
        Quadrant::FirstGood => "x-good",
        Quadrant::SecondGood => "y-good",
        Quadrant::BothBad => "both-bad",
    }
}
