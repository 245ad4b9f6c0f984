//! `/api/v1/cities`: indicators of cities, and who stands where.

pub mod cross;
pub mod trend;

use app::chart::Lang;
use app::cities::words::{good_side_name, verdict_name};
use app::cities::{
    CityName, CompareAsk, Comparison, CoveredIndicator, FigureSource, group_name, indicator_name, shown,
};
use app::{Actor, Quantity};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use fiscal::comparison::{End, Figure, GoodSide, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::read_query;
use crate::Site;
use crate::error::{ApiError, ProblemDocument};

/// What a comparison can be asked.
#[derive(Deserialize, IntoParams, Default)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CompareParams {
    /// The indicator's key; `ordinary-balance-ratio` when absent.
    indicator: String,
    /// The fiscal year: `2021` or `R3`; the latest with most cities when absent.
    year: String,
    /// `designated-cities` (when absent), `municipalities` or `prefecture-40`.
    group: String,
    /// The city looked at, by code (five or six digits) or name; the plan's own when absent.
    city: String,
    /// The end places are counted from: `high` (when absent) or `low`.
    from: String,
}

/// One indicator of a group of cities in one year.
#[derive(Serialize, ToSchema)]
pub struct ComparisonJson {
    /// What is compared.
    indicator: CityIndicatorJson,
    /// The fiscal year (calendar year of projected population).
    year: i32,
    /// Who is compared.
    group: CityGroupJson,
    /// The end places are counted from: `high` or `low`.
    from: &'static str,
    /// The city looked at; `null` when it has no figure or does not belong to the group.
    city: Option<RankedCityJson>,
    /// The averages.
    averages: AveragesJson,
    /// The cities with a figure, the first place first.
    rows: Vec<RankedCityJson>,
    /// Where the figures come from.
    sources: Vec<FigureSourceJson>,
    /// What it says, in Japanese.
    words_ja: Vec<String>,
    /// What it says, in English.
    words_en: Vec<String>,
}

/// An indicator of cities.
#[derive(Serialize, ToSchema)]
pub struct CityIndicatorJson {
    /// Its stable key.
    key: &'static str,
    /// Its name in Japanese.
    name_ja: String,
    /// Its name in English.
    name_en: String,
    /// Its unit in Japanese; empty for a plain number.
    unit: &'static str,
    /// `high`, `low` or `neither`: which end is good.
    good_side: &'static str,
    /// The same in Japanese words.
    good_side_ja: &'static str,
    /// What it is.
    definition_ja: &'static str,
    /// The law or publication that defines it.
    basis: &'static str,
}

/// A group of cities in a year.
#[derive(Serialize, ToSchema)]
pub struct CityGroupJson {
    /// Its stable key.
    key: String,
    /// Its name in Japanese.
    name_ja: String,
    /// How many belonged to it in that year.
    members: usize,
    /// How many of them have a figure.
    with_figure: usize,
    /// Those without one.
    missing: Vec<CityNameJson>,
}

/// A city by code and name.
#[derive(Serialize, ToSchema)]
pub struct CityNameJson {
    /// The six-digit code.
    code: String,
    /// The name in Japanese.
    name: String,
}

/// A figure of a city.
#[derive(Serialize, ToSchema)]
pub struct CityFigureJson {
    /// The exact value; `null` where the source writes `−` (nothing to bear), and where there is none.
    value: Option<String>,
    /// As the source writes it: `96.3`, `−`; `null` where there is none.
    shown: Option<String>,
}

/// A city with its place.
#[derive(Serialize, ToSchema)]
pub struct RankedCityJson {
    /// The six-digit code.
    code: String,
    /// The name in Japanese.
    name: String,
    /// The exact value; `null` where the source writes `−` (nothing to bear, below every number).
    value: Option<String>,
    /// As the source writes it: `96.3`, `−`.
    shown: String,
    /// The place from the end asked for.
    place: usize,
    /// How many share that place, itself counted.
    sharing: usize,
    /// The place from the good side; `null` when neither side is good.
    place_from_good_side: Option<usize>,
    /// `better`, `same` or `worse` than the average judged by; `no-side` when neither side is good.
    verdict: Option<&'static str>,
    /// The same in Japanese words: `平均より悪い`.
    verdict_ja: Option<&'static str>,
    /// 50 at the mean, 10 for each standard deviation towards the good side.
    deviation_score: Option<f64>,
}

/// The averages of a comparison, as exact decimals.
#[derive(Serialize, ToSchema)]
pub struct AveragesJson {
    /// As the source publishes it.
    published: Option<String>,
    /// How the source takes it: `単純平均`, `加重平均`, `公表なし`.
    published_how: &'static str,
    /// All cities taken together as one, computed from amounts and people.
    weighted: Option<String>,
    /// The mean of the figures, a dash counted as zero; computed.
    simple: Option<String>,
    /// The middle figure.
    median: Option<String>,
    /// Which of them cities are judged by, in Japanese.
    judged_by: Option<String>,
}

/// Where figures come from.
#[derive(Serialize, ToSchema)]
pub struct FigureSourceJson {
    /// What it is.
    title: String,
    /// The file.
    file: String,
    /// Whether the file was imported; otherwise it belongs to the plan folder.
    imported: bool,
}

/// The indicators of which something is known.
#[derive(Serialize, ToSchema)]
pub struct CityIndicatorList {
    /// The indicators, in the order of the catalogue.
    items: Vec<CoveredIndicatorJson>,
}

/// An indicator with its years.
#[derive(Serialize, ToSchema)]
pub struct CoveredIndicatorJson {
    /// The indicator.
    #[serde(flatten)]
    indicator: CityIndicatorJson,
    /// The years with figures.
    years: Vec<CoveredYearJson>,
}

