//! Plain summaries (やさしい日本語の説明) as they are stored: each text stays, the latest of a subject holds.

use std::collections::BTreeMap;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::{next_number, next_numbers};
use crate::rows::Rows;
use crate::{Store, StoreError};

/// What a plain summary is about (説明の対象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SummaryKind {
    /// A program, by its number in the city.
    Program,
    /// A cluster, by its id.
    Cluster,
}

impl SummaryKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            SummaryKind::Program => "program",
            SummaryKind::Cluster => "cluster",
        }
    }
}

/// A plain summary as somebody wrote it (説明の一件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainSummary {
    /// Its number, which grows with every text of any subject.
    pub id: i64,
    /// The text; empty where it was taken back.
    pub body: String,
    /// Who wrote it, by name.
    pub written_by: String,
    /// The account that wrote it; none where it was the operator of the machine.
    pub written_account: Option<i64>,
    /// When (UTC, ISO 8601).
    pub written_at: String,
    /// Whether it is an example.
    pub is_demo: bool,
}

/// A text to be kept (書く説明).
#[derive(Clone, Copy, Debug)]
pub struct NewSummary<'a> {
    /// The text; empty takes back what holds.
    pub body: &'a str,
    /// Who writes it, by name.
    pub written_by: &'a str,
    /// The account that writes it; none for the operator of the machine.
    pub written_account: Option<i64>,
    /// Whether it is an example.
    pub is_demo: bool,
}

/// What writing met (書いた結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SummaryWrite {
    /// Kept; its number.
    Done(i64),
    /// Nothing was kept: it says what holds already.
    Same,
    /// Nothing was kept: somebody else wrote this meanwhile.
    Stale(Box<PlainSummary>),
}

type Row = (i64, String, String, Option<i64>, String, i64);

impl Store {
    /// The texts that hold, by kind and key; what was taken back is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plain_summaries(&self) -> Result<BTreeMap<(String, String), String>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String)> = on!(link, |c| sqlx::query_as(
            "select subject_kind, subject_key, body from plain_summary
              where id in (select max(id) from plain_summary group by subject_kind, subject_key) and body <> ''
              order by subject_kind, subject_key"
        )
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(kind, key, body)| ((kind, key), body)).collect())
    }

    /// Every text of a subject, newest first, at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plain_summary_history(&self, kind: SummaryKind, key: &str) -> Result<Vec<PlainSummary>, StoreError> {
        let mut reader = self.db.reader().await?;
        read(&mut reader.link(), kind, key, 200).await
    }

    /// Keeps a text as the one that holds. `seen` is the number of the text the writer had before the eyes, 0 for none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_plain_summary(
        &self,
        actor: &str,
        (kind, key): (SummaryKind, &str),
        new: NewSummary<'_>,
        seen: i64,
    ) -> Result<SummaryWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let latest = read(link, kind, key, 1).await?.into_iter().next().unwrap_or_default();
        if latest.body == new.body {
            return Ok(SummaryWrite::Same);
        }
        if latest.id != seen {
            return Ok(SummaryWrite::Stale(Box::new(latest)));
        }
        let id = next_number(link, "plain-summary").await?;
        on!(link, |c| sqlx::query(
            "insert into plain_summary (id, subject_kind, subject_key, body, written_by, written_account, written_at,
                                        is_demo) values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(id)
        .bind(kind.word())
        .bind(key)
        .bind(new.body)
        .bind(new.written_by)
        .bind(new.written_account)
        .bind(now())
        .bind(i64::from(new.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let action = if new.body.is_empty() { "plain-summary.take-back" } else { "plain-summary.write" };
        let detail = format!("body\t{}\t{}", escape(&latest.body), escape(new.body));
        append(link, actor, action, &format!("plain-summary:{}:{key}", kind.word()), detail).await?;
        tx.commit().await?;
        Ok(SummaryWrite::Done(id))
    }

    /// Keeps examples where there is no summary of any subject yet; how many were kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_demo_summaries(
        &self,
        actor: &str,
        written_by: &str,
        texts: &[(SummaryKind, String, String)],
    ) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (there,): (i64,) = on!(link, |c| sqlx::query_as("select count(*) from plain_summary").fetch_one(c).await)?;
        let count = i64::try_from(texts.len()).expect("a list in memory is shorter than that");
        if there > 0 || count == 0 {
            return Ok(0);
        }
        let first = next_numbers(link, "plain-summary", count).await?;
        let at = now();
        let mut rows = Rows::into(
            "plain_summary (id, subject_kind, subject_key, body, written_by, written_account, written_at, is_demo)",
        );
        for (id, (kind, key, body)) in (first..).zip(texts) {
            rows.push([
                id.into(),
                kind.word().into(),
                key.as_str().into(),
                body.as_str().into(),
                written_by.into(),
                None::<i64>.into(),
                at.as_str().into(),
                1.into(),
            ]);
        }
        rows.insert(link).await?;
        append(link, actor, "plain-summary.examples", "plain-summary", format!("count\t{count}")).await?;
        tx.commit().await?;
        Ok(count)
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_summaries(link: &mut Link<'_>) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("delete from plain_summary where is_demo = 1")
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(())
}

async fn read(link: &mut Link<'_>, kind: SummaryKind, key: &str, most: i64) -> Result<Vec<PlainSummary>, StoreError> {
    let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
        "select id, body, written_by, written_account, written_at, is_demo from plain_summary
          where subject_kind = $1 and subject_key = $2 order by id desc limit $3"
    )
    .bind(kind.word())
    .bind(key)
    .bind(most)
    .fetch_all(c)
    .await)?;
    let summary = |(id, body, written_by, written_account, written_at, is_demo): Row| PlainSummary {
        id,
        body,
        written_by,
        written_account,
        written_at,
        is_demo: is_demo == 1,
    };
    Ok(rows.into_iter().map(summary).collect())
}
