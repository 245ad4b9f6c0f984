//! Comments by e-mail and on paper (書面・電子メールの意見): typed in one by one, or taken from a table as a whole.

use std::collections::{BTreeMap, HashMap};

use intake::comments::{DAY_OUTSIDE, ReadComment, Rules, read_comments};
use intake::programs::Input;
use reform::Problem;
use reform::consultation::{Channel, NOT_TAKING, visible};
use reform::plan::CalendarDate;
use sha2::{Digest, Sha256};
use store::consultation::{ImportedCounts, NewComment};

use super::public::{person, text_hash, texts};
use super::{DAY, NUMBER_KNOWN, PersonGiven, SENT_ALREADY};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, permit};

/// The most numbers of a file told of in a refusal.
const NUMBERS_TOLD: usize = 10;

/// A comment as staff type it in (意見の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedComment {
    /// The mark of the form, so that one form is one comment however often it is sent; empty where there was no form.
    pub form: String,
    /// `email` or `paper`.
    pub channel: String,
    /// The day it came.
    pub day: String,
    /// What it says.
    pub body: String,
    /// Answers by the number of the question.
    pub replies: BTreeMap<i64, String>,
    /// Who wrote it; kept as far as the consultation asks for it.
    pub person: PersonGiven,
}

/// What came of a file (取込の結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentImport {
    /// How many are new, and how many were there already.
    pub counts: ImportedCounts,
    /// What is wrong; one is enough for nothing to be taken.
    pub problems: Vec<Problem>,
}

impl App {
    /// The mark of a new form to type a comment in.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn typing_form(&self, actor: &Actor, id: i64) -> Result<String, AppError> {
        permit(actor, Action::ManageConsultations)?;
        self.gate.form(id, self.moment())
    }

    /// Takes a comment that came by e-mail or on paper; gives its number. What it does not answer stays open: a letter is taken
    /// as it came.
    ///
    /// # Errors
    /// When the actor may not, the day is outside of the period, the texts do not fit, or the same form was sent before.
    pub async fn type_comment(&self, actor: &Actor, id: i64, typed: &TypedComment) -> Result<i64, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let row = self.consultation_row(id).await?;
        let day = intake::table::read_day(&typed.day).ok_or_else(|| Refusal::invalid(&DAY, typed.day.as_str()))?;
        self.check_receiving(&row)?;
        if day < row.first || day > row.last || day > self.today() {
            return Err(Refusal::invalid(&DAY_OUTSIDE, day.japanese()).into());
        }
        let channel = Channel::from_word(&typed.channel).filter(|channel| *channel != Channel::Form);
        let channel = channel.unwrap_or(Channel::Paper);
        let (body, replies) = texts(&row, (&typed.body, &typed.replies), false)?;
        let new = NewComment {
            channel,
            text_sha256: text_hash(&body, &replies),
            body,
            replies,
            received_at: noon(day),
            receipt_sha256: None,
            form_sha256: (!typed.form.is_empty()).then(|| hex(&Sha256::digest(typed.form.as_bytes()))),
            import_key: None,
            entered_by: actor.name.clone(),
            person: person(row.asks, &typed.person)?,
        };
        let number = self.store.add_comment(&actor.name, id, new).await?;
        number.ok_or_else(|| Refusal::conflict(&SENT_ALREADY, "").into())
    }

    /// Takes the comments of a CSV or workbook that are not there yet: all of them, or none and every problem.
    ///
    /// # Errors
    /// When the actor may not, there is no consultation, its results are final, or numbers of the file belong to other texts.
    pub async fn import_comments(
        &self,
        actor: &Actor,
        id: i64,
        (file_name, bytes): (&str, Vec<u8>),
        is_dry_run: bool,
    ) -> Result<CommentImport, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let row = self.consultation_row(id).await?;
        self.check_receiving(&row)?;
        let rules = Rules {
            // Nothing has come yet on a day to come.
            period: (row.first, row.last.min(self.today())),
            questions: row.questions.len(),
            most_chars: usize::try_from(row.most_chars).unwrap_or(0),
        };
        let (name, actor_name, asks) = (file_name.to_owned(), actor.name.clone(), row.asks);
        let reading = tokio::task::spawn_blocking(move || {
            let sha256 = hex(&Sha256::digest(&bytes));
            let read = read_comments(&name, Input::Bytes(&bytes), &rules)?;
            Ok::<_, Vec<Problem>>((sha256, comments(read, &actor_name, asks)))
        });
        let (sha256, new) = match reading.await.map_err(|error| AppError::Task(error.to_string()))? {
            Ok(read) => read,
            Err(problems) => return Ok(CommentImport { problems, ..CommentImport::default() }),
        };
        let counts = self.store.import_comments(&actor.name, id, (file_name, &sha256), new, is_dry_run).await?;
        if !counts.clashes.is_empty() {
            return Err(Refusal::conflict(&NUMBER_KNOWN, numbers(&counts.clashes)).into());
        }
        Ok(CommentImport { counts, problems: Vec::new() })
    }

    /// Comments on paper come in while it is open, and are typed in until all is answered.
    fn check_receiving(&self, row: &super::ConsultationRow) -> Result<(), Refusal> {
        use reform::consultation::ConsultationState::{Closed, Open};
        match matches!(row.state, Open | Closed) {
            true => Ok(()),
            false => Err(Refusal::conflict(&NOT_TAKING, "")),
        }
    }
}

/// The numbers of a file as they are told.
fn numbers(keys: &[String]) -> String {
    let number = |key: &String| visible(key.strip_prefix("n:").unwrap_or(key)).chars().take(40).collect::<String>();
    let told: Vec<String> = keys.iter().take(NUMBERS_TOLD).map(number).collect();
    let more = if keys.len() > NUMBERS_TOLD { ", …" } else { "" };
    format!("{}{more}", told.join(", "))
}

/// A day in Japan as the moment of its noon.
fn noon(day: CalendarDate) -> String {
    format!("{day}T03:00:00.000Z")
}

fn comments(read: Vec<ReadComment>, actor: &str, asks: [bool; 3]) -> Vec<NewComment> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let comment = |one: ReadComment| {
        let text_sha256 = text_hash(&one.body, &one.replies);
        let key = match one.number.as_str() {
            // Without a number the n-th of the same day and words is the same comment in every file.
            "" => {
                let words = format!("{}|{}|{text_sha256}", one.day, one.channel.word());
                let count = seen.entry(words.clone()).or_default();
                *count += 1;
                format!("t:{words}|{count}")
            }
            number => format!("n:{number}"),
        };
        let [name, address, email] = one.person;
        let given = |asks: bool, text: String| if asks { text } else { String::new() };
        NewComment {
            channel: one.channel,
            body: one.body,
            replies: one.replies,
            text_sha256,
            received_at: noon(one.day),
            receipt_sha256: None,
            form_sha256: None,
            import_key: Some(key),
            entered_by: actor.to_owned(),
            person: PersonGiven {
                name: given(asks[0], name),
                address: given(asks[1], address),
                email: given(asks[2], email),
            },
        }
    };
    read.into_iter().map(comment).collect()
}
