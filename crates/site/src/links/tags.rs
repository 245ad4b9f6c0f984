//! Tags of a page (タグ): just enough of HTML to find elements and their attributes in pages this program wrote.

use std::borrow::Cow;

/// A start tag (開始タグ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name as written.
    pub name: &'a str,
    /// Its attributes as written, entities not resolved.
    pub attributes: Vec<(&'a str, &'a str)>,
}

/// Calls `each` with every start tag; comments and what stands inside a script are passed over.
pub fn tags<'a>(text: &'a str, mut each: impl FnMut(Tag<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        for raw in ["script", "style"] {
            if tag.name == raw {
                let end = rest.find(&format!("</{raw}")).unwrap_or(rest.len());
                rest = &rest[end..];
            }
        }
        each(tag);
    }
}

/// The tag at the beginning of a text that stands behind its `<`, and the text after it.
fn tag(text: &str) -> (Tag<'_>, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/');
    let end = text.find(is_end).unwrap_or(text.len());
    let mut tag = Tag { name: &text[..end], attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = &rest[..end.max(1).min(rest.len())];
        rest = rest[name.len()..].trim_start();
        let Some(after) = rest.strip_prefix('=').filter(|_| !name.starts_with('=')) else {
            tag.attributes.push((name, ""));
            continue;
        };
        let after = after.trim_start();
        let (value, behind) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_at(after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len())),
        };
        tag.attributes.push((name, value));
        rest = behind;
    }
}

/// A value with the entities this program writes resolved.
pub fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let plain = plain.replace("&#38;", "&").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
    Cow::Owned(plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_attributes_are_read_as_browsers_do() {
        let mut found = Vec::new();
        tags("a < b <p hidden id=x class='a \"b'>t</p><!-- <i> --><br/><a href=\"?a=1&amp;b\"\n>", |tag| {
            found.push(tag)
        });
        let names: Vec<&str> = found.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["p", "br", "a"]);
        assert_eq!(found[0].attributes, [("hidden", ""), ("id", "x"), ("class", "a \"b")]);
        assert_eq!(found[2].attributes, [("href", "?a=1&amp;b")]);
        assert_eq!(unescape("?a=1&amp;b"), "?a=1&b");
    }

    #[test]
    fn a_broken_tag_ends_the_page_and_not_the_program() {
        for text in ["<", "<a", "<a href=", "<a href=\"x", "<a =", "<script>", "<!--", "<a ===>"] {
            tags(text, |_| {});
        }
    }
}
