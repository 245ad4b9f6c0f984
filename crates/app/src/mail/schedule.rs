//! When the digests of the day go out (送る時刻): at half past seven in Japan, Monday to Friday.

use std::time::Duration;

use jiff::civil::{Time, Weekday, time};
use jiff::{Timestamp, ToSpan, tz};

/// The first run of a day.
const FIRST: Time = time(7, 30, 0, 0);
/// No run begins after this; what is not sent by then waits for the next morning.
const LAST: Time = time(9, 30, 0, 0);
/// So long after a run that left something unsent, the next one begins.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// How long to wait from now for the next run; `unfinished` says that the last one left something unsent.
///
/// A run that finds everything sent does nothing, so a server started between the first and the last hour runs at once.
/// Saturdays and Sundays are passed over; what they would have told is told on Monday.
pub fn until_next_run(now: Timestamp, last_run: Option<Timestamp>, unfinished: bool) -> Duration {
    let japan = tz::TimeZone::fixed(tz::offset(9));
    let here = now.to_zoned(japan.clone()).datetime();
    let ran_today = last_run.is_some_and(|run| run.to_zoned(japan).date() == here.date());
    let works = |weekday: Weekday| !matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    if works(here.weekday()) && here.time() <= LAST {
        if here.time() < FIRST {
            return from_to(here, here.date().to_datetime(FIRST));
        }
        match last_run.filter(|_| ran_today) {
            None => return Duration::ZERO,
            Some(run) if unfinished => {
                let since = Duration::try_from(now.duration_since(run)).unwrap_or_default();
                return AGAIN.saturating_sub(since);
            }
            Some(_) => {}
        }
    }
    let days = (1..=3).map(|days| here.date().saturating_add(days.days()));
    let next = days.into_iter().find(|date| works(date.weekday())).unwrap_or(here.date());
    from_to(here, next.to_datetime(FIRST))
}

fn from_to(from: jiff::civil::DateTime, to: jiff::civil::DateTime) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(now: &str, last_run: Option<&str>, unfinished: bool) -> u64 {
        let at = |text: &str| format!("{text}+09:00").parse::<Timestamp>().unwrap();
        until_next_run(at(now), last_run.map(at), unfinished).as_secs() / 60
    }

    #[test]
    fn half_past_seven_on_working_days() {
        // 2026-08-12 is a Wednesday.
        assert_eq!(minutes("2026-08-12T00:00", None, false), 7 * 60 + 30);
        assert_eq!(minutes("2026-08-12T07:29", None, false), 1);
        assert_eq!(minutes("2026-08-12T07:30", None, false), 0);
        assert_eq!(minutes("2026-08-12T07:31", Some("2026-08-12T07:30"), false), 24 * 60 - 1);
        assert_eq!(minutes("2026-08-12T13:00", None, false), 18 * 60 + 30, "too late today");
        assert_eq!(minutes("2026-08-12T08:10", Some("2026-08-11T07:30"), false), 0, "started late");
    }

    #[test]
    fn a_weekend_is_passed_over() {
        assert_eq!(minutes("2026-08-14T07:31", Some("2026-08-14T07:30"), false), 3 * 24 * 60 - 1, "from Friday");
        assert_eq!(minutes("2026-08-15T07:30", None, false), 2 * 24 * 60, "from Saturday");
        assert_eq!(minutes("2026-08-16T23:30", None, false), 8 * 60, "from Sunday night");
    }

    #[test]
    fn what_is_left_is_tried_again_until_half_past_nine() {
        assert_eq!(minutes("2026-08-12T07:31", Some("2026-08-12T07:30"), true), 14);
        assert_eq!(minutes("2026-08-12T07:50", Some("2026-08-12T07:30"), true), 0);
        assert_eq!(minutes("2026-08-12T09:30", Some("2026-08-12T09:20"), true), 5);
        assert_eq!(minutes("2026-08-12T09:31", Some("2026-08-12T09:30"), true), 22 * 60 - 1);
    }
}
