//! A document as a workbook (文書のExcel): what it is on the first sheet, then a sheet a chapter with its tables as tables of
//! numbers, below one another as they stand in the book.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::rounding::shown_number;
use super::{Block, Document, DocumentCell, FormRow, Inline, Row, Table, Value};
use crate::ExportError;
use crate::excel::{clean, free_name, sheet_name};
use crate::query::Unit;
use crate::review_workbook::height::height;

/// The sheet that says what the workbook is.
const ABOUT: &str = "この文書について";
/// Excel keeps 15 significant digits; a longer number is written as text so that none is lost.
const EXACT_LIMIT: u64 = 999_999_999_999_999;
/// A worksheet ends here.
const LAST_ROW: u32 = 1_048_575;
/// Widths of columns: a label, words, figures.
const WIDTHS: [f64; 2] = [20.0, 34.0];
const WIDTH: f64 = 15.0;
/// Words outside of tables run over this many columns.
const TEXT_COLUMNS: u16 = 6;

/// The document as a workbook; the same document gives the same bytes.
///
/// # Errors
/// When a chapter does not fit in a sheet.
pub fn excel(document: &Document) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    // Without a date of its own the library would ask the clock; the document's own day stands on the first sheet.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(&document.title).set_author(&document.publisher);
    workbook.set_properties(&properties.set_creation_datetime(&made));
    let styles = Styles::new();
    about(workbook.add_worksheet(), document, &styles)?;
    let mut taken = vec![ABOUT.to_owned()];
    for (title, blocks) in chapters(document) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(free_name(&sheet_name(title), &mut taken))?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        for (column, width) in WIDTHS.into_iter().chain([WIDTH; 14]).enumerate() {
            sheet.set_column_width(column as u16, width)?;
        }
        let mut page = Page { sheet, row: 0, styles: &styles };
        page.words(title, &styles.title)?;
        for block in blocks {
            page.block(block)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// The chapters with what stands in them; what stands before the first is a chapter of its own.
fn chapters(document: &Document) -> Vec<(&str, Vec<&Block>)> {
    let mut chapters: Vec<(&str, Vec<&Block>)> = Vec::new();
    for block in &document.blocks {
        match (block, chapters.last_mut()) {
            (Block::Heading { level: 0 | 1, text, .. }, _) => chapters.push((text, Vec::new())),
            (block, Some((_, blocks))) => blocks.push(block),
            (block, None) => chapters.push((&document.title, vec![block])),
        }
    }
    chapters
}

struct Styles {
    title: Format,
    heading: Format,
    text: Format,
    note: Format,
    head: Format,
    label: Format,
    cell: Format,
    /// A text that a spreadsheet might run stays a text, also when somebody edits the cell.
    quoted: Format,
}

impl Styles {
    fn new() -> Styles {
        let wrapped = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let boxed = || wrapped().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x94_94_94));
        Styles {
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new().set_bold().set_font_size(12),
            text: wrapped(),
            note: wrapped().set_font_size(9),
            head: boxed().set_bold().set_background_color(Color::RGB(0xE8_EC_F7)).set_align(FormatAlign::Center),
            label: boxed().set_bold().set_background_color(Color::RGB(0xF2_F2_F2)),
            cell: boxed().set_num_format("@"),
            quoted: boxed().set_num_format("@").set_quote_prefix(),
        }
    }

    /// The format of a figure: grouped digits and ▲, as many decimals as are shown.
    fn figure(&self, decimals: u8, is_percent: bool) -> Format {
        let tail = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(decimals))) };
        let percent = if is_percent { "%" } else { "" };
        let format = format!("#,##0{tail}{percent};▲#,##0{tail}{percent}");
        let boxed = Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x94_94_94));
        boxed.set_align(FormatAlign::Top).set_num_format(format)
    }
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    styles: &'a Styles,
}

