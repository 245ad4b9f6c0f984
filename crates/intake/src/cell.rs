//! One row of a table (行) and its cells, alike for a CSV and a worksheet.

use crate::year_text::Date;
use encoding_rs::SHIFT_JIS;
use std::borrow::Cow;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number(f64),
    Bool(bool),
    Date(Date),
    /// A formula's error, such as `#REF!`.
    Fault(String),
    /// Bytes that mean nothing in the file's encoding.
    Undecodable(&'a [u8]),
}

/// The encoding of a text file (文字コード).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// Windows code page 932, Microsoft's Shift_JIS.
    Cp932,
}

/// One row, with its number counted from 1 as a spreadsheet shows it.
pub(crate) struct Row<'a> {
    pub(crate) number: u32,
    pub(crate) cells: Cells<'a>,
}

/// The cells of a row; those of a text file are decoded when asked for.
pub(crate) enum Cells<'a> {
    Csv(&'a csv::ByteRecord, Encoding),
    /// Column and value, in column order.
    Sheet(&'a [(usize, Cell<'a>)]),
}

impl Row<'_> {
    /// The cell of a column counted from 0; beyond the row's end it is blank.
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        match &self.cells {
            Cells::Csv(record, encoding) => record.get(column).map_or(Cell::Blank, |bytes| decode(bytes, *encoding)),
            Cells::Sheet(cells) => match cells.binary_search_by_key(&column, |(at, _)| *at) {
                Ok(index) => cells[index].1.borrowed(),
                Err(_) => Cell::Blank,
            },
        }
    }

    /// The cells of a sheet by column; none of a text file.
    pub(crate) fn sheet_cells(&self) -> &[(usize, Cell<'_>)] {
        match &self.cells {
            Cells::Csv(..) => &[],
            Cells::Sheet(cells) => cells,
        }
    }

    /// The bytes of a text file's field; `None` in a sheet.
    pub(crate) fn raw(&self, column: usize) -> Option<&[u8]> {
        match &self.cells {
            Cells::Csv(record, _) => record.get(column),
            Cells::Sheet(_) => None,
        }
    }

    /// How many columns the row reaches.
    pub(crate) fn width(&self) -> usize {
        match &self.cells {
            Cells::Csv(record, _) => record.len(),
            Cells::Sheet(cells) => cells.last().map_or(0, |(column, _)| column + 1),
        }
    }

    /// Whether nothing stands in this column but white space.
    pub(crate) fn is_blank(&self, column: usize) -> bool {
        match &self.cells {
            Cells::Csv(record, _) if record.get(column).is_none_or(<[u8]>::is_empty) => true,
            Cells::Csv(record, _) if record.get(column).is_some_and(|bytes| bytes[0].is_ascii_graphic()) => false,
            _ => match self.cell(column) {
                Cell::Blank => true,
                Cell::Text(text) => text.trim().is_empty(),
                _ => false,
            },
        }
    }
}

impl Cell<'_> {
    fn borrowed(&self) -> Cell<'_> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Cell::Blank => Cell::Blank,
            Cell::Number(number) => Cell::Number(*number),
            Cell::Bool(value) => Cell::Bool(*value),
            Cell::Date(date) => Cell::Date(*date),
            Cell::Fault(fault) => Cell::Fault(fault.clone()),
            Cell::Undecodable(bytes) => Cell::Undecodable(bytes),
        }
    }
}

/// Field by field: commas, quotes and line ends never occur inside a two-byte character of CP932, so the table can be
/// cut first, and a broken character is known with its row and column.
fn decode(bytes: &[u8], encoding: Encoding) -> Cell<'_> {
    if bytes.is_empty() {
        return Cell::Blank;
    }
    if encoding == Encoding::Utf8 || bytes.is_ascii() {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(Cow::Borrowed(text)),
            Err(_) => Cell::Undecodable(bytes),
        };
    }
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Cell::Text(text),
        None => Cell::Undecodable(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cp932_forms_beyond_plain_shift_jis_are_read() {
        // ①㈱髙﨑～ in CP932: NEC and IBM extensions that city offices use every day.
        let bytes = [0x87, 0x40, 0x87, 0x8A, 0xFB, 0xFC, 0xFA, 0xB1, 0x81, 0x60];
        assert_eq!(decode(&bytes, Encoding::Cp932), Cell::Text("①㈱髙﨑～".into()));
        // 表 and ソ end in 0x5C, the backslash of ASCII.
        assert_eq!(decode(&[0x95, 0x5C, 0x83, 0x5C], Encoding::Cp932), Cell::Text("表ソ".into()));
    }

    #[test]
    fn broken_bytes_are_not_guessed() {
        assert_eq!(decode(&[0x81, 0x20], Encoding::Cp932), Cell::Undecodable(&[0x81, 0x20]));
        assert_eq!(decode(&[0xE3, 0x81], Encoding::Utf8), Cell::Undecodable(&[0xE3, 0x81]));
    }
}
