//! Days as a calendar file (iCalendar, RFC 5545), for the calendars people use anyway (日程の書き出し).

use std::fmt::Write;

/// A whole day of a calendar (終日の予定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// Stays the same when the day is moved, so that a calendar moves it too.
    pub id: String,
    /// Year, month and day.
    pub day: (i32, u8, u8),
    /// What the day is.
    pub title: String,
    /// More about it; may be empty.
    pub note: String,
}

/// The days as a file: UTF-8, lines ended by CRLF and folded at 75 octets. `made_at` is the moment in UTC as
/// `20260203T013000Z`; `name` is what the calendar is called.
pub fn icalendar(name: &str, days: &[CalendarDay], made_at: &str) -> String {
    let mut out = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Henkaku//Review calendar//JA", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escape(name)));
    for one in days {
        let (year, month, day) = one.day;
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escape(&one.id)));
        line(&mut out, &format!("DTSTAMP:{made_at}"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{year:04}{month:02}{day:02}"));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, &format!("SUMMARY:{}", escape(&one.title)));
        if !one.note.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", escape(&one.note)));
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Something from one moment to another (時刻のある予定).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarMoment {
    /// Stays the same when it is moved, so that a calendar moves it too.
    pub id: String,
    /// When it begins, in UTC as `20260203T013000Z`.
    pub from: String,
    /// When it ends; may be empty.
    pub until: String,
    /// What it is.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// More about it; may be empty.
    pub note: String,
}

/// Moments as a file, as [`icalendar`] writes days; one without a beginning is left out.
pub fn icalendar_of_moments(name: &str, moments: &[CalendarMoment], made_at: &str) -> String {
    let mut out = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Henkaku//Meetings//JA", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escape(name)));
    for one in moments.iter().filter(|one| !one.from.is_empty()) {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escape(&one.id)));
        line(&mut out, &format!("DTSTAMP:{made_at}"));
        line(&mut out, &format!("DTSTART:{}", escape(&one.from)));
        for (key, text) in [("DTEND", &one.until), ("LOCATION", &one.place), ("DESCRIPTION", &one.note)] {
            if !text.is_empty() {
                line(&mut out, &format!("{key}:{}", escape(text)));
            }
        }
        line(&mut out, &format!("SUMMARY:{}", escape(&one.title)));
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// What would end a value, or a line, is written so that it does not.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line in pieces of at most 75 octets, never within a character.
fn line(out: &mut String, text: &str) {
    let mut octets = 0;
    for c in text.chars() {
        if octets + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            octets = 1;
        }
        let _ = write!(out, "{c}");
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_days_and_nothing_in_a_title_ends_a_line() {
        let day = CalendarDay {
            id: "review-2026-owner@henkaku".into(),
            day: (2026, 8, 31),
            title: "記入の期限; 令和8年度, \"点検\"\r\nEND:VCALENDAR".into(),
            note: String::new(),
        };
        let text = icalendar("令和8年度の点検", &[day], "20260203T013000Z");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.contains("DTSTART;VALUE=DATE:20260831\r\n"), "{text}");
        assert_eq!(text.matches("\r\nEND:VCALENDAR").count(), 1, "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:記入の期限\\; 令和8年度\\, \"点検\"\\nEND:VCALENDAR\r\n"), "{unfolded}");
    }

    #[test]
    fn no_line_is_longer_than_75_octets() {
        let day =
            CalendarDay {
                id: "x".into(), day: (2026, 1, 2), title: "長い題名".repeat(30), note: "memo ".repeat(50)
            };
        let text = icalendar("暦", &[day], "20260203T013000Z");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(text.replace("\r\n ", "").contains(&"長い題名".repeat(30)));
    }
}
