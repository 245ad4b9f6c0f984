//! Explanation records (説明・意見交換の記録): kept by who explained, read by all where they are public.

mod demo;

use std::collections::BTreeMap;

use reform::consultation::visible;
use reform::declare_kinds;
use reform::discussion::ItemRef;
use reform::explanation::{ExplanationKind, SAID_MISSING};
use reform::plan::CalendarDate;

pub use store::explanation::ExplanationRow;

use crate::App;
use crate::consultations::{ITEMS_MOST, speaks_of};
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, Ask, permit};

declare_kinds! {
    EXPLANATION_DAY = "AP-450"
        "説明した日として読めないか、先の日です" "The day cannot be read or is yet to come"
        "2026-11-22 のように、今日までの実在する日を書いてください" "Write an existing day until today such as 2026-11-22";
    EXPLANATION_TEXT = "AP-451"
        "書かれていないか、長すぎます" "It is missing or too long"
        "欄に示した文字数までで書いてください。市民の氏名は書かないでください"
        "Write at most as many characters as the field says, and no names of citizens";
    EXPLANATION_ITEMS = "AP-452"
        "対象の書き方が違います" "The things explained cannot be read"
        "一行に一つずつ、cluster:fees-review や program:0101 のように書いてください。20行までです"
        "One a line such as cluster:fees-review or program:0101, at most 20";
    EXPLANATION_PEOPLE = "AP-453"
        "人数として読めません" "The number of people cannot be read"
        "0から1,000,000までの整数を書くか、数えていないときは空欄にしてください" "Write a whole number, or leave it empty";
    EXPLANATION_CHANGED = "AP-454"
        "この記録は、ほかの人が先に変えました" "Somebody else changed this record first"
        "画面を開き直し、今の内容を確かめてから、もう一度行ってください" "Reload the page, look at what stands now and do it again";
    EXPLANATION_LINK = "AP-455"
        "変わったことの場所は、このサイトの中のアドレスで書いてください" "The place of the change is an address of this site"
        "/clusters/fees-review のように / から始めてください" "Begin it with / such as /clusters/fees-review";
    EXPLANATION_REASON = "AP-456"
        "隠す理由が書かれていないか、長すぎます" "The reason for hiding is missing or too long"
        "400文字までで書いてください" "Say why in at most 400 characters";
}

/// The fields of the form, in their order, each with the most characters it takes and whether it is needed.
pub const FIELDS: [(&str, usize, bool); 12] = [
    ("day", 20, true),
    ("title", 120, true),
    ("kind", 20, true),
    ("place", 120, true),
    ("groups", 400, false),
    ("people", 9, false),
    ("items", 3_000, false),
    ("explained", 4_000, true),
    ("said", 4_000, true),
    ("changed", 4_000, false),
    ("changed_link", 200, false),
    ("is_public", 1, false),
];

/// Records on one page.
pub const EXPLANATIONS_A_PAGE: i64 = 50;

/// A page of the records (説明記録の一覧).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplanationPage {
    /// The latest day first.
    pub rows: Vec<ExplanationRow>,
    /// Which page it is, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// A record as typed (説明記録の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplanationForm {
    /// The fields that were typed.
    pub fields: BTreeMap<String, String>,
    /// The revision the form began with; 0 for a new one.
    pub revision: i64,
}

/// What is wrong with a field (入力の指摘): the field, what, and what it is about.
pub type ExplanationFault = (&'static str, &'static reform::ProblemKind, String);

impl ExplanationForm {
    /// The text of a field; empty where it was not typed.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The form of a record as it stands.
    pub fn of(row: &ExplanationRow) -> ExplanationForm {
        let fields = [
            ("day", row.day.to_string()),
            ("title", row.title.clone()),
            ("kind", row.kind.word().to_owned()),
            ("place", row.place.clone()),
            ("groups", row.groups.clone()),
            ("people", row.people.map(|people| people.to_string()).unwrap_or_default()),
            ("items", row.items.clone()),
            ("explained", row.explained.clone()),
            ("said", row.said.clone()),
            ("changed", row.changed.clone()),
            ("changed_link", row.changed_link.clone()),
            ("is_public", if row.is_public { "1" } else { "" }.to_owned()),
        ];
        let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        ExplanationForm { fields, revision: row.revision }
    }
}

