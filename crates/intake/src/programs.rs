//! Reading programs (事務事業の読み取り): one file and one mapping in, program sheets and problems out.

use crate::cell::{Cell, Row};
use crate::layout;
use crate::letters::MAX_COLUMNS;
use crate::mapping::{Format, Mapping};
use crate::problems;
use crate::rows::RowReader;
use crate::text::Refusal;
use crate::{compound, text, workbook};
use fiscal::FiscalYear;
use reform::program::{ProgramSheet, Stage};
use reform::{Place, Problem, Severity};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// The largest file taken from memory, that is over the web, in bytes (20 MB); a file on disk may be larger.
pub const MAX_FILE_BYTES: u64 = 20 * 1024 * 1024;

/// The most problems kept in full; beyond it they are only counted.
pub const MAX_LISTED: usize = 1_000;

/// Where the bytes come from; the file's name is given beside it.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A file on disk, read as a stream.
    Path(&'a Path),
    /// A file already in memory.
    Bytes(&'a [u8]),
}

/// What a reading found (読み取り結果).
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Data rows seen.
    pub read: u64,
    /// Rows handed on as program sheets.
    pub accepted: u64,
    /// What was wrong.
    pub problems: Problems,
    /// Control totals of program cost (照合用の合計), by year and stage.
    pub totals: BTreeMap<(FiscalYear, Stage), ControlTotal>,
}

/// Program cost added up, to be held against the source's own total (照合用の合計).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlTotal {
    /// Over every row whose cost could be read, in yen.
    pub read_yen: i128,
    /// Over the accepted rows alone, in yen.
    pub accepted_yen: i128,
    /// Over the accepted rows alone, in the unit of the file and each amount cut to whole units.
    pub accepted_in_units: i128,
    /// Over every row whose cost could be read, in the unit of the file and each amount cut to whole units: the way a
    /// source that prints whole 千円 adds up its own rows.
    pub read_in_units: i128,
}

/// Problems found (指摘一覧): the first ones in full, all of them counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The first [`MAX_LISTED`] problems.
    pub list: Vec<Problem>,
    /// How many of each code, complete.
    pub counts: BTreeMap<&'static str, u64>,
    /// Whether one of them makes the whole file unusable.
    pub fatal: bool,
}

impl Problems {
    /// How many problems there are in all.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    pub(crate) fn add(&mut self, kind: &'static reform::ProblemKind, problem: impl FnOnce() -> Problem) {
        *self.counts.entry(kind.code).or_default() += 1;
        self.fatal |= kind.severity == Severity::Fatal;
        if self.list.len() < MAX_LISTED {
            self.list.push(problem());
        }
    }
}

/// Reads every program of a file, handing each accepted one to `each` in file order; [`ControlFlow::Break`] stops it.
///
/// A fault may show only at the end of a file: a caller that stores as it goes must undo everything when
/// [`Problems::fatal`] is set afterwards.
pub fn read_programs(
    mapping: &Mapping,
    file_name: &str,
    input: Input<'_>,
    each: &mut dyn FnMut(ProgramSheet) -> ControlFlow<()>,
) -> Reading {
    let mut session =
        Session { mapping, file: base_name(file_name), sheet: None, reading: Reading::default(), rows: None };
    if let Err((kind, excerpt)) = session.run(file_name, input, each) {
        let place = Place { sheet: session.sheet.clone(), ..Place::file(&session.file) };
        session.reading.problems.add(kind, || Problem::new(kind, place, excerpt));
    }
    session.reading
}

/// The last part of a path, whatever system it was made on, without invisible characters: names are shown, never opened.
pub(crate) fn base_name(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or("");
    let shown: String = base.chars().filter(|c| !crate::clean::is_unwanted(*c)).collect();
    match shown.trim() {
        "" | "." | ".." => "(無名)".to_owned(),
        shown => shown.to_owned(),
    }
}

struct Session<'m> {
    mapping: &'m Mapping,
    file: String,
    sheet: Option<String>,
    reading: Reading,
    rows: Option<RowReader<'m>>,
}

/// What the first bytes of a file say it is.
pub(crate) enum Kind {
    Workbook,
    Text,
}

