//! What people said about bars (進みの記録): only added to.

use reform::plan::CalendarDate;
use reform::roadmap::ProgressStatus;

use crate::audit::append;
use crate::change::escape;
use crate::db::on;
use crate::number::next_number;
use crate::{Store, StoreError};

/// The most entries of one bar that are listed.
const LISTED_MAX: i64 = 200;

/// What somebody said about a bar (進みの記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressEntry {
    /// Its number; later ones have larger numbers.
    pub id: i64,
    /// The bar.
    pub bar: String,
    /// What was said.
    pub status: ProgressStatus,
    /// The day it is true of.
    pub day: CalendarDate,
    /// The remark, for members only; may be empty.
    pub remark: String,
    /// Who, by name.
    pub by: String,
    /// When it was entered (UTC, ISO 8601).
    pub at: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// An entry to be made (進みの入力).
#[derive(Clone, Debug)]
pub struct NewProgress {
    /// The bar.
    pub bar: String,
    /// The bar's last entry that was looked at; 0 for none.
    pub seen: i64,
    /// What is said.
    pub status: ProgressStatus,
    /// The day it is true of.
    pub day: CalendarDate,
    /// The remark; may be empty.
    pub remark: String,
    /// Who, for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
    /// The present moment.
    pub at: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

type Stored = (i64, String, String, String, String, String, String, i64);

const SELECT: &str =
    "select p.id, p.bar_id, p.status, p.day, p.remark, p.by_name, p.at, p.is_demo from roadmap_progress p";

impl Store {
    /// The last entry of each bar.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn roadmap_progress(&self) -> Result<Vec<ProgressEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "{SELECT} join (select bar_id, max(id) as last from roadmap_progress group by bar_id) l on l.last = p.id"
        );
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        rows.into_iter().map(entry).collect()
    }

    /// Every entry of one bar, the latest first.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn roadmap_progress_of(&self, bar: &str) -> Result<Vec<ProgressEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{SELECT} where p.bar_id = $1 order by p.id desc limit $2");
        let rows: Vec<Stored> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(bar).bind(LISTED_MAX).fetch_all(c).await)?;
        rows.into_iter().map(entry).collect()
    }

    /// Adds an entry; `false` when the bar has a later one than was looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_roadmap_progress(&self, new: &NewProgress) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (last,): (i64,) =
            on!(link, |c| sqlx::query_as("select coalesce(max(id), 0) from roadmap_progress where bar_id = $1")
                .bind(&new.bar)
                .fetch_one(c)
                .await)?;
        if last != new.seen {
            return Ok(false);
        }
        let id = next_number(link, "roadmap-progress").await?;
        on!(link, |c| sqlx::query(
            "insert into roadmap_progress (id, bar_id, status, day, remark, by_name, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(id)
        .bind(&new.bar)
        .bind(new.status.word())
        .bind(new.day.to_string())
        .bind(&new.remark)
        .bind(&new.by)
        .bind(&new.at)
        .bind(i64::from(new.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("status\t{}\nday\t{}\nremark\t{}", new.status.word(), new.day, escape(&new.remark));
        append(link, &new.actor, "roadmap.progress", &format!("roadmap:{}", new.bar), detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn entry((id, bar, status, day, remark, by, at, is_demo): Stored) -> Result<ProgressEntry, StoreError> {
    let damaged = || StoreError::Damaged(format!("roadmap_progress {id}: {status} {day}"));
    Ok(ProgressEntry {
        status: ProgressStatus::from_word(&status).ok_or_else(damaged)?,
        day: day.parse().map_err(|_| damaged())?,
        id,
        bar,
        remark,
        by,
        at,
        is_demo: is_demo != 0,
    })
}
