//! Blocks (まとめ読み): thousands of small rows read as one text.
//!
//! Handing a row from the database to us costs more than finding it. So the database joins the columns of a row, and
//! the rows of a block of ids, into one text, and only that is handed over: several times faster for a whole table.

use crate::StoreError;
use crate::db::{Link, on};
use crate::sheet_read::damaged;
use sqlx::AssertSqlSafe;
use std::str::{FromStr, Split};

/// Ids in a block.
const BLOCK_IDS: i64 = 5_000;

/// Between columns, and between rows: the unit and record separators of ASCII, which no text on a page contains.
const BETWEEN_COLUMNS: &str = "\u{1f}";
const BETWEEN_ROWS: &str = "\u{1e}";

/// A column: an expression that gives a number, a word of ours, or any text.
pub(crate) enum Column {
    /// Never null, without separators.
    Plain(&'static str),
    /// May be null.
    Nullable(&'static str),
    /// Never null, and people wrote it.
    Text(&'static str),
}

/// Reads the columns of every row whose id is at most `last`. Rows come in the order of the table's key on SQLite, and
/// in any order on PostgreSQL.
pub(crate) async fn each_row(
    link: &mut Link<'_>,
    columns: &[Column],
    table: &str,
    id: &str,
    last: i64,
    mut each: impl FnMut(&mut Fields<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let joined: Vec<String> = columns.iter().map(Column::sql).collect();
    let row = joined.join(" || $1 || ");
    let sql = format!("select string_agg({row}, $2) from {table} where {id} > $3 and {id} <= $4");
    let mut from = 0;
    while from < last {
        let block: (Option<String>,) = on!(link, |c| sqlx::query_as(AssertSqlSafe(sql.clone()))
            .bind(BETWEEN_COLUMNS)
            .bind(BETWEEN_ROWS)
            .bind(from)
            .bind(from + BLOCK_IDS)
            .fetch_one(c)
            .await)?;
        for row in block.0.iter().flat_map(|block| block.split(BETWEEN_ROWS)) {
            each(&mut Fields(row.split(BETWEEN_COLUMNS)))?;
        }
        from += BLOCK_IDS;
    }
    Ok(())
}

impl Column {
    fn sql(&self) -> String {
        match self {
            Column::Plain(column) => format!("cast({column} as text)"),
            Column::Nullable(column) => format!("coalesce(cast({column} as text), '')"),
            Column::Text(column) => format!("replace(replace({column}, $1, ' '), $2, ' ')"),
        }
    }
}

/// The columns of one row, in their order.
pub(crate) struct Fields<'b>(Split<'b, &'static str>);

impl<'b> Fields<'b> {
    /// The next column as it stands.
    pub fn text(&mut self) -> Result<&'b str, StoreError> {
        self.0.next().ok_or_else(|| damaged("block", "a row without all its columns"))
    }

    /// The next column as a number.
    pub fn number<N: FromStr>(&mut self) -> Result<N, StoreError> {
        let text = self.text()?;
        text.parse().map_err(|_| damaged("number", text))
    }

    /// The next column as a number; `None` when it is null.
    pub fn number_or_none<N: FromStr>(&mut self) -> Result<Option<N>, StoreError> {
        match self.text()? {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| damaged("number", text)),
        }
    }
}
