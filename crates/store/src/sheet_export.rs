//! Sheets to take away (書き出す評価シート): many at a time, a handful of statements for each chunk.

use crate::db::{Link, on};
use crate::rows::placeholders;
use crate::sheet_read::{money_line, staff_time, year};
use crate::{ProgramQuery, Store, StoreError};
use fiscal::FiscalYear;
use reform::program::{
    BudgetLine, Direction, DirectionGiven, LogicText, MoneyLine, Note, Obligation, ProgramSheet, StaffTime,
};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// The rows a statement finds for many versions, whose ids stand where the statement says `{}`.
macro_rules! of_versions {
    ($link:expr, $ids:expr, $sql:literal) => {{
        let sql = format!($sql, placeholders(1, $ids.len()));
        on!($link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            $ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })
    }};
}

/// A program of a list with the year shown of it, and the sheet that speaks for that year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedSheet {
    pub(crate) version: i64,
    pub(crate) year: FiscalYear,
}

impl Store {
    /// The sheets of every program that matches, in the order of the list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listed_sheets(&self, query: &ProgramQuery) -> Result<Vec<ListedSheet>, StoreError> {
        let (listing, matches) = self.matches(query).await?;
        let listed = |row: &u32| {
            let row = &listing.rows[*row as usize];
            ListedSheet { version: listing.versions[row.version as usize].id, year: row.year }
        };
        Ok(matches.rows.iter().map(listed).collect())
    }

    /// These sheets as flat files hold them: words, budget lines, and the money and staff time of the year shown.
    ///
    /// Indicators and answers are left out. Give at most [`Store::SHEETS_AT_A_TIME`].
    ///
    /// # Errors
    /// When the database fails, or a sheet has gone since it was listed.
    pub async fn flat_sheets(&self, listed: &[ListedSheet]) -> Result<Vec<ProgramSheet>, StoreError> {
        if listed.is_empty() {
            return Ok(Vec::new());
        }
        let departments = self.listing().await?;
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let ids: Vec<i64> = listed.iter().map(|sheet| sheet.version).collect();
        let mut heads = read_heads(link, &ids, &departments).await?;
        let mut lines = read_budget_lines(link, &ids).await?;
        let money = read_money(link, &ids).await?;
        let staff = read_staff(link, &ids).await?;
        let notes = read_notes(link, &ids).await?;
        listed
            .iter()
            .map(|ListedSheet { version, year }| {
                // One sheet may be listed for several years, so it is copied rather than taken.
                let mut sheet = heads
                    .get_mut(version)
                    .map(|sheet| sheet.clone())
                    .ok_or_else(|| StoreError::Damaged(format!("program_version {version} is gone")))?;
                sheet.budget_lines = lines.entry(*version).or_default().clone();
                sheet.money = of_year(&money, *version, |line: &MoneyLine| line.fiscal_year == *year);
                sheet.staff = of_year(&staff, *version, |time: &StaffTime| time.fiscal_year == *year);
                sheet.notes = notes.get(version).cloned().unwrap_or_default();
                sheet.fiscal_year = *year;
                Ok(sheet)
            })
            .collect()
    }

    /// The most sheets to ask [`Store::flat_sheets`] for at once.
    pub const SHEETS_AT_A_TIME: usize = 500;
}

fn of_year<T: Copy>(all: &HashMap<i64, Vec<T>>, version: i64, is_shown: impl Fn(&T) -> bool) -> Vec<T> {
    all.get(&version).into_iter().flatten().filter(|item| is_shown(item)).copied().collect()
}

