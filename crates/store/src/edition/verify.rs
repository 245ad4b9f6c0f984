//! Verification of editions (版の検証): every digest recomputed, and held against what the audit trail noted.

use std::collections::{BTreeMap, BTreeSet};

use super::{ItemHead, content_digest, digest};
use crate::db::{Link, on};
use crate::{Store, StoreError};

/// What was looked at, and what is wrong (検証の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many editions there are.
    pub editions: usize,
    /// How many different texts.
    pub bodies: usize,
    /// How many files.
    pub files: usize,
    /// Every alteration, by edition.
    pub faults: Vec<EditionFault>,
}

/// Something that is not what it was (改ざんの疑い).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditionFault {
    /// The edition's id.
    pub edition: i64,
    /// What is wrong.
    pub kind: FaultKind,
    /// Of what: kind and key of an item, the name of a file; empty for the edition as a whole.
    pub of: String,
}

/// What is wrong (改ざんの種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The text of an item does not have the digest it was kept under.
    Body,
    /// The text of an item is gone.
    BodyMissing,
    /// Its items are not those it was made of: one was added, taken away, or moved to another text.
    Items,
    /// It is not what the audit trail noted when it was prepared or approved.
    Replaced,
    /// The audit trail notes it, and it is not there.
    Missing,
    /// The bytes of a file do not have the digest they were kept under.
    File,
}

const BODIES_AT_ONCE: i64 = 500;

impl Store {
    /// Recomputes the digests of every text, edition and file and holds them against the audit trail.
    ///
    /// # Errors
    /// When the database fails; what was altered is a finding, not an error.
    pub async fn verify_editions(&self) -> Result<Verified, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let (bodies, good) = good_bodies(link).await?;
        let heads: Vec<(i64, Option<i64>, String, i64)> = on!(link, |c| {
            sqlx::query_as("select id, number, content_sha256, item_count from edition order by id").fetch_all(c).await
        })?;
        let mut faults = Vec::new();
        for (id, _, content_sha256, count) in &heads {
            let items = items(link, *id).await?;
            for item in &items {
                let kind = match good.get(&item.sha256) {
                    Some(true) => continue,
                    Some(false) => FaultKind::Body,
                    None => FaultKind::BodyMissing,
                };
                faults.push(EditionFault { edition: *id, kind, of: format!("{} {}", item.kind, item.key) });
            }
            let is_whole = i64::try_from(items.len()) == Ok(*count) && content_digest(&items) == *content_sha256;
            if !is_whole {
                faults.push(EditionFault { edition: *id, kind: FaultKind::Items, of: String::new() });
            }
        }
        faults.extend(against_the_trail(link, &heads).await?);
        let files = check_files(link, &mut faults).await?;
        faults.sort();
        faults.dedup();
        Ok(Verified { editions: heads.len(), bodies, files, faults })
    }
}

/// How many texts there are, and by digest whether each still has it.
async fn good_bodies(link: &mut Link<'_>) -> Result<(usize, BTreeMap<String, bool>), StoreError> {
    let mut good = BTreeMap::new();
    let mut last = String::new();
    loop {
        let rows: Vec<(String, String)> = on!(link, |c| {
            sqlx::query_as("select sha256, body from edition_body where sha256 > $1 order by sha256 limit $2")
                .bind(&last)
                .bind(BODIES_AT_ONCE)
                .fetch_all(c)
                .await
        })?;
        let Some((sha256, _)) = rows.last() else { return Ok((good.len(), good)) };
        last = sha256.clone();
        for (sha256, body) in rows {
            let is_good = digest(body.as_bytes()) == sha256;
            good.insert(sha256, is_good);
        }
    }
}

async fn items(link: &mut Link<'_>, edition: i64) -> Result<Vec<ItemHead>, StoreError> {
    let rows: Vec<(String, String, String, String)> = on!(link, |c| {
        sqlx::query_as("select kind, item_key, title, sha256 from edition_item where edition_id = $1 order by position")
            .bind(edition)
            .fetch_all(c)
            .await
    })?;
    Ok(rows.into_iter().map(|(kind, key, title, sha256)| ItemHead { kind, key, title, sha256 }).collect())
}

/// What the audit trail notes of editions that are gone, or were put in the place of others.
async fn against_the_trail(
    link: &mut Link<'_>,
    heads: &[(i64, Option<i64>, String, i64)],
) -> Result<Vec<EditionFault>, StoreError> {
    let noted: Vec<(String, String, String)> = on!(link, |c| {
        sqlx::query_as(
            "select action, subject, detail from audit
              where action in ('edition.prepare', 'edition.approve') order by seq",
        )
        .fetch_all(c)
        .await
    })?;
    let mut faults = Vec::new();
    let mut approved: BTreeSet<i64> = BTreeSet::new();
    for (action, subject, detail) in &noted {
        let value =
            |key: &str| detail.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('\t')).unwrap_or_default();
        let edition: i64 = subject.strip_prefix("edition:").and_then(|id| id.parse().ok()).unwrap_or_default();
        let of = String::new();
        let found = heads.iter().find(|(id, ..)| *id == edition);
        match found {
            // Examples go away as a whole when real programs come; what the trail notes of them may be gone.
            None if value("demo") == "1" => {}
            None => faults.push(EditionFault { edition, kind: FaultKind::Missing, of }),
            Some((_, number, content, _)) => {
                let is_approval = action == "edition.approve";
                let has_its_number = !is_approval || number.is_some_and(|number| number.to_string() == value("number"));
                if content != value("content") || !has_its_number {
                    faults.push(EditionFault { edition, kind: FaultKind::Replaced, of });
                }
                if is_approval {
                    approved.insert(edition);
                }
            }
        }
    }
    // An edition that nobody approved has no number.
    let unapproved = heads.iter().filter(|(id, number, ..)| number.is_some() && !approved.contains(id));
    faults.extend(unapproved.map(|(id, ..)| EditionFault {
        edition: *id,
        kind: FaultKind::Replaced,
        of: String::new(),
    }));
    Ok(faults)
}

/// Recomputes the digest of every file, one at a time as they may be large.
async fn check_files(link: &mut Link<'_>, faults: &mut Vec<EditionFault>) -> Result<usize, StoreError> {
    let names: Vec<(i64, String)> = on!(link, |c| {
        sqlx::query_as("select edition_id, name from edition_file order by edition_id, name").fetch_all(c).await
    })?;
    for (edition, name) in &names {
        let (sha256, bytes): (String, Vec<u8>) = on!(link, |c| {
            sqlx::query_as("select sha256, bytes from edition_file where edition_id = $1 and name = $2")
                .bind(edition)
                .bind(name)
                .fetch_one(c)
                .await
        })?;
        if digest(&bytes) != sha256 {
            faults.push(EditionFault { edition: *edition, kind: FaultKind::File, of: name.clone() });
        }
    }
    Ok(names.len())
}
