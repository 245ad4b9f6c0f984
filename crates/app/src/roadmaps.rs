//! Roadmaps (工程表): the published one, its revisions, progress.
//!
//! The plan's own roadmap is version 1. Citizens see what is published; the version being worked on is for those who may read
//! analyses. A bar is changed by whoever may edit the roadmap or work on the bar's cluster; a revision is proposed with its
//! reason and published by somebody else.

mod booklet;
mod compare;
mod demo;
mod edit;
mod file;
mod picture;
mod problems;
mod progress;
mod revise;

use std::collections::HashMap;

use reform::plan::{CalendarDate, Text};
use reform::roadmap::{Phase, Roadmap, Standing, standing};
use store::InventoryKind;
use store::roadmap::{RoadmapVersion, WorkingRoadmap};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

pub use booklet::{Booklet, BookletCluster, ClusterRevision};
pub use compare::{ChangeRow, Comparison};
pub use edit::{BarForm, BarFormFault, BarTrouble, BarView, Saved};
pub use picture::{bar_state, picture_of, span_basis, span_label};
pub(crate) use picture::{drawn, in_lang, pick, picture, said};
pub use problems::KINDS;
pub use progress::{BarProgress, ProgressForm, ProgressList, ProgressRow, ProgressTrouble};
pub use publish::chart::roadmap::{BarState, RoadmapPicture, heading, sign, strip, whole};
pub use revise::RevisionStep;
pub use store::roadmap::{ProgressEntry, RoadmapStep, StepKind};

/// A version to be looked at (版の指定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// The latest published one.
    Latest,
    /// A published one by its number.
    Number(i64),
    /// The one being worked on; the latest published one where nobody has begun.
    Working,
}

/// What is known of a version beside its bars (版の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionHead {
    /// Its number; none while it is worked on.
    pub number: Option<i64>,
    /// The version it was made from.
    pub base: Option<i64>,
    /// Where it stands.
    pub phase: Phase,
    /// Why it was revised; empty for the plan's own.
    pub reason: String,
    /// Who proposed it, by name; empty for who may not know, and for the plan's own.
    pub proposed_by: String,
    /// When it was proposed (UTC, ISO 8601).
    pub proposed_at: Option<String>,
    /// Who approved it, by name; empty for the plan's own.
    pub approved_by: String,
    /// When it was published, as precisely as is known; empty while it is worked on.
    pub published_on: String,
    /// Counts every change of the version being worked on; 0 for others, and where nobody has begun.
    pub revision: i64,
    /// Whether it is an example (例示).
    pub is_demo: bool,
}

/// A version with all a page shows of it (工程表の表示).
#[derive(Clone, Debug)]
pub struct RoadmapView {
    /// Which version it is.
    pub head: VersionHead,
    /// Its bars.
    pub roadmap: Roadmap,
    /// Categories with their clusters that have bars, in the plan's order.
    pub categories: Vec<CategoryOfRoadmap>,
    /// The last entry of progress by bar; without its remark and name for who may not read them.
    pub progress: HashMap<String, ProgressEntry>,
    /// How the plan's roadmap was read.
    pub note: Option<Text>,
    /// The day lateness is told of.
    pub today: CalendarDate,
    /// Whether the one who asks may see the version being worked on.
    pub may_read_working: bool,
}

/// A category with its clusters (分類とクラスター).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryOfRoadmap {
    /// Its id; empty for clusters the plan does not know.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Id and name of its clusters.
    pub clusters: Vec<(String, Text)>,
}

/// The versions there are, and what was done to revisions (版の一覧).
#[derive(Clone, Debug)]
pub struct History {
    /// The published versions, the latest first.
    pub versions: Vec<VersionHead>,
    /// The version being worked on, for who may see it.
    pub working: Option<VersionHead>,
    /// What was done, the latest first; empty for who may not see it.
    pub steps: Vec<RoadmapStep>,
}

