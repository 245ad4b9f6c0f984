//! One sheet open for writing (書込中のシート): what it is inside the one writing transaction, and what is done to it.

use fiscal::FiscalYear;
use reform::notice::NoticeKind;
use reform::plan::CalendarDate;
use reform::program::Indicator;
use reform::workflow::{ActionKind, Duty, Person, Role, State};
use sha2::{Digest, Sha256};

use super::comment::insert_comment;
use super::sheet::{fields_after, read_sheet};
use super::{FieldRow, ReviewCycle, SheetRow, Via};
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, Tx, on};
use crate::duty::{Duties, DutyRow, duties_where};
use crate::migrate::hex;
use crate::notice::{NewNotice, add_notices};
use crate::rows::Rows;
use crate::{Store, StoreError};

/// A sheet open for writing (書込中のシート). Dropped before [`SheetWork::commit`], it leaves nothing behind.
pub struct SheetWork {
    tx: Tx,
    row: SheetRow,
    cycle: ReviewCycle,
}

/// A text to be put into a field (欄への記入).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldText {
    /// The field's name.
    pub name: String,
    /// The text; empty clears the field.
    pub text: String,
}

/// A step of the workflow to be written (回付の記録).
#[derive(Clone, Debug)]
pub struct NewStep {
    /// What was done.
    pub action: ActionKind,
    /// The role it was done in.
    pub role: Role,
    /// The state after it.
    pub after: State,
    /// Who handed it in last, after it.
    pub submitted_by: Option<i64>,
    /// Whether it is frozen or released by hand, after it.
    pub frozen_by_hand: Option<bool>,
    /// The department it goes to, when it was reassigned.
    pub department: Option<i64>,
    /// The day, when it was returned.
    pub returned_day: Option<CalendarDate>,
    /// Who.
    pub account: Option<i64>,
    /// In whose stead.
    pub on_behalf_of: Option<i64>,
    /// What was said with it; of a return it becomes a comment too.
    pub remark: String,
    /// Who gets which notice.
    pub told: Vec<(i64, NoticeKind)>,
    /// Who, for the audit trail.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A comment to be written (コメントの記録).
#[derive(Clone, Debug)]
pub struct NewComment {
    /// The field it is about; empty for the sheet.
    pub field: String,
    /// The first comment of the thread it answers.
    pub answers: Option<i64>,
    /// Who.
    pub account: Option<i64>,
    /// The role it is written in.
    pub role: Role,
    /// Whether it came with a return.
    pub is_return: bool,
    /// What is said.
    pub remark: String,
    /// Who gets which notice.
    pub told: Vec<(i64, NoticeKind)>,
    /// Who, for the audit trail.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A file to be attached (添付の記録).
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its name, cleaned.
    pub name: String,
    /// What it is by its content.
    pub kind: &'static str,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Who.
    pub account: Option<i64>,
    /// Who, for the audit trail.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

impl Store {
    /// Opens a sheet for writing; other writers wait until it is committed or dropped. `None` when there is none.
    ///
    /// # Errors
    /// When another writer takes too long, or the database fails.
    pub async fn open_sheet(&self, year: FiscalYear, program: i64) -> Result<Option<SheetWork>, StoreError> {
        let mut tx = self.db.begin().await?;
        let found = read_sheet(&mut tx.link(), year, program).await?;
        Ok(found.map(|(row, cycle)| SheetWork { tx, row, cycle }))
    }
}

impl SheetWork {
    /// The sheet as it stood when it was opened.
    pub fn row(&self) -> &SheetRow {
        &self.row
    }

    /// Its cycle.
    pub fn cycle(&self) -> &ReviewCycle {
        &self.cycle
    }

    /// Turns to another sheet within the same transaction; `false` when there is none, and then it stays where it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turn_to(&mut self, year: FiscalYear, program: i64) -> Result<bool, StoreError> {
        let Some((row, cycle)) = read_sheet(&mut self.link(), year, program).await? else { return Ok(false) };
        (self.row, self.cycle) = (row, cycle);
        Ok(true)
    }

    pub(crate) fn link(&mut self) -> Link<'_> {
        self.tx.link()
    }

