//! Book (本づくり): the pieces every document is put together from; figures only ever come in through a query.

use fiscal::FiscalYear;

use super::rounding;
use super::{Block, Column, Document, DocumentCell, FormRow, Inline, Kind, Row, Table};
use crate::query::{Index, Unit, value};

/// A document while it is written.
pub(super) struct Book<'a> {
    pub index: &'a Index<'a>,
    document: Document,
    /// How terms are written with the term's id, the longest first; empty where the book has no glossary.
    marks: Vec<(&'a str, &'a str)>,
}

impl<'a> Book<'a> {
    pub fn new(index: &'a Index<'a>, kind: Kind, title: String, subtitle: String) -> Book<'a> {
        let about = &index.edition().about;
        let document = Document {
            kind: kind.word().to_owned(),
            lang: "ja".to_owned(),
            running_head: title.clone(),
            title,
            subtitle,
            publisher: about.city.ja.clone(),
            date: day_ja(&about.published_on),
            edition: about.number,
            volume: (1, 1),
            first_page: 1,
            notice: if about.is_illustrative { "例示を含む".to_owned() } else { String::new() },
            contents: true,
            blocks: Vec::new(),
        };
        Book { index, document, marks: Vec::new() }
    }

    /// From here on words of the glossary are marked, so that the glossary can list their pages.
    pub fn mark_terms(&mut self) {
        let terms = self.index.edition().glossary.iter();
        let marks = terms.flat_map(|term| {
            let own = [term.name.ja.as_str()].into_iter().filter(|_| term.marks.is_empty());
            term.marks.iter().map(String::as_str).chain(own).map(|mark| (mark, term.id.as_str()))
        });
        self.marks = marks.filter(|(mark, _)| !mark.is_empty()).collect();
        self.marks.sort_by(|a, b| (b.0.len(), a.0).cmp(&(a.0.len(), b.0)));
    }

    pub fn heading(&mut self, level: u8, text: impl Into<String>, label: impl Into<String>) {
        self.document.blocks.push(Block::Heading { level, text: text.into(), label: label.into() });
    }

    pub fn push(&mut self, block: Block) {
        self.document.blocks.push(block);
    }

    /// A paragraph: see [`Book::line`].
    pub fn say(&mut self, template: &str) {
        let text = self.line(template);
        self.push(Block::Paragraph { text });
    }

    /// A paragraph of the edition's own words; nothing where there are none.
    pub fn quote(&mut self, words: &str) {
        if !words.trim().is_empty() {
            let text = self.words(words);
            self.push(Block::Paragraph { text });
        }
    }

    /// A smaller paragraph: see [`Book::line`].
    pub fn note(&mut self, template: &str) {
        let text = self.line(template);
        self.push(Block::Note { text });
    }

    /// Our own words with figures: `{query|unit}` or `{query|unit|decimals}` stands for a figure; where the edition does not
    /// state it, a dash does. Names of the edition never go into a template.
    pub fn line(&self, template: &str) -> Vec<Inline> {
        let mut line = Vec::new();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            line.extend(self.words(before));
            let (figure, behind) = behind.split_once('}').unwrap_or((behind, ""));
            let mut parts = figure.split('|');
            let query = parts.next().unwrap_or_default();
            let unit = parts.next().and_then(Unit::from_word).unwrap_or(Unit::Number);
            let decimals = parts.next().and_then(|text| text.parse().ok()).unwrap_or(0);
            line.push(match value(self.index, query, unit, decimals) {
                Some(value) => Inline::Value(value),
                None => Inline::text("―"),
            });
            rest = behind;
        }
        line.extend(self.words(rest));
        line
    }

    /// Words with the terms in them marked; no figure is read into them.
    pub fn words(&self, text: &str) -> Vec<Inline> {
        let mut line = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let mark = self.marks.iter().find(|(mark, _)| rest.starts_with(mark));
            let step = mark.map_or(first.len_utf8(), |(mark, _)| mark.len());
            let (piece, behind) = rest.split_at(step);
            match mark {
                Some((_, id)) => {
                    if !plain.is_empty() {
                        line.push(Inline::text(std::mem::take(&mut plain)));
                    }
                    line.push(Inline::Term { id: (*id).to_owned(), text: piece.to_owned() });
                }
                None => plain.push_str(piece),
            }
            rest = behind;
        }
        if !plain.is_empty() {
            line.push(Inline::text(plain));
        }
        line
    }

    /// A figure as a cell; not stated where there is no answer.
    pub fn cell(&self, query: &str, unit: Unit, decimals: u8) -> DocumentCell {
        value(self.index, query, unit, decimals).map_or(DocumentCell::Empty, DocumentCell::Value)
    }

    /// Money in 千円.
    pub fn thousands(&self, query: &str) -> DocumentCell {
        self.cell(query, Unit::ThousandYen, 0)
    }

    /// A count.
    pub fn count(&self, query: &str) -> DocumentCell {
        self.cell(query, Unit::Count, 0)
    }

    /// A number given as text in the edition, with the decimals it is given with; the text itself where it is no number.
    pub fn number(&self, query: &str, given: &str) -> DocumentCell {
        let decimals = given.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        match value(self.index, query, Unit::Number, u8::try_from(decimals).unwrap_or(0)) {
            Some(value) => DocumentCell::Value(value),
            None => DocumentCell::text(given),
        }
    }

    /// A table, with the rounding note where shown parts do not add up; left out where it has no rows.
    pub fn table(&mut self, mut table: Table) {
        if table.rows.is_empty() {
            return;
        }
        rounding::settle(&mut table);
        self.push(Block::Table(table));
    }

    /// A chart of the edition with its figures; nothing where the edition has none of this id.
    pub fn picture(&mut self, id: &str) {
        if let Some(chart) = super::picture::chart(self.index, id) {
            self.push(chart);
        }
    }

    /// A chart without its figures, where the same stand in a table of their own beside it.
    pub fn picture_alone(&mut self, id: &str) {
        if let Some(mut chart) = super::picture::chart(self.index, id) {
            if let Block::Chart { table, .. } = &mut chart {
                *table = None;
            }
            self.push(chart);
        }
    }

    pub fn finish(self) -> Document {
        self.document
    }
}

