//! Entering, answering, hiding remarks (意見の記入・回答・表示の停止), each with its history and the notices it causes.

use reform::discussion::remark::{HIDE_REASON_MISSING, RemarkOutcome, RemarkSource, RemarkState, check_remark_step};
use reform::notice::NoticeKind;
use reform::plan::CalendarDate;
use reform::workflow::Role;
use store::NewNotice;
use store::remark::RemarkChange;

use super::{
    OUTCOME_UNKNOWN, REMARK_CHARS, REMARK_DEPARTMENT, REMARK_DUE, REMARK_ITEM, REMARK_MEETING, REMARK_SPEAKER,
    REMARK_TEXT, RESPONSE_TEXT, RemarkRow, SHORT_CHARS, changed, state_of,
};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, Ask, permit};
use crate::tasks::is_unusable;

/// A remark as typed (意見の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemarkForm {
    /// What was said.
    pub body: String,
    /// Who said it.
    pub speaker: String,
    /// As what.
    pub speaker_role: String,
    /// The word of its source.
    pub source: String,
    /// The number of record of the meeting; empty for none.
    pub meeting: String,
    /// The word of the kind of thing.
    pub kind: String,
    /// Which one.
    pub item: String,
    /// Where in it.
    pub place: String,
    /// The theme.
    pub theme: String,
    /// The number of the department; empty for none.
    pub department: String,
    /// The day the response is due; empty for none.
    pub due: String,
    /// The revision these texts started from; empty for a new one.
    pub revision: String,
}

impl RemarkForm {
    /// The texts of a remark as it stands.
    pub fn of(row: &RemarkRow) -> RemarkForm {
        RemarkForm {
            body: row.body.clone(),
            speaker: row.speaker.clone(),
            speaker_role: row.speaker_role.clone(),
            source: row.source.word().to_owned(),
            meeting: row.meeting.map(|id| id.to_string()).unwrap_or_default(),
            kind: row.item.kind.word().to_owned(),
            item: row.item.id.clone(),
            place: row.item.place.clone(),
            theme: row.theme.clone(),
            department: row.department_id.map(|id| id.to_string()).unwrap_or_default(),
            due: row.due.map(|day| day.to_string()).unwrap_or_default(),
            revision: row.revision.to_string(),
        }
    }
}

impl App {
    /// Enters a remark and tells the department that answers; gives its number.
    ///
    /// # Errors
    /// When the actor may not, or what was typed is no good.
    pub async fn add_remark(&self, actor: &Actor, form: &RemarkForm) -> Result<i64, AppError> {
        permit(actor, Action::WriteRemarks)?;
        let mut row = self.read_remark(form).await?;
        row.created_account = actor.account();
        row.is_demo = self.is_example_time().await?;
        let told = self.told_of(actor, &row, "意見への回答をお願いします").await?;
        Ok(self.store.add_remark(&actor.name, &row, &told).await?)
    }

    /// Changes what a remark says, what it is tied to, who answers and by when.
    ///
    /// # Errors
    /// When the actor may not, there is none, what was typed is no good, or somebody else was quicker.
    pub async fn change_remark(&self, actor: &Actor, id: i64, form: &RemarkForm) -> Result<(), AppError> {
        permit(actor, Action::ManageRemarks)?;
        let before = self.remark_view(actor, id).await?.line.remark;
        // Who may not know the source must not write over it with the word that stands for it.
        permit(actor, Action::ReadRemarkSources)?;
        let read = self.read_remark(form).await?;
        let is_moved = read.department_id != before.department_id;
        let row = RemarkRow {
            id,
            state: before.state,
            response: before.response,
            reason: before.reason,
            outcome: before.outcome,
            hidden_reason: before.hidden_reason,
            is_demo: before.is_demo,
            revision: form.revision.trim().parse().unwrap_or(0),
            created_account: before.created_account,
            created_at: before.created_at,
            ..read
        };
        let told = match is_moved {
            true => self.told_of(actor, &row, "意見への回答をお願いします").await?,
            false => Vec::new(),
        };
        let change = RemarkChange { what: "changed", reason: "" };
        match self.store.change_remark(&actor.name, &row, change, &told).await? {
            true => Ok(()),
            false => Err(changed(id)),
        }
    }

