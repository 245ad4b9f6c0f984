//! Merging (併合): what somebody sent against what others did since they began, field by field.

use std::collections::BTreeMap;

use reform::logic_model::NodeId;
use store::logic_model::{LogicChange, LogicModelWork};

/// Two people changed one thing (競合): both contents, for a person to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicConflict {
    /// The field, as the store names it; `kind` of a node stands for its place, or for the node as a whole.
    pub field: String,
    /// What was sent; empty where something was to be removed.
    pub mine: String,
    /// What stands there now; empty where it was removed.
    pub theirs: String,
    /// The other person's name; empty for the person at the machine.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What happened since a revision (その後の変更), by field.
pub(super) struct Since<'a> {
    work: &'a LogicModelWork,
    /// Of each field: its text at the revision, and the last change.
    changed: BTreeMap<&'a str, (&'a str, &'a LogicChange)>,
}

/// What comes of a text that was sent.
pub(super) enum Settled {
    /// What stands stays: the person did not touch it, or wrote the same.
    Stays,
    /// What was sent is taken.
    Taken,
    /// Somebody else changed it differently.
    Conflict(LogicConflict),
}

impl<'a> Since<'a> {
    /// `changes` come newest first, as the store gives them.
    pub fn new(work: &'a LogicModelWork, changes: &'a [LogicChange]) -> Since<'a> {
        let mut changed: BTreeMap<&str, (&str, &LogicChange)> = BTreeMap::new();
        for change in changes {
            for field in &change.fields {
                // Going back in time: the oldest text is the one the person began from, the newest change the one to name.
                changed
                    .entry(&field.name)
                    .and_modify(|known| known.0 = &field.before)
                    .or_insert((&field.before, change));
            }
        }
        Since { work, changed }
    }

    /// Holds what was sent for a field against what stood there when the person began and what stands there now.
    pub fn settle(&self, field: &str, mine: &str) -> Settled {
        let theirs = self.work.text(field);
        let base = self.changed.get(field).map_or(theirs, |(base, _)| base);
        if mine == base || mine == theirs {
            Settled::Stays
        } else if theirs == base {
            Settled::Taken
        } else {
            Settled::Conflict(self.conflict(field, mine))
        }
    }

    /// Whether somebody changed a field that `is_meant` picks: the conflict of the first.
    pub fn changed(&self, mine: &str, is_meant: impl Fn(&str) -> bool) -> Option<LogicConflict> {
        let field = self.changed.keys().find(|field| is_meant(field))?;
        Some(self.conflict(field, mine))
    }

    /// Whether somebody changed anything of a node or of its arrows, apart from where it stands in its column.
    pub fn changed_node(&self, id: NodeId, mine: &str) -> Option<LogicConflict> {
        let own = format!("node.{id}.");
        let position = format!("{own}position");
        self.changed(mine, |field| (field.starts_with(&own) && field != position) || is_edge_of(field, id))
    }

    fn conflict(&self, field: &str, mine: &str) -> LogicConflict {
        let change = self.changed.get(field).map(|(_, change)| *change);
        LogicConflict {
            field: field.to_owned(),
            mine: mine.to_owned(),
            theirs: self.work.text(field).to_owned(),
            who: change.map(|change| change.who.clone()).unwrap_or_default(),
            at: change.map(|change| change.at.clone()).unwrap_or_default(),
        }
    }
}

fn is_edge_of(field: &str, id: NodeId) -> bool {
    let ends =
        field.strip_prefix("edge.").and_then(|rest| rest.split('.').next()).and_then(|ends| ends.split_once('-'));
    let id = id.to_string();
    ends.is_some_and(|(from, to)| from == id || to == id)
}
