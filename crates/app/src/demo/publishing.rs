//! The demonstration's edition (例示の公表版): everything illustrative as edition 1, so that the public site, the documents and
//! the open data can be tried at once. It goes with the first real import.

use store::InventoryKind;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Who the example is by: not people, so that nobody is taken for one.
const PREPARED_BY: &str = "例示の変革担当";
const APPROVED_BY: &str = "例示の本部";

/// In whose name citizens read it.
const OFFICE: &str = "例示の実行本部";

const REASON: &str = "はじめての公表（例示）。事業、クラスター、工程表、投資枠と財政見通しを一つの版にまとめた。";

impl App {
    /// Publishes the examples as edition 1, where the inventory is illustrative and no edition was ever prepared; whether it
    /// did.
    ///
    /// # Errors
    /// When the actor may not, real programs come in between, or the database refuses.
    pub async fn load_demo_edition_when_empty(&self, actor: &Actor) -> Result<bool, AppError> {
        permit(actor, Action::PrepareEditions)?;
        let is_demo = self.store.inventory_state().await?.kind == InventoryKind::Demo;
        if !is_demo || !self.store.editions(None, 1).await?.is_empty() {
            return Ok(false);
        }
        let id = self.prepare_as(actor, PREPARED_BY, REASON.to_owned(), true).await?;
        self.approve_as(actor, APPROVED_BY, OFFICE, id).await?;
        Ok(true)
    }
}
