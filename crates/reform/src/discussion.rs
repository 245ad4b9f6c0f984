//! Open discussion (開かれた議論): what a remark, a meeting's agenda, a comment or an explanation speaks about.
//!
//! - [`ItemRef`]: the thing spoken about
//! - [`body`], [`meeting`], [`remark`]: who sits together, when, and what was remarked

pub mod body;
pub mod meeting;
pub mod remark;

use std::fmt;

use crate::labels::labels;

/// What kind of thing is spoken about (対象の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A cluster of programs, with its analysis; the id is the cluster's.
    Cluster,
    /// A program; the id is its number in the inventory.
    Program,
    /// The roadmap of a cluster; the id is the cluster's.
    Roadmap,
    /// The investment frame; the id is empty.
    Frame,
    /// The fiscal outlook; the id is empty.
    Outlook,
    /// An exhibit or figure of the plan; the id is the exhibit's.
    Figure,
    /// A passage of the plan; the id is its section, such as `2-3`.
    Plan,
    /// An initiative of the city hall that keeps trying; the id is the initiative's.
    Initiative,
}

labels!(ItemKind {
    Cluster = "cluster", "クラスター", "cluster";
    Program = "program", "事業", "program";
    Roadmap = "roadmap", "工程表", "roadmap";
    Frame = "frame", "投資枠", "frame";
    Outlook = "outlook", "財政見通し", "outlook";
    Figure = "figure", "図表", "figure";
    Plan = "plan", "計画", "plan";
    Initiative = "initiative", "挑戦する市役所の取組", "initiative";
});

/// The longest id and the longest place, in characters.
pub const MAX_ITEM_CHARS: usize = 120;

/// One thing spoken about, and where in it (対象).
///
/// Its text form is `kind`, `kind:id`, or either with `#place`: `cluster:fees-review#課題2`, `outlook`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// What kind it is.
    pub kind: ItemKind,
    /// Which one; empty where there is only one.
    pub id: String,
    /// Where in it, in free words; may be empty.
    pub place: String,
}

impl ItemKind {
    /// Whether there is only one of it, so that it has no id.
    pub fn is_single(self) -> bool {
        matches!(self, ItemKind::Frame | ItemKind::Outlook)
    }
}

impl ItemRef {
    /// A thing spoken about, without a place in it. `None` when the id is missing, is there where there is only one, holds a
    /// control character, `#` or `:`, or is too long.
    pub fn new(kind: ItemKind, id: &str) -> Option<ItemRef> {
        let id = id.trim();
        let is_fitting = kind.is_single() == id.is_empty()
            && id.chars().count() <= MAX_ITEM_CHARS
            && !id.chars().any(|c| c.is_control() || c == '#' || c == ':');
        is_fitting.then(|| ItemRef { kind, id: id.to_owned(), place: String::new() })
    }

    /// The same with a place in it. `None` when that holds a control character or is too long.
    pub fn at(self, place: &str) -> Option<ItemRef> {
        let place = place.trim();
        let is_fitting = place.chars().count() <= MAX_ITEM_CHARS && !place.chars().any(char::is_control);
        is_fitting.then(|| ItemRef { place: place.to_owned(), ..self })
    }

    /// Reads the text form.
    pub fn read(text: &str) -> Option<ItemRef> {
        let (thing, place) = text.split_once('#').unwrap_or((text, ""));
        let (kind, id) = thing.split_once(':').unwrap_or((thing, ""));
        ItemRef::new(ItemKind::from_word(kind.trim())?, id)?.at(place)
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.kind.word())?;
        if !self.id.is_empty() {
            write!(out, ":{}", self.id)?;
        }
        if !self.place.is_empty() {
            write!(out, "#{}", self.place)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_one_kind_of_thing_and_maybe_a_place_in_it() {
        let read = |text: &str| ItemRef::read(text).map(|item| (item.kind, item.id, item.place));
        let fees = || (ItemKind::Cluster, "fees-review".to_owned(), "課題 2".to_owned());
        assert_eq!(read("cluster:fees-review# 課題 2 "), Some(fees()));
        assert_eq!(read("outlook"), Some((ItemKind::Outlook, String::new(), String::new())));
        for text in ["", "cluster", "outlook:1", "cluster:", "mayor:1", "program:1:2", "program:0101#\u{7}"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(ItemRef::new(ItemKind::Program, &"1".repeat(MAX_ITEM_CHARS + 1)), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(kind in 0..ItemKind::ALL.len(), id in "[a-z0-9.-]{1,20}", place in "[^\\p{C}]{0,20}") {
            let kind = ItemKind::ALL[kind];
            let id = if kind.is_single() { String::new() } else { id };
            let item = ItemRef::new(kind, &id).unwrap().at(&place).unwrap();
            prop_assert_eq!(ItemRef::read(&item.to_string()), Some(item));
        }
    }
}
