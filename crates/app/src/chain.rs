//! The chain from decisions to the fund (決定から基金まで): what has been decided, and every figure it moves.

mod decisions;

use reform::ProblemKind;

pub use decisions::{AllDecisions, KnownDecision, SheetPlace};

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];

/// The most a decision may move a year: 100 trillion yen, as in the studies.
const YEN_MAX: i64 = 100_000_000_000_000;
