//! Choosing the programs of a cluster (構成事業の登録) and dividing the money of one over several clusters.

use std::collections::{BTreeMap, BTreeSet};

use reform::ProblemKind;
use reform::cluster::{Members, read_share};
use reform::lineage::WHOLE_BP;
use reform::plan::Text;
use store::cluster::{MemberFault, MembersChange, Seen};
use store::{ProgramPage, ProgramQuery};

use super::page::Member;
use super::{ClusterHead, MAX_AT_ONCE, MEMBERS_CHANGED, NO_PROGRAM_CHOSEN, PROGRAM_GONE, TOO_MANY_CHOSEN, program_ids};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The most clusters one program may be in.
const MAX_CLUSTERS: usize = 20;

/// The programs of a cluster and what was searched for beside them (構成事業の登録画面).
#[derive(Clone, Debug)]
pub struct MembersView {
    /// The cluster.
    pub head: ClusterHead,
    /// The revision of its programs.
    pub revision: i64,
    /// Its programs, the dearest first.
    pub members: Vec<Member>,
    /// What the search found.
    pub found: ProgramPage,
    /// The clusters of the programs found, by program.
    pub clusters: BTreeMap<i64, Vec<(Text, u32)>>,
    /// Those found that are in this cluster already.
    pub here: BTreeSet<i64>,
}

/// One program with its clusters (一事業の配分画面).
#[derive(Clone, Debug)]
pub struct SplitView {
    /// The cluster it was opened from.
    pub head: ClusterHead,
    /// The program's number.
    pub program: i64,
    /// Its name.
    pub name: String,
    /// Its clusters with its shares: id, name, share.
    pub shares: Vec<(String, Text, u32)>,
    /// Every other cluster: id and name.
    pub others: Vec<(String, Text)>,
    /// The shares as one text, to notice that somebody else changed them.
    pub seen: String,
}

