//! Reading one sheet of an Excel workbook as a stream of rows (Excel の読み取り).
//!
//! Cells are read one by one: a sheet that claims 2^20 × 16,384 cells costs no more than the cells it really has.

use crate::archive;
use crate::cell::{Cell, Cells, Row};
use crate::letters::MAX_COLUMNS;
use crate::problems;
use crate::programs::Input;
use crate::text::Refusal;
use crate::year_text::Date;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;

/// Opens the workbook and hands on every row that has a cell; `on_sheet` hears the sheet's name first.
pub(crate) fn read_rows(
    input: Input<'_>,
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    match input {
        Input::Bytes(bytes) => {
            archive::inspect(Cursor::new(bytes))?;
            read(Cursor::new(bytes), sheet, on_sheet, each)
        }
        Input::Path(path) => {
            let open = || {
                File::open(path).map(BufReader::new).map_err(|error| (&problems::FILE_UNREADABLE, error.to_string()))
            };
            archive::inspect(open()?)?;
            read(open()?, sheet, on_sheet, each)
        }
    }
}

fn read(
    source: impl Read + Seek,
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let not_excel = |error: XlsxError| (&problems::NOT_EXCEL, error.to_string());
    let broken = |error: XlsxError| (&problems::SHEET_BROKEN, error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(source).map_err(not_excel)?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| name.trim() == wanted.trim()),
        None => names.first(),
    };
    let Some(name) = name else {
        return Err((&problems::SHEET_MISSING, format!("{} ∉ {}", sheet.unwrap_or(""), names.join("、"))));
    };
    on_sheet(name);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(not_excel)?;
    let mut cells: Vec<(usize, Cell<'_>)> = Vec::new();
    let mut current = None;
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        if current != Some(row) {
            if let Some(number) = current.filter(|_| !cells.is_empty())
                && hand_on(number, &mut cells, each).is_break()
            {
                return Ok(());
            }
            cells.clear();
            current = Some(row);
        }
        let value = convert(found.get_value());
        if value != Cell::Blank && (column as usize) < MAX_COLUMNS {
            cells.push((column as usize, value));
        }
    }
    if let Some(number) = current.filter(|_| !cells.is_empty()) {
        let _ = hand_on(number, &mut cells, each);
    }
    Ok(())
}

fn hand_on(
    row: u32,
    cells: &mut [(usize, Cell<'_>)],
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    cells.sort_by_key(|(column, _)| *column);
    each(&Row { number: row.saturating_add(1), cells: Cells::Sheet(cells) })
}

/// Formulas arrive as the value Excel last computed.
fn convert<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => text_cell(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => text_cell(Cow::Borrowed(text)),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            match Date::new(i32::from(year), i32::from(month), i32::from(day)) {
                Ok(date) if moment.is_datetime() => Cell::Date(date),
                _ => Cell::Number(moment.as_f64()),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(Cow::Owned(text.clone())),
        DataRef::Error(fault) => Cell::Fault(fault.to_string()),
    }
}

fn text_cell(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}
