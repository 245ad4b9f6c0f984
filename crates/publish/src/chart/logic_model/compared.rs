//! Two versions in one model (比較図の準備): the later version with what went from the earlier one.

use std::collections::BTreeMap;

use reform::logic_model::{Difference, Edge, Fate, LogicModel, MAX_NODES, Node, NodeId, compare};

/// What became of each node and edge of the model that is drawn.
#[derive(Debug, Default)]
pub(super) struct Fates {
    nodes: BTreeMap<NodeId, Fate>,
    edges: BTreeMap<(NodeId, NodeId), Fate>,
    /// Whether two versions are compared at all.
    pub is_compared: bool,
    /// Everything that is different.
    pub difference: Difference,
}

impl Fates {
    pub(super) fn node(&self, id: NodeId) -> Fate {
        self.nodes.get(&id).copied().unwrap_or(Fate::Same)
    }

    pub(super) fn edge(&self, ends: (NodeId, NodeId)) -> Fate {
        self.edges.get(&ends).copied().unwrap_or(Fate::Same)
    }
}

/// The later version with what went, as far as it can be drawn: a removed edge that would run in a circle or backwards now is
/// only named in the table.
pub(super) fn merge(before: &LogicModel, after: &LogicModel) -> (LogicModel, Fates) {
    let difference = compare(before, after);
    let mut fates = Fates { is_compared: true, ..Fates::default() };
    let (mut nodes, mut edges) = after.clone().into_parts();
    // The id under which a node of the earlier version is drawn.
    let mut drawn_as: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    let mut next = after.next_id().max(before.next_id());
    for change in &difference.nodes {
        match (change.before, change.after) {
            (was, Some(is)) => {
                fates.nodes.insert(is, change.fate);
                drawn_as.extend(was.map(|was| (was, is)));
            }
            (Some(was), None) if nodes.len() < MAX_NODES => {
                let Some(node) = before.node(was) else { continue };
                let id = if after.node(was).is_none() { was } else { next };
                next = NodeId(next.0.max(id.0).saturating_add(1));
                drawn_as.insert(was, id);
                fates.nodes.insert(id, Fate::Removed);
                nodes.push(Node { id, position: None, ..node.clone() });
            }
            _ => {}
        }
    }
    for change in difference.edges.iter().filter(|change| change.after.is_some()) {
        fates.edges.extend(change.after.map(|ends| (ends, change.fate)));
    }
    let mut drawn = LogicModel::new(nodes.clone(), edges.clone()).unwrap_or_else(|_| after.clone());
    for ends in difference.edges.iter().filter(|change| change.after.is_none()).filter_map(|change| change.before) {
        let renamed = drawn_as.get(&ends.0).zip(drawn_as.get(&ends.1));
        let (Some((from, to)), Some(edge)) = (renamed, before.edge(ends.0, ends.1)) else { continue };
        edges.push(Edge { from: *from, to: *to, ..edge.clone() });
        match LogicModel::new(nodes.clone(), edges.clone()) {
            Ok(sound) => {
                drawn = sound;
                fates.edges.insert((*from, *to), Fate::Removed);
            }
            Err(_) => {
                edges.pop();
            }
        }
    }
    fates.difference = difference;
    (drawn, fates)
}
