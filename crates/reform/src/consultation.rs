//! Consultation (意見公募): when comments are taken, what a comment may hold, and how its answers are counted.
//!
//! What citizens write is never changed, and nothing they write acts on a page: marks that turn the direction of writing or
//! that cannot be seen are written out ([`visible`]). Similar comments are found by [`propose`].

mod grouping;

pub use grouping::{MAX_COMPARED_CHARS, Proposal, propose};

use crate::declare_kinds;
use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

declare_kinds! {
    NOT_TAKING = "RF-730"
        "この意見公募は、今は意見を受け付けていません" "This consultation does not take comments now"
        "募集期間を確かめてください。期間は日本時間で、初日の0時から最終日の24時までです"
        "See its period, which is in Japan time from the beginning of the first day to the end of the last";
    STEP_NOT_NEXT = "RF-731"
        "意見公募をその状態へ進めることはできません" "The consultation cannot go to that state"
        "準備中、募集中、締切、回答済、公表済の順に進めてください"
        "It goes from draft to open, closed, answered and published, in this order";
    PERIOD_NOT_OVER = "RF-732"
        "募集期間がまだ終わっていません" "The period is not over yet"
        "最終日の翌日になってから締め切ってください。期間を改めるときは最終日を変えてください"
        "Close it on the day after the last one; change the last day to change the period";
    PERIOD_ORDER = "RF-733"
        "募集期間の初日が最終日より後です" "The period ends before it begins"
        "初日と最終日を確かめてください" "See the first and the last day";
    PERIOD_PAST = "RF-734"
        "募集期間がすでに終わっています" "The period is over already"
        "最終日を今日以降にしてから募集を始めてください" "Set a last day from today on, then open it";
    NOT_ALL_ANSWERED = "RF-735"
        "まだ回答のそろっていない意見があります" "Some comments have no answer yet"
        "すべての意見をグループに入れ、グループごとに意見の概要・市の考え方・反映の区分を書いてください"
        "Put every comment into a group and give each group its summary, answer and class";
    COMMENT_EMPTY = "RF-736"
        "意見が書かれていません" "There is no comment"
        "意見の欄か、質問への答えを書いてください" "Write a comment or answer a question";
    COMMENT_TOO_LONG = "RF-737"
        "文が長すぎます" "The text is too long"
        "示された文字数までに短くするか、二回に分けて送ってください" "Shorten it to the number of characters shown, or send it in two parts";
    ANSWER_NEEDED = "RF-738"
        "答えが必要な質問に、答えがありません" "A question that needs an answer has none"
        "「必須」とある質問に答えてください" "Answer each question marked as required";
    WITHDRAWAL_CLOSED = "RF-739"
        "募集期間が終わったため、意見を取り下げられません" "The period is over, so the comment cannot be taken back"
        "取下げを望むときは、意見公募の問合せ先に伝えてください" "Tell the contact of the consultation if you wish to take it back";
}

/// How far a consultation has come (意見公募の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsultationState {
    /// Being prepared; nobody outside sees it.
    Draft,
    /// Comments are taken within its period.
    Open,
    /// Comments are no longer taken; they are grouped and answered.
    Closed,
    /// Every group has its answer.
    Answered,
    /// The results are public.
    Published,
}

labels!(ConsultationState {
    Draft = "draft", "準備中", "draft";
    Open = "open", "募集中", "open";
    Closed = "closed", "締切（回答作成中）", "closed";
    Answered = "answered", "回答済（公表前）", "answered";
    Published = "published", "結果公表済", "published";
});

/// How a comment came (意見の提出方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// By the public form.
    Form,
    /// By e-mail, typed in by staff.
    Email,
    /// On paper, by post, fax or in person, typed in by staff.
    Paper,
}

labels!(Channel {
    Form = "form", "入力フォーム", "form";
    Email = "email", "電子メール", "e-mail";
    Paper = "paper", "書面（郵送・FAX・持参）", "paper";
});

