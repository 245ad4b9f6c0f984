//! What comes of a review (点検の成果): results by direction and department, effects, lineage, and what changed.
//!
//! Each page is a [`Report`] made from the sheets as they stand; nothing computed is stored. An actor sees the sheets
//! [`permit`] lets them read, and every report says how many it leaves out.

mod changes;
mod checks;
mod effects;
mod lineage;
mod report;
mod results;

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::review::ReviewSheet;
use reform::workflow::State;
use reform::{Amounts, ProblemKind};
use store::YearCost;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};

pub use changes::Changes;
pub use checks::{CheckFilter, Checks, SheetFindings};
pub(crate) use effects::measures_of;
pub use effects::{Effects, MeasureEffect, NewRecord};
pub use lineage::{LineageView, NewLinks, PROGRAM_NOT_FOUND, SHARE_NOT_READ, Target};
pub use report::{Report, ReportFigure, ReportNote, ReportTable};
pub use results::{ResultFilter, ResultRow, Results};

/// The kinds of problems reports and their forms answer with.
pub static KINDS: &[&ProblemKind] = &[
    &lineage::LINEAGE_CHANGED,
    &lineage::TOO_MANY_TARGETS,
    &lineage::PROGRAM_NOT_FOUND,
    &lineage::SHARE_NOT_READ,
    &effects::GROUND_WRONG,
    &effects::NOT_DECIDED,
    &effects::VERIFIES_OWN,
];

/// A sheet that may be read, with what the inventory knows of its program (読める点検シート).
#[derive(Clone, Debug)]
pub struct AnsweredSheet {
    /// The sheet's number.
    pub id: i64,
    /// The program.
    pub program_id: i64,
    /// What was answered; of a sheet whose fields cannot be read, nothing.
    pub sheet: ReviewSheet,
    /// How far it has come.
    pub state: State,
    /// The department that answers.
    pub department: Department,
    /// What the inventory says of the program in the year the review was made from.
    pub cost: Option<YearCost>,
}

/// A department with those above it (所管).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// Ids from the top of the tree down.
    pub ids: Vec<i64>,
    /// Names from the top of the tree down.
    pub names: Vec<String>,
}

/// Every sheet of a year that an actor may read (年度の点検シート).
#[derive(Clone, Debug)]
pub struct YearSheets {
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The year of the inventory it was made from.
    pub source_year: FiscalYear,
    /// Whether the sheets are examples.
    pub is_demo: bool,
    /// Those that may be read, by program.
    pub sheets: Vec<AnsweredSheet>,
    /// How many there are beside these.
    pub hidden: usize,
    /// The inventory of the source year, by program.
    pub costs: BTreeMap<i64, YearCost>,
    /// Every department by id.
    pub departments: BTreeMap<i64, Department>,
}

impl Department {
    /// The uppermost name, such as a bureau; empty when the inventory names none.
    pub fn bureau(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// The uppermost department's id, by which departments stand in the order of the tree, and its name.
    fn bureau_in_order(&self) -> (i64, &str) {
        (self.ids.first().copied().unwrap_or(i64::MAX), self.bureau())
    }

    /// All names from the top down.
    pub fn path(&self) -> String {
        self.names.join(" › ")
    }
}

impl AnsweredSheet {
    /// The program's name, or its number where the inventory has none for the year.
    pub fn name(&self) -> String {
        self.cost.as_ref().map_or_else(|| self.program_id.to_string(), |cost| cost.name.clone())
    }

    /// The program's number in its source.
    pub fn external_id(&self) -> &str {
        self.cost.as_ref().map_or("", |cost| cost.external_id.as_str())
    }

    /// What the program costs in the year of the inventory; `None` unless both amounts are stated.
    pub fn amounts(&self) -> Option<Amounts> {
        let cost = self.cost.as_ref()?;
        Some(Amounts { gross: cost.cost?, general: cost.general? })
    }

    /// Whether the headquarters has decided.
    pub fn is_decided(&self) -> bool {
        matches!(self.state, State::Decided | State::Published)
    }
}

impl App {
    /// Every sheet of a year's review that the actor may read.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of that year.
    pub async fn year_sheets(&self, actor: &Actor, year: FiscalYear) -> Result<YearSheets, AppError> {
        self.year_sheets_with(actor, year, false).await
    }

    /// The same, with the KPIs of each sheet when asked.
    async fn year_sheets_with(&self, actor: &Actor, year: FiscalYear, with_kpis: bool) -> Result<YearSheets, AppError> {
        permit(actor, Action::ReadReviews)?;
        let Some((source_year, is_demo)) = self.store.review_source(year).await? else {
            return Err(AppError::NotFound { what: "review", name: year.start().to_string() });
        };
        let departments = self.department_names().await?;
        let costs: BTreeMap<i64, YearCost> =
            self.store.year_costs(source_year).await?.into_iter().map(|cost| (cost.program_id, cost)).collect();
        let mut sheets = Vec::new();
        let mut hidden = 0;
        for stored in self.store.deciding_sheets(year, with_kpis).await? {
            let department = stored.department_id.and_then(|id| departments.get(&id)).cloned().unwrap_or_default();
            let path: Vec<String> = department.ids.iter().map(i64::to_string).collect();
            if !actor.may(Ask::ReadSheet { department_path: &path, state: stored.state }) {
                hidden += 1;
                continue;
            }
            let program = stored.program_id.to_string();
            let sheet = ReviewSheet::from_fields(&program, year, &stored.fields)
                .unwrap_or_else(|_| ReviewSheet::new(&program, year));
            sheets.push(AnsweredSheet {
                id: stored.id,
                program_id: stored.program_id,
                sheet,
                state: stored.state,
                department,
                cost: costs.get(&stored.program_id).cloned(),
            });
        }
        Ok(YearSheets { year, source_year, is_demo, sheets, hidden, costs, departments })
    }

    /// Every department with those above it, by id.
    async fn department_names(&self) -> Result<BTreeMap<i64, Department>, AppError> {
        let tree = self.store.departments().await?;
        let named = |id: i64| (id, Department { ids: tree.path(id), names: tree.path_names(id) });
        Ok(tree.rows().iter().map(|row| named(row.id)).collect())
    }
}