/// A cell of a total where nothing is asked; a dash would say that something is not stated.
pub(super) fn blank() -> DocumentCell {
    DocumentCell::Text { text: String::new() }
}

/// An empty table. A column is `(heading, width)`; a heading that begins with `#` is one of figures.
pub(super) fn table(caption: &str, unit: Unit, columns: &[(&str, f64)]) -> Table {
    let unit = match unit.label_ja() {
        "" => String::new(),
        unit => format!("（単位：{unit}）"),
    };
    let column = |(head, width): &(&str, f64)| Column {
        head: head.trim_start_matches('#').to_owned(),
        width: *width,
        is_figure: head.starts_with('#'),
    };
    Table { caption: caption.to_owned(), unit, columns: columns.iter().map(column).collect(), ..Table::default() }
}

impl Table {
    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<DocumentCell>) {
        self.rows.push(Row { cells, is_total: false });
    }

    /// Adds the sum of the rows above.
    pub(super) fn total(&mut self, cells: Vec<DocumentCell>) {
        self.rows.push(Row { cells, is_total: true });
    }
}

/// A row of a form; left out where nothing stands there.
pub(super) fn asked(rows: &mut Vec<FormRow>, label: &str, value: Vec<Inline>) {
    if !value.is_empty() {
        rows.push(FormRow { label: label.to_owned(), value });
    }
}

/// A row of a form with words; left out where there are none.
pub(super) fn stated(rows: &mut Vec<FormRow>, label: &str, text: &str) {
    if !text.trim().is_empty() {
        asked(rows, label, vec![Inline::text(text)]);
    }
}

/// `2026-11-22` as 令和8年11月22日; a month or a year alone as far as it goes; anything else as it is.
pub(super) fn day_ja(day: &str) -> String {
    let mut parts = day.split('-').map(|part| part.parse::<i32>().ok());
    let Some(year) = parts.next().flatten().and_then(|year| FiscalYear::new(year).ok()) else { return day.to_owned() };
    let (era, number) = year.era();
    let number = if number == 1 { "元".to_owned() } else { number.to_string() };
    let mut text = format!("{}{number}年", era.name());
    for unit in ["月", "日"] {
        match parts.next() {
            Some(Some(part)) => text.push_str(&format!("{part}{unit}")),
            Some(None) => return day.to_owned(),
            None => break,
        }
    }
    text
}

/// 令和8年度; the bare number where it is no fiscal year of the system.
pub(super) fn year_ja(year: i32) -> String {
    FiscalYear::new(year).map_or_else(|_| format!("{year}年度"), FiscalYear::japanese)
}

/// 令和8年度当初予算.
pub(super) fn stage_ja(year: i32, stage: &str) -> String {
    let stage = reform::program::Stage::from_word(stage).map_or(stage, |stage| stage.label_ja());
    format!("{}{stage}", year_ja(year))
}

/// Bureau, department, section in one line.
pub(super) fn path_ja(path: &[String]) -> String {
    path.join("　")
}

/// A name where there is one, or words that say there is none.
pub(super) fn or_none<'t>(name: &'t str, none: &'t str) -> &'t str {
    if name.is_empty() { none } else { name }
}
