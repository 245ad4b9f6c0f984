//! One field of the form as the page shows it (欄の表示): its control, its text, and what stands beside it.

use std::collections::BTreeMap;

use app::ProblemKind;
use app::review::{SheetConflict, SheetView};
use askama::Template;
use reform::program::Direction;
use reform::review::{FieldKind, FieldName, FormField, Section, field_of};

use super::talk::{ThreadView, thread_view};
use super::words;
use crate::format;
use crate::html::{Html, icon, is_japanese, paragraphs};
use crate::lang::Lang;
use crate::page::Frame;

/// How a field is written, or that it is only shown.
pub enum Control {
    /// To be read.
    Shown,
    /// One of a few, all of them in sight.
    Radios(Vec<Choice>),
    /// One of a list.
    Select(Vec<Choice>),
    /// Yes or nothing.
    Check,
    /// One line, with the keyboard it wants.
    Line(&'static str),
    /// Several lines, at first so many.
    Area(u8),
}

/// One choice of a field.
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub icon: Html,
    pub is_chosen: bool,
}

/// What is wrong with the text of a field.
pub struct FieldFault {
    pub code: &'static str,
    pub what: &'static str,
    pub hint: &'static str,
}

/// A field as the template takes it.
pub struct FieldView {
    pub name: String,
    pub id: String,
    pub part: String,
    pub label: String,
    pub full_label: String,
    pub hint: Html,
    pub text: String,
    pub base: String,
    pub control: Control,
    pub is_open: bool,
    pub is_wide: bool,
    pub is_japanese: bool,
    pub is_contested: bool,
    pub shown: Html,
    pub meta: String,
    pub missing: Option<&'static str>,
    pub problem: Option<FieldFault>,
    pub conflict: Html,
    pub thread: Option<ThreadView>,
    pub list: String,
}

/// What was sent and could not all be kept: shown again as it was typed (書きかけの内容).
#[derive(Default)]
pub struct Typed {
    /// Texts by field, where they differ from what is kept.
    pub texts: BTreeMap<String, String>,
    /// What is wrong, by field.
    pub faults: BTreeMap<String, &'static ProblemKind>,
    /// The conflicts, by field.
    pub conflicts: BTreeMap<String, SheetConflict>,
    /// Comments that were not sent, by field.
    pub remarks: BTreeMap<String, String>,
    /// A row to add: `measure` or `kpi`.
    pub add: Option<&'static str>,
}

/// Makes the fields of one page.
pub struct FieldMaker<'a> {
    pub f: &'a Frame,
    pub view: &'a SheetView,
    pub typed: &'a Typed,
    missing: BTreeMap<&'a str, &'static ProblemKind>,
}

/// Both texts of a field in conflict.
#[derive(Template)]
#[template(path = "reviews/sheet/conflict.html")]
pub struct ConflictBlock {
    lang: Lang,
    ja: Html,
    id: String,
    name: String,
    who: String,
    theirs_by: String,
    mine: Html,
    theirs: Html,
    mine_text: String,
    base_text: String,
    is_text: bool,
    is_page: bool,
}

impl<'a> FieldMaker<'a> {
    /// A maker for one page.
    pub fn new(f: &'a Frame, view: &'a SheetView, typed: &'a Typed) -> FieldMaker<'a> {
        let mut missing = BTreeMap::new();
        for one in &view.missing {
            missing.entry(one.field.as_str()).or_insert(one.kind);
        }
        FieldMaker { f, view, typed, missing }
    }

    /// What a list lacks (`kpis`, `measures`), or a field.
    pub fn missing(&self, name: &str) -> Option<&'static str> {
        self.missing.get(name).map(|kind| self.f.lang.pick(kind.title_ja, kind.title_en))
    }

    /// A field of the form; to be written where the actor may, and otherwise to be read.
    pub fn make(&self, field: &FormField) -> FieldView {
        let (f, name) = (self.f, field.name.as_str());
        let saved = self.view.fields.get(name).unwrap_or_default();
        let text = self.typed.texts.get(name).map_or(saved, String::as_str).to_owned();
        let conflict = self.typed.conflicts.get(name);
        let is_open = self.view.may_write(name);
        let fault = self.typed.faults.get(name);
        let part = name.rsplit('.').next().unwrap_or(name);
        FieldView {
            id: field_id(name),
            part: part.to_owned(),
            label: f.text(&field.short).to_owned(),
            full_label: f.text(&field.label).to_owned(),
            hint: f.mixed(f.text(&field.hint)),
            base: saved.to_owned(),
            control: if is_open { control(f.lang, field, &text) } else { Control::Shown },
            is_open,
            is_wide: field.kind == FieldKind::LongText || matches!(part, "name" | "source"),
            is_japanese: matches!(field.kind, FieldKind::LongText | FieldKind::ShortText),
            is_contested: conflict.is_some(),
            shown: shown(f.lang, field, &text),
            meta: words::author(f.lang, self.view.authors.get(name)),
            missing: if is_open { self.missing(name) } else { None },
            problem: fault.map(|kind| FieldFault {
                code: kind.code,
                what: f.lang.pick(kind.title_ja, kind.title_en),
                hint: f.lang.pick(kind.hint_ja, kind.hint_en),
            }),
            conflict: conflict.map(|conflict| conflict_block(f.lang, conflict, true)).unwrap_or_default(),
            thread: self.thread(field),
            list: String::new(),
            text,
            name: field.name.clone(),
        }
    }

