//! Papers of meetings (会議の資料): files with versions, of which none is ever changed.

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::{Store, StoreError};

/// A paper with its versions (資料).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Its number of record.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whether it may be published with the meeting.
    pub is_public: bool,
    /// Its versions, the latest first.
    pub versions: Vec<PaperVersion>,
}

/// A version of a paper, without its bytes (資料の版).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperVersion {
    /// From 1.
    pub version: i64,
    /// The file's name.
    pub name: String,
    /// What it is by its content.
    pub kind: String,
    /// SHA-256, in hex.
    pub sha256: String,
    /// Its size.
    pub size_bytes: i64,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A file to be kept as a paper, or as the next version of one (加える資料).
#[derive(Clone, Copy, Debug)]
pub struct NewPaper<'a> {
    /// The paper it is the next version of; none for a new one.
    pub paper: Option<i64>,
    /// The title of a new one.
    pub title: &'a str,
    /// Whether a new one may be published.
    pub is_public: bool,
    /// The file's name, cleaned.
    pub name: &'a str,
    /// What it is by its content.
    pub kind: &'a str,
    /// SHA-256, in hex.
    pub sha256: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
    /// Whether the meeting is an example (例示).
    pub is_demo: bool,
}

impl Store {
    /// Keeps a file as a paper of a meeting, or as the next version of one; gives the paper and the version, or nothing
    /// where the meeting has no such paper.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_paper(
        &self,
        actor: &str,
        meeting: i64,
        new: &NewPaper<'_>,
    ) -> Result<Option<(i64, i64)>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (paper, version) = match new.paper {
            None => {
                let id = next_number(link, "meeting-paper").await?;
                on!(link, |c| sqlx::query("insert into meeting_paper values ($1, $2, $3, $4)")
                    .bind(id)
                    .bind(meeting)
                    .bind(new.title)
                    .bind(i64::from(new.is_public))
                    .execute(c)
                    .await
                    .map(|done| done.rows_affected()))?;
                (id, 1)
            }
            Some(paper) => {
                let known = read(link, meeting).await?.into_iter().find(|known| known.id == paper);
                let Some(known) = known else { return Ok(None) };
                (paper, known.versions.first().map_or(0, |latest| latest.version) + 1)
            }
        };
        on!(link, |c| sqlx::query(
            "insert into meeting_paper_version values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(paper)
        .bind(version)
        .bind(new.name)
        .bind(new.kind)
        .bind(new.sha256)
        .bind(new.bytes.len() as i64)
        .bind(new.bytes)
        .bind(actor)
        .bind(now())
        .bind(i64::from(new.is_demo))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "paper\t{paper}\nversion\t{version}\ntitle\t{}\nname\t{}\nsha256\t{}",
            escape(new.title),
            escape(new.name),
            new.sha256
        );
        append(link, actor, "meeting.paper", &format!("meeting:{meeting}"), detail).await?;
        tx.commit().await?;
        Ok(Some((paper, version)))
    }

    /// A version of a paper of this meeting: the file's name, its kind and its bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn paper_file(
        &self,
        meeting: i64,
        paper: i64,
        version: i64,
    ) -> Result<Option<(String, String, Vec<u8>)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        Ok(on!(link, |c| sqlx::query_as(
            "select v.name, v.kind, v.content from meeting_paper_version v
               join meeting_paper p on p.id = v.paper_id
              where p.meeting_id = $1 and v.paper_id = $2 and v.version = $3"
        )
        .bind(meeting)
        .bind(paper)
        .bind(version)
        .fetch_optional(c)
        .await)?)
    }
}

/// The papers of a meeting with their versions.
pub(super) async fn read(link: &mut Link<'_>, meeting: i64) -> Result<Vec<PaperRow>, StoreError> {
    type Columns = (i64, String, i64, i64, String, String, String, i64, String, String);
    let rows: Vec<Columns> = on!(link, |c| sqlx::query_as(
        "select p.id, p.title, p.is_public, v.version, v.name, v.kind, v.sha256, v.size_bytes, v.actor, v.at
           from meeting_paper p join meeting_paper_version v on v.paper_id = p.id
          where p.meeting_id = $1 order by p.id, v.version desc"
    )
    .bind(meeting)
    .fetch_all(c)
    .await)?;
    let mut papers: Vec<PaperRow> = Vec::new();
    for (id, title, is_public, version, name, kind, sha256, size_bytes, actor, at) in rows {
        let version = PaperVersion { version, name, kind, sha256, size_bytes, actor, at };
        match papers.last_mut().filter(|paper| paper.id == id) {
            Some(paper) => paper.versions.push(version),
            None => papers.push(PaperRow { id, title, is_public: is_public == 1, versions: vec![version] }),
        }
    }
    Ok(papers)
}
