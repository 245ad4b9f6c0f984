//! Meetings (会議) as they are stored: bodies, members, meetings with agenda, papers, attendance and minutes.

mod body;
mod minutes;
mod paper;

pub use body::{BodyRow, MemberRow};
pub use minutes::{MinutesRow, MinutesWrite};
pub use paper::{NewPaper, PaperRow, PaperVersion};

use reform::discussion::ItemRef;
use reform::discussion::meeting::{ClockTime, MeetingState, Presence};
use reform::plan::CalendarDate;

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::number::next_number;
use crate::sheet_read::damaged;
use crate::{Store, StoreError};

/// A meeting (会議).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    /// Its number of record; 0 for one that is to be made.
    pub id: i64,
    /// The body.
    pub body: String,
    /// Its number within the body.
    pub number: i64,
    /// The day.
    pub day: CalendarDate,
    /// When it begins.
    pub start: ClockTime,
    /// When it ends.
    pub end: Option<ClockTime>,
    /// Where.
    pub place: String,
    /// The address to join on line; may be empty.
    pub online_link: String,
    /// Whether it is open to the public.
    pub is_public: bool,
    /// How far it has come.
    pub state: MeetingState,
    /// Whether it is an example (例示).
    pub is_demo: bool,
    /// Grows with every change.
    pub revision: i64,
}

/// An item of an agenda (議題).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaRow {
    /// Its number of record.
    pub id: i64,
    /// What is spoken about.
    pub title: String,
    /// What it is tied to.
    pub item: Option<ItemRef>,
    /// Why it was taken off; none while it stands.
    pub withdrawn: Option<String>,
}

/// A step of a meeting (段階の変更).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingStep {
    /// The state after.
    pub after: MeetingState,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A meeting with what belongs to it (会議の全体).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeMeeting {
    /// The meeting.
    pub meeting: MeetingRow,
    /// Its agenda in order, with items taken off.
    pub agenda: Vec<AgendaRow>,
    /// Its papers in order.
    pub papers: Vec<PaperRow>,
    /// Who attended how, by member.
    pub attendance: Vec<(i64, Presence)>,
    /// Its minutes, the latest first.
    pub minutes: Vec<MinutesRow>,
    /// Its steps, the oldest first.
    pub steps: Vec<MeetingStep>,
}

/// What changing a meeting met (変更の結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingWrite {
    /// Kept; the number of record.
    Done(i64),
    /// Nothing was kept: somebody else was quicker, or there is no such meeting.
    Stale,
    /// Nothing was kept: the body has a meeting of this number.
    NumberTaken,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    body_id: String,
    number: i64,
    day: String,
    start_time: String,
    end_time: String,
    place: String,
    online_link: String,
    is_public: i64,
    state: String,
    is_demo: i64,
    revision: i64,
}

