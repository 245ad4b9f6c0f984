//! The yearly review (点検): cycles, sheets, saving by field, the workflow, comments and files.
//!
//! - [`ReviewCycle`], [`NewCycle`]: the review of a year
//! - [`SheetView`], [`SheetHead`]: one sheet with all that stands around it
//! - [`Edit`] → [`Saved`]: fields merged with what others wrote meanwhile, never over it
//! - [`WorkbookPreview`], [`WorkbookOutcome`]: a workbook that was filled in off line
//! - [`SheetAction`]: a step of the workflow, on one sheet or on many
//!
//! What a sheet means is decided in `reform::review` and `reform::workflow`; who may, in [`crate::permission`].

mod act;
mod advice;
mod board;
mod bulk;
mod comment;
mod cycle;
mod file;
mod history;
mod list;
mod mine;
mod problems;
mod save;
mod sheet;
mod standing;
mod workbook;

pub use act::{Chosen, SHEETS_MAX, SheetAction};
pub use advice::{KpiResult, SheetAdvice, SheetReckoning};
pub use board::{Board, BoardQuery, BoardRow, BoardSort, LevelLoad, Tally};
pub use bulk::BulkOutcome;
pub use comment::{NewRemark, REMARK_CHARS_MAX};
pub use cycle::{CalendarDays, CycleReport, NewCycle, read_year};
pub use file::{FILE_BYTES_MAX, FILES_MAX, FileKind};
pub(crate) use file::{cleaned, named};
pub use history::{HistoryEvent, HistoryPage};
pub use list::{DepartmentFilter, LINES_A_PAGE, SheetLine, SheetList, SheetQuery, SheetSort, Standing};
pub use mine::{MyDuty, MyWork, OpenReview};
pub use problems::*;
pub use save::{ChangedField, Edit, FIELDS_MAX, Saved, SheetConflict, SheetNews};
pub use sheet::{LastYear, SheetHead, SheetView, Thread};
pub use standing::{LateChange, Phase, YearStanding};
pub use store::review::{ChangeRow, CommentRow, FieldRow, FileRow, ReviewCycle, StepRow, Via};
pub use store::{BoardDepartment, ReturnRemark, WaitingComment};
pub use workbook::{
    SheetPreview, Side, WORKBOOK_KINDS, WorkbookChange, WorkbookConflict, WorkbookDecisions, WorkbookOutcome,
    WorkbookPreview, WorkbookRow, WorkbookState, shown_text,
};
