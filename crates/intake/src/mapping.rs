//! Mapping (取込定義): how one outside workbook or CSV is read, as data.
//!
//! The TOML is described key by key in `docs/guides/write-a-mapping.md`; `mappings/` holds the ones in use.

mod check;
mod headings;
mod text;

use crate::number::MoneyUnit;
use fiscal::FiscalYear;
use fiscal::year::Era;
use reform::Problem;
use reform::program::{Direction, IndicatorKind, Obligation, Stage};
use std::collections::HashMap;

/// How one kind of file becomes programs (取込定義), read from a TOML file under `mappings/`.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) name: String,
    pub(crate) title_ja: String,
    pub(crate) title_en: String,
    pub(crate) source: String,
    pub(crate) format: Format,
    pub(crate) sheet: Option<String>,
    /// Counted from 1.
    pub(crate) header_row: u32,
    pub(crate) first_data_row: u32,
    /// Whether a heading the file lacks is simply not read (else the file is refused).
    pub(crate) columns_may_be_absent: bool,
    pub(crate) money_unit: MoneyUnit,
    pub(crate) round_fractions: bool,
    pub(crate) lenient_indicators: bool,
    pub(crate) lenient_years: bool,
    /// Cell texts that mean "not stated".
    pub(crate) not_stated: Vec<String>,
    pub(crate) ignore: Vec<Column>,
    pub(crate) program: ProgramColumns,
    pub(crate) department: Vec<Column>,
    pub(crate) split_after: Vec<String>,
    pub(crate) policy: Vec<Column>,
    /// Account, 款, 項, 目, program.
    pub(crate) budget_lines: [Option<Column>; 5],
    /// Means, target, intent, result.
    pub(crate) logic: [Vec<LogicPart>; 4],
    pub(crate) money: Vec<MoneyColumns>,
    pub(crate) year_blocks: Vec<YearBlock>,
    pub(crate) indicators: Vec<IndicatorColumns>,
    pub(crate) answers: Vec<AnswerColumns>,
    pub(crate) notes: Vec<NoteColumns>,
    pub(crate) folds: Vec<Fold>,
}

/// Which kind of file the mapping is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A workbook: `.xlsx`, or the same table as `.xls` or `.ods`.
    Xlsx,
    Csv,
    Any,
}

impl Format {
    /// As people name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "Excel (.xlsx .xls .ods)",
            Format::Csv => "CSV",
            Format::Any => "CSV / Excel (.xlsx .xls .ods)",
        }
    }
}

/// How a column is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// By its letter, counted from 0.
    Letter(usize),
    /// By its heading as the mapping writes it; compared folded.
    Heading(String),
}

#[derive(Clone, Debug)]
pub(crate) struct ProgramColumns {
    pub(crate) id: Column,
    pub(crate) name: Column,
    pub(crate) fiscal_year: SheetYear,
    pub(crate) legal_basis: Option<Column>,
    pub(crate) summary: Option<Column>,
    pub(crate) start_year: Option<YearColumn>,
    pub(crate) end_year: Option<YearColumn>,
    pub(crate) obligation: Option<WordColumn<Obligation>>,
    pub(crate) direction: Option<WordColumn<Direction>>,
}

/// Where a row's fiscal year comes from.
#[derive(Clone, Debug)]
pub(crate) enum SheetYear {
    Column(YearColumn),
    /// The whole file is of one year that no column names.
    Fixed(FiscalYear),
}

#[derive(Clone, Debug)]
pub(crate) struct YearColumn {
    pub(crate) column: Column,
    /// What a bare number counts in.
    pub(crate) era: Option<Era>,
    pub(crate) not_stated: Vec<String>,
}

