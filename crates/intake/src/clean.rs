//! Cleaning text (文字の清書): what may not come in with a text, and words for "not stated".

use crate::number::fold_digits;
use std::borrow::Cow;

/// The most characters a spreadsheet cell can hold; a longer text is a sign of a quotation mark left open.
pub(crate) const MAX_TEXT_CHARS: usize = 32_767;

/// Whether a character is invisible and can mislead: control characters, marks that turn the reading direction.
pub(crate) fn is_unwanted(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The text with `\n` line ends and without unwanted characters, and whether any was taken out.
pub(crate) fn clean(text: Cow<'_, str>) -> (String, bool) {
    if !has_rare_byte(text.as_bytes()) || !may_need_cleaning(text.as_bytes()) {
        return (text.into_owned(), false);
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n").replace("_x000D_", "");
    let cleaned: String = unix.chars().filter(|c| !is_unwanted(*c)).collect();
    let removed = cleaned.len() < unix.len();
    (cleaned, removed)
}

/// The text of a CSV field without the `'` that an export puts before what a spreadsheet would run as a formula.
///
/// One is taken away, before `=`, `+`, `-`, `@` and their full-width forms, a tab or a line break; a number keeps none.
pub(crate) fn without_text_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(rest) = text.strip_prefix('\'') else { return text };
    let bare = rest.trim_start_matches('\'');
    let risky = bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if risky && bare.parse::<fiscal::Quantity>().is_err() { Cow::Owned(rest.to_owned()) } else { text }
}

/// [`str::trim`], with a glance at the first and last bytes that spares most texts the search for white space.
pub(crate) fn trimmed(text: &str) -> &str {
    // White space beyond ASCII begins with C2, E1, E2 or E3 (U+3000: E3 80 80) in UTF-8.
    let solid = |bytes: &[u8]| match bytes {
        [0x21..=0x7E, ..] | [0xE4..=0xEF, ..] => true,
        [0xE3, second, third, ..] => (*second, *third) != (0x80, 0x80),
        _ => false,
    };
    let bytes = text.as_bytes();
    let end_is_solid = match bytes {
        [.., 0x21..=0x7E] => true,
        [.., first, second, third] if *third >= 0x80 => solid(&[*first, *second, *third]) && *first >= 0xE3,
        _ => false,
    };
    if solid(bytes) && end_is_solid { text } else { text.trim() }
}

/// Whether the text says that nothing is stated; dashes of every length and width are one.
pub(crate) fn is_not_stated(text: &str, lists: [&[String]; 2]) -> bool {
    let trimmed = trimmed(text);
    // Such words are short; long texts need not be folded.
    if trimmed.is_empty() || trimmed.len() > 24 {
        return trimmed.is_empty();
    }
    let ascii = trimmed.is_ascii();
    let length = if ascii { trimmed.len() } else { trimmed.chars().count() };
    let mut words = lists.into_iter().flatten();
    words.any(|word| match ascii {
        true => word == trimmed,
        false => length == word.chars().count() && fold_digits(trimmed) == fold_digits(word),
    })
}

/// A first look without early exit, which the compiler turns into vector instructions.
fn has_rare_byte(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |rare, &byte| {
        rare | (byte < 0x20) | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2) | (byte == 0xEF) | (byte == b'_')
    })
}

/// A closer look, which lets nearly every text through untouched.
fn may_need_cleaning(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, &byte)| match byte {
        b'\t' | b'\n' => false,
        0..0x20 | 0x7F => true,
        0xC2 => bytes.get(at + 1).is_some_and(|next| *next < 0xA0),
        0xE2 => bytes.get(at + 1).is_some_and(|next| matches!(next, 0x80 | 0x81)),
        0xEF => bytes.get(at + 1) == Some(&0xBB),
        b'_' => bytes[at..].starts_with(b"_x000D_"),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_cannot_be_seen() {
        assert_eq!(clean("a\u{0}b\u{7}c\u{85}".into()), ("abc".to_owned(), true));
        assert_eq!(clean("x\u{202E}fdp.exe".into()), ("xfdp.exe".to_owned(), true));
        assert_eq!(clean("一行目\r\n二行目\t…“”".into()), ("一行目\n二行目\t…“”".to_owned(), false));
    }

    #[test]
    fn the_mark_against_formulas_is_undone_once() {
        for (field, text) in [
            ("'=1+1", "=1+1"),
            ("''=1", "'=1"),
            ("'－", "－"),
            ("'80年代", "'80年代"),
            ("'-12.5", "'-12.5"),
            ("=1", "=1"),
        ] {
            assert_eq!(without_text_mark(field.into()), text);
        }
    }

    #[test]
    fn trims_as_the_standard_library_does() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a\u{3000}",
            "　図書館　",
            "図書館",
            "館\u{A0}",
            "\u{2003}x",
            "ア、",
            "「a」",
            "é",
            "é ",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn knows_the_words_for_nothing() {
        let own = ["-".to_owned(), "…".to_owned(), "該当なし".to_owned()];
        for text in ["", " 　", "-", "－", "―", "‐", "–", "…", "該当なし"] {
            assert!(is_not_stated(text, [&own, &[]]), "{text:?}");
        }
        for text in ["0", "--", "なし", "-5"] {
            assert!(!is_not_stated(text, [&own, &[]]), "{text:?}");
        }
        assert!(is_not_stated("0", [&own, &["0".to_owned()]]));
    }
}