impl App {
    /// A version of the roadmap.
    ///
    /// # Errors
    /// When the actor may not see it, or there is no such version.
    pub async fn roadmap(&self, actor: &Actor, which: Which) -> Result<RoadmapView, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let (head, roadmap) = self.roadmap_version(actor, which).await?;
        let is_member = actor.may(Action::ReadAnalyses);
        let last = self.store.roadmap_progress().await?.into_iter();
        let progress = last.map(|entry| (entry.bar.clone(), told_to(entry, is_member))).collect();
        Ok(RoadmapView {
            categories: self.roadmap_categories(actor, &[&roadmap]).await?,
            note: self.plan.roadmap.as_ref().and_then(|own| own.note.clone()),
            today: self.today(),
            may_read_working: is_member,
            head,
            roadmap,
            progress,
        })
    }

    /// Every version, with the steps of revisions for who may see them.
    ///
    /// # Errors
    /// When the actor may not see roadmaps.
    pub async fn roadmap_history(&self, actor: &Actor) -> Result<History, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let is_member = actor.may(Action::ReadAnalyses);
        let mut versions = self.version_heads(is_member).await?;
        versions.reverse();
        let (working, steps) = match is_member {
            true => (self.store.roadmap_working().await?, self.store.roadmap_steps().await?),
            false => (None, Vec::new()),
        };
        Ok(History { versions, working: working.as_ref().map(working_head), steps })
    }

    /// The bars of a version and what is known of it; asks only for what the version itself needs.
    pub(crate) async fn roadmap_version(
        &self,
        actor: &Actor,
        which: Which,
    ) -> Result<(VersionHead, Roadmap), AppError> {
        if which == Which::Working {
            permit(actor, Action::ReadAnalyses)?;
            if let Some(working) = self.store.roadmap_working().await? {
                return Ok((working_head(&working), working.roadmap));
            }
        }
        let heads = self.version_heads(actor.may(Action::ReadAnalyses)).await?;
        let number = match which {
            Which::Number(number) => number,
            Which::Latest | Which::Working => heads.last().and_then(|head| head.number).unwrap_or(1),
        };
        let missing = || AppError::NotFound { what: "roadmap version", name: number.to_string() };
        let mut head = heads.into_iter().find(|head| head.number == Some(number)).ok_or_else(missing)?;
        let roadmap = match self.store.roadmap_version(number).await? {
            Some(roadmap) => roadmap,
            None => self.own_roadmap().ok_or_else(missing)?,
        };
        if which == Which::Working {
            // Nobody has begun: what would be worked on is the latest published one.
            head = VersionHead { number: None, base: Some(number), phase: Phase::Working, ..head };
        }
        Ok((head, roadmap))
    }

    /// The plan's own roadmap, or one without bars over the plan's years.
    fn own_roadmap(&self) -> Option<Roadmap> {
        let own = self.plan.roadmap.as_ref().map(|own| own.roadmap.clone());
        own.or_else(|| Some(Roadmap::new(self.plan.period, Vec::new())))
    }

    /// Every published version, the first first; the plan's own where nobody has begun a revision.
    async fn version_heads(&self, is_member: bool) -> Result<Vec<VersionHead>, AppError> {
        let stored = self.store.roadmap_versions().await?;
        if stored.is_empty() {
            let own = RoadmapVersion {
                number: 1,
                base: None,
                reason: String::new(),
                proposed_by: String::new(),
                proposed_at: None,
                approved_by: String::new(),
                published_on: self.plan.published.clone(),
                is_demo: false,
            };
            return Ok(vec![published_head(own, is_member)]);
        }
        Ok(stored.into_iter().map(|version| published_head(version, is_member)).collect())
    }

    /// Categories and clusters of these versions in the plan's order, own clusters behind.
    async fn roadmap_categories(
        &self,
        actor: &Actor,
        versions: &[&Roadmap],
    ) -> Result<Vec<CategoryOfRoadmap>, AppError> {
        let has_bars = |id: &str| versions.iter().any(|roadmap| roadmap.bars_of(id).next().is_some());
        let heads = self.cluster_heads(actor).await?;
        let mut categories: Vec<CategoryOfRoadmap> = self
            .plan
            .cluster_categories
            .iter()
            .map(|category| CategoryOfRoadmap {
                id: category.id.clone(),
                name: category.name.clone(),
                clusters: heads
                    .iter()
                    .filter(|head| head.category == category.id && has_bars(&head.id))
                    .map(|head| (head.id.clone(), head.name.clone()))
                    .collect(),
            })
            .collect();
        // A cluster that is gone still has its bars in old versions.
        let known = |id: &str, categories: &[CategoryOfRoadmap]| {
            categories.iter().any(|category| category.clusters.iter().any(|(other, _)| other == id))
        };
        let mut others: Vec<(String, Text)> = Vec::new();
        for bar in versions.iter().flat_map(|roadmap| &roadmap.bars) {
            if !known(&bar.cluster, &categories) && others.iter().all(|(id, _)| *id != bar.cluster) {
                let name = heads.iter().find(|head| head.id == bar.cluster).map(|head| head.name.clone());
                others.push((bar.cluster.clone(), name.unwrap_or_else(|| Text::japanese(&bar.cluster))));
            }
        }
        if !others.is_empty() {
            let name = Text { ja: "そのほか".into(), en: Some("Others".into()) };
            categories.push(CategoryOfRoadmap { id: String::new(), name, clusters: others });
        }
        categories.retain(|category| !category.clusters.is_empty());
        Ok(categories)
    }

    /// Whether what is made now is an example, as the inventory is.
    pub(crate) async fn is_example_time(&self) -> Result<bool, AppError> {
        Ok(self.store.inventory_state().await?.kind == InventoryKind::Demo)
    }
}

