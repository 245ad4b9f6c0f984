//! Answering a pair (重複の可能性への判断): checked, kept with the texts that were judged, never written over.

use reform::ProblemKind;
use reform::overlap::{Answer, explain};
use store::overlap::OverlapAnswer;

use super::list::score_bp;
use super::pair::both;
use super::{ANSWER_MISSING, ANSWERED_MEANWHILE, NOTHING_TO_REOPEN, REASON_MISSING, REASON_TOO_LONG};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The most characters of a reason.
pub const REASON_CHARS: usize = 1_000;

/// An answer as somebody typed it (判断の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerForm {
    /// The stable word of the answer.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// The revision that was shown.
    pub revision: String,
}

/// A field of [`AnswerForm`] (入力欄).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerField {
    /// The answer.
    Answer,
    /// The reason.
    Reason,
    /// The form as a whole.
    Whole,
}

/// What is wrong with an answer: where, and which kind (入力の指摘).
pub type AnswerFault = (AnswerField, &'static ProblemKind);

/// Kept, or everything that is wrong with it (判断の結果).
pub type Answered = Result<(), Vec<AnswerFault>>;

impl App {
    /// Keeps what somebody says of a pair, with the hashes of the texts they judged; it holds until a text changes.
    ///
    /// # Errors
    /// When the actor may not, one of the programs is not there, or the database fails.
    pub async fn answer_overlap(&self, actor: &Actor, a: i64, b: i64, form: &AnswerForm) -> Result<Answered, AppError> {
        permit(actor, Action::DecideOverlaps)?;
        let found = self.found_overlaps().await?;
        let (a, b) = both(&found, a, b)?;
        let last = self.store.overlap_history(a.id, b.id).await?.into_iter().next();
        let answer = match checked(form, last.as_ref()) {
            Ok(answer) => answer,
            Err(faults) => return Ok(Err(faults)),
        };
        let seen: i64 = form.revision.trim().parse().unwrap_or(0);
        let answer = OverlapAnswer {
            a: a.id,
            b: b.id,
            revision: seen + 1,
            answer,
            reason: form.reason.trim().to_owned(),
            score_bp: score_bp(explain(&found.model, &a.texts, &b.texts).score),
            texts_sha256: (a.texts_sha256.clone(), b.texts_sha256.clone()),
            actor: actor.name.clone(),
            at: String::new(),
        };
        let is_kept = self.store.answer_overlap(&answer).await?;
        Ok(if is_kept { Ok(()) } else { Err(vec![(AnswerField::Whole, &ANSWERED_MEANWHILE)]) })
    }
}

/// The answer of a form, or everything that is wrong with it.
fn checked(form: &AnswerForm, last: Option<&OverlapAnswer>) -> Result<Answer, Vec<AnswerFault>> {
    let mut faults: Vec<AnswerFault> = Vec::new();
    let answer = Answer::from_word(form.answer.trim());
    if answer.is_none() {
        faults.push((AnswerField::Answer, &ANSWER_MISSING));
    }
    if answer == Some(Answer::Reopen) && last.is_none_or(|last| last.answer == Answer::Reopen) {
        faults.push((AnswerField::Whole, &NOTHING_TO_REOPEN));
    }
    if form.reason.trim().is_empty() {
        faults.push((AnswerField::Reason, &REASON_MISSING));
    }
    if form.reason.trim().chars().count() > REASON_CHARS {
        faults.push((AnswerField::Reason, &REASON_TOO_LONG));
    }
    match answer {
        Some(answer) if faults.is_empty() => Ok(answer),
        _ => Err(faults),
    }
}
