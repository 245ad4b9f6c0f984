//! The yearly review (点検): cycles, sheets, saving by field, the workflow, comments and files.
//!
//! - [`ReviewCycle`], [`NewCycle`]: the review of a year
//! - [`SheetView`], [`SheetHead`]: one sheet with all that stands around it
//! - [`Edit`] → [`Saved`]: fields merged with what others wrote meanwhile, never over it
//! - [`SheetAction`]: a step of the workflow, on one sheet or on many
//!
//! What a sheet means is decided in `reform::review` and `reform::workflow`; who may, in [`crate::permission`].

mod act;
mod advice;
mod comment;
mod cycle;
mod file;
mod history;
mod problems;
mod save;
mod sheet;

pub use act::{Chosen, SHEETS_MAX, SheetAction};
pub use advice::{KpiResult, SheetAdvice, SheetReckoning};
pub use comment::{NewRemark, REMARK_CHARS_MAX};
pub use cycle::{CalendarDays, CycleReport, NewCycle};
pub use file::{FILE_BYTES_MAX, FILES_MAX, FileKind};
pub use history::{HistoryEvent, HistoryPage};
pub use problems::*;
pub use save::{ChangedField, Edit, FIELDS_MAX, Saved, SheetConflict, SheetNews};
pub use sheet::{LastYear, SheetHead, SheetView, Thread};
pub use store::review::{ChangeRow, CommentRow, FieldRow, FileRow, ReviewCycle, StepRow, Via};
