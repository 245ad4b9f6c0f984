//! The published frame and outlook (公表する投資枠と見通し).

use serde::{Deserialize, Serialize};

use super::Words;

/// The investment frame (次世代投資枠).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FramePublished {
    /// First and last fiscal year.
    pub years: (i32, i32),
    /// The target over all years, in yen.
    pub target_yen: i64,
    /// What is secured so far as published, in yen.
    pub secured_yen: i64,
    /// How far that is, in percent with one decimal, as text.
    pub progress_percent: String,
    /// Where target and progress are written.
    pub source: String,
    /// Closed years, with sources and uses.
    pub by_year: Vec<FrameYear>,
    /// Entries of closed years, by year and number.
    pub entries: Vec<FrameEntry>,
    /// Whether an entry is made up.
    pub is_illustrative: bool,
}

/// A closed year of the frame: Σ sources = Σ uses (年度の収支).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameYear {
    /// Fiscal year.
    pub year: i32,
    /// Sources in yen.
    pub sources_yen: i64,
    /// Uses in yen.
    pub uses_yen: i64,
}

/// An entry of the ledger (台帳の一件).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameEntry {
    /// Its number.
    pub number: i64,
    /// Fiscal year.
    pub year: i32,
    /// `source` or `use`.
    pub side: String,
    /// The category.
    pub category: Words,
    /// What it is.
    pub name: String,
    /// In yen.
    pub amount_yen: i64,
    /// The decision or document it rests on.
    pub ground: String,
    /// Whether it is made up.
    pub is_illustrative: bool,
}

/// The outlook with everything that was decided, and what a reader can try (財政見通し).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outlook {
    /// The first fiscal year of every series.
    pub first_year: i32,
    /// The figures: fund, bonds, debt service, balance, ratios.
    pub figures: Vec<OutlookFigure>,
    /// What a reader can move.
    pub levers: Vec<Lever>,
    /// What the outlook assumes, a sentence each.
    pub assumptions: Vec<Words>,
}

/// A figure of the outlook by year (見通しの系列).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlookFigure {
    /// Stable word: `fund`, `bonds`, `debt-service`, `balance`, …
    pub id: String,
    /// Its name.
    pub name: Words,
    /// `yen`; nothing else yet, a ratio is no linear figure.
    pub unit: String,
    /// One value a year from the outlook's first year, in yen; nothing where none is known.
    pub values: Vec<Option<i64>>,
}

/// Something a reader can move, linear in its amount (動かせるもの).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lever {
    /// Stable word: `improvement`, `investment`.
    pub id: String,
    /// What it is.
    pub name: Words,
    /// What it means, in plain words.
    pub text: Words,
    /// First and last fiscal year the amount holds in.
    pub years: (i32, i32),
    /// The lowest and highest amount a year that may be tried, in yen.
    pub bounds_yen: (i64, i64),
    /// The amount a year the responses below belong to, in yen.
    pub unit_yen: i64,
    /// What each figure moves by for that amount, as the engine works it out.
    pub responses: Vec<LeverResponse>,
}

/// What a figure moves by (応答).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeverResponse {
    /// The figure's id.
    pub figure: String,
    /// One amount a year from the outlook's first year, in yen.
    pub values: Vec<i64>,
}
