//! What came of predictions (予測に対する実績): entries that are added and never changed.

use fiscal::{FiscalYear, Yen};
use reform::task::{Ground, Measured, Value};

use crate::audit::append;
use crate::change::escape;
use crate::db::{now, on};
use crate::number::next_number;
use crate::sheet_read::{damaged, quantity, year};
use crate::{Store, StoreError};

/// An entry of what came (実績の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// Its number; 0 for one that is to be made.
    pub id: i64,
    /// The cluster.
    pub cluster: String,
    /// The option, by the number of its record.
    pub option: i64,
    /// What was predicted.
    pub measured: Measured,
    /// The year.
    pub year: FiscalYear,
    /// What came.
    pub realised: Value,
    /// What it rests on.
    pub ground: Ground,
    /// The document and the place in it.
    pub ground_words: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Who entered it.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    cluster_id: String,
    option_number: i64,
    measured: String,
    fiscal_year: i64,
    realised_yen: Option<i64>,
    realised_value: Option<String>,
    ground: String,
    ground_words: String,
    is_demo: i64,
    actor: String,
    at: String,
}

impl Store {
    /// Every entry, or those of one cluster, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn outcomes(&self, cluster: Option<&str>) -> Result<Vec<OutcomeRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> = on!(link, |c| {
            sqlx::query_as(
            "select id, cluster_id, option_number, measured, fiscal_year, realised_yen, realised_value, ground, ground_words,
                    is_demo, actor, at
               from option_outcome where $1 = '' or cluster_id = $1 order by id limit 20000"
        )
        .bind(cluster.unwrap_or_default())
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(OutcomeRow::try_from).collect()
    }

    /// Enters what came, where the latest entry of the same thing and year is still `seen` (0 for none); otherwise gives
    /// the number of the one that stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_outcome(&self, actor: &str, new: &OutcomeRow, seen: i64) -> Result<Result<i64, i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (standing,): (Option<i64>,) = on!(link, |c| sqlx::query_as(
            "select max(id) from option_outcome
              where cluster_id = $1 and option_number = $2 and measured = $3 and fiscal_year = $4"
        )
        .bind(&new.cluster)
        .bind(new.option)
        .bind(new.measured.word())
        .bind(i64::from(new.year.start()))
        .fetch_one(c)
        .await)?;
        let standing = standing.unwrap_or(0);
        if standing != seen {
            return Ok(Err(standing));
        }
        let id = next_number(link, "outcome").await?;
        let (yen, value) = match new.realised {
            Value::Money(yen) => (Some(yen.0), None),
            Value::Number(value) => (None, Some(value.to_string())),
        };
        on!(link, |c| {
            sqlx::query(
            "insert into option_outcome (id, cluster_id, option_number, measured, fiscal_year, realised_yen, realised_value,
                                         ground, ground_words, is_demo, actor, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        )
        .bind(id)
        .bind(&new.cluster)
        .bind(new.option)
        .bind(new.measured.word())
        .bind(i64::from(new.year.start()))
        .bind(yen)
        .bind(&value)
        .bind(new.ground.word())
        .bind(&new.ground_words)
        .bind(i64::from(new.is_demo))
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        let shown = yen.map(|yen| yen.to_string()).or(value).unwrap_or_default();
        let detail = format!(
            "option\t{}\nmeasured\t{}\nyear\t{}\nrealised\t{shown}\nground\t{}\t{}",
            new.option,
            new.measured.word(),
            new.year.start(),
            new.ground.word(),
            escape(&new.ground_words),
        );
        append(link, actor, "outcome.record", &format!("cluster:{}", new.cluster), detail).await?;
        tx.commit().await?;
        Ok(Ok(id))
    }
}

impl TryFrom<Columns> for OutcomeRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<OutcomeRow, StoreError> {
        let realised = match (row.realised_yen, quantity(row.realised_value)?) {
            (Some(yen), _) => Value::Money(Yen(yen)),
            (None, Some(value)) => Value::Number(value),
            (None, None) => return Err(damaged("realised", row.id)),
        };
        Ok(OutcomeRow {
            id: row.id,
            cluster: row.cluster_id,
            option: row.option_number,
            measured: Measured::from_word(&row.measured).ok_or_else(|| damaged("measured", &row.measured))?,
            year: year(row.fiscal_year)?,
            realised,
            ground: Ground::from_word(&row.ground).ok_or_else(|| damaged("ground", &row.ground))?,
            ground_words: row.ground_words,
            is_demo: row.is_demo == 1,
            actor: row.actor,
            at: row.at,
        })
    }
}
