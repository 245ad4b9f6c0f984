//! A table of the open data (公開表): columns with their meaning, rows, and what ties it to other tables.

use std::borrow::Cow;
use std::collections::HashSet;

use fiscal::{Quantity, Yen};
use serde_json::Value;

use crate::csv;
use crate::table::Cell as Written;

/// What a column holds (列の型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words.
    Text,
    /// A code: text, also where it looks like a number.
    Code,
    /// A whole number: a year, a count.
    Whole,
    /// Whole yen.
    Yen,
    /// A number with its own decimals.
    Decimal,
    /// `true` or `false`.
    Flag,
    /// A day, `2026-11-22`.
    Day,
}

impl Kind {
    /// The type in Table Schema.
    pub(crate) fn schema_type(self) -> &'static str {
        match self {
            Kind::Text | Kind::Code => "string",
            Kind::Whole | Kind::Yen => "integer",
            Kind::Decimal => "number",
            Kind::Flag => "boolean",
            Kind::Day => "date",
        }
    }
}

/// A column (列).
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its name in JSON: English, lower-case, the same for ever.
    pub code: Cow<'static, str>,
    /// Its heading in CSV.
    pub ja: Cow<'static, str>,
    /// The heading in English.
    pub en: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// What it means where the heading does not say it all, in Japanese and English.
    pub about: (&'static str, &'static str),
    /// Its place in the taxonomy of fiscal data; empty where it has none.
    pub fiscal: &'static str,
}

/// A column of this name and kind.
pub(crate) const fn column(code: &'static str, ja: &'static str, en: &'static str, kind: Kind) -> Column {
    Column {
        code: Cow::Borrowed(code),
        ja: Cow::Borrowed(ja),
        en: Cow::Borrowed(en),
        kind,
        about: ("", ""),
        fiscal: "",
    }
}

/// A column of words.
pub(crate) const fn text(code: &'static str, ja: &'static str, en: &'static str) -> Column {
    column(code, ja, en, Kind::Text)
}

/// A column of codes.
pub(crate) const fn code(code: &'static str, ja: &'static str, en: &'static str) -> Column {
    column(code, ja, en, Kind::Code)
}

/// A column of whole numbers.
pub(crate) const fn whole(code: &'static str, ja: &'static str, en: &'static str) -> Column {
    column(code, ja, en, Kind::Whole)
}

/// A column of whole yen.
pub(crate) const fn yen(code: &'static str, ja: &'static str, en: &'static str) -> Column {
    column(code, ja, en, Kind::Yen)
}

/// Whether a row is made up; every table that can hold such rows has it.
pub(crate) const ILLUSTRATIVE: Column = column("is_illustrative", "例示", "illustrative", Kind::Flag)
    .about("true は説明のために作った値", "true: made up to explain");

/// The first column of every CSV file, so that files of several cities can be put below one another.
pub(crate) static CITY: Column = code("city_code", "全国地方公共団体コード", "city code")
    .about("6桁。JSON ではファイルの先頭に一度だけ書く", "six digits; in JSON it stands once, at the head of the file");

impl Column {
    /// The same with what it means.
    pub(crate) const fn about(mut self, ja: &'static str, en: &'static str) -> Column {
        self.about = (ja, en);
        self
    }

    /// The same with its place in the taxonomy of fiscal data.
    pub(crate) const fn fiscal(mut self, place: &'static str) -> Column {
        self.fiscal = place;
        self
    }

    /// The type in Table Schema. The taxonomy wants amounts to be numbers.
    pub(crate) fn schema_type(&self) -> &'static str {
        if self.fiscal == "value" { "number" } else { self.kind.schema_type() }
    }
}

/// Columns that must be found in another table (外部キー).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Foreign {
    /// Codes of the columns here.
    pub columns: &'static [&'static str],
    /// The other table.
    pub table: &'static str,
    /// Codes of the columns there.
    pub there: &'static [&'static str],
}

