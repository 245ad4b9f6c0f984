//! The public papers of meetings (公開資料) that an edition names: read where they were kept, and held against the edition's digest.

use publish::edition::{Edition, Item, ItemKind, from_items};
use sha2::{Digest, Sha256};
use store::edition::{EditionFault, EditionState, FaultKind};

use super::PAPER_GONE;
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;

/// Editions read at once.
const PAGE: i64 = 200;

impl App {
    /// Every public paper of an edition: the name of its file, and its bytes.
    pub(super) async fn papers_of(&self, edition: &Edition) -> Result<Vec<(String, Vec<u8>)>, AppError> {
        let mut papers = Vec::new();
        for (file, bytes) in self.found_papers(edition).await? {
            let gone = || Refusal::conflict(&PAPER_GONE, file.clone());
            let bytes = bytes.ok_or_else(gone)?;
            papers.push((file, bytes));
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
                let meetings: Vec<_> = items.iter().filter(|item| item.kind == ItemKind::Meeting.word()).collect();
                let digests: Vec<&str> = meetings.iter().map(|item| item.sha256.as_str()).collect();
                let bodies = self.store.edition_bodies(&digests).await?;
                // What cannot be read any more is told of as an altered text already.
                let readable = meetings.iter().filter_map(|item| {
                    let (key, title) = (item.key.clone(), item.title.clone());
                    let item = Item { kind: ItemKind::Meeting, key, title, body: bodies.get(&item.sha256)?.clone() };
                    from_items([&item]).ok()
                });
                let edition =
                    Edition { meetings: readable.flat_map(|one| one.meetings).collect(), ..Edition::default() };
                let gone = self.found_papers(&edition).await?.into_iter().filter(|(_, bytes)| bytes.is_none());
                faults.extend(gone.map(|(of, _)| EditionFault { edition: head.id, kind: FaultKind::File, of }));
            }
        }
    }

    /// Every public paper with its bytes, where they are still those of the edition.
    async fn found_papers(&self, edition: &Edition) -> Result<Vec<(String, Option<Vec<u8>>)>, AppError> {
        let mut found = Vec::new();
        for meeting in edition.meetings.iter().filter(|meeting| !meeting.papers.is_empty()) {
            for paper in &meeting.papers {
                let bytes = self.published_paper(meeting, paper).await?;
                let is_whole = |bytes: &Vec<u8>| hex(&Sha256::digest(bytes)) == paper.sha256;
                found.push((paper.file.clone(), bytes.filter(is_whole)));
            }
        }
        Ok(found)
    }
}
