//! 別冊1 as a screen (クラスターごとの工程表): what each cluster is about, its bars, how they stand, how they were revised.

use reform::plan::{Source, Text};
use reform::roadmap::{Bar, Roadmap, Standing, Urgency, compare};

use super::{RoadmapView, VersionHead, Which};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The booklet (別冊1).
#[derive(Clone, Debug)]
pub struct Booklet {
    /// The published version.
    pub view: RoadmapView,
    /// Its clusters, by category.
    pub clusters: Vec<BookletCluster>,
}

/// A cluster of the booklet.
#[derive(Clone, Debug)]
pub struct BookletCluster {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The name of its category.
    pub category: Text,
    /// What it is about, in plain words; none for one of the city's own.
    pub explanation: Option<Text>,
    /// Where the plan names it.
    pub source: Option<Source>,
    /// Its lead department from the top of the tree down; empty when it has none.
    pub lead: Vec<String>,
    /// Its bars with how they stand.
    pub bars: Vec<(Bar, Standing)>,
    /// How many bars are late, under way and finished.
    pub late: usize,
    /// Bars whose span has begun and is not finished, late ones aside.
    pub under_way: usize,
    /// Bars done or stopped.
    pub finished: usize,
    /// The revisions that touched it, the latest first.
    pub revisions: Vec<ClusterRevision>,
}

/// A revision that touched a cluster (クラスターの改定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterRevision {
    /// The version.
    pub head: VersionHead,
    /// How many of the cluster's bars it touched.
    pub bars: usize,
}

impl App {
    /// The booklet of the published version.
    ///
    /// # Errors
    /// When the actor may not see roadmaps.
    pub async fn roadmap_booklet(&self, actor: &Actor, category: &str) -> Result<Booklet, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let view = self.roadmap(actor, Which::Latest).await?.in_category(category);
        let heads = self.cluster_heads(actor).await?;
        let revisions = self.revisions_by_cluster(actor).await?;
        let mut clusters = Vec::new();
        for category in &view.categories {
            for (id, name) in &category.clusters {
                let own = self.plan.clusters.iter().find(|cluster| cluster.id == *id);
                let bars: Vec<(Bar, Standing)> =
                    view.roadmap.bars_of(id).map(|bar| (bar.clone(), view.standing(bar))).collect();
                let count = |wanted: Urgency| bars.iter().filter(|(_, one)| one.urgency() == wanted).count();
                clusters.push(BookletCluster {
                    id: id.clone(),
                    name: name.clone(),
                    category: category.name.clone(),
                    explanation: own.map(|cluster| cluster.explanation.clone()),
                    source: own.map(|cluster| cluster.source.clone()),
                    lead: heads
                        .iter()
                        .find(|head| head.id == *id)
                        .map(|head| head.lead_names.clone())
                        .unwrap_or_default(),
                    late: count(Urgency::Late),
                    under_way: count(Urgency::UnderWay),
                    finished: count(Urgency::Finished),
                    bars,
                    revisions: revisions
                        .iter()
                        .filter_map(|(head, touched)| {
                            let bars = touched.iter().filter(|cluster| *cluster == id).count();
                            (bars > 0).then(|| ClusterRevision { head: head.clone(), bars })
                        })
                        .collect(),
                });
            }
        }
        Ok(Booklet { view, clusters })
    }

    /// For each of the latest revisions, the latest first, the cluster of every bar it touched.
    async fn revisions_by_cluster(&self, actor: &Actor) -> Result<Vec<(VersionHead, Vec<String>)>, AppError> {
        const LATEST: i64 = 49;
        let heads = self.version_heads(actor.may(Action::ReadAnalyses)).await?;
        let last = heads.last().and_then(|head| head.number).unwrap_or(1);
        let versions: Vec<(i64, Roadmap)> = self.store.roadmap_versions_from((last - LATEST).max(1)).await?;
        let mut revisions: Vec<(VersionHead, Vec<String>)> = versions
            .windows(2)
            .filter_map(|pair| {
                let difference = compare(&pair[0].1, &pair[1].1);
                let head = heads.iter().find(|head| head.number == Some(pair[1].0))?;
                let alone = difference.added.iter().chain(&difference.removed);
                let changed = difference.changed.iter().map(|change| &change.after);
                Some((head.clone(), alone.chain(changed).map(|bar| bar.cluster.clone()).collect()))
            })
            .collect();
        revisions.reverse();
        Ok(revisions)
    }
}
