//! Duties (担当): who has which role for which department, and who stands in for whom until when (代理).
//!
//! Everything is read through the view `standing_duty`: there a delegation ends with the duty it comes from, with that
//! duty's earlier end, and when the person who delegated may no longer sign in.

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::rows::placeholders;
use crate::{Store, StoreError};
use reform::plan::CalendarDate;
use reform::workflow::{Duty, Role};
use sqlx::AssertSqlSafe;

/// A duty that stands (担当), as it holds in effect: of a delegation the shorter of its own days and the duty's behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    /// The duty's number.
    pub id: i64,
    /// Who has it.
    pub account_id: i64,
    /// What that person types to sign in.
    pub login: String,
    /// That person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The department with all below it; `None` is the whole city.
    pub department_id: Option<i64>,
    /// The first day it holds.
    pub from_day: Option<CalendarDate>,
    /// The last day it holds.
    pub until_day: Option<CalendarDate>,
    /// Whose duty it is, when it was delegated: the account's number and name.
    pub delegated_by: Option<(i64, String)>,
    /// Who entered it.
    pub granted_by: String,
    /// When (UTC, ISO 8601).
    pub granted_at: String,
}

/// A duty to be given (与える担当).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyEntry {
    /// The role.
    pub role: Role,
    /// The department; `None` is the whole city.
    pub department_id: Option<i64>,
    /// The first day it holds; `None` is since ever.
    pub from_day: Option<CalendarDate>,
    /// The last day it holds; `None` is without end.
    pub until_day: Option<CalendarDate>,
}

/// Why a duty was not given, taken away or delegated (変えられなかった理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyFault {
    /// There is no such duty, or it has ended.
    Missing,
    /// There is no such account, or it may not be used.
    NoAccount,
    /// There is no such department, or the role needs one.
    NoDepartment,
    /// Nobody would be left who looks after the accounts.
    LastAdministrator,
    /// It was itself delegated, or belongs to somebody else.
    NotOnesOwn,
    /// A role that cannot be delegated: expert, auditor, administrator.
    RoleStays,
    /// To oneself.
    ToOneself,
    /// The days make no sense: reversed, over already, or more than a year.
    Days,
    /// Longer than the duty itself.
    BeyondDuty,
    /// The same person stands in for it already.
    Already,
}

