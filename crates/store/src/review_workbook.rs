//! Workbooks of the review (点検用エクセルの保管): the files departments sent back, and what a workbook is made from.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::program::MoneyLine;
use sqlx::AssertSqlSafe;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::review::{FieldRow, SheetWork};
use crate::rows::placeholders;
use crate::sheet_read::money_line;
use crate::{Store, StoreError};

/// Ids a statement names at a time.
const AT_A_TIME: usize = 200;

/// How far a workbook that was sent back has come (受け取ったエクセルの状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkbookState {
    /// Its changes wait to be confirmed.
    Waiting,
    /// They were taken in.
    Applied,
    /// They were given up.
    Discarded,
}

/// A workbook that was sent back, without its bytes (受け取ったエクセル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkbookRow {
    /// Its number.
    pub id: i64,
    /// The cycle.
    pub year: FiscalYear,
    /// Who sent it.
    pub account: i64,
    /// Its name, cleaned.
    pub name: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub size_bytes: i64,
    /// When it came (UTC, ISO 8601).
    pub at: String,
    /// How far it has come.
    pub state: WorkbookState,
    /// When it was taken in or given up.
    pub settled_at: Option<String>,
    /// How many fields it changed.
    pub changed_count: i64,
}

/// A workbook to be kept (保管するエクセル).
#[derive(Clone, Copy, Debug)]
pub struct NewWorkbook<'a> {
    /// The cycle.
    pub year: FiscalYear,
    /// Who sent it.
    pub account: i64,
    /// Its name, cleaned.
    pub name: &'a str,
    /// SHA-256 of the bytes, in hex.
    pub sha256: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
    /// Who, for the audit trail.
    pub actor: &'a str,
    /// When (UTC, ISO 8601).
    pub at: &'a str,
}

type Row = (i64, i64, i64, String, String, i64, String, String, Option<String>, i64);

const COLUMNS: &str = "id, fiscal_year, account_id, name, sha256, size_bytes, at, state, settled_at, changed_count";

impl Store {
    /// The most workbooks of one person that wait.
    pub const MOST_WAITING_WORKBOOKS: i64 = 20;

    /// Keeps a workbook; the same bytes that wait already keep their number. `None` when too many of that person wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_workbook(&self, new: &NewWorkbook<'_>) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let start = i64::from(new.year.start());
        let waiting: Vec<(i64, String)> = on!(link, |c| {
            sqlx::query_as(
            "select id, sha256 from review_workbook where account_id = $1 and fiscal_year = $2 and state = 'waiting'"
        )
        .bind(new.account)
        .bind(start)
        .fetch_all(c)
        .await
        })?;
        if let Some((id, _)) = waiting.iter().find(|(_, sha256)| sha256 == new.sha256) {
            return Ok(Some(*id));
        }
        if waiting.len() as i64 >= Self::MOST_WAITING_WORKBOOKS {
            return Ok(None);
        }
        let id = next_number(link, "workbook").await?;
        let size = new.bytes.len() as i64;
        on!(link, |c| {
            sqlx::query(
            "insert into review_workbook (id, fiscal_year, account_id, name, sha256, size_bytes, at, state, changed_count,
             content) values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8)"
        )
        .bind(id)
        .bind(start)
        .bind(new.account)
        .bind(new.name)
        .bind(new.sha256)
        .bind(size)
        .bind(new.at)
        .bind(new.bytes)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        let detail = format!("file\t{}\nsha256\t{}\nbytes\t{size}\nyear\t{start}", escape(new.name), new.sha256);
        append(link, new.actor, "workbook.save", &format!("workbook:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// The workbooks somebody sent back in a year, the newest first, at most 100.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workbooks_of(&self, account: i64, year: FiscalYear) -> Result<Vec<WorkbookRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "select {COLUMNS} from review_workbook where account_id = $1 and fiscal_year = $2 order by id desc limit 100"
        );
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(AssertSqlSafe(sql))
            .bind(account)
            .bind(i64::from(year.start()))
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(workbook_row).collect()
    }

