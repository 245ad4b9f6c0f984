//! Excel workbooks (Excelファイル): typed cells, a frozen header, and a sheet that says what the table is.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::ExportError;
use crate::programs::ExportNote;
use crate::table::{Cell, DataTable};
use crate::text::{fit_cell, without_controls};

/// Above this many rows the sheet is written without being held in memory.
const STREAM_ABOVE_ROWS: usize = 10_000;
/// Excel keeps 15 significant digits; a longer number is written as text so that none is lost.
const EXACT_LIMIT: u64 = 999_999_999_999_999;
const LAST_ROW: usize = 1_048_575;
/// The name of the last sheet, which says what the tables are.
const ABOUT: &str = "この表について";

/// A workbook of one table (first sheet) and its explanation (second sheet).
pub(crate) fn workbook(
    title: &str,
    header: &[impl AsRef<str>],
    widths: &[f64],
    row_count: usize,
    rows: impl Iterator<Item = Vec<Cell>>,
    unit: &str,
    note: &ExportNote,
) -> Result<Vec<u8>, ExportError> {
    if row_count > LAST_ROW {
        return Err(ExportError::TooManyRows(row_count));
    }
    let mut workbook = start(title, note)?;
    let sheet = if row_count > STREAM_ABOVE_ROWS {
        workbook.add_worksheet_with_constant_memory()?
    } else {
        workbook.add_worksheet()
    };
    sheet.set_name(sheet_name(title))?;
    fill(sheet, header, widths, row_count, rows)?;
    let nature = match note.illustrative {
        true => "例示データ（実在の事業・金額ではありません） / illustrative data, not real programs or amounts",
        false => "出典の値のとおり / as given by the source",
    };
    about(workbook.add_worksheet(), title, (unit, nature), row_count, note)?;
    Ok(workbook.save_to_buffer()?)
}

/// A workbook of several tables, a sheet each, and their explanation on the last sheet. `nature` says in both languages
/// what kind of figures they are.
pub(crate) fn workbook_of(
    title: &str,
    tables: &[DataTable],
    nature: &str,
    note: &ExportNote,
) -> Result<Vec<u8>, ExportError> {
    let mut workbook = start(title, note)?;
    let mut taken = vec![ABOUT.to_string()];
    for table in tables {
        if table.rows.len() > LAST_ROW {
            return Err(ExportError::TooManyRows(table.rows.len()));
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(free_name(&sheet_name(&table.title), &mut taken))?;
        let widths: Vec<f64> = (0..table.header.len()).map(|column| if column == 0 { 26.0 } else { 18.0 }).collect();
        // The unit stands in the headings of figures, as a sheet has no caption.
        let heading = |(column, name): (usize, &String)| {
            let is_figure = table.rows.iter().filter_map(|row| row.get(column)).any(Cell::is_figure);
            let says_unit = table.unit.is_empty() || name.contains(['（', '(']) || !is_figure;
            if says_unit { name.clone() } else { format!("{name}（{}）", table.unit) }
        };
        let header: Vec<String> = table.header.iter().enumerate().map(heading).collect();
        fill(sheet, &header, &widths, table.rows.len(), table.rows.iter().cloned())?;
    }
    let rows = tables.iter().map(|table| table.rows.len()).sum();
    about(workbook.add_worksheet(), title, ("", nature), rows, note)?;
    Ok(workbook.save_to_buffer()?)
}

fn start(title: &str, note: &ExportNote) -> Result<Workbook, ExportError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(title).set_author(&note.publisher);
    // Without this the library would ask the clock, and the same values would give other bytes.
    let made = ExcelDateTime::parse_from_str(&note.made_at).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    properties = properties.set_creation_datetime(&made);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Writes one table into a sheet.
fn fill(
    sheet: &mut Worksheet,
    header: &[impl AsRef<str>],
    widths: &[f64],
    row_count: usize,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), ExportError> {
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    for (column, name) in header.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, clean(name.as_ref()), &bold)?;
    }
    if !header.is_empty() {
        sheet.autofilter(0, 0, row_count.max(1) as u32, header.len() as u16 - 1)?;
    }
    let formats = NumberFormats::default();
    for (index, row) in rows.take(row_count).enumerate() {
        write_row(sheet, index as u32 + 1, &row, &formats)?;
    }
    Ok(())
}

