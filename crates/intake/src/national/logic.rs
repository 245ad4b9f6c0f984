//! Logic models from their links (3-2: 目標のつながり).
//!
//! A row is one link. What stands at its ends has a number, but numbers begin anew for each kind and period, and now and then two
//! texts share one. Kind, period, number and text together name a node: so taken, the published models have no circle.

use std::collections::HashMap;
use std::ops::ControlFlow;

use reform::logic_model::{Edge, LogicModel, MAX_LABEL_CHARS, MAX_NOTE_CHARS, ModelProblem, Node, NodeId, NodeKind};
use reform::{Place, Problem};

use super::table::{Fields, read_table, stands_for_nothing};
use super::{Folder, NationalLogicModels, NationalReport, ProgramModel, Table, kinds};

/// The columns of one end of a link: number, kind, period, text.
type End = [&'static str; 4];

const FROM: End = [
    "派生元ーアクティビティ・アウトプット・アウトカムの番号",
    "派生元ー種別（アクティビティ・アウトプット・アウトカム）",
    "派生元ーアウトカムの期間",
    "派生元ーアクティビティの内容/ 活動目標／成果目標",
];
const TO: End = [
    "派生先ーアクティビティ・アウトプット・アウトカムの番号",
    "派生先ー種別（アクティビティ・アウトプット・アウトカム）",
    "派生先ーアウトカムの期間",
    "派生先ー 活動目標／成果目標",
];
/// Why the one brings about the other.
const REASON: &str = "後続アウトカムへのつながり";
/// Why the outcome comes in one step only.
const ONE_STEP: &str = "アウトカムを複数段階で設定できない理由";

/// The words of a step whose text is a dash.
const NOT_STATED: &str = "（記載なし）";

/// What stands at an end of a link.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    kind: NodeKind,
    number: String,
    text: String,
}

/// A model under way.
struct Draft {
    program: String,
    /// Its first row.
    place: Place,
    ids: HashMap<Key, NodeId>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    places: HashMap<(NodeId, NodeId), usize>,
    failed: bool,
}

pub(super) fn read(folder: &Folder) -> NationalLogicModels {
    let mut report = NationalReport::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_program: HashMap<String, usize> = HashMap::new();
    let mut repeated = 0;
    let columns: Vec<&'static str> = FROM.into_iter().chain(TO).chain([REASON, ONE_STEP]).collect();
    read_table(folder, Table::Logic, &columns, &mut report, &mut |id, fields| {
        let place = *by_program.entry(id.to_owned()).or_insert_with(|| {
            drafts.push(Draft::new(id, fields.place(None)));
            drafts.len() - 1
        });
        repeated += u64::from(drafts[place].add(fields));
        drafts[place].failed |= fields.failed;
        ControlFlow::Continue(())
    });
    if report.problems.fatal {
        return NationalLogicModels { report, ..NationalLogicModels::default() };
    }
    let mut models = Vec::new();
    let mut without_links = 0;
    for draft in drafts.into_iter().filter(|draft| !draft.failed) {
        let Draft { program, place, nodes, edges, .. } = draft;
        if nodes.is_empty() {
            without_links += 1;
            continue;
        }
        match LogicModel::new(nodes, edges) {
            Ok(model) => models.push(ProgramModel { program, model }),
            Err(problems) => tell_unsound(&mut report, &program, &place, &problems),
        }
    }
    NationalLogicModels { models, without_links, repeated, report }
}

fn tell_unsound(report: &mut NationalReport, program: &str, place: &Place, problems: &[ModelProblem]) {
    for problem in problems {
        let kind = &kinds::MODEL_UNSOUND;
        let words = format!("{program}: {} {} {}", problem.kind.code, problem.kind.title_ja, problem.detail);
        report.problems.add(kind, || Problem::new(kind, place.clone(), words));
    }
}

impl Draft {
    fn new(program: &str, place: Place) -> Draft {
        Draft {
            program: program.to_owned(),
            place,
            ids: HashMap::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            places: HashMap::new(),
            failed: false,
        }
    }

    /// Adds a link; whether it was there before. A row with both ends blank says that the sheet states no link.
    fn add(&mut self, fields: &mut Fields<'_>) -> bool {
        if FROM.iter().chain(&TO).all(|column| fields.is_blank(column)) {
            return false;
        }
        let (from, to) = (self.node(fields, FROM), self.node(fields, TO));
        let (Some(from), Some(to)) = (from, to) else { return false };
        let why = [fields.text(REASON), fields.text(ONE_STEP)];
        let why = why.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        let why = cut(&why.replace('\t', " "), MAX_NOTE_CHARS);
        match self.places.get(&(from, to)) {
            Some(place) => {
                let note = &mut self.edges[*place].note;
                if !why.is_empty() && *note != why {
                    *note = cut(format!("{note}\n{why}").trim(), MAX_NOTE_CHARS);
                }
                let words = format!("{} → {}", self.label(from), self.label(to));
                fields.tell(&kinds::LINK_TWICE, Some(FROM[0]), words);
                true
            }
            None => {
                self.places.insert((from, to), self.edges.len());
                self.edges.push(Edge { note: why, ..Edge::new(from, to) });
                false
            }
        }
    }

    /// The node of an end; told when the end is not whole.
    fn node(&mut self, fields: &mut Fields<'_>, [number, kind, period, text]: End) -> Option<NodeId> {
        let (kind_word, period_word) = (fields.text(kind), fields.text(period));
        let found = match (kind_word.as_str(), period_word.as_str()) {
            ("アクティビティ", "") => Some(NodeKind::Activity),
            ("アウトプット", "") => Some(NodeKind::Output),
            ("アウトカム", "短期") => Some(NodeKind::InitialOutcome),
            ("アウトカム", "中期") => Some(NodeKind::IntermediateOutcome),
            ("アウトカム", "長期") => Some(NodeKind::FinalOutcome),
            _ => None,
        };
        let Some(found) = found else {
            fields.tell(&kinds::LINK_INCOMPLETE, Some(kind), format!("{kind_word} {period_word}").trim());
            return None;
        };
        let key = Key { kind: found, number: fields.text(number), text: fields.text_as_it_stands(text) };
        for (column, part) in [(number, &key.number), (text, &key.text)] {
            if part.is_empty() {
                fields.tell(&kinds::LINK_INCOMPLETE, Some(column), "");
                return None;
            }
        }
        if let Some(id) = self.ids.get(&key) {
            return Some(*id);
        }
        let id = NodeId(u32::try_from(self.nodes.len() + 1).ok()?);
        self.nodes.push(new_node(id, found, &key.text));
        self.ids.insert(key, id);
        Some(id)
    }

    fn label(&self, id: NodeId) -> &str {
        self.nodes.iter().find(|node| node.id == id).map_or("", |node| &node.label)
    }
}

/// A node's words are a line; a longer text is cut there and stands in full in the note. A step the ministry passed over with a
/// dash is still a step of the way.
fn new_node(id: NodeId, kind: NodeKind, text: &str) -> Node {
    if stands_for_nothing(text) {
        return Node { note: text.to_owned(), ..Node::new(id, kind, NOT_STATED) };
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = cut(&line, MAX_LABEL_CHARS);
    let note = if label == line { String::new() } else { cut(&text.replace('\t', " "), MAX_NOTE_CHARS) };
    Node { note, ..Node::new(id, kind, label) }
}

/// At most so many characters, the last of them `…` when something was cut.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}
