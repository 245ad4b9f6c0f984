//! A walk through a document (文書をたどる): every piece with where it stands, in the order it is read.

use std::fmt;

use super::{Block, Document, DocumentCell, Inline, Table, Value};

/// Where something stands in a document (場所): as much of it as there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The chapter's heading.
    pub chapter: String,
    /// The heading below it; empty where there is none.
    pub section: String,
    /// The block: `表「…」`, `図「…」`, `様式「…」`, `本文`.
    pub block: String,
    /// The row, counted from 1, of a table or form.
    pub row: Option<usize>,
    /// What the row is called.
    pub row_name: String,
    /// The column's heading; empty outside of tables.
    pub column: String,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for heading in [&self.chapter, &self.section] {
            if !heading.is_empty() {
                write!(f, "{heading} › ")?;
            }
        }
        f.write_str(&self.block)?;
        if let Some(row) = self.row {
            write!(f, " › {row}行目")?;
            if !self.row_name.is_empty() {
                write!(f, "「{}」", self.row_name)?;
            }
        }
        if !self.column.is_empty() {
            write!(f, " › 列「{}」", self.column)?;
        }
        Ok(())
    }
}

/// What is met on the way (出会うもの).
pub(super) enum Piece<'a> {
    /// A figure.
    Value(&'a Value),
    /// Words without a figure between them; whether they stand in a column of figures.
    Words(String, bool),
    /// A whole table, before its cells.
    Table(&'a Table),
    /// The picture of a chart.
    Picture(&'a str),
}

/// Where the walk is; becomes a [`Spot`] only where one is needed.
pub(super) struct Here<'a> {
    chapter: &'a str,
    section: &'a str,
    block: (&'static str, &'a str),
    row: Option<(usize, &'a [DocumentCell], &'a str)>,
    column: &'a str,
}

impl Here<'_> {
    pub fn spot(&self) -> Spot {
        let row_name = self.row.map_or(String::new(), |(_, cells, label)| match cells {
            [] => label.to_owned(),
            cells => {
                let words = cells.iter().filter_map(|cell| match cell {
                    DocumentCell::Text { text } if !text.is_empty() => Some(text.as_str()),
                    DocumentCell::Text { .. } | DocumentCell::Empty | DocumentCell::Value(_) => None,
                });
                words.take(2).collect::<Vec<_>>().join(" ")
            }
        });
        Spot {
            chapter: self.chapter.to_owned(),
            section: self.section.to_owned(),
            block: match self.block {
                (kind, "") => kind.to_owned(),
                (kind, name) => format!("{kind}「{name}」"),
            },
            row: self.row.map(|(row, ..)| row),
            row_name,
            column: self.column.to_owned(),
        }
    }
}

/// Goes through the document and shows each piece with where it stands.
pub(super) fn walk<'a>(document: &'a Document, see: &mut impl FnMut(&Here<'a>, Piece<'a>)) {
    let mut here = Here { chapter: "", section: "", block: ("表紙", ""), row: None, column: "" };
    for text in [&document.title, &document.subtitle, &document.publisher, &document.running_head, &document.notice] {
        see(&here, Piece::Words(text.clone(), false));
    }
    for block in &document.blocks {
        here = Here { block: ("本文", ""), row: None, column: "", ..here };
        match block {
            Block::Heading { level, text, .. } => {
                match level {
                    0 | 1 => (here.chapter, here.section) = (text, ""),
                    2 => here.section = text,
                    _ => {}
                }
                here.block = ("見出し", "");
                see(&here, Piece::Words(text.clone(), false));
            }
            Block::Paragraph { text } => line(&here, text, see),
            Block::Note { text } => line(&Here { block: ("注記", ""), ..here }, text, see),
            Block::List { items, .. } => {
                for (at, item) in items.iter().enumerate() {
                    line(&Here { block: ("箇条書き", ""), row: Some((at + 1, &[], "")), ..here }, item, see);
                }
            }
            Block::Table(found) => table(&here, ("表", &found.caption), found, see),
            Block::Chart { caption, description, svg, source, table: figures, .. } => {
                here.block = ("図", caption);
                for text in [caption, description, source] {
                    see(&here, Piece::Words(text.clone(), false));
                }
                see(&here, Piece::Picture(svg));
                if let Some(figures) = figures {
                    table(&here, ("図の表", caption), figures, see);
                }
            }
            Block::Form { title, rows } => {
                here.block = ("様式", title);
                see(&here, Piece::Words(title.clone(), false));
                for (at, row) in rows.iter().enumerate() {
                    here.row = Some((at + 1, &[], &row.label));
                    see(&here, Piece::Words(row.label.clone(), false));
                    line(&here, &row.value, see);
                }
            }
            Block::Term { name, reading, meaning, .. } => {
                here.block = ("用語", name);
                for text in [name, reading] {
                    see(&here, Piece::Words(text.clone(), false));
                }
                line(&here, meaning, see);
            }
            Block::PageBreak => {}
        }
    }
}

/// A line: its figures, and its words in one piece from figure to figure.
fn line<'a>(here: &Here<'a>, inlines: &'a [Inline], see: &mut impl FnMut(&Here<'a>, Piece<'a>)) {
    let mut words = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text }
            | Inline::Strong { text }
            | Inline::Term { text, .. }
            | Inline::Reference { text, .. } => {
                words.push_str(text);
            }
            Inline::Ruby { base, .. } => words.push_str(base),
            Inline::Value(value) => {
                see(here, Piece::Words(std::mem::take(&mut words), false));
                see(here, Piece::Value(value));
            }
        }
    }
    see(here, Piece::Words(words, false));
}

fn table<'a>(
    here: &Here<'a>,
    block: (&'static str, &'a str),
    found: &'a Table,
    see: &mut impl FnMut(&Here<'a>, Piece<'a>),
) {
    let mut here = Here { block, row: None, column: "", ..*here };
    see(&here, Piece::Table(found));
    let heads = found.columns.iter().map(|column| &column.head);
    for text in heads.chain([&found.caption, &found.unit]).chain(&found.notes) {
        see(&here, Piece::Words(text.clone(), false));
    }
    for (at, row) in found.rows.iter().enumerate() {
        here.row = Some((at + 1, &row.cells, ""));
        for (column, cell) in row.cells.iter().enumerate() {
            let head = found.columns.get(column);
            here.column = head.map_or("", |column| column.head.as_str());
            match cell {
                DocumentCell::Empty => {}
                DocumentCell::Text { text } => {
                    see(&here, Piece::Words(text.clone(), head.is_some_and(|column| column.is_figure)));
                }
                DocumentCell::Value(value) => see(&here, Piece::Value(value)),
            }
        }
    }
}
