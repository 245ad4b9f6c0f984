//! One operation of the editor (編集操作): applied to the model as it stands, merged with what others did meanwhile.

use reform::logic_model::{
    Edge, Evidence, LogicModel, ModelProblem, Node, NodeId, NodeIndicator, NodeKind, Operation, apply,
};
use store::logic_model::{LogicModelWork, NewLogicChange, evidence_text, indicators_text};

use super::merge::{LogicConflict, Settled, Since};
use super::picture;
use crate::App;
use crate::error::AppError;
use crate::permission::{Actor, permit};

/// What somebody does to a model (編集操作). Places are named by the node that stands below, so that they mean the same when
/// others arrange the column meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogicEdit {
    /// Adds a node to a column, above another or at its end; with an arrow from another node where one is named.
    Add {
        /// The column.
        kind: NodeKind,
        /// Its words.
        label: String,
        /// The node below it.
        before: Option<NodeId>,
        /// The node that leads to it.
        from: Option<NodeId>,
    },
    /// Changes what a node says; what is `None` stays.
    Change {
        /// Which node.
        id: NodeId,
        /// Its words.
        label: Option<String>,
        /// Its note.
        note: Option<String>,
        /// What it is measured by.
        indicators: Option<Vec<NodeIndicator>>,
    },
    /// Moves a node to a column, above another node or to its end.
    Move {
        /// Which node.
        id: NodeId,
        /// The column.
        kind: NodeKind,
        /// The node below it.
        before: Option<NodeId>,
    },
    /// Moves a node up or down by one in its column.
    Shift {
        /// Which node.
        id: NodeId,
        /// Up, or down.
        up: bool,
    },
    /// Leaves the order within a column to the layout again.
    Loosen(NodeKind),
    /// Removes a node with its arrows.
    Remove(NodeId),
    /// Draws an arrow.
    Connect {
        /// Where it starts.
        from: NodeId,
        /// Where it leads.
        to: NodeId,
    },
    /// Removes an arrow.
    Disconnect {
        /// Where it starts.
        from: NodeId,
        /// Where it leads.
        to: NodeId,
    },
    /// Changes what supports an arrow; what is `None` stays.
    ChangeEdge {
        /// Where it starts.
        from: NodeId,
        /// Where it leads.
        to: NodeId,
        /// What supports it.
        evidence: Option<Vec<Evidence>>,
        /// Whether it depends on what is outside.
        is_external: Option<bool>,
        /// Why it should hold.
        note: Option<String>,
    },
    /// Takes back the actor's last change.
    Undo,
    /// Makes the change again that was last taken back.
    Redo,
}

/// What an operation led to (編集の結果): it is made, or there are conflicts, or problems; nothing is made then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogicEdited {
    /// The revision now.
    pub revision: i64,
    /// The node it was about, for the focus; of one that was added its id.
    pub node: Option<NodeId>,
    /// What it was done to, in the words that stand in the history.
    pub subject: String,
    /// The stable word of what was done.
    pub kind: &'static str,
    /// What two people changed differently.
    pub conflicts: Vec<LogicConflict>,
    /// What would be wrong with the model.
    pub problems: Vec<ModelProblem>,
}

/// An edit as single changes of the model.
struct Planned {
    operations: Vec<Operation>,
    conflicts: Vec<LogicConflict>,
    node: Option<NodeId>,
    subject: String,
    kind: &'static str,
}

