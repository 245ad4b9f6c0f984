//! A plan folder's own figures of cities (付録の指標): `designated-cities.toml` → [`PrintedFigures`].
//!
//! The file is optional. `[[table]]` is one year of several indicators and cities, `[[series]]` one indicator of one
//! city over the years. Values are texts, so that `0.70` keeps its zero; `−` is nothing to bear.

use std::collections::HashSet;

use fiscal::comparison::Figure;
use fiscal::{FiscalYear, Quantity};
use reform::Problem;
use reform::city::printed::{PrintedAverage, PrintedFigure, PrintedFigures};
use reform::city::{AreaCode, Indicator, all_indicators, find_indicator};

use crate::parameters::read_file;
use crate::plan::fields::{EXPLANATION_CHARS, Fields};
use crate::plan::findings::nearest;
use crate::plan::kinds::{DUPLICATE_ID, INVALID_NUMBER, UNKNOWN_CHOICE};

/// The name of the file in a plan folder.
pub const FILE: &str = "designated-cities.toml";

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line.
pub fn read(text: &str) -> Result<PrintedFigures, Vec<Problem>> {
    read_file(FILE, text, |top| {
        let mut read = Reading::default();
        for table in top.list("table", false) {
            read.table(&table);
            table.finish();
        }
        for series in top.list("series", false) {
            read.series(&series);
            series.finish();
        }
        Some(read.found)
    })
}

#[derive(Default)]
struct Reading {
    found: PrintedFigures,
    seen: HashSet<(AreaCode, &'static str, FiscalYear)>,
}

impl Reading {
    fn table(&mut self, fields: &Fields<'_>) {
        let year = fields.fiscal_year("year");
        let keys = fields.lines("indicators");
        let indicators: Vec<Option<&'static Indicator>> =
            keys.iter().map(|key| indicator(fields, "indicators", key)).collect();
        if keys.is_empty() {
            fields.line("indicators");
        }
        let averages = fields.lines("average");
        let source = fields.text("source", EXPLANATION_CHARS);
        expect_count(fields, "average", averages.len(), &[0, keys.len()]);
        let averages: Vec<Option<Quantity>> = averages.iter().map(|text| number(fields, "average", text)).collect();
        for city in fields.list("city", true) {
            let code = city.city_code("code").map(|code| AreaCode::from(&code));
            let values = city.lines("values");
            expect_count(&city, "values", values.len(), &[keys.len()]);
            for (text, indicator) in values.iter().zip(&indicators) {
                let figure = figure(&city, "values", text);
                if let (Some(year), Some(code), Some(indicator), Some(figure)) = (year, code, *indicator, figure) {
                    let source = source.clone();
                    self.keep(&city, PrintedFigure { city: code, indicator, year, figure, source });
                }
            }
            city.finish();
        }
        let Some(year) = year else { return };
        for (value, indicator) in averages.into_iter().zip(indicators) {
            if let (Some(value), Some(indicator)) = (value, indicator) {
                self.found.averages.push(PrintedAverage { indicator, year, value, source: source.clone() });
            }
        }
    }

    fn series(&mut self, fields: &Fields<'_>) {
        let code = fields.city_code("code").map(|code| AreaCode::from(&code));
        let indicator = indicator(fields, "indicator", &fields.line("indicator"));
        let mut year = fields.fiscal_year("first_year");
        let source = fields.text("source", EXPLANATION_CHARS);
        let values = fields.lines("values");
        expect_count(fields, "values", values.len().min(1), &[1]);
        for text in &values {
            let figure = figure(fields, "values", text);
            if let (Some(year), Some(city), Some(indicator), Some(figure)) = (year, code, indicator, figure) {
                // A year that a table gives as well is the table's: it brings the other cities along.
                if !self.seen.contains(&(city, indicator.key, year)) {
                    let source = source.clone();
                    self.keep(fields, PrintedFigure { city, indicator, year, figure, source });
                }
            }
            year = year.and_then(FiscalYear::next);
        }
    }

