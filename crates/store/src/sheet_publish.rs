//! Sheets to publish (公表する評価シート): every program once, by its latest sheet, with the money, staff and indicators of
//! all its years. A handful of statements for each 500 programs, however many there are.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::FiscalYear;
use reform::program::{Indicator, MoneyLine, ProgramSheet, ReviewAnswer, Stage};
use sqlx::AssertSqlSafe;

use crate::db::{Link, on};
use crate::rows::placeholders;
use crate::sheet_export::{read_budget_lines, read_heads, read_staff};
use crate::sheet_read::money_line;
use crate::{InventoryKind, Store, StoreError};

/// A program as its latest sheet says, with what every sheet says of its money, staff and indicators (公表する事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeSheet {
    /// The program's number in the database.
    pub program: i64,
    /// The sheet; its money, staff time and indicators reach over all years, where two sheets speak of one the later does.
    pub sheet: ProgramSheet,
    /// Whether it is made up (例示).
    pub is_demo: bool,
}

impl Store {
    /// Every program by its latest sheet, by the program's number in the database.
    ///
    /// What the sheets say beside their named fields (notes), and where they were read from, is left empty.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn whole_sheets(&self) -> Result<Vec<WholeSheet>, StoreError> {
        let listing = self.listing().await?;
        let mut latest: BTreeMap<i64, (FiscalYear, i64)> = BTreeMap::new();
        for version in &listing.versions {
            let program = listing.programs[version.program as usize].id;
            let at = latest.entry(program).or_insert((version.year, version.id));
            *at = (*at).max((version.year, version.id));
        }
        let programs: BTreeSet<i64> = latest.keys().copied().collect();
        let mut indicators: BTreeMap<i64, Vec<Indicator>> = self.indicators_of(&programs).await?;
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let versions: Vec<(i64, i64)> = latest.iter().map(|(program, (_, version))| (*program, *version)).collect();
        let mut whole = Vec::with_capacity(versions.len());
        for some in versions.chunks(Store::SHEETS_AT_A_TIME) {
            let ids: Vec<i64> = some.iter().map(|(_, version)| *version).collect();
            let mut heads = read_heads(link, &ids, &listing).await?;
            let mut lines = read_budget_lines(link, &ids).await?;
            let mut money = read_money(link, &ids).await?;
            let mut staff = read_staff(link, &ids).await?;
            let sql = format!(
                "select version_id, question, judgement, reason from review_answer where version_id in ({})
                 order by version_id, position",
                placeholders(1, ids.len())
            );
            let rows: Vec<(i64, String, String, String)> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
            })?;
            let mut answers: BTreeMap<i64, Vec<ReviewAnswer>> = BTreeMap::new();
            for (version, question, judgement, reason) in rows {
                answers.entry(version).or_default().push(ReviewAnswer { question, judgement, reason });
            }
            for (program, version) in some {
                let head = heads.remove(version);
                let mut sheet =
                    head.ok_or_else(|| StoreError::Damaged(format!("program_version {version} is gone")))?;
                sheet.budget_lines = lines.remove(version).unwrap_or_default();
                sheet.money = money.remove(version).unwrap_or_default();
                sheet.staff = staff.remove(version).unwrap_or_default();
                sheet.staff.sort_by_key(|time| time.fiscal_year);
                sheet.indicators = indicators.remove(program).unwrap_or_default();
                sheet.answers = answers.remove(version).unwrap_or_default();
                (sheet.source_sheet, sheet.source_row) = (None, 0);
                whole.push(WholeSheet { program: *program, sheet, is_demo: listing.kind == InventoryKind::Demo });
            }
        }
        Ok(whole)
    }
}

/// The lines of a year and stage with the sheet that states them.
type Lines = BTreeMap<(FiscalYear, u8, Stage), (i64, Vec<MoneyLine>)>;

/// The money of the programs these sheets belong to, over all their sheets, by year and the furthest stage last. Where two
/// sheets state the same year and stage the later speaks; one sheet may state several lines of a stage, such as two
/// supplementary budgets, and all of them stay.
async fn read_money(link: &mut Link<'_>, ids: &[i64]) -> Result<BTreeMap<i64, Vec<MoneyLine>>, StoreError> {
    type Row = (i64, i64, i64, String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let sql = format!(
        "select v.id, o.id, m.fiscal_year, m.stage, m.cost_yen, m.national_yen, m.prefectural_yen, m.bonds_yen,
                m.other_yen, m.general_yen
         from program_version v
         join program_version o on o.program_id = v.program_id
         join money m on m.version_id = o.id
         where v.id in ({}) order by v.id, o.fiscal_year, o.id, m.position",
        placeholders(1, ids.len())
    );
    let rows: Vec<Row> = on!(link, |c| {
        let query = sqlx::query_as(AssertSqlSafe(sql));
        ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
    })?;
    let mut found: BTreeMap<i64, Lines> = BTreeMap::new();
    for (version, stated_by, year, stage, cost, national, prefectural, bonds, other, general) in rows {
        let line = money_line((year, stage, cost, national, prefectural, bonds, other, general))?;
        let key = (line.fiscal_year, line.stage.precedence(), line.stage);
        let lines = found.entry(version).or_default().entry(key).or_insert_with(|| (stated_by, Vec::new()));
        if lines.0 != stated_by {
            *lines = (stated_by, Vec::new());
        }
        lines.1.push(line);
    }
    let flat = |lines: Lines| lines.into_values().flat_map(|(_, lines)| lines).collect();
    Ok(found.into_iter().map(|(version, lines)| (version, flat(lines))).collect())
}
