//! Measuring an OpenDocument spreadsheet (.ods の検査) before the reader of workbooks sees it.
//!
//! A cell or a row may be written once and repeated a million times, and the reader holds every repetition with its own
//! copy of the text. So the table is walked once, as a stream, and added up.

use crate::biff::{MAX_CELLS, MAX_TEXT_BYTES, too_many_cells, too_much_text};
use crate::problems;
use crate::text::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufRead, BufReader, Read, Seek};
use zip::ZipArchive;

/// The most one tag or run of text may be long: each is held in memory.
const MAX_PIECE_BYTES: usize = 16 * 1024 * 1024;
/// The most rows and columns the reader keeps of a table.
const MAX_ROWS: u64 = 1_048_576;
const MAX_COLUMNS: u64 = 16_384;

/// Refuses a table that is not sound XML from beginning to end, or too large to hold.
pub(crate) fn measure(source: impl Read + Seek) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(source).map_err(|error| broken(&error))?;
    let content = archive.by_name("content.xml").map_err(|error| broken(&error))?;
    measure_content(BufReader::new(content))
}

fn measure_content(content: impl BufRead) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(ShortPieces { source: content, run: 0 });
    // Unlike the reader of workbooks this checks that every tag is closed: that one would look for the end for ever.
    reader.config_mut().expand_empty_elements = true;
    let mut tables = Tables::default();
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(tag) => {
                depth += 1;
                tables.start(&tag, depth)?;
            }
            Event::End(_) => {
                tables.end(depth)?;
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => tables.text(text.len() as u64)?,
            Event::GeneralRef(_) => tables.text(4)?,
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(broken(&"content.xml is cut short")),
            _ => {}
        }
    }
}

/// What the tables seen so far come to.
#[derive(Default)]
struct Tables {
    /// Cells of the full rectangles, with every repetition.
    cells: u64,
    /// Cells of rows counted once.
    row_cells: u64,
    text_bytes: u64,
    table: Option<Table>,
    row: Option<Row>,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Table {
    depth: usize,
    rows: u64,
    first: Option<u64>,
    last: u64,
    width: u64,
}

#[derive(Default)]
struct Row {
    depth: usize,
    repeats: u64,
    columns: u64,
    filled: u64,
    text_bytes: u64,
}

#[derive(Default)]
struct Cell {
    depth: usize,
    repeats: u64,
    is_filled: bool,
    text_bytes: u64,
}

impl Tables {
    fn start(&mut self, tag: &BytesStart<'_>, depth: usize) -> Result<(), Refusal> {
        let name = tag.name();
        if self.cell.is_some() {
            // The reader of workbooks would take the inner cell's end for the outer one's, and go on from there.
            if matches!(name.as_ref(), "table:table-row" | "table:table-cell" | "table:covered-table-cell") {
                return Err(broken(&"a table inside a cell"));
            }
            // Several spaces are written as their number.
            let bytes = if name.as_ref() == "text:s" { number(tag, "text:c")?.unwrap_or(1) } else { 1 };
            return self.text(bytes);
        }
        match name.as_ref() {
            "table:table" if self.table.is_none() => self.table = Some(Table { depth, ..Table::default() }),
            "table:table-row" if self.table.is_some() && self.row.is_none() => {
                let repeats = number(tag, "table:number-rows-repeated")?.unwrap_or(1);
                self.row = Some(Row { depth, repeats, ..Row::default() });
            }
            "table:table-cell" | "table:covered-table-cell" if self.row.is_some() => {
                let repeats = number(tag, "table:number-columns-repeated")?.unwrap_or(1);
                let mut cell = Cell { depth, repeats, ..Cell::default() };
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|error| broken(&error))?;
                    let key = attribute.key.as_ref();
                    if key.starts_with("office:") || key == "calcext:value-type" || key == "table:formula" {
                        cell.is_filled = true;
                        // A number or a truth value is held without text.
                        let held = !matches!(key, "office:value" | "office:value-type" | "office:boolean-value");
                        cell.text_bytes += if held { attribute.value.len() as u64 } else { 0 };
                    }
                }
                self.cell = Some(cell);
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, bytes: u64) -> Result<(), Refusal> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        cell.text_bytes = cell.text_bytes.saturating_add(bytes);
        if cell.text_bytes > MAX_TEXT_BYTES { Err(too_much_text(cell.text_bytes)) } else { Ok(()) }
    }

