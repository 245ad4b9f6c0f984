//! The published roadmap with its revisions (公表する工程表).

use serde::{Deserialize, Serialize};

use super::Words;

/// The roadmap (工程表).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roadmap {
    /// The number of its version.
    pub version: i64,
    /// First and last fiscal year.
    pub years: (i32, i32),
    /// Its bars, by cluster and lane.
    pub bars: Vec<Bar>,
    /// Its published versions, the latest first.
    pub revisions: Vec<Revision>,
    /// Ids of its pictures among the edition's, one a category.
    pub pictures: Vec<String>,
    /// How the bars were read, where they were read off a printed chart.
    pub note: Words,
    /// Whether the version or any progress is made up (例示).
    pub is_illustrative: bool,
}

/// A bar (帯).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Stable id, the same in every version.
    pub id: String,
    /// The cluster's id.
    pub cluster: String,
    /// The lane within the cluster, from 1.
    pub lane: u8,
    /// What its lanes are about.
    pub part: Words,
    /// What is done.
    pub text: Words,
    /// The first quarter: `2026-1` is April to June of the fiscal year 2026.
    pub from: String,
    /// The last quarter.
    pub to: String,
    /// How the span is known: 公表値, 読取値, 仮定, 例示.
    pub basis: Words,
    /// The page of the plan.
    pub page: Option<u32>,
    /// Progress as reported; empty where none was.
    pub progress: Words,
}

/// A published version (改定).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its number.
    pub version: i64,
    /// When, as precisely as is known.
    pub published_on: String,
    /// Why; empty for the plan's own.
    pub reason: String,
    /// What changed against the one before, a sentence each.
    pub changes: Vec<Words>,
}
