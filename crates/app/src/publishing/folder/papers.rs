//! The public papers (公開資料) that an edition names, of meetings and of the drafts of consultations: read where they were kept, and
//! held against the edition's digest.

use publish::edition::{Edition, Item, ItemKind, Paper, from_items};
use sha2::{Digest, Sha256};
use store::edition::{EditionFault, EditionState, FaultKind};

use super::{Kept, PAPER_GONE};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;

/// Editions read at once.
const PAGE: i64 = 200;

/// The kinds of items that name papers.
const WITH_PAPERS: [ItemKind; 2] = [ItemKind::Meeting, ItemKind::Consultation];

impl App {
    /// Every public paper of an edition: its path in the site, and its bytes. One that was hidden since is left out.
    pub(super) async fn papers_of(&self, edition: &Edition) -> Result<Vec<(String, Vec<u8>)>, AppError> {
        let mut papers = Vec::new();
        for (path, kept) in self.found_papers(edition).await? {
            match kept {
                Kept::Whole(bytes) => papers.push((path, bytes)),
                Kept::Hidden => {}
                Kept::Gone => return Err(Refusal::conflict(&PAPER_GONE, path).into()),
            }
        }
        Ok(papers)
    }

    /// The papers of every approved edition that are gone or are not what was published.
    pub(in crate::publishing) async fn verify_papers(&self) -> Result<Vec<EditionFault>, AppError> {
        let (mut faults, mut before) = (Vec::new(), None);
        loop {
            let page = self.store.editions(before, PAGE).await?;
            let Some(last) = page.last() else { return Ok(faults) };
            before = Some(last.id);
            for head in page.iter().filter(|head| head.state == EditionState::Approved) {
                let items = self.store.edition_item_heads(head.id).await?;
                let known = items.iter().filter_map(|item| Some((ItemKind::from_word(&item.kind)?, item)));
                let holders: Vec<_> = known.filter(|(kind, _)| WITH_PAPERS.contains(kind)).collect();
                let digests: Vec<&str> = holders.iter().map(|(_, item)| item.sha256.as_str()).collect();
                let bodies = self.store.edition_bodies(&digests).await?;
                // What cannot be read any more is told of as an altered text already.
                let readable = holders.iter().filter_map(|(kind, item)| {
                    let (key, title) = (item.key.clone(), item.title.clone());
                    let item = Item { kind: *kind, key, title, body: bodies.get(&item.sha256)?.clone() };
                    from_items([&item]).ok()
                });
                let mut edition = Edition::default();
                for one in readable {
                    edition.meetings.extend(one.meetings);
                    edition.consultations.extend(one.consultations);
                }
                let gone = self.found_papers(&edition).await?.into_iter().filter(|(_, kept)| *kept == Kept::Gone);
                faults.extend(gone.map(|(of, _)| EditionFault { edition: head.id, kind: FaultKind::File, of }));
            }
        }
    }

    /// Every public paper by its path in the site, with its bytes where they are still those of the edition.
    async fn found_papers(&self, edition: &Edition) -> Result<Vec<(String, Kept)>, AppError> {
        let mut found = Vec::new();
        for meeting in &edition.meetings {
            for paper in &meeting.papers {
                let kept = self.published_paper(meeting, paper).await?.map_or(Kept::Gone, Kept::Whole);
                found.push((format!("{}{}", site::MEETING_PAPERS, paper.file), whole(kept, paper)));
            }
        }
        for consultation in &edition.consultations {
            for paper in &consultation.papers {
                let kept = self.published_draft_paper(consultation, paper).await?;
                found.push((format!("{}{}", site::CONSULTATION_PAPERS, paper.file), whole(kept, paper)));
            }
        }
        Ok(found)
    }
}

/// What is kept; gone, where its bytes are not those the edition names.
fn whole(kept: Kept, paper: &Paper) -> Kept {
    match kept {
        Kept::Whole(bytes) if hex(&Sha256::digest(&bytes)) != paper.sha256 => Kept::Gone,
        kept => kept,
    }
}
