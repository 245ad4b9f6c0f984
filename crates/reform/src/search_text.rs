//! Search text (検索用テキスト): how Japanese text is folded and cut so that two characters are enough to find it.
//!
//! Both databases store the same grams, so a search finds the same programs on either. Folding is for search keys only;
//! stored text is never changed.

use unicode_normalization::UnicodeNormalization;

/// The text with half/full width, case and compatibility forms folded together, and all white space removed (NFKC).
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// The distinct grams of a folded text: every pair of neighbouring characters, and the last character alone.
///
/// The last character stands alone so that a one-character search by prefix finds it too.
pub fn grams(folded: &str) -> Vec<String> {
    let chars: Vec<char> = folded.chars().collect();
    let mut grams: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
    grams.extend(chars.last().map(char::to_string));
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_width_case_and_space() {
        assert_eq!(fold("ＤＸ　推進 ｶｰﾄﾞ"), "dx推進カード");
        assert_eq!(fold("①㈱"), "1(株)");
    }

    #[test]
    fn cuts_into_pairs() {
        assert_eq!(grams("防災"), ["災", "防災"]);
        assert_eq!(grams(""), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn every_part_of_two_characters_or_more_is_covered(text in "[あ-んア-ンa-zＡ-Ｚ0-9 　]{2,30}", from in 0usize..29, len in 2usize..6) {
            let folded = fold(&text);
            let part: String = folded.chars().skip(from).take(len).collect();
            prop_assume!(part.chars().count() >= 2);
            let all = grams(&folded);
            for pair in part.chars().collect::<Vec<_>>().windows(2) {
                let pair: String = pair.iter().collect();
                prop_assert!(all.contains(&pair));
            }
        }
    }
}
