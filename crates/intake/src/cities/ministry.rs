//! The ministry's tables of main indicators (総務省「主要財政指標一覧」): workbooks and CSV, one fiscal year each.
//!
//! The columns stand in another order in other years, so their headings decide. The rows of averages are kept as
//! published averages; notes below the table are passed over.

use std::collections::HashSet;
use std::ops::ControlFlow;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use reform::city::group::all_designated_cities;
use reform::city::{
    AreaCode, CityDirectory, CityKind, CitySeries, Group, Indicator, find_designated_city, find_indicator,
};
use unicode_normalization::UnicodeNormalization;

use super::figure::{Found, read_figure};
use super::{CityReading, Session, close, each_row, fold_heading, kinds, text_of, year};
use crate::cell::{Cell, Row};
use crate::problems;
use crate::programs::Input;

/// Headings and the indicators they stand for; both sides without spaces, brackets of units and `※`.
const HEADINGS: [(&str, &str); 13] = [
    ("財政力指数", "fiscal-capacity-index"),
    ("経常収支比率", "ordinary-balance-ratio"),
    ("実質公債費比率", "real-debt-service-ratio"),
    ("将来負担比率", "future-burden-ratio"),
    ("実質赤字比率", "real-deficit-ratio"),
    ("連結実質赤字比率", "consolidated-real-deficit-ratio"),
    ("起債制限比率", "bond-restriction-ratio"),
    ("公債費負担比率", "debt-service-burden-ratio"),
    ("実質収支比率", "real-balance-ratio"),
    ("ラスパイレス指数", "laspeyres-index"),
    ("ラスパイレス指数参考値", "laspeyres-index-reference"),
    ("ラスパイレス指数(参考値)", "laspeyres-index-reference"),
    ("標準財政規模", "standard-fiscal-scale"),
];

/// Reads a table. `year` is what the person who imports says of it; without it the title or the file's name must.
pub fn read_indicators(
    file_name: &str,
    input: Input<'_>,
    year: Option<FiscalYear>,
    directory: &CityDirectory,
) -> CityReading {
    let mut session = Session::new(file_name, directory);
    let mut table = Table { option: year, title: String::new(), columns: None, seen: HashSet::new() };
    let result = each_row(&mut session, file_name, input, &mut |session, row| table.row(session, row));
    let found_headings = table.columns.is_some();
    if result.is_ok() && !session.reading.problems.fatal && found_headings {
        table.look_for_missing(&mut session);
    }
    close(session, result, found_headings)
}

struct Table {
    option: Option<FiscalYear>,
    title: String,
    columns: Option<Columns>,
    seen: HashSet<AreaCode>,
}

/// Where each column stands; the figures go to the series of the same place.
#[derive(Clone)]
struct Columns {
    code: Option<usize>,
    prefecture: Option<usize>,
    name: usize,
    indicators: Vec<(usize, &'static Indicator)>,
    year: i32,
}

impl Table {
    fn row(&mut self, session: &mut Session<'_>, row: &Row<'_>) -> ControlFlow<()> {
        let Some(columns) = self.columns.clone() else {
            return self.above(session, row);
        };
        let label = |column: Option<usize>| column.map(|column| text_of(row, column)).unwrap_or_default();
        let (code, prefecture, name) = (label(columns.code), label(columns.prefecture), label(Some(columns.name)));
        let whole = fold_heading(&format!("{code}{prefecture}{name}"));
        let states_something = columns.indicators.iter().any(|(column, _)| !row.is_blank(*column));
        if name.is_empty() && !states_something {
            // A note below the table stands in its first column.
            return ControlFlow::Continue(());
        }
        if !session.fits(row) {
            return ControlFlow::Continue(());
        }
        if whole.contains("平均") {
            self.average(session, row, &columns, &whole);
            return ControlFlow::Continue(());
        }
        session.reading.read += 1;
        let Some(code) = self.city(session, row, &columns, &code, &prefecture, &name) else {
            return ControlFlow::Continue(());
        };
        if !self.seen.insert(code) {
            session.tell(&kinds::CITY_REPEATED, Some(row.number), Some(columns.name), &name);
            return ControlFlow::Continue(());
        }
        for (place, (column, indicator)) in columns.indicators.iter().enumerate() {
            if let Some(figure) = figure(session, row, *column, indicator, false) {
                session.reading.series[place].figures.push((code, figure, row.number));
            }
        }
        ControlFlow::Continue(())
    }

