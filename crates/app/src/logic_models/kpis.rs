//! Indicators for nodes (要素の指標), picked from those of the cluster's programs with how they stand.

use reform::kpi::{Direction, Ratio, Status, simple};
use reform::logic_model::{NodeId, NodeIndicator};
use reform::program::{Indicator, IndicatorKind};

use super::edit::{LogicEdit, LogicEdited};
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear, Quantity};

/// An indicator of a program that a node could be measured by (指標の候補).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiCandidate {
    /// Which one.
    pub pick: Pick,
    /// The program's name.
    pub program_name: String,
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The latest year with both values, the target and what was measured.
    pub latest: Option<(FiscalYear, Quantity, Quantity)>,
    /// How it stands by those two, taking it as one that is to grow (仮定); the inventory does not say which way is good.
    pub standing: Option<Status>,
}

/// An indicator by its program and its place there, from 1 (指標の番号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pick {
    /// The program.
    pub program: i64,
    /// The place in its sheet.
    pub place: usize,
}

impl Pick {
    /// Reads `PROGRAM-PLACE`.
    pub fn read(text: &str) -> Option<Pick> {
        let (program, place) = text.split_once('-')?;
        Some(Pick { program: program.parse().ok()?, place: place.parse().ok()? })
    }
}

impl std::fmt::Display for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.program, self.place)
    }
}

impl App {
    /// The indicators of a cluster's programs.
    ///
    /// # Errors
    /// When the actor may not see them, there is no such cluster, or the database fails.
    pub async fn kpi_candidates(&self, actor: &Actor, cluster: &str) -> Result<Vec<KpiCandidate>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let programs = self.cluster_program_logic(actor, cluster).await?;
        let candidates = programs.iter().flat_map(|program| {
            (1..).zip(&program.indicators).map(|(place, indicator)| KpiCandidate {
                pick: Pick { program: program.program, place },
                program_name: program.name.clone(),
                kind: indicator.kind,
                name: indicator.name.clone(),
                unit: indicator.unit.clone(),
                latest: latest(indicator),
                standing: self.standing_of(indicator),
            })
        });
        Ok(candidates.collect())
    }

    /// Adds picked indicators to a node, beside those it has; one of the same name gets the new standing.
    ///
    /// # Errors
    /// As [`App::edit_logic_model`], or [`AppError::NotFound`] for an indicator that is none of the cluster's.
    pub async fn pick_kpis(
        &self,
        actor: &Actor,
        cluster: &str,
        seen: i64,
        node: NodeId,
        picks: &[Pick],
    ) -> Result<LogicEdited, AppError> {
        let view = self.logic_model(actor, cluster).await?;
        permit(actor, view.head.ask())?;
        let candidates = self.kpi_candidates(actor, cluster).await?;
        let mut indicators = view.model.node(node).map(|node| node.indicators.clone()).unwrap_or_default();
        for pick in picks {
            let found = candidates.iter().find(|candidate| candidate.pick == *pick);
            let found = found.ok_or_else(|| AppError::NotFound { what: "indicator", name: pick.to_string() })?;
            let new = NodeIndicator {
                name: found.name.clone(),
                unit: found.unit.clone(),
                standing: found.standing,
                is_qualitative: false,
            };
            match indicators.iter_mut().find(|known| known.name == new.name) {
                Some(known) => *known = new,
                None => indicators.push(new),
            }
        }
        let edit = LogicEdit::Change { id: node, label: None, note: None, indicators: Some(indicators) };
        self.edit_logic_model(actor, cluster, seen, &edit).await
    }

    /// How an indicator of the inventory stands.
    pub(super) fn standing_of(&self, indicator: &Indicator) -> Option<Status> {
        let (_, target, actual) = latest(indicator)?;
        let rules = &self.parameters().kpi;
        let rate = simple(Direction::Increase, target, Ratio::of(actual)?, rules.decrease).ok()?;
        Some(rules.status.status(rate))
    }
}

fn latest(indicator: &Indicator) -> Option<(FiscalYear, Quantity, Quantity)> {
    let both = indicator.values.iter().filter_map(|value| Some((value.fiscal_year, value.target?, value.actual?)));
    both.max_by_key(|(year, ..)| *year)
}
