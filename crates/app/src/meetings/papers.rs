//! Papers of meetings (会議の資料): kept by the rules of the review's files, each version for good.

use intake::attachment::FileKind;
use sha2::{Digest, Sha256};
use store::meeting::NewPaper;

use super::PAPER_TITLE;
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, permit};
use crate::review::{FILE_BYTES_MAX, FILE_EMPTY, FILE_KIND, FILE_TOO_LARGE, TOO_MANY_FILES, cleaned, named};
use crate::tasks::is_unusable;

/// The most papers of a meeting.
const PAPERS_MAX: usize = 50;

impl App {
    /// Keeps a file as a paper of a meeting, or as the next version of one.
    ///
    /// # Errors
    /// When the actor may not, the title or the file is no good, or the meeting has too many.
    pub async fn add_paper(
        &self,
        actor: &Actor,
        meeting: i64,
        paper: Option<i64>,
        (title, is_public): (&str, bool),
        (name, bytes): (&str, &[u8]),
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let view = self.meeting_view(actor, meeting).await?;
        let title = title.trim();
        if paper.is_none() && (title.is_empty() || is_unusable(title, 120) || title.contains('\n')) {
            return Err(Refusal::invalid(&PAPER_TITLE, "").into());
        }
        if bytes.is_empty() {
            return Err(Refusal::invalid(&FILE_EMPTY, cleaned(name)).into());
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::invalid(&FILE_TOO_LARGE, cleaned(name)).into());
        }
        let kind = FileKind::of(name, bytes).ok_or_else(|| Refusal::invalid(&FILE_KIND, cleaned(name)))?;
        if paper.is_none() && view.whole.papers.len() >= PAPERS_MAX {
            return Err(Refusal::conflict(&TOO_MANY_FILES, "").into());
        }
        let (name, sha256) = (named(name, kind), hex(&Sha256::digest(bytes)));
        let new = NewPaper {
            paper,
            title,
            is_public,
            name: &name,
            kind: kind.word(),
            sha256: &sha256,
            bytes,
            is_demo: view.whole.meeting.is_demo,
        };
        let missing = || AppError::NotFound { what: "paper", name: paper.unwrap_or_default().to_string() };
        self.store.add_paper(&actor.name, meeting, &new).await?.map(|_| ()).ok_or_else(missing)
    }

    /// A version of a paper: its name, media type and bytes; hand it out as an attachment, never to be shown in place.
    ///
    /// # Errors
    /// When the actor may not see meetings, or there is no such file.
    pub async fn paper_file(
        &self,
        actor: &Actor,
        meeting: i64,
        paper: i64,
        version: i64,
    ) -> Result<(String, &'static str, Vec<u8>), AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let missing = || AppError::NotFound { what: "paper", name: paper.to_string() };
        let (name, kind, bytes) = self.store.paper_file(meeting, paper, version).await?.ok_or_else(missing)?;
        let kind = FileKind::from_word(&kind).unwrap_or(FileKind::Txt);
        Ok((name, kind.media_type(), bytes))
    }
}
