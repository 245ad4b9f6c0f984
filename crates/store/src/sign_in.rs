//! Signing in (サインイン): the account behind a login, and how often guessing has failed.

use crate::audit::append;
use crate::change::escape;
use crate::db::on;
use crate::{Store, StoreError};

/// What is needed of an account to let somebody in (照合する利用者).
#[derive(Clone, PartialEq, Eq)]
pub struct SignInAccount {
    /// The account's number.
    pub id: i64,
    /// Argon2id in PHC form; empty when it cannot be used to sign in.
    pub password_hash: String,
    /// Whether it may be used.
    pub is_active: bool,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
}

/// How often signing in failed under a login or from an address (サインインの失敗).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFailure {
    /// Failures that still count.
    pub failures: i64,
    /// The last (UTC, ISO 8601).
    pub last_at: String,
    /// Nobody gets in before then; empty when nobody is kept out.
    pub blocked_until: String,
}

/// The most rows of failures kept; what blocks nobody any more goes first.
const MOST_FAILURES: i64 = 10_000;

/// The most audit rows of failed sign-ins within the last [`AUDIT_WINDOW`] rows of the trail after a moment.
const MOST_AUDITED: i64 = 100;
const AUDIT_WINDOW: i64 = 1_000;

impl Store {
    /// The account with this login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_account(&self, login: &str) -> Result<Option<SignInAccount>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let row: Option<(i64, String, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select id, password_hash, is_active, must_change from account where login = $1"
        )
        .bind(login)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(id, password_hash, is_active, must_change)| SignInAccount {
            id,
            password_hash,
            is_active: is_active != 0,
            must_change: must_change != 0,
        }))
    }

    /// The failures under one subject: `login:NAME` or `address:IP`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_failure(&self, subject: &str) -> Result<Option<SignInFailure>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let row: Option<(i64, String, String)> =
            on!(link, |c| sqlx::query_as(FIND).bind(subject).fetch_optional(c).await)?;
        Ok(row.map(failure))
    }

    /// Counts one more failure under a subject by the caller's rule and forgets those before `forget_before`. It waits
    /// for no other writer on PostgreSQL.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_sign_in_failure(
        &self,
        subject: &str,
        forget_before: &str,
        rule: impl FnOnce(Option<SignInFailure>) -> SignInFailure,
    ) -> Result<SignInFailure, StoreError> {
        let mut tx = self.db.begin_aside().await?;
        let link = &mut tx.link();
        let before: Option<(i64, String, String)> =
            on!(link, |c| sqlx::query_as(FIND).bind(subject).fetch_optional(c).await)?;
        let counted = rule(before.map(failure));
        on!(link, |c| sqlx::query(
            "delete from sign_in_failure
              where last_at < $1 or subject in (select subject from sign_in_failure
                                                 order by blocked_until desc, last_at desc limit 1000 offset $2)"
        )
        .bind(forget_before)
        .bind(MOST_FAILURES - 1)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query(
            "insert into sign_in_failure (subject, failures, last_at, blocked_until) values ($1, $2, $3, $4)
             on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at,
                                                 blocked_until = excluded.blocked_until"
        )
        .bind(subject)
        .bind(counted.failures)
        .bind(&counted.last_at)
        .bind(&counted.blocked_until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(counted)
    }

    /// Notes in the audit trail that a login or an address was shut out for a while; a hundred times since `since` at
    /// the most, so that guessing does not fill the trail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_failed_sign_in(
        &self,
        subject: &str,
        counted: &SignInFailure,
        address: &str,
        since: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let noted: i64 = on!(link, |c| sqlx::query_scalar(
            "select count(*) from (select action, at from audit order by seq desc limit $2) recent
              where action = 'sign-in.failed' and at > $1"
        )
        .bind(since)
        .bind(AUDIT_WINDOW)
        .fetch_one(c)
        .await)?;
        if noted >= MOST_AUDITED {
            return tx.roll_back().await;
        }
        let SignInFailure { failures, blocked_until, .. } = counted;
        let detail = format!("failures\t{failures}\nblocked until\t{blocked_until}\naddress\t{}", escape(address));
        append(link, "visitor", "sign-in.failed", subject, detail).await?;
        tx.commit().await
    }
}

const FIND: &str = "select failures, last_at, blocked_until from sign_in_failure where subject = $1";

fn failure((failures, last_at, blocked_until): (i64, String, String)) -> SignInFailure {
    SignInFailure { failures, last_at, blocked_until }
}
