//! Shared phrases (共通する語句): the longest strings two texts have in common, without fillers.

use std::cmp::Ordering;

use super::fold::{Placed, occurrences};
use super::gram::packed;
use super::model::Model;

/// The most characters of a document that phrases are looked for in.
const CHARS_MAX: usize = 20_000;

/// The most phrases of a pair that are told.
const PHRASES_MAX: usize = 8;

/// The most strings of a pair that are marked.
const MARKS_MAX: usize = 60;

/// Stands between fields in both texts, differently, so that no phrase goes over the edge of one.
const EDGES: [char; 2] = ['\u{1}', '\u{2}'];

/// Particles that say nothing at the edge of a phrase.
const PARTICLES: &str = "のをにはがとでやもへ";

/// A string that stands in both texts (共通する語句).
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// As the first document writes it.
    pub text: String,
    /// As it was compared.
    pub folded: String,
    /// The fields of the first document it stands in, by place.
    pub fields_a: Vec<usize>,
    /// The fields of the second.
    pub fields_b: Vec<usize>,
    /// The sum of its grams' rarity; fillers count nothing.
    pub weight: f32,
}

/// The phrases that carry most, at most [`PHRASES_MAX`], none within another, the weightiest first; and every string to mark
/// in the texts, folded: whole, as it stands in both, and also those within another, since they stand elsewhere too.
pub(super) fn shared(model: &Model, a: &[String], b: &[String]) -> (Vec<Phrase>, Vec<String>) {
    let fields = model.settings.weights.len();
    let (fields_a, fields_b) = (placed(a, fields), placed(b, fields));
    let (text_a, text_b) = (joined(&fields_a, EDGES[0]), joined(&fields_b, EDGES[1]));
    let mut found: Vec<(f32, &[char])> = Vec::new();
    let mut whole: Vec<(f32, &[char])> = Vec::new();
    for (from, to) in Automaton::of(&text_b).longest(&text_a) {
        let phrase = trimmed(model, &text_a[from..to]);
        let weight = weight(model, phrase);
        if weight > 0.0 {
            found.push((weight, phrase));
            whole.push((weight, &text_a[from..to]));
        }
    }
    for list in [&mut found, &mut whole] {
        list.sort_by(|x, y| y.0.partial_cmp(&x.0).unwrap_or(Ordering::Equal).then_with(|| x.1.cmp(y.1)));
        list.dedup_by(|x, y| x.1 == y.1);
        list.truncate(MARKS_MAX);
    }
    let mut chosen: Vec<(f32, &[char])> = Vec::new();
    for (weight, phrase) in &found {
        let is_new = |(_, other): &(f32, &[char])| occurrences(other, phrase).is_empty();
        if chosen.len() < PHRASES_MAX && chosen.iter().all(is_new) {
            chosen.push((*weight, phrase));
        }
    }
    let phrase = |(weight, folded): (f32, &[char])| Phrase {
        text: written(&fields_a, a, folded),
        folded: folded.iter().collect(),
        fields_a: fields_with(&fields_a, folded),
        fields_b: fields_with(&fields_b, folded),
        weight,
    };
    let marks = whole.iter().map(|(_, folded)| folded.iter().collect()).collect();
    (chosen.into_iter().map(phrase).collect(), marks)
}

fn placed(texts: &[String], fields: usize) -> Vec<Placed> {
    let mut left = CHARS_MAX;
    let place = |text: &String| {
        let placed = Placed::of(text, left);
        left = left.saturating_sub(placed.chars.len());
        placed
    };
    texts.iter().take(fields).map(place).collect()
}

fn joined(fields: &[Placed], edge: char) -> Vec<char> {
    fields.iter().flat_map(|field| field.chars.iter().copied().chain([edge])).collect()
}

fn fields_with(fields: &[Placed], phrase: &[char]) -> Vec<usize> {
    (0..fields.len()).filter(|field| !occurrences(&fields[*field].chars, phrase).is_empty()).collect()
}

/// The phrase as it was written where it stands first, white space as one blank.
fn written(fields: &[Placed], texts: &[String], phrase: &[char]) -> String {
    let find = |(field, text): (&Placed, &String)| {
        let begin = *occurrences(&field.chars, phrase).first()?;
        let words: Vec<&str> = text[field.range(begin, begin + phrase.len())].split_whitespace().collect();
        Some(words.join(" "))
    };
    fields.iter().zip(texts).find_map(find).unwrap_or_else(|| phrase.iter().collect())
}

/// The rarity of a phrase's pairs of characters, fillers aside.
fn weight(model: &Model, phrase: &[char]) -> f32 {
    phrase.windows(2).filter(|pair| !is_empty(model, pair)).map(|pair| model.rarity(packed(pair))).sum()
}

/// The phrase without marks, fillers and particles at its edges.
fn trimmed<'t>(model: &Model, mut phrase: &'t [char]) -> &'t [char] {
    loop {
        phrase = match phrase {
            [first, rest @ ..] if !first.is_alphanumeric() => rest,
            [rest @ .., last] if !last.is_alphanumeric() => rest,
            // A filler goes as a whole: what is left of 運営事業 is 運営, not 運営事.
            [first, second, rest @ ..] if is_empty(model, &[*first, *second]) => rest,
            [rest @ .., before, last] if is_empty(model, &[*before, *last]) => rest,
            [first, rest @ ..] if rest.first().is_some_and(|beside| is_loose(*first, *beside)) => rest,
            [rest @ .., last] if rest.last().is_some_and(|beside| is_loose(*last, *beside)) => rest,
            _ => return phrase,
        }
    }
}

