//! The investment frame (次世代投資枠) as it is stored: entries that are cancelled and never changed, years that balance.

use fiscal::{FiscalYear, Yen};
use reform::decision::DecisionId;
use reform::frame::{Entry, Ground, Side, SourceKind};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::{Store, StoreError};

/// An entry with who entered it (台帳の一件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The entry.
    pub entry: Entry,
    /// The program's name in the latest sheet, where it names a program.
    pub program_name: Option<String>,
    /// Whether it is an example.
    pub is_demo: bool,
    /// Who entered it.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Who cancelled it; empty when nobody did.
    pub cancelled_by: String,
    /// Why; empty when nobody did.
    pub cancelled_reason: String,
}

/// How a year of the frame stands (年度の状態).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameYear {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Σ sources, in yen.
    pub sources: Yen,
    /// Σ uses, in yen.
    pub uses: Yen,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Grows with every change.
    pub revision: i64,
    /// Why it was closed or reopened last; may be empty.
    pub reason: String,
}

/// What a change of a year met (変更の結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameWrite {
    /// Done; the number of the entry, or the revision of the year.
    Done(i64),
    /// The year is closed.
    Closed,
    /// The year is not closed.
    NotClosed,
    /// Somebody changed the year meanwhile.
    Stale,
    /// There is no such entry.
    Missing,
    /// The entry was cancelled before.
    CancelledBefore,
    /// Sources and uses differ.
    NotBalanced,
}

impl Store {
    /// Every entry, also cancelled ones, by year and number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn frame_entries(&self) -> Result<Vec<StoredEntry>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<FrameRow> = on!(link, |c| {
            sqlx::query_as(
            "select e.number, e.fiscal_year, e.side, e.kind, e.title, e.program_id, e.part, e.amount_yen, e.decision,
                    e.document, e.is_demo, e.actor, e.at, e.cancelled_at, e.cancelled_by, e.cancelled_reason,
                    (select v.name from program_version v where v.program_id = e.program_id
                      order by v.fiscal_year desc limit 1) as program_name
               from frame_entry e order by e.fiscal_year, e.number"
        )
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(FrameRow::read).collect()
    }

    /// The ids of the programs with this number in their source, two at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programs_numbered(&self, external_id: &str) -> Result<Vec<i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64,)> =
            on!(link, |c| sqlx::query_as("select id from program where external_id = $1 order by id limit 2")
                .bind(external_id)
                .fetch_all(c)
                .await)?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// How every year stands that was ever written to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn frame_years(&self) -> Result<Vec<FrameYear>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<YearRow> = on!(link, |c| {
            sqlx::query_as(
            "select fiscal_year, sources_yen, uses_yen, is_closed, revision, reason from frame_year order by fiscal_year"
        )
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(year_of).collect()
    }

    /// Adds an entry to its year. `revision` is what the year stood at when the ledger was read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_frame_entry(
        &self,
        actor: &str,
        entry: &Entry,
        revision: i64,
        is_demo: bool,
    ) -> Result<FrameWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if let Some(refused) = refused(link, entry.year, revision).await? {
            return Ok(refused);
        }
        let number = next_number(link, "frame-entry").await?;
        insert(link, actor, &Entry { number, ..entry.clone() }, is_demo).await?;
        sum_up(link, actor, entry.year).await?;
        let detail = format!(
            "side\t{}\ntitle\t{}\namount\t{}\nground\t{}",
            words_of(&entry.side).0,
            escape(&entry.title),
            entry.amount.0,
            escape(&ground_of(&entry.ground).concat())
        );
        append(link, actor, "frame.enter", &format!("frame:{}:{number}", entry.year.start()), detail).await?;
        tx.commit().await?;
        Ok(FrameWrite::Done(number))
    }

    /// Cancels an entry with a reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_frame_entry(
        &self,
        actor: &str,
        (year, number): (FiscalYear, i64),
        reason: &str,
        revision: i64,
    ) -> Result<FrameWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if let Some(refused) = refused(link, year, revision).await? {
            return Ok(refused);
        }
        let found: Option<(Option<String>,)> = on!(link, |c| sqlx::query_as(
            "select cancelled_at from frame_entry where number = $1 and fiscal_year = $2"
        )
        .bind(number)
        .bind(i64::from(year.start()))
        .fetch_optional(c)
        .await)?;
        match found {
            None => return Ok(FrameWrite::Missing),
            Some((Some(_),)) => return Ok(FrameWrite::CancelledBefore),
            Some((None,)) => {}
        }
        on!(link, |c| sqlx::query(
            "update frame_entry set cancelled_at = $2, cancelled_by = $3, cancelled_reason = $4 where number = $1"
        )
        .bind(number)
        .bind(now())
        .bind(actor)
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        sum_up(link, actor, year).await?;
        let subject = format!("frame:{}:{number}", year.start());
        append(link, actor, "frame.cancel", &subject, format!("reason\t{}", escape(reason))).await?;
        tx.commit().await?;
        Ok(FrameWrite::Done(number))
    }

    /// Closes a year, which must balance, or reopens it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_frame_year(
        &self,
        actor: &str,
        year: FiscalYear,
        close: bool,
        reason: &str,
        revision: i64,
    ) -> Result<FrameWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let stands = year_in(link, year).await?;
        let (is_closed, stands_at) = stands.as_ref().map_or((false, 0), |year| (year.is_closed, year.revision));
        if is_closed == close {
            return Ok(if close { FrameWrite::Closed } else { FrameWrite::NotClosed });
        }
        if stands_at != revision {
            return Ok(FrameWrite::Stale);
        }
        // The table's own check refuses it too; this says it in words.
        if close && stands.is_some_and(|year| year.sources != year.uses) {
            return Ok(FrameWrite::NotBalanced);
        }
        on!(link, |c| sqlx::query(
            "update frame_year set is_closed = $2, revision = revision + 1, actor = $3, at = $4, reason = $5
              where fiscal_year = $1"
        )
        .bind(i64::from(year.start()))
        .bind(i64::from(close))
        .bind(actor)
        .bind(now())
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let action = if close { "frame.close" } else { "frame.reopen" };
        let detail = format!("reason\t{}", escape(reason));
        append(link, actor, action, &format!("frame:{}", year.start()), detail).await?;
        tx.commit().await?;
        Ok(FrameWrite::Done(revision + 1))
    }
}

