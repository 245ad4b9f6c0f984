//! Settlement cards (決算カード): a table with a row for each municipality, or for each year of one city.
//!
//! Of some five hundred columns only those of the mapping are looked at; the rest is cut but never decoded.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use reform::city::{AreaCode, CityDirectory, CitySeries, YearFrom};

use super::card_mapping::{CardColumn, CardMapping, CityColumns};
use super::figure::{Found, read_figure};
use super::ministry::missing_municipalities;
use super::{CityReading, Session, close, each_row, kinds, text_of};
use crate::cell::Row;
use crate::problems;
use crate::programs::Input;
use crate::year_text::parse_year;

/// Reads settlement cards. `year` must be given for a table of many municipalities; it decides which headings are looked
/// for, so a table of another year is refused for want of them.
pub fn read_cards(
    mapping: &CardMapping,
    file_name: &str,
    input: Input<'_>,
    year: Option<FiscalYear>,
    directory: &CityDirectory,
) -> CityReading {
    let mut session = Session::new(file_name, directory);
    match (year, mapping.has_year_column()) {
        (None, false) => {
            session.tell(&kinds::YEAR_UNKNOWN, None, None, "");
            return session.reading;
        }
        (Some(year), true) => {
            session.tell(&kinds::YEAR_CONFLICT, None, None, format!("--year {}", year.start()));
            return session.reading;
        }
        (None, true) => session.reading.year_from = YearFrom::Column,
        (Some(year), false) => {
            (session.reading.year, session.reading.year_from) = (Some(year), YearFrom::Option);
        }
    }
    let mut table = Table { mapping, columns: None, series: HashMap::new(), seen: HashSet::new() };
    let result = each_row(&mut session, file_name, input, &mut |session, row| {
        match table.columns.take() {
            None => {
                table.columns = table.find_columns(session, row);
                if table.columns.is_none() {
                    return ControlFlow::Break(());
                }
            }
            Some(columns) => {
                table.row(session, row, &columns);
                table.columns = Some(columns);
            }
        }
        ControlFlow::Continue(())
    });
    if let (Ok(()), Some(year), false) = (&result, year, session.reading.problems.fatal) {
        let seen: HashSet<AreaCode> = table.seen.iter().map(|(code, _)| *code).collect();
        for (code, name) in missing_municipalities(directory, &seen) {
            session.tell(&kinds::CITY_MISSING, None, None, format!("{code} {name} {}", year.japanese()));
        }
    }
    close(session, result, table.columns.is_some())
}

struct Table<'m> {
    mapping: &'m CardMapping,
    columns: Option<Columns<'m>>,
    /// The place of a series among the reading's, by indicator and year.
    series: HashMap<(&'static str, i32), usize>,
    seen: HashSet<(AreaCode, i32)>,
}

struct Columns<'m> {
    whose: Whose,
    figures: Vec<(usize, &'m CardColumn)>,
}

enum Whose {
    City { prefecture_code: usize, city_code: usize, prefecture: usize, name: usize, year: i32 },
    Year { code: AreaCode, year: usize },
}

impl<'m> Table<'m> {
    fn find_columns(&self, session: &mut Session<'_>, row: &Row<'_>) -> Option<Columns<'m>> {
        if !session.take_headings(row) {
            return None;
        }
        let headings = session.headings.clone();
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(headings.len());
        let mut repeated: HashSet<&str> = HashSet::new();
        for (column, heading) in headings.iter().enumerate() {
            if places.insert(heading, column).is_some() {
                repeated.insert(heading);
            }
        }
        let mut missing = false;
        let mut need = |session: &mut Session<'_>, heading: &str| {
            let found = places.get(heading).copied();
            if found.is_none() {
                session.tell(&problems::HEADER_MISSING, Some(row.number), None, heading);
                missing = true;
            } else if repeated.contains(heading) {
                session.tell(&problems::HEADER_DUPLICATE, Some(row.number), found, heading);
            }
            found.unwrap_or(0)
        };
        let file_year = session.reading.year;
        let whose = match &self.mapping.city {
            CityColumns::EachCity { prefecture_code, city_code, prefecture, name } => Whose::City {
                prefecture_code: need(session, prefecture_code),
                city_code: need(session, city_code),
                prefecture: need(session, prefecture),
                name: need(session, name),
                year: file_year?.start(),
            },
            CityColumns::EachYear { code, year } => Whose::Year { code: *code, year: need(session, year) },
        };
        let year = file_year.unwrap_or(FiscalYear::new(2000).expect("2000 is in range"));
        let columns = &self.mapping.columns;
        let figures = columns.iter().map(|column| (need(session, &column.heading(year)), column)).collect();
        (!missing && !session.reading.problems.fatal).then_some(Columns { whose, figures })
    }

    fn row(&mut self, session: &mut Session<'_>, row: &Row<'_>, columns: &Columns<'_>) {
        session.reading.read += 1;
        if !session.fits(row) {
            return;
        }
        let Some((code, year)) = whose_row(session, row, &columns.whose) else { return };
        if !self.seen.insert((code, year)) {
            session.tell(&kinds::CITY_REPEATED, Some(row.number), None, format!("{code} {year}"));
            return;
        }
        for (column, what) in &columns.figures {
            let blank = if what.blank_is_nothing { Figure::Dash } else { Figure::Missing };
            let figure = match read_figure(&row.cell(*column), what.indicator, what.scale, false) {
                Found::Figure(figure) => figure,
                Found::Blank => blank,
                Found::Doubtful(figure, kind) => {
                    session.tell(kind, Some(row.number), Some(*column), text_of(row, *column));
                    figure
                }
                Found::Fault(kind, excerpt) => {
                    session.tell(kind, Some(row.number), Some(*column), excerpt);
                    continue;
                }
            };
            if figure == Figure::Missing {
                continue;
            }
            let of = year + what.offset;
            let series = &mut session.reading.series;
            let place = *self.series.entry((what.indicator.key, of)).or_insert_with(|| {
                series.push(CitySeries { indicator: what.indicator.key, fiscal_year: of, figures: Vec::new() });
                series.len() - 1
            });
            series[place].figures.push((code, figure, row.number));
        }
    }
}

/// Whose card a row is, and of which year.
fn whose_row(session: &mut Session<'_>, row: &Row<'_>, whose: &Whose) -> Option<(AreaCode, i32)> {
    match *whose {
        Whose::City { prefecture_code, city_code, prefecture, name, year } => {
            let texts = [prefecture_code, city_code, prefecture, name].map(|column| text_of(row, column));
            let [prefecture_digits, digits, prefecture, name] = texts.each_ref().map(|text| text.as_ref());
            // 1005 is 北九州市 of prefecture 40: three digits of the city's own and the check digit, without noughts.
            let code = format!("{prefecture_digits:0>2}{digits:0>4}");
            Some((session.city_of_code(row.number, city_code, &code, prefecture, name)?, year))
        }
        Whose::Year { code, year } => {
            let text = text_of(row, year);
            match parse_year(&text, None) {
                Ok(year) => Some((code, year.start())),
                Err(_) => {
                    session.tell(&problems::YEAR_UNREADABLE, Some(row.number), Some(year), &text);
                    None
                }
            }
        }
    }
}
