//! `/api/v1/cities/trend`: one indicator over the years.

use app::Actor;
use app::cities::{Trend, TrendAsk, TrendLine, group_name};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{CityFigureJson, CityIndicatorJson, FigureSourceJson};
use crate::Site;
use crate::api::{bad_request, read_query};
use crate::cities::Pairs;
use crate::error::{ApiError, ProblemDocument};

/// What a trend can be asked.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query for OpenAPI; a name that stands several times is read as pairs")]
pub struct TrendParams {
    /// The indicator's key; `ordinary-balance-ratio` when absent.
    indicator: Option<String>,
    /// The group whose average is given: `designated-cities` (when absent), `municipalities` or `prefecture-40`.
    group: Option<String>,
    /// The city looked at, by code (five or six digits) or name; the plan's own when absent.
    city: Option<String>,
    /// Another city beside it; may stand several times, the first six are given.
    with: Option<Vec<String>>,
}

/// One indicator over the years.
#[derive(Serialize, ToSchema)]
pub struct TrendJson {
    /// What is followed.
    indicator: CityIndicatorJson,
    /// The key of the group whose average is given.
    group: String,
    /// The group's name in Japanese.
    group_ja: String,
    /// The years, without gaps between the first and the last.
    years: Vec<TrendYearJson>,
    /// The city looked at, the others, and the average of the group last.
    lines: Vec<TrendLineJson>,
    /// Where the figures come from.
    sources: Vec<FigureSourceJson>,
}

/// A year of a trend.
#[derive(Serialize, ToSchema)]
pub struct TrendYearJson {
    /// The fiscal year (calendar year of projected population).
    year: i32,
    /// How many belonged to the group.
    members: usize,
    /// How many of them have a figure.
    with_figure: usize,
}

/// A line of a trend.
#[derive(Serialize, ToSchema)]
pub struct TrendLineJson {
    /// The six-digit code; `null` for the average.
    code: Option<String>,
    /// The name in Japanese.
    name_ja: String,
    /// The name in English; Japanese where there is none.
    name_en: String,
    /// A figure for each of `years`.
    figures: Vec<CityFigureJson>,
}

/// Follows an indicator over the years.
#[utoipa::path(
    get,
    path = "/api/v1/cities/trend",
    tag = "cities",
    params(TrendParams),
    responses(
        (status = 200, description = "The years; none where nothing is known of the indicator", body = TrendJson),
        (status = 400, description = "No such indicator or group; the answer says which there are",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such city", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub async fn show(State(site): State<Site>, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, ApiError> {
    let pairs = match read_query(query) {
        Ok(pairs) => pairs,
        Err(response) => return Ok(*response),
    };
    let mut asked = TrendAsk::default();
    for (name, value) in &pairs {
        let single = match name.as_str() {
            "indicator" => &mut asked.indicator,
            "group" => &mut asked.group,
            "city" => &mut asked.city,
            "with" => {
                asked.others.push(value.clone());
                continue;
            }
            _ => continue,
        };
        if pairs.iter().filter(|(other, _)| other == name).count() > 1 {
            return Ok(bad_request(format!("duplicate field `{name}`")));
        }
        single.clone_from(value);
    }
    let found = site.app.city_trend(&Actor::visitor(), &asked).await?;
    Ok(Json(TrendJson::from(&found)).into_response())
}

impl From<&Trend> for TrendJson {
    fn from(found: &Trend) -> TrendJson {
        let year = |(year, (members, with_figure)): (&app::FiscalYear, &(usize, usize))| TrendYearJson {
            year: year.start(),
            members: *members,
            with_figure: *with_figure,
        };
        let line = |line: &TrendLine| TrendLineJson {
            code: line.code.map(|code| code.with_check_digit()),
            name_ja: line.name.ja.clone(),
            name_en: line.name.en_or_ja().to_owned(),
            figures: line.figures.iter().copied().map(CityFigureJson::from).collect(),
        };
        TrendJson {
            indicator: CityIndicatorJson::from(found.indicator),
            group: found.group.key(),
            group_ja: group_name(found.group).ja,
            years: found.years.iter().zip(&found.members).map(year).collect(),
            lines: found.lines.iter().map(line).collect(),
            sources: found.sources.iter().map(FigureSourceJson::from).collect(),
        }
    }
}