/// Where a comment stands (意見の状態); nothing is ever deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommentState {
    /// Taken; counted and answered.
    Received,
    /// Not shown for a reason that is kept; counted all the same.
    Hidden,
    /// Taken back by its sender within the period; not counted among those to be answered.
    Withdrawn,
}

labels!(CommentState {
    Received = "received", "受付済", "received";
    Hidden = "hidden", "非表示", "hidden";
    Withdrawn = "withdrawn", "取下げ", "withdrawn";
});

/// What becomes of an opinion (反映の区分): the usual five; a consultation may use words of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerClass {
    /// The draft was changed.
    A,
    /// The draft says so already.
    B,
    /// Kept in mind when it is carried out.
    C,
    /// The draft stays as it is.
    D,
    /// Anything else, such as questions and thoughts.
    E,
}

labels!(AnswerClass {
    A = "A", "意見を反映し、案を修正する", "the draft is changed";
    B = "B", "意見の趣旨は案に盛り込み済み", "already in the draft";
    C = "C", "今後の取組の参考とする", "kept in mind";
    D = "D", "意見を反映しない（案のとおり）", "not taken up";
    E = "E", "その他（質問・感想など）", "others";
});

/// Why something that was sent was not taken (受け付けなかった理由), counted without knowing from whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalReason {
    /// Too many from one address.
    OverLimit,
    /// A field that people do not see was filled in.
    Trap,
    /// Sent faster than anybody can type.
    TooFast,
    /// Too long or empty.
    Unfit,
    /// The same form sent again.
    Repeated,
}

labels!(RefusalReason {
    OverLimit = "over-limit", "同じ所から多すぎる", "too many from one place";
    Trap = "trap", "見えない欄への記入", "hidden field filled in";
    TooFast = "too-fast", "速すぎる送信", "sent too fast";
    Unfit = "unfit", "空または長すぎる", "empty or too long";
    Repeated = "repeated", "同じ画面の再送", "the same form again";
});

/// The most characters a consultation may take for one text.
pub const MAX_TEXT_CHARS: usize = 10_000;

/// Whether comments are taken on a day (受付中か): in the state for it, and within the days, both included.
///
/// # Errors
/// [`NOT_TAKING`].
pub fn check_taking(
    state: ConsultationState,
    (first, last): (CalendarDate, CalendarDate),
    today: CalendarDate,
) -> Result<(), &'static ProblemKind> {
    let is_taking = state == ConsultationState::Open && first <= today && today <= last;
    if is_taking { Ok(()) } else { Err(&NOT_TAKING) }
}

/// Whether a consultation may go on to a state (状態の進行). `is_all_answered` says whether every comment that counts is in a
/// group and every group has its answer.
///
/// # Errors
/// What stands in the way.
pub fn check_step(
    (from, to): (ConsultationState, ConsultationState),
    (first, last): (CalendarDate, CalendarDate),
    today: CalendarDate,
    is_all_answered: bool,
) -> Result<(), &'static ProblemKind> {
    use ConsultationState::{Answered, Closed, Draft, Open, Published};
    match (from, to) {
        (Draft, Open) if first > last => Err(&PERIOD_ORDER),
        (Draft, Open) if last < today => Err(&PERIOD_PAST),
        (Open, Closed) if today <= last => Err(&PERIOD_NOT_OVER),
        (Closed, Answered) | (Answered, Published) if !is_all_answered => Err(&NOT_ALL_ANSWERED),
        (Draft, Open) | (Open, Closed) | (Closed, Answered) | (Answered, Closed | Published) => Ok(()),
        _ => Err(&STEP_NOT_NEXT),
    }
}

