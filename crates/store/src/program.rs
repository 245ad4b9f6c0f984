//! One program (事業の詳細): its sheet, where it came from and what happened to it.

use crate::change::from_lines;
use crate::db::{Link, on};
use crate::import::read_import;
use crate::sheet_read::{read_sheet, year};
use crate::tree::{Tree, Which};
use crate::{HistoryEntry, InventoryKind, ProgramDetail, Provenance, Store, StoreError};
use fiscal::FiscalYear;
use reform::program::{MoneyLine, StaffTime};
use std::collections::{BTreeMap, HashSet};

/// The most audit rows a program's history shows.
const HISTORY_ROWS: i64 = 200;

impl Store {
    /// One program with its latest sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn program(&self, id: i64) -> Result<Option<ProgramDetail>, StoreError> {
        self.read_program(id, None).await
    }

    /// One program with its sheet of one year; `None` when there is no such sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn program_of_year(&self, id: i64, year: FiscalYear) -> Result<Option<ProgramDetail>, StoreError> {
        self.read_program(id, Some(year)).await
    }

    async fn read_program(&self, id: i64, asked: Option<FiscalYear>) -> Result<Option<ProgramDetail>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let found: Option<(String, i64, String)> = on!(link, |c| sqlx::query_as(
            "select p.source, p.import_id, i.kind from program p, inventory i where p.id = $1 and i.id = 1"
        )
        .bind(id)
        .fetch_optional(c)
        .await)?;
        let Some((source, first_import, kind)) = found else { return Ok(None) };
        let versions: Vec<(i64, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select id, fiscal_year, import_id from program_version where program_id = $1 order by fiscal_year"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let sheet_years = versions.iter().map(|(_, sheet, _)| year(*sheet)).collect::<Result<Vec<_>, _>>()?;
        let shown = match asked {
            Some(asked) => sheet_years.iter().position(|year| *year == asked),
            None => versions.len().checked_sub(1),
        };
        let Some((version, ..)) = shown.map(|place| versions[place]) else { return Ok(None) };
        let departments = Tree::load(link, Which::Department).await?;
        let policies = Tree::load(link, Which::Policy).await?;
        let Some(stored) = read_sheet(link, version, &departments, &policies).await? else { return Ok(None) };
        let (mut money, mut staff) = (Lines::default(), Staff::default());
        for (other, ..) in &versions {
            match *other == version {
                true => put(&mut money, &mut staff, &stored.sheet.money, &stored.sheet.staff),
                false => {
                    let (lines, times) = crate::sheet_read::read_money_and_staff(link, *other).await?;
                    put(&mut money, &mut staff, &lines, &times);
                }
            }
        }
        let brought: Vec<(i64, FiscalYear)> =
            versions.iter().zip(&sheet_years).map(|((_, _, import), year)| (*import, *year)).collect();
        Ok(Some(ProgramDetail {
            id,
            source,
            demo: kind == InventoryKind::Demo.word(),
            provenance: provenance(link, &stored.sheet, stored.import_id).await?,
            history: history(link, id, first_import, &brought).await?,
            sheet_years,
            sheet: stored.sheet,
            department_ids: stored.department_ids,
            policy_ids: stored.policy_ids,
            money: money.into_values().flatten().collect(),
            staff: staff.into_values().flatten().collect(),
        }))
    }
}

type Lines = BTreeMap<(FiscalYear, reform::program::Stage), Vec<MoneyLine>>;
type Staff = BTreeMap<FiscalYear, Vec<StaffTime>>;

/// Puts what a later sheet states in place of what earlier ones did.
fn put(money: &mut Lines, staff: &mut Staff, lines: &[MoneyLine], times: &[StaffTime]) {
    let key = |line: &MoneyLine| (line.fiscal_year, line.stage);
    lines.iter().for_each(|line| drop(money.remove(&key(line))));
    lines.iter().for_each(|line| money.entry(key(line)).or_default().push(*line));
    times.iter().for_each(|time| drop(staff.remove(&time.fiscal_year)));
    times.iter().for_each(|time| staff.entry(time.fiscal_year).or_default().push(*time));
}

async fn provenance(
    link: &mut Link<'_>,
    sheet: &reform::program::ProgramSheet,
    import_id: i64,
) -> Result<Provenance, StoreError> {
    let import = read_import(link, import_id)
        .await?
        .ok_or_else(|| StoreError::Damaged(format!("import {import_id} is gone")))?;
    Ok(Provenance {
        import_id,
        file_name: import.header.file_name,
        file_sha256: import.header.file_sha256,
        mapping_name: import.header.mapping_name,
        source_sheet: sheet.source_sheet.clone(),
        source_row: sheet.source_row,
        at: import.at,
        actor: import.header.actor,
    })
}

/// What happened, newest first: field changes from the program's own audit rows, and the imports that brought it and
/// its further years, proven by their audit rows.
async fn history(
    link: &mut Link<'_>,
    program: i64,
    first_import: i64,
    brought: &[(i64, FiscalYear)],
) -> Result<Vec<HistoryEntry>, StoreError> {
    let rows: Vec<(i64, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select seq, at, actor, detail from audit where subject = $1 order by seq desc limit $2"
    )
    .bind(format!("program:{program}"))
    .bind(HISTORY_ROWS)
    .fetch_all(c)
    .await)?;
    let mut entries = Vec::with_capacity(rows.len() + brought.len());
    let mut explained: HashSet<(i64, Option<FiscalYear>)> = HashSet::new();
    for (audit_seq, at, actor, detail) in rows {
        let number = |key: &str| {
            let mut values = detail.lines().filter_map(|line| line.split_once('\t'));
            values.find(|(found, _)| *found == key).and_then(|(_, value)| value.parse::<i64>().ok())
        };
        let import_id = number("import");
        let fiscal_year = number("year").map(year).transpose()?;
        explained.extend(import_id.map(|import| (import, fiscal_year)));
        entries.push(HistoryEntry { audit_seq, at, actor, import_id, fiscal_year, changes: from_lines(&detail) });
    }
    let first = [(first_import, None)].into_iter();
    let further = brought.iter().filter(|(import, _)| *import != first_import);
    for (import, fiscal_year) in first.chain(further.map(|(import, year)| (*import, Some(*year)))) {
        if !explained.insert((import, fiscal_year)) {
            continue;
        }
        let row: Option<(i64, String, String)> =
            on!(link, |c| sqlx::query_as("select seq, at, actor from audit where subject = $1 order by seq limit 1")
                .bind(format!("import:{import}"))
                .fetch_optional(c)
                .await)?;
        if let Some((audit_seq, at, actor)) = row {
            let import_id = Some(import);
            entries.push(HistoryEntry { audit_seq, at, actor, import_id, fiscal_year, changes: Vec::new() });
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.audit_seq));
    Ok(entries)
}
