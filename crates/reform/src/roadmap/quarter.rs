//! Quarters and spans (四半期・期間): the grid a roadmap is drawn on. Q1 is April to June.

use fiscal::FiscalYear;
use fiscal::year::Era;

use crate::plan::CalendarDate;
use crate::workflow::day_number;

/// A quarter of a fiscal year (四半期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: FiscalYear,
    number: u8,
}

/// A span from the first day of a quarter to the last day of another or the same (期間).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    from: Quarter,
    to: Quarter,
}

/// Which end of a span a text names: a whole year is its first quarter at the beginning and its last at the end (端).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// はじめ.
    From,
    /// おわり.
    To,
}

impl Quarter {
    /// The quarter of a fiscal year, from 1 to 4.
    pub fn new(year: FiscalYear, number: u8) -> Option<Quarter> {
        (1..=4).contains(&number).then_some(Quarter { year, number })
    }

    /// The first quarter of a year.
    pub fn first_of(year: FiscalYear) -> Quarter {
        Quarter { year, number: 1 }
    }

    /// The last quarter of a year.
    pub fn last_of(year: FiscalYear) -> Quarter {
        Quarter { year, number: 4 }
    }

    /// The fiscal year.
    pub fn year(self) -> FiscalYear {
        self.year
    }

    /// Which of the year, from 1.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Quarters in their order, without gaps, as whole numbers: what is stored.
    pub fn index(self) -> i64 {
        i64::from(self.year.start()) * 4 + i64::from(self.number) - 1
    }

    /// The quarter of an [`index`](Quarter::index).
    pub fn from_index(index: i64) -> Option<Quarter> {
        let year = FiscalYear::new(i32::try_from(index.div_euclid(4)).ok()?).ok()?;
        Quarter::new(year, u8::try_from(index.rem_euclid(4) + 1).ok()?)
    }

    /// Reads `R6Q1`, `2024Q1`, and a year alone, `R6`, for the end that is meant.
    pub fn read(text: &str, edge: Edge) -> Option<Quarter> {
        let (year, number) = match text.trim().split_once(['Q', 'q']) {
            Some((year, number)) => (year, number.parse().ok()?),
            None if edge == Edge::From => (text.trim(), 1),
            None => (text.trim(), 4),
        };
        Quarter::new(read_year(year)?, number)
    }

    /// Every quarter from the first to the last.
    pub fn between(first: Quarter, last: Quarter) -> impl Iterator<Item = Quarter> {
        (first.index()..=last.index()).filter_map(Quarter::from_index)
    }

    /// Its first day.
    pub fn first_day(self) -> CalendarDate {
        let (year, month) = match self.number {
            4 => (self.year.start() + 1, 1),
            number => (self.year.start(), number * 3 + 1),
        };
        CalendarDate::new(year, month, 1).unwrap_or(CalendarDate::FIRST)
    }

    /// Its last day.
    pub fn last_day(self) -> CalendarDate {
        let (month, day) = [(6, 30), (9, 30), (12, 31), (3, 31)][usize::from(self.number - 1)];
        let year = if self.number == 4 { self.year.start() + 1 } else { self.year.start() };
        CalendarDate::new(year, month, day).unwrap_or(CalendarDate::FIRST)
    }

    /// The quarter a day lies in; `None` outside of the years the system knows.
    pub fn of_day(day: CalendarDate) -> Option<Quarter> {
        let (year, month, _) = day.parts();
        let (year, number) = if month <= 3 { (year - 1, 4) } else { (year, (month - 1) / 3) };
        Quarter::new(FiscalYear::new(year).ok()?, number)
    }

    /// As files and addresses write it: `R6Q1`.
    pub fn short(self) -> String {
        format!("{}Q{}", self.year.short(), self.number)
    }

    /// For people: `令和6年度 4〜6月`.
    pub fn label_ja(self) -> String {
        let months = ["4〜6月", "7〜9月", "10〜12月", "1〜3月"][usize::from(self.number - 1)];
        format!("{} {months}", self.year.japanese())
    }

    /// For people: `FY2024 Apr–Jun`.
    pub fn label_en(self) -> String {
        let months = ["Apr–Jun", "Jul–Sep", "Oct–Dec", "Jan–Mar"][usize::from(self.number - 1)];
        format!("{} {months}", self.year)
    }
}

impl Span {
    /// A span; `None` when it ends before it begins.
    pub fn new(from: Quarter, to: Quarter) -> Option<Span> {
        (from <= to).then_some(Span { from, to })
    }

    /// Its first quarter.
    pub fn from(self) -> Quarter {
        self.from
    }

    /// Its last quarter.
    pub fn to(self) -> Quarter {
        self.to
    }

    /// How many quarters it takes, at least one.
    pub fn quarters(self) -> i64 {
        self.to.index() - self.from.index() + 1
    }

    /// Whether two spans share a quarter.
    pub fn overlaps(self, other: Span) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Whether all of it lies within these years.
    pub fn is_within(self, years: (FiscalYear, FiscalYear)) -> bool {
        years.0 <= self.from.year && self.to.year <= years.1
    }

