//! Two versions held against each other (版の比較), the working model among them.

use reform::logic_model::{Difference, LogicModel, compare};

use super::versions::no_version;
use crate::App;
use crate::clusters::ClusterHead;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// One side of a comparison (比べる版).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogicSide {
    /// The model as it is worked on.
    Working,
    /// A version by its number.
    Version(i64),
}

/// Two versions and what differs (比較).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicComparison {
    /// The cluster.
    pub head: ClusterHead,
    /// The name of the earlier one; empty for the working model.
    pub before_name: String,
    /// The name of the later one; empty for the working model.
    pub after_name: String,
    /// The earlier one.
    pub before: LogicModel,
    /// The later one.
    pub after: LogicModel,
    /// What differs.
    pub difference: Difference,
    /// Whether either is an example (例示).
    pub is_demo: bool,
}

impl LogicSide {
    /// Reads `now` or a version's number.
    pub fn read(text: &str) -> Option<LogicSide> {
        match text {
            "now" => Some(LogicSide::Working),
            number => number.parse().ok().map(LogicSide::Version),
        }
    }
}

impl App {
    /// Compares two versions of a cluster's model.
    ///
    /// # Errors
    /// When the actor may not see them, there is no such cluster or version, or the database fails.
    pub async fn compare_logic_models(
        &self,
        actor: &Actor,
        cluster: &str,
        before: LogicSide,
        after: LogicSide,
    ) -> Result<LogicComparison, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let head = self.cluster_head(actor, cluster).await?;
        let (before_name, before, before_demo) = self.side(cluster, before).await?;
        let (after_name, after, after_demo) = self.side(cluster, after).await?;
        let difference = compare(&before, &after);
        let is_demo = before_demo || after_demo;
        Ok(LogicComparison { head, before_name, after_name, before, after, difference, is_demo })
    }

    async fn side(&self, cluster: &str, side: LogicSide) -> Result<(String, LogicModel, bool), AppError> {
        match side {
            LogicSide::Working => {
                let stored = self.store.logic_model(cluster).await?;
                Ok(stored.map(|stored| (String::new(), stored.model, stored.is_demo)).unwrap_or_default())
            }
            LogicSide::Version(id) => {
                let found = self.store.logic_version(cluster, id).await?;
                let (version, model) = found.ok_or_else(|| no_version(id))?;
                Ok((version.label, model, version.is_demo))
            }
        }
    }
}
