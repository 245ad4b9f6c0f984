//! Bodies and meetings (会議体・会議; 表4-1): who belongs to them, when they sit, with what agenda, papers and minutes.

mod book;
mod demo;
mod edit;
mod papers;
mod words;

use std::collections::BTreeMap;

use reform::declare_kinds;
use reform::discussion::body::{BodyKind, MemberRole, Term, term_on};
use reform::discussion::meeting::speeches;
use reform::plan::Text;

pub use book::{LeftOut, PaperBook};
pub use edit::{BodyForm, MeetingForm, MemberForm};
pub use store::meeting::{
    AgendaRow, MeetingRow, MeetingStep, MemberRow, MinutesRow, PaperRow, PaperVersion, WholeMeeting,
};
pub use words::when_ja;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::remarks::{ItemLabel, RemarkFilter, RemarkLine};

declare_kinds! {
    BODY_NAME = "AP-400"
        "会議体の名前か目的が使えません" "The body's name or purpose cannot be used"
        "種類を選び、名前を120文字まで、目的を400文字までで書いてください"
        "Choose a kind, write the name in at most 120 and the purpose in at most 400 characters";
    MEMBER_NAME = "AP-401"
        "構成員の名前か所属が使えません" "The member's name or affiliation cannot be used"
        "名前と所属を、それぞれ120文字までで書いてください" "Write name and affiliation in at most 120 characters each";
    MEETING_DAY = "AP-402"
        "日か時刻として読めません" "The day or time cannot be read"
        "日は 2027-03-31、時刻は 13:30 のように書いてください。終わりは始まりより後の時刻です"
        "Write the day as 2027-03-31 and the time as 13:30; the end is after the beginning";
    MEETING_NUMBER = "AP-403"
        "会議の回数が使えません" "The meeting's number cannot be used"
        "1 から 9999 までの数で、同じ会議体の会議と重ならないように書いてください"
        "Write a number from 1 to 9999 that no other meeting of the body has";
    MEETING_PLACE = "AP-404"
        "場所かオンラインの行き先が使えません" "The place or the on-line link cannot be used"
        "場所は120文字まで、オンラインの行き先は https:// で始まる400文字までの文字で書いてください"
        "Write the place in at most 120 characters and a link that begins with https:// in at most 400";
    MEETING_CHANGED = "AP-405"
        "この会議は、ほかの人が先に変えました" "Somebody else changed this meeting first"
        "今の内容を見てから、もう一度保存してください" "Look at what stands now and save again";
    AGENDA_TITLE = "AP-406"
        "議題が使えません" "The agenda item cannot be used"
        "議題を200文字までで書き、結び付ける対象があれば、一覧から選ぶか、番号か名前の一部を書いてください"
        "Write it in at most 200 characters; name what it is tied to by its number or a part of its name";
    AGENDA_REASON = "AP-407"
        "議題を取り下げる理由が書かれていません" "The reason for taking it off the agenda is missing"
        "理由を400文字までで書いてください。取り下げた議題も記録に残ります"
        "Give a reason in at most 400 characters; the item stays in the record";
    PAPER_TITLE = "AP-408"
        "資料の題が使えません" "The paper's title cannot be used"
        "資料の題を120文字までで書いてください" "Write the title in at most 120 characters";
    MINUTES_TEXT = "AP-409"
        "議事録が空か、長すぎるか、使えない文字があります" "The minutes are empty, too long or hold characters that cannot be used"
        "議事録を100,000文字までで書いてください" "Write the minutes in at most 100,000 characters";
    MINUTES_CHANGED = "AP-410"
        "議事録は、ほかの人が先に保存しました" "Somebody else saved the minutes first"
        "今の版と見比べて、残したい文を書いて保存してください" "Compare with the version that stands and save what should stay";
    MEETING_CLOSED = "AP-411"
        "議事録が確定した会議は変えられません" "A meeting whose minutes are approved cannot be changed"
        "議事録の誤りは、議事録の画面で理由を書いて訂正してください" "Correct the minutes with a reason on their own page";
}

/// A body with its members (会議体).
#[derive(Clone, Debug)]
pub struct Body {
    /// Its id.
    pub id: String,
    /// What kind.
    pub kind: BodyKind,
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub purpose: Text,
    /// Whether the plan names it.
    pub is_of_plan: bool,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Its members with how their terms stand today: serving by role, then coming, then former.
    pub members: Vec<(MemberRow, Term)>,
}

