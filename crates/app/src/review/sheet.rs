//! One sheet (点検シート): its fields, who wrote them, what is missing, and what the actor may do with it now.

use std::collections::BTreeMap;

use reform::plan::{CalendarDate, Text};
use reform::program::Indicator;
use reform::review::{Fields, Missing, ReviewSheet, find_missing, may_write};
use reform::workflow::{self, ActionKind, Level, State};
use store::ProgramDetail;
use store::review::{CommentRow, FieldRow, FileRow, ReviewCycle, SheetRow, StepRow, StoredSheetView};

use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};
use crate::{App, FiscalYear};

/// What stands above a sheet on every page (シートの見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetHead {
    /// The sheet's number.
    pub id: i64,
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The program's id.
    pub program: i64,
    /// Its number in the source.
    pub external_id: String,
    /// Its name by its latest sheet of the inventory.
    pub program_name: String,
    /// Id and name of each department from the top of the tree down; empty when it has none.
    pub department: Vec<(i64, String)>,
    /// How far it has come.
    pub state: State,
    /// By how many days it is late: above zero late, below zero days left; none once it is decided.
    pub days_late: Option<i32>,
    /// Whether nothing can be changed today, by hand or by the calendar.
    pub is_frozen: bool,
    /// Whether it was frozen or released by hand.
    pub frozen_by_hand: Option<bool>,
    /// Grows with every change of the sheet.
    pub revision: i64,
    /// Since when it lies where it lies (UTC, ISO 8601).
    pub state_at: String,
    /// The day it was last returned.
    pub returned_day: Option<CalendarDate>,
    /// Who handed it in last: account and name.
    pub submitted_by: Option<(i64, String)>,
}

/// One sheet with all that stands around it (シートの画面).
#[derive(Clone, Debug)]
pub struct SheetView {
    /// What stands above it.
    pub head: SheetHead,
    /// Its cycle.
    pub cycle: ReviewCycle,
    /// Its texts.
    pub fields: Fields,
    /// Who wrote each field, when, and at which revision, by name; also of fields that were cleared.
    pub authors: BTreeMap<String, FieldRow>,
    /// What keeps it from being handed in.
    pub missing: Vec<Missing>,
    /// What the actor may do with it now. `Submit` is among them also while fields are missing.
    pub actions: Vec<ActionKind>,
    /// The levels it may be returned to, from the owner up; empty unless `Return` is among the actions.
    pub return_to: Vec<Level>,
    /// The level as which the actor may write now; its fields are those of [`SheetView::may_write`].
    pub writes_as: Option<Level>,
    /// The threads of comments, the oldest first; empty for who may see the published sheet only.
    pub threads: Vec<Thread>,
    /// The files attached, the oldest first, without those taken off.
    pub files: Vec<FileRow>,
    /// The steps it took, the oldest first.
    pub steps: Vec<StepRow>,
    /// The program as the inventory has it; none when the inventory has lost it.
    pub program: Option<ProgramDetail>,
    /// The sheet of the review before, if there was one.
    pub last_year: Option<LastYear>,
}

/// Comments that belong together (コメントのやりとり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The comment it begins with; it says which field it is about and whether it is closed.
    pub first: CommentRow,
    /// The answers, the oldest first.
    pub answers: Vec<CommentRow>,
}

/// The sheet of the review before (前回のシート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastYear {
    /// Its fiscal year.
    pub year: FiscalYear,
    /// How far it came.
    pub state: State,
    /// Its texts.
    pub fields: Fields,
}

impl SheetView {
    /// Whether the actor may write this field now.
    pub fn may_write(&self, field: &str) -> bool {
        self.writes_as.is_some_and(|level| may_write(level, field))
    }

    /// Whether the actor may do this now.
    pub fn may(&self, action: ActionKind) -> bool {
        self.actions.contains(&action)
    }

    /// The threads about a field; those of the whole sheet for an empty name.
    pub fn threads_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Thread> {
        self.threads.iter().filter(move |thread| thread.first.field == field)
    }
}

