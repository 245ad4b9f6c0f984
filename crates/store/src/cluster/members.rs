//! Members of clusters (構成事業): a change is taken as a whole, and only if every program's shares stay 100%.

use std::collections::{BTreeMap, BTreeSet};

use reform::ProblemKind;
use reform::cluster::check_shares;

use super::{ClusterRow, read, write};
use crate::audit::append;
use crate::db::{Link, now, on};
use crate::rows::{Cell, Rows, placeholders};
use crate::sheet_read::damaged;
use crate::{Store, StoreError};
use sqlx::AssertSqlSafe;

/// A program in a cluster (構成事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// The cluster.
    pub cluster: String,
    /// The program.
    pub program: i64,
    /// The share of its money that counts there, in hundredths of a percent.
    pub share_bp: u32,
}

/// What whoever changes members saw before (変更前に見た内容).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The members of one cluster at this revision.
    Cluster(String, i64),
    /// The clusters of one program with its shares, in any order.
    Program(i64, Vec<(String, u32)>),
}

/// A change of members (構成の変更).
#[derive(Clone, Debug)]
pub struct MembersChange {
    /// What was seen before.
    pub seen: Seen,
    /// Cluster, program and the share from now on; `None` takes the program out.
    pub changes: Vec<(String, i64, Option<u32>)>,
    /// Whether clusters that have no row yet become examples.
    pub is_demo: bool,
}

/// Why members were not changed (変えられなかった理由).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberFault {
    /// Somebody else changed them since.
    Stale,
    /// A program is not there.
    NoProgram(i64),
    /// The shares of a program would not be 100% together.
    Shares(&'static ProblemKind, i64),
}

impl Store {
    /// Every membership, by program.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn cluster_members(&self) -> Result<Vec<MemberRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, i64, i64)> = on!(link, |c| sqlx::query_as(
            "select cluster_id, program_id, share_bp from cluster_member order by program_id, cluster_id"
        )
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(row).collect()
    }

    /// Changes members; every program touched must have shares of 100% together afterwards, or be in no cluster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_cluster_members(
        &self,
        actor: &str,
        change: &MembersChange,
    ) -> Result<Result<(), MemberFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let programs: BTreeSet<i64> = change.changes.iter().map(|(_, program, _)| *program).collect();
        if let Seen::Cluster(id, revision) = &change.seen
            && read(link, id).await?.map_or(0, |row| row.members_revision) != *revision
        {
            return Ok(Err(MemberFault::Stale));
        }
        let known = existing(link, &programs).await?;
        if let Some(missing) = programs.iter().find(|program| !known.contains(program)) {
            return Ok(Err(MemberFault::NoProgram(*missing)));
        }
        let before = shares_of(link, &programs).await?;
        if let Seen::Program(program, seen) = &change.seen {
            let stands = before.get(program).cloned().unwrap_or_default();
            if stands != seen.iter().cloned().collect() {
                return Ok(Err(MemberFault::Stale));
            }
        }
        let mut after = before.clone();
        for (cluster, program, share) in &change.changes {
            let clusters = after.entry(*program).or_default();
            match share {
                Some(share) => clusters.insert(cluster.clone(), *share),
                None => clusters.remove(cluster),
            };
        }
        for (program, clusters) in &after {
            let shares: Vec<u32> = clusters.values().copied().collect();
            if let Err(kind) = check_shares(&shares) {
                return Ok(Err(MemberFault::Shares(kind, *program)));
            }
        }
        let mut by_cluster: BTreeMap<&String, Vec<ShareChange>> = BTreeMap::new();
        for (cluster, program, share) in &change.changes {
            let was = before.get(program).and_then(|clusters| clusters.get(cluster)).copied();
            if was != *share {
                by_cluster.entry(cluster).or_default().push((*program, was, *share));
            }
        }
        if by_cluster.is_empty() {
            return Ok(Ok(()));
        }
        for (cluster, changes) in by_cluster {
            put(link, actor, cluster, &changes, change.is_demo).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// A program with its share before and after, in hundredths of a percent; `None` where it is no member.
type ShareChange = (i64, Option<u32>, Option<u32>);

/// Writes the changes of one cluster, its next revision and the audit row.
async fn put(
    link: &mut Link<'_>,
    actor: &str,
    cluster: &str,
    changes: &[ShareChange],
    is_demo: bool,
) -> Result<(), StoreError> {
    if read(link, cluster).await?.is_none() {
        let row = ClusterRow { id: cluster.to_owned(), is_demo, ..ClusterRow::default() };
        write(link, actor, &row, 0, 0).await?;
    }
    let at = now();
    let mut rows = Rows::into("cluster_member (cluster_id, program_id, share_bp, actor, at)");
    for (program, was, share) in changes {
        if was.is_some() {
            on!(link, |c| sqlx::query("delete from cluster_member where cluster_id = $1 and program_id = $2")
                .bind(cluster)
                .bind(program)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
        }
        if let Some(share) = share {
            rows.push::<5>([
                Cell::from(cluster),
                Cell::from(*program),
                Cell::from(i64::from(*share)),
                Cell::from(actor),
                Cell::from(at.as_str()),
            ]);
        }
    }
    rows.insert(link).await?;
    on!(link, |c| sqlx::query(
        "update cluster set members_revision = members_revision + 1, changed_by = $2, changed_at = $3 where id = $1"
    )
    .bind(cluster)
    .bind(actor)
    .bind(&at)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    let text = |share: &Option<u32>| share.map(|share| share.to_string()).unwrap_or_default();
    let lines: Vec<String> = changes
        .iter()
        .map(|(program, was, share)| format!("program:{program}\t{}\t{}", text(was), text(share)))
        .collect();
    append(link, actor, "cluster.members", &format!("cluster:{cluster}"), lines.join("\n")).await?;
    Ok(())
}

/// Those of the programs that there are.
async fn existing(link: &mut Link<'_>, programs: &BTreeSet<i64>) -> Result<BTreeSet<i64>, StoreError> {
    let mut known = BTreeSet::new();
    let all: Vec<i64> = programs.iter().copied().collect();
    for some in all.chunks(500) {
        let sql = format!("select id from program where id in ({})", placeholders(1, some.len()));
        let ids: Vec<(i64,)> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })?;
        known.extend(ids.into_iter().map(|(id,)| id));
    }
    Ok(known)
}

/// The clusters of these programs with their shares; a program in none is there with none.
async fn shares_of(
    link: &mut Link<'_>,
    programs: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, BTreeMap<String, u32>>, StoreError> {
    let mut found: BTreeMap<i64, BTreeMap<String, u32>> =
        programs.iter().map(|program| (*program, BTreeMap::new())).collect();
    let all: Vec<i64> = programs.iter().copied().collect();
    for some in all.chunks(500) {
        let sql = format!(
            "select cluster_id, program_id, share_bp from cluster_member where program_id in ({})",
            placeholders(1, some.len())
        );
        let rows: Vec<(String, i64, i64)> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            some.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })?;
        for stored in rows {
            let member = row(stored)?;
            found.entry(member.program).or_default().insert(member.cluster, member.share_bp);
        }
    }
    Ok(found)
}

fn row((cluster, program, share): (String, i64, i64)) -> Result<MemberRow, StoreError> {
    let share_bp = u32::try_from(share).map_err(|_| damaged("share_bp", share))?;
    Ok(MemberRow { cluster, program, share_bp })
}
