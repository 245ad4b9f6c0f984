//! Every cluster (クラスターの一覧), what each costs, and that nothing is counted twice.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::cluster::{Counted, Members, count_once};
use reform::plan::ClusterCategory;

use super::effects::{ClusterEffects, EffectsOnce};
use super::{ClusterEntry, ClusterHead, head, members_of};
use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Every cluster by category (クラスターの一覧).
#[derive(Clone, Debug)]
pub struct ClusterList {
    /// The categories in the plan's order.
    pub categories: Vec<CategoryClusters>,
    /// The year the clusters' money is of; none where no program states an amount.
    pub year: Option<FiscalYear>,
    /// The years there are amounts for, the latest first.
    pub years: Vec<FiscalYear>,
    /// Clusters, the programs in none and the inventory, year by year, the latest first.
    pub identity: Vec<IdentityRow>,
    /// Programs in the inventory that are in no cluster.
    pub programs_outside: usize,
    /// The effects of the review, where the actor may see them.
    pub effects: Option<EffectsOnce>,
    /// Whether any of it is an example (例示).
    pub is_illustrative: bool,
}

/// A category with its clusters (分類).
#[derive(Clone, Debug)]
pub struct CategoryClusters {
    /// The category as the plan has it.
    pub category: ClusterCategory,
    /// Its clusters.
    pub clusters: Vec<ListedCluster>,
}

/// A cluster of the list (一覧の行).
#[derive(Clone, Debug)]
pub struct ListedCluster {
    /// Its head.
    pub head: ClusterHead,
    /// The cluster.
    pub entry: ClusterEntry,
    /// Programs in it.
    pub programs: usize,
    /// Those whose money is divided or counts elsewhere.
    pub divided: usize,
    /// Its money in the year shown.
    pub money: Counted,
    /// Its part of the effects of the review.
    pub effects: ClusterEffects,
    /// How far it has come.
    pub status: ClusterStatus,
}

/// How far a cluster has come (クラスターの状況).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterStatus {
    /// No program is in it yet.
    NoPrograms,
    /// Nobody leads it yet.
    NoLead,
    /// It is not decided when its analysis begins.
    NoYear,
    /// Its analysis begins in a later year.
    Waiting,
    /// The year has come.
    Begun,
}

/// A year in which everything is counted once (一回計上の確認).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// The year.
    pub year: FiscalYear,
    /// All clusters together.
    pub clusters: Counted,
    /// The programs in none.
    pub outside: Counted,
    /// The inventory.
    pub inventory: Counted,
    /// Whether clusters and the rest are the inventory, in cost and in every source.
    pub is_balanced: bool,
}

impl ClusterStatus {
    /// The status of a cluster in a year.
    pub fn of(head: &ClusterHead, programs: usize, this_year: FiscalYear) -> ClusterStatus {
        match (programs, head.lead_path.is_empty(), head.start_year) {
            (0, ..) => ClusterStatus::NoPrograms,
            (_, true, _) => ClusterStatus::NoLead,
            (.., None) => ClusterStatus::NoYear,
            (.., Some(start)) if start > this_year => ClusterStatus::Waiting,
            _ => ClusterStatus::Begun,
        }
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            ClusterStatus::NoPrograms => "no-programs",
            ClusterStatus::NoLead => "no-lead",
            ClusterStatus::NoYear => "no-year",
            ClusterStatus::Waiting => "waiting",
            ClusterStatus::Begun => "begun",
        }
    }

    /// The Japanese label.
    pub fn label_ja(self) -> &'static str {
        match self {
            ClusterStatus::NoPrograms => "構成事業が未登録",
            ClusterStatus::NoLead => "主担当が未定",
            ClusterStatus::NoYear => "開始年度が未定",
            ClusterStatus::Waiting => "開始前",
            ClusterStatus::Begun => "着手",
        }
    }

    /// The English label.
    pub fn label_en(self) -> &'static str {
        match self {
            ClusterStatus::NoPrograms => "no programs yet",
            ClusterStatus::NoLead => "nobody leads it yet",
            ClusterStatus::NoYear => "first year not decided",
            ClusterStatus::Waiting => "to begin",
            ClusterStatus::Begun => "begun",
        }
    }
}

impl App {
    /// Every cluster with its money in a year, or in the latest.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn cluster_list(&self, actor: &Actor, year: Option<FiscalYear>) -> Result<ClusterList, AppError> {
        permit(actor, Action::ReadClusters)?;
        let entries = self.cluster_entries().await?;
        let departments = self.store.departments().await?;
        let members = self.shares().await?;
        let programs = self.store.inventory_state().await?.programs;
        let money = self.store.program_years().await?;
        let count = count_once(money.iter().map(|row| (row.program, &row.money)), &members).map_err(too_large)?;
        let unbalanced = count.unbalanced_years().map_err(too_large)?;
        let mut identity = Vec::new();
        for (year, inventory) in count.inventory.iter().rev() {
            identity.push(IdentityRow {
                year: *year,
                clusters: count.clusters_in(*year).map_err(too_large)?,
                outside: count.outside.get(year).copied().unwrap_or_default(),
                inventory: *inventory,
                is_balanced: !unbalanced.contains(year),
            });
        }
        let years: Vec<FiscalYear> = identity.iter().map(|row| row.year).collect();
        let shown = year.filter(|year| years.contains(year)).or_else(|| years.first().copied());
        let effects = self.effects_once(actor, &members).await?;
        let this_year = fiscal_year_of(self.today());
        let listed = |entry: &ClusterEntry| {
            let head = head(entry, &departments);
            let shares: Vec<u32> = members_of(&members, &entry.id).map(|(_, share)| share).collect();
            let years = count.by_cluster.get(&entry.id);
            ListedCluster {
                status: ClusterStatus::of(&head, shares.len(), this_year),
                programs: shares.len(),
                divided: shares.iter().filter(|share| **share < reform::lineage::WHOLE_BP).count(),
                money: years.zip(shown).and_then(|(years, year)| years.get(&year)).copied().unwrap_or_default(),
                effects: effects
                    .as_ref()
                    .and_then(|effects| effects.by_cluster.get(&entry.id))
                    .copied()
                    .unwrap_or_default(),
                entry: entry.clone(),
                head,
            }
        };
        let mut by_category: BTreeMap<&str, Vec<ListedCluster>> = BTreeMap::new();
        for entry in &entries {
            by_category.entry(&entry.category).or_default().push(listed(entry));
        }
        let categories = self.plan.cluster_categories.iter().map(|category| CategoryClusters {
            clusters: by_category.remove(category.id.as_str()).unwrap_or_default(),
            category: category.clone(),
        });
        Ok(ClusterList {
            categories: categories.collect(),
            year: shown,
            years,
            identity,
            programs_outside: (programs as usize).saturating_sub(counted_programs(&members)),
            effects,
            is_illustrative: entries.iter().any(|entry| entry.setting.is_demo),
        })
    }
}

/// Programs that are in a cluster.
fn counted_programs(members: &Members) -> usize {
    members.values().filter(|clusters| !clusters.is_empty()).count()
}

/// A sum beyond 64 bits of yen means damaged data, since every stored amount fits by far.
pub(super) fn too_large(overflow: fiscal::money::MoneyOverflow) -> AppError {
    AppError::Store(overflow.into())
}
