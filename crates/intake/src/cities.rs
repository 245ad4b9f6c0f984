//! Published figures of cities (都市の指標の読み取り): one file in, its figures and the problems found in it out.
//!
//! - [`ministry`]: the tables of main indicators (主要財政指標), as workbooks or CSV
//! - [`cards`]: settlement cards (決算カード), by a mapping
//! - [`population_projection`]: future population (将来推計人口)
//! - [`municipality_codes`]: the table of codes and names (全国地方公共団体コード)

pub mod card_mapping;
pub mod cards;
mod figure;
pub mod kinds;
pub mod ministry;
pub mod municipality_codes;
pub mod population_projection;
mod year;

pub use card_mapping::CardMapping;
pub use kinds::KINDS;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use reform::city::{AreaCode, City, CityDirectory, CityKind, CitySeries, Group, YearFrom, fold_city_name};
use reform::plan::CityCode;
use reform::{Place, Problem, ProblemKind};

use crate::cell::{Cell, Row};
use crate::clean::is_unwanted;
use crate::letters::{MAX_COLUMNS, letter_of};
use crate::problems;
use crate::programs::{Input, Kind, Problems, base_name, kind_of};
use crate::text::Refusal;
use crate::{text, workbook};

/// An average as a file states it: over whom, the indicator's key, the fiscal year, the figure and its row.
pub type StatedAverage = (Group, &'static str, i32, Figure, u32);

/// What a reading found (読み取り結果).
#[derive(Clone, Debug)]
pub struct CityReading {
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// Data rows seen.
    pub read: u64,
    /// Its fiscal year, when it is of one.
    pub year: Option<FiscalYear>,
    /// Where that year was taken from.
    pub year_from: YearFrom,
    /// The cities it names.
    pub cities: Vec<City>,
    /// Its figures.
    pub series: Vec<CitySeries>,
    /// The averages it states.
    pub averages: Vec<StatedAverage>,
    /// What was wrong.
    pub problems: Problems,
}

impl Default for CityReading {
    fn default() -> CityReading {
        CityReading {
            sheet: None,
            read: 0,
            year: None,
            year_from: YearFrom::None,
            cities: Vec::new(),
            series: Vec::new(),
            averages: Vec::new(),
            problems: Problems::default(),
        }
    }
}

impl CityReading {
    /// How many figures it gives, averages included.
    pub fn figures(&self) -> u64 {
        let series: usize = self.series.iter().map(|series| series.figures.len()).sum();
        (series + self.averages.len()) as u64
    }
}

/// A reading under way: the file, its headings, and what was found so far.
struct Session<'a> {
    file: String,
    directory: &'a CityDirectory,
    headings: Vec<String>,
    reading: CityReading,
}

