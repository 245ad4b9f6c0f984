//! Charts as tables (図表の表): a list of them all, and the figures of each as a table of its own.

use std::borrow::Cow;
use std::collections::HashSet;

use super::items::file_name;
use super::table::{Cell, Column, Kind, Spec, Table, code, text};
use crate::edition::{Edition, Picture, TableCell};

static PICTURES: Spec = Spec {
    name: "pictures",
    title: ("図表の一覧", "charts"),
    about: ("1行が一つの図表。値は図表ごとのファイルにある", "a row is a chart; its figures are in a file of its own"),
    columns: &[
        code("picture_id", "図表ID", "picture"),
        code("family", "系統", "family"),
        text("title", "題名", "title"),
        text("title_en", "題名（英語）", "title in English"),
        text("description", "説明", "description"),
        text("description_en", "説明（英語）", "description in English"),
        text("reading", "読み方", "how to read it"),
        text("reading_en", "読み方（英語）", "how to read it, in English"),
        code("basis", "値の種類", "basis")
            .about("published 公表値・illustrative 例示・assumed 仮定", "published, illustrative or assumed"),
        text("unit", "単位", "unit"),
        text("source", "出典", "source"),
        text("source_en", "出典（英語）", "source in English"),
        code("file", "ファイル", "file"),
    ],
    key: &["picture_id"],
    foreign: &[],
};

/// The list of charts, and each chart's figures.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    let list = edition.pictures.iter().map(listed).collect();
    std::iter::once(Table::of(&PICTURES, list)).chain(edition.pictures.iter().map(figures)).collect()
}

/// Where the figures of a chart are, without the ending.
fn path(picture: &Picture) -> String {
    format!("pictures/{}", file_name(&picture.id))
}

fn listed(picture: &Picture) -> Vec<Cell<'_>> {
    vec![
        Cell::text(&picture.id),
        Cell::text(&picture.family),
        Cell::text(&picture.ja.title),
        Cell::text(&picture.en.title),
        Cell::text(&picture.ja.description),
        Cell::text(&picture.en.description),
        Cell::text(&picture.reading.ja),
        Cell::text(&picture.reading.en),
        Cell::text(&picture.basis),
        Cell::text(&picture.ja.table.unit),
        Cell::text(&picture.ja.source),
        Cell::text(&picture.en.source),
        Cell::owned(format!("{}.csv", path(picture))),
    ]
}

fn figures(picture: &Picture) -> Table<'_> {
    let table = &picture.ja.table;
    let width = table.rows.iter().map(Vec::len).chain([table.header.len()]).max().unwrap_or(0);
    let mut taken = HashSet::from([super::table::CITY.ja.to_string()]);
    let columns: Vec<Column> = (0..width)
        .map(|at| {
            let heading = |header: &[String]| header.get(at).map(|text| text.trim().to_owned()).unwrap_or_default();
            let (ja, en) = (heading(&table.header), heading(&picture.en.table.header));
            Column {
                code: Cow::Owned(format!("column_{}", at + 1)),
                ja: Cow::Owned(unused(&mut taken, if ja.is_empty() { format!("列{}", at + 1) } else { ja })),
                en: Cow::Owned(en),
                kind: kind(table.rows.iter().filter_map(|row| row.get(at))),
                about: ("", ""),
                fiscal: "",
            }
        })
        .collect();
    let rows = table.rows.iter().map(|row| {
        (0..width).map(|at| row.get(at).map_or(Cell::Empty, |cell| value(cell, columns[at].kind))).collect()
    });
    let rows = rows.collect();
    let safe = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
    Table {
        name: format!("picture-{}", picture.id.to_ascii_lowercase().chars().map(safe).collect::<String>()),
        path: path(picture),
        title: (Cow::Borrowed(&picture.ja.title), Cow::Borrowed(&picture.en.title)),
        about: (Cow::Borrowed(&picture.ja.description), Cow::Borrowed(&picture.en.description)),
        columns: Cow::Owned(columns),
        key: &[],
        foreign: Vec::new(),
        rows,
    }
}

/// The heading, or with a number behind it where another column has it already: a reader of the file needs it once.
fn unused(taken: &mut HashSet<String>, heading: String) -> String {
    let numbered = (2..).map(|number| format!("{heading}（{number}）"));
    let free = std::iter::once(heading.clone()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or(heading);
    taken.insert(free.clone());
    free
}

/// The one kind all cells of a column have; words where they differ.
fn kind<'a>(cells: impl Iterator<Item = &'a TableCell>) -> Kind {
    let mut found = None;
    for cell in cells {
        let kind = match cell {
            TableCell::Empty => continue,
            TableCell::Text(_) => Kind::Text,
            TableCell::Yen(_) => Kind::Yen,
            TableCell::Number(number) if Cell::decimal(number) != Cell::Empty => Kind::Decimal,
            TableCell::Number(_) => Kind::Text,
        };
        if found.is_some_and(|earlier| earlier != kind) {
            return Kind::Text;
        }
        found = Some(kind);
    }
    found.unwrap_or(Kind::Text)
}

fn value(cell: &TableCell, kind: Kind) -> Cell<'_> {
    match (cell, kind) {
        (TableCell::Empty, _) => Cell::Empty,
        (TableCell::Text(text), _) => Cell::text(text),
        (TableCell::Yen(yen), Kind::Yen) => Cell::Whole(*yen),
        (TableCell::Yen(yen), _) => Cell::owned(yen.to_string()),
        (TableCell::Number(number), Kind::Decimal) => Cell::decimal(number),
        (TableCell::Number(number), _) => Cell::text(number),
    }
}
