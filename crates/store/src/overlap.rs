//! Overlaps (重複の可能性) as they are stored: the texts that are compared, and what people said to pairs.

mod texts;

pub use texts::{ComparedProgram, ComparedPrograms};

use reform::overlap::Answer;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// An answer to a pair of programs (判断の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlapAnswer {
    /// The program with the smaller id.
    pub a: i64,
    /// The other.
    pub b: i64,
    /// Which answer to this pair it is, from 1.
    pub revision: i64,
    /// What was said.
    pub answer: Answer,
    /// Why.
    pub reason: String,
    /// The score at that time, in ten-thousandths.
    pub score_bp: i64,
    /// Hashes of the texts that were judged, in hex.
    pub texts_sha256: (String, String),
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

#[derive(sqlx::FromRow)]
struct Stored {
    program_a: i64,
    program_b: i64,
    revision: i64,
    answer: String,
    reason: String,
    score_bp: i64,
    texts_a_sha256: String,
    texts_b_sha256: String,
    actor: String,
    at: String,
}

impl Store {
    /// The answer that holds for each pair that has one, by pair.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn overlap_answers(&self) -> Result<Vec<OverlapAnswer>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Stored> = on!(link, |c| sqlx::query_as(
            "select o.program_a, o.program_b, o.revision, o.answer, o.reason, o.score_bp, o.texts_a_sha256,
                    o.texts_b_sha256, o.actor, o.at
               from overlap_answer o
               join (select program_a, program_b, max(revision) as revision from overlap_answer
                      group by program_a, program_b) last
                 on last.program_a = o.program_a and last.program_b = o.program_b and last.revision = o.revision
              order by o.program_a, o.program_b"
        )
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(OverlapAnswer::try_from).collect()
    }

    /// Every answer to one pair, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn overlap_history(&self, a: i64, b: i64) -> Result<Vec<OverlapAnswer>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Stored> = on!(link, |c| {
            sqlx::query_as(
            "select program_a, program_b, revision, answer, reason, score_bp, texts_a_sha256, texts_b_sha256, actor, at
               from overlap_answer where program_a = $1 and program_b = $2 order by revision desc"
        )
        .bind(a.min(b))
        .bind(a.max(b))
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(OverlapAnswer::try_from).collect()
    }

    /// Adds an answer. `answer.revision` is the revision its author saw plus one; when somebody else was quicker, nothing is
    /// written and `false` is given.
    ///
    /// # Errors
    /// When the database fails, or one of the programs is not there.
    pub async fn answer_overlap(&self, answer: &OverlapAnswer) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (last,): (i64,) = on!(link, |c| sqlx::query_as(
            "select coalesce(max(revision), 0) from overlap_answer where program_a = $1 and program_b = $2"
        )
        .bind(answer.a)
        .bind(answer.b)
        .fetch_one(c)
        .await)?;
        if last + 1 != answer.revision {
            return Ok(false);
        }
        let id = next_number(link, "overlap-answer").await?;
        on!(link, |c| sqlx::query(
            "insert into overlap_answer (id, program_a, program_b, revision, answer, reason, score_bp, texts_a_sha256,
                                         texts_b_sha256, actor, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        )
        .bind(id)
        .bind(answer.a)
        .bind(answer.b)
        .bind(answer.revision)
        .bind(answer.answer.word())
        .bind(&answer.reason)
        .bind(answer.score_bp)
        .bind(&answer.texts_sha256.0)
        .bind(&answer.texts_sha256.1)
        .bind(&answer.actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "answer\t{}\nreason\t{}\nscore_bp\t{}\nrevision\t{}",
            answer.answer.word(),
            escape(&answer.reason),
            answer.score_bp,
            answer.revision
        );
        let subject = format!("overlap:{}-{}", answer.a, answer.b);
        append(link, &answer.actor, "overlap.answer", &subject, detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Takes the answers away with the example programs, since all programs go.
pub(crate) async fn delete_demo_overlaps(link: &mut Link<'_>) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("delete from overlap_answer").execute(c).await.map(|done| done.rows_affected()))?;
    Ok(())
}

impl TryFrom<Stored> for OverlapAnswer {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<OverlapAnswer, StoreError> {
        Ok(OverlapAnswer {
            a: row.program_a,
            b: row.program_b,
            revision: row.revision,
            answer: Answer::from_word(&row.answer).ok_or_else(|| damaged("overlap answer", &row.answer))?,
            reason: row.reason,
            score_bp: row.score_bp,
            texts_sha256: (row.texts_a_sha256, row.texts_b_sha256),
            actor: row.actor,
            at: row.at,
        })
    }
}
