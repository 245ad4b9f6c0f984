//! A figure of the plan as a card shows it (数値の表示): its value cut into digits and words, and what stands around it.

use reform::plan::{Figure, FigureValue, Plan, Source};

use crate::html::Html;
use crate::page::Frame;

/// A figure of the plan as a card shows it.
pub struct FigureView {
    /// What it counts.
    pub label: String,
    /// The value cut into digits and the words around them, which are set smaller.
    pub value: Vec<ValuePart>,
    /// What it is counted over.
    pub base: String,
    /// Anything a reader should know.
    pub note: String,
    /// The mark of how it came to be.
    pub basis: Html,
    /// Target, fact or projection.
    pub role: &'static str,
    /// The day or years it holds for.
    pub as_of: String,
    /// Document and place.
    pub source: String,
}

/// A piece of a value.
#[derive(Clone)]
pub struct ValuePart {
    /// The text.
    pub text: String,
    /// Whether it is a word and stands smaller.
    pub small: bool,
}

impl FigureView {
    /// The card of a figure in the language of the page.
    pub fn new(f: &Frame, plan: &Plan, figure: &Figure) -> FigureView {
        let value = f.lang.pick(&figure.value_ja(), &figure.value_en()).to_owned();
        FigureView {
            label: f.text(&figure.label).to_owned(),
            value: match figure.value {
                FigureValue::Rank { .. } => rank_parts(&value),
                _ => value_parts(&value),
            },
            base: f.text(&figure.base).to_owned(),
            note: figure.note.as_ref().map(|note| f.text(note).to_owned()).unwrap_or_default(),
            basis: f.basis(&figure.basis),
            role: f.lang.pick(figure.role.japanese(), figure.role.english()),
            as_of: f.lang.pick(&figure.as_of.japanese(), &figure.as_of.to_string()).to_owned(),
            source: source_text(f, plan, &figure.source),
        }
    }
}

/// The document and the place in it: `市政変革推進プラン p.16`.
pub fn source_text(f: &Frame, plan: &Plan, source: &Source) -> String {
    let document = plan.document(&source.document).map(|document| f.text(&document.title)).unwrap_or_default();
    format!("{document} {source}").trim().to_owned()
}

/// Cuts a value into digits (with their signs and separators) and words: `約` `1` `兆` `2,040` `億円`.
fn value_parts(value: &str) -> Vec<ValuePart> {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '▲' | '−' | '–' | '¥');
    let mut parts: Vec<ValuePart> = Vec::new();
    for c in value.chars() {
        let small = !is_figure(c);
        match parts.last_mut() {
            Some(part) if part.small == small => part.text.push(c),
            _ => parts.push(ValuePart { text: c.to_string(), small }),
        }
    }
    parts
}

/// Of a rank only the place is large, not how many were ranked: `20市中 高い方から` **3** `位`, **highest** ` of 20`.
fn rank_parts(value: &str) -> Vec<ValuePart> {
    let start = value.rfind("から").map_or(0, |start| start + "から".len());
    let end = value.find(" of ").unwrap_or(value.len());
    let mut place = value_parts(&value[start..end]);
    if place.iter().all(|part| part.small) {
        place.iter_mut().for_each(|part| part.small = false);
    }
    let word = |text: &str| ValuePart { text: text.to_owned(), small: true };
    let parts = [vec![word(&value[..start])], place, vec![word(&value[end..])]].concat();
    parts.into_iter().filter(|part| !part.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_rank_only_the_place_stands_large() {
        let large = |value: &str| -> Vec<String> {
            rank_parts(value).into_iter().filter(|part| !part.small).map(|part| part.text).collect()
        };
        assert_eq!(large("20市中 高い方から3位"), ["3"]);
        assert_eq!(large("16市中 高い方から1位"), ["1"]);
        assert_eq!(large("20市中 低い方から20位"), ["20"]);
        assert_eq!(large("3rd highest of 20"), ["3"]);
        assert_eq!(large("highest of 20"), ["highest"]);
        let said: String = rank_parts("3rd highest of 20").into_iter().map(|part| part.text).collect();
        assert_eq!(said, "3rd highest of 20");
    }

    #[test]
    fn digits_stand_large_and_words_small() {
        let parts = value_parts("約1兆2,040億円");
        let said: Vec<(&str, bool)> = parts.iter().map(|part| (part.text.as_str(), part.small)).collect();
        assert_eq!(said, [("約", true), ("1", false), ("兆", true), ("2,040", false), ("億円", true)]);
    }
}
