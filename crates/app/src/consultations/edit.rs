//! Preparing a consultation (意見公募の準備): what is typed is checked field by field; documents of the draft.

use std::collections::BTreeMap;

use intake::attachment::FileKind;
use reform::ProblemKind;
use reform::consultation::{AnswerClass, ConsultationState, MAX_TEXT_CHARS, PERIOD_ORDER, PERIOD_PAST, visible};
use reform::discussion::ItemRef;
use sha2::{Digest, Sha256};

use super::{
    CONSULTATION_CHANGED, ConsultationRow, DAY, ITEMS, NOT_DRAFT, NUMBER, PAPER, REASON, SLUG, STATE_CHANGED, TEXT,
};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, permit};

/// The fields of the form, in their order, each with the most characters it takes.
pub const FIELDS: [(&str, usize); 16] = [
    ("slug", 60),
    ("title", 120),
    ("outline", 4_000),
    ("items", 3_000),
    ("edition", 9),
    ("first", 20),
    ("last", 20),
    ("questions", 4_000),
    ("how_to_send", 2_000),
    ("contact", 400),
    ("most_chars", 6),
    ("asks_name", 1),
    ("asks_address", 1),
    ("asks_email", 1),
    ("retain_days", 4),
    ("class_words", 400),
];

/// The most things spoken about, the most questions, and the most documents.
pub const ITEMS_MOST: usize = 20;
const QUESTIONS_MOST: usize = 10;
/// The most documents of a draft.
pub const PAPERS_MOST: usize = 20;
const PAPER_BYTES_MOST: usize = 10 * 1024 * 1024;

/// A consultation as typed (意見公募の入力): field and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsultationForm {
    /// The fields that were typed.
    pub fields: BTreeMap<String, String>,
    /// The revision the form began with; 0 for a new one.
    pub revision: i64,
}

/// What is wrong with a field (入力の指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationFault {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What it is about.
    pub detail: String,
}

impl ConsultationForm {
    /// The text of a field; empty where it was not typed.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The form of a consultation as it stands.
    pub fn of(row: &ConsultationRow) -> ConsultationForm {
        let flag = |asks: bool| if asks { "1" } else { "" }.to_owned();
        let questions: Vec<String> =
            row.questions.iter().map(|(words, needed)| format!("{}{words}", if *needed { "＊" } else { "" })).collect();
        let fields = [
            ("slug", row.slug.clone()),
            ("title", row.title.clone()),
            ("outline", row.outline.clone()),
            ("items", row.items.clone()),
            ("edition", row.edition.map(|number| number.to_string()).unwrap_or_default()),
            ("first", row.first.to_string()),
            ("last", row.last.to_string()),
            ("questions", questions.join("\n")),
            ("how_to_send", row.how_to_send.clone()),
            ("contact", row.contact.clone()),
            ("most_chars", row.most_chars.to_string()),
            ("asks_name", flag(row.asks[0])),
            ("asks_address", flag(row.asks[1])),
            ("asks_email", flag(row.asks[2])),
            ("retain_days", row.retain_days.to_string()),
            ("class_words", row.class_words.clone()),
        ];
        let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        ConsultationForm { fields, revision: row.revision }
    }
}

