//! Management analyses (経営分析): the five stages of a cluster, their gates and snapshots.

use reform::ProblemKind;
use reform::decision::Decision;

use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];

impl App {
    /// The options of every cluster's analysis that are decided or still thought about, as decisions for the chain.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn option_decisions(&self) -> Result<Vec<Decision>, AppError> {
        Ok(Vec::new())
    }
}

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_analyses(&self, _actor: &Actor) -> Result<(), AppError> {
        Ok(())
    }
}
