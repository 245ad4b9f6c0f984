//! Grams (検索用の二文字組): `reform::search_text` as numbers, and postings packed into bytes.

use reform::search_text;
use std::borrow::Cow;

/// Two characters as one number; the second is 0 for a last character alone.
pub(crate) type Gram = i64;

/// How many bits one character takes.
const CHAR_BITS: u32 = 21;

/// The gram of two characters.
pub(crate) fn gram(first: char, second: Option<char>) -> Gram {
    (i64::from(u32::from(first)) << CHAR_BITS) | second.map_or(0, |c| i64::from(u32::from(c)))
}

/// The first and last gram that begin with this character.
pub(crate) fn grams_beginning_with(first: char) -> (Gram, Gram) {
    let low = gram(first, None);
    (low, low | ((1 << CHAR_BITS) - 1))
}

/// Calls `each` with every gram of a folded text, in the order of the text, repeats included.
pub(crate) fn each_gram(folded: &str, mut each: impl FnMut(Gram)) {
    let mut before = None;
    for c in folded.chars() {
        if let Some(before) = before {
            each(gram(before, Some(c)));
        }
        before = Some(c);
    }
    if let Some(last) = before {
        each(gram(last, None));
    }
}

/// `reform::search_text::fold`, with a short cut for text that NFKC leaves alone, which most Japanese text is.
pub(crate) fn fold<'b>(text: &str, buffer: &'b mut String) -> Cow<'b, str> {
    if !text.chars().all(is_plain) {
        return Cow::Owned(search_text::fold(text));
    }
    buffer.clear();
    buffer.extend(text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(|c| c.to_ascii_lowercase()));
    Cow::Borrowed(buffer)
}

/// Characters that NFKC neither changes nor joins with a plain neighbour: ASCII, kana, the common ideographs.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '\u{3000}'..='\u{3002}' | '\u{300c}' | '\u{300d}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}')
}

/// Numbers in ascending order as the distance of each from the one before (LEB128); the first from `base`.
pub(crate) fn pack(base: i64, ascending: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = base;
    for number in ascending {
        let mut distance = (number - before) as u64;
        while distance >= 0x80 {
            out.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        out.push(distance as u8);
        before = number;
    }
    out
}

/// Reads [`pack`]ed numbers back into `each`; a damaged tail is left out.
pub(crate) fn unpack(base: i64, bytes: &[u8], mut each: impl FnMut(i64)) {
    let (mut before, mut distance, mut shift) = (base, 0u64, 0u32);
    for byte in bytes {
        distance |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            before = before.wrapping_add(distance as i64);
            each(before);
            (distance, shift) = (0, 0);
        } else {
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of_text(folded: &str) -> Vec<Gram> {
        let mut grams = Vec::new();
        each_gram(folded, |gram| grams.push(gram));
        grams.sort_unstable();
        grams.dedup();
        grams
    }

    proptest! {
        #[test]
        fn folds_as_reform_does(text in "[ -~あ-んが-ぽァ-ヺーｱ-ﾟ゙々一-龠Ａ-Ｚ①㈱　、。「」・\t\n]{0,40}") {
            let mut buffer = String::new();
            let folded = fold(&text, &mut buffer);
            prop_assert_eq!(folded.as_ref(), search_text::fold(&text));
        }

        #[test]
        fn grams_are_those_of_reform(text in "[あ-んa-z一-龠]{0,30}") {
            let of_reform = search_text::grams(&text);
            let mut numbers: Vec<Gram> = of_reform.iter().map(|pair| {
                let mut chars = pair.chars();
                gram(chars.next().unwrap(), chars.next())
            }).collect();
            numbers.sort_unstable();
            prop_assert_eq!(of_text(&text), numbers);
        }

        #[test]
        fn unpack_gives_back_what_was_packed(mut numbers in proptest::collection::vec(5i64..9_000_000_000, 0..50)) {
            numbers.sort_unstable();
            let mut read = Vec::new();
            unpack(5, &pack(5, numbers.iter().copied()), |number| read.push(number));
            prop_assert_eq!(read, numbers);
        }
    }
}
