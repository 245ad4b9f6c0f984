//! Logic model (ロジックモデル): from input to impact, drawn as a graph and checked for breaks.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
