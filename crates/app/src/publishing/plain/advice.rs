//! Advice while a plain summary is written (書き方の助言): rules of our own for easy Japanese, shown and never enforced.

use reform::plan::{Segment, Term, TermFinder};

/// A sentence longer than this is hard to follow when read aloud.
const SENTENCE_CHARS: usize = 50;

/// So many katakana in a row are a foreign word few can take apart.
const KATAKANA_ROW: usize = 8;

/// So many kanji in a row are an office's word.
const KANJI_ROW: usize = 6;

/// More kanji than this of a hundred letters looks dark on the page.
const KANJI_PERCENT: usize = 40;

/// The least letters a share of kanji says something about.
const LETTERS_FOR_SHARE: usize = 30;

/// The most remarks of one kind.
const MOST_OF_A_KIND: usize = 5;

/// What a remark is about (助言の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdviceKind {
    /// 長い文.
    LongSentence,
    /// 説明のない用語.
    UnexplainedTerm,
    /// 二重否定.
    DoubleNegation,
    /// 長いカタカナ語.
    KatakanaRow,
    /// 長い漢語.
    KanjiRow,
    /// 漢字の割合.
    KanjiShare,
    /// 敬語.
    Honorific,
    /// 受け身.
    Passive,
}

/// A remark on a text (助言).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What it is about.
    pub kind: AdviceKind,
    /// The words it is about; for a share, the percent.
    pub excerpt: String,
}

impl AdviceKind {
    /// Every kind, in the order remarks are shown.
    pub const ALL: [AdviceKind; 8] = [
        AdviceKind::LongSentence,
        AdviceKind::UnexplainedTerm,
        AdviceKind::DoubleNegation,
        AdviceKind::Honorific,
        AdviceKind::Passive,
        AdviceKind::KatakanaRow,
        AdviceKind::KanjiRow,
        AdviceKind::KanjiShare,
    ];

    /// What to do, in Japanese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            AdviceKind::LongSentence => (
                "文が50文字より長いです。一つの文で一つのことを言うように分けます。",
                "The sentence has more than 50 characters. Say one thing in one sentence.",
            ),
            AdviceKind::UnexplainedTerm => (
                "用語集の言葉です。すぐ後の（ ）に意味を書くか、別の言葉にします。",
                "A term of the glossary. Say what it means in brackets right after it, or use another word.",
            ),
            AdviceKind::DoubleNegation => (
                "打ち消しが重なっています。「〜してください」「〜できます」のように言い切ります。",
                "Two negations. Say plainly what to do or what can be done.",
            ),
            AdviceKind::KatakanaRow => (
                "長いカタカナ語です。意味の近い、やさしい言葉がないか考えます。",
                "A long foreign word. Is there an easier one that means nearly the same?",
            ),
            AdviceKind::KanjiRow => (
                "漢字が続いています。「〜を〜する」のように開きます。",
                "Many kanji in a row. Open them into a phrase with a verb.",
            ),
            AdviceKind::KanjiShare => {
                ("漢字が多いです。4割までにすると読みやすくなります。", "Many kanji. Up to 40 % is easier to read.")
            }
            AdviceKind::Honorific => (
                "敬語です。「です」「ます」だけで十分ていねいです。",
                "An honorific. Plain です and ます are polite enough.",
            ),
            AdviceKind::Passive => (
                "受け身かもしれません。「市が〜します」のように、だれがするかを書きます。",
                "Perhaps a passive. Say who does it.",
            ),
        }
    }
}

/// What could be plainer in a text, by kind and then in the order of the text; at most five of a kind.
pub fn advice(text: &str, glossary: &[Term]) -> Vec<Advice> {
    let mut found: Vec<Advice> = Vec::new();
    let mut say = |kind: AdviceKind, excerpts: Vec<String>| {
        found.extend(excerpts.into_iter().take(MOST_OF_A_KIND).map(|excerpt| Advice { kind, excerpt }));
    };
    for kind in AdviceKind::ALL {
        let excerpts = match kind {
            AdviceKind::LongSentence => long_sentences(text),
            AdviceKind::UnexplainedTerm => unexplained(text, glossary),
            AdviceKind::DoubleNegation => with_words(text, &DOUBLE_NEGATIONS),
            AdviceKind::Honorific => with_words(text, &HONORIFICS),
            AdviceKind::Passive => with_words(text, &PASSIVES),
            AdviceKind::KatakanaRow => rows(text, KATAKANA_ROW, is_katakana),
            AdviceKind::KanjiRow => rows(text, KANJI_ROW, is_kanji),
            AdviceKind::KanjiShare => kanji_share(text),
        };
        say(kind, excerpts);
    }
    found
}

/// The longer ones first: each place of the text is told once.
const DOUBLE_NEGATIONS: [&str; 14] = [
    "ないわけにはいか",
    "なければならない",
    "なければなりません",
    "なければいけない",
    "なければいけません",
    "ないことはない",
    "ないことはありません",
    "ないわけではない",
    "ないわけではありません",
    "ないとはいえない",
    "ないといけない",
    "ないといけません",
    "なくはない",
    "なくはありません",
];

const HONORIFICS: [&str; 12] = [
    "させていただ",
    "ていただ",
    "でいただ",
    "いただき",
    "いただけ",
    "いただく",
    "申し上げ",
    "ございま",
    "いたしま",
    "賜り",
    "になられ",
    "くださいませ",
];

const PASSIVES: [&str; 12] = [
    "されます",
    "されました",
    "されています",
    "される",
    "された",
    "されて",
    "られます",
    "られました",
    "られています",
    "られる",
    "われます",
    "かれます",
];

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '！', '？', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn long_sentences(text: &str) -> Vec<String> {
    let is_long = |sentence: &&str| sentence.chars().count() > SENTENCE_CHARS;
    sentences(text).filter(is_long).map(|sentence| format!("{}…", head(sentence, 24))).collect()
}

