//! Text made safe for a spreadsheet (表計算に渡す文字).

/// The longest text an Excel cell holds, in UTF-16 units.
pub const CELL_LIMIT: usize = 32_767;

/// What closes a text that was cut to fit a cell.
pub const CUT_MARK: &str = "…［以下省略・切り詰め］";

/// The text without control characters; line breaks and tabs inside it stay (`\r\n` becomes `\n`).
pub fn without_controls(text: &str) -> String {
    let unified = text.replace("\r\n", "\n");
    unified
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'))
        .collect::<String>()
        .replace('\r', "\n")
}

/// The text cut to what an Excel cell holds; a cut shows as [`CUT_MARK`] at the end.
pub fn fit_cell(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_LIMIT {
        return text.to_string();
    }
    let room = CELL_LIMIT - CUT_MARK.encode_utf16().count();
    let mut used = 0;
    let mut out: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    out.push_str(CUT_MARK);
    out
}

/// A text cell of a CSV file: no control characters, cut like [`fit_cell`], and led by `'` when a spreadsheet would
/// take it for a formula.
///
/// A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and some fold the
/// full-width forms first. Text that begins with `'` and one of these gets one more `'`, so that taking one away
/// ([`restore`]) always gives the text back.
pub fn neutralise(text: &str) -> String {
    let clean = fit_cell(&without_controls(text));
    if looks_like_formula(&clean) { format!("'{clean}") } else { clean }
}

/// What [`neutralise`] was given (for text without control characters that fits a cell): undoes the leading `'`.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet might run the text, or `'`s stand before such a text. Plain numbers such as `-12.5` do not.
fn looks_like_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let risky = bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    risky && bare.parse::<fiscal::Quantity>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_led_by_a_quote_and_numbers_are_not() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+81-93", "'+81-93"),
            ("-", "'-"),
            ("-12.5", "-12.5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝cmd", "'＝cmd"),
            ("－", "'－"),
            ("'=1", "''=1"),
            ("'plain", "'plain"),
            ("▲1,234", "▲1,234"),
            ("007", "007"),
        ] {
            assert_eq!(neutralise(text), cell, "{text:?}");
            assert_eq!(restore(cell), text, "{cell:?}");
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_says_so() {
        let cut = fit_cell(&"𠮷".repeat(20_000));
        assert!(cut.encode_utf16().count() <= CELL_LIMIT);
        assert!(cut.ends_with(CUT_MARK));
        assert_eq!(fit_cell(&"あ".repeat(CELL_LIMIT)).chars().count(), CELL_LIMIT);
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(text in "[=+@＝'\\-0-9a-zあ-ん\n\t]{0,12}") {
            let cell = neutralise(&text);
            prop_assert_eq!(restore(&cell), text.as_str());
        }

        #[test]
        fn nothing_leaves_that_a_spreadsheet_would_run(text in any::<String>()) {
            let cell = neutralise(&text);
            let first = cell.chars().next();
            let risky = first.is_some_and(|c| "=+-@\t\r＝＋－＠".contains(c));
            prop_assert!(!risky || cell.parse::<fiscal::Quantity>().is_ok());
            prop_assert!(!cell.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
