//! Every field of every form that changes something has its help text, and it is bound to the field: in the templates, and,
//! where a template gets its help texts from Rust, on the page itself, as such a text could be empty.

use crate::support;

use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use support::{Page, Site};

/// Pages whose fields are laid out by one part for all of them: who may open it, and where it is.
const LAID_OUT_BY_A_PART: &[(&str, &str)] = &[
    ("reform-office", "/consultations/new"),
    ("reform-office", "/explanations/new"),
    ("reform-office", "/tasks/new?cluster=public-investment-level"),
    ("reform-office", "/clusters/new"),
    ("administrator", "/people/new"),
];

/// Fields whose label says all there is to say: template, field, why.
const SAID_BY_THE_LABEL: &[(&str, &str, &str)] =
    &[("consultations/public.html", "website", "a trap for programs, which no person is shown")];

#[test]
fn every_field_that_is_filled_in_has_a_help_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let (mut missing, mut looked_at) = (Vec::new(), 0);
    for path in templates(&root) {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        for form in forms(&text) {
            for field in fields(form) {
                looked_at += 1;
                let id = attribute(field, "name").unwrap_or_default();
                let is_excepted = SAID_BY_THE_LABEL.iter().any(|(file, one, _)| *file == name && *one == id);
                if !has_help(field) && !is_excepted {
                    missing.push(format!("{name}: {id}"));
                }
            }
        }
    }
    assert!(looked_at > 80, "only {looked_at} fields were found");
    assert!(missing.is_empty(), "fields without a help text:\n{}", missing.join("\n"));
}

#[tokio::test]
async fn what_a_part_gets_as_its_help_text_is_never_empty() {
    let site = Site::with_demo().await.at("2026-11-22T01:00:00Z");
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    site.with_people("財政・変革局＞財政課").await;
    for (login, path) in LAID_OUT_BY_A_PART {
        let user = site.as_user(login).await;
        for path in [(*path).to_owned(), format!("/en{path}")] {
            let answer = user.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{login} cannot open {path}");
            let (text, page) = (answer.text(), answer.page(&path));
            let laid_out: Vec<&str> = forms(&text).flat_map(all_fields).filter(|field| !is_choice(field)).collect();
            assert!(laid_out.len() > 2, "{path} has no form");
            let silent: Vec<&str> = laid_out
                .into_iter()
                .filter(|field| !is_helped(field, &page))
                .map(|field| attribute(field, "name").unwrap_or(field))
                .collect();
            assert!(silent.is_empty(), "{path}: fields whose help text is not there or empty: {silent:?}");
        }
    }
}

#[test]
fn a_help_text_that_is_empty_or_not_there_is_found() {
    let html = "<!doctype html><form method=\"post\"><p id=\"a-h\">あ</p><input name=\"a\" aria-describedby=\"a-h\"><p id=\"b-h\"> </p>\
                <input name=\"b\" aria-describedby=\"b-h\"><input name=\"c\" aria-describedby=\"c-h\">\
                <input type=\"checkbox\" name=\"d\"></form>";
    let page = Page::read(html);
    let silent: Vec<&str> = forms(html)
        .flat_map(all_fields)
        .filter(|field| !is_helped(field, &page))
        .filter_map(|field| attribute(field, "name"))
        .collect();
    assert_eq!(silent, ["b", "c", "d"]);
}

/// Whether every text the field is bound to is on the page and says something.
fn is_helped(field: &str, page: &Page) -> bool {
    let says = |id: &str| {
        let texts = page.texts(|_, attributes| attributes.get("id").is_some_and(|known| known == id));
        !texts.is_empty() && texts.iter().all(|text| !text.is_empty())
    };
    attribute(field, "aria-describedby").is_some_and(|ids| !ids.is_empty() && ids.split(' ').all(says))
}

/// One of several things to choose from: its label is what is chosen. A box that stands alone is a field like any other.
fn is_choice(field: &str) -> bool {
    let is_one_of_many = field.contains("type=\"checkbox\"") && attribute(field, "id").is_none();
    field.contains("type=\"radio\"") || is_one_of_many
}

#[test]
fn a_field_without_a_help_text_is_found() {
    let form = "<form action=\"{{ f.href(\"/x\") }}\" method=\"post\"><input type=\"hidden\" name=\"seen\">\
                <input name=\"a\"><input name=\"b\" aria-describedby=\"b-h\"><select name=\"c\">\
                </select><input type=\"radio\" name=\"d\"></form><form><input name=\"q\"></form>";
    let without: Vec<&str> = forms(form)
        .flat_map(fields)
        .filter(|field| !has_help(field))
        .filter_map(|field| attribute(field, "name"))
        .collect();
    assert_eq!(without, ["a", "c"]);
}

/// The forms that are sent by POST; those that only ask hold filters, whose labels say all.
fn forms(text: &str) -> impl Iterator<Item = &str> {
    let all = text.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or(rest));
    all.filter(|form| form.contains("method=\"post\""))
}

/// The fields a person fills in. Radio buttons and boxes are choices, whose labels are what is chosen; but a box whose name comes
/// from Rust is laid out by a part like any other field.
fn fields(form: &str) -> impl Iterator<Item = &str> {
    all_fields(form)
        .filter(|field| !field.contains("type=\"radio\"") && (!field.contains("type=\"checkbox\"") || is_part(field)))
}

/// Whether a part lays the field out, whatever its name.
fn is_part(field: &str) -> bool {
    attribute(field, "name").is_some_and(|name| name.starts_with("{{ entry."))
}

/// Everything that can be filled in or marked.
fn all_fields(form: &str) -> impl Iterator<Item = &str> {
    let starts = ["<input", "<select", "<textarea"];
    let found = form.match_indices('<').filter_map(move |(at, _)| {
        let rest = &form[at..];
        starts.iter().any(|start| rest.starts_with(start)).then(|| tag(rest))
    });
    found.filter(|field| !field.contains("type=\"hidden\"") && !field.contains(" hidden"))
}

/// From `<` to the `>` that ends the element, past those in attributes and template code.
fn tag(text: &str) -> &str {
    let (mut is_quoted, mut braces) = (false, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => braces += 1,
            '}' => braces -= 1,
            '"' if braces == 0 => is_quoted = !is_quoted,
            '>' if braces == 0 && !is_quoted => return &text[..=at],
            _ => {}
        }
    }
    text
}

/// Bound here, or by the part that binds hint and fault alike; that what such a part gets is never empty is looked at on the page.
fn has_help(field: &str) -> bool {
    field.contains("aria-describedby") || field.contains("described")
}

fn attribute<'a>(field: &'a str, name: &str) -> Option<&'a str> {
    field.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn templates(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(templates(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}
