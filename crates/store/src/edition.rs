//! Editions (公表版) as they are stored: items kept once by their digest, proposed by one person and decided by another.
//!
//! - [`Prepared`]: items with their digests, ready to be kept
//! - [`EditionHead`], [`ItemHead`], [`ItemRow`]: what is kept
//! - [`NewEdition`], [`Decision`]: what is written, each in one transaction with its audit row
//! - [`EditionFault`]: what was altered behind the program's back
//!
//! The database itself refuses to change or delete what is here; only the examples of a demonstration go, as a whole.

mod file;
mod read;
mod verify;
mod write;

use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::migrate::hex;

pub use file::{EditionFile, KeepFile};
pub use verify::{EditionFault, FaultKind, Verified};
pub(crate) use write::delete_demo_editions;
pub use write::{DecideFault, Decided, Decision, NewEdition, PrepareFault, Verdict};

/// How an edition stands (版の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditionState {
    /// 承認待ち.
    Proposed,
    /// 承認済み.
    Approved,
    /// 不承認.
    Refused,
    /// 取下げ.
    Withdrawn,
}

/// An edition without its items (版の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionHead {
    /// Counts every edition ever prepared.
    pub id: i64,
    /// The number citizens see; none unless it is approved.
    pub number: Option<i64>,
    /// The number of the edition it was compared with; none for the first.
    pub base_number: Option<i64>,
    /// How it stands.
    pub state: EditionState,
    /// Why it was made.
    pub reason: String,
    /// SHA-256 over its items.
    pub content_sha256: String,
    /// How many items it has.
    pub item_count: i64,
    /// Who prepared it, by name.
    pub prepared_by: String,
    /// The account that prepared it; none where it was the operator of the machine.
    pub prepared_account: Option<i64>,
    /// When (UTC, ISO 8601).
    pub prepared_at: String,
    /// Who decided, by name; empty while it is proposed.
    pub decided_by: String,
    /// The office in whose name it was approved; empty unless it is.
    pub decided_office: String,
    /// The account that decided.
    pub decided_account: Option<i64>,
    /// When it was decided (UTC, ISO 8601).
    pub decided_at: Option<String>,
    /// Why it was refused or withdrawn; empty otherwise.
    pub decision_reason: String,
    /// The day it was approved, in Japan; empty unless it is.
    pub published_on: String,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// An item without its text (要素の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemHead {
    /// What it is, by its stable word.
    pub kind: String,
    /// Its key within the kind.
    pub key: String,
    /// What people call it.
    pub title: String,
    /// The digest of its text.
    pub sha256: String,
}

/// An item with its text (要素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Everything but the text.
    pub head: ItemHead,
    /// The text.
    pub body: String,
}

/// Items with their digests, ready to be kept (用意した要素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    items: Vec<ItemRow>,
    content_sha256: String,
}

impl EditionState {
    const ALL: [(EditionState, &'static str); 4] = [
        (EditionState::Proposed, "proposed"),
        (EditionState::Approved, "approved"),
        (EditionState::Refused, "refused"),
        (EditionState::Withdrawn, "withdrawn"),
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        EditionState::ALL[self as usize].1
    }

    fn from_word(word: &str) -> Result<EditionState, StoreError> {
        let known = EditionState::ALL.iter().find(|(_, known)| *known == word);
        known.map(|(state, _)| *state).ok_or_else(|| StoreError::Damaged(format!("edition: state is “{word}”")))
    }
}

impl Prepared {
    /// Takes digests of items given as kind, key, title and text, in their order.
    pub fn of(items: impl IntoIterator<Item = (String, String, String, String)>) -> Prepared {
        let row = |(kind, key, title, body): (String, String, String, String)| {
            let sha256 = digest(body.as_bytes());
            ItemRow { head: ItemHead { kind, key, title, sha256 }, body }
        };
        let items: Vec<ItemRow> = items.into_iter().map(row).collect();
        let content_sha256 = content_digest(items.iter().map(|item| &item.head));
        Prepared { items, content_sha256 }
    }

    /// The items.
    pub fn items(&self) -> &[ItemRow] {
        &self.items
    }

    /// SHA-256 over all of them.
    pub fn content_sha256(&self) -> &str {
        &self.content_sha256
    }
}

impl ItemRow {
    /// Whether the text still has the digest it was kept under.
    pub fn is_unaltered(&self) -> bool {
        digest(self.body.as_bytes()) == self.head.sha256
    }
}

/// SHA-256 in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 over kind, key, title and digest of every item, each preceded by its length in bytes so that nothing moves from
/// one field into the next.
pub fn content_digest<'a>(items: impl IntoIterator<Item = &'a ItemHead>) -> String {
    let mut hasher = Sha256::new();
    for item in items {
        for field in [&item.kind, &item.key, &item.title, &item.sha256] {
            hasher.update((field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
        }
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &str, key: &str, title: &str, body: &str) -> (String, String, String, String) {
        (kind.into(), key.into(), title.into(), body.into())
    }

    #[test]
    fn the_digest_of_the_content_sees_every_field_and_the_order() {
        let of = |items: Vec<(String, String, String, String)>| Prepared::of(items).content_sha256;
        let one = of(vec![item("program", "1", "題", "{}"), item("program", "2", "題", "{}")]);
        let others = [
            of(vec![item("program", "2", "題", "{}"), item("program", "1", "題", "{}")]),
            of(vec![item("program", "1", "別", "{}"), item("program", "2", "題", "{}")]),
            of(vec![item("program", "1", "題", "{\"a\":1}"), item("program", "2", "題", "{}")]),
            of(vec![item("program1", "", "題", "{}"), item("program", "2", "題", "{}")]),
            of(vec![item("program", "1", "題", "{}")]),
        ];
        assert!(others.iter().all(|other| *other != one));
        assert_eq!(one, of(vec![item("program", "1", "題", "{}"), item("program", "2", "題", "{}")]));
    }

    #[test]
    fn each_state_has_its_word() {
        for (state, word) in EditionState::ALL {
            assert_eq!((state.word(), EditionState::from_word(word).unwrap()), (word, state));
        }
        assert!(EditionState::from_word("published").is_err());
    }
}
