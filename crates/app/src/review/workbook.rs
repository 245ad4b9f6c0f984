//! The workbook of the review (点検用エクセル): taken away, filled in off line, sent back, looked at, confirmed.
//!
//! - [`App::download_workbook`]: the sheets of a list as a workbook
//! - [`App::preview_workbook`] → [`WorkbookPreview`]: what a workbook would change, by program and field; nothing changes
//! - [`App::confirm_workbook`] → [`WorkbookOutcome`]: all of it in one transaction, merged with what stands there then
//!
//! What the workbook was made from is the base of the merge, what stands in the sheets now are the other people's texts,
//! and what it says is one's own edit: the same merge as on the page (`review/save.rs`).

mod confirm;
mod edits;
mod make;
mod preview;
mod problems;
mod words;

pub use confirm::{Side, WorkbookDecisions, WorkbookOutcome};
pub use preview::{SheetPreview, WorkbookChange, WorkbookConflict, WorkbookPreview};
pub use problems::*;
pub use store::{WorkbookRow, WorkbookState};
pub use words::shown_text;

use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear};

/// The longest name of a file that is kept, in characters.
const NAME_CHARS_MAX: usize = 200;

impl App {
    /// The workbooks the actor sent back in a year, the newest first.
    ///
    /// # Errors
    /// When the actor may not use workbooks.
    pub async fn own_workbooks(&self, actor: &Actor, year: FiscalYear) -> Result<Vec<WorkbookRow>, AppError> {
        permit(actor, Action::UseWorkbooks)?;
        match actor.account() {
            Some(account) => Ok(self.store.workbooks_of(account, year).await?),
            None => Ok(Vec::new()),
        }
    }

    /// A workbook the actor sent, as it came.
    ///
    /// # Errors
    /// When the actor may not use workbooks, or sent no such workbook.
    pub async fn sent_workbook(&self, actor: &Actor, id: i64) -> Result<(WorkbookRow, Vec<u8>), AppError> {
        permit(actor, Action::UseWorkbooks)?;
        let found = self.store.workbook(id).await?;
        found.filter(|(row, _)| Some(row.account) == actor.account()).ok_or_else(|| no_workbook(id))
    }

    /// Gives up a workbook that waits to be confirmed. The file is kept.
    ///
    /// # Errors
    /// When the actor may not use workbooks, sent no such workbook, or it does not wait.
    pub async fn discard_workbook(&self, actor: &Actor, id: i64) -> Result<WorkbookRow, AppError> {
        let (row, _) = self.sent_workbook(actor, id).await?;
        if !self.store.discard_workbook(&actor.name, id, &self.now_text()).await? {
            return Err(already_settled(&row));
        }
        Ok(row)
    }
}

fn no_workbook(id: i64) -> AppError {
    AppError::NotFound { what: "workbook", name: id.to_string() }
}

fn already_settled(row: &WorkbookRow) -> AppError {
    crate::Refusal::conflict(&WORKBOOK_SETTLED, row.name.clone()).into()
}
