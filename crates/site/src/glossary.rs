//! Glossary (用語集): every term in plain words, by the row of the kana it is read with.

use askama::Template;
use publish::edition::{Edition, Glossary};

use crate::page::{Frame, Section, render};
use crate::{File, Site, terms};

/// The rows of the kana, each with every kana that begins a reading of it.
const ROWS: [(&str, &str); 10] = [
    ("あ", "あいうえおぁぃぅぇぉゔ"),
    ("か", "かきくけこがぎぐげご"),
    ("さ", "さしすせそざじずぜぞ"),
    ("た", "たちつてとだぢづでどっ"),
    ("な", "なにぬねの"),
    ("は", "はひふへほばびぶべぼぱぴぷぺぽ"),
    ("ま", "まみむめも"),
    ("や", "やゆよゃゅょ"),
    ("ら", "らりるれろ"),
    ("わ", "わゐゑをん"),
];

/// The row of what is read with none of them: Latin letters, figures, no reading.
const OTHER: &str = "他";

#[derive(Template)]
#[template(path = "glossary.html")]
struct Page<'a> {
    f: Frame<'a>,
    rows: Vec<Row<'a>>,
    total: usize,
}

struct Row<'a> {
    name: &'static str,
    id: String,
    terms: Vec<(String, &'a Glossary)>,
}

/// The glossary in both languages where there is one.
pub fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if edition.glossary.is_empty() {
        return Vec::new();
    }
    site.in_languages(Section::Glossary.path(), |path| page(site, path))
}

fn page(site: &Site<'_>, path: &str) -> File {
    let mut f = site.frame(path, Section::Glossary, Section::Glossary.names().0);
    f.title = f.t("用語集", "Glossary").to_owned();
    let names = ROWS.iter().map(|(name, _)| *name).chain([OTHER]);
    let rows = names
        .enumerate()
        .map(|(number, name)| Row {
            name,
            id: format!("row-{}", number + 1),
            terms: site
                .edition
                .glossary
                .iter()
                .filter(|term| row_of(&term.reading) == name)
                .map(|term| (terms::place(&term.id), term))
                .collect(),
        })
        .collect();
    render(path, &Page { rows, total: site.edition.glossary.len(), f })
}

/// The row a reading stands in; katakana counts as its hiragana.
fn row_of(reading: &str) -> &'static str {
    let first = reading.chars().next().map(|c| match c {
        '\u{30a1}'..='\u{30f4}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    });
    first.and_then(|first| ROWS.iter().find(|(_, kana)| kana.contains(first))).map_or(OTHER, |(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_stands_in_a_row() {
        assert_eq!((row_of("いっぱん"), row_of("がくしゅう"), row_of("デジタル")), ("あ", "か", "た"));
        assert_eq!((row_of("ヴィジョン"), row_of("KPI"), row_of("")), ("あ", OTHER, OTHER));
    }
}
