//! Small pieces of HTML made in Rust (HTMLの部品): always escaped here, never twice.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;

use crate::lang::Lang;

/// HTML that is already safe: a template writes it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// A text with everything that could be read as HTML made harmless.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(text, &mut out);
    out
}

/// The same at the end of a text that is being put together.
pub fn escape_into(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let with = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(with);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// A text that may be Japanese in part (data, names, citations): on an English page each such part says so, for screen
/// readers, fonts and line breaking.
pub fn mixed(lang: Lang, text: &str) -> Html {
    if lang == Lang::Ja {
        return Html(escape(text));
    }
    let mut out = String::with_capacity(text.len() + 24);
    let mut rest = text;
    while let Some(start) = rest.find(is_japanese) {
        let end = rest[start..].find(|c| !is_japanese(c)).map_or(rest.len(), |length| start + length);
        let _ = write!(out, "{}<span lang=\"ja\">{}</span>", escape(&rest[..start]), escape(&rest[start..end]));
        rest = &rest[end..];
    }
    Html(out + &escape(rest))
}

/// Whether a character is written in Japanese only: kana, kanji and the marks among them.
pub fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff9f}')
}

/// A text of several lines: an empty line begins a paragraph, a line end stays a line end.
pub fn paragraphs(text: &str) -> Html {
    let mut out = String::new();
    let normalised = text.replace("\r\n", "\n");
    for paragraph in normalised.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let _ = write!(out, "<p>{}</p>", escape(paragraph).replace('\n', "<br>"));
    }
    Html(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_on_an_english_page_says_so() {
        assert_eq!(mixed(Lang::En, "Plan p.3 表1-1 <b>").0, "Plan p.3 <span lang=\"ja\">表</span>1-1 &lt;b&gt;");
        assert_eq!(mixed(Lang::Ja, "表 <b>").0, "表 &lt;b&gt;");
        assert_eq!(mixed(Lang::En, "").0, "");
    }

    #[test]
    fn nothing_in_a_text_becomes_html() {
        let html = paragraphs("<script>alert('x')</script>\n\n\"a\" & b\nc").0;
        assert_eq!(html, "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p><p>&quot;a&quot; &amp; b<br>c</p>");
    }
}
