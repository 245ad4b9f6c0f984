//! One table of the review sheets (表の読み取り): its headings, and the fields of a row by the names of their columns.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use fiscal::{FiscalYear, Yen};
use reform::{Place, Problem, ProblemKind, Severity};
use unicode_normalization::UnicodeNormalization;

use super::{Folder, NationalReport, Table, kinds};
use crate::cell::{Cell, Row};
use crate::clean::{MAX_TEXT_CHARS, clean, is_unwanted};
use crate::letters::MAX_COLUMNS;
use crate::number::{MoneyUnit, NumberFault, parse_money};
use crate::programs::Problems;
use crate::{problems, year_text};

/// What every table begins with: the kind of sheet, the year, the program's number and its name.
const COMMON: [&str; 4] = ["シート種別", "事業年度", ID, "事業名"];
/// The heading of the program's number.
const ID: &str = "予算事業ID";
/// The only kind of sheet read.
const REVIEW_SHEET: &str = "レビューシート";

/// The fields of one row, by the names of their columns.
pub(super) struct Fields<'r> {
    row: &'r Row<'r>,
    file: &'r str,
    columns: &'r [(&'static str, usize)],
    problems: &'r mut Problems,
    /// Whether something in the row is an error.
    pub(super) failed: bool,
}

/// Reads a table, handing on the number of each row's program and its fields. What is wrong with a row as a whole is told here: one
/// of the wrong length or without a number goes no further, any other is handed on with `failed` set, so that its program can be
/// left out.
pub(super) fn read_table(
    folder: &Folder,
    table: Table,
    names: &[&'static str],
    report: &mut NationalReport,
    each: &mut dyn FnMut(&str, &mut Fields<'_>) -> ControlFlow<()>,
) {
    let file = folder.name(table);
    let (told, year) = (&mut report.problems, &mut report.year);
    let mut columns: Vec<(&'static str, usize)> = Vec::new();
    let (mut width, mut rows, mut refused) = (0, 0u64, false);
    let result = folder.read_rows(table, &mut |row| {
        if columns.is_empty() {
            width = row.width();
            return match find_columns(row, names) {
                Ok(found) => {
                    columns = found;
                    ControlFlow::Continue(())
                }
                Err((kind, excerpt)) => {
                    let place = Place { row: Some(row.number), ..Place::file(&file) };
                    told.add(kind, || Problem::new(kind, place, excerpt));
                    refused = true;
                    ControlFlow::Break(())
                }
            };
        }
        rows += 1;
        let mut fields = Fields { row, file: &file, columns: &columns, problems: told, failed: false };
        if row.width() != width {
            fields.tell(&problems::FIELD_COUNT, None, format!("{} ≠ {width}", row.width()));
            return ControlFlow::Continue(());
        }
        let id = fields.text(ID);
        if id.is_empty() || id.chars().all(|c| c == '0') {
            let name = fields.text_of("事業名");
            fields.tell(&problems::ID_MISSING, Some(ID), name);
            return ControlFlow::Continue(());
        }
        let kind = fields.text("シート種別");
        if kind != REVIEW_SHEET {
            fields.tell(&kinds::SHEET_KIND, Some("シート種別"), kind);
        }
        if let Some(own) = fields.year("事業年度") {
            match *year {
                None => *year = Some(own),
                Some(known) if known == own => {}
                Some(known) => {
                    let words = format!("{} ≠ {}", own.start(), known.start());
                    fields.tell(&kinds::YEAR_DIFFERS, Some("事業年度"), words);
                }
            }
        } else if fields.text("事業年度").is_empty() {
            fields.tell(&problems::YEAR_MISSING, Some("事業年度"), "");
        }
        each(&id, &mut fields)
    });
    let fault = match result {
        Err(refusal) => Some(refusal),
        Ok(()) if refused => None,
        Ok(()) if columns.is_empty() => Some((&problems::HEADER_ROW_MISSING, String::new())),
        Ok(()) if rows == 0 => Some((&problems::NO_DATA_ROWS, String::new())),
        Ok(()) => None,
    };
    if let Some((kind, excerpt)) = fault {
        told.add(kind, || Problem::new(kind, Place::file(&file), excerpt));
    }
    report.rows.insert(table, rows);
}

impl Fields<'_> {
    /// The row's number, as a spreadsheet counts.
    pub(super) fn row(&self) -> u32 {
        self.row.number
    }

    /// Notes a problem of this row.
    pub(super) fn tell(&mut self, kind: &'static ProblemKind, column: Option<&str>, excerpt: impl AsRef<str>) {
        self.failed |= kind.severity >= Severity::Error;
        let place = self.place(column);
        // What turns the reading direction is shown to nobody.
        let shown = || excerpt.as_ref().chars().filter(|c| !is_unwanted(*c)).collect::<String>();
        self.problems.add(kind, || Problem::new(kind, place, shown()));
    }

    /// Where the row, or a column of it, stands.
    pub(super) fn place(&self, column: Option<&str>) -> Place {
        Place { row: Some(self.row.number), column: column.map(str::to_owned), ..Place::file(self.file) }
    }

    /// Whether nothing stands in a column.
    pub(super) fn is_blank(&self, name: &str) -> bool {
        self.row.is_blank(self.column(name))
    }

    /// A trimmed text; marks that stand for nothing are empty.
    pub(super) fn text(&mut self, name: &str) -> String {
        Some(self.text_as_it_stands(name)).filter(|text| !stands_for_nothing(text)).unwrap_or_default()
    }

    /// A trimmed text, also one that is a mark that stands for nothing.
    pub(super) fn text_as_it_stands(&mut self, name: &str) -> String {
        let cell = self.row.cell(self.column(name));
        let text = match cell {
            Cell::Text(text) => text,
            Cell::Undecodable(bytes) => {
                let words = String::from_utf8_lossy(bytes).into_owned();
                self.tell(&problems::UNDECODABLE, Some(name), words);
                return String::new();
            }
            _ => return String::new(),
        };
        if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
            self.tell(&problems::TEXT_TOO_LONG, Some(name), text);
            return String::new();
        }
        let (text, removed) = clean(text);
        if removed {
            self.tell(&problems::CONTROL_CHARACTER, Some(name), &text);
        }
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }

    /// A text only to be shown with a problem.
    fn text_of(&self, name: &str) -> String {
        match self.row.cell(self.column(name)) {
            Cell::Text(text) => text.trim().to_owned(),
            _ => String::new(),
        }
    }

    /// An amount in yen; `None` when the cell is blank or cannot be read, which is then told.
    pub(super) fn yen(&mut self, name: &str) -> Option<Yen> {
        if self.is_blank(name) {
            return None;
        }
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let kind = match parse_money(&text, MoneyUnit::Yen) {
            Ok(yen) => return Some(yen),
            Err(NumberFault::NotANumber) => &problems::NOT_A_NUMBER,
            Err(NumberFault::OutOfRange) => &problems::NUMBER_OUT_OF_RANGE,
            Err(NumberFault::FractionOfYen(_)) => &problems::YEN_FRACTION,
        };
        self.tell(kind, Some(name), text);
        None
    }

    /// A fiscal year; `None` when the cell is blank or cannot be read, which is then told.
    pub(super) fn year(&mut self, name: &str) -> Option<FiscalYear> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let year = year_text::parse_year(&text, None);
        if year.is_err() {
            self.tell(&problems::YEAR_UNREADABLE, Some(name), text);
        }
        year.ok()
    }

    /// A yes or no, written TRUE and FALSE or 1 and blank; a word that is neither is told and taken as no.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.text(name).as_str() {
            "TRUE" | "1" => true,
            "FALSE" | "0" | "" => false,
            other => {
                self.tell(&kinds::VALUE_UNKNOWN, Some(name), other);
                false
            }
        }
    }

    /// One of the words known; others are told and kept.
    pub(super) fn word(&mut self, name: &str, known: &[&str]) -> String {
        let word = self.text(name);
        if !word.is_empty() && !known.contains(&word.as_str()) {
            self.tell(&kinds::VALUE_UNKNOWN, Some(name), &word);
        }
        word
    }

    /// A hash of each column asked for, to find where two rows differ.
    pub(super) fn hashes(&self) -> Vec<(&'static str, u64)> {
        let hash = |column: usize| {
            let mut hasher = DefaultHasher::new();
            self.row.raw(column).hash(&mut hasher);
            hasher.finish()
        };
        self.columns.iter().map(|(name, column)| (*name, hash(*column))).collect()
    }

    fn column(&self, name: &str) -> usize {
        let known = self.columns.iter().find(|(known, _)| *known == name);
        debug_assert!(known.is_some(), "{name} was not asked for");
        known.map_or(usize::MAX, |(_, column)| *column)
    }
}

