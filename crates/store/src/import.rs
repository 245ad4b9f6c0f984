//! Import (取込): program sheets written in one transaction, all or nothing.

use crate::{InventoryKind, StoreError};
use reform::program::ProgramSheet;
use reform::{Place, Problem, Severity};

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

/// An import under way (取込中の書き手). Dropped before [`ImportWriter::finish`], it leaves nothing behind.
pub struct ImportWriter {}

impl ImportWriter {
    /// Writes more sheets; any number of calls, each with any number of sheets.
    ///
    /// # Errors
    /// When the database refuses; the import is then over and leaves nothing behind.
    pub async fn write(&mut self, sheets: &[ProgramSheet]) -> Result<(), StoreError> {
        let _ = sheets;
        todo!()
    }

    /// Commits, with how many records were `read` and the `problems` found on the way.
    ///
    /// # Errors
    /// When the database refuses; nothing is left behind.
    pub async fn finish(self, read: u64, problems: &[Problem]) -> Result<ImportOutcome, StoreError> {
        let _ = (read, problems);
        todo!()
    }

    /// Undoes everything and says what it would have done: a dry run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roll_back(self) -> Result<ImportOutcome, StoreError> {
        todo!()
    }
}
