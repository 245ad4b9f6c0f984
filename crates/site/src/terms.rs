//! Glossary terms in running text (文中の用語): each links to its explanation, once a page.
//!
//! The rules are those of `reform::plan::TermFinder`: the longest mark wins, width and case are ignored, a mark in Latin letters
//! is found only as a whole word, a longer term is never opened up. Marks lie by their first character here, for a site looks
//! through the texts of every program.

use std::collections::HashMap;

use publish::edition::Glossary;
use unicode_normalization::UnicodeNormalization;

use crate::html::{Html, escape_into};

/// Finds the terms of a glossary (用語の検出).
#[derive(Debug, Default)]
pub struct Terms {
    /// By the first character of the mark: the marks, longest first, each with the number of its term.
    marks: HashMap<char, Vec<(Vec<char>, usize)>>,
    /// The ids of the terms as places on the glossary's page.
    places: Vec<String>,
}

/// Which terms a page has linked already (このページで示した用語).
#[derive(Debug)]
pub struct Seen(Vec<bool>);

impl Terms {
    /// The finder of a glossary.
    pub fn new(glossary: &[Glossary]) -> Terms {
        let mut terms = Terms::default();
        for (number, term) in glossary.iter().enumerate() {
            terms.places.push(place(&term.id));
            for mark in &term.marks {
                let mark: Vec<char> = mark.chars().flat_map(fold).collect();
                if let Some(first) = mark.first() {
                    terms.marks.entry(*first).or_default().push((mark, number));
                }
            }
        }
        for marks in terms.marks.values_mut() {
            marks.sort_by(|(a, x), (b, y)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)).then_with(|| x.cmp(y)));
        }
        terms
    }

    /// No term seen yet: one for each page.
    pub fn seen(&self) -> Seen {
        Seen(vec![false; self.places.len()])
    }

    /// The text with its terms as links to `glossary`, the address of that page.
    pub fn link(&self, text: &str, glossary: &str, seen: &mut Seen) -> Html {
        let mut out = String::with_capacity(text.len() + 64);
        self.link_into(text, glossary, seen, &mut out);
        Html(out)
    }

    /// The same for a text of several lines: an empty line begins a paragraph, a line end stays a line end.
    pub fn paragraphs(&self, text: &str, glossary: &str, seen: &mut Seen) -> Html {
        let mut out = String::with_capacity(text.len() + 64);
        let normalised = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
        for paragraph in normalised.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            out.push_str("<p>");
            for (at, line) in paragraph.lines().enumerate() {
                if at > 0 {
                    out.push_str("<br>");
                }
                self.link_into(line, glossary, seen, &mut out);
            }
            out.push_str("</p>");
        }
        Html(out)
    }

    fn link_into(&self, text: &str, glossary: &str, seen: &mut Seen, out: &mut String) {
        if self.marks.is_empty() {
            return escape_into(text, out);
        }
        let folded = Folded::new(text);
        let (mut at, mut plain_from) = (0, 0);
        while at < folded.chars.len() {
            let Some((length, term)) = self.longest_at(&folded, at) else {
                at += 1;
                continue;
            };
            if !std::mem::replace(&mut seen.0[term], true) {
                let (start, end) = (folded.starts[at], folded.starts[at + length]);
                escape_into(&text[plain_from..start], out);
                out.push_str("<a class=\"term\" href=\"");
                escape_into(glossary, out);
                out.push('#');
                out.push_str(&self.places[term]);
                out.push_str("\">");
                escape_into(&text[start..end], out);
                out.push_str("</a>");
                plain_from = end;
            }
            at += length;
        }
        escape_into(&text[plain_from..], out);
    }

    fn longest_at(&self, folded: &Folded, at: usize) -> Option<(usize, usize)> {
        let rest = &folded.chars[at..];
        let marks = self.marks.get(rest.first()?)?;
        let found = marks.iter().find(|(mark, _)| rest.starts_with(mark) && folded.stands_alone(at, mark.len()));
        found.map(|(mark, term)| (mark.len(), *term))
    }
}

/// The place of a term on the glossary's page.
pub fn place(id: &str) -> String {
    format!("term-{}", crate::links::slug(id))
}

/// A text folded character by character, with the byte each folded character came from.
struct Folded {
    chars: Vec<char>,
    /// One more than `chars`: the last is the text's length.
    starts: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Folded {
        let mut chars = Vec::with_capacity(text.len() / 2);
        let mut starts = Vec::with_capacity(text.len() / 2 + 1);
        for (start, c) in text.char_indices() {
            // What most Japanese text is made of folds to itself.
            if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}') {
                chars.push(c);
                starts.push(start);
                continue;
            }
            for folded in fold(c) {
                chars.push(folded);
                starts.push(start);
            }
        }
        starts.push(text.len());
        Folded { chars, starts }
    }

    /// Whether a mark here begins and ends at whole characters of the text, and not inside a Latin word.
    fn stands_alone(&self, at: usize, length: usize) -> bool {
        let end = at + length;
        let latin = |index: usize| self.chars.get(index).is_some_and(char::is_ascii_alphanumeric);
        let cuts_word = |left: usize, right: usize| latin(left) && latin(right);
        let cuts_char = |index: usize| index > 0 && self.starts[index - 1] == self.starts[index];
        !(cuts_char(at) || cuts_char(end) || (at > 0 && cuts_word(at - 1, at)) || cuts_word(end - 1, end))
    }
}

fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use publish::edition::Words;

    fn terms() -> Terms {
        let term = |id: &str, marks: &[&str]| Glossary {
            id: id.into(),
            name: Words::ja(marks[0]),
            marks: marks.iter().map(|mark| (*mark).to_owned()).collect(),
            ..Glossary::default()
        };
        let ratio = term("ratio", &["実質公債費比率"]);
        Terms::new(&[term("bond", &["市債"]), term("debt-service", &["公債費"]), ratio, term("dx", &["DX"])])
    }

    fn linked(text: &str) -> String {
        let terms = terms();
        terms.link(text, "g", &mut terms.seen()).0.replace("<a class=\"term\" href=\"g#term-", "[").replace("</a>", "]")
    }

    #[test]
    fn the_first_of_each_term_is_linked_and_the_longest_wins() {
        assert_eq!(linked("市債残高と市債"), "[bond\">市債]残高と市債");
        assert_eq!(linked("実質公債費比率と公債費"), "[ratio\">実質公債費比率]と[debt-service\">公債費]");
        assert_eq!(linked("ＤＸ, dx <b>"), "[dx\">ＤＸ], dx &lt;b&gt;");
        assert_eq!(linked("ADX 3DX"), "ADX 3DX");
    }

    #[test]
    fn a_page_links_each_term_once_over_all_its_texts() {
        let terms = terms();
        let mut seen = terms.seen();
        assert!(terms.link("市債", "g", &mut seen).0.contains("<a"));
        assert_eq!(terms.paragraphs("市債\r\nと\n\n市債", "g", &mut seen).0, "<p>市債<br>と</p><p>市債</p>");
    }
}
