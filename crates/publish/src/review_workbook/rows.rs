//! The pages people fill in (記入するシート): one row a program, a measure or a KPI.

use fiscal::{Quantity, Yen};
use reform::plan::Text;
use reform::review::{FieldKind, TEXT_CHARS_MAX};
use reform::review_workbook::{BookRow, Column, Content, Page, ReviewBook, YES, offered_columns};
use reform::workflow::Level;
use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, IgnoreError, Note, Worksheet};

use super::height::height;
use super::lists::Lists;
use super::lock;
use super::styles::{Cells, FONT, Styles};
use crate::ExportError;
use crate::text::{fit_cell, without_controls};

/// The rows above the data: the title, the groups, the headings.
const GROUP_ROW: u32 = 1;
const HEADING_ROW: u32 = 2;
const FIRST_ROW: u32 = 3;
/// Excel keeps 15 significant digits; a longer number is written as text so that none is lost.
const EXACT_LIMIT: u64 = 999_999_999_999_999;
/// What fits beside each other on A3 in landscape at [`PRINT_SCALE`], as widths of columns.
const PRINTED_WIDTH: f64 = 238.0;
const PRINT_SCALE: u16 = 64;

/// A row to be written: its program, and the id of its measure or KPI (none of a new one).
struct Line<'a> {
    row: Option<&'a BookRow>,
    item: Option<&'a str>,
}

pub(super) fn write(
    sheet: &mut Worksheet,
    page: Page,
    book: &ReviewBook,
    viewpoints: &[(&str, Text)],
    lists: &mut Lists,
    styles: &Styles,
) -> Result<(), ExportError> {
    let columns = offered_columns(page, viewpoints, &book.rows);
    let lines = lines(page, book);
    let (last_row, last_column) = (FIRST_ROW + lines.len().max(1) as u32 - 1, columns.len() as u16 - 1);
    sheet.set_name(page.label_ja())?;
    set_up(sheet, page, book, &columns)?;
    write_headings(sheet, page, book, &columns, styles)?;
    for (at, column) in columns.iter().enumerate() {
        sheet.set_column_width(at as u16, width(column))?;
        if let Some(validation) = validation(column, lists)? {
            sheet.add_data_validation(FIRST_ROW, at as u16, last_row, at as u16, &validation)?;
        }
    }
    for (line, number) in lines.iter().zip(FIRST_ROW..) {
        let mut shown = Vec::with_capacity(columns.len());
        for (at, column) in columns.iter().enumerate() {
            shown.push((write_cell(sheet, (number, at as u16), column, line, book, styles)?, width(column)));
        }
        let least = if page == Page::Checks { 5 } else { 2 };
        sheet.set_row_height(number, height(shown.iter().map(|(text, width)| (text.as_str(), *width)), least))?;
    }
    // Numbers of programs are texts on purpose.
    sheet.ignore_error_range(FIRST_ROW, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    sheet.autofilter(HEADING_ROW, 0, last_row, last_column)?;
    sheet.set_print_area(0, 0, last_row, last_column)?;
    lock(sheet);
    Ok(())
}

/// The rows of a page, with empty ones at the end where something new may be written.
fn lines<'a>(page: Page, book: &'a ReviewBook) -> Vec<Line<'a>> {
    let of_items = |row: &'a BookRow| {
        let ids = if page == Page::Measures { row.fields.measure_ids() } else { row.fields.kpi_ids() };
        ids.into_iter().map(|id| Line { row: Some(row), item: Some(id) }).collect::<Vec<_>>()
    };
    let mut lines: Vec<Line<'_>> = match page {
        Page::Checks => book.rows.iter().map(|row| Line { row: Some(row), item: None }).collect(),
        Page::Measures | Page::Kpis => book.rows.iter().flat_map(of_items).collect(),
    };
    let open = book.rows.iter().filter(|row| row.level == Some(Level::Owner)).count();
    if page != Page::Checks && open > 0 {
        lines.extend((0..(open * 2).clamp(10, 300)).map(|_| Line { row: None, item: None }));
    }
    lines
}

fn set_up(sheet: &mut Worksheet, page: Page, book: &ReviewBook, columns: &[Column]) -> Result<(), ExportError> {
    let fixed = match page {
        Page::Checks => 3,
        Page::Measures | Page::Kpis => 2,
    };
    sheet.set_freeze_panes(FIRST_ROW, fixed)?;
    sheet.set_landscape().set_margins(0.4, 0.4, 0.55, 0.55, 0.25, 0.25).set_repeat_rows(GROUP_ROW, HEADING_ROW)?;
    match page {
        Page::Checks => {
            sheet.set_paper_size(8).set_repeat_columns(0, fixed - 1)?;
            sheet.set_print_scale(PRINT_SCALE).set_vertical_page_breaks(&page_breaks(columns, fixed))?;
        }
        Page::Kpis => drop(sheet.set_paper_size(8).set_print_fit_to_pages(1, 0)),
        Page::Measures => drop(sheet.set_paper_size(9).set_print_fit_to_pages(1, 0)),
    }
    let demo = if book.is_demo { "（例示データ）" } else { "" };
    let year = book.manifest.fiscal_year.start();
    sheet.set_header(format!("&L{}年度 事業の点検　{}{demo}&R{}", year, page.label_ja(), book.made_at));
    sheet.set_footer("&C&P / &N");
    Ok(())
}