/// Whether a character shows nothing, or turns the direction of what follows (見えない文字・文字の向きを変える符号).
pub fn is_hidden_mark(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(
            letter,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
                | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
                | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// A text as it is kept (見える文字だけの文): `\n` as the one line end, nothing around it, marks that show nothing or turn the
/// direction of writing written out as `［U+202E］`, so that nothing is hidden from who reads it.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").replace('\r', "\n").trim().chars() {
        if is_hidden_mark(letter) {
            out.push_str(&format!("［U+{:04X}］", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// Checks what somebody writes against the limit, every text for itself (意見の長さ).
///
/// # Errors
/// [`COMMENT_TOO_LONG`] with the length, or [`COMMENT_EMPTY`] where nothing at all is written.
pub fn check_texts<'t>(
    texts: impl IntoIterator<Item = &'t str>,
    most: usize,
) -> Result<(), (&'static ProblemKind, String)> {
    let mut is_empty = true;
    for text in texts {
        let chars = text.trim().chars().count();
        is_empty &= chars == 0;
        if chars > most {
            return Err((&COMMENT_TOO_LONG, format!("{chars} / {most}")));
        }
    }
    if is_empty { Err((&COMMENT_EMPTY, String::new())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDate {
        text.parse().unwrap()
    }

    #[test]
    fn comments_are_taken_on_the_first_and_last_day_and_on_no_other() {
        let period = (day("2026-11-01"), day("2026-11-30"));
        let taking = |state, at: &str| check_taking(state, period, day(at)).is_ok();
        for (at, is_taking) in
            [("2026-10-31", false), ("2026-11-01", true), ("2026-11-30", true), ("2026-12-01", false)]
        {
            assert_eq!(taking(ConsultationState::Open, at), is_taking, "{at}");
        }
        for state in ConsultationState::ALL.iter().filter(|state| **state != ConsultationState::Open) {
            assert!(!taking(*state, "2026-11-15"), "{}", state.word());
        }
    }

    #[test]
    fn states_follow_one_another_and_only_a_mistaken_answer_goes_back() {
        let period = (day("2026-11-01"), day("2026-11-30"));
        let mut out = String::new();
        for from in ConsultationState::ALL {
            for to in ConsultationState::ALL {
                let code = |today: &str, is_all_answered| {
                    let done = check_step((*from, *to), period, day(today), is_all_answered);
                    done.map_or_else(|kind| kind.code, |()| "ok")
                };
                let told = [("2026-11-15", true), ("2026-12-01", true), ("2026-12-01", false)];
                let told = told.map(|(today, is_all)| code(today, is_all)).join(" / ");
                out.push_str(&format!("{} → {}: {told}\n", from.word(), to.word()));
            }
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/consultation/steps.txt");
        expect_test::expect_file![path].assert_eq(&out);
        let backwards = (day("2026-11-30"), day("2026-11-01"));
        let open = (ConsultationState::Draft, ConsultationState::Open);
        assert_eq!(check_step(open, backwards, day("2026-11-01"), false).unwrap_err().code, PERIOD_ORDER.code);
    }

    #[test]
    fn what_hides_is_shown_and_what_people_write_stays() {
        assert_eq!(visible(" 一行め\r\n二行め\t終わり \n"), "一行め\n二行め\t終わり");
        assert_eq!(visible("a\u{202E}b\u{0}c\u{200B}\u{FEFF}"), "a［U+202E］b［U+0000］c［U+200B］［U+FEFF］");
        assert_eq!(
            visible("<script>alert(1)</script> https://x.example"),
            "<script>alert(1)</script> https://x.example"
        );
        // Letters of other scripts, emoji and joined kana are what people write.
        assert_eq!(visible("Müller 市民👪 が゛"), "Müller 市民👪 が゛");
        // Letters that are blank hide a text as well; those that choose how a name is written stay.
        assert_eq!(visible("\u{3164}\u{2800}葛\u{E0100}"), "［U+3164］［U+2800］葛\u{E0100}");
        assert!(!visible(&(0..=0x2100).filter_map(char::from_u32).collect::<String>()).chars().any(is_hidden_mark));
    }

    #[test]
    fn every_text_has_the_same_limit_and_one_of_them_must_say_something() {
        let code = |texts: &[&str]| check_texts(texts.iter().copied(), 3).map_err(|(kind, detail)| (kind.code, detail));
        assert_eq!(code(&["あいう", ""]), Ok(()));
        assert_eq!(code(&[" ", "\n"]), Err(("RF-736", String::new())));
        assert_eq!(code(&["あ", "あいうえ"]), Err(("RF-737", "4 / 3".to_owned())));
    }
}
