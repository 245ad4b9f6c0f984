//! Every decision that moves a figure of the city (決定の一覧): effects of decided sheets, and options of clusters.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};
use reform::decision::{Decision, DecisionId, Lever, Move};
use reform::effect::{Duration, EffectStage};
use reform::review::ReviewSheet;
use reform::workflow::State;
use store::EffectRecord;
use store::review::ReviewCycle;

use super::YEN_MAX;
use crate::App;
use crate::error::AppError;
use crate::outcomes::{AnsweredSheet, Department, MeasureEffect, YearSheets, measures_of};
use crate::permission::{Action, Actor, permit};

/// A decision with what leads to where it was taken (決定とその根拠の場所).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDecision {
    /// What it moves.
    pub decision: Decision,
    /// The review sheet it stands on, where it does.
    pub sheet: Option<SheetPlace>,
    /// What its amounts rest on, as far as it was recorded, the latest stage last.
    pub grounds: Vec<(EffectStage, String)>,
}

/// Every decision there is, and those that cannot be counted (決定の全体).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllDecisions {
    /// By year of review and program, then the options.
    pub known: Vec<KnownDecision>,
    /// The ids of decisions that are left out: an effect whose record does not hold together, or an absurd amount.
    pub left_out: Vec<String>,
}

/// The place of a measure in the review (点検シートの場所).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetPlace {
    /// The year under review.
    pub year: FiscalYear,
    /// The number of the sheet in addresses.
    pub sheet: i64,
    /// The name of the program.
    pub program: String,
    /// Its department from the top down.
    pub department: String,
}

impl App {
    /// Every decision: the effect of each measure of a decided sheet at its latest stage, by year of review and program,
    /// then the options of the clusters, decided or not.
    ///
    /// A decided sheet may be read by whoever may read the chain, so nothing is left out and everybody sees the same fund.
    ///
    /// # Errors
    /// When the actor may not see the chain, or the database fails.
    pub async fn decisions(&self, actor: &Actor) -> Result<Vec<Decision>, AppError> {
        Ok(self.all_decisions(actor).await?.known.into_iter().map(|known| known.decision).collect())
    }

    /// The same with where each was taken, and what is left out.
    ///
    /// # Errors
    /// As [`App::decisions`].
    pub async fn all_decisions(&self, actor: &Actor) -> Result<AllDecisions, AppError> {
        permit(actor, Action::ReadChain)?;
        let mut all = AllDecisions::default();
        let mut cycles = self.store.review_cycles().await?;
        cycles.sort_by_key(|cycle| cycle.year);
        // A handful of questions a year of review, however many programs it has.
        for cycle in &cycles {
            let sheets = self.decided_sheets(cycle).await?;
            if sheets.sheets.is_empty() {
                continue;
            }
            let records = self.store.effect_records(cycle.year).await?;
            of_review(cycle, &sheets, &records, &mut all);
        }
        for decision in self.option_decisions().await? {
            all.add(KnownDecision { decision, sheet: None, grounds: Vec::new() });
        }
        Ok(all)
    }

    /// The decided sheets of a year with what the inventory knows of their programs.
    async fn decided_sheets(&self, cycle: &ReviewCycle) -> Result<YearSheets, AppError> {
        let mut stored = self.store.deciding_sheets(cycle.year, false).await?;
        stored.retain(|sheet| matches!(sheet.state, State::Decided | State::Published));
        let (year, source_year, is_demo) = (cycle.year, cycle.source_year, cycle.is_demo);
        let mut made = YearSheets {
            year,
            source_year,
            is_demo,
            sheets: Vec::with_capacity(stored.len()),
            hidden: 0,
            costs: BTreeMap::new(),
            departments: BTreeMap::new(),
        };
        if stored.is_empty() {
            return Ok(made);
        }
        let tree = self.store.departments().await?;
        made.costs =
            self.store.year_costs(source_year).await?.into_iter().map(|cost| (cost.program_id, cost)).collect();
        for sheet in stored {
            let program = sheet.program_id.to_string();
            let department = sheet
                .department_id
                .map_or_else(Department::default, |id| Department { ids: tree.path(id), names: tree.path_names(id) });
            let answered = ReviewSheet::from_fields(&program, year, &sheet.fields)
                .unwrap_or_else(|_| ReviewSheet::new(&program, year));
            made.sheets.push(AnsweredSheet {
                id: sheet.id,
                program_id: sheet.program_id,
                sheet: answered,
                state: sheet.state,
                department,
                cost: made.costs.get(&sheet.program_id).cloned(),
            });
        }
        Ok(made)
    }
}

impl AllDecisions {
    fn add(&mut self, known: KnownDecision) {
        if is_countable(&known.decision) {
            self.known.push(known);
        } else {
            self.left_out.push(known.decision.id.to_string());
        }
    }
}

/// The decisions of one year's review: what saves or earns in general funds. Each measure has an id of its own and stands
/// on one sheet, so each is there once.
fn of_review(cycle: &ReviewCycle, sheets: &YearSheets, records: &[EffectRecord], all: &mut AllDecisions) {
    let by_sheet: BTreeMap<i64, &AnsweredSheet> = sheets.sheets.iter().map(|sheet| (sheet.id, sheet)).collect();
    for measure in &measures_of(sheets, records) {
        // Avoided cost, natural ends and what costs more set no general funds free.
        if !measure.effect.kind.counts_as_review() {
            continue;
        }
        let (program, name) = (measure.program_id, measure.measure.clone());
        let id = DecisionId::Measure { year: cycle.year, program, measure: name };
        let latest = measure.effect.latest().filter(|_| measure.effect.check().is_ok());
        let (Some(latest), Some(size)) = (latest, measure.review_size()) else {
            all.left_out.push(id.to_string());
            continue;
        };
        let Some(answered) = by_sheet.get(&measure.sheet_id) else { continue };
        all.add(KnownDecision {
            decision: Decision {
                id,
                title: measure.text.clone(),
                cluster: None,
                is_decided: true,
                stage: latest.stage,
                is_illustrative: sheets.is_demo,
                moves: moves_of(measure, size.general),
            },
            sheet: Some(SheetPlace {
                year: cycle.year,
                sheet: measure.sheet_id,
                program: answered.name(),
                department: answered.department.path(),
            }),
            grounds: grounds_of(measure),
        });
    }
}

/// General funds from the first year on: once of a one-off effect, else to its last year.
fn moves_of(measure: &MeasureEffect, general: Yen) -> Vec<Move> {
    let first_year = measure.effect.first_year;
    let last_year = match measure.effect.duration {
        Duration::OneOff => Some(first_year),
        Duration::Recurring { last_year } => last_year,
    };
    if general == Yen::ZERO {
        return Vec::new();
    }
    vec![Move { lever: Lever::GeneralFunds, first_year, last_year, yen_a_year: general }]
}

fn grounds_of(measure: &MeasureEffect) -> Vec<(EffectStage, String)> {
    let of = |stage: &EffectStage| Some((*stage, measure.grounds.get(stage.word())?.clone()));
    EffectStage::ALL.iter().filter_map(of).collect()
}

/// Whether a city could take it: no amount beyond 100 trillion yen a year, and no end before its beginning.
fn is_countable(decision: &Decision) -> bool {
    decision.moves.iter().all(|moved| {
        moved.yen_a_year.0.unsigned_abs() <= YEN_MAX.unsigned_abs()
            && moved.last_year.is_none_or(|last| moved.first_year <= last)
    })
}
