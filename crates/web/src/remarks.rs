//! `/remarks`: what was said about items, who answers by when, and what came of it.

mod block;
mod board;
mod form;
mod show;

use app::remarks::{ItemLabel, RemarkLine};
use axum::Router;
use axum::routing::{get, post};

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Visit};
use crate::reviews::day as day_words;

pub use block::{RemarkBlock, of_item};
pub use form::FormPage;
pub use show::number;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/remarks", get(board::show))
        .route("/remarks.csv", get(board::csv))
        .route("/remarks.xlsx", get(board::xlsx))
        .route("/remarks/statistics", get(board::statistics))
        .route("/remarks/new", get(form::new).post(form::add))
        .route("/remarks/{id}", get(show::show))
        .route("/remarks/{id}/edit", get(form::edit).post(form::save))
        .route("/remarks/{id}/answer", post(show::answer).get(show::back))
        .route("/remarks/{id}/outcome", post(show::outcome).get(show::back))
        .route("/remarks/{id}/hide", post(show::hide).get(show::back))
}

/// A field of a form with what was typed (入力欄).
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it wants; may be empty.
    pub hint: &'static str,
    /// What stands in it.
    pub value: String,
    /// `text`, `select` or `area`.
    pub input: &'static str,
    /// What can be chosen.
    pub choices: Vec<(String, String)>,
    /// Whether it must be filled.
    pub is_required: bool,
}

impl Entry {
    /// A line of text.
    pub fn text(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Entry {
        let (value, choices) = (value.to_owned(), Vec::new());
        Entry { name, label, hint, value, input: "text", choices, is_required: false }
    }

    /// The same with choices that may be taken or left.
    pub fn with_choices(self, choices: Vec<(String, String)>) -> Entry {
        Entry { choices, ..self }
    }

    /// A choice.
    pub fn choice(
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        value: &str,
        choices: Vec<(String, String)>,
    ) -> Entry {
        Entry { input: "select", choices, ..Entry::text(name, label, hint, value) }
    }

    /// The same for several lines.
    pub fn area(self) -> Entry {
        Entry { input: "area", ..self }
    }

    /// The same, which must be filled.
    pub fn required(self) -> Entry {
        Entry { is_required: true, ..self }
    }
}

/// A thing spoken about as a page shows it.
pub struct ItemShown {
    /// What kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its page; empty for none.
    pub href: String,
    /// Where in it.
    pub place: String,
}

/// A remark as a row.
pub struct Row {
    /// Its page.
    pub href: String,
    /// What was said.
    pub body: String,
    /// Who said it, as what.
    pub speaker: String,
    /// In which meeting.
    pub occasion: String,
    /// Its state.
    pub state: &'static str,
    /// The day the response is due.
    pub due: String,
    /// The department that answers.
    pub department: String,
    /// What it is about.
    pub item: ItemShown,
    /// Whether the response is late.
    pub is_overdue: bool,
    /// Whether it is an example.
    pub is_demo: bool,
    /// Whether it is hidden.
    pub is_hidden: bool,
}

/// What can be chosen where a thing is named: what to write, and what it is called.
pub async fn item_choices(visit: &Visit, f: &Frame) -> Result<Vec<(String, String)>, PageError> {
    let choices = visit.check(visit.app().item_choices(&visit.actor).await)?;
    let words = |choice: &app::remarks::ItemChoice| {
        let kind = f.lang.pick(choice.item.kind.label_ja(), choice.item.kind.label_en());
        let name = f.text(&choice.name);
        (choice.item.to_string(), if name == kind { kind.to_owned() } else { format!("{kind} {name}") })
    };
    Ok(choices.iter().map(words).collect())
}

/// A remark as a row.
pub fn row(f: &Frame, line: &RemarkLine) -> Row {
    let remark = &line.remark;
    let speaker = match (remark.speaker.as_str(), remark.speaker_role.as_str()) {
        (name, "") => name.to_owned(),
        ("", role) => role.to_owned(),
        (name, role) => format!("{name}（{role}）"),
    };
    Row {
        href: f.href(&format!("/remarks/{}", remark.id)),
        body: remark.body.clone(),
        speaker,
        occasion: f.text(&line.occasion).to_owned(),
        state: f.lang.pick(remark.state.label_ja(), remark.state.label_en()),
        due: remark.due.map(|day| day_words(f.lang, day)).unwrap_or_default(),
        department: line.department.join(" ＞ "),
        item: item(f, &line.item),
        is_overdue: line.is_overdue,
        is_demo: remark.is_demo,
        is_hidden: !remark.hidden_reason.is_empty(),
    }
}

/// A thing spoken about as a page shows it.
pub fn item(f: &Frame, label: &ItemLabel) -> ItemShown {
    ItemShown {
        kind: f.lang.pick(label.kind.label_ja(), label.kind.label_en()),
        name: f.text(&label.name).to_owned(),
        href: if label.path.is_empty() { String::new() } else { f.href(&label.path) },
        place: label.place.clone(),
    }
}
