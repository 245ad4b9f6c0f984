//! The rows of a page (行の読み方): whose they are, and what stands in their fields.

use std::collections::BTreeMap;

use reform::review::is_item_id;
use reform::review_workbook::{Content, Manifest, Page, program_label};
use reform::search_text::fold;
use reform::{Place, Problem, ProblemKind};

use super::cells::{self, Value};
use super::kinds::{ITEM_INVALID, ITEM_TWICE, OTHER_YEAR, PROGRAM_MISSING, PROGRAM_TWICE, PROGRAM_UNKNOWN};
use super::pages::{FoundPage, SheetRow};
use super::{ReviewCell, ReviewReading, ReviewRow};
use crate::letters::letter_of;

pub(super) fn read(file_name: &str, page: &FoundPage<'_>, manifest: &Manifest, reading: &mut ReviewReading) {
    let known = Programs::of(manifest);
    let mut read = Vec::new();
    for row in page.sheet.rows.iter().skip(page.first) {
        let reader = RowReader { file_name, page, row, manifest };
        match reader.read(&known, &mut reading.problems) {
            Ok(Some(found)) => read.push(found),
            Ok(None) => {}
            Err(problem) => reading.problems.push(problem),
        }
    }
    // Of two rows with one key nobody can tell which one is meant.
    let mut times: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let has_key = |row: &ReviewRow| page.page == Page::Checks || !row.item.is_empty();
    for row in read.iter().filter(|row| has_key(row)) {
        *times.entry((row.sheet, row.item.as_str())).or_default() += 1;
    }
    let is_double: Vec<bool> =
        read.iter().map(|row| has_key(row) && times.get(&(row.sheet, row.item.as_str())) > Some(&1)).collect();
    for (row, is_double) in read.into_iter().zip(is_double) {
        if is_double {
            let kind = if page.page == Page::Checks { &PROGRAM_TWICE } else { &ITEM_TWICE };
            let excerpt = format!("{} {}", manifest.sheets[row.sheet].number, row.item);
            reading.problems.push(Problem::new(kind, row.place, excerpt.trim()));
        } else {
            reading.rows.push(row);
        }
    }
}

/// The programs of the manifest by what a row calls them.
struct Programs {
    by_number: BTreeMap<String, usize>,
    by_label: BTreeMap<String, usize>,
}

impl Programs {
    fn of(manifest: &Manifest) -> Programs {
        let sheets = || manifest.sheets.iter().enumerate();
        Programs {
            by_number: sheets().map(|(at, sheet)| (fold(&sheet.number), at)).collect(),
            by_label: sheets().map(|(at, sheet)| (fold(&program_label(&sheet.number, &sheet.name)), at)).collect(),
        }
    }

    /// The program of a cell: its number, with the zeros a spreadsheet takes away, or the words of the drop-down.
    fn find(&self, value: &Value) -> Option<usize> {
        let text = value.text();
        let folded = fold(&text);
        let found = self.by_number.get(&folded).or_else(|| self.by_label.get(&folded)).copied();
        found
            .or_else(|| text.split_whitespace().next().and_then(|first| self.by_number.get(&fold(first)).copied()))
            .or_else(|| match value {
                Value::Number(_) => {
                    let mut same = self.by_number.iter().filter(|(number, _)| number.trim_start_matches('0') == folded);
                    same.next().filter(|_| same.next().is_none()).map(|(_, at)| *at)
                }
                _ => None,
            })
    }
}

struct RowReader<'a> {
    file_name: &'a str,
    page: &'a FoundPage<'a>,
    row: &'a SheetRow,
    manifest: &'a Manifest,
}

impl RowReader<'_> {
    /// The row; `None` of one with nothing in it.
    fn read(&self, known: &Programs, problems: &mut Vec<Problem>) -> Result<Option<ReviewRow>, Problem> {
        let key = if self.page.page == Page::Checks { Content::Number } else { Content::Program };
        let program = self.cell(&key);
        let item = self.cell(&Content::Item).map(|(_, value)| value.text().trim().to_owned()).unwrap_or_default();
        let is_empty = self.page.columns.iter().all(|(column, content)| {
            !matches!(content, Content::Field(_)) || self.row.cells.get(column).is_none_or(Value::is_blank)
        });
        if is_empty && item.is_empty() && (self.page.page != Page::Checks || program.is_none()) {
            return Ok(None);
        }
        let Some((column, value)) = program else {
            return Err(self.problem(&PROGRAM_MISSING, None, ""));
        };
        let sheet = known.find(value).ok_or_else(|| self.problem(&PROGRAM_UNKNOWN, Some(column), &value.text()))?;
        if let Some((column, value)) = self.cell(&Content::Year) {
            let is_same = cells::read("last-year", value)
                .is_ok_and(|(year, _)| year == self.manifest.fiscal_year.start().to_string());
            if !is_same {
                return Err(self.problem(&OTHER_YEAR, Some(column), &value.text()));
            }
        }
        if !item.is_empty() && !is_item_id(&item) {
            return Err(self.problem(&ITEM_INVALID, self.cell(&Content::Item).map(|(column, _)| column), &item));
        }
        let mut read = Vec::new();
        for (column, content) in &self.page.columns {
            let Content::Field(field) = content else { continue };
            let place = self.place(Some(*column));
            let blank = Value::Text(String::new());
            match cells::read(field, self.row.cells.get(column).unwrap_or(&blank)) {
                Ok((text, remark)) => {
                    problems.extend(remark.map(|kind| Problem::new(kind, place.clone(), &text)));
                    read.push(ReviewCell { field: field.clone(), text, place });
                }
                Err((kind, excerpt)) => problems.push(Problem::new(kind, place, excerpt)),
            }
        }
        Ok(Some(ReviewRow { sheet, page: self.page.page, item, cells: read, place: self.place(None) }))
    }

    /// The cell of a fixed column, if something stands in it.
    fn cell(&self, wanted: &Content) -> Option<(usize, &Value)> {
        let (column, _) = self.page.columns.iter().find(|(_, content)| content == wanted)?;
        self.row.cells.get(column).filter(|value| !value.is_blank()).map(|value| (*column, value))
    }

    fn place(&self, column: Option<usize>) -> Place {
        Place {
            file: self.file_name.to_owned(),
            sheet: Some(self.page.sheet.name.clone()),
            row: Some(self.row.number),
            column: column.map(letter_of),
        }
    }

    fn problem(&self, kind: &'static ProblemKind, column: Option<usize>, excerpt: &str) -> Problem {
        Problem::new(kind, self.place(column), excerpt)
    }
}
