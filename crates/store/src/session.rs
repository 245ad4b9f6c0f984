//! Sessions (サインイン中の端末): who is signed in where. Only the SHA-256 of a token is ever here.
//!
//! Every time is given by the caller as UTC in ISO 8601 to the millisecond, which sorts as text.

use reform::plan::CalendarDate;
use reform::workflow::{Duty, Role};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::settings::StoredSettings;
use crate::{Store, StoreError};

/// What a session is asked against (時点): the present, and how far back it must have been used.
#[derive(Clone, Debug)]
pub struct SessionMoment {
    /// The present moment.
    pub now: String,
    /// A session last used at or before this has been idle for too long.
    pub idle_since: String,
}

/// Whose session it is, with all a page needs to know of them (サインイン中の利用者).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOwner {
    /// The account's number.
    pub account: i64,
    /// What the person types to sign in.
    pub login: String,
    /// The name people see.
    pub name: String,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// When the session was last used, as far as it was written down.
    pub used_at: String,
    /// How many notices wait to be read.
    pub unread: i64,
    /// Every duty that was not taken away; some may not have begun, others have run out.
    pub duties: Vec<Duty>,
    /// How the person likes pages; none where nothing was chosen.
    pub settings: Option<StoredSettings>,
}

/// A session that begins (サインイン).
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of its token, in hex.
    pub token_sha256: String,
    /// Whose.
    pub account: i64,
    /// What the person typed to sign in, for the audit trail.
    pub login: String,
    /// The present moment.
    pub now: String,
    /// It ends then, however much it is used.
    pub ends_at: String,
    /// Sessions last used at or before this are over and are cleared away.
    pub idle_since: String,
    /// The browser as it names itself.
    pub browser: String,
    /// Where from.
    pub address: String,
    /// SHA-256 of the token of the session it takes the place of.
    pub replaces: Option<String>,
}

/// A session as its owner sees it (サインイン中の端末の一覧の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Names it to its owner: the beginning of the token's SHA-256.
    pub key: String,
    /// When it began.
    pub began_at: String,
    /// When it was last used, to the minute.
    pub used_at: String,
    /// The browser as it names itself.
    pub browser: String,
    /// Where from.
    pub address: String,
}

/// The most sessions one account has; the ones unused for longest end first.
const MOST_SESSIONS: i64 = 20;

/// Letters of a token's SHA-256 that name a session to its owner.
const KEY_LETTERS: usize = 16;

/// The name by which its owner sees the session of this token's SHA-256.
pub fn session_key(token_sha256: &str) -> &str {
    token_sha256.get(..KEY_LETTERS).unwrap_or(token_sha256)
}

impl Store {
    /// Whose session this is; `None` when there is none, it is over, or the account is closed.
    ///
    /// # Errors
    /// When the database fails, or a duty cannot be read.
    pub async fn session_owner(
        &self,
        token_sha256: &str,
        moment: &SessionMoment,
    ) -> Result<Option<SessionOwner>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut rows: Vec<OwnerRow> = on!(link, |c| {
            sqlx::query_as(
            "select a.id, a.login, a.name, a.must_change, s.used_at,
                    (select count(*) from notice n where n.account_id = a.id and n.read_at is null) as unread,
                    d.role, d.department_id, d.from_day, d.until_day, d.delegated_by, p.language, p.text_size, p.contrast
               from session s
               join account a on a.id = s.account_id
               left join account_setting p on p.account_id = a.id
               left join standing_duty d on d.account_id = a.id
              where s.token_sha256 = $1 and s.ends_at > $2 and s.used_at > $3 and a.is_active = 1
              order by d.id"
        )
        .bind(token_sha256)
        .bind(&moment.now)
        .bind(&moment.idle_since)
        .fetch_all(c)
        .await
        })?;
        let duties = rows.iter().filter_map(|row| row.duty().transpose()).collect::<Result<_, _>>()?;
        let Some(row) = rows.pop() else { return Ok(None) };
        let settings = row.settings();
        let OwnerRow { id: account, login, name, must_change, used_at, unread, .. } = row;
        let must_change = must_change != 0;
        Ok(Some(SessionOwner { account, login, name, must_change, used_at, unread, duties, settings }))
    }

    /// Notes that a session was used. It waits for no other writer on PostgreSQL and leaves no audit row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(&self, token_sha256: &str, now: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin_aside().await?;
        let link = &mut tx.link();
        on!(link, |c| sqlx::query("update session set used_at = $2 where token_sha256 = $1 and used_at < $2")
            .bind(token_sha256)
            .bind(now)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        tx.commit().await
    }

    /// Begins a session after a sign-in: forgets the login's failures and clears away what is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_session(&self, session: &NewSession) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        on!(link, |c| sqlx::query("delete from sign_in_failure where subject = $1")
            .bind(format!("login:{}", session.login))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query("update account set signed_in_at = $2 where id = $1")
            .bind(session.account)
            .bind(&session.now)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        insert(link, session).await?;
        let detail = format!("address\t{}\nbrowser\t{}", escape(&session.address), escape(&session.browser));
        let (actor, subject) = (actor_name(session), format!("account:{}", session.account));
        append(link, &actor, "sign-in", &subject, detail).await?;
        tx.commit().await
    }

    /// Sets a password its owner chose, ends every session of the account and begins a new one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_own_password(&self, password_hash: &str, session: &NewSession) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        on!(link, |c| sqlx::query(
            "update account set password_hash = $2, password_at = $3, must_change = 0 where id = $1"
        )
        .bind(session.account)
        .bind(password_hash)
        .bind(&session.now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let ended = end_all_sessions(link, session.account).await?;
        insert(link, session).await?;
        let (actor, subject) = (actor_name(session), format!("account:{}", session.account));
        append(link, &actor, "password.change", &subject, format!("sessions ended\t{ended}")).await?;
        tx.commit().await
    }

    /// Ends the session of this token; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token_sha256: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let owner: Option<(i64, String)> = on!(link, |c| sqlx::query_as(
            "select a.id, a.login from session s join account a on a.id = s.account_id where s.token_sha256 = $1"
        )
        .bind(token_sha256)
        .fetch_optional(c)
        .await)?;
        let Some((account, login)) = owner else { return Ok(false) };
        on!(link, |c| sqlx::query("delete from session where token_sha256 = $1")
            .bind(token_sha256)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let actor = format!("account:{account}:{login}");
        append(link, &actor, "sign-out", &format!("account:{account}"), String::new()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Ends every session of an account; tells how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions(&self, actor: &str, account: i64) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let ended = end_all_sessions(link, account).await?;
        let detail = format!("sessions ended\t{ended}");
        append(link, actor, "sign-out.everywhere", &format!("account:{account}"), detail).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends the session of an account that is named so to its owner; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session_named(&self, actor: &str, account: i64, key: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let ended = on!(link, |c| sqlx::query(
            "delete from session where account_id = $1 and substr(token_sha256, 1, 16) = $2"
        )
        .bind(account)
        .bind(key)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if ended == 0 {
            return Ok(false);
        }
        append(link, actor, "sign-out.session", &format!("account:{account}"), format!("session\t{}", escape(key)))
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The sessions of an account that are not over, the one used last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, account: i64, moment: &SessionMoment) -> Result<Vec<SessionRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String, String, String)> = on!(link, |c| sqlx::query_as(
            "select token_sha256, began_at, used_at, browser, address from session
              where account_id = $1 and ends_at > $2 and used_at > $3 order by used_at desc, token_sha256 limit $4"
        )
        .bind(account)
        .bind(&moment.now)
        .bind(&moment.idle_since)
        .bind(MOST_SESSIONS)
        .fetch_all(c)
        .await)?;
        let session = |(token_sha256, began_at, used_at, browser, address): (String, _, _, _, _)| SessionRow {
            key: session_key(&token_sha256).to_owned(),
            began_at,
            used_at,
            browser,
            address,
        };
        Ok(rows.into_iter().map(session).collect())
    }
}

