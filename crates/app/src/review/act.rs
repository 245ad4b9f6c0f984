//! Steps of the workflow (回付の操作): one sheet or many, each in a transaction of its own, each replayed form refused.

use reform::notice::{NoticeKind, told_of};
use reform::review::Fields;
use reform::workflow::{self, ActionKind, Duty, Level, Person, State, Step, transition};
use store::review::{NewStep, SheetWork};

use super::SheetHead;
use super::problems::{REMARK_BAD, STEP_MEANWHILE, TOO_MANY_SHEETS};
use super::sheet::{merge_target, no_sheet, workflow_cycle, workflow_sheet};
use crate::error::{AppError, Refusal};
use crate::permission::{Actor, Ask, permit};
use crate::{App, FiscalYear, Member};

/// The most sheets one bulk action takes.
pub const SHEETS_MAX: usize = 500;

/// A step somebody wants to take (回付の操作).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetAction {
    /// Hand it in.
    Submit,
    /// Pass it on.
    Approve,
    /// Send it back with a comment.
    Return {
        /// The level that should look again.
        to: Level,
        /// What should be changed; at most [`super::REMARK_CHARS_MAX`] characters.
        comment: String,
    },
    /// Take it back from the next level.
    Withdraw,
    /// Give it to another department, by id.
    Reassign {
        /// The id of the department it goes to.
        department: i64,
    },
    /// Make it public.
    Publish,
    /// Freeze it.
    Freeze,
    /// Release it.
    Unfreeze,
}

/// A sheet somebody chose in a list (選んだシート).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The program.
    pub program: i64,
    /// The sheet's revision when the list was shown; none takes it as it stands.
    pub seen: Option<i64>,
}

/// Whether a step is taken or only tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Try,
    Commit,
}

impl SheetAction {
    /// The kind of action.
    pub fn kind(&self) -> ActionKind {
        match self {
            SheetAction::Submit => ActionKind::Submit,
            SheetAction::Approve => ActionKind::Approve,
            SheetAction::Return { .. } => ActionKind::Return,
            SheetAction::Withdraw => ActionKind::Withdraw,
            SheetAction::Reassign { .. } => ActionKind::Reassign,
            SheetAction::Publish => ActionKind::Publish,
            SheetAction::Freeze => ActionKind::Freeze,
            SheetAction::Unfreeze => ActionKind::Unfreeze,
        }
    }
}

impl App {
    /// Takes a step with a sheet. `seen` is the sheet's revision on the page where it was chosen: a form that is sent twice,
    /// or from a page older than the last step, is refused.
    ///
    /// # Errors
    /// When the workflow refuses (`RF-1xx`), somebody moved the sheet on meanwhile, or there is none; nothing changed then.
    pub async fn act_on_sheet(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        seen: i64,
        action: &SheetAction,
    ) -> Result<SheetHead, AppError> {
        self.take_step(actor, year, Chosen { program, seen: Some(seen) }, action, Mode::Commit).await?;
        self.head_of(year, program).await
    }

    /// Takes a step with many sheets, one after the other; what became of each is told. What is refused leaves its sheet as
    /// it was and does not keep the others.
    ///
    /// # Errors
    /// When more than 500 sheets are chosen, or the database fails.
    pub async fn act_on_sheets(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
        action: &SheetAction,
    ) -> Result<Vec<(i64, Result<State, AppError>)>, AppError> {
        self.act_on_each(actor, year, chosen, action, Mode::Commit).await
    }

    /// What a step would do to each of these sheets as they stand now; nothing is changed.
    ///
    /// # Errors
    /// When more than 500 sheets are chosen, or the database fails.
    pub async fn try_on_sheets(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
        action: &SheetAction,
    ) -> Result<Vec<(i64, Result<State, AppError>)>, AppError> {
        self.act_on_each(actor, year, chosen, action, Mode::Try).await
    }

    async fn act_on_each(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: &[Chosen],
        action: &SheetAction,
        mode: Mode,
    ) -> Result<Vec<(i64, Result<State, AppError>)>, AppError> {
        if chosen.len() > SHEETS_MAX {
            return Err(Refusal::invalid(&TOO_MANY_SHEETS, chosen.len().to_string()).into());
        }
        let mut results = Vec::with_capacity(chosen.len());
        for one in chosen {
            match self.take_step(actor, year, *one, action, mode).await {
                Err(error @ AppError::Store(_)) => return Err(error),
                result => results.push((one.program, result)),
            }
        }
        Ok(results)
    }

