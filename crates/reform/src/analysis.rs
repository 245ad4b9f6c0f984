//! Management analysis of a cluster (経営分析): five stages, what each must hold, gates, snapshots and options.
//!
//! - [`Stage`], [`ItemKind`], [`Field`]: the form, defined once for the page, the checks and the snapshot
//! - [`tidy`], [`find_faults`]: what may be kept in an item
//! - [`find_unmet`]: everything a stage still lacks before its gate can be closed
//! - [`Progress`]: which gates are closed and which option is decided, from the steps taken
//! - [`Snapshot`], [`compare`]: what stood there when a gate was closed, and how two of these differ
//! - [`ReformOption`], [`decisions`]: an option with its amounts, and what it hands on to the chain
//!
//! Errors are the kinds `RF-55x` to `RF-57x`. Source: the plan, 第3 1（3）, features C3, C4 and C7; the scale of evidence is
//! that of the [logic model](crate::logic_model::Strength).

mod check;
mod difference;
mod form;
mod gate;
mod kinds;
mod option;
mod progress;
mod snapshot;
mod value;

pub use check::{FieldFault, find_faults};
pub use difference::{Change, Difference, FieldChange, compare};
pub use form::{Field, FieldKind, ItemKind, Need, Place, Rows, Stage, basis_word, fields_of, row_numbers};
pub use gate::{Unmet, find_unmet, wrote_last};
pub use kinds::*;
pub use option::{Effect, Prediction, ReformOption, decisions};
pub use progress::{Decided, Progress, Step, StepKind};
pub use snapshot::{Snapshot, SnapshotFault};
pub use value::tidy;

use crate::review::Fields;

/// The most items of one analysis that are there at a time.
pub const ITEMS_MAX: usize = 300;

/// One record of an analysis (記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number, unique among all analyses.
    pub number: i64,
    /// What it is.
    pub kind: ItemKind,
    /// Its texts by field name; those of rows are called `effect.1.lever`.
    pub fields: Fields,
}

impl Item {
    /// The text of a field; empty when it has none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).unwrap_or_default()
    }

    /// What it is called in lists: the first line of its first field.
    pub fn title(&self) -> &str {
        self.kind.fields().first().and_then(|field| self.text(field.name).lines().next()).unwrap_or_default()
    }

    /// The numbers of the items a field names.
    pub fn references(&self, field: &str) -> Vec<i64> {
        self.text(field).split_whitespace().filter_map(|number| number.parse().ok()).collect()
    }
}