/// Ends every session of an account inside a writing transaction; tells how many there were.
pub(crate) async fn end_all_sessions(link: &mut Link<'_>, account: i64) -> Result<u64, StoreError> {
    Ok(on!(link, |c| sqlx::query("delete from session where account_id = $1")
        .bind(account)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Writes the session, without the one it replaces, those that are over, and the oldest beyond the limit.
async fn insert(link: &mut Link<'_>, session: &NewSession) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "delete from session where token_sha256 = $1 or ends_at <= $2 or used_at <= $3
            or token_sha256 in (select token_sha256 from session where account_id = $4
                                 order by used_at desc, token_sha256 limit 1000 offset $5)"
    )
    .bind(session.replaces.as_deref().unwrap_or_default())
    .bind(&session.now)
    .bind(&session.idle_since)
    .bind(session.account)
    .bind(MOST_SESSIONS - 1)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    on!(link, |c| sqlx::query(
        "insert into session (token_sha256, account_id, began_at, used_at, ends_at, browser, address)
         values ($1, $2, $3, $3, $4, $5, $6)"
    )
    .bind(&session.token_sha256)
    .bind(session.account)
    .bind(&session.now)
    .bind(&session.ends_at)
    .bind(&session.browser)
    .bind(&session.address)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

fn actor_name(session: &NewSession) -> String {
    format!("account:{}:{}", session.account, session.login)
}

/// An account behind a session, and one of its duties; an account without one has a row that names none.
#[derive(sqlx::FromRow)]
struct OwnerRow {
    id: i64,
    login: String,
    name: String,
    must_change: i64,
    used_at: String,
    unread: i64,
    role: Option<String>,
    department_id: Option<i64>,
    from_day: Option<String>,
    until_day: Option<String>,
    delegated_by: Option<i64>,
    language: Option<String>,
    text_size: Option<String>,
    contrast: Option<String>,
}

impl OwnerRow {
    fn settings(&self) -> Option<StoredSettings> {
        let (language, text_size) = (self.language.clone()?, self.text_size.clone()?);
        Some(StoredSettings { language, text_size, contrast: self.contrast.clone()? })
    }

    fn duty(&self) -> Result<Option<Duty>, StoreError> {
        let Some(role) = &self.role else { return Ok(None) };
        Ok(Some(Duty {
            role: Role::from_word(role).ok_or_else(|| unreadable(role))?,
            department: self.department_id.map(|id| id.to_string()),
            from: day(self.from_day.as_deref())?,
            until: day(self.until_day.as_deref())?,
            delegated_by: self.delegated_by.map(|id| id.to_string()),
        }))
    }
}

fn day(text: Option<&str>) -> Result<Option<CalendarDate>, StoreError> {
    text.map(|text| text.parse().map_err(|_| unreadable(text))).transpose()
}

fn unreadable(text: &str) -> StoreError {
    StoreError::Damaged(format!("duty: “{text}”"))
}
