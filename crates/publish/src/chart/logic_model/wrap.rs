//! Text wrapped inside a box (折り返し), by the rules of Japanese line breaking that matter in short texts (禁則処理).

use super::super::frame::text_width;

/// What no line begins with.
const NOT_FIRST: &str =
    "、。，．,.）)」』】〉》〕］}・ー〜～！？!?：；:;％%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々…‥→/／";
/// What no line ends with.
const NOT_LAST: &str = "（(「『【〈《〔［{";

/// The text in lines no wider than the room, at most so many; what does not fit is cut and closed with `…`.
pub(in crate::chart) fn wrap(text: &str, size: u32, room: f64, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last().map_or("", String::as_str);
        let joined = format!("{line}{piece}");
        if line.is_empty() || measure(&joined, size) <= room {
            if let Some(last) = lines.last_mut() {
                *last = joined;
            }
        } else {
            lines.push(piece.trim_start().to_string());
        }
        // A piece wider than the room (a long word) is cut where it must be.
        while let Some(rest) = lines.last().and_then(|line| overflow(line, size, room)) {
            if let Some(last) = lines.last_mut() {
                last.truncate(last.len() - rest.len());
            }
            lines.push(rest);
        }
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines.retain(|line| !line.is_empty());
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            while text_width(last, size) + f64::from(size) > room && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// The same with the lines about as long as each other, where a word or less would be left for the last one.
pub(super) fn wrap_evenly(text: &str, size: u32, room: f64, most_lines: usize) -> Vec<String> {
    let lines = wrap(text, size, room, most_lines);
    let is_short = |lines: &[String]| lines.last().is_some_and(|last| text_width(last, size) < room * 0.3);
    if lines.len() < 2 || !is_short(&lines) {
        return lines;
    }
    let narrower =
        [0.94, 0.88, 0.82, 0.76, 0.7, 0.64].into_iter().map(|part| wrap(text, size, room * part, most_lines));
    narrower.take_while(|tried| tried.len() == lines.len()).find(|tried| !is_short(tried)).unwrap_or(lines)
}

/// The part of a line that stands beyond the room; at least one character stays.
fn overflow(line: &str, size: u32, room: f64) -> Option<String> {
    if measure(line, size) <= room {
        return None;
    }
    let mut used = 0.0;
    let cut = line.char_indices().find_map(|(at, c)| {
        used += text_width(c.encode_utf8(&mut [0; 4]), size);
        (at > 0 && used > room).then_some(at)
    })?;
    Some(line[cut..].to_string())
}

/// How wide a line is; one comma or full stop may hang over its end.
fn measure(line: &str, size: u32) -> f64 {
    let line = line.trim_end();
    text_width(line.strip_suffix(['、', '。']).unwrap_or(line), size)
}

/// What must stay together: a word of Latin letters or digits, or a character with the marks that cling to it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for character in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        let clings = pieces.last().and_then(|piece| piece.chars().last()).is_some_and(|before| {
            let in_word = |c: char| c.is_ascii() && c != ' ';
            NOT_LAST.contains(before) || NOT_FIRST.contains(character) || (in_word(before) && in_word(character))
        });
        match pieces.last_mut() {
            Some(piece) if clings => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_where_japanese_breaks() {
        assert_eq!(wrap("相談の件数が増える。", 10, 90.0, 9), ["相談の件数が増える。"]);
        assert_eq!(wrap("相談が増える（年間）こと", 10, 70.0, 9), ["相談が増える", "（年間）こと"]);
        assert_eq!(wrap("データを使うセンター", 10, 30.0, 9), ["データ", "を使う", "セン", "ター"]);
        assert_eq!(wrap("DX support center", 10, 70.0, 9), ["DX support", "center"]);
        assert_eq!(wrap("とても長いことば", 10, 40.0, 1), ["とても…"]);
        assert!(wrap(" \n ", 10, 40.0, 3).is_empty());
        assert_eq!(wrap("窓口での相談を受け付ける", 10, 110.0, 9), ["窓口での相談を受け付け", "る"]);
        assert_eq!(wrap_evenly("窓口での相談を受け付ける", 10, 110.0, 9), ["窓口での相談を受", "け付ける"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_room_and_nothing_is_lost(text in "[あ-んア-ン一-十A-z0-9、。（）ー ]{0,80}", room in 40.0..200.0f64) {
            let lines = wrap(&text, 12, room, 99);
            for line in &lines {
                // One mark may hang over.
                prop_assert!(text_width(line, 12) <= room + 12.0, "{line}");
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }
    }
}
