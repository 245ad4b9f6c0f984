//! The rows of a table of a logic model (行): nodes first, then what refers to them.

use std::collections::BTreeMap;

use reform::kpi::Status;
use reform::logic_model::{
    Edge, Evidence, LocalFit, LogicModel, MAX_NODES, ModelProblem, Node, NodeId, NodeIndicator, NodeKind, Strength,
};
use reform::search_text::fold;
use reform::{Problem, ProblemKind};

use super::columns::{Columns, Field};
use super::{
    CELL_UNREADABLE, END_UNKNOWN, KIND_UNKNOWN, NOT_A_COUNT, OWNER_ABSENT, ROW_UNCLEAR, STRENGTH_UNREADABLE,
    WORD_UNKNOWN,
};
use crate::table::{Table, TableRow, UNREADABLE};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowKind {
    Node,
    Indicator,
    Edge,
    Evidence,
}

/// Reads the rows.
pub(super) fn read(table: &Table, columns: &Columns) -> Result<LogicModel, Vec<Problem>> {
    let mut reader =
        Reader { table, columns, problems: vec![], node_rows: BTreeMap::new(), edge_rows: BTreeMap::new() };
    let mut kinds: Vec<(RowKind, &TableRow)> = Vec::new();
    for row in &table.rows {
        match reader.kind_of(row) {
            Some(kind) => kinds.push((kind, row)),
            None => reader.report(&ROW_UNCLEAR, row, None, row.cells.join(" ").trim()),
        }
    }
    let of_kind = |wanted: RowKind| kinds.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, row)| *row);
    // A model far too large is refused before anything of it is read.
    if of_kind(RowKind::Node).count() > MAX_NODES {
        let nodes = of_kind(RowKind::Node).map(|row| Node::new(NodeId(row.number), NodeKind::Input, ""));
        return Err(reader.of_model(LogicModel::new(nodes.collect(), vec![]).err().unwrap_or_default()));
    }
    let mut nodes: Vec<Node> = of_kind(RowKind::Node).filter_map(|row| reader.node(row)).collect();
    number_the_rest(&mut nodes);
    for (node, row) in nodes.iter().zip(of_kind(RowKind::Node)) {
        reader.node_rows.insert(node.id, row.number);
    }
    for row in of_kind(RowKind::Indicator) {
        reader.indicator(row, &mut nodes);
    }
    let mut edges: Vec<Edge> = Vec::new();
    for row in of_kind(RowKind::Edge) {
        if let Some(edge) = reader.edge(row, &nodes) {
            reader.edge_rows.insert(edge.ends(), row.number);
            edges.push(edge);
        }
    }
    for row in of_kind(RowKind::Evidence) {
        reader.evidence(row, &nodes, &mut edges);
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    LogicModel::new(nodes, edges).map_err(|problems| reader.of_model(problems))
}

/// Gives nodes without an id the next free ones, in their order.
fn number_the_rest(nodes: &mut [Node]) {
    let mut next = nodes.iter().map(|node| node.id.0).max().unwrap_or(0);
    for node in nodes.iter_mut().filter(|node| node.id == NodeId(0)) {
        next = next.saturating_add(1);
        node.id = NodeId(next);
    }
}

struct Reader<'a> {
    table: &'a Table,
    columns: &'a Columns,
    problems: Vec<Problem>,
    node_rows: BTreeMap<NodeId, u32>,
    edge_rows: BTreeMap<(NodeId, NodeId), u32>,
}

