//! The public form (意見の提出): what anybody sees, sends without an account, and looks up by a receipt.

use std::collections::BTreeMap;

use reform::consultation::{
    ANSWER_NEEDED, COMMENT_EMPTY, COMMENT_TOO_LONG, Channel, CommentState, ConsultationState, RefusalReason,
    WITHDRAWAL_CLOSED, check_taking, check_texts, visible,
};
use reform::search_text::fold;
use sha2::{Digest, Sha256};
use store::consultation::{NewComment, PersonGiven};

use super::results::Results;
use super::{
    CommentRow, ConsultationLine, ConsultationRow, PERSON, PaperRow, RECEIPT, SENT_ALREADY, STATE_CHANGED, TRAP,
    is_taking,
};
use crate::App;
use crate::error::{AppError, Because, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, permit};

/// In whose name the trail tells what citizens do: also who is signed in sends a comment as anybody.
const CITIZEN: &str = "visitor";

/// The longest name, address or e-mail address.
const PERSON_CHARS: usize = 200;

/// The letters of a receipt: none that are taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A consultation as anybody sees it (公開の意見公募).
#[derive(Clone, Debug)]
pub struct PublicConsultation {
    /// The consultation.
    pub row: ConsultationRow,
    /// Its documents that are shown.
    pub papers: Vec<PaperRow>,
    /// The mark of a new form; empty when no comments are taken.
    pub form: String,
    /// The results, once they are published.
    pub results: Option<Results>,
}

/// What somebody sends (提出された意見).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentComment {
    /// The mark of the form.
    pub form: String,
    /// The field that people do not see.
    pub trap: String,
    /// What it says.
    pub body: String,
    /// Answers by the number of the question.
    pub replies: BTreeMap<i64, String>,
    /// Who writes it, as far as they wish to say.
    pub person: PersonGiven,
    /// Where it comes from; counted and forgotten, never kept.
    pub address: String,
}

/// What the sender is given (受付番号): shown once, kept only as its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The comment's number in the consultation.
    pub number: i64,
    /// The receipt's number, in groups of five.
    pub receipt: String,
    /// How many characters were taken.
    pub chars: usize,
}

/// Where a comment stands, for who has its receipt (意見の状態).
#[derive(Clone, Debug)]
pub struct CommentStatus {
    /// The comment.
    pub comment: CommentRow,
    /// The consultation.
    pub consultation: ConsultationRow,
    /// Whether it can be taken back.
    pub may_withdraw: bool,
    /// What the city answered to each of its opinions; empty before the results are published.
    pub answers: Vec<super::ResultRow>,
}

