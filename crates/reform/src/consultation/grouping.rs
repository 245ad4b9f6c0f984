//! Grouping of comments (意見のグループ化): those that say nearly the same are proposed as one group; people decide.
//!
//! The engine that finds overlapping programs ([`crate::overlap`]) weighs the texts: what a comment opens with above the rest,
//! since people say first what they speak about, and words of content only (see [`compared`]). What is sent most often and said most
//! shortly leads, and every other opinion joins the leader it is nearest to: first those that say nearly the same, then the few
//! that stand alone, where a group is near enough. The same comments give the same groups whatever their order, in a time that
//! grows with their number ([`gather`]).

use std::collections::HashMap;
use std::ops::Range;

use crate::overlap::{Document, Settings, gather};
use crate::search_text::fold;

/// How much of a comment is compared, in characters; what comes later is rarely another opinion.
pub const MAX_COMPARED_CHARS: usize = 600;

/// From this score on two opinions are one subject said in other words, and lead to one group whatever else there is.
const SAME_SUBJECT: f32 = 0.75;

/// From this score on a few opinions join a group rather than stand alone: read by hand on made-up comments.
const THRESHOLD: f32 = 0.5;

/// How much each part of [`compared`] weighs. What a comment opens with weighs most: the subject comes first, and reasons that
/// fit any subject (高齢者が困る, 税金の無駄) after it. The text as it was written keeps short ones together.
const PART_WEIGHTS: [f32; 3] = [3.0, 1.0, 1.5];

/// The fewest letters of content in an opening: a greeting before the matter has fewer.
const OPENING_LEAST: usize = 4;

/// So many opinions on one subject are a group of their own, however near another group is: people merge two groups with
/// one click and take one apart by hand.
const OWN_GROUP: usize = 5;

/// What is proposed (グループの案).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Groups that stand already, each with what joins it; those that nothing joins are left out.
    pub joined: Vec<(i64, Vec<i64>)>,
    /// New groups, the largest first.
    pub new: Vec<Vec<i64>>,
}

/// A text that came once or more often, word for word.
struct Same {
    text: String,
    keys: Vec<i64>,
}

/// Proposes groups of opinions: keys of those that are alike, each by key. An opinion like no other is a group of its own.
/// `known` are groups that stand already, each with a text that speaks for it; an opinion near one of these joins it.
pub fn propose(known: &[(i64, String)], opinions: &[(i64, String)]) -> Proposal {
    let same = same(opinions);
    let seeds = known.iter().map(|(_, text)| compared(&text.chars().take(MAX_COMPARED_CHARS).collect::<String>()));
    let texts = seeds.chain(same.iter().map(|one| compared(&one.text)));
    let documents: Vec<Document> = (0i64..).zip(texts).map(|(key, texts)| Document { key, texts }).collect();
    // First by subject; then what has found few of its kind goes to the nearest group.
    let subjects = gather(&documents, known.len(), &settings(SAME_SUBJECT)).leaders;
    let mut members: Vec<Vec<i64>> = vec![Vec::new(); documents.len()];
    for (one, leader) in same.iter().zip(&subjects[known.len()..]) {
        members[*leader].extend(&one.keys);
    }
    let is_known = |place: usize| place < known.len();
    let mut leaders: Vec<usize> = (0..documents.len()).filter(|place| subjects[*place] == *place).collect();
    leaders.sort_by_key(|place| (!is_known(*place), usize::MAX - members[*place].len(), *place));
    let led: Vec<Document> = leaders.iter().map(|place| documents[*place].clone()).collect();
    let own = leaders.iter().filter(|place| is_known(**place) || members[**place].len() >= OWN_GROUP).count();
    for (at, leader) in gather(&led, own, &settings(THRESHOLD)).leaders.into_iter().enumerate() {
        if leader != at {
            let moved = std::mem::take(&mut members[leaders[at]]);
            members[leaders[leader]].extend(moved);
        }
    }
    members.iter_mut().for_each(|members| members.sort_unstable());
    let mut new = members.split_off(known.len());
    new.retain(|members| !members.is_empty());
    new.sort_by_key(|members| (usize::MAX - members.len(), members[0]));
    let joined = known.iter().map(|(group, _)| *group).zip(members).filter(|(_, members)| !members.is_empty());
    Proposal { joined: joined.collect(), new }
}

