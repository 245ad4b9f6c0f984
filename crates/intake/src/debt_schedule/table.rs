//! The rows of a schedule that is a table: a CSV or the first sheet of a workbook.

use std::ops::ControlFlow;

use fiscal::{Quantity, Yen};
use reform::search_text::fold;
use reform::{Place, Problem, ProblemKind};

use super::{ScheduleRow, YEARS_MAX, fault_kind};
use crate::cell::{Cell, Row};
use crate::letters::letter_of;
use crate::number::{MoneyUnit, parse_money, to_yen};
use crate::programs::{Input, Kind, kind_of};
use crate::year_text::{YearFault, parse_year};
use crate::{problems, text, workbook};

/// How the headings of a column begin.
const YEAR: &[&str] = &["年度", "年", "year", "fiscal_year", "fiscal year"];
const PRINCIPAL: &[&str] = &["元金", "償還", "principal", "redemption"];
const INTEREST: &[&str] = &["利子", "利息", "interest"];

/// Where the columns are and what the amounts count.
struct Columns {
    year: usize,
    principal: (usize, MoneyUnit),
    interest: Option<(usize, MoneyUnit)>,
}

/// A reading in progress.
struct Reader<'f> {
    file: &'f str,
    sheet: Option<String>,
    columns: Option<Columns>,
    rows: Vec<ScheduleRow>,
    faults: Vec<Problem>,
}

/// Every year of the table, with what was wrong in single cells.
///
/// # Errors
/// When the file cannot be read as a table of years at all.
pub(super) fn read_rows(file: &str, input: Input<'_>) -> Result<(Vec<ScheduleRow>, Vec<Problem>), Vec<Problem>> {
    let mut reader = Reader { file, sheet: None, columns: None, rows: Vec::new(), faults: Vec::new() };
    let read = kind_of(file, input).and_then(|kind| match kind {
        Kind::Text => text::read_rows(input, &mut |row| reader.row(row)),
        Kind::Workbook => {
            let sheet = std::cell::RefCell::new(None);
            workbook::read_rows(input, None, &mut |name| *sheet.borrow_mut() = Some(name.to_owned()), &mut |row| {
                reader.sheet.clone_from(&sheet.borrow());
                reader.row(row)
            })
        }
    });
    if let Err((kind, words)) = read {
        let place = Place { sheet: reader.sheet.clone(), ..Place::file(file) };
        return Err(vec![Problem::new(kind, place, words)]);
    }
    if reader.columns.is_none() && reader.faults.is_empty() {
        reader.faults.push(Problem::new(&problems::SCHEDULE_EMPTY, Place::file(file), ""));
    }
    match reader.columns {
        Some(_) => Ok((reader.rows, reader.faults)),
        None => Err(reader.faults),
    }
}

impl Reader<'_> {
    fn row(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        if (0..row.width()).all(|column| row.is_blank(column)) {
            return ControlFlow::Continue(());
        }
        let Some(columns) = &self.columns else {
            self.columns = find_columns(row);
            if self.columns.is_some() {
                return ControlFlow::Continue(());
            }
            let headings: Vec<String> = (0..row.width().min(20)).map(|column| words_of(&row.cell(column))).collect();
            self.tell(&problems::SCHEDULE_COLUMNS, row.number, None, headings.join(" | "));
            return ControlFlow::Break(());
        };
        let (year_column, principal, interest) = (columns.year, columns.principal, columns.interest);
        let principal = |reader: &mut Self| reader.amount(row, principal.0, principal.1);
        let year_text = words_of(&row.cell(year_column));
        if matches!(fold(&year_text).as_str(), "合計" | "計" | "total") {
            let total = principal(self);
            self.check_total(row, total);
            return ControlFlow::Continue(());
        }
        if self.rows.len() > YEARS_MAX {
            return ControlFlow::Break(());
        }
        let year = match parse_year(&year_text, None) {
            Ok(year) => Some(year),
            Err(fault) => {
                let kind = match fault {
                    YearFault::Unreadable => &problems::YEAR_UNREADABLE,
                    YearFault::Impossible => &problems::YEAR_IMPOSSIBLE,
                };
                self.tell(kind, row.number, Some(year_column), year_text);
                None
            }
        };
        let principal = principal(self);
        let interest = interest.and_then(|(column, unit)| self.amount(row, column, unit));
        self.rows.push(ScheduleRow { place: self.place(row.number, Some(year_column)), year, principal, interest });
        ControlFlow::Continue(())
    }

    /// A row of totals must say what the years above it say.
    fn check_total(&mut self, row: &Row<'_>, total: Option<Yen>) {
        let sum = Yen::checked_sum(self.rows.iter().filter_map(|row| row.principal));
        if let (Some(total), Ok(sum)) = (total, sum)
            && total != sum
        {
            let words = format!("計 / total {total} ≠ Σ {sum} 円");
            self.tell(&problems::SCHEDULE_SUM, row.number, None, words);
        }
    }

    fn amount(&mut self, row: &Row<'_>, column: usize, unit: MoneyUnit) -> Option<Yen> {
        if row.is_blank(column) {
            self.tell(&problems::SCHEDULE_BLANK, row.number, Some(column), String::new());
            return None;
        }
        let cell = row.cell(column);
        let read = match &cell {
            Cell::Number(number) => match Quantity::from_spreadsheet(*number) {
                Some(number) => to_yen(number, unit),
                None => Err(crate::number::NumberFault::OutOfRange),
            },
            Cell::Text(text) => parse_money(text, unit),
            Cell::Fault(fault) => {
                self.tell(&problems::SPREADSHEET_FAULT, row.number, Some(column), fault.clone());
                return None;
            }
            _ => Err(crate::number::NumberFault::NotANumber),
        };
        match read {
            Ok(amount) => Some(amount),
            Err(fault) => {
                self.tell(fault_kind(fault), row.number, Some(column), words_of(&cell));
                None
            }
        }
    }

    fn tell(&mut self, kind: &'static ProblemKind, row: u32, column: Option<usize>, words: String) {
        let place = self.place(row, column);
        self.faults.push(Problem::new(kind, place, words));
    }

    fn place(&self, row: u32, column: Option<usize>) -> Place {
        Place { file: self.file.to_owned(), sheet: self.sheet.clone(), row: Some(row), column: column.map(letter_of) }
    }
}

fn find_columns(row: &Row<'_>) -> Option<Columns> {
    let headings: Vec<String> = (0..row.width()).map(|column| fold(&words_of(&row.cell(column)))).collect();
    let find =
        |words: &[&str]| headings.iter().position(|heading| words.iter().any(|word| heading.starts_with(&fold(word))));
    let with_unit = |column: usize| (column, unit_of(&headings[column]));
    Some(Columns { year: find(YEAR)?, principal: with_unit(find(PRINCIPAL)?), interest: find(INTEREST).map(with_unit) })
}

/// The unit in a heading: `元金（千円）`.
fn unit_of(heading: &str) -> MoneyUnit {
    let units = [MoneyUnit::Million, MoneyUnit::Thousand, MoneyUnit::Oku];
    units.into_iter().find(|unit| heading.contains(unit.name())).unwrap_or(MoneyUnit::Yen)
}

fn words_of(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(number) => Quantity::from_spreadsheet(*number).map(|n| n.to_string()).unwrap_or_default(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Fault(fault) => fault.clone(),
        Cell::Undecodable(bytes) => format!("{bytes:02X?}"),
    }
}
