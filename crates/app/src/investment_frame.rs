//! The investment frame (次世代投資枠): target, ledger, balance.

use reform::ProblemKind;

use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_frame(&self, _actor: &Actor) -> Result<(), AppError> {
        Ok(())
    }
}