impl App {
    /// The records that the actor may see, the latest first: all for staff, the public ones for everybody else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn explanation_list(&self, actor: &Actor) -> Result<Vec<ExplanationRow>, AppError> {
        permit(actor, Action::SendComments)?;
        Ok(self.store.explanations(!sees_all(actor), (0, i64::MAX)).await?)
    }

    /// The same, a page of them from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn explanation_page(&self, actor: &Actor, page: i64) -> Result<ExplanationPage, AppError> {
        permit(actor, Action::SendComments)?;
        let page = page.clamp(1, 1_000_000);
        // One more than is shown tells whether there are older ones.
        let part = ((page - 1) * EXPLANATIONS_A_PAGE, EXPLANATIONS_A_PAGE + 1);
        let mut rows = self.store.explanations(!sees_all(actor), part).await?;
        let has_older = rows.len() as i64 > EXPLANATIONS_A_PAGE;
        rows.truncate(EXPLANATIONS_A_PAGE as usize);
        Ok(ExplanationPage { rows, page, has_older })
    }

    /// One record.
    ///
    /// # Errors
    /// When there is none that the actor may see.
    pub async fn explanation(&self, actor: &Actor, id: i64) -> Result<ExplanationRow, AppError> {
        permit(actor, Action::SendComments)?;
        let found = self.store.explanation(id).await?.filter(|row| is_seen(actor, row));
        found.ok_or_else(|| AppError::NotFound { what: "explanation", name: id.to_string() })
    }

    /// Records that speak about a thing and that the actor may see, without hidden ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn explanations_about(&self, actor: &Actor, item: &ItemRef) -> Result<Vec<ExplanationRow>, AppError> {
        permit(actor, Action::SendComments)?;
        let whole = ItemRef { place: String::new(), ..item.clone() };
        let mut rows = self.store.explanations_naming(&whole.to_string(), !sees_all(actor)).await?;
        rows.retain(|row| speaks_of(&row.items, item));
        Ok(rows)
    }

    /// Makes a record, or changes one; gives its number, or what is wrong with the form.
    ///
    /// # Errors
    /// When the actor may not, there is no such record, or somebody else was quicker.
    pub async fn save_explanation(
        &self,
        actor: &Actor,
        id: Option<i64>,
        form: &ExplanationForm,
    ) -> Result<Result<i64, Vec<ExplanationFault>>, AppError> {
        permit(actor, Action::RecordExplanations)?;
        let before = match id {
            Some(id) => Some(self.explanation(actor, id).await?),
            None => None,
        };
        if let Some(before) = &before {
            permit(actor, Ask::ChangeExplanation { made_by: &before.made_by })?;
        }
        let mut row = match read(form, before.as_ref(), self.today()) {
            Ok(row) => row,
            Err(faults) => return Ok(Err(faults)),
        };
        row.is_demo = match &before {
            Some(before) => before.is_demo,
            None => self.is_example_time().await?,
        };
        let Some(id) = id else { return Ok(Ok(self.store.add_explanation(&actor.name, &row).await?)) };
        match self.store.change_explanation(&actor.name, &row).await? {
            true => Ok(Ok(id)),
            false => Err(Refusal::conflict(&EXPLANATION_CHANGED, "").into()),
        }
    }

    /// Hides a record with a reason; it stays on record.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, or somebody else was quicker.
    pub async fn hide_explanation(
        &self,
        actor: &Actor,
        (id, revision): (i64, i64),
        reason: &str,
    ) -> Result<(), AppError> {
        permit(actor, Action::RecordExplanations)?;
        let before = self.explanation(actor, id).await?;
        permit(actor, Ask::ChangeExplanation { made_by: &before.made_by })?;
        let reason = visible(reason);
        if !(1..=400).contains(&reason.chars().count()) {
            return Err(Refusal::invalid(&EXPLANATION_REASON, "").into());
        }
        let row = ExplanationRow { hidden_reason: reason, revision, ..before };
        match self.store.change_explanation(&actor.name, &row).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&EXPLANATION_CHANGED, "").into()),
        }
    }
}

fn is_seen(actor: &Actor, row: &ExplanationRow) -> bool {
    (row.is_public && row.hidden_reason.is_empty()) || sees_all(actor)
}

/// Whether records that are hidden or not public are for this reader too.
fn sees_all(actor: &Actor) -> bool {
    actor.may(Action::ReadConsultations)
}

fn read(
    form: &ExplanationForm,
    before: Option<&ExplanationRow>,
    today: CalendarDate,
) -> Result<ExplanationRow, Vec<ExplanationFault>> {
    let mut faults: Vec<ExplanationFault> = Vec::new();
    for (name, most, is_needed) in FIELDS {
        let chars = visible(form.text(name)).chars().count();
        if chars > most || (is_needed && chars == 0) {
            let is_account = matches!(name, "explained" | "said") && chars == 0;
            let kind = if is_account { &SAID_MISSING } else { &EXPLANATION_TEXT };
            faults.push((name, kind, format!("{chars} / {most}")));
        }
    }
    let text = |name: &str| visible(form.text(name));
    let day = intake::table::read_day(&text("day")).filter(|day| *day <= today);
    if day.is_none() {
        faults.push(("day", &EXPLANATION_DAY, text("day")));
    }
    let mut items = Vec::new();
    for line in text("items").lines().map(str::trim).filter(|line| !line.is_empty()) {
        match ItemRef::read(line) {
            Some(item) if items.len() < ITEMS_MOST => items.push(item.to_string()),
            _ => faults.push(("items", &EXPLANATION_ITEMS, line.to_owned())),
        }
    }
    let people = match text("people").as_str() {
        "" => None,
        typed => match typed.parse().ok().filter(|people| (0..=1_000_000).contains(people)) {
            Some(people) => Some(people),
            None => {
                faults.push(("people", &EXPLANATION_PEOPLE, typed.to_owned()));
                None
            }
        },
    };
    let link = text("changed_link");
    let is_local = link.starts_with('/') && !link.starts_with("//") && link.bytes().all(|byte| byte.is_ascii_graphic());
    if !link.is_empty() && !is_local {
        faults.push(("changed_link", &EXPLANATION_LINK, link.clone()));
    }
    let (Some(day), true) = (day, faults.is_empty()) else { return Err(faults) };
    Ok(ExplanationRow {
        id: before.map_or(0, |row| row.id),
        day,
        place: text("place"),
        kind: ExplanationKind::from_word(&text("kind")).unwrap_or(ExplanationKind::Other),
        title: text("title"),
        groups: text("groups"),
        people,
        items: items.join("\n"),
        explained: text("explained"),
        said: text("said"),
        changed: text("changed"),
        changed_link: link,
        is_public: text("is_public") == "1",
        hidden_reason: before.map(|row| row.hidden_reason.clone()).unwrap_or_default(),
        is_demo: before.is_some_and(|row| row.is_demo),
        made_by: before.map(|row| row.made_by.clone()).unwrap_or_default(),
        revision: form.revision,
    })
}
