//! The version being worked on (作業中の版): begun, changed bar by bar, proposed, returned, published.

use std::collections::HashMap;

use reform::roadmap::{Bar, Phase, Roadmap};

use super::{BAR, BarRow, WorkingRoadmap, bar, basis_word, insert_bars, part, read_years, version_bars};
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::rows::Rows;
use crate::{Store, StoreError};

/// What can be done to a revision (改定の操作).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// 着手.
    Begun,
    /// 提案.
    Proposed,
    /// 取下げ.
    Withdrawn,
    /// 差戻し.
    Returned,
    /// 承認・公表.
    Published,
    /// 破棄.
    Discarded,
}

/// A working version to be begun from the latest published one (改定の着手).
#[derive(Clone, Debug)]
pub struct NewWorking {
    /// The plan's own roadmap, kept as version 1 where no version is kept yet.
    pub first: FirstVersion,
    /// Whether what is made is an example (例示).
    pub is_demo: bool,
    /// Who begins it, for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
    /// The present moment.
    pub at: String,
}

/// The plan's own roadmap (最初の版).
#[derive(Clone, Debug)]
pub struct FirstVersion {
    /// Its bars.
    pub roadmap: Roadmap,
    /// When the plan was published, as precisely as is known.
    pub published_on: String,
}

/// A change of one bar (帯の変更).
#[derive(Clone, Debug)]
pub struct BarWrite {
    /// The revision of the working version that was looked at.
    pub seen: i64,
    /// The bar's id; `None` gives it a new one.
    pub id: Option<String>,
    /// The bar as it is to be, with any id; `None` takes it away.
    pub bar: Option<Bar>,
    /// Who, for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
}

/// A step of the whole working version (改定の一歩).
#[derive(Clone, Debug)]
pub struct WorkingStep {
    /// The revision of the working version that was looked at.
    pub seen: i64,
    /// What is done.
    pub kind: StepKind,
    /// The reason or comment.
    pub comment: String,
    /// The account that acts; none from the command line.
    pub account: Option<i64>,
    /// Who, for the audit trail.
    pub actor: String,
    /// The same by name, for people.
    pub by: String,
    /// The present moment.
    pub at: String,
    /// Today in Japan, as a version says when it was published.
    pub today: String,
}

type WorkingRow = (i64, i64, i64, String, i64, String, String, Option<i64>, Option<String>, i64);

