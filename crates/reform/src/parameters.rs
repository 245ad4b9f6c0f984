//! Parameters (前提の値): legal limits, unit prices and assumptions that rules are given, each with where it is from.
//!
//! They stand as data in the folder `parameters`. Here they are plain typed values; [`Ground`] says of each whether the
//! plan gives it, a published document does, or it is assumed.

pub mod debt;
pub mod facilities;
pub mod kpi;
pub mod overlap;
pub mod sheet_checks;
pub mod soundness;
pub mod uncertainty;

use crate::plan::Text;

/// What a value rests on (値の根拠).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The plan gives it (計画).
    Plan,
    /// Another published document gives it (公表資料).
    Source,
    /// Nobody gives it; it was chosen (仮定).
    Assumed,
}

/// What a value rests on and where that is written (根拠と出典).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ground {
    /// What it rests on.
    pub basis: Basis,
    /// Where it is written, or why it was chosen.
    pub source: Text,
}

impl Basis {
    /// The stable word for machines and files: `plan`, `source`, `assumed`.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Plan => "plan",
            Basis::Source => "source",
            Basis::Assumed => "assumed",
        }
    }

    /// The word on Japanese pages.
    pub fn label_ja(self) -> &'static str {
        match self {
            Basis::Plan => "計画",
            Basis::Source => "公表資料",
            Basis::Assumed => "仮定",
        }
    }

    /// The word on English pages.
    pub fn label_en(self) -> &'static str {
        match self {
            Basis::Plan => "plan",
            Basis::Source => "published",
            Basis::Assumed => "assumed",
        }
    }
}
