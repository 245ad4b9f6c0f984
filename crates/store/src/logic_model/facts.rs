//! What a logic model can begin from (出発点): the logic texts and indicators of programs.

use std::collections::BTreeMap;

use reform::program::{Indicator, IndicatorKind, IndicatorValue, LogicText};

use crate::db::on;
use crate::sheet_read::{damaged, quantity, year};
use crate::{Store, StoreError};

/// A program's logic and indicators, from its latest sheet (事業の筋道).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramLogic {
    /// The program.
    pub program: i64,
    /// Its name.
    pub name: String,
    /// Means, target, intention and result.
    pub logic: LogicText,
    /// Indicators with their values.
    pub indicators: Vec<Indicator>,
}

impl Store {
    /// The most programs [`Store::program_logic`] reads.
    pub const MOST_PROGRAM_LOGIC: usize = 300;

    /// The logic of these programs, in the order given; of the first [`Store::MOST_PROGRAM_LOGIC`] at most.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn program_logic(&self, programs: &[i64]) -> Result<Vec<ProgramLogic>, StoreError> {
        let programs = &programs[..programs.len().min(Self::MOST_PROGRAM_LOGIC)];
        if programs.is_empty() {
            return Ok(Vec::new());
        }
        // Whole numbers only: nothing in it can be read as anything else.
        let list = programs.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let latest = format!(
            "from program_version v where v.program_id in ({list}) and v.fiscal_year =
                (select max(o.fiscal_year) from program_version o where o.program_id = v.program_id)"
        );
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        type Words = (i64, i64, String, Option<String>, Option<String>, Option<String>, Option<String>);
        let sql = format!("select v.id, v.program_id, v.name, v.means, v.target, v.intent, v.result {latest}");
        let words: Vec<Words> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        let sql = format!(
            "select version_id, position, kind, mark, name, unit from indicator
              where version_id in (select v.id {latest}) order by version_id, position"
        );
        type Head = (i64, i64, String, String, String, String);
        let heads: Vec<Head> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        let sql = format!(
            "select version_id, indicator_position, fiscal_year, target, actual from indicator_value
              where version_id in (select v.id {latest}) order by version_id, indicator_position, position"
        );
        type Value = (i64, i64, i64, Option<String>, Option<String>);
        let rows: Vec<Value> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        let mut values: BTreeMap<(i64, i64), Vec<IndicatorValue>> = BTreeMap::new();
        for (version, position, fiscal_year, target, actual) in rows {
            let value = IndicatorValue {
                fiscal_year: year(fiscal_year)?,
                target: quantity(target)?,
                actual: quantity(actual)?,
            };
            values.entry((version, position)).or_default().push(value);
        }
        let mut indicators: BTreeMap<i64, Vec<Indicator>> = BTreeMap::new();
        for (version, position, kind, mark, name, unit) in heads {
            let kind = IndicatorKind::from_word(&kind).ok_or_else(|| damaged("kind", &kind))?;
            let values = values.remove(&(version, position)).unwrap_or_default();
            indicators.entry(version).or_default().push(Indicator { kind, mark, name, unit, values });
        }
        let mut found: BTreeMap<i64, ProgramLogic> = BTreeMap::new();
        for (version, program, name, means, target, intent, result) in words {
            let text = Option::unwrap_or_default;
            let logic =
                LogicText { means: text(means), target: text(target), intent: text(intent), result: text(result) };
            let indicators = indicators.remove(&version).unwrap_or_default();
            found.insert(program, ProgramLogic { program, name, logic, indicators });
        }
        Ok(programs.iter().filter_map(|program| found.remove(program)).collect())
    }
}