/// Terms that nothing explains: no bracket after the word, no 「とは」「という」.
fn unexplained(text: &str, glossary: &[Term]) -> Vec<String> {
    let finder = TermFinder::new(glossary);
    let segments = finder.segments(text);
    let mut found = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let Segment::Term { text: word, .. } = segment else { continue };
        let after = match segments.get(at + 1) {
            Some(Segment::Text(after)) => *after,
            _ => "",
        };
        let after = after.trim_start_matches(['」', '』']);
        if !["（", "(", "とは", "というのは"].iter().any(|opening| after.starts_with(opening)) {
            found.push((*word).to_owned());
        }
    }
    found
}

/// Every place of the text where one of the words stands, with a little before it; each place once.
fn with_words(text: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let mut rest = sentence;
        let mut before = 0;
        while let Some((at, word)) = words
            .iter()
            .filter_map(|word| rest.find(word).map(|at| (at, *word)))
            .min_by_key(|(at, word)| (*at, usize::MAX - word.len()))
        {
            let end = before + at + word.len();
            let lead: Vec<char> = sentence[..before + at].chars().rev().take(6).collect();
            let lead: String = lead.into_iter().rev().collect();
            let tail: String = sentence[end..].chars().take(2).collect();
            found.push(format!("{lead}{word}{tail}"));
            before = end;
            rest = &sentence[end..];
        }
    }
    found
}

/// Rows of at least so many letters of a kind; each word once.
fn rows(text: &str, least: usize, is_kind: fn(char) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for row in text.split(|letter| !is_kind(letter)) {
        if row.chars().count() >= least && found.iter().all(|other| other != row) {
            found.push(head(row, 24).to_owned());
        }
    }
    found
}

fn kanji_share(text: &str) -> Vec<String> {
    let letters = text.chars().filter(|letter| is_kanji(*letter) || is_kana(*letter)).count();
    let kanji = text.chars().filter(|letter| is_kanji(*letter)).count();
    let percent = (kanji * 100).checked_div(letters).unwrap_or(0);
    if letters >= LETTERS_FOR_SHARE && percent > KANJI_PERCENT { vec![format!("{percent}%")] } else { Vec::new() }
}

/// The first so many characters.
fn head(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn is_katakana(letter: char) -> bool {
    matches!(letter, 'ァ'..='ヺ' | 'ー')
}

fn is_kana(letter: char) -> bool {
    is_katakana(letter) || matches!(letter, 'ぁ'..='ゖ')
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Vec<Term> {
        crate::plan::load(None).unwrap().glossary
    }

    fn told(text: &str) -> Vec<(AdviceKind, String)> {
        advice(text, &terms()).into_iter().map(|advice| (advice.kind, advice.excerpt)).collect()
    }

    #[test]
    fn a_plain_text_needs_no_advice() {
        assert_eq!(told("お年よりの家に、お弁当を届けます。届けるときに、元気かどうかも聞きます。"), []);
        assert_eq!(told(""), []);
    }

    #[test]
    fn each_rule_names_the_words_it_is_about() {
        use AdviceKind::{DoubleNegation, Honorific, KanjiRow, KanjiShare, KatakanaRow, LongSentence, Passive};
        let long = format!("この{}です。", "とても".repeat(16));
        assert_eq!(told(&long), [(LongSentence, "このとてもとてもとてもとてもとてもとてもとてもと…".into())]);
        assert_eq!(told("申し込まなければなりません。"), [(DoubleNegation, "申し込まなければなりません".into())]);
        assert_eq!(told("使えないことはありません。"), [(DoubleNegation, "使えないことはありません".into())]);
        assert_eq!(told("窓口で聞かせていただきます。"), [(Honorific, "窓口で聞かせていただきま".into())]);
        assert_eq!(told("お金は市から支はらわれます。"), [(Passive, "市から支はらわれます".into())]);
        assert_eq!(told("結果は、あとで発表されます。"), [(Passive, "、あとで発表されます".into())]);
        assert_eq!(told("アカウンタビリティをもちます。"), [(KatakanaRow, "アカウンタビリティ".into())]);
        assert_eq!(told("ここで介護予防普及啓発をします。"), [(KanjiRow, "介護予防普及啓発".into())]);
        let dark = told("市内の高齢者を対象に、見守り活動を実施、関係団体と連携し、地域で支援を行う。");
        assert_eq!(dark, [(KanjiShare, "70%".into())]);
    }

    #[test]
    fn a_term_of_the_glossary_is_to_be_explained_beside() {
        let term = terms().into_iter().find(|term| term.marks.iter().any(|mark| mark == "扶助費")).unwrap();
        let word = &term.marks[0];
        assert_eq!(told(&format!("{word}を使います。")), [(AdviceKind::UnexplainedTerm, word.clone())]);
        assert_eq!(told(&format!("{word}（暮らしを支えるお金）を使います。")), []);
        assert_eq!(told(&format!("「{word}」とは、暮らしを支えるお金です。")), []);
    }

    #[test]
    fn of_one_kind_no_more_than_five_remarks_are_made() {
        let text = "市が使わなければならない。".repeat(30);
        assert_eq!(told(&text).len(), MOST_OF_A_KIND);
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(24))]
        #[test]
        fn any_text_can_be_looked_at(text in ".{0,400}") {
            for one in advice(&text, &terms()) {
                proptest::prop_assert!(!one.excerpt.is_empty());
            }
        }
    }
}
