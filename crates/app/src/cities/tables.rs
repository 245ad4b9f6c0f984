//! Comparisons as tables (表): what a page shows, as CSV and Excel take it.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::Quantity;
use fiscal::comparison::Figure;
use publish::chart::Lang;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable};

use super::comparison::Comparison;
use super::cross::Cross;
use super::figures::{FigureSource, indicator_name, shown, year_name};
use super::trend::Trend;
use super::words::{counter, pick, unit_name, verdict_name};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The table with a last column that says where its figures come from, for a file that leaves this place.
pub fn with_source(mut table: DataTable, source: &str, lang: Lang) -> DataTable {
    table.header.push(if lang == Lang::Ja { "出典" } else { "source" }.to_owned());
    table.rows.iter_mut().for_each(|row| row.push(Cell::Text(source.to_owned())));
    table
}

/// The table as CSV: UTF-8 with BOM, CRLF, where its figures come from in the last column.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(table: DataTable, source: &str, lang: Lang) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    with_source(table, source, lang).write_csv(&mut bytes)?;
    Ok(bytes)
}

impl App {
    /// The table as a workbook with a second sheet that says what it is.
    ///
    /// # Errors
    /// When the actor may not see figures of cities, or the table does not fit a sheet.
    pub fn cities_xlsx(
        &self,
        actor: &Actor,
        table: &DataTable,
        source: String,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadCities)?;
        let note = ExportNote {
            filter: table.title.clone(),
            source,
            illustrative: false,
            made_at,
            publisher: self.plan.city.name.ja.clone(),
        };
        Ok(table.xlsx(&note)?)
    }
}

/// The names of sources, each with its files: `主要財政指標（R2.xlsx、R3.xlsx）`.
pub(crate) fn source_names(sources: &[FigureSource], lang: Lang) -> String {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        let title = if lang == Lang::Ja { &source.title_ja } else { &source.title_en };
        files.entry(title).or_default().insert(&source.file_name);
    }
    let named = files.into_iter().map(|(title, files)| {
        let files: Vec<&str> = files.into_iter().collect();
        if lang == Lang::Ja {
            format!("{title}（{}）", files.join("、"))
        } else {
            format!("{title} ({})", files.join(", "))
        }
    });
    named.collect::<Vec<_>>().join(if lang == Lang::Ja { "、" } else { "; " })
}

/// The cell of a figure: a number, or the dash as the source writes it.
pub(super) fn cell(figure: Figure) -> Cell {
    match figure {
        Figure::Value(quantity) => Cell::Number(quantity),
        Figure::Dash => shown(figure).map_or(Cell::Empty, Cell::Text),
        Figure::Missing => Cell::Empty,
    }
}

fn count(number: usize) -> Cell {
    Cell::Number(Quantity::whole(i64::try_from(number).unwrap_or(i64::MAX)))
}

fn heading(words: &[(&str, &str)], lang: Lang) -> Vec<String> {
    words.iter().map(|(ja, en)| if lang == Lang::Ja { (*ja).to_owned() } else { (*en).to_owned() }).collect()
}

