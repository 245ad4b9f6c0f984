//! Clusters (事業クラスター): who is in them, what they cost, how their programs compare.
//!
//! The plan names clusters as data; the city adds its own and says who leads which, from when, and which programs are in
//! it. Nothing computed is stored: money is divided over clusters each time it is shown ([`reform::cluster::count_once`]).

mod cities;
mod compare;
mod demo;
mod effects;
mod file;
mod list;
mod members;
mod page;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use fiscal::FiscalYear;
use reform::cluster::Members;
use reform::declare_kinds;
use reform::plan::{Source, Text};

pub use cities::CityFigures;
pub use compare::{ClusterComparison, CompareOrder, ComparedMember, Produced};
pub use effects::{ClusterEffects, EffectsOnce};
pub use file::{ClusterFile, ClusterFileKind};
pub use list::{CategoryClusters, ClusterList, ClusterStatus, IdentityRow, ListedCluster};
pub use members::{MembersView, Refused, SplitView};
pub use page::{ClusterPage, Member, MemberKpi};
pub use reform::cluster::Counted;
pub use settings::{ClusterField, ClusterForm, SettingsFault, SettingsOutcome, SettingsView};
pub use store::cluster::ClusterRow;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};

declare_kinds! {
    SETTINGS_CHANGED = "AP-150"
        "この設定は、ほかの人が先に変えました" "Somebody else changed these settings first"
        "下に並べた今の内容と見比べて、残したいほうを書いて、もう一度保存してください"
        "Compare with what stands now, shown beside, write what should stay and save again";
    MEMBERS_CHANGED = "AP-151"
        "構成事業は、ほかの人が先に変えました" "Somebody else changed the programs of this cluster first"
        "今の構成を見て、まだ必要なら、もう一度送ってください"
        "Look at the programs as they are now and send it again if it is still needed";
    CLUSTER_NAME = "AP-152"
        "クラスターの名前が使えません" "The cluster's name cannot be used"
        "ほかのクラスターと違う名前を、120文字までで書いてください"
        "Give a name of at most 120 characters that no other cluster has";
    CLUSTER_CATEGORY = "AP-153"
        "分類が計画にありません" "The plan has no such category"
        "一覧から分類を選んでください" "Choose a category of the list";
    CLUSTER_LEAD = "AP-154"
        "主担当の所管がありません" "There is no such department to lead it"
        "今ある所管を一覧から選んでください" "Choose a department that exists";
    CLUSTER_YEAR = "AP-155"
        "開始年度として読めません" "The first year cannot be read"
        "計画の始まりより後の年度を、令和7 や 2025 のように書いてください"
        "Write a fiscal year not before the plan begins, such as 2025 or 令和7";
    CLUSTER_TEXT = "AP-156"
        "文が長すぎるか、使えない文字があります" "The text is too long or holds characters that cannot be used"
        "1,500文字まで（理由は400文字まで）で書いてください" "Write at most 1,500 characters, of reasons at most 400";
    CLUSTER_CHOICE = "AP-157"
        "選べる値ではありません" "This is not one of the choices"
        "一覧から選ぶか、並び順は0から9999までの数を書いてください"
        "Choose one of the list; the order is a number from 0 to 9999";
    NO_PROGRAM_CHOSEN = "AP-158"
        "事業が選ばれていません" "No program was chosen"
        "一覧の事業に印を付けてから、もう一度送ってください" "Tick programs of the list and send it again";
    PROGRAM_GONE = "AP-159"
        "その事業は台帳にありません" "The inventory has no such program"
        "一覧を開き直して、今ある事業から選んでください" "Open the list again and choose among the programs there are";
    TOO_MANY_CHOSEN = "AP-160"
        "一度に選べる数を超えています" "Too many at once"
        "一度に500事業まで、一つの事業は20クラスターまでにしてください"
        "At most 500 programs at once, and a program in at most 20 clusters";
}

/// The most programs added or taken out at once.
pub const MAX_AT_ONCE: usize = 500;

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

