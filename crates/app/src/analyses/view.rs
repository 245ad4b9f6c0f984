//! The view of one analysis (経営分析の画面): its stages with what they lack, and what this actor may do.

use reform::analysis::{ItemKind, Progress, Stage, Unmet, find_unmet, wrote_last};
use store::analysis::{ItemChange, ItemRow, StoredAnalysis};

use crate::App;
use crate::clusters::ClusterHead;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// A cluster's analysis for one actor (経営分析の画面).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisView {
    /// The cluster.
    pub head: ClusterHead,
    /// Everything that is stored.
    pub stored: StoredAnalysis,
    /// How far it has come.
    pub progress: Progress,
    /// The five stages, in order.
    pub stages: Vec<StageView>,
    /// Whether this actor may write records of open stages.
    pub may_write: bool,
    /// Whether this actor may close and reopen stages, four eyes aside.
    pub may_close: bool,
    /// Whether this actor may decide an option.
    pub may_decide: bool,
}

/// A stage with what it lacks (段階).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageView {
    /// The stage.
    pub stage: Stage,
    /// Whether it is closed.
    pub is_closed: bool,
    /// How many records it holds, by kind.
    pub counts: Vec<(ItemKind, usize)>,
    /// What it lacks; empty when it is closed.
    pub unmet: Vec<Unmet>,
    /// Whether this actor wrote the last change of one of its records, and so must leave its gate to somebody else.
    pub is_own_work: bool,
}

/// One record with its history (記録の画面).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// The analysis it is in.
    pub analysis: AnalysisView,
    /// The record.
    pub row: ItemRow,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Its changes, the latest first.
    pub changes: Vec<ItemChange>,
}

impl AnalysisView {
    /// The view of a stage.
    pub fn stage(&self, stage: Stage) -> &StageView {
        &self.stages[stage.number() - 1]
    }

    /// The records of a kind, in order.
    pub fn items(&self, kind: ItemKind) -> impl Iterator<Item = &ItemRow> {
        self.stored.items.iter().filter(move |row| row.item.kind == kind)
    }

    /// What a record is called in lists.
    pub fn title(&self, number: i64) -> Option<&str> {
        self.stored.item(number).map(|row| row.item.title())
    }
}

impl App {
    /// The analysis of a cluster; empty where nobody has begun.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such cluster, or the database fails.
    pub async fn analysis(&self, actor: &Actor, cluster: &str) -> Result<AnalysisView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let head = self.cluster_head(actor, cluster).await?;
        let stored = self.store.analysis(cluster).await?;
        Ok(view(actor, head, stored))
    }

    /// One record of an analysis with its history.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such record, or the database fails.
    pub async fn analysis_item(&self, actor: &Actor, cluster: &str, number: i64) -> Result<ItemView, AppError> {
        let analysis = self.analysis(actor, cluster).await?;
        let row = analysis.stored.item(number).cloned().ok_or_else(|| no_item(number))?;
        let is_deleted = analysis.stored.deleted.iter().any(|deleted| deleted.item.number == number);
        let changes = self.store.analysis_changes(number).await?;
        Ok(ItemView { analysis, row, is_deleted, changes })
    }
}

pub(super) fn no_item(number: i64) -> AppError {
    AppError::NotFound { what: "record", name: number.to_string() }
}

fn view(actor: &Actor, head: ClusterHead, stored: StoredAnalysis) -> AnalysisView {
    let progress = stored.progress();
    let items = stored.plain_items();
    let writers: Vec<(ItemKind, Option<i64>)> = stored.items.iter().map(|row| (row.item.kind, row.account)).collect();
    let stage = |stage: &Stage| {
        let is_closed = progress.is_closed(*stage);
        let count = |kind: ItemKind| (kind, items.iter().filter(|item| item.kind == kind).count());
        StageView {
            stage: *stage,
            is_closed,
            counts: stage.kinds().map(count).collect(),
            unmet: if is_closed { Vec::new() } else { find_unmet(*stage, &items, progress.decided.as_ref()) },
            is_own_work: actor.account().is_some_and(|account| wrote_last(*stage, account, &writers)),
        }
    };
    AnalysisView {
        stages: Stage::ALL.iter().map(stage).collect(),
        may_write: actor.may(head.ask()),
        may_close: actor.may(Action::CloseGates),
        may_decide: actor.may(Action::DecideOptions),
        head,
        stored,
        progress,
    }
}
