//! Progress of milestones and values of indicators (取組の進みと実績): only added to.

use fiscal::{FiscalYear, Quantity};
use reform::plan::CalendarDate;
use reform::roadmap::ProgressStatus;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::{Store, StoreError};

/// The most entries of one milestone or indicator that are listed.
const LISTED_MAX: i64 = 200;

/// What somebody said about a milestone (節目の進み); its number is 0 before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneEntry {
    /// Its number; later ones have larger numbers.
    pub id: i64,
    /// The milestone.
    pub milestone: String,
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

/// A measured value (指標の実績); its number is 0 before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueEntry {
    /// Its number; later ones have larger numbers.
    pub id: i64,
    /// The indicator.
    pub kpi: String,
    /// The fiscal year.
    pub year: FiscalYear,
    /// The value.
    pub value: Quantity,
    /// What it rests on.
    pub ground: String,
    /// Who, by name.
    pub by: String,
    /// When it was entered (UTC, ISO 8601).
    pub at: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

type StoredProgress = (i64, String, String, String, String, String, String, i64);
type StoredValue = (i64, String, i64, String, String, String, String, i64);

const PROGRESS: &str =
    "select p.id, p.milestone_id, p.status, p.day, p.remark, p.by_name, p.at, p.is_demo from initiative_progress p";
const VALUES: &str =
    "select v.id, v.kpi_id, v.fiscal_year, v.value, v.ground, v.by_name, v.at, v.is_demo from initiative_value v";

impl Store {
    /// The last entry of each milestone, by milestone.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn milestone_progress(&self) -> Result<Vec<MilestoneEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "{PROGRESS} join (select milestone_id, max(id) as last from initiative_progress group by milestone_id) l
                          on l.last = p.id order by p.milestone_id"
        );
        let rows: Vec<StoredProgress> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        rows.into_iter().map(progress).collect()
    }

    /// Every entry of one milestone, the latest first.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn milestone_progress_of(&self, milestone: &str) -> Result<Vec<MilestoneEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{PROGRESS} where p.milestone_id = $1 order by p.id desc limit $2");
        let rows: Vec<StoredProgress> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(milestone)
            .bind(LISTED_MAX)
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(progress).collect()
    }

    /// Adds what is said about a milestone whose last entry is still `seen` (0 for none); otherwise nothing is kept and the
    /// answer is `false`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_milestone_progress(
        &self,
        actor: &str,
        new: &MilestoneEntry,
        seen: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (last,): (i64,) = on!(link, |c| sqlx::query_as(
            "select coalesce(max(id), 0) from initiative_progress where milestone_id = $1"
        )
        .bind(&new.milestone)
        .fetch_one(c)
        .await)?;
        if last != seen {
            return Ok(false);
        }
        let id = next_number(link, "initiative-progress").await?;
        on!(link, |c| sqlx::query(
            "insert into initiative_progress (id, milestone_id, status, day, remark, by_name, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(id)
        .bind(&new.milestone)
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
        append(link, actor, "initiative.progress", &format!("milestone:{}", new.milestone), detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The value that stands for each indicator and year: of several entries the latest.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn initiative_values(&self) -> Result<Vec<ValueEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "{VALUES} join (select kpi_id, fiscal_year, max(id) as last from initiative_value group by kpi_id, fiscal_year) l
                        on l.last = v.id order by v.kpi_id, v.fiscal_year"
        );
        let rows: Vec<StoredValue> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        rows.into_iter().map(value).collect()
    }

    /// Every value of one indicator, the latest entry first.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn initiative_values_of(&self, kpi: &str) -> Result<Vec<ValueEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("{VALUES} where v.kpi_id = $1 order by v.id desc limit $2");
        let rows: Vec<StoredValue> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(kpi).bind(LISTED_MAX).fetch_all(c).await)?;
        rows.into_iter().map(value).collect()
    }

    /// Adds a value where the indicator's last entry is still `seen` (0 for none); otherwise nothing is kept and the answer
    /// is `false`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_initiative_value(&self, actor: &str, new: &ValueEntry, seen: i64) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (last,): (i64,) =
            on!(link, |c| sqlx::query_as("select coalesce(max(id), 0) from initiative_value where kpi_id = $1")
                .bind(&new.kpi)
                .fetch_one(c)
                .await)?;
        if last != seen {
            return Ok(false);
        }
        let id = next_number(link, "initiative-value").await?;
        on!(link, |c| sqlx::query(
            "insert into initiative_value (id, kpi_id, fiscal_year, value, ground, by_name, at, is_demo)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(id)
        .bind(&new.kpi)
        .bind(i64::from(new.year.start()))
        .bind(new.value.to_string())
        .bind(&new.ground)
        .bind(&new.by)
        .bind(&new.at)
        .bind(i64::from(new.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("year\t{}\nvalue\t{}\nground\t{}", new.year.start(), new.value, escape(&new.ground));
        append(link, actor, "initiative.value", &format!("initiative-kpi:{}", new.kpi), detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_initiatives(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in ["delete from initiative_progress where is_demo = 1", "delete from initiative_value where is_demo = 1"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

fn progress(
    (id, milestone, status, day, remark, by, at, is_demo): StoredProgress,
) -> Result<MilestoneEntry, StoreError> {
    let damaged = || StoreError::Damaged(format!("initiative_progress {id}: {status} {day}"));
    Ok(MilestoneEntry {
        status: ProgressStatus::from_word(&status).ok_or_else(damaged)?,
        day: day.parse().map_err(|_| damaged())?,
        id,
        milestone,
        remark,
        by,
        at,
        is_demo: is_demo != 0,
    })
}

fn value((id, kpi, year, text, ground, by, at, is_demo): StoredValue) -> Result<ValueEntry, StoreError> {
    let damaged = || StoreError::Damaged(format!("initiative_value {id}: {year} {text}"));
    Ok(ValueEntry {
        year: i32::try_from(year).ok().and_then(|year| FiscalYear::new(year).ok()).ok_or_else(damaged)?,
        value: text.parse().map_err(|_| damaged())?,
        id,
        kpi,
        ground,
        by,
        at,
        is_demo: is_demo != 0,
    })
}
