//! Reading the figures of cities (都市の指標の読み出し).

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use reform::city::catalogue::PROJECTED;
use reform::city::{AreaCode, City, CityKind, Group, Indicator, all_indicators, find_indicator};
use sqlx::AssertSqlSafe;

use crate::city::{
    CityCoverage, CityFigure, CityQuery, CitySource, CitySourceKind, PopulationProjection, PublishedAverage, YearFrom,
};
use crate::city_lines::{Line, lines_of, read_figure, read_lines};
use crate::db::{Link, on};
use crate::rows::placeholders;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// Up to so many cities, their lines are looked for instead of reading all.
const FEW_CITIES: usize = 32;

impl Store {
    /// Every city known, by code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cities(&self) -> Result<Vec<City>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, String, String, String)> =
            on!(link, |c| sqlx::query_as("select code, name, prefecture, kind from city order by code")
                .fetch_all(c)
                .await)?;
        let city = |(code, name, prefecture, kind): (i64, String, String, String)| {
            let kind = CityKind::from_word(&kind).ok_or_else(|| damaged("city kind", &kind))?;
            Ok(City { code: area_code(code)?, name, prefecture, kind })
        };
        rows.into_iter().map(city).collect()
    }

    /// The files in force, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn city_sources(&self) -> Result<Vec<CitySource>, StoreError> {
        let mut reader = self.db.reader().await?;
        let mut sources = read_sources(&mut reader.link()).await?;
        sources.sort_by_key(|source| Reverse(source.id));
        Ok(sources)
    }

    /// Which indicators of which years there are, by key and year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn city_coverage(&self) -> Result<Vec<CityCoverage>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select indicator, fiscal_year, max(city_count) from city_series
             group by indicator, fiscal_year order by indicator, fiscal_year"
        )
        .fetch_all(c)
        .await)?;
        let coverage = |(indicator, year, cities): (String, i64, i64)| CityCoverage {
            indicator,
            fiscal_year: year as i32,
            cities: cities.unsigned_abs(),
        };
        Ok(rows.into_iter().map(coverage).collect())
    }

    /// Published figures: by indicator in the order asked for, then by year, then by code. Where several files give
    /// the same one, the first by [`CitySourceKind`] and then the newest is taken.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn city_figures(&self, query: &CityQuery<'_>) -> Result<Vec<CityFigure>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let sources = sources_by_id(link).await?;
        let rows: Vec<StoredSeries> = select(
            link,
            "select source_id, indicator, fiscal_year, sheet, figures from city_series",
            query.indicators,
            query.years.clone(),
        )
        .await?;
        let mut series = Vec::with_capacity(rows.len());
        for (source, key, year, sheet, figures) in rows {
            let (Some(indicator), Some(source)) = (find_indicator(&key), sources.get(&source)) else { continue };
            series.push(Series {
                place: place(query.indicators, indicator),
                indicator,
                fiscal_year: fiscal_year(year)?,
                source: Arc::clone(source),
                sheet: sheet.map(Arc::from),
                figures,
            });
        }
        series.sort_by_key(|series| (series.place, series.fiscal_year, series.source.kind, Reverse(series.source.id)));
        let mut wanted = query.codes.map(<[AreaCode]>::to_vec);
        if let Some(codes) = &mut wanted {
            codes.sort_unstable();
            codes.dedup();
        }
        let mut out = Vec::new();
        for same in series.chunk_by(|a, b| (a.place, a.fiscal_year) == (b.place, b.fiscal_year)) {
            let start = out.len();
            for (nth, series) in same.iter().enumerate() {
                let known = out.len();
                let lines = match &wanted {
                    Some(codes) if codes.len() <= FEW_CITIES => lines_of(&series.figures, codes)?,
                    _ => read_lines(&series.figures)?,
                };
                for (code, figure, row) in lines {
                    let asked = wanted.as_ref().is_none_or(|codes| codes.binary_search(&code).is_ok());
                    let is_known = |figures: &[CityFigure]| figures.binary_search_by_key(&code, |f| f.code).is_ok();
                    if asked && (nth == 0 || !is_known(&out[start..known])) {
                        out.push(series.figure(code, figure, row));
                    }
                }
                if nth > 0 {
                    out[start..].sort_by_key(|figure| figure.code);
                }
            }
        }
        Ok(out)
    }

    /// The averages the sources publish, in the order of [`Store::city_figures`]; `codes` is not looked at.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn city_averages(&self, query: &CityQuery<'_>) -> Result<Vec<PublishedAverage>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let sources = sources_by_id(link).await?;
        let rows: Vec<StoredAverage> = select(
            link,
            "select source_id, indicator, fiscal_year, city_group, sheet, row_number, figure from city_average",
            query.indicators,
            query.years.clone(),
        )
        .await?;
        let mut averages = Vec::with_capacity(rows.len());
        for (source, key, year, group, sheet, row, figure) in rows {
            let (Some(indicator), Some(source)) = (find_indicator(&key), sources.get(&source)) else { continue };
            averages.push(PublishedAverage {
                group: Group::from_key(&group).ok_or_else(|| damaged("city group", &group))?,
                indicator,
                fiscal_year: fiscal_year(year)?,
                figure: read_figure(&figure).ok_or_else(|| damaged("average", &figure))?,
                source: Arc::clone(source),
                sheet: sheet.map(Arc::from),
                row: row as u32,
            });
        }
        averages.sort_by_key(|average| {
            let place = place(query.indicators, average.indicator);
            (place, average.fiscal_year, average.group.key(), average.source.kind, Reverse(average.source.id))
        });
        averages.dedup_by_key(|average| (average.indicator.key, average.fiscal_year, average.group));
        Ok(averages)
    }

    /// The future population of a city; nothing when none was taken in for it.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn population_projection(&self, code: AreaCode) -> Result<Option<PopulationProjection>, StoreError> {
        let query = CityQuery { indicators: &PROJECTED, codes: Some(&[code]), years: None };
        let figures = self.city_figures(&query).await?;
        let Some(first) = figures.first() else { return Ok(None) };
        let (source, mut people, mut ages) = (Arc::clone(&first.source), Vec::new(), [None; 3]);
        for found in figures.iter().filter(|found| found.source.id == source.id) {
            let Figure::Value(persons) = found.figure else { continue };
            match PROJECTED.iter().position(|key| *key == found.indicator.key) {
                Some(0) => people.push((found.fiscal_year.start(), persons.units)),
                Some(band) => ages[band - 1] = Some((found.fiscal_year.start(), persons.units)),
                None => {}
            }
        }
        let ages = match ages {
            [Some((year, young)), Some((second, working)), Some((third, old))] if year == second && year == third => {
                Some((year, [young, working, old]))
            }
            _ => None,
        };
        Ok(Some(PopulationProjection { people, ages, source }))
    }
}

