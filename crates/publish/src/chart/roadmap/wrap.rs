//! Words in lines (折り返し): Japanese between letters, other languages between words, no mark alone at a line's end.

use crate::chart::frame::text_width;

/// What may not begin a line.
const NOT_FIRST: &str = "、。，．,.）)」』】〕・ー〜々ぁぃぅぇぉっゃゅょァィゥェォッャュョ：；!?！？%％";
/// What may not end a line.
const NOT_LAST: &str = "（(「『【〔";

/// The lines of a text, the first at most `first` wide and the others `rest`; `None` when a piece is wider than a line.
pub(super) fn lines(text: &str, first: f64, rest: f64, font: u32) -> Option<Vec<String>> {
    let mut lines: Vec<String> = vec![String::new()];
    for piece in pieces(text) {
        let room = if lines.len() == 1 { first } else { rest };
        let line = lines.last_mut()?;
        let joined = format!("{line}{piece}");
        if text_width(joined.trim_end(), font) <= room {
            *line = joined;
        } else if line.is_empty() && lines.len() > 1 || text_width(piece.trim_end(), font) > rest {
            return None;
        } else {
            lines.push(piece.trim_start().to_owned());
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|line| line.trim().to_owned()).collect();
    // The first line may be too short for any piece; then it would stand empty.
    (!lines.first()?.is_empty()).then_some(lines)
}

/// The lines of a text that must fit: a piece wider than a line is broken where it has to be.
pub(super) fn hard(text: &str, width: f64, font: u32) -> Vec<String> {
    if let Some(lines) = lines(text, width, width, font) {
        return lines;
    }
    let mut out = vec![String::new()];
    for letter in text.chars() {
        let line = out.last().map(String::as_str).unwrap_or_default();
        if !line.is_empty() && text_width(&format!("{line}{letter}"), font) > width {
            out.push(String::new());
        }
        if let Some(line) = out.last_mut() {
            line.push(letter);
        }
    }
    out
}

/// The pieces a text may be broken between.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        let is_wide = |c: char| c as u32 >= 0x2e80;
        let breaks = before.is_some_and(|before| {
            !NOT_FIRST.contains(letter)
                && !NOT_LAST.contains(before)
                && letter != ' '
                && (before == ' ' || is_wide(before) || is_wide(letter))
        });
        match pieces.last_mut().filter(|_| !breaks) {
            Some(piece) => piece.push(letter),
            None => pieces.push(letter.to_string()),
        }
        before = Some(letter);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_breaks_between_letters_and_english_between_words() {
        // Ten wide letters of 13 in 52: four a line.
        let lines = |text: &str, room: f64| lines(text, room, room, 13);
        assert_eq!(lines("結果を踏まえた予算調整", 52.0).unwrap(), ["結果を踏", "まえた予", "算調整"]);
        assert_eq!(lines("検討、策定（案）", 40.0).unwrap(), ["検討、", "策定", "（案）"]);
        assert_eq!(lines("Study of fees", 54.0).unwrap(), ["Study", "of fees"]);
        assert_eq!(lines("Implementation", 50.0), None);
        assert_eq!(lines("DX人材の育成", 52.0).unwrap(), ["DX人材", "の育成"]);
    }

    #[test]
    fn what_must_fit_does_and_loses_nothing() {
        for text in ["Implementation of everything", "港湾施設マネジメント", "", "A"] {
            let lines = hard(text, 40.0, 13);
            assert!(lines.iter().all(|line| text_width(line, 13) <= 40.0), "{lines:?}");
            let joined: String = lines.concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }
}
