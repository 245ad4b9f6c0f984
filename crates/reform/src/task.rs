//! Task (取組): what carries a decided option out, its states, and how what was predicted compares with what came.
//!
//! A prediction is compared only with a figure that somebody entered with its ground. Where there is none it is neither a
//! success nor a failure, and no rate counts it.

use std::cmp::Ordering;

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Quantity, Yen};

use crate::declare_kinds;
use crate::kpi::{Ratio, Way};
use crate::labels::labels;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

declare_kinds! {
    TASK_REASON_MISSING = "RF-590"
        "理由が書かれていません" "The reason is missing"
        "取りやめるときと、済んだものや取りやめたものを再開するときは、理由を書いてください"
        "Give a reason when a task is dropped, and when one that was done or dropped is taken up again";
    TASK_STATE_SAME = "RF-591"
        "すでにその状態です" "It is in that state already"
        "変えたい状態を選んでください" "Choose the state it should change to";
}

/// What kind of work carries an option out (取組の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// A budget request.
    Budget,
    /// An amendment of an ordinance.
    Ordinance,
    /// A policy of how the budget is carried out.
    Execution,
}

labels!(TaskKind {
    Budget = "budget", "予算要求", "budget request";
    Ordinance = "ordinance", "条例改正", "ordinance amendment";
    Execution = "execution", "執行方針", "execution policy";
});

/// How far a task has come (取組の状態).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskState {
    /// Not begun.
    Open,
    /// Being worked on.
    UnderWay,
    /// Done.
    Done,
    /// Given up, with a reason.
    Dropped,
}

labels!(TaskState {
    Open = "open", "未着手", "open";
    UnderWay = "under-way", "実施中", "under way";
    Done = "done", "完了", "done";
    Dropped = "dropped", "取りやめ", "dropped";
});

/// What a realised figure rests on (実績の根拠).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The settlement of the year.
    Settlement,
    /// Published statistics.
    Statistics,
    /// Records of the department.
    Records,
}

labels!(Ground {
    Settlement = "settlement", "決算", "settlement";
    Statistics = "statistics", "統計", "statistics";
    Records = "records", "業務記録", "records of the department";
});

/// What is predicted of an option (予測の対象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measured {
    /// General funds set free, whole yen of a year.
    GeneralFunds,
    /// Investment, whole yen of a year.
    Investment,
    /// A KPI of the analysis, by the number of its record.
    Kpi(i64),
}

/// A figure of a prediction or of what came (予測値・実績値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Whole yen.
    Money(Yen),
    /// Anything else.
    Number(Quantity),
}

/// A prediction of a year beside what came of it (予測と実績).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What was predicted.
    pub measured: Measured,
    /// The year.
    pub year: FiscalYear,
    /// The predicted figure.
    pub predicted: Value,
    /// What came; `None` until somebody entered it.
    pub realised: Option<Value>,
    /// Which way is good; of money that is set free, more is.
    pub way: Way,
}

/// Predictions against what came, over many options and years (予測の検証のまとめ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Predictions of years that are over.
    pub due: usize,
    /// Of these, those with a figure.
    pub known: usize,
    /// Of these, those that came as predicted or better.
    pub hits: usize,
    /// General funds of the years with a figure.
    pub general: Sums,
    /// Investment of the years with a figure.
    pub investment: Sums,
}

/// What was predicted and what came, of the same years (予測と実績の計).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Σ predicted.
    pub predicted: Yen,
    /// Σ realised.
    pub realised: Yen,
}

impl Measured {
    /// The stable word: `general-funds`, `investment`, `kpi:12`.
    pub fn word(self) -> String {
        match self {
            Measured::GeneralFunds => "general-funds".to_owned(),
            Measured::Investment => "investment".to_owned(),
            Measured::Kpi(number) => format!("kpi:{number}"),
        }
    }

    /// What this word means; `None` when it means nothing.
    pub fn from_word(word: &str) -> Option<Measured> {
        match word {
            "general-funds" => Some(Measured::GeneralFunds),
            "investment" => Some(Measured::Investment),
            _ => word.strip_prefix("kpi:")?.parse().ok().map(Measured::Kpi),
        }
    }
}

impl Followed {
    /// Whether it came as predicted or better; `None` where there is no figure, or the way has no better side.
    pub fn is_hit(&self) -> Option<bool> {
        let ordering = match (self.realised?, self.predicted) {
            (Value::Money(realised), Value::Money(predicted)) => realised.cmp(&predicted),
            (Value::Number(realised), Value::Number(predicted)) => Ratio::of(realised)?.cmp(&Ratio::of(predicted)?),
            _ => return None,
        };
        match self.way {
            Way::Increase | Way::Maintain => Some(ordering != Ordering::Less),
            Way::Decrease => Some(ordering != Ordering::Greater),
            Way::Range => None,
        }
    }
}

impl Summary {
    /// Adds a prediction; one of a year that is not over by `last_year` counts nothing.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn add(&mut self, followed: &Followed, last_year: FiscalYear) -> Result<(), MoneyOverflow> {
        if followed.year > last_year {
            return Ok(());
        }
        self.due += 1;
        if let Some(is_hit) = followed.is_hit() {
            self.known += 1;
            self.hits += usize::from(is_hit);
        }
        if let (Value::Money(predicted), Some(Value::Money(realised))) = (followed.predicted, followed.realised) {
            let sums = match followed.measured {
                Measured::GeneralFunds => &mut self.general,
                Measured::Investment => &mut self.investment,
                Measured::Kpi(_) => return Ok(()),
            };
            sums.predicted = sums.predicted.checked_add(predicted)?;
            sums.realised = sums.realised.checked_add(realised)?;
        }
        Ok(())
    }

    /// The share of predictions with a figure that came as predicted or better; `None` without a figure.
    pub fn hit_rate(&self) -> Option<Ratio> {
        Ratio::new(i128::try_from(self.hits).ok()?, i128::try_from(self.known).ok()?)
    }
}

