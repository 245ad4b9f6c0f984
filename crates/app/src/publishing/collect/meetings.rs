//! Bodies, public meetings and remarks as they are published (公表する会議と意見).
//!
//! A meeting that is not public, or is being prepared, is not there, and neither is what was remarked in it. Minutes and
//! attendance wait for publication; papers that are not public are counted and not named. A name that may not be known is read
//! as a visitor reads it: 委員.

use std::collections::{BTreeMap, BTreeSet};

use intake::attachment::FileKind;
use publish::edition::{AgendaItem, Attendance, Body, BodyMember, Outcome, Paper, PublicMeeting, Remark, Speech};
use reform::discussion::meeting::{MeetingState, Presence, speeches};
use reform::discussion::remark::{RemarkOutcome, RemarkState};
use reform::plan::{CalendarDate, Text};
use store::meeting::{MeetingRow, MemberRow, PaperRow, WholeMeeting};

use super::subjects::Subjects;
use super::words::{both, of, safe};
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;
use crate::remarks::{RemarkLine, outcome_words};

/// Bodies and meetings with what was remarked.
#[derive(Debug, Default)]
pub(super) struct Meetings {
    /// Every body.
    pub bodies: Vec<Body>,
    /// The public meetings, the latest day first.
    pub meetings: Vec<PublicMeeting>,
    /// The remarks, by number.
    pub remarks: Vec<Remark>,
    /// Whether any of it is an example.
    pub is_illustrative: bool,
}

impl App {
    /// Bodies, public meetings and remarks.
    pub(super) async fn collect_meetings(&self, subjects: &Subjects) -> Result<Meetings, AppError> {
        let rows = self.store.meetings().await?;
        let open: BTreeMap<i64, &MeetingRow> =
            rows.iter().filter(|row| is_published(row)).map(|row| (row.id, row)).collect();
        let in_public: BTreeSet<&str> = open.values().map(|row| row.body.as_str()).collect();
        let mut made = Meetings::default();
        let members = self.store.body_members(None).await?;
        for body in self.all_bodies().await? {
            let own = members.iter().filter(|member| member.body == body.id);
            let shown: Vec<&MemberRow> = own.filter(|_| in_public.contains(body.id.as_str())).collect();
            made.bodies.push(Body {
                kind_name: both(body.kind.label_ja(), body.kind.label_en()),
                name: of(&body.name),
                purpose: of(&body.purpose),
                members: members_of(&shown),
                is_illustrative: body.is_demo || shown.iter().any(|member| member.is_demo),
                id: body.id,
            });
        }
        let names = self.body_names().await?;
        for row in rows.iter().filter(|row| is_published(row)) {
            let Some(whole) = self.store.meeting(row.id).await? else { continue };
            let name = names.get(&row.body).cloned().unwrap_or_else(|| Text::japanese(&row.body));
            made.meetings.push(meeting(&whole, &name, &members, (subjects, self.today())));
        }
        made.remarks = self.collect_remarks(&rows, subjects).await?;
        made.is_illustrative = made.bodies.iter().any(|body| body.is_illustrative)
            || made.meetings.iter().any(|meeting| meeting.is_illustrative)
            || made.remarks.iter().any(|remark| remark.is_illustrative);
        Ok(made)
    }

    /// The remarks that are not hidden, but for those of a meeting that is not public or has not been held.
    async fn collect_remarks(&self, meetings: &[MeetingRow], subjects: &Subjects) -> Result<Vec<Remark>, AppError> {
        let of_meeting: BTreeMap<i64, &MeetingRow> = meetings.iter().map(|row| (row.id, row)).collect();
        let mut rows = self.store.remarks(None).await?;
        rows.retain(|row| {
            let meeting = row.meeting.map(|id| of_meeting.get(&id));
            let is_open = match meeting {
                None => true,
                Some(Some(meeting)) => is_published(meeting) && was_held(meeting),
                Some(None) => false,
            };
            row.hidden_reason.is_empty() && is_open
        });
        // As a visitor: a confidential name never leaves the room of remarks.
        let lines = self.remark_lines(&Actor::visitor(), rows).await?;
        let id = |line: &RemarkLine| line.remark.meeting.and_then(|id| of_meeting.get(&id)).map(|row| meeting_id(row));
        Ok(lines.iter().map(|line| remark(line, id(line).unwrap_or_default(), subjects)).collect())
    }

    /// The bytes of a public paper as the edition knows it; nothing where no stored version has its digest.
    pub(in crate::publishing) async fn published_paper(
        &self,
        meeting: &PublicMeeting,
        paper: &Paper,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let rows = self.store.meetings().await?;
        let Some(row) = rows.iter().find(|row| meeting_id(row) == meeting.id) else { return Ok(None) };
        let Some(whole) = self.store.meeting(row.id).await? else { return Ok(None) };
        for stored in &whole.papers {
            for version in stored.versions.iter().filter(|version| version.sha256 == paper.sha256) {
                let found = self.store.paper_file(row.id, stored.id, version.version).await?;
                if let Some((.., bytes)) = found {
                    return Ok(Some(bytes));
                }
            }
        }
        Ok(None)
    }
}

/// Whether citizens may know of a meeting: it is public and was convened.
fn is_published(row: &MeetingRow) -> bool {
    row.is_public && row.state != MeetingState::Planned
}

fn was_held(row: &MeetingRow) -> bool {
    !matches!(row.state, MeetingState::Planned | MeetingState::Convened)
}