/// What of a text is compared: the words of content of its opening and of its rest, and all of it as it was written. Words of
/// content are written with kanji, katakana and figures in Japanese; hiragana binds and ends them (ください, べきだ, では). Of a text
/// of hiragana alone, as children write, opening and rest are taken as they are.
fn compared(text: &str) -> Vec<String> {
    let Some(opening) = opening(text) else { return vec![text.to_owned(), String::new(), text.to_owned()] };
    let rest = format!("{}{}", &text[..opening.start], &text[opening.end..]);
    vec![words_of_content(&text[opening]), words_of_content(&rest), text.to_owned()]
}

fn words_of_content(text: &str) -> String {
    let words: Vec<&str> = text.split(|c| !is_content(c)).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Where the sentence is that says what a text is about: the first with content enough; none where no sentence has.
fn opening(text: &str) -> Option<Range<usize>> {
    let (mut start, mut letters) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        letters += usize::from(is_content(c));
        let next = chars.peek().map(|(_, next)| *next);
        let is_end = matches!(c, '。' | '．' | '！' | '？' | '!' | '?' | '\n')
            || (c == '.' && next.is_some_and(char::is_whitespace))
            || next.is_none();
        if is_end {
            let end = at + c.len_utf8();
            if letters >= OPENING_LEAST {
                return Some(start..end);
            }
            (start, letters) = (end, 0);
        }
    }
    None
}

