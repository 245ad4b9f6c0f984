//! Outline (アウトライン): the model as nested text, for those who hear it and for those who print it.

use super::paths::Graph;
use super::{LogicModel, Node, NodeId};

/// A line of the outline (行).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlineLine {
    /// How deep it stands, from 0.
    pub depth: usize,
    /// The node.
    pub node: NodeId,
    /// The edge that leads here; none at the beginning of a chain.
    pub edge: Option<(NodeId, NodeId)>,
    /// Whether the node already stood above with all that follows from it; then nothing follows here.
    pub is_repeat: bool,
}

/// Every node once with what follows from it below it; where it is reached again it is only named.
///
/// Chains begin at the nodes nothing leads to. Columns from left to right, within a column wished places first, then ids.
pub fn outline(model: &LogicModel) -> Vec<OutlineLine> {
    let graph = Graph::of(model);
    let nodes = model.nodes();
    let rank = |at: usize| rank(&nodes[at]);
    let mut starts: Vec<usize> = (0..nodes.len()).filter(|at| graph.back[*at].is_empty()).collect();
    starts.sort_by_key(|at| rank(*at));
    // The last of the pile comes next, so what comes first is pushed last.
    let mut pile: Vec<(usize, usize, Option<usize>)> = starts.into_iter().rev().map(|at| (0, at, None)).collect();
    let mut said = vec![false; nodes.len()];
    let mut lines = Vec::with_capacity(nodes.len());
    while let Some((depth, at, edge)) = pile.pop() {
        let is_repeat = std::mem::replace(&mut said[at], true);
        let edge = edge.map(|edge: usize| model.edges()[edge].ends());
        lines.push(OutlineLine { depth, node: nodes[at].id, edge, is_repeat });
        if !is_repeat {
            let mut next = graph.next[at].clone();
            next.sort_by_key(|(to, _)| std::cmp::Reverse(rank(*to)));
            pile.extend(next.into_iter().map(|(to, edge)| (depth + 1, to, Some(edge))));
        }
    }
    lines
}

fn rank(node: &Node) -> (usize, u32, NodeId) {
    (node.kind as usize, node.position.unwrap_or(u32::MAX), node.id)
}
