//! Preparation (下ごしらえ): everything that can be known before type is set — settable letters, numbers of tables and figures,
//! consecutive heading levels, sections — so that the templates only say what things look like.

use std::collections::HashMap;

use crate::failure::Failure;
use crate::input::{Block, Cell, Chart, Document, Inline, Prepared, Section, Table, Term};
use crate::letters::Letters;
use crate::{measure, picture};

/// Makes a document ready for the templates.
///
/// # Errors
/// When a label stands twice or is referred to and stands nowhere, when a row has another number of cells than its table has
/// columns, or when a chart is no picture.
pub fn prepare(mut document: Document, letters: &Letters<'_>) -> Result<Prepared, Failure> {
    let is_japanese = document.is_japanese();
    for text in [&mut document.title, &mut document.running_head] {
        letters.line(text);
    }
    if document.title.trim().is_empty() {
        return Err(Failure::input("文書に題名がありません。", "The document has no title.", ""));
    }
    for text in [&mut document.subtitle, &mut document.publisher, &mut document.date, &mut document.notice] {
        letters.text(text);
    }
    document.first_page = document.first_page.max(1);
    let mut papers = std::mem::take(&mut document.papers);
    for paper in &mut papers {
        letters.line(&mut paper.title);
        letters.line(&mut paper.name);
        letters.line(&mut paper.size);
    }
    let mut preparation = Preparation { letters, is_japanese, tables: 0, charts: 0, level: 0, names: HashMap::new() };
    let mut blocks = gather_terms(std::mem::take(&mut document.blocks));
    let mut turned = Vec::with_capacity(blocks.len());
    for block in &mut blocks {
        turned.push(preparation.block(block)?);
    }
    for block in &mut blocks {
        for inline in inlines(block) {
            preparation.refer(inline)?;
        }
    }
    Ok(Prepared { book: document, sections: sections(blocks, turned), papers })
}

struct Preparation<'a> {
    letters: &'a Letters<'a>,
    is_japanese: bool,
    tables: u32,
    charts: u32,
    level: u8,
    /// What a label is called: 表3.
    names: HashMap<String, String>,
}

impl Preparation<'_> {
    /// Prepares a block; says whether it needs a page on its side.
    fn block(&mut self, block: &mut Block) -> Result<bool, Failure> {
        match block {
            Block::Heading { level, text, label } => {
                self.letters.line(text);
                if text.trim().is_empty() {
                    "―".clone_into(text);
                }
                // A level that was left out would break the outline of the document for who cannot see its sizes.
                *level = (*level).clamp(1, (self.level + 1).min(6));
                self.level = *level;
                self.name(label, text.clone())?;
            }
            Block::Paragraph { text } | Block::Note { text } => self.inlines(text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| self.inlines(item)),
            Block::Table(table) => return self.table(table),
            Block::Chart(chart) => return self.chart(chart),
            Block::Form(form) => {
                self.letters.line(&mut form.title);
                for row in &mut form.rows {
                    self.letters.text(&mut row.label);
                    self.inlines(&mut row.value);
                }
                measure::keep_whole(form);
            }
            Block::Terms { terms } => terms.iter_mut().for_each(|term| self.term(term)),
            Block::Term(term) => self.term(term),
            Block::PageBreak => {}
        }
        Ok(false)
    }

    fn term(&self, term: &mut Term) {
        self.letters.line(&mut term.name);
        self.letters.line(&mut term.reading);
        self.inlines(&mut term.meaning);
    }

    fn table(&mut self, table: &mut Table) -> Result<bool, Failure> {
        self.letters.line(&mut table.caption);
        self.letters.line(&mut table.unit);
        table.columns.iter_mut().for_each(|column| self.letters.text(&mut column.head));
        table.notes.iter_mut().for_each(|note| self.letters.text(note));
        if table.columns.is_empty() {
            return Err(Failure::input("列のない表があります。", "A table has no column.", &table.caption));
        }
        for (index, row) in table.rows.iter_mut().enumerate() {
            if row.cells.len() != table.columns.len() {
                let (caption, cells, columns) = (&table.caption, row.cells.len(), table.columns.len());
                return Err(Failure::input(
                    format!(
                        "表「{caption}」の {} 行目のセルの数（{cells}）が列の数（{columns}）と違います。",
                        index + 1
                    ),
                    format!("Row {} of the table \"{caption}\" has {cells} cells for {columns} columns.", index + 1),
                    "",
                ));
            }
            for cell in &mut row.cells {
                match cell {
                    Cell::Empty => {}
                    Cell::Text { text } => self.letters.text(text),
                    Cell::Value(value) => self.letters.line(&mut value.shown),
                }
            }
        }
        if !table.caption.trim().is_empty() {
            self.tables += 1;
            table.number = self.tables;
        }
        self.name(&table.label, self.number("表", "Table", table.number, &table.caption))?;
        Ok(measure::lay_out(table))
    }

    fn chart(&mut self, chart: &mut Chart) -> Result<bool, Failure> {
        self.letters.line(&mut chart.caption);
        self.letters.text(&mut chart.source);
        let (svg, size) = picture::ready(&chart.svg, self.letters).map_err(|detail| {
            let caption = &chart.caption;
            Failure::input(
                format!("図「{caption}」が SVG として読めません。"),
                format!("The chart \"{caption}\" is not an SVG."),
                detail,
            )
        })?;
        chart.svg = svg;
        chart.description = chart.description.replace('\n', " ");
        if chart.description.trim().is_empty() {
            chart.description.clone_from(&chart.caption);
        }
        if chart.description.trim().is_empty() {
            return Err(Failure::input(
                "図に説明も題名もありません。",
                "A chart has neither description nor caption.",
                &chart.label,
            ));
        }
        if !chart.caption.trim().is_empty() {
            self.charts += 1;
            chart.number = self.charts;
        }
        self.name(&chart.label, self.number("図", "Figure", chart.number, &chart.caption))?;
        let is_landscape = measure::place(chart, size);
        match &mut chart.table {
            Some(table) => Ok(self.table(table)? || is_landscape),
            None => Ok(is_landscape),
        }
    }

    fn inlines(&self, inlines: &mut [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { text } | Inline::Strong { text } | Inline::Term { text, .. } => self.letters.text(text),
                Inline::Ruby { base, reading } => {
                    self.letters.line(base);
                    self.letters.line(reading);
                }
                Inline::Value(value) => self.letters.line(&mut value.shown),
                Inline::Reference { text, .. } => self.letters.line(text),
            }
        }
    }

    fn number(&self, ja: &str, en: &str, number: u32, caption: &str) -> String {
        match (number, self.is_japanese) {
            (0, _) => caption.to_owned(),
            (number, true) => format!("{ja}{number}"),
            (number, false) => format!("{en} {number}"),
        }
    }

    fn name(&mut self, label: &str, name: String) -> Result<(), Failure> {
        if label.is_empty() || self.names.insert(label.to_owned(), name).is_none() {
            return Ok(());
        }
        Err(Failure::input(
            format!("ラベル「{label}」が二か所にあります。"),
            format!("The label \"{label}\" stands twice."),
            "",
        ))
    }

    /// A reference without words of its own is called like what it refers to.
    fn refer(&self, inline: &mut Inline) -> Result<(), Failure> {
        let Inline::Reference { label, text } = inline else { return Ok(()) };
        let Some(name) = self.names.get(label.as_str()) else {
            return Err(Failure::input(
                format!("参照先「{label}」が文書にありません。"),
                format!("The document refers to \"{label}\", which is not in it."),
                "",
            ));
        };
        if text.is_empty() {
            text.clone_from(name);
        }
        Ok(())
    }
}