    /// Its fields by name, also those that were cleared.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fields(&mut self) -> Result<Vec<FieldRow>, StoreError> {
        let sheet = self.row.id;
        fields_after(&mut self.link(), sheet, -1).await
    }

    /// The program's indicators by its latest sheet of the inventory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn indicators(&mut self) -> Result<Vec<Indicator>, StoreError> {
        let program = self.row.program;
        let link = &mut self.link();
        let version: Option<(i64,)> = on!(link, |c| sqlx::query_as(
            "select id from program_version where program_id = $1 order by fiscal_year desc limit 1"
        )
        .bind(program)
        .fetch_optional(c)
        .await)?;
        match version {
            Some((version,)) => crate::sheet_read::read_indicators(link, version).await,
            None => Ok(Vec::new()),
        }
    }

    /// Whether another program of this number has a sheet in the cycle.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_other_program(&mut self, external_id: &str) -> Result<bool, StoreError> {
        let (start, program) = (i64::from(self.row.year.start()), self.row.program);
        let link = &mut self.link();
        let found: Option<(i64,)> = on!(link, |c| sqlx::query_as(
            "select s.id from review_sheet s join program p on p.id = s.program_id
              where s.fiscal_year = $1 and p.external_id = $2 and p.id <> $3 limit 1"
        )
        .bind(start)
        .bind(external_id)
        .bind(program)
        .fetch_optional(c)
        .await)?;
        Ok(found.is_some())
    }

    /// The duties of an account as they stand now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties(&mut self, account: i64) -> Result<Vec<Duty>, StoreError> {
        let rows = duties_where(&mut self.link(), Duties::OfAccounts(&[account])).await?;
        Ok(rows.into_iter().map(duty).collect())
    }

    /// Everybody with a duty for the whole city or for one of these departments; and who handed the sheet in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(&mut self, department_path: &[i64]) -> Result<Vec<Person>, StoreError> {
        let submitted_by = self.row.submitted_by;
        let rows = duties_where(&mut self.link(), Duties::Covering(department_path)).await?;
        let mut people: Vec<Person> = Vec::new();
        for row in rows {
            let id = row.account_id.to_string();
            // They come in the order of their accounts.
            if people.last().is_none_or(|last| last.id != id) {
                people.push(Person { id, duties: Vec::new() });
            }
            if let Some(person) = people.last_mut() {
                person.duties.push(duty(row));
            }
        }
        if let Some(id) = submitted_by.map(|account| account.to_string())
            && people.iter().all(|person| person.id != id)
        {
            people.push(Person { id, duties: Vec::new() });
        }
        Ok(people)
    }

    /// The ids from the top of the tree down to a department; empty when there is none of this number, or it does not exist
    /// in the year of the cycle.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn department_path(&mut self, department: i64) -> Result<Vec<i64>, StoreError> {
        let year = self.row.year;
        let departments = crate::department::load(&mut self.link()).await?;
        Ok(if departments.exists_in(department, year) { departments.path(department) } else { Vec::new() })
    }

    /// Puts texts into fields and returns the revision they make. The texts are kept for ever in the history.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_fields(
        &mut self,
        texts: &[FieldText],
        after: State,
        account: Option<i64>,
        via: Via,
        actor: &str,
        at: &str,
    ) -> Result<i64, StoreError> {
        // A sheet begins to lie where it lies with its first save; later ones do not move it.
        let moved = (after != self.row.state).then_some((after, at));
        let revision = self.next_revision(moved).await?;
        let sheet = self.row.id;
        let mut fields = Rows::into("review_field (sheet_id, name, text_now, revision, account_id, at)");
        let mut changes = Rows::into("review_change (sheet_id, revision, name, text_after, account_id, via, at)");
        for FieldText { name, text } in texts {
            let (name, text) = (name.as_str(), text.as_str());
            fields.push([sheet.into(), name.into(), text.into(), revision.into(), account.into(), at.into()]);
            changes.push([
                sheet.into(),
                revision.into(),
                name.into(),
                text.into(),
                account.into(),
                via.word().into(),
                at.into(),
            ]);
        }
        let link = &mut self.link();
        let newer = "on conflict (sheet_id, name) do update set text_now = excluded.text_now, \
             revision = excluded.revision, account_id = excluded.account_id, at = excluded.at";
        fields.insert_or(link, newer).await?;
        changes.insert(link).await?;
        let detail = format!("revision\t{revision}\nvia\t{}\n{}", via.word(), proof(texts));
        append(link, actor, "sheet.save", &format!("sheet:{sheet}"), detail).await?;
        Ok(revision)
    }

    /// Writes a step of the workflow and returns the revision it makes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_step(&mut self, step: &NewStep) -> Result<i64, StoreError> {
        let before = self.row.state;
        let moved = before != step.after || step.department.is_some();
        let revision = self.next_revision(moved.then_some((step.after, step.at.as_str()))).await?;
        let sheet = self.row.id;
        let link = &mut self.link();
        on!(link, |c| {
            sqlx::query(
            "update review_sheet set submitted_by = $2, frozen_by_hand = $3, department_id = coalesce($4, department_id),
             returned_day = coalesce($5, returned_day) where id = $1"
        )
        .bind(sheet)
        .bind(step.submitted_by)
        .bind(step.frozen_by_hand.map(i64::from))
        .bind(step.department)
        .bind(step.returned_day.map(|day| day.to_string()))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        on!(link, |c| sqlx::query(
            "insert into review_step (sheet_id, revision, action, role, state_before, state_after, account_id,
             on_behalf_of, remark, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(sheet)
        .bind(revision)
        .bind(step.action.word())
        .bind(step.role.word())
        .bind(before.word())
        .bind(step.after.word())
        .bind(step.account)
        .bind(step.on_behalf_of)
        .bind(&step.remark)
        .bind(&step.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if step.action == ActionKind::Return {
            let comment = NewComment {
                field: String::new(),
                answers: None,
                account: step.account,
                role: step.role,
                is_return: true,
                remark: step.remark.clone(),
                told: Vec::new(),
                actor: step.actor.clone(),
                at: step.at.clone(),
            };
            insert_comment(link, sheet, &comment).await?;
        }
        tell(link, sheet, &step.told, &step.remark, &step.at).await?;
        let mut detail = format!(
            "revision\t{revision}\nrole\t{}\nstate\t{}\t{}",
            step.role.word(),
            before.word(),
            step.after.word()
        );
        if let Some(account) = step.on_behalf_of {
            detail.push_str(&format!("\non_behalf_of\t{account}"));
        }
        if let Some(department) = step.department {
            detail.push_str(&format!("\ndepartment\t{department}"));
        }
        if !step.remark.is_empty() {
            detail.push_str(&format!("\nremark\t{}", escape(&step.remark)));
        }
        let action = format!("sheet.{}", step.action.word());
        append(link, &step.actor, &action, &format!("sheet:{sheet}"), detail).await?;
        Ok(revision)
    }

    /// Makes everything done to the sheet last.
    ///
    /// # Errors
    /// When the database refuses; nothing is left behind then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }

    /// The next revision of the sheet and of its cycle; with a state when the sheet goes on, since when it lies there.
    pub(super) async fn next_revision(&mut self, moved: Option<(State, &str)>) -> Result<i64, StoreError> {
        self.row.revision += 1;
        let (sheet, revision, start) = (self.row.id, self.row.revision, i64::from(self.row.year.start()));
        let (after, at) = moved.map(|(state, at)| (state.word(), at)).unzip();
        let link = &mut self.link();
        on!(link, |c| sqlx::query(
            "update review_sheet set revision = $2, state = coalesce($3, state), state_at = coalesce($4, state_at)
              where id = $1"
        )
        .bind(sheet)
        .bind(revision)
        .bind(after)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query("update review_cycle set revision = revision + 1 where fiscal_year = $1")
            .bind(start)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(revision)
    }
}

/// Adds a notice about the sheet for each of these.
pub(super) async fn tell(
    link: &mut Link<'_>,
    sheet: i64,
    told: &[(i64, NoticeKind)],
    detail: &str,
    at: &str,
) -> Result<(), StoreError> {
    let notices: Vec<NewNotice> = told
        .iter()
        .map(|(account, kind)| NewNotice {
            account: *account,
            kind: *kind,
            sheet: Some(sheet),
            detail: detail.to_owned(),
            path: String::new(),
        })
        .collect();
    add_notices(link, at, &notices).await
}

/// The names of the fields and a digest of their texts: what the audit trail vouches for of the history.
fn proof(texts: &[FieldText]) -> String {
    let mut hasher = Sha256::new();
    for FieldText { name, text } in texts {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    let names: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
    format!("fields\t{}\ncontents\t{}", names.join(" "), hex(&hasher.finalize()))
}

fn duty(row: DutyRow) -> Duty {
    Duty {
        role: row.role,
        department: row.department_id.map(|id| id.to_string()),
        from: row.from_day,
        until: row.until_day,
        delegated_by: row.delegated_by.map(|(account, _)| account.to_string()),
    }
}