impl App {
    /// The viewpoints of the city's plan with their names, in its order.
    pub fn viewpoints(&self) -> Vec<(&str, Text)> {
        self.plan.viewpoints.iter().map(|viewpoint| (viewpoint.id.as_str(), viewpoint.title.clone())).collect()
    }

    /// The sheet of a program in the review of a year.
    ///
    /// # Errors
    /// When the actor may not read it, or there is none.
    pub async fn review_sheet(&self, actor: &Actor, year: FiscalYear, program: i64) -> Result<SheetView, AppError> {
        let stored = self.store.sheet_view(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_reading(actor, &stored.row)?;
        let detail = self.store.program(program).await?;
        let today = self.today();
        let fields: Fields = stored.fields.iter().map(|field| (field.name.as_str(), field.text.as_str())).collect();
        let indicators = detail.as_ref().map_or(&[][..], |detail| &detail.sheet.indicators);
        let mut missing = self.find_missing(&stored.row, &fields, indicators);
        if let Some(number) = merge_target(&fields) {
            let found = self.store.sheets_numbered(year, number).await?;
            if found.iter().all(|other| *other == program) {
                missing.push(Missing { field: "merge-into".to_owned(), kind: &reform::kinds::MERGE_TARGET_MISSING });
            }
        }
        let (sheet, cycle) = (workflow_sheet(&stored.row), workflow_cycle(&stored.cycle));
        let may = |action: &workflow::Action| actor.may(Ask::ActOnSheet { action, sheet: &sheet, cycle: &cycle });
        let return_to: Vec<Level> = Level::ALL
            .iter()
            .copied()
            .filter(|to| may(&workflow::Action::Return { to: *to, comment: "-".to_owned() }))
            .collect();
        let writes_as = stored.row.state.holder().filter(|_| may(&workflow::Action::Save));
        let actions = ActionKind::ALL.iter().copied().filter(|kind| may(&tried(*kind, &sheet))).collect();
        // What was said on the way is for those who take part; the public sees what was decided.
        let takes_part = actor.may(Action::ReadReviews);
        let head = SheetHead::new(&stored, today);
        Ok(SheetView {
            head,
            fields,
            missing,
            actions,
            return_to,
            writes_as,
            authors: if takes_part { by_name(stored.fields) } else { BTreeMap::new() },
            threads: if takes_part { threads(stored.comments) } else { Vec::new() },
            files: if takes_part { stored.files } else { Vec::new() },
            steps: if takes_part { stored.steps } else { Vec::new() },
            program: detail,
            last_year: stored.last_year.map(|(year, state, fields)| LastYear { year, state, fields }),
            cycle: stored.cycle,
        })
    }

    /// What stands above a sheet; the caller has asked for rights.
    pub(super) async fn head_of(&self, year: FiscalYear, program: i64) -> Result<SheetHead, AppError> {
        let stored = self.store.sheet_head(year, program).await?.ok_or_else(|| no_sheet(program))?;
        Ok(SheetHead::new(&stored, self.today()))
    }

    /// What keeps a sheet from being handed in.
    pub(super) fn find_missing(&self, row: &SheetRow, fields: &Fields, indicators: &[Indicator]) -> Vec<Missing> {
        let viewpoints: Vec<&str> = self.plan.viewpoints.iter().map(|viewpoint| viewpoint.id.as_str()).collect();
        match ReviewSheet::from_fields(&row.external_id, row.year, fields) {
            Ok(sheet) => find_missing(&sheet, &viewpoints, indicators),
            // Fields were checked when they were kept, so only a form that changed since can lead here.
            Err(problems) => {
                problems.into_iter().map(|problem| Missing { field: problem.field, kind: problem.kind }).collect()
            }
        }
    }
}

impl SheetHead {
    fn new(stored: &StoredSheetView, today: CalendarDate) -> SheetHead {
        let row = &stored.row;
        let ids = row.department_path.iter().copied();
        SheetHead {
            id: row.id,
            year: row.year,
            program: row.program,
            external_id: row.external_id.clone(),
            program_name: stored.program_name.clone(),
            department: ids.zip(stored.department_names.iter().cloned()).collect(),
            state: row.state,
            days_late: workflow_cycle(&stored.cycle).days_late(row.state, row.returned_day, today),
            is_frozen: workflow_sheet(row).is_frozen(&stored.cycle.calendar, today),
            frozen_by_hand: row.frozen_by_hand,
            revision: row.revision,
            state_at: row.state_at.clone(),
            returned_day: row.returned_day,
            submitted_by: row.submitted_by.map(|account| (account, stored.submitted_by_name.clone())),
        }
    }
}

/// The sheet as the workflow knows it.
pub(super) fn workflow_sheet(row: &SheetRow) -> workflow::Sheet {
    workflow::Sheet {
        state: row.state,
        department_path: row.department_path.iter().map(i64::to_string).collect(),
        submitted_by: row.submitted_by.map(|account| account.to_string()),
        frozen_by_hand: row.frozen_by_hand,
    }
}

/// The cycle as the workflow knows it.
pub(super) fn workflow_cycle(cycle: &ReviewCycle) -> workflow::Cycle {
    workflow::Cycle { calendar: cycle.calendar.clone(), rules: cycle.rules }
}

/// Asks whether the actor may read the sheet.
pub(super) fn permit_reading(actor: &Actor, row: &SheetRow) -> Result<(), AppError> {
    let department_path: Vec<String> = row.department_path.iter().map(i64::to_string).collect();
    permit(actor, Ask::ReadSheet { department_path: &department_path, state: row.state })
}

pub(super) fn no_sheet(program: i64) -> AppError {
    AppError::NotFound { what: "review sheet", name: program.to_string() }
}

/// An action of a kind as a button asks for it, complete in everything a person would still add.
fn tried(kind: ActionKind, sheet: &workflow::Sheet) -> workflow::Action {
    match kind {
        ActionKind::Save => workflow::Action::Save,
        ActionKind::Submit => workflow::Action::Submit { missing_fields: 0 },
        ActionKind::Approve => workflow::Action::Approve,
        ActionKind::Return => workflow::Action::Return { to: Level::Owner, comment: "-".to_owned() },
        ActionKind::Withdraw => workflow::Action::Withdraw,
        // Within its own department it reaches whoever could move it at all; one that has none can be given any.
        ActionKind::Reassign => workflow::Action::Reassign {
            department_path: if sheet.department_path.is_empty() {
                vec!["0".to_owned()]
            } else {
                sheet.department_path.clone()
            },
        },
        ActionKind::Comment => workflow::Action::Comment,
        ActionKind::Publish => workflow::Action::Publish,
        ActionKind::Freeze => workflow::Action::Freeze,
        ActionKind::Unfreeze => workflow::Action::Unfreeze,
    }
}

fn by_name(fields: Vec<FieldRow>) -> BTreeMap<String, FieldRow> {
    fields.into_iter().map(|field| (field.name.clone(), field)).collect()
}

fn threads(comments: Vec<CommentRow>) -> Vec<Thread> {
    let (first, answers): (Vec<CommentRow>, Vec<CommentRow>) =
        comments.into_iter().partition(|comment| comment.answers.is_none());
    let mut threads: Vec<Thread> = first.into_iter().map(|first| Thread { first, answers: Vec::new() }).collect();
    for answer in answers {
        if let Some(thread) = threads.iter_mut().find(|thread| Some(thread.first.id) == answer.answers) {
            thread.answers.push(answer);
        }
    }
    threads
}

/// The number of the program a sheet is to be merged into, when its direction is a merger.
pub(super) fn merge_target(fields: &Fields) -> Option<&str> {
    let is_merger = fields.get("direction") == Some(reform::program::Direction::Merge.word());
    fields.get("merge-into").map(str::trim).filter(|number| is_merger && !number.is_empty())
}
