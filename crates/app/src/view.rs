//! Saved views (保存した一覧): lists that people come back to, under a name.

use store::{SavedAddress, Store};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The longest name of what is kept, in characters.
pub const MAX_NAME_CHARS: usize = 60;

impl App {
    /// Every saved view, by name.
    ///
    /// # Errors
    /// When the actor may not see the inventory.
    pub async fn saved_views(&self, actor: &Actor) -> Result<Vec<SavedAddress>, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.saved_addresses(Some(Store::PROGRAM_LIST)).await?)
    }

    /// Keeps a list under a name; a view of that name is replaced.
    ///
    /// # Errors
    /// When the actor may not, the name is empty or too long, or too many views are kept.
    pub async fn save_view(&self, actor: &Actor, name: &str, query: &str) -> Result<i64, AppError> {
        permit(actor, Action::SaveViews)?;
        self.keep(actor, Store::PROGRAM_LIST, name, query).await
    }

    /// Deletes a saved view.
    ///
    /// # Errors
    /// When the actor may not, or there is none with this number.
    pub async fn delete_view(&self, actor: &Actor, id: i64) -> Result<(), AppError> {
        permit(actor, Action::SaveViews)?;
        self.forget(actor, Store::PROGRAM_LIST, id).await
    }

    /// Keeps an address of this kind; the caller has asked whether the actor may.
    pub(crate) async fn keep(&self, actor: &Actor, kind: &str, name: &str, query: &str) -> Result<i64, AppError> {
        let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            return Err(AppError::BadViewName(name));
        }
        let saved = self.store.save_address(&actor.name, kind, &name, query).await?;
        saved.ok_or(AppError::BadViewName(name))
    }

    /// Deletes an address of this kind; the caller has asked whether the actor may.
    pub(crate) async fn forget(&self, actor: &Actor, kind: &str, id: i64) -> Result<(), AppError> {
        match self.store.delete_address(&actor.name, kind, id).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "saved address", name: id.to_string() }),
        }
    }
}
