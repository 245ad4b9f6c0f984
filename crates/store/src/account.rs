//! Accounts (利用者): who can sign in, found by number, by login and by search.

use crate::audit::append;
use crate::change::to_lines;
use crate::db::{Link, now, on};
use crate::duty::{Duties, duties_where, has_administrator};
use crate::number::next_number;
use crate::{DutyRow, FieldChange, Store, StoreError};
use reform::plan::CalendarDate;
use reform::workflow::Role;
use std::collections::HashMap;

/// Somebody who can sign in (利用者); the password itself is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account's number.
    pub id: i64,
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// The address for reminders; empty when there is none.
    pub email: String,
    /// Whether a password is set.
    pub has_password: bool,
    /// Whether the password was given by somebody else and must be changed at the next sign-in.
    pub must_change: bool,
    /// Whether it is an example of the demonstration.
    pub is_demo: bool,
    /// Whether it may be used.
    pub is_active: bool,
    /// When it was made (UTC, ISO 8601).
    pub created_at: String,
    /// When the password was last set.
    pub password_at: String,
    /// The last sign-in.
    pub signed_in_at: Option<String>,
}

/// An account that is to be made (新しい利用者); every text is already looked at.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// The address for reminders; empty when there is none.
    pub email: String,
    /// Argon2id in PHC form; empty when nobody can sign in yet.
    pub password_hash: String,
    /// Whether the password must be changed at the first sign-in.
    pub must_change: bool,
    /// Whether it is an example of the demonstration.
    pub is_demo: bool,
}

/// Which accounts a list shows (一覧の条件).
#[derive(Clone, Debug, Default)]
pub struct AccountQuery {
    /// A part of the login, the name or the address; empty for all.
    pub text: String,
    /// Only who has this role.
    pub role: Option<Role>,
    /// Only who has a duty for this department or one below it.
    pub department: Option<i64>,
    /// Whether those that may no longer be used are shown too.
    pub with_disabled: bool,
    /// How many are passed over.
    pub offset: i64,
    /// How many are given, at most 10,000.
    pub limit: i64,
}

/// A part of the list of accounts (利用者の一覧).
#[derive(Clone, Debug, Default)]
pub struct AccountPage {
    /// Accounts by login, each with its standing duties.
    pub rows: Vec<(Account, Vec<DutyRow>)>,
    /// How many there are in all.
    pub total: i64,
}

/// Why an account was not changed (変えられなかった理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountFault {
    /// There is none with this number.
    Missing,
    /// Another one has this login.
    LoginTaken,
    /// Nobody would be left who looks after the accounts.
    LastAdministrator,
}

pub(crate) type Stored = (i64, String, String, String, i64, i64, i64, i64, String, String, Option<String>);

const COLUMNS: &str = "id, login, name, email, cast(cast(case when password_hash = '' then 0 else 1 end as bigint) as bigint), must_change, is_demo, \
     is_active, created_at, password_at, signed_in_at";

