//! What is known of programs for a cluster (クラスターのもと): money of every year, rows, indicators.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::{FiscalYear, Yen};
use reform::program::{Indicator, IndicatorKind, IndicatorValue, MoneyLine};
use reform::review::Fields;
use reform::workflow::State;
use sqlx::AssertSqlSafe;

use crate::db::on;
use crate::listing_query::program_row;
use crate::rows::placeholders;
use crate::sheet_read::{damaged, quantity, year};
use crate::{DecidingSheet, ProgramRow, Store, StoreError};

/// A program's money of one year by the rule of the lists: the furthest stage, the latest sheet (年度の金額).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramYear {
    /// The program.
    pub program: i64,
    /// Cost and sources.
    pub money: MoneyLine,
    /// Staff cost of the year.
    pub staff_cost: Option<Yen>,
}

impl Store {
    /// The money of every program in every year it states an amount for, by year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn program_years(&self) -> Result<Vec<ProgramYear>, StoreError> {
        let listing = self.listing().await?;
        let years = listing.rows.iter().filter_map(|row| {
            let money = *listing.money_of(row)?;
            Some(ProgramYear { program: listing.programs[row.program as usize].id, money, staff_cost: row.staff_cost })
        });
        let mut years: Vec<ProgramYear> = years.collect();
        years.sort_by_key(|row| (row.money.fiscal_year, row.program));
        Ok(years)
    }

    /// These programs at their latest year, or in one year, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programs_of(
        &self,
        programs: &BTreeSet<i64>,
        year: Option<FiscalYear>,
    ) -> Result<BTreeMap<i64, ProgramRow>, StoreError> {
        let listing = self.listing().await?;
        let wanted = listing.rows.iter().enumerate().filter(|(_, row)| {
            year.map_or(row.latest, |year| row.year == year)
                && programs.contains(&listing.programs[row.program as usize].id)
        });
        Ok(wanted.map(|(at, _)| program_row(&listing, at as u32)).map(|row| (row.id, row)).collect())
    }

    /// The indicators of the latest sheet of these programs, by program.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn indicators_of(&self, programs: &BTreeSet<i64>) -> Result<BTreeMap<i64, Vec<Indicator>>, StoreError> {
        let listing = self.listing().await?;
        let mut latest: BTreeMap<i64, (FiscalYear, i64)> = BTreeMap::new();
        for version in &listing.versions {
            let program = listing.programs[version.program as usize].id;
            if programs.contains(&program) {
                let at = latest.entry(program).or_insert((version.year, version.id));
                *at = (*at).max((version.year, version.id));
            }
        }
        let programs: BTreeMap<i64, i64> = latest.iter().map(|(program, (_, version))| (*version, *program)).collect();
        let ids: Vec<i64> = programs.keys().copied().collect();
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let mut found: BTreeMap<i64, Vec<Indicator>> = BTreeMap::new();
        type Row = (i64, i64, String, String, String, String, Option<i64>, Option<String>, Option<String>);
        for some in ids.chunks(500) {
            let sql = format!(
                "select i.version_id, i.position, i.kind, i.mark, i.name, i.unit, x.fiscal_year, x.target, x.actual
                   from indicator i
                   left join indicator_value x on x.version_id = i.version_id and x.indicator_position = i.position
                  where i.version_id in ({}) order by i.version_id, i.position, x.position",
                placeholders(1, some.len())
            );
            let rows: Vec<Row> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql));
                some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
            })?;
            let mut last = None;
            for (version, position, kind, mark, name, unit, at, target, actual) in rows {
                let Some(program) = programs.get(&version) else { continue };
                let indicators = found.entry(*program).or_default();
                if last.replace((version, position)) != Some((version, position)) {
                    let kind = IndicatorKind::from_word(&kind).ok_or_else(|| damaged("kind", &kind))?;
                    indicators.push(Indicator { kind, mark, name, unit, values: Vec::new() });
                }
                if let (Some(at), Some(indicator)) = (at, indicators.last_mut()) {
                    let (target, actual) = (quantity(target)?, quantity(actual)?);
                    indicator.values.push(IndicatorValue { fiscal_year: year(at)?, target, actual });
                }
            }
        }
        Ok(found)
    }
}

impl Store {
    /// The KPI fields of these programs' sheets in a year's review, a sheet each.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn kpi_sheets(
        &self,
        year: FiscalYear,
        programs: &BTreeSet<i64>,
    ) -> Result<Vec<DecidingSheet>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let ids: Vec<i64> = programs.iter().copied().collect();
        let mut sheets: Vec<DecidingSheet> = Vec::new();
        for some in ids.chunks(500) {
            let sql = format!(
                "select s.id, s.program_id, s.department_id, s.state, f.name, f.text_now
                   from review_sheet s join review_field f on f.sheet_id = s.id
                  where s.fiscal_year = $1 and s.program_id in ({}) and f.name like 'kpi.%' and f.text_now <> ''
                  order by s.program_id, f.name",
                placeholders(2, some.len())
            );
            let rows: Vec<(i64, i64, Option<i64>, String, String, String)> = on!(link, |c| {
                let query = sqlx::query_as(AssertSqlSafe(sql)).bind(i64::from(year.start()));
                some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
            })?;
            for (id, program_id, department_id, state, name, text) in rows {
                if sheets.last().is_none_or(|last| last.id != id) {
                    let state = State::from_word(&state).ok_or_else(|| damaged("state", &state))?;
                    sheets.push(DecidingSheet { id, program_id, department_id, state, fields: Fields::default() });
                }
                if let Some(sheet) = sheets.last_mut() {
                    sheet.fields.set(name, &text);
                }
            }
        }
        Ok(sheets)
    }
}
