//! What a comparison shows, as files to take away (書き出し).

use app::chart::DataTable;
use app::cities::csv;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::form::Pairs;
use super::{cross, rank, trend};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::Visit;

/// The places of a group as CSV.
pub async fn ranking_csv(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = ranking(&visit, query).await?;
    send_csv(&visit, table, &source, "ranking.csv")
}

/// The places of a group as a workbook.
pub async fn ranking_xlsx(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = ranking(&visit, query).await?;
    send_xlsx(&visit, &table, source, "ranking.xlsx")
}

/// Two indicators as CSV.
pub async fn cross_csv(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = crossed(&visit, query).await?;
    send_csv(&visit, table, &source, "cross.csv")
}

/// Two indicators as a workbook.
pub async fn cross_xlsx(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = crossed(&visit, query).await?;
    send_xlsx(&visit, &table, source, "cross.xlsx")
}

/// The years as CSV.
pub async fn trend_csv(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = years(&visit, query).await?;
    send_csv(&visit, table, &source, "trend.csv")
}

/// The years as a workbook.
pub async fn trend_xlsx(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let (table, source) = years(&visit, query).await?;
    send_xlsx(&visit, &table, source, "trend.xlsx")
}

async fn ranking(visit: &Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<(DataTable, String), PageError> {
    let asked = rank::asked(&pairs(visit, query)?);
    let found = visit.check(visit.app().compare_cities(&visit.actor, &asked).await)?;
    let lang = chart_lang(visit.lang);
    Ok((found.table(lang), found.source(lang)))
}

async fn crossed(visit: &Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<(DataTable, String), PageError> {
    let asked = cross::asked(&pairs(visit, query)?);
    let found = visit.check(visit.app().cross_cities(&visit.actor, &asked).await)?;
    let lang = chart_lang(visit.lang);
    Ok((found.table(lang), found.source(lang)))
}

async fn years(visit: &Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<(DataTable, String), PageError> {
    let asked = trend::asked(&pairs(visit, query)?);
    let found = visit.check(visit.app().city_trend(&visit.actor, &asked).await)?;
    let lang = chart_lang(visit.lang);
    Ok((found.table(lang), found.source(lang)))
}

fn pairs(visit: &Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Pairs, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(pairs)
}

/// A table as CSV, to be kept under this name.
pub fn send_csv(visit: &Visit, table: DataTable, source: &str, name: &str) -> Result<Response, PageError> {
    let bytes = visit.check(csv(table, source, chart_lang(visit.lang)))?;
    Ok(attached("text/csv; charset=utf-8", name, bytes))
}

/// A table as a workbook, to be kept under this name.
pub fn send_xlsx(visit: &Visit, table: &DataTable, source: String, name: &str) -> Result<Response, PageError> {
    let bytes = visit.check(visit.app().cities_xlsx(&visit.actor, table, source, format::now()))?;
    Ok(attached("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name, bytes))
}

/// A file to keep under this name, which holds nothing that would break a header.
pub fn attached(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
