//! Indicators of all programs (指標の一覧), each with the program it belongs to.

use crate::db::{Link, on};
use crate::sheet_read::{damaged, quantity, year};
use crate::{Store, StoreError};
use reform::program::{Indicator, IndicatorKind, IndicatorValue};

/// Which indicators to list (指標の条件). The default matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorQuery {
    /// A text that the indicator's name holds, as written.
    pub text: String,
    /// Only indicators of this kind.
    pub kind: Option<IndicatorKind>,
    /// Which page, from 1.
    pub page: i64,
    /// Rows on a page.
    pub per_page: i64,
}

/// An indicator with its program (指標の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRow {
    /// The program's id in this system.
    pub program_id: i64,
    /// The program's name.
    pub program_name: String,
    /// The indicator with its values.
    pub indicator: Indicator,
}

/// One page of indicators (指標の一頁).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorPage {
    /// The rows of this page.
    pub rows: Vec<IndicatorRow>,
    /// How many match on all pages.
    pub total: i64,
}

impl Store {
    /// One page of the indicators of each program's latest sheet, by program and place in the sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_indicators(&self, query: &IndicatorQuery) -> Result<IndicatorPage, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let pattern = format!("%{}%", query.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let kind = query.kind.map(IndicatorKind::word).unwrap_or_default();
        let offset = (query.page.max(1) - 1).saturating_mul(query.per_page);
        let total: i64 = on!(link, |c| {
            sqlx::query_scalar(
            "select count(*) from indicator i join program_version v on v.id = i.version_id
             where i.name like $1 escape '\\' and ($2 = '' or i.kind = $2)
               and v.fiscal_year = (select max(o.fiscal_year) from program_version o where o.program_id = v.program_id)"
        )
        .bind(&pattern)
        .bind(kind)
        .fetch_one(c)
        .await
        })?;
        let heads = read_heads(link, &pattern, kind, query.per_page, offset).await?;
        let mut rows: Vec<IndicatorRow> = Vec::with_capacity(heads.len());
        // The values come in the order of their indicators, so each goes to the last head of its key.
        let mut last_key = None;
        for head in heads {
            let key = (head.version, head.position);
            if last_key != Some(key) {
                last_key = Some(key);
                let kind = IndicatorKind::from_word(&head.kind).ok_or_else(|| damaged("kind", &head.kind))?;
                let indicator =
                    Indicator { kind, mark: head.mark, name: head.name, unit: head.unit, values: Vec::new() };
                rows.push(IndicatorRow { program_id: head.program_id, program_name: head.program_name, indicator });
            }
            if let (Some(fiscal_year), Some(row)) = (head.fiscal_year, rows.last_mut()) {
                row.indicator.values.push(IndicatorValue {
                    fiscal_year: year(fiscal_year)?,
                    target: quantity(head.target)?,
                    actual: quantity(head.actual)?,
                });
            }
        }
        Ok(IndicatorPage { rows, total })
    }
}

#[derive(sqlx::FromRow)]
struct Head {
    version: i64,
    position: i64,
    program_id: i64,
    program_name: String,
    kind: String,
    mark: String,
    name: String,
    unit: String,
    fiscal_year: Option<i64>,
    target: Option<String>,
    actual: Option<String>,
}

async fn read_heads(
    link: &mut Link<'_>,
    pattern: &str,
    kind: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<Head>, StoreError> {
    Ok(on!(link, |c| sqlx::query_as(
        "select h.version, h.position, h.program_id, h.program_name, h.kind, h.mark, h.name, h.unit,
                x.fiscal_year, x.target, x.actual
         from (select v.id as version, i.position as position, v.program_id as program_id, v.name as program_name,
                      i.kind as kind, i.mark as mark, i.name as name, i.unit as unit
               from indicator i join program_version v on v.id = i.version_id
               where i.name like $1 escape '\\' and ($2 = '' or i.kind = $2)
                 and v.fiscal_year =
                     (select max(o.fiscal_year) from program_version o where o.program_id = v.program_id)
               order by v.program_id, i.position limit $3 offset $4) h
         left join indicator_value x on x.version_id = h.version and x.indicator_position = h.position
         order by h.program_id, h.position, x.position"
    )
    .bind(pattern)
    .bind(kind)
    .bind(limit)
    .bind(offset)
    .fetch_all(c)
    .await)?)
}
