//! National review sheets (国の行政事業レビューシート): taken in as an inventory with their logic models.

use reform::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
