//! Overlap (重複の可能性, 視点3): programs of the inventory whose words say that they do the same.
//!
//! Nothing here knows what a program is: a [`Document`] has texts in named fields, so that comments can be grouped the same
//! way. Texts are folded ([`crate::search_text::fold`]) and cut into character grams, since Japanese has no spaces. Each field
//! becomes a vector of gram weights (TF-IDF) of length one; a document's vector is their weighted sum, of length one again;
//! the score of two documents is the cosine, 0 to 1. The search is exact: it skips only what cannot reach the result
//! (`search.rs`), and gives the same bits whatever the order of the documents and the number of processors.
//!
//! Measured choices: `docs/concepts/overlap.md`; their values: `parameters/overlap.toml`.

mod answer;
mod explain;
mod fold;
mod gather;
mod gram;
mod model;
mod phrase;
mod program;
mod search;

pub use answer::{Answer, PairState};
pub use explain::{Explanation, FieldShare, explain};
pub use fold::mark;
pub use gather::{Gathering, gather};
pub use model::Model;
pub use phrase::Phrase;
pub use program::ProgramField;
pub use search::{Findings, Pair, find};

crate::declare_kinds! {
    TEXT_TOO_LONG = "RF-520"
        "文章が長すぎるため、初めの部分だけを比べました" "A text is too long: only its beginning was compared"
        "文章を短くするか、複数の事業に分けてください" "Shorten the text, or divide it";
    MANY_ALIKE = "RF-521"
        "一字一句同じ記載が多すぎるため、組の一部だけを示しました" "Too many texts are the same: not every pair is listed"
        "同じ記載が取り込まれた理由を確かめてください" "Find out why the same text came in so often";
    PAIRS_CUT = "RF-522"
        "重複の可能性のある組が多すぎるため、点の高い順に上限までを示しました" "Too many pairs: the highest up to the limit are listed"
        "前提の値 overlap.toml の threshold を上げてください" "Raise `threshold` in the parameters `overlap.toml`";
    WITHOUT_TEXT = "RF-523"
        "比べる文章がありません" "There is no text to compare"
        "事業名、概要、目的などを記入してください" "Give it a name, a summary or a purpose";
}

/// The most characters of one document that are compared, all fields together (比べる文章の上限).
pub const TEXT_CHARS_MAX: usize = 200_000;

/// Something to compare (比べるもの): its texts stand in the order of [`Settings::weights`]; missing ones count as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its own number, by which equal scores are ordered (番号).
    pub key: i64,
    /// Its texts, one a field.
    pub texts: Vec<String>,
}

/// How documents are compared (比べ方).
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The shortest grams, in characters: 1 to 3.
    pub gram_min: usize,
    /// The longest grams, in characters: 1 to 3.
    pub gram_max: usize,
    /// How much each field counts against the others; fields without text count nothing.
    pub weights: Vec<f32>,
    /// The lowest score of a pair, over 0 to 1 (しきい値).
    pub threshold: f32,
    /// The most neighbours looked for of each document.
    pub nearest: usize,
    /// The most pairs listed.
    pub pairs_max: usize,
    /// A gram in more than this share of the documents is a filler such as 事業: it counts in the score by its small weight,
    /// but makes no shared phrase.
    pub filler_share: f32,
}
