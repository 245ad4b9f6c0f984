//! A model open for writing (変更の記録): what stands inside the transaction, and what is put in its place.

use reform::logic_model::{LogicModel, ModelProblem};

use super::fields::{Texts, put_model, read_model};
use super::history::{self, LogicChange};
use super::{damaged, head_of, texts_of};
use crate::audit;
use crate::change::escape;
use crate::db::{Link, Tx, now, on};
use crate::rows::Rows;
use crate::{Store, StoreError};

/// A cluster's model open for writing; dropped without [`LogicModelWork::commit`] it leaves nothing behind.
pub struct LogicModelWork {
    pub(super) tx: Tx,
    pub(super) cluster: String,
    pub(super) revision: i64,
    pub(super) is_demo: bool,
    last_number: i64,
    texts: Texts,
    model: LogicModel,
}

/// A change on its way into the history (記録する変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLogicChange<'a> {
    /// What was done, as a stable word.
    pub kind: &'a str,
    /// What it was done to, in words people wrote.
    pub subject: &'a str,
    /// The revision that is taken back or made again.
    pub undoes: Option<i64>,
    /// Who, by account.
    pub account: Option<i64>,
    /// Who, as the audit trail names them.
    pub actor: &'a str,
}

impl Store {
    /// Opens a cluster's model for writing; where there is none an empty one of revision 0, which the first change makes.
    /// `is_demo` says what a new one would be.
    ///
    /// # Errors
    /// When the database fails, or a field cannot be read.
    pub async fn open_logic_model(&self, cluster: &str, is_demo: bool) -> Result<LogicModelWork, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let head = head_of(link, cluster).await?;
        let texts = texts_of(link, cluster).await?;
        let (revision, last_number, is_demo) = match head {
            Some((_, revision, last_number, was_demo, _, _)) => (revision, last_number, was_demo == 1),
            None => (0, 0, is_demo),
        };
        let model = read_model(&texts).map_err(|_| damaged(cluster))?;
        let last_number = last_number.max(highest(&model));
        Ok(LogicModelWork { tx, cluster: cluster.to_owned(), revision, is_demo, last_number, texts, model })
    }
}

impl LogicModelWork {
    /// The model as it stands inside the transaction.
    pub fn model(&self) -> &LogicModel {
        &self.model
    }

    /// Its revision; 0 before the first change.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// A number no node or arrow of this model ever had.
    pub fn next_number(&mut self) -> i64 {
        self.last_number += 1;
        self.last_number
    }

    /// The changes after a revision, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changes_since(&mut self, revision: i64) -> Result<Vec<LogicChange>, StoreError> {
        history::changes(&mut self.tx.link(), &self.cluster, (revision, i64::MAX), None, 1_000).await
    }

    /// The last changes of one actor, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changes_by(&mut self, actor: &str, limit: i64) -> Result<Vec<LogicChange>, StoreError> {
        history::changes(&mut self.tx.link(), &self.cluster, (0, i64::MAX), Some(actor), limit).await
    }

    /// The model as it would stand were these texts put back, empty for what goes.
    ///
    /// # Errors
    /// What would be wrong with it.
    pub fn with_texts<'a>(
        &self,
        put: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<LogicModel, Vec<ModelProblem>> {
        let mut texts = self.texts.clone();
        for (name, text) in put {
            match text.is_empty() {
                true => texts.remove(name),
                false => texts.insert(name.to_owned(), text.to_owned()),
            };
        }
        read_model(&texts)
    }

    /// The names of the fields in which a model differs from the one that stands.
    pub fn touched(&self, after: &LogicModel) -> Vec<String> {
        let after = put_model(after);
        let mut names: Vec<String> = after
            .iter()
            .filter(|(name, text)| self.texts.get(*name) != Some(text))
            .map(|(name, _)| name.clone())
            .collect();
        names.extend(self.texts.keys().filter(|name| !after.contains_key(*name)).cloned());
        names.sort();
        names
    }

    /// The text that stands under a name now; empty for none.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Puts a model in the place of the one that stands, with its line in the history and in the audit; gives the revision.
    /// Where nothing differs nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put(&mut self, after: &LogicModel, change: &NewLogicChange<'_>) -> Result<i64, StoreError> {
        let touched = self.touched(after);
        if touched.is_empty() {
            return Ok(self.revision);
        }
        let texts = put_model(after);
        // A file brings numbers of its own; what is added later comes after them.
        self.last_number = self.last_number.max(highest(after));
        let (at, revision, demo) = (now(), self.revision + 1, i64::from(self.is_demo));
        let link = &mut self.tx.link();
        on!(link, |c| sqlx::query(
            "insert into logic_model (cluster_id, revision, last_number, is_demo, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $5)
             on conflict (cluster_id) do update set revision = excluded.revision, last_number = excluded.last_number,
                 changed_at = excluded.changed_at"
        )
        .bind(&self.cluster)
        .bind(revision)
        .bind(self.last_number)
        .bind(demo)
        .bind(&at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query(
            "insert into logic_change (cluster_id, revision, kind, subject, undoes, account_id, actor, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        )
        .bind(&self.cluster)
        .bind(revision)
        .bind(change.kind)
        .bind(change.subject)
        .bind(change.undoes)
        .bind(change.account)
        .bind(change.actor)
        .bind(&at)
        .bind(demo)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let mut rows = Rows::into("logic_change_field (cluster_id, revision, name, before_text, after_text, is_demo)");
        for name in &touched {
            let (before, after) = (self.texts.get(name), texts.get(name));
            put_field(link, &self.cluster, revision, name, after.map(String::as_str)).await?;
            rows.push([
                self.cluster.as_str().into(),
                revision.into(),
                name.as_str().into(),
                before.map_or("", String::as_str).into(),
                after.map_or("", String::as_str).into(),
                demo.into(),
            ]);
        }
        rows.insert(link).await?;
        let detail = format!("revision\t{revision}\nsubject\t{}\nfields\t{}", escape(change.subject), touched.len());
        let subject = format!("logic-model:{}", self.cluster);
        audit::append(link, change.actor, &format!("logic-model.{}", change.kind), &subject, detail).await?;
        self.revision = revision;
        self.texts = texts;
        self.model = after.clone();
        Ok(revision)
    }

    /// Makes what was put last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }
}

/// Deletes every example with all that hangs on it. The audit trail stays.
pub(crate) async fn delete_demo_logic_models(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from logic_version where is_demo = 1",
        "delete from logic_change_field where is_demo = 1",
        "delete from logic_change where is_demo = 1",
        "delete from logic_field where cluster_id in (select cluster_id from logic_model where is_demo = 1)",
        "delete from logic_model where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn put_field(
    link: &mut Link<'_>,
    cluster: &str,
    revision: i64,
    name: &str,
    text: Option<&str>,
) -> Result<(), StoreError> {
    let Some(text) = text else {
        on!(link, |c| sqlx::query("delete from logic_field where cluster_id = $1 and name = $2")
            .bind(cluster)
            .bind(name)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        return Ok(());
    };
    on!(link, |c| sqlx::query(
        "insert into logic_field (cluster_id, name, text, revision) values ($1, $2, $3, $4)
         on conflict (cluster_id, name) do update set text = excluded.text, revision = excluded.revision"
    )
    .bind(cluster)
    .bind(name)
    .bind(text)
    .bind(revision)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

fn highest(model: &LogicModel) -> i64 {
    model.nodes().last().map_or(0, |node| i64::from(node.id.0))
}
