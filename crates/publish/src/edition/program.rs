//! A published program (公表する予算事務事業): what it is for, what it costs, what it reached, what was decided.

use serde::{Deserialize, Serialize};

use super::Words;

/// A program in one fiscal year (予算事務事業).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Program {
    /// The number the city gives it; codes are text.
    pub id: String,
    /// The fiscal year of its sheet.
    pub year: i32,
    /// Its name.
    pub name: String,
    /// Bureau, department, section.
    pub department: Vec<String>,
    /// Its place among the city's policies, the widest first.
    pub policy: Vec<String>,
    /// Account, 款, 項, 目, each line joined by ` > `.
    pub budget_lines: Vec<String>,
    /// The law or rule it rests on.
    pub legal_basis: String,
    /// How far the city must do it: 義務, 努力義務, 任意; empty where not stated.
    pub obligation: Words,
    /// What it does.
    pub summary: String,
    /// The same in easy Japanese (やさしい日本語), written by its department and approved; empty where nobody wrote it.
    pub easy_summary: String,
    /// By which means.
    pub means: String,
    /// For whom or what.
    pub target: String,
    /// What should become of it.
    pub intent: String,
    /// What it leads to.
    pub result: String,
    /// The fiscal year it began.
    pub start_year: Option<i32>,
    /// The fiscal year it ends.
    pub end_year: Option<i32>,
    /// Its money by year and stage.
    pub money: Vec<Money>,
    /// Staff by year.
    pub staff: Vec<Staff>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// The clusters it is in with its share in hundredths of a percent.
    pub clusters: Vec<(String, u32)>,
    /// What the review published of it; nothing where none is published.
    pub review: Option<Review>,
    /// Whether it is made up (例示).
    pub is_illustrative: bool,
}

/// What a program costs in a year at a stage, and who pays (事業費と財源). Σ sources = cost where all five are stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Fiscal year.
    pub year: i32,
    /// The stage's stable word: `requested`, `assessed`, `initial`, `supplementary`, `current`, `settled`.
    pub stage: String,
    /// Cost in yen.
    pub cost_yen: i64,
    /// National funds; nothing where not stated.
    pub national_yen: Option<i64>,
    /// Prefectural funds.
    pub prefectural_yen: Option<i64>,
    /// Bonds.
    pub bonds_yen: Option<i64>,
    /// Other specific funds.
    pub other_yen: Option<i64>,
    /// General funds (一般財源).
    pub general_yen: Option<i64>,
}

/// Who works on it (人工).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Fiscal year.
    pub year: i32,
    /// Persons, with decimals as text; empty where not stated.
    pub persons: String,
    /// Their cost in yen.
    pub cost_yen: Option<i64>,
}

/// An indicator of a program (指標).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// The kind's stable word: `activity`, `target`, `outcome`.
    pub kind: String,
    /// What is counted.
    pub name: String,
    /// In which unit.
    pub unit: String,
    /// Its values by year.
    pub values: Vec<IndicatorYear>,
    /// Where it stands: `ahead`, `on-track`, `behind`, `far-behind`; empty where nothing was measured.
    pub standing: Words,
}

/// Target and actual of a year (目標と実績).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorYear {
    /// Fiscal year.
    pub year: i32,
    /// Target as text; empty where not stated.
    pub target: String,
    /// Actual as text; empty where not stated.
    pub actual: String,
}

/// What the review published of a program (点検結果).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The year of the review.
    pub year: i32,
    /// The direction's stable word (`improve`, `abolish`, …); empty where none was given.
    pub direction: String,
    /// The direction as the city calls it.
    pub direction_name: Words,
    /// Why.
    pub reason: String,
    /// The answers by viewpoint.
    pub answers: Vec<ReviewAnswer>,
    /// What is done about it, with its effect.
    pub measures: Vec<Measure>,
}

/// An answer to a question of the review (点検の回答).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAnswer {
    /// The viewpoint or question.
    pub question: Words,
    /// The judgement.
    pub judgement: Words,
    /// Why.
    pub reason: String,
}

/// A measure with its effect in a full year (見直し効果額).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// What is done.
    pub text: String,
    /// From which fiscal year.
    pub year: Option<i32>,
    /// Its effect in yen.
    pub gross_yen: i64,
    /// The part of general funds in yen.
    pub general_yen: i64,
    /// How sure it is: planned, assessed, budgeted, realised, verified.
    pub stage: Words,
}
