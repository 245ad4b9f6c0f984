//! Undo and redo (元に戻す・やり直す): over the history itself, so that a reload or another day does not end it.
//!
//! Everybody takes back their own changes, newest first. Taking back is a change of its own: it puts each field back that the
//! change had touched, and is refused where somebody has built upon it since.

use store::logic_model::{LogicChange, LogicModelWork, NewLogicChange};

use super::edit::LogicEdited;
use super::{NOTHING_TO_UNDO, UNDO_BLOCKED};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// How far back somebody's own changes are looked at.
const LOOKED_AT: i64 = 500;

/// What can be taken back and made again (元に戻せる操作).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoState {
    /// What undo would take back: kind and subject.
    pub undo: Option<(String, String)>,
    /// What redo would make again: kind and subject.
    pub redo: Option<(String, String)>,
}

impl App {
    /// What this actor could take back or make again now.
    ///
    /// # Errors
    /// When the actor may not see the model, or the database fails.
    pub async fn logic_undo_state(&self, actor: &Actor, cluster: &str) -> Result<UndoState, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let changes = self.store.logic_changes_by(cluster, &actor.name, LOOKED_AT).await?;
        let (undo, redo) = stacks(&changes);
        let told = |revision: Option<&i64>| {
            let change = changes.iter().find(|change| Some(&change.revision) == revision)?;
            // Of an undo the words of what it took back; of a redo those of what it made again.
            let first = origin(&changes, change);
            Some((first.kind.clone(), first.subject.clone()))
        };
        Ok(UndoState { undo: told(undo.last()), redo: told(redo.last()) })
    }

    pub(super) async fn take_back(&self, actor: &Actor, mut work: LogicModelWork) -> Result<LogicEdited, AppError> {
        let changes = work.changes_by(&actor.name, LOOKED_AT).await?;
        let revision = stacks(&changes).0.last().copied();
        turn_round(actor, work, &changes, revision, "undo").await
    }

    pub(super) async fn make_again(&self, actor: &Actor, mut work: LogicModelWork) -> Result<LogicEdited, AppError> {
        let changes = work.changes_by(&actor.name, LOOKED_AT).await?;
        let revision = stacks(&changes).1.last().copied();
        turn_round(actor, work, &changes, revision, "redo").await
    }
}

/// Puts back every field a change had touched, where it still is as the change left it.
async fn turn_round(
    actor: &Actor,
    mut work: LogicModelWork,
    changes: &[LogicChange],
    revision: Option<i64>,
    kind: &'static str,
) -> Result<LogicEdited, AppError> {
    let change = changes.iter().find(|change| Some(change.revision) == revision);
    let change = change.ok_or_else(|| Refusal::conflict(&NOTHING_TO_UNDO, ""))?;
    let first = origin(changes, change);
    let blocked = || Refusal::conflict(&UNDO_BLOCKED, first.subject.clone());
    if change.fields.iter().any(|field| work.text(&field.name) != field.after) {
        return Err(blocked().into());
    }
    let put = change.fields.iter().map(|field| (field.name.as_str(), field.before.as_str()));
    let after = work.with_texts(put).map_err(|_| blocked())?;
    let node = node_of(change).filter(|id| after.node(*id).is_some());
    let (subject, undoes) = (first.subject.clone(), Some(change.revision));
    let line = NewLogicChange { kind, subject: &subject, undoes, account: actor.account(), actor: &actor.name };
    let revision = work.put(&after, &line).await?;
    work.commit().await?;
    Ok(LogicEdited { revision, node, subject, kind, ..LogicEdited::default() })
}

/// The revisions that can be taken back and those that can be made again, the next one last. `changes` come newest first.
fn stacks(changes: &[LogicChange]) -> (Vec<i64>, Vec<i64>) {
    let (mut undo, mut redo) = (Vec::new(), Vec::new());
    for change in changes.iter().rev() {
        match change.kind.as_str() {
            "undo" => {
                undo.pop();
                redo.push(change.revision);
            }
            "redo" => {
                redo.pop();
                undo.push(change.revision);
            }
            _ => {
                redo.clear();
                undo.push(change.revision);
            }
        }
    }
    (undo, redo)
}

/// The change a chain of undo and redo began with.
fn origin<'a>(changes: &'a [LogicChange], change: &'a LogicChange) -> &'a LogicChange {
    let mut at = change;
    while let Some(before) = at.undoes.and_then(|undone| changes.iter().find(|one| one.revision == undone)) {
        at = before;
    }
    at
}

/// The node a change was about: the only one whose fields it touched, else the start of the first arrow.
fn node_of(change: &LogicChange) -> Option<reform::logic_model::NodeId> {
    let of = |prefix: &str| {
        change.fields.iter().find_map(|field| {
            let rest = field.name.strip_prefix(prefix)?;
            rest.split(['.', '-']).next()?.parse().ok().map(reform::logic_model::NodeId)
        })
    };
    of("node.").or_else(|| of("edge."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(revision: i64, kind: &str) -> LogicChange {
        LogicChange {
            revision,
            kind: kind.to_owned(),
            subject: String::new(),
            undoes: None,
            account: None,
            who: String::new(),
            actor: String::new(),
            at: String::new(),
            fields: Vec::new(),
        }
    }

    /// Changes of these kinds, numbered from 1.
    fn after(kinds: &[&str]) -> (Vec<i64>, Vec<i64>) {
        let mut changes: Vec<LogicChange> = (1..).zip(kinds).map(|(revision, kind)| change(revision, kind)).collect();
        changes.reverse();
        stacks(&changes)
    }

    #[test]
    fn undo_and_redo_are_stacks_over_the_history() {
        assert_eq!(after(&[]), (vec![], vec![]));
        assert_eq!(after(&["add-node", "connect"]), (vec![1, 2], vec![]));
        assert_eq!(after(&["add-node", "connect", "undo"]), (vec![1], vec![3]));
        assert_eq!(after(&["add-node", "connect", "undo", "undo"]), (vec![], vec![3, 4]));
        // A redo takes back the undo, and can be undone itself.
        assert_eq!(after(&["add-node", "connect", "undo", "undo", "redo"]), (vec![5], vec![3]));
        // Something new ends what could be made again.
        assert_eq!(after(&["add-node", "undo", "add-node"]), (vec![3], vec![]));
    }
}
