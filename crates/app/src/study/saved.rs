//! Saved scenarios (保存した試算): a study's values under a name, kept as the address that shows them again.

use super::StudyKind;
use super::form::Form;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// A scenario kept under a name (保存した試算).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedScenario {
    /// Its number.
    pub id: i64,
    /// Which study it is a scenario of.
    pub kind: StudyKind,
    /// The name people chose.
    pub name: String,
    /// The query part of its address.
    pub query: String,
    /// Who saved it.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

impl App {
    /// Every scenario kept of a study, by name; of all studies when none is named.
    ///
    /// # Errors
    /// When the actor may not see the projections.
    pub async fn saved_scenarios(
        &self,
        actor: &Actor,
        kind: Option<StudyKind>,
    ) -> Result<Vec<SavedScenario>, AppError> {
        permit(actor, Action::ReadFiscal)?;
        let saved = self.store.saved_addresses(kind.map(StudyKind::word)).await?;
        let scenario = |saved: store::SavedAddress| {
            let kind = StudyKind::from_word(&saved.kind)?;
            let store::SavedAddress { id, name, query, actor, at, .. } = saved;
            Some(SavedScenario { id, kind, name, query, actor, at })
        };
        Ok(saved.into_iter().filter_map(scenario).collect())
    }

    /// Keeps a scenario under a name; one of that study and name is replaced. `query` is the canonical address part of
    /// a form that was read without problems.
    ///
    /// # Errors
    /// When the actor may not, the form has problems, the name is empty or too long, or too many are kept.
    pub async fn save_scenario(
        &self,
        actor: &Actor,
        kind: StudyKind,
        name: &str,
        form: &Form,
        query: &str,
    ) -> Result<i64, AppError> {
        permit(actor, Action::SaveScenarios)?;
        if let Some(first) = form.problems.first() {
            return Err(AppError::Faulty(vec![first.problem.clone()]));
        }
        self.keep(actor, kind.word(), name, query).await
    }

    /// Deletes a scenario.
    ///
    /// # Errors
    /// When the actor may not, or there is none with this number.
    pub async fn delete_scenario(&self, actor: &Actor, kind: StudyKind, id: i64) -> Result<(), AppError> {
        permit(actor, Action::SaveScenarios)?;
        self.forget(actor, kind.word(), id).await
    }
}
