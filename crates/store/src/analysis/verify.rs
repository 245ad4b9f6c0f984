//! Verification of snapshots (スナップショットの検証): hash, chain, and what the audit trail says was made.

use std::collections::BTreeMap;

use super::snapshot::Hashed;
use crate::db::on;
use crate::{Store, StoreError};

/// A snapshot that is not what it was (改ざんの疑い).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotFault {
    /// The cluster.
    pub cluster: String,
    /// The place in the chain of its analysis.
    pub number: i64,
    /// What is wrong.
    pub alteration: Alteration,
}

/// What is wrong with a snapshot (改ざんの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// Its content does not match its hash.
    Content,
    /// It does not follow from the one before.
    Chain,
    /// Its hash is not the one the audit trail noted when it was made.
    Replaced,
    /// The audit trail says it was made, and it is not there.
    Missing,
}

/// A snapshot as it comes from the table.
type Stored = (String, i64, String, String, String, String, String, String);

impl Store {
    /// How many snapshots there are, and every one that was altered, by cluster and place.
    ///
    /// # Errors
    /// When the database fails; what was altered is a finding, not an error.
    pub async fn verify_snapshots(&self) -> Result<(usize, Vec<SnapshotFault>), StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let rows: Vec<Stored> = on!(link, |c| {
            sqlx::query_as(
                "select cluster_id, number, stage, body, previous_hash, hash, actor, at
                   from analysis_snapshot order by cluster_id, number",
            )
            .fetch_all(c)
            .await
        })?;
        let noted: Vec<(String, String)> = on!(link, |c| {
            sqlx::query_as("select subject, detail from audit where action = 'analysis.close' order by seq")
                .fetch_all(c)
                .await
        })?;
        let mut faults = Vec::new();
        let mut hashes: BTreeMap<(&str, i64), &str> = BTreeMap::new();
        let mut last: (&str, i64, &str) = ("", 0, "");
        for (cluster, number, stage, body, previous, hash, actor, at) in &rows {
            let (before, known) = if last.0 == cluster { (last.1, last.2) } else { (0, "") };
            let hashed = Hashed { previous, cluster, number: *number, stage, at, actor, body };
            let alteration = if hashed.hash() != *hash {
                Some(Alteration::Content)
            } else if *number != before + 1 || previous != known {
                Some(Alteration::Chain)
            } else {
                None
            };
            faults.extend(alteration.map(|alteration| SnapshotFault {
                cluster: cluster.clone(),
                number: *number,
                alteration,
            }));
            hashes.insert((cluster, *number), hash);
            last = (cluster, *number, hash);
        }
        for (subject, detail) in &noted {
            let value = |key: &str| {
                detail.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('\t')).unwrap_or_default()
            };
            // Examples go away as a whole when real programs come; what the trail notes of them may be gone.
            if value("demo") == "1" {
                continue;
            }
            let cluster = subject.strip_prefix("analysis:").unwrap_or(subject);
            let number: i64 = value("snapshot").parse().unwrap_or_default();
            let alteration = match hashes.get(&(cluster, number)) {
                None => Alteration::Missing,
                Some(hash) if *hash != value("hash") => Alteration::Replaced,
                Some(_) => continue,
            };
            if faults.iter().all(|fault| (fault.cluster.as_str(), fault.number) != (cluster, number)) {
                faults.push(SnapshotFault { cluster: cluster.to_owned(), number, alteration });
            }
        }
        faults.sort_by(|a, b| (&a.cluster, a.number).cmp(&(&b.cluster, b.number)));
        Ok((rows.len(), faults))
    }
}
