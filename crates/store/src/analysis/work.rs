//! One analysis open for writing (書込中の経営分析).

use reform::analysis::{Item, ItemKind, Stage, Step};
use reform::review::Fields;

use super::read::{changes_of, read_analysis};
use super::snapshot::Hashed;
use super::{ItemChange, StoredAnalysis, What};
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, Tx, on};
use crate::number::next_number;
use crate::rows::Rows;
use crate::{Store, StoreError};

/// An analysis open for writing. Dropped before [`AnalysisWork::commit`], it leaves nothing behind.
pub struct AnalysisWork {
    tx: Tx,
    cluster: String,
    analysis: StoredAnalysis,
    by: By,
}

/// Who writes, and when (書く人).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// The account, if somebody signed in writes.
    pub account: Option<i64>,
    /// Who, for the audit trail.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

impl Store {
    /// Opens a cluster's analysis for writing; other writers wait until it is committed or dropped. One that is not there yet
    /// begins with the first record, as an example or not.
    ///
    /// # Errors
    /// When another writer takes too long, or the database fails.
    pub async fn open_analysis(&self, cluster: &str, by: By, is_demo: bool) -> Result<AnalysisWork, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut analysis = read_analysis(&mut tx.link(), cluster).await?;
        if analysis.revision == 0 {
            analysis.is_demo = is_demo;
        }
        Ok(AnalysisWork { tx, cluster: cluster.to_owned(), analysis, by })
    }
}

impl AnalysisWork {
    /// The analysis as it stands inside the transaction.
    pub fn analysis(&self) -> &StoredAnalysis {
        &self.analysis
    }

    /// Writes from now on as somebody else, or at another time: for the examples of a demonstration.
    pub fn write_as(&mut self, by: By) {
        self.by = by;
    }

