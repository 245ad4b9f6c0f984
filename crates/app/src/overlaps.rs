//! Overlaps (重複の可能性): found over the inventory, looked at, accepted or dismissed.

use reform::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