impl Store {
    /// Every meeting, the latest day first; at most 2,000.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn meetings(&self) -> Result<Vec<MeetingRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Columns> = on!(link, |c| {
            sqlx::query_as(
            "select id, body_id, number, day, start_time, end_time, place, online_link, is_public, state, is_demo, revision
               from meeting order by day desc, id desc limit 2000"
        )
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(MeetingRow::try_from).collect()
    }

    /// One meeting with what belongs to it.
    ///
    /// # Errors
    /// When the database fails or holds what cannot be read.
    pub async fn meeting(&self, id: i64) -> Result<Option<WholeMeeting>, StoreError> {
        let mut reader = self.db.snapshot().await?;
        let link = &mut reader.link();
        let Some(meeting) = read(link, id).await? else { return Ok(None) };
        let agenda: Vec<(i64, String, String, Option<String>)> = on!(link, |c| sqlx::query_as(
            "select id, title, item, withdrawn_reason from meeting_agenda where meeting_id = $1 order by id"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let attendance: Vec<(i64, String)> = on!(link, |c| sqlx::query_as(
            "select member_id, presence from meeting_attendance where meeting_id = $1 order by member_id"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let steps: Vec<(String, String, String)> = on!(link, |c| sqlx::query_as(
            "select state_after, actor, at from meeting_step where meeting_id = $1 order by revision"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let agenda = agenda.into_iter().map(|(id, title, item, withdrawn)| {
            let item = match item.as_str() {
                "" => None,
                text => Some(ItemRef::read(text).ok_or_else(|| damaged("item", text))?),
            };
            Ok::<_, StoreError>(AgendaRow { id, title, item, withdrawn })
        });
        let presence = |(member, word): (i64, String)| {
            Ok::<_, StoreError>((member, Presence::from_word(&word).ok_or_else(|| damaged("presence", &word))?))
        };
        let step = |(after, actor, at): (String, String, String)| {
            Ok::<_, StoreError>(MeetingStep { after: state(&after)?, actor, at })
        };
        Ok(Some(WholeMeeting {
            meeting,
            agenda: agenda.collect::<Result<_, _>>()?,
            papers: paper::read(link, id).await?,
            attendance: attendance.into_iter().map(presence).collect::<Result<_, _>>()?,
            minutes: minutes::read(link, id).await?,
            steps: steps.into_iter().map(step).collect::<Result<_, _>>()?,
        }))
    }

    /// Makes a meeting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_meeting(&self, actor: &str, new: &MeetingRow) -> Result<MeetingWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if is_taken(link, new).await? {
            return Ok(MeetingWrite::NumberTaken);
        }
        let (id, at) = (next_number(link, "meeting").await?, now());
        on!(link, |c| sqlx::query(
            "insert into meeting (id, body_id, number, day, start_time, end_time, place, online_link, is_public, state,
                                  is_demo, revision, created_by, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13)"
        )
        .bind(id)
        .bind(&new.body)
        .bind(new.number)
        .bind(new.day.to_string())
        .bind(new.start.to_string())
        .bind(new.end.map(|end| end.to_string()).unwrap_or_default())
        .bind(&new.place)
        .bind(&new.online_link)
        .bind(i64::from(new.is_public))
        .bind(new.state.word())
        .bind(i64::from(new.is_demo))
        .bind(actor)
        .bind(&at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        step(link, (id, 1, new.is_demo), (None, new.state), (actor, &at)).await?;
        let detail = format!("body\t{}\nnumber\t{}\nday\t{}", new.body, new.number, new.day);
        append(link, actor, "meeting.add", &format!("meeting:{id}"), detail).await?;
        tx.commit().await?;
        Ok(MeetingWrite::Done(id))
    }

    /// Changes a meeting whose revision is still `row.revision`; its state too, which leaves a step.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_meeting(&self, actor: &str, row: &MeetingRow) -> Result<MeetingWrite, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(before) = read(link, row.id).await?.filter(|before| before.revision == row.revision) else {
            return Ok(MeetingWrite::Stale);
        };
        if is_taken(link, row).await? {
            return Ok(MeetingWrite::NumberTaken);
        }
        let detail = changes(&before, row);
        if detail.is_empty() {
            return Ok(MeetingWrite::Done(row.id));
        }
        let (revision, at) = (before.revision + 1, now());
        on!(link, |c| sqlx::query(
            "update meeting set number = $2, day = $3, start_time = $4, end_time = $5, place = $6, online_link = $7,
                                is_public = $8, state = $9, revision = $10 where id = $1"
        )
        .bind(row.id)
        .bind(row.number)
        .bind(row.day.to_string())
        .bind(row.start.to_string())
        .bind(row.end.map(|end| end.to_string()).unwrap_or_default())
        .bind(&row.place)
        .bind(&row.online_link)
        .bind(i64::from(row.is_public))
        .bind(row.state.word())
        .bind(revision)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let is_step = before.state != row.state;
        if is_step {
            step(link, (row.id, revision, row.is_demo), (Some(before.state), row.state), (actor, &at)).await?;
        }
        let action = if is_step { "meeting.step" } else { "meeting.change" };
        append(link, actor, action, &format!("meeting:{}", row.id), detail).await?;
        tx.commit().await?;
        Ok(MeetingWrite::Done(row.id))
    }

    /// Puts an item on the agenda; gives its number of record.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_agenda(
        &self,
        actor: &str,
        meeting: i64,
        title: &str,
        item: Option<&ItemRef>,
    ) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let id = next_number(link, "agenda").await?;
        let item = item.map(ToString::to_string).unwrap_or_default();
        on!(link, |c| sqlx::query("insert into meeting_agenda (id, meeting_id, title, item) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(meeting)
            .bind(title)
            .bind(&item)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!("agenda\t{id}\ntitle\t{}\nitem\t{}", escape(title), escape(&item));
        append(link, actor, "meeting.agenda", &format!("meeting:{meeting}"), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes an item off the agenda, which keeps it with the reason; whether there was one to take off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_agenda(
        &self,
        actor: &str,
        meeting: i64,
        agenda: i64,
        reason: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let done = on!(link, |c| sqlx::query(
            "update meeting_agenda set withdrawn_reason = $3
              where id = $2 and meeting_id = $1 and withdrawn_reason is null"
        )
        .bind(meeting)
        .bind(agenda)
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Ok(false);
        }
        let detail = format!("agenda\t{agenda}\nreason\t{}", escape(reason));
        append(link, actor, "meeting.agenda-withdraw", &format!("meeting:{meeting}"), detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Says who attended how; `None` takes back what was said, and nothing changes for members not named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_attendance<P: Into<Option<Presence>> + Copy>(
        &self,
        actor: &str,
        meeting: i64,
        attendance: &[(i64, P)],
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let mut lines = Vec::new();
        for (member, presence) in attendance {
            let presence: Option<Presence> = (*presence).into();
            let Some(presence) = presence else {
                let taken = on!(link, |c| sqlx::query(
                    "delete from meeting_attendance where meeting_id = $1 and member_id = $2"
                )
                .bind(meeting)
                .bind(*member)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
                if taken > 0 {
                    lines.push(format!("member\t{member}\t"));
                }
                continue;
            };
            let changed = on!(link, |c| sqlx::query(
                "insert into meeting_attendance (meeting_id, member_id, presence) values ($1, $2, $3)
                 on conflict (meeting_id, member_id) do update set presence = excluded.presence
                   where meeting_attendance.presence <> excluded.presence"
            )
            .bind(meeting)
            .bind(*member)
            .bind(presence.word())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
            if changed > 0 {
                lines.push(format!("member\t{member}\t{}", presence.word()));
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        append(link, actor, "meeting.attendance", &format!("meeting:{meeting}"), lines.join("\n")).await?;
        tx.commit().await
    }
}

/// Takes the examples away with the example programs.
pub(crate) async fn delete_demo_meetings(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in [
        "delete from minutes_gram where meeting_id in (select id from meeting where is_demo = 1)",
        "delete from meeting_minutes where is_demo = 1",
        "delete from meeting_attendance where meeting_id in (select id from meeting where is_demo = 1)",
        "delete from meeting_paper_version where is_demo = 1",
        "delete from meeting_paper where meeting_id in (select id from meeting where is_demo = 1)",
        "delete from meeting_agenda where meeting_id in (select id from meeting where is_demo = 1)",
        "delete from meeting_step where is_demo = 1",
        "delete from meeting where is_demo = 1",
        "delete from body_member where is_demo = 1",
        "delete from body where is_demo = 1",
    ] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

async fn read(link: &mut Link<'_>, id: i64) -> Result<Option<MeetingRow>, StoreError> {
    let row: Option<Columns> = on!(link, |c| {
        sqlx::query_as(
        "select id, body_id, number, day, start_time, end_time, place, online_link, is_public, state, is_demo, revision
           from meeting where id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await
    })?;
    row.map(MeetingRow::try_from).transpose()
}

async fn is_taken(link: &mut Link<'_>, row: &MeetingRow) -> Result<bool, StoreError> {
    let (others,): (i64,) =
        on!(link, |c| sqlx::query_as("select count(*) from meeting where body_id = $1 and number = $2 and id <> $3")
            .bind(&row.body)
            .bind(row.number)
            .bind(row.id)
            .fetch_one(c)
            .await)?;
    Ok(others > 0)
}

async fn step(
    link: &mut Link<'_>,
    (id, revision, is_demo): (i64, i64, bool),
    (before, after): (Option<MeetingState>, MeetingState),
    (actor, at): (&str, &str),
) -> Result<(), StoreError> {
    on!(link, |c| sqlx::query(
        "insert into meeting_step (meeting_id, revision, state_before, state_after, actor, at, is_demo)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(revision)
    .bind(before.map(MeetingState::word).unwrap_or_default())
    .bind(after.word())
    .bind(actor)
    .bind(at)
    .bind(i64::from(is_demo))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(())
}

fn changes(before: &MeetingRow, after: &MeetingRow) -> String {
    let texts = |row: &MeetingRow| {
        [
            ("number", row.number.to_string()),
            ("day", row.day.to_string()),
            ("start", row.start.to_string()),
            ("end", row.end.map(|end| end.to_string()).unwrap_or_default()),
            ("place", row.place.clone()),
            ("online_link", row.online_link.clone()),
            ("public", row.is_public.to_string()),
            ("state", row.state.word().to_owned()),
        ]
    };
    let changed = texts(before).into_iter().zip(texts(after)).filter(|((_, before), (_, after))| before != after);
    let lines: Vec<String> =
        changed.map(|((field, before), (_, after))| [field, &before, &after].map(escape).join("\t")).collect();
    lines.join("\n")
}

fn state(word: &str) -> Result<MeetingState, StoreError> {
    MeetingState::from_word(word).ok_or_else(|| damaged("state", word))
}

fn day(text: &str) -> Result<CalendarDate, StoreError> {
    text.parse().map_err(|_| damaged("day", text))
}

impl TryFrom<Columns> for MeetingRow {
    type Error = StoreError;

    fn try_from(row: Columns) -> Result<MeetingRow, StoreError> {
        let time = |text: &str| ClockTime::read(text).ok_or_else(|| damaged("time", text));
        Ok(MeetingRow {
            id: row.id,
            body: row.body_id,
            number: row.number,
            day: day(&row.day)?,
            start: time(&row.start_time)?,
            end: if row.end_time.is_empty() { None } else { Some(time(&row.end_time)?) },
            place: row.place,
            online_link: row.online_link,
            is_public: row.is_public == 1,
            state: state(&row.state)?,
            is_demo: row.is_demo == 1,
            revision: row.revision,
        })
    }
}
