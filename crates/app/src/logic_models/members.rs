//! What the programs of a cluster say (構成事業の記載): where a logic model can begin, and what its nodes are measured by.

use store::logic_model::ProgramLogic;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// The logic texts and indicators of the programs of a cluster, by the programs' numbers.
    ///
    /// # Errors
    /// When the actor may not see them, there is no such cluster, or the database fails.
    pub async fn cluster_program_logic(&self, actor: &Actor, cluster: &str) -> Result<Vec<ProgramLogic>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        let members = self.store.cluster_members().await?;
        let programs: Vec<i64> =
            members.into_iter().filter(|member| member.cluster == cluster).map(|member| member.program).collect();
        Ok(self.store.program_logic(&programs).await?)
    }
}