impl App {
    /// The consultations that were opened, those taking comments first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_consultations(&self, actor: &Actor) -> Result<Vec<ConsultationLine>, AppError> {
        permit(actor, Action::SendComments)?;
        let today = self.today();
        let rows = self.store.consultations().await?.into_iter().filter(|row| row.state != ConsultationState::Draft);
        let mut lines: Vec<ConsultationLine> =
            rows.map(|row| ConsultationLine { is_taking: is_taking(&row, today), row, counted: None }).collect();
        lines.sort_by_key(|line| !line.is_taking);
        Ok(lines)
    }

    /// A consultation at its public address; a draft is not there.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn public_consultation(&self, actor: &Actor, slug: &str) -> Result<PublicConsultation, AppError> {
        permit(actor, Action::SendComments)?;
        let row = self.opened(slug).await?;
        let mut papers = self.store.consultation_papers(row.id).await?;
        papers.retain(|paper| paper.hidden_reason.is_empty());
        let form = match is_taking(&row, self.today()) {
            true => self.gate.form(row.id, self.moment())?,
            false => String::new(),
        };
        let results = match row.state {
            ConsultationState::Published => Some(self.results_of(&row, true).await?),
            _ => None,
        };
        Ok(PublicConsultation { row, papers, form, results })
    }

    /// Takes a comment from anybody.
    ///
    /// # Errors
    /// When none are taken now, the texts do not fit, too many come from one place, or it looks like a machine's.
    pub async fn send_comment(&self, actor: &Actor, slug: &str, sent: &SentComment) -> Result<Receipt, AppError> {
        permit(actor, Action::SendComments)?;
        let row = self.opened(slug).await?;
        check_taking(row.state, (row.first, row.last), self.today()).map_err(|kind| Refusal::conflict(kind, ""))?;
        match self.taken(&row, sent).await {
            Ok(receipt) => Ok(receipt),
            Err((error, reason)) => {
                if let Some(reason) = reason {
                    let (hour, second) = (self.now_text().chars().take(13).collect::<String>(), self.moment().1);
                    let counts = self.gate.refuse(row.id, &hour, reason, second);
                    self.store.add_refusals(&counts).await?;
                }
                Err(error)
            }
        }
    }

    /// Where the comment of a receipt stands.
    ///
    /// # Errors
    /// When there is none in this consultation.
    pub async fn comment_status(&self, actor: &Actor, slug: &str, receipt: &str) -> Result<CommentStatus, AppError> {
        permit(actor, Action::SendComments)?;
        let consultation = self.opened(slug).await?;
        let unknown = || Refusal::invalid(&RECEIPT, "");
        let comment = self.store.comment_of_receipt(&receipt_hash(receipt)).await?.ok_or_else(unknown)?;
        if comment.consultation != consultation.id {
            return Err(unknown().into());
        }
        let groups: Vec<i64> =
            comment.group.into_iter().chain(comment.opinions.iter().filter_map(|one| one.group)).collect();
        let answers = match consultation.state {
            ConsultationState::Published => {
                let rows = self.results_of(&consultation, false).await?.rows.into_iter();
                rows.filter(|row| groups.contains(&row.group)).collect()
            }
            _ => Vec::new(),
        };
        let may_withdraw = comment.state != CommentState::Withdrawn && is_taking(&consultation, self.today());
        Ok(CommentStatus { comment, consultation, may_withdraw, answers })
    }

    /// Takes a comment back for who has its receipt, within the period; who wrote it is deleted at once.
    ///
    /// # Errors
    /// When there is none, it was taken back already, or the period is over.
    pub async fn withdraw_comment(&self, actor: &Actor, slug: &str, receipt: &str) -> Result<(), AppError> {
        let status = self.comment_status(actor, slug, receipt).await?;
        if !status.may_withdraw {
            let kind =
                if status.comment.state == CommentState::Withdrawn { &STATE_CHANGED } else { &WITHDRAWAL_CLOSED };
            return Err(Refusal::conflict(kind, "").into());
        }
        let step = (status.comment.state, CommentState::Withdrawn);
        match self.store.step_comment(CITIZEN, status.comment.id, step, "by receipt").await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&STATE_CHANGED, "").into()),
        }
    }

    async fn taken(
        &self,
        row: &ConsultationRow,
        sent: &SentComment,
    ) -> Result<Receipt, (AppError, Option<RefusalReason>)> {
        let unfit = |refusal: Refusal| (AppError::from(refusal), Some(RefusalReason::Unfit));
        if !sent.trap.is_empty() {
            return Err((Refusal::invalid(&TRAP, "").into(), Some(RefusalReason::Trap)));
        }
        self.gate
            .check_form(row.id, &sent.form, self.moment())
            .map_err(|(refusal, reason)| (refusal.into(), reason))?;
        let (body, replies) = texts(row, (&sent.body, &sent.replies), true).map_err(unfit)?;
        let person = person(row.asks, &sent.person).map_err(unfit)?;
        let chars = body.chars().count() + replies.iter().map(|(_, text)| text.chars().count()).sum::<usize>();
        self.gate.admit(&sent.address, self.moment()).map_err(|error| {
            let is_full = matches!(&error, AppError::Refused(refusal) if refusal.because == Because::TooMany);
            (error, is_full.then_some(RefusalReason::OverLimit))
        })?;
        let receipt = new_receipt().map_err(|error| (error, None))?;
        let new = NewComment {
            channel: Channel::Form,
            text_sha256: text_hash(&body, &replies),
            body,
            replies,
            received_at: self.now_text(),
            receipt_sha256: Some(receipt_hash(&receipt)),
            form_sha256: Some(hex(&Sha256::digest(sent.form.as_bytes()))),
            import_key: None,
            entered_by: String::new(),
            person,
        };
        let number = self.store.add_comment(CITIZEN, row.id, new).await.map_err(|error| (error.into(), None))?;
        let again = || (Refusal::conflict(&SENT_ALREADY, "").into(), Some(RefusalReason::Repeated));
        Ok(Receipt { number: number.ok_or_else(again)?, receipt, chars })
    }

    /// A consultation that was opened.
    pub(super) async fn opened(&self, slug: &str) -> Result<ConsultationRow, AppError> {
        let missing = || AppError::NotFound { what: "consultation", name: slug.chars().take(60).collect() };
        let id = self.store.consultation_at(slug).await?.ok_or_else(missing)?;
        let row = self.consultation_row(id).await?;
        if row.state == ConsultationState::Draft { Err(missing()) } else { Ok(row) }
    }

    pub(super) fn moment(&self) -> (reform::plan::CalendarDate, i64) {
        (self.today(), self.clock().now().as_second())
    }
}

