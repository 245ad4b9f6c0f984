//! Typed figures (打ち込まれた数値): what looks like an amount and stands in words, where no query vouches for it.
//!
//! Words of the edition may hold amounts ("委託料 1,200千円"): they are published as they are. They are known again by being
//! quoted whole; a part of them with an amount in it is a figure somebody typed.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::Value as Json;

use crate::edition::Edition;

/// What stands behind digits when they are an amount.
const UNITS: [&str; 9] = ["円", "千円", "万円", "百万円", "千万円", "億", "兆", "%", "yen"];

/// The words of an edition (版の文).
pub(super) struct Quotable {
    all: HashSet<String>,
    /// Words with an amount in them, by the amount.
    by_figure: HashMap<String, Vec<String>>,
}

impl Quotable {
    pub fn new(edition: &Edition) -> Quotable {
        let mut words = Quotable { all: HashSet::new(), by_figure: HashMap::new() };
        // Part by part: the whole edition at once would be held twice in memory.
        words.add(&edition.about);
        words.add(&edition.plan);
        edition.programs.iter().for_each(|program| words.add(program));
        words.add(&edition.categories);
        edition.clusters.iter().for_each(|cluster| words.add(cluster));
        words.add(&edition.roadmap);
        words.add(&edition.frame);
        words.add(&edition.outlook);
        for picture in &edition.pictures {
            words.add(&(
                &picture.reading,
                &picture.ja.title,
                &picture.ja.description,
                &picture.ja.source,
                &picture.ja.table,
            ));
        }
        words.add(&edition.facilities);
        words.add(&edition.glossary);
        words
    }

    fn add(&mut self, part: &impl Serialize) {
        if let Ok(part) = serde_json::to_value(part) {
            self.add_json(part);
        }
    }

    fn add_json(&mut self, part: Json) {
        match part {
            Json::String(text) => {
                for figure in figures(&text) {
                    let known = self.by_figure.entry(figure).or_default();
                    if !known.contains(&text) {
                        known.push(text.clone());
                    }
                }
                self.all.insert(text);
            }
            Json::Array(parts) => parts.into_iter().for_each(|part| self.add_json(part)),
            Json::Object(parts) => parts.into_iter().for_each(|(_, part)| self.add_json(part)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    /// The first amount in these words that the edition does not say in the same words.
    pub fn typed(&self, words: &str) -> Option<String> {
        let is_quoted = |figure: &String| {
            let known = self.by_figure.get(figure).into_iter().flatten();
            known.into_iter().any(|text| words.contains(text.as_str()))
        };
        figures(words).into_iter().find(|figure| !is_quoted(figure))
    }

    /// The same of a cell in a column of figures, where any digit is a figure.
    pub fn typed_in_column(&self, words: &str) -> Option<String> {
        let has_digit = words.chars().map(narrow).any(|c| c.is_ascii_digit());
        (has_digit && !self.all.contains(words)).then(|| words.to_owned())
    }
}

/// What looks like an amount in a text: grouped digits (`1,234`), digits with a unit of money or a percent sign behind them,
/// digits with ▲ or ¥ before them; full-width forms alike. A year, a code or a count is none.
pub(super) fn figures(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < letters.len() && (letters[end].is_ascii_digit() || is_inside(&letters, end)) {
            end += 1;
        }
        let digits: String = letters[at..end].iter().collect();
        let behind: String = letters[end..].iter().skip_while(|c| c.is_whitespace()).take(4).collect();
        let unit = UNITS.iter().filter(|unit| behind.starts_with(**unit)).max_by_key(|unit| unit.len());
        let is_signed = at > 0 && matches!(letters[at - 1], '▲' | '△' | '¥');
        if let Some(unit) = unit {
            found.push(format!("{digits}{unit}"));
        } else if is_signed || is_grouped(&digits) {
            found.push(digits);
        }
        at = end;
    }
    found
}

/// A comma or a point with a digit on both sides.
fn is_inside(letters: &[char], at: usize) -> bool {
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    matches!(letters[at], ',' | '.') && at > 0 && is_digit(at - 1) && is_digit(at + 1)
}

/// `1,234` and `12,345.6`, not `3,4`.
fn is_grouped(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    !rest.is_empty() && first.len() <= 3 && rest.iter().all(|group| group.len() == 3)
}

/// The ASCII form of a full-width digit or sign.
fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' | '，' | '．' | '％' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '￥' => '¥',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::example;

    #[test]
    fn amounts_are_told_from_years_codes_and_counts() {
        for (text, found) in [
            ("事業費は1,234千円", vec!["1,234千円"]),
            ("約３兆８，０００億円", vec!["3兆", "8,000億"]),
            ("330 億円と33.6%", vec!["330億", "33.6%"]),
            ("▲50", vec!["50"]),
            ("1,234と12,345.6", vec!["1,234", "12,345.6"]),
            ("令和8年度の0001番、3,4件、第2章、2026-11-22、12人", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(figures(text), found, "{text}");
        }
    }

    #[test]
    fn words_of_the_edition_may_be_quoted_whole_only() {
        let mut edition = example::edition(2);
        edition.programs[0].summary = "委託料を1,200千円減らす。".into();
        let words = Quotable::new(&edition);
        assert_eq!(words.typed("概要　委託料を1,200千円減らす。"), None);
        assert_eq!(words.typed("1,200千円"), Some("1,200千円".into()));
        assert_eq!(words.typed("委託料を1,300千円減らす。"), Some("1,300千円".into()));
        assert_eq!(words.typed_in_column("5"), Some("5".into()));
        assert_eq!(words.typed_in_column("例示 p.2"), None);
        assert_eq!(words.typed_in_column("記載なし"), None);
    }
}
