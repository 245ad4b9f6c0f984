//! Comments (コメント): threads about a field or a sheet, in plain text.

use reform::review::field_of;
use reform::workflow::{self, ActionKind, transition};
use store::review::{NewComment, SheetWork};

use super::act::told;
use super::problems::{FIELD_UNKNOWN_HERE, REMARK_BAD, REMARK_EMPTY, THREAD_CLOSED, THREAD_UNKNOWN, TOO_MANY_COMMENTS};
use super::sheet::{no_sheet, workflow_cycle, workflow_sheet};
use crate::error::{AppError, Refusal};
use crate::permission::{Actor, Ask, permit};
use crate::{App, FiscalYear};

/// The longest comment, in characters.
pub const REMARK_CHARS_MAX: usize = 4_000;

/// The most comments of one sheet.
const COMMENTS_MAX: i64 = 1_000;

/// A comment somebody writes (新しいコメント).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRemark {
    /// The field it is about; empty for the sheet. An answer is about the field of its thread, whatever stands here.
    pub field: String,
    /// The first comment of the thread it answers.
    pub answers: Option<i64>,
    /// What is said: plain text, at most [`REMARK_CHARS_MAX`] characters.
    pub text: String,
}

impl App {
    /// Adds a comment and returns its number.
    ///
    /// # Errors
    /// When the actor may not comment on this sheet, the text cannot be kept, or there is no such field or thread.
    pub async fn add_comment(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        new: &NewRemark,
    ) -> Result<i64, AppError> {
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        let role = permit_comment(actor, &work)?;
        let remark = checked(&new.text)?;
        if work.comment_count().await? >= COMMENTS_MAX {
            return Err(Refusal::conflict(&TOO_MANY_COMMENTS, "").into());
        }
        let field = match new.answers {
            Some(first) => {
                let thread = work.thread(first).await?.ok_or_else(|| Refusal::invalid(&THREAD_UNKNOWN, ""))?;
                if thread.is_closed {
                    return Err(Refusal::conflict(&THREAD_CLOSED, "").into());
                }
                thread.field
            }
            None if new.field.is_empty() || field_of(&new.field, &[]).is_some() => new.field.clone(),
            None => return Err(Refusal::invalid(&FIELD_UNKNOWN_HERE, "").into()),
        };
        let member = actor.signed_in().ok_or(AppError::Denied("comment"))?;
        let (sheet, cycle) = (workflow_sheet(work.row()), workflow_cycle(work.cycle()));
        let told = told(&mut work, ActionKind::Comment, &sheet, member, &cycle).await?;
        let comment = NewComment {
            field,
            answers: new.answers,
            account: actor.account(),
            role,
            is_return: false,
            remark,
            told,
            actor: actor.name.clone(),
            at: self.now_text(),
        };
        let id = work.add_comment(&comment).await?;
        work.commit().await?;
        Ok(id)
    }

    /// Closes a thread: it stays readable and takes no more answers. Closing a closed one changes nothing.
    ///
    /// # Errors
    /// When the actor may not comment on this sheet, or it has no such thread.
    pub async fn close_thread(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        first: i64,
    ) -> Result<(), AppError> {
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_comment(actor, &work)?;
        let thread = work.thread(first).await?.ok_or_else(|| Refusal::invalid(&THREAD_UNKNOWN, ""))?;
        if !thread.is_closed {
            work.close_thread(first, actor.account(), &actor.name, &self.now_text()).await?;
            work.commit().await?;
        }
        Ok(())
    }
}

/// A text as a comment is kept: line ends as `\n`, no blanks around it.
pub(super) fn checked(text: &str) -> Result<String, AppError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid(&REMARK_EMPTY, "").into());
    }
    let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if text.chars().count() > REMARK_CHARS_MAX || text.chars().any(control) {
        return Err(Refusal::invalid(&REMARK_BAD, "").into());
    }
    Ok(text.to_owned())
}

/// Asks whether the actor may comment on the sheet as it stands, and says in which role.
fn permit_comment(actor: &Actor, work: &SheetWork) -> Result<workflow::Role, AppError> {
    let (sheet, cycle) = (workflow_sheet(work.row()), workflow_cycle(work.cycle()));
    let action = workflow::Action::Comment;
    permit(actor, Ask::ActOnSheet { action: &action, sheet: &sheet, cycle: &cycle })?;
    let step = actor.signed_in().map(|member| transition(&member.person, &sheet, &action, &cycle, member.today));
    match step {
        Some(Ok(step)) => Ok(step.role),
        _ => Err(AppError::Denied("comment")),
    }
}
