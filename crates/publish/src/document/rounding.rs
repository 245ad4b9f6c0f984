//! Sums of a table (表の合計): which rows a total is the sum of, and whether what is shown adds up.

use fiscal::Quantity;

use super::{DocumentCell, Table, Value};
use crate::query::Unit;

/// Stands below a table whose shown parts do not add up to the shown sum, and below no other.
pub const ROUNDING_NOTE: &str = "端数処理のため、内訳を足した額が合計と一致しない場合があります。";

/// A figure of a total row with the rows it is the sum of (合計).
pub(super) struct Sum {
    pub row: usize,
    pub column: usize,
    pub parts: Vec<usize>,
}

/// Every sum of a table. A total is the sum of the rows since the total before it; where no row stands between, it is the
/// sum of all rows above that are no totals themselves.
pub(super) fn sums(table: &Table) -> Vec<Sum> {
    let mut found = Vec::new();
    let (mut all, mut since): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, row) in table.rows.iter().enumerate() {
        if !row.is_total {
            all.push(at);
            since.push(at);
            continue;
        }
        let parts = if since.is_empty() { all.clone() } else { std::mem::take(&mut since) };
        for (column, cell) in row.cells.iter().enumerate() {
            let DocumentCell::Value(total) = cell else { continue };
            // A percentage of a whole is no sum of percentages.
            let adds_up = !matches!(Unit::from_word(&total.unit), None | Some(Unit::Percent | Unit::Printed));
            if adds_up && parts.iter().all(|part| is_part(table.rows[*part].cells.get(column), total)) {
                found.push(Sum { row: at, column, parts: parts.clone() });
            }
        }
    }
    found
}

/// Whether a cell can be part of a total: a figure of the same unit, or not stated.
fn is_part(cell: Option<&DocumentCell>, total: &Value) -> bool {
    match cell {
        Some(DocumentCell::Value(value)) => value.unit == total.unit && value.decimals == total.decimals,
        Some(DocumentCell::Empty) => true,
        Some(DocumentCell::Text { .. }) | None => false,
    }
}

/// The figure in a cell.
pub(super) fn figure(table: &Table, row: usize, column: usize) -> Option<&Value> {
    match table.rows.get(row)?.cells.get(column)? {
        DocumentCell::Value(value) => Some(value),
        DocumentCell::Empty | DocumentCell::Text { .. } => None,
    }
}

/// Whether some shown parts do not add up to their shown sum.
pub(super) fn is_rounded(table: &Table) -> bool {
    sums(table).iter().any(|sum| {
        let shown = |row: usize| figure(table, row, sum.column).map_or(Some(0), |value| shown_units(&value.shown));
        let parts: Option<Vec<i64>> = sum.parts.iter().map(|part| shown(*part)).collect();
        match (parts, shown(sum.row)) {
            (Some(parts), Some(total)) => parts.iter().map(|part| i128::from(*part)).sum::<i128>() != i128::from(total),
            _ => false,
        }
    })
}

/// Puts the note below the table where it is true.
pub(super) fn settle(table: &mut Table) {
    if is_rounded(table) {
        table.notes.push(ROUNDING_NOTE.to_owned());
    }
}

/// What is shown as a number: `▲1,234.5` as −12345 of its decimals.
fn shown_units(shown: &str) -> Option<i64> {
    shown_number(shown).map(|number| number.units)
}

/// What is shown as a number; nothing where it is none.
pub(super) fn shown_number(shown: &str) -> Option<Quantity> {
    let plain: String = shown.trim_end_matches('%').replace(',', "");
    match plain.strip_prefix('▲') {
        Some(rest) if !rest.starts_with('-') => format!("-{rest}").parse().ok(),
        _ => plain.parse().ok(),
    }
}
