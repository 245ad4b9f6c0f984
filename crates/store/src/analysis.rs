//! Management analyses (経営分析) as they are stored: records with their history, steps, and immutable snapshots.
//!
//! - [`StoredAnalysis`]: everything of one cluster at one moment
//! - [`AnalysisWork`]: one analysis open for writing inside one transaction
//! - [`SnapshotRow`], [`SnapshotFault`]: what stood there when a gate was closed, and whether it still does
//!
//! Rights and rules are decided above: the caller looks at the analysis inside the transaction, and writes or drops it.

mod options;
mod read;
mod snapshot;
mod verify;
mod work;

use reform::analysis::{Item, ItemKind, Progress, Stage, Step, StepKind};

pub use options::{AnalysisMark, StoredOptions};
pub use verify::{Alteration, SnapshotFault};
pub(crate) use work::delete_demo_analyses;
pub use work::{AnalysisWork, By};

use crate::StoreError;

/// Everything of one cluster's analysis (経営分析の全体); empty before anybody wrote anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredAnalysis {
    /// The records that are there, by kind and place.
    pub items: Vec<ItemRow>,
    /// The records that were deleted, the latest first.
    pub deleted: Vec<ItemRow>,
    /// The steps taken, the oldest first.
    pub steps: Vec<StepRow>,
    /// The snapshots without their texts, the oldest first.
    pub snapshots: Vec<SnapshotRow>,
    /// Grows with every change; 0 before the first.
    pub revision: i64,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// A record with who wrote it last (記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// The record.
    pub item: Item,
    /// Grows with every change of it.
    pub revision: i64,
    /// The account that wrote the last change.
    pub account: Option<i64>,
    /// That person's name, or who it was otherwise.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A step with who took it (手続).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// The step.
    pub step: Step,
    /// The account that took it.
    pub account: Option<i64>,
    /// That person's name, or who it was otherwise.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A snapshot without its text (スナップショットの見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its place in the chain of its analysis, from 1.
    pub number: i64,
    /// The stage that was closed.
    pub stage: Stage,
    /// The hash of the one before; empty for the first.
    pub previous_hash: String,
    /// Its own hash.
    pub hash: String,
    /// Who closed the gate.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A change of a record (記録の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemChange {
    /// The record's revision that it made.
    pub revision: i64,
    /// What was done.
    pub what: What,
    /// The field's name; empty for the record as a whole.
    pub name: String,
    /// The text until then.
    pub before: String,
    /// The text from then on.
    pub after: String,
    /// Who.
    pub who: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// What was done to a record (変更の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// It was made.
    Add,
    /// A field was written.
    Edit,
    /// It changed places with another of its kind.
    Move,
    /// It was deleted.
    Delete,
    /// It was brought back.
    Restore,
}

impl StoredAnalysis {
    /// The records as the rules take them.
    pub fn plain_items(&self) -> Vec<Item> {
        self.items.iter().map(|row| row.item.clone()).collect()
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress::of(self.steps.iter().map(|row| &row.step))
    }

    /// The record of a number, also a deleted one.
    pub fn item(&self, number: i64) -> Option<&ItemRow> {
        self.items.iter().chain(&self.deleted).find(|row| row.item.number == number)
    }
}

impl What {
    const ALL: [(What, &'static str); 5] = [
        (What::Add, "add"),
        (What::Edit, "edit"),
        (What::Move, "move"),
        (What::Delete, "delete"),
        (What::Restore, "restore"),
    ];

    /// The stable word.
    pub fn word(self) -> &'static str {
        What::ALL[self as usize].1
    }

    fn from_word(word: &str) -> Result<What, StoreError> {
        What::ALL.iter().find(|(_, known)| *known == word).map(|(what, _)| *what).ok_or_else(|| damaged("what", word))
    }
}

fn damaged(column: &str, value: &str) -> StoreError {
    StoreError::Damaged(format!("analysis: {column} is “{value}”"))
}

fn kind(word: &str) -> Result<ItemKind, StoreError> {
    ItemKind::from_word(word).ok_or_else(|| damaged("kind", word))
}

fn stage(word: &str) -> Result<Stage, StoreError> {
    Stage::from_word(word).ok_or_else(|| damaged("stage", word))
}

fn step_kind(word: &str) -> Result<StepKind, StoreError> {
    StepKind::from_word(word).ok_or_else(|| damaged("step", word))
}