impl<'m> Session<'m> {
    fn run(
        &mut self,
        file_name: &str,
        input: Input<'_>,
        each: &mut dyn FnMut(ProgramSheet) -> ControlFlow<()>,
    ) -> Result<(), Refusal> {
        let kind = kind_of(file_name, input)?;
        let (wanted, found) = (
            self.mapping.format,
            match kind {
                Kind::Workbook => Format::Xlsx,
                Kind::Text => Format::Csv,
            },
        );
        if wanted != Format::Any && wanted != found {
            return Err((&problems::FORMAT_UNEXPECTED, format!("{} ≠ {}", wanted.name(), found.name())));
        }
        match kind {
            Kind::Text => text::read_rows(input, &mut |row| self.row(row, each))?,
            Kind::Workbook => {
                let mut name = None;
                let sheet = self.mapping.sheet.as_deref();
                // The name is known before the first row, but only one closure may hold `self`.
                let cell = std::cell::RefCell::new(&mut name);
                let result = workbook::read_rows(
                    input,
                    sheet,
                    &mut |sheet| **cell.borrow_mut() = Some(sheet.to_owned()),
                    &mut |row| {
                        if self.sheet.is_none() {
                            self.sheet.clone_from(&**cell.borrow());
                        }
                        self.row(row, each)
                    },
                );
                result?;
            }
        }
        if !self.reading.problems.fatal {
            if self.rows.is_none() {
                return Err((&problems::HEADER_ROW_MISSING, format!("header_row = {}", self.mapping.header_row)));
            }
            if self.reading.read == 0 {
                return Err((&problems::NO_DATA_ROWS, String::new()));
            }
        }
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, each: &mut dyn FnMut(ProgramSheet) -> ControlFlow<()>) -> ControlFlow<()> {
        if row.number < self.mapping.header_row {
            return ControlFlow::Continue(());
        }
        let Some(rows) = &mut self.rows else {
            return if row.number == self.mapping.header_row { self.headings(row) } else { ControlFlow::Break(()) };
        };
        if row.number < self.mapping.first_data_row || rows.is_blank(row) {
            return ControlFlow::Continue(());
        }
        match rows.read(row, &mut self.reading) {
            Some(sheet) => each(sheet),
            None => ControlFlow::Continue(()),
        }
    }

    fn headings(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        if row.width() > MAX_COLUMNS {
            let place = Place { sheet: self.sheet.clone(), row: Some(row.number), ..Place::file(&self.file) };
            let kind = &problems::TOO_MANY_COLUMNS;
            self.reading.problems.add(kind, || Problem::new(kind, place, row.width().to_string()));
            return ControlFlow::Break(());
        }
        let headings = (0..row.width()).map(|column| match row.cell(column) {
            Cell::Text(text) => text.into_owned(),
            Cell::Number(number) => number.to_string(),
            _ => String::new(),
        });
        let (layout, faults) = layout::resolve(self.mapping, headings.collect());
        let rows = RowReader::new(self.mapping, layout, self.file.clone(), self.sheet.clone());
        for (kind, column, words) in faults {
            let place = rows.place(Some(row.number), column);
            self.reading.problems.add(kind, || Problem::new(kind, place, words));
        }
        self.rows = Some(rows);
        if self.reading.problems.fatal { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Tells a workbook from a text by its first bytes; the name only adds what was promised.
pub(crate) fn kind_of(file_name: &str, input: Input<'_>) -> Result<Kind, Refusal> {
    let mut head = [0u8; 8];
    let length = match input {
        Input::Bytes(bytes) if bytes.len() as u64 > MAX_FILE_BYTES => {
            let megabytes = |bytes: u64| bytes / (1024 * 1024);
            let words = format!("{} MB > {} MB", megabytes(bytes.len() as u64), megabytes(MAX_FILE_BYTES));
            return Err((&problems::FILE_TOO_LARGE, words));
        }
        Input::Bytes(bytes) => (&bytes[..bytes.len().min(8)]).read(&mut head),
        Input::Path(path) => File::open(path).and_then(|file| {
            let mut start = Vec::new();
            file.take(8).read_to_end(&mut start)?;
            head[..start.len()].copy_from_slice(&start);
            Ok(start.len())
        }),
    };
    let head = match length {
        Err(error) => return Err((&problems::FILE_UNREADABLE, error.to_string())),
        Ok(0) => return Err((&problems::FILE_EMPTY, String::new())),
        Ok(length) => &head[..length],
    };
    let extension = file_name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let is_archive = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06");
    if is_archive || head.starts_with(&compound::SIGNATURE[..4]) {
        Ok(Kind::Workbook)
    } else if matches!(extension.as_str(), "xlsx" | "xlsm" | "xls" | "ods" | "xlsb") {
        Err((&problems::NOT_EXCEL, format!(".{extension}")))
    } else if head.starts_with(b"%PDF") {
        Err((&problems::NOT_TEXT, "PDF".to_owned()))
    } else {
        Ok(Kind::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_cut_to_their_last_part() {
        for (given, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\市\\事業.xlsx", "事業.xlsx"),
            ("a/../..", "(無名)"),
            ("", "(無名)"),
            ("x\u{202E}vsc.exe", "xvsc.exe"),
            ("<b>.csv", "<b>.csv"),
        ] {
            assert_eq!(base_name(given), shown);
        }
    }
}
