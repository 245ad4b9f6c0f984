//! What an edition changes against the one before (版の違い): counted by kind, and item by item with its fields.

use std::collections::BTreeMap;

use publish::edition::{Change, Difference, Item, ItemKind};
use store::edition::{ItemHead, ItemRow};

use super::words::{field_name, shown_value};
use crate::App;
use crate::error::AppError;

/// Items on one page of differences.
pub const PER_PAGE: usize = 50;

/// `publish` tells at most so many fields of one item.
const FIELDS_TOLD: usize = 60;

/// What differs, without texts (違いの全体).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Every kind that occurs in either, in the order of kinds.
    pub kinds: Vec<KindCount>,
    items: Vec<Changed>,
}

/// How many items of a kind were added, changed, removed, or stayed (種類ごとの数).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: ItemKind,
    /// Items that are new.
    pub added: usize,
    /// Items that differ.
    pub changed: usize,
    /// Items that are gone.
    pub removed: usize,
    /// Items that are as they were.
    pub same: usize,
}

/// An item that differs, with its digests.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Changed {
    kind: ItemKind,
    key: String,
    title: String,
    change: Change,
    before: Option<String>,
    after: Option<String>,
}

/// Items that differ, a page of them (違いの一頁).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferencePage {
    /// The kind asked for; all when none.
    pub kind: Option<ItemKind>,
    /// Which page, from 1.
    pub page: usize,
    /// How many there are; one where nothing differs.
    pub pages: usize,
    /// Items on all pages.
    pub total: usize,
    /// The items of this page.
    pub rows: Vec<ItemRowOfChange>,
}

/// An item that differs, as people read it (違う要素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRowOfChange {
    /// What it is.
    pub kind: ItemKind,
    /// Its key.
    pub key: String,
    /// What people call it.
    pub title: String,
    /// What became of it.
    pub change: Change,
    /// The fields that differ; empty where it was added or removed.
    pub fields: Vec<FieldRow>,
    /// Whether more fields differ than are told.
    pub has_more: bool,
}

/// A field that differs, as people read it (違う項目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name in Japanese, from the outside in.
    pub name_ja: String,
    /// The same in English.
    pub name_en: String,
    /// What stood there; nothing where it is new.
    pub before: Option<String>,
    /// What stands there; nothing where it is gone.
    pub after: Option<String>,
}

impl Differences {
    /// What `after` changes against `before`, by kind, key and digest. Items of a kind that this version does not know are
    /// passed over; they cannot be read as an edition either.
    pub(super) fn between(before: &[ItemHead], after: &[ItemHead]) -> Differences {
        let (old, new) = (by_key(before), by_key(after));
        let mut counts: BTreeMap<ItemKind, KindCount> = BTreeMap::new();
        let mut items = Vec::new();
        for (key, head) in &new {
            let count = counts.entry(key.0).or_insert_with(|| KindCount::none(key.0));
            let earlier = old.get(key);
            let change = match earlier {
                Some(earlier) if earlier.sha256 == head.sha256 => {
                    count.same += 1;
                    continue;
                }
                Some(_) => Change::Changed,
                None => Change::Added,
            };
            *(if change == Change::Added { &mut count.added } else { &mut count.changed }) += 1;
            items.push(changed(key.0, head, change, earlier.map(|head| &head.sha256), Some(&head.sha256)));
        }
        for (key, head) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            counts.entry(key.0).or_insert_with(|| KindCount::none(key.0)).removed += 1;
            items.push(changed(key.0, head, Change::Removed, Some(&head.sha256), None));
        }
        items.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
        Differences { kinds: counts.into_values().collect(), items }
    }

    /// How many items differ.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// How many items are gone.
    pub fn removed(&self) -> usize {
        self.kinds.iter().map(|count| count.removed).sum()
    }

    /// The first few items that differ, without their fields.
    pub fn first(&self, count: usize) -> impl Iterator<Item = (ItemKind, Change, &str)> {
        self.items.iter().take(count).map(|item| (item.kind, item.change, item.title.as_str()))
    }
}

impl KindCount {
    fn none(kind: ItemKind) -> KindCount {
        KindCount { kind, added: 0, changed: 0, removed: 0, same: 0 }
    }

    /// How many items of the kind differ.
    pub fn differing(&self) -> usize {
        self.added + self.changed + self.removed
    }
}

