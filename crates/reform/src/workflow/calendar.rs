//! Calendar of a review (点検の日程): when it opens, by when each level is to be done, from when nothing changes.
//!
//! Days are calendar days. The day itself is passed in; no clock is read. Being late stops nobody, it is only said.

use super::Level;
use crate::kinds;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

/// The calendar of one cycle (日程).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    open: CalendarDate,
    due: [CalendarDate; 6],
    freeze: Option<CalendarDate>,
}

/// A day of the calendar (日程の節目).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// The first day anything can be done (開始).
    Open,
    /// The last day of a level (期限).
    Due(Level),
    /// The first day nothing can be changed (凍結).
    Freeze,
}

/// Two days of a calendar that stand the wrong way round (日程の逆転).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatesOutOfOrder {
    /// The milestone that should come first, and its day.
    pub first: (Milestone, CalendarDate),
    /// The milestone that should follow, and its day.
    pub then: (Milestone, CalendarDate),
}

impl DatesOutOfOrder {
    /// The kind of problem.
    pub fn kind(&self) -> &'static ProblemKind {
        &kinds::CALENDAR_ORDER
    }
}

impl Calendar {
    /// A calendar with the due day of each level, from the owner up; equal days are in order.
    ///
    /// The freeze must come after the last due day: on that day nothing can be changed any more.
    ///
    /// # Errors
    /// Every pair of neighbouring days out of order.
    pub fn new(
        open: CalendarDate,
        due: [CalendarDate; 6],
        freeze: Option<CalendarDate>,
    ) -> Result<Calendar, Vec<DatesOutOfOrder>> {
        let mut days = vec![(Milestone::Open, open)];
        days.extend(Level::ALL.iter().zip(due).map(|(level, day)| (Milestone::Due(*level), day)));
        days.extend(freeze.map(|day| (Milestone::Freeze, day)));
        let wrong: Vec<DatesOutOfOrder> = days
            .windows(2)
            .filter(|pair| pair[1].1 < pair[0].1 || (pair[1].0 == Milestone::Freeze && pair[1].1 == pair[0].1))
            .map(|pair| DatesOutOfOrder { first: pair[0], then: pair[1] })
            .collect();
        if wrong.is_empty() { Ok(Calendar { open, due, freeze }) } else { Err(wrong) }
    }

    /// The first day anything can be done.
    pub fn open(&self) -> CalendarDate {
        self.open
    }

    /// The last day of a level.
    pub fn due(&self, level: Level) -> CalendarDate {
        self.due[level as usize]
    }

    /// The first day nothing can be changed, if one is set.
    pub fn freeze(&self) -> Option<CalendarDate> {
        self.freeze
    }
}

/// Days since 1 March of the year 0, counted so that the leap day comes last in its year.
pub(crate) fn day_number(date: CalendarDate) -> i32 {
    let (year, month, day) = date.parts();
    let (year, month) = if month <= 2 { (year - 1, i32::from(month) + 9) } else { (year, i32::from(month) - 3) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + i32::from(day)
}

/// The day so many days later.
pub(super) fn later_by(date: CalendarDate, days: u8) -> CalendarDate {
    let next = |date: CalendarDate| {
        let (year, month, day) = date.parts();
        let after = [(year, month, day + 1), (year, month + 1, 1), (year + 1, 1, 1)];
        // Past the last year a date can have, it stays.
        after.into_iter().find_map(|(year, month, day)| CalendarDate::new(year, month, day)).unwrap_or(date)
    };
    (0..days).fold(date, |date, _| next(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = None;
        let mut count = 0;
        for year in 1868..=2200 {
            for month in 1..=12 {
                for date in (1..=31).filter_map(|day| CalendarDate::new(year, month, day)) {
                    let number = day_number(date);
                    assert!(before.is_none_or(|before| number == before + 1), "{date}");
                    before = Some(number);
                    count += 1;
                }
            }
        }
        // 333 years with 81 leap days: every fourth year but 1900, 2100 and 2200.
        assert_eq!(count, 333 * 365 + 81);
    }

    #[test]
    fn so_many_days_later() {
        let day = |year, month, day| CalendarDate::new(year, month, day).unwrap();
        for (from, days) in
            [(day(2027, 12, 30), 3), (day(2028, 2, 28), 1), (day(2027, 2, 28), 255), (day(2026, 8, 5), 0)]
        {
            assert_eq!(day_number(later_by(from, days)) - day_number(from), i32::from(days), "{from}");
        }
    }
}