/// A cluster of the plan or of the city with what was set for it (クラスター).
#[derive(Clone, Debug)]
pub struct ClusterEntry {
    /// Its stable word in addresses.
    pub id: String,
    /// The id of its category.
    pub category: String,
    /// Its name.
    pub name: Text,
    /// What it bundles and why.
    pub explanation: Text,
    /// Where the plan names it; none for one of the city's own.
    pub source: Option<Source>,
    /// What was set for it; all empty where nothing was.
    pub setting: ClusterRow,
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
        let entry = self.cluster_entry(id).await?;
        self.named_head(&entry).await
    }

    /// The heads of every cluster, by category and place; for lists that name clusters by their ids.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn cluster_heads(&self, actor: &Actor) -> Result<Vec<ClusterHead>, AppError> {
        permit(actor, Action::ReadClusters)?;
        let departments = self.store.departments().await?;
        Ok(self.cluster_entries().await?.iter().map(|entry| head(entry, &departments)).collect())
    }

    /// The clusters of every program with its shares in hundredths of a percent.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn cluster_shares(&self, actor: &Actor) -> Result<Members, AppError> {
        permit(actor, Action::ReadClusters)?;
        self.shares().await
    }

    async fn shares(&self) -> Result<Members, AppError> {
        let mut members = Members::new();
        for member in self.store.cluster_members().await? {
            members.entry(member.program).or_default().push((member.cluster, member.share_bp));
        }
        Ok(members)
    }

    async fn named_head(&self, entry: &ClusterEntry) -> Result<ClusterHead, AppError> {
        Ok(head(entry, &self.store.departments().await?))
    }

    /// Every cluster, by category in the plan's order and place.
    pub(crate) async fn cluster_entries(&self) -> Result<Vec<ClusterEntry>, AppError> {
        let rows = self.store.clusters().await?;
        let mut settings: BTreeMap<String, ClusterRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut entries: Vec<ClusterEntry> = Vec::new();
        for cluster in &self.plan.clusters {
            let setting = settings.remove(&cluster.id);
            entries.push(ClusterEntry {
                id: cluster.id.clone(),
                category: cluster.category.clone(),
                name: cluster.name.clone(),
                explanation: cluster.explanation.clone(),
                source: Some(cluster.source.clone()),
                setting: setting.unwrap_or_else(|| ClusterRow { id: cluster.id.clone(), ..ClusterRow::default() }),
            });
        }
        // What was set for a cluster that the plan no longer names has no name and waits for the plan to have it again.
        entries.extend(settings.into_values().filter(|row| row.is_own).map(own_entry));
        let order: BTreeMap<&str, usize> =
            self.plan.cluster_categories.iter().enumerate().map(|(at, category)| (category.id.as_str(), at)).collect();
        let category = |entry: &ClusterEntry| order.get(entry.category.as_str()).copied().unwrap_or(usize::MAX);
        entries.sort_by_key(|entry| (category(entry), entry.setting.place));
        Ok(entries)
    }

    async fn cluster_entry(&self, id: &str) -> Result<ClusterEntry, AppError> {
        let setting = self.store.cluster(id).await?;
        let of_plan = self.plan.clusters.iter().find(|cluster| cluster.id == id);
        match (of_plan, setting) {
            (Some(cluster), setting) => Ok(ClusterEntry {
                id: cluster.id.clone(),
                category: cluster.category.clone(),
                name: cluster.name.clone(),
                explanation: cluster.explanation.clone(),
                source: Some(cluster.source.clone()),
                setting: setting.unwrap_or_else(|| ClusterRow { id: cluster.id.clone(), ..ClusterRow::default() }),
            }),
            (None, Some(row)) if row.is_own => Ok(own_entry(row)),
            (None, _) => Err(AppError::NotFound { what: "cluster", name: id.chars().take(60).collect() }),
        }
    }
}

/// The programs of a cluster with their shares.
fn members_of<'a>(members: &'a Members, cluster: &'a str) -> impl Iterator<Item = (i64, u32)> + 'a {
    members.iter().filter_map(move |(program, clusters)| {
        clusters.iter().find(|(id, _)| id == cluster).map(|(_, share)| (*program, *share))
    })
}

fn program_ids(members: &Members, cluster: &str) -> BTreeSet<i64> {
    members_of(members, cluster).map(|(program, _)| program).collect()
}

fn own_entry(row: ClusterRow) -> ClusterEntry {
    let english = (!row.name_en.is_empty()).then(|| row.name_en.clone());
    ClusterEntry {
        id: row.id.clone(),
        category: row.category.clone(),
        name: Text { ja: row.name_ja.clone(), en: english },
        explanation: Text::japanese(row.explanation.clone()),
        source: None,
        setting: row,
    }
}

fn head(entry: &ClusterEntry, departments: &store::Departments) -> ClusterHead {
    let lead = entry.setting.lead_department_id;
    ClusterHead {
        id: entry.id.clone(),
        name: entry.name.clone(),
        category: entry.category.clone(),
        lead_path: lead.map(|id| departments.path(id)).unwrap_or_default().iter().map(i64::to_string).collect(),
        lead_names: lead.map(|id| departments.path_names(id)).unwrap_or_default(),
        start_year: entry.setting.start_year,
        is_illustrative: entry.setting.is_demo,
    }
}
