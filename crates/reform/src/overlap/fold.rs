//! Folding with places (位置つきの畳み込み): from what was compared back to the text as somebody wrote it.

use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;

use crate::search_text::fold;

/// A folded text; of each of its characters, the part of the original it comes from.
pub(super) struct Placed {
    pub chars: Vec<char>,
    pub places: Vec<Range<usize>>,
}

/// The text as [`fold`] gives it. Kanji, kana and plain ASCII stay as they are and need no tables: most of a Japanese text.
pub(super) fn fold_quickly(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.find(|c| !stays(c)).unwrap_or(rest.len());
        // The character before may be composed with what follows it.
        let kept = match rest[..plain].char_indices().next_back() {
            Some((last, _)) if plain < rest.len() => last,
            _ => plain,
        };
        folded.push_str(&rest[..kept]);
        rest = &rest[kept..];
        let begin = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[begin..].find(stays).map_or(rest.len(), |at| begin + at);
        folded.push_str(&fold(&rest[..end]));
        rest = &rest[end..];
    }
    folded
}

/// Whether folding leaves a character as it is, and nothing before it is composed with it.
fn stays(c: char) -> bool {
    matches!(c, '一'..='\u{9fff}' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '、' | '。' | '「' | '」' | '!'..='@' | '['..='~')
}

/// The text in parts, each with whether it belongs to a shared phrase (folded, as [`super::Phrase::folded`] has it).
pub fn mark<'t>(text: &'t str, phrases: &[&str]) -> Vec<(&'t str, bool)> {
    let placed = Placed::of(text, usize::MAX);
    let mut is_marked = vec![false; placed.chars.len()];
    for phrase in phrases {
        let phrase: Vec<char> = phrase.chars().collect();
        for begin in occurrences(&placed.chars, &phrase) {
            is_marked[begin..begin + phrase.len()].fill(true);
        }
    }
    let mut parts = Vec::new();
    let mut written = 0;
    for run in (0..placed.chars.len()).collect::<Vec<_>>().chunk_by(|a, b| is_marked[*a] == is_marked[*b]) {
        let [first, ..] = run else { continue };
        if is_marked[*first] {
            let range = placed.range(*first, *first + run.len());
            let begin = range.start.max(written);
            let end = range.end.max(begin);
            parts.extend([(&text[written..begin], false), (&text[begin..end], true)]);
            written = end;
        }
    }
    parts.push((&text[written..], false));
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

/// Where a phrase stands in a text, without overlaps.
pub(super) fn occurrences(text: &[char], phrase: &[char]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while !phrase.is_empty() && at + phrase.len() <= text.len() {
        let is_here = text[at..at + phrase.len()] == *phrase;
        found.extend(is_here.then_some(at));
        at += if is_here { phrase.len() } else { 1 };
    }
    found
}

impl Placed {
    /// Folds at most so many characters of a text.
    pub fn of(text: &str, chars_max: usize) -> Placed {
        let mut placed = Placed { chars: Vec::new(), places: Vec::new() };
        let mut begin = 0;
        while begin < text.len() && placed.chars.len() < chars_max {
            let rest = &text[begin..];
            let next = rest.char_indices().skip(1).find(|(_, c)| !joins_the_one_before(*c));
            let end = begin + next.map_or(rest.len(), |(at, _)| at);
            for c in fold(&text[begin..end]).chars() {
                placed.chars.push(c);
                placed.places.push(begin..end);
            }
            begin = end;
        }
        placed
    }

    /// The part of the original that folded characters come from.
    pub fn range(&self, from: usize, to: usize) -> Range<usize> {
        let of = |at: usize| self.places.get(at).cloned().unwrap_or_default();
        of(from).start..of(to.saturating_sub(1)).end
    }
}

/// Whether a character is folded together with the one before: a combining mark, a half-width voiced sound mark.
fn joins_the_one_before(c: char) -> bool {
    canonical_combining_class(c) != 0 || matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_what_was_written_however_it_was_folded() {
        let marked = mark("新 ＤＸ推進の ﾊﾞｽ路線", &["dx推進", "バス"]);
        assert_eq!(marked, [("新 ", false), ("ＤＸ推進", true), ("の ", false), ("ﾊﾞｽ", true), ("路線", false)]);
        assert_eq!(mark("防災", &[]), [("防災", false)]);
        assert_eq!(mark("", &["防災"]), []);
        assert_eq!(mark("防災・防災", &["防災"]), [("防災", true), ("・", false), ("防災", true)]);
    }

    proptest! {
        #[test]
        fn folding_with_places_is_folding(text in "[あ-んｦ-ﾟァ-ヶ一-三a-zＡ-Ｚ①㈱ 　\u{3099}]{0,30}") {
            let placed = Placed::of(&text, usize::MAX);
            prop_assert_eq!(placed.chars.iter().collect::<String>(), fold(&text));
        }

        #[test]
        fn folding_quickly_is_folding(text in "(\\PC|[ぁ-ん゛゜ァ-ヶーｦ-ﾟ一-三a-zA-ZÀ-ÿ①㈱、。 　\u{3099}\u{309a}\u{301}\n]){0,30}") {
            prop_assert_eq!(fold_quickly(&text), fold(&text));
        }

        #[test]
        fn marking_keeps_every_character(text in "[ア-ンｦ-ﾟa-z 　]{0,30}", phrase in "[ア-ンa-z]{1,3}") {
            let whole: String = mark(&text, &[&phrase]).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
