//! Single changes of a model (編集操作), each with what takes it back.

use std::collections::BTreeSet;

use super::check::{EDGE_ABSENT, NODE_ABSENT, ORDER_UNCLEAR};
use super::{Edge, LogicModel, ModelProblem, Node, NodeId, NodeKind};

/// A change of a model (編集操作).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Adds a node with an id that is free, see [`LogicModel::next_id`].
    AddNode(Node),
    /// Replaces the node of this id by this one.
    ChangeNode(Node),
    /// Moves a node to a column and a place in it.
    MoveNode {
        /// Which node.
        id: NodeId,
        /// The column.
        kind: NodeKind,
        /// The place; none leaves it to the layout.
        position: Option<u32>,
    },
    /// Puts all nodes of a column in this order.
    Arrange {
        /// The column.
        kind: NodeKind,
        /// Every node of it once.
        order: Vec<NodeId>,
    },
    /// Removes a node with all its edges.
    RemoveNode(NodeId),
    /// Adds an edge.
    Connect(Edge),
    /// Removes an edge.
    Disconnect {
        /// Where it starts.
        from: NodeId,
        /// Where it leads.
        to: NodeId,
    },
    /// Replaces the edge between these two by this one.
    ChangeEdge(Edge),
}

/// The model after a change.
///
/// # Errors
/// Everything that would be wrong with it then, or that the node or edge is not there.
pub fn apply(model: &LogicModel, operation: &Operation) -> Result<LogicModel, Vec<ModelProblem>> {
    let (mut nodes, mut edges) = (model.nodes.clone(), model.edges.clone());
    match operation {
        Operation::AddNode(node) => nodes.push(node.clone()),
        Operation::ChangeNode(node) => nodes[place_of(model, node.id)?] = node.clone(),
        Operation::MoveNode { id, kind, position } => {
            let node = &mut nodes[place_of(model, *id)?];
            (node.kind, node.position) = (*kind, *position);
        }
        Operation::Arrange { kind, order } => {
            let there: BTreeSet<NodeId> = model.column(*kind).map(|node| node.id).collect();
            if order.len() != there.len() || !order.iter().all(|id| there.contains(id)) || has_twice(order) {
                let nodes = order.clone();
                return Err(vec![ModelProblem { nodes, ..ModelProblem::of(&ORDER_UNCLEAR, kind.label_ja()) }]);
            }
            for (position, id) in (0..).zip(order) {
                nodes[place_of(model, *id)?].position = Some(position);
            }
        }
        Operation::RemoveNode(id) => {
            nodes.remove(place_of(model, *id)?);
            edges.retain(|edge| edge.from != *id && edge.to != *id);
        }
        Operation::Connect(edge) => edges.push(edge.clone()),
        Operation::Disconnect { from, to } => {
            edges.remove(edge_place(model, (*from, *to))?);
        }
        Operation::ChangeEdge(edge) => edges[edge_place(model, edge.ends())?] = edge.clone(),
    }
    LogicModel::new(nodes, edges)
}

/// What leads from the model after a change back to the model before it, to be applied in order.
///
/// # Errors
/// When the change cannot be made, see [`apply`].
pub fn inverse(model: &LogicModel, operation: &Operation) -> Result<Vec<Operation>, Vec<ModelProblem>> {
    apply(model, operation)?;
    let node = |id: NodeId| place_of(model, id).map(|at| &model.nodes[at]);
    let put_back = |node: &Node| Operation::MoveNode { id: node.id, kind: node.kind, position: node.position };
    let of_edge = |ends| edge_place(model, ends).map(|at| model.edges[at].clone());
    Ok(match operation {
        Operation::AddNode(added) => vec![Operation::RemoveNode(added.id)],
        Operation::ChangeNode(changed) => vec![Operation::ChangeNode(node(changed.id)?.clone())],
        Operation::MoveNode { id, .. } => vec![put_back(node(*id)?)],
        Operation::Arrange { kind, .. } => model.column(*kind).map(put_back).collect(),
        Operation::RemoveNode(id) => {
            let lost = model.edges.iter().filter(|edge| edge.from == *id || edge.to == *id);
            let back = lost.map(|edge| Operation::Connect(edge.clone()));
            [Operation::AddNode(node(*id)?.clone())].into_iter().chain(back).collect()
        }
        Operation::Connect(edge) => vec![Operation::Disconnect { from: edge.from, to: edge.to }],
        Operation::Disconnect { from, to } => vec![Operation::Connect(of_edge((*from, *to))?)],
        Operation::ChangeEdge(edge) => vec![Operation::ChangeEdge(of_edge(edge.ends())?)],
    })
}

fn place_of(model: &LogicModel, id: NodeId) -> Result<usize, Vec<ModelProblem>> {
    model.position_of(id).ok_or_else(|| vec![ModelProblem::of(&NODE_ABSENT, id.to_string()).at_node(id)])
}

fn edge_place(model: &LogicModel, ends: (NodeId, NodeId)) -> Result<usize, Vec<ModelProblem>> {
    model.edges.binary_search_by_key(&ends, Edge::ends).map_err(|_| {
        let detail = format!("{} → {}", ends.0, ends.1);
        vec![ModelProblem { edges: vec![ends], ..ModelProblem::of(&EDGE_ABSENT, detail) }]
    })
}

fn has_twice(order: &[NodeId]) -> bool {
    order.iter().collect::<BTreeSet<_>>().len() != order.len()
}