/// The columns before which a printed page ends: a group is never cut, and the first columns stand on every page.
fn page_breaks(columns: &[Column], repeated: u16) -> Vec<u32> {
    let again: f64 = columns.iter().take(usize::from(repeated)).map(width).sum();
    let mut breaks = Vec::new();
    let mut used = 0.0;
    for (at, group) in groups(columns) {
        let wide: f64 = group.iter().map(width).sum();
        if used + wide > PRINTED_WIDTH && at > 0 {
            breaks.push(at as u32);
            used = again;
        }
        used += wide;
    }
    breaks
}

/// The groups of columns, each with the number of its first.
fn groups(columns: &[Column]) -> impl Iterator<Item = (usize, &[Column])> {
    let mut at = 0;
    columns.chunk_by(|one, next| one.group == next.group).map(move |group| {
        let first = at;
        at += group.len();
        (first, group)
    })
}

fn write_headings(
    sheet: &mut Worksheet,
    page: Page,
    book: &ReviewBook,
    columns: &[Column],
    styles: &Styles,
) -> Result<(), ExportError> {
    let year = book.manifest.fiscal_year.start();
    let what = match page {
        Page::Checks => "点検（1行に1事業）",
        Page::Measures => "取組（1行に1つ。新しいものは下の空いた行へ）",
        Page::Kpis => "指標（1行に1つ。新しいものは下の空いた行へ）",
    };
    sheet.set_row_height(0, 26)?.set_row_height(HEADING_ROW, 36)?;
    sheet.write_string_with_format(0, 0, format!("{year}年度　{what}"), &styles.title)?;
    let named = groups(columns).filter(|(_, group)| !group[0].group.is_empty());
    for (nth, (from, group)) in named.enumerate() {
        let format = if nth % 2 == 0 { &styles.group } else { &styles.other_group };
        let (name, from, last) = (&group[0].group, from as u16, (from + group.len() - 1) as u16);
        if from == last {
            sheet.write_string_with_format(GROUP_ROW, from, name, format)?;
        } else {
            sheet.merge_range(GROUP_ROW, from, GROUP_ROW, last, name, format)?;
        }
    }
    if columns.iter().any(|column| !column.group.is_empty()) {
        sheet.set_row_height(GROUP_ROW, 24)?;
    } else {
        sheet.set_row_height(GROUP_ROW, 6)?;
    }
    for (at, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, at as u16, &column.heading, &styles.heading)?;
        if !column.hint.is_empty() {
            let note = Note::new(&column.hint).add_author_prefix(false).set_width(260).set_height(110);
            sheet.insert_note(HEADING_ROW, at as u16, &note.set_font_name(FONT).set_font_size(10.0))?;
        }
    }
    Ok(())
}

fn width(column: &Column) -> f64 {
    let Some(kind) = column.kind else {
        return match column.content {
            Content::Name => 23.0,
            Content::Department => 15.0,
            Content::Number => 10.0,
            Content::State => 9.0,
            _ => 7.0,
        };
    };
    match (kind, &column.content) {
        (_, Content::Program) => 34.0,
        (FieldKind::LongText, Content::Field(name)) if name.ends_with(".evidence") => 26.0,
        (FieldKind::LongText, _) => 42.0,
        (FieldKind::ShortText, Content::Field(name)) if name.ends_with(".unit") => 9.0,
        (FieldKind::ShortText, _) => 28.0,
        (FieldKind::Choice(_), _) => 15.0,
        (FieldKind::ProgramNumber, _) => 14.0,
        (FieldKind::Yen, _) => 18.0,
        (FieldKind::Year, _) => 12.0,
        (FieldKind::Quantity, _) => 12.0,
        (FieldKind::YesNo, _) => 9.0,
    }
}

/// What a column's cells take, with its hint as the message beside the cell.
fn validation(column: &Column, lists: &mut Lists) -> Result<Option<DataValidation>, ExportError> {
    let Some(kind) = column.kind else { return Ok(None) };
    let between = |low: &str, high: &str| DataValidationRule::Between(Formula::new(low), Formula::new(high));
    let new = DataValidation::new();
    let list = |range: Option<Formula>| range.map(|range| DataValidation::new().allow_list_formula(range));
    let limit = "999999999999999";
    let negative = "-999999999999999";
    let (rule, error) = match kind {
        _ if column.content == Content::Program => (list(lists.programs()), "一覧から事業を選んでください。"),
        FieldKind::Choice(choices) => {
            let words = choices.iter().map(|(_, ja, _)| (*ja).to_owned()).collect();
            (list(lists.of_words(&column.heading, words)), "一覧から選んでください。消すときは Delete キーを押します。")
        }
        FieldKind::YesNo => {
            (list(lists.of_words(&column.heading, vec![YES.to_owned()])), "○ を選ぶか、空にしてください。")
        }
        FieldKind::Yen => {
            let rule = new.allow_whole_number_formula(between(negative, limit));
            (Some(rule), "円単位の整数で書いてください。千円単位ではありません。")
        }
        FieldKind::Year => {
            (Some(new.allow_whole_number(DataValidationRule::Between(1868, 2200))), "西暦4桁の年度で書いてください。")
        }
        FieldKind::Quantity => (
            Some(new.allow_decimal_number_formula(between(negative, limit))),
            "数だけを書いてください。単位は書きません。",
        ),
        FieldKind::ShortText | FieldKind::LongText | FieldKind::ProgramNumber => {
            let rule = new.allow_text_length(DataValidationRule::LessThanOrEqualTo(TEXT_CHARS_MAX as u32));
            (Some(rule), "4,000文字までにしてください。")
        }
    };
    let Some(rule) = rule else { return Ok(None) };
    let message: String = column.hint.chars().take(250).collect();
    let title: String = column.heading.chars().take(30).collect();
    Ok(Some(
        rule.set_input_title(title)?
            .set_input_message(message)?
            .set_error_title("この欄に書けない値です")?
            .set_error_message(error)?,
    ))
}

