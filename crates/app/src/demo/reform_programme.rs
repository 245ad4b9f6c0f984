//! The demonstration's clusters, analyses, roadmap and frame (例示の変革), made once the illustrative review is there.

use store::InventoryKind;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// Makes the illustrative clusters with what hangs on them, where the inventory is illustrative; each part only where
    /// there is none yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub async fn load_demo_reform_when_empty(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if self.store.inventory_state().await?.kind != InventoryKind::Demo {
            return Ok(());
        }
        // In the order in which one rests on the other.
        self.load_demo_clusters(actor).await?;
        self.load_demo_logic_models(actor).await?;
        self.load_demo_analyses(actor).await?;
        self.load_demo_tasks(actor).await?;
        self.load_demo_roadmaps(actor).await?;
        self.load_demo_initiatives(actor).await?;
        self.load_demo_frame(actor).await?;
        self.load_demo_meetings(actor).await?;
        self.load_demo_remarks(actor).await?;
        self.load_demo_consultations(actor).await?;
        self.load_demo_explanations(actor).await?;
        self.load_demo_summaries(actor).await.map(|_| ())
    }
}
