//! Templates and assets (画面の部品): nothing inline, so that the content security policy can forbid it.

use crate::files::File;
use crate::{Fault, fault_at};

/// No `<style>`, no `style=`, no script without `src` (data blocks aside), no `on…=`, no `javascript:`.
pub fn check_template(file: &File) -> Vec<Fault> {
    let Some(text) = file.text() else { return vec![] };
    let mut faults = Vec::new();
    for (start, tag) in tags(text) {
        let line = 1 + text[..start].matches('\n').count();
        let lower = tag.to_lowercase();
        let name = lower.trim_start_matches('<').split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let attributes = attributes(&lower);
        let has = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        let is_data = attributes.iter().any(|(name, value)| name == "type" && value.contains("json"));
        let broken = if name == "style" || has("style") {
            "an inline style"
        } else if name == "script" && !has("src") && !is_data {
            "an inline script"
        } else if attributes.iter().any(|(name, _)| name.starts_with("on") && name.len() > 3) {
            "an inline event handler"
        } else if attributes.iter().any(|(_, value)| value.trim_start().starts_with("javascript:")) {
            "a script in an address"
        } else {
            continue;
        };
        faults.push(fault_at(&file.path, line, broken));
    }
    faults
}

/// Each opening tag with where it begins; askama's own `{% … %}` and `{{ … }}` inside a tag are skipped over.
fn tags(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(offset) = text[from..].find('<') {
        let start = from + offset;
        from = start + 1;
        if !text[from..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (mut tag, mut quote, mut braces) = (String::new(), None, 0_usize);
        for c in text[start..].chars() {
            match (c, quote) {
                ('{', _) => braces += 1,
                ('}', _) => braces = braces.saturating_sub(1),
                _ if braces > 0 => continue,
                ('"' | '\'', None) => quote = Some(c),
                (q, Some(open)) if q == open => quote = None,
                ('>', None) => break,
                _ => {}
            }
            tag.push(c);
        }
        found.push((start, tag));
    }
    found
}

/// Names and values of a tag's attributes, braces of the template left in as they stand.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(|c: char| c.is_whitespace()).map_or("", |(_, rest)| rest);
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '@') {
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "=/{}".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let (inner, tail) = match after.chars().next() {
                Some(q @ ('"' | '\'')) => after[1..].split_once(q).unwrap_or((&after[1..], "")),
                _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = inner.to_owned();
            rest = tail;
        }
        found.push((name, value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> usize {
        check_template(&File { path: "a.html".into(), bytes: text.into() }).len()
    }

    #[test]
    fn inline_styles_and_scripts_are_caught() {
        for bad in [
            "<style>a{}</style>",
            "<p class=\"a\" style=\"color:red\">",
            "<p {% if a > 1 %}hidden{% endif %} style='x'>",
            "<script>alert(1)</script>",
            "<script type=\"module\">x</script>",
            "<button onclick=\"x()\">",
            "<a href=\"javascript:x()\">",
        ] {
            assert_eq!(faults(bad), 1, "{bad}");
        }
    }

    #[test]
    fn honest_markup_passes() {
        for good in [
            "<link rel=\"stylesheet\" href=\"/a.css\">",
            "<script src=\"/a.js\" type=\"module\"></script>",
            "<script type=\"application/json\">{}</script>",
            "<p title=\"style = one\">a < b</p>",
            "<p {% if a < 2 %}hidden{% endif %} class=\"{{ style }}\">style=</p>",
            "<option value=\"on\">",
        ] {
            assert_eq!(faults(good), 0, "{good}");
        }
    }
}
