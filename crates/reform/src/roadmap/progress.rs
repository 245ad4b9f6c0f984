//! Progress of a bar (工程の進み): what people say about it, what the calendar says, and what of it is late.

use super::Span;
use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::workflow::day_number;

/// What people say about a bar (進み).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProgressStatus {
    /// Nothing has begun.
    NotStarted,
    /// It goes as it should.
    OnTrack,
    /// It takes longer than it should.
    Behind,
    /// It is done.
    Done,
    /// It was given up, or put off without a day.
    Stopped,
}

labels!(ProgressStatus {
    NotStarted = "not-started", "未着手", "not started";
    OnTrack = "on-track", "順調", "on track";
    Behind = "behind", "遅れ", "behind";
    Done = "done", "完了", "done";
    Stopped = "stopped", "中止", "stopped";
});

/// Why a bar is late (遅れのわけ). Days are counted from the first day it was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lateness {
    /// Somebody said so.
    SaidBehind,
    /// Its span is over and it is neither done nor stopped.
    PastEnd {
        /// Days since its last day.
        days: i32,
    },
    /// Its span has begun and it has not.
    NotBegun {
        /// Days since its first day.
        days: i32,
    },
}

/// How a bar stands on a day (進み具合).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What people said last; `None` when nobody has said anything yet.
    pub status: Option<ProgressStatus>,
    /// How much of its span has elapsed, in thousandths.
    pub expected_per_mille: u32,
    /// Whether and why it is late.
    pub lateness: Option<Lateness>,
}

/// What comes first in a list (並び順): the late, those nobody has reported on, those under way, those to come, the finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Late by what people said, or by the calendar after they said something.
    Late,
    /// Late by the calendar, with nothing said about it yet.
    Unreported,
    /// Its span has begun.
    UnderWay,
    /// Its span has not begun.
    ToCome,
    /// Done or stopped.
    Finished,
}

/// How a bar of this span and last status stands today.
pub fn standing(span: Span, status: Option<ProgressStatus>, today: CalendarDate) -> Standing {
    let since = |day: CalendarDate| day_number(today) - day_number(day);
    let lateness = match status {
        Some(ProgressStatus::Done | ProgressStatus::Stopped) => None,
        _ if since(span.to().last_day()) > 0 => Some(Lateness::PastEnd { days: since(span.to().last_day()) }),
        Some(ProgressStatus::Behind) => Some(Lateness::SaidBehind),
        Some(ProgressStatus::OnTrack) => None,
        // Nobody said that it began.
        Some(ProgressStatus::NotStarted) | None if since(span.from().first_day()) > 0 => {
            Some(Lateness::NotBegun { days: since(span.from().first_day()) })
        }
        Some(ProgressStatus::NotStarted) | None => None,
    };
    Standing { status, expected_per_mille: span.elapsed_per_mille(today), lateness }
}

impl Standing {
    /// Where it belongs in a list.
    pub fn urgency(&self) -> Urgency {
        match (self.lateness, self.status) {
            (Some(_), Some(_)) => Urgency::Late,
            (Some(_), None) => Urgency::Unreported,
            (None, Some(ProgressStatus::Done | ProgressStatus::Stopped)) => Urgency::Finished,
            _ if self.expected_per_mille == 0 => Urgency::ToCome,
            _ => Urgency::UnderWay,
        }
    }

    /// What lists are sorted by: the most urgent first, within it those late for longest.
    pub fn order(&self) -> (Urgency, i32) {
        let days = match self.lateness {
            Some(Lateness::PastEnd { days } | Lateness::NotBegun { days }) => days,
            Some(Lateness::SaidBehind) | None => 0,
        };
        (self.urgency(), -days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roadmap::{Edge, Quarter};

    fn on(status: Option<ProgressStatus>, today: &str) -> Standing {
        let span = Span::new(Quarter::read("R6Q2", Edge::From).unwrap(), Quarter::read("R6Q3", Edge::To).unwrap());
        standing(span.unwrap(), status, today.parse().unwrap())
    }

    #[test]
    fn late_is_said_or_seen_from_the_calendar() {
        use ProgressStatus::{Behind, Done, NotStarted, OnTrack, Stopped};
        let late = |status, today| on(status, today).lateness;
        // 1 July to 31 December 2024.
        assert_eq!(late(Some(NotStarted), "2024-06-30"), None);
        assert_eq!(late(Some(NotStarted), "2024-07-01"), None, "the first day is not over");
        assert_eq!(late(Some(NotStarted), "2024-07-02"), Some(Lateness::NotBegun { days: 1 }));
        assert_eq!(late(None, "2024-07-11"), Some(Lateness::NotBegun { days: 10 }));
        assert_eq!(late(Some(OnTrack), "2024-12-31"), None);
        assert_eq!(late(Some(OnTrack), "2025-01-01"), Some(Lateness::PastEnd { days: 1 }));
        assert_eq!(late(Some(Behind), "2024-05-01"), Some(Lateness::SaidBehind));
        assert_eq!(late(Some(Behind), "2025-01-31"), Some(Lateness::PastEnd { days: 31 }));
        for status in [Done, Stopped] {
            assert_eq!(late(Some(status), "2030-01-01"), None);
        }
    }

    #[test]
    fn the_late_come_first_and_the_finished_last() {
        use ProgressStatus::{Behind, Done, NotStarted, OnTrack};
        let mut all = [
            (on(Some(Done), "2024-08-01"), "done"),
            (on(Some(NotStarted), "2024-06-01"), "to come"),
            (on(Some(OnTrack), "2024-08-01"), "under way"),
            (on(None, "2024-08-01"), "not reported"),
            (on(Some(Behind), "2024-08-01"), "behind"),
            (on(Some(OnTrack), "2025-02-01"), "32 days late"),
            (on(Some(NotStarted), "2024-08-01"), "31 days late"),
        ];
        all.sort_by_key(|(standing, _)| standing.order());
        let order = all.map(|(_, name)| name);
        let expected = ["32 days late", "31 days late", "behind", "not reported", "under way", "to come", "done"];
        assert_eq!(order, expected);
        assert_eq!(on(Some(OnTrack), "2024-09-30").expected_per_mille, 500);
    }
}