/// A meeting in a list (会議の行).
#[derive(Clone, Debug)]
pub struct MeetingLine {
    /// The meeting.
    pub meeting: MeetingRow,
    /// Its body's name.
    pub body: Text,
}

/// A meeting whose minutes hold what was looked for (検索の結果).
#[derive(Clone, Debug)]
pub struct FoundMinutes {
    /// The meeting.
    pub line: MeetingLine,
    /// Who spoke and the part of the paragraph that holds it, at most three.
    pub passages: Vec<(String, String)>,
}

/// One meeting (会議の画面).
#[derive(Clone, Debug)]
pub struct MeetingView {
    /// The meeting with what belongs to it.
    pub whole: WholeMeeting,
    /// Its body.
    pub body: Body,
    /// What the items of its agenda are tied to, by item.
    pub items: BTreeMap<i64, ItemLabel>,
    /// Its members as of the day of the meeting.
    pub members: Vec<MemberRow>,
    /// The remarks made in it.
    pub remarks: Vec<RemarkLine>,
    /// Whether the actor may manage it.
    pub may_manage: bool,
}

impl MeetingView {
    /// The agenda without what was taken off.
    pub fn agenda(&self) -> impl Iterator<Item = &AgendaRow> {
        self.whole.agenda.iter().filter(|item| item.withdrawn.is_none())
    }

    /// The minutes that stand.
    pub fn minutes(&self) -> Option<&MinutesRow> {
        self.whole.minutes.first()
    }
}

impl App {
    /// Every body: those of the plan, then the city's own.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn bodies(&self, actor: &Actor) -> Result<Vec<Body>, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        self.all_bodies().await
    }

    /// One body.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none.
    pub async fn body(&self, actor: &Actor, id: &str) -> Result<Body, AppError> {
        let missing = || AppError::NotFound { what: "body", name: id.chars().take(40).collect() };
        self.bodies(actor).await?.into_iter().find(|body| body.id == id).ok_or_else(missing)
    }

    /// The meetings of every body or of one, the latest day first.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn meeting_list(&self, actor: &Actor, body: Option<&str>) -> Result<Vec<MeetingLine>, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let names = self.body_names().await?;
        let rows = self.store.meetings().await?.into_iter();
        let of_body = rows.filter(|row| body.is_none_or(|body| row.body == body));
        Ok(of_body.map(|meeting| line(&names, meeting)).collect())
    }

    /// One meeting.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none.
    pub async fn meeting_view(&self, actor: &Actor, id: i64) -> Result<MeetingView, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let missing = || AppError::NotFound { what: "meeting", name: id.to_string() };
        let whole = self.store.meeting(id).await?.ok_or_else(missing)?;
        let body = self.body(actor, &whole.meeting.body).await?;
        let refs = whole.agenda.iter().filter_map(|row| row.item.as_ref());
        let labels = self.item_labels(refs).await?;
        let label = |row: &AgendaRow| Some((row.id, labels.get(row.item.as_ref()?)?.clone()));
        let items = whole.agenda.iter().filter_map(label).collect();
        let day = whole.meeting.day;
        let sat = |member: &MemberRow| {
            term_on(member.from, member.until, day) == Term::Serving
                || whole.attendance.iter().any(|(known, _)| *known == member.id)
        };
        let members = body.members.iter().map(|(member, _)| member).filter(|member| sat(member)).cloned().collect();
        let filter = RemarkFilter { meeting: Some(id), ..RemarkFilter::default() };
        let remarks = self.remark_board(actor, &filter).await?.lines;
        let may_manage = actor.may(Action::ManageMeetings);
        Ok(MeetingView { whole, body, items, members, remarks, may_manage })
    }

    /// The meetings whose minutes hold every word, the latest first, with the paragraphs that hold one.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn find_minutes(&self, actor: &Actor, search: &str) -> Result<Vec<FoundMinutes>, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let search: String = search.chars().take(100).collect();
        let found: BTreeMap<i64, String> = self.store.find_minutes(&search).await?.into_iter().collect();
        let words = search.split_whitespace().map(reform::search_text::fold);
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        let lines = self.meeting_list(actor, None).await?;
        let shown = lines.into_iter().filter_map(|line| {
            let minutes = found.get(&line.meeting.id)?;
            let holds = |text: &str| words.iter().any(|word| reform::search_text::fold(text).contains(word));
            let passages = speeches(minutes).into_iter().filter(|one| holds(&one.text) || holds(&one.speaker));
            Some(FoundMinutes {
                line,
                passages: passages.take(3).map(|one| (one.speaker, excerpt(&one.text, &words))).collect(),
            })
        });
        Ok(shown.collect())
    }

    /// The bodies by name, whoever asks.
    pub(crate) async fn body_names(&self) -> Result<BTreeMap<String, Text>, AppError> {
        let of_plan = self.plan.council.bodies.iter().map(|body| (body.id.clone(), body.name.clone()));
        let mut names: BTreeMap<String, Text> = of_plan.collect();
        names.extend(self.store.own_bodies().await?.into_iter().map(|body| (body.id, name(&body.name, &body.name_en))));
        Ok(names)
    }

    /// Every body, whoever asks.
    pub(crate) async fn all_bodies(&self) -> Result<Vec<Body>, AppError> {
        let today = self.today();
        let members = self.store.body_members(None).await?;
        let of_plan = self.plan.council.bodies.iter().map(|body| Body {
            id: body.id.clone(),
            kind: if body.id == "headquarters" { BodyKind::Headquarters } else { BodyKind::Council },
            name: body.name.clone(),
            purpose: body.explanation.clone(),
            is_of_plan: true,
            is_demo: false,
            members: Vec::new(),
        });
        let own = self.store.own_bodies().await?.into_iter().map(|body| Body {
            name: name(&body.name, &body.name_en),
            purpose: Text::japanese(&body.purpose),
            id: body.id,
            kind: body.kind,
            is_of_plan: false,
            is_demo: body.is_demo,
            members: Vec::new(),
        });
        let mut bodies: Vec<Body> = of_plan.chain(own).collect();
        for body in &mut bodies {
            let of_body = members.iter().filter(|member| member.body == body.id);
            let with_term = |member: &MemberRow| (member.clone(), term_on(member.from, member.until, today));
            body.members = of_body.map(with_term).collect();
            body.members.sort_by_key(|(member, term): &(MemberRow, Term)| {
                let role = MemberRole::ALL.iter().position(|role| *role == member.role);
                (*term, role, member.id)
            });
        }
        Ok(bodies)
    }
}

