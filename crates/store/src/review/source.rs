//! What sheets are made from (シートのもと): programs, their indicators, and what was decided the year before.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::program::{Indicator, IndicatorKind, IndicatorValue};
use reform::review::Fields;

use super::open::ByProgram;
use super::{damaged, year};
use crate::StoreError;
use crate::db::{Link, on};
use crate::sheet_read::quantity;

/// A program a sheet is to be made of.
pub(super) struct Source {
    pub program: i64,
    pub external_id: String,
    pub department: Option<i64>,
    /// The version of the inventory that speaks for it.
    version: i64,
}

/// The programs that have no sheet in a cycle: those with a sheet of the inventory for one year, or by their latest.
pub(super) async fn programs_without_sheet(
    link: &mut Link<'_>,
    cycle: FiscalYear,
    source_year: Option<FiscalYear>,
) -> Result<Vec<Source>, StoreError> {
    let rows: Vec<(i64, String, Option<i64>, i64)> = on!(link, |c| sqlx::query_as(
        "select p.id, p.external_id, v.department_id, v.id
           from program_version v join program p on p.id = v.program_id
          where v.fiscal_year = coalesce($2, (select max(l.fiscal_year) from program_version l
                                                where l.program_id = v.program_id))
            and not exists (select 1 from review_sheet s where s.fiscal_year = $1 and s.program_id = v.program_id)
          order by p.id"
    )
    .bind(i64::from(cycle.start()))
    .bind(source_year.map(|year| i64::from(year.start())))
    .fetch_all(c)
    .await)?;
    let source = |(program, external_id, department, version)| Source { program, external_id, department, version };
    Ok(rows.into_iter().map(source).collect())
}

/// The indicators of these programs, by the versions that speak for them.
pub(super) async fn indicators_of_year(
    link: &mut Link<'_>,
    cycle: FiscalYear,
    sources: &[Source],
) -> Result<ByProgram<Vec<Indicator>>, StoreError> {
    let programs: BTreeMap<i64, i64> = sources.iter().map(|source| (source.version, source.program)).collect();
    let heads: Vec<(i64, i64, String, String, String, String)> = on!(link, |c| sqlx::query_as(
        "select i.version_id, i.position, i.kind, i.mark, i.name, i.unit
           from indicator i join program_version v on v.id = i.version_id
          where not exists (select 1 from review_sheet s where s.fiscal_year = $1 and s.program_id = v.program_id)
          order by i.version_id, i.position"
    )
    .bind(i64::from(cycle.start()))
    .fetch_all(c)
    .await)?;
    type ValueRow = (i64, i64, i64, Option<String>, Option<String>);
    let values: Vec<ValueRow> = on!(link, |c| sqlx::query_as(
        "select n.version_id, n.indicator_position, n.fiscal_year, n.target, n.actual
           from indicator_value n join program_version v on v.id = n.version_id
          where not exists (select 1 from review_sheet s where s.fiscal_year = $1 and s.program_id = v.program_id)
          order by n.version_id, n.indicator_position, n.position"
    )
    .bind(i64::from(cycle.start()))
    .fetch_all(c)
    .await)?;
    let mut of_indicator: BTreeMap<(i64, i64), Vec<IndicatorValue>> = BTreeMap::new();
    for (version, position, start, target, actual) in values {
        let value = IndicatorValue { fiscal_year: year(start)?, target: quantity(target)?, actual: quantity(actual)? };
        of_indicator.entry((version, position)).or_default().push(value);
    }
    let mut indicators: ByProgram<Vec<Indicator>> = BTreeMap::new();
    for (version, position, kind, mark, name, unit) in heads {
        let Some(program) = programs.get(&version) else { continue };
        let kind = IndicatorKind::from_word(&kind).ok_or_else(|| damaged("kind", &kind))?;
        let values = of_indicator.remove(&(version, position)).unwrap_or_default();
        indicators.entry(*program).or_default().push(Indicator { kind, mark, name, unit, values });
    }
    Ok(indicators)
}

/// The KPIs of the cycle before, of each program whose sheet was decided; without what was of that year alone.
pub(super) async fn carried_kpis(link: &mut Link<'_>, cycle: FiscalYear) -> Result<ByProgram<Fields>, StoreError> {
    let rows: Vec<(i64, String, String)> = on!(link, |c| sqlx::query_as(
        "select s.program_id, f.name, f.text_now
           from review_sheet s join review_field f on f.sheet_id = s.id
          where s.fiscal_year = (select max(fiscal_year) from review_cycle where fiscal_year < $1)
            and s.state in ('decided', 'published') and f.name like 'kpi.%' and f.text_now <> ''"
    )
    .bind(i64::from(cycle.start()))
    .fetch_all(c)
    .await)?;
    let mut carried: ByProgram<Fields> = BTreeMap::new();
    for (program, name, text) in rows {
        let of_that_year = ["this-target", "actual", "evaluation"];
        if !name.rsplit_once('.').is_some_and(|(_, part)| of_that_year.contains(&part)) {
            carried.entry(program).or_default().set(name, &text);
        }
    }
    Ok(carried)
}
