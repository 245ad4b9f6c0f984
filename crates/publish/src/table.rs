//! Data table (データ表): the figures behind a chart, for a page, a CSV file or a workbook.

use std::io::Write;

use fiscal::money::group_digits;
use fiscal::{Quantity, Yen};

use crate::programs::ExportNote;
use crate::{ExportError, csv, excel};

/// The figures behind a chart or a page (データ表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataTable {
    /// What the table shows.
    pub title: String,
    /// One heading a column.
    pub header: Vec<String>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<Cell>>,
    /// The unit of the figures, such as `円` or `人`.
    pub unit: String,
}

/// One cell of a [`DataTable`] (セル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Not stated, which is not zero.
    Empty,
    /// Words, codes, years.
    Text(String),
    /// Money in yen.
    Money(Yen),
    /// Any other number.
    Number(Quantity),
}

impl Cell {
    /// As a page shows it: grouped digits, `▲` for negatives, `―` for what is not stated.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => "―".to_string(),
            Cell::Text(text) => text.clone(),
            Cell::Money(yen) => yen.to_string(),
            Cell::Number(quantity) => shown_quantity(*quantity),
        }
    }

    /// Whether the cell holds a figure and stands right-aligned.
    pub fn is_figure(&self) -> bool {
        matches!(self, Cell::Money(_) | Cell::Number(_))
    }
}

/// A quantity as a page shows it: `▲1,234.50`.
pub fn shown_quantity(quantity: Quantity) -> String {
    let plain = quantity.to_string();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("▲", rest),
        None => ("", plain.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.parse::<u64>().map_or_else(|_| whole.to_string(), group_digits);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl DataTable {
    /// Writes the table as CSV (UTF-8 with BOM, CRLF, one header row). Numbers are plain digits.
    ///
    /// # Errors
    /// When the receiver does not take the bytes.
    pub fn write_csv(&self, out: impl Write) -> Result<(), ExportError> {
        let mut writer = csv::Writer::start(out, &self.header)?;
        for row in &self.rows {
            writer.row(row)?;
        }
        writer.finish()
    }

    /// The table as a workbook: the figures on the first sheet, what they are on the second.
    ///
    /// # Errors
    /// When the table does not fit in a sheet.
    pub fn xlsx(&self, note: &ExportNote) -> Result<Vec<u8>, ExportError> {
        let widths: Vec<f64> = self.header.iter().map(|_| 16.0).collect();
        excel::workbook(
            &self.title,
            &self.header,
            &widths,
            self.rows.len(),
            self.rows.iter().cloned(),
            &self.unit,
            note,
        )
    }
}

/// Several tables as one workbook, a sheet each, with a last sheet that says what they are. `nature` says in both
/// languages what kind of figures they hold.
///
/// # Errors
/// When a table does not fit in a sheet.
pub fn workbook_of(title: &str, tables: &[DataTable], nature: &str, note: &ExportNote) -> Result<Vec<u8>, ExportError> {
    excel::workbook_of(title, tables, nature, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_as_japanese_documents_print_them() {
        assert_eq!(shown_quantity("-1234567.50".parse().unwrap()), "▲1,234,567.50");
        assert_eq!(Cell::Money(Yen(-5)).shown(), "▲5");
        assert_eq!(Cell::Empty.shown(), "―");
    }

    #[test]
    fn a_table_becomes_csv_with_plain_digits() {
        let table = DataTable {
            title: "試験".into(),
            header: vec!["年度".into(), "額（円）".into()],
            rows: vec![
                vec![Cell::Text("R6".into()), Cell::Money(Yen(-1_234))],
                vec![Cell::Text("=R7".into()), Cell::Empty],
            ],
            unit: "円".into(),
        };
        let mut out = Vec::new();
        table.write_csv(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}年度,額（円）\r\nR6,-1234\r\n'=R7,\r\n");
    }
}
