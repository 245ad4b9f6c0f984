//! `/meetings/{id}`: one meeting, and the forms that keep its agenda and attendance and move it on.

use app::ProblemKind;
use app::meetings::{MeetingLine, PaperRow};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;
use reform::discussion::ItemKind;
use reform::discussion::meeting::{MeetingState, Presence, speeches};

use super::{Line, line};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::remarks::{Entry, ItemShown, Row, item, item_choices, item_of, number, picks, row};
use crate::subnav::{Part, SubNav};

struct AgendaLine {
    id: i64,
    title: String,
    about: Option<ItemShown>,
}

struct PaperLine {
    id: i64,
    title: String,
    file: String,
    href: String,
    is_public: bool,
    is_chosen: bool,
    older: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "meetings/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    here: String,
    line: Line,
    body: (String, String),
    online: String,
    is_open: bool,
    /// Whether anything of when, where and how public may still be changed.
    may_edit: bool,
    may_manage: bool,
    agenda: Vec<AgendaLine>,
    withdrawn: Vec<(String, String)>,
    entries: Vec<Entry>,
    papers: Vec<PaperLine>,
    typed: Typed,
    members: Vec<(i64, String, &'static str, &'static str)>,
    presences: Vec<(&'static str, &'static str)>,
    speeches: Vec<(String, String)>,
    minutes_version: String,
    rows: Vec<Row>,
    remark_href: String,
    next: Option<(&'static str, &'static str)>,
    revision: i64,
    events: Vec<(String, &'static str, String)>,
    refused: Option<Refused>,
}

/// What was typed into a form that was refused (入力の控え).
#[derive(Default)]
pub struct Typed {
    /// Title, kind, thing and place of an item of the agenda.
    pub agenda: Option<[String; 4]>,
    /// The paper it is a version of, its title, and whether it may be published.
    pub paper: Option<(String, String, bool)>,
}

type Refusal = (&'static ProblemKind, String);
type Id = Result<Path<i64>, PathRejection>;
type Sent = Result<Form<Pairs>, FormRejection>;

/// The meeting's page.
pub async fn show(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    page(&visit, id, Typed::default(), None).await
}

/// Takes the meeting one step on.
pub async fn step(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let state = MeetingState::from_word(value(&sent, "state")).unwrap_or(MeetingState::Planned);
    let revision = value(&sent, "revision").parse().unwrap_or(0);
    let done = visit.app().step_meeting(&visit.actor, id, revision, state).await;
    after(&visit, id, Typed::default(), refused(&visit, done)?).await
}

/// Puts an item on the agenda.
pub async fn add_agenda(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let (title, tied) = (value(&sent, "title"), (value(&sent, "kind"), item_of(&sent), value(&sent, "place")));
    let done = visit.app().add_agenda(&visit.actor, id, title, tied).await;
    let agenda = [title, tied.0, tied.1, tied.2].map(str::to_owned);
    after(&visit, id, Typed { agenda: Some(agenda), ..Typed::default() }, refused(&visit, done)?).await
}

/// Takes an item off the agenda.
pub async fn withdraw_agenda(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let agenda = value(&sent, "agenda").parse().unwrap_or(0);
    let done = visit.app().withdraw_agenda(&visit.actor, id, agenda, value(&sent, "reason")).await;
    after(&visit, id, Typed::default(), refused(&visit, done)?).await
}

/// Says who attended how.
pub async fn attend(visit: Visit, id: Id, form: Sent) -> Result<Response, PageError> {
    let (id, sent) = (number(&visit, id)?, fields_of(&visit, form)?);
    let word = |(name, word): &(String, String)| Some((name.strip_prefix("m-")?.parse().ok()?, word.clone()));
    let words: Vec<(i64, String)> = sent.iter().filter_map(word).collect();
    let done = visit.app().set_attendance(&visit.actor, id, &words).await;
    after(&visit, id, Typed::default(), refused(&visit, done)?).await
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back(visit: Visit, id: Id) -> Result<Response, PageError> {
    let id = number(&visit, id)?;
    Ok(to(&visit, &format!("/meetings/{id}")))
}

/// The page again, or with why it was refused.
pub async fn after(visit: &Visit, id: i64, typed: Typed, done: Result<(), Refusal>) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(to(visit, &format!("/meetings/{id}"))),
        Err(refusal) => page(visit, id, typed, Some(refusal)).await,
    }
}

async fn page(visit: &Visit, id: i64, typed: Typed, refusal: Option<Refusal>) -> Result<Response, PageError> {
    let view = visit.check(visit.app().meeting_view(&visit.actor, id).await)?;
    let meeting = &view.whole.meeting;
    let shown = MeetingLine { meeting: meeting.clone(), body: view.body.name.clone() };
    let mut f = visit.frame(Section::Discussion, "").await?;
    let line = line(&f, &shown);
    f.title.clone_from(&line.title);
    let here = f.href(&format!("/meetings/{id}"));
    let attended = |member: i64| view.whole.attendance.iter().find(|(known, _)| *known == member).map(|(_, how)| *how);
    let members = view.members.iter().map(|member| {
        let how = attended(member.id);
        let label = how.map_or("", |how| f.lang.pick(how.label_ja(), how.label_en()));
        (member.id, member.name.clone(), how.map_or("", Presence::word), label)
    });
    let minutes = view.minutes();
    let said = minutes.map(|minutes| speeches(&minutes.body)).unwrap_or_default();
    let event = |step: &app::meetings::MeetingStep| {
        (format::moment(&step.at), f.lang.pick(step.after.label_ja(), step.after.label_en()), step.actor.clone())
    };
    let kinds = ItemKind::CHOICES.iter().map(|(word, ja, en)| ((*word).to_owned(), f.t(ja, en).to_owned()));
    let none = std::iter::once((String::new(), f.t("結び付けない", "nothing").to_owned()));
    let choices = if view.may_manage { item_choices(visit, &f).await? } else { Vec::new() };
    let pick = |ja, en| f.lang.pick(ja, en);
    let [agenda_title, agenda_kind, agenda_item, agenda_place] = typed.agenda.clone().unwrap_or_default();
    let code = refusal.as_ref().map(|(kind, _)| kind.code);
    let picks = picks(visit, &f, code, (&agenda_kind, &agenda_item)).await?;
    let chosen = typed.paper.as_ref().map(|(paper, ..)| paper.as_str());
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Meetings),
        body: (f.href(&format!("/bodies/{}", view.body.id)), f.text(&view.body.name).to_owned()),
        online: meeting.online_link.clone(),
        is_open: meeting.state < MeetingState::Approved,
        may_edit: meeting.state <= MeetingState::Approved,
        may_manage: view.may_manage,
        agenda: view
            .agenda()
            .map(|one| AgendaLine {
                id: one.id,
                title: one.title.clone(),
                about: view.items.get(&one.id).map(|label| item(&f, label)),
            })
            .collect(),
        withdrawn: view
            .whole
            .agenda
            .iter()
            .filter_map(|one| Some((one.title.clone(), one.withdrawn.clone()?)))
            .collect(),
        entries: vec![
            Entry::text(
                "title",
                pick("議題", "Item"),
                pick("200文字まで。招集通知と議事録のひな形に載ります。", "At most 200 characters; stands in notice and minutes."),
                &agenda_title,
            )
            .required(),
            Entry::choice(
                "kind",
                pick("結び付ける対象の種類", "Tied to"),
                pick(
                    "対象を一覧から選んだときは、選ばなくてかまいません。",
                    "Not needed where the thing is chosen from the list.",
                ),
                &agenda_kind,
                none.chain(kinds).collect(),
            ),
            Entry::text(
                "item",
                pick("対象", "Which one"),
                pick(
                    "番号か、名前の一部を2文字以上で書きます（例：事業なら 0101 や 給食）。いくつか当てはまるときは、次の画面で選べます。一覧（例：cluster:fees-review）からも選べます。",
                    "The number, or at least two characters of the name; where several fit, you choose one on the next page. Or choose from the list, such as cluster:fees-review.",
                ),
                &agenda_item,
            )
            .with_choices(choices)
            .with_picks(picks),
            Entry::text("place", pick("対象の場所", "Where in it"), pick("例：課題2", "Such as: issue 2"), &agenda_place),
        ],
        papers: view.whole.papers.iter().map(|paper| paper_line(&here, paper, chosen)).collect(),
        members: members.collect(),
        presences: Presence::CHOICES.iter().map(|(word, ja, en)| (*word, f.lang.pick(ja, en))).collect(),
        speeches: said.into_iter().map(|one| (one.speaker, one.text)).collect(),
        minutes_version: minutes
            .map(|minutes| match f.lang {
                crate::lang::Lang::Ja => format!("第{}版 {}", minutes.version, format::moment(&minutes.at)),
                crate::lang::Lang::En => format!("version {}, {}", minutes.version, format::moment(&minutes.at)),
            })
            .unwrap_or_default(),
        rows: view.remarks.iter().map(|line| row(&f, line)).collect(),
        remark_href: match f.actor.may(app::Action::WriteRemarks) {
            true => f.href(&format!("/remarks/new?meeting={id}")),
            false => String::new(),
        },
        next: meeting.state.next().map(|next| (next.word(), f.lang.pick(next.label_ja(), next.label_en()))),
        revision: meeting.revision,
        events: view.whole.steps.iter().rev().map(event).collect(),
        refused: refusal.as_ref().map(|(kind, about)| Refused::new(f.lang, kind, about.clone())),
        here,
        line,
        typed,
        f,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}

fn paper_line(here: &str, paper: &PaperRow, chosen: Option<&str>) -> PaperLine {
    let href = |version: i64| format!("{here}/papers/{}/{version}", paper.id);
    let latest = paper.versions.first();
    PaperLine {
        id: paper.id,
        title: paper.title.clone(),
        file: latest.map(|one| format!("{}（{} KB）", one.name, (one.size_bytes + 1023) / 1024)).unwrap_or_default(),
        href: href(latest.map_or(1, |one| one.version)),
        is_public: paper.is_public,
        is_chosen: chosen == Some(paper.id.to_string().as_str()),
        older: paper.versions.iter().skip(1).map(|one| (href(one.version), one.version.to_string())).collect(),
    }
}
