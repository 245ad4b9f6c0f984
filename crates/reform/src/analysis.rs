//! Management analysis (経営分析): five stages, what each must hold, gates and snapshots.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
