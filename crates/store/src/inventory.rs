//! What the inventory (事務事業台帳) is asked and what it answers: the types of lists, facets and program pages.

use crate::import::ImportRow;
use fiscal::{FiscalYear, Yen};
pub use reform::program::FundingSource;
use reform::program::{Direction, Funding, MoneyLine, ProgramSheet, StaffTime, Stage};
use std::sync::Arc;

/// Whose programs the inventory holds (台帳の種別).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InventoryKind {
    /// None yet.
    Empty,
    /// Generated examples (例示データ); a real import replaces them wholly.
    Demo,
    /// A city's own programs.
    Real,
}

impl InventoryKind {
    /// The stable word used in storage and the API.
    pub fn word(self) -> &'static str {
        match self {
            InventoryKind::Empty => "empty",
            InventoryKind::Demo => "demo",
            InventoryKind::Real => "real",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<InventoryKind> {
        [InventoryKind::Empty, InventoryKind::Demo, InventoryKind::Real].into_iter().find(|kind| kind.word() == word)
    }
}

/// The inventory as it stands (台帳の状態).
#[derive(Clone, Debug)]
pub struct InventoryState {
    /// Whose programs it holds.
    pub kind: InventoryKind,
    /// Grows with every committed change; equal revisions mean equal content.
    pub revision: i64,
    /// How many programs it holds.
    pub programs: i64,
    /// The fiscal years there are sheets or amounts for, ascending.
    pub years: Vec<FiscalYear>,
    /// The last import that changed it.
    pub last_import: Option<ImportRow>,
}

/// What a list is ordered by (並び順).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By folded name, code point by code point, so the order is the same on every database.
    Name,
    /// By cost; programs without a stated cost come last either way.
    #[default]
    Cost,
    /// By 一般財源; programs that do not state it come last either way.
    GeneralFund,
    /// By the department tree in the order its departments were first met.
    Department,
    /// By the program's number in its source.
    ExternalId,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 5] = [Sort::Name, Sort::Cost, Sort::GeneralFund, Sort::Department, Sort::ExternalId];

    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::Cost => "cost",
            Sort::GeneralFund => "general",
            Sort::Department => "department",
            Sort::ExternalId => "id",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// Which programs to list (一覧の条件). The default matches everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProgramQuery {
    /// Words that must all occur in name, texts, department or policy, or one program number.
    pub text: String,
    /// The year to look at: programs with a sheet or an amount in it. `None`: each program once, at its latest year.
    pub year: Option<FiscalYear>,
    /// A department and everything below it.
    pub department: Option<i64>,
    /// Only programs paid for in part from this source in the year shown.
    pub funding: Option<FundingSource>,
    /// Only programs with this direction.
    pub direction: Option<Direction>,
    /// Only programs with a budget line in this 款.
    pub kan: Option<String>,
    /// Only programs with a budget line in this account (会計); with `kan`, both on the same line.
    pub account: Option<String>,
    /// A policy and everything below it.
    pub policy: Option<i64>,
    /// Only programs whose sources do not add up to their cost in the year shown.
    pub has_discrepancy: bool,
    /// The order.
    pub sort: Sort,
    /// Largest or last first.
    pub descending: bool,
    /// Which page, from 1.
    pub page: i64,
    /// Rows on a page, 1 to [`ProgramQuery::MAX_PER_PAGE`].
    pub per_page: i64,
}

impl ProgramQuery {
    /// The most rows one page holds.
    pub const MAX_PER_PAGE: i64 = 1_000;
}

impl Default for ProgramQuery {
    fn default() -> ProgramQuery {
        ProgramQuery {
            text: String::new(),
            year: None,
            department: None,
            funding: None,
            direction: None,
            kan: None,
            account: None,
            policy: None,
            has_discrepancy: false,
            sort: Sort::default(),
            descending: false,
            page: 1,
            per_page: 50,
        }
    }
}

/// One row of a list (一覧の行): a program in one fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramRow {
    /// The program's id in this system, stable over imports.
    pub id: i64,
    /// Its number in the source.
    pub external_id: String,
    /// Name, by the sheet that speaks for this year.
    pub name: String,
    /// Department from the top down, joined with ` › `.
    pub department: String,
    /// Direction, when the source's words have one.
    pub direction: Option<Direction>,
    /// The fiscal year of the amounts.
    pub fiscal_year: FiscalYear,
    /// The stage of the amounts: the furthest the source states (決算, else 現計, 当初, 査定, 要求, 補正).
    pub stage: Option<Stage>,
    /// Cost (事業費).
    pub cost: Option<Yen>,
    /// Its sources.
    pub funding: Funding,
    /// Cost less stated sources.
    pub discrepancy: Yen,
    /// Staff cost (人件費) of the year; full cost is cost + staff cost.
    pub staff_cost: Option<Yen>,
    /// Cost of the year before, for the change.
    pub previous_cost: Option<Yen>,
    /// Whether this is generated example data (例示データ).
    pub demo: bool,
}

/// One page of a list (一覧の一頁).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramPage {
    /// The rows of this page.
    pub rows: Vec<ProgramRow>,
    /// How many rows match on all pages.
    pub total: i64,
    /// What all matching rows cost together (those that state a cost).
    pub total_cost: Yen,
    /// The page shown, from 1.
    pub page: i64,
    /// Rows on a page.
    pub per_page: i64,
}

