//! National review sheets (国の行政事業レビューシート): the published tables as programs, related programs and logic models.
//!
//! The government publishes one zip of one CSV for each table (UTF-8 with a mark, CRLF, line breaks inside quotes). A [`Folder`]
//! finds seven of them by the number their names begin with; each is read once, row by row, and every problem is reported with
//! file, row and column. An error in a row leaves its program (or its logic model) out, never half of it. Money is in yen. Traps
//! of the source: methods §6; what becomes of which column: `docs/guides/import-national.md`.
//!
//! - [`read_programs`]: tables 1-1, 1-2, 1-3, 2-1 and 4-1
//! - [`read_related`]: table 1-5
//! - [`read_logic_models`]: table 3-2

mod budget;
mod folder;
mod kinds;
mod logic;
mod organisation;
mod programs;
mod related;
mod review;
mod table;

pub use folder::Folder;
pub use kinds::KINDS;

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::logic_model::LogicModel;
use reform::program::{ProgramSheet, Stage};

use crate::programs::Problems;

/// The system the program numbers belong to.
pub const SOURCE: &str = "national-review-sheets";

/// A published table (公表されている表).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// 1-1: who is in charge.
    Organisation,
    /// 1-2: purpose, problem, outline, years; one program a row, or several that differ in 主要経費 only.
    Summary,
    /// 1-3: policies, laws, plans.
    Policy,
    /// 1-5: programs the ministry says are related.
    Related,
    /// 2-1: budgets and what was spent; rows of totals between rows of single accounts.
    Budget,
    /// 3-2: the links of the logic model.
    Logic,
    /// 4-1: the review and what came of it.
    Review,
}

/// What a reading found beside its result (読み取り結果).
#[derive(Clone, Debug, Default)]
pub struct NationalReport {
    /// Data rows seen, by table.
    pub rows: BTreeMap<Table, u64>,
    /// The fiscal year the sheets were written in.
    pub year: Option<FiscalYear>,
    /// What was wrong; nothing of the result is to be used when one is fatal.
    pub problems: Problems,
}

/// The programs of a folder (事業).
#[derive(Clone, Debug, Default)]
pub struct NationalPrograms {
    /// The programs, in the order of table 1-2.
    pub sheets: Vec<ProgramSheet>,
    /// How many programs table 1-2 names, with those left out.
    pub seen: u64,
    /// Money added up, by year and stage.
    pub totals: BTreeMap<(FiscalYear, Stage), MoneyTotal>,
    /// What was seen, and what was wrong.
    pub report: NationalReport,
}

/// Money added up in two ways that never mix (照合用の合計), in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneyTotal {
    /// Over the rows of totals, as they stand in the source.
    pub stated_yen: i128,
    /// Over the rows of single accounts: the same money once more.
    pub accounts_yen: i128,
    /// Over the programs accepted.
    pub accepted_yen: i128,
}

/// A program that its ministry says is related to another (関連事業).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelatedPair {
    /// The number of the program whose sheet says so.
    pub program: String,
    /// The number of the other one.
    pub related: String,
    /// What the sheet calls the other one.
    pub related_name: String,
    /// How they are related, in the source's words: 親事業, 統合元 …
    pub relation: String,
    /// Whether the other one has a sheet in this data; funds and segments have sheets of other forms.
    pub is_known: bool,
}

/// The related programs of a folder.
#[derive(Clone, Debug, Default)]
pub struct NationalRelated {
    /// The pairs, as each side states them.
    pub pairs: Vec<RelatedPair>,
    /// What was seen, and what was wrong.
    pub report: NationalReport,
}

/// The logic model of a program (事業のロジックモデル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramModel {
    /// The program's number.
    pub program: String,
    /// The model.
    pub model: LogicModel,
}

/// The logic models of a folder.
#[derive(Clone, Debug, Default)]
pub struct NationalLogicModels {
    /// The models, in the order of the table.
    pub models: Vec<ProgramModel>,
    /// Programs whose only row states no link at all.
    pub without_links: u64,
    /// Rows that repeat a link of the same program.
    pub repeated: u64,
    /// What was seen, and what was wrong.
    pub report: NationalReport,
}

/// Reads the programs: purpose, policy, law, money and review, one sheet a program.
pub fn read_programs(folder: &Folder) -> NationalPrograms {
    programs::read(folder)
}

/// Reads which programs their ministries say are related; a pair that both sides state is there twice.
pub fn read_related(folder: &Folder) -> NationalRelated {
    related::read(folder)
}

/// Reads the logic models. The table has no indicators and no evidence, so the models have none.
pub fn read_logic_models(folder: &Folder) -> NationalLogicModels {
    logic::read(folder)
}

impl Table {
    /// Every table read.
    pub const ALL: [Table; 7] = [
        Table::Organisation,
        Table::Summary,
        Table::Policy,
        Table::Related,
        Table::Budget,
        Table::Logic,
        Table::Review,
    ];

    /// Its number in the publication, which its file's name begins with.
    pub fn number(self) -> &'static str {
        match self {
            Table::Organisation => "1-1",
            Table::Summary => "1-2",
            Table::Policy => "1-3",
            Table::Related => "1-5",
            Table::Budget => "2-1",
            Table::Logic => "3-2",
            Table::Review => "4-1",
        }
    }

    /// What it is about, in Japanese.
    pub fn title(self) -> &'static str {
        match self {
            Table::Organisation => "組織情報",
            Table::Summary => "事業概要等",
            Table::Policy => "政策・施策、法令等",
            Table::Related => "関連事業",
            Table::Budget => "予算・執行サマリ",
            Table::Logic => "目標のつながり",
            Table::Review => "点検・評価",
        }
    }
}
