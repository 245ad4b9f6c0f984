//! Many people at once (利用者のまとめ登録): the rows of a file in one transaction, and the examples of a demonstration
//! that leave when real data come.

use std::collections::HashSet;

use crate::account::{Account, NewAccount, account_by_login, add_account, change_account, set_active};
use crate::db::{Link, on};
use crate::duty::{Duties, DutyEntry, DutyFault, duties_where, end_duty, give_duty, has_administrator};
use crate::rows::placeholders;
use crate::{Store, StoreError};
use reform::plan::CalendarDate;
use sqlx::AssertSqlSafe;

/// A person as a file says (名簿の一人): with the duties given there; others the person has are left alone.
#[derive(Clone, Debug)]
pub struct PersonEntry {
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// The address for reminders; empty when there is none.
    pub email: String,
    /// For a new account: Argon2id in PHC form, or empty.
    pub password_hash: String,
    /// Whether it is an example of the demonstration.
    pub is_demo: bool,
    /// The duties.
    pub duties: Vec<DutyEntry>,
}

/// What taking people in did, or would do (取込の結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleOutcome {
    /// The logins of new accounts, in file order.
    pub new: Vec<String>,
    /// Accounts whose name, address or duties changed.
    pub changed: u64,
    /// Accounts that already were as the file says.
    pub unchanged: u64,
    /// Duties given or given other days.
    pub duties: u64,
    /// Logins of accounts that may not be used at present; what the file says was entered all the same.
    pub disabled: Vec<String>,
}

/// Why people were not taken in (取り込めない理由): which one, and what stood against it.
pub type PeopleFault = (String, DutyFault);

impl Store {
    /// Which of these logins have an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_logins(&self, logins: &[String]) -> Result<HashSet<String>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut known = HashSet::new();
        for logins in logins.chunks(500) {
            let sql = format!("select login from account where login in ({})", placeholders(1, logins.len()));
            let rows: Vec<(String,)> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                logins.iter().fold(query, |query, login| query.bind(login)).fetch_all(c).await
            })?;
            known.extend(rows.into_iter().map(|(login,)| login));
        }
        Ok(known)
    }

    /// Takes people in, all or none: new accounts are made, known ones changed, duties given. A dry run is undone again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_people(
        &self,
        actor: &str,
        people: &[PersonEntry],
        today: CalendarDate,
        dry_run: bool,
    ) -> Result<Result<PeopleOutcome, PeopleFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let had_one = has_administrator(link, today).await?;
        let mut outcome = PeopleOutcome::default();
        for person in people {
            let (id, mut changes) = match account_by_login(link, &person.login).await? {
                Some(known) => {
                    if !known.is_active {
                        outcome.disabled.push(known.login.clone());
                    }
                    let changes =
                        change_account(link, actor, &known, &known.login, &person.name, &person.email).await?;
                    (known.id, changes)
                }
                None => {
                    let new = NewAccount {
                        login: person.login.clone(),
                        name: person.name.clone(),
                        email: person.email.clone(),
                        password_hash: person.password_hash.clone(),
                        must_change: !person.is_demo,
                        is_demo: person.is_demo,
                    };
                    let Ok(id) = add_account(link, actor, &new).await? else {
                        return Err(StoreError::Damaged(format!("login {} is there and is not", person.login)));
                    };
                    outcome.new.push(person.login.clone());
                    (id, false)
                }
            };
            for duty in &person.duties {
                match give_duty(link, actor, id, duty).await? {
                    Ok((_, changed)) => {
                        outcome.duties += u64::from(changed);
                        changes |= changed;
                    }
                    Err(fault) => return Ok(Err((person.login.clone(), fault))),
                }
            }
            if outcome.new.last() != Some(&person.login) {
                *(if changes { &mut outcome.changed } else { &mut outcome.unchanged }) += 1;
            }
        }
        if had_one && !has_administrator(link, today).await? {
            return Ok(Err((String::new(), DutyFault::LastAdministrator)));
        }
        if dry_run {
            tx.roll_back().await?
        } else {
            tx.commit().await?
        }
        Ok(Ok(outcome))
    }
}

/// Sends the people of the demonstration away and clears every department for real ones, inside the transaction of the
/// first real import: example accounts are disabled and free their logins, duties for departments of the examples end —
/// also those of real people, who are given them anew —, and the years of those departments go.
pub(crate) async fn leave_demo(link: &mut Link<'_>, actor: &str) -> Result<(), StoreError> {
    let demo: Vec<(String,)> =
        on!(link, |c| sqlx::query_as("select login from account where is_demo = 1 and is_active = 1 order by id")
            .fetch_all(c)
            .await)?;
    for (login,) in demo {
        let Some(account) = account_by_login(link, &login).await? else { continue };
        for duty in duties_where(link, Duties::OfAccounts(&[account.id])).await? {
            end_duty(link, actor, "duty.end", &duty).await?;
        }
        set_active(link, actor, &account, false).await?;
        let freed = freed_login(&account);
        change_account(link, actor, &account, &freed, &account.name, &account.email).await?;
    }
    let departments: Vec<(i64,)> =
        on!(link, |c| sqlx::query_as("select id from department order by id").fetch_all(c).await)?;
    let departments: Vec<i64> = departments.into_iter().map(|(id,)| id).collect();
    for duty in duties_where(link, Duties::Of(&departments)).await? {
        end_duty(link, actor, "duty.end", &duty).await?;
    }
    // What the ended duties were for stands in the audit trail; their rows let go of departments that are deleted next.
    for sql in [
        "update duty set department_id = null, ended_at = coalesce(ended_at, granted_at) where department_id is not null",
        "delete from department_term",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

/// `kanri` of the demonstration becomes `demo.12.kanri`, so that a real person can be called `kanri`.
fn freed_login(account: &Account) -> String {
    let freed = format!("demo.{}.{}", account.id, account.login);
    freed.chars().take(40).collect()
}
