//! The roadmap as stored (工程表の保存): published versions, the one being worked on, and what people said about its bars.
//!
//! Published versions are fixed by the database itself. Every change of the working version counts its revision on, and is
//! made only where that is still the one the caller has seen.

mod demo;
mod progress;
mod working;

use std::collections::HashMap;

use fiscal::FiscalYear;
use reform::plan::{Basis, Text};
use reform::roadmap::{Bar, Phase, Quarter, Roadmap, Span};

use crate::db::{Link, on};
use crate::rows::Rows;
use crate::{Store, StoreError};

pub(crate) use demo::delete_demo_roadmaps;
pub use progress::{NewProgress, ProgressEntry};
pub use working::{BarWrite, FirstVersion, NewWorking, StepKind, WorkingStep};

/// A published version without its bars (公表した版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadmapVersion {
    /// Its number, from 1.
    pub number: i64,
    /// The version it was made from; none for the plan's own.
    pub base: Option<i64>,
    /// Why it was revised; empty for the plan's own.
    pub reason: String,
    /// Who proposed it, by name.
    pub proposed_by: String,
    /// When it was proposed (UTC, ISO 8601).
    pub proposed_at: Option<String>,
    /// Who approved it, by name.
    pub approved_by: String,
    /// When it was published, as precisely as is known.
    pub published_on: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// The version being worked on (作業中の版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingRoadmap {
    /// The published version it was made from.
    pub base: i64,
    /// Whether it is being worked on or waits for approval.
    pub phase: Phase,
    /// Counts every change.
    pub revision: i64,
    /// Why it is revised; may be empty while it is worked on.
    pub reason: String,
    /// Who proposed it, by name; empty while it is worked on.
    pub proposed_by: String,
    /// The account that proposed it.
    pub proposed_account: Option<i64>,
    /// When it was proposed (UTC, ISO 8601).
    pub proposed_at: Option<String>,
    /// Its bars.
    pub roadmap: Roadmap,
    /// By the id of a bar: the revision it was last changed in, and by whom (empty as long as nobody did).
    pub touched: HashMap<String, (i64, String)>,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// A step in the life of a revision (改定の経過).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadmapStep {
    /// What was done.
    pub kind: StepKind,
    /// The version that was published, or that was worked from.
    pub version: i64,
    /// Who, by name.
    pub by: String,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// The reason or comment; may be empty.
    pub comment: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// The columns of a bar.
const BAR: &str = "bar_id, cluster_id, lane, part_ja, part_en, text_ja, text_en, from_quarter, to_quarter, basis, page";

/// The most versions and steps listed.
const LISTED_MAX: i64 = 500;

const BASES: [(&str, Basis); 4] = [
    ("published", Basis::Published),
    ("read", Basis::Read),
    ("assumed", Basis::Assumed),
    ("illustrative", Basis::Illustrative),
];

#[derive(sqlx::FromRow)]
struct BarRow {
    bar_id: String,
    cluster_id: String,
    lane: i64,
    part_ja: String,
    part_en: String,
    text_ja: String,
    text_en: String,
    from_quarter: i64,
    to_quarter: i64,
    basis: String,
    page: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct VersionBarRow {
    version_id: i64,
    #[sqlx(flatten)]
    bar: BarRow,
}

type VersionRow = (i64, Option<i64>, String, String, Option<String>, String, String, i64);

impl Store {
    /// Every published version that is kept here, the first first; none as long as nobody revised the plan's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roadmap_versions(&self) -> Result<Vec<RoadmapVersion>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<VersionRow> = on!(link, |c| sqlx::query_as(
            "select id, base_version, reason, proposed_by, proposed_at, approved_by, published_on, is_demo
               from roadmap_version order by id limit $1"
        )
        .bind(LISTED_MAX)
        .fetch_all(c)
        .await)?;
        let version = |(number, base, reason, proposed_by, proposed_at, approved_by, published_on, is_demo)| {
            let is_demo = is_demo != 0;
            RoadmapVersion { number, base, reason, proposed_by, proposed_at, approved_by, published_on, is_demo }
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// The bars of a published version; `None` when it is not kept here.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn roadmap_version(&self, number: i64) -> Result<Option<Roadmap>, StoreError> {
        let mut reader = self.db.reader().await?;
        version_bars(&mut reader.link(), number).await
    }

    /// The bars of every version from this number on, by number, at most 50 of them.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn roadmap_versions_from(&self, first: i64) -> Result<Vec<(i64, Roadmap)>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let heads: Vec<(i64, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select id, first_year, last_year from roadmap_version where id between $1 and $1 + 49 order by id"
        )
        .bind(first)
        .fetch_all(c)
        .await)?;
        let sql = format!("select version_id, {BAR} from roadmap_bar where version_id between $1 and $1 + 49");
        let rows: Vec<VersionBarRow> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(first).fetch_all(c).await)?;
        let mut bars: HashMap<i64, Vec<Bar>> = HashMap::new();
        for row in rows {
            bars.entry(row.version_id).or_default().push(bar(row.bar)?);
        }
        let version = |(number, first, last): (i64, i64, i64)| {
            Ok((number, Roadmap::new(read_years((first, last))?, bars.remove(&number).unwrap_or_default())))
        };
        heads.into_iter().map(version).collect()
    }

    /// The version being worked on, if there is one.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn roadmap_working(&self) -> Result<Option<WorkingRoadmap>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        working::read(&mut tx.link()).await
    }

    /// What was done to revisions, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roadmap_steps(&self) -> Result<Vec<RoadmapStep>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, i64, String, String, String, i64)> = on!(link, |c| sqlx::query_as(
            "select kind, version_id, by_name, at, comment, is_demo from roadmap_step order by id desc limit $1"
        )
        .bind(LISTED_MAX)
        .fetch_all(c)
        .await)?;
        let step = |(kind, version, by, at, comment, is_demo): (String, i64, String, String, String, i64)| {
            let kind =
                StepKind::from_word(&kind).ok_or_else(|| StoreError::Damaged(format!("roadmap_step: {kind}")))?;
            Ok(RoadmapStep { kind, version, by, at, comment, is_demo: is_demo != 0 })
        };
        rows.into_iter().map(step).collect()
    }
}