type StoredSeries = (i64, String, i64, Option<String>, String);
type StoredAverage = (i64, String, i64, String, Option<String>, i64, String);
type StoredSource = (i64, String, Option<i64>, String, String, String, i64, String, String, String, i64, i64, i64);

/// A series with where it comes from.
struct Series {
    place: usize,
    indicator: &'static Indicator,
    fiscal_year: FiscalYear,
    source: Arc<CitySource>,
    sheet: Option<Arc<str>>,
    figures: String,
}

impl Series {
    fn figure(&self, code: AreaCode, figure: Figure, row: u32) -> CityFigure {
        CityFigure {
            code,
            indicator: self.indicator,
            fiscal_year: self.fiscal_year,
            figure,
            source: Arc::clone(&self.source),
            sheet: self.sheet.clone(),
            row,
        }
    }
}

/// What is stored of some indicators and years in one file or in all: for comparing before writing.
pub(crate) async fn stored_lines(
    link: &mut Link<'_>,
    source: i64,
) -> Result<HashMap<(String, i32), Vec<Line>>, StoreError> {
    let rows: Vec<(String, i64, String)> =
        on!(link, |c| sqlx::query_as("select indicator, fiscal_year, figures from city_series where source_id = $1")
            .bind(source)
            .fetch_all(c)
            .await)?;
    let lines = |(key, year, figures): (String, i64, String)| Ok(((key, year as i32), read_lines(&figures)?));
    rows.into_iter().map(lines).collect()
}

