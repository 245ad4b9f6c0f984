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

/// Rows of one table, cell after cell.
pub(crate) struct Rows {
    /// `money (version_id, …)`.
    into: &'static str,
    width: usize,
    cells: Vec<Cell>,
}

/// Rows of one statement. More make the statement slower to bind, fewer cost round trips.
const ROWS_A_STATEMENT: usize = 100;

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

    /// Inserts every row.
    pub async fn insert(self, link: &mut Link<'_>) -> Result<(), StoreError> {
        let sqlite = matches!(link, Link::Sqlite(_));
        let mut left = self.cells.len() / self.width;
        let full: Option<Arc<str>> =
            (left >= ROWS_A_STATEMENT).then(|| statement(self.into, self.width, ROWS_A_STATEMENT, sqlite).into());
        let mut cells = self.cells.into_iter();
        while left > 0 {
            let rows = left.min(ROWS_A_STATEMENT);
            let sql: Arc<str> = match &full {
                Some(full) if rows == ROWS_A_STATEMENT => Arc::clone(full),
                _ => statement(self.into, self.width, rows, sqlite).into(),
            };
            // A short rest comes in a hundred lengths, which are not worth keeping prepared.
            let keep = rows == ROWS_A_STATEMENT || rows == 1;
            let count = rows * self.width;
            on!(link, |c| {
                let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(keep);
                for cell in cells.by_ref().take(count) {
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

/// Nameless `?` on SQLite: looking up `$1` by name takes time that grows with the square of their number.
fn statement(into: &str, width: usize, rows: usize, sqlite: bool) -> String {
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
        assert_eq!(statement("a (b, c)", 2, 2, true), "insert into a (b, c) values (?,?),(?,?)");
        assert_eq!(statement("a (b, c)", 2, 2, false), "insert into a (b, c) values ($1,$2),($3,$4)");
        assert_eq!(placeholders(2, 3), "$2,$3,$4");
    }
}
