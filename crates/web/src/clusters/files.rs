//! Programs of a cluster and their comparison, as files to take away (書き出し).

use app::clusters::{ClusterFile, ClusterFileKind};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;

use super::id_of;
use crate::cities::attached;
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::Visit;

/// The programs as CSV.
pub async fn members_csv(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    file(visit, id, ClusterFile::Members, ClusterFileKind::Csv).await
}

/// The programs as a workbook.
pub async fn members_xlsx(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    file(visit, id, ClusterFile::Members, ClusterFileKind::Excel).await
}

/// The comparison as CSV.
pub async fn compare_csv(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    file(visit, id, ClusterFile::Comparison, ClusterFileKind::Csv).await
}

/// The comparison as a workbook.
pub async fn compare_xlsx(visit: Visit, id: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    file(visit, id, ClusterFile::Comparison, ClusterFileKind::Excel).await
}

async fn file(
    visit: Visit,
    id: Result<Path<String>, PathRejection>,
    file: ClusterFile,
    kind: ClusterFileKind,
) -> Result<Response, PageError> {
    let id = id_of(&visit, id)?;
    let (app, lang) = (visit.app(), chart_lang(visit.lang));
    let bytes = visit.check(app.cluster_file(&visit.actor, &id, (file, kind), lang, format::now()).await)?;
    let word = match file {
        ClusterFile::Members => "programs",
        ClusterFile::Comparison => "comparison",
    };
    // The cluster exists, so its id holds nothing that would break a header.
    Ok(match kind {
        ClusterFileKind::Csv => attached("text/csv; charset=utf-8", &format!("{id}-{word}.csv"), bytes),
        ClusterFileKind::Excel => attached(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &format!("{id}-{word}.xlsx"),
            bytes,
        ),
    })
}