impl App {
    /// Makes one operation, started from a revision. Changes of others to other things are kept beside it.
    ///
    /// # Errors
    /// When the actor may not, there is no such cluster, there is nothing to undo, or the database fails.
    pub async fn edit_logic_model(
        &self,
        actor: &Actor,
        cluster: &str,
        seen: i64,
        edit: &LogicEdit,
    ) -> Result<LogicEdited, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let mut work = self.store.open_logic_model(cluster, false).await?;
        match edit {
            LogicEdit::Undo => return self.take_back(actor, work).await,
            LogicEdit::Redo => return self.make_again(actor, work).await,
            _ => {}
        }
        let changes = work.changes_since(seen).await?;
        let fresh = match edit {
            LogicEdit::Add { .. } => NodeId(u32::try_from(work.next_number()).unwrap_or(u32::MAX)),
            _ => NodeId(u32::MAX),
        };
        let planned = plan(&work, &Since::new(&work, &changes), edit, fresh);
        let mut edited = LogicEdited {
            revision: work.revision(),
            node: planned.node,
            subject: planned.subject,
            kind: planned.kind,
            conflicts: planned.conflicts,
            problems: Vec::new(),
        };
        if !edited.conflicts.is_empty() {
            return Ok(edited);
        }
        match apply_all(work.model(), &planned.operations) {
            Err(problems) => edited.problems = problems,
            Ok(after) => {
                let change = NewLogicChange {
                    kind: edited.kind,
                    subject: &edited.subject,
                    undoes: None,
                    account: actor.account(),
                    actor: &actor.name,
                };
                edited.revision = work.put(&after, &change).await?;
                work.commit().await?;
            }
        }
        Ok(edited)
    }
}

fn apply_all(model: &LogicModel, operations: &[Operation]) -> Result<LogicModel, Vec<ModelProblem>> {
    operations.iter().try_fold(model.clone(), |model, operation| apply(&model, operation))
}

