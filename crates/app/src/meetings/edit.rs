//! Keeping bodies and meetings (会議体・会議の管理): members, agenda, steps, attendance, minutes.

use reform::discussion::body::{BodyKind, MemberRole, check_term};
use reform::discussion::meeting::{ClockTime, MeetingState, Presence, StepFacts, check_meeting_step, check_minutes};
use reform::plan::CalendarDate;
use store::meeting::{BodyRow, MeetingWrite, MinutesWrite};

use super::{
    AGENDA_REASON, AGENDA_TITLE, BODY_NAME, MEETING_CHANGED, MEETING_CLOSED, MEETING_DAY, MEETING_NUMBER,
    MEETING_PLACE, MEMBER_NAME, MINUTES_CHANGED, MINUTES_TEXT, MeetingRow, MemberRow, WholeMeeting,
};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};
use crate::tasks::is_unusable;

/// The longest minutes, in characters.
const MINUTES_CHARS: usize = 100_000;

/// A body as typed (会議体の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyForm {
    /// The word of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// What it is for.
    pub purpose: String,
}

/// A member as typed (構成員の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberForm {
    /// The member's number; empty for a new one.
    pub member: String,
    /// The revision these texts started from.
    pub revision: String,
    /// The name.
    pub name: String,
    /// Where the member comes from.
    pub affiliation: String,
    /// The word of the role.
    pub role: String,
    /// First day of the term.
    pub from: String,
    /// Last day of the term.
    pub until: String,
}

/// A meeting as typed (会議の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingForm {
    /// Its number.
    pub number: String,
    /// The day.
    pub day: String,
    /// When it begins.
    pub start: String,
    /// When it ends; may be empty.
    pub end: String,
    /// Where.
    pub place: String,
    /// The address to join on line.
    pub online_link: String,
    /// `1` when it is open to the public.
    pub is_public: String,
    /// The revision these texts started from.
    pub revision: String,
}

impl MeetingForm {
    /// The texts of a meeting as it stands.
    pub fn of(row: &MeetingRow) -> MeetingForm {
        MeetingForm {
            number: row.number.to_string(),
            day: row.day.to_string(),
            start: row.start.to_string(),
            end: row.end.map(|end| end.to_string()).unwrap_or_default(),
            place: row.place.clone(),
            online_link: row.online_link.clone(),
            is_public: if row.is_public { "1" } else { "" }.to_owned(),
            revision: row.revision.to_string(),
        }
    }
}

impl App {
    /// Makes a body that is not of the plan; gives its id.
    ///
    /// # Errors
    /// When the actor may not, or what was typed is no good.
    pub async fn add_body(&self, actor: &Actor, form: &BodyForm) -> Result<String, AppError> {
        permit(actor, Action::ManageMeetings)?;
        let (name, name_en, purpose) = (form.name.trim(), form.name_en.trim(), form.purpose.trim());
        let kind = BodyKind::from_word(form.kind.trim());
        let is_bad = name.is_empty() || line_is_bad(name) || line_is_bad(name_en) || is_unusable(purpose, 400);
        let (Some(kind), false) = (kind, is_bad) else { return Err(Refusal::invalid(&BODY_NAME, name).into()) };
        let row = BodyRow {
            id: String::new(),
            kind,
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            purpose: purpose.replace("\r\n", "\n"),
            is_demo: self.is_example_time().await?,
        };
        Ok(self.store.add_body(&actor.name, &row).await?)
    }

