//! The chain (連鎖): decisions to fund balance, recomputed and explained.

use reform::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
