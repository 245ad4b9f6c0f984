//! The open discussion as it is published (開かれた議論): who sits together, when, with what minutes, and what came of what was said.
//!
//! Of people only members of public bodies are named, and who spoke in public; a citizen never is. What a thing speaks about is
//! a [`Subject`], which leads to its page.

use serde::{Deserialize, Serialize};

use super::Words;

/// What something speaks about (対象).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// The kind's stable word: `cluster`, `program`, `roadmap`, `frame`, `outlook`, `figure`, `plan`, `initiative`.
    pub kind: String,
    /// The kind in words.
    pub kind_name: Words,
    /// Its id in this edition; empty where there is one only.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Where in it; may be empty.
    pub place: String,
}

/// A body (会議体): headquarters, council, working group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Stable id.
    pub id: String,
    /// The kind in words.
    pub kind_name: Words,
    /// Its name.
    pub name: Words,
    /// What it is for.
    pub purpose: Words,
    /// Its members; none where it never sat in public.
    pub members: Vec<BodyMember>,
    /// Whether it or a member is made up (例示).
    pub is_illustrative: bool,
}

/// A member of a body (構成員).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BodyMember {
    /// The name.
    pub name: String,
    /// Where the member comes from.
    pub affiliation: String,
    /// What the member is in it.
    pub role: Words,
    /// First day of the term; empty where not stated.
    pub from: String,
    /// Last day of the term; empty where not stated.
    pub until: String,
}

/// A public meeting (公開の会議).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicMeeting {
    /// Stable id: the body's and the number, `promotion-council-3`.
    pub id: String,
    /// The id of its body.
    pub body: String,
    /// The body's name.
    pub body_name: Words,
    /// Its number within the body.
    pub number: i64,
    /// The day, `2026-11-22`.
    pub day: String,
    /// When it begins, `13:30`.
    pub start: String,
    /// When it ends; empty where not stated.
    pub end: String,
    /// Where.
    pub place: String,
    /// Where to join on line; only of a meeting that is still to come.
    pub online_link: String,
    /// How far it has come: `convened`, `held`, `approved`, `published`.
    pub state: String,
    /// The same in words.
    pub state_name: Words,
    /// Its agenda.
    pub agenda: Vec<AgendaItem>,
    /// Its public papers.
    pub papers: Vec<Paper>,
    /// How many papers are not public.
    pub closed_papers: i64,
    /// Who attended how; none before the minutes are published.
    pub attendance: Vec<Attendance>,
    /// The published minutes, a speech after another; none before they are published.
    pub minutes: Vec<Speech>,
    /// Whether the minutes were corrected after they had been approved.
    pub is_corrected: bool,
    /// Whether it is made up.
    pub is_illustrative: bool,
}

/// An item of an agenda (議題).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaItem {
    /// What is spoken about.
    pub title: String,
    /// What it is tied to.
    pub subject: Option<Subject>,
}

/// A public paper of a meeting, or a document of a consultation's draft (公開資料); its bytes lie beside the edition and are known
/// by their digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// The name of its file: `promotion-council-3-1.pdf`, its kind at the end; never the name it was sent under.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many bytes.
    pub bytes: i64,
}

/// Who attended in one way (出欠).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attendance {
    /// The way in words.
    pub presence: Words,
    /// The members' names.
    pub names: Vec<String>,
}

/// A paragraph of minutes (発言).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Speech {
    /// Who speaks; empty for a paragraph of no speaker.
    pub speaker: String,
    /// What is said.
    pub text: String,
}

/// A remark with its answer (意見と答え).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// Its number, the same in every edition.
    pub id: String,
    /// What was said.
    pub text: String,
    /// Who said it; 委員 where the name is not public.
    pub speaker: String,
    /// As what; empty where the name is not public.
    pub role: String,
    /// The body or meeting it was said in; empty for none.
    pub occasion: Words,
    /// The id of the meeting; empty for none.
    pub meeting: String,
    /// What it speaks about.
    pub subject: Subject,
    /// The theme; may be empty.
    pub theme: String,
    /// How far it has come: `open`, `answered`, `accepted`, `declined`, `done`.
    pub state: String,
    /// The same in words.
    pub state_name: Words,
    /// The department that answers, from the bureau down.
    pub department: Vec<String>,
    /// The day the answer is due; empty for none.
    pub due: String,
    /// The city's answer; empty while it is open.
    pub response: String,
    /// Why it was not taken up; only of one that was declined.
    pub reason: String,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Whether it is made up.
    pub is_illustrative: bool,
}

