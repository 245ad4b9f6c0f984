//! The chain (連鎖): from decisions to the fund balance, and back.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
