//! Meetings (会議): their steps from planned to published, their time of day, and minutes as what was said by whom.

use std::fmt;

use crate::declare_kinds;
use crate::labels::labels;
use crate::problem::ProblemKind;

declare_kinds! {
    MEETING_STEP = "RF-701"
        "会議をその段階へ進めることはできません" "The meeting cannot go to that step now"
        "開催準備、招集、開催、議事録の確定、公表の順に、一つずつ進めてください"
        "Go one step at a time: planned, convened, held, minutes approved, published";
    AGENDA_MISSING = "RF-702"
        "議題がありません" "The agenda is empty"
        "招集する前に、議題を一つ以上書いてください" "Write at least one agenda item before convening";
    MINUTES_MISSING = "RF-703"
        "議事録がありません" "There are no minutes"
        "議事録を書いて保存してから、確定してください" "Write and save the minutes before approving them";
    CORRECTION_REASON_MISSING = "RF-704"
        "訂正の理由が書かれていません" "The reason of the correction is missing"
        "確定した議事録は書き換えられません。訂正する理由を書くと、新しい版になります"
        "Approved minutes are never changed; give a reason and a new version is made";
    NOT_THE_DAY_YET = "RF-705"
        "開催日がまだ来ていません" "The day of the meeting has not come"
        "開催したあとで「開催」にしてください。日が変わったときは、先に開催日を直してください"
        "Mark it as held afterwards; change its day first where it was moved";
    MEETING_NOT_PUBLIC = "RF-706"
        "非公開の会議は公表できません" "A meeting that is not public cannot be published"
        "公表するときは、先に会議を「公開」にしてください" "Make the meeting public first";
}

/// How far a meeting has come (会議の段階).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeetingState {
    /// Being prepared.
    Planned,
    /// The notice was made.
    Convened,
    /// It took place.
    Held,
    /// Its minutes stand.
    Approved,
    /// Its minutes may be read by everybody.
    Published,
}

labels!(MeetingState {
    Planned = "planned", "開催準備", "planned";
    Convened = "convened", "招集済", "convened";
    Held = "held", "開催済", "held";
    Approved = "approved", "議事録確定", "minutes approved";
    Published = "published", "公表済", "published";
});

/// How somebody attended (出欠).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// In the room.
    Present,
    /// By the on-line link.
    Online,
    /// Not.
    Absent,
}

labels!(Presence {
    Present = "present", "出席", "present";
    Online = "online", "オンライン", "on line";
    Absent = "absent", "欠席", "absent";
});

/// A time of day in Japan, to the minute (時刻).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime {
    minutes: u16,
}

/// What the rules of a step look at (段階を進めるときに見るもの).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepFacts {
    /// Whether it has an agenda.
    pub has_agenda: bool,
    /// Whether it has minutes.
    pub has_minutes: bool,
    /// Whether its day has come.
    pub day_has_come: bool,
    /// Whether it is public.
    pub is_public: bool,
}

/// One paragraph of minutes (発言).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// Who speaks; empty for a paragraph of no speaker.
    pub speaker: String,
    /// What is said, with its line breaks.
    pub text: String,
}

/// What a minutes template is filled with (議事録のひな形の中身).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinutesHead {
    /// Body and number of the meeting.
    pub title: String,
    /// Day and time, as shown.
    pub when: String,
    /// Where, with the on-line link's mention.
    pub place: String,
    /// Names by how they attended.
    pub attendance: Vec<(Presence, Vec<String>)>,
    /// The agenda in order.
    pub agenda: Vec<String>,
}

impl ClockTime {
    /// Hour and minute; `None` when there is no such time.
    pub fn new(hour: u16, minute: u16) -> Option<ClockTime> {
        (hour < 24 && minute < 60).then_some(ClockTime { minutes: hour * 60 + minute })
    }

    /// Reads `9:05`, `09:05` or `0905`.
    pub fn read(text: &str) -> Option<ClockTime> {
        let text = text.trim();
        let (hour, minute) = text.split_once(':').or_else(|| (text.len() == 4).then(|| text.split_at_checked(2))?)?;
        let is_plain = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(hour) || !is_plain(minute) {
            return None;
        }
        ClockTime::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    /// Hour and minute.
    pub fn parts(self) -> (u16, u16) {
        (self.minutes / 60, self.minutes % 60)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.parts();
        write!(out, "{hour:02}:{minute:02}")
    }
}

impl MeetingState {
    /// The step after this one.
    pub fn next(self) -> Option<MeetingState> {
        let at = MeetingState::ALL.iter().position(|state| *state == self)?;
        MeetingState::ALL.get(at + 1).copied()
    }
}

/// Whether a meeting may go from one step to another.
///
/// # Errors
/// [`MEETING_STEP`] for any but the next one, or what the step waits for.
pub fn check_meeting_step(from: MeetingState, to: MeetingState, facts: StepFacts) -> Result<(), &'static ProblemKind> {
    if from.next() != Some(to) {
        return Err(&MEETING_STEP);
    }
    match to {
        MeetingState::Convened if !facts.has_agenda => Err(&AGENDA_MISSING),
        MeetingState::Held if !facts.day_has_come => Err(&NOT_THE_DAY_YET),
        MeetingState::Approved if !facts.has_minutes => Err(&MINUTES_MISSING),
        MeetingState::Published if !facts.is_public => Err(&MEETING_NOT_PUBLIC),
        _ => Ok(()),
    }
}

