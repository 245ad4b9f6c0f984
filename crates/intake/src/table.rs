//! Reading a plain table (表の読み取り): the first row is its headings, every further one its texts, nothing interpreted.

use std::cell::RefCell;
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::{Place, Problem};

use crate::cell::{Cell, Row};
use crate::clean::without_text_mark;
use crate::programs::{Input, Kind, base_name, kind_of};
use crate::text::Refusal;
use crate::{problems, text, workbook, year_text};

/// The most columns of a plain table.
const MAX_COLUMNS: usize = 100;

/// What stands for a cell that cannot be read: broken bytes, or a formula's error.
pub const UNREADABLE: char = '\u{FFFD}';

/// A table as it stands in its file (表).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The file's name without its path.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The headings, in column order.
    pub headings: Vec<String>,
    /// The row of the headings, from 1.
    pub heading_row: u32,
    /// The rows below.
    pub rows: Vec<TableRow>,
}

/// A row of a table (行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// Its texts, at most as many as there are headings; what is missing at the end is blank.
    pub cells: Vec<String>,
}

/// Reads the first sheet of a workbook, or a CSV.
///
/// # Errors
/// The problem when the file is none of them, too large, has no row below its headings or more than `most_rows`.
pub fn read_table(file_name: &str, input: Input<'_>, most_rows: usize) -> Result<Table, Problem> {
    let mut table = Table { file: base_name(file_name), ..Table::default() };
    match read(file_name, input, most_rows, &mut table) {
        Ok(()) => Ok(table),
        Err((kind, excerpt)) => {
            let place = Place { sheet: table.sheet.clone(), ..Place::file(&table.file) };
            Err(Problem::new(kind, place, excerpt))
        }
    }
}

/// A day as people write it: `2026-04-01`, `2026/4/1`, `令和8年4月1日`, `R8.4.1`, eight digits.
pub fn read_day(text: &str) -> Option<CalendarDate> {
    let date = year_text::parse_date(text).ok()?;
    CalendarDate::new(date.year, u8::try_from(date.month).ok()?, u8::try_from(date.day).ok()?)
}

/// A fiscal year as people write it: `2026`, `令和8`, `R8年度`.
pub fn read_fiscal_year(text: &str) -> Option<FiscalYear> {
    year_text::parse_year(text, None).ok()
}

fn read(file_name: &str, input: Input<'_>, most_rows: usize, table: &mut Table) -> Result<(), Refusal> {
    let mut refused = None;
    let sheet = RefCell::new(None);
    let each = &mut |row: &Row<'_>| -> ControlFlow<()> {
        let width = if table.heading_row == 0 { row.width() } else { table.headings.len() };
        if width > MAX_COLUMNS {
            refused = Some((&problems::TOO_MANY_COLUMNS, width.to_string()));
            return ControlFlow::Break(());
        }
        let cells: Vec<String> = (0..width).map(|column| words(row.cell(column))).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return ControlFlow::Continue(());
        }
        if table.heading_row == 0 {
            (table.headings, table.heading_row) = (cells, row.number);
        } else if table.rows.len() == most_rows {
            refused = Some((&problems::FILE_TOO_LARGE, format!("> {most_rows} rows（行）")));
            return ControlFlow::Break(());
        } else {
            table.rows.push(TableRow { number: row.number, cells });
        }
        ControlFlow::Continue(())
    };
    match kind_of(file_name, input)? {
        Kind::Text => text::read_rows(input, each)?,
        Kind::Workbook => {
            workbook::read_rows(input, None, &mut |name| *sheet.borrow_mut() = Some(name.to_owned()), each)?;
        }
    }
    table.sheet = sheet.into_inner();
    match refused {
        Some(refusal) => Err(refusal),
        None if table.heading_row == 0 => Err((&problems::HEADER_ROW_MISSING, String::new())),
        None if table.rows.is_empty() => Err((&problems::NO_DATA_ROWS, String::new())),
        None => Ok(()),
    }
}

/// A cell as text: whole numbers without decimals, days as `2026-04-01`.
fn words(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => without_text_mark(text).into_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(date) => format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
        Cell::Fault(_) | Cell::Undecodable(_) => UNREADABLE.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Table, &'static str> {
        read_table("C:\\x\\people.csv", Input::Bytes(text), 3).map_err(|problem| problem.kind.code)
    }

    #[test]
    fn headings_and_rows_keep_their_places() {
        let table = read("\n氏名,メール\n\n 見本 太郎 ,\n\"'=1+1\",b@c.jp,beyond\n".as_bytes()).unwrap();
        assert_eq!((table.file.as_str(), table.sheet.as_deref(), table.heading_row), ("people.csv", None, 2));
        assert_eq!(table.headings, ["氏名", "メール"]);
        let rows: Vec<(u32, Vec<&str>)> =
            table.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, [(4, vec![" 見本 太郎 ", ""]), (5, vec!["=1+1", "b@c.jp"])]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read(b""), Err("IN-002"));
        assert_eq!(read(b"a,b\n"), Err("IN-106"));
        assert_eq!(read(b"\n , \n"), Err("IN-105"));
        assert_eq!(read(b"a\n1\n2\n3\n4\n"), Err("IN-003"));
        assert_eq!(read(",".repeat(200).replace(',', "x,").as_bytes()), Err("IN-107"));
        assert_eq!(read(b"%PDF-1.7"), Err("IN-010"));
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-04-01", "2026/4/1", "令和8年4月1日", "Ｒ８．４．１", "20260401"] {
            assert_eq!(read_day(text).map(|day| day.to_string()).as_deref(), Some("2026-04-01"), "{text}");
        }
        for text in ["", "4月1日", "2026-02-30", "来年"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
