//! The city hall that keeps trying as it is published (挑戦する市役所): themes, initiatives, milestones, indicators with their marks.

use serde::{Deserialize, Serialize};

use super::{Bar, Words};

/// The themes (テーマ): one an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Themes {
    /// First and last fiscal year of the milestones.
    pub years: (i32, i32),
    /// What a reader should know about how this was put together.
    pub note: Words,
    /// The themes, in the plan's order.
    pub themes: Vec<Theme>,
}

/// A theme (テーマ).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// What it wants.
    pub text: Words,
    /// Where it is written: document and page.
    pub source: String,
}

/// An initiative (取組).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Initiative {
    /// Stable id; part of addresses.
    pub id: String,
    /// The id of its theme.
    pub theme: String,
    /// Its name.
    pub name: Words,
    /// What is done.
    pub text: Words,
    /// The department that answers for it.
    pub department: Words,
    /// How that is known: 公表値, 読取値, 仮定, 例示.
    pub department_basis: Words,
    /// The id of the cluster that belongs to it; empty for none.
    pub cluster: String,
    /// Where it is written: document and page.
    pub source: String,
    /// Its milestones; the cluster of each is the initiative's id.
    pub milestones: Vec<Bar>,
    /// What it is measured by.
    pub kpis: Vec<InitiativeKpi>,
    /// Whether any progress or value is made up (例示).
    pub is_illustrative: bool,
}

/// An indicator of an initiative (取組の指標).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InitiativeKpi {
    /// Stable id.
    pub id: String,
    /// What is measured.
    pub name: Words,
    /// In which unit.
    pub unit: Words,
    /// Which way is good, with the bounds where there are any.
    pub direction: Words,
    /// Its values by year: the baseline, targets, and what was measured.
    pub values: Vec<KpiValue>,
    /// Where it stands: 順調, 概ね順調, …; empty where that cannot be told.
    pub standing: Words,
    /// The fiscal year it stands so in.
    pub standing_year: Option<i32>,
    /// Anything a reader should know about it.
    pub note: Words,
    /// Where it is written: document and page.
    pub source: String,
    /// The id of its picture among the edition's; empty where nothing was measured.
    pub picture: String,
}

/// A value of an indicator (指標の値).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KpiValue {
    /// Fiscal year.
    pub year: i32,
    /// `baseline`, `target`, `actual`.
    pub kind: String,
    /// The value as text.
    pub value: String,
    /// How it is known: 公表値, 読取値, 仮定, 例示, or 担当の記録.
    pub basis: Words,
}