    /// Comments stand at the fields people talk about, and wherever there are some.
    fn thread(&self, field: &FormField) -> Option<ThreadView> {
        let is_talked_about = match FieldName::parse(&field.name) {
            Some(FieldName::Check(_, part)) => part == "reason",
            Some(FieldName::Kpi(_, part)) => part == "name",
            Some(FieldName::Measure(_, part)) => part == "text",
            Some(FieldName::Plain(part)) => part == "direction-reason",
            _ => false,
        };
        let is_new = field.item.as_deref() == Some(super::rows::NEW_ID);
        let has_some = self.view.threads_of(&field.name).next().is_some();
        let may = self.view.may(reform::workflow::ActionKind::Comment);
        (has_some || (is_talked_about && may && !is_new))
            .then(|| thread_view(self, &field.name, self.f.text(&field.label)))
    }
}

/// The id of a field's control.
pub fn field_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

/// A text as people read it: choices by their label, numbers grouped.
pub fn shown(lang: Lang, field: &FormField, text: &str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    match field.kind {
        FieldKind::Choice(choices) => {
            let label = choices.iter().find(|(word, ..)| *word == text).map(|(_, ja, en)| lang.pick(ja, en));
            match (Direction::from_word(text), field.section) {
                (Some(direction), Section::Direction | Section::Decision) => direction_chip(lang, direction),
                _ => paragraphs(label.unwrap_or(text)),
            }
        }
        FieldKind::YesNo => paragraphs(lang.pick("はい", "yes")),
        FieldKind::Year => match text.parse().ok().and_then(|year| app::FiscalYear::new(year).ok()) {
            Some(year) => paragraphs(&format::year(lang, year)),
            None => paragraphs(text),
        },
        FieldKind::Yen => match text.parse() {
            Ok(yen) => paragraphs(&format!("{}{}", app::Yen(yen), lang.pick("円", " yen"))),
            Err(_) => paragraphs(text),
        },
        FieldKind::Quantity => match text.parse() {
            Ok(quantity) => paragraphs(&format::quantity(Some(quantity))),
            Err(_) => paragraphs(text),
        },
        FieldKind::LongText | FieldKind::ShortText | FieldKind::ProgramNumber => paragraphs(text),
    }
}

/// The block that shows both texts of a conflict; on a page the buttons send it, in an answer to a script they act.
pub fn conflict_block(lang: Lang, conflict: &SheetConflict, is_page: bool) -> Html {
    let name = &conflict.conflict.field;
    let mine = conflict.conflict.mine.as_deref().unwrap_or_default();
    let theirs = conflict.conflict.theirs.as_deref().unwrap_or_default();
    let field = field_of(name, &[]);
    let side = |text: &str| match (text, &field) {
        ("", _) => Html(format!("<p class=\"muted\">{}</p>", lang.pick("空", "empty"))),
        (text, Some(field)) => shown(lang, field, text),
        (text, None) => paragraphs(text),
    };
    let (person, at) = (conflict.who.as_str(), words::moment(lang, &conflict.at));
    let person = if person.is_empty() { lang.pick("ほかの人", "Somebody") } else { person };
    let block = ConflictBlock {
        lang,
        ja: Html(lang.pick("", " lang=\"ja\"").to_owned()),
        id: field_id(name),
        who: match lang {
            Lang::Ja => format!("{person}さんも、この欄を {at} に変えました"),
            Lang::En => format!("{person} changed this field, too ({at})"),
        },
        theirs_by: match lang {
            Lang::Ja => format!("{person}さんの文（保存済み）"),
            Lang::En => format!("The text of {person} (saved)"),
        },
        mine: side(mine),
        theirs: side(theirs),
        mine_text: mine.to_owned(),
        base_text: conflict.conflict.base.clone().unwrap_or_default(),
        is_text: field.is_some_and(|field| matches!(field.kind, FieldKind::LongText | FieldKind::ShortText)),
        is_page,
        name: name.clone(),
    };
    Html(block.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a conflict could not be rendered");
        String::new()
    }))
}

/// The chip of a direction.
pub fn direction_chip(lang: Lang, direction: Direction) -> Html {
    let (word, label) = (direction.word(), lang.pick(direction.label_ja(), direction.label_en()));
    Html(format!("<span class=\"chip dir-{word}\">{}{label}</span>", icon(&format!("dir-{word}"))))
}

fn control(lang: Lang, field: &FormField, text: &str) -> Control {
    match field.kind {
        FieldKind::Choice(all) => {
            let in_sight = matches!(field.section, Section::Checks | Section::Direction | Section::Decision);
            let choice = |(value, ja, en): &(&'static str, &'static str, &'static str)| Choice {
                value,
                label: lang.pick(ja, en),
                icon: match Direction::from_word(value) {
                    Some(_) if field.section != Section::Checks && in_sight => icon(&format!("dir-{value}")),
                    _ => Html::default(),
                },
                is_chosen: *value == text,
            };
            let none = Choice {
                value: "",
                label: match field.section {
                    Section::Decision => lang.pick("所管の案のとおり", "as proposed"),
                    _ => lang.pick("未選択", "not chosen"),
                },
                icon: Html::default(),
                is_chosen: text.is_empty(),
            };
            if in_sight {
                Control::Radios(all.iter().map(choice).chain([none]).collect())
            } else {
                Control::Select([none].into_iter().chain(all.iter().map(choice)).collect())
            }
        }
        FieldKind::LongText => Control::Area(if matches!(field.section, Section::Kpis) { 2 } else { 4 }),
        FieldKind::YesNo => Control::Check,
        FieldKind::Quantity => Control::Line("decimal"),
        FieldKind::Year | FieldKind::Yen => Control::Line("numeric"),
        FieldKind::ShortText | FieldKind::ProgramNumber => Control::Line("text"),
    }
}

/// Whether a text holds Japanese letters, for the attribute that says so.
pub fn has_japanese(text: &str) -> bool {
    text.chars().any(is_japanese)
}
