//! A form of many fields (入力の画面): label, hint, what was typed and what is wrong with it.

use app::ProblemKind;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::cities::Pairs;
use crate::clusters::{Refused, value};
use crate::page::{Frame, render_with};
use crate::subnav::SubNav;

/// A field of a form (入力欄).
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What to write; never empty.
    pub hint: String,
    /// What was typed.
    pub value: String,
    /// `text`, `date`, `area`, `check` or `select`.
    pub input: &'static str,
    /// The choices of a `select`, or what may be added to an `area`: value and label.
    pub choices: Vec<(String, String)>,
    /// Whether it is needed.
    pub is_required: bool,
    /// What is wrong: what, what to do, code.
    pub fault: Option<(&'static str, String, &'static str)>,
}

/// The page of a form.
#[derive(Template)]
#[template(path = "consultations/form.html")]
pub struct FormPage {
    /// The frame.
    pub f: Frame,
    /// The pages beside it.
    pub subnav: SubNav,
    /// What it is for.
    pub lead: &'static str,
    /// Where it is sent.
    pub action: String,
    /// Where one goes without sending.
    pub back: String,
    /// The fields.
    pub entries: Vec<Entry>,
    /// The revision it began with.
    pub revision: i64,
    /// Why the whole was refused.
    pub refused: Option<Refused>,
}

impl FormPage {
    /// The page, with the status its faults have.
    pub fn render(self) -> Response {
        let is_good = self.refused.is_none() && self.entries.iter().all(|entry| entry.fault.is_none());
        let status = match (is_good, &self.refused) {
            (true, _) => StatusCode::OK,
            (false, Some(_)) => StatusCode::CONFLICT,
            (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        render_with(status, &self)
    }
}

/// A field of lines with the one that was chosen beside it (一つ選んで加える).
pub fn with_added(sent: &Pairs, name: &str) -> String {
    let (lines, added) = (value(sent, name), value(sent, &format!("{name}-add")).trim());
    match (lines.trim_end(), added) {
        (_, "") => lines.to_owned(),
        ("", added) => added.to_owned(),
        (lines, added) => format!("{lines}\n{added}"),
    }
}

/// What is wrong with a field, in words.
pub fn fault_words(f: &Frame, kind: &'static ProblemKind, detail: &str) -> (&'static str, String, &'static str) {
    let hint = f.lang.pick(kind.hint_ja, kind.hint_en);
    let hint = match detail {
        "" => hint.to_owned(),
        detail => format!("{hint}{}", f.lang.pick("（{}）", " ({})").replace("{}", detail)),
    };
    (f.lang.pick(kind.title_ja, kind.title_en), hint, kind.code)
}
