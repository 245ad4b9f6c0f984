//! Reading one analysis (経営分析の読み出し).

use std::collections::HashMap;

use reform::analysis::{Item, Step};
use reform::review::Fields;

use super::{ItemChange, ItemRow, SnapshotRow, StepRow, StoredAnalysis, What, damaged, kind, stage, step_kind};
use crate::db::{Link, on};
use crate::{Store, StoreError};

#[derive(sqlx::FromRow)]
struct ItemColumns {
    id: i64,
    kind: String,
    revision: i64,
    is_deleted: i64,
    account_id: Option<i64>,
    who: String,
    changed_at: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct StepColumns {
    pub(super) cluster_id: String,
    kind: String,
    stage: String,
    option_id: Option<i64>,
    day: Option<String>,
    reason: String,
    account_id: Option<i64>,
    who: String,
    at: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct SnapshotColumns {
    number: i64,
    stage: String,
    previous_hash: String,
    hash: String,
    who: String,
    at: String,
}

#[derive(sqlx::FromRow)]
struct ChangeColumns {
    revision: i64,
    name: String,
    what: String,
    text_before: String,
    text_after: String,
    who: String,
    at: String,
}

impl Store {
    /// Everything of a cluster's analysis; empty before anybody wrote anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analysis(&self, cluster: &str) -> Result<StoredAnalysis, StoreError> {
        let mut tx = self.db.snapshot().await?;
        read_analysis(&mut tx.link(), cluster).await
    }

    /// Every change of a record, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analysis_changes(&self, item: i64) -> Result<Vec<ItemChange>, StoreError> {
        let mut reader = self.db.reader().await?;
        changes_of(&mut reader.link(), item).await
    }

    /// A snapshot with its text; `None` when there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analysis_snapshot(
        &self,
        cluster: &str,
        number: i64,
    ) -> Result<Option<(SnapshotRow, String)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let body: Option<(String,)> =
            on!(link, |c| sqlx::query_as("select body from analysis_snapshot where cluster_id = $1 and number = $2")
                .bind(cluster)
                .bind(number)
                .fetch_optional(c)
                .await)?;
        let Some((body,)) = body else { return Ok(None) };
        let row = snapshots_of(link, cluster).await?.into_iter().find(|row| row.number == number);
        Ok(row.map(|row| (row, body)))
    }
}

/// Everything of a cluster's analysis, by the connection at hand.
pub(super) async fn read_analysis(link: &mut Link<'_>, cluster: &str) -> Result<StoredAnalysis, StoreError> {
    let head: Option<(i64, i64)> =
        on!(link, |c| sqlx::query_as("select revision, is_demo from analysis where cluster_id = $1")
            .bind(cluster)
            .fetch_optional(c)
            .await)?;
    let Some((revision, is_demo)) = head else { return Ok(StoredAnalysis::default()) };
    let rows: Vec<ItemColumns> = on!(link, |c| {
        sqlx::query_as(
            "select i.id, i.kind, i.revision, i.is_deleted, i.account_id, coalesce(a.name, i.changed_by) as who,
                    i.changed_at
               from analysis_item i left join account a on a.id = i.account_id
              where i.cluster_id = $1 order by i.position, i.id",
        )
        .bind(cluster)
        .fetch_all(c)
        .await
    })?;
    let fields: Vec<(i64, String, String)> = on!(link, |c| {
        sqlx::query_as(
            "select f.item_id, f.name, f.body from analysis_field f join analysis_item i on i.id = f.item_id
              where i.cluster_id = $1 order by f.item_id, f.name",
        )
        .bind(cluster)
        .fetch_all(c)
        .await
    })?;
    let mut fields = by_item(fields);
    let mut analysis = StoredAnalysis { revision, is_demo: is_demo == 1, ..StoredAnalysis::default() };
    for row in rows {
        let item = Item { number: row.id, kind: kind(&row.kind)?, fields: fields.remove(&row.id).unwrap_or_default() };
        let list = if row.is_deleted == 1 { &mut analysis.deleted } else { &mut analysis.items };
        list.push(ItemRow { item, revision: row.revision, account: row.account_id, who: row.who, at: row.changed_at });
    }
    // Stable: within a kind the place decides.
    analysis.items.sort_by_key(|row| row.item.kind);
    analysis.deleted.sort_by(|a, b| b.at.cmp(&a.at));
    let steps: Vec<StepColumns> = on!(link, |c| {
        sqlx::query_as(
            "select s.cluster_id, s.kind, s.stage, s.option_id, s.day, s.reason, s.account_id,
                    coalesce(a.name, s.actor) as who, s.at
               from analysis_step s left join account a on a.id = s.account_id
              where s.cluster_id = $1 order by s.id",
        )
        .bind(cluster)
        .fetch_all(c)
        .await
    })?;
    analysis.steps = steps.into_iter().map(step).collect::<Result<_, _>>()?;
    analysis.snapshots = snapshots_of(link, cluster).await?;
    Ok(analysis)
}

/// The texts of records, by record.
pub(super) fn by_item(rows: Vec<(i64, String, String)>) -> HashMap<i64, Fields> {
    let mut fields: HashMap<i64, Fields> = HashMap::new();
    for (item, name, body) in rows {
        fields.entry(item).or_default().set(name, &body);
    }
    fields
}

pub(super) fn step(row: StepColumns) -> Result<StepRow, StoreError> {
    let day = row.day.map(|day| day.parse().map_err(|_| damaged("day", &day))).transpose()?;
    let step =
        Step { kind: step_kind(&row.kind)?, stage: stage(&row.stage)?, option: row.option_id, day, reason: row.reason };
    Ok(StepRow { step, account: row.account_id, who: row.who, at: row.at })
}

async fn snapshots_of(link: &mut Link<'_>, cluster: &str) -> Result<Vec<SnapshotRow>, StoreError> {
    let rows: Vec<SnapshotColumns> = on!(link, |c| {
        sqlx::query_as(
            "select s.number, s.stage, s.previous_hash, s.hash, coalesce(a.name, s.actor) as who, s.at
               from analysis_snapshot s left join account a on a.id = s.account_id
              where s.cluster_id = $1 order by s.number",
        )
        .bind(cluster)
        .fetch_all(c)
        .await
    })?;
    let row = |row: SnapshotColumns| {
        Ok(SnapshotRow {
            number: row.number,
            stage: stage(&row.stage)?,
            previous_hash: row.previous_hash,
            hash: row.hash,
            who: row.who,
            at: row.at,
        })
    };
    rows.into_iter().map(row).collect()
}

/// Every change of a record, the latest first.
pub(super) async fn changes_of(link: &mut Link<'_>, item: i64) -> Result<Vec<ItemChange>, StoreError> {
    let rows: Vec<ChangeColumns> = on!(link, |c| {
        sqlx::query_as(
            "select h.revision, h.name, h.what, h.text_before, h.text_after, coalesce(a.name, h.actor) as who, h.at
               from analysis_change h left join account a on a.id = h.account_id
              where h.item_id = $1 order by h.revision desc, h.name",
        )
        .bind(item)
        .fetch_all(c)
        .await
    })?;
    let change = |row: ChangeColumns| {
        Ok(ItemChange {
            revision: row.revision,
            what: What::from_word(&row.what)?,
            name: row.name,
            before: row.text_before,
            after: row.text_after,
            who: row.who,
            at: row.at,
        })
    };
    rows.into_iter().map(change).collect()
}
