//! `/remarks`: what was said about items, who answers by when, and what came of it.

mod block;
mod board;
mod form;
mod show;

use app::remarks::{ITEM_SEVERAL, ItemChoice, ItemLabel, RemarkLine};
use axum::Router;
use axum::routing::{get, post};
use reform::discussion::ItemKind;
use reform::discussion::meeting::ClockTime;
use reform::plan::CalendarDate;

use crate::Site;
use crate::cities::Pairs;
use crate::clusters::value;
use crate::error::PageError;
use crate::lang::Lang;
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
    /// `text`, `date`, `time`, `select` or `area`.
    pub input: &'static str,
    /// What can be chosen.
    pub choices: Vec<(String, String)>,
    /// What may be meant by what was typed, of which one is to be chosen.
    pub picks: Picks,
    /// Whether it must be filled.
    pub is_required: bool,
}

/// The things of which one may be meant (当てはまるもの).
#[derive(Default)]
pub struct Picks {
    /// What to write for it, and what it is called.
    pub choices: Vec<(String, String)>,
    /// That there are more than are offered; empty where there are not.
    pub note: String,
}

impl Entry {
    /// A line of text.
    pub fn text(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Entry {
        let (value, choices) = (value.to_owned(), Vec::new());
        Entry { name, label, hint, value, input: "text", choices, picks: Picks::default(), is_required: false }
    }

    /// A day.
    pub fn day(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Entry {
        let (value, input) = day_field(value);
        Entry { value, input, ..Entry::text(name, label, hint, "") }
    }

    /// A time of day.
    pub fn time(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Entry {
        let (value, input) = match (value.trim(), ClockTime::read(value)) {
            ("", _) => (String::new(), "time"),
            (_, Some(time)) => (time.to_string(), "time"),
            (typed, None) => (typed.to_owned(), "text"),
        };
        Entry { value, input, ..Entry::text(name, label, hint, "") }
    }

    /// The same with things of which one is to be chosen.
    pub fn with_picks(self, picks: Picks) -> Entry {
        Entry { picks, ..self }
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

/// A day as a field holds it, and the kind of the field: what is no day stays as it was typed, which a field of days would
/// not show.
pub fn day_field(value: &str) -> (String, &'static str) {
    match (value.trim(), value.trim().parse::<CalendarDate>()) {
        ("", _) => (String::new(), "date"),
        (_, Ok(day)) => (day.to_string(), "date"),
        (typed, Err(_)) => (typed.to_owned(), "text"),
    }
}

/// The thing a form names: the one that was chosen of those that fit, while what they fit is still what is typed.
pub fn item_of(sent: &Pairs) -> &str {
    let (item, pick) = (value(sent, "item"), value(sent, "pick"));
    if !pick.is_empty() && value(sent, "pick_for") == item { pick } else { item }
}

/// What may be meant by what was typed, where it was refused because several things fit.
pub async fn picks(
    visit: &Visit,
    f: &Frame,
    code: Option<&str>,
    (kind, text): (&str, &str),
) -> Result<Picks, PageError> {
    if code != Some(ITEM_SEVERAL.code) {
        return Ok(Picks::default());
    }
    let found = visit.check(visit.app().item_candidates(&visit.actor, kind, text).await)?;
    let (shown, all) = (found.choices.len(), found.all);
    let note = match (all > shown, f.lang) {
        (false, _) => String::new(),
        (true, Lang::Ja) => {
            format!("全部で{all}件あり、初めの{shown}件を示しています。名前をもっと長く書くと絞れます。")
        }
        (true, Lang::En) => format!("The first {shown} of {all}; write more of the name to find fewer."),
    };
    Ok(Picks { choices: found.choices.iter().map(|choice| choice_words(f, choice)).collect(), note })
}

/// What to write for a thing, and what it is called.
fn choice_words(f: &Frame, choice: &ItemChoice) -> (String, String) {
    let kind = f.lang.pick(choice.item.kind.label_ja(), choice.item.kind.label_en());
    let name = f.text(&choice.name);
    let words = match choice.item.kind {
        // Programs of the same name are told apart by their number.
        ItemKind::Program => format!("{kind} {} {name}", choice.item.id),
        _ if name == kind => kind.to_owned(),
        _ => format!("{kind} {name}"),
    };
    (choice.item.to_string(), words)
}

/// What can be chosen where a thing is named: what to write, and what it is called.
pub async fn item_choices(visit: &Visit, f: &Frame) -> Result<Vec<(String, String)>, PageError> {
    let choices = visit.check(visit.app().item_choices(&visit.actor).await)?;
    Ok(choices.iter().map(|choice| choice_words(f, choice)).collect())
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