impl RoadmapView {
    /// How a bar stands today.
    pub fn standing(&self, bar: &reform::roadmap::Bar) -> Standing {
        standing(bar.span, self.progress.get(&bar.id).map(|entry| entry.status), self.today)
    }

    /// The same with one category only; all of it where there is no such category.
    pub fn in_category(mut self, category: &str) -> RoadmapView {
        if self.categories.iter().any(|one| one.id == category) {
            self.categories.retain(|one| one.id == category);
        }
        self
    }

    /// The clusters shown, in order.
    pub fn clusters(&self) -> impl Iterator<Item = &(String, Text)> {
        self.categories.iter().flat_map(|category| &category.clusters)
    }

    /// Whether anything shown is an example.
    pub fn is_illustrative(&self) -> bool {
        self.head.is_demo || self.progress.values().any(|entry| entry.is_demo)
    }
}

/// The name that a person's doings are kept under, for people.
fn name_of(actor: &Actor) -> String {
    actor.signed_in().map_or_else(|| "運用者 operator".to_owned(), |member| member.name.clone())
}

fn working_head(working: &WorkingRoadmap) -> VersionHead {
    VersionHead {
        number: None,
        base: Some(working.base),
        phase: working.phase,
        reason: working.reason.clone(),
        proposed_by: working.proposed_by.clone(),
        proposed_at: working.proposed_at.clone(),
        approved_by: String::new(),
        published_on: String::new(),
        revision: working.revision,
        is_demo: working.is_demo,
    }
}

fn published_head(version: RoadmapVersion, is_member: bool) -> VersionHead {
    VersionHead {
        number: Some(version.number),
        base: version.base,
        phase: Phase::Published,
        reason: version.reason,
        proposed_by: if is_member { version.proposed_by } else { String::new() },
        proposed_at: version.proposed_at.filter(|_| is_member),
        approved_by: version.approved_by,
        published_on: version.published_on,
        revision: 0,
        // The first is the plan's own, whoever began to revise it.
        is_demo: version.is_demo && version.number > 1,
    }
}

/// An entry as it is told: what was remarked, and by whom, is for members.
fn told_to(entry: ProgressEntry, is_member: bool) -> ProgressEntry {
    match is_member {
        true => entry,
        false => ProgressEntry { remark: String::new(), by: String::new(), ..entry },
    }
}