impl App {
    /// A page of what differs, with the fields of the items on it.
    pub(super) async fn difference_page(
        &self,
        differences: &Differences,
        kind: Option<ItemKind>,
        page: usize,
    ) -> Result<DifferencePage, AppError> {
        let of_kind: Vec<&Changed> =
            differences.items.iter().filter(|item| kind.is_none_or(|kind| item.kind == kind)).collect();
        let pages = of_kind.len().div_ceil(PER_PAGE).max(1);
        let page = page.clamp(1, pages);
        let shown: Vec<&Changed> = of_kind.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).copied().collect();
        let both = |item: &&&Changed| item.change == Change::Changed;
        let digests: Vec<&str> = shown
            .iter()
            .filter(both)
            .flat_map(|item| item.before.iter().chain(&item.after))
            .map(String::as_str)
            .collect();
        let bodies = self.store.edition_bodies(&digests).await?;
        let item = |changed: &Changed, digest: &Option<String>| {
            let body = digest.as_ref().and_then(|digest| bodies.get(digest)).cloned().unwrap_or_default();
            Item { kind: changed.kind, key: changed.key.clone(), title: changed.title.clone(), body }
        };
        let before: Vec<Item> = shown.iter().filter(both).map(|changed| item(changed, &changed.before)).collect();
        let after: Vec<Item> = shown.iter().filter(both).map(|changed| item(changed, &changed.after)).collect();
        let told: BTreeMap<(ItemKind, String), Difference> = publish::edition::differences(&before, &after)
            .into_iter()
            .map(|told| ((told.kind, told.key.clone()), told))
            .collect();
        let rows = shown
            .iter()
            .map(|changed| {
                let told = told.get(&(changed.kind, changed.key.clone()));
                let fields: Vec<FieldRow> = told.into_iter().flat_map(|told| fields(changed.kind, told)).collect();
                ItemRowOfChange {
                    kind: changed.kind,
                    key: changed.key.clone(),
                    title: changed.title.clone(),
                    change: changed.change,
                    has_more: fields.len() >= FIELDS_TOLD,
                    fields,
                }
            })
            .collect();
        Ok(DifferencePage { kind, page, pages, total: of_kind.len(), rows })
    }
}

fn fields(kind: ItemKind, told: &Difference) -> impl Iterator<Item = FieldRow> {
    told.fields.iter().map(move |field| {
        let (name_ja, name_en) = field_name(&field.path);
        let shown = |value: &Option<String>| value.as_ref().map(|value| shown_value(kind, &field.path, value));
        FieldRow { name_ja, name_en, before: shown(&field.before), after: shown(&field.after) }
    })
}

fn by_key(heads: &[ItemHead]) -> BTreeMap<(ItemKind, &str), &ItemHead> {
    let known = heads.iter().filter_map(|head| Some(((ItemKind::from_word(&head.kind)?, head.key.as_str()), head)));
    known.collect()
}

fn changed(
    kind: ItemKind,
    head: &ItemHead,
    change: Change,
    before: Option<&String>,
    after: Option<&String>,
) -> Changed {
    let (key, title) = (head.key.clone(), head.title.clone());
    Changed { kind, key, title, change, before: before.cloned(), after: after.cloned() }
}

/// The items without their texts.
pub(super) fn heads_of(items: &[ItemRow]) -> Vec<ItemHead> {
    items.iter().map(|item| item.head.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(kind: &str, key: &str, sha256: &str) -> ItemHead {
        ItemHead { kind: kind.into(), key: key.into(), title: format!("題{key}"), sha256: sha256.into() }
    }

    #[test]
    fn items_are_counted_by_what_became_of_them() {
        let before = [head("program", "2026/1", "a"), head("program", "2026/2", "b"), head("cluster", "x", "c")];
        let after = [
            head("program", "2026/1", "a"),
            head("program", "2026/2", "b2"),
            head("program", "2026/3", "d"),
            head("glossary", "y", "e"),
            head("of a later version", "z", "f"),
        ];
        let found = Differences::between(&before, &after);
        let counts: Vec<_> = found
            .kinds
            .iter()
            .map(|count| (count.kind.word(), count.added, count.changed, count.removed, count.same))
            .collect();
        assert_eq!(counts, [("program", 1, 1, 0, 1), ("cluster", 0, 0, 1, 0), ("glossary", 1, 0, 0, 0)]);
        assert_eq!((found.total(), found.removed()), (4, 1));
        let first: Vec<_> = found.first(2).collect();
        assert_eq!(
            first,
            [(ItemKind::Program, Change::Changed, "題2026/2"), (ItemKind::Program, Change::Added, "題2026/3")]
        );
        assert_eq!(Differences::between(&after, &after).total(), 0);
    }
}
