//! Clock (時計): the one place of the application where the present is read.

use jiff::{Timestamp, tz};
use reform::plan::CalendarDate;

use crate::App;

/// Where the present comes from (時計).
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A moment that stands still, for tests and for trying a calendar out.
    Fixed(Timestamp),
}

impl Clock {
    /// The present moment.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(moment) => moment,
        }
    }

    /// Today in Japan.
    pub fn today(self) -> CalendarDate {
        day_in_japan(self.now())
    }
}

/// The day a moment lies on in Japan, which has no summer time.
pub fn day_in_japan(moment: Timestamp) -> CalendarDate {
    let date = moment.to_zoned(tz::TimeZone::fixed(tz::offset(9))).date();
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    // A clock outside of the years the system knows is as wrong as one that stands still.
    CalendarDate::new(date.year().into(), month, day).unwrap_or(CalendarDate::FIRST)
}

impl App {
    /// The clock of this application.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The same application with another clock.
    pub fn with_clock(mut self, clock: Clock) -> App {
        self.clock = clock;
        self
    }

    /// Today in Japan.
    pub fn today(&self) -> CalendarDate {
        self.clock.today()
    }

    /// The present moment as it is stored: UTC, ISO 8601, to the millisecond.
    pub fn now_text(&self) -> String {
        format!("{:.3}", self.clock.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let day = |text: &str| day_in_japan(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-11-22T14:59:59Z"), "2026-11-22");
        assert_eq!(day("2026-11-22T15:00:00Z"), "2026-11-23");
        assert_eq!(day("2027-12-31T15:00:00Z"), "2028-01-01");
    }
}
