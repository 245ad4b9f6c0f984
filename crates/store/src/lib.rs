//! The store (保存): all SQL, the migrations and the audit trail, on SQLite and PostgreSQL alike.

mod audit;
mod error;
mod import;
mod inventory;
mod upload;

pub use audit::{AuditRow, AuditVerdict};
pub use error::{KINDS, StoreError};
pub use import::{ImportDetail, ImportHeader, ImportOutcome, ImportRow, ImportWriter, StoredProblem};
pub use inventory::{
    Facet, FieldChange, FundingSource, GroupTotal, HistoryEntry, InventoryKind, InventoryState, Kan, KanTotals,
    ProgramDetail, ProgramFacets, ProgramPage, ProgramQuery, ProgramRow, Provenance, Sort, TreeNode, YearTotal,
};
pub use upload::Upload;

use fiscal::FiscalYear;

/// The store (保存庫): an open database. Cloning is cheap and shares it.
#[derive(Clone)]
pub struct Store {}

#[allow(unused_variables, clippy::todo)]
impl Store {
    /// Opens `sqlite:PATH` (created when absent) or `postgres://…` and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        todo!()
    }
    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        todo!()
    }
    /// Whether the database answers.
    pub async fn health(&self) -> Result<(), StoreError> {
        todo!()
    }
    /// The inventory as it stands.
    pub async fn inventory_state(&self) -> Result<InventoryState, StoreError> {
        todo!()
    }
    /// One page of the programs that match.
    pub async fn list_programs(&self, query: &ProgramQuery) -> Result<ProgramPage, StoreError> {
        todo!()
    }
    /// Every program that matches, in order, one by one; `page` and `per_page` are not looked at.
    pub async fn export_programs(&self, query: &ProgramQuery, each: impl FnMut(ProgramRow)) -> Result<(), StoreError> {
        todo!()
    }
    /// What lists can be filtered by.
    pub async fn program_facets(&self, year: Option<FiscalYear>) -> Result<ProgramFacets, StoreError> {
        todo!()
    }
    /// One program with its latest sheet.
    pub async fn program(&self, id: i64) -> Result<Option<ProgramDetail>, StoreError> {
        todo!()
    }
    /// One program with its sheet of one year.
    pub async fn program_of_year(&self, id: i64, year: FiscalYear) -> Result<Option<ProgramDetail>, StoreError> {
        todo!()
    }
    /// The money of the programs that match, over all their years, by year and stage.
    pub async fn inventory_totals(&self, query: &ProgramQuery) -> Result<Vec<YearTotal>, StoreError> {
        todo!()
    }
    /// Cost by 款, direction and department in one year, or at each program's latest.
    pub async fn totals_by_kan(&self, year: Option<FiscalYear>) -> Result<KanTotals, StoreError> {
        todo!()
    }
    /// Starts an import; other writers wait until it is over.
    pub async fn begin_import(&self, header: ImportHeader) -> Result<ImportWriter, StoreError> {
        todo!()
    }
    /// The last imports, newest first.
    pub async fn imports(&self, limit: i64) -> Result<Vec<ImportRow>, StoreError> {
        todo!()
    }
    /// One import with its problems.
    pub async fn import(&self, id: i64) -> Result<Option<ImportDetail>, StoreError> {
        todo!()
    }
    /// Keeps a file until its import is confirmed; the same bytes and mapping of the same actor keep their id.
    pub async fn save_upload(
        &self,
        actor: &str,
        file_name: &str,
        sha256: &str,
        mapping_name: &str,
        bytes: &[u8],
    ) -> Result<i64, StoreError> {
        todo!()
    }
    /// A file kept, by id.
    pub async fn load_upload(&self, id: i64) -> Result<Option<Upload>, StoreError> {
        todo!()
    }
    /// Deletes a file kept, when it was imported or given up; `false` when there is none.
    pub async fn discard_upload(&self, actor: &str, id: i64) -> Result<bool, StoreError> {
        todo!()
    }
    /// Audit rows before `before` (from the newest when `None`), newest first.
    pub async fn audit_page(&self, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
        todo!()
    }
    /// Recomputes the whole chain.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, StoreError> {
        todo!()
    }
}

/// The database reference in Markdown, from the comments of the migrations.
pub fn schema_markdown() -> String {
    String::new()
}