/// Takes the examples of the ledger away; years left without entries go with them.
pub(crate) async fn delete_demo_frame(link: &mut Link<'_>) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query("delete from frame_entry where is_demo = 1")
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    on!(link, |c| sqlx::query(
        "delete from frame_year where not exists
            (select 1 from frame_entry e where e.fiscal_year = frame_year.fiscal_year)"
    )
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct FrameRow {
    number: i64,
    fiscal_year: i64,
    side: String,
    kind: String,
    title: String,
    program_id: Option<i64>,
    part: String,
    amount_yen: i64,
    decision: String,
    document: String,
    is_demo: i64,
    actor: String,
    at: String,
    cancelled_at: Option<String>,
    cancelled_by: String,
    cancelled_reason: String,
    program_name: Option<String>,
}

impl FrameRow {
    fn read(self) -> Result<StoredEntry, StoreError> {
        let damaged = |what: &str| StoreError::Damaged(format!("frame_entry {}: {what}", self.number));
        let side = match self.side.as_str() {
            "source" => Side::Source(SourceKind::from_word(&self.kind).ok_or_else(|| damaged(&self.kind))?),
            _ => Side::Use(self.kind.clone()),
        };
        let ground = match self.decision.is_empty() {
            true => Ground::Document(self.document.clone()),
            false => Ground::Decision(DecisionId::read(&self.decision).ok_or_else(|| damaged(&self.decision))?),
        };
        let entry = Entry {
            number: self.number,
            year: fiscal_year(self.fiscal_year)?,
            side,
            title: self.title,
            program: self.program_id,
            part: self.part,
            amount: Yen(self.amount_yen),
            ground,
            is_cancelled: self.cancelled_at.is_some(),
        };
        Ok(StoredEntry {
            entry,
            program_name: self.program_name,
            is_demo: self.is_demo == 1,
            actor: self.actor,
            at: self.at,
            cancelled_by: self.cancelled_by,
            cancelled_reason: self.cancelled_reason,
        })
    }
}

type YearRow = (i64, i64, i64, i64, i64, String);

fn year_of((year, sources, uses, is_closed, revision, reason): YearRow) -> Result<FrameYear, StoreError> {
    let (sources, uses) = (Yen(sources), Yen(uses));
    Ok(FrameYear { year: fiscal_year(year)?, sources, uses, is_closed: is_closed == 1, revision, reason })
}

fn fiscal_year(start: i64) -> Result<FiscalYear, StoreError> {
    let year = i32::try_from(start).ok().and_then(|start| FiscalYear::new(start).ok());
    year.ok_or_else(|| StoreError::Damaged(format!("the fiscal year {start} of the frame")))
}

async fn year_in(link: &mut Link<'_>, year: FiscalYear) -> Result<Option<FrameYear>, StoreError> {
    let row: Option<YearRow> = on!(link, |c| {
        sqlx::query_as(
        "select fiscal_year, sources_yen, uses_yen, is_closed, revision, reason from frame_year where fiscal_year = $1"
    )
    .bind(i64::from(year.start()))
    .fetch_optional(c)
    .await
    })?;
    row.map(year_of).transpose()
}

/// Why the year cannot be written to, if it cannot.
async fn refused(link: &mut Link<'_>, year: FiscalYear, revision: i64) -> Result<Option<FrameWrite>, StoreError> {
    let stands = year_in(link, year).await?;
    let (is_closed, stands_at) = stands.map_or((false, 0), |year| (year.is_closed, year.revision));
    Ok(match (is_closed, stands_at == revision) {
        (true, _) => Some(FrameWrite::Closed),
        (false, false) => Some(FrameWrite::Stale),
        (false, true) => None,
    })
}

async fn insert(link: &mut Link<'_>, actor: &str, entry: &Entry, is_demo: bool) -> Result<(), StoreError> {
    let (side, kind) = words_of(&entry.side);
    let [decision, document] = ground_of(&entry.ground);
    on!(link, |c| sqlx::query(
        "insert into frame_entry (number, fiscal_year, side, kind, title, program_id, part, amount_yen, decision,
                                  document, is_demo, actor, at, cancelled_at, cancelled_by, cancelled_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, '', '')"
    )
    .bind(entry.number)
    .bind(i64::from(entry.year.start()))
    .bind(side)
    .bind(kind)
    .bind(&entry.title)
    .bind(entry.program)
    .bind(&entry.part)
    .bind(entry.amount.0)
    .bind(&decision)
    .bind(&document)
    .bind(i64::from(is_demo))
    .bind(actor)
    .bind(now())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Writes what the year's entries add up to now; its revision grows.
async fn sum_up(link: &mut Link<'_>, actor: &str, year: FiscalYear) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "insert into frame_year (fiscal_year, sources_yen, uses_yen, is_closed, revision, actor, at, reason)
         select $1, cast(coalesce(sum(case when side = 'source' then amount_yen else 0 end), 0) as bigint),
                cast(coalesce(sum(case when side = 'use' then amount_yen else 0 end), 0) as bigint), 0, 1, $2, $3, ''
           from frame_entry where fiscal_year = $1 and cancelled_at is null
         on conflict (fiscal_year) do update
            set sources_yen = excluded.sources_yen, uses_yen = excluded.uses_yen,
                revision = frame_year.revision + 1, actor = excluded.actor, at = excluded.at"
    )
    .bind(i64::from(year.start()))
    .bind(actor)
    .bind(now())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

fn words_of(side: &Side) -> (&'static str, &str) {
    match side {
        Side::Source(kind) => ("source", kind.word()),
        Side::Use(category) => ("use", category),
    }
}

/// The decision and the document, one of them empty.
fn ground_of(ground: &Ground) -> [String; 2] {
    match ground {
        Ground::Decision(id) => [id.to_string(), String::new()],
        Ground::Document(text) => [String::new(), text.clone()],
    }
}