/// The bars of a published version with its years.
async fn version_bars(link: &mut Link<'_>, number: i64) -> Result<Option<Roadmap>, StoreError> {
    let years: Option<(i64, i64)> =
        on!(link, |c| sqlx::query_as("select first_year, last_year from roadmap_version where id = $1")
            .bind(number)
            .fetch_optional(c)
            .await)?;
    let Some(years) = years else { return Ok(None) };
    let sql = format!("select {BAR} from roadmap_bar where version_id = $1");
    let rows: Vec<BarRow> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number).fetch_all(c).await)?;
    let bars = rows.into_iter().map(bar).collect::<Result<_, _>>()?;
    Ok(Some(Roadmap::new(read_years(years)?, bars)))
}

/// Writes the bars of a version that is about to be published.
async fn insert_bars(link: &mut Link<'_>, number: i64, bars: &[Bar]) -> Result<(), StoreError> {
    let mut rows = Rows::into(
        "roadmap_bar (version_id, bar_id, cluster_id, lane, part_ja, part_en, text_ja, text_en, from_quarter, \
         to_quarter, basis, page)",
    );
    for bar in bars {
        let (part_ja, part_en) = part(bar);
        rows.push([
            number.into(),
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
        ]);
    }
    rows.insert(link).await
}

fn part(bar: &Bar) -> (&str, &str) {
    bar.part.as_ref().map_or(("", ""), |part| (part.ja.as_str(), part.en.as_deref().unwrap_or_default()))
}

fn basis_word(basis: Basis) -> &'static str {
    BASES.iter().find(|(_, known)| *known == basis).map_or("published", |(word, _)| word)
}

fn bar(row: BarRow) -> Result<Bar, StoreError> {
    let damaged = || StoreError::Damaged(format!("roadmap bar {}", row.bar_id));
    let text = |ja: &str, en: &str| Text { ja: ja.to_owned(), en: (!en.is_empty()).then(|| en.to_owned()) };
    let quarter = |index| Quarter::from_index(index).ok_or_else(damaged);
    let span = Span::new(quarter(row.from_quarter)?, quarter(row.to_quarter)?).ok_or_else(damaged)?;
    let basis = BASES.iter().find(|(word, _)| *word == row.basis).ok_or_else(damaged)?.1;
    Ok(Bar {
        lane: u8::try_from(row.lane).map_err(|_| damaged())?,
        part: (!row.part_ja.is_empty()).then(|| text(&row.part_ja, &row.part_en)),
        text: text(&row.text_ja, &row.text_en),
        page: row.page.map(u32::try_from).transpose().map_err(|_| damaged())?,
        id: row.bar_id,
        cluster: row.cluster_id,
        span,
        basis,
    })
}

fn read_years((first, last): (i64, i64)) -> Result<(FiscalYear, FiscalYear), StoreError> {
    let year = |start: i64| {
        let damaged = || StoreError::Damaged(format!("roadmap year {start}"));
        FiscalYear::new(i32::try_from(start).map_err(|_| damaged())?).map_err(|_| damaged())
    };
    Ok((year(first)?, year(last)?))
}