/// Writes a cell and gives the text that stands in it.
fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    column: &Column,
    line: &Line<'_>,
    book: &ReviewBook,
    styles: &Styles,
) -> Result<String, ExportError> {
    let is_open = match (&column.content, line.row) {
        (Content::Field(_), Some(row)) => row.level == Some(column.who),
        // A new row is the department's.
        (Content::Field(_), None) => column.who == Level::Owner,
        (Content::Program, None) => true,
        _ => false,
    };
    let cells = if is_open { &styles.open } else { &styles.locked };
    let text = match (&column.content, line.row) {
        (Content::Field(_), Some(found)) => {
            let name = column.field(line.item.unwrap_or_default()).unwrap_or_default();
            let text = found.fields.get(&name).unwrap_or_default();
            write_field(sheet, (row, at), column.kind, text, cells)?;
            return Ok(text.to_owned());
        }
        (Content::Field(_), None) => {
            write_field(sheet, (row, at), column.kind, "", cells)?;
            return Ok(String::new());
        }
        (_, None) => String::new(),
        (Content::Year, _) => book.manifest.fiscal_year.start().to_string(),
        (Content::Number, Some(found)) => found.number.clone(),
        (Content::Name, Some(found)) => found.name.clone(),
        (Content::Department, Some(found)) => found.department.clone(),
        (Content::State, Some(found)) => found.state.label_ja().to_owned(),
        (Content::Revision, Some(found)) => found.revision.to_string(),
        (Content::Program, Some(found)) => found.label(),
        (Content::Item, Some(_)) => line.item.unwrap_or_default().to_owned(),
    };
    let is_short = matches!(column.content, Content::Year | Content::State | Content::Revision | Content::Item);
    let format = if is_short { &cells.centred } else { &cells.text };
    if text.is_empty() {
        sheet.write_blank(row, at, format)?;
    } else {
        sheet.write_string_with_format(row, at, clean(&text), format)?;
    }
    Ok(text)
}

/// A field as its kind is written; what is no value of its kind stands as the text it is.
fn write_field(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    kind: Option<FieldKind>,
    text: &str,
    cells: &Cells,
) -> Result<(), ExportError> {
    let format = match kind {
        Some(FieldKind::Yen) => &cells.yen,
        Some(FieldKind::Year) => &cells.year,
        Some(FieldKind::Quantity) => &cells.number,
        Some(FieldKind::Choice(_) | FieldKind::YesNo) => &cells.centred,
        _ => &cells.text,
    };
    if text.is_empty() {
        sheet.write_blank(row, at, format)?;
        return Ok(());
    }
    let (units, decimals) = match kind {
        Some(FieldKind::Yen) => (text.parse().ok().map(|yen| Yen(yen).0), 0),
        Some(FieldKind::Year) => (text.parse::<u16>().ok().map(i64::from), 0),
        Some(FieldKind::Quantity) => match text.parse::<Quantity>() {
            Ok(quantity) => (Some(quantity.units), quantity.decimals),
            Err(_) => (None, 0),
        },
        _ => (None, 0),
    };
    let exact = units.filter(|units| units.unsigned_abs() <= EXACT_LIMIT);
    if let Some(units) = exact {
        let format = if kind == Some(FieldKind::Quantity) { cells.with_decimals(decimals) } else { format };
        sheet.write_number_with_format(row, at, units as f64 / 10f64.powi(i32::from(decimals)), format)?;
        return Ok(());
    }
    let label = match kind {
        Some(FieldKind::Choice(choices)) => choices.iter().find(|(word, ..)| *word == text).map(|(_, ja, _)| *ja),
        Some(FieldKind::YesNo) => Some(YES).filter(|_| text == "yes"),
        _ => None,
    };
    let format =
        if matches!(kind, Some(FieldKind::Yen | FieldKind::Year | FieldKind::Quantity)) { &cells.text } else { format };
    sheet.write_string_with_format(row, at, clean(label.unwrap_or(text)), format)?;
    Ok(())
}

fn clean(text: &str) -> String {
    fit_cell(&without_controls(text))
}
