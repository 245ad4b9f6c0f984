//! Texts as the checks read them (点検のための文字列): folded, without notes, cut short to be shown.

use crate::parameters::sheet_checks::WordList;
use crate::plan::Text;
use crate::search_text::{fold, grams};

/// How many characters of a sheet's words a trigger shows.
const SHOWN_CHARS: usize = 40;

/// A text folded, without what stands in brackets or after a `※`: notes say how, not what.
pub(super) fn core(text: &str) -> String {
    let folded = fold(text);
    let before_note = folded.split('※').next().unwrap_or_default();
    let mut depth = 0usize;
    let mut kept = String::new();
    for letter in before_note.chars() {
        match letter {
            '(' | '【' | '[' | '〔' => depth += 1,
            ')' | '】' | ']' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    // A name that is all note is better than none.
    if kept.is_empty() { before_note.to_owned() } else { kept }
}

/// The pairs of letters that carry meaning: kanji, katakana and Latin letters, without the words everybody uses.
pub(super) fn meaning(text: &str, common: &WordList) -> Vec<String> {
    let folded = common.cut_from(&fold(text));
    let tells =
        |letter: char| matches!(letter, '一'..='鿿' | '々' | 'ァ'..='ヺ' | 'ー') || letter.is_ascii_alphabetic();
    let mut pairs = grams(&folded);
    pairs.retain(|pair| pair.chars().count() == 2 && pair.chars().all(tells));
    pairs
}

/// The beginning of a text on one line, for a trigger.
pub(super) fn shown(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A trigger in both languages.
pub(super) fn both(ja: String, en: String) -> Text {
    Text { ja, en: Some(en) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_left_out() {
        assert_eq!(core("就職した割合（修了者数／受講者数）\n※令和3年度は集計中"), "就職した割合");
        assert_eq!(core("（参加者数）"), "(参加者数)");
        assert_eq!(core("開いた(かっこ"), "開いた");
    }

    #[test]
    fn meaning_is_in_kanji_katakana_and_letters() {
        let common = WordList::new(["件数"]);
        assert_eq!(meaning("防災の件数", &common), ["防災"]);
        assert_eq!(meaning("防件数災", &common), Vec::<String>::new());
        assert_eq!(meaning("ＤＸ研修", &common), ["dx", "x研", "研修"]);
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(shown("短い\n 文"), "短い 文");
        assert_eq!(shown(&"あ".repeat(41)), format!("{}…", "あ".repeat(40)));
    }
}
