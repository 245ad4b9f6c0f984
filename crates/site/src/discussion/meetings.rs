//! `meetings/` of the public site (会議): who sits together, the meetings to come and held, and each with agenda, papers, minutes.

use askama::Template;
use publish::edition::{Body, BodyMember, Edition, PublicMeeting};

use super::{
    MEETING_PAPERS, PageLink, PaperRow, Way, card, meeting_path, numbered, pager, papers, prose, subject, ways,
};
use crate::html::{Html, escape};
use crate::lang::Lang;
use crate::page::{Frame, Section, render};
use crate::{File, Site, links, shown};

/// Meetings on one page of the list.
const A_PAGE: usize = 200;

struct Row {
    href: Html,
    title: Html,
    day: String,
    agenda: Vec<Html>,
    state: Html,
    remarks: String,
    is_illustrative: bool,
}

struct Member {
    name: Html,
    affiliation: Html,
    role: Html,
    term: String,
    standing: &'static str,
}

struct BodyPart {
    id: String,
    name: Html,
    plain_name: String,
    kind: Html,
    purpose: Html,
    is_illustrative: bool,
    members: Vec<Member>,
}

#[derive(Template)]
#[template(path = "meetings/index.html")]
struct IndexPage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    is_first: bool,
    rows: Vec<Row>,
    links: Vec<PageLink>,
    bodies: Vec<BodyPart>,
    remarks: usize,
    open: usize,
}

struct SpeechPart {
    speaker: Html,
    text: Html,
}

#[derive(Template)]
#[template(path = "meetings/show.html")]
struct MeetingPage<'a> {
    f: Frame<'a>,
    ways: Vec<Way>,
    heading: Html,
    meeting: &'a PublicMeeting,
    facts: Vec<(&'static str, Html)>,
    agenda: Vec<(Html, Option<Html>)>,
    papers: Vec<PaperRow>,
    attendance: Vec<(Html, Html)>,
    minutes: Vec<SpeechPart>,
    remarks: Vec<Html>,
}

/// Its pages.
pub(super) fn pages(edition: &Edition, site: &Site<'_>) -> Vec<File> {
    if !super::is_there(edition) {
        return Vec::new();
    }
    let mut files = Vec::new();
    for prefix in ["", "en/"] {
        for page in 0..list_pages(edition) {
            let path = format!("{prefix}{}", list_path(page));
            let lang = Lang::of_path(&path);
            let title = numbered(lang, lang.pick("会議と答え", "Meetings and answers"), page);
            files.push(render(&path, &index(edition, page, site.frame(&path, Section::Meetings, &title))));
        }
        for meeting in &edition.meetings {
            let path = format!("{prefix}{}", meeting_path(meeting));
            let title = meeting.title();
            let title = Lang::of_path(&path).pick(&title.ja, &title.en);
            files.push(render(&path, &show(edition, meeting, site.frame(&path, Section::Meetings, title))));
        }
    }
    files
}

/// The paths of the Japanese pages.
pub(super) fn paths(edition: &Edition) -> Vec<String> {
    if !super::is_there(edition) {
        return Vec::new();
    }
    (0..list_pages(edition)).map(list_path).chain(edition.meetings.iter().map(meeting_path)).collect()
}

fn list_pages(edition: &Edition) -> usize {
    edition.meetings.len().div_ceil(A_PAGE).max(1)
}

fn list_path(page: usize) -> String {
    // A meeting's name never is a number alone: a body stands before it.
    if page == 0 { Section::Meetings.path().to_owned() } else { format!("meetings/{}.html", page + 1) }
}

fn index<'a>(edition: &'a Edition, page: usize, mut f: Frame<'a>) -> IndexPage<'a> {
    f.description = f
        .t(
            "市政変革を話し合う会議の日程、資料、議事録と、出された意見への市の答え。",
            "Meetings on the reform with their papers and minutes, and the city's answers to what was said.",
        )
        .to_owned();
    let rows = edition.meetings.iter().skip(page * A_PAGE).take(A_PAGE).map(|meeting| row(&f, meeting)).collect();
    IndexPage {
        ways: ways(&f, Section::Meetings.path()),
        is_first: page == 0,
        rows,
        links: pager(&f, list_pages(edition), page, list_path),
        bodies: edition.bodies.iter().map(|one| body(&f, one)).collect(),
        remarks: edition.remarks.len(),
        open: edition.remarks.iter().filter(|remark| remark.is_open()).count(),
        f,
    }
}

fn row(f: &Frame<'_>, meeting: &PublicMeeting) -> Row {
    let said = f.site.edition.remarks.iter().filter(|remark| remark.meeting == meeting.id).count();
    Row {
        href: f.link(&meeting_path(meeting)),
        title: f.words(&meeting.title()),
        day: shown::day(f.lang, &meeting.day),
        agenda: meeting.agenda.iter().map(|item| f.mixed(&item.title)).collect(),
        state: state(f, meeting),
        remarks: shown::count(i64::try_from(said).unwrap_or(i64::MAX)),
        is_illustrative: meeting.is_illustrative,
    }
}

/// How far it has come, as a reader asks: whether it is still to come and whether its minutes are there.
fn state(f: &Frame<'_>, meeting: &PublicMeeting) -> Html {
    let (ja, en) = match meeting.state.as_str() {
        "convened" => ("開催予定", "to come"),
        "published" => ("議事録あり", "with minutes"),
        _ => ("開催済（議事録は準備中）", "held, minutes being prepared"),
    };
    Html(f.t(ja, en).to_owned())
}