/// The id of a meeting, the same in every edition: a body has one meeting of a number.
fn meeting_id(row: &MeetingRow) -> String {
    safe(&format!("{}-{}", row.body, row.number))
}

fn members_of(members: &[&MemberRow]) -> Vec<BodyMember> {
    let day = |day: Option<CalendarDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut members = members.to_vec();
    members.sort_by_key(|member| {
        let role = reform::discussion::body::MemberRole::ALL.iter().position(|role| *role == member.role);
        (member.from, role, member.id)
    });
    let member = |member: &MemberRow| BodyMember {
        name: member.name.clone(),
        affiliation: member.affiliation.clone(),
        role: both(member.role.label_ja(), member.role.label_en()),
        from: day(member.from),
        until: day(member.until),
    };
    members.into_iter().map(member).collect()
}

fn meeting(
    whole: &WholeMeeting,
    name: &Text,
    members: &[MemberRow],
    (subjects, today): (&Subjects, CalendarDate),
) -> PublicMeeting {
    let row = &whole.meeting;
    let is_coming = row.state == MeetingState::Convened && today <= row.day;
    let id = meeting_id(row);
    let is_published = row.state == MeetingState::Published;
    let latest = whole.minutes.first().filter(|_| is_published);
    let standing = whole.agenda.iter().filter(|item| item.withdrawn.is_none());
    let papers: Vec<(usize, &PaperRow)> =
        whole.papers.iter().enumerate().filter(|_| was_held(row)).map(|(at, paper)| (at + 1, paper)).collect();
    let attended = |presence: &Presence| {
        let those = whole.attendance.iter().filter(|(_, known)| known == presence);
        let name = |id: i64| members.iter().find(|member| member.id == id).map(|member| member.name.clone());
        let names: Vec<String> = those.filter_map(|(member, _)| name(*member)).collect();
        let presence = both(presence.label_ja(), presence.label_en());
        (!names.is_empty()).then_some(Attendance { presence, names })
    };
    PublicMeeting {
        body: row.body.clone(),
        body_name: of(name),
        number: row.number,
        day: row.day.to_string(),
        start: row.start.to_string(),
        end: row.end.map(|end| end.to_string()).unwrap_or_default(),
        place: row.place.clone(),
        // A room that was left on line is nobody's business any more, whether or not anybody has stepped the meeting since.
        online_link: if is_coming { row.online_link.clone() } else { String::new() },
        state: row.state.word().to_owned(),
        state_name: both(row.state.label_ja(), row.state.label_en()),
        agenda: standing
            .map(|item| AgendaItem {
                title: item.title.clone(),
                subject: item.item.as_ref().map(|item| subjects.subject(item)),
            })
            .collect(),
        papers: papers.iter().filter_map(|(at, one)| paper(&id, *at, one)).collect(),
        closed_papers: papers.iter().filter(|(_, one)| !one.is_public).count() as i64,
        attendance: if is_published { Presence::ALL.iter().filter_map(attended).collect() } else { Vec::new() },
        minutes: latest.map(|latest| said(&latest.body)).unwrap_or_default(),
        // Only a correction after approval needs a reason.
        is_corrected: latest.is_some_and(|latest| !latest.reason.is_empty()),
        is_illustrative: row.is_demo,
        id,
    }
}

fn said(minutes: &str) -> Vec<Speech> {
    speeches(minutes).into_iter().map(|speech| Speech { speaker: speech.speaker, text: speech.text }).collect()
}

/// A public paper in its latest version; the name of the file it was sent as is nobody's outside.
fn paper(meeting: &str, at: usize, row: &PaperRow) -> Option<Paper> {
    let latest = row.versions.first().filter(|_| row.is_public)?;
    let ending = FileKind::from_word(&latest.kind).map_or("bin", FileKind::word);
    Some(Paper {
        title: row.title.clone(),
        file: format!("{meeting}-{at}.{ending}"),
        sha256: latest.sha256.clone(),
        bytes: latest.size_bytes,
    })
}

fn remark(line: &RemarkLine, meeting: String, subjects: &Subjects) -> Remark {
    let row = &line.remark;
    let is_open = row.state == RemarkState::Open;
    let of_state = |text: &String, is_shown: bool| if is_shown { text.clone() } else { String::new() };
    Remark {
        id: row.id.to_string(),
        text: row.body.clone(),
        speaker: row.speaker.clone(),
        role: row.speaker_role.clone(),
        occasion: if row.meeting.is_none() && row.body_id.is_empty() { Default::default() } else { of(&line.occasion) },
        meeting,
        subject: subjects.subject(&row.item),
        theme: row.theme.clone(),
        state: row.state.word().to_owned(),
        state_name: both(row.state.label_ja(), row.state.label_en()),
        department: line.department.clone(),
        due: row.due.filter(|_| is_open).map(|day| day.to_string()).unwrap_or_default(),
        response: of_state(&row.response, !is_open),
        reason: of_state(&row.reason, row.state == RemarkState::Declined),
        outcome: row.outcome.as_ref().filter(|_| !is_open).map(|named| Outcome {
            name: of(&outcome_words(named)),
            version: match named {
                RemarkOutcome::Roadmap(version) => Some(*version),
                RemarkOutcome::Analysis(..) | RemarkOutcome::Edition(_) => None,
            },
            cluster: match named {
                RemarkOutcome::Roadmap(_) | RemarkOutcome::Edition(_) => String::new(),
                RemarkOutcome::Analysis(cluster, _) => cluster.clone(),
            },
        }),
        is_illustrative: row.is_demo,
    }
}