/// Whether minutes may be written now: after approval only as a correction with its reason.
///
/// # Errors
/// [`CORRECTION_REASON_MISSING`].
pub fn check_minutes(state: MeetingState, reason: &str) -> Result<(), &'static ProblemKind> {
    match state {
        MeetingState::Approved | MeetingState::Published if reason.trim().is_empty() => Err(&CORRECTION_REASON_MISSING),
        _ => Ok(()),
    }
}

/// Minutes as paragraphs: one that begins with `○` names its speaker up to the first space or `：`.
pub fn speeches(minutes: &str) -> Vec<Speech> {
    let mut speeches: Vec<Speech> = Vec::new();
    let mut is_open = false;
    for line in minutes.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            is_open = false;
        } else if let Some(said) = line.trim_start().strip_prefix(['○', '〇']) {
            let end = said.find(['　', ' ', '：', ':']).unwrap_or(said.len());
            let (speaker, text) = said.split_at(end);
            let text = text.trim_start_matches(['　', ' ', '：', ':']);
            speeches.push(Speech { speaker: speaker.to_owned(), text: text.to_owned() });
            is_open = true;
        } else if let Some(last) = speeches.last_mut().filter(|_| is_open) {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            last.text.push_str(line);
        } else {
            speeches.push(Speech { speaker: String::new(), text: line.to_owned() });
            is_open = true;
        }
    }
    speeches
}

/// Minutes to begin with: the head, who attended, and a place for what was said under each agenda item (議事録のひな形).
pub fn minutes_template(head: &MinutesHead) -> String {
    let mut out = format!("{}　議事録\n\n日時：{}\n\n場所：{}\n\n", head.title, head.when, head.place);
    for (presence, names) in head.attendance.iter().filter(|(_, names)| !names.is_empty()) {
        out.push_str(&format!("{}：{}\n\n", presence.label_ja(), names.join("、")));
    }
    out.push_str("議題\n");
    for (at, item) in head.agenda.iter().enumerate() {
        out.push_str(&format!("{}　{item}\n", at + 1));
    }
    for (at, item) in head.agenda.iter().enumerate() {
        out.push_str(&format!("\n議題{}　{item}\n\n○事務局　（説明）\n\n○委員　（発言）\n", at + 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_meeting_goes_one_step_at_a_time_and_waits_for_what_the_step_needs() {
        use MeetingState::{Approved, Convened, Held, Planned, Published};
        let all = StepFacts { has_agenda: true, has_minutes: true, day_has_come: true, is_public: true };
        let code = |from, to, facts| check_meeting_step(from, to, facts).map_or_else(|kind| kind.code, |()| "ok");
        for from in MeetingState::ALL {
            for to in MeetingState::ALL {
                let expected = if from.next() == Some(*to) { "ok" } else { "RF-701" };
                assert_eq!(code(*from, *to, all), expected, "{from:?} {to:?}");
            }
        }
        assert_eq!(code(Planned, Convened, StepFacts { has_agenda: false, ..all }), "RF-702");
        assert_eq!(code(Convened, Held, StepFacts { day_has_come: false, ..all }), "RF-705");
        assert_eq!(code(Held, Approved, StepFacts { has_minutes: false, ..all }), "RF-703");
        assert_eq!(code(Approved, Published, StepFacts { is_public: false, ..all }), "RF-706");
        assert!(check_minutes(Held, "").is_ok() && check_minutes(Approved, "誤字").is_ok());
        assert_eq!(check_minutes(Published, " ").unwrap_err().code, "RF-704");
    }

    #[test]
    fn minutes_are_what_was_said_by_whom() {
        let read = speeches("開会\n\n○座長　始めます。\n続けます。\n\n〇例示委員：意見です。\n\n閉会");
        let pairs: Vec<(&str, &str)> = read.iter().map(|one| (one.speaker.as_str(), one.text.as_str())).collect();
        let expected = [("", "開会"), ("座長", "始めます。\n続けます。"), ("例示委員", "意見です。"), ("", "閉会")];
        assert_eq!(pairs, expected);
        let head = MinutesHead {
            title: "第1回 推進会議".into(),
            when: "令和8年5月1日".into(),
            place: "本庁舎".into(),
            attendance: vec![(Presence::Present, vec!["例示 一子".into()]), (Presence::Absent, Vec::new())],
            agenda: vec!["使用料".into()],
        };
        let text = minutes_template(&head);
        assert!(text.contains("出席：例示 一子") && !text.contains("欠席") && text.contains("議題1　使用料"), "{text}");
        assert!(speeches(&text).iter().any(|one| one.speaker == "事務局"));
    }

    #[test]
    fn a_time_is_one_of_the_day() {
        let read = |text: &str| ClockTime::read(text).map(|time| time.to_string());
        assert_eq!(read("9:05").as_deref(), Some("09:05"));
        assert_eq!(read("1330").as_deref(), Some("13:30"));
        for text in ["", "24:00", "9:60", "9", "+9:00", "あい", "9:5x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_word_of_minutes_is_lost(text in "[あ-ん○　：\n ]{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| ('あ'..='ん').contains(c)).collect::<String>();
            let read: String = speeches(&text).iter().map(|one| format!("{}{}", one.speaker, one.text)).collect();
            prop_assert_eq!(letters(&read), letters(&text));
        }

        #[test]
        fn a_time_is_read_as_it_is_written(hour in 0..24u16, minute in 0..60u16) {
            let time = ClockTime::new(hour, minute).unwrap();
            prop_assert_eq!(ClockTime::read(&time.to_string()), Some(time));
        }
    }
}
