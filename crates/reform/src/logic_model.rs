//! Logic model (ロジックモデル): from input to impact, drawn as a graph and checked for breaks.
//!
//! A [`LogicModel`] is always sound: it can only be made by [`LogicModel::new`], which reports everything that is wrong. What
//! is allowed but leaves a hole in the argument is a [`Break`]. Nodes stand in the order of their ids and edges in the order of
//! their ends, so that equal models are equal whatever order they were typed in. Errors are the kinds `RF-53x` and `RF-54x`.
//! Source: feature C5.
//!
//! - [`find_breaks`]: what the chain lacks
//! - [`weigh_paths`]: how well the way to each outcome is supported, and its weakest link
//! - [`apply`], [`inverse`]: single changes and how to take them back
//! - [`compare`]: two versions
//! - [`outline`]: the same as nested text

mod breaks;
mod check;
mod difference;
mod evidence;
mod operation;
mod outline;
mod paths;

pub use breaks::{Break, BreakKind, find_breaks};
pub use check::{KINDS, ModelProblem};
pub use difference::{Change, Difference, EdgeChange, Fate, NodeChange, compare};
pub use evidence::{Evidence, LocalFit, Strength};
pub use operation::{Operation, apply, inverse};
pub use outline::{OutlineLine, outline};
pub use paths::{OutcomePath, weigh_paths};

use std::fmt;

use crate::kpi::Status;
use crate::labels::labels;

/// The most nodes of a model.
pub const MAX_NODES: usize = 200;
/// The most edges of a model.
pub const MAX_EDGES: usize = 600;
/// The longest label of a node and name of an indicator, in characters.
pub const MAX_LABEL_CHARS: usize = 200;
/// The longest unit of an indicator, in characters.
pub const MAX_UNIT_CHARS: usize = 40;
/// The longest note of a node or an edge, in characters.
pub const MAX_NOTE_CHARS: usize = 2_000;
/// The longest source of an evidence, in characters.
pub const MAX_SOURCE_CHARS: usize = 500;
/// The most indicators of a node, and the most evidence of an edge.
pub const MAX_ENTRIES: usize = 20;

/// A sound logic model (ロジックモデル).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogicModel {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// The id of a node, unique within its model (ノード番号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// What a node stands for; the order is that of the columns (ノードの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// What is put in.
    Input,
    /// What is done.
    Activity,
    /// What is handed out.
    Output,
    /// What changes first.
    InitialOutcome,
    /// What changes next.
    IntermediateOutcome,
    /// What changes in the end.
    FinalOutcome,
    /// What it is all for.
    Impact,
    /// What works on the model from outside; it stands in a band of its own.
    ExternalFactor,
}

labels!(NodeKind {
    Input = "input", "インプット", "input";
    Activity = "activity", "活動", "activity";
    Output = "output", "アウトプット", "output";
    InitialOutcome = "outcome-initial", "初期アウトカム", "initial outcome";
    IntermediateOutcome = "outcome-intermediate", "中間アウトカム", "intermediate outcome";
    FinalOutcome = "outcome-final", "最終アウトカム", "final outcome";
    Impact = "impact", "インパクト", "impact";
    ExternalFactor = "external", "外部要因", "external factor";
});

/// A node (ノード).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: NodeId,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its words.
    pub label: String,
    /// What it is measured by.
    pub indicators: Vec<NodeIndicator>,
    /// Its wished place within its column, from 0 at the top; the layout chooses where there is none.
    pub position: Option<u32>,
    /// What else is to be said.
    pub note: String,
}

/// What a node is measured by (指標).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeIndicator {
    /// Its name.
    pub name: String,
    /// Its unit; empty if it has none.
    pub unit: String,
    /// How it stands; none where nothing is known of it.
    pub standing: Option<Status>,
    /// Whether it is described in words instead of measured (定性的).
    pub is_qualitative: bool,
}

/// An edge: the first is to bring about the second (つながり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts.
    pub from: NodeId,
    /// Where it leads.
    pub to: NodeId,
    /// What supports it.
    pub evidence: Vec<Evidence>,
    /// Whether it holds only if something outside of the city's control goes as assumed (外部要因に左右される).
    pub is_external: bool,
    /// Why it should hold.
    pub note: String,
}

impl LogicModel {
    /// The nodes, by id.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The edges, by where they start and then by where they lead.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The node of this id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.position_of(id).map(|at| &self.nodes[at])
    }

    /// The edge between these two.
    pub fn edge(&self, from: NodeId, to: NodeId) -> Option<&Edge> {
        self.edges.binary_search_by_key(&(from, to), Edge::ends).ok().map(|at| &self.edges[at])
    }

    /// The nodes of a column, in the order of their ids.
    pub fn column(&self, kind: NodeKind) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.kind == kind)
    }

    /// An id no node has: one more than the highest.
    pub fn next_id(&self) -> NodeId {
        NodeId(self.nodes.last().map_or(1, |node| node.id.0.saturating_add(1)))
    }

    /// Takes the model apart, to change it and make a new one.
    pub fn into_parts(self) -> (Vec<Node>, Vec<Edge>) {
        (self.nodes, self.edges)
    }

    fn position_of(&self, id: NodeId) -> Option<usize> {
        self.nodes.binary_search_by_key(&id, |node| node.id).ok()
    }
}

impl Node {
    /// A node with its words only.
    pub fn new(id: NodeId, kind: NodeKind, label: impl Into<String>) -> Node {
        Node { id, kind, label: label.into(), indicators: vec![], position: None, note: String::new() }
    }
}

impl Edge {
    /// An edge without evidence.
    pub fn new(from: NodeId, to: NodeId) -> Edge {
        Edge { from, to, evidence: vec![], is_external: false, note: String::new() }
    }

    /// Where it starts and where it leads.
    pub fn ends(&self) -> (NodeId, NodeId) {
        (self.from, self.to)
    }

    /// The strength of its best evidence; none without evidence, which is weaker than the weakest.
    pub fn strength(&self) -> Option<Strength> {
        self.evidence.iter().map(|evidence| evidence.strength).max()
    }
}

impl NodeKind {
    /// The kinds that stand in columns, from left to right.
    pub const COLUMNS: [NodeKind; 7] = [
        NodeKind::Input,
        NodeKind::Activity,
        NodeKind::Output,
        NodeKind::InitialOutcome,
        NodeKind::IntermediateOutcome,
        NodeKind::FinalOutcome,
        NodeKind::Impact,
    ];

    /// Its column, from 0 at the left; an external factor stands in none.
    pub fn column(self) -> Option<usize> {
        Self::COLUMNS.iter().position(|kind| *kind == self)
    }

    /// Whether it is one of the three outcomes.
    pub fn is_outcome(self) -> bool {
        matches!(self, NodeKind::InitialOutcome | NodeKind::IntermediateOutcome | NodeKind::FinalOutcome)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
