//! Next-generation investment frame (次世代投資枠): target, sources and uses, balanced to the yen.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