    /// Above the table stands its title; the row with 団体名 is the headings.
    fn above(&mut self, session: &mut Session<'_>, row: &Row<'_>) -> ControlFlow<()> {
        let is_headings = (0..row.width().min(64)).any(|column| fold_heading(&text_of(row, column)) == "団体名");
        if !is_headings {
            for column in 0..row.width().min(64) {
                self.title.push_str(&text_of(row, column));
                self.title.push(' ');
            }
            return if row.number > 50 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        }
        if !session.take_headings(row) || !year::decide(session, self.option, &self.title, Some(1)) {
            return ControlFlow::Break(());
        }
        self.columns = self.columns_of(session, row.number);
        if self.columns.is_none() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn columns_of(&self, session: &mut Session<'_>, row: u32) -> Option<Columns> {
        let headings = session.headings.clone();
        let find = |heading: &str| headings.iter().position(|known| known == heading);
        let (code, prefecture, name) = (find("団体コード"), find("都道府県名"), find("団体名")?);
        let mut indicators: Vec<(usize, &'static Indicator)> = Vec::new();
        let mut unmapped = Vec::new();
        for (column, heading) in headings.iter().enumerate() {
            if heading.is_empty() || [code, prefecture, Some(name)].contains(&Some(column)) {
                continue;
            }
            let Some(indicator) = indicator_of(heading) else {
                unmapped.push(heading.clone());
                continue;
            };
            if indicators.iter().any(|(_, known)| known.key == indicator.key) {
                session.tell(&problems::HEADER_DUPLICATE, Some(row), Some(column), heading);
                return None;
            }
            indicators.push((column, indicator));
        }
        if !unmapped.is_empty() {
            session.tell(&problems::COLUMNS_UNMAPPED, Some(row), None, unmapped.join("、"));
        }
        if indicators.is_empty() {
            session.tell(&kinds::NO_INDICATOR, Some(row), None, headings.join("、"));
            return None;
        }
        let year = session.reading.year?.start();
        let series = |(_, indicator): &(usize, &'static Indicator)| CitySeries {
            indicator: indicator.key,
            fiscal_year: year,
            figures: Vec::new(),
        };
        session.reading.series = indicators.iter().map(series).collect();
        Some(Columns { code, prefecture, name, indicators, year })
    }

    fn city(
        &self,
        session: &mut Session<'_>,
        row: &Row<'_>,
        columns: &Columns,
        code: &str,
        prefecture: &str,
        name: &str,
    ) -> Option<AreaCode> {
        if let Some(column) = columns.code {
            return session.city_of_code(row.number, column, code, prefecture, name);
        }
        let found = match columns.prefecture {
            Some(_) => session.directory.find(prefecture, name),
            // Without a prefecture only a designated city's name is its alone.
            None => {
                reform::city::find_designated_city_by_name(name).and_then(|city| session.directory.city(city.code()))
            }
        };
        let found = found.map(|city| city.code);
        if found.is_none() {
            let excerpt = format!("{prefecture} {name}");
            session.tell(&kinds::CITY_UNKNOWN, Some(row.number), Some(columns.name), excerpt.trim());
        }
        found
    }

    fn average(&self, session: &mut Session<'_>, row: &Row<'_>, columns: &Columns, label: &str) {
        let group = match label {
            "政令指定都市平均" | "指定都市平均" => Group::DesignatedCities,
            "全国市町村平均" | "全国市区町村平均" | "市町村平均" => Group::Municipalities,
            _ => {
                session.tell(&kinds::AVERAGE_UNKNOWN, Some(row.number), Some(columns.name), label);
                return;
            }
        };
        for (column, indicator) in &columns.indicators {
            if let Some(figure) = figure(session, row, *column, indicator, true) {
                session.reading.averages.push((group, indicator.key, columns.year, figure, row.number));
            }
        }
    }

    /// A table of designated cities must have those of its year, a table of all municipalities those known.
    fn look_for_missing(&self, session: &mut Session<'_>) {
        let Some(year) = session.reading.year else { return };
        let designated = |code: &AreaCode| find_designated_city(*code).is_some();
        let mut missing: Vec<(AreaCode, String)> = Vec::new();
        if self.seen.iter().all(designated) {
            for city in all_designated_cities() {
                let member = city.since_year() <= year;
                if member && !self.seen.contains(&city.code()) {
                    missing.push((city.code(), city.name.to_owned()));
                } else if !member && self.seen.contains(&city.code()) {
                    let excerpt = format!("{} {} ({})", city.name, year.japanese(), city.since);
                    session.tell(&kinds::NOT_DESIGNATED_THEN, None, None, excerpt);
                }
            }
        } else {
            missing = missing_municipalities(session.directory, &self.seen);
        }
        for (code, name) in missing {
            session.tell(&kinds::CITY_MISSING, None, None, format!("{code} {name} {}", year.japanese()));
        }
    }
}

/// The municipalities known that a file of all of them leaves out; none when it was not meant to have them all.
pub(super) fn missing_municipalities(directory: &CityDirectory, seen: &HashSet<AreaCode>) -> Vec<(AreaCode, String)> {
    let known = directory.municipalities().count();
    if seen.len() * 2 < known {
        return Vec::new();
    }
    let absent =
        directory.municipalities().filter(|city| !seen.contains(&city.code) && city.kind != CityKind::CityWard);
    let mut missing: Vec<(AreaCode, String)> = absent.map(|city| (city.code, city.name.clone())).collect();
    missing.sort();
    missing
}

/// A figure of a cell, with what is to be said of it; `None` when there is none to keep.
fn figure(
    session: &mut Session<'_>,
    row: &Row<'_>,
    column: usize,
    indicator: &Indicator,
    is_average: bool,
) -> Option<Figure> {
    let (figure, told) = match read_figure(&row.cell(column), indicator, 1, is_average) {
        Found::Figure(figure) => (Some(figure), None),
        Found::Doubtful(figure, kind) => (Some(figure), Some((kind, cell_text(row, column)))),
        Found::Blank => (None, Some((&kinds::FIGURE_BLANK, String::new()))),
        Found::Fault(kind, excerpt) => (None, Some((kind, excerpt))),
    };
    if let Some((kind, excerpt)) = told {
        session.tell(kind, Some(row.number), Some(column), excerpt);
    }
    figure.filter(|figure| *figure != Figure::Missing)
}

fn cell_text(row: &Row<'_>, column: usize) -> String {
    match row.cell(column) {
        Cell::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

/// The indicator of a heading; `（％）` and `※` behind it say nothing of what it is.
fn indicator_of(heading: &str) -> Option<&'static Indicator> {
    let folded: String = heading.nfkc().filter(|c| !c.is_whitespace() && *c != '※').collect();
    let plain = ["(%)", "(千円)"].iter().fold(folded.as_str(), |text, unit| text.strip_suffix(unit).unwrap_or(text));
    let (_, key) = HEADINGS.iter().find(|(known, _)| *known == plain)?;
    find_indicator(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_decide_whatever_their_spaces_and_marks() {
        let key = |heading: &str| indicator_of(&fold_heading(heading)).map(|indicator| indicator.key);
        assert_eq!(key("財政力指数"), Some("fiscal-capacity-index"));
        assert_eq!(key("経 常 収 支\n比 率（％）"), Some("ordinary-balance-ratio"));
        assert_eq!(key("ラスパイレス指数\n参考値※"), Some("laspeyres-index-reference"));
        assert_eq!(key("ラスパイレス指数（参考値）"), Some("laspeyres-index-reference"));
        assert_eq!(key("実質単年度収支"), None);
        for (_, key) in HEADINGS {
            assert!(find_indicator(key).is_some(), "{key}");
        }
    }
}
