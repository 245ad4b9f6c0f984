//! The yearly review as it is stored (点検の保存): cycles, sheets, their fields with every change, steps, comments, files.
//!
//! - [`ReviewCycle`], [`NewReviewCycle`]: the review of a year, made in bulk from an inventory
//! - [`SheetRow`], [`SheetWork`]: one sheet, and one sheet open for writing inside one transaction
//! - [`FieldRow`], [`ChangeRow`], [`StepRow`], [`CommentRow`], [`FileRow`]: what belongs to a sheet
//!
//! Rights are decided above: a [`SheetWork`] shows the sheet as it stands inside the transaction, and the caller writes or
//! drops it, which leaves nothing behind.

mod comment;
mod cycle;
mod demo;
mod file;
mod history;
mod open;
mod sheet;
mod source;
mod work;

use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::workflow::{ActionKind, Calendar, Role, Rules, State};

pub use comment::ThreadState;
pub use cycle::CycleOutcome;
pub(crate) use demo::delete_demo_cycles;
pub use open::{ExampleSheet, ExampleStep, NewReviewCycle};
pub use sheet::StoredSheetView;
pub use work::{FieldText, NewComment, NewFile, NewStep, SheetWork};

use crate::StoreError;

/// The review of a year (点検の年度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewCycle {
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The fiscal year whose inventory it was made from.
    pub source_year: FiscalYear,
    /// Its days.
    pub calendar: Calendar,
    /// What the city chose.
    pub rules: Rules,
    /// Whether its sheets are examples (例示データ).
    pub is_demo: bool,
    /// Who made it, as the audit trail names them.
    pub created_by: String,
    /// When (UTC, ISO 8601).
    pub created_at: String,
    /// Grows with every change of a sheet of it.
    pub revision: i64,
}

/// A program's sheet in a cycle, without its fields (点検シートの見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number.
    pub id: i64,
    /// The cycle.
    pub year: FiscalYear,
    /// The program.
    pub program: i64,
    /// The program's number in its source: what people know it by, and what `merge-into` names.
    pub external_id: String,
    /// The ids of its department from the top of the tree down; empty when it has none.
    pub department_path: Vec<i64>,
    /// How far it has come.
    pub state: State,
    /// The account that handed it in last.
    pub submitted_by: Option<i64>,
    /// Whether it was frozen or released by hand.
    pub frozen_by_hand: Option<bool>,
    /// The day it was last returned.
    pub returned_day: Option<CalendarDate>,
    /// Since when it lies where it lies (UTC, ISO 8601).
    pub state_at: String,
    /// Grows with every change of the sheet.
    pub revision: i64,
    /// The revision of the last step of the workflow; 0 when there was none.
    pub step_revision: i64,
}

/// How a text came into a field (記入の経路).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// Typed on the page.
    Page,
    /// By a workbook that was sent back.
    Workbook,
    /// Carried over when the cycle was made.
    Carried,
}

/// What stands in a field now (欄の今の値).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// The field's name.
    pub name: String,
    /// Its text; empty when it was cleared.
    pub text: String,
    /// The sheet's revision that put it there.
    pub revision: i64,
    /// The account that put it there; none for what was carried over.
    pub account: Option<i64>,
    /// That person's name; empty for none.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// One change of a field (欄の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The sheet's revision that the change made.
    pub revision: i64,
    /// The field's name.
    pub name: String,
    /// Its text until then; empty for none.
    pub before: String,
    /// Its text from then on.
    pub text: String,
    /// Who, by account; none for what was carried over.
    pub account: Option<i64>,
    /// That person's name; empty for none.
    pub who: String,
    /// How.
    pub via: Via,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// One step of the workflow (回付の一段).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// The sheet's revision that the step made.
    pub revision: i64,
    /// What was done.
    pub action: ActionKind,
    /// The role it was done in.
    pub role: Role,
    /// The state before.
    pub before: State,
    /// The state after.
    pub after: State,
    /// Who.
    pub account: Option<i64>,
    /// That person's name; empty for none.
    pub who: String,
    /// The name of whom it was done for under a delegation; empty for none.
    pub on_behalf_of: String,
    /// What was said with it.
    pub remark: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// One comment (コメント).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Its number.
    pub id: i64,
    /// The field it is about; empty for the sheet.
    pub field: String,
    /// The comment it answers; none when it begins a thread.
    pub answers: Option<i64>,
    /// Who, by account.
    pub account: Option<i64>,
    /// That person's name.
    pub who: String,
    /// The role it was written in.
    pub role: Role,
    /// Whether it came with a return (差戻し).
    pub is_return: bool,
    /// What was said: plain text.
    pub remark: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Who closed the thread and when, on its first comment.
    pub closed: Option<(String, String)>,
}

/// A file attached as evidence, without its bytes (根拠の添付).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Its number: `file:NUMBER` in an evidence field.
    pub id: i64,
    /// Its name, cleaned.
    pub name: String,
    /// What it is by its content: pdf, xlsx, docx, pptx, csv, txt, png, jpeg.
    pub kind: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub size_bytes: i64,
    /// Who attached it, by account.
    pub account: Option<i64>,
    /// That person's name.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// When it was taken off the sheet; it is kept for the record.
    pub removed_at: Option<String>,
}

impl Via {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Via::Page => "page",
            Via::Workbook => "workbook",
            Via::Carried => "carried",
        }
    }

    fn from_word(word: &str) -> Result<Via, StoreError> {
        let known = [Via::Page, Via::Workbook, Via::Carried].into_iter().find(|via| via.word() == word);
        known.ok_or_else(|| damaged("via", word))
    }
}

fn damaged(column: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("review: {column} is “{value}”"))
}

fn year(start: i64) -> Result<FiscalYear, StoreError> {
    i32::try_from(start).ok().and_then(|start| FiscalYear::new(start).ok()).ok_or_else(|| damaged("fiscal_year", start))
}

fn day(text: &str) -> Result<CalendarDate, StoreError> {
    text.parse().map_err(|_| damaged("day", text))
}

fn state(word: &str) -> Result<State, StoreError> {
    State::from_word(word).ok_or_else(|| damaged("state", word))
}

fn role(word: &str) -> Result<Role, StoreError> {
    Role::from_word(word).ok_or_else(|| damaged("role", word))
}
