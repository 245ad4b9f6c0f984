//! What the results of a review are made from (点検結果のもと): every sheet of a year with the fields that decide, and
//! every program's cost in a year. Both are read as a whole, in two questions however many sheets there are.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};
use reform::program::{Direction, Stage};
use reform::review::Fields;
use reform::workflow::State;

use crate::db::on;
use crate::{FundingSource, Store, StoreError};

/// A sheet with what was answered in the fields asked for (点検シートの要点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidingSheet {
    /// The sheet's number.
    pub id: i64,
    /// The program.
    pub program_id: i64,
    /// The department that answers.
    pub department_id: Option<i64>,
    /// How far it has come.
    pub state: State,
    /// Direction and its reason, where it goes, measures, assessments, decision.
    pub fields: Fields,
}

/// A program's cost in a fiscal year (年度の事業費), by the rule of the lists: the furthest stage, the latest sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearCost {
    /// The program.
    pub program_id: i64,
    /// Its number in its source.
    pub external_id: String,
    /// Its name in that year.
    pub name: String,
    /// Its department in that year.
    pub department_id: Option<i64>,
    /// What stands in the inventory as its direction.
    pub direction: Option<Direction>,
    /// The stage of the amounts.
    pub stage: Option<Stage>,
    /// Cost; none when the source states none.
    pub cost: Option<Yen>,
    /// General funds; none when the source does not state them.
    pub general: Option<Yen>,
    /// The last year it was to run, if the sheet names one.
    pub end_year: Option<FiscalYear>,
}

impl Store {
    /// The year of the inventory a year's review was made from, and whether its sheets are examples; `None` when there
    /// is no review of that year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_source(&self, year: FiscalYear) -> Result<Option<(FiscalYear, bool)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let row: Option<(i64, i64)> =
            on!(link, |c| sqlx::query_as("select source_year, is_demo from review_cycle where fiscal_year = $1")
                .bind(i64::from(year.start()))
                .fetch_optional(c)
                .await)?;
        row.map(|(source, demo)| {
            let damaged = |_| StoreError::Damaged(format!("review_cycle {year}: source_year {source}"));
            let source = i32::try_from(source).map_err(|_| StoreError::Damaged(format!("review_cycle {year}")))?;
            Ok((FiscalYear::new(source).map_err(damaged)?, demo == 1))
        })
        .transpose()
    }

    /// Every sheet of a year's review with the fields that decide about the program, by program; with its KPIs too when
    /// asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deciding_sheets(&self, year: FiscalYear, with_kpis: bool) -> Result<Vec<DecidingSheet>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let sheets: Vec<(i64, i64, Option<i64>, String)> = on!(link, |c| {
            sqlx::query_as(
            "select id, program_id, department_id, state from review_sheet where fiscal_year = $1 order by program_id"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await
        })?;
        let rows: Vec<(i64, String, String)> = on!(link, |c| {
            sqlx::query_as(
            "select f.sheet_id, f.name, f.text_now from review_field f
               join review_sheet s on s.id = f.sheet_id
              where s.fiscal_year = $1 and f.text_now <> ''
                and (f.name in ('direction', 'direction-reason', 'merge-into', 'last-year')
                     or f.name like 'measure.%' or f.name like 'assessment.%' or f.name like 'decision.%' or ($2 = 1 and f.name like 'kpi.%'))
              order by f.sheet_id, f.name"
        )
        .bind(i64::from(year.start()))
        .bind(i64::from(with_kpis))
        .fetch_all(c)
        .await
        })?;
        let mut fields: BTreeMap<i64, Fields> = BTreeMap::new();
        for (sheet, name, text) in rows {
            fields.entry(sheet).or_default().set(name, &text);
        }
        sheets
            .into_iter()
            .map(|(id, program_id, department_id, state)| {
                let known = State::from_word(&state);
                let state = known.ok_or_else(|| StoreError::Damaged(format!("review_sheet {id}: state {state}")))?;
                let fields = fields.remove(&id).unwrap_or_default();
                Ok(DecidingSheet { id, program_id, department_id, state, fields })
            })
            .collect()
    }

    /// The published sheets of a year's review, by program, with the fields that may be published: answers without their
    /// evidence, direction, measures with their assessment, the decision, KPIs. What the levels said (opinions) is not read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published_sheets(&self, year: FiscalYear) -> Result<Vec<DecidingSheet>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let rows: Vec<(i64, i64, Option<i64>, String, String)> = on!(link, |c| {
            sqlx::query_as(
                "select s.id, s.program_id, s.department_id, f.name, f.text_now
                   from review_sheet s join review_field f on f.sheet_id = s.id
                  where s.fiscal_year = $1 and s.state = 'published' and f.text_now <> ''
                    and (f.name in ('direction', 'direction-reason', 'last-year')
                         or f.name like 'check.%.judgement' or f.name like 'check.%.reason'
                         or f.name like 'measure.%' or f.name like 'assessment.%' or f.name like 'decision.%'
                         or f.name like 'kpi.%')
                  order by s.program_id, s.id, f.name",
            )
            .bind(i64::from(year.start()))
            .fetch_all(c)
            .await
        })?;
        let mut sheets: Vec<DecidingSheet> = Vec::new();
        for (id, program_id, department_id, name, text) in rows {
            if sheets.last().is_none_or(|last| last.id != id) {
                let state = State::Published;
                sheets.push(DecidingSheet { id, program_id, department_id, state, fields: Fields::default() });
            }
            if let Some(sheet) = sheets.last_mut() {
                sheet.fields.set(name, &text);
            }
        }
        Ok(sheets)
    }

    /// Every program that has a sheet or an amount in a fiscal year, by program.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn year_costs(&self, year: FiscalYear) -> Result<Vec<YearCost>, StoreError> {
        let listing = self.listing().await?;
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let ends: Vec<(i64, i64)> = on!(link, |c| sqlx::query_as(
            "select id, end_year from program_version where end_year is not null order by id"
        )
        .fetch_all(c)
        .await)?;
        let ends: BTreeMap<i64, i64> = ends.into_iter().collect();
        let mut costs: Vec<YearCost> = listing
            .rows
            .iter()
            .filter(|row| row.year == year)
            .map(|row| {
                let program = &listing.programs[row.program as usize];
                let version = &listing.versions[row.version as usize];
                let money = listing.money_of(row);
                let department = version.department.map(|place| listing.departments.list[place as usize].id);
                YearCost {
                    program_id: program.id,
                    external_id: listing.text(program.external_id).to_owned(),
                    name: listing.text(version.name).to_owned(),
                    department_id: department,
                    direction: version.direction,
                    stage: money.map(|line| line.stage),
                    cost: money.map(|line| line.cost),
                    general: listing.source_of(row, FundingSource::General),
                    end_year: ends.get(&version.id).and_then(|year| FiscalYear::new(i32::try_from(*year).ok()?).ok()),
                }
            })
            .collect();
        costs.sort_by_key(|cost| cost.program_id);
        Ok(costs)
    }
}