impl Reader<'_> {
    fn kind_of(&self, row: &TableRow) -> Option<RowKind> {
        let said = fold(self.text(row, Field::Row));
        let filled = |field| !self.text(row, field).is_empty();
        match said.as_str() {
            "ノード" | "node" => Some(RowKind::Node),
            "指標" | "indicator" => Some(RowKind::Indicator),
            "つながり" | "edge" => Some(RowKind::Edge),
            "根拠" | "evidence" => Some(RowKind::Evidence),
            "" if filled(Field::From) && filled(Field::To) && (filled(Field::Strength) || filled(Field::Text)) => {
                Some(RowKind::Evidence)
            }
            "" if filled(Field::From) && filled(Field::To) => Some(RowKind::Edge),
            "" if filled(Field::Kind) => Some(RowKind::Node),
            "" if filled(Field::Id) && filled(Field::Text) => Some(RowKind::Indicator),
            _ => None,
        }
    }

    fn node(&mut self, row: &TableRow) -> Option<Node> {
        self.check_readable(row);
        let kind = self.word(row, Field::Kind, &KIND_UNKNOWN, |word| {
            NodeKind::ALL.iter().copied().find(|kind| is_called(word, [kind.word(), kind.label_ja(), kind.label_en()]))
        });
        let id = self.count(row, Field::Id);
        let position = self.count(row, Field::Position);
        if kind.is_none() && self.text(row, Field::Kind).is_empty() {
            self.report(&KIND_UNKNOWN, row, Some(Field::Kind), "");
        }
        let label = one_line(self.text(row, Field::Text));
        let note = self.text(row, Field::Note).to_owned();
        // A node of unclear kind stands in for itself, so that what refers to it is not reported too.
        let kind = kind.unwrap_or(NodeKind::Input);
        Some(Node { position: position.map(|at| at - 1), note, ..Node::new(NodeId(id.unwrap_or(0)), kind, label) })
    }

    fn indicator(&mut self, row: &TableRow, nodes: &mut [Node]) {
        self.check_readable(row);
        let standing = self.word(row, Field::Standing, &WORD_UNKNOWN, |word| {
            let all = [Status::OnTrack, Status::Mostly, Status::SomewhatBehind, Status::Behind];
            all.into_iter().find(|status| is_called(word, [status.word(), status.label_ja(), status.label_en()]))
        });
        let is_qualitative = self.yes(row, Field::Qualitative);
        let owner = self.text(row, Field::Id).to_owned();
        let Some(place) = find_node(nodes, &owner) else {
            self.report(&OWNER_ABSENT, row, Some(Field::Id), &owner);
            return;
        };
        nodes[place].indicators.push(NodeIndicator {
            name: one_line(self.text(row, Field::Text)),
            unit: one_line(self.text(row, Field::Unit)),
            standing,
            is_qualitative,
        });
    }

    fn edge(&mut self, row: &TableRow, nodes: &[Node]) -> Option<Edge> {
        self.check_readable(row);
        let (from, to) = self.ends(row, nodes)?;
        let is_external = self.yes(row, Field::External);
        Some(Edge { is_external, note: self.text(row, Field::Note).to_owned(), ..Edge::new(from, to) })
    }

    /// An evidence belongs to the edge of its ends; in a table made by hand it may stand for the edge as well.
    fn evidence(&mut self, row: &TableRow, nodes: &[Node], edges: &mut Vec<Edge>) {
        self.check_readable(row);
        let Some(ends) = self.ends(row, nodes) else { return };
        let strength = self.word(row, Field::Strength, &STRENGTH_UNREADABLE, |word| {
            fold(word).parse().ok().and_then(Strength::from_step)
        });
        if strength.is_none() && self.text(row, Field::Strength).is_empty() {
            self.report(&STRENGTH_UNREADABLE, row, Some(Field::Strength), "");
        }
        let local_fit = self.word(row, Field::LocalFit, &WORD_UNKNOWN, |word| {
            let all = LocalFit::ALL.iter().copied();
            all.into_iter().find(|fit| is_called(word, [fit.word(), fit.label_ja(), fit.label_en()]))
        });
        let source = one_line(self.text(row, Field::Text));
        let is_own_row = !self.text(row, Field::Row).is_empty();
        if !edges.iter().any(|edge| edge.ends() == ends) {
            if is_own_row {
                self.report(&OWNER_ABSENT, row, Some(Field::From), &format!("{} → {}", ends.0, ends.1));
                return;
            }
            self.edge_rows.insert(ends, row.number);
            edges.push(Edge::new(ends.0, ends.1));
        }
        let local_fit = local_fit.unwrap_or(LocalFit::Unknown);
        if let (Some(strength), Some(edge)) = (strength, edges.iter_mut().find(|edge| edge.ends() == ends)) {
            edge.evidence.push(Evidence { strength, source, local_fit });
        }
    }

    fn ends(&mut self, row: &TableRow, nodes: &[Node]) -> Option<(NodeId, NodeId)> {
        let mut end = |field| {
            let said = self.text(row, field).to_owned();
            let found = find_node(nodes, &said).map(|at| nodes[at].id);
            if found.is_none() {
                self.report(&END_UNKNOWN, row, Some(field), &said);
            }
            found
        };
        let (from, to) = (end(Field::From), end(Field::To));
        from.zip(to)
    }

    fn text<'r>(&self, row: &'r TableRow, field: Field) -> &'r str {
        self.columns.of(field).and_then(|column| row.cells.get(column)).map_or("", |cell| cell.trim())
    }

    /// A whole number from 1 on; none where the cell is blank or holds something else, which is reported.
    fn count(&mut self, row: &TableRow, field: Field) -> Option<u32> {
        self.word(row, field, &NOT_A_COUNT, |word| fold(word).parse().ok().filter(|count| *count > 0))
    }

    fn yes(&mut self, row: &TableRow, field: Field) -> bool {
        let read = |word: &str| match fold(word).as_str() {
            "はい" | "yes" | "true" | "1" | "○" | "〇" => Some(true),
            "いいえ" | "no" | "false" | "0" | "×" => Some(false),
            _ => None,
        };
        self.word(row, field, &WORD_UNKNOWN, read).unwrap_or(false)
    }

    fn word<T>(
        &mut self,
        row: &TableRow,
        field: Field,
        kind: &'static ProblemKind,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let said = self.text(row, field).to_owned();
        if said.is_empty() {
            return None;
        }
        let value = read(&said);
        if value.is_none() {
            self.report(kind, row, Some(field), &said);
        }
        value
    }

    fn check_readable(&mut self, row: &TableRow) {
        if let Some(cell) = row.cells.iter().find(|cell| cell.contains(UNREADABLE)) {
            self.report(&CELL_UNREADABLE, row, None, cell);
        }
    }

    fn report(&mut self, kind: &'static ProblemKind, row: &TableRow, field: Option<Field>, excerpt: &str) {
        let place = self.columns.place(self.table, row.number, field);
        self.problems.push(Problem::new(kind, place, excerpt));
    }

    /// What is wrong with the model as a whole, at the row of its first edge or node.
    fn of_model(&self, problems: Vec<ModelProblem>) -> Vec<Problem> {
        let place = |problem: &ModelProblem| {
            let edge = problem.edges.first().and_then(|ends| self.edge_rows.get(ends));
            let row = edge.or_else(|| problem.nodes.first().and_then(|id| self.node_rows.get(id)));
            let place = self.columns.place(self.table, row.copied().unwrap_or(self.table.heading_row), None);
            Problem::new(problem.kind, place, &problem.detail)
        };
        problems.iter().map(place).collect()
    }
}

/// The node with this id, or else the only one with these words.
fn find_node(nodes: &[Node], said: &str) -> Option<usize> {
    let by_id = fold(said).parse().ok().and_then(|id| nodes.iter().position(|node| node.id == NodeId(id)));
    let by_words = || {
        let words = fold(said);
        let mut fitting = (0..nodes.len()).filter(|at| !words.is_empty() && fold(&nodes[*at].label) == words);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    by_id.or_else(by_words)
}

fn is_called(word: &str, names: [&str; 3]) -> bool {
    names.iter().any(|name| fold(name) == fold(word))
}

/// A line break inside a cell is a space; notes keep theirs.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ").trim().to_owned()
}
