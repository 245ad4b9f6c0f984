//! Open data (オープンデータ): CSV, JSON, Fiscal Data Package and catalogue entry of an edition.
//!
//! Every published value stands in a table: `programs.csv` with the Japanese headings that spreadsheets and the standard data
//! sets of Japanese cities expect, `programs.json` with English names that never change. `datapackage.json` describes the CSV
//! files, `dictionary.csv` ties both kinds of names together. Docs: `docs/guides/open-data.md`.
//!
//! - [`files`]: all of them at once, for a folder or a site
//! - [`file`]: one of them, for an answer; [`paths`]: which there are
//! - [`headings`], [`body`]: single programs, clusters and so on

mod catalog;
mod clusters;
mod discussion;
mod initiatives;
mod items;
mod licence;
mod package;
mod pictures;
mod programme;
mod programs;
mod roadmap;
mod table;
mod words;

use serde_json::Value;

pub use items::{Heading, body, file_name, headings, item_path};

use crate::edition::{About, Edition};
use table::{CITY, Cell, Spec, Table, code, text};

reform::declare_kinds! {}

static DICTIONARY: Spec = Spec {
    name: "dictionary",
    title: ("項目の一覧", "columns of all tables"),
    about: ("1行がある表の一つの列", "a row is a column of a table"),
    columns: &[
        code("table", "表", "table"),
        text("table_title", "表の名称", "title of the table"),
        table::whole("number", "列", "column").about("CSV の左から", "from the left in CSV"),
        text("heading", "項目名", "heading in CSV"),
        code("name", "JSONの項目名", "name in JSON"),
        text("heading_en", "項目名（英語）", "heading in English"),
        code("type", "型", "type"),
        text("meaning", "意味", "meaning"),
        text("meaning_en", "意味（英語）", "meaning in English"),
    ],
    key: &["table", "number"],
    foreign: &[],
};

/// A file of the open data (ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is within the folder: `programs.csv`, `pictures/outlook-fund.json`.
    pub path: String,
    /// What it is, in Japanese and English.
    pub title: (String, String),
    /// Rows of its table; nothing for a file that is no table.
    pub rows: Option<usize>,
}

/// Every file of an edition's open data, by path. `base_url` is where they will be found, such as
/// `https://example.jp/data/`; empty for addresses relative to the files.
pub fn files(edition: &Edition, base_url: &str) -> Vec<(String, Vec<u8>)> {
    let tables = tables(edition);
    let head = head(&edition.about);
    let mut files = items::files(edition);
    for table in tables.iter().chain([&dictionary(&tables)]) {
        files.push((format!("{}.csv", table.path), table.csv(&edition.about.city_code)));
        files.push((format!("{}.json", table.path), table.json(&head)));
    }
    for name in TEXTS {
        files.extend(said(name, edition, &tables, base_url).map(|bytes| (name.to_owned(), bytes)));
    }
    files.sort();
    files
}

/// One file of [`files`] by its path, the same bytes; nothing where there is no such file.
pub fn file(edition: &Edition, base_url: &str, path: &str) -> Option<Vec<u8>> {
    if path.starts_with("items/") {
        return items::at_path(edition, path);
    }
    let tables = tables(edition);
    if TEXTS.contains(&path) {
        return said(path, edition, &tables, base_url);
    }
    let (name, ending) = path.rsplit_once('.')?;
    let dictionary = dictionary(&tables);
    let table = tables.iter().chain([&dictionary]).find(|table| table.path == name)?;
    match ending {
        "csv" => Some(table.csv(&edition.about.city_code)),
        "json" => Some(table.json(&head(&edition.about))),
        _ => None,
    }
}

/// Which files there are, by path, without those of single items.
pub fn paths(edition: &Edition) -> Vec<Entry> {
    let tables = tables(edition);
    let mut entries: Vec<Entry> = [
        ("README.md", "はじめに", "read me"),
        ("LICENCE.md", "利用条件", "licence"),
        ("datapackage.json", "Fiscal Data Package", "Fiscal Data Package"),
        ("catalog.jsonld", "データカタログ（DCAT）", "catalogue entry (DCAT)"),
        (items::INDEX, "要素の一覧", "list of items"),
    ]
    .into_iter()
    .map(|(path, ja, en)| Entry { path: path.into(), title: (ja.into(), en.into()), rows: None })
    .collect();
    for table in tables.iter().chain([&dictionary(&tables)]) {
        let title = (table.title.0.to_string(), table.title.1.to_string());
        for ending in ["csv", "json"] {
            let path = format!("{}.{ending}", table.path);
            entries.push(Entry { path, title: title.clone(), rows: Some(table.rows.len()) });
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries
}

/// How the source of the data is named, in Japanese and English.
pub fn citation(about: &About) -> (String, String) {
    (licence::citation_ja(about), licence::citation_en(about))
}

/// The licence of the data: its short name, its full name, and where its text is (empty for one that is not known).
pub fn licence_of(about: &About) -> (&str, &str, &'static str) {
    let licence::Licence { name, title, address } = licence::licence(about);
    (name, title, address)
}

/// The media type of a file of the open data.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv") => "text/csv; charset=utf-8; header=present",
        Some("json") => "application/json; charset=utf-8",
        Some("jsonld") => "application/ld+json; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        _ => "application/octet-stream",
    }
}

const TEXTS: [&str; 4] = ["LICENCE.md", "README.md", "catalog.jsonld", "datapackage.json"];

fn said(name: &str, edition: &Edition, tables: &[Table<'_>], base_url: &str) -> Option<Vec<u8>> {
    match name {
        "LICENCE.md" => Some(licence::statement(&edition.about)),
        "README.md" => Some(licence::readme(&edition.about, tables)),
        "catalog.jsonld" => Some(catalog::entry(edition, tables, base_url)),
        "datapackage.json" => Some(package::descriptor(edition, tables, base_url)),
        _ => None,
    }
}

/// All tables but the dictionary, in the order they are listed.
fn tables(edition: &Edition) -> Vec<Table<'_>> {
    let mut tables = programs::tables(edition);
    tables.extend(clusters::tables(edition));
    tables.extend(roadmap::tables(edition));
    tables.extend(programme::tables(edition));
    tables.extend(discussion::tables(edition));
    tables.extend(initiatives::tables(edition));
    tables.extend(pictures::tables(edition));
    tables
}

/// The columns of all tables, as a table.
fn dictionary<'a>(tables: &'a [Table<'a>]) -> Table<'a> {
    let rows = tables.iter().flat_map(|table| {
        (1..).zip(std::iter::once(&CITY).chain(table.columns.iter())).map(|(number, column)| {
            vec![
                Cell::text(&table.name),
                Cell::text(&table.title.0),
                Cell::Whole(number),
                Cell::text(&column.ja),
                Cell::text(&column.code),
                Cell::text(&column.en),
                Cell::text(column.schema_type()),
                Cell::text(column.about.0),
                Cell::text(column.about.1),
            ]
        })
    });
    Table::of(&DICTIONARY, rows.collect())
}

/// What every JSON file says first.
fn head(about: &About) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let licence = licence::licence(about);
    format!(
        "\"city_code\":{},\"city\":{},\"edition\":{},\"published_on\":{},\"licence\":{},\"licence_url\":{},\"source\":{},\"is_illustrative\":{}",
        quoted(&about.city_code),
        quoted(&about.city.ja),
        about.number,
        quoted(&about.published_on),
        quoted(licence.name),
        quoted(licence.address),
        quoted(&licence::citation_ja(about)),
        about.is_illustrative,
    )
}

#[cfg(test)]
mod tests;