impl Page<'_> {
    fn block(&mut self, block: &Block) -> Result<(), ExportError> {
        if self.row >= LAST_ROW - 10 {
            return Err(ExportError::TooManyRows(self.row as usize));
        }
        match block {
            Block::Heading { text, .. } => {
                self.row += 1;
                self.words(text, &self.styles.heading)
            }
            Block::Paragraph { text } => self.merged(&plain(text), &self.styles.text),
            Block::Note { text } => self.merged(&format!("※ {}", plain(text)), &self.styles.note),
            Block::List { numbered, items } => {
                for (number, item) in (1..).zip(items) {
                    let mark = if *numbered { format!("({number}) ") } else { "・".to_owned() };
                    self.merged(&format!("{mark}{}", plain(item)), &self.styles.text)?;
                }
                Ok(())
            }
            Block::Table(table) => self.table(table),
            Block::Chart { caption, description, source, table, .. } => {
                self.row += 1;
                self.words(&format!("図　{caption}"), &self.styles.heading)?;
                self.merged(description, &self.styles.note)?;
                if !source.is_empty() {
                    self.merged(&format!("出典：{source}"), &self.styles.note)?;
                }
                table.as_ref().map_or(Ok(()), |table| self.table(table))
            }
            Block::Form { title, rows } => self.form(title, rows),
            Block::Term { name, reading, meaning, .. } => {
                let cells = [name.clone(), plain(meaning), reading.clone()];
                self.cells(&cells.map(DocumentCell::text), false)
            }
            Block::PageBreak => {
                self.row += 1;
                Ok(())
            }
        }
    }

    /// Words in the first cell, as wide as they are.
    fn words(&mut self, text: &str, format: &Format) -> Result<(), ExportError> {
        if !text.is_empty() {
            self.sheet.write_string_with_format(self.row, 0, clean(text), format)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Words over several columns, as high as they need.
    fn merged(&mut self, text: &str, format: &Format) -> Result<(), ExportError> {
        if text.is_empty() {
            return Ok(());
        }
        let width = WIDTHS.iter().sum::<f64>() + WIDTH * f64::from(TEXT_COLUMNS - 2);
        let text = clean(text);
        self.sheet.merge_range(self.row, 0, self.row, TEXT_COLUMNS - 1, &text, format)?;
        self.sheet.set_row_height(self.row, height([(text.as_str(), width)], 1))?;
        self.row += 1;
        Ok(())
    }

    fn form(&mut self, title: &str, rows: &[FormRow]) -> Result<(), ExportError> {
        self.row += 1;
        self.words(title, &self.styles.heading)?;
        for row in rows {
            let value = plain(&row.value);
            self.sheet.write_string_with_format(self.row, 0, clean(&row.label), &self.styles.label)?;
            let text = clean(&value);
            let format = if is_risky(&text) { &self.styles.quoted } else { &self.styles.cell };
            self.sheet.merge_range(self.row, 1, self.row, TEXT_COLUMNS - 1, &text, format)?;
            let width = WIDTHS[1] + WIDTH * f64::from(TEXT_COLUMNS - 2);
            self.sheet.set_row_height(self.row, height([(row.label.as_str(), WIDTHS[0]), (&text, width)], 1))?;
            self.row += 1;
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), ExportError> {
        self.row += 1;
        let caption = [table.caption.as_str(), table.unit.as_str()].join("　");
        self.words(caption.trim(), &self.styles.heading)?;
        for (column, head) in (0..).zip(&table.columns) {
            self.sheet.write_string_with_format(self.row, column, clean(&head.head), &self.styles.head)?;
        }
        let heads = (0..).zip(&table.columns).map(|(at, column)| (column.head.as_str(), width(at)));
        self.sheet.set_row_height(self.row, height(heads, 1))?;
        self.row += 1;
        for Row { cells, is_total } in &table.rows {
            self.cells(cells, *is_total)?;
        }
        for note in &table.notes {
            self.merged(&format!("※ {note}"), &self.styles.note)?;
        }
        Ok(())
    }

    fn cells(&mut self, cells: &[DocumentCell], is_total: bool) -> Result<(), ExportError> {
        let bold = |format: Format| if is_total { format.set_bold() } else { format };
        for (column, cell) in (0..).zip(cells) {
            match cell {
                DocumentCell::Empty => {
                    let format = bold(self.styles.cell.clone()).set_align(FormatAlign::Right);
                    self.sheet.write_string_with_format(self.row, column, "―", &format)?;
                }
                DocumentCell::Text { text } => {
                    let format = if is_risky(text) { &self.styles.quoted } else { &self.styles.cell };
                    self.sheet.write_string_with_format(self.row, column, clean(text), &bold(format.clone()))?;
                }
                DocumentCell::Value(value) => self.value(column, value, bold)?,
            }
        }
        let texts = (0..).zip(cells).filter_map(|(at, cell)| match cell {
            DocumentCell::Text { text } => Some((text.as_str(), width(at))),
            DocumentCell::Empty | DocumentCell::Value(_) => None,
        });
        let high = height(texts, 1);
        self.sheet.set_row_height(self.row, high)?;
        self.row += 1;
        Ok(())
    }

    /// A figure as a number where it is one: what is shown, in the unit it is shown in.
    fn value(&mut self, column: u16, value: &Value, bold: impl Fn(Format) -> Format) -> Result<(), XlsxError> {
        let is_percent = value.unit == Unit::Percent.word();
        match shown_number(&value.shown) {
            Some(number) if number.units.unsigned_abs() <= EXACT_LIMIT => {
                let format = bold(self.styles.figure(number.decimals, is_percent));
                let scale = if is_percent { 100.0 } else { 1.0 };
                self.sheet.write_number_with_format(self.row, column, number.to_f64() / scale, &format)?;
            }
            _ => {
                let format = bold(self.styles.cell.clone()).set_align(FormatAlign::Right);
                self.sheet.write_string_with_format(self.row, column, clean(&value.shown), &format)?;
            }
        }
        Ok(())
    }
}

fn width(column: u16) -> f64 {
    WIDTHS.get(usize::from(column)).copied().unwrap_or(WIDTH)
}

/// Whether a spreadsheet might run the text.
fn is_risky(text: &str) -> bool {
    crate::text::neutralise(text).starts_with('\'')
}

/// A line as plain words.
fn plain(line: &[Inline]) -> String {
    line.iter()
        .map(|inline| match inline {
            Inline::Text { text }
            | Inline::Strong { text }
            | Inline::Term { text, .. }
            | Inline::Reference { text, .. } => text,
            Inline::Ruby { base, .. } => base,
            Inline::Value(value) => &value.shown,
        })
        .map(String::as_str)
        .collect()
}

fn about(sheet: &mut Worksheet, document: &Document, styles: &Styles) -> Result<(), ExportError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 90)?;
    let nature = match document.notice.as_str() {
        "" => "公表版の値のとおり / as published".to_owned(),
        notice => format!("{notice}（実在しない事業・金額が入っています） / holds illustrative data"),
    };
    let volume = match document.volume {
        (_, 0 | 1) => "全1冊".to_owned(),
        (at, all) => format!("全{all}冊のうち第{at}分冊"),
    };
    let lines = [
        ("表題 / Title", document.title.clone()),
        ("副題 / Subtitle", document.subtitle.clone()),
        ("発行 / Publisher", document.publisher.clone()),
        ("公表した日 / Date", document.date.clone()),
        ("公表版 / Edition", format!("第{}版", document.edition)),
        ("分冊 / Volume", volume),
        ("データの性質 / Nature", nature),
        ("「―」 / Dash", "記載なし（0ではない） / not stated, which is not zero".to_owned()),
        (
            "数値 / Figures",
            "各表の単位で、表示の桁に四捨五入した値です。元の値はオープンデータにあります / rounded to the unit of each table; the exact values are in the open data".to_owned(),
        ),
    ];
    for (row, (name, text)) in (0..).zip(lines.iter().filter(|(_, text)| !text.is_empty())) {
        sheet.write_string_with_format(row, 0, *name, &styles.label)?;
        sheet.write_string_with_format(row, 1, clean(text), &styles.text)?;
    }
    Ok(())
}