/// The part of a paragraph that holds a word: a paragraph may be as long as the minutes.
fn excerpt(text: &str, words: &[String]) -> String {
    const SHOWN: usize = 300;
    const STEP: usize = 100;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= SHOWN {
        return text.to_owned();
    }
    let part = |from: usize| letters.iter().skip(from).take(SHOWN).collect::<String>();
    let holds = |from: &usize| {
        let folded = reform::search_text::fold(&part(*from));
        words.iter().any(|word| folded.contains(word.as_str()))
    };
    let from = (0..letters.len()).step_by(STEP).find(holds).unwrap_or(0);
    let before = if from > 0 { "…" } else { "" };
    let after = if from + SHOWN < letters.len() { "…" } else { "" };
    format!("{before}{}{after}", part(from))
}

fn name(ja: &str, en: &str) -> Text {
    Text { ja: ja.to_owned(), en: Some(en.to_owned()).filter(|en| !en.is_empty()) }
}

fn line(names: &BTreeMap<String, Text>, meeting: MeetingRow) -> MeetingLine {
    let body = names.get(&meeting.body).cloned().unwrap_or_else(|| Text::japanese(&meeting.body));
    MeetingLine { meeting, body }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_of_a_long_paragraph_holds_the_word() {
        let words = ["dx".to_owned()];
        assert_eq!(excerpt("ＤＸの話", &words), "ＤＸの話");
        for before in [0, 95, 299, 300, 950] {
            let text = format!("{}ＤＸ{}", "あ".repeat(before), "い".repeat(2_000));
            let shown = excerpt(&text, &words);
            assert!(shown.contains("ＤＸ") && shown.chars().count() <= 302, "{before}: {shown}");
        }
        assert_eq!(
            excerpt(&"う".repeat(400), &words).chars().count(),
            301,
            "the beginning where a word spans paragraphs"
        );
    }
}
