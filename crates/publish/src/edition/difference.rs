//! What an edition changes against the one before (版の違い), by item and by field.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Item, ItemKind};

/// What became of an item (要素の変化).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// 追加.
    Added,
    /// 変更.
    Changed,
    /// 削除.
    Removed,
}

/// An item that differs (違い).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub kind: ItemKind,
    /// Its key.
    pub key: String,
    /// What people call it, in the newer edition where it is there.
    pub title: String,
    /// What became of it.
    pub change: Change,
    /// The fields that differ, in the order of their paths; empty where it was added or removed.
    pub fields: Vec<FieldDifference>,
}

/// A field that differs (項目の違い).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    /// Where: `money/3/cost_yen`.
    pub path: String,
    /// What stood there; nothing where the field is new.
    pub before: Option<String>,
    /// What stands there now; nothing where the field is gone.
    pub after: Option<String>,
}

/// The most fields told of one item; of a changed chart nobody wants every point.
const FIELDS_MAX: usize = 60;

/// What `after` changes against `before`, by kind and key.
pub fn differences(before: &[Item], after: &[Item]) -> Vec<Difference> {
    let by_key = |items: &'_ [Item]| -> BTreeMap<(ItemKind, String), usize> {
        items.iter().enumerate().map(|(at, item)| ((item.kind, item.key.clone()), at)).collect()
    };
    let (old, new) = (by_key(before), by_key(after));
    let mut found = Vec::new();
    for (key, at) in &new {
        let item = &after[*at];
        match old.get(key).map(|at| &before[*at]) {
            None => found.push(difference(item, Change::Added, Vec::new())),
            Some(earlier) if earlier.body != item.body => {
                found.push(difference(item, Change::Changed, fields(&earlier.body, &item.body)));
            }
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    found.extend(gone.map(|(_, at)| difference(&before[*at], Change::Removed, Vec::new())));
    found.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
    found
}

fn difference(item: &Item, change: Change, fields: Vec<FieldDifference>) -> Difference {
    Difference { kind: item.kind, key: item.key.clone(), title: item.title.clone(), change, fields }
}

fn fields(before: &str, after: &str) -> Vec<FieldDifference> {
    let flat = |body: &str| {
        let mut leaves = BTreeMap::new();
        if let Ok(value) = serde_json::from_str(body) {
            flatten(&value, String::new(), &mut leaves);
        }
        leaves
    };
    let (old, new) = (flat(before), flat(after));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let differs = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
    differs
        .take(FIELDS_MAX)
        .map(|path| FieldDifference {
            path: path.clone(),
            before: old.get(path).cloned(),
            after: new.get(path).cloned(),
        })
        .collect()
}

fn flatten(value: &Value, path: String, leaves: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(value, below(name), leaves)),
        Value::Array(entries) => {
            // Numbered with leading zeros, so that paths sort as the list stands.
            entries.iter().enumerate().for_each(|(at, value)| flatten(value, below(&format!("{at:03}")), leaves));
        }
        Value::Null => {}
        Value::String(text) => {
            leaves.insert(path, text.clone());
        }
        other => {
            leaves.insert(path, other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{example, items};

    #[test]
    fn added_changed_and_removed_items_are_told_by_field() {
        let before = example::edition(5);
        let mut after = before.clone();
        after.programs[1].money[0].cost_yen += 1_000;
        let gone = after.programs.remove(2);
        let mut fresh = gone.clone();
        fresh.id = "9999".into();
        after.programs.push(fresh);
        let (before, after) = (items(&before).unwrap(), items(&after).unwrap());
        let told = differences(&before, &after);
        let kinds: Vec<Change> = told.iter().map(|difference| difference.change).collect();
        assert_eq!(kinds, [Change::Changed, Change::Removed, Change::Added]);
        assert_eq!(told[0].fields.len(), 1);
        assert_eq!(told[0].fields[0].path, "money/000/cost_yen");
        assert!(differences(&before, &before).is_empty());
    }
}
