//! Task (取組): what a decided option asks for, by whom and until when, and what came of its prediction.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