/// The files in force, in any order.
pub(crate) async fn read_sources(link: &mut Link<'_>) -> Result<Vec<CitySource>, StoreError> {
    let rows: Vec<StoredSource> = on!(link, |c| sqlx::query_as(
        "select id, kind, fiscal_year, year_from, file_name, file_sha256, file_bytes, mapping_name, at, actor,
                read_count, figure_count, problem_count
         from city_source"
    )
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(source).collect()
}

async fn sources_by_id(link: &mut Link<'_>) -> Result<HashMap<i64, Arc<CitySource>>, StoreError> {
    let sources = read_sources(link).await?;
    Ok(sources.into_iter().map(|source| (source.id, Arc::new(source))).collect())
}

/// Runs a `select … from TABLE` for some indicators and years.
async fn select<Row>(
    link: &mut Link<'_>,
    sql: &str,
    indicators: &[&str],
    years: Option<RangeInclusive<i32>>,
) -> Result<Vec<Row>, StoreError>
where
    Row: Send + Unpin,
    Row: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    let years = years.unwrap_or(i32::MIN..=i32::MAX);
    let mut sql = format!("{sql} where fiscal_year >= $1 and fiscal_year <= $2");
    if !indicators.is_empty() {
        sql.push_str(&format!(" and indicator in ({})", placeholders(3, indicators.len())));
    }
    Ok(on!(link, |c| {
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(i64::from(*years.start())).bind(i64::from(*years.end()));
        indicators.iter().fold(query, |query, key| query.bind((*key).to_owned())).fetch_all(c).await
    })?)
}

/// Where an indicator stands among those asked for, or in the catalogue when all are.
fn place(asked: &[&str], indicator: &Indicator) -> usize {
    let found = match asked.is_empty() {
        true => all_indicators().position(|known| known.key == indicator.key),
        false => asked.iter().position(|key| *key == indicator.key),
    };
    found.unwrap_or(usize::MAX)
}

fn source(row: StoredSource) -> Result<CitySource, StoreError> {
    let (id, kind, year, year_from, file_name, file_sha256, bytes, mapping_name, at, actor, read, figures, problems) =
        row;
    let count = |stored: i64| u64::try_from(stored).map_err(|_| damaged("count", stored));
    Ok(CitySource {
        id,
        kind: CitySourceKind::from_word(&kind).ok_or_else(|| damaged("source kind", &kind))?,
        fiscal_year: year.map(fiscal_year).transpose()?,
        year_from: YearFrom::from_word(&year_from).ok_or_else(|| damaged("year_from", &year_from))?,
        file_name,
        file_sha256,
        file_bytes: count(bytes)?,
        mapping_name,
        at,
        actor,
        read: count(read)?,
        figures: count(figures)?,
        problems: count(problems)?,
    })
}

fn area_code(stored: i64) -> Result<AreaCode, StoreError> {
    let code = u32::try_from(stored).ok().and_then(|digits| AreaCode::new(digits).ok());
    code.ok_or_else(|| damaged("area code", stored))
}

fn fiscal_year(stored: i64) -> Result<FiscalYear, StoreError> {
    let year = i32::try_from(stored).ok().and_then(|year| FiscalYear::new(year).ok());
    year.ok_or_else(|| damaged("fiscal year", stored))
}