fn is_content(c: char) -> bool {
    c.is_alphanumeric() && !is_hiragana(c)
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

fn settings(threshold: f32) -> Settings {
    Settings {
        gram_min: 2,
        gram_max: 2,
        weights: PART_WEIGHTS.to_vec(),
        threshold,
        nearest: 0,
        pairs_max: usize::MAX,
        filler_share: 0.1,
    }
}

/// What is the same word for word is compared once: a campaign sends one text a thousand times. The most frequent come
/// first, of these the shortest.
fn same(opinions: &[(i64, String)]) -> Vec<Same> {
    let mut in_order: Vec<&(i64, String)> = opinions.iter().collect();
    in_order.sort_unstable_by_key(|(key, _)| *key);
    let mut places: HashMap<String, usize> = HashMap::with_capacity(opinions.len());
    let mut same: Vec<Same> = Vec::new();
    for (key, text) in in_order {
        let text: String = text.chars().take(MAX_COMPARED_CHARS).collect();
        let place = *places.entry(fold(&text)).or_insert(same.len());
        match same.get_mut(place) {
            Some(one) => one.keys.push(*key),
            None => same.push(Same { text, keys: vec![*key] }),
        }
    }
    same.sort_by_key(|one| (usize::MAX - one.keys.len(), one.text.chars().count(), one.keys[0]));
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keyed(texts: &[&str]) -> Vec<(i64, String)> {
        (1..).zip(texts).map(|(key, text)| (key, (*text).to_owned())).collect()
    }

    #[test]
    fn comments_that_say_the_same_come_together_and_others_stay_apart() {
        let comments = keyed(&[
            "市民センターの使用料の値上げに反対です。",
            "バスの本数を減らさないでください。",
            "市民センターの使用料の値上げには反対です。高齢者の居場所がなくなります。",
            "図書館の開館時間を延ばしてほしい。",
            "市民センターの使用料の値上げに 反対です。",
            "バスの本数をこれ以上減らさないでください。通学に困ります。",
        ]);
        assert_eq!(propose(&[], &comments).new, [vec![1, 3, 5], vec![2, 6], vec![4]]);
        assert_eq!(propose(&[], &[]), Proposal::default());
    }

    /// Opinions on twenty subjects, each followed by reasons that are given for every subject, after a greeting or none.
    fn with_reasons(count: usize) -> Vec<(i64, String)> {
        let greetings = ["", "いつもお世話になっております。", "意見です。"];
        let places = ["市民センター", "図書館", "公園", "バス", "保育所"];
        let matters = ["の使用料", "の予約の手続", "の修繕", "の数"];
        let wishes = ["を見直すべきだ。", "を今のまま残してほしい。", "を分かりやすく示してください。"];
        let reasons =
            ["高齢者が困ります。", "税金の無駄です。", "子どもの居場所がなくなります。", "家計が苦しいからです。"];
        let text = |n: usize| {
            let spoken =
                format!("{}{}{}{}", greetings[n / 7 % 3], places[n % 5], matters[n / 5 % 4], wishes[n / 20 % 3]);
            format!("{spoken}{}{}{}歳です。", reasons[n / 3 % 4], reasons[n / 11 % 4], 20 + n * 13 % 70)
        };
        (0i64..).zip((0..count).map(text)).collect()
    }

    #[test]
    fn what_is_spoken_about_makes_the_groups_and_not_the_reasons_given_for_it() {
        for count in [300, 3_000] {
            let groups = propose(&[], &with_reasons(count)).new;
            let most_frequent = |group: &Vec<i64>| {
                let mut subjects = [0; 20];
                group.iter().for_each(|key| subjects[*key as usize % 20] += 1);
                *subjects.iter().max().unwrap()
            };
            let right: usize = groups.iter().map(most_frequent).sum();
            // Nine of ten stand with their own subject; twenty subjects with three wishes each are not scattered.
            assert!(right * 10 >= count * 9, "{right} of {count} in {} groups", groups.len());
            assert!(groups.len() <= 80, "{} groups of {count}", groups.len());
        }
    }

    #[test]
    fn an_opening_is_what_speaks_of_the_matter() {
        let of =
            |text: &str| <[String; 3]>::try_from(compared(text)).map(|[opening, rest, _]| [opening, rest]).unwrap();
        assert_eq!(
            of("市民センターの使用料を下げてほしい。高齢者が困ります。"),
            ["市民センター 使用料 下", "高齢者 困"]
        );
        assert_eq!(of("意見です。図書館を残してください。通学に使う。"), ["図書館 残", "意見 通学 使"]);
        assert_eq!(of("ばすをへらさないで。こまります。"), ["ばすをへらさないで。こまります。", ""]);
        assert_eq!(of("Keep the No.3 bus. I need it."), ["Keep the No 3 bus", "I need it"]);
        assert_eq!(of("がっこう。"), ["がっこう。", ""]);
        assert_eq!(of(""), ["", ""]);
    }

    #[test]
    fn what_comes_later_joins_the_group_that_stands() {
        let known = [(7, "バスの本数を減らさないでください。".to_owned()), (9, "図書館を広くしてほしい。".to_owned())];
        let later = keyed(&[
            "ごみ袋が高すぎます。",
            "バスの本数をこれ以上減らさないでください。通学に困ります。",
            "ごみ袋が高すぎる。",
            "バスの本数を減らさないでください。",
        ]);
        let proposal = propose(&known, &later);
        assert_eq!(proposal.joined, [(7, vec![2, 4])]);
        assert_eq!(proposal.new, [vec![1, 3]]);
    }

    #[test]
    fn a_campaign_of_one_text_is_one_group_beside_the_others() {
        let mut comments: Vec<(i64, String)> =
            (0..2_000).map(|key| (key, "保育料を上げないでください。".to_owned())).collect();
        comments.push((2_000, "保育料を上げないでください！子育て世帯より".to_owned()));
        comments.push((2_001, "公園の木を切らないでください。".to_owned()));
        let groups = propose(&[], &comments).new;
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [2_001, 1]);
    }

    proptest! {
        #[test]
        fn every_comment_is_in_one_group_whatever_the_order(
            texts in prop::collection::vec("[あいうえおか]{0,12}", 0..40), turn in 0usize..40,
        ) {
            let comments: Vec<(i64, String)> = (1..).zip(texts).collect();
            let mut turned = comments.clone();
            turned.rotate_left(turn.min(comments.len()));
            let groups = propose(&[], &comments).new;
            prop_assert_eq!(&groups, &propose(&[], &turned).new);
            let mut keys: Vec<i64> = groups.concat();
            keys.sort_unstable();
            prop_assert_eq!(keys, (1..=comments.len() as i64).collect::<Vec<_>>());
        }
    }
}
