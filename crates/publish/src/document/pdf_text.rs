//! Figures in the text of a PDF (PDFの文字との突合): whether what the document says is what was set.

use std::collections::HashSet;

use super::Document;
use super::check::Finding;
use super::problems::NOT_IN_PDF;
use super::walk::{Piece, walk};

/// The figures of a document that do not stand in `text`, the words taken out of its PDF. Each figure is told once, where it
/// stands first; that it stands in the right place is not seen from words alone.
pub fn missing_from_pdf(document: &Document, text: &str) -> Vec<Finding> {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '▲' | ',' | '.' | '%');
    let runs: HashSet<&str> = text.split(|letter| !is_part(letter)).filter(|run| !run.is_empty()).collect();
    // A figure may be broken over two lines, and words stand close to a figure as the plan prints it.
    let close: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    walk(document, &mut |here, piece| {
        let Piece::Value(value) = piece else { return };
        if !seen.insert(value.shown.as_str()) || runs.contains(value.shown.as_str()) {
            return;
        }
        let shown: String = value.shown.chars().filter(|letter| !letter.is_whitespace()).collect();
        if !close.contains(&shown) {
            found.push(Finding {
                kind: &NOT_IN_PDF,
                spot: here.spot(),
                query: value.query.clone(),
                shown: value.shown.clone(),
                expected: String::new(),
            });
        }
    });
    found
}
