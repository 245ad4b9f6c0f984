//! Two versions beside each other (新旧対照): a picture of the clusters that differ, and a list of what differs.

use publish::chart::Lang;
use publish::chart::roadmap::{BarState, RoadmapBar, RoadmapPicture};
use reform::roadmap::{Bar, Difference, Roadmap, compare};

use super::picture::{drawn, picture, said};
use super::{CategoryOfRoadmap, VersionHead, Which};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Two versions and what differs (新旧対照).
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The earlier version, or the one compared from.
    pub from: VersionHead,
    /// The version compared to.
    pub to: VersionHead,
    /// What differs.
    pub difference: Difference,
    /// The clusters in which something differs, by category.
    pub categories: Vec<CategoryOfRoadmap>,
    before: Roadmap,
    after: Roadmap,
}

/// A bar that differs (変わった帯).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow<'a> {
    /// As it was; none when it came.
    pub before: Option<&'a Bar>,
    /// As it is; none when it went.
    pub after: Option<&'a Bar>,
    /// Whether it stands at another time.
    pub is_moved: bool,
    /// Whether it says something else.
    pub is_reworded: bool,
    /// Whether it stands in another lane or cluster.
    pub is_relaid: bool,
}

impl App {
    /// Compares two versions.
    ///
    /// # Errors
    /// When the actor may not see one of them, or there is no such version.
    pub async fn compare_roadmaps(&self, actor: &Actor, from: Which, to: Which) -> Result<Comparison, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let (from, before) = self.roadmap_version(actor, from).await?;
        let (to, after) = self.roadmap_version(actor, to).await?;
        let difference = compare(&before, &after);
        let mut categories = self.roadmap_categories(actor, &[&before, &after]).await?;
        let differs = difference.clusters();
        for category in &mut categories {
            category.clusters.retain(|(id, _)| differs.contains(&id.as_str()));
        }
        categories.retain(|category| !category.clusters.is_empty());
        Ok(Comparison { from, to, categories, before, after, difference })
    }
}

impl Comparison {
    /// What differs in a cluster, in the order of its lanes; a bar that was laid into another cluster stands in both.
    pub fn rows(&self, cluster: &str) -> Vec<ChangeRow<'_>> {
        let row = |before, after| ChangeRow { before, after, is_moved: false, is_reworded: false, is_relaid: false };
        let here = |bar: &&Bar| bar.cluster == cluster;
        let mut rows: Vec<ChangeRow> = Vec::new();
        rows.extend(self.difference.removed.iter().filter(here).map(|bar| row(Some(bar), None)));
        rows.extend(self.difference.added.iter().filter(here).map(|bar| row(None, Some(bar))));
        let changed = self.difference.changed.iter();
        let changed = changed.filter(|change| [&change.before, &change.after].iter().any(|bar| bar.cluster == cluster));
        rows.extend(changed.map(|change| ChangeRow {
            before: Some(&change.before),
            after: Some(&change.after),
            is_moved: change.is_moved(),
            is_reworded: change.is_reworded(),
            is_relaid: change.is_relaid(),
        }));
        rows.sort_by_key(|row| row.after.or(row.before).map(|bar| (bar.lane, bar.span.from(), bar.id.clone())));
        rows
    }

    /// The clusters that differ: what was, struck through, above what is.
    pub fn picture(&self, lang: Lang, id: &str) -> RoadmapPicture {
        let differs = |bar: &Bar, other: &Roadmap| other.bar(&bar.id) != Some(bar);
        let years = (self.before.years.0.min(self.after.years.0), self.before.years.1.max(self.after.years.1));
        let frame = Roadmap::new(years, Vec::new());
        let bars = |cluster: &str| -> Vec<RoadmapBar> {
            let old = self.before.bars_of(cluster).filter(|bar| differs(bar, &self.after));
            let old = old.map(|bar| (u16::from(bar.lane) * 2 - 1, bar, BarState::Old));
            let now = self.after.bars_of(cluster).map(|bar| {
                let state = if differs(bar, &self.before) { BarState::New } else { BarState::Same };
                (u16::from(bar.lane) * 2, bar, state)
            });
            let mut all: Vec<(u16, &Bar, BarState)> = old.chain(now).collect();
            all.sort_by_key(|(lane, bar, _)| (*lane, bar.span.from()));
            let one = |(lane, bar, state): (u16, &Bar, BarState)| {
                drawn(bar, &frame, state, lane, &said(bar, state.label(lang), lang), lang)
            };
            all.into_iter().map(one).collect()
        };
        picture(id, lang, &frame, &self.categories, None, bars)
    }
}