impl App {
    /// The form of a new consultation with what is usual.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn new_consultation_form(&self, actor: &Actor) -> Result<ConsultationForm, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let fields = [("most_chars", "2000"), ("retain_days", "180"), ("asks_name", "")];
        let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Ok(ConsultationForm { fields, revision: 0 })
    }

    /// Makes a consultation; gives its number, or what is wrong with the form.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn add_consultation(
        &self,
        actor: &Actor,
        form: &ConsultationForm,
    ) -> Result<Result<i64, Vec<ConsultationFault>>, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let mut row = match read(form, None) {
            Ok(row) => row,
            Err(faults) => return Ok(Err(faults)),
        };
        row.is_demo = self.is_example_time().await?;
        let taken = || ConsultationFault { field: "slug", kind: &SLUG, detail: row.slug.clone() };
        Ok(self.store.add_consultation(&actor.name, &row).await?.ok_or_else(|| vec![taken()]))
    }

    /// Changes a consultation: all of a draft, of others what may still change.
    ///
    /// # Errors
    /// When the actor may not, there is none, somebody else was quicker, or the database fails.
    pub async fn change_consultation(
        &self,
        actor: &Actor,
        id: i64,
        form: &ConsultationForm,
    ) -> Result<Result<(), Vec<ConsultationFault>>, AppError> {
        permit(actor, Action::ManageConsultations)?;
        let before = self.consultation_row(id).await?;
        if before.state == ConsultationState::Published {
            return Err(Refusal::conflict(&NOT_DRAFT, "").into());
        }
        let mut row = match read(form, Some(&before)) {
            Ok(row) => row,
            Err(faults) => return Ok(Err(faults)),
        };
        if before.state != ConsultationState::Draft {
            let free = ConsultationRow {
                last: row.last,
                how_to_send: row.how_to_send.clone(),
                contact: row.contact.clone(),
                class_words: row.class_words.clone(),
                revision: row.revision,
                ..before.clone()
            };
            if free != row {
                return Err(Refusal::conflict(&NOT_DRAFT, "").into());
            }
            // Whoever counts on the last day must not find the door closed before it.
            if before.state == ConsultationState::Open && row.last != before.last && row.last < self.today() {
                return Ok(Err(vec![ConsultationFault { field: "last", kind: &PERIOD_PAST, detail: String::new() }]));
            }
            row = free;
        }
        match self.store.change_consultation(&actor.name, &row).await? {
            true => Ok(Ok(())),
            false => Err(Refusal::conflict(&CONSULTATION_CHANGED, "").into()),
        }
    }

    /// Adds a document to a draft.
    ///
    /// # Errors
    /// When the actor may not, it is not a draft, or the file cannot be taken.
    pub async fn add_consultation_paper(
        &self,
        actor: &Actor,
        id: i64,
        (name, bytes): (&str, &[u8]),
    ) -> Result<i64, AppError> {
        permit(actor, Action::ManageConsultations)?;
        if self.consultation_row(id).await?.state != ConsultationState::Draft {
            return Err(Refusal::conflict(&NOT_DRAFT, "").into());
        }
        let name: String = visible(name.rsplit(['/', '\\']).next().unwrap_or(name)).chars().take(100).collect();
        let papers = self.store.consultation_papers(id).await?;
        let is_fitting = !bytes.is_empty()
            && bytes.len() <= PAPER_BYTES_MOST
            && papers.len() < PAPERS_MOST
            && FileKind::of(&name, bytes).is_some();
        if !is_fitting {
            return Err(Refusal::invalid(&PAPER, name).into());
        }
        let sha256 = hex(&Sha256::digest(bytes));
        Ok(self.store.add_consultation_paper(&actor.name, id, (&name, &sha256, bytes)).await?)
    }

    /// Hides a document with a reason; it stays on record.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, or it is hidden already.
    pub async fn hide_consultation_paper(
        &self,
        actor: &Actor,
        (id, paper): (i64, i64),
        reason: &str,
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageConsultations)?;
        let reason = reason_of(reason)?;
        match self.store.hide_consultation_paper(&actor.name, (id, paper), &reason).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&STATE_CHANGED, "").into()),
        }
    }

    /// A document with its name and media type: for everybody once the consultation was opened and while it is shown.
    ///
    /// # Errors
    /// When there is none that the actor may see.
    pub async fn consultation_paper(
        &self,
        actor: &Actor,
        slug: &str,
        paper: i64,
    ) -> Result<(String, &'static str, Vec<u8>), AppError> {
        permit(actor, Action::SendComments)?;
        let missing = || AppError::NotFound { what: "document", name: paper.to_string() };
        let id = self.store.consultation_at(slug).await?.ok_or_else(missing)?;
        let row = self.consultation_row(id).await?;
        let known = self.store.consultation_papers(id).await?.into_iter().find(|one| one.id == paper);
        let known = known.ok_or_else(missing)?;
        let is_public = row.state != ConsultationState::Draft && known.hidden_reason.is_empty();
        if !is_public && !actor.may(Action::ReadConsultations) {
            return Err(missing());
        }
        let bytes = self.store.consultation_paper(id, paper).await?.ok_or_else(missing)?;
        let media_type = FileKind::of(&known.name, &bytes).map_or("application/octet-stream", FileKind::media_type);
        Ok((known.name, media_type, bytes))
    }
}