/// How many cities have a figure in a year.
#[derive(Serialize, ToSchema)]
pub struct CoveredYearJson {
    /// The fiscal year (calendar year of projected population).
    year: i32,
    /// How many cities have a figure.
    cities: u64,
}

/// Compares the cities of a group by one indicator.
#[utoipa::path(
    get,
    path = "/api/v1/cities/compare",
    tag = "cities",
    params(CompareParams),
    responses(
        (status = 200, description = "The cities with their places", body = ComparisonJson),
        (status = 400, description = "No such indicator, group or year; the answer says which there are",
         body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such city", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub async fn compare(
    State(site): State<Site>,
    query: Result<Query<CompareParams>, QueryRejection>,
) -> Result<Response, ApiError> {
    let CompareParams { indicator, year, group, city, from } = match read_query(query) {
        Ok(params) => params,
        Err(response) => return Ok(*response),
    };
    let asked = CompareAsk { indicator, year, group, city, from };
    let found = site.app.compare_cities(&Actor::visitor(), &asked).await?;
    Ok(Json(ComparisonJson::from(&found)).into_response())
}

/// Lists the indicators of cities of which something is known, with their years.
#[utoipa::path(
    get,
    path = "/api/v1/cities/indicators",
    tag = "cities",
    responses((status = 200, description = "The indicators", body = CityIndicatorList))
)]
pub async fn indicators(State(site): State<Site>) -> Result<Json<CityIndicatorList>, ApiError> {
    let covered = site.app.covered_indicators(&Actor::visitor()).await?;
    Ok(Json(CityIndicatorList { items: covered.iter().map(CoveredIndicatorJson::from).collect() }))
}

impl From<&Comparison> for ComparisonJson {
    fn from(found: &Comparison) -> ComparisonJson {
        let exact = |value: Option<Quantity>| value.map(|value| value.to_string());
        let rows: Vec<RankedCityJson> = found.rows.iter().map(ranked).collect();
        ComparisonJson {
            indicator: CityIndicatorJson::from(found.indicator),
            year: found.year.start(),
            group: CityGroupJson {
                key: found.group.key(),
                name_ja: group_name(found.group).ja,
                members: found.members,
                with_figure: found.among(),
                missing: found.missing.iter().map(CityNameJson::from).collect(),
            },
            from: match found.from {
                End::High => "high",
                End::Low => "low",
            },
            city: found.own().map(ranked),
            averages: AveragesJson {
                published: exact(found.published),
                published_how: found.indicator.averaging.names().0,
                weighted: exact(found.weighted),
                simple: exact(found.simple),
                median: exact(found.median),
                judged_by: found.reference().map(|(_, reference)| reference.names(found.indicator.averaging).0),
            },
            rows,
            sources: found.sources.iter().map(FigureSourceJson::from).collect(),
            words_ja: found.sentences(Lang::Ja),
            words_en: found.sentences(Lang::En),
        }
    }
}

fn ranked(row: &app::cities::ComparedCity) -> RankedCityJson {
    let CityFigureJson { value, shown } = CityFigureJson::from(row.figure);
    RankedCityJson {
        code: row.city.code.with_check_digit(),
        name: row.city.name.ja.clone(),
        value,
        shown: shown.unwrap_or_default(),
        place: row.place,
        sharing: row.sharing,
        place_from_good_side: row.place_from_good,
        verdict: row.verdict.map(|verdict| match verdict {
            Verdict::Better => "better",
            Verdict::Same => "same",
            Verdict::Worse => "worse",
            Verdict::NoSide => "no-side",
        }),
        verdict_ja: row.verdict.map(|verdict| verdict_name(verdict, Lang::Ja)),
        deviation_score: row.deviation.map(|score| (score * 10.0).round() / 10.0),
    }
}

impl From<&CityName> for CityNameJson {
    fn from(city: &CityName) -> CityNameJson {
        CityNameJson { code: city.code.with_check_digit(), name: city.name.ja.clone() }
    }
}

impl From<Figure> for CityFigureJson {
    fn from(figure: Figure) -> CityFigureJson {
        let value = match figure {
            Figure::Value(value) => Some(value.to_string()),
            Figure::Dash | Figure::Missing => None,
        };
        CityFigureJson { value, shown: shown(figure) }
    }
}

impl From<&reform::city::Indicator> for CityIndicatorJson {
    fn from(indicator: &reform::city::Indicator) -> CityIndicatorJson {
        let name = indicator_name(indicator);
        CityIndicatorJson {
            key: indicator.key,
            name_en: name.en_or_ja().to_owned(),
            name_ja: name.ja,
            unit: indicator.unit.names().0,
            good_side: match indicator.good {
                GoodSide::High => "high",
                GoodSide::Low => "low",
                GoodSide::Neither => "neither",
            },
            good_side_ja: good_side_name(indicator.good, Lang::Ja),
            definition_ja: indicator.definition_ja,
            basis: indicator.basis,
        }
    }
}

impl From<&CoveredIndicator> for CoveredIndicatorJson {
    fn from(covered: &CoveredIndicator) -> CoveredIndicatorJson {
        let year = |(year, cities): &(app::FiscalYear, u64)| CoveredYearJson { year: year.start(), cities: *cities };
        CoveredIndicatorJson {
            indicator: CityIndicatorJson::from(covered.indicator),
            years: covered.years.iter().map(year).collect(),
        }
    }
}

impl From<&FigureSource> for FigureSourceJson {
    fn from(source: &FigureSource) -> FigureSourceJson {
        FigureSourceJson {
            title: source.title_ja.clone(),
            file: source.file_name.clone(),
            imported: source.is_imported,
        }
    }
}
