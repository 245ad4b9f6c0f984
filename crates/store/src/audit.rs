//! Audit (監査記録): who did what and when, append-only and chained by hash.

use crate::db::{Link, Tx, now, on};
use crate::migrate::hex;
use crate::{Store, StoreError};
use sha2::{Digest, Sha256};

/// One audit row (監査記録の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the chain, from 1 without gaps.
    pub seq: i64,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done, such as `import.programs`.
    pub action: String,
    /// To what, such as `program:12`.
    pub subject: String,
    /// The details, one `key<TAB>value` or `field<TAB>before<TAB>after` a line.
    pub detail: String,
    /// SHA-256 over the previous row's hash and this row's fields, in hex.
    pub hash: String,
}

/// Whether the chain holds (検証の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every row follows from the one before.
    Intact {
        /// How many rows there are.
        rows: i64,
        /// The hash of the last; note it elsewhere to notice a cut tail.
        last_hash: String,
    },
    /// The first row that does not follow from the one before.
    Broken {
        /// Its place in the chain.
        seq: i64,
        /// What is wrong with it.
        reason: String,
    },
}

/// A row as it comes from the table.
type Stored = (i64, String, String, String, String, String, String);

impl Store {
    /// Audit rows before `before` (from the newest when `None`), newest first, at most 1,000.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_page(&self, before: Option<i64>, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Stored> = on!(link, |c| {
            sqlx::query_as(
            "select seq, at, actor, action, subject, detail, hash from audit where seq < $1 order by seq desc limit $2"
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit.clamp(0, 1_000))
        .fetch_all(c)
        .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Recomputes the whole chain and tells the first row that does not fit.
    ///
    /// # Errors
    /// When the database fails; a broken chain is a verdict, not an error.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, StoreError> {
        let mut tx: Tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let mut last = (0, String::new());
        loop {
            let rows: Vec<Stored> = on!(link, |c| {
                sqlx::query_as(
                "select seq, at, actor, action, subject, detail, hash from audit where seq > $1 order by seq limit 1000"
            )
            .bind(last.0)
            .fetch_all(c)
            .await
            })?;
            if rows.is_empty() {
                return Ok(AuditVerdict::Intact { rows: last.0, last_hash: last.1 });
            }
            for row in rows.into_iter().map(row) {
                if row.seq != last.0 + 1 {
                    let reason = format!("row {} is missing", last.0 + 1);
                    return Ok(AuditVerdict::Broken { seq: row.seq, reason });
                }
                if chain(&last.1, &row) != row.hash {
                    let reason = "its content does not match its hash".to_owned();
                    return Ok(AuditVerdict::Broken { seq: row.seq, reason });
                }
                last = (row.seq, row.hash);
            }
        }
    }
}

/// Appends a row and returns its place. Call inside a writing transaction only: writers follow one another there, so
/// the chain has one end.
pub(crate) async fn append(
    link: &mut Link<'_>,
    actor: &str,
    action: &str,
    subject: &str,
    detail: String,
) -> Result<i64, StoreError> {
    let last: Option<(i64, String)> =
        on!(link, |c| sqlx::query_as("select seq, hash from audit order by seq desc limit 1").fetch_optional(c).await)?;
    let (seq, previous) = last.unwrap_or_default();
    let mut row = AuditRow {
        seq: seq + 1,
        at: now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail,
        hash: String::new(),
    };
    row.hash = chain(&previous, &row);
    on!(link, |c| sqlx::query(
        "insert into audit (seq, at, actor, action, subject, detail, hash) values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(row.seq)
    .bind(&row.at)
    .bind(&row.actor)
    .bind(&row.action)
    .bind(&row.subject)
    .bind(&row.detail)
    .bind(&row.hash)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(row.seq)
}

/// The hash of a row: over the previous hash, then each field preceded by its length in bytes.
fn chain(previous: &str, row: &AuditRow) -> String {
    let mut hasher = Sha256::new();
    let seq = row.seq.to_string();
    for field in [previous, &seq, &row.at, &row.actor, &row.action, &row.subject, &row.detail] {
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hex(&hasher.finalize())
}

fn row((seq, at, actor, action, subject, detail, hash): Stored) -> AuditRow {
    AuditRow { seq, at, actor, action, subject, detail, hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_text_between_fields_changes_the_hash() {
        let row = |actor: &str, action: &str| AuditRow {
            seq: 1,
            at: String::new(),
            actor: actor.into(),
            action: action.into(),
            subject: String::new(),
            detail: String::new(),
            hash: String::new(),
        };
        assert_ne!(chain("", &row("ab", "c")), chain("", &row("a", "bc")));
        assert_ne!(chain("", &row("ab", "c")), chain("00", &row("ab", "c")));
    }
}
