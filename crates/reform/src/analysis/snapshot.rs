//! Snapshots (スナップショット): the whole of an analysis as one text, the same for the same content.
//!
//! A line is a word and its values, divided by tabs; tabs, line ends and `\` within a value are written `\t`, `\n`, `\\`.
//! The records stand in the order of the form and of the page, their fields by name. Hash and chain belong to the store.

use super::{Decided, Item, ItemKind, Stage};
use crate::review::Fields;

const HEAD: &str = "henkaku-analysis\t1";

/// What an analysis holds when a gate is closed: the records of that stage and of those before it (スナップショット).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The cluster's id.
    pub cluster: String,
    /// The stage that is closed.
    pub stage: Stage,
    /// The records, in order.
    pub items: Vec<Item>,
    /// The decision, where one stands.
    pub decided: Option<Decided>,
}

/// A text that is no snapshot (読めないスナップショット).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct SnapshotFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Snapshot {
    /// What there is up to a stage of all these records, which come in the order of the page.
    pub fn of(cluster: &str, stage: Stage, items: &[Item], decided: Option<&Decided>) -> Snapshot {
        let mut items: Vec<Item> = items.iter().filter(|item| item.kind.stage() <= stage).cloned().collect();
        // Stable: within a kind the order of the page stays.
        items.sort_by_key(|item| item.kind);
        Snapshot { cluster: cluster.to_owned(), stage, items, decided: decided.cloned() }
    }

    /// The text that is kept and hashed.
    pub fn text(&self) -> String {
        let mut out = format!("{HEAD}\ncluster\t{}\nstage\t{}\n", escape(&self.cluster), self.stage.word());
        if let Some(decided) = &self.decided {
            let day = decided.day.map(|day| day.to_string()).unwrap_or_default();
            out.push_str(&format!("decided\t{}\t{day}\t{}\n", decided.option, escape(&decided.ground)));
        }
        for item in &self.items {
            out.push_str(&format!("item\t{}\t{}\n", item.kind.word(), item.number));
            for (name, text) in item.fields.iter() {
                out.push_str(&format!("field\t{}\t{}\n", escape(name), escape(text)));
            }
        }
        out
    }

    /// Reads what [`Snapshot::text`] writes.
    ///
    /// # Errors
    /// At the first line that it would not have written.
    pub fn read(text: &str) -> Result<Snapshot, SnapshotFault> {
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let mut head = |start: &'static str| match lines.next() {
            Some((line, text)) => {
                text.strip_prefix(start).ok_or(SnapshotFault { line, reason: "not the head of a snapshot" })
            }
            None => Err(SnapshotFault { line: 1, reason: "it ends too early" }),
        };
        head(HEAD)?;
        let cluster = unescape(head("cluster\t")?);
        let stage = Stage::from_word(head("stage\t")?).ok_or(SnapshotFault { line: 3, reason: "no such stage" })?;
        let mut snapshot = Snapshot { cluster, stage, items: Vec::new(), decided: None };
        for (line, text) in lines {
            let fault = |reason| SnapshotFault { line, reason };
            let parts: Vec<&str> = text.split('\t').collect();
            match parts[..] {
                ["decided", option, day, ground] => {
                    let option = option.parse().map_err(|_| fault("no number of an option"))?;
                    let day = match day {
                        "" => None,
                        day => Some(day.parse().map_err(|_| fault("no day"))?),
                    };
                    snapshot.decided = Some(Decided { option, day, ground: unescape(ground) });
                }
                ["item", kind, number] => {
                    let kind = ItemKind::from_word(kind).ok_or(fault("no such kind of record"))?;
                    let number = number.parse().map_err(|_| fault("no number of a record"))?;
                    snapshot.items.push(Item { number, kind, fields: Fields::default() });
                }
                ["field", name, text] => {
                    let item = snapshot.items.last_mut().ok_or(fault("a field before any record"))?;
                    item.fields.set(unescape(name), &unescape(text));
                }
                _ => return Err(fault("no such line")),
            }
        }
        Ok(snapshot)
    }

    /// The record of a number.
    pub fn item(&self, number: i64) -> Option<&Item> {
        self.items.iter().find(|item| item.number == number)
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}