/// What came of a remark (意見の成果).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// It in words: 工程表 第2版.
    pub name: Words,
    /// The version of the roadmap; nothing where it is none.
    pub version: Option<i64>,
    /// The id of the cluster whose analysis changed; empty where it is none.
    pub cluster: String,
}

/// A consultation (意見公募): open, or with its results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consultation {
    /// Stable id; part of addresses.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// What is proposed and why.
    pub outline: String,
    /// What it speaks about.
    pub subjects: Vec<Subject>,
    /// The first day comments are taken.
    pub first: String,
    /// The last day.
    pub last: String,
    /// `coming` (the first day is still to come), `open`, `closed` (answers are being written), `published`.
    pub state: String,
    /// The same in words.
    pub state_name: Words,
    /// How to take part; only until the last day.
    pub how_to_send: String,
    /// Whom to ask; only until the last day.
    pub contact: String,
    /// The questions asked.
    pub questions: Vec<String>,
    /// The documents of the draft that are shown.
    pub papers: Vec<Paper>,
    /// The day its results were published; empty before.
    pub published_on: String,
    /// How many comments were sent (提出数); nothing before the results are published.
    pub comments: Option<i64>,
    /// How many opinions they hold (意見の件数): a comment with several points holds several.
    pub opinion_count: Option<i64>,
    /// How many came by which way.
    pub ways: Vec<WayCount>,
    /// How many opinions are of which class.
    pub classes: Vec<ClassCount>,
    /// The results: an opinion a row.
    pub opinions: Vec<Opinion>,
    /// Whether it is made up.
    pub is_illustrative: bool,
}

/// How many comments came by a way (提出方法ごとの件数).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WayCount {
    /// The way's stable word: `form`, `email`, `paper`.
    pub way: String,
    /// The way in words.
    pub name: Words,
    /// How many.
    pub comments: i64,
}

/// How many opinions are of a class (反映の区分ごとの件数).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassCount {
    /// The class's letter, `A` to `E`.
    pub class: String,
    /// What it means in this consultation.
    pub words: Words,
    /// Rows of the results.
    pub rows: i64,
    /// Opinions in them (件数).
    pub count: i64,
}

/// An opinion with the city's answer (意見の概要と市の考え方).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opinion {
    /// 意見の概要.
    pub summary: String,
    /// 件数: how often it was said.
    pub count: i64,
    /// 提出数: how many comments say it.
    pub comments: i64,
    /// 市の考え方.
    pub answer: String,
    /// 反映の区分: the class's letter.
    pub class: String,
}

/// A public explanation record (説明・意見交換の記録).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Explanation {
    /// Its number, the same in every edition.
    pub id: String,
    /// The day.
    pub day: String,
    /// What it was about.
    pub title: String,
    /// The kind of occasion, in words.
    pub kind_name: Words,
    /// Where.
    pub place: String,
    /// Which groups were there, without names of persons.
    pub groups: String,
    /// How many people; nothing where nobody counted.
    pub people: Option<i64>,
    /// What it speaks about.
    pub subjects: Vec<Subject>,
    /// What was explained.
    pub explained: String,
    /// What was said.
    pub said: String,
    /// What changed because of it.
    pub changed: String,
    /// Where the change can be seen.
    pub changed_at: Option<Subject>,
    /// Whether it is made up.
    pub is_illustrative: bool,
}

impl Subject {
    /// Whether it is this thing, wherever in it.
    pub fn is(&self, kind: &str, id: &str) -> bool {
        self.kind == kind && self.id == id
    }
}

impl PublicMeeting {
    /// What it is called: 北九州市政変革推進会議 第3回.
    pub fn title(&self) -> Words {
        let number = self.number;
        Words::both(
            format!("{} 第{number}回", self.body_name.ja),
            format!("{}, meeting {number}", self.body_name.english()),
        )
    }
}

/// The most characters of a remark that stand for it in a list.
const TITLE_CHARS: usize = 40;

impl Remark {
    /// What it is called in a list: its number and how it begins.
    pub fn title(&self) -> String {
        let mut beginning: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = beginning.char_indices().nth(TITLE_CHARS) {
            beginning.truncate(at);
            beginning.push('…');
        }
        format!("意見{} {beginning}", self.id)
    }

    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}