fn body(f: &Frame<'_>, body: &Body) -> BodyPart {
    let today = f.site.edition.about.published_on.as_str();
    let member = |member: &BodyMember| {
        // Days are written so that their texts sort as they do; what is not stated has no bound.
        let has_ended = !today.is_empty() && !member.until.is_empty() && member.until.as_str() < today;
        let is_coming = !today.is_empty() && !member.from.is_empty() && member.from.as_str() > today;
        let day = |day: &str| if day.is_empty() { String::new() } else { shown::day(f.lang, day) };
        let (from, until) = (day(&member.from), day(&member.until));
        Member {
            name: f.mixed(&member.name),
            affiliation: f.mixed(&member.affiliation),
            role: f.words(&member.role),
            term: match (from.is_empty(), until.is_empty()) {
                (true, true) => shown::NOT_STATED.to_owned(),
                _ => format!("{from}{}{until}", f.t("〜", " – ")),
            },
            standing: if has_ended {
                f.lang.pick("退任", "former")
            } else if is_coming {
                f.lang.pick("就任予定", "coming")
            } else {
                ""
            },
        }
    };
    BodyPart {
        id: links::slug(&body.id),
        name: f.words(&body.name),
        plain_name: f.plain(&body.name).to_owned(),
        kind: f.words(&body.kind_name),
        purpose: f.words(&body.purpose),
        is_illustrative: body.is_illustrative,
        members: body.members.iter().map(member).collect(),
    }
}

fn show<'a>(edition: &'a Edition, meeting: &'a PublicMeeting, mut f: Frame<'a>) -> MeetingPage<'a> {
    f.description =
        f.t("会議の日時、議題、資料、議事録。", "Day, agenda, papers and minutes of the meeting.").to_owned();
    let made = edition.remarks.iter().filter(|remark| remark.meeting == meeting.id);
    let speech = |speech: &publish::edition::Speech| SpeechPart {
        speaker: f.mixed(&speech.speaker),
        text: prose(&f, &speech.text),
    };
    MeetingPage {
        ways: ways(&f, ""),
        heading: f.words(&meeting.title()),
        facts: facts(&f, meeting),
        agenda: meeting
            .agenda
            .iter()
            .map(|item| (f.mixed(&item.title), item.subject.as_ref().map(|about| subject(&f, about))))
            .collect(),
        papers: papers(&f, MEETING_PAPERS, &meeting.papers),
        attendance: meeting
            .attendance
            .iter()
            .map(|one| (f.words(&one.presence), f.mixed(&one.names.join("、"))))
            .collect(),
        minutes: meeting.minutes.iter().map(speech).collect(),
        remarks: made.map(|remark| card(&f, remark, String::new())).collect(),
        meeting,
        f,
    }
}

fn facts(f: &Frame<'_>, meeting: &PublicMeeting) -> Vec<(&'static str, Html)> {
    let text = |text: String| Html(escape(&text));
    let mut facts = vec![(f.lang.pick("日時", "When"), text(when(f.lang, meeting)))];
    if !meeting.place.is_empty() {
        facts.push((f.lang.pick("場所", "Where"), f.mixed(&meeting.place)));
    }
    if !meeting.online_link.is_empty() {
        // As text: a page of the city's leads to no address that somebody typed.
        let link = format!("<span class=\"wrap-anywhere\">{}</span>", escape(&meeting.online_link));
        facts.push((f.lang.pick("オンラインの行き先", "On-line link"), Html(link)));
    }
    facts.push((f.lang.pick("状況", "Status"), state(f, meeting)));
    facts
}

/// Day and time: `2026年9月14日 13時30分から15時まで`.
fn when(lang: Lang, meeting: &PublicMeeting) -> String {
    let day = shown::day(lang, &meeting.day);
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap_or((text, ""));
        match (lang, hour.trim_start_matches('0'), minute) {
            (Lang::En, ..) => text.to_owned(),
            (Lang::Ja, "", "00") => "0時".to_owned(),
            (Lang::Ja, "", minute) => format!("0時{}分", minute.trim_start_matches('0')),
            (Lang::Ja, hour, "00" | "") => format!("{hour}時"),
            (Lang::Ja, hour, minute) => format!("{hour}時{}分", minute.trim_start_matches('0')),
        }
    };
    match (lang, meeting.start.as_str(), meeting.end.as_str()) {
        (_, "", _) => day,
        (Lang::Ja, start, "") => format!("{day} {}から", time(start)),
        (Lang::Ja, start, end) => format!("{day} {}から{}まで", time(start), time(end)),
        (Lang::En, start, "") => format!("{day}, {start}"),
        (Lang::En, start, end) => format!("{day}, {start}–{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_time_read_as_a_notice_says_them() {
        let at = |start: &str, end: &str| PublicMeeting {
            day: "2026-09-05".into(),
            start: start.into(),
            end: end.into(),
            ..PublicMeeting::default()
        };
        assert_eq!(when(Lang::Ja, &at("09:05", "15:00")), "2026年9月5日 9時5分から15時まで");
        assert_eq!(when(Lang::Ja, &at("00:30", "")), "2026年9月5日 0時30分から");
        assert_eq!(when(Lang::Ja, &at("", "")), "2026年9月5日");
        assert_eq!(when(Lang::En, &at("13:30", "15:30")), "2026-09-05, 13:30–15:30");
    }
}