/// A reason as it is kept.
pub(super) fn reason_of(text: &str) -> Result<String, Refusal> {
    let reason = visible(text);
    match reason.chars().count() {
        1..=400 => Ok(reason),
        count => Err(Refusal::invalid(&REASON, format!("{count} / 400"))),
    }
}

fn read(form: &ConsultationForm, before: Option<&ConsultationRow>) -> Result<ConsultationRow, Vec<ConsultationFault>> {
    let mut faults: Vec<ConsultationFault> = Vec::new();
    let mut texts: BTreeMap<&'static str, String> = BTreeMap::new();
    for (name, most) in FIELDS {
        let text = visible(form.text(name));
        let chars = text.chars().count();
        let is_needed = matches!(name, "title" | "outline" | "contact");
        if chars > most || (is_needed && chars == 0) {
            faults.push(ConsultationFault { field: name, kind: &TEXT, detail: format!("{chars} / {most}") });
        }
        texts.insert(name, text);
    }
    let text = |name: &str| texts.get(name).map_or("", String::as_str);
    let mut fault =
        |field, kind, detail: &str| faults.push(ConsultationFault { field, kind, detail: detail.to_owned() });
    let slug = text("slug");
    let is_slug = slug.len() >= 3
        && !slug.starts_with('-')
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && slug != "receipt";
    if !is_slug {
        fault("slug", &SLUG, slug);
    }
    let mut items = Vec::new();
    for line in text("items").lines().map(str::trim).filter(|line| !line.is_empty()) {
        match ItemRef::read(line) {
            Some(item) if items.len() < ITEMS_MOST => items.push(item.to_string()),
            _ => fault("items", &ITEMS, line),
        }
    }
    let mut day = |name: &'static str| {
        let read = intake::table::read_day(text(name));
        if read.is_none() {
            fault(name, &DAY, text(name));
        }
        read
    };
    let (first, last) = (day("first"), day("last"));
    if let (Some(first), Some(last)) = (first, last)
        && first > last
    {
        fault("last", &PERIOD_ORDER, "");
    }
    let mut number = |name: &'static str, range: std::ops::RangeInclusive<i64>| {
        let read = text(name).parse().ok().filter(|number| range.contains(number));
        if read.is_none() {
            fault(name, &NUMBER, text(name));
        }
        read.unwrap_or(*range.start())
    };
    let edition = if text("edition").is_empty() { None } else { Some(number("edition", 1..=i64::from(i32::MAX))) };
    let most_chars = number("most_chars", 1..=MAX_TEXT_CHARS as i64);
    let retain_days = number("retain_days", 0..=3_650);
    let questions: Vec<(String, bool)> = text("questions")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match line.strip_prefix(['＊', '*']) {
            Some(words) => (words.trim().to_owned(), true),
            None => (line.to_owned(), false),
        })
        .collect();
    if questions.len() > QUESTIONS_MOST || questions.iter().any(|(words, _)| words.chars().count() > 300) {
        fault("questions", &TEXT, &questions.len().to_string());
    }
    let classes = text("class_words").lines().count();
    if classes > 0 && classes != AnswerClass::ALL.len() {
        fault("class_words", &NUMBER, &classes.to_string());
    }
    let (Some(first), Some(last), true) = (first, last, faults.is_empty()) else { return Err(faults) };
    let text = |name: &str| texts.get(name).cloned().unwrap_or_default();
    Ok(ConsultationRow {
        id: before.map_or(0, |row| row.id),
        slug: before.map_or_else(|| text("slug"), |row| row.slug.clone()),
        title: text("title"),
        outline: text("outline"),
        items: items.join("\n"),
        edition,
        first,
        last,
        how_to_send: text("how_to_send"),
        contact: text("contact"),
        most_chars,
        asks: ["asks_name", "asks_address", "asks_email"].map(|name| form.text(name) == "1"),
        retain_days,
        class_words: text("class_words"),
        state: before.map_or(ConsultationState::Draft, |row| row.state),
        published: before.and_then(|row| row.published),
        questions,
        is_demo: before.is_some_and(|row| row.is_demo),
        revision: form.revision,
    })
}

/// The usual words of the classes, a line each; what a form begins with.
pub fn default_classes() -> String {
    let words: Vec<&str> = AnswerClass::ALL.iter().map(|class| class.label_ja()).collect();
    words.join("\n")
}
