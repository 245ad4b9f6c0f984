//! What is kept of one person (個人情報の開示): everything but the comments of consultations, which [`App::export_person`] gives.

pub use store::person::PersonRecord;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// Account, duties, acts, membership, attendance and remarks of one person, and the texts that name them, by exactly the
    /// name, the login or the e-mail address.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn person_records(&self, actor: &Actor, words: &str) -> Result<Vec<PersonRecord>, AppError> {
        permit(actor, Action::HandlePersonalData)?;
        Ok(self.store.records_of_person(&actor.name, words.trim()).await?)
    }
}