impl Sums {
    /// How far the prediction was off: (realised − predicted) ÷ |predicted|; of money set free, below zero is too hopeful.
    /// `None` where nothing was predicted or nothing is known.
    pub fn bias(&self) -> Option<Ratio> {
        let predicted = i128::from(self.predicted.0);
        Ratio::new(i128::from(self.realised.0) - predicted, predicted.abs())
    }
}

/// Whether a task may go from one state to another.
///
/// # Errors
/// [`TASK_STATE_SAME`], or [`TASK_REASON_MISSING`] where a reason is asked for.
pub fn check_step(from: TaskState, to: TaskState, reason: &str) -> Result<(), &'static ProblemKind> {
    let is_closed = |state| matches!(state, TaskState::Done | TaskState::Dropped);
    if from == to {
        return Err(&TASK_STATE_SAME);
    }
    if (to == TaskState::Dropped || is_closed(from)) && reason.trim().is_empty() {
        return Err(&TASK_REASON_MISSING);
    }
    Ok(())
}

/// Whether a task is late: past its day and neither done nor dropped.
pub fn is_late(state: TaskState, due: Option<CalendarDate>, today: CalendarDate) -> bool {
    matches!(state, TaskState::Open | TaskState::UnderWay) && due.is_some_and(|due| due < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn year(start: i32) -> FiscalYear {
        FiscalYear::new(start).unwrap()
    }

    fn money(at: i32, predicted: i64, realised: Option<i64>) -> Followed {
        Followed {
            measured: Measured::GeneralFunds,
            year: year(at),
            predicted: Value::Money(Yen(predicted)),
            realised: realised.map(|yen| Value::Money(Yen(yen))),
            way: Way::Increase,
        }
    }

    #[test]
    fn a_reason_is_asked_for_where_work_is_given_up_or_taken_up_again() {
        use TaskState::{Done, Dropped, Open, UnderWay};
        let mut out = String::new();
        for from in TaskState::ALL {
            for to in TaskState::ALL {
                let code = |reason| check_step(*from, *to, reason).map_or_else(|kind| kind.code, |()| "ok");
                out.push_str(&format!("{} → {}: {} / {}\n", from.word(), to.word(), code(" "), code("理由")));
            }
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/task/steps.txt");
        expect_test::expect_file![path].assert_eq(&out);
        let today = "2026-11-22".parse().unwrap();
        let due = "2026-11-21".parse().ok();
        let late = [Open, UnderWay, Done, Dropped].map(|state| is_late(state, due, today));
        assert_eq!(late, [true, true, false, false]);
        assert!(!is_late(Open, Some(today), today) && !is_late(Open, None, today));
    }

    #[test]
    fn nothing_counts_as_success_without_a_figure() {
        let mut summary = Summary::default();
        for followed in
            [money(2024, 100, Some(120)), money(2025, 100, Some(60)), money(2025, 50, None), money(2027, 9, Some(9))]
        {
            summary.add(&followed, year(2025)).unwrap();
        }
        let general = Sums { predicted: Yen(200), realised: Yen(180) };
        assert_eq!(summary, Summary { due: 3, known: 2, hits: 1, general, investment: Sums::default() });
        assert_eq!((summary.hit_rate(), general.bias()), (Ratio::new(1, 2), Ratio::new(-1, 10)));
        assert_eq!((Summary::default().hit_rate(), Sums::default().bias()), (None, None));
    }

    #[test]
    fn a_kpi_is_judged_by_its_own_way() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let followed = |way, realised: &str| Followed {
            measured: Measured::Kpi(3),
            year: year(2025),
            predicted: number("12.5"),
            realised: Some(number(realised)),
            way,
        };
        let hit = |way, realised| followed(way, realised).is_hit();
        assert_eq!((hit(Way::Increase, "12.50"), hit(Way::Increase, "12.4")), (Some(true), Some(false)));
        assert_eq!((hit(Way::Decrease, "12"), hit(Way::Decrease, "13")), (Some(true), Some(false)));
        assert_eq!(hit(Way::Range, "12.5"), None);
        for measured in [Measured::GeneralFunds, Measured::Investment, Measured::Kpi(12)] {
            assert_eq!(Measured::from_word(&measured.word()), Some(measured));
        }
        assert_eq!((Measured::from_word("kpi:"), Measured::from_word("x")), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_not_known_changes_no_rate(
            known in prop::collection::vec((2020..2025, -1_000_000..1_000_000i64, -1_000_000..1_000_000i64), 0..20),
            unknown in prop::collection::vec((2020..2030, -1_000_000..1_000_000i64), 0..20),
        ) {
            let last = year(2025);
            let mut some = Summary::default();
            for (at, predicted, realised) in &known {
                some.add(&money(*at, *predicted, Some(*realised)), last).unwrap();
            }
            let mut all = some;
            for (at, predicted) in &unknown {
                all.add(&money(*at, *predicted, None), last).unwrap();
            }
            prop_assert_eq!((some.hit_rate(), some.general), (all.hit_rate(), all.general));
            prop_assert!(all.hits <= all.known && all.known <= all.due);
            let sum: i64 = known.iter().map(|(_, _, realised)| realised).sum();
            prop_assert_eq!(all.general.realised, Yen(sum));
        }
    }
}