    async fn take_step(
        &self,
        actor: &Actor,
        year: FiscalYear,
        chosen: Chosen,
        action: &SheetAction,
        mode: Mode,
    ) -> Result<State, AppError> {
        let program = chosen.program;
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        // What somebody may do is looked up again inside the transaction: a duty may have ended while they waited.
        let actor = &match actor.account() {
            Some(account) => with_duties(actor, work.duties(account).await?),
            None => actor.clone(),
        };
        let wanted = self.wanted(&mut work, action).await?;
        let (sheet, cycle) = (workflow_sheet(work.row()), workflow_cycle(work.cycle()));
        permit(actor, Ask::ActOnSheet { action: &wanted, sheet: &sheet, cycle: &cycle })?;
        if chosen.seen.is_some_and(|seen| work.row().step_revision > seen) {
            return Err(Refusal::conflict(&STEP_MEANWHILE, work.row().state.label_ja()).into());
        }
        let member = actor.signed_in().ok_or(AppError::Denied(action.kind().word()))?;
        let step = transition(&member.person, &sheet, &wanted, &cycle, member.today)
            .map_err(|kind| AppError::from(Refusal::of_workflow(kind)))?;
        let remark = match action {
            SheetAction::Return { comment, .. } => super::comment::checked(comment)?,
            _ => String::new(),
        };
        if mode == Mode::Try {
            return Ok(step.sheet.state);
        }
        let told = told(&mut work, action.kind(), &step.sheet, member, &cycle).await?;
        self.write_step(work, actor, &step, action, told, remark).await?;
        Ok(step.sheet.state)
    }

    async fn write_step(
        &self,
        mut work: SheetWork,
        actor: &Actor,
        step: &Step,
        action: &SheetAction,
        told: Vec<(i64, NoticeKind)>,
        remark: String,
    ) -> Result<(), AppError> {
        let kind = action.kind();
        let department = match action {
            SheetAction::Reassign { department } => Some(*department),
            _ => None,
        };
        let step = NewStep {
            action: kind,
            role: step.role,
            after: step.sheet.state,
            submitted_by: step.sheet.submitted_by.as_deref().and_then(|id| id.parse().ok()),
            frozen_by_hand: step.sheet.frozen_by_hand,
            department,
            returned_day: (kind == ActionKind::Return).then(|| self.today()),
            account: actor.account(),
            on_behalf_of: step.on_behalf_of.as_deref().and_then(|id| id.parse().ok()),
            remark,
            told,
            actor: actor.name.clone(),
            at: self.now_text(),
        };
        work.take_step(&step).await?;
        work.commit().await?;
        Ok(())
    }

    /// The action as the workflow asks for it, with what only the sheet itself can tell.
    async fn wanted(&self, work: &mut SheetWork, action: &SheetAction) -> Result<workflow::Action, AppError> {
        Ok(match action {
            SheetAction::Submit => {
                let rows = work.fields().await?;
                let fields: Fields = rows.iter().map(|field| (field.name.as_str(), field.text.as_str())).collect();
                let indicators = work.indicators().await?;
                let mut missing_fields = self.find_missing(work.row(), &fields, &indicators).len();
                // A workbook may have brought a number that no page would have taken.
                if let Some(number) = merge_target(&fields)
                    && !work.has_other_program(number).await?
                {
                    missing_fields += 1;
                }
                workflow::Action::Submit { missing_fields }
            }
            SheetAction::Approve => workflow::Action::Approve,
            SheetAction::Return { to, comment } => {
                if comment.chars().count() > super::REMARK_CHARS_MAX {
                    return Err(Refusal::invalid(&REMARK_BAD, "").into());
                }
                workflow::Action::Return { to: *to, comment: comment.clone() }
            }
            SheetAction::Withdraw => workflow::Action::Withdraw,
            SheetAction::Reassign { department } => {
                let path = work.department_path(*department).await?;
                workflow::Action::Reassign { department_path: path.iter().map(i64::to_string).collect() }
            }
            SheetAction::Publish => workflow::Action::Publish,
            SheetAction::Freeze => workflow::Action::Freeze,
            SheetAction::Unfreeze => workflow::Action::Unfreeze,
        })
    }
}

/// Who gets which notice of what somebody did; `sheet` is as it stands afterwards.
pub(super) async fn told(
    work: &mut SheetWork,
    kind: ActionKind,
    sheet: &workflow::Sheet,
    member: &Member,
    cycle: &workflow::Cycle,
) -> Result<Vec<(i64, NoticeKind)>, AppError> {
    use ActionKind::{Approve, Comment, Reassign, Return, Submit};
    if !matches!(kind, Submit | Approve | Return | Reassign | Comment) {
        return Ok(Vec::new());
    }
    let path: Vec<i64> = sheet.department_path.iter().filter_map(|id| id.parse().ok()).collect();
    let people = work.people(&path).await?;
    let told = told_of(kind, sheet, &member.person.id, &people, cycle, member.today);
    Ok(told.into_iter().filter_map(|(id, kind)| Some((id.parse().ok()?, kind))).collect())
}

/// The same person with the duties as they stand now.
fn with_duties(actor: &Actor, duties: Vec<Duty>) -> Actor {
    match actor.signed_in() {
        Some(member) => {
            Actor::member(Member { person: Person { id: member.person.id.clone(), duties }, ..member.clone() })
        }
        None => actor.clone(),
    }
}
