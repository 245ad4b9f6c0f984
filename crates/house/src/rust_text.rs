//! Rust text without its comments and strings (コードだけの本文), so that words can be looked for with care.

/// The code of one file (コード).
#[derive(Clone, Debug)]
pub struct RustText {
    /// The text with comments and the insides of strings blanked; lines stay where they were.
    pub code: String,
    /// Each string literal with its line, escapes as written.
    pub strings: Vec<(usize, String)>,
}

impl RustText {
    /// Takes a file apart; with `keep_tests` false, what stands under `#[cfg(test)]` is blanked too.
    pub fn read(source: &str, keep_tests: bool) -> RustText {
        let (mut code, mut strings) = split(source);
        if !keep_tests {
            for (start, end) in test_spans(&code) {
                strings.retain(|(at, _)| !(start..end).contains(at));
                code[start..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
            }
        }
        let line_of = |at: usize| 1 + code[..at].iter().filter(|c| **c == '\n').count();
        let strings = strings.into_iter().map(|(at, text)| (line_of(at), text)).collect();
        RustText { code: code.into_iter().collect(), strings }
    }

    /// Every word with its line and the first character after it that is not a space.
    pub fn words(&self) -> Vec<(usize, &str, char)> {
        let mut found = Vec::new();
        for (number, line) in self.code.lines().enumerate() {
            let mut rest = line;
            while let Some(start) = rest.find(is_word) {
                let tail = &rest[start..];
                let end = tail.find(|c| !is_word(c)).unwrap_or(tail.len());
                let next = tail[end..].trim_start().chars().next().unwrap_or('\n');
                found.push((number + 1, &tail[..end], next));
                rest = &tail[end..];
            }
        }
        found
    }

    /// The names directly under `std::`, also out of `use std::{…}`, each with its line.
    pub fn std_names(&self) -> Vec<(usize, String)> {
        let mut line = 1;
        let mut dense: Vec<(char, usize)> = Vec::new();
        for c in self.code.chars() {
            if c == '\n' {
                line += 1;
            } else if !c.is_whitespace() {
                dense.push((c, line));
            }
        }
        let marker: Vec<char> = "std::".chars().collect();
        let mut found = Vec::new();
        for start in 0..dense.len().saturating_sub(marker.len()) {
            if dense[start..start + marker.len()].iter().map(|(c, _)| *c).eq(marker.iter().copied()) {
                names_of_tree(&dense[start + marker.len()..], &mut found);
            }
        }
        found
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first name of a use-tree, or of each branch of its outermost braces.
fn names_of_tree(dense: &[(char, usize)], found: &mut Vec<(usize, String)>) {
    let name_at = |at: usize| -> String { dense[at..].iter().map(|(c, _)| *c).take_while(|c| is_word(*c)).collect() };
    if dense.first().map(|(c, _)| *c) != Some('{') {
        if let Some((_, line)) = dense.first() {
            found.push((*line, name_at(0)));
        }
        return;
    }
    let mut depth = 0;
    for (at, (c, line)) in dense.iter().enumerate() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
        if depth == 1 && matches!(c, '{' | ',') && at + 1 < dense.len() {
            let name = name_at(at + 1);
            if !name.is_empty() {
                found.push((*line, name));
            }
        }
    }
}

/// Blanks comments and the insides of literals; gives each string with where it begins.
fn split(source: &str) -> (Vec<char>, Vec<(usize, String)>) {
    let mut code: Vec<char> = source.chars().collect();
    let mut strings = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let next = code.get(at + 1).copied();
        let end = match code[at] {
            '/' if next == Some('/') => (at..code.len()).find(|i| code[*i] == '\n').unwrap_or(code.len()),
            '/' if next == Some('*') => end_of_block_comment(&code, at),
            '"' => {
                let hashes = raw_hashes(&code, at);
                let end = end_of_string(&code, at, hashes);
                let inner_end = end.saturating_sub(1 + hashes.unwrap_or(0)).max(at + 1);
                strings.push((at, code[at + 1..inner_end].iter().collect()));
                end
            }
            '\'' if next == Some('\\') => {
                // The escaped character itself may be a quote.
                (at + 3..code.len()).find(|i| code[*i] == '\'').map_or(code.len(), |i| i + 1)
            }
            '\'' if code.get(at + 2) == Some(&'\'') => at + 3,
            _ => {
                at += 1;
                continue;
            }
        };
        code[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        at = end;
    }
    (code, strings)
}

fn end_of_block_comment(code: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < code.len() {
        match (code[at], code[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

/// How many `#` a raw string's quote has before it; nothing for an ordinary string.
fn raw_hashes(code: &[char], quote: usize) -> Option<usize> {
    let hashes = code[..quote].iter().rev().take_while(|c| **c == '#').count();
    let before: String = code[..quote - hashes].iter().rev().take_while(|c| is_word(**c)).collect();
    matches!(before.as_str(), "r" | "rb" | "rc").then_some(hashes)
}

fn end_of_string(code: &[char], quote: usize, hashes: Option<usize>) -> usize {
    let mut at = quote + 1;
    while at < code.len() {
        match (code[at], hashes) {
            ('\\', None) => at += 1,
            ('"', None) => return at + 1,
            ('"', Some(n)) if code[at + 1..].iter().take_while(|c| **c == '#').count() >= n => return at + 1 + n,
            _ => {}
        }
        at += 1;
    }
    code.len()
}

/// Where each `#[cfg(test)]` item begins and ends.
fn test_spans(code: &[char]) -> Vec<(usize, usize)> {
    let marker: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut spans = Vec::new();
    let mut at = 0;
    while at + marker.len() <= code.len() {
        if code[at..at + marker.len()] != marker[..] {
            at += 1;
            continue;
        }
        let mut depth = 0_i32;
        let end = (at + marker.len()..code.len()).find(|i| {
            match code[*i] {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0 && matches!(code[*i], '}' | ';')
        });
        let end = end.map_or(code.len(), |i| i + 1);
        spans.push((at, end));
        at = end;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code() {
        let text = RustText::read(
            "fn a<'x>() { // unsafe\n  let q = '\"'; let s = \"un\\\"safe\"; /* x /* unsafe */ */ b(r#\"raw \"unsafe\"\"#) }\nlast",
            true,
        );
        assert!(!text.code.contains("unsafe"), "{}", text.code);
        assert_eq!(text.strings, [(2, "un\\\"safe".to_owned()), (2, "raw \"unsafe\"".to_owned())]);
        assert_eq!(text.words().last(), Some(&(3, "last", '\n')));
        assert!(text.code.contains("fn a<'x>()"));
    }

    #[test]
    fn what_only_tests_see_can_be_left_out() {
        let source = "fn a() { one() }\n#[cfg(test)]\nmod tests { fn b() { two(\"t\") } }\nfn c() { three(\"u\") }";
        let text = RustText::read(source, false);
        let words: Vec<_> = text.words().into_iter().map(|(_, word, _)| word).collect();
        assert!(words.contains(&"one") && words.contains(&"three") && !words.contains(&"two"));
        assert_eq!(text.strings, [(4, "u".to_owned())]);
        assert!(RustText::read(source, true).code.contains("two"));
    }

    #[test]
    fn names_under_std_are_found_in_every_spelling() {
        let text = RustText::read(
            "use std::fmt;\nuse std::{\n io::{self, Read},\n fs,\n};\nfn f() { std :: env::var() }",
            true,
        );
        let names: Vec<_> = text.std_names().into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["fmt", "io", "fs", "env"]);
    }
}
