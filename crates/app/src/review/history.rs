//! History of a sheet (履歴): every step and every change of a field, and the sheet as it stood at a revision.

use reform::review::Fields;
use store::review::{ChangeRow, StepRow};

use super::sheet::{no_sheet, permit_reading};
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear};

/// How many revisions a page of the history shows.
const REVISIONS_A_PAGE: i64 = 50;

/// One page of a sheet's history, the newest first (履歴の一頁).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// What happened.
    pub events: Vec<HistoryEvent>,
    /// From where the next page goes on; none on the last.
    pub before: Option<i64>,
}

/// What happened at one revision (履歴の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryEvent {
    /// A step of the workflow.
    Step(StepRow),
    /// Fields that were changed together, by name; never empty.
    Changes(Vec<ChangeRow>),
}

impl App {
    /// What happened to a sheet, the newest first, before a revision or from the last one on.
    ///
    /// # Errors
    /// When the actor may not read it, or there is none.
    pub async fn sheet_history(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        before: Option<i64>,
    ) -> Result<HistoryPage, AppError> {
        permit(actor, Action::ReadReviews)?;
        let row = self.store.sheet_row(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_reading(actor, &row)?;
        let (steps, changes, more) =
            self.store.sheet_history(row.id, before.unwrap_or(i64::MAX), REVISIONS_A_PAGE).await?;
        let mut events: Vec<(i64, HistoryEvent)> =
            steps.into_iter().map(|step| (step.revision, HistoryEvent::Step(step))).collect();
        for of_one in changes.chunk_by(|a, b| a.revision == b.revision) {
            events.push((of_one[0].revision, HistoryEvent::Changes(of_one.to_vec())));
        }
        events.sort_by_key(|(revision, _)| std::cmp::Reverse(*revision));
        let last = events.last().map(|(revision, _)| *revision).filter(|_| more);
        Ok(HistoryPage { events: events.into_iter().map(|(_, event)| event).collect(), before: last })
    }

    /// The texts of a sheet as they stood at a revision.
    ///
    /// # Errors
    /// When the actor may not read it, or there is none.
    pub async fn sheet_as_of(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        revision: i64,
    ) -> Result<Fields, AppError> {
        permit(actor, Action::ReadReviews)?;
        let row = self.store.sheet_row(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_reading(actor, &row)?;
        Ok(self.store.fields_at(row.id, revision).await?)
    }
}