struct NumberFormats {
    text: Format,
    by_decimals: Vec<Format>,
}

impl Default for NumberFormats {
    fn default() -> NumberFormats {
        let by_decimals = (0..=9)
            .map(|decimals| {
                let tail = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
                Format::new().set_num_format(format!("#,##0{tail};▲#,##0{tail}"))
            })
            .collect();
        // `@` keeps a code such as 0012 a text when somebody edits the cell.
        NumberFormats { text: Format::new().set_num_format("@").set_align(FormatAlign::Top), by_decimals }
    }
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell], formats: &NumberFormats) -> Result<(), ExportError> {
    for (column, cell) in cells.iter().enumerate() {
        let column = column as u16;
        let (size, value, decimals, shown) = match cell {
            Cell::Empty => continue,
            Cell::Text(text) if text.is_empty() => continue,
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, clean(text), &formats.text)?;
                continue;
            }
            Cell::Money(yen) => (yen.0.unsigned_abs(), yen.0 as f64, 0, yen.0.to_string()),
            Cell::Number(number) => {
                (number.units.unsigned_abs(), number.to_f64(), usize::from(number.decimals), number.to_string())
            }
        };
        match formats.by_decimals.get(decimals) {
            Some(format) if size <= EXACT_LIMIT => sheet.write_number_with_format(row, column, value, format)?,
            _ => sheet.write_string_with_format(row, column, shown, &formats.text)?,
        };
    }
    Ok(())
}

/// The second sheet: what the table is, so that a file passed on by mail still says it.
fn about(
    sheet: &mut Worksheet,
    title: &str,
    (unit, nature): (&str, &str),
    row_count: usize,
    note: &ExportNote,
) -> Result<(), ExportError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 90)?;
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let lines = [
        ("表題 / Title", title.to_string()),
        ("データの性質 / Nature", nature.to_string()),
        ("絞り込み / Filter", or_none(&note.filter)),
        ("単位 / Unit", unit.to_string()),
        ("出典 / Source", or_none(&note.source)),
        ("件数 / Rows", row_count.to_string()),
        ("作成 / Made", format!("{} {}", note.made_at, note.publisher).trim().to_string()),
        ("空欄 / Blank cells", "記載なし（0ではない） / not stated, which is not zero".to_string()),
    ];
    for (row, (name, text)) in lines.iter().enumerate() {
        sheet.write_string_with_format(row as u32, 0, *name, &bold)?;
        sheet.write_string_with_format(row as u32, 1, clean(text), &wrap)?;
    }
    Ok(())
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "なし / none".to_string() } else { text.to_string() }
}

pub(crate) fn clean(text: &str) -> String {
    fit_cell(&without_controls(text))
}

/// The name, with a number behind it where it is taken: two tables may begin with the same words.
pub(crate) fn free_name(name: &str, taken: &mut Vec<String>) -> String {
    let is_free = |name: &str, taken: &[String]| taken.iter().all(|other| !other.eq_ignore_ascii_case(name));
    let mut free = name.to_string();
    for number in 2.. {
        if is_free(&free, taken) {
            break;
        }
        let short: String = name.chars().take(27).collect();
        free = format!("{short} {number}");
    }
    taken.push(free.clone());
    free
}

/// A name Excel accepts for a sheet: at most 31 UTF-16 units, none of `[]:*?/\`, no quote at its ends, not empty.
pub(crate) fn sheet_name(title: &str) -> String {
    let mut units = 0;
    let name: String = without_controls(title)
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c })
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    let name = name.trim();
    // Excel keeps `History` for itself; the second sheet has the other name.
    let taken = name.is_empty() || name.eq_ignore_ascii_case("history") || name == ABOUT;
    if taken { "データ".to_string() } else { name.to_string() }
}
