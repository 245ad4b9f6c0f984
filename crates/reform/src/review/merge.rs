//! Merge of two edits (編集の突き合わせ): what two people made of one sheet, brought together field by field.
//!
//! A field only one of them changed takes that change; a field both changed alike takes it too; a field both changed
//! differently is a conflict and is decided by a person, who sees all three texts. A measure or KPI that one deleted while
//! the other changed it, or that both made new under one id, is a conflict as a whole, so that no half of it is left and no
//! two are mixed. The page and the workbook use the same rule.

use std::collections::BTreeSet;

use super::Fields;
use super::name::{group_of, is_item_id};

/// Two edits brought together (突き合わせの結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The fields that are settled; a field in conflict is not among them.
    pub fields: Fields,
    /// The fields a person must decide, by name.
    pub conflicts: Vec<Conflict>,
    /// The measures and KPIs that both made new under one id, as `measure.ID` or `kpi.ID`; both can be kept with
    /// [`Merged::keep_both`].
    pub made_twice: Vec<String>,
}

/// A field that two people changed differently (競合); `None` is an empty field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The field's name.
    pub field: String,
    /// What both started from.
    pub base: Option<String>,
    /// My text.
    pub mine: Option<String>,
    /// The other person's text.
    pub theirs: Option<String>,
}

/// Brings two edits of one sheet together. Swapping the two edits swaps the sides of each conflict and nothing else.
pub fn merge(base: &Fields, mine: &Fields, theirs: &Fields) -> Merged {
    let names: BTreeSet<&str> =
        [base, mine, theirs].into_iter().flat_map(|side| side.iter().map(|(name, _)| name)).collect();
    let groups: BTreeSet<&str> = names.iter().filter_map(|name| group_of(name)).collect();
    let made_twice = |group: &str| {
        !has_group(base, group)
            && has_group(mine, group)
            && has_group(theirs, group)
            && names.iter().any(|name| group_of(name) == Some(group) && side_differs(mine, theirs, name))
    };
    let twice = groups.iter().filter(|group| made_twice(group)).map(|group| (*group).to_owned()).collect();
    let mut merged = Merged { made_twice: twice, ..Merged::default() };
    let contested: BTreeSet<&str> = groups
        .into_iter()
        .filter(|group| {
            let differs =
                |side| names.iter().any(|name| group_of(name) == Some(group) && side_differs(base, side, name));
            let gone = |side: &Fields| has_group(base, group) && !has_group(side, group);
            let deleted =
                (gone(mine) && !gone(theirs) && differs(theirs)) || (gone(theirs) && !gone(mine) && differs(mine));
            deleted || made_twice(group)
        })
        .collect();
    for name in names {
        let (was, my, their) = (base.get(name), mine.get(name), theirs.get(name));
        let whole = group_of(name).is_some_and(|group| contested.contains(group));
        let settled = match () {
            () if my == their => Some(my),
            () if whole => None,
            () if my == was => Some(their),
            () if their == was => Some(my),
            () => None,
        };
        match settled {
            Some(text) => merged.fields.set(name, text.unwrap_or_default()),
            None => merged.conflicts.push(Conflict {
                field: name.to_owned(),
                base: was.map(str::to_owned),
                mine: my.map(str::to_owned),
                theirs: their.map(str::to_owned),
            }),
        }
    }
    merged
}

impl Merged {
    /// Keeps both of a measure or KPI that both made new: theirs under the id it has, mine under a free one; says whether it
    /// was one of [`Merged::made_twice`] and the id is free.
    pub fn keep_both(&mut self, group: &str, id: &str) -> bool {
        let Some(at) = self.made_twice.iter().position(|known| known == group) else { return false };
        let Some((list, _)) = group.split_once('.') else { return false };
        let own = format!("{list}.{id}");
        if !is_item_id(id) || has_group(&self.fields, &own) || own == group {
            return false;
        }
        let renamed = |name: &str| format!("{own}{}", &name[group.len()..]);
        let alike: Vec<(String, String)> = self
            .fields
            .iter()
            .filter(|(name, _)| group_of(name) == Some(group))
            .map(|(name, text)| (renamed(name), text.to_owned()))
            .collect();
        alike.into_iter().for_each(|(name, text)| self.fields.set(name, &text));
        let (settled, left) = std::mem::take(&mut self.conflicts)
            .into_iter()
            .partition(|conflict: &Conflict| group_of(&conflict.field) == Some(group));
        self.conflicts = left;
        for Conflict { field, mine, theirs, .. } in settled {
            self.fields.set(renamed(&field), mine.as_deref().unwrap_or_default());
            self.fields.set(field, theirs.as_deref().unwrap_or_default());
        }
        self.made_twice.remove(at);
        true
    }

    /// Settles a conflict with a text, `None` for an empty field; says whether there was such a conflict. A measure or KPI made
    /// twice is then one that is settled field by field.
    pub fn decide(&mut self, field: &str, text: Option<&str>) -> bool {
        let Some(at) = self.conflicts.iter().position(|conflict| conflict.field == field) else { return false };
        let conflict = self.conflicts.remove(at);
        let group = group_of(&conflict.field);
        self.made_twice.retain(|known| Some(known.as_str()) != group);
        self.fields.set(conflict.field, text.unwrap_or_default());
        true
    }
}

fn side_differs(base: &Fields, side: &Fields, name: &str) -> bool {
    base.get(name) != side.get(name)
}

fn has_group(side: &Fields, group: &str) -> bool {
    side.iter().any(|(name, _)| group_of(name) == Some(group))
}
