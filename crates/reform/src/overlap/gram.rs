//! Grams (文字の並び): neighbouring characters of a folded text as numbers, with how often each stands there.

/// Characters of a gram, packed 21 bits each: the first one highest, so grams of different lengths never meet.
pub(super) type Gram = u64;

/// Bits of a character.
const CHAR_BITS: u32 = 21;

/// The distinct grams of a folded text in ascending order, each with its count. A text shorter than the shortest gram is a
/// gram itself, so that a text is always like its own copy.
pub(super) fn counted(folded: &[char], shortest: usize, longest: usize) -> Vec<(Gram, u32)> {
    if folded.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::with_capacity(folded.len() * (longest + 1 - shortest));
    let least = shortest.min(folded.len());
    for length in least..=longest.min(folded.len()) {
        all.extend(folded.windows(length).map(packed));
    }
    all.sort_unstable();
    let mut counted: Vec<(Gram, u32)> = Vec::with_capacity(all.len());
    for gram in all {
        match counted.last_mut() {
            Some((last, count)) if *last == gram => *count += 1,
            _ => counted.push((gram, 1)),
        }
    }
    counted
}

/// A few characters as one number.
pub(super) fn packed(chars: &[char]) -> Gram {
    chars.iter().fold(0, |packed, c| packed << CHAR_BITS | Gram::from(u32::from(*c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str, shortest: usize, longest: usize) -> Vec<(Gram, u32)> {
        counted(&text.chars().collect::<Vec<_>>(), shortest, longest)
    }

    #[test]
    fn counts_each_gram_once() {
        let of = |text: &str| packed(&text.chars().collect::<Vec<_>>());
        assert_eq!(grams("防災防災", 2, 2), [(of("災防"), 1), (of("防災"), 2)]);
        assert_eq!(grams("防災", 2, 3), [(of("防災"), 1)]);
        assert_eq!(grams("防", 2, 3), [(of("防"), 1)]);
        assert_eq!(grams("", 2, 3), []);
    }

    #[test]
    fn lengths_never_meet() {
        assert_ne!(grams("aa", 1, 1)[0].0, grams("aa", 2, 2)[0].0);
        assert_ne!(grams("\u{1}a", 2, 2)[0].0, grams("a", 1, 1)[0].0);
    }
}
