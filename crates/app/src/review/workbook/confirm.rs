//! Confirming (反映): everything a workbook changes, in one transaction, merged with what stands in the sheets at that moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use reform::workflow::State;
use store::WorkbookState;
use store::review::{FieldText, SheetWork, Via};

use super::already_settled;
use super::preview::{ReadBook, WorkbookPreview, fingerprint, key_of};
use super::problems::{CHANGED_MEANWHILE, DECISIONS_MISSING};
use crate::App;
use crate::ProblemKind;
use crate::error::AppError;
use crate::permission::Actor;
use crate::review::save::permit_save;
use crate::review::sheet::permit_reading;

/// Which text of a conflict stays (残す方).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The workbook's.
    Mine,
    /// What stands in the sheet.
    Theirs,
}

/// What was decided on the preview (確認での選択).
#[derive(Clone, Debug, Default)]
pub struct WorkbookDecisions {
    /// The fingerprint of the preview.
    pub fingerprint: String,
    /// The side of each conflict, by sheet and key.
    pub sides: BTreeMap<(i64, String), Side>,
}

/// What confirming led to (反映の結果).
#[derive(Clone, Debug)]
pub enum WorkbookOutcome {
    /// Taken in.
    Applied {
        /// How many fields changed.
        fields: usize,
        /// How many sheets.
        sheets: usize,
    },
    /// Nothing was taken in: something must be looked at first.
    Again {
        /// What.
        why: &'static ProblemKind,
        /// How it stands now.
        preview: Box<WorkbookPreview>,
    },
}

/// What is put into one sheet.
struct Planned {
    program: i64,
    texts: Vec<FieldText>,
    after: State,
}

/// Why nothing is taken in.
enum Halt {
    Look(&'static ProblemKind),
    Fail(AppError),
}

impl App {
    /// Takes in a workbook that waits: all its changes or none, merged with what stands in the sheets at that moment.
    ///
    /// # Errors
    /// When the actor may not use workbooks, sent no such workbook, or it does not wait any more.
    pub async fn confirm_workbook(
        &self,
        actor: &Actor,
        id: i64,
        decisions: &WorkbookDecisions,
    ) -> Result<WorkbookOutcome, AppError> {
        let (row, bytes) = self.sent_workbook(actor, id).await?;
        if row.state != WorkbookState::Waiting {
            return Err(already_settled(&row));
        }
        let reading = self.read_workbook(&row.name, Arc::new(bytes), row.year).await?;
        let book = self.read_book(row.year, row.name.clone(), reading).await?;
        let programs: Vec<(usize, i64)> =
            book.sheets().filter_map(|(at, sheet)| Some((at, book.rows.get(&sheet.id)?.program))).collect();
        let Some((_, first)) = programs.first() else { return Err(super::no_workbook(id)) };
        let work = self.store.open_sheet(row.year, *first).await?;
        let mut work = work.ok_or_else(|| super::no_workbook(id))?;
        let planned = match self.plan_writes(actor, &book, &programs, &mut work, decisions).await {
            Ok(planned) => planned,
            Err(Halt::Fail(error)) => return Err(error),
            Err(Halt::Look(why)) => {
                // Nothing was written; the transaction must end before the sheets are read again.
                drop(work);
                let preview = Box::new(self.show_workbook(actor, id).await?);
                return Ok(WorkbookOutcome::Again { why, preview });
            }
        };
        let at = self.now_text();
        let fields = planned.iter().map(|one| one.texts.len()).sum();
        for one in &planned {
            work.turn_to(row.year, one.program).await?;
            let account = actor.account();
            work.put_fields(&one.texts, one.after, account, Via::Workbook, &actor.name, &at).await?;
        }
        if !work.settle_workbook(id, fields as i64, &actor.name, &at).await? {
            return Err(already_settled(&row));
        }
        work.commit().await?;
        Ok(WorkbookOutcome::Applied { fields, sheets: planned.len() })
    }

    /// What is put into each sheet; rights and conflicts are those of this moment.
    async fn plan_writes(
        &self,
        actor: &Actor,
        book: &ReadBook,
        programs: &[(usize, i64)],
        work: &mut SheetWork,
        decisions: &WorkbookDecisions,
    ) -> Result<Vec<Planned>, Halt> {
        let year = work.row().year;
        let mut planned = Vec::new();
        let mut conflicts = Vec::new();
        let mut is_undecided = false;
        for (at, program) in programs {
            let is_there = work.turn_to(year, *program).await.map_err(|error| Halt::Fail(error.into()))?;
            let revision = book.sheets().nth(*at).map_or(0, |(_, sheet)| sheet.revision);
            if !is_there || permit_reading(actor, work.row()).is_err() || revision > work.row().revision {
                continue;
            }
            let Ok(after) = permit_save(actor, work.row(), work.cycle()) else { continue };
            let stored = work.fields().await.map_err(|error| Halt::Fail(error.into()))?;
            let sheet = self.weigh_sheet(book, *at, work.row(), &stored);
            let open: Vec<_> = sheet.weighed.conflicts.into_iter().map(|one| one.conflict).collect();
            // A text that is to stay is sent again, with what stands there as its base.
            let mut edit = sheet.made.edit;
            for conflict in &open {
                match decisions.sides.get(&(work.row().id, key_of(conflict, &open))) {
                    Some(Side::Mine) => {
                        edit.base.retain(|(name, _)| *name != conflict.field);
                        edit.base.extend(conflict.theirs.clone().map(|text| (conflict.field.clone(), text)));
                    }
                    Some(Side::Theirs) => edit.mine.retain(|(name, _)| *name != conflict.field),
                    None => is_undecided = true,
                }
            }
            conflicts.extend(open.iter().map(|conflict| (work.row().id, conflict.clone())));
            let texts = match open.is_empty() {
                true => sheet.weighed.changes,
                false => self.weigh(year, *program, &edit, &stored, work.row().state.holder()).changes,
            };
            if !texts.is_empty() {
                planned.push(Planned { program: *program, texts, after });
            }
        }
        if fingerprint(conflicts.iter().map(|(sheet, conflict)| (*sheet, conflict))) != decisions.fingerprint {
            return Err(Halt::Look(&CHANGED_MEANWHILE));
        }
        if is_undecided {
            return Err(Halt::Look(&DECISIONS_MISSING));
        }
        Ok(planned)
    }
}
