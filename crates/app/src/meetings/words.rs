//! Meetings as words (会議の文書): convening notice, calendar, and minutes to begin with.

use jiff::civil;
use jiff::tz::{TimeZone, offset};
use publish::icalendar::{CalendarMoment, icalendar_of_moments};
use reform::discussion::meeting::{ClockTime, MeetingState, MinutesHead, Presence, minutes_template};
use reform::plan::CalendarDate;

use super::{MeetingLine, MeetingRow, MeetingView};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

impl MeetingView {
    /// Body and number: 北九州市政変革推進会議 第3回.
    pub fn title_ja(&self) -> String {
        format!("{} 第{}回", self.body.name.ja, self.whole.meeting.number)
    }

    /// Minutes to begin with: filled with agenda and attendance.
    pub fn minutes_template(&self) -> String {
        let attended = |presence: Presence| {
            let attended = self.whole.attendance.iter().filter(|(_, known)| *known == presence);
            let name = |id: i64| self.members.iter().find(|member| member.id == id).map(|member| member.name.clone());
            attended.filter_map(|(id, _)| name(*id)).collect::<Vec<_>>()
        };
        minutes_template(&MinutesHead {
            title: self.title_ja(),
            when: when_ja(&self.whole.meeting),
            place: self.whole.meeting.place.clone(),
            attendance: Presence::ALL.iter().map(|presence| (*presence, attended(*presence))).collect(),
            agenda: self.agenda().map(|item| item.title.clone()).collect(),
        })
    }

    /// The convening notice as plain text (招集通知), for mail.
    pub fn notice_text(&self) -> String {
        let meeting = &self.whole.meeting;
        let mut out = format!("{}の開催について\n\n次のとおり開催します。ご出席をお願いします。\n\n", self.title_ja());
        out.push_str(&format!("日時　　　　{}\n", when_ja(meeting)));
        if !meeting.place.is_empty() {
            out.push_str(&format!("場所　　　　{}\n", meeting.place));
        }
        if !meeting.online_link.is_empty() {
            out.push_str(&format!("オンライン　{}\n", meeting.online_link));
        }
        out.push_str(if meeting.is_public { "公開　　　　公開\n" } else { "公開　　　　非公開\n" });
        out.push_str("\n議題\n");
        for (at, item) in self.agenda().enumerate() {
            out.push_str(&format!("{}　{}\n", at + 1, item.title));
        }
        if !self.whole.papers.is_empty() {
            out.push_str("\n資料\n");
            for (at, paper) in self.whole.papers.iter().enumerate() {
                out.push_str(&format!("資料{}　{}\n", at + 1, paper.title));
            }
        }
        out
    }
}

impl App {
    /// Meetings as a calendar (iCalendar), each with its place; the address to join on line stays with the notice.
    ///
    /// # Errors
    /// When the actor may not see meetings.
    pub fn meeting_calendar(&self, actor: &Actor, lines: &[MeetingLine]) -> Result<String, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let moment = |line: &MeetingLine| {
            let meeting = &line.meeting;
            let title = format!("{} 第{}回", line.body.ja, meeting.number);
            let planned = meeting.state == MeetingState::Planned;
            CalendarMoment {
                id: format!("meeting-{}@henkaku", meeting.id),
                from: utc(meeting.day, meeting.start),
                until: meeting.end.map(|end| utc(meeting.day, end)).unwrap_or_default(),
                title: if planned { format!("{title}（予定）") } else { title },
                place: meeting.place.clone(),
                note: String::new(),
            }
        };
        let moments: Vec<CalendarMoment> = lines.iter().map(moment).collect();
        let made_at = self.clock().now().strftime("%Y%m%dT%H%M%SZ").to_string();
        Ok(icalendar_of_moments(&format!("{} 会議", self.city().name.ja), &moments, &made_at))
    }
}

/// Day and time as a notice says them: 2026年5月1日（金） 13時30分から15時まで.
pub fn when_ja(meeting: &MeetingRow) -> String {
    let time = |time: ClockTime| match time.parts() {
        (hour, 0) => format!("{hour}時"),
        (hour, minute) => format!("{hour}時{minute}分"),
    };
    let (year, month, day) = meeting.day.parts();
    let weekday = civil_day(meeting.day).map_or("", |date| WEEKDAYS[date.weekday().to_monday_zero_offset() as usize]);
    let until = meeting.end.map(|end| format!("{}まで", time(end))).unwrap_or_default();
    format!("{year}年{month}月{day}日（{weekday}） {}から{until}", time(meeting.start))
}

fn civil_day(day: CalendarDate) -> Option<civil::Date> {
    let (year, month, day) = day.parts();
    civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A moment in Japan as UTC in the form of a calendar; empty for a day no calendar has.
fn utc(day: CalendarDate, time: ClockTime) -> String {
    let (hour, minute) = time.parts();
    let moment = civil_day(day).and_then(|date| {
        let at = date.at(hour as i8, minute as i8, 0, 0);
        at.to_zoned(TimeZone::fixed(offset(9))).ok()
    });
    moment.map(|zoned| zoned.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default()
}
