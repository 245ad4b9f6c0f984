//! The history of a working model (変更履歴), which only grows.

use std::collections::BTreeMap;

use crate::db::{Link, on};
use crate::{Store, StoreError};

/// One change of a working model (変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicChange {
    /// The revision it made.
    pub revision: i64,
    /// What was done, as a stable word: `add-node`, `undo`, …
    pub kind: String,
    /// What it was done to, in words people wrote.
    pub subject: String,
    /// The revision that an undo took back or a redo made again.
    pub undoes: Option<i64>,
    /// The account that did it; none for the person at the machine.
    pub account: Option<i64>,
    /// That person's name; empty for none.
    pub who: String,
    /// Who, as the audit trail names them.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Every field it changed, by name.
    pub fields: Vec<LogicFieldChange>,
}

/// A field before and after a change (変更の前後).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicFieldChange {
    /// `node.ID.FIELD` or `edge.FROM-TO.FIELD`.
    pub name: String,
    /// Its text until then; empty when there was none.
    pub before: String,
    /// Its text from then on; empty when it went.
    pub after: String,
}

impl Store {
    /// The changes of a cluster's model before a revision (from the newest when `None`), newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logic_history(
        &self,
        cluster: &str,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<LogicChange>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        changes(link, cluster, (0, before.unwrap_or(i64::MAX)), None, limit).await
    }

    /// The last changes of one actor to a cluster's model, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logic_changes_by(
        &self,
        cluster: &str,
        actor: &str,
        limit: i64,
    ) -> Result<Vec<LogicChange>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        changes(&mut tx.link(), cluster, (0, i64::MAX), Some(actor), limit).await
    }
}

/// Changes after the first revision and before the second, by one actor or all, newest first.
pub(super) async fn changes(
    link: &mut Link<'_>,
    cluster: &str,
    (after, before): (i64, i64),
    actor: Option<&str>,
    limit: i64,
) -> Result<Vec<LogicChange>, StoreError> {
    type Row = (i64, String, String, Option<i64>, Option<i64>, String, String, String);
    let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
        "select h.revision, h.kind, h.subject, h.undoes, h.account_id, coalesce(a.name, ''), h.actor, h.at
           from logic_change h left join account a on a.id = h.account_id
          where h.cluster_id = $1 and h.revision > $2 and h.revision < $3 and ($4 = '' or h.actor = $4)
          order by h.revision desc limit $5"
    )
    .bind(cluster)
    .bind(after)
    .bind(before)
    .bind(actor.unwrap_or_default())
    .bind(limit.clamp(0, 1_000))
    .fetch_all(c)
    .await)?;
    let Some(first) = rows.last().map(|row| row.0) else { return Ok(Vec::new()) };
    let parts: Vec<(i64, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select revision, name, before_text, after_text from logic_change_field
          where cluster_id = $1 and revision >= $2 and revision < $3 order by revision, name"
    )
    .bind(cluster)
    .bind(first)
    .bind(before)
    .fetch_all(c)
    .await)?;
    let mut of: BTreeMap<i64, Vec<LogicFieldChange>> = BTreeMap::new();
    for (revision, name, before, after) in parts {
        of.entry(revision).or_default().push(LogicFieldChange { name, before, after });
    }
    let change = |(revision, kind, subject, undoes, account, who, actor, at): Row| LogicChange {
        fields: of.remove(&revision).unwrap_or_default(),
        revision,
        kind,
        subject,
        undoes,
        account,
        who,
        actor,
        at,
    };
    Ok(rows.into_iter().map(change).collect())
}
