//! Direction (方向性): the words cities and ministries use for it, and the eight directions of this system.
//!
//! Source: methods §5.4. Where a word of a city covers two of our directions the reading says so; a person chooses.

use crate::program::Direction;
use crate::search_text::fold;

/// What a word for a direction means here (方向性の読み替え).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectionReading {
    /// This one.
    One(Direction),
    /// One of these; the word does not say which.
    OneOf(Vec<Direction>),
    /// The vocabulary does not have the word.
    Unknown,
}

/// The words of one source for its directions (方向性の語彙), a table a city can write for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Whose words they are.
    pub name: String,
    words: Vec<(String, Vec<Direction>)>,
}

impl Vocabulary {
    /// A vocabulary of these words, each with the directions it may mean; a later word replaces an equal earlier one.
    pub fn new<'a>(name: impl Into<String>, words: impl IntoIterator<Item = (&'a str, &'a [Direction])>) -> Vocabulary {
        let mut vocabulary = Vocabulary { name: name.into(), words: Vec::new() };
        for (word, directions) in words {
            let word = fold(word);
            vocabulary.words.retain(|(known, _)| *known != word);
            vocabulary.words.push((word, directions.to_vec()));
        }
        vocabulary
    }

    /// What the word means; width, case and spaces do not matter. The eight words of this system are always known.
    pub fn read(&self, words: &str) -> DirectionReading {
        let folded = fold(words);
        let own = || Direction::ALL.iter().copied().find(|direction| fold(direction.label_ja()) == folded);
        match self.words.iter().find(|(word, _)| *word == folded).map(|(_, directions)| directions.as_slice()) {
            Some([one]) => DirectionReading::One(*one),
            Some([]) => DirectionReading::Unknown,
            Some(several) => DirectionReading::OneOf(several.to_vec()),
            None => own().map_or(DirectionReading::Unknown, DirectionReading::One),
        }
    }
}

/// The vocabularies known from published sheets: 葛飾区, 大牟田市 and the national review.
///
/// 再構築 and 執行等改善 are read as improvement, 縮減 as reduction and 充実 as expansion: our reading (仮定), not
/// something the sources say.
pub fn published_vocabularies() -> Vec<Vocabulary> {
    use Direction::{Abolish, Continue, End, Expand, Improve, Reduce, Suspend};
    vec![
        Vocabulary::new(
            "葛飾区",
            [
                ("拡充", &[Expand][..]),
                ("継続", &[Continue]),
                ("改善", &[Improve]),
                ("再構築", &[Improve]),
                ("縮小", &[Reduce]),
                ("廃止・休止", &[Abolish, Suspend]),
            ],
        ),
        Vocabulary::new(
            "大牟田市",
            [
                ("継続", &[Continue][..]),
                ("改善", &[Improve]),
                ("充実", &[Expand]),
                ("縮小", &[Reduce]),
                ("休廃止", &[Abolish, Suspend]),
                ("終了", &[End]),
            ],
        ),
        Vocabulary::new("国", [("廃止", &[Abolish][..]), ("縮減", &[Reduce]), ("執行等改善", &[Improve])]),
    ]
}
