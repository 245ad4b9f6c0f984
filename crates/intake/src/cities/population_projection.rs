//! Future population (将来推計人口): a CSV with a row for each municipality and a column for each fifth year.

use std::collections::HashSet;
use std::ops::ControlFlow;

use fiscal::Quantity;
use fiscal::comparison::Figure;
use reform::city::catalogue::PROJECTED;
use reform::city::{AreaCode, CityDirectory, CitySeries, find_indicator};

use super::figure::{Found, read_figure};
use super::{CityReading, Session, close, each_row, kinds, text_of};
use crate::cell::Row;
use crate::problems;
use crate::programs::Input;

/// Headings of the age groups, before `_` and the year.
const AGES: [&str; 3] = ["age0_14", "age15_64", "age65"];

/// Reads the file: `code`, `name`, calendar years, and age groups as `age0_14_2050`.
///
/// A municipality whose future is not published stands there with noughts and blanks; it is left out with a warning.
pub fn read_population_projection(file_name: &str, input: Input<'_>, directory: &CityDirectory) -> CityReading {
    let mut session = Session::new(file_name, directory);
    let mut columns: Option<Columns> = None;
    let mut seen = HashSet::new();
    let result = each_row(&mut session, file_name, input, &mut |session, row| {
        match &columns {
            None => {
                columns = Columns::find(session, row);
                if columns.is_none() {
                    return ControlFlow::Break(());
                }
            }
            Some(columns) => read_row(session, row, columns, &mut seen),
        }
        ControlFlow::Continue(())
    });
    close(session, result, columns.is_some())
}

struct Columns {
    code: usize,
    name: usize,
    /// The column and which of [`PROJECTED`] it is, in the order of the series.
    figures: Vec<(usize, usize)>,
}

impl Columns {
    fn find(session: &mut Session<'_>, row: &Row<'_>) -> Option<Columns> {
        if !session.take_headings(row) {
            return None;
        }
        let headings = session.headings.clone();
        let mut need = |heading: &str| {
            let found = headings.iter().position(|known| known == heading);
            if found.is_none() {
                session.tell(&problems::HEADER_MISSING, Some(row.number), None, heading);
            }
            found
        };
        let (code, name) = (need("code"), need("name"));
        let (code, name) = (code?, name?);
        let (mut figures, mut unmapped) = (Vec::new(), Vec::new());
        for (column, heading) in headings.iter().enumerate().filter(|(column, _)| ![code, name].contains(column)) {
            let Some((what, year)) = meaning(heading) else {
                unmapped.push(heading.clone());
                continue;
            };
            let series = &mut session.reading.series;
            if series.iter().any(|known| known.indicator == PROJECTED[what] && known.fiscal_year == year) {
                session.tell(&problems::HEADER_DUPLICATE, Some(row.number), Some(column), heading);
                return None;
            }
            series.push(CitySeries { indicator: PROJECTED[what], fiscal_year: year, figures: Vec::new() });
            figures.push((column, what));
        }
        if !unmapped.is_empty() {
            session.tell(&problems::COLUMNS_UNMAPPED, Some(row.number), None, unmapped.join("、"));
        }
        if !figures.iter().any(|(_, what)| *what == 0) {
            session.tell(&problems::HEADER_MISSING, Some(row.number), None, "2020, 2025, …");
            return None;
        }
        Some(Columns { code, name, figures })
    }
}

fn read_row(session: &mut Session<'_>, row: &Row<'_>, columns: &Columns, seen: &mut HashSet<AreaCode>) {
    session.reading.read += 1;
    if !session.fits(row) {
        return;
    }
    let (digits, name) = (text_of(row, columns.code).into_owned(), text_of(row, columns.name).into_owned());
    let blank = |(column, _): &(usize, usize)| row.is_blank(*column) || text_of(row, *column) == "0";
    if columns.figures.iter().all(blank) {
        session.tell(&kinds::PROJECTION_ABSENT, Some(row.number), Some(columns.name), format!("{digits} {name}"));
        return;
    }
    let padded = if digits.len() == 4 { format!("0{digits}") } else { digits.clone() };
    let Ok(code) = padded.parse::<AreaCode>() else {
        session.tell(&kinds::CODE_WRONG, Some(row.number), Some(columns.code), format!("{digits} {name}"));
        return;
    };
    let Some(code) = session.name_city(row.number, columns.code, code, "", &name) else { return };
    if !seen.insert(code) {
        session.tell(&kinds::CITY_REPEATED, Some(row.number), Some(columns.code), format!("{code} {name}"));
        return;
    }
    let mut people: Vec<(usize, i32, i64)> = Vec::new();
    for (place, (column, what)) in columns.figures.iter().enumerate() {
        let Some(indicator) = find_indicator(PROJECTED[*what]) else { continue };
        match read_figure(&row.cell(*column), indicator, 1, false) {
            Found::Figure(Figure::Value(Quantity { units, .. })) if units > 0 || *what > 0 => {
                let series = &mut session.reading.series[place];
                series.figures.push((code, Figure::Value(Quantity::whole(units)), row.number));
                people.push((*what, series.fiscal_year, units));
            }
            Found::Figure(Figure::Value(_)) => {
                session.tell(&kinds::POPULATION_ZERO, Some(row.number), Some(*column), "0");
            }
            Found::Blank | Found::Figure(_) | Found::Doubtful(..) => {
                session.tell(&kinds::FIGURE_BLANK, Some(row.number), Some(*column), "");
            }
            Found::Fault(kind, excerpt) => session.tell(kind, Some(row.number), Some(*column), excerpt),
        }
    }
    check_ages(session, row.number, &people);
}

/// The three age groups of a year make its population.
fn check_ages(session: &mut Session<'_>, row: u32, people: &[(usize, i32, i64)]) {
    for (_, year, total) in people.iter().filter(|(what, ..)| *what == 0) {
        let ages: Vec<i64> =
            people.iter().filter(|(what, of, _)| *what > 0 && of == year).map(|(.., persons)| *persons).collect();
        let sum: i64 = ages.iter().sum();
        if ages.len() == AGES.len() && sum != *total {
            session.tell(&kinds::AGES_DO_NOT_ADD_UP, Some(row), None, format!("{year}: {sum} ≠ {total}"));
        }
    }
}

/// Which of [`PROJECTED`] a heading is, and of which calendar year.
fn meaning(heading: &str) -> Option<(usize, i32)> {
    let year = |text: &str| text.parse().ok().filter(|year| text.len() == 4 && (1950..=2200).contains(year));
    if let Some(year) = year(heading) {
        return Some((0, year));
    }
    let (age, of) = heading.rsplit_once('_')?;
    let band = AGES.iter().position(|known| *known == age)?;
    Some((band + 1, year(of)?))
}
