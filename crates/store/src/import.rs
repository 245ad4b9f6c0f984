//! Import (取込): program sheets written in one transaction, all or nothing.

use crate::db::{Link, on};
use crate::sheet_read::damaged;
use crate::{InventoryKind, Store, StoreError};
use reform::{Place, Severity};

/// What is known of an import before its first row (取込の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportHeader {
    /// Who imports.
    pub actor: String,
    /// [`InventoryKind::Demo`] for generated examples, [`InventoryKind::Real`] for a city's programs.
    pub kind: InventoryKind,
    /// The system the program numbers belong to, such as `ofunato`.
    pub source: String,
    /// The mapping the file was read with.
    pub mapping_name: String,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Its size in bytes.
    pub file_bytes: u64,
}

/// What an import did, or would do (取込の結果).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// The import's id; `None` when nothing was written: a dry run, or a file that changes nothing.
    pub import_id: Option<i64>,
    /// Sheets that were not there before.
    pub new: u64,
    /// Sheets whose content changed.
    pub changed: u64,
    /// Sheets that say what is already stored; left untouched.
    pub unchanged: u64,
    /// Example programs deleted because real ones came.
    pub replaced_demo: u64,
}

/// A committed import (取込の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: i64,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// What was known before its first row.
    pub header: ImportHeader,
    /// Records read from the file, with those that could not be taken in.
    pub read: u64,
    /// What it did.
    pub outcome: ImportOutcome,
    /// How many problems were reported (only the first [`ImportRow::KEPT_PROBLEMS`] are kept).
    pub problems: u64,
}

impl ImportRow {
    /// The most problems kept with an import; the count is always of all.
    pub const KEPT_PROBLEMS: usize = 10_000;
}

/// A problem kept with its import (取込の指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProblem {
    /// The stable code.
    pub code: String,
    /// How bad it was.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The offending text.
    pub excerpt: String,
}

/// An import with the problems kept (取込の詳細).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportDetail {
    /// The import.
    pub row: ImportRow,
    /// Its problems, in the order they were found.
    pub problems: Vec<StoredProblem>,
}

impl Store {
    /// The last imports, newest first, at most 1,000.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imports(&self, limit: i64) -> Result<Vec<ImportRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(
            "select id, at, actor, kind, source, mapping_name, file_name, file_sha256, file_bytes, read_count,
                    new_count, changed_count, unchanged_count, replaced_demo_count, problem_count
             from import order by id desc limit $1"
        )
        .bind(limit.clamp(0, 1_000))
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(Stored::into_row).collect()
    }

    /// The systems that program numbers come from, other than this one, with how many programs each has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn other_sources(&self, source: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        Ok(on!(link, |c| sqlx::query_as(
            "select source, count(*) from program where source <> $1 group by source order by source"
        )
        .bind(source)
        .fetch_all(c)
        .await)?)
    }

    /// One import with its problems.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import(&self, id: i64) -> Result<Option<ImportDetail>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let Some(row) = read_import(link, id).await? else { return Ok(None) };
        type Found = (String, String, String, Option<String>, Option<i64>, Option<String>, String);
        let found: Vec<Found> = on!(link, |c| sqlx::query_as(
            "select code, severity, file, sheet, row_number, column_name, excerpt
             from import_problem where import_id = $1 order by position"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let problem = |(code, severity, file, sheet, row, column, excerpt): Found| {
            Ok(StoredProblem {
                code,
                severity: match severity.as_str() {
                    "warning" => Severity::Warning,
                    "error" => Severity::Error,
                    "fatal" => Severity::Fatal,
                    other => return Err(damaged("severity", other)),
                },
                place: Place { file, sheet, row: row.and_then(|row| u32::try_from(row).ok()), column },
                excerpt,
            })
        };
        let problems = found.into_iter().map(problem).collect::<Result<_, StoreError>>()?;
        Ok(Some(ImportDetail { row, problems }))
    }
}

/// One import without its problems.
pub(crate) async fn read_import(link: &mut Link<'_>, id: i64) -> Result<Option<ImportRow>, StoreError> {
    let row: Option<Stored> = on!(link, |c| {
        sqlx::query_as(
        "select id, at, actor, kind, source, mapping_name, file_name, file_sha256, file_bytes, read_count, new_count,
                changed_count, unchanged_count, replaced_demo_count, problem_count
         from import where id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await
    })?;
    row.map(Stored::into_row).transpose()
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    at: String,
    actor: String,
    kind: String,
    source: String,
    mapping_name: String,
    file_name: String,
    file_sha256: String,
    file_bytes: i64,
    read_count: i64,
    new_count: i64,
    changed_count: i64,
    unchanged_count: i64,
    replaced_demo_count: i64,
    problem_count: i64,
}

impl Stored {
    fn into_row(self) -> Result<ImportRow, StoreError> {
        let count = |stored: i64| u64::try_from(stored).map_err(|_| damaged("count", stored));
        Ok(ImportRow {
            id: self.id,
            at: self.at,
            header: ImportHeader {
                actor: self.actor,
                kind: InventoryKind::from_word(&self.kind).ok_or_else(|| damaged("kind", self.kind))?,
                source: self.source,
                mapping_name: self.mapping_name,
                file_name: self.file_name,
                file_sha256: self.file_sha256,
                file_bytes: count(self.file_bytes)?,
            },
            read: count(self.read_count)?,
            outcome: ImportOutcome {
                import_id: Some(self.id),
                new: count(self.new_count)?,
                changed: count(self.changed_count)?,
                unchanged: count(self.unchanged_count)?,
                replaced_demo: count(self.replaced_demo_count)?,
            },
            problems: count(self.problem_count)?,
        })
    }
}
