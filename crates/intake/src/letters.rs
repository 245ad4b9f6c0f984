//! Column letters (列記号): `A` … `XFD`, as a spreadsheet shows them.

/// The most columns a spreadsheet has.
pub(crate) const MAX_COLUMNS: usize = 16_384;

/// The letter of a column counted from 0: 0 → `A`, 71 → `BT`.
pub(crate) fn letter_of(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// The column, counted from 0, of a letter; `None` when it is none of the 16,384.
pub(crate) fn column_of(letter: &str) -> Option<usize> {
    if letter.is_empty() || letter.len() > 3 || !letter.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number =
        letter.bytes().fold(0usize, |number, byte| number * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    (number <= MAX_COLUMNS).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_columns_agree() {
        for (column, letter) in
            [(0, "A"), (25, "Z"), (26, "AA"), (71, "BT"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letter_of(column), letter);
            assert_eq!(column_of(letter), Some(column));
        }
        assert_eq!(column_of("XFE"), None);
        assert_eq!(column_of("番号"), None);
        assert_eq!(column_of(""), None);
    }
}
