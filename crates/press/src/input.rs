//! Input (入力): a document as it comes in, and what is worked out for the templates on the way. The fields that come in are
//! those of `publish::document::Document`; those marked `skip_deserializing` are `press`'s own.

use serde::{Deserialize, Serialize};

/// A booklet (文書).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Document {
    pub lang: String,
    pub title: String,
    pub subtitle: String,
    pub publisher: String,
    pub date: String,
    pub running_head: String,
    pub edition: i64,
    pub volume: (u32, u32),
    pub first_page: u32,
    pub notice: String,
    pub contents: bool,
    #[serde(skip_serializing)]
    pub blocks: Vec<Block>,
    /// Papers bound in after the blocks; their PDFs and pictures follow the JSON, one after another.
    #[serde(skip_serializing)]
    pub papers: Vec<Paper>,
    /// Families of fonts, the best first.
    #[serde(skip_deserializing)]
    pub families: Vec<String>,
}

/// What the templates read: the book's own fields apart from what stands in it (組版の材料).
#[derive(Debug, Serialize)]
pub struct Prepared {
    pub book: Document,
    /// The blocks, divided where a new page begins.
    pub sections: Vec<Section>,
    /// The papers.
    pub papers: Vec<Paper>,
}

/// A paper of a meeting (資料).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Paper {
    pub title: String,
    /// The file's name.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// How many bytes of the input are its PDF or picture; 0 where it is not handed over.
    #[serde(skip_serializing)]
    pub bytes: usize,
    /// Why it is not bound in: `not-pdf`, `too-large`, `failed` as it comes; `encrypted`, `broken`, `layers`,
    /// `too-many-pages`, `broken-picture`, `too-many-pixels` as it was found. Empty where it is.
    pub left_out: String,
    /// What the templates know its file by.
    #[serde(skip_deserializing)]
    pub path: String,
    /// Whether it is a picture.
    #[serde(skip_deserializing)]
    pub is_picture: bool,
    /// Its pages; empty where it is not bound in.
    #[serde(skip_deserializing)]
    pub pages: Vec<PaperPage>,
}

/// The paper a page of a paper is drawn on (資料のページ).
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PaperPage {
    pub width_pt: f32,
    pub height_pt: f32,
}

impl Paper {
    /// Leaves it out of the book, which then says why.
    pub fn leave_out(&mut self, reason: &str) {
        reason.clone_into(&mut self.left_out);
        self.pages.clear();
    }

    /// The reason of one that cannot be read.
    pub fn broken(&self) -> &'static str {
        if self.is_picture { "broken-picture" } else { "broken" }
    }
}

/// Pages in a row with one head (柱の同じページ).
#[derive(Debug, Default, Serialize)]
pub struct Section {
    /// The chapter in the head.
    pub chapter: String,
    /// Whether its pages lie on their side.
    pub landscape: bool,
    pub blocks: Vec<Block>,
}

/// A piece (ブロック).
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    Heading {
        #[serde(default)]
        level: u8,
        text: String,
        #[serde(default)]
        label: String,
    },
    Paragraph {
        text: Vec<Inline>,
    },
    List {
        #[serde(default)]
        numbered: bool,
        items: Vec<Vec<Inline>>,
    },
    Table(Table),
    Chart(Chart),
    Form(Form),
    Term(Term),
    /// Terms that follow one another.
    #[serde(skip_deserializing)]
    Terms {
        terms: Vec<Term>,
    },
    Note {
        text: Vec<Inline>,
    },
    PageBreak,
}

/// A chart (図).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Chart {
    pub caption: String,
    pub label: String,
    pub description: String,
    pub svg: String,
    pub source: String,
    pub table: Option<Table>,
    /// Its number; 0 where it has no caption.
    #[serde(skip_deserializing)]
    pub number: u32,
    /// How wide it is set, in points.
    #[serde(skip_deserializing)]
    pub width_pt: f64,
}

/// A form (様式).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Form {
    pub title: String,
    pub rows: Vec<FormRow>,
    /// Whether it fits on one page and must not be divided.
    #[serde(skip_deserializing)]
    pub whole: bool,
}

/// A row of a form (様式の行).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FormRow {
    pub label: String,
    pub value: Vec<Inline>,
}

/// A term (用語).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Term {
    pub id: String,
    pub name: String,
    pub reading: String,
    pub meaning: Vec<Inline>,
}

/// In a line (行の中).
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "inline", rename_all = "kebab-case")]
pub enum Inline {
    Text {
        text: String,
    },
    Strong {
        text: String,
    },
    Ruby {
        base: String,
        reading: String,
    },
    Value(Value),
    Term {
        id: String,
        text: String,
    },
    Reference {
        label: String,
        #[serde(default)]
        text: String,
    },
}

/// A figure (数値): only what is shown matters here.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Value {
    pub shown: String,
}

/// A table (表).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Table {
    pub caption: String,
    pub label: String,
    pub unit: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
    /// Its number; 0 where it has no caption.
    #[serde(skip_deserializing)]
    pub number: u32,
    /// The size of its letters, in points.
    #[serde(skip_deserializing)]
    pub size_pt: f64,
    /// Whether it is short enough to stay on one page.
    #[serde(skip_deserializing)]
    pub whole: bool,
}

/// A column (列).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Column {
    pub head: String,
    pub width: f64,
    pub is_figure: bool,
    /// How wide it is set, in points.
    #[serde(skip_deserializing)]
    pub width_pt: f64,
}

/// A row (行).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub is_total: bool,
    /// Whether a page may end inside it.
    #[serde(skip_deserializing)]
    pub may_break: bool,
}

/// A cell (セル).
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "cell", rename_all = "kebab-case")]
pub enum Cell {
    Empty,
    Text { text: String },
    Value(Value),
}

impl Cell {
    /// What stands in it.
    pub fn shown(&self) -> &str {
        match self {
            Cell::Empty => "―",
            Cell::Text { text } => text,
            Cell::Value(value) => &value.shown,
        }
    }
}

impl Document {
    /// Whether it is in Japanese.
    pub fn is_japanese(&self) -> bool {
        self.lang != "en"
    }
}