fn plan(work: &LogicModelWork, since: &Since<'_>, edit: &LogicEdit, fresh: NodeId) -> Planned {
    let model = work.model();
    let label = |id: NodeId| model.node(id).map(|node| node.label.clone()).unwrap_or_default();
    let arrow = |from: NodeId, to: NodeId| format!("{} → {}", label(from), label(to));
    let mut planned =
        Planned { operations: Vec::new(), conflicts: Vec::new(), node: None, subject: String::new(), kind: "" };
    match edit {
        LogicEdit::Add { kind, label: words, before, from } => {
            (planned.kind, planned.node, planned.subject) = ("add-node", Some(fresh), words.trim().to_owned());
            let node = Node::new(fresh, *kind, words.trim());
            planned.operations.push(Operation::AddNode(node));
            planned.operations.extend(arrange(model, fresh, *kind, *before));
            // An arrow to a column further left is no wish anybody has: the node is added without it.
            let leads_on = |from: &NodeId| {
                let from = model.node(*from).map(|node| node.kind);
                from.is_some_and(|from| {
                    kind.column().is_some() && (from.column() < kind.column() || from.column().is_none())
                })
            };
            planned.operations.extend(from.filter(leads_on).map(|from| Operation::Connect(Edge::new(from, fresh))));
        }
        LogicEdit::Change { id, label: words, note, indicators } => {
            (planned.kind, planned.node, planned.subject) = ("change-node", Some(*id), label(*id));
            // Of a node that is gone the answer is that it is gone.
            let gone = || Operation::ChangeNode(Node::new(*id, NodeKind::Input, "-"));
            let Some(node) = model.node(*id) else {
                planned.conflicts.extend(since.changed_node(*id, words.as_deref().unwrap_or_default()));
                planned.operations.push(gone());
                return planned;
            };
            let mut node = node.clone();
            let words = words.as_ref().map(|words| words.trim());
            if words.is_some_and(|words| planned.takes(since, &format!("node.{id}.label"), words)) {
                node.label = words.unwrap_or_default().to_owned();
            }
            let note = note.as_ref().map(|note| tidy(note));
            if note.as_ref().is_some_and(|note| planned.takes(since, &format!("node.{id}.note"), note)) {
                node.note = note.unwrap_or_default();
            }
            let text = indicators.as_ref().map(|indicators| indicators_text(indicators));
            if text.is_some_and(|text| planned.takes(since, &format!("node.{id}.indicators"), &text)) {
                node.indicators = indicators.clone().unwrap_or_default();
            }
            planned.operations.push(Operation::ChangeNode(node));
        }
        LogicEdit::Move { id, kind, before } => {
            (planned.kind, planned.node, planned.subject) = ("move-node", Some(*id), label(*id));
            let place = format!("node.{id}.kind");
            planned.conflicts.extend(since.changed(kind.word(), |field| field == place));
            planned.operations.push(Operation::MoveNode { id: *id, kind: *kind, position: None });
            planned.operations.extend(arrange(model, *id, *kind, *before));
        }
        LogicEdit::Shift { id, up } => {
            (planned.kind, planned.node, planned.subject) = ("move-node", Some(*id), label(*id));
            let Some(node) = model.node(*id) else {
                planned.operations.push(Operation::MoveNode { id: *id, kind: NodeKind::Input, position: None });
                return planned;
            };
            let mut order = picture::order_of(model, node.kind);
            if let Some(at) = order.iter().position(|one| one == id) {
                let to = if *up { at.saturating_sub(1) } else { (at + 1).min(order.len() - 1) };
                order.swap(at, to);
                if at != to {
                    planned.operations.push(Operation::Arrange { kind: node.kind, order });
                }
            }
        }
        LogicEdit::Loosen(kind) => {
            (planned.kind, planned.subject) = ("move-node", kind.label_ja().to_owned());
            let pinned = model.column(*kind).filter(|node| node.position.is_some());
            planned.operations.extend(pinned.map(|node| Operation::MoveNode {
                id: node.id,
                kind: *kind,
                position: None,
            }));
        }
        LogicEdit::Remove(id) => {
            (planned.kind, planned.subject) = ("remove-node", label(*id));
            planned.conflicts.extend(since.changed_node(*id, ""));
            planned.operations.push(Operation::RemoveNode(*id));
        }
        LogicEdit::Connect { from, to } => {
            (planned.kind, planned.node, planned.subject) = ("connect", Some(*from), arrow(*from, *to));
            planned.operations.push(Operation::Connect(Edge::new(*from, *to)));
        }
        LogicEdit::Disconnect { from, to } => {
            (planned.kind, planned.node, planned.subject) = ("disconnect", Some(*from), arrow(*from, *to));
            let own = format!("edge.{from}-{to}.");
            planned.conflicts.extend(since.changed("", |field| field.starts_with(&own)));
            planned.operations.push(Operation::Disconnect { from: *from, to: *to });
        }
        LogicEdit::ChangeEdge { from, to, evidence, is_external, note } => {
            (planned.kind, planned.node, planned.subject) = ("change-edge", Some(*from), arrow(*from, *to));
            let mut edge = model.edge(*from, *to).cloned().unwrap_or_else(|| Edge::new(*from, *to));
            let name = |field: &str| format!("edge.{from}-{to}.{field}");
            let text = evidence.as_ref().map(|evidence| evidence_text(evidence));
            if text.is_some_and(|text| planned.takes(since, &name("evidence"), &text)) {
                edge.evidence = evidence.clone().unwrap_or_default();
            }
            let external = is_external.map(|external| if external { "yes" } else { "no" });
            if external.is_some_and(|external| planned.takes(since, &name("external"), external)) {
                edge.is_external = is_external.unwrap_or_default();
            }
            let note = note.as_ref().map(|note| tidy(note));
            if note.as_ref().is_some_and(|note| planned.takes(since, &name("note"), note)) {
                edge.note = note.unwrap_or_default();
            }
            planned.operations.push(Operation::ChangeEdge(edge));
        }
        LogicEdit::Undo | LogicEdit::Redo => {}
    }
    planned
}

impl Planned {
    /// Whether what was sent for a field is to be taken; a conflict is noted.
    fn takes(&mut self, since: &Since<'_>, field: &str, mine: &str) -> bool {
        match since.settle(field, mine) {
            Settled::Taken => true,
            Settled::Stays => false,
            Settled::Conflict(conflict) => {
                self.conflicts.push(conflict);
                false
            }
        }
    }
}

/// What puts a node into its place: a column that is left to the layout stays so unless a place was named.
fn arrange(model: &LogicModel, id: NodeId, kind: NodeKind, before: Option<NodeId>) -> Option<Operation> {
    if before.is_none() && model.column(kind).all(|node| node.position.is_none()) {
        return None;
    }
    let mut order = picture::order_of(model, kind);
    order.retain(|one| *one != id);
    let at = before.and_then(|before| order.iter().position(|one| *one == before)).unwrap_or(order.len());
    order.insert(at, id);
    Some(Operation::Arrange { kind, order })
}

/// Line ends as they are kept, no white space around.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}
