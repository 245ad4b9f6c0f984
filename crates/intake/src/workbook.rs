//! Reading one sheet of a workbook (表計算ブックの読み取り): `.xlsx` as a stream, `.xls` and `.ods` held in memory.
//!
//! The cells of an `.xlsx` are read one by one: a sheet that claims 2^20 × 16,384 cells costs no more than the cells it
//! really has. The other two are read whole by calamine, and are measured first by [`crate::biff`] and [`crate::ods`].

use crate::archive::{self, Archive};
use crate::cell::{Cell, Cells, Row};
use crate::compound::{self, Compound};
use crate::letters::MAX_COLUMNS;
use crate::programs::{Input, MAX_FILE_BYTES};
use crate::text::Refusal;
use crate::year_text::Date;
use crate::{biff, ods, problems};
use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsx, XlsxCellReader, XlsxError,
};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The largest `.xls` read from disk, in bytes: it is held in memory.
const MAX_XLS_BYTES: u64 = 5 * MAX_FILE_BYTES;
const _: () = assert!(MAX_XLS_BYTES <= compound::MAX_PACKED_BYTES);

/// Opens the workbook and hands on every row that has a cell; `on_sheet` hears the sheet's name first.
pub(crate) fn read_rows(
    input: Input<'_>,
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    match input {
        Input::Bytes(bytes) if bytes.starts_with(&compound::SIGNATURE[..4]) => read_xls(bytes, sheet, on_sheet, each),
        Input::Bytes(bytes) => read_archive(|| Ok(Cursor::new(bytes)), sheet, on_sheet, each),
        Input::Path(path) => {
            let unreadable = |error: std::io::Error| (&problems::FILE_UNREADABLE, error.to_string());
            let open = || File::open(path).map(BufReader::new).map_err(unreadable);
            let mut start = Vec::new();
            open()?.take(4).read_to_end(&mut start).map_err(unreadable)?;
            if start != compound::SIGNATURE[..4] {
                return read_archive(open, sheet, on_sheet, each);
            }
            let mut bytes = Vec::new();
            open()?.take(MAX_XLS_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            if bytes.len() as u64 > MAX_XLS_BYTES {
                return Err((&problems::FILE_TOO_LARGE, format!(".xls > {} MB", MAX_XLS_BYTES / (1024 * 1024))));
            }
            read_xls(&bytes, sheet, on_sheet, each)
        }
    }
}

/// Every sheet of an `.xlsx` or `.ods`, row by row: each is named once before its rows, also when it has none.
pub(crate) fn read_every_sheet(
    bytes: &[u8],
    each: &mut dyn FnMut(&str, Option<&Row<'_>>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    if bytes.starts_with(&compound::SIGNATURE[..4]) {
        let is_locked = Compound::open(bytes).is_ok_and(|file| file.holds("EncryptedPackage"));
        let kind = if is_locked { &problems::PASSWORD_PROTECTED } else { &problems::FORMAT_UNSUPPORTED };
        return Err((kind, ".xls".to_owned()));
    }
    match archive::inspect(Cursor::new(bytes))? {
        Archive::Xlsx => {
            let not_excel = |error: XlsxError| (&problems::NOT_EXCEL, error.to_string());
            let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(not_excel)?;
            for name in workbook.sheet_names() {
                let mut reader = match workbook.worksheet_cells_reader(&name) {
                    Ok(reader) => reader,
                    // A chart sheet has no cells.
                    Err(XlsxError::NotAWorksheet(_)) => continue,
                    Err(error) => return Err(not_excel(error)),
                };
                if each(&name, None).is_break()
                    || read_cells(&mut reader, &mut |row| each(&name, Some(row)))?.is_break()
                {
                    return Ok(());
                }
            }
            Ok(())
        }
        Archive::Ods => {
            ods::measure(Cursor::new(bytes))?;
            let not_ods = |error: OdsError| (&problems::NOT_EXCEL, error.to_string());
            let read = || {
                let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(not_ods)?;
                let names = workbook.sheet_names();
                let ranges = names.into_iter().map(|name| {
                    let range = workbook.worksheet_range(&name).map_err(not_ods)?;
                    Ok((name, range))
                });
                ranges.collect::<Result<Vec<_>, Refusal>>()
            };
            let contradiction = || (&problems::NOT_EXCEL, "the workbook's records contradict each other".to_owned());
            let sheets = catch_unwind(AssertUnwindSafe(read)).map_err(|_| contradiction())??;
            for (name, range) in &sheets {
                if each(name, None).is_break() {
                    break;
                }
                hand_on_held(range, ods_cell, &mut |row| each(name, Some(row)))?;
            }
            Ok(())
        }
    }
}

fn read_archive<S: Read + Seek>(
    open: impl Fn() -> Result<S, Refusal>,
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    match archive::inspect(open()?)? {
        Archive::Xlsx => read_xlsx(open()?, sheet, on_sheet, each),
        Archive::Ods => {
            ods::measure(open()?)?;
            let source = open()?;
            let (name, range) = held(sheet, || {
                Ods::new(source).map_err(|error| match error {
                    OdsError::Password => (&problems::PASSWORD_PROTECTED, "OpenDocument (.ods)".to_owned()),
                    error => (&problems::NOT_EXCEL, error.to_string()),
                })
            })?;
            on_sheet(&name);
            hand_on_held(&range, ods_cell, each)
        }
    }
}

/// Takes the one stream that matters out of the compound file, tames it, and reads it from a sound container.
fn read_xls(
    bytes: &[u8],
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let broken = |what: &str| (&problems::NOT_EXCEL, format!(".xls: {what}"));
    let file = Compound::open(bytes).map_err(broken)?;
    if file.holds("EncryptedPackage") {
        return Err((&problems::PASSWORD_PROTECTED, "Excel (.xlsx)".to_owned()));
    }
    let Some(stream) = file.stream("Workbook").or_else(|| file.stream("Book")) else {
        return Err((&problems::FORMAT_UNSUPPORTED, "OLE2 (Word, PowerPoint, …)".to_owned()));
    };
    let mut stream = stream.map_err(broken)?;
    biff::tame(&mut stream)?;
    let tamed = compound::pack("Workbook", &stream);
    drop(stream);
    let (name, range) = held(sheet, || {
        Xls::new(Cursor::new(tamed)).map_err(|error| match error {
            XlsError::Password => (&problems::PASSWORD_PROTECTED, "Excel (.xls)".to_owned()),
            error => (&problems::NOT_EXCEL, error.to_string()),
        })
    })?;
    on_sheet(&name);
    hand_on_held(&range, |value| held_cell(value), each)
}

/// Opens a workbook that is held whole, and gives the wanted sheet. What makes calamine panic is a broken file.
fn held<S: Read + Seek, R: Reader<S>>(
    sheet: Option<&str>,
    open: impl FnOnce() -> Result<R, Refusal>,
) -> Result<(String, Range<Data>), Refusal>
where
    R::Error: std::fmt::Display,
{
    let read = || {
        let mut workbook = open()?;
        let name = choose(&workbook.sheet_names(), sheet)?;
        let range = workbook.worksheet_range(&name);
        range.map(|range| (name, range)).map_err(|error| (&problems::NOT_EXCEL, error.to_string()))
    };
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err((&problems::NOT_EXCEL, "the workbook's records contradict each other".to_owned())))
}

