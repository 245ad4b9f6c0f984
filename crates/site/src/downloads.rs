//! Downloads (ダウンロード): the documents, the tables and what may be done with them.

use askama::Template;
use fiscal::money::group_digits;
use publish::edition::Edition;
use publish::open_data;

use crate::page::{Frame, Section, render};
use crate::{File, Site, data};

#[derive(Template)]
#[template(path = "downloads.html")]
struct Page<'a> {
    f: Frame<'a>,
    documents: Vec<(String, &'a str, &'static str, String)>,
    tables: Vec<Table>,
    pictures: Vec<Table>,
    descriptions: Vec<(String, String, String)>,
    licence: Option<&'static str>,
}

/// A table in its two forms.
struct Table {
    title: String,
    rows: String,
    csv: String,
    json: Option<String>,
}

/// The page in both languages where there is one.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    let entries = open_data::paths(edition);
    site.in_languages(Section::Downloads.path(), |path| page(site, path, &entries))
}

fn page(site: &Site<'_>, path: &str, entries: &[open_data::Entry]) -> File {
    let mut f = site.frame(path, Section::Downloads, "");
    f.title = f.t("データと文書のダウンロード", "Data and documents to download").to_owned();
    f.description = f
        .t("公表しているすべての値を、CSV・JSONと文書で使えます。", "Every published value as CSV, JSON and documents.")
        .into();
    let table = |entry: &open_data::Entry| {
        let stem = entry.path.strip_suffix(".csv")?;
        let json = format!("{stem}.json");
        let has_json = entries.iter().any(|other| other.path == json);
        Some(Table {
            title: f.t(&entry.title.0, &entry.title.1).to_owned(),
            rows: entry.rows.map(|rows| group_digits(rows as u64)).unwrap_or_default(),
            csv: f.to(&data::path(&entry.path)),
            json: has_json.then(|| f.to(&data::path(&json))),
        })
    };
    let is_picture = |entry: &&open_data::Entry| entry.path.contains('/');
    let template = Page {
        documents: site
            .options
            .documents
            .iter()
            .map(|document| (f.to(&document.path), document.title.as_str(), kind(&document.path), size(document.bytes)))
            .collect(),
        tables: entries.iter().filter(|entry| !is_picture(entry)).filter_map(table).collect(),
        pictures: entries.iter().filter(is_picture).filter_map(table).collect(),
        descriptions: entries
            .iter()
            .filter(|entry| entry.rows.is_none())
            .map(|entry| {
                let href = f.to(&data::path(&entry.path));
                (href, f.t(&entry.title.0, &entry.title.1).to_owned(), entry.path.clone())
            })
            .collect(),
        licence: licence(&site.edition.about.licence),
        f,
    };
    render(path, &template)
}

/// Where the text of a licence is, for those everybody knows.
fn licence(name: &str) -> Option<&'static str> {
    (name == "CC-BY-4.0").then_some("https://creativecommons.org/licenses/by/4.0/deed.ja")
}

/// What a file is, for people, by the end of its name; empty where that says nothing.
pub fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("pdf") => "PDF",
        Some("xlsx") => "Excel",
        Some("docx") => "Word",
        Some("pptx") => "PowerPoint",
        Some("csv") => "CSV",
        Some("txt") => "TXT",
        Some("png") => "PNG",
        Some("jpeg") => "JPEG",
        Some("json") => "JSON",
        _ => "",
    }
}

/// A size for people: `1.2 MB`, rounded up so that nobody is surprised.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            format!("{}.{} MB", group_digits(tenths / 10), tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_words_people_know() {
        assert_eq!((size(999), size(1_001), size(12_340_000)), ("999 B".into(), "2 kB".into(), "12.4 MB".into()));
    }
}
