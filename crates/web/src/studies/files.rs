//! `/fiscal/{study}/tables/{number}` and `/workbook`: what a study shows, as files to take away.

use app::study::StudyFile;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{given, kind_of};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::Visit;

type Pairs = Vec<(String, String)>;

/// One table as CSV.
pub async fn table(
    visit: Visit,
    Path((study, number)): Path<(String, usize)>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let name = format!("{study}-{}.csv", number.saturating_add(1));
    send(&visit, &study, query, StudyFile::Csv(number), ("text/csv; charset=utf-8", &name)).await
}

/// Everything as a workbook.
pub async fn workbook(
    visit: Visit,
    Path(study): Path<String>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Result<Response, PageError> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    send(&visit, &study, query, StudyFile::Xlsx, (kind, &format!("{study}.xlsx"))).await
}

async fn send(
    visit: &Visit,
    study: &str,
    query: Result<Query<Pairs>, QueryRejection>,
    file: StudyFile,
    (content_type, name): (&str, &str),
) -> Result<Response, PageError> {
    let kind = kind_of(visit, study)?;
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let (given, made_at) = (given(pairs), format::now());
    let made = visit.app().study_file(&visit.actor, kind, &given, chart_lang(visit.lang), (file, &made_at)).await;
    let bytes = visit.check(made)?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