    /// A workbook with its bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workbook(&self, id: i64) -> Result<Option<(WorkbookRow, Vec<u8>)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("select {COLUMNS} from review_workbook where id = $1");
        let row: Option<Row> = on!(link, |c| sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(c).await)?;
        let Some(row) = row else { return Ok(None) };
        let (content,): (Vec<u8>,) =
            on!(link, |c| sqlx::query_as("select content from review_workbook where id = $1")
                .bind(id)
                .fetch_one(c)
                .await)?;
        Ok(Some((workbook_row(row)?, content)))
    }

    /// Gives up a workbook that waits; `false` when there is none. The file is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn discard_workbook(&self, actor: &str, id: i64, at: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let is_settled = settle(&mut tx.link(), "discarded", id, 0, actor, at).await?;
        if is_settled {
            tx.commit().await?;
        }
        Ok(is_settled)
    }

    /// What stands in the fields of many sheets, with who put it there, by sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fields_of_sheets(&self, sheets: &[i64]) -> Result<BTreeMap<i64, Vec<FieldRow>>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let mut found: BTreeMap<i64, Vec<FieldRow>> = BTreeMap::new();
        for some in sheets.chunks(AT_A_TIME) {
            let sql = format!(
                "select f.sheet_id, f.name, f.text_now, f.revision, f.account_id, coalesce(a.name, ''), f.at
                   from review_field f left join account a on a.id = f.account_id
                  where f.sheet_id in ({}) order by f.sheet_id, f.name",
                placeholders(1, some.len())
            );
            type Found = (i64, String, String, i64, Option<i64>, String, String);
            let rows: Vec<Found> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
            })?;
            for (sheet, name, text, revision, account, who, at) in rows {
                found.entry(sheet).or_default().push(FieldRow { name, text, revision, account, who, at });
            }
        }
        Ok(found)
    }

    /// What programs cost by their sheets of the inventory, by program: the years in order, of two sheets that state one
    /// year and stage the later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn money_of_programs(&self, programs: &[i64]) -> Result<BTreeMap<i64, Vec<MoneyLine>>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let mut found: BTreeMap<i64, Vec<MoneyLine>> = BTreeMap::new();
        for some in programs.chunks(AT_A_TIME) {
            let sql = format!(
                "select v.program_id, m.fiscal_year, m.stage, m.cost_yen, m.national_yen, m.prefectural_yen, m.bonds_yen,
                        m.other_yen, m.general_yen
                   from program_version v join money m on m.version_id = v.id
                  where v.program_id in ({}) order by v.program_id, v.fiscal_year, m.position",
                placeholders(1, some.len())
            );
            type Found = (i64, i64, String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
            let rows: Vec<Found> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
            })?;
            for (program, year, stage, cost, national, prefectural, bonds, other, general) in rows {
                let line = money_line((year, stage, cost, national, prefectural, bonds, other, general))?;
                let lines = found.entry(program).or_default();
                lines.retain(|old| (old.fiscal_year, old.stage) != (line.fiscal_year, line.stage));
                lines.push(line);
            }
        }
        found.values_mut().for_each(|lines| lines.sort_by_key(|line| line.fiscal_year));
        Ok(found)
    }
}

impl SheetWork {
    /// Says within the transaction that a workbook was taken in; `false` when it does not wait any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_workbook(&mut self, id: i64, changed: i64, actor: &str, at: &str) -> Result<bool, StoreError> {
        settle(&mut self.link(), "applied", id, changed, actor, at).await
    }
}

async fn settle(
    link: &mut Link<'_>,
    state: &'static str,
    id: i64,
    changed: i64,
    actor: &str,
    at: &str,
) -> Result<bool, StoreError> {
    let settled = on!(link, |c| {
        sqlx::query(
        "update review_workbook set state = $2, settled_at = $3, changed_count = $4 where id = $1 and state = 'waiting'"
    )
    .bind(id)
    .bind(state)
    .bind(at)
    .bind(changed)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if settled > 0 {
        let action = format!("workbook.{state}");
        append(link, actor, &action, &format!("workbook:{id}"), format!("fields\t{changed}")).await?;
    }
    Ok(settled > 0)
}

fn workbook_row(row: Row) -> Result<WorkbookRow, StoreError> {
    let (id, start, account, name, sha256, size_bytes, at, word, settled_at, changed_count) = row;
    let damaged = |what: &str| StoreError::Damaged(format!("review_workbook {id}: {what}"));
    let year = i32::try_from(start).ok().and_then(|start| FiscalYear::new(start).ok());
    let state = [WorkbookState::Waiting, WorkbookState::Applied, WorkbookState::Discarded]
        .into_iter()
        .find(|state| state.word() == word);
    Ok(WorkbookRow {
        id,
        year: year.ok_or_else(|| damaged("fiscal_year"))?,
        account,
        name,
        sha256,
        size_bytes,
        at,
        state: state.ok_or_else(|| damaged("state"))?,
        settled_at,
        changed_count,
    })
}

impl WorkbookState {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            WorkbookState::Waiting => "waiting",
            WorkbookState::Applied => "applied",
            WorkbookState::Discarded => "discarded",
        }
    }
}
