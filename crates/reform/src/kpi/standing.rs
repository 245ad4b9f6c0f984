//! Standing (進捗の状況): a year's value against its target and against the straight path from baseline to target.

use fiscal::{FiscalYear, Quantity};

use super::{DecreaseRule, Direction, Kpi, Rate, Ratio, Unknown, YearValue, attainment};

/// Where an indicator stands in a year (ある年度の状況).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The year.
    pub year: FiscalYear,
    /// The value reached; of sums, all that was added so far.
    pub actual: Rate,
    /// The target the simple rate is of: the year's own, or else the last one.
    pub target: Option<YearValue>,
    /// The simple rate (単純達成率).
    pub simple: Rate,
    /// Progress from the baseline to the last target (進捗率).
    pub progress: Rate,
    /// The value of this year on the straight path (期待値).
    pub expected: Rate,
    /// What was made of what was expected by now (期待に対する進み具合).
    pub pace: Rate,
    /// What the pace is called; none where it cannot be told.
    pub status: Option<Status>,
}

/// What a pace is called (進捗の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 順調.
    OnTrack,
    /// 概ね順調.
    Mostly,
    /// やや遅れ.
    SomewhatBehind,
    /// 遅れ.
    Behind,
}

/// The least pace of each status but the last (進捗の区分の境): 1 is "as expected".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRule {
    /// On track from here.
    pub on_track: Ratio,
    /// Mostly on track from here.
    pub mostly: Ratio,
    /// Somewhat behind from here; below it, behind.
    pub somewhat_behind: Ratio,
}

impl Kpi {
    /// Where it stands in a year.
    pub fn standing(&self, year: FiscalYear, decrease: DecreaseRule, rule: &StatusRule) -> Standing {
        let actual = self.value_in(year);
        let target = self.target_for(year);
        let target_value = |target: Option<YearValue>| match (self.direction, target) {
            // Of a range the bounds are the target.
            (Direction::Range { low, .. }, _) => Ok(low),
            (_, target) => target.map(|target| target.value).ok_or(Unknown::TargetMissing),
        };
        let baseline = self.baseline.map(|baseline| baseline.value).ok_or(Unknown::BaselineMissing);
        let simple =
            actual.and_then(|actual| attainment::simple(self.direction, target_value(target)?, actual, decrease));
        let progress = actual.and_then(|actual| match self.direction {
            Direction::Maintain { .. } => Err(Unknown::NotAboutProgress),
            direction => attainment::progress(direction, baseline?, target_value(self.target)?, actual),
        });
        let pace = self.pace_of(year, simple, progress);
        let status = pace.ok().map(|pace| rule.status(pace));
        Standing { year, actual, target, simple, progress, expected: self.expected_in(year), pace, status }
    }

    /// The value of a year on the straight path; what is to stay is expected at its target throughout.
    fn expected_in(&self, year: FiscalYear) -> Rate {
        let target = self.target.ok_or(Unknown::TargetMissing)?;
        match self.direction {
            Direction::Increase | Direction::Decrease => {
                expected_value(self.baseline.ok_or(Unknown::BaselineMissing)?, target, year)
            }
            Direction::Maintain { .. } => Ratio::of(target.value).ok_or(Unknown::TooLarge),
            // A range has no single value to expect.
            Direction::Range { .. } => Err(Unknown::NotAboutProgress),
        }
    }

    fn pace_of(&self, year: FiscalYear, simple: Rate, progress: Rate) -> Rate {
        match (self.direction, progress) {
            (Direction::Maintain { .. }, _) => simple,
            // Within bounds from the start: it only has to stay there.
            (Direction::Range { .. }, Err(Unknown::BaselineIsTarget)) => simple,
            (_, progress) => {
                let from = self.baseline.ok_or(Unknown::BaselineMissing)?.year;
                pace(progress?, from, self.target.ok_or(Unknown::TargetMissing)?.year, year)
            }
        }
    }
}

/// The value on the straight line from baseline to target; from the target's year on, the target.
///
/// # Errors
/// Before the baseline's year, and where the target's year is not after it.
pub fn expected_value(baseline: YearValue, target: YearValue, year: FiscalYear) -> Rate {
    let part = part_of_time(baseline.year, target.year, year)?;
    let exact = |quantity: Quantity| Ratio::of(quantity).ok_or(Unknown::TooLarge);
    let (from, to) = (exact(baseline.value)?, exact(target.value)?);
    let way = to.minus(from).and_then(|way| way.times(part)).ok_or(Unknown::TooLarge)?;
    from.plus(way).ok_or(Unknown::TooLarge)
}

/// The progress made of the progress to be expected by a year.
///
/// # Errors
/// In the baseline's year and before, when nothing is to be expected yet.
pub fn pace(progress: Ratio, from: FiscalYear, to: FiscalYear, year: FiscalYear) -> Rate {
    let part = part_of_time(from, to, year)?;
    if part == Ratio::ZERO { Err(Unknown::NotUnderWay) } else { progress.divided_by(part).ok_or(Unknown::TooLarge) }
}

/// The part of the time from baseline to target that has gone by, at most all of it.
fn part_of_time(from: FiscalYear, to: FiscalYear, year: FiscalYear) -> Rate {
    let (gone, whole) = (i128::from(year.start() - from.start()), i128::from(to.start() - from.start()));
    if whole <= 0 || gone < 0 {
        return Err(Unknown::NotUnderWay);
    }
    Ratio::new(gone.min(whole), whole).ok_or(Unknown::TooLarge)
}

