//! A logic model as a table that can be read back (ロジックモデルの表): a row a node, indicator, edge and evidence.
//!
//! The headings and words are those `intake::logic_model` reads, in Japanese or English.

use reform::logic_model::LogicModel;

use super::super::Lang;
use crate::table::{Cell, DataTable};

/// The headings in Japanese and English; every row leaves blank what is not its own.
const HEADINGS: [(&str, &str); 14] = [
    ("行", "row"),
    ("番号", "id"),
    ("種類", "kind"),
    ("内容", "text"),
    ("位置", "position"),
    ("単位", "unit"),
    ("進捗", "standing"),
    ("定性的", "qualitative"),
    ("から", "from"),
    ("へ", "to"),
    ("根拠の強さ", "strength"),
    ("当てはまり", "local-fit"),
    ("外部要因に左右", "external"),
    ("メモ", "note"),
];

/// The model as a table for CSV or a workbook, to be taken in again without loss.
pub fn model_table(model: &LogicModel, lang: Lang) -> DataTable {
    let mut rows = Vec::new();
    let yes = |is: bool| if is { lang.pick("はい", "yes").to_string() } else { String::new() };
    for node in model.nodes() {
        let mut row = Row::new(lang.pick("ノード", "node"));
        row.set(1, node.id.to_string());
        row.set(2, lang.pick(node.kind.label_ja(), node.kind.word()).to_string());
        row.set(3, node.label.clone());
        row.set(4, node.position.map(|position| (position + 1).to_string()).unwrap_or_default());
        row.set(13, node.note.clone());
        rows.push(row);
        for indicator in &node.indicators {
            let mut row = Row::new(lang.pick("指標", "indicator"));
            row.set(1, node.id.to_string());
            row.set(3, indicator.name.clone());
            row.set(5, indicator.unit.clone());
            let standing = indicator.standing.map(|it| lang.pick(it.label_ja(), it.word()).to_string());
            row.set(6, standing.unwrap_or_default());
            row.set(7, yes(indicator.is_qualitative));
            rows.push(row);
        }
    }
    for edge in model.edges() {
        let mut row = Row::new(lang.pick("つながり", "edge"));
        row.set(8, edge.from.to_string());
        row.set(9, edge.to.to_string());
        row.set(12, yes(edge.is_external));
        row.set(13, edge.note.clone());
        rows.push(row);
        for evidence in &edge.evidence {
            let mut row = Row::new(lang.pick("根拠", "evidence"));
            row.set(3, evidence.source.clone());
            row.set(8, edge.from.to_string());
            row.set(9, edge.to.to_string());
            row.set(10, evidence.strength.step().to_string());
            row.set(11, lang.pick(evidence.local_fit.label_ja(), evidence.local_fit.word()).to_string());
            rows.push(row);
        }
    }
    DataTable {
        title: lang.pick("ロジックモデル", "Logic model").to_string(),
        header: HEADINGS.iter().map(|(ja, en)| lang.pick(ja, en).to_string()).collect(),
        rows: rows.into_iter().map(|row| row.0).collect(),
        unit: String::new(),
    }
}

struct Row(Vec<Cell>);

impl Row {
    fn new(word: &str) -> Row {
        let mut row = Row(vec![Cell::Empty; HEADINGS.len()]);
        row.set(0, word.to_string());
        row
    }

    fn set(&mut self, column: usize, text: String) {
        if !text.is_empty() {
            self.0[column] = Cell::Text(text);
        }
    }
}
