//! Overlap (重複の可能性, 視点3): programs of the inventory whose words say that they do the same.

use crate::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
