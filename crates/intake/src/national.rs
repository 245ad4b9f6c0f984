//! National review sheets (国の行政事業レビューシート): the published tables as programs and logic models.

use reform::ProblemKind;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];