/// A column of words with their meaning; `None` is a known word that stands for no single value.
#[derive(Clone, Debug)]
pub(crate) struct WordColumn<T> {
    pub(crate) column: Column,
    pub(crate) values: HashMap<String, Option<T>>,
    pub(crate) not_stated: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct LogicPart {
    pub(crate) column: Column,
    pub(crate) label: String,
}

/// Money and staff time of one year, in columns found by heading.
#[derive(Clone, Debug)]
pub(crate) struct MoneyColumns {
    /// The year the columns are for; `None` is the row's own fiscal year.
    pub(crate) year: Option<FiscalYear>,
    pub(crate) stage: Stage,
    pub(crate) stage_column: Option<WordColumn<Stage>>,
    pub(crate) columns: MoneyFields<Option<Column>>,
}

/// The nine money and staff fields of a year, each holding how its column is found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MoneyFields<T> {
    pub(crate) cost: T,
    pub(crate) national: T,
    pub(crate) prefectural: T,
    pub(crate) bonds: T,
    pub(crate) other: T,
    pub(crate) general: T,
    pub(crate) persons: T,
    pub(crate) hours: T,
    pub(crate) staff_cost: T,
}

/// The same columns repeated once a year, side by side.
#[derive(Clone, Debug)]
pub(crate) struct YearBlock {
    /// The first block's first column, counted from 0.
    pub(crate) start: usize,
    pub(crate) stride: usize,
    pub(crate) years: Vec<(FiscalYear, Stage)>,
    pub(crate) columns: MoneyFields<Option<BlockColumn>>,
    /// One for each of the mapping's indicators, in their order.
    pub(crate) indicators: Vec<BlockColumn>,
    pub(crate) ignore: Vec<BlockColumn>,
}

/// A column inside a block: its place counted from 0, and the heading that must stand there.
#[derive(Clone, Debug)]
pub(crate) struct BlockColumn {
    pub(crate) offset: usize,
    pub(crate) heading: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct IndicatorColumns {
    pub(crate) kind: IndicatorKind,
    pub(crate) mark: String,
    pub(crate) name: Column,
    pub(crate) unit: Option<Column>,
    pub(crate) target: Option<Column>,
    pub(crate) actual: Option<Column>,
}

#[derive(Clone, Debug)]
pub(crate) struct AnswerColumns {
    pub(crate) question: Option<String>,
    pub(crate) judgement: Option<Column>,
    pub(crate) reason: Option<Column>,
}

#[derive(Clone, Debug)]
pub(crate) struct NoteColumns {
    pub(crate) columns: Vec<Column>,
    pub(crate) heading: Option<String>,
    /// Whether the columns hold a date (one column, or year, month and day).
    pub(crate) date: bool,
    pub(crate) era: Option<Era>,
    pub(crate) not_stated: Vec<String>,
}

/// Spellings of one column that stand for a standard name.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    pub(crate) column: Column,
    pub(crate) standard: String,
    pub(crate) spellings: Vec<String>,
}

impl Mapping {
    /// Reads a mapping from its TOML text.
    ///
    /// # Errors
    /// Every fault found in the text; one alone when the text is not well-formed TOML.
    pub fn parse(file_name: &str, toml_text: &str) -> Result<Mapping, Vec<Problem>> {
        let text = text::parse(file_name, toml_text).map_err(|problem| vec![problem])?;
        check::check(file_name, text)
    }

    /// Its short name: the file name without `.toml`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The system its identifiers belong to, such as `ofunato`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The unit of the file's amounts: `千円`.
    pub fn money_unit(&self) -> &'static str {
        self.money_unit.name()
    }

    /// Title in Japanese.
    pub fn title_ja(&self) -> &str {
        &self.title_ja
    }

    /// Title in English.
    pub fn title_en(&self) -> &str {
        &self.title_en
    }

    /// The headings a file of this mapping may have, in the mapping's order; year blocks and letters have none here.
    ///
    /// An export that writes these headings can be read back by the mapping.
    pub fn headings(&self) -> Vec<String> {
        headings::headings(self)
    }
}

impl<T> MoneyFields<T> {
    /// The same fields with each one changed.
    pub(crate) fn map<U>(&self, mut change: impl FnMut(&T) -> U) -> MoneyFields<U> {
        MoneyFields {
            cost: change(&self.cost),
            national: change(&self.national),
            prefectural: change(&self.prefectural),
            bonds: change(&self.bonds),
            other: change(&self.other),
            general: change(&self.general),
            persons: change(&self.persons),
            hours: change(&self.hours),
            staff_cost: change(&self.staff_cost),
        }
    }
}
