//! Reading a list of facilities (公共施設一覧の読み取り): one file and one mapping in, facilities and problems out.

pub mod infrastructure;
pub mod kinds;
mod mapping;
mod rows;

use std::cell::RefCell;
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use reform::facility::{Facility, SharedCost};
use reform::{Place, Problem};

pub use kinds::KINDS;
pub use mapping::FacilityMapping;

use crate::cell::{Cell, Row};
use crate::letters::MAX_COLUMNS;
use crate::mapping::Format;
use crate::programs::{Input, Kind, Problems, base_name, kind_of};
use crate::text::Refusal;
use crate::{problems, text, workbook};
use rows::FacilityRows;

/// What a reading found (読み取り結果).
#[derive(Clone, Debug, Default)]
pub struct FacilityReading {
    /// Data rows seen.
    pub read: u64,
    /// The facilities without an error, in file order.
    pub facilities: Vec<Facility>,
    /// The amounts that whole groups share, each once.
    pub shared_costs: Vec<SharedCost>,
    /// What was wrong.
    pub problems: Problems,
}

/// Reads every facility of a file. `latest` is the last fiscal year a facility may have been built in when the mapping
/// does not say what year the list is of.
pub fn read_facilities(
    mapping: &FacilityMapping,
    file_name: &str,
    input: Input<'_>,
    latest: FiscalYear,
) -> FacilityReading {
    let latest = mapping.as_of().unwrap_or(latest);
    let mut session = Session {
        mapping,
        latest,
        file: base_name(file_name),
        sheet: None,
        reading: FacilityReading::default(),
        rows: None,
    };
    if let Err((kind, excerpt)) = session.run(file_name, input) {
        let place = Place { sheet: session.sheet.clone(), ..Place::file(&session.file) };
        session.reading.problems.add(kind, || Problem::new(kind, place, excerpt));
    }
    if let Some(rows) = session.rows {
        session.reading.shared_costs = rows.into_shared_costs();
    }
    session.reading
}

struct Session<'m> {
    mapping: &'m FacilityMapping,
    latest: FiscalYear,
    file: String,
    sheet: Option<String>,
    reading: FacilityReading,
    rows: Option<FacilityRows<'m>>,
}

impl Session<'_> {
    fn run(&mut self, file_name: &str, input: Input<'_>) -> Result<(), Refusal> {
        let kind = kind_of(file_name, input)?;
        let found = match kind {
            Kind::Workbook => Format::Xlsx,
            Kind::Text => Format::Csv,
        };
        let wanted = self.mapping.format;
        if wanted != Format::Any && wanted != found {
            return Err((&problems::FORMAT_UNEXPECTED, format!("{} ≠ {}", wanted.name(), found.name())));
        }
        match kind {
            Kind::Text => text::read_rows(input, &mut |row| self.row(row))?,
            Kind::Workbook => {
                // The sheet's name is known before its first row, but only one closure may hold `self`.
                let name = RefCell::new(None);
                let sheet = self.mapping.sheet.as_deref();
                let on_sheet = &mut |sheet: &str| *name.borrow_mut() = Some(sheet.to_owned());
                workbook::read_rows(input, sheet, on_sheet, &mut |row| {
                    if self.sheet.is_none() {
                        self.sheet.clone_from(&name.borrow());
                    }
                    self.row(row)
                })?;
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

    fn row(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        if row.number < self.mapping.header_row {
            return ControlFlow::Continue(());
        }
        let Some(rows) = &mut self.rows else {
            return if row.number == self.mapping.header_row { self.headings(row) } else { ControlFlow::Break(()) };
        };
        if row.number >= self.mapping.first_data_row && !rows.is_blank(row) {
            self.reading.read += 1;
            if let Some(facility) = rows.read(row, &mut self.reading.problems) {
                self.reading.facilities.push(facility);
            }
        }
        ControlFlow::Continue(())
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
        let headings = headings.collect();
        let (rows, faults) =
            FacilityRows::new(self.mapping, headings, self.file.clone(), self.sheet.clone(), self.latest);
        for (kind, column, words) in faults {
            let place = rows.place(Some(row.number), column);
            self.reading.problems.add(kind, || Problem::new(kind, place, words));
        }
        self.rows = Some(rows);
        if self.reading.problems.fatal { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