/// Whether two characters say nothing together: they stand in too many documents, or are marks.
fn is_empty(model: &Model, pair: &[char]) -> bool {
    pair.iter().any(|c| !c.is_alphanumeric()) || model.is_filler(packed(pair))
}

/// Whether a character at the edge is a particle beside a word, not part of one in hiragana.
fn is_loose(edge: char, beside: char) -> bool {
    PARTICLES.contains(edge) && !('ぁ'..='ゖ').contains(&beside)
}

/// A suffix automaton: every string of a text, in as many states as twice its characters at most.
struct Automaton {
    states: Vec<State>,
}

#[derive(Clone)]
struct State {
    length: usize,
    link: usize,
    /// By character, in order.
    next: Vec<(char, usize)>,
}

/// The link of the first state.
const NOWHERE: usize = usize::MAX;

impl Automaton {
    fn of(text: &[char]) -> Automaton {
        let mut automaton = Automaton { states: vec![State { length: 0, link: NOWHERE, next: Vec::new() }] };
        let mut last = 0;
        for c in text {
            last = automaton.extended(last, *c);
        }
        automaton
    }

    fn extended(&mut self, last: usize, c: char) -> usize {
        let new = self.push(State { length: self.states[last].length + 1, link: 0, next: Vec::new() });
        let mut at = last;
        while at != NOWHERE && self.next(at, c).is_none() {
            self.set(at, c, new);
            at = self.states[at].link;
        }
        if let (false, Some(there)) = (at == NOWHERE, (at != NOWHERE).then(|| self.next(at, c)).flatten()) {
            self.states[new].link = self.split(at, there, c);
        }
        new
    }

    /// The state for the strings of `there` that are one character longer than those of `at`.
    fn split(&mut self, at: usize, there: usize, c: char) -> usize {
        let length = self.states[at].length + 1;
        if self.states[there].length == length {
            return there;
        }
        let copy = self.push(State { length, ..self.states[there].clone() });
        self.states[there].link = copy;
        let mut at = at;
        while at != NOWHERE && self.next(at, c) == Some(there) {
            self.set(at, c, copy);
            at = self.states[at].link;
        }
        copy
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    fn next(&self, state: usize, c: char) -> Option<usize> {
        let next = &self.states[state].next;
        next.binary_search_by_key(&c, |(c, _)| *c).ok().map(|place| next[place].1)
    }

    fn set(&mut self, state: usize, c: char, to: usize) {
        let next = &mut self.states[state].next;
        match next.binary_search_by_key(&c, |(c, _)| *c) {
            Ok(place) => next[place].1 = to,
            Err(place) => next.insert(place, (c, to)),
        }
    }

    /// The longest strings of another text that stand in this one, none within the next.
    fn longest(&self, text: &[char]) -> Vec<(usize, usize)> {
        let (mut state, mut length) = (0, 0);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, c) in text.iter().enumerate() {
            let before = length;
            while state != 0 && self.next(state, *c).is_none() {
                state = self.states[state].link;
                length = self.states[state].length;
            }
            match self.next(state, *c) {
                Some(next) => (state, length) = (next, length + 1),
                None => length = 0,
            }
            // The string before ends here when it could not be made one longer.
            if length <= before && before >= 2 {
                found.push((at - before, at));
            }
        }
        if length >= 2 {
            found.push((text.len() - length, text.len()));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn longest(a: &str, b: &str) -> Vec<String> {
        let a = chars(a);
        let found = Automaton::of(&chars(b)).longest(&a);
        found.into_iter().map(|(from, to)| a[from..to].iter().collect()).collect()
    }

    #[test]
    fn finds_the_longest_common_strings() {
        assert_eq!(longest("高齢者の見守り活動", "地域で高齢者を見守り活動へ"), ["高齢者", "見守り活動"]);
        assert_eq!(longest("ああああ", "ああ"), ["ああ", "ああ", "ああ"]);
        assert_eq!(longest("防災", "観光"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn each_is_common_and_cannot_be_longer(a in "[あ-え]{0,14}", b in "[あ-え]{0,14}") {
            let (text, other) = (chars(&a), chars(&b));
            let found = Automaton::of(&other).longest(&text);
            for (from, to) in &found {
                prop_assert!(!occurrences(&other, &text[*from..*to]).is_empty());
                let longer = text.get(*from..to + 1);
                prop_assert!(longer.is_none_or(|longer| occurrences(&other, longer).is_empty()));
            }
            // Every common string of two characters lies in one that was found.
            for at in 0..text.len().saturating_sub(1) {
                let is_common = !occurrences(&other, &text[at..at + 2]).is_empty();
                prop_assert!(!is_common || found.iter().any(|(from, to)| *from <= at && at + 2 <= *to));
            }
        }
    }
}