/// A page of a list with what stands around it (一覧の画面).
#[derive(Clone, Debug)]
pub struct ListView {
    /// The page.
    pub page: ProgramPage,
    /// What the list can be filtered by in the year asked for.
    pub facets: Arc<ProgramFacets>,
    /// Whose programs these are.
    pub kind: InventoryKind,
}

/// A value to filter by, with how many programs have it (絞込の選択肢).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet<T> {
    /// The value.
    pub value: T,
    /// Programs that have it.
    pub programs: i64,
}

/// A department or policy in its tree (組織・政策体系の節).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// Its id, to filter by.
    pub id: i64,
    /// The node above.
    pub parent: Option<i64>,
    /// 0 at the top.
    pub depth: usize,
    /// Its own name.
    pub name: String,
    /// Programs in it and below.
    pub programs: i64,
}

/// A 款 of an account (会計・款).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kan {
    /// The account's code or name; empty if the source gives none.
    pub account: String,
    /// The 款's code or name; empty if the source gives none.
    pub kan: String,
}

/// What lists can be filtered by, counted over one year or the latest rows (絞込の一覧).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramFacets {
    /// Departments, each directly followed by those below it.
    pub departments: Vec<TreeNode>,
    /// Policies, each directly followed by those below it.
    pub policies: Vec<TreeNode>,
    /// Directions; `None` counts programs without one.
    pub directions: Vec<Facet<Option<Direction>>>,
    /// Accounts and 款; a program with several lines counts in each.
    pub kans: Vec<Facet<Kan>>,
    /// Stages of the amounts shown.
    pub stages: Vec<Facet<Stage>>,
    /// Years, with the programs each has; not narrowed by the year asked for.
    pub years: Vec<Facet<FiscalYear>>,
    /// Programs whose sources do not add up to their cost.
    pub discrepancies: i64,
}

/// The money of many programs in one year and stage (年度・段階別の合計).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearTotal {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The stage.
    pub stage: Stage,
    /// Σ cost.
    pub cost: Yen,
    /// Σ of each source over the programs that state it; `None` when none does.
    pub funding: Funding,
    /// Σ of the differences between cost and stated sources.
    pub discrepancy: Yen,
    /// How many programs state an amount.
    pub programs: i64,
}

/// Cost and count of a group of programs (区分別の合計).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTotal<T> {
    /// The group.
    pub group: T,
    /// Σ cost of the year shown.
    pub cost: Yen,
    /// Σ 一般財源 where stated.
    pub general: Yen,
    /// Programs in it, with or without a stated cost.
    pub programs: i64,
}

/// Totals for the home page (区分別の内訳).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KanTotals {
    /// By account and 款 of the program's first budget line, so every program counts once.
    pub by_kan: Vec<GroupTotal<Kan>>,
    /// By direction; `None` is "no direction given".
    pub by_direction: Vec<GroupTotal<Option<Direction>>>,
    /// By department at the top of the tree; `None` is "no department given".
    pub by_department: Vec<GroupTotal<Option<(i64, String)>>>,
}

/// Where a sheet came from (出所).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The import that brought this content.
    pub import_id: i64,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// The mapping it was read with.
    pub mapping_name: String,
    /// The sheet of the workbook.
    pub source_sheet: Option<String>,
    /// The row, counted from 1.
    pub source_row: u32,
    /// When it was imported (UTC, ISO 8601).
    pub at: String,
    /// Who imported it.
    pub actor: String,
}

/// One field before and after (項目の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's path, such as `name` or `money[2024 settled].cost`.
    pub field: String,
    /// What it said before; empty if it was not there.
    pub before: String,
    /// What it says now; empty if it is gone.
    pub after: String,
}

/// One event in a program's life (履歴).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The audit row that proves it.
    pub audit_seq: i64,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Who.
    pub actor: String,
    /// The import behind it.
    pub import_id: Option<i64>,
    /// The sheet's year; `None` for the import that first brought the program.
    pub fiscal_year: Option<FiscalYear>,
    /// What changed; empty for the import that first brought the program or the year.
    pub changes: Vec<FieldChange>,
}

/// Everything about one program (事業の詳細).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramDetail {
    /// The program's id in this system.
    pub id: i64,
    /// The system its number comes from.
    pub source: String,
    /// Whether this is generated example data (例示データ).
    pub demo: bool,
    /// The years it has a sheet for, ascending.
    pub sheet_years: Vec<FiscalYear>,
    /// The sheet shown, as imported.
    pub sheet: ProgramSheet,
    /// Ids of the departments of `sheet.department`, in step with it.
    pub department_ids: Vec<i64>,
    /// Ids of the policies of `sheet.policy`, in step with it.
    pub policy_ids: Vec<i64>,
    /// Money over all sheets: where two sheets state the same year and stage, the later sheet's.
    pub money: Vec<MoneyLine>,
    /// Staff time over all sheets, by the same rule.
    pub staff: Vec<StaffTime>,
    /// Where the sheet shown came from.
    pub provenance: Provenance,
    /// What happened to the program, newest first.
    pub history: Vec<HistoryEntry>,
}