    fn end(&mut self, depth: usize) -> Result<(), Refusal> {
        if let Some(cell) = self.cell.take_if(|cell| cell.depth == depth) {
            let Some(row) = &mut self.row else { return Ok(()) };
            let repeats = cell.repeats.min(MAX_COLUMNS.saturating_sub(row.columns));
            row.columns += repeats;
            if cell.is_filled {
                row.filled = row.columns;
                row.text_bytes = row.text_bytes.saturating_add(cell.text_bytes.saturating_mul(repeats));
            }
        } else if let Some(row) = self.row.take_if(|row| row.depth == depth) {
            let Some(table) = &mut self.table else { return Ok(()) };
            let repeats = row.repeats.min(MAX_ROWS.saturating_sub(table.rows));
            table.rows += repeats;
            if row.filled > 0 {
                table.first.get_or_insert(table.rows - repeats);
                table.last = table.rows;
                table.width = table.width.max(row.filled);
                self.row_cells += row.filled;
                self.text_bytes = self.text_bytes.saturating_add(row.text_bytes.saturating_mul(repeats.max(1)));
            }
            self.check(0)?;
        } else if let Some(table) = self.table.take_if(|table| table.depth == depth) {
            let rows = table.first.map_or(0, |first| table.last - first);
            self.check(rows.saturating_mul(table.width))?;
        }
        Ok(())
    }

    fn check(&mut self, more_cells: u64) -> Result<(), Refusal> {
        self.cells = self.cells.saturating_add(more_cells);
        match self.cells.max(self.row_cells) {
            cells if cells > MAX_CELLS => Err(too_many_cells(cells)),
            _ if self.text_bytes > MAX_TEXT_BYTES => Err(too_much_text(self.text_bytes)),
            _ => Ok(()),
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(attribute) = tag.try_get_attribute(name).map_err(|error| broken(&error))? else { return Ok(None) };
    attribute.value.parse().map(Some).map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    (&problems::NOT_EXCEL, format!(".ods: {error}"))
}

/// A source that fails when no `<` or `>` comes for too long.
struct ShortPieces<R> {
    source: R,
    run: usize,
}

impl<R: BufRead> Read for ShortPieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut here = self.fill_buf()?;
        let length = here.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for ShortPieces<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.run > MAX_PIECE_BYTES {
            return Err(io::Error::other(format!("a piece of content.xml is longer than {MAX_PIECE_BYTES} bytes")));
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        // The bytes are still there: what `fill_buf` gave is only now let go.
        let passed = self.source.fill_buf().unwrap_or_default();
        let passed = &passed[..length.min(passed.len())];
        self.run = match memchr::memrchr2(b'<', b'>', passed) {
            Some(at) => passed.len() - at,
            None => self.run + passed.len(),
        };
        self.source.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(rows: &str) -> Option<&'static str> {
        let content = format!("<c><table:table table:name=\"a\">{rows}</table:table></c>");
        measure_content(content.as_bytes()).err().map(|(kind, _)| kind.code)
    }

    fn row(repeats: u64, columns: u64, attributes: &str, text: &str) -> String {
        format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\" {attributes}><text:p>{text}</text:p></table:table-cell>\
             </table:table-row>"
        )
    }

    const TEXT: &str = "office:value-type=\"string\"";

    #[test]
    fn empty_rows_and_columns_without_end_cost_nothing() {
        assert_eq!(code(&(row(3, 5, TEXT, "a") + &row(1_048_000, 16_384, "", ""))), None);
        assert_eq!(code(&row(u64::MAX, u64::MAX, "", "")), None);
    }

    #[test]
    fn repeated_cells_are_counted_as_often_as_they_stand() {
        assert_eq!(code(&row(1_000, 5_000, TEXT, "")), None);
        assert_eq!(code(&row(1_001, 5_000, TEXT, "")), Some("IN-012"));
        assert_eq!(code(&row(1, 16_384, "office:value=\"1\"", "").repeat(306)), Some("IN-012"));
        // Empty rows between two filled ones are held too.
        assert_eq!(code(&(row(1, 5, TEXT, "a") + &row(1_048_000, 1, "", "") + &row(1, 5, TEXT, "a"))), Some("IN-012"));
    }

    #[test]
    fn repeated_texts_are_counted_as_often_as_they_stand() {
        let long = "字".repeat(100_000);
        assert_eq!(code(&row(100, 4, TEXT, &long)), None);
        assert_eq!(code(&row(100, 5, TEXT, &long)), Some("IN-012"));
        assert_eq!(code(&row(1, 1, TEXT, "<text:s text:c=\"99999999999\"/>")), Some("IN-012"));
        let string = format!("office:string-value=\"{long}\"");
        assert_eq!(code(&row(1_000, 1, &string, "")), Some("IN-012"));
    }

    #[test]
    fn what_is_not_closed_or_endless_is_refused() {
        assert_eq!(code("<table:table-row>"), Some("IN-004"));
        assert_eq!(code(&row(1, 1, TEXT, "<table:table-cell/>")), Some("IN-004"));
        assert_eq!(measure_content(&b"<c><table:table table:name=\"a\">"[..]).unwrap_err().0.code, "IN-004");
        let long = format!("<c>{}</c>", " ".repeat(MAX_PIECE_BYTES + 100_000));
        let (kind, words) = measure_content(BufReader::new(long.as_bytes())).unwrap_err();
        assert!(kind.code == "IN-004" && words.contains("longer than"), "{words}");
    }
}
