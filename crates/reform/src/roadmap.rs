//! Roadmap (工程表): what happens in which years, its revisions and their differences.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
