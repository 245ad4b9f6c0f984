//! Records as people read them (記録の表示): each field with its label, references as names, amounts in words.

use std::fmt::Write;

use app::Yen;
use reform::analysis::{FieldKind, Item, Place, fields_of};

use crate::format;
use crate::html::{Html, escape};
use crate::page::Frame;
use crate::reviews::day;

/// A record for a page (記録).
pub struct Shown {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// Its fields, the first left out as it is the title: label and text.
    pub fields: Vec<(String, Html)>,
    /// The word and the label of its basis, where it has one.
    pub basis: Option<(&'static str, &'static str)>,
}

/// A record with its fields that hold something; `title_of` names the records that it names.
pub fn shown(f: &Frame, item: &Item, title_of: &dyn Fn(i64) -> Option<String>) -> Shown {
    let first = item.kind.fields().first().map_or("", |field| field.name);
    let has_lines = item.text(first).contains('\n');
    let mut fields: Vec<(String, Html)> = Vec::new();
    for (name, place) in fields_of(item.kind, &item.fields) {
        let text = item.text(&name);
        let is_title = name == first && !has_lines;
        // The unit stands behind its number.
        let counted = ["figure", "value"].into_iter().find(|counted| !item.text(counted).is_empty());
        let is_unit = name == "unit" && counted.is_some();
        if text.is_empty() || is_title || is_unit || name == "basis" || place.row.is_some() {
            continue;
        }
        let mut shown = value(f, place, text, title_of);
        if counted == Some(name.as_str()) {
            shown.0.push_str(&format!(" {}", f.mixed(item.text("unit"))));
        }
        fields.push((f.t(place.field.label.0, place.field.label.1).to_owned(), shown));
    }
    for rows in item.kind.rows() {
        for at in reform::analysis::row_numbers(&item.fields, rows.name) {
            let mut parts: Vec<String> = Vec::new();
            for field in rows.fields {
                let text = item.text(&format!("{}.{at}.{}", rows.name, field.name));
                if !text.is_empty() {
                    let place = Place { field, row: Some((rows, at)) };
                    let label = escape(f.t(field.label.0, field.label.1));
                    parts.push(format!(
                        "<span class=\"muted small\">{label}</span> {}",
                        value(f, place, text, title_of)
                    ));
                }
            }
            let label = format!("{} {at}", f.t(rows.label.0, rows.label.1));
            fields.push((label, Html(parts.join("　"))));
        }
    }
    Shown { number: item.number, title: item.title().to_owned(), fields, basis: basis(f, item.text("basis")) }
}

/// The class and label of a basis.
fn basis(f: &Frame, word: &str) -> Option<(&'static str, &'static str)> {
    let (class, ja, en) = match word {
        "published" => ("badge-published", "公表", "published"),
        "inventory" => ("badge-published", "台帳", "from the inventory"),
        "read" => ("badge-assumed", "読み取り", "read off a chart"),
        "assumed" => ("badge-assumed", "仮定", "assumption"),
        "illustrative" => ("badge-example", "例示", "illustrative"),
        _ => return None,
    };
    Some((class, f.lang.pick(ja, en)))
}

/// What stands in a field, for people.
pub fn value(f: &Frame, place: Place, text: &str, title_of: &dyn Fn(i64) -> Option<String>) -> Html {
    match place.field.kind {
        FieldKind::ShortText => f.mixed(text),
        FieldKind::LongText => lines(f, text),
        FieldKind::Number => {
            Html(escape(&text.parse().map_or_else(|_| text.to_owned(), |number| format::quantity(Some(number)))))
        }
        FieldKind::Yen => match text.parse() {
            Ok(yen) => f.mixed(&amount(f, Yen(yen))),
            Err(_) => f.mixed(text),
        },
        FieldKind::Year => match text.parse().ok().and_then(|year| app::FiscalYear::new(year).ok()) {
            Some(year) => Html(escape(&format::year(f.lang, year))),
            None => f.mixed(text),
        },
        FieldKind::Day => text.parse().map_or_else(|_| f.mixed(text), |date| Html(escape(&day(f.lang, date)))),
        FieldKind::Url => link(f, text),
        FieldKind::Choice(choices) => Html(escape(&choice(f, choices, text))),
        FieldKind::Item(_) | FieldKind::Items(_) => {
            let name = |number: &str| {
                let title = number.parse().ok().and_then(title_of);
                let title = title.unwrap_or_else(|| f.t("（消された記録）", "(deleted)").to_owned());
                format!("<li>{} <span class=\"muted small\">#{}</span></li>", f.mixed(&title), escape(number))
            };
            Html(format!("<ul class=\"plain\">{}</ul>", text.split_whitespace().map(name).collect::<String>()))
        }
    }
}

/// An amount with its sign, in words: `▲60億円`.
pub fn amount(f: &Frame, amount: Yen) -> String {
    format::in_words(f.lang, amount)
}

/// The label of a choice; the steps of a scale keep their number.
pub fn choice(f: &Frame, choices: &[(&str, &'static str, &'static str)], word: &str) -> String {
    let found = choices.iter().find(|(known, ..)| *known == word);
    let label = found.map_or(word, |(_, ja, en)| f.t(ja, en));
    if word.bytes().all(|byte| byte.is_ascii_digit()) && found.is_some() {
        format!("{word} {label}")
    } else {
        label.to_owned()
    }
}

/// A text of several lines.
pub fn lines(f: &Frame, text: &str) -> Html {
    let lines: Vec<String> = text.lines().map(|line| f.mixed(line).0).collect();
    Html(lines.join("<br>"))
}

/// A link that was checked when it was kept; anything else stays text.
fn link(f: &Frame, text: &str) -> Html {
    let lower = text.to_ascii_lowercase();
    let here = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    let mut out = String::new();
    if here {
        let _ = write!(out, "<a href=\"{}\">{}</a>", escape(&f.href(text)), f.mixed(text));
    } else if lower.starts_with("https://") || lower.starts_with("http://") {
        let _ = write!(out, "<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(text), f.mixed(text));
    } else {
        return f.mixed(text);
    }
    Html(out)
}