impl<'a> Session<'a> {
    fn new(file_name: &str, directory: &'a CityDirectory) -> Session<'a> {
        Session { file: base_name(file_name), directory, headings: Vec::new(), reading: CityReading::default() }
    }

    /// Notes a problem of a row and column.
    fn tell(&mut self, kind: &'static ProblemKind, row: Option<u32>, column: Option<usize>, excerpt: impl AsRef<str>) {
        let place = Place {
            file: self.file.clone(),
            sheet: self.reading.sheet.clone(),
            row,
            column: column.map(|column| match self.headings.get(column) {
                Some(heading) if self.reading.sheet.is_none() && !heading.is_empty() => heading.clone(),
                _ => letter_of(column),
            }),
        };
        // What turns the reading direction is shown to nobody.
        let shown = || excerpt.as_ref().chars().filter(|c| !is_unwanted(*c)).collect::<String>();
        self.reading.problems.add(kind, || Problem::new(kind, place, shown()));
    }

    /// Whether a row has the fields its headings have: in a text a shifted row shows in their number.
    fn fits(&mut self, row: &Row<'_>) -> bool {
        let fits = self.reading.sheet.is_some() || row.width() == self.headings.len();
        if !fits {
            let excerpt = format!("{} ≠ {}", row.width(), self.headings.len());
            self.tell(&problems::FIELD_COUNT, Some(row.number), None, excerpt);
        }
        fits
    }

    /// Takes a row as the headings of the table; `false` when there are too many.
    fn take_headings(&mut self, row: &Row<'_>) -> bool {
        if row.width() > MAX_COLUMNS {
            self.tell(&problems::TOO_MANY_COLUMNS, Some(row.number), None, row.width().to_string());
            return false;
        }
        self.headings = (0..row.width()).map(|column| fold_heading(&text_of(row, column))).collect();
        true
    }

    /// A city by its code, in agreement with the prefecture and name beside it; noted as one this file names.
    ///
    /// Five digits are a code without check digit, or one whose leading nought a spreadsheet has eaten: the prefecture
    /// beside it tells which.
    fn city_of_code(
        &mut self,
        row: u32,
        column: usize,
        digits: &str,
        prefecture: &str,
        name: &str,
    ) -> Option<AreaCode> {
        let own = |code: &AreaCode| reform::city::prefecture_name(code.prefecture()) == Some(prefecture);
        if let Some(code) = digits.parse::<AreaCode>().ok().filter(own) {
            return self.name_city(row, column, code, prefecture, name);
        }
        let padded = if digits.len() == 5 { format!("0{digits}") } else { digits.to_owned() };
        match CityCode::parse(&padded) {
            Ok(code) => self.name_city(row, column, AreaCode::from(&code), prefecture, name),
            Err(error) => {
                self.tell(&kinds::CODE_WRONG, Some(row), Some(column), format!("{digits} {name}: {error}"));
                None
            }
        }
    }

    /// Holds a city's code against the prefecture and name beside it (either may be empty), and notes the city.
    fn name_city(&mut self, row: u32, column: usize, code: AreaCode, prefecture: &str, name: &str) -> Option<AreaCode> {
        let own = reform::city::prefecture_name(code.prefecture()).unwrap_or_default();
        if !prefecture.is_empty() && prefecture != own {
            self.tell(&kinds::CODE_WRONG, Some(row), Some(column), format!("{code}: {own} ≠ {prefecture} {name}"));
            return None;
        }
        if let Some(known) = self.directory.city(code) {
            if !name.is_empty() && fold_city_name(&known.name) != fold_city_name(name) {
                let excerpt = format!("{code} {} ≠ {name}", known.name);
                if self.directory.find(own, name).is_some() {
                    self.tell(&kinds::CODE_OF_ANOTHER, Some(row), Some(column), excerpt);
                    return None;
                }
                self.tell(&kinds::NAME_DIFFERS, Some(row), Some(column), excerpt);
            }
            // A file that says nothing new about a city need not name it again.
            return Some(code);
        }
        if self.directory.is_complete() {
            self.tell(&kinds::CITY_UNKNOWN, Some(row), Some(column), format!("{code} {name}"));
            return None;
        }
        let Some(kind) = CityKind::of(code, name) else {
            self.tell(&kinds::CITY_UNKNOWN, Some(row), Some(column), format!("{code} {name}"));
            return None;
        };
        self.reading.cities.push(City { code, name: name.to_owned(), prefecture: own.to_owned(), kind });
        Some(code)
    }
}

/// Hands on every row with a cell; in a workbook those of its first sheet.
fn each_row(
    session: &mut Session<'_>,
    file_name: &str,
    input: Input<'_>,
    each: &mut dyn FnMut(&mut Session<'_>, &Row<'_>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    match kind_of(file_name, input)? {
        Kind::Text => text::read_rows(input, &mut |row| each(session, row)),
        Kind::Workbook => {
            // The sheet's name is known before its first row, but only one closure may hold the session.
            let name = RefCell::new(None);
            let on_sheet = &mut |sheet: &str| *name.borrow_mut() = Some(sheet.to_owned());
            workbook::read_rows(input, None, on_sheet, &mut |row| {
                if session.reading.sheet.is_none() {
                    session.reading.sheet.clone_from(&name.borrow());
                }
                each(session, row)
            })
        }
    }
}

/// Closes a reading: a file that could not be read to its end gives a problem, one without rows another.
fn close(mut session: Session<'_>, result: Result<(), Refusal>, found_headings: bool) -> CityReading {
    if let Err((kind, excerpt)) = result {
        session.tell(kind, None, None, excerpt);
    } else if !session.reading.problems.fatal {
        if !found_headings {
            session.tell(&problems::HEADER_ROW_MISSING, None, None, "");
        } else if session.reading.read == 0 {
            session.tell(&problems::NO_DATA_ROWS, None, None, "");
        }
    }
    session.reading
}

/// A cell as trimmed text; full-width spaces count as spaces, numbers are written without decimals of nought.
fn text_of<'r>(row: &'r Row<'_>, column: usize) -> Cow<'r, str> {
    match row.cell(column) {
        Cell::Text(Cow::Borrowed(text)) => Cow::Owned(text.trim().to_owned()),
        Cell::Text(Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Undecodable(bytes) => Cow::Owned(String::from_utf8_lossy(bytes).into_owned()),
        Cell::Blank | Cell::Bool(_) | Cell::Date(_) | Cell::Fault(_) => Cow::Borrowed(""),
    }
}

/// A heading without spaces and line breaks.
fn fold_heading(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}').collect()
}
