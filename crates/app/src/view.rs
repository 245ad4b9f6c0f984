//! Saved views (保存した一覧): lists that people come back to, under a name.

use store::SavedView;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The longest name of a view, in characters.
pub const MAX_NAME_CHARS: usize = 60;

impl App {
    /// Every saved view, by name.
    ///
    /// # Errors
    /// When the actor may not see the inventory.
    pub async fn saved_views(&self, actor: &Actor) -> Result<Vec<SavedView>, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.saved_views().await?)
    }

    /// Keeps a list under a name; a view of that name is replaced.
    ///
    /// # Errors
    /// When the actor may not, the name is empty or too long, or too many views are kept.
    pub async fn save_view(&self, actor: &Actor, name: &str, query: &str) -> Result<i64, AppError> {
        permit(actor, Action::SaveViews)?;
        let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            return Err(AppError::BadViewName(name));
        }
        let saved = self.store.save_view(&actor.name, &name, query).await?;
        saved.ok_or(AppError::BadViewName(name))
    }

    /// Deletes a saved view.
    ///
    /// # Errors
    /// When the actor may not, or there is none with this number.
    pub async fn delete_view(&self, actor: &Actor, id: i64) -> Result<(), AppError> {
        permit(actor, Action::SaveViews)?;
        match self.store.delete_view(&actor.name, id).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "view", name: id.to_string() }),
        }
    }
}