    /// Adds a member to a body, or changes one: a term that ends is written down, nobody is deleted.
    ///
    /// # Errors
    /// When the actor may not, there is no such body or member, what was typed is no good, or somebody was quicker.
    pub async fn keep_member(&self, actor: &Actor, body: &str, form: &MemberForm) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let body = self.body(actor, body).await?;
        let (name, affiliation) = (form.name.trim(), form.affiliation.trim());
        if name.is_empty() || line_is_bad(name) || line_is_bad(affiliation) {
            return Err(Refusal::invalid(&MEMBER_NAME, name).into());
        }
        let role = MemberRole::from_word(form.role.trim()).unwrap_or(MemberRole::Member);
        let (from, until) = (day_or_none(&form.from)?, day_or_none(&form.until)?);
        check_term(from, until).map_err(|kind| Refusal::invalid(kind, name))?;
        let row = |id, is_demo, revision| MemberRow {
            id,
            body: body.id.clone(),
            name: name.to_owned(),
            affiliation: affiliation.to_owned(),
            role,
            from,
            until,
            is_demo,
            revision,
        };
        match form.member.trim() {
            "" => {
                // Sent twice, a member is added once; nobody could be taken off the list again.
                let is_same = |known: &MemberRow| {
                    known.name == name
                        && known.affiliation == affiliation
                        && (known.role, known.from, known.until) == (role, from, until)
                };
                if body.members.iter().any(|(known, _)| is_same(known)) {
                    return Ok(());
                }
                let new = row(0, self.is_example_time().await?, 0);
                self.store.add_member(&actor.name, &new).await?;
                Ok(())
            }
            member => {
                let missing = || AppError::NotFound { what: "member", name: member.chars().take(20).collect() };
                let id: i64 = member.parse().map_err(|_| missing())?;
                let known = body.members.iter().find(|(known, _)| known.id == id).ok_or_else(missing)?;
                let revision = form.revision.trim().parse().unwrap_or(0);
                match self.store.change_member(&actor.name, &row(id, known.0.is_demo, revision)).await? {
                    true => Ok(()),
                    false => Err(Refusal::conflict(&MEETING_CHANGED, name).into()),
                }
            }
        }
    }

    /// Makes a meeting of a body; gives its number of record.
    ///
    /// # Errors
    /// When the actor may not, there is no such body, or what was typed is no good.
    pub async fn add_meeting(&self, actor: &Actor, body: &str, form: &MeetingForm) -> Result<i64, AppError> {
        permit(actor, Action::ManageMeetings)?;
        let body = self.body(actor, body).await?;
        let mut row = read_meeting(form)?;
        (row.body, row.is_demo) = (body.id, self.is_example_time().await?);
        kept(self.store.add_meeting(&actor.name, &row).await?, &row)
    }

    /// Changes a meeting whose minutes do not stand yet; of one whose minutes are approved only whether it is public, which
    /// has to be said before it is published.
    ///
    /// # Errors
    /// When the actor may not, there is none, what was typed is no good, or somebody was quicker.
    pub async fn change_meeting(&self, actor: &Actor, id: i64, form: &MeetingForm) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let before = self.meeting_view(actor, id).await?.whole.meeting;
        if before.state > MeetingState::Approved {
            return Err(Refusal::conflict(&MEETING_CLOSED, "").into());
        }
        let read = read_meeting(form)?;
        let (body, state, is_demo) = (before.body.clone(), before.state, before.is_demo);
        let row = MeetingRow { id, body, state, is_demo, ..read };
        let with_its_publicity = MeetingRow { is_public: row.is_public, revision: row.revision, ..before };
        if state == MeetingState::Approved && row != with_its_publicity {
            return Err(Refusal::conflict(&MEETING_CLOSED, "").into());
        }
        kept(self.store.change_meeting(&actor.name, &row).await?, &row).map(|_| ())
    }

    /// Takes a meeting one step on.
    ///
    /// # Errors
    /// When the actor may not, the step may not be made yet, or somebody was quicker.
    pub async fn step_meeting(&self, actor: &Actor, id: i64, revision: i64, to: MeetingState) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let view = self.meeting_view(actor, id).await?;
        let meeting = view.whole.meeting.clone();
        let facts = StepFacts {
            has_agenda: view.agenda().next().is_some(),
            has_minutes: view.minutes().is_some(),
            day_has_come: meeting.day <= self.today(),
            is_public: meeting.is_public,
        };
        if meeting.revision != revision {
            return Err(Refusal::conflict(&MEETING_CHANGED, "").into());
        }
        check_meeting_step(meeting.state, to, facts).map_err(|kind| Refusal::invalid(kind, ""))?;
        let row = MeetingRow { state: to, ..meeting };
        kept(self.store.change_meeting(&actor.name, &row).await?, &row).map(|_| ())
    }

    /// Puts an item on the agenda, tied to something or to nothing.
    ///
    /// # Errors
    /// When the actor may not, the meeting's minutes stand, or what was typed is no good.
    pub async fn add_agenda(
        &self,
        actor: &Actor,
        id: i64,
        title: &str,
        (kind, item, place): (&str, &str, &str),
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let meeting = self.open_meeting(id).await?;
        let title = title.trim();
        if title.is_empty() || is_unusable(title, 200) || title.contains('\n') {
            return Err(Refusal::invalid(&AGENDA_TITLE, "").into());
        }
        let item = match kind.trim() {
            "" if item.trim().is_empty() => None,
            kind => Some(self.item_typed((kind, item, place), &AGENDA_TITLE).await?),
        };
        // Sent twice, an item is put on the agenda once.
        if meeting.agenda.iter().any(|known| known.withdrawn.is_none() && known.title == title && known.item == item) {
            return Ok(());
        }
        self.store.add_agenda(&actor.name, id, title, item.as_ref()).await?;
        Ok(())
    }

    /// Takes an item off the agenda, which stays in the record with the reason.
    ///
    /// # Errors
    /// When the actor may not, the meeting's minutes stand, the reason is missing, or there is no such item.
    pub async fn withdraw_agenda(&self, actor: &Actor, id: i64, agenda: i64, reason: &str) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        self.open_meeting(id).await?;
        let reason = reason.trim();
        if reason.is_empty() || is_unusable(reason, 400) {
            return Err(Refusal::invalid(&AGENDA_REASON, "").into());
        }
        match self.store.withdraw_agenda(&actor.name, id, agenda, reason).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "agenda item", name: agenda.to_string() }),
        }
    }

    /// Says who attended how: member and word; an empty word takes back what was said.
    ///
    /// # Errors
    /// When the actor may not, or the meeting's minutes stand.
    pub async fn set_attendance(&self, actor: &Actor, id: i64, words: &[(i64, String)]) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        self.open_meeting(id).await?;
        let members = self.meeting_view(actor, id).await?.members;
        let known = words.iter().filter(|(member, _)| members.iter().any(|known| known.id == *member));
        let said = |(member, word): &(i64, String)| match word.trim() {
            "" => Some((*member, None)),
            word => Presence::from_word(word).map(|presence| (*member, Some(presence))),
        };
        let attendance: Vec<(i64, Option<Presence>)> = known.filter_map(said).collect();
        Ok(self.store.set_attendance(&actor.name, id, &attendance).await?)
    }

    /// Keeps minutes as a new version; after approval only with the reason of the correction.
    ///
    /// # Errors
    /// When the actor may not, the text or reason is no good, or somebody was quicker.
    pub async fn write_minutes(
        &self,
        actor: &Actor,
        id: i64,
        seen: i64,
        text: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let meeting = self.meeting_view(actor, id).await?.whole.meeting;
        let (text, reason) = (text.trim().replace("\r\n", "\n"), reason.trim());
        if text.is_empty() || is_unusable(&text, MINUTES_CHARS) || is_unusable(reason, 400) {
            return Err(Refusal::invalid(&MINUTES_TEXT, "").into());
        }
        check_minutes(meeting.state, reason).map_err(|kind| Refusal::invalid(kind, ""))?;
        match self.store.write_minutes(&actor.name, (id, meeting.is_demo), seen, &text, reason).await? {
            MinutesWrite::Done(_) | MinutesWrite::Same => Ok(()),
            MinutesWrite::Stale(version) => Err(Refusal::conflict(&MINUTES_CHANGED, version.to_string()).into()),
        }
    }

    /// A meeting that may still be changed.
    async fn open_meeting(&self, id: i64) -> Result<WholeMeeting, AppError> {
        let missing = || AppError::NotFound { what: "meeting", name: id.to_string() };
        let whole = self.store.meeting(id).await?.ok_or_else(missing)?;
        match whole.meeting.state >= MeetingState::Approved {
            true => Err(Refusal::conflict(&MEETING_CLOSED, "").into()),
            false => Ok(whole),
        }
    }
}

