//! What the checks need of every program (点検に使う事業の記載): words, money and indicators of a year, read as a whole.

use std::collections::HashMap;

use fiscal::FiscalYear;
use reform::program::{Indicator, IndicatorKind, IndicatorValue, MoneyLine};

use crate::db::on;
use crate::sheet_read::{damaged, quantity, year as stored_year};
use crate::{Store, StoreError};

/// A program as its sheet of a year describes it, with its money of all years (事業の記載).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramWords {
    /// The program.
    pub program_id: i64,
    /// Name.
    pub name: String,
    /// What it is and how it is done (概要・手段).
    pub means: String,
    /// Target, intention and result (対象・意図・結果).
    pub purpose: String,
    /// The last fiscal year, if it has one.
    pub end_year: Option<FiscalYear>,
    /// Money by year and stage.
    pub money: Vec<MoneyLine>,
    /// Indicators with their values.
    pub indicators: Vec<Indicator>,
}

impl Store {
    /// Every program of a fiscal year with its words, money and indicators, by program; four questions in all.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn program_words(&self, year: FiscalYear) -> Result<Vec<ProgramWords>, StoreError> {
        let listing = self.listing().await?;
        let mut found: HashMap<i64, ProgramWords> = HashMap::new();
        for row in listing.rows.iter().filter(|row| row.year == year) {
            let program = &listing.programs[row.program as usize];
            let money = listing.money.get(program.money.0 as usize..program.money.1 as usize).unwrap_or_default();
            let words = ProgramWords { program_id: program.id, money: money.to_vec(), ..ProgramWords::default() };
            found.insert(listing.versions[row.version as usize].id, words);
        }
        let (Some(first), Some(last)) = (found.keys().min().copied(), found.keys().max().copied()) else {
            return Ok(Vec::new());
        };
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        type Words = (i64, String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<i64>);
        let rows: Vec<Words> = on!(link, |c| sqlx::query_as(
            "select id, name, summary, means, target, intent, result, end_year from program_version
              where id between $1 and $2 order by id"
        )
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await)?;
        for (id, name, summary, means, target, intent, result, end_year) in rows {
            let Some(words) = found.get_mut(&id) else { continue };
            words.name = name;
            words.means = format!("{summary}\n{}", means.unwrap_or_default());
            words.purpose = [target, intent, result].map(Option::unwrap_or_default).join("\n");
            words.end_year = end_year.map(stored_year).transpose()?;
        }
        type Head = (i64, i64, String, String, String, String);
        let heads: Vec<Head> = on!(link, |c| sqlx::query_as(
            "select version_id, position, kind, mark, name, unit from indicator
              where version_id between $1 and $2 order by version_id, position"
        )
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await)?;
        type Value = (i64, i64, i64, Option<String>, Option<String>);
        let values: Vec<Value> = on!(link, |c| sqlx::query_as(
            "select version_id, indicator_position, fiscal_year, target, actual from indicator_value
              where version_id between $1 and $2 order by version_id, indicator_position, position"
        )
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await)?;
        let mut values = values.into_iter().peekable();
        for (version, position, kind, mark, name, unit) in heads {
            let kind = IndicatorKind::from_word(&kind).ok_or_else(|| damaged("kind", kind))?;
            let mut indicator = Indicator { kind, mark, name, unit, values: Vec::new() };
            while values.next_if(|value| (value.0, value.1) < (version, position)).is_some() {}
            while let Some((_, _, fiscal_year, target, actual)) =
                values.next_if(|value| (value.0, value.1) == (version, position))
            {
                indicator.values.push(IndicatorValue {
                    fiscal_year: stored_year(fiscal_year)?,
                    target: quantity(target)?,
                    actual: quantity(actual)?,
                });
            }
            if let Some(words) = found.get_mut(&version) {
                words.indicators.push(indicator);
            }
        }
        let mut all: Vec<ProgramWords> = found.into_values().collect();
        all.sort_by_key(|words| words.program_id);
        Ok(all)
    }
}