/// The texts as they are kept, or why they cannot be. By the form, what is marked as required must be answered; a letter is
/// taken as it came.
pub(super) fn texts(
    row: &ConsultationRow,
    (body, replies): (&str, &BTreeMap<i64, String>),
    is_by_form: bool,
) -> Result<(String, Vec<(i64, String)>), Refusal> {
    // What is far too long is refused before anything is done with it.
    let most = usize::try_from(row.most_chars).unwrap_or(0);
    let all = || std::iter::once(body).chain(replies.values().map(String::as_str));
    if let Some(long) = all().find(|text| text.len() > most.saturating_mul(8)) {
        return Err(Refusal::invalid(&COMMENT_TOO_LONG, format!("{} / {most}", long.chars().count())));
    }
    let body = visible(body);
    let mut kept = Vec::new();
    for (number, (_, is_needed)) in (1i64..).zip(&row.questions) {
        let text = replies.get(&number).map(|text| visible(text)).unwrap_or_default();
        match text.is_empty() {
            false => kept.push((number, text)),
            true if *is_needed && is_by_form => return Err(Refusal::invalid(&ANSWER_NEEDED, number.to_string())),
            true => {}
        }
    }
    let all = std::iter::once(body.as_str()).chain(kept.iter().map(|(_, text)| text.as_str()));
    check_texts(all, most).map_err(|(kind, detail)| Refusal::invalid(kind, detail))?;
    if body.is_empty() && kept.is_empty() {
        return Err(Refusal::invalid(&COMMENT_EMPTY, ""));
    }
    Ok((body, kept))
}

/// Of what was given only what the consultation asks for.
pub(super) fn person(asks: [bool; 3], given: &PersonGiven) -> Result<PersonGiven, Refusal> {
    let field = |asks: bool, text: &str| match (asks, visible(text)) {
        (false, _) => Ok(String::new()),
        (true, text) if text.chars().count() > PERSON_CHARS => Err(Refusal::invalid(&PERSON, "")),
        (true, text) => Ok(text),
    };
    Ok(PersonGiven {
        name: field(asks[0], &given.name)?,
        address: field(asks[1], &given.address)?,
        email: field(asks[2], &given.email)?,
    })
}

/// By which the same text is known again, whatever its width and spaces.
pub(super) fn text_hash(body: &str, replies: &[(i64, String)]) -> String {
    let mut hash = Sha256::new();
    hash.update(fold(body).as_bytes());
    for (number, text) in replies {
        hash.update(format!("\n{number}\t{}", fold(text)).as_bytes());
    }
    hex(&hash.finalize())
}

/// A receipt of a hundred random bits.
fn new_receipt() -> Result<String, AppError> {
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| AppError::Task(format!("no random numbers: {error}")))?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// The hash of a receipt however it was typed: width, case, hyphens and letters taken for digits do not matter.
pub(super) fn receipt_hash(receipt: &str) -> String {
    let letters = receipt.chars().take(200).collect::<String>();
    let typed = fold(&letters).to_uppercase();
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    hex(&Sha256::digest(format!("receipt:{plain}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_never_the_same_and_is_known_however_it_is_typed() {
        let receipts: std::collections::BTreeSet<String> = (0..1_000).map(|_| new_receipt().unwrap()).collect();
        assert_eq!(receipts.len(), 1_000);
        let receipt = "0A1BC-23456-789DE-FGHJK";
        for typed in ["0a1bc23456789defghjk", "OAIBC-23456-789DE-FGHJK", " ０Ａ１ＢＣ 23456 789DE FGHJK "] {
            assert_eq!(receipt_hash(typed), receipt_hash(receipt), "{typed}");
        }
        assert_ne!(receipt_hash("0A1BC-23456-789DE-FGHJM"), receipt_hash(receipt));
    }
}
