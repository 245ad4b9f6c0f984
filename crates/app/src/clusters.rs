//! Clusters (事業クラスター): who is in them, what they cost, how their programs compare.

use fiscal::FiscalYear;
use reform::ProblemKind;
use reform::plan::Text;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};

/// Every kind of problem of this module, by code.
pub static KINDS: &[&ProblemKind] = &[];

/// What the pages of a cluster have at their head (クラスターの見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterHead {
    /// Its stable word in addresses.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The id of its category.
    pub category: String,
    /// The ids of its lead department from the top of the tree down; empty when it has none.
    pub lead_path: Vec<String>,
    /// The names of its lead department from the top of the tree down.
    pub lead_names: Vec<String>,
    /// The fiscal year its analysis begins in.
    pub start_year: Option<FiscalYear>,
    /// Whether it is an example (例示), or is led and filled by examples.
    pub is_illustrative: bool,
}

impl ClusterHead {
    /// The question whether somebody may work on its analysis, logic model and tasks.
    pub fn ask(&self) -> Ask<'_> {
        Ask::WorkOnCluster { department_path: &self.lead_path }
    }
}

impl App {
    /// The head of a cluster.
    ///
    /// # Errors
    /// When the actor may not, or there is no such cluster.
    pub async fn cluster_head(&self, actor: &Actor, id: &str) -> Result<ClusterHead, AppError> {
        permit(actor, Action::ReadClusters)?;
        let cluster = self.plan.clusters.iter().find(|cluster| cluster.id == id);
        let cluster = cluster.ok_or_else(|| AppError::NotFound { what: "cluster", name: id.to_owned() })?;
        Ok(ClusterHead {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            category: cluster.category.clone(),
            lead_path: Vec::new(),
            lead_names: Vec::new(),
            start_year: None,
            is_illustrative: false,
        })
    }

    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn load_demo_clusters(&self, _actor: &Actor) -> Result<(), AppError> {
        Ok(())
    }
}