    /// Takes a remark to another state with its response, and names what came of it.
    ///
    /// # Errors
    /// When the actor may not answer it, the step may not be made, or somebody else was quicker.
    pub async fn answer_remark(
        &self,
        actor: &Actor,
        id: i64,
        revision: i64,
        (state, response, reason): (&str, &str, &str),
    ) -> Result<(), AppError> {
        let before = self.answerable(actor, id).await?;
        // Whoever answers a remark that was answered meanwhile is told so, not that the step is wrong.
        if before.revision != revision {
            return Err(changed(id));
        }
        let (state, response, reason) = (state_of(state)?, clean(response), clean(reason));
        if is_unusable(&response, REMARK_CHARS) || is_unusable(&reason, REMARK_CHARS) {
            return Err(Refusal::invalid(&RESPONSE_TEXT, "").into());
        }
        check_remark_step(before.state, state, &response, &reason).map_err(|kind| Refusal::invalid(kind, ""))?;
        // Why it was declined stays as long as it is: whoever reads that it was taken up must not read a reason against it.
        let kept = match state {
            RemarkState::Declined => reason.clone(),
            RemarkState::Done => before.reason.clone(),
            RemarkState::Open | RemarkState::Answered | RemarkState::Accepted => String::new(),
        };
        let row = RemarkRow { state, response, reason: kept, revision, ..before };
        let change = RemarkChange { what: "answered", reason: &reason };
        let told = match row.created_account.filter(|account| Some(*account) != actor.account()) {
            Some(account) => vec![notice(account, format!("意見に回答がありました（{}）", state.label_ja()))],
            None => Vec::new(),
        };
        match self.store.change_remark(&actor.name, &row, change, &told).await? {
            true => Ok(()),
            false => Err(changed(id)),
        }
    }

    /// Names the revision or snapshot that came of a remark; empty takes it back.
    ///
    /// # Errors
    /// When the actor may not answer it, there is no such revision, or somebody else was quicker.
    pub async fn name_outcome(&self, actor: &Actor, id: i64, revision: i64, outcome: &str) -> Result<(), AppError> {
        let before = self.answerable(actor, id).await?;
        let unknown = || AppError::from(Refusal::invalid(&OUTCOME_UNKNOWN, ""));
        let outcome = match outcome.trim() {
            "" => None,
            text => Some(RemarkOutcome::read(text).ok_or_else(unknown)?),
        };
        if let Some(named) = &outcome {
            let known = self.possible_outcomes(actor, &before.item).await?;
            if known.iter().all(|(one, _)| one != named) {
                return Err(unknown());
            }
        }
        let row = RemarkRow { outcome, revision, ..before };
        let change = RemarkChange { what: "outcome", reason: "" };
        match self.store.change_remark(&actor.name, &row, change, &[]).await? {
            true => Ok(()),
            false => Err(changed(id)),
        }
    }

