//! Versions (版): kept under a name, listed, put back as a new change.

use store::Store;
use store::logic_model::{AlteredVersion, LogicVersion, NewLogicChange};

use super::edit::LogicEdited;
use super::{MODEL_MOVED_ON, TOO_MANY_VERSIONS, VERSION_NAME, VERSION_OF_NOTHING};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The longest name of a version, in characters.
pub const MAX_VERSION_CHARS: usize = 80;

impl App {
    /// Keeps the working model of a cluster as it stands under a name; gives the version's number.
    ///
    /// # Errors
    /// When the actor may not, the name is no good, there is nothing to keep, or the database fails.
    pub async fn save_version(&self, actor: &Actor, cluster: &str, label: &str) -> Result<i64, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        self.keep_version(actor, cluster, label).await
    }

    /// Keeps a version at a gate of the analysis, whoever may close it; `None` where there is no logic model, or no room for
    /// one more version.
    ///
    /// # Errors
    /// When the actor may not close gates, or the database fails.
    pub async fn save_version_at_gate(
        &self,
        actor: &Actor,
        cluster: &str,
        label: &str,
    ) -> Result<Option<i64>, AppError> {
        permit(actor, Action::CloseGates)?;
        match self.keep_version(actor, cluster, label).await {
            Ok(version) => Ok(Some(version)),
            Err(AppError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The versions of a cluster's model, newest first.
    ///
    /// # Errors
    /// When the actor may not see them, there is no such cluster, or the database fails.
    pub async fn logic_versions(&self, actor: &Actor, cluster: &str) -> Result<Vec<LogicVersion>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        Ok(self.store.logic_versions(cluster).await?)
    }

    /// Puts a version in the place of the working model, as a change that can be undone.
    ///
    /// # Errors
    /// When the actor may not, there is no such version, the model has changed since `seen`, or the database fails.
    pub async fn restore_logic_version(
        &self,
        actor: &Actor,
        cluster: &str,
        version: i64,
        seen: i64,
    ) -> Result<LogicEdited, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let (kept, model) = self.store.logic_version(cluster, version).await?.ok_or_else(|| no_version(version))?;
        let mut work = self.store.open_logic_model(cluster, false).await?;
        if work.revision() != seen {
            return Err(Refusal::conflict(&MODEL_MOVED_ON, "").into());
        }
        let change = NewLogicChange {
            kind: "restore",
            subject: &kept.label,
            undoes: None,
            account: actor.account(),
            actor: &actor.name,
        };
        let revision = work.put(&model, &change).await?;
        work.commit().await?;
        Ok(LogicEdited { revision, subject: kept.label, kind: "restore", ..LogicEdited::default() })
    }

    /// Every version of a logic model that is no longer what was saved, for the check of the database.
    ///
    /// # Errors
    /// When the actor may not see the audit, or the database fails.
    pub async fn altered_logic_versions(&self, actor: &Actor) -> Result<Vec<AlteredVersion>, AppError> {
        permit(actor, Action::ReadAudit)?;
        Ok(self.store.altered_logic_versions().await?)
    }

    pub(super) async fn keep_version(&self, actor: &Actor, cluster: &str, label: &str) -> Result<i64, AppError> {
        let label = label.trim();
        let has_room = (1..=MAX_VERSION_CHARS).contains(&label.chars().count());
        if !has_room || label.chars().any(char::is_control) {
            return Err(
                Refusal::invalid(&VERSION_NAME, label.chars().take(MAX_VERSION_CHARS).collect::<String>()).into()
            );
        }
        let kept = self.store.logic_versions(cluster).await?.len() as i64;
        if kept >= Store::MOST_LOGIC_VERSIONS {
            return Err(Refusal::conflict(&TOO_MANY_VERSIONS, "").into());
        }
        let mut work = self.store.open_logic_model(cluster, false).await?;
        if work.revision() == 0 {
            return Err(Refusal::conflict(&VERSION_OF_NOTHING, "").into());
        }
        let id = work.save_version(label, actor.account(), &actor.name).await?;
        work.commit().await?;
        Ok(id)
    }
}

pub(super) fn no_version(version: i64) -> AppError {
    AppError::NotFound { what: "version", name: version.to_string() }
}