impl Store {
    /// Whether anybody can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let any: Option<(i64,)> = on!(link, |c| sqlx::query_as("select id from account where is_active = 1 limit 1")
            .fetch_optional(c)
            .await)?;
        Ok(any.is_some())
    }

    /// The account of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        let mut reader = self.db.reader().await?;
        account_by_id(&mut reader.link(), id).await
    }

    /// The account of this login, as it is stored in lower case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let mut reader = self.db.reader().await?;
        account_by_login(&mut reader.link(), login).await
    }

    /// A part of the list of accounts, in three queries however many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self, query: &AccountQuery, today: CalendarDate) -> Result<AccountPage, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let condition = "from account a where (is_active = 1 or $1 = 1)
              and ($2 = '' or login like $2 escape '!' or lower(name) like $2 escape '!' or lower(email) like $2 escape '!')
              and (($3 = '' and $4 = 0) or exists (select 1 from duty d where d.account_id = a.id and d.ended_at is null
                  and (d.until_day is null or d.until_day >= $5) and ($3 = '' or d.role = $3)
                  and ($4 = 0 or d.department_id in (
                      with recursive below (id) as (
                          select department.id from department where department.id = $4
                          union all select child.id from department child join below on child.parent_id = below.id
                      ) select id from below))))";
        let pattern = like_pattern(&query.text);
        let role = query.role.map_or("", Role::word);
        let (limit, offset) = (query.limit.clamp(0, 10_000), query.offset.max(0));
        let count = format!("select count(*) {condition}");
        let (total,): (i64,) = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(count))
            .bind(i64::from(query.with_disabled))
            .bind(&pattern)
            .bind(role)
            .bind(query.department.unwrap_or(0))
            .bind(today.to_string())
            .fetch_one(c)
            .await)?;
        let list = format!("select {COLUMNS} {condition} order by login limit $6 offset $7");
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(list))
            .bind(i64::from(query.with_disabled))
            .bind(&pattern)
            .bind(role)
            .bind(query.department.unwrap_or(0))
            .bind(today.to_string())
            .bind(limit)
            .bind(offset)
            .fetch_all(c)
            .await)?;
        let accounts: Vec<Account> = rows.into_iter().map(account).collect();
        let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
        let mut duties: HashMap<i64, Vec<DutyRow>> = HashMap::new();
        for duty in duties_where(link, Duties::OfAccounts(&ids)).await? {
            duties.entry(duty.account_id).or_default().push(duty);
        }
        let rows = accounts.into_iter().map(|account| {
            let own = duties.remove(&account.id).unwrap_or_default();
            (account, own)
        });
        Ok(AccountPage { rows: rows.collect(), total })
    }

    /// Makes an account and gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_account(&self, actor: &str, new: &NewAccount) -> Result<Result<i64, AccountFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let added = add_account(&mut tx.link(), actor, new).await?;
        if added.is_ok() {
            tx.commit().await?;
        }
        Ok(added)
    }

    /// Changes login, name and address; what stays as it is leaves no trace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_account(
        &self,
        actor: &str,
        id: i64,
        login: &str,
        name: &str,
        email: &str,
    ) -> Result<Result<(), AccountFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = account_by_id(link, id).await? else { return Ok(Err(AccountFault::Missing)) };
        if login != before.login && account_by_login(link, login).await?.is_some() {
            return Ok(Err(AccountFault::LoginTaken));
        }
        if change_account(link, actor, &before, login, name, email).await? {
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    /// Lets an account be used, or no longer; one that may not be used loses its sessions at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_account_active(
        &self,
        actor: &str,
        id: i64,
        active: bool,
        today: CalendarDate,
    ) -> Result<Result<(), AccountFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = account_by_id(link, id).await? else { return Ok(Err(AccountFault::Missing)) };
        if before.is_active == active {
            return Ok(Ok(()));
        }
        let had_one = has_administrator(link, today).await?;
        set_active(link, actor, &before, active).await?;
        if had_one && !has_administrator(link, today).await? {
            return Ok(Err(AccountFault::LastAdministrator));
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Sets the password of an account and ends its sessions. The hash is nowhere but in the account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password_hash(
        &self,
        actor: &str,
        id: i64,
        hash: &str,
        must_change: bool,
    ) -> Result<Result<(), AccountFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if account_by_id(link, id).await?.is_none() {
            return Ok(Err(AccountFault::Missing));
        }
        on!(link, |c| sqlx::query(
            "update account set password_hash = $2, must_change = $3, password_at = $4 where id = $1"
        )
        .bind(id)
        .bind(hash)
        .bind(i64::from(must_change))
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        end_sessions(link, id).await?;
        let detail = format!("must_change\t{}", i64::from(must_change));
        append(link, actor, "account.password", &format!("account:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

pub(crate) async fn account_by_id(link: &mut Link<'_>, id: i64) -> Result<Option<Account>, StoreError> {
    let sql = format!("select {COLUMNS} from account where id = $1");
    let row: Option<Stored> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(c).await)?;
    Ok(row.map(account))
}

pub(crate) async fn account_by_login(link: &mut Link<'_>, login: &str) -> Result<Option<Account>, StoreError> {
    let sql = format!("select {COLUMNS} from account where login = $1");
    let row: Option<Stored> =
        on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(login).fetch_optional(c).await)?;
    Ok(row.map(account))
}

/// Makes an account inside a writing transaction.
pub(crate) async fn add_account(
    link: &mut Link<'_>,
    actor: &str,
    new: &NewAccount,
) -> Result<Result<i64, AccountFault>, StoreError> {
    if account_by_login(link, &new.login).await?.is_some() {
        return Ok(Err(AccountFault::LoginTaken));
    }
    let id = next_number(link, "account").await?;
    on!(link, |c| sqlx::query(
        "insert into account (id, login, name, email, password_hash, must_change, is_demo, is_active, created_at,
         password_at) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)"
    )
    .bind(id)
    .bind(&new.login)
    .bind(&new.name)
    .bind(&new.email)
    .bind(&new.password_hash)
    .bind(i64::from(new.must_change))
    .bind(i64::from(new.is_demo))
    .bind(now())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    let changes = [("login", &new.login), ("name", &new.name), ("email", &new.email)]
        .map(|(field, after)| FieldChange { field: field.to_owned(), before: String::new(), after: after.clone() });
    append(link, actor, "account.add", &format!("account:{id}"), to_lines(&changes)).await?;
    Ok(Ok(id))
}

/// Changes login, name and address inside a writing transaction; `false` when nothing differs.
pub(crate) async fn change_account(
    link: &mut Link<'_>,
    actor: &str,
    before: &Account,
    login: &str,
    name: &str,
    email: &str,
) -> Result<bool, StoreError> {
    let fields = [("login", &before.login, login), ("name", &before.name, name), ("email", &before.email, email)];
    let changes: Vec<FieldChange> = fields
        .into_iter()
        .filter(|(_, before, after)| before.as_str() != *after)
        .map(|(field, before, after)| FieldChange {
            field: field.to_owned(),
            before: before.clone(),
            after: after.to_owned(),
        })
        .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    on!(link, |c| sqlx::query("update account set login = $2, name = $3, email = $4 where id = $1")
        .bind(before.id)
        .bind(login)
        .bind(name)
        .bind(email)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    append(link, actor, "account.change", &format!("account:{}", before.id), to_lines(&changes)).await?;
    Ok(true)
}

/// Lets an account be used, or no longer, inside a writing transaction.
pub(crate) async fn set_active(
    link: &mut Link<'_>,
    actor: &str,
    account: &Account,
    active: bool,
) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("update account set is_active = $2 where id = $1")
        .bind(account.id)
        .bind(i64::from(active))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if !active {
        end_sessions(link, account.id).await?;
    }
    let action = if active { "account.enable" } else { "account.disable" };
    append(link, actor, action, &format!("account:{}", account.id), String::new()).await?;
    Ok(())
}

async fn end_sessions(link: &mut Link<'_>, account: i64) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("delete from session where account_id = $1")
        .bind(account)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}

pub(crate) fn account(row: Stored) -> Account {
    let (id, login, name, email, has_password, must_change, is_demo, is_active, created_at, password_at, signed_in_at) =
        row;
    Account {
        id,
        login,
        name,
        email,
        has_password: has_password == 1,
        must_change: must_change == 1,
        is_demo: is_demo == 1,
        is_active: is_active == 1,
        created_at,
        password_at,
        signed_in_at,
    }
}

/// A pattern for `like … escape '!'` that finds the text anywhere; empty for an empty text.
fn like_pattern(text: &str) -> String {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return text;
    }
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
