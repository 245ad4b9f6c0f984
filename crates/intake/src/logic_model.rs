//! Logic models as tables (ロジックモデルの表): lines of nodes and edges, pasted or as a file.

use reform::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
