//! Every field of every form that changes something has its help text, and it is bound to the field.

use std::path::{Path, PathBuf};

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

/// The fields a person fills in. Radio buttons and boxes are choices: their labels are what is chosen.
fn fields(form: &str) -> impl Iterator<Item = &str> {
    let starts = ["<input", "<select", "<textarea"];
    let found = form.match_indices('<').filter_map(move |(at, _)| {
        let rest = &form[at..];
        starts.iter().any(|start| rest.starts_with(start)).then(|| tag(rest))
    });
    found.filter(|field| {
        let kinds = ["type=\"hidden\"", "type=\"radio\"", "type=\"checkbox\""];
        !kinds.iter().any(|kind| field.contains(kind)) && !field.contains(" hidden")
    })
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

/// Bound here, or by the part that binds hint and fault alike; what such a part gets is never empty.
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
