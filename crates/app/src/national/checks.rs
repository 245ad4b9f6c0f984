//! The structural checks over every imported model (構造の点検).
//!
//! The published table has no column for inputs, impacts, indicators and evidence. What would only say so of every model is not
//! judged ([`UNJUDGED`]); the rest is ([`JUDGED`]).

use std::collections::{BTreeMap, HashMap};

use reform::logic_model::{BreakKind, find_breaks};
use store::national::{ModelRow, ModelStructure};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The breaks that can be judged from the published links.
pub const JUDGED: [BreakKind; 9] = [
    BreakKind::ActivityWithoutOutput,
    BreakKind::ActivityWithoutOutcome,
    BreakKind::OutputLeadsNowhere,
    BreakKind::OutputSkipped,
    BreakKind::JumpToTheEnd,
    BreakKind::NoOutcome,
    BreakKind::OneStageOnly,
    BreakKind::OutcomeWithoutCause,
    BreakKind::OutcomeLeadsNowhere,
];

/// The breaks that cannot be judged, as the table has no column for what they are about, or names linked nodes only.
pub const UNJUDGED: [BreakKind; 7] = [
    BreakKind::InputUnused,
    BreakKind::OutcomeWithoutIndicator,
    BreakKind::QualitativeOnly,
    BreakKind::NoImpact,
    BreakKind::Isolated,
    BreakKind::ExternalUnconnected,
    BreakKind::EdgeWithoutEvidence,
];

/// The most programs named as examples of a break.
const EXAMPLES: usize = 5;

/// What the checks say of all models (構造の点検の結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceChecks {
    /// How many models there are.
    pub models: usize,
    /// How many nodes they have.
    pub nodes: usize,
    /// How many links.
    pub links: usize,
    /// Models without any break.
    pub without_break: usize,
    /// Programs of the inventory without a model.
    pub programs_without_model: i64,
    /// Every check judged, in the order of [`JUDGED`].
    pub checks: Vec<CheckCount>,
    /// The same by the uppermost department, most models first.
    pub departments: Vec<DepartmentCount>,
}

/// What one check found (点検の件数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckCount {
    /// Which.
    pub kind: BreakKind,
    /// Models with such a break.
    pub models: usize,
    /// Nodes and links it is about, in all of them.
    pub places: usize,
    /// The programs with the most such places.
    pub examples: Vec<ModelRow>,
}

/// What the checks found of one department's models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentCount {
    /// The uppermost department in charge.
    pub department: String,
    /// How many models.
    pub models: usize,
    /// Models without any break.
    pub without_break: usize,
    /// Models with a break of each kind, in the order of [`JUDGED`].
    pub broken: [usize; JUDGED.len()],
}

impl App {
    /// The structural checks over every imported model.
    ///
    /// # Errors
    /// When the actor may not see the inventory, or the database fails.
    pub async fn reference_checks(&self, actor: &Actor) -> Result<ReferenceChecks, AppError> {
        permit(actor, Action::ReadInventory)?;
        let rows = self.store.reference_rows().await?;
        let structures = self.store.reference_structures().await?;
        let programs = self.store.inventory_state().await?.programs;
        let counting = tokio::task::spawn_blocking(move || count(rows, &structures));
        let mut checks = counting.await.map_err(|error| AppError::Task(error.to_string()))?;
        checks.programs_without_model = programs - checks.models as i64;
        Ok(checks)
    }
}

/// Whether a break can be judged from the published links.
pub(super) fn is_judged(kind: BreakKind) -> bool {
    JUDGED.contains(&kind)
}

fn count(rows: Vec<ModelRow>, structures: &[ModelStructure]) -> ReferenceChecks {
    let rows: HashMap<i64, ModelRow> = rows.into_iter().map(|row| (row.program, row)).collect();
    let mut found: [Vec<(usize, i64)>; JUDGED.len()] = Default::default();
    let mut departments: BTreeMap<&str, DepartmentCount> = BTreeMap::new();
    let mut checks = ReferenceChecks { models: structures.len(), ..ReferenceChecks::default() };
    for ModelStructure { program, model } in structures {
        checks.nodes += model.nodes().len();
        checks.links += model.edges().len();
        let name = rows.get(program).map(|row| row.department.as_str()).unwrap_or_default();
        let department = departments.entry(name).or_insert_with(|| DepartmentCount {
            department: name.to_owned(),
            models: 0,
            without_break: 0,
            broken: [0; JUDGED.len()],
        });
        department.models += 1;
        let mut is_whole = true;
        for found_break in find_breaks(model) {
            let Some(place) = JUDGED.iter().position(|kind| *kind == found_break.kind) else { continue };
            is_whole = false;
            department.broken[place] += 1;
            found[place].push((found_break.nodes.len() + found_break.edges.len(), *program));
        }
        department.without_break += usize::from(is_whole);
        checks.without_break += usize::from(is_whole);
    }
    checks.departments = departments.into_values().collect();
    checks.departments.sort_by(|a, b| b.models.cmp(&a.models).then_with(|| a.department.cmp(&b.department)));
    for (kind, mut found) in JUDGED.into_iter().zip(found) {
        found.sort_by_key(|(places, program)| (std::cmp::Reverse(*places), *program));
        checks.checks.push(CheckCount {
            kind,
            models: found.len(),
            places: found.iter().map(|(places, _)| places).sum(),
            examples: found.iter().take(EXAMPLES).filter_map(|(_, program)| rows.get(program).cloned()).collect(),
        });
    }
    checks
}