fn choose(names: &[String], sheet: Option<&str>) -> Result<String, Refusal> {
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| name.trim() == wanted.trim()),
        None => names.first(),
    };
    name.cloned().ok_or_else(|| (&problems::SHEET_MISSING, format!("{} ∉ {}", sheet.unwrap_or(""), names.join("、"))))
}

fn read_xlsx(
    source: impl Read + Seek,
    sheet: Option<&str>,
    on_sheet: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let not_excel = |error: XlsxError| (&problems::NOT_EXCEL, error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(source).map_err(not_excel)?;
    let name = choose(&workbook.sheet_names(), sheet)?;
    on_sheet(&name);
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(not_excel)?;
    read_cells(&mut reader, each).map(|_| ())
}

/// Hands on every row of a worksheet that has a cell, until it is told to stop.
fn read_cells<S: Read + Seek>(
    reader: &mut XlsxCellReader<'_, S>,
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Refusal> {
    let broken = |error: XlsxError| (&problems::SHEET_BROKEN, error.to_string());
    let mut cells: Vec<(usize, Cell<'_>)> = Vec::new();
    let mut current = None;
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        if current != Some(row) {
            if let Some(number) = current.filter(|_| !cells.is_empty())
                && hand_on(number, &mut cells, each).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
            cells.clear();
            current = Some(row);
        }
        let value = convert(found.get_value());
        if value != Cell::Blank && (column as usize) < MAX_COLUMNS {
            cells.push((column as usize, value));
        }
    }
    match current.filter(|_| !cells.is_empty()) {
        Some(number) => Ok(hand_on(number, &mut cells, each)),
        None => Ok(ControlFlow::Continue(())),
    }
}

fn hand_on(
    row: u32,
    cells: &mut [(usize, Cell<'_>)],
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    cells.sort_by_key(|(column, _)| *column);
    each(&Row { number: row.saturating_add(1), cells: Cells::Sheet(cells) })
}

/// The rows of a sheet that is held as a rectangle, which need not begin at A1.
fn hand_on_held<'a>(
    range: &'a Range<Data>,
    cell: impl Fn(&'a Data) -> Cell<'a>,
    each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    let mut cells: Vec<(usize, Cell<'_>)> = Vec::new();
    for (number, row) in (first_row..).zip(range.rows()) {
        cells.clear();
        let filled = (first_column as usize..MAX_COLUMNS).zip(row).map(|(column, value)| (column, cell(value)));
        cells.extend(filled.filter(|(_, value)| *value != Cell::Blank));
        if !cells.is_empty() && hand_on(number, &mut cells, each).is_break() {
            break;
        }
    }
    Ok(())
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
        DataRef::DateTime(moment) => moment_cell(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(Cow::Owned(text.clone())),
        DataRef::Error(fault) => Cell::Fault(fault.to_string()),
    }
}

fn held_cell(value: &Data) -> Cell<'_> {
    match value {
        Data::Empty => Cell::Blank,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) | Data::DurationIso(text) => text_cell(Cow::Borrowed(text)),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(moment) => moment_cell(moment),
        Data::DateTimeIso(text) => iso_date(text).map_or_else(|| text_cell(Cow::Borrowed(text)), Cell::Date),
        Data::Error(fault) => Cell::Fault(fault.to_string()),
    }
}

/// An OpenDocument file keeps a formula's error as its words.
fn ods_cell(value: &Data) -> Cell<'_> {
    const FAULTS: [&str; 7] = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];
    match value {
        Data::String(text) if FAULTS.contains(&text.as_str()) || text.starts_with("Err:") => Cell::Fault(text.clone()),
        value => held_cell(value),
    }
}

fn moment_cell<'a>(moment: &ExcelDateTime) -> Cell<'a> {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match Date::new(i32::from(year), i32::from(month), i32::from(day)) {
        Ok(date) if moment.is_datetime() => Cell::Date(date),
        _ => Cell::Number(moment.as_f64()),
    }
}

/// `2025-09-25`, or the same followed by a time.
fn iso_date(text: &str) -> Option<Date> {
    let (date, _) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-').map(str::parse);
    let mut part = || parts.next()?.ok();
    Date::new(part()?, part()?, part()?).ok()
}

fn text_cell(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}