/// What is the same in every edition of a table (表の定義).
#[derive(Debug)]
pub(crate) struct Spec {
    /// Its name: the file's name without its ending.
    pub name: &'static str,
    /// Its title in Japanese and English.
    pub title: (&'static str, &'static str),
    /// What a row is, in Japanese and English.
    pub about: (&'static str, &'static str),
    /// Its columns without the city's code.
    pub columns: &'static [Column],
    /// Codes of the columns that name a row.
    pub key: &'static [&'static str],
    /// What ties it to other tables.
    pub foreign: &'static [Foreign],
}

/// A value (値).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cell<'a> {
    /// Not stated, which is not zero.
    Empty,
    /// Words, codes, days.
    Text(Cow<'a, str>),
    /// Whole numbers and whole yen.
    Whole(i64),
    /// A number with its decimals.
    Decimal(Quantity),
    /// Yes or no.
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// Words; not stated where there are none.
    pub(crate) fn text(text: &'a str) -> Cell<'a> {
        if text.trim().is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) }
    }

    /// Words put together.
    pub(crate) fn owned(text: String) -> Cell<'a> {
        if text.trim().is_empty() { Cell::Empty } else { Cell::Text(Cow::Owned(text)) }
    }

    /// A number, where it is stated.
    pub(crate) fn whole(number: Option<impl Into<i64>>) -> Cell<'a> {
        number.map_or(Cell::Empty, |number| Cell::Whole(number.into()))
    }

    /// A number written with its decimals; not stated where it is no number.
    pub(crate) fn decimal(text: &str) -> Cell<'a> {
        text.parse::<Quantity>().map_or(Cell::Empty, Cell::Decimal)
    }

    /// A day; not stated where it is none.
    pub(crate) fn day(text: &'a str) -> Cell<'a> {
        if is_day(text) { Cell::text(text) } else { Cell::Empty }
    }

    fn written(&self) -> Written {
        match self {
            Cell::Empty => Written::Empty,
            Cell::Text(text) => Written::Text(text.to_string()),
            Cell::Whole(number) => Written::Money(Yen(*number)),
            Cell::Decimal(number) => Written::Number(*number),
            Cell::Flag(flag) => Written::Text(flag.to_string()),
        }
    }

    fn json(&self, out: &mut String) {
        match self {
            Cell::Empty => out.push_str("null"),
            Cell::Text(text) => out.push_str(&Value::from(text.as_ref()).to_string()),
            Cell::Whole(number) => out.push_str(&number.to_string()),
            // A number keeps its decimals, as everywhere in the API: text.
            Cell::Decimal(number) => out.push_str(&format!("\"{number}\"")),
            Cell::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        }
    }
}

/// Whether a text is a day of the calendar as ISO 8601 writes it.
pub(crate) fn is_day(text: &str) -> bool {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u32>().ok())?
    };
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    month >= 1 && days.get(month as usize - 1).is_some_and(|last| (1..=*last).contains(&day))
}

