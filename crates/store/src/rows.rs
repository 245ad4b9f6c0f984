//! Rows on their way into a table (挿入行): many rows a statement.

use crate::StoreError;
use crate::db::{Link, on};
use sqlx::AssertSqlSafe;
use std::fmt::Write;
use std::sync::Arc;

/// A value of a row.
pub(crate) enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

impl Cell {
    fn is_null(&self) -> bool {
        matches!(self, Cell::Int(None) | Cell::Text(None))
    }
}

/// Rows of one table, cell after cell.
pub(crate) struct Rows {
    /// `money (version_id, …)`.
    into: &'static str,
    width: usize,
    cells: Vec<Cell>,
}

/// Rows of one statement. More make the statement slower to bind, fewer cost round trips.
const ROWS_A_STATEMENT: usize = 100;

/// A few rows at a time are inserted again and again: a save of some fields.
const ROWS_KEPT_PREPARED: usize = 4;

impl From<i64> for Cell {
    fn from(value: i64) -> Cell {
        Cell::Int(Some(value))
    }
}

impl From<Option<i64>> for Cell {
    fn from(value: Option<i64>) -> Cell {
        Cell::Int(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell::Text(Some(value.to_owned()))
    }
}

impl From<Option<String>> for Cell {
    fn from(value: Option<String>) -> Cell {
        Cell::Text(value)
    }
}

impl From<Vec<u8>> for Cell {
    fn from(value: Vec<u8>) -> Cell {
        Cell::Bytes(value)
    }
}

/// Text that may be absent: an empty text is stored as null.
pub(crate) fn text_or_null(text: &str) -> Cell {
    Cell::Text((!text.is_empty()).then(|| text.to_owned()))
}

impl Rows {
    /// Rows for a table with its columns: `money (version_id, position)`.
    pub fn into(table_and_columns: &'static str) -> Rows {
        let width = table_and_columns.matches(',').count() + 1;
        Rows { into: table_and_columns, width, cells: Vec::new() }
    }

    /// One more row.
    pub fn push<const WIDTH: usize>(&mut self, row: [Cell; WIDTH]) {
        debug_assert_eq!(WIDTH, self.width, "{}", self.into);
        self.cells.extend(row);
    }

    /// Takes what is there, to be inserted elsewhere.
    pub fn take(&mut self) -> Rows {
        Rows { into: self.into, width: self.width, cells: std::mem::take(&mut self.cells) }
    }

    /// Inserts every row. Columns that are null in all of them are left out of the statement: most sheets leave the
    /// same fields empty, and what is not bound costs nothing.
    pub async fn insert(self, link: &mut Link<'_>) -> Result<(), StoreError> {
        self.insert_or(link, "").await
    }

    /// Inserts every row; `on_conflict` says what is done with one that is there already.
    pub async fn insert_or(self, link: &mut Link<'_>, on_conflict: &'static str) -> Result<(), StoreError> {
        let sqlite = matches!(link, Link::Sqlite(_));
        let mut used = vec![false; self.width];
        for row in self.cells.chunks(self.width) {
            for (used, cell) in used.iter_mut().zip(row) {
                *used |= !cell.is_null();
            }
        }
        let into = columns_used(self.into, &used);
        let width = used.iter().filter(|used| **used).count();
        let mut left = self.cells.len() / self.width;
        let full: Option<Arc<str>> =
            (left >= ROWS_A_STATEMENT).then(|| statement(&into, width, ROWS_A_STATEMENT, sqlite, on_conflict).into());
        let mut cells = self.cells.into_iter().zip(used.into_iter().cycle());
        while left > 0 {
            let rows = left.min(ROWS_A_STATEMENT);
            let sql: Arc<str> = match &full {
                Some(full) if rows == ROWS_A_STATEMENT => Arc::clone(full),
                _ => statement(&into, width, rows, sqlite, on_conflict).into(),
            };
            // A short rest comes in a hundred lengths, of which only the few that come often are worth keeping prepared.
            let keep = rows == ROWS_A_STATEMENT || rows <= ROWS_KEPT_PREPARED;
            let count = rows * self.width;
            on!(link, |c| {
                let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(keep);
                for (cell, _) in cells.by_ref().take(count).filter(|(_, used)| *used) {
                    query = match cell {
                        Cell::Int(value) => query.bind(value),
                        Cell::Text(value) => query.bind(value),
                        Cell::Bytes(value) => query.bind(value),
                    };
                }
                query.execute(c).await.map(|done| done.rows_affected())
            })?;
            left -= rows;
        }
        Ok(())
    }
}

/// `a (b, d)` for `a (b, c, d)` without its second column.
fn columns_used(into: &str, used: &[bool]) -> String {
    let (table, columns) = into.split_once('(').unwrap_or((into, ""));
    let columns = columns.trim_end_matches(')').split(',').map(str::trim);
    let kept: Vec<&str> = columns.zip(used).filter(|(_, used)| **used).map(|(column, _)| column).collect();
    format!("{table}({})", kept.join(", "))
}

/// Nameless `?` on SQLite: looking up `$1` by name takes time that grows with the square of their number.
fn statement(into: &str, width: usize, rows: usize, sqlite: bool, on_conflict: &str) -> String {
    let mut sql = format!("insert into {into} values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            if column > 0 {
                sql.push(',');
            }
            if sqlite {
                sql.push('?');
            } else {
                let _ = write!(sql, "${}", row * width + column + 1);
            }
        }
        sql.push(')');
    }
    if !on_conflict.is_empty() {
        sql.push(' ');
        sql.push_str(on_conflict);
    }
    sql
}

/// `$from, $from+1, …`: placeholders for a list of `count` values.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    let mut out = String::new();
    for number in from..from + count {
        let _ = write!(out, "{}${number}", if number == from { "" } else { "," });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_statements_for_either_database() {
        assert_eq!(statement("a (b, c)", 2, 2, true, ""), "insert into a (b, c) values (?,?),(?,?)");
        assert_eq!(
            statement("a (b, c)", 2, 2, false, "on conflict do nothing"),
            "insert into a (b, c) values ($1,$2),($3,$4) on conflict do nothing"
        );
        assert_eq!(columns_used("a (b, c, d)", &[true, false, true]), "a (b, d)");
        assert_eq!(placeholders(2, 3), "$2,$3,$4");
    }
}