/// Which duties are asked for.
pub(crate) enum Duties<'a> {
    OfAccounts(&'a [i64]),
    DelegatedBy(i64),
    /// For exactly these departments.
    Of(&'a [i64]),
    /// For the whole city or one of these departments.
    Covering(&'a [i64]),
    One(i64),
}

impl DutyRow {
    /// The duty as the rules of the review know it.
    pub fn as_rule(&self) -> Duty {
        Duty {
            role: self.role,
            department: self.department_id.map(|id| id.to_string()),
            from: self.from_day,
            until: self.until_day,
            delegated_by: self.delegated_by.as_ref().map(|(id, _)| id.to_string()),
        }
    }

    /// Whether it holds on this day.
    pub fn holds_on(&self, day: CalendarDate) -> bool {
        self.as_rule().holds_on(day)
    }
}

impl Store {
    /// The duties of an account that were not taken away, also those to come and those whose days are over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_of(&self, account: i64) -> Result<Vec<DutyRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        duties_where(&mut reader.link(), Duties::OfAccounts(&[account])).await
    }

    /// The delegations somebody gave that still stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delegations_by(&self, account: i64) -> Result<Vec<DutyRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        duties_where(&mut reader.link(), Duties::DelegatedBy(account)).await
    }

    /// The duties of people who may sign in, for any of these departments (a path from the top down) or the whole city,
    /// that hold on this day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_covering(&self, path: &[i64], day: CalendarDate) -> Result<Vec<DutyRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let duties = duties_where(&mut reader.link(), Duties::Covering(path)).await?;
        Ok(duties.into_iter().filter(|duty| duty.holds_on(day)).collect())
    }

    /// Gives a duty, or changes the days of the same one; gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_duty(
        &self,
        actor: &str,
        account: i64,
        entry: &DutyEntry,
        today: CalendarDate,
    ) -> Result<Result<i64, DutyFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let had_one = has_administrator(link, today).await?;
        let given = give_duty(link, actor, account, entry).await?;
        if given.is_ok() && had_one && !has_administrator(link, today).await? {
            return Ok(Err(DutyFault::LastAdministrator));
        }
        if given.is_ok() {
            tx.commit().await?;
        }
        Ok(given.map(|(id, _)| id))
    }

    /// Takes a duty or a delegation of an account away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_duty(
        &self,
        actor: &str,
        account: i64,
        duty: i64,
        today: CalendarDate,
    ) -> Result<Result<(), DutyFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let had_one = has_administrator(link, today).await?;
        let row = one_duty(link, duty).await?.filter(|row| row.account_id == account);
        let Some(row) = row else { return Ok(Err(DutyFault::Missing)) };
        end_duty(link, actor, "duty.end", &row).await?;
        if had_one && !has_administrator(link, today).await? {
            return Ok(Err(DutyFault::LastAdministrator));
        }
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// Gives a duty inside a writing transaction, or changes the days of the same one; says whether anything changed.
pub(crate) async fn give_duty(
    link: &mut Link<'_>,
    actor: &str,
    account: i64,
    entry: &DutyEntry,
) -> Result<Result<(i64, bool), DutyFault>, StoreError> {
    let (is_account, is_department): (i64, i64) = on!(link, |c| sqlx::query_as(
        "select (select count(*) from account where id = $1), (select count(*) from department where id = $2)"
    )
    .bind(account)
    .bind(entry.department_id.unwrap_or(0))
    .fetch_one(c)
    .await)?;
    if is_account == 0 {
        return Ok(Err(DutyFault::NoAccount));
    }
    if entry.department_id.map_or(entry.role.needs_department(), |_| is_department == 0) {
        return Ok(Err(DutyFault::NoDepartment));
    }
    let days = |day: Option<CalendarDate>| day.map(|day| day.to_string());
    let (from, until) = (days(entry.from_day), days(entry.until_day));
    let own = duties_where(link, Duties::OfAccounts(&[account])).await?;
    let same = own.into_iter().find(|duty| {
        duty.delegated_by.is_none() && duty.role == entry.role && duty.department_id == entry.department_id
    });
    let lines = |before: Option<&DutyRow>| {
        let was = |day: Option<Option<CalendarDate>>| days(day.flatten()).unwrap_or_default();
        let word = entry.role.word();
        format!(
            "role\t{}\t{word}\ndepartment\t{}\t{}\nfrom\t{}\t{}\nuntil\t{}\t{}",
            before.map_or("", |_| word),
            before.map_or(String::new(), |duty| department_word(duty.department_id)),
            department_word(entry.department_id),
            was(before.map(|duty| duty.from_day)),
            from.clone().unwrap_or_default(),
            was(before.map(|duty| duty.until_day)),
            until.clone().unwrap_or_default(),
        )
    };
    if let Some(same) = same {
        let changes = (same.from_day, same.until_day) != (entry.from_day, entry.until_day);
        if changes {
            on!(link, |c| sqlx::query("update duty set from_day = $2, until_day = $3 where id = $1")
                .bind(same.id)
                .bind(&from)
                .bind(&until)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
            append(link, actor, "duty.change", &format!("account:{account}"), lines(Some(&same))).await?;
        }
        return Ok(Ok((same.id, changes)));
    }
    let id = next_number(link, "duty").await?;
    on!(link, |c| sqlx::query(
        "insert into duty (id, account_id, role, department_id, from_day, until_day, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(id)
    .bind(account)
    .bind(entry.role.word())
    .bind(entry.department_id)
    .bind(&from)
    .bind(&until)
    .bind(actor)
    .bind(now())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    append(link, actor, "duty.give", &format!("account:{account}"), lines(None)).await?;
    Ok(Ok((id, true)))
}

/// Ends a duty inside a writing transaction and notes what it was.
pub(crate) async fn end_duty(link: &mut Link<'_>, actor: &str, action: &str, duty: &DutyRow) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("update duty set ended_at = $2 where id = $1")
        .bind(duty.id)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let mut detail = format!("role\t{}\t\ndepartment\t{}\t", duty.role.word(), department_word(duty.department_id));
    if let Some((by, name)) = &duty.delegated_by {
        detail.push_str(&format!("\ndelegated_by\t{by} {}\t", escape(name)));
    }
    append(link, actor, action, &format!("account:{}", duty.account_id), detail).await?;
    Ok(())
}

/// Whether somebody who may sign in looks after the accounts on this day, in their own right.
pub(crate) async fn has_administrator(link: &mut Link<'_>, today: CalendarDate) -> Result<bool, StoreError> {
    let any: Option<(i64,)> = on!(link, |c| sqlx::query_as(
        "select duty.id from duty join account on account.id = duty.account_id
          where role = 'administrator' and delegated_by is null and ended_at is null and is_active = 1
            and (from_day is null or from_day <= $1) and (until_day is null or until_day >= $1) limit 1"
    )
    .bind(today.to_string())
    .fetch_optional(c)
    .await)?;
    Ok(any.is_some())
}

/// Standing duties, delegations joined to the duty they come from.
pub(crate) async fn duties_where(link: &mut Link<'_>, which: Duties<'_>) -> Result<Vec<DutyRow>, StoreError> {
    let one;
    let (condition, ids) = match which {
        Duties::OfAccounts(ids) => ("d.account_id in", ids),
        Duties::Of(departments) => ("d.department_id in", departments),
        Duties::DelegatedBy(account) => {
            one = [account];
            ("d.delegated_by in", one.as_slice())
        }
        Duties::Covering(path) => ("a.is_active = 1 and (d.department_id is null or d.department_id in", path),
        Duties::One(id) => {
            one = [id];
            ("d.id in", one.as_slice())
        }
    };
    let close = if condition.contains('(') { ")" } else { "" };
    let mut duties = Vec::new();
    // An empty list still asks for those of the whole city.
    let none = [0];
    for ids in if ids.is_empty() { &none } else { ids }.chunks(500) {
        let sql = format!(
            "select d.id, d.account_id, a.login, a.name, d.role, d.department_id, d.from_day, d.until_day, d.delegated_by,
                    (select b.name from account b where b.id = d.delegated_by), d.granted_by, d.granted_at
             from standing_duty d join account a on a.id = d.account_id
             where {condition} ({}){close} order by d.account_id, d.id",
            placeholders(1, ids.len())
        );
        type Row = (
            i64,
            i64,
            String,
            String,
            String,
            Option<i64>,
            Option<String>,
            Option<String>,
            Option<i64>,
            Option<String>,
            String,
            String,
        );
        let rows: Vec<Row> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })?;
        for (id, account_id, login, name, role, department_id, from, until, by, by_name, granted_by, granted_at) in rows
        {
            duties.push(DutyRow {
                id,
                account_id,
                login,
                name,
                role: Role::from_word(&role)
                    .ok_or_else(|| StoreError::Damaged(format!("duty {id} has role {role}")))?,
                department_id,
                from_day: day(from)?,
                until_day: day(until)?,
                delegated_by: by.map(|by| (by, by_name.unwrap_or_default())),
                granted_by,
                granted_at,
            });
        }
    }
    Ok(duties)
}

pub(crate) async fn one_duty(link: &mut Link<'_>, id: i64) -> Result<Option<DutyRow>, StoreError> {
    Ok(duties_where(link, Duties::One(id)).await?.pop())
}

pub(crate) fn department_word(department: Option<i64>) -> String {
    department.map(|id| id.to_string()).unwrap_or_default()
}

fn day(text: Option<String>) -> Result<Option<CalendarDate>, StoreError> {
    let read = |text: String| text.parse().map_err(|_| StoreError::Damaged(format!("“{text}” is no day")));
    text.map(read).transpose()
}
