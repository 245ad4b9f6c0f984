//! The columns of a table of a logic model (列): found by their headings, Japanese or English.

use reform::search_text::fold;
use reform::{Place, Problem};

use super::{HEADING_UNKNOWN, HEADINGS_MISSING};
use crate::letters::letter_of;
use crate::problems::HEADER_DUPLICATE;
use crate::table::Table;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Row,
    Id,
    Kind,
    Text,
    Position,
    Unit,
    Standing,
    Qualitative,
    From,
    To,
    Strength,
    LocalFit,
    External,
    Note,
}

/// Every field with the headings it may have; the first two are those `publish` writes.
const HEADINGS: [(Field, &[&str]); 14] = [
    (Field::Row, &["行", "row", "行の種類"]),
    (Field::Id, &["番号", "id", "no", "no.", "ノード番号"]),
    (Field::Kind, &["種類", "kind", "段階", "type"]),
    (Field::Text, &["内容", "text", "label", "文", "名称", "words"]),
    (Field::Position, &["位置", "position", "順序"]),
    (Field::Unit, &["単位", "unit"]),
    (Field::Standing, &["進捗", "standing", "状況"]),
    (Field::Qualitative, &["定性的", "qualitative", "定性"]),
    (Field::From, &["から", "from", "始点", "原因"]),
    (Field::To, &["へ", "to", "終点", "結果"]),
    (Field::Strength, &["根拠の強さ", "strength"]),
    (Field::LocalFit, &["当てはまり", "local-fit"]),
    (Field::External, &["外部要因に左右", "external"]),
    (Field::Note, &["メモ", "note", "備考"]),
];

/// Which column holds which field.
pub(super) struct Columns(Vec<Field>);

impl Columns {
    /// The column of a field, from 0.
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.0.iter().position(|other| *other == field)
    }

    /// Where a row's field stands, as people find it: a letter in a sheet, a heading in a text.
    pub(super) fn place(&self, table: &Table, row: u32, field: Option<Field>) -> Place {
        let column = field.and_then(|field| self.of(field)).map(|column| column_name(table, column));
        Place { sheet: table.sheet.clone(), row: Some(row), column, ..Place::file(&table.file) }
    }
}

/// Finds the columns.
///
/// # Errors
/// Every heading that is unknown or there twice, or that the needed ones are missing.
pub(super) fn find(table: &Table) -> Result<Columns, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (column, heading) in table.headings.iter().enumerate() {
        let folded = fold(heading);
        let field = HEADINGS.iter().find(|(_, names)| names.iter().any(|name| fold(name) == folded));
        let place = Place {
            sheet: table.sheet.clone(),
            row: Some(table.heading_row),
            column: Some(letter_of(column)),
            ..Place::file(&table.file)
        };
        match field {
            Some((field, _)) if found.contains(field) => problems.push(Problem::new(&HEADER_DUPLICATE, place, heading)),
            Some((field, _)) => found.push(*field),
            None => problems.push(Problem::new(&HEADING_UNKNOWN, place, heading)),
        }
    }
    let columns = Columns(found);
    let has = |one: Field, other: Field| columns.of(one).is_some() && columns.of(other).is_some();
    if problems.is_empty() && !has(Field::Kind, Field::Text) && !has(Field::From, Field::To) {
        let place = Place { row: Some(table.heading_row), ..Place::file(&table.file) };
        problems.push(Problem::new(&HEADINGS_MISSING, place, table.headings.join("・")));
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

fn column_name(table: &Table, column: usize) -> String {
    if table.sheet.is_some() {
        letter_of(column)
    } else {
        table.headings.get(column).map_or_else(|| letter_of(column), |heading| heading.trim().to_owned())
    }
}
