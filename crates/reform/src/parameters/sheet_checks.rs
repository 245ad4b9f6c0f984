//! What the checks of a sheet look for (シート点検の前提): words and thresholds, as data a city can extend.

use super::Ground;
use crate::kpi::Ratio;
use crate::search_text::fold;

/// Words and thresholds of the checks (点検の語と境).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCheckParameters {
    /// Words of what is handed out, not of what changes: 開催回数.
    pub output: WordList,
    /// Words that make an indicator one of change all the same: 割合, 事故.
    pub output_exceptions: WordList,
    /// Words of surveys: 満足度.
    pub survey: WordList,
    /// Words of what is to fall: 件数を減らす.
    pub falling: WordList,
    /// Words that only look so: 削減量 is to grow.
    pub falling_exceptions: WordList,
    /// Words of what is to stay: 維持.
    pub keeping: WordList,
    /// Words that ask for all there are: 全都道府県.
    pub all_of_them: WordList,
    /// Words of goals that are the same every year: 毎年度.
    pub every_year: WordList,
    /// Words so common that sharing them means nothing: 事業, 割合.
    pub common: WordList,
    /// Words of a field that only says nothing is set yet: 検討中.
    pub not_set: WordList,
    /// Units that are shares, scores or days and not numbers of something: %.
    pub share_units: WordList,
    /// Above which attainment a target is too easy.
    pub high_attainment: Ratio,
    /// From which change a budget has changed.
    pub budget_change: Ratio,
    /// Below which part of the budget too little was spent.
    pub low_execution: Ratio,
    /// What all of it rests on.
    pub ground: Ground,
}

/// Words that are looked for (語の一覧), folded as texts are for search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordList(Vec<String>);

impl WordList {
    /// The words, folded; empty ones are left out.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> WordList {
        WordList(words.into_iter().map(fold).filter(|word| !word.is_empty()).collect())
    }

    /// The first of the words that a folded text holds.
    pub fn found_in(&self, folded: &str) -> Option<&str> {
        self.0.iter().map(String::as_str).find(|word| folded.contains(word))
    }

    /// Whether a folded text is one of the words.
    pub fn has(&self, folded: &str) -> bool {
        self.0.iter().any(|word| word == folded)
    }

    /// A folded text with every word replaced by a space, so that what stood on its two sides does not meet.
    pub fn cut_from(&self, folded: &str) -> String {
        self.0.iter().fold(folded.to_owned(), |text, word| text.replace(word, " "))
    }
}