fn kept(write: MeetingWrite, row: &MeetingRow) -> Result<i64, AppError> {
    match write {
        MeetingWrite::Done(id) => Ok(id),
        MeetingWrite::Stale => Err(Refusal::conflict(&MEETING_CHANGED, "").into()),
        MeetingWrite::NumberTaken => Err(Refusal::invalid(&MEETING_NUMBER, row.number.to_string()).into()),
    }
}

fn line_is_bad(text: &str) -> bool {
    is_unusable(text, 120) || text.contains('\n')
}

fn day_or_none(text: &str) -> Result<Option<CalendarDate>, AppError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Refusal::invalid(&MEETING_DAY, text).into()),
    }
}

fn read_meeting(form: &MeetingForm) -> Result<MeetingRow, AppError> {
    let refuse = |kind, detail: &str| AppError::from(Refusal::invalid(kind, detail));
    let number: i64 = form
        .number
        .trim()
        .parse()
        .ok()
        .filter(|number| (1..=9999).contains(number))
        .ok_or_else(|| refuse(&MEETING_NUMBER, form.number.trim()))?;
    let day = day_or_none(&form.day)?.ok_or_else(|| refuse(&MEETING_DAY, ""))?;
    let time = |text: &str| ClockTime::read(text).ok_or_else(|| refuse(&MEETING_DAY, text.trim()));
    let start = time(&form.start)?;
    let end = if form.end.trim().is_empty() { None } else { Some(time(&form.end)?) };
    if end.is_some_and(|end| end <= start) {
        return Err(refuse(&MEETING_DAY, form.end.trim()));
    }
    let (place, link) = (form.place.trim(), form.online_link.trim());
    let link_is_bad = !link.is_empty() && (!link.starts_with("https://") || link.contains(char::is_whitespace));
    if line_is_bad(place) || link_is_bad || is_unusable(link, 400) || place.is_empty() && link.is_empty() {
        return Err(refuse(&MEETING_PLACE, ""));
    }
    Ok(MeetingRow {
        id: 0,
        body: String::new(),
        number,
        day,
        start,
        end,
        place: place.to_owned(),
        online_link: link.to_owned(),
        is_public: form.is_public == "1",
        state: MeetingState::Planned,
        is_demo: false,
        revision: form.revision.trim().parse().unwrap_or(0),
    })
}
