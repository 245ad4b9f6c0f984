//! Overlaps (重複の可能性): found over the inventory, looked at, accepted or dismissed.
//!
//! - [`App::find_overlaps`]: every pair, kept in memory for one revision of the inventory
//! - [`App::overlap_list`], [`App::overlap_pair`], [`App::similar_programs`]: what pages show of them
//! - [`App::answer_overlap`]: what somebody decides, kept with the texts that were judged
//!
//! Pairs are worked out, never stored; the answers are (`store::overlap`).

mod answer;
mod file;
mod list;
mod pair;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use reform::Problem;
use reform::overlap::{Document, Model, Pair, Settings, find};
use store::InventoryKind;
use store::overlap::ComparedPrograms;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

pub use answer::{AnswerFault, AnswerField, AnswerForm, Answered, REASON_CHARS};
pub use file::FILE_PAIRS;
pub use list::{DepartmentFilter, OverlapList, OverlapQuery, OverlapRow, PER_PAGE, Similar, StateFilter};
pub use pair::{FieldText, PairView, Part};
pub use reform::overlap::{Answer, PairState, ProgramField};
pub use store::overlap::{ComparedProgram, OverlapAnswer};

reform::declare_kinds! {
    ANSWER_MISSING = "AP-170"
        "判断が選ばれていません" "No decision was chosen"
        "統合・役割分担・連携・重複ではない、のどれかを選んでください" "Choose merging, dividing roles, coordinating or not a duplicate";
    REASON_MISSING = "AP-171"
        "理由が書かれていません" "There is no reason"
        "後から見る人に分かるように、理由を書いてください" "Say why, so that whoever looks later understands";
    REASON_TOO_LONG = "AP-172"
        "理由が長すぎます" "The reason is too long"
        "1,000文字までにしてください" "Use at most 1,000 characters";
    ANSWERED_MEANWHILE = "AP-173"
        "ほかの人が先に判断しました" "Somebody else has decided meanwhile"
        "下の経過を確かめて、必要ならもう一度送ってください" "Look at the history below and send yours again if it still holds";
    NOTHING_TO_REOPEN = "AP-174"
        "取り消す判断がありません" "There is no decision to take back"
        "画面を開き直して、今の状態を確かめてください" "Reload the page to see how things stand";
}

/// Every pair of one revision of the inventory (見つかった組).
#[derive(Debug)]
pub struct Found {
    /// The revision.
    pub revision: i64,
    /// Whose programs these are.
    pub kind: InventoryKind,
    /// How they were compared.
    pub settings: Settings,
    /// The programs by id.
    pub programs: Vec<ComparedProgram>,
    /// The pairs by descending score; places in `programs`.
    pub pairs: Vec<Pair>,
    /// What explains a pair.
    pub model: Model,
    /// What could not be done in full.
    pub problems: Vec<Problem>,
    places: HashMap<i64, usize>,
}

/// The pairs of the last revision asked for. One looks for them, the others wait.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    last: Mutex<Option<Arc<Found>>>,
    finding: tokio::sync::Mutex<()>,
}

impl Found {
    fn of(compared: ComparedPrograms, settings: Settings) -> Found {
        let ComparedPrograms { revision, kind, mut programs } = compared;
        // The texts are lent to the documents and put back: no second copy of the inventory's texts.
        let mut documents: Vec<Document> = programs
            .iter_mut()
            .map(|program| Document { key: program.id, texts: std::mem::take(&mut program.texts) })
            .collect();
        let findings = find(&documents, &settings);
        for (program, document) in programs.iter_mut().zip(&mut documents) {
            program.texts = std::mem::take(&mut document.texts);
        }
        let places = programs.iter().enumerate().map(|(place, program)| (program.id, place)).collect();
        let reform::overlap::Findings { pairs, model, problems } = findings;
        Found { revision, kind, settings, programs, pairs, model, problems, places }
    }

    /// The program with this id.
    pub fn program(&self, id: i64) -> Option<&ComparedProgram> {
        self.places.get(&id).map(|place| &self.programs[*place])
    }
}

impl App {
    /// Every pair of programs that are alike, of the inventory as it stands. Worked out beside the threads that answer
    /// requests, once for each revision.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn find_overlaps(&self, actor: &Actor) -> Result<Arc<Found>, AppError> {
        permit(actor, Action::ReadOverlaps)?;
        self.found_overlaps().await
    }

    async fn found_overlaps(&self) -> Result<Arc<Found>, AppError> {
        if let Some(found) = self.kept_overlaps().await? {
            return Ok(found);
        }
        let _finding = self.overlaps.finding.lock().await;
        if let Some(found) = self.kept_overlaps().await? {
            return Ok(found);
        }
        let compared = self.store.compared_programs().await?;
        let settings = self.parameters.overlap.settings.clone();
        let finding = tokio::task::spawn_blocking(move || Arc::new(Found::of(compared, settings)));
        let found = finding.await.map_err(|error| AppError::Task(error.to_string()))?;
        *self.overlaps.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&found));
        Ok(found)
    }

    /// What is kept, when it is of the inventory and the parameters as they stand.
    async fn kept_overlaps(&self) -> Result<Option<Arc<Found>>, AppError> {
        let kept = self.overlaps.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(kept) = kept else { return Ok(None) };
        let revision = self.store.inventory_revision().await?;
        let is_fresh = kept.revision == revision && kept.settings == self.parameters.overlap.settings;
        Ok(is_fresh.then_some(kept))
    }
}
