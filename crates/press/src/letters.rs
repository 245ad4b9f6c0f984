//! Letters (文字): what may stand on paper. Characters no font has become 〓 as printers have always shown them, characters that
//! cannot be seen or turn the reading order are left out, and very long words get places to break.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use unicode_normalization::char::{compose, is_combining_mark};

use crate::fonts::Fonts;

/// Stands for a character that cannot be set (げた).
pub const GETA: char = '〓';
/// A place where a line may break, taken out again by the templates.
const BREAK: char = '\u{200b}';
/// A run of Latin letters and digits this long is no word; it may break after every [`STEP`] characters.
const LONGEST_WORD: usize = 24;
const STEP: usize = 6;

/// Looks characters up once each.
pub struct Letters<'a> {
    fonts: &'a Fonts,
    known: RefCell<HashMap<char, bool>>,
    missing: RefCell<BTreeSet<char>>,
}

impl<'a> Letters<'a> {
    /// Letters of these fonts.
    pub fn of(fonts: &'a Fonts) -> Letters<'a> {
        Letters { fonts, known: RefCell::default(), missing: RefCell::default() }
    }

    /// The characters that became 〓, in order.
    pub fn missing(&self) -> String {
        self.missing.borrow().iter().collect()
    }

    /// The text as it can be set; line breaks stay.
    pub fn text(&self, text: &mut String) {
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && text.len() <= LONGEST_WORD {
            return;
        }
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for character in self.settable(text, true) {
            run = if character.is_ascii_graphic() { run + 1 } else { 0 };
            if run > LONGEST_WORD && run % STEP == 1 {
                out.push(BREAK);
            }
            out.push(character);
        }
        *text = out;
    }

    /// A line of its own: line breaks become spaces.
    pub fn line(&self, text: &mut String) {
        if text.contains('\n') {
            *text = text.replace('\n', " ");
        }
        self.text(text);
    }

    /// The words of an SVG: the same, but nothing is added.
    pub fn picture(&self, svg: &str) -> String {
        self.settable(svg, false).collect()
    }

    fn settable<'t>(&'t self, text: &'t str, breaks: bool) -> impl Iterator<Item = char> + 't {
        let mut characters = text.chars().peekable();
        std::iter::from_fn(move || {
            loop {
                let mut character = characters.next()?;
                match character {
                    '\n' => return Some('\n'),
                    '\t' | '\u{b}' | '\u{c}' | '\u{85}' => return Some(' '),
                    '\u{2028}' | '\u{2029}' => return Some('\n'),
                    BREAK if breaks => return Some(BREAK),
                    _ if is_unseen(character) => continue,
                    _ => {}
                }
                // か with a loose ゛ is が; whole strings are not normalised, for that would change the characters of names.
                while let Some(composed) = characters
                    .peek()
                    .filter(|next| is_combining_mark(**next))
                    .and_then(|next| compose(character, *next))
                {
                    character = composed;
                    characters.next();
                }
                return Some(if self.has(character) { character } else { self.geta(character) });
            }
        })
    }

    fn has(&self, character: char) -> bool {
        if character.is_ascii_graphic() || character == ' ' {
            return true;
        }
        *self
            .known
            .borrow_mut()
            .entry(character)
            .or_insert_with(|| !is_private(character) && self.fonts.have(character))
    }

    fn geta(&self, character: char) -> char {
        self.missing.borrow_mut().insert(character);
        if self.fonts.have(GETA) { GETA } else { '?' }
    }
}

/// Controls, marks that turn the reading order, joiners, selectors of variants, tags: nothing of them is ink.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e
            | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xe0000..=0xe0fff)
        || u32::from(character) & 0xfffe == 0xfffe
}

/// Characters without a meaning of their own; PDF/UA forbids them.
fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xe000..=0xf8ff | 0xf0000..=0x10fffd)
}