/// Where the columns stand; the source spells its dashes and brackets in several ways.
fn find_columns(
    row: &Row<'_>,
    names: &[&'static str],
) -> Result<Vec<(&'static str, usize)>, (&'static ProblemKind, String)> {
    if row.width() > MAX_COLUMNS {
        return Err((&problems::TOO_MANY_COLUMNS, row.width().to_string()));
    }
    let headings: Vec<String> = (0..row.width())
        .map(|column| match row.cell(column) {
            Cell::Text(text) => fold_heading(&text),
            _ => String::new(),
        })
        .collect();
    let (mut columns, mut missing, mut asked) = (Vec::new(), Vec::new(), HashSet::new());
    for name in COMMON.iter().chain(names).filter(|name| asked.insert(**name)) {
        let folded = fold_heading(name);
        let mut places = headings.iter().enumerate().filter(|(_, heading)| **heading == folded).map(|(at, _)| at);
        match (places.next(), places.next()) {
            (Some(at), None) => columns.push((*name, at)),
            (Some(_), Some(_)) => return Err((&problems::HEADER_DUPLICATE, (*name).to_owned())),
            (None, _) => missing.push(*name),
        }
    }
    if missing.is_empty() { Ok(columns) } else { Err((&problems::HEADER_MISSING, missing.join("、"))) }
}

fn fold_heading(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
        .map(|c| if matches!(c, 'ー' | '―' | '‐' | '–' | '−' | '－') { '-' } else { c })
        .collect()
}

/// Dashes of every kind and soft hyphens are written where there is nothing to say.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    text.len() <= 24
        && text.chars().all(|c| matches!(c, '-' | 'ー' | '―' | '‐' | '–' | '—' | '−' | '－' | '\u{AD}' | ' ' | '　'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_agree_however_their_dashes_and_brackets_are_typed() {
        assert_eq!(fold_heading("翌年度への繰越し(合計）"), fold_heading("翌年度への繰越し（合計）"));
        assert_eq!(fold_heading("点検・改善－目標年度"), fold_heading("点検・改善ー目標年度"));
        assert_ne!(fold_heading("当初予算"), fold_heading("当初予算（合計）"));
    }

    #[test]
    fn only_dashes_stand_for_nothing() {
        for text in ["", "-", "ー", "--", "－", "\u{AD}"] {
            assert!(stands_for_nothing(text), "{text:?}");
        }
        for text in ["なし", "0", "-5", "データ"] {
            assert!(!stands_for_nothing(text), "{text:?}");
        }
    }
}