    /// Every change of a record, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changes(&mut self, item: i64) -> Result<Vec<ItemChange>, StoreError> {
        changes_of(&mut self.tx.link(), item).await
    }

    /// Adds a record at the end of its kind and gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&mut self, kind: ItemKind, fields: &Fields) -> Result<i64, StoreError> {
        self.next_revision().await?;
        let (cluster, by) = (self.cluster.clone(), self.by.clone());
        let link = &mut self.tx.link();
        let number = next_number(link, "analysis-item").await?;
        on!(link, |c| sqlx::query(
            "insert into analysis_item (id, cluster_id, kind, position, revision, is_deleted, account_id, changed_by,
             changed_at) values ($1, $2, $3, $1, 1, 0, $4, $5, $6)"
        )
        .bind(number)
        .bind(&cluster)
        .bind(kind.word())
        .bind(by.account)
        .bind(&by.actor)
        .bind(&by.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        self.write_fields(number, 1, What::Add, &Fields::default(), fields).await?;
        self.note("analysis.add", format!("item\t{number}\nkind\t{}\ntitle\t{}", kind.word(), title(kind, fields)))
            .await?;
        self.read_again().await?;
        Ok(number)
    }

    /// Writes the texts of a record, deleted or not, in place of those there are; a deleted one is there again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change(&mut self, number: i64, fields: &Fields) -> Result<(), StoreError> {
        let Some(row) = self.analysis.item(number).cloned() else { return Ok(()) };
        let was_deleted = self.analysis.deleted.iter().any(|deleted| deleted.item.number == number);
        let what = if was_deleted { What::Restore } else { What::Edit };
        let revision = self.touch(number, row.revision, false).await?;
        self.write_fields(number, revision, what, &row.item.fields, fields).await?;
        if was_deleted {
            self.write_change(number, revision, What::Restore).await?;
        }
        let kind = row.item.kind;
        let detail =
            format!("item\t{number}\nrevision\t{revision}\nkind\t{}\ntitle\t{}", kind.word(), title(kind, fields));
        self.note(if was_deleted { "analysis.restore" } else { "analysis.edit" }, detail).await?;
        self.read_again().await
    }

    /// Deletes a record; it can be brought back with [`AnalysisWork::change`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&mut self, number: i64) -> Result<(), StoreError> {
        let Some(row) = self.analysis.item(number).cloned() else { return Ok(()) };
        let revision = self.touch(number, row.revision, true).await?;
        self.write_change(number, revision, What::Delete).await?;
        self.note("analysis.delete", format!("item\t{number}\nrevision\t{revision}")).await?;
        self.read_again().await
    }

    /// Has two records of one kind change places. Who wrote their texts last stays who it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn swap(&mut self, first: i64, second: i64) -> Result<(), StoreError> {
        self.next_revision().await?;
        let link = &mut self.tx.link();
        let mut places: Vec<(i64, i64)> = Vec::new();
        for number in [first, second] {
            let (place,): (i64,) = on!(link, |c| sqlx::query_as("select position from analysis_item where id = $1")
                .bind(number)
                .fetch_one(c)
                .await)?;
            places.push((number, place));
        }
        if let [(first, before), (second, after)] = places[..] {
            for (number, place) in [(first, after), (second, before)] {
                on!(link, |c| sqlx::query(
                    "update analysis_item set position = $2, revision = revision + 1 where id = $1"
                )
                .bind(number)
                .bind(place)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
            }
        }
        for number in [first, second] {
            let revision = self.analysis.item(number).map_or(1, |row| row.revision + 1);
            self.write_change(number, revision, What::Move).await?;
        }
        self.note("analysis.move", format!("item\t{first}\nitem\t{second}")).await?;
        self.read_again().await
    }

    /// Takes a step other than closing a gate.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(&mut self, step: &Step) -> Result<(), StoreError> {
        self.next_revision().await?;
        self.write_step(step).await?;
        let mut detail = format!("stage\t{}\nreason\t{}", step.stage.word(), escape(&step.reason));
        if let Some(option) = step.option {
            detail.push_str(&format!("\noption\t{option}"));
        }
        if let Some(day) = step.day {
            detail.push_str(&format!("\nday\t{day}"));
        }
        self.note(&format!("analysis.{}", step.kind.word()), detail).await?;
        self.read_again().await
    }

    /// Closes the gate of a stage with its snapshot, and gives the snapshot's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(&mut self, step: &Step, stage: Stage, body: &str) -> Result<i64, StoreError> {
        self.next_revision().await?;
        self.write_step(step).await?;
        let previous = self.analysis.snapshots.last().map(|row| row.hash.clone()).unwrap_or_default();
        let number = self.analysis.snapshots.last().map_or(0, |row| row.number) + 1;
        let (cluster, by, is_demo) = (self.cluster.clone(), self.by.clone(), i64::from(self.analysis.is_demo));
        let hashed = Hashed {
            previous: &previous,
            cluster: &cluster,
            number,
            stage: stage.word(),
            at: &by.at,
            actor: &by.actor,
            body,
        };
        let hash = hashed.hash();
        let link = &mut self.tx.link();
        on!(link, |c| {
            sqlx::query(
            "insert into analysis_snapshot (cluster_id, number, stage, body, previous_hash, hash, account_id, actor, at,
             is_demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(&cluster)
        .bind(number)
        .bind(stage.word())
        .bind(body)
        .bind(&previous)
        .bind(&hash)
        .bind(by.account)
        .bind(&by.actor)
        .bind(&by.at)
        .bind(is_demo)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        let detail = format!("stage\t{}\nsnapshot\t{number}\nhash\t{hash}\ndemo\t{is_demo}", stage.word());
        self.note("analysis.close", detail).await?;
        self.read_again().await?;
        Ok(number)
    }

    /// Makes everything done to the analysis last.
    ///
    /// # Errors
    /// When the database refuses; nothing is left behind then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }

    async fn next_revision(&mut self) -> Result<(), StoreError> {
        let (cluster, is_demo, at) = (&self.cluster, i64::from(self.analysis.is_demo), &self.by.at);
        let link = &mut self.tx.link();
        on!(link, |c| sqlx::query(
            "insert into analysis (cluster_id, revision, is_demo, began_at) values ($1, 1, $2, $3)
             on conflict (cluster_id) do update set revision = analysis.revision + 1"
        )
        .bind(cluster)
        .bind(is_demo)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(())
    }

    /// The record's next revision, written by whoever writes now.
    async fn touch(&mut self, number: i64, revision: i64, is_deleted: bool) -> Result<i64, StoreError> {
        self.next_revision().await?;
        let by = self.by.clone();
        let link = &mut self.tx.link();
        on!(link, |c| sqlx::query(
            "update analysis_item set revision = $2, is_deleted = $3, account_id = $4, changed_by = $5, changed_at = $6
              where id = $1"
        )
        .bind(number)
        .bind(revision + 1)
        .bind(i64::from(is_deleted))
        .bind(by.account)
        .bind(&by.actor)
        .bind(&by.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(revision + 1)
    }

    async fn write_fields(
        &mut self,
        number: i64,
        revision: i64,
        what: What,
        before: &Fields,
        after: &Fields,
    ) -> Result<(), StoreError> {
        let by = self.by.clone();
        let is_demo = i64::from(self.analysis.is_demo);
        let mut names: Vec<&str> = before.iter().chain(after.iter()).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        let mut history = Rows::into(CHANGE);
        let mut fields = Rows::into("analysis_field (item_id, name, body)");
        for (name, body) in after.iter() {
            fields.push([number.into(), name.into(), body.into()]);
        }
        for name in names.into_iter().filter(|name| before.get(name) != after.get(name)) {
            let text = |fields: &Fields| fields.get(name).unwrap_or_default().to_owned();
            history.push([
                number.into(),
                revision.into(),
                name.into(),
                what.word().into(),
                text(before).as_str().into(),
                text(after).as_str().into(),
                by.account.into(),
                by.actor.as_str().into(),
                by.at.as_str().into(),
                is_demo.into(),
            ]);
        }
        let link = &mut self.tx.link();
        on!(link, |c| sqlx::query("delete from analysis_field where item_id = $1")
            .bind(number)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        fields.insert(link).await?;
        history.insert(link).await
    }

    /// A line of the history for the record as a whole.
    async fn write_change(&mut self, number: i64, revision: i64, what: What) -> Result<(), StoreError> {
        let by = self.by.clone();
        let is_demo = i64::from(self.analysis.is_demo);
        let mut history = Rows::into(CHANGE);
        history.push([
            number.into(),
            revision.into(),
            "".into(),
            what.word().into(),
            "".into(),
            "".into(),
            by.account.into(),
            by.actor.as_str().into(),
            by.at.as_str().into(),
            is_demo.into(),
        ]);
        history.insert(&mut self.tx.link()).await
    }

    async fn write_step(&mut self, step: &Step) -> Result<(), StoreError> {
        let (cluster, by, is_demo) = (self.cluster.clone(), self.by.clone(), i64::from(self.analysis.is_demo));
        let link = &mut self.tx.link();
        let id = next_number(link, "analysis-step").await?;
        on!(link, |c| {
            sqlx::query(
            "insert into analysis_step (id, cluster_id, kind, stage, option_id, day, reason, account_id, actor, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        )
        .bind(id)
        .bind(&cluster)
        .bind(step.kind.word())
        .bind(step.stage.word())
        .bind(step.option)
        .bind(step.day.map(|day| day.to_string()))
        .bind(&step.reason)
        .bind(by.account)
        .bind(&by.actor)
        .bind(&by.at)
        .bind(is_demo)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        Ok(())
    }

    async fn note(&mut self, action: &str, detail: String) -> Result<(), StoreError> {
        let (actor, subject) = (self.by.actor.clone(), format!("analysis:{}", self.cluster));
        append(&mut self.tx.link(), &actor, action, &subject, detail).await?;
        Ok(())
    }

    async fn read_again(&mut self) -> Result<(), StoreError> {
        let cluster = self.cluster.clone();
        self.analysis = read_analysis(&mut self.tx.link(), &cluster).await?;
        Ok(())
    }
}

const CHANGE: &str =
    "analysis_change (item_id, revision, name, what, text_before, text_after, account_id, actor, at, is_demo)";

/// The name of a record for the audit trail, on one line.
fn title(kind: ItemKind, fields: &Fields) -> String {
    escape(Item { number: 0, kind, fields: fields.clone() }.title())
}

/// Deletes every example with all that hangs on it. The audit trail stays.
pub(crate) async fn delete_demo_analyses(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from analysis_snapshot where is_demo = 1",
        "delete from analysis_step where is_demo = 1",
        "delete from analysis_change where is_demo = 1",
        "delete from analysis_field where item_id in (select i.id from analysis_item i
            join analysis n on n.cluster_id = i.cluster_id where n.is_demo = 1)",
        "delete from analysis_item where cluster_id in (select cluster_id from analysis where is_demo = 1)",
        "delete from analysis where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}
