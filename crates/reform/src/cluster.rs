//! Program cluster (事業クラスター): programs looked at together, with shares that never count money twice.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