/// Terms in a row become one list.
fn gather_terms(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (block, out.last_mut()) {
            (Block::Term(term), Some(Block::Terms { terms })) => terms.push(term),
            (Block::Term(term), _) => out.push(Block::Terms { terms: vec![term] }),
            (block, _) => out.push(block),
        }
    }
    out
}

/// Everything in lines of a block.
fn inlines(block: &mut Block) -> Vec<&mut Inline> {
    match block {
        Block::Paragraph { text } | Block::Note { text } => text.iter_mut().collect(),
        Block::List { items, .. } => items.iter_mut().flatten().collect(),
        Block::Form(form) => form.rows.iter_mut().flat_map(|row| &mut row.value).collect(),
        Block::Terms { terms } => terms.iter_mut().flat_map(|term| &mut term.meaning).collect(),
        Block::Term(term) => term.meaning.iter_mut().collect(),
        Block::Heading { .. } | Block::Table(_) | Block::Chart(_) | Block::PageBreak => Vec::new(),
    }
}

/// Divides where a chapter begins, a page is asked for, or the page turns.
fn sections(blocks: Vec<Block>, turned: Vec<bool>) -> Vec<Section> {
    let mut out = vec![Section::default()];
    for (block, is_landscape) in blocks.into_iter().zip(turned) {
        let last = out.last_mut().expect("begins with one");
        let chapter = match &block {
            Block::Heading { level: 1, text, .. } => Some(text.clone()),
            _ => None,
        };
        let is_break = matches!(block, Block::PageBreak);
        // A heading before a turned page goes with it.
        let stays = last.blocks.is_empty() || (is_landscape && last.blocks.iter().all(is_heading));
        if (chapter.is_some() || is_break || is_landscape != last.landscape) && !stays {
            let chapter = last.chapter.clone();
            out.push(Section { chapter, ..Section::default() });
        }
        let last = out.last_mut().expect("begins with one");
        if let Some(chapter) = chapter {
            last.chapter = chapter;
        }
        if !is_break {
            last.landscape = is_landscape;
            last.blocks.push(block);
        }
    }
    out.retain(|section| !section.blocks.is_empty());
    out
}

fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}