    fn keep(&mut self, fields: &Fields<'_>, printed: PrintedFigure) {
        if !self.seen.insert((printed.city, printed.indicator.key, printed.year)) {
            let twice = format!("{} {} {}", printed.city, printed.indicator.key, printed.year.short());
            fields.report_named(&DUPLICATE_ID, "code", &twice);
        }
        self.found.figures.push(printed);
    }
}

fn indicator(fields: &Fields<'_>, field: &str, key: &str) -> Option<&'static Indicator> {
    let found = find_indicator(key);
    if found.is_none() && !key.is_empty() {
        let near = nearest(key, all_indicators().map(|indicator| indicator.key));
        let excerpt = near.map_or_else(|| key.to_owned(), |near| format!("{key} → {near}?"));
        fields.report_named(&UNKNOWN_CHOICE, field, &excerpt);
    }
    found
}

fn figure(fields: &Fields<'_>, field: &str, text: &str) -> Option<Figure> {
    match text {
        "" => None,
        "−" | "-" | "－" => Some(Figure::Dash),
        text => number(fields, field, text).map(Figure::Value),
    }
}

fn number(fields: &Fields<'_>, field: &str, text: &str) -> Option<Quantity> {
    let number = text.parse().ok();
    if number.is_none() && !text.is_empty() {
        fields.report_named(&INVALID_NUMBER, field, text);
    }
    number
}

fn expect_count(fields: &Fields<'_>, field: &str, count: usize, allowed: &[usize]) {
    if !allowed.contains(&count) {
        let wanted = allowed.last().copied().unwrap_or_default();
        fields.report_named(&INVALID_NUMBER, field, &format!("{count} → {wanted}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT_IN: &str = include_str!("../../../plans/kitakyushu/designated-cities.toml");

    #[test]
    fn the_citys_own_file_reads() {
        let read = read(BUILT_IN).unwrap();
        let year = |year: i32| FiscalYear::new(year).unwrap();
        assert_eq!((read.averages.len(), read.of("ordinary-balance-ratio", year(2021)).count()), (8, 20));
        let own = |indicator: &'static str, at: i32| {
            let found: Vec<Figure> = read
                .of(indicator, year(at))
                .filter(|printed| printed.city.number() == 40_100)
                .map(|printed| printed.figure)
                .collect();
            found
        };
        assert_eq!(own("ordinary-balance-ratio", 2021), [Figure::Value("96.3".parse().unwrap())]);
        assert_eq!(own("ordinary-balance-ratio", 2024), [Figure::Value("99.3".parse().unwrap())]);
        assert_eq!(own("fiscal-capacity-index", 2021), [Figure::Value("0.70".parse().unwrap())]);
        assert_eq!(own("projected-population", 2050), [Figure::Value(Quantity::whole(729_000))]);
        let dashes = read.of("future-burden-ratio", year(2023)).filter(|printed| printed.figure == Figure::Dash);
        assert_eq!(dashes.count(), 5);
    }

    #[test]
    fn the_series_agrees_with_the_tables_where_both_speak() {
        let tables = BUILT_IN.split("[[series]]").next().unwrap();
        let tables = read(tables).unwrap();
        let series = format!("[[series]]{}", BUILT_IN.split_once("[[series]]").unwrap().1);
        let series = read(&series).unwrap();
        let mut compared = 0;
        for printed in &series.figures {
            let own = |other: &&PrintedFigure| other.city == printed.city;
            if let Some(other) = tables.of(printed.indicator.key, printed.year).find(own) {
                assert_eq!(other.figure, printed.figure, "{} {}", printed.indicator.key, printed.year);
                compared += 1;
            }
        }
        assert_eq!(compared, 8);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "\
[[table]]
year = \"R99999年度\"
indicators = [\"ordinary-balance-ration\"]
average = [\"1.0\", \"2.0\"]
source_ja = \"あ\"
source_en = \"a\"
city = [
    { code = \"401006\", values = [\"96.3\"] },
    { code = \"401005\", values = [\"many\", \"1\"] },
]

[[series]]
code = \"401005\"
indicator = \"future-burden-ratio\"
first_year = \"H27年度\"
source_ja = \"あ\"
source_en = \"a\"
values = [\"1.0\", \"x\"]
";
        let problems = read(text).unwrap_err();
        let told: Vec<String> = problems
            .iter()
            .map(|problem| format!("{:?} {} {}", problem.place.row, problem.kind.code, problem.excerpt))
            .collect();
        for (line, excerpt) in
            [(3, "ordinary-balance-ratio?"), (4, "2 → 1"), (8, "401005?"), (9, "many"), (9, "2 → 1"), (18, "x")]
        {
            assert!(
                told.iter().any(|t| t.starts_with(&format!("Some({line})")) && t.contains(excerpt)),
                "{line} {excerpt}: {told:#?}"
            );
        }
        assert!(told.iter().any(|told| told.starts_with("Some(2)")), "{told:#?}");
    }

    #[test]
    fn a_city_that_stands_twice_is_told() {
        let table = "[[table]]\nyear = \"R3年度\"\nindicators = [\"staff\"]\nsource_ja = \"あ\"\nsource_en = \"a\"\n\
                     city = [{ code = \"401005\", values = [\"1\"] }, { code = \"401005\", values = [\"2\"] }]\n";
        let problems = read(table).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(problems[0].excerpt.contains("40100 staff"), "{problems:#?}");
    }
}
