//! Document (文書): a booklet as data — headings, paragraphs, tables, charts — before any type is set.
//!
//! The worker `press` sets it as a tagged PDF, `publish` itself writes it as a workbook, and `henkaku check document`
//! works every figure out again: a figure is a [`Inline::Value`] or a [`DocumentCell::Value`] with the query it answers, never
//! text. The JSON of a document is what passes between the server and `press`; its fields are documented in
//! `docs/concepts/document-format.md`.

mod action_plan;
mod book;
mod check;
mod evaluation;
mod evaluation_sheet;
mod excel;
mod kind;
mod pdf_text;
mod picture;
mod plan_book;
mod plan_book_money;
mod problems;
mod review_results;
mod roadmap;
mod roadmap_book;
mod rounding;
mod typed;
mod walk;

use serde::{Deserialize, Serialize};

pub use check::{Finding, check};
pub use excel::excel;
pub use kind::{Kind, join, make, make_book};
pub use pdf_text::missing_from_pdf;
pub use problems::{KINDS, NOT_A_DOCUMENT};
pub use rounding::ROUNDING_NOTE;
pub use walk::Spot;

/// A booklet (文書).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// What it is: `action-plan`, `evaluation`, `roadmap-book`, `review-results`, `plan-book`.
    pub kind: String,
    /// `ja` or `en`.
    pub lang: String,
    /// The title on its cover.
    pub title: String,
    /// A second line below it; may be empty.
    pub subtitle: String,
    /// Who publishes it.
    pub publisher: String,
    /// The day on its cover, as it is shown: 令和8年11月22日.
    pub date: String,
    /// What stands at the head of every page.
    pub running_head: String,
    /// The number of the edition its figures come from.
    pub edition: i64,
    /// Which volume it is and of how many, from 1; `(1, 1)` for a single book.
    pub volume: (u32, u32),
    /// The number of its first page, so that volumes count on; 1 for a single book.
    pub first_page: u32,
    /// Said on the cover and in the head where anything is made up: 例示を含む.
    pub notice: String,
    /// Whether a table of contents stands after the cover.
    pub contents: bool,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A piece of a document (ブロック).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    /// 見出し.
    Heading {
        /// From 1, the chapter.
        level: u8,
        /// Its text.
        text: String,
        /// A label other places refer to; empty where none does. ASCII letters, digits, `-`.
        label: String,
    },
    /// 段落.
    Paragraph {
        /// Its words and figures.
        text: Vec<Inline>,
    },
    /// 箇条書き.
    List {
        /// Whether it is numbered.
        numbered: bool,
        /// Its entries.
        items: Vec<Vec<Inline>>,
    },
    /// 表.
    Table(Table),
    /// 図.
    Chart {
        /// Its caption.
        caption: String,
        /// A label other places refer to; may be empty.
        label: String,
        /// What it says, in words: the picture's text alternative.
        description: String,
        /// The SVG as it is on the site.
        svg: String,
        /// Where its figures come from.
        source: String,
        /// Its figures, set below it; nothing where the text above already gives them.
        table: Option<Table>,
    },
    /// 様式: labels with their values, as a form is printed. Stays on one page where it can.
    Form {
        /// Its title.
        title: String,
        /// Label and value.
        rows: Vec<FormRow>,
    },
    /// 用語: a term with its meaning; where it occurs is worked out by the type-setter from [`Inline::Term`].
    Term {
        /// The id other places refer to.
        id: String,
        /// The term.
        name: String,
        /// How it is read.
        reading: String,
        /// What it means.
        meaning: Vec<Inline>,
    },
    /// 注記, smaller.
    Note {
        /// Its words and figures.
        text: Vec<Inline>,
    },
    /// 改ページ.
    PageBreak,
}

/// A row of a form (様式の行).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FormRow {
    /// What is asked.
    pub label: String,
    /// What stands there.
    pub value: Vec<Inline>,
}

/// Words and figures in a line (行の中).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "inline", rename_all = "kebab-case")]
pub enum Inline {
    /// 文字.
    Text {
        /// As it is set; line breaks are kept.
        text: String,
    },
    /// 強調.
    Strong {
        /// As it is set.
        text: String,
    },
    /// ルビ: characters with their reading above.
    Ruby {
        /// The characters.
        base: String,
        /// Their reading.
        reading: String,
    },
    /// 数値: worked out from the edition.
    Value(Value),
    /// 用語: a word of the glossary; the glossary lists its pages.
    Term {
        /// The term's id.
        id: String,
        /// As it is written here.
        text: String,
    },
    /// 参照: the number of a chapter, table or figure, with its page.
    Reference {
        /// The label referred to.
        label: String,
        /// What stands before the page: 第2章.
        text: String,
    },
}

/// A figure with the query it answers (数値とその求め方).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// What is asked of the edition; see `publish::query`.
    pub query: String,
    /// The unit it is shown in: `yen`, `thousand-yen`, `million-yen`, `oku-yen`, `percent`, `count`, `number`, `printed`.
    pub unit: String,
    /// How many decimals are shown.
    pub decimals: u8,
    /// As it is shown, with ▲ for negatives: `▲1,234`.
    pub shown: String,
}

/// A table (表).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// Its caption; may be empty.
    pub caption: String,
    /// A label other places refer to; may be empty.
    pub label: String,
    /// The unit, set above its right edge: （単位：千円）; may be empty.
    pub unit: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Notes below it; a rounding note where shown parts do not add up to the shown sum.
    pub notes: Vec<String>,
}

/// A column (列).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading.
    pub head: String,
    /// Its width against the others; 0 for as wide as its content.
    pub width: f64,
    /// Whether it holds figures and stands right-aligned.
    pub is_figure: bool,
}

/// A row (行).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// Its cells, as many as there are columns.
    pub cells: Vec<DocumentCell>,
    /// Whether it is the sum of rows above: set in bold. Its figures are checked to add up.
    pub is_total: bool,
}

/// A cell (セル).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cell", rename_all = "kebab-case")]
pub enum DocumentCell {
    /// Not stated: ―.
    Empty,
    /// Words.
    Text {
        /// As it is set.
        text: String,
    },
    /// A figure.
    Value(Value),
}

impl Document {
    /// The document as JSON; the form that `press` and `henkaku check document` read.
    ///
    /// # Errors
    /// Only where a column's width is no number.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// How many figures stand in it.
    pub fn figures(&self) -> usize {
        let mut count = 0;
        walk::walk(self, &mut |_, piece| count += usize::from(matches!(piece, walk::Piece::Value(_))));
        count
    }

    /// A document read from its JSON.
    ///
    /// # Errors
    /// Where the text is no JSON of a document; says line and field.
    pub fn from_json(json: &[u8]) -> Result<Document, serde_json::Error> {
        serde_json::from_slice(json)
    }
}

impl Inline {
    /// Plain words.
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text { text: text.into() }
    }
}

impl DocumentCell {
    /// Plain words, or nothing stated where they are empty.
    pub fn text(text: impl Into<String>) -> DocumentCell {
        let text = text.into();
        if text.is_empty() { DocumentCell::Empty } else { DocumentCell::Text { text } }
    }
}
