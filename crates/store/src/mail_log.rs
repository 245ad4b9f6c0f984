//! Mail log (メールの記録): what was sent to whom when, or why it was not; never the text.
//!
//! A digest is claimed before it is sent: the row that says `sending` can stand only once for a person and a day, so of
//! several servers one sends it. A claim that was never finished gives way after a while.

use std::collections::HashMap;

use crate::audit::append;
use crate::db::on;
use crate::number::next_number;
use crate::rows::placeholders;
use crate::{Store, StoreError};
use reform::plan::CalendarDate;

/// The longest reason kept, in characters.
const FAILURE_CHARS: usize = 300;
/// The most notices marked by one statement.
const AT_A_TIME: usize = 500;

/// A mail that is about to be sent (これから送るメール).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail<'a> {
    /// To whom; none for a mail to try the settings.
    pub account: Option<i64>,
    /// The address it goes to.
    pub address: &'a str,
    /// Its subject.
    pub subject: &'a str,
    /// The day in Japan a digest is for.
    pub digest_day: Option<CalendarDate>,
}

/// A line of the mail log (メールの記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Its number.
    pub id: i64,
    /// To whom; none for a mail to try the settings.
    pub account: Option<i64>,
    /// The address it went to.
    pub address: String,
    /// Its subject.
    pub subject: String,
    /// The day in Japan a digest is for, as an ISO date.
    pub digest_day: Option<String>,
    /// When it was begun (UTC, ISO 8601).
    pub at: String,
    /// `sending`, `sent` or `failed`.
    pub outcome: String,
    /// Why it failed; empty otherwise.
    pub failure: String,
}

impl Store {
    /// Claims a mail and gives its number; `None` when that day's digest for the account is sent, or being sent since
    /// `stale_before` (UTC, ISO 8601).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_mail(
        &self,
        mail: &NewMail<'_>,
        at: &str,
        stale_before: &str,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let day = mail.digest_day.map(|day| day.to_string());
        on!(link, |c| sqlx::query(
            "update mail_log set outcome = 'failed', failure = 'never finished'
              where account_id = $1 and digest_day = $2 and outcome = 'sending' and at < $3"
        )
        .bind(mail.account)
        .bind(&day)
        .bind(stale_before)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let id = next_number(link, "mail").await?;
        let claimed = on!(link, |c| sqlx::query(
            "insert into mail_log (id, account_id, address, subject, digest_day, at, outcome, failure)
             values ($1, $2, $3, $4, $5, $6, 'sending', '') on conflict do nothing"
        )
        .bind(id)
        .bind(mail.account)
        .bind(mail.address)
        .bind(mail.subject)
        .bind(&day)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok((claimed == 1).then_some(id))
    }

    /// Says what became of a claimed mail: sent when `failure` is empty. Then the notices it told of are told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_mail(&self, id: i64, failure: &str, notices: &[i64]) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let failure: String = failure.chars().take(FAILURE_CHARS).collect();
        on!(link, |c| sqlx::query("update mail_log set outcome = $2, failure = $3 where id = $1")
            .bind(id)
            .bind(if failure.is_empty() { "sent" } else { "failed" })
            .bind(&failure)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        for some in notices.chunks(AT_A_TIME).filter(|_| failure.is_empty()) {
            let sql = format!("update notice set mail_id = $1 where id in ({})", placeholders(2, some.len()));
            on!(link, |c| {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false).bind(id);
                for notice in some {
                    query = query.bind(*notice);
                }
                query.execute(c).await.map(|done| done.rows_affected())
            })?;
        }
        tx.commit().await
    }

    /// The last digest each account was sent: its day, and when it was begun (UTC, ISO 8601).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_digests(&self) -> Result<HashMap<i64, (CalendarDate, String)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, String, String)> = on!(link, |c| sqlx::query_as(
            "select account_id, max(digest_day), max(at) from mail_log
              where outcome = 'sent' and account_id is not null and digest_day is not null group by account_id"
        )
        .fetch_all(c)
        .await)?;
        let last = |(account, day, at): (i64, String, String)| match day.parse() {
            Ok(day) => Ok((account, (day, at))),
            Err(_) => Err(StoreError::Damaged(format!("mail_log: digest_day is “{day}”"))),
        };
        rows.into_iter().map(last).collect()
    }

    /// The newest lines of the mail log, newest first, at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_log(&self, limit: i64) -> Result<Vec<MailRow>, StoreError> {
        type Row = (i64, Option<i64>, String, String, Option<String>, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
            "select id, account_id, address, subject, digest_day, at, outcome, failure
               from mail_log order by id desc limit $1"
        )
        .bind(limit.clamp(0, 500))
        .fetch_all(c)
        .await)?;
        let row = |(id, account, address, subject, digest_day, at, outcome, failure)| MailRow {
            id,
            account,
            address,
            subject,
            digest_day,
            at,
            outcome,
            failure,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Writes one audit row for a run in which mail was sent or failed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_mail_run(&self, actor: &str, subject: &str, sent: u64, failed: u64) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let detail = format!("sent\t{sent}\nfailed\t{failed}");
        append(&mut tx.link(), actor, "mail.send", subject, detail).await?;
        tx.commit().await
    }
}
