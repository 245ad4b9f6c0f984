//! How KPIs are judged (KPIの評定の前提): the status thresholds and the tables of grades, as data.

use super::Ground;
use crate::kpi::{ComparedGrades, DecreaseRule, GradeTable, StatusRule};
use crate::plan::Text;

/// How attainment is reckoned and named (KPIの評定の前提).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiParameters {
    /// The simple rate of an indicator that is to fall.
    pub decrease: DecreaseRule,
    /// What `decrease` rests on.
    pub decrease_ground: Ground,
    /// From which pace each status is.
    pub status: StatusRule,
    /// What `status` rests on.
    pub status_ground: Ground,
    /// The tables of grades, the city's own first.
    pub tables: Vec<NamedTable>,
    /// Grades by comparing with the baseline, where a city prefers them.
    pub compared: ComparedGrades,
    /// What they are called.
    pub compared_name: Text,
    /// What they rest on.
    pub compared_ground: Ground,
}

/// A table of grades under a name (評定の表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTable {
    /// Its id: `city`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The table.
    pub table: GradeTable,
    /// What it rests on.
    pub ground: Ground,
}

impl KpiParameters {
    /// The table used unless another is asked for: the first; a file without one is not read.
    pub fn default_table(&self) -> Option<&NamedTable> {
        self.tables.first()
    }
}
