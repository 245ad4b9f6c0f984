//! Finding the pages (シートの見つけ方): by their headings, whatever they are called now and wherever the columns stand.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use reform::review_workbook::{Content, MANIFEST_PAGE, Manifest, Page};
use reform::search_text::fold;
use reform::{Place, Problem};

use super::cells::{Value, value_of};
use super::kinds::{COLUMN_MISSING, HEADING_TWICE, NOT_A_WORKBOOK, PAGE_MISSING, TOO_LARGE};
use crate::letters::letter_of;
use crate::problems::FORMAT_UNSUPPORTED;
use crate::text::Refusal;
use crate::workbook;

/// The most cells of a whole workbook, and the most bytes of its texts: they are held in memory.
const MAX_CELLS: usize = 1_000_000;
const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;
/// The rows in which a heading row is looked for.
const HEADING_WITHIN: usize = 20;

/// A sheet of the file with its cells.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<SheetRow>,
}

/// A row that has a cell.
pub(super) struct SheetRow {
    /// Counted from 1, as a spreadsheet shows it.
    pub(super) number: u32,
    pub(super) cells: BTreeMap<usize, Value>,
}

/// A page that was found.
pub(super) struct FoundPage<'a> {
    pub(super) page: Page,
    pub(super) sheet: &'a Sheet,
    /// How many of the sheet's rows come before the data.
    pub(super) first: usize,
    /// What stands in which column.
    pub(super) columns: Vec<(usize, Content)>,
}

/// A heading row that could be a page's: how many headings fit, where it ends, and the columns of each heading.
struct Candidate {
    score: usize,
    first: usize,
    columns: BTreeMap<usize, Vec<usize>>,
}

impl SheetRow {
    /// The texts of the row from its first column on, without empty ones at the end.
    pub(super) fn texts(&self) -> Vec<String> {
        let width = self.cells.keys().next_back().map_or(0, |last| last + 1);
        (0..width).map(|at| self.cells.get(&at).map_or_else(String::new, Value::text)).collect()
    }
}

/// Every sheet of a workbook, within bounds.
pub(super) fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let (mut cells, mut text_bytes) = (0usize, 0usize);
    let mut is_too_large = false;
    let read = workbook::read_every_sheet(bytes, &mut |name, row| {
        if sheets.last().is_none_or(|sheet| sheet.name != name) {
            sheets.push(Sheet { name: name.to_owned(), rows: Vec::new() });
        }
        let Some(row) = row else { return ControlFlow::Continue(()) };
        let mut kept = BTreeMap::new();
        for (column, cell) in row.sheet_cells() {
            let value = value_of(cell);
            cells += 1;
            text_bytes += value.bytes();
            kept.insert(*column, value);
        }
        if cells > MAX_CELLS || text_bytes > MAX_TEXT_BYTES {
            is_too_large = true;
            return ControlFlow::Break(());
        }
        if let Some(sheet) = sheets.last_mut() {
            sheet.rows.push(SheetRow { number: row.number, cells: kept });
        }
        ControlFlow::Continue(())
    });
    read.map_err(|(kind, excerpt)| match kind.code == FORMAT_UNSUPPORTED.code {
        // Whatever else it is: a workbook of the review is one of the two formats read here.
        true => (&NOT_A_WORKBOOK, excerpt),
        false => (kind, excerpt),
    })?;
    if is_too_large {
        return Err((&TOO_LARGE, format!("> {MAX_CELLS}")));
    }
    Ok(sheets)
}

/// The pages of the manifest, each in the sheet that has most of its headings; one called as it was goes first.
pub(super) fn find_pages<'a>(
    file_name: &str,
    sheets: &'a [Sheet],
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) -> Vec<FoundPage<'a>> {
    let mut found: Vec<FoundPage<'a>> = Vec::new();
    for page in Page::ALL {
        let wanted: Vec<(String, &str, &Content)> = manifest
            .columns
            .iter()
            .filter(|column| column.page == *page)
            .map(|column| (fold(&column.heading), column.heading.as_str(), &column.content))
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let free = sheets.iter().filter(|sheet| sheet.name != MANIFEST_PAGE);
        let free = free.filter(|sheet| found.iter().all(|other| !std::ptr::eq(other.sheet, *sheet)));
        let candidates = free.filter_map(|sheet| {
            let candidate = candidate(sheet, &wanted)?;
            let is_named = sheet.name.trim() == page.label_ja();
            let enough = if is_named { 2 } else { wanted.len().div_ceil(2) };
            (candidate.score >= enough).then_some((is_named, candidate.score, sheet, candidate))
        });
        let best = candidates.max_by_key(|(is_named, score, ..)| (*is_named, *score));
        let Some((.., sheet, candidate)) = best else {
            problems.push(Problem::new(&PAGE_MISSING, Place::file(file_name), page.label_ja()));
            continue;
        };
        let heading_row = candidate.first.checked_sub(1).and_then(|at| sheet.rows.get(at)).map(|row| row.number);
        let place = |column: Option<usize>| Place {
            file: file_name.to_owned(),
            sheet: Some(sheet.name.clone()),
            row: heading_row,
            column: column.map(letter_of),
        };
        let mut columns = Vec::new();
        for (at, (_, heading, content)) in wanted.iter().enumerate() {
            match candidate.columns.get(&at).map(Vec::as_slice) {
                Some([column]) => columns.push((*column, (*content).clone())),
                Some([_, second, ..]) => problems.push(Problem::new(&HEADING_TWICE, place(Some(*second)), heading)),
                _ if is_needed(content) => problems.push(Problem::new(&COLUMN_MISSING, place(None), heading)),
                _ => {}
            }
        }
        found.push(FoundPage { page: *page, sheet, first: candidate.first, columns });
    }
    found
}

/// Whether anything is lost with a column: the fixed ones beside the program's own only inform.
fn is_needed(content: &Content) -> bool {
    matches!(content, Content::Field(_) | Content::Number | Content::Program | Content::Item)
}

/// The row with most of the headings wanted; the first of several.
fn candidate(sheet: &Sheet, wanted: &[(String, &str, &Content)]) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (at, row) in sheet.rows.iter().take(HEADING_WITHIN).enumerate() {
        let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (column, value) in &row.cells {
            let folded = fold(&value.text());
            if let Some(which) = wanted.iter().position(|(heading, ..)| *heading == folded) {
                columns.entry(which).or_default().push(*column);
            }
        }
        if columns.len() > best.as_ref().map_or(0, |best| best.score) {
            best = Some(Candidate { score: columns.len(), first: at + 1, columns });
        }
    }
    best
}