    /// Hides a remark with a reason, or shows it again with one; nothing is ever deleted.
    ///
    /// # Errors
    /// When the actor may not, the reason is missing, or somebody else was quicker.
    pub async fn hide_remark(
        &self,
        actor: &Actor,
        id: i64,
        revision: i64,
        hide: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageRemarks)?;
        let missing = || AppError::NotFound { what: "remark", name: id.to_string() };
        let (before, _) = self.store.remark(id).await?.ok_or_else(missing)?;
        let reason = clean(reason);
        if reason.is_empty() || is_unusable(&reason, REMARK_CHARS) {
            return Err(Refusal::invalid(&HIDE_REASON_MISSING, "").into());
        }
        let what = if hide { "hidden" } else { "shown" };
        let hidden_reason = if hide { reason.clone() } else { String::new() };
        let row = RemarkRow { hidden_reason, revision, ..before };
        match self.store.change_remark(&actor.name, &row, RemarkChange { what, reason: &reason }, &[]).await? {
            true => Ok(()),
            false => Err(changed(id)),
        }
    }

    /// The departments that may answer: number and names from the top down.
    ///
    /// # Errors
    /// When the actor may not see remarks, or the database fails.
    pub async fn answering_departments(&self, actor: &Actor) -> Result<Vec<(i64, Vec<String>)>, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let departments = self.store.departments().await?;
        Ok(self.living(&departments, None))
    }

    /// A remark as stored, whole, for somebody who may answer it.
    async fn answerable(&self, actor: &Actor, id: i64) -> Result<RemarkRow, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let missing = || AppError::NotFound { what: "remark", name: id.to_string() };
        let (row, _) = self.store.remark(id).await?.ok_or_else(missing)?;
        if !row.hidden_reason.is_empty() && !actor.may(Action::ManageRemarks) {
            return Err(missing());
        }
        let path = self.remark_path(row.department_id).await?;
        permit(actor, Ask::AnswerRemark { department_path: &path })?;
        Ok(row)
    }

    /// Whom it concerns in the department that answers, but not who acts.
    async fn told_of(&self, actor: &Actor, row: &RemarkRow, words: &str) -> Result<Vec<NewNotice>, AppError> {
        let Some(department) = row.department_id else { return Ok(Vec::new()) };
        let departments = self.store.departments().await?;
        let path = departments.path(department);
        let duties = self.store.duties_covering(&path, self.today()).await?;
        let mut accounts: Vec<i64> = duties
            .iter()
            .filter(|duty| matches!(duty.role, Role::Owner | Role::SectionHead | Role::DepartmentHead))
            .filter(|duty| duty.department_id.is_some() && Some(duty.account_id) != actor.account())
            .map(|duty| duty.account_id)
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let beginning: String = row.body.chars().take(60).collect();
        Ok(accounts.into_iter().map(|account| notice(account, format!("{words}：{beginning}"))).collect())
    }

    async fn read_remark(&self, form: &RemarkForm) -> Result<RemarkRow, AppError> {
        let refuse = |kind, detail: &str| AppError::from(Refusal::invalid(kind, detail));
        let body = clean(&form.body);
        if body.is_empty() || is_unusable(&body, REMARK_CHARS) {
            return Err(refuse(&REMARK_TEXT, ""));
        }
        let (speaker, speaker_role) = (form.speaker.trim(), form.speaker_role.trim());
        let is_bad = |text: &str| is_unusable(text, SHORT_CHARS) || text.contains('\n');
        if speaker.is_empty() && speaker_role.is_empty() || is_bad(speaker) || is_bad(speaker_role) {
            return Err(refuse(&REMARK_SPEAKER, ""));
        }
        let item = self.item_typed((&form.kind, &form.item, &form.place), &REMARK_ITEM).await?;
        let meeting = match form.meeting.trim() {
            "" => None,
            text => {
                let meetings = self.store.meetings().await?;
                let found = text.parse().ok().and_then(|id: i64| meetings.into_iter().find(|one| one.id == id));
                Some(found.ok_or_else(|| refuse(&REMARK_MEETING, text))?)
            }
        };
        let department_id: Option<i64> = match form.department.trim() {
            "" => None,
            text => {
                let departments = self.store.departments().await?;
                let known = text.parse().ok().filter(|id| departments.get(*id).is_some());
                Some(known.ok_or_else(|| refuse(&REMARK_DEPARTMENT, ""))?)
            }
        };
        let due: Option<CalendarDate> = match form.due.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| refuse(&REMARK_DUE, text))?),
        };
        let theme = form.theme.trim();
        if is_bad(theme) {
            return Err(refuse(&REMARK_SPEAKER, theme));
        }
        Ok(RemarkRow {
            id: 0,
            body,
            speaker: speaker.to_owned(),
            speaker_role: speaker_role.to_owned(),
            // What is not said to be public is not.
            source: RemarkSource::from_word(form.source.trim()).unwrap_or(RemarkSource::Confidential),
            body_id: meeting.as_ref().map(|meeting| meeting.body.clone()).unwrap_or_default(),
            meeting: meeting.map(|meeting| meeting.id),
            item,
            theme: theme.to_owned(),
            department_id,
            due,
            state: RemarkState::Open,
            response: String::new(),
            reason: String::new(),
            outcome: None,
            hidden_reason: String::new(),
            is_demo: false,
            revision: 0,
            created_account: None,
            created_at: String::new(),
        })
    }
}

fn clean(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

fn notice(account: i64, detail: String) -> NewNotice {
    NewNotice { account, kind: NoticeKind::Remark, sheet: None, detail, path: "/remarks/{remark}".to_owned() }
}
