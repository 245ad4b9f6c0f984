//! The demonstration's analyses (例示の経営分析).

use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_analyses(&self, _actor: &Actor) -> Result<(), AppError> {
        Ok(())
    }
}