/// A table of an edition (表).
#[derive(Clone, Debug)]
pub(crate) struct Table<'a> {
    /// Its name in the package.
    pub name: String,
    /// Where its file is, without the ending.
    pub path: String,
    /// Its title in Japanese and English.
    pub title: (Cow<'a, str>, Cow<'a, str>),
    /// What it holds, in Japanese and English.
    pub about: (Cow<'a, str>, Cow<'a, str>),
    /// Its columns without the city's code.
    pub columns: Cow<'static, [Column]>,
    /// Codes of the columns that name a row.
    pub key: &'static [&'static str],
    /// What ties it to other tables.
    pub foreign: Vec<Foreign>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Table<'a> {
    /// A table of this definition.
    pub(crate) fn of(spec: &'static Spec, rows: Vec<Vec<Cell<'a>>>) -> Table<'a> {
        Table {
            name: spec.name.to_owned(),
            path: spec.name.to_owned(),
            title: (Cow::Borrowed(spec.title.0), Cow::Borrowed(spec.title.1)),
            about: (Cow::Borrowed(spec.about.0), Cow::Borrowed(spec.about.1)),
            columns: Cow::Borrowed(spec.columns),
            key: spec.key,
            foreign: spec.foreign.to_vec(),
            rows,
        }
    }

    /// Where columns of these codes stand; nothing when one is not there.
    pub(crate) fn places(&self, codes: &[&str]) -> Option<Vec<usize>> {
        codes.iter().map(|code| self.columns.iter().position(|column| column.code == *code)).collect()
    }

    /// The key, where it really names every row once. A source may hold the same twice; then no key is promised.
    pub(crate) fn true_key(&self) -> &'static [&'static str] {
        let Some(places) = self.places(self.key) else { return &[] };
        let mut seen = HashSet::new();
        let names_each = self.rows.iter().all(|row| {
            let key: Vec<&Cell<'a>> = places.iter().map(|place| &row[*place]).collect();
            !key.contains(&&Cell::Empty) && seen.insert(key)
        });
        if names_each { self.key } else { &[] }
    }

    /// Whether every row finds its partner: an edition may name a program or cluster that is not published itself.
    pub(crate) fn is_tied(&self, foreign: &Foreign, there: &Table<'_>) -> bool {
        let (Some(here), Some(places)) = (self.places(foreign.columns), there.places(foreign.there)) else {
            return false;
        };
        let known: HashSet<Vec<&Cell<'_>>> =
            there.rows.iter().map(|row| places.iter().map(|place| &row[*place]).collect()).collect();
        self.rows.iter().all(|row| known.contains(&here.iter().map(|place| &row[*place]).collect::<Vec<_>>()))
    }

    /// As CSV: UTF-8 with BOM, CRLF, one header row, the city's code first.
    pub(crate) fn csv(&self, city_code: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rows.len() * 96 + 256);
        let header: Vec<&str> =
            std::iter::once(CITY.ja.as_ref()).chain(self.columns.iter().map(|column| column.ja.as_ref())).collect();
        let city = Written::Text(city_code.to_owned());
        let mut write = || {
            let mut writer = csv::Writer::start(&mut out, &header)?;
            for row in &self.rows {
                let cells: Vec<Written> = std::iter::once(city.clone()).chain(row.iter().map(Cell::written)).collect();
                writer.row(&cells)?;
            }
            writer.finish()
        };
        write().expect("memory takes every byte and each row is as long as the header");
        out
    }

    /// As JSON: what it is, and a row an object. `head` is the JSON of what every file says first, without braces.
    pub(crate) fn json(&self, head: &str) -> Vec<u8> {
        let quoted = |text: &str| Value::from(text).to_string();
        let mut out = String::with_capacity(self.rows.len() * 192 + 512);
        out.push_str(&format!(
            "{{{head},\"table\":{},\"title\":{},\"title_en\":{},\"rows\":[",
            quoted(&self.name),
            quoted(&self.title.0),
            quoted(&self.title.1),
        ));
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.code)).collect();
        for (at, row) in self.rows.iter().enumerate() {
            out.push_str(if at == 0 { "\n{" } else { ",\n{" });
            for (place, (name, cell)) in names.iter().zip(row).enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(name);
                out.push(':');
                cell.json(&mut out);
            }
            out.push('}');
        }
        out.push_str("\n]}\n");
        out.into_bytes()
    }

    /// The first and the last fiscal year among the columns named; nothing where there is none.
    pub(crate) fn years(&self) -> Option<(i64, i64)> {
        let places: Vec<usize> = ["fiscal_year", "sheet_year"]
            .iter()
            .filter_map(|code| self.columns.iter().position(|column| column.code == *code))
            .take(1)
            .collect();
        let years = self.rows.iter().flat_map(|row| {
            places.iter().filter_map(|place| match row[*place] {
                Cell::Whole(year) => Some(year),
                _ => None,
            })
        });
        years.fold(None, |span, year| match span {
            None => Some((year, year)),
            Some((first, last)) => Some((first.min(year), last.max(year))),
        })
    }
}
