//! Floods (集中した送信): comments and refusals by hour, and texts that came more than once; nothing of who sent them.

use crate::db::on;
use crate::{Store, StoreError};

/// Comments and refusals of one hour (時間ごとの件数).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloodRow {
    /// The hour (UTC), as `2026-11-22T01`.
    pub hour: String,
    /// Comments taken.
    pub taken: i64,
    /// What was not taken: reason and number.
    pub refused: Vec<(String, i64)>,
}

/// The same text more than once (同じ文の意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateRow {
    /// How often.
    pub count: i64,
    /// The first comment with it.
    pub first: i64,
    /// Its text.
    pub body: String,
}

impl Store {
    /// Adds to the numbers of what was not taken: consultation, hour, reason, how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_refusals(&self, counts: &[(i64, String, String, i64)]) -> Result<(), StoreError> {
        let mut tx = self.db.begin_aside().await?;
        let link = &mut tx.link();
        for (id, hour, reason, count) in counts {
            on!(link, |c| {
                sqlx::query(
                "insert into consultation_refusal (consultation_id, hour, reason, count) values ($1, $2, $3, $4)
                 on conflict (consultation_id, hour, reason) do update set count = consultation_refusal.count + excluded.count"
            )
            .bind(*id)
            .bind(hour)
            .bind(reason)
            .bind(*count)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
            })?;
        }
        tx.commit().await
    }

    /// Comments and refusals by hour, the newest first, at most 200 hours.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_floods(&self, id: i64) -> Result<Vec<FloodRow>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let taken: Vec<(String, i64)> = on!(link, |c| sqlx::query_as(
            "select substr(received_at, 1, 13), cast(count(*) as bigint) from consultation_comment
              where consultation_id = $1 group by 1 order by 1 desc limit 200"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let refused: Vec<(String, String, i64)> = on!(link, |c| sqlx::query_as(
            "select hour, reason, count from consultation_refusal where consultation_id = $1
              order by hour desc, reason limit 1000"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let mut rows: Vec<FloodRow> =
            taken.into_iter().map(|(hour, taken)| FloodRow { hour, taken, refused: Vec::new() }).collect();
        for (hour, reason, count) in refused {
            match rows.iter_mut().find(|row| row.hour == hour) {
                Some(row) => row.refused.push((reason, count)),
                None => rows.push(FloodRow { hour, taken: 0, refused: vec![(reason, count)] }),
            }
        }
        rows.sort_by(|x, y| y.hour.cmp(&x.hour));
        rows.truncate(200);
        Ok(rows)
    }

    /// Texts that came more than once, the most frequent first, at most 50.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_duplicates(&self, id: i64) -> Result<Vec<DuplicateRow>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64, i64, String)> = on!(link, |c| sqlx::query_as(
            "select d.times, d.first_id, k.body from
               (select cast(count(*) as bigint) as times, min(id) as first_id from consultation_comment
                 where consultation_id = $1 group by text_sha256 having count(*) > 1) d
               join consultation_comment k on k.id = d.first_id order by d.times desc, d.first_id limit 50"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(count, first, body)| DuplicateRow { count, first, body }).collect())
    }
}
