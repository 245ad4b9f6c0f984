//! Differences (違い): what was added, removed and changed from one snapshot to another, by record and field.

use super::{Decided, Item, ItemKind, Snapshot, fields_of};

/// How two snapshots differ (スナップショットの違い).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The records, in the order of the form.
    pub changes: Vec<Change>,
    /// The decision before and after, where it is another.
    pub decision: Option<(Option<Decided>, Option<Decided>)>,
    /// Whether records that are in both stand in another order.
    pub is_reordered: bool,
}

/// What became of a record (記録の違い).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is only in the later one.
    Added(Item),
    /// It is only in the earlier one.
    Removed(Item),
    /// Its texts differ.
    Changed {
        /// The record as it is in the later one.
        item: Item,
        /// The fields that differ, in the order of the form.
        fields: Vec<FieldChange>,
    },
}

/// A field that differs (欄の違い).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name.
    pub name: String,
    /// Its text in the earlier one; empty for none.
    pub before: String,
    /// Its text in the later one; empty for none.
    pub after: String,
}

/// How `after` differs from `before`.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Difference {
    let mut changes = Vec::new();
    for kind in ItemKind::ALL {
        let of = |snapshot: &Snapshot| -> Vec<Item> {
            snapshot.items.iter().filter(|item| item.kind == *kind).cloned().collect()
        };
        changes.extend(of(before).into_iter().filter(|item| after.item(item.number).is_none()).map(Change::Removed));
        for item in of(after) {
            match before.item(item.number) {
                None => changes.push(Change::Added(item)),
                Some(old) => {
                    let fields = fields_that_differ(old, &item);
                    if !fields.is_empty() {
                        changes.push(Change::Changed { item, fields });
                    }
                }
            }
        }
    }
    let common = |snapshot: &Snapshot, other: &Snapshot| -> Vec<i64> {
        snapshot.items.iter().map(|item| item.number).filter(|number| other.item(*number).is_some()).collect()
    };
    let decision = (before.decided != after.decided).then(|| (before.decided.clone(), after.decided.clone()));
    Difference { changes, decision, is_reordered: common(before, after) != common(after, before) }
}

impl Difference {
    /// Whether the two are the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.decision.is_none() && !self.is_reordered
    }
}

fn fields_that_differ(before: &Item, after: &Item) -> Vec<FieldChange> {
    let mut names: Vec<String> = Vec::new();
    let known = [before, after].into_iter().flat_map(|item| fields_of(item.kind, &item.fields));
    // A field the form no longer has still counts.
    let others = [before, after].into_iter().flat_map(|item| item.fields.iter().map(|(name, _)| name.to_owned()));
    for name in known.map(|(name, _)| name).chain(others) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let change =
        |name: String| FieldChange { before: before.text(&name).to_owned(), after: after.text(&name).to_owned(), name };
    names.into_iter().map(change).filter(|change| change.before != change.after).collect()
}