/// Why members were not changed, with the program it is about (お断り).
pub type Refused = (&'static ProblemKind, String);

impl App {
    /// The programs of a cluster, and what a search finds to add.
    ///
    /// # Errors
    /// When the actor may not change clusters, or there is no such cluster.
    pub async fn cluster_members(
        &self,
        actor: &Actor,
        id: &str,
        query: &ProgramQuery,
    ) -> Result<MembersView, AppError> {
        permit(actor, Action::ManageClusters)?;
        let entry = self.cluster_entry(id).await?;
        let head = self.named_head(&entry).await?;
        let all = self.shares().await?;
        let here = program_ids(&all, id);
        let own: Members =
            all.iter().filter(|(program, _)| here.contains(program)).map(|(at, to)| (*at, to.clone())).collect();
        let members = self.members(id, &own, &here).await?;
        let found = self.store.list_programs(query).await?;
        let names: BTreeMap<String, Text> =
            self.cluster_entries().await?.into_iter().map(|entry| (entry.id, entry.name)).collect();
        let named = |clusters: &Vec<(String, u32)>| {
            clusters.iter().filter_map(|(cluster, share)| Some((names.get(cluster)?.clone(), *share))).collect()
        };
        let clusters = found.rows.iter().filter_map(|row| Some((row.id, named(all.get(&row.id)?)))).collect();
        Ok(MembersView { head, revision: entry.setting.members_revision, members, found, clusters, here })
    }

    /// Puts programs into a cluster: wholly where they are in none yet, at 0% (looked at, money counted elsewhere) where they
    /// are in another. Gives how many of each.
    ///
    /// # Errors
    /// When the actor may not, somebody else changed the programs since `revision`, none or too many were chosen, or one is
    /// not there.
    pub async fn add_cluster_members(
        &self,
        actor: &Actor,
        id: &str,
        revision: i64,
        programs: &[i64],
    ) -> Result<(usize, usize), AppError> {
        permit(actor, Action::ManageClusters)?;
        self.cluster_entry(id).await?;
        let all = self.shares().await?;
        let chosen = chosen(programs)?;
        let is_elsewhere = |program: &i64| all.get(program).is_some_and(|clusters| !clusters.is_empty());
        let new: Vec<i64> = chosen.into_iter().filter(|program| !program_ids(&all, id).contains(program)).collect();
        let beside = new.iter().filter(|program| is_elsewhere(program)).count();
        let share = |program: &i64| if is_elsewhere(program) { 0 } else { WHOLE_BP };
        let changes = new.iter().map(|program| (id.to_owned(), *program, Some(share(program)))).collect();
        self.change(actor, Seen::Cluster(id.to_owned(), revision), changes).await?;
        Ok((new.len() - beside, beside))
    }

    /// Takes programs out of a cluster. One whose money is divided must be divided anew first.
    ///
    /// # Errors
    /// When the actor may not, somebody else changed the programs since `revision`, none or too many were chosen, or the
    /// shares left of a program would not be 100%.
    pub async fn remove_cluster_members(
        &self,
        actor: &Actor,
        id: &str,
        revision: i64,
        programs: &[i64],
    ) -> Result<usize, AppError> {
        permit(actor, Action::ManageClusters)?;
        self.cluster_entry(id).await?;
        let chosen = chosen(programs)?;
        let count = chosen.len();
        let changes = chosen.into_iter().map(|program| (id.to_owned(), program, None)).collect();
        self.change(actor, Seen::Cluster(id.to_owned(), revision), changes).await?;
        Ok(count)
    }

    /// One program with its clusters and shares.
    ///
    /// # Errors
    /// When the actor may not, or there is no such cluster or program.
    pub async fn cluster_split(&self, actor: &Actor, id: &str, program: i64) -> Result<SplitView, AppError> {
        permit(actor, Action::ManageClusters)?;
        let head = self.cluster_head(actor, id).await?;
        let rows = self.store.programs_of(&BTreeSet::from([program]), None).await?;
        let missing = || AppError::NotFound { what: "program", name: program.to_string() };
        let row = rows.get(&program).ok_or_else(missing)?;
        let mut all = self.shares().await?;
        let own = all.remove(&program).unwrap_or_default();
        let entries = self.cluster_entries().await?;
        let share_in = |id: &str| own.iter().find(|(cluster, _)| cluster == id).map(|(_, share)| *share);
        Ok(SplitView {
            program,
            name: row.name.clone(),
            shares: entries
                .iter()
                .filter_map(|entry| Some((entry.id.clone(), entry.name.clone(), share_in(&entry.id)?)))
                .collect(),
            others: entries
                .iter()
                .filter(|entry| share_in(&entry.id).is_none())
                .map(|entry| (entry.id.clone(), entry.name.clone()))
                .collect(),
            seen: seen_text(&own),
            head,
        })
    }

    /// Divides a program over clusters: id and share as typed; an empty share takes it out of the cluster.
    ///
    /// # Errors
    /// When the actor may not; when a share cannot be read, they are not 100% together, or somebody else changed them.
    pub async fn divide_program(
        &self,
        actor: &Actor,
        program: i64,
        seen: &str,
        typed: &[(String, String)],
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageClusters)?;
        if typed.len() > MAX_CLUSTERS {
            return Err(Refusal::invalid(&TOO_MANY_CHOSEN, typed.len().to_string()).into());
        }
        let seen = read_seen(seen).ok_or_else(|| Refusal::conflict(&MEMBERS_CHANGED, ""))?;
        let known: BTreeSet<String> = self.cluster_entries().await?.into_iter().map(|entry| entry.id).collect();
        let mut after: BTreeMap<&str, Option<u32>> = seen.iter().map(|(cluster, _)| (cluster.as_str(), None)).collect();
        for (cluster, share) in typed {
            if !known.contains(cluster) {
                return Err(AppError::NotFound { what: "cluster", name: cluster.chars().take(60).collect() });
            }
            let share = match share.trim() {
                "" => None,
                text => Some(read_share(text).map_err(|kind| Refusal::invalid(kind, text))?),
            };
            after.insert(cluster, share);
        }
        let changes = after.into_iter().map(|(cluster, share)| (cluster.to_owned(), program, share)).collect();
        self.change(actor, Seen::Program(program, seen), changes).await
    }

    async fn change(
        &self,
        actor: &Actor,
        seen: Seen,
        changes: Vec<(String, i64, Option<u32>)>,
    ) -> Result<(), AppError> {
        let change = MembersChange { seen, changes, is_demo: false };
        let Err(fault) = self.store.change_cluster_members(&actor.name, &change).await? else { return Ok(()) };
        let about = match fault {
            MemberFault::Stale => None,
            MemberFault::NoProgram(program) | MemberFault::Shares(_, program) => Some(program),
        };
        let mut name = String::new();
        if let Some(program) = about {
            let rows = self.store.programs_of(&BTreeSet::from([program]), None).await?;
            name = rows.get(&program).map_or_else(|| program.to_string(), |row| row.name.clone());
        }
        Err(match fault {
            MemberFault::Stale => Refusal::conflict(&MEMBERS_CHANGED, name),
            MemberFault::NoProgram(_) => Refusal::invalid(&PROGRAM_GONE, name),
            MemberFault::Shares(kind, _) => Refusal::invalid(kind, name),
        }
        .into())
    }
}

fn chosen(programs: &[i64]) -> Result<BTreeSet<i64>, Refusal> {
    let chosen: BTreeSet<i64> = programs.iter().copied().collect();
    match chosen.len() {
        0 => Err(Refusal::invalid(&NO_PROGRAM_CHOSEN, "")),
        count if count > MAX_AT_ONCE => Err(Refusal::invalid(&TOO_MANY_CHOSEN, count.to_string())),
        _ => Ok(chosen),
    }
}

/// Shares as one text for a form: `a=6000,b=4000`.
fn seen_text(shares: &[(String, u32)]) -> String {
    let parts: Vec<String> = shares.iter().map(|(cluster, share)| format!("{cluster}={share}")).collect();
    parts.join(",")
}

fn read_seen(text: &str) -> Option<Vec<(String, u32)>> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (cluster, share) = part.split_once('=')?;
            Some((cluster.to_owned(), share.parse().ok()?))
        })
        .collect()
}
