//! Published clusters (公表する事業クラスター) with their logic model and what was decided.

use serde::{Deserialize, Serialize};

use super::{Indicator, Words};

/// A category of clusters (分類).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// What belongs to it.
    pub text: Words,
}

/// A cluster of programs (事業クラスター).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cluster {
    /// Stable id; part of addresses.
    pub id: String,
    /// The id of its category.
    pub category: String,
    /// Its name.
    pub name: Words,
    /// What it is about; may be empty.
    pub text: String,
    /// The same in easy Japanese; empty where nobody wrote it.
    pub easy_summary: String,
    /// The department that leads it, from the bureau down.
    pub lead: Vec<String>,
    /// The fiscal year its analysis begins.
    pub start_year: Option<i32>,
    /// Why then: size and urgency.
    pub start_reason: String,
    /// How far it has come: its stable word and its name.
    pub status: String,
    /// The status in words.
    pub status_name: Words,
    /// Its programs with their shares, the dearest first.
    pub members: Vec<Member>,
    /// Its money by year, counted once.
    pub money: Vec<YearMoney>,
    /// Indicators of its programs.
    pub indicators: Vec<(String, Indicator)>,
    /// What the headquarters decided for it.
    pub decisions: Vec<DecidedOption>,
    /// Issues of its published analysis, a sentence each.
    pub issues: Vec<String>,
    /// Its logic model as kept at the last closed gate; nothing where there is none.
    pub logic_model: Option<LogicModel>,
    /// The id of its money picture among the edition's pictures; empty where there is none.
    pub picture: String,
    /// Whether anything of it is made up.
    pub is_illustrative: bool,
}

/// A program in a cluster (構成事業).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The program's id.
    pub program: String,
    /// Its name.
    pub name: String,
    /// The share of its money that counts here, in hundredths of a percent.
    pub share_bp: u32,
    /// The part of its latest cost that counts here, in yen; nothing where none is stated.
    pub counted_yen: Option<i64>,
}

/// Money of a year by source (年度の事業費).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearMoney {
    /// Fiscal year.
    pub year: i32,
    /// Programs counted.
    pub programs: i64,
    /// Cost in yen.
    pub cost_yen: i64,
    /// National funds in yen.
    pub national_yen: i64,
    /// Prefectural funds in yen.
    pub prefectural_yen: i64,
    /// Bonds in yen.
    pub bonds_yen: i64,
    /// Other specific funds in yen.
    pub other_yen: i64,
    /// General funds in yen.
    pub general_yen: i64,
    /// What no source explains, in yen.
    pub unexplained_yen: i64,
}

/// An option that was decided (決定した選択肢).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedOption {
    /// What was decided.
    pub title: String,
    /// Why.
    pub reason: String,
    /// The day, `2026-11-22`.
    pub decided_on: String,
    /// What it frees a year, in yen and by year.
    pub effects: Vec<(i32, i64)>,
}

/// A logic model (ロジックモデル).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicModel {
    /// Its nodes.
    pub nodes: Vec<LogicNode>,
    /// Its edges.
    pub edges: Vec<LogicEdge>,
    /// What is broken in it, in words.
    pub breaks: Vec<Words>,
    /// The id of its picture among the edition's pictures.
    pub picture: String,
}

/// A node (ノード).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicNode {
    /// Its number in the model.
    pub id: u32,
    /// The column's stable word.
    pub column: String,
    /// The column's name.
    pub column_name: Words,
    /// What it says.
    pub label: String,
    /// Its indicators.
    pub indicators: Vec<String>,
}

/// An edge with its evidence (つながり).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicEdge {
    /// From which node.
    pub from: u32,
    /// To which node.
    pub to: u32,
    /// The strongest evidence on the Maryland scale, 1 to 5; nothing where there is none.
    pub strength: Option<u8>,
}
