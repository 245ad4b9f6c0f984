//! Delegations (代理): somebody else acts under one's own duty until a day, at most a year, and passes it on to nobody.

use crate::account::account_by_id;
use crate::audit::append;
use crate::db::{Link, now, on};
use crate::duty::{Duties, department_word, duties_where, end_duty, one_duty};
use crate::notice::add_notices;
use crate::number::next_number;
use crate::{DutyFault, DutyRow, NewNotice, Store, StoreError};
use reform::notice::NoticeKind;
use reform::plan::CalendarDate;

/// A delegation to be entered (代理の届け出).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Whose duty it is.
    pub by_account: i64,
    /// The duty.
    pub duty: i64,
    /// Who acts instead.
    pub to_account: i64,
    /// The first day.
    pub from_day: CalendarDate,
    /// The last day.
    pub until_day: CalendarDate,
}

impl Store {
    /// Has somebody else act under one's own duty until a day; gives the delegation's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delegate(
        &self,
        actor: &str,
        delegation: &Delegation,
        today: CalendarDate,
    ) -> Result<Result<i64, DutyFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let duty = match check_delegation(link, delegation, today).await? {
            Ok(duty) => duty,
            Err(fault) => return Ok(Err(fault)),
        };
        let id = next_number(link, "duty").await?;
        let (from_day, until_day) = (delegation.from_day, delegation.until_day);
        let (from, until) = (from_day.to_string(), until_day.to_string());
        on!(link, |c| sqlx::query(
            "insert into duty (id, account_id, role, department_id, from_day, until_day, delegated_by, granted_by,
             granted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        )
        .bind(id)
        .bind(delegation.to_account)
        .bind(duty.role.word())
        .bind(duty.department_id)
        .bind(&from)
        .bind(&until)
        .bind(delegation.by_account)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "delegated_by\t\t{}\nrole\t\t{}\ndepartment\t\t{}\nfrom\t\t{from}\nuntil\t\t{until}",
            delegation.by_account,
            duty.role.word(),
            department_word(duty.department_id)
        );
        append(link, actor, "duty.delegate", &format!("account:{}", delegation.to_account), detail).await?;
        let told =
            format!("{}：{}　{}〜{}", duty.name, duty.role.label_ja(), from_day.japanese(), until_day.japanese());
        let notice = NewNotice {
            account: delegation.to_account,
            kind: NoticeKind::Delegated,
            sheet: None,
            detail: told,
            path: String::new(),
        };
        add_notices(link, &now(), &[notice]).await?;
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Ends a delegation that this account gave.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_delegation(
        &self,
        actor: &str,
        by_account: i64,
        duty: i64,
    ) -> Result<Result<(), DutyFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let given = one_duty(link, duty).await?;
        let given = given.filter(|row| row.delegated_by.as_ref().is_some_and(|(by, _)| *by == by_account));
        let Some(row) = given else { return Ok(Err(DutyFault::Missing)) };
        end_duty(link, actor, "duty.delegation-end", &row).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// The duty a delegation comes from, or why it cannot be.
async fn check_delegation(
    link: &mut Link<'_>,
    delegation: &Delegation,
    today: CalendarDate,
) -> Result<Result<DutyRow, DutyFault>, StoreError> {
    let Some(duty) = one_duty(link, delegation.duty).await? else { return Ok(Err(DutyFault::Missing)) };
    if duty.delegated_by.is_some() || duty.account_id != delegation.by_account {
        return Ok(Err(DutyFault::NotOnesOwn));
    }
    if duty.role.level().is_none() {
        return Ok(Err(DutyFault::RoleStays));
    }
    if delegation.to_account == delegation.by_account {
        return Ok(Err(DutyFault::ToOneself));
    }
    let to = account_by_id(link, delegation.to_account).await?;
    if to.is_none_or(|account| !account.is_active) {
        return Ok(Err(DutyFault::NoAccount));
    }
    let (from, until) = (delegation.from_day, delegation.until_day);
    if until < from || until < today || until > a_year_after(from.max(today)) || from > a_year_after(today) {
        return Ok(Err(DutyFault::Days));
    }
    if duty.as_rule().delegate(&delegation.by_account.to_string(), from, until).is_err() {
        return Ok(Err(DutyFault::BeyondDuty));
    }
    let given = duties_where(link, Duties::DelegatedBy(delegation.by_account)).await?;
    let same = given.iter().any(|other| {
        (other.account_id, other.role, other.department_id) == (delegation.to_account, duty.role, duty.department_id)
            && other.until_day.is_none_or(|end| end >= from.max(today))
            && other.from_day.is_none_or(|begin| begin <= until)
    });
    Ok(if same { Err(DutyFault::Already) } else { Ok(duty) })
}

/// The same day a year later, the last day a delegation may have.
fn a_year_after(day: CalendarDate) -> CalendarDate {
    let (year, month, day_of_month) = day.parts();
    CalendarDate::new(year + 1, month, day_of_month).or_else(|| CalendarDate::new(year + 1, 2, 28)).unwrap_or(day)
}
