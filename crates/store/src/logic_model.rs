//! Logic models as they are stored (ロジックモデルの保存): the working model of each cluster, its history, its versions.
//!
//! - [`LogicModelWork`]: one cluster's model open for writing inside one transaction
//! - [`LogicChange`]: a change with every field before and after, from which undo and merging are worked out
//! - [`LogicVersion`]: a copy under a name, which the database lets nobody alter
//!
//! A model is kept as named texts, one for each field of a node or an arrow (`node.3.label`, `edge.1-3.evidence`), so that
//! changes of different ones do not meet.

mod facts;
mod fields;
mod history;
mod version;
mod work;

use reform::logic_model::LogicModel;

pub use facts::ProgramLogic;
pub use fields::{evidence_text, indicators_text};
pub use history::{LogicChange, LogicFieldChange};
pub use version::{AlteredVersion, LogicVersion};
pub(crate) use work::delete_demo_logic_models;
pub use work::{LogicModelWork, NewLogicChange};

use crate::db::{Link, on};
use crate::{Store, StoreError};
use fields::{Texts, read_model};

/// The working logic model of a cluster (作業中のロジックモデル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLogicModel {
    /// The cluster.
    pub cluster: String,
    /// Grows with every change.
    pub revision: i64,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// When it was begun (UTC, ISO 8601).
    pub created_at: String,
    /// When it was last changed (UTC, ISO 8601).
    pub changed_at: String,
    /// The nodes and arrows.
    pub model: LogicModel,
}

/// The head of a model as its row has it.
type Head = (String, i64, i64, i64, String, String);

const HEAD: &str = "cluster_id, revision, last_number, is_demo, created_at, changed_at";

impl Store {
    /// The most models listed; a city has some dozens of clusters.
    pub const MOST_LOGIC_MODELS: i64 = 500;

    /// The working model of a cluster; `None` where nobody has begun one.
    ///
    /// # Errors
    /// When the database fails, or a field cannot be read.
    pub async fn logic_model(&self, cluster: &str) -> Result<Option<StoredLogicModel>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let Some(head) = head_of(link, cluster).await? else { return Ok(None) };
        let texts = texts_of(link, cluster).await?;
        stored(head, &texts).map(Some)
    }

    /// Every working model, by cluster.
    ///
    /// # Errors
    /// When the database fails, or a field cannot be read.
    pub async fn logic_models(&self) -> Result<Vec<StoredLogicModel>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let sql = format!("select {HEAD} from logic_model order by cluster_id limit {}", Self::MOST_LOGIC_MODELS);
        let heads: Vec<Head> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        let rows: Vec<(String, String, String)> =
            on!(link, |c| sqlx::query_as("select cluster_id, name, text from logic_field order by cluster_id, name")
                .fetch_all(c)
                .await)?;
        let mut of: std::collections::BTreeMap<String, Texts> = std::collections::BTreeMap::new();
        for (cluster, name, text) in rows {
            of.entry(cluster).or_default().insert(name, text);
        }
        heads
            .into_iter()
            .map(|head| {
                let texts = of.remove(&head.0).unwrap_or_default();
                stored(head, &texts)
            })
            .collect()
    }
}

fn stored(head: Head, texts: &Texts) -> Result<StoredLogicModel, StoreError> {
    let (cluster, revision, _, is_demo, created_at, changed_at) = head;
    let model = read_model(texts).map_err(|_| damaged(&cluster))?;
    Ok(StoredLogicModel { cluster, revision, is_demo: is_demo == 1, created_at, changed_at, model })
}

async fn head_of(link: &mut Link<'_>, cluster: &str) -> Result<Option<Head>, StoreError> {
    let sql = format!("select {HEAD} from logic_model where cluster_id = $1");
    Ok(on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(cluster).fetch_optional(c).await)?)
}

async fn texts_of(link: &mut Link<'_>, cluster: &str) -> Result<Texts, StoreError> {
    let rows: Vec<(String, String)> =
        on!(link, |c| sqlx::query_as("select name, text from logic_field where cluster_id = $1 order by name")
            .bind(cluster)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().collect())
}

fn damaged(cluster: &str) -> StoreError {
    StoreError::Damaged(format!("logic_model {cluster}"))
}