impl StepKind {
    const ALL: [(StepKind, &'static str); 6] = [
        (StepKind::Begun, "begun"),
        (StepKind::Proposed, "proposed"),
        (StepKind::Withdrawn, "withdrawn"),
        (StepKind::Returned, "returned"),
        (StepKind::Published, "published"),
        (StepKind::Discarded, "discarded"),
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The step of this word.
    pub fn from_word(word: &str) -> Option<StepKind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl Store {
    /// Begins a working version from the latest published one; `false` when there is one already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_roadmap_working(&self, new: &NewWorking) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if read_head(link).await?.is_some() {
            return Ok(false);
        }
        let base = match last_version(link).await? {
            0 => {
                insert_bars(link, 1, &new.first.roadmap.bars).await?;
                let years = new.first.roadmap.years;
                on!(link, |c| sqlx::query(
                    "insert into roadmap_version (id, base_version, first_year, last_year, reason, proposed_by,
                        proposed_account, proposed_at, approved_by, approved_account, published_on, is_demo)
                     values (1, null, $1, $2, '', '', null, null, '', null, $3, $4)"
                )
                .bind(i64::from(years.0.start()))
                .bind(i64::from(years.1.start()))
                .bind(&new.first.published_on)
                .bind(i64::from(new.is_demo))
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
                1
            }
            number => number,
        };
        let from = version_bars(link, base).await?;
        let from = from.ok_or_else(|| StoreError::Damaged(format!("roadmap version {base}")))?;
        on!(link, |c| {
            sqlx::query(
            "insert into roadmap_working (id, base_version, first_year, last_year, phase, revision, reason, proposed_by,
                proposed_account, proposed_at, is_demo)
             values (1, $1, $2, $3, 'working', 1, '', '', null, null, $4)"
        )
        .bind(base)
        .bind(i64::from(from.years.0.start()))
        .bind(i64::from(from.years.1.start()))
        .bind(i64::from(new.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        insert_working(link, &from.bars, 1, "").await?;
        write_step(link, StepKind::Begun, base, &new.by, &new.at, "", new.is_demo).await?;
        append(link, &new.actor, "roadmap.begin", "roadmap:working", format!("base\t{base}")).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Changes one bar of the working version; gives its id, or `None` when the version is no longer the one that was
    /// looked at. Whether the bar may stand there the caller has checked against that version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_roadmap_bar(&self, write: &BarWrite) -> Result<Option<String>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(revision) = step_on(link, write.seen, Phase::Working).await? else { return Ok(None) };
        let id = match &write.id {
            Some(id) => id.clone(),
            None => format!("added-{}", next_number(link, "roadmap-bar").await?),
        };
        let sql = format!("select {BAR} from roadmap_working_bar where bar_id = $1");
        let before: Option<BarRow> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&id).fetch_optional(c).await)?;
        let before = before.map(bar).transpose()?;
        on!(link, |c| sqlx::query("delete from roadmap_working_bar where bar_id = $1")
            .bind(&id)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let after = write.bar.as_ref().map(|bar| Bar { id: id.clone(), ..bar.clone() });
        if let Some(after) = &after {
            insert_working(link, std::slice::from_ref(after), revision, &write.by).await?;
        }
        let said = |bar: &Option<Bar>| bar.as_ref().map(told).unwrap_or_default();
        let detail = format!("{}\t{}\t{}", escape(&id), escape(&said(&before)), escape(&said(&after)));
        append(link, &write.actor, "roadmap.bar", "roadmap:working", detail).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Takes the working version a step on; gives the number of the version it was made from or became, or `None` when it
    /// is no longer the one that was looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step_roadmap(&self, step: &WorkingStep) -> Result<Option<i64>, StoreError> {
        let from = match step.kind {
            StepKind::Proposed | StepKind::Discarded | StepKind::Begun => Phase::Working,
            StepKind::Withdrawn | StepKind::Returned | StepKind::Published => Phase::Proposed,
        };
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if step_on(link, step.seen, from).await?.is_none() {
            return Ok(None);
        }
        let Some(working) = read(link).await? else { return Ok(None) };
        let mut version = working.base;
        match step.kind {
            StepKind::Begun => return Ok(None),
            StepKind::Proposed => set_phase(link, Phase::Proposed, Some(step)).await?,
            StepKind::Withdrawn | StepKind::Returned => set_phase(link, Phase::Working, None).await?,
            StepKind::Discarded => delete_working(link).await?,
            StepKind::Published => {
                version = last_version(link).await? + 1;
                publish(link, version, &working, step).await?;
                delete_working(link).await?;
            }
        }
        write_step(link, step.kind, version, &step.by, &step.at, &step.comment, working.is_demo).await?;
        let detail = format!("version\t{version}\ncomment\t{}", escape(&step.comment));
        append(link, &step.actor, &format!("roadmap.{}", step.kind.word()), "roadmap:working", detail).await?;
        tx.commit().await?;
        Ok(Some(version))
    }
}

/// The working version with its bars.
pub(super) async fn read(link: &mut Link<'_>) -> Result<Option<WorkingRoadmap>, StoreError> {
    let Some(head) = read_head(link).await? else { return Ok(None) };
    let (base, first, last, phase, revision, reason, proposed_by, proposed_account, proposed_at, is_demo) = head;
    let sql = format!("select {BAR} from roadmap_working_bar");
    let rows: Vec<BarRow> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
    let touched: Vec<(String, i64, String)> =
        on!(link, |c| sqlx::query_as("select bar_id, revision, changed_by from roadmap_working_bar")
            .fetch_all(c)
            .await)?;
    let bars = rows.into_iter().map(bar).collect::<Result<_, _>>()?;
    Ok(Some(WorkingRoadmap {
        base,
        phase: Phase::from_word(&phase).ok_or_else(|| StoreError::Damaged(format!("roadmap phase {phase}")))?,
        revision,
        reason,
        proposed_by,
        proposed_account,
        proposed_at,
        roadmap: Roadmap::new(read_years((first, last))?, bars),
        touched: touched.into_iter().map(|(id, revision, by)| (id, (revision, by))).collect::<HashMap<_, _>>(),
        is_demo: is_demo != 0,
    }))
}

async fn read_head(link: &mut Link<'_>) -> Result<Option<WorkingRow>, StoreError> {
    Ok(on!(link, |c| {
        sqlx::query_as(
        "select base_version, first_year, last_year, phase, revision, reason, proposed_by, proposed_account, proposed_at,
                is_demo
           from roadmap_working where id = 1"
    )
    .fetch_optional(c)
    .await
    })?)
}

async fn last_version(link: &mut Link<'_>) -> Result<i64, StoreError> {
    let (last,): (i64,) =
        on!(link, |c| sqlx::query_as("select coalesce(max(id), 0) from roadmap_version").fetch_one(c).await)?;
    Ok(last)
}

/// Counts the revision on where it is still the one that was looked at, in this phase; gives the new one.
async fn step_on(link: &mut Link<'_>, seen: i64, phase: Phase) -> Result<Option<i64>, StoreError> {
    let stepped = on!(link, |c| sqlx::query(
        "update roadmap_working set revision = revision + 1 where id = 1 and revision = $1 and phase = $2"
    )
    .bind(seen)
    .bind(phase.word())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok((stepped == 1).then_some(seen + 1))
}

/// Sets the phase; a return or a withdrawal keeps the reason, so that nobody types it twice.
async fn set_phase(link: &mut Link<'_>, phase: Phase, proposal: Option<&WorkingStep>) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "update roadmap_working set phase = $1, reason = coalesce($2, reason), proposed_by = $3, proposed_account = $4,
                proposed_at = $5 where id = 1"
    )
    .bind(phase.word())
    .bind(proposal.map(|step| step.comment.as_str()))
    .bind(proposal.map_or("", |step| step.by.as_str()))
    .bind(proposal.and_then(|step| step.account))
    .bind(proposal.map(|step| step.at.as_str()))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

async fn publish(
    link: &mut Link<'_>,
    number: i64,
    working: &WorkingRoadmap,
    step: &WorkingStep,
) -> Result<(), StoreError> {
    // The bars first: once their version is there, the database takes no more.
    insert_bars(link, number, &working.roadmap.bars).await?;
    let years = working.roadmap.years;
    on!(link, |c| sqlx::query(
        "insert into roadmap_version (id, base_version, first_year, last_year, reason, proposed_by, proposed_account,
            proposed_at, approved_by, approved_account, published_on, is_demo)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    .bind(number)
    .bind(working.base)
    .bind(i64::from(years.0.start()))
    .bind(i64::from(years.1.start()))
    .bind(&working.reason)
    .bind(&working.proposed_by)
    .bind(working.proposed_account)
    .bind(&working.proposed_at)
    .bind(&step.by)
    .bind(step.account)
    .bind(&step.today)
    .bind(i64::from(working.is_demo))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

async fn delete_working(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in ["delete from roadmap_working_bar", "delete from roadmap_working"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn insert_working(link: &mut Link<'_>, bars: &[Bar], revision: i64, by: &str) -> Result<(), StoreError> {
    let mut rows = Rows::into(
        "roadmap_working_bar (bar_id, cluster_id, lane, part_ja, part_en, text_ja, text_en, from_quarter, to_quarter, \
         basis, page, revision, changed_by)",
    );
    for bar in bars {
        let (part_ja, part_en) = part(bar);
        rows.push([
            bar.id.as_str().into(),
            bar.cluster.as_str().into(),
            i64::from(bar.lane).into(),
            part_ja.into(),
            part_en.into(),
            bar.text.ja.as_str().into(),
            bar.text.en.as_deref().unwrap_or_default().into(),
            bar.span.from().index().into(),
            bar.span.to().index().into(),
            basis_word(bar.basis).into(),
            bar.page.map(i64::from).into(),
            revision.into(),
            by.into(),
        ]);
    }
    rows.insert(link).await
}

async fn write_step(
    link: &mut Link<'_>,
    kind: StepKind,
    version: i64,
    by: &str,
    at: &str,
    comment: &str,
    is_demo: bool,
) -> Result<(), StoreError> {
    let id = next_number(link, "roadmap-step").await?;
    on!(link, |c| {
        sqlx::query(
        "insert into roadmap_step (id, kind, version_id, by_name, at, comment, is_demo) values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(kind.word())
    .bind(version)
    .bind(by)
    .bind(at)
    .bind(comment)
    .bind(i64::from(is_demo))
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(())
}

/// A bar in one line of the audit: `water 1 R6Q1–R6Q4 検討`.
fn told(bar: &Bar) -> String {
    let (from, to) = (bar.span.from().short(), bar.span.to().short());
    format!("{} {} {from}–{to} {}", bar.cluster, bar.lane, bar.text.ja)
}
