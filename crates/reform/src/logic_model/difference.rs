//! Difference of two versions (版の比較): what came, what went, what reads otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, LogicModel, Node, NodeId};
use crate::labels::labels;
use crate::search_text::{fold, grams};

/// Two versions of a model held against each other (比較の結果): every node and edge of either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The nodes: those of the later version by id, then those that went.
    pub nodes: Vec<NodeChange>,
    /// The edges: those of the later version by their ends, then those that went.
    pub edges: Vec<EdgeChange>,
}

/// What became of a node (ノードの変化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeChange {
    /// Its id in the earlier version; none when it came.
    pub before: Option<NodeId>,
    /// Its id in the later version; none when it went.
    pub after: Option<NodeId>,
    /// What became of it.
    pub fate: Fate,
    /// What is different; nothing where it came, went or stayed.
    pub changes: Vec<Change>,
}

/// What became of an edge (つながりの変化).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeChange {
    /// Its ends in the earlier version; none when it came.
    pub before: Option<(NodeId, NodeId)>,
    /// Its ends in the later version; none when it went.
    pub after: Option<(NodeId, NodeId)>,
    /// What became of it.
    pub fate: Fate,
    /// What is different; nothing where it came, went or stayed.
    pub changes: Vec<Change>,
}

/// What became of a part of a model (変化の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is as it was.
    Same,
    /// It is there and different.
    Changed,
    /// It came.
    Added,
    /// It went.
    Removed,
}

labels!(Fate {
    Same = "same", "同じ", "unchanged";
    Changed = "changed", "変更", "changed";
    Added = "added", "追加", "added";
    Removed = "removed", "削除", "removed";
});

/// What of a node or edge is different (変わった項目).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Its words.
    Label,
    /// Its kind, that is its column.
    Kind,
    /// Its indicators or how they stand.
    Indicators,
    /// Its evidence.
    Evidence,
    /// Whether it depends on what is outside.
    External,
    /// Its note.
    Note,
}

labels!(Change {
    Label = "label", "文", "words";
    Kind = "kind", "種類", "kind";
    Indicators = "indicators", "指標", "indicators";
    Evidence = "evidence", "根拠", "evidence";
    External = "external", "外部要因", "dependence on outside";
    Note = "note", "メモ", "note";
});

impl Difference {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.nodes.iter().all(|change| change.fate == Fate::Same)
            && self.edges.iter().all(|change| change.fate == Fate::Same)
    }

    /// How many nodes and how many edges have this fate.
    pub fn count(&self, fate: Fate) -> (usize, usize) {
        (
            self.nodes.iter().filter(|change| change.fate == fate).count(),
            self.edges.iter().filter(|change| change.fate == fate).count(),
        )
    }
}

/// What became of every node and edge of the earlier version, and what came in the later one.
///
/// A node is the same one when id and words agree; else when the words agree, whatever the ids; else when the ids agree. Once
/// words have shown that ids moved (a file numbered anew), equal ids count only if the words are alike too.
pub fn compare(before: &LogicModel, after: &LogicModel) -> Difference {
    let pairs = pair_up(before, after);
    let mut nodes: Vec<NodeChange> = after.nodes().iter().map(|node| node_change(before, &pairs, node)).collect();
    let kept: BTreeSet<NodeId> = pairs.values().copied().collect();
    nodes.extend(before.nodes().iter().filter(|node| !kept.contains(&node.id)).map(|node| NodeChange {
        before: Some(node.id),
        after: None,
        fate: Fate::Removed,
        changes: vec![],
    }));
    let mut matched = BTreeSet::new();
    let mut edges = Vec::new();
    for edge in after.edges() {
        let was = pairs.get(&edge.from).zip(pairs.get(&edge.to)).and_then(|(from, to)| before.edge(*from, *to));
        matched.extend(was.map(Edge::ends));
        let changes = was.map_or_else(Vec::new, |was| edge_changes(was, edge));
        let fate = fate(was.is_some(), &changes);
        edges.push(EdgeChange { before: was.map(Edge::ends), after: Some(edge.ends()), fate, changes });
    }
    edges.extend(before.edges().iter().map(Edge::ends).filter(|ends| !matched.contains(ends)).map(|ends| EdgeChange {
        before: Some(ends),
        after: None,
        fate: Fate::Removed,
        changes: vec![],
    }));
    Difference { nodes, edges }
}

fn node_change(before: &LogicModel, pairs: &BTreeMap<NodeId, NodeId>, node: &Node) -> NodeChange {
    let was = pairs.get(&node.id).and_then(|id| before.node(*id));
    let changes = was.map_or_else(Vec::new, |was| node_changes(was, node));
    let fate = fate(was.is_some(), &changes);
    NodeChange { before: was.map(|was| was.id), after: Some(node.id), fate, changes }
}

/// The node of the earlier version each node of the later one comes from.
fn pair_up(before: &LogicModel, after: &LogicModel) -> BTreeMap<NodeId, NodeId> {
    let mut pairs = BTreeMap::new();
    let mut free: BTreeMap<NodeId, &Node> = before.nodes().iter().map(|node| (node.id, node)).collect();
    for node in after.nodes() {
        if free.get(&node.id).is_some_and(|was| fold(&was.label) == fold(&node.label)) {
            free.remove(&node.id);
            pairs.insert(node.id, node.id);
        }
    }
    // Of nodes with the same words the one of the same kind goes first.
    let mut ids_moved = false;
    for same_kind in [true, false] {
        let mut by_words: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
        for was in free.values().rev() {
            by_words.entry(fold(&was.label)).or_default().push(was.id);
        }
        for node in after.nodes().iter().filter(|node| !pairs.contains_key(&node.id)).collect::<Vec<_>>() {
            let Some(candidates) = by_words.get_mut(&fold(&node.label)) else { continue };
            let fits = |id: &NodeId| !same_kind || free.get(id).is_some_and(|was| was.kind == node.kind);
            if let Some(place) = candidates.iter().rposition(fits) {
                let id = candidates.remove(place);
                free.remove(&id);
                pairs.insert(node.id, id);
                ids_moved = true;
            }
        }
    }
    for node in after.nodes() {
        if !pairs.contains_key(&node.id)
            && free.get(&node.id).is_some_and(|was| !ids_moved || is_alike(&was.label, &node.label))
        {
            free.remove(&node.id);
            pairs.insert(node.id, node.id);
        }
    }
    pairs
}

/// Whether two texts share half of their pairs of characters.
fn is_alike(one: &str, other: &str) -> bool {
    let of = |text: &str| grams(&fold(text)).into_iter().collect::<BTreeSet<_>>();
    let (one, other) = (of(one), of(other));
    let shared = one.intersection(&other).count();
    shared * 4 >= one.len() + other.len() && shared > 0
}

fn node_changes(was: &Node, is: &Node) -> Vec<Change> {
    let differs = [
        (Change::Label, was.label != is.label),
        (Change::Kind, was.kind != is.kind),
        (Change::Indicators, was.indicators != is.indicators),
        (Change::Note, was.note != is.note),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(change, _)| change).collect()
}

fn edge_changes(was: &Edge, is: &Edge) -> Vec<Change> {
    let differs = [
        (Change::Evidence, was.evidence != is.evidence),
        (Change::External, was.is_external != is.is_external),
        (Change::Note, was.note != is.note),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(change, _)| change).collect()
}

fn fate(was_there: bool, changes: &[Change]) -> Fate {
    match (was_there, changes.is_empty()) {
        (false, _) => Fate::Added,
        (true, true) => Fate::Same,
        (true, false) => Fate::Changed,
    }
}