impl Comparison {
    /// Every city of the group with its place; those without a figure stand last, the averages after them.
    pub fn table(&self, lang: Lang) -> DataTable {
        let mut header = heading(&[("順位", "place"), ("市区町村コード", "code"), ("市", "city")], lang);
        header.push(pick(lang, &indicator_name(self.indicator)).to_owned());
        header.extend(heading(
            &[
                ("良い方からの順位", "place from the good side"),
                ("平均との関係", "against the average"),
                ("偏差値", "deviation score"),
            ],
            lang,
        ));
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for row in &self.rows {
            let verdict = row.verdict.map_or(Cell::Empty, |verdict| Cell::Text(verdict_name(verdict, lang).to_owned()));
            let deviation = row.deviation.and_then(|score| super::rounded(score, 1)).map_or(Cell::Empty, Cell::Number);
            rows.push(vec![
                count(row.place),
                Cell::Text(row.city.code.with_check_digit()),
                Cell::Text(pick(lang, &row.city.name).to_owned()),
                cell(row.figure),
                row.place_from_good.map_or(Cell::Empty, count),
                verdict,
                deviation,
            ]);
        }
        for city in &self.missing {
            let name = Cell::Text(pick(lang, &city.name).to_owned());
            let code = Cell::Text(city.code.with_check_digit());
            rows.push(vec![Cell::Empty, code, name, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
        }
        for (name, value) in self.averages(lang) {
            let (name, value) = (Cell::Text(name), Cell::Number(value));
            rows.push(vec![Cell::Empty, Cell::Empty, name, value, Cell::Empty, Cell::Empty, Cell::Empty]);
        }
        DataTable { title: self.title(lang), header, rows, unit: unit_name(self.indicator, lang).to_owned() }
    }

    /// The averages there are, each with what it is called.
    pub fn averages(&self, lang: Lang) -> Vec<(String, Quantity)> {
        use super::comparison::Reference::{Published, Simple, Weighted};
        let named = |value: Option<Quantity>, reference: super::Reference| {
            let (ja, en) = reference.names(self.indicator.averaging);
            Some((if lang == Lang::Ja { ja } else { en }, value?))
        };
        let middle = self.median.map(|value| (if lang == Lang::Ja { "中央値" } else { "median" }.to_owned(), value));
        let averages =
            [named(self.published, Published), named(self.weighted, Weighted), named(self.simple, Simple), middle];
        averages.into_iter().flatten().collect()
    }

    /// What is compared, of which year and whom: `経常収支比率（令和3年度、政令指定都市20市）`.
    pub fn title(&self, lang: Lang) -> String {
        let (indicator, year) = (indicator_name(self.indicator), year_name(self.indicator, self.year));
        let group = super::group_name(self.group);
        let (indicator, year, group) = (pick(lang, &indicator), pick(lang, &year), pick(lang, &group));
        match lang {
            Lang::Ja => format!("{indicator}　{year}　{group}{}{}", self.members, counter(self.group)),
            Lang::En => format!("{indicator}, {year}, {} {group}", self.members),
        }
    }

    /// Where the figures come from, in words.
    pub fn source(&self, lang: Lang) -> String {
        source_names(&self.sources, lang)
    }
}

impl Cross {
    /// The cities with both figures and their group.
    pub fn table(&self, lang: Lang) -> DataTable {
        let mut header = heading(&[("市区町村コード", "code"), ("市", "city")], lang);
        header.push(pick(lang, &indicator_name(self.x.indicator)).to_owned());
        header.push(pick(lang, &indicator_name(self.y.indicator)).to_owned());
        header.extend(heading(&[("区分", "group")], lang));
        let row = |city: &super::CrossCity| {
            let group =
                self.quadrant_of(city).map_or(Cell::Empty, |quadrant| Cell::Text(self.quadrant_name(quadrant, lang)));
            vec![
                Cell::Text(city.city.code.with_check_digit()),
                Cell::Text(pick(lang, &city.city.name).to_owned()),
                cell(city.x),
                cell(city.y),
                group,
            ]
        };
        DataTable { title: self.title(lang), header, rows: self.cities.iter().map(row).collect(), unit: String::new() }
    }

    /// Where the figures come from, in words.
    pub fn source(&self, lang: Lang) -> String {
        let both: Vec<FigureSource> = self.x.sources.iter().chain(&self.y.sources).cloned().collect();
        source_names(&both, lang)
    }
}

impl Trend {
    /// A row a year, a column a city, the average last.
    pub fn table(&self, lang: Lang) -> DataTable {
        let mut header = heading(&[("年度", "year")], lang);
        header.extend(self.lines.iter().map(|line| pick(lang, &line.name).to_owned()));
        let row = |(at, year): (usize, &fiscal::FiscalYear)| {
            let label = pick(lang, &year_name(self.indicator, *year)).to_owned();
            let values = self.lines.iter().map(|line| cell(line.figures.get(at).copied().unwrap_or(Figure::Missing)));
            std::iter::once(Cell::Text(label)).chain(values).collect()
        };
        let rows = self.years.iter().enumerate().map(row).collect();
        let title = pick(lang, &indicator_name(self.indicator)).to_owned();
        DataTable { title, header, rows, unit: unit_name(self.indicator, lang).to_owned() }
    }

    /// Where the figures come from, in words.
    pub fn source(&self, lang: Lang) -> String {
        source_names(&self.sources, lang)
    }
}