pub(crate) async fn read_heads(
    link: &mut Link<'_>,
    ids: &[i64],
    listing: &crate::listing::Listing,
) -> Result<HashMap<i64, ProgramSheet>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Head {
        id: i64,
        external_id: String,
        fiscal_year: i64,
        source_row: i64,
        source_sheet: Option<String>,
        department_id: Option<i64>,
        policy_id: Option<i64>,
        name: String,
        summary: String,
        legal_basis: Option<String>,
        means: Option<String>,
        target: Option<String>,
        intent: Option<String>,
        result: Option<String>,
        direction: Option<String>,
        direction_words: Option<String>,
        obligation: Option<String>,
        start_year: Option<i64>,
        end_year: Option<i64>,
    }
    let heads: Vec<Head> = of_versions!(
        link,
        ids,
        "select v.id, p.external_id, v.fiscal_year, v.source_row, v.source_sheet, v.department_id, v.policy_id, v.name,
                v.summary, v.legal_basis, v.means, v.target, v.intent, v.result, v.direction, v.direction_words,
                v.obligation, v.start_year, v.end_year
         from program_version v join program p on p.id = v.program_id where v.id in ({})"
    )?;
    heads
        .into_iter()
        .map(|head| {
            let sheet = ProgramSheet {
                external_id: head.external_id,
                fiscal_year: year(head.fiscal_year)?,
                name: head.name,
                department: listing.departments.path_names(head.department_id),
                policy: listing.policies.path_names(head.policy_id),
                budget_lines: Vec::new(),
                legal_basis: head.legal_basis.unwrap_or_default(),
                obligation: head.obligation.as_deref().and_then(Obligation::from_word),
                summary: head.summary,
                logic: LogicText {
                    means: head.means.unwrap_or_default(),
                    target: head.target.unwrap_or_default(),
                    intent: head.intent.unwrap_or_default(),
                    result: head.result.unwrap_or_default(),
                },
                start_year: head.start_year.map(year).transpose()?,
                end_year: head.end_year.map(year).transpose()?,
                money: Vec::new(),
                staff: Vec::new(),
                indicators: Vec::new(),
                answers: Vec::new(),
                direction: head.direction_words.map(|words| DirectionGiven {
                    direction: head.direction.as_deref().and_then(Direction::from_word),
                    words,
                }),
                notes: Vec::new(),
                source_sheet: head.source_sheet,
                source_row: u32::try_from(head.source_row).unwrap_or_default(),
            };
            Ok((head.id, sheet))
        })
        .collect()
}

pub(crate) async fn read_budget_lines(
    link: &mut Link<'_>,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<BudgetLine>>, StoreError> {
    let rows: Vec<(i64, String, String, String, String, String)> = of_versions!(
        link,
        ids,
        "select version_id, account, kan, kou, moku, program from budget_line where version_id in ({})
         order by version_id, position"
    )?;
    let mut lines: HashMap<i64, Vec<BudgetLine>> = HashMap::new();
    for (version, account, kan, kou, moku, program) in rows {
        lines.entry(version).or_default().push(BudgetLine { account, kan, kou, moku, program });
    }
    Ok(lines)
}

/// The money of the programs these sheets belong to, over all their sheets; where two state the same year and stage,
/// the later sheet speaks.
async fn read_money(link: &mut Link<'_>, ids: &[i64]) -> Result<HashMap<i64, Vec<MoneyLine>>, StoreError> {
    type Row = (i64, i64, String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = of_versions!(
        link,
        ids,
        "select v.id, m.fiscal_year, m.stage, m.cost_yen, m.national_yen, m.prefectural_yen, m.bonds_yen, m.other_yen,
                m.general_yen
         from program_version v
         join program_version o on o.program_id = v.program_id
         join money m on m.version_id = o.id
         where v.id in ({}) order by v.id, o.fiscal_year, m.position"
    )?;
    let mut money: HashMap<i64, Vec<MoneyLine>> = HashMap::new();
    for (version, year, stage, cost, national, prefectural, bonds, other, general) in rows {
        let line = money_line((year, stage, cost, national, prefectural, bonds, other, general))?;
        let lines = money.entry(version).or_default();
        lines.retain(|old| (old.fiscal_year, old.stage) != (line.fiscal_year, line.stage));
        lines.push(line);
    }
    Ok(money)
}

/// Their staff time, by the same rule.
pub(crate) async fn read_staff(link: &mut Link<'_>, ids: &[i64]) -> Result<HashMap<i64, Vec<StaffTime>>, StoreError> {
    type Row = (i64, i64, Option<String>, Option<String>, Option<i64>);
    let rows: Vec<Row> = of_versions!(
        link,
        ids,
        "select v.id, s.fiscal_year, s.persons, s.hours, s.cost_yen
         from program_version v
         join program_version o on o.program_id = v.program_id
         join staff_time s on s.version_id = o.id
         where v.id in ({}) order by v.id, o.fiscal_year, s.position"
    )?;
    let mut staff: HashMap<i64, Vec<StaffTime>> = HashMap::new();
    for (version, year, persons, hours, cost) in rows {
        let time = staff_time((year, persons, hours, cost))?;
        let times = staff.entry(version).or_default();
        times.retain(|old| old.fiscal_year != time.fiscal_year);
        times.push(time);
    }
    Ok(staff)
}

async fn read_notes(link: &mut Link<'_>, ids: &[i64]) -> Result<HashMap<i64, Vec<Note>>, StoreError> {
    let rows: Vec<(i64, String, String)> = of_versions!(
        link,
        ids,
        "select version_id, heading, body from note where version_id in ({}) order by version_id, position"
    )?;
    let mut notes: HashMap<i64, Vec<Note>> = HashMap::new();
    for (version, heading, text) in rows {
        notes.entry(version).or_default().push(Note { heading, text });
    }
    Ok(notes)
}
