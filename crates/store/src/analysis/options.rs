//! Options of all analyses (すべての改革案): what the chain, the frame and the lists of clusters ask for.

use std::collections::BTreeMap;

use reform::analysis::{Item, ItemKind, Progress, Stage, Step};

use super::read::{StepColumns, by_item, step};
use super::stage;
use crate::db::on;
use crate::{Store, StoreError};

/// The options of one cluster's analysis (改革案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOptions {
    /// The cluster.
    pub cluster: String,
    /// Its options, in order.
    pub options: Vec<Item>,
    /// How far the analysis has come, with the decision that stands.
    pub progress: Progress,
    /// Whether it is an example.
    pub is_demo: bool,
}

/// How far a cluster's analysis has come (経営分析の進み).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisMark {
    /// The cluster.
    pub cluster: String,
    /// How far.
    pub progress: Progress,
    /// How many records there are.
    pub items: i64,
    /// Whether it is an example.
    pub is_demo: bool,
}

impl Store {
    /// The options of every analysis that has any, by cluster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_options(&self) -> Result<Vec<StoredOptions>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let rows: Vec<(i64, String, i64)> = on!(link, |c| {
            sqlx::query_as(
                "select i.id, i.cluster_id, n.is_demo
                   from analysis_item i join analysis n on n.cluster_id = i.cluster_id
                  where i.kind = 'option' and i.is_deleted = 0 order by i.cluster_id, i.position, i.id",
            )
            .fetch_all(c)
            .await
        })?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let fields: Vec<(i64, String, String)> = on!(link, |c| {
            sqlx::query_as(
                "select f.item_id, f.name, f.body from analysis_field f join analysis_item i on i.id = f.item_id
                  where i.kind = 'option' and i.is_deleted = 0 order by f.item_id, f.name",
            )
            .fetch_all(c)
            .await
        })?;
        let mut fields = by_item(fields);
        let steps = steps_by_cluster(link).await?;
        let mut all: Vec<StoredOptions> = Vec::new();
        for (number, cluster, is_demo) in rows {
            let item = Item { number, kind: ItemKind::Option, fields: fields.remove(&number).unwrap_or_default() };
            match all.last_mut().filter(|last| last.cluster == cluster) {
                Some(last) => last.options.push(item),
                None => {
                    let progress = Progress::of(steps.get(&cluster).into_iter().flatten());
                    all.push(StoredOptions { cluster, options: vec![item], progress, is_demo: is_demo == 1 });
                }
            }
        }
        Ok(all)
    }

    /// The last text kept at each gate of every analysis, by cluster and place in its chain: cluster, stage, when (UTC,
    /// ISO 8601), text. Whether a gate is still closed, [`Store::analysis_marks`] tells.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_snapshots(&self) -> Result<Vec<(String, Stage, String, String)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String, String)> = on!(link, |c| {
            sqlx::query_as(
                "select s.cluster_id, s.stage, s.at, s.body from analysis_snapshot s
                  where s.number = (select max(t.number) from analysis_snapshot t
                                     where t.cluster_id = s.cluster_id and t.stage = s.stage)
                  order by s.cluster_id, s.number",
            )
            .fetch_all(c)
            .await
        })?;
        rows.into_iter().map(|(cluster, word, at, body)| Ok((cluster, stage(&word)?, at, body))).collect()
    }

    /// How far every analysis has come, by cluster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analysis_marks(&self) -> Result<Vec<AnalysisMark>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let rows: Vec<(String, i64, i64)> = on!(link, |c| {
            sqlx::query_as(
                "select n.cluster_id, n.is_demo,
                        (select count(*) from analysis_item i where i.cluster_id = n.cluster_id and i.is_deleted = 0)
                   from analysis n order by n.cluster_id",
            )
            .fetch_all(c)
            .await
        })?;
        let steps = steps_by_cluster(link).await?;
        let mark = |(cluster, is_demo, items): (String, i64, i64)| AnalysisMark {
            progress: Progress::of(steps.get(&cluster).into_iter().flatten()),
            cluster,
            items,
            is_demo: is_demo == 1,
        };
        Ok(rows.into_iter().map(mark).collect())
    }
}

async fn steps_by_cluster(link: &mut crate::db::Link<'_>) -> Result<BTreeMap<String, Vec<Step>>, StoreError> {
    let rows: Vec<StepColumns> = on!(link, |c| {
        sqlx::query_as(
            "select cluster_id, kind, stage, option_id, day, reason, account_id, actor as who, at
               from analysis_step order by id",
        )
        .fetch_all(c)
        .await
    })?;
    let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    for row in rows {
        let cluster = row.cluster_id.clone();
        steps.entry(cluster).or_default().push(step(row)?.step);
    }
    Ok(steps)
}
