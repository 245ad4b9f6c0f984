//! Check of a document (文書の検査): every figure worked out again from the edition, every total added up, every word looked
//! at for a figure that nobody vouches for.

use std::collections::HashSet;

use reform::ProblemKind;

use super::problems::{
    FOREIGN_CHART, FOREIGN_EDITION, NOTE_MISSING, NOTE_NEEDLESS, TOTAL_WRONG, TYPED_FIGURE, UNANSWERED, UNEVEN_ROW,
    UNKNOWN_UNIT, VALUE_DIFFERS,
};
use super::rounding::{ROUNDING_NOTE, figure, is_rounded, sums};
use super::typed::Quotable;
use super::walk::{Here, Piece, Spot, walk};
use super::{Document, Table, Value};
use crate::edition::Edition;
use crate::query::{Answer, Index, Unit, shown};

/// Something a document is found guilty of (指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which kind, with its code and words.
    pub kind: &'static ProblemKind,
    /// Where it stands.
    pub spot: Spot,
    /// What is asked of the edition; empty where it is about words or a picture.
    pub query: String,
    /// What stands there.
    pub shown: String,
    /// What should stand there; empty where that is not known.
    pub expected: String,
}

/// Holds a document against an edition. What comes back stands in the order of the document; empty means sound.
pub fn check(document: &Document, edition: &Edition) -> Vec<Finding> {
    let index = Index::new(edition);
    let words = Quotable::new(edition);
    let pictures: HashSet<&str> = edition.pictures.iter().map(|picture| picture.ja.svg.as_str()).collect();
    let mut found = Vec::new();
    if document.edition != edition.about.number {
        found.push(Finding {
            kind: &FOREIGN_EDITION,
            spot: Spot { block: "表紙".to_owned(), ..Spot::default() },
            query: String::new(),
            shown: document.edition.to_string(),
            expected: edition.about.number.to_string(),
        });
    }
    walk(document, &mut |here, piece| match piece {
        Piece::Value(value) => found.extend(value_fault(&index, here, value)),
        Piece::Words(text, in_column) => {
            let typed = if in_column { words.typed_in_column(&text) } else { words.typed(&text) };
            found.extend(typed.map(|figure| finding(&TYPED_FIGURE, here, "", &figure, "")));
        }
        Piece::Table(table) => table_faults(&index, here, table, &mut found),
        Piece::Picture(svg) if !pictures.contains(svg) => found.push(finding(&FOREIGN_CHART, here, "", "", "")),
        Piece::Picture(_) => {}
    });
    found
}

fn finding(kind: &'static ProblemKind, here: &Here, query: &str, shown: &str, expected: &str) -> Finding {
    Finding { kind, spot: here.spot(), query: query.to_owned(), shown: shown.to_owned(), expected: expected.to_owned() }
}

fn value_fault(index: &Index, here: &Here, value: &Value) -> Option<Finding> {
    let told = |kind, expected: &str| Some(finding(kind, here, &value.query, &value.shown, expected));
    let Some(answer) = index.ask(&value.query) else { return told(&UNANSWERED, "") };
    let expected = Unit::from_word(&value.unit).and_then(|unit| shown(&answer, unit, value.decimals));
    match expected {
        None => told(&UNKNOWN_UNIT, &value.unit),
        Some(expected) if expected != value.shown => told(&VALUE_DIFFERS, &expected),
        Some(_) => None,
    }
}

fn table_faults(index: &Index, here: &Here, table: &Table, found: &mut Vec<Finding>) {
    for (at, row) in table.rows.iter().enumerate() {
        if row.cells.len() != table.columns.len() {
            let mut fault =
                finding(&UNEVEN_ROW, here, "", &row.cells.len().to_string(), &table.columns.len().to_string());
            fault.spot.row = Some(at + 1);
            found.push(fault);
        }
    }
    for sum in sums(table) {
        let Some(total) = figure(table, sum.row, sum.column) else { continue };
        // What the edition does not answer is told of the figure itself.
        let exact = |value: &Value| index.ask(&value.query).and_then(|answer| units(&answer));
        let Some(whole) = exact(total) else { continue };
        let parts: Option<Vec<(i128, u8)>> =
            sum.parts.iter().filter_map(|part| figure(table, *part, sum.column)).map(exact).collect();
        let Some(parts) = parts else { continue };
        let decimals = parts.iter().map(|part| part.1).chain([whole.1]).max().unwrap_or(0);
        let scaled = |(units, own): (i128, u8)| units * 10i128.pow(u32::from(decimals - own));
        if parts.into_iter().map(scaled).sum::<i128>() != scaled(whole) {
            let mut fault = finding(&TOTAL_WRONG, here, &total.query, &total.shown, "");
            fault.spot.row = Some(sum.row + 1);
            fault.spot.column = table.columns.get(sum.column).map_or(String::new(), |column| column.head.clone());
            found.push(fault);
        }
    }
    let (is_noted, is_rounded) = (table.notes.iter().any(|note| note == ROUNDING_NOTE), is_rounded(table));
    if is_rounded && !is_noted {
        found.push(finding(&NOTE_MISSING, here, "", "", ROUNDING_NOTE));
    }
    if is_noted && !is_rounded {
        found.push(finding(&NOTE_NEEDLESS, here, "", ROUNDING_NOTE, ""));
    }
}

/// The exact number of an answer with its decimals; nothing for what is no number.
fn units(answer: &Answer) -> Option<(i128, u8)> {
    match answer {
        Answer::Yen(number) | Answer::Count(number) => Some((i128::from(*number), 0)),
        Answer::Number(number) => Some((i128::from(number.units), number.decimals)),
        Answer::Printed(_) => None,
    }
}
