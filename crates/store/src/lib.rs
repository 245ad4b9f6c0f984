//! The store (保存): all SQL, the migrations and the audit trail, on SQLite and PostgreSQL alike.
//!
//! Every write takes its actor and leaves an audit row in the same transaction. Lists, filters and totals are
//! answered from memory ([`Store::list_programs`]), which is made anew whenever the database's revision is another.

mod account;
pub mod analysis;
mod audit;
mod blocks;
mod change;
pub mod city;
mod city_disagree;
mod city_lines;
mod city_names;
mod city_read;
mod city_write;
pub mod cluster;
pub mod consultation;
mod db;
mod delegation;
mod department;
mod department_write;
mod digest;
mod duty;
pub mod edition;
mod error;
pub mod explanation;
mod facility;
mod facility_write;
pub mod frame;
mod grams;
mod import;
mod import_write;
mod indicators;
pub mod initiative;
mod inventory;
mod listing;
mod listing_load;
mod listing_query;
pub mod logic_model;
mod mail_log;
pub mod meeting;
mod migrate;
pub mod national;
mod notice;
mod number;
pub mod overlap;
mod people;
pub mod person;
pub mod plain_summary;
mod program;
pub mod remark;
pub mod review;
mod review_board;
mod review_effect;
mod review_facts;
mod review_link;
mod review_output;
mod review_workbook;
pub mod roadmap;
mod rows;
mod saved_address;
mod schema;
mod search;
mod seen;
mod session;
pub mod settings;
mod sheet_export;
mod sheet_publish;
mod sheet_read;
mod sheet_write;
mod sign_in;
pub mod task;
mod totals;
mod tree;
mod upload;

pub use account::{Account, AccountFault, AccountPage, AccountQuery, NewAccount};
pub use audit::{AuditRow, AuditVerdict};
pub use delegation::Delegation;
pub use department::{DepartmentFault, DepartmentRow, Departments};
pub use duty::{DutyEntry, DutyFault, DutyRow};
pub use error::{KINDS, StoreError};
pub use facility::{FacilityHeader, FacilityImport, FacilityInventory, FacilityOutcome, StoredFacility};
pub use import::{ImportDetail, ImportHeader, ImportOutcome, ImportRow, StoredProblem};
pub use import_write::ImportWriter;
pub use indicators::{IndicatorPage, IndicatorQuery, IndicatorRow};
pub use inventory::{
    Facet, FieldChange, FundingSource, GroupTotal, HistoryEntry, InventoryKind, InventoryState, Kan, KanTotals,
    ListView, ProgramDetail, ProgramFacets, ProgramPage, ProgramQuery, ProgramRow, Provenance, Sort, TreeNode,
    YearTotal,
};
pub use mail_log::{MailRow, NewMail};
pub use notice::{NewNotice, NoticeRow, NoticeSheet};
pub use people::{PeopleFault, PeopleOutcome, PersonEntry};
pub use review_board::{BoardDepartment, ReturnRemark, ReviewCounts, ReviewRow, StateCount, WaitingComment};
pub use review_effect::EffectRecord;
pub use review_facts::ProgramWords;
pub use review_link::StoredLink;
pub use review_output::{DecidingSheet, YearCost};
pub use review_workbook::{NewWorkbook, WorkbookRow, WorkbookState};
pub use saved_address::SavedAddress;
pub use schema::schema_markdown;
pub use session::{NewSession, SessionMoment, SessionOwner, SessionRow, session_key};
pub use sheet_export::ListedSheet;
pub use sheet_publish::WholeSheet;
pub use sign_in::{SignInAccount, SignInFailure};
pub use upload::Upload;

use db::{Db, on};
use std::sync::Arc;

/// The store (保存庫): an open database. Cloning is cheap and shares it.
#[derive(Clone)]
pub struct Store {
    db: Db,
    cache: Arc<listing_query::Cache>,
    facilities: Arc<facility::FacilityCache>,
}

impl Store {
    /// Opens `sqlite:PATH` (created when absent) or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// When the address is not understood, the database cannot be opened, or it was written by a newer version.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let db = Db::connect(url).await?;
        migrate::migrate(&db).await?;
        Ok(Store { db, cache: Arc::default(), facilities: Arc::default() })
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        self.db.kind()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn health(&self) -> Result<(), StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        on!(link, |c| sqlx::query("select id from inventory where id = 1").fetch_one(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Closes every connection once its work is done; on SQLite this also folds the write-ahead log back into the file.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}
