//! Snapshots (スナップショット): one to read, two to compare, all to verify.

use reform::ProblemKind;
use reform::analysis::{Difference, SNAPSHOT_UNREADABLE, Snapshot, compare};
use store::analysis::{Alteration, SnapshotFault, SnapshotRow};

use super::view::AnalysisView;
use super::{SNAPSHOT_ALTERED, SNAPSHOT_CHAIN, SNAPSHOT_MISSING, SNAPSHOT_REPLACED};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// A snapshot to be read (スナップショットの画面).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotView {
    /// The analysis it is of.
    pub analysis: AnalysisView,
    /// When and by whom it was made, with its hash.
    pub row: SnapshotRow,
    /// What it holds.
    pub snapshot: Snapshot,
}

/// Two snapshots of one analysis with their difference (スナップショットの比較).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotPair {
    /// The analysis they are of.
    pub analysis: AnalysisView,
    /// The earlier one.
    pub from: (SnapshotRow, Snapshot),
    /// The later one.
    pub to: (SnapshotRow, Snapshot),
    /// How the later differs.
    pub difference: Difference,
}

impl App {
    /// A snapshot of an analysis, by its place in the chain.
    ///
    /// # Errors
    /// When the actor may not see it, there is none, or its text cannot be read.
    pub async fn analysis_snapshot(&self, actor: &Actor, cluster: &str, number: i64) -> Result<SnapshotView, AppError> {
        let analysis = self.analysis(actor, cluster).await?;
        let (row, snapshot) = self.read_snapshot(cluster, number).await?;
        Ok(SnapshotView { analysis, row, snapshot })
    }

    /// Two snapshots of an analysis, the earlier first whichever way they are named.
    ///
    /// # Errors
    /// When the actor may not see them, there is none of a number, or a text cannot be read.
    pub async fn compare_snapshots(
        &self,
        actor: &Actor,
        cluster: &str,
        from: i64,
        to: i64,
    ) -> Result<SnapshotPair, AppError> {
        let analysis = self.analysis(actor, cluster).await?;
        let from_to = (from.min(to), from.max(to));
        let from = self.read_snapshot(cluster, from_to.0).await?;
        let to = self.read_snapshot(cluster, from_to.1).await?;
        let difference = compare(&from.1, &to.1);
        Ok(SnapshotPair { analysis, from, to, difference })
    }

    /// How many snapshots there are, and every one that is no longer what it was, with its kind of problem.
    ///
    /// # Errors
    /// When the actor may not see the audit, or the database fails.
    pub async fn verify_snapshots(
        &self,
        actor: &Actor,
    ) -> Result<(usize, Vec<(SnapshotFault, &'static ProblemKind)>), AppError> {
        permit(actor, Action::ReadAudit)?;
        let (count, faults) = self.store.verify_snapshots().await?;
        let with_kind = |fault: SnapshotFault| {
            let kind = match fault.alteration {
                Alteration::Content => &SNAPSHOT_ALTERED,
                Alteration::Chain => &SNAPSHOT_CHAIN,
                Alteration::Replaced => &SNAPSHOT_REPLACED,
                Alteration::Missing => &SNAPSHOT_MISSING,
            };
            (fault, kind)
        };
        Ok((count, faults.into_iter().map(with_kind).collect()))
    }

    async fn read_snapshot(&self, cluster: &str, number: i64) -> Result<(SnapshotRow, Snapshot), AppError> {
        let found = self.store.analysis_snapshot(cluster, number).await?;
        let (row, body) =
            found.ok_or_else(|| AppError::NotFound { what: "snapshot", name: format!("{cluster}/{number}") })?;
        let snapshot =
            Snapshot::read(&body).map_err(|fault| Refusal::conflict(&SNAPSHOT_UNREADABLE, fault.to_string()))?;
        Ok((row, snapshot))
    }
}
