//! What a direction means (方向性の意味), in one plain sentence for citizens.

use reform::program::Direction;

use super::Lang;

/// What becomes of a program with this direction, in one sentence; empty for a word that is no direction.
pub fn direction_meaning(word: &str, lang: Lang) -> &'static str {
    let Some(direction) = Direction::from_word(word) else { return "" };
    let (ja, en) = match direction {
        Direction::Expand => {
            ("お金や人を増やして、今より力を入れます。", "The city puts more money or staff into it than today.")
        }
        Direction::Continue => ("今と同じやり方で続けます。", "It goes on as it is today."),
        Direction::Improve => (
            "続けますが、やり方を変えて、もっと役に立つようにします。",
            "It goes on, but is done in another way so that it helps more.",
        ),
        Direction::Reduce => (
            "続けますが、お金や範囲を今より小さくします。",
            "It goes on with less money or for fewer things than today.",
        ),
        Direction::Merge => (
            "似た事業と一つにまとめます。必要なサービスは、まとめた先で続けます。",
            "It is joined with a similar program, which carries on what is needed.",
        ),
        Direction::Abolish => (
            "市の判断でやめます。やめる時期と、困る人への手当ては別に決めます。",
            "The city decides to stop it; when, and what helps those affected, is decided separately.",
        ),
        Direction::End => (
            "目的を果たした、または決めた期間が過ぎたので終わります。",
            "It has done what it was for, or its time is over, and ends.",
        ),
        Direction::Suspend => (
            "いったん止めます。もう一度始めるかどうかは、あとで決めます。",
            "It pauses; whether it starts again is decided later.",
        ),
    };
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_direction_has_its_own_short_sentence_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for direction in Direction::ALL {
            for lang in [Lang::Ja, Lang::En] {
                let said = direction_meaning(direction.word(), lang);
                assert!(!said.is_empty() && said.chars().count() <= 90, "{said}");
                assert!(seen.insert(said), "{said} stands twice");
            }
            assert!(direction_meaning(direction.word(), Lang::Ja).ends_with('。'));
        }
        assert_eq!(direction_meaning("", Lang::Ja), "");
        assert_eq!(direction_meaning("explode", Lang::En), "");
    }
}
