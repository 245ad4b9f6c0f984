//! One action on many sheets (一括操作): first what it would do to each, then doing it.

use std::collections::{BTreeMap, BTreeSet};

use reform::workflow::{ActionKind, State};
use store::BoardDepartment;

use super::list::{Seen, SheetLine, SheetQuery, chosen};
use super::{Chosen, SHEETS_MAX, SheetAction};
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear};

/// What one action would do to a sheet, or did (一括操作の結果).
#[derive(Debug)]
pub struct BulkOutcome {
    /// The program.
    pub program: i64,
    /// The sheet; none where the actor may not see it or there is none, so that nothing of it is told.
    pub line: Option<SheetLine>,
    /// The state it would have or has, or why nothing is done.
    pub result: Result<State, AppError>,
}

/// What can be done to many sheets at once, in the order it is offered.
const BULK: [ActionKind; 8] = [
    ActionKind::Submit,
    ActionKind::Approve,
    ActionKind::Return,
    ActionKind::Withdraw,
    ActionKind::Reassign,
    ActionKind::Publish,
    ActionKind::Freeze,
    ActionKind::Unfreeze,
];

impl App {
    /// What the actor could ever do to many sheets at once; each sheet still decides for itself.
    pub fn bulk_actions(&self, actor: &Actor) -> Vec<ActionKind> {
        let roles = actor.signed_in().map(|member| member.roles()).unwrap_or_default();
        BULK.into_iter().filter(|action| roles.iter().any(|role| action.is_open_to(*role))).collect()
    }

    /// The departments a sheet may be given to, each directly before those below it; whether one takes it, the sheet
    /// decides.
    ///
    /// # Errors
    /// When the actor may not see reviews, or the database fails.
    pub async fn departments_to_choose(&self, actor: &Actor) -> Result<Vec<BoardDepartment>, AppError> {
        permit(actor, Action::ReadReviews)?;
        Ok(self.store.board_departments().await?)
    }

    /// The sheets that match with their revisions, for one action on all of them; at most [`SHEETS_MAX`] and one more, so
    /// that too many can be told.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of this year.
    pub async fn choose_sheets(
        &self,
        actor: &Actor,
        year: FiscalYear,
        query: &SheetQuery,
    ) -> Result<Vec<Chosen>, AppError> {
        permit(actor, Action::ReadReviews)?;
        let Seen { departments, lines, .. } = self.seen_sheets(actor, self.cycle_of(year).await?).await?;
        let found = chosen(&departments, lines, query);
        let choose = |line: &SheetLine| Chosen { program: line.row.program, seen: Some(line.row.revision) };
        Ok(found.iter().take(SHEETS_MAX + 1).map(choose).collect())
    }

    /// What an action would do to each of these sheets; nothing is changed.
    ///
    /// # Errors
    /// When the actor may not see reviews, there is none of this year, or more than [`SHEETS_MAX`] are chosen.
    pub async fn try_bulk(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
        action: &SheetAction,
    ) -> Result<Vec<BulkOutcome>, AppError> {
        let lines = self.lines_of(actor, year, chosen).await?;
        let results = self.try_on_sheets(actor, year, chosen, action).await?;
        Ok(told(lines, results))
    }

    /// Does an action to each of these sheets, one after the other; what is refused leaves its sheet as it was.
    ///
    /// # Errors
    /// When the actor may not see reviews, there is none of this year, or more than [`SHEETS_MAX`] are chosen.
    pub async fn do_bulk(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
        action: &SheetAction,
    ) -> Result<Vec<BulkOutcome>, AppError> {
        let lines = self.lines_of(actor, year, chosen).await?;
        let results = self.act_on_sheets(actor, year, chosen, action).await?;
        Ok(told(lines, results))
    }

    /// What may be told of the sheets chosen, by program.
    async fn lines_of(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
    ) -> Result<BTreeMap<i64, SheetLine>, AppError> {
        permit(actor, Action::ReadReviews)?;
        let wanted: BTreeSet<i64> = chosen.iter().map(|one| one.program).collect();
        let seen = self.seen_sheets(actor, self.cycle_of(year).await?).await?;
        let lines = seen.lines.into_iter().filter(|line| wanted.contains(&line.row.program));
        Ok(lines.map(|line| (line.row.program, line)).collect())
    }
}

fn told(mut lines: BTreeMap<i64, SheetLine>, results: Vec<(i64, Result<State, AppError>)>) -> Vec<BulkOutcome> {
    let tell = |(program, result)| BulkOutcome { program, line: lines.remove(&program), result };
    results.into_iter().map(tell).collect()
}
