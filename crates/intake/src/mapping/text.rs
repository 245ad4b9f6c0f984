//! A mapping as it is written: the TOML keys, before their values are checked.

use crate::problems;
use reform::{Place, Problem};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingText {
    pub(super) title_ja: String,
    pub(super) title_en: String,
    pub(super) source: String,
    #[serde(default)]
    pub(super) format: Option<String>,
    #[serde(default)]
    pub(super) sheet: Option<String>,
    #[serde(default)]
    pub(super) header_row: Option<u32>,
    #[serde(default)]
    pub(super) first_data_row: Option<u32>,
    #[serde(default)]
    pub(super) missing_columns: Option<String>,
    #[serde(default)]
    pub(super) money_unit: Option<String>,
    #[serde(default)]
    pub(super) yen_fraction: Option<String>,
    #[serde(default)]
    pub(super) unreadable: Vec<String>,
    #[serde(default)]
    pub(super) not_stated: Option<Vec<String>>,
    #[serde(default)]
    pub(super) ignore: Vec<String>,
    pub(super) program: ProgramText,
    #[serde(default)]
    pub(super) department: LevelsText,
    #[serde(default)]
    pub(super) policy: LevelsText,
    #[serde(default)]
    pub(super) budget_lines: BudgetLinesText,
    #[serde(default)]
    pub(super) logic: LogicText,
    #[serde(default)]
    pub(super) money: Vec<MoneyText>,
    #[serde(default)]
    pub(super) year_blocks: Vec<YearBlockText>,
    #[serde(default)]
    pub(super) indicators: Vec<IndicatorText>,
    #[serde(default)]
    pub(super) answers: Vec<AnswerText>,
    #[serde(default)]
    pub(super) notes: Vec<NoteText>,
    #[serde(default)]
    pub(super) fold: Vec<FoldText>,
}

/// A column alone, or with what else is to be said of it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ColumnText {
    Plain(String),
    Detailed(ColumnDetails),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnDetails {
    pub(super) column: String,
    #[serde(default)]
    pub(super) era: Option<String>,
    #[serde(default)]
    pub(super) not_stated: Vec<String>,
    #[serde(default)]
    pub(super) label: String,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgramText {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) fiscal_year: Option<ColumnText>,
    #[serde(default)]
    pub(super) fixed_fiscal_year: Option<String>,
    #[serde(default)]
    pub(super) legal_basis: Option<String>,
    #[serde(default)]
    pub(super) summary: Option<String>,
    #[serde(default)]
    pub(super) start_year: Option<ColumnText>,
    #[serde(default)]
    pub(super) end_year: Option<ColumnText>,
    #[serde(default)]
    pub(super) obligation: Option<ColumnText>,
    #[serde(default)]
    pub(super) direction: Option<ColumnText>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelsText {
    #[serde(default)]
    pub(super) columns: Vec<String>,
    #[serde(default)]
    pub(super) split_after: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetLinesText {
    #[serde(default)]
    pub(super) account: Option<String>,
    #[serde(default)]
    pub(super) kan: Option<String>,
    #[serde(default)]
    pub(super) kou: Option<String>,
    #[serde(default)]
    pub(super) moku: Option<String>,
    #[serde(default)]
    pub(super) program: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogicText {
    #[serde(default)]
    pub(super) means: Vec<ColumnText>,
    #[serde(default)]
    pub(super) target: Vec<ColumnText>,
    #[serde(default)]
    pub(super) intent: Vec<ColumnText>,
    #[serde(default)]
    pub(super) result: Vec<ColumnText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MoneyText {
    #[serde(default)]
    pub(super) year: Option<String>,
    pub(super) stage: String,
    #[serde(default)]
    pub(super) stage_column: Option<ColumnText>,
    pub(super) cost: Option<String>,
    pub(super) national: Option<String>,
    pub(super) prefectural: Option<String>,
    pub(super) bonds: Option<String>,
    pub(super) other: Option<String>,
    pub(super) general: Option<String>,
    pub(super) persons: Option<String>,
    pub(super) hours: Option<String>,
    pub(super) staff_cost: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearBlockText {
    pub(super) start: String,
    pub(super) stride: usize,
    pub(super) years: Vec<String>,
    pub(super) stages: Vec<String>,
    pub(super) columns: BlockColumnsText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockColumnsText {
    pub(super) cost: Option<BlockColumnText>,
    pub(super) national: Option<BlockColumnText>,
    pub(super) prefectural: Option<BlockColumnText>,
    pub(super) bonds: Option<BlockColumnText>,
    pub(super) other: Option<BlockColumnText>,
    pub(super) general: Option<BlockColumnText>,
    pub(super) persons: Option<BlockColumnText>,
    pub(super) hours: Option<BlockColumnText>,
    pub(super) staff_cost: Option<BlockColumnText>,
    #[serde(default)]
    pub(super) indicators: Vec<BlockColumnText>,
    #[serde(default)]
    pub(super) ignore: Vec<BlockColumnText>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockColumnText {
    /// Counted from 1.
    pub(super) at: usize,
    #[serde(default)]
    pub(super) heading: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorText {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) mark: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) target: Option<String>,
    #[serde(default)]
    pub(super) actual: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerText {
    #[serde(default)]
    pub(super) question: Option<String>,
    #[serde(default)]
    pub(super) judgement: Option<String>,
    #[serde(default)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteText {
    #[serde(default)]
    pub(super) column: Option<String>,
    #[serde(default)]
    pub(super) date_columns: Vec<String>,
    #[serde(default)]
    pub(super) heading: Option<String>,
    #[serde(default)]
    pub(super) era: Option<String>,
    #[serde(default)]
    pub(super) not_stated: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FoldText {
    pub(super) column: String,
    pub(super) standard: String,
    pub(super) spellings: Vec<String>,
}

/// Reads the TOML; a fault names its line and what the parser says of it.
pub(super) fn parse(file_name: &str, toml_text: &str) -> Result<MappingText, Problem> {
    toml::from_str(toml_text).map_err(|error| {
        let row = error.span().map(|span| {
            let lines = toml_text.get(..span.start).unwrap_or("").matches('\n').count();
            u32::try_from(lines + 1).unwrap_or(u32::MAX)
        });
        let place = Place { row, ..Place::file(file_name) };
        Problem::new(&problems::MAPPING_SYNTAX, place, error.message())
    })
}

impl ColumnText {
    /// The column and all that is said of it.
    pub(super) fn into_details(self) -> ColumnDetails {
        match self {
            ColumnText::Detailed(details) => details,
            ColumnText::Plain(column) => ColumnDetails {
                column,
                era: None,
                not_stated: Vec::new(),
                label: String::new(),
                values: BTreeMap::new(),
            },
        }
    }
}
