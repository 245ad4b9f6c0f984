//! Minutes (議事録): each text for good, the latest stands and can be found by any two characters.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::grams::{Gram, each_gram, fold, gram, grams_beginning_with};
use crate::rows::Rows;
use crate::search::terms;
use crate::{Store, StoreError};

/// The most meetings a search gives.
const FOUND_MAX: usize = 200;

/// Minutes as somebody wrote them (議事録の版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinutesRow {
    /// From 1.
    pub version: i64,
    /// The text.
    pub body: String,
    /// Why they were corrected after approval; empty before.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What writing minutes met (書いた結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinutesWrite {
    /// Kept; the version.
    Done(i64),
    /// Nothing was kept: they say that already.
    Same,
    /// Nothing was kept: somebody else wrote this version meanwhile.
    Stale(i64),
}

impl Store {
    /// Keeps minutes as the version after `seen` (0 for none).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_minutes(
        &self,
        actor: &str,
        (meeting, is_demo): (i64, bool),
        seen: i64,
        body: &str,
        reason: &str,
    ) -> Result<MinutesWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let latest = latest(link, meeting).await?;
        let version = latest.as_ref().map_or(0, |latest| latest.version);
        // Sent twice, the second finds what the first wrote.
        if latest.is_some_and(|latest| latest.body == body) {
            return Ok(MinutesWrite::Same);
        }
        if version != seen {
            return Ok(MinutesWrite::Stale(version));
        }
        let version = version + 1;
        on!(link, |c| sqlx::query("insert into meeting_minutes values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(meeting)
            .bind(version)
            .bind(body)
            .bind(reason)
            .bind(actor)
            .bind(now())
            .bind(i64::from(is_demo))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query("delete from minutes_gram where meeting_id = $1")
            .bind(meeting)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let mut rows = Rows::into("minutes_gram (gram, meeting_id)");
        for gram in grams_of(body) {
            rows.push([gram.into(), meeting.into()]);
        }
        rows.insert(link).await?;
        let detail = format!("version\t{version}\ncharacters\t{}\nreason\t{}", body.chars().count(), escape(reason));
        append(link, actor, "meeting.minutes", &format!("meeting:{meeting}"), detail).await?;
        tx.commit().await?;
        Ok(MinutesWrite::Done(version))
    }

    /// The meetings whose minutes hold every word of a search, with these minutes, the last made first; at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_minutes(&self, search: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let words = terms(search);
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let mut found: Option<BTreeSet<i64>> = None;
        for word in &words {
            let with = meetings_with(link, word).await?;
            found = Some(match found {
                None => with,
                Some(found) => found.intersection(&with).copied().collect(),
            });
        }
        let mut kept = Vec::new();
        let mut buffer = String::new();
        for meeting in found.unwrap_or_default().into_iter().rev() {
            let Some(latest) = latest(link, meeting).await? else { continue };
            let folded = fold(&latest.body, &mut buffer);
            // Grams may come from different places of the text.
            if words.iter().all(|word| folded.contains(word.as_str())) {
                kept.push((meeting, latest.body));
            }
            if kept.len() == FOUND_MAX {
                break;
            }
        }
        Ok(kept)
    }
}

/// The minutes of a meeting, the latest first.
pub(super) async fn read(link: &mut Link<'_>, meeting: i64) -> Result<Vec<MinutesRow>, StoreError> {
    let rows: Vec<(i64, String, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select version, body, reason, actor, at from meeting_minutes where meeting_id = $1 order by version desc"
    )
    .bind(meeting)
    .fetch_all(c)
    .await)?;
    let row = |(version, body, reason, actor, at)| MinutesRow { version, body, reason, actor, at };
    Ok(rows.into_iter().map(row).collect())
}

/// The minutes that stand, without those before.
async fn latest(link: &mut Link<'_>, meeting: i64) -> Result<Option<MinutesRow>, StoreError> {
    let row: Option<(i64, String, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select version, body, reason, actor, at from meeting_minutes
          where meeting_id = $1 order by version desc limit 1"
    )
    .bind(meeting)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(version, body, reason, actor, at)| MinutesRow { version, body, reason, actor, at }))
}

fn grams_of(body: &str) -> BTreeSet<Gram> {
    let (mut buffer, mut grams) = (String::new(), BTreeSet::new());
    each_gram(&fold(body, &mut buffer), |gram| {
        grams.insert(gram);
    });
    grams
}

async fn meetings_with(link: &mut Link<'_>, word: &str) -> Result<BTreeSet<i64>, StoreError> {
    let chars: Vec<char> = word.chars().collect();
    let rows: Vec<(i64,)> = match chars.as_slice() {
        [] => Vec::new(),
        [one] => {
            let (from, to) = grams_beginning_with(*one);
            on!(link, |c| sqlx::query_as(
                "select distinct meeting_id from minutes_gram where gram between $1 and $2 order by meeting_id"
            )
            .bind(from)
            .bind(to)
            .fetch_all(c)
            .await)?
        }
        more => {
            let grams: BTreeSet<Gram> = more.windows(2).map(|pair| gram(pair[0], Some(pair[1]))).collect();
            let sql = format!(
                "select meeting_id from minutes_gram where gram in ({})
                  group by meeting_id having count(*) = {} order by meeting_id",
                crate::rows::placeholders(1, grams.len()),
                grams.len()
            );
            on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                grams.iter().fold(query, |query, gram| query.bind(*gram)).fetch_all(c).await
            })?
        }
    };
    Ok(rows.into_iter().map(|(meeting,)| meeting).collect())
}