impl StatusRule {
    /// What a pace is called.
    pub fn status(&self, pace: Ratio) -> Status {
        match pace {
            pace if pace >= self.on_track => Status::OnTrack,
            pace if pace >= self.mostly => Status::Mostly,
            pace if pace >= self.somewhat_behind => Status::SomewhatBehind,
            _ => Status::Behind,
        }
    }
}

impl Status {
    /// The stable word for machines and files.
    pub fn word(self) -> &'static str {
        match self {
            Status::OnTrack => "on-track",
            Status::Mostly => "mostly-on-track",
            Status::SomewhatBehind => "somewhat-behind",
            Status::Behind => "behind",
        }
    }

    /// The word on Japanese pages.
    pub fn label_ja(self) -> &'static str {
        match self {
            Status::OnTrack => "順調",
            Status::Mostly => "概ね順調",
            Status::SomewhatBehind => "やや遅れ",
            Status::Behind => "遅れ",
        }
    }

    /// The word on English pages.
    pub fn label_en(self) -> &'static str {
        match self {
            Status::OnTrack => "on track",
            Status::Mostly => "mostly on track",
            Status::SomewhatBehind => "somewhat behind",
            Status::Behind => "behind",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::{Counting, Level, percent_text};
    use fiscal::proportion::Rounding;
    use proptest::prelude::*;

    fn at(year: i32, value: i64) -> YearValue {
        YearValue { year: FiscalYear::new(year).unwrap(), value: Quantity::whole(value) }
    }

    fn kpi(direction: Direction, counting: Counting, actuals: &[(i32, i64)]) -> Kpi {
        Kpi {
            name: "利用者数".to_owned(),
            level: Level::Output,
            unit: "人".to_owned(),
            direction,
            counting,
            baseline: Some(at(2023, 0)),
            target: Some(at(2027, 100)),
            yearly_targets: vec![at(2024, 20)],
            actuals: actuals.iter().map(|(year, value)| at(*year, *value)).collect(),
            source: String::new(),
            is_proxy: false,
            decimals: 0,
        }
    }

    fn standing(kpi: &Kpi, year: i32) -> Standing {
        let ratio = |tenths| Ratio::new(tenths, 10).unwrap();
        let rule = StatusRule { on_track: ratio(10), mostly: ratio(8), somewhat_behind: ratio(5) };
        kpi.standing(FiscalYear::new(year).unwrap(), DecreaseRule::TargetByActual, &rule)
    }

    #[test]
    fn what_is_added_year_by_year_is_added_up() {
        let kpi = kpi(Direction::Increase, Counting::Added, &[(2024, 30), (2025, 25), (2027, 10)]);
        assert_eq!(percent_text(standing(&kpi, 2025).progress, 0), "55");
        assert_eq!(standing(&kpi, 2027).actual, Err(Unknown::ActualMissing), "2026 is missing");
        assert_eq!(standing(&kpi, 2023).actual, Err(Unknown::ActualMissing), "nothing was added yet");
        assert_eq!(percent_text(standing(&kpi, 2024).simple, 0), "150", "the year's own target is 20");
    }

    #[test]
    fn a_year_outside_the_path_has_no_pace() {
        let kpi = kpi(Direction::Increase, Counting::Annual, &[(2022, 5), (2023, 0), (2029, 90)]);
        assert_eq!(standing(&kpi, 2022).pace, Err(Unknown::NotUnderWay));
        assert_eq!(standing(&kpi, 2023).pace, Err(Unknown::NotUnderWay));
        let late = standing(&kpi, 2029);
        assert_eq!((percent_text(late.pace, 0).as_str(), late.status), ("90", Some(Status::Mostly)));
        assert_eq!(late.expected, Ok(Ratio::of(Quantity::whole(100)).unwrap()));
    }

    #[test]
    fn without_baseline_only_the_simple_rate_is_told() {
        let bare = Kpi { baseline: None, ..kpi(Direction::Increase, Counting::Annual, &[(2025, 50)]) };
        let told = standing(&bare, 2025);
        assert_eq!((percent_text(told.simple, 0).as_str(), told.progress), ("50", Err(Unknown::BaselineMissing)));
        assert_eq!((told.pace, told.status), (Err(Unknown::BaselineMissing), None));
        let aimless = Kpi { target: None, yearly_targets: vec![], ..bare };
        assert_eq!(standing(&aimless, 2025).simple, Err(Unknown::TargetMissing));
    }

    proptest! {
        #[test]
        fn who_walks_the_line_is_on_track(from in -1_000i64..1_000, step in 1i64..1_000, years in 1i32..30, gone in 1i32..40) {
            for direction in [Direction::Increase, Direction::Decrease] {
                let way = step * i64::from(years) * if direction == Direction::Increase { 1 } else { -1 };
                let (baseline, target) = (at(2000, from), at(2000 + years, from + way));
                let year = FiscalYear::new(2000 + gone).unwrap();
                let expected = expected_value(baseline, target, year).unwrap();
                let value = expected.rounded(0, Rounding::Nearest).unwrap();
                let walker = Kpi {
                    baseline: Some(baseline),
                    target: Some(target),
                    yearly_targets: vec![],
                    actuals: vec![YearValue { year, value }],
                    ..kpi(direction, Counting::Annual, &[])
                };
                let told = standing(&walker, 2000 + gone);
                prop_assert_eq!(told.pace, Ok(Ratio::ONE));
                prop_assert_eq!(told.status, Some(Status::OnTrack));
            }
        }
    }
}
