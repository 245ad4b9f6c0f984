//! Versions (版): copies of a model under a name, each with a hash over what it says.

use reform::logic_model::LogicModel;
use sha2::{Digest, Sha256};

use super::fields::{Texts, put_model, read_model};
use super::work::LogicModelWork;
use crate::audit;
use crate::change::{escape, unescape};
use crate::db::{now, on};
use crate::migrate::hex;
use crate::number::next_number;
use crate::{Store, StoreError};

/// A copy of a model under a name (版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicVersion {
    /// Its number, over all clusters.
    pub id: i64,
    /// The cluster.
    pub cluster: String,
    /// The revision it is a copy of.
    pub revision: i64,
    /// The name people gave it.
    pub label: String,
    /// Who saved it; empty for the person at the machine.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// A version that is no longer what was saved (書き換えられた版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlteredVersion {
    /// Its number.
    pub id: i64,
    /// The cluster.
    pub cluster: String,
    /// The name it goes by.
    pub label: String,
}

type Row = (i64, String, i64, String, String, String, String, String, i64);

const ROW: &str =
    "select v.id, v.cluster_id, v.revision, v.label, v.content, v.sha256, coalesce(a.name, ''), v.at, v.is_demo
    from logic_version v left join account a on a.id = v.account_id";

impl Store {
    /// The most versions listed of a cluster.
    pub const MOST_LOGIC_VERSIONS: i64 = 200;

    /// The versions of a cluster's model, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logic_versions(&self, cluster: &str) -> Result<Vec<LogicVersion>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{ROW} where v.cluster_id = $1 order by v.id desc limit {}", Self::MOST_LOGIC_VERSIONS);
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(cluster).fetch_all(c).await)?;
        Ok(rows.into_iter().map(version).collect())
    }

    /// A version with what it holds; `None` when there is none of this number for the cluster.
    ///
    /// # Errors
    /// When the database fails, or the version is not what was saved.
    pub async fn logic_version(
        &self,
        cluster: &str,
        id: i64,
    ) -> Result<Option<(LogicVersion, LogicModel)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{ROW} where v.cluster_id = $1 and v.id = $2");
        let row: Option<Row> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(cluster).bind(id).fetch_optional(c).await)?;
        let Some(row) = row else { return Ok(None) };
        if !is_as_saved(&row) {
            return Err(StoreError::Damaged(format!("logic_version {id}")));
        }
        let model =
            read_model(&read_content(&row.4)).map_err(|_| StoreError::Damaged(format!("logic_version {id}")))?;
        Ok(Some((version(row), model)))
    }

    /// Every version kept under a name that begins so, or that is an example, with what it holds; by cluster, the oldest first.
    ///
    /// # Errors
    /// When the database fails, or a version is not what was saved.
    pub async fn logic_versions_named(&self, beginning: &str) -> Result<Vec<(LogicVersion, LogicModel)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        // A beginning has no wildcard in it, so none needs escaping.
        let sql = format!("{ROW} where v.label like $1 or v.is_demo = 1 order by v.cluster_id, v.id");
        let like = format!("{beginning}%");
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&like).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                let damaged = || StoreError::Damaged(format!("logic_version {}", row.0));
                if !is_as_saved(&row) {
                    return Err(damaged());
                }
                let model = read_model(&read_content(&row.4)).map_err(|_| damaged())?;
                Ok((version(row), model))
            })
            .collect()
    }

    /// Every version whose content does not fit its hash any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn altered_logic_versions(&self) -> Result<Vec<AlteredVersion>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let (mut after, mut altered) = (0, Vec::new());
        loop {
            let sql = format!("{ROW} where v.id > $1 order by v.id limit 100");
            let rows: Vec<Row> =
                on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(after).fetch_all(c).await)?;
            let Some(last) = rows.last().map(|row| row.0) else { return Ok(altered) };
            after = last;
            for row in rows.into_iter().filter(|row| !is_as_saved(row)) {
                altered.push(AlteredVersion { id: row.0, cluster: row.1, label: row.3 });
            }
        }
    }
}

impl LogicModelWork {
    /// Copies the model as it stands under a name; gives the version's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_version(&mut self, label: &str, account: Option<i64>, actor: &str) -> Result<i64, StoreError> {
        let content = write_content(&put_model(self.model()));
        let sha256 = digest(&self.cluster, self.revision, label, &content);
        let link = &mut self.tx.link();
        let id = next_number(link, "logic-version").await?;
        on!(link, |c| {
            sqlx::query(
            "insert into logic_version (id, cluster_id, revision, label, content, sha256, account_id, actor, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(id)
        .bind(&self.cluster)
        .bind(self.revision)
        .bind(label)
        .bind(&content)
        .bind(&sha256)
        .bind(account)
        .bind(actor)
        .bind(now())
        .bind(i64::from(self.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        let detail = format!("version\t{id}\nlabel\t{}\nsha256\t{sha256}", escape(label));
        let subject = format!("logic-model:{}", self.cluster);
        audit::append(link, actor, "logic-model.save-version", &subject, detail).await?;
        Ok(id)
    }
}

fn version((id, cluster, revision, label, _, _, who, at, is_demo): Row) -> LogicVersion {
    LogicVersion { id, cluster, revision, label, who, at, is_demo: is_demo == 1 }
}

fn is_as_saved((_, cluster, revision, label, content, sha256, ..): &Row) -> bool {
    digest(cluster, *revision, label, content) == *sha256
}

/// Parts are divided by what none of them holds, so that no two versions say the same in other words.
fn digest(cluster: &str, revision: i64, label: &str, content: &str) -> String {
    let parts = [cluster, &revision.to_string(), &escape(label), content];
    hex(&Sha256::digest(parts.join("\n").as_bytes()))
}

fn write_content(texts: &Texts) -> String {
    let lines: Vec<String> = texts.iter().map(|(name, text)| format!("{name}\t{}", escape(text))).collect();
    lines.join("\n")
}

fn read_content(content: &str) -> Texts {
    let lines = content.lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(name, text)| (name.to_owned(), unescape(text))).collect()
}
