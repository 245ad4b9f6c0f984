//! Options for others (改革案の引き渡し): to the chain as decisions, to tasks and the frame with all that belongs to them.

use fiscal::FiscalYear;
use reform::analysis::{Decided, Item, ItemKind, Progress, ReformOption, decisions};
use reform::decision::Decision;
use store::analysis::AnalysisMark;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The options of a cluster's analysis with what belongs to them (改革案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterOptions {
    /// The cluster.
    pub cluster: String,
    /// The options, in order, as values.
    pub options: Vec<ReformOption>,
    /// The records of the options, in the same order.
    pub items: Vec<Item>,
    /// The KPIs their predictions are of.
    pub kpis: Vec<Item>,
    /// The proposals; `option` names the option each belongs to.
    pub proposals: Vec<Item>,
    /// The decision that stands.
    pub decided: Option<Decided>,
    /// How far the analysis has come.
    pub progress: Progress,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

impl ClusterOptions {
    /// The option that was decided.
    pub fn decided_option(&self) -> Option<&ReformOption> {
        let decided = self.decided.as_ref()?;
        self.options.iter().find(|option| option.number == decided.option)
    }

    /// The first fiscal year any option moves an amount in.
    pub fn first_year(&self) -> Option<FiscalYear> {
        self.options.iter().flat_map(|option| &option.effects).map(|effect| effect.first_year).min()
    }
}

impl App {
    /// The options of every cluster's analysis that are decided or still thought about, as decisions for the chain.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn option_decisions(&self) -> Result<Vec<Decision>, AppError> {
        let all = self.store.all_options().await?;
        let of = |stored: &store::analysis::StoredOptions| {
            let options: Vec<ReformOption> = stored.options.iter().map(ReformOption::read).collect();
            decisions(&stored.cluster, &options, stored.progress.decided.as_ref(), stored.is_demo)
        };
        Ok(all.iter().flat_map(of).collect())
    }

    /// The options of a cluster's analysis with KPIs, proposals and the decision; empty where there is no analysis yet.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such cluster, or the database fails.
    pub async fn cluster_options(&self, actor: &Actor, cluster: &str) -> Result<ClusterOptions, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        let stored = self.store.analysis(cluster).await?;
        let of = |kind: ItemKind| -> Vec<Item> {
            stored.items.iter().filter(|row| row.item.kind == kind).map(|row| row.item.clone()).collect()
        };
        let items = of(ItemKind::Option);
        let progress = stored.progress();
        Ok(ClusterOptions {
            cluster: cluster.to_owned(),
            options: items.iter().map(ReformOption::read).collect(),
            items,
            kpis: of(ItemKind::Kpi),
            proposals: of(ItemKind::Proposal),
            decided: progress.decided.clone(),
            progress,
            is_demo: stored.is_demo,
        })
    }

    /// How far the analysis of each cluster has come; clusters without one are not among them.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn analysis_marks(&self, actor: &Actor) -> Result<Vec<AnalysisMark>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        Ok(self.store.analysis_marks().await?)
    }
}
