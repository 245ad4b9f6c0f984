//! Glossary (用語集): the terms of the plan in plain words, and where they occur in a text.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::{Source, Text};

/// A term of the plan's glossary (用語).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Stable id.
    pub id: String,
    /// The term.
    pub name: Text,
    /// How it is read, in hiragana; lists are sorted by it (読み).
    pub reading: String,
    /// How the term is written in running text; the first is the usual one.
    pub marks: Vec<String>,
    /// What it means, in plain words.
    pub definition: Text,
    /// Where the law or national statistics define it otherwise than the plan (法令・統計上の定義との違い).
    pub statutory_note: Option<Text>,
    /// Where the plan first uses it.
    pub source: Source,
}

/// A piece of a text: plain, or a glossary term that can be explained in place (文の断片).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text to show as it is.
    Text(&'a str),
    /// The first occurrence of a term.
    Term {
        /// The term.
        term: &'a Term,
        /// The term as this text writes it.
        text: &'a str,
    },
}

/// Finds glossary terms in texts (用語の検出): the longest mark wins, and each term is marked once.
///
/// Width and case are ignored (`ＤＸ` is `DX`); a mark in Latin letters is found only as a whole word. A longer term is
/// never opened up: 実質公債費比率 does not count as 公債費, also the second time it stands there.
#[derive(Clone, Debug)]
pub struct TermFinder<'a> {
    /// Folded marks, longest first.
    marks: Vec<(Vec<char>, &'a Term)>,
}

impl<'a> TermFinder<'a> {
    /// A finder for these terms.
    pub fn new(terms: &'a [Term]) -> TermFinder<'a> {
        let mut marks: Vec<(Vec<char>, &Term)> = terms
            .iter()
            .flat_map(|term| term.marks.iter().map(move |mark| (mark.chars().flat_map(fold_char).collect(), term)))
            .filter(|(mark, _): &(Vec<char>, _)| !mark.is_empty())
            .collect();
        marks.sort_by(|(a, x), (b, y)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)).then_with(|| x.id.cmp(&y.id)));
        TermFinder { marks }
    }

    /// The text cut into segments; joined again they are the text.
    pub fn segments(&self, text: &'a str) -> Vec<Segment<'a>> {
        self.segments_after(text, &mut HashSet::new())
    }

    /// The same for one text of several on a page: terms in `seen` are not marked again, and new ones are added.
    pub fn segments_after(&self, text: &'a str, seen: &mut HashSet<&'a str>) -> Vec<Segment<'a>> {
        let folded = Folded::new(text);
        let mut segments = Vec::new();
        let mut plain_from = 0;
        let mut at = 0;
        while at < folded.chars.len() {
            let Some((length, term)) = self.longest_at(&folded, at) else {
                at += 1;
                continue;
            };
            let (start, end) = (folded.starts[at], folded.starts[at + length]);
            if seen.insert(&term.id) {
                if plain_from < start {
                    segments.push(Segment::Text(&text[plain_from..start]));
                }
                segments.push(Segment::Term { term, text: &text[start..end] });
                plain_from = end;
            }
            at += length;
        }
        if plain_from < text.len() {
            segments.push(Segment::Text(&text[plain_from..]));
        }
        segments
    }

    fn longest_at(&self, folded: &Folded, at: usize) -> Option<(usize, &'a Term)> {
        let rest = &folded.chars[at..];
        self.marks
            .iter()
            .find(|(mark, _)| rest.starts_with(mark) && folded.stands_alone(at, mark.len()))
            .map(|(mark, term)| (mark.len(), *term))
    }
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
            for folded in fold_char(c) {
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
        let cuts = cuts_char(at) || cuts_char(end) || (at > 0 && cuts_word(at - 1, at)) || cuts_word(end - 1, end);
        !cuts
    }
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(id: &str, marks: &[&str]) -> Term {
        Term {
            id: id.into(),
            name: Text::japanese(marks[0]),
            reading: String::new(),
            marks: marks.iter().map(|mark| (*mark).to_owned()).collect(),
            definition: Text::japanese("説明"),
            statutory_note: None,
            source: Source::default(),
        }
    }

    fn terms() -> Vec<Term> {
        vec![
            term("bond", &["市債"]),
            term("debt-service", &["公債費"]),
            term("ratio", &["実質公債費比率"]),
            term("dx", &["DX", "デジタルトランスフォーメーション"]),
            term("kpi", &["KPI"]),
        ]
    }

    /// `[市債]残高` for a marked term.
    fn marked(text: &str) -> String {
        let terms = terms();
        let finder = TermFinder::new(&terms);
        let parts = finder.segments(text).into_iter().map(|segment| match segment {
            Segment::Text(text) => text.to_owned(),
            Segment::Term { text, term } => format!("[{text}={}]", term.id),
        });
        parts.collect()
    }

    #[test]
    fn marks_the_first_occurrence_and_the_longest_term() {
        assert_eq!(marked("市債残高と市債発行"), "[市債=bond]残高と市債発行");
        assert_eq!(
            marked("実質公債費比率と実質公債費比率、公債費"),
            "[実質公債費比率=ratio]と実質公債費比率、[公債費=debt-service]"
        );
        assert_eq!(marked(""), "");
        assert_eq!(marked("何もない。"), "何もない。");
    }

    #[test]
    fn ignores_width_and_case_but_not_word_borders() {
        assert_eq!(marked("ＤＸの推進、dxとは"), "[ＤＸ=dx]の推進、dxとは");
        assert_eq!(marked("成果指標（ＫＰＩ）"), "成果指標（[ＫＰＩ=kpi]）");
        assert_eq!(marked("KPIs ADX 3DX"), "KPIs ADX 3DX");
        assert_eq!(marked("㎡とDX"), "㎡と[DX=dx]");
    }

    #[test]
    fn a_page_marks_each_term_once_over_all_its_texts() {
        let terms = terms();
        let finder = TermFinder::new(&terms);
        let mut seen = HashSet::new();
        let first = finder.segments_after("市債", &mut seen);
        let second = finder.segments_after("市債と公債費", &mut seen);
        assert!(matches!(first[..], [Segment::Term { .. }]));
        assert!(matches!(second[..], [Segment::Text("市債と"), Segment::Term { text: "公債費", .. }]));
    }

    proptest! {
        #[test]
        fn the_segments_join_to_the_text(text in "[市債公費実質比率DXＤＸdkpiKPI㎡ ｶﾞİß]{0,40}") {
            let terms = terms();
            let finder = TermFinder::new(&terms);
            let segments = finder.segments(&text);
            let joined: String = segments.iter().map(|segment| match segment {
                Segment::Text(text) | Segment::Term { text, .. } => *text,
            }).collect();
            prop_assert_eq!(joined, text.as_str());
            let mut ids: Vec<&str> = segments.iter().filter_map(|segment| match segment {
                Segment::Term { term, .. } => Some(term.id.as_str()),
                Segment::Text(_) => None,
            }).collect();
            let found = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), found);
        }
    }
}