    /// How much of its days lies before the end of this day, in thousandths.
    pub fn elapsed_per_mille(self, today: CalendarDate) -> u32 {
        let (first, last) = (day_number(self.from.first_day()), day_number(self.to.last_day()));
        let all = i64::from(last - first + 1);
        let gone = i64::from(day_number(today) - first + 1).clamp(0, all);
        u32::try_from(gone * 1_000 / all).unwrap_or(0)
    }

    /// For people: `令和6年度 4〜6月から令和6年度末まで`, whole years in short: `令和6年度`, `令和6〜8年度`.
    pub fn label_ja(self) -> String {
        match (self.from.number, self.to.number) {
            (1, 4) if self.from.year == self.to.year => self.from.year.japanese(),
            (1, 4) => format!("{}から{}まで", self.from.year.japanese(), self.to.year.japanese()),
            _ if self.from == self.to => self.from.label_ja(),
            _ => format!("{}から{}まで", self.from.label_ja(), self.to.label_ja()),
        }
    }

    /// For people: `FY2024 Apr–Jun to FY2024 Jan–Mar`, whole years in short.
    pub fn label_en(self) -> String {
        match (self.from.number, self.to.number) {
            (1, 4) if self.from.year == self.to.year => self.from.year.to_string(),
            (1, 4) => format!("{} to {}", self.from.year, self.to.year),
            _ if self.from == self.to => self.from.label_en(),
            _ => format!("{} to {}", self.from.label_en(), self.to.label_en()),
        }
    }
}

/// `R6` or `2024`.
fn read_year(text: &str) -> Option<FiscalYear> {
    match text.parse::<i32>() {
        Ok(year) => FiscalYear::new(year).ok(),
        Err(_) => {
            let mut letters = text.chars();
            let era = Era::from_name(&letters.next()?.to_string())?;
            FiscalYear::from_era(era, letters.as_str().parse().ok()?).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quarter(text: &str) -> Quarter {
        Quarter::read(text, Edge::From).unwrap()
    }

    #[test]
    fn a_quarter_is_written_read_and_has_its_days() {
        let last = Quarter::read("R6", Edge::To).unwrap();
        assert_eq!((last, last.short()), (quarter("2024Q4"), "R6Q4".to_owned()));
        assert_eq!(
            (last.first_day().to_string(), last.last_day().to_string()),
            ("2025-01-01".into(), "2025-03-31".into())
        );
        assert_eq!(quarter("R6q1").first_day().to_string(), "2024-04-01");
        assert_eq!(quarter("R5Q2").last_day().to_string(), "2023-09-30");
        for text in ["", "R6Q0", "R6Q5", "R6Q", "Q1", "X6Q1", "R0", "令和6年度", "R6Q1Q2"] {
            assert_eq!(Quarter::read(text, Edge::From), None, "{text}");
        }
    }

    #[test]
    fn a_span_is_said_in_whole_years_where_it_is_one() {
        let span = |from: &str, to: &str| Span::new(quarter(from), Quarter::read(to, Edge::To).unwrap()).unwrap();
        assert_eq!(span("R6", "R6").label_ja(), "令和6年度");
        assert_eq!(span("R6", "R8").label_en(), "FY2024 to FY2026");
        assert_eq!(span("R6Q2", "R6Q2").label_ja(), "令和6年度 7〜9月");
        assert_eq!(span("R6Q2", "R7Q4").label_ja(), "令和6年度 7〜9月から令和7年度 1〜3月まで");
        assert_eq!(Span::new(quarter("R7Q1"), quarter("R6Q4")), None);
    }

    #[test]
    fn what_has_elapsed_counts_days() {
        let span = Span::new(quarter("R6Q1"), quarter("R6Q4")).unwrap();
        let elapsed = |day: &str| span.elapsed_per_mille(day.parse().unwrap());
        assert_eq!(elapsed("2024-03-31"), 0);
        // The first day of 365 is gone when it ends.
        assert_eq!(elapsed("2024-04-01"), 2);
        assert_eq!(elapsed("2024-09-30"), 183 * 1_000 / 365);
        assert_eq!((elapsed("2025-03-31"), elapsed("2031-01-01")), (1_000, 1_000));
    }

    proptest! {
        #[test]
        fn an_index_leads_back_to_its_quarter(index in 1868_i64 * 4..=2199 * 4 + 3) {
            let quarter = Quarter::from_index(index).unwrap();
            prop_assert_eq!(quarter.index(), index);
            prop_assert_eq!(Quarter::read(&format!("{}Q{}", quarter.year().start(), quarter.number()), Edge::To), Some(quarter));
            prop_assert!(quarter.first_day() < quarter.last_day());
            prop_assert_eq!(Quarter::of_day(quarter.first_day()), Some(quarter));
            prop_assert_eq!(Quarter::of_day(quarter.last_day()), Some(quarter));
            if let Some(next) = Quarter::from_index(index + 1).filter(|next| next.year().start() < 2200) {
                prop_assert_eq!(day_number(next.first_day()) - day_number(quarter.last_day()), 1);
            }
        }
    }
}
