//! KPI (重要業績評価指標): what an indicator wants, what came of it, and how the two compare.
//!
//! Every rate is an exact [`Ratio`]; it is rounded only to be shown. What cannot be told has its reason, [`Unknown`], and is
//! shown as `−`, never as zero. Rules: methods §6.1.

mod attainment;
mod grade;
mod ratio;
mod standing;

pub use attainment::{DecreaseRule, progress, simple};
pub use grade::{ComparedGrade, ComparedGrades, GradeBand, GradeTable, Measure};
pub use ratio::Ratio;
pub use standing::{Standing, Status, StatusRule, expected_value, pace};

use fiscal::proportion::Rounding;
use fiscal::{FiscalYear, Quantity};

use crate::labels::labels;

/// An indicator of a program with what it wants and what came of it (KPI).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// Name (指標名).
    pub name: String,
    /// Where it stands between means and end.
    pub level: Level,
    /// Unit as the sheet writes it (単位); empty if it has none.
    pub unit: String,
    /// Which way is good.
    pub direction: Direction,
    /// How the values of several years belong together.
    pub counting: Counting,
    /// Value before the work began, and its year (基準値).
    pub baseline: Option<YearValue>,
    /// Value to be reached, and by when (目標値); of a range only the year counts.
    pub target: Option<YearValue>,
    /// Targets of single years on the way (年度別目標値); of sums the sum to that year.
    pub yearly_targets: Vec<YearValue>,
    /// What was measured, by year (実績値); a year without a value is not there.
    pub actuals: Vec<YearValue>,
    /// Statistics or records the values are from (出典).
    pub source: String,
    /// True when it stands in for what cannot be measured (代替指標).
    pub is_proxy: bool,
    /// How many decimals its values are shown with.
    pub decimals: u8,
}

/// A value of a year (年度の値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearValue {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The value.
    pub value: Quantity,
}

/// Where an indicator stands between means and end (指標の段階).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// インプット: what is put in.
    Input,
    /// アクティビティ: what is done.
    Activity,
    /// アウトプット: what is handed out.
    Output,
    /// アウトカム: what changes; without a stage where the form does not ask for it.
    Outcome(Option<Stage>),
}

/// How far from the work a change lies (アウトカムの段階).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 初期（短期）.
    Initial,
    /// 中間（中期）.
    Intermediate,
    /// 最終（長期）.
    Final,
}

/// Which way is good (目指す方向).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better (増やす).
    Increase,
    /// Less is better (減らす).
    Decrease,
    /// To stay (維持する): at the target or above it, or no further from it than the tolerance.
    Maintain {
        /// How far from the target is too far; none means "at the target or above".
        tolerance: Option<Quantity>,
    },
    /// To be within bounds, these included (範囲に収める). "At most" is a range too.
    Range {
        /// The lowest good value.
        low: Quantity,
        /// The highest good value.
        high: Quantity,
    },
}

/// How the values of several years belong together (単年度か累計か).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counting {
    /// Each year for itself (単年度).
    Annual,
    /// Each value is the total so far (累計で記入).
    RunningTotal,
    /// Each value is what the year added; they are added up from the year after the baseline (年度の値を積み上げる).
    Added,
}

labels!(Counting {
    Annual = "annual", "年度ごとの値", "each year for itself";
    RunningTotal = "running-total", "累計の値", "total so far";
    Added = "added", "年度の値を積み上げる", "yearly values added up";
});

/// Which way is good, without the numbers that go with it (目指す方向の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// To stay.
    Maintain,
    /// To be within bounds.
    Range,
}

labels!(Way {
    Increase = "increase", "増やす", "to grow";
    Decrease = "decrease", "減らす", "to fall";
    Maintain = "maintain", "維持する", "to stay";
    Range = "range", "範囲に収める", "to be within bounds";
});

/// Why a rate cannot be told (算定できない理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// No value was measured.
    ActualMissing,
    /// There is no target.
    TargetMissing,
    /// There is no value from before the work began.
    BaselineMissing,
    /// A target of zero has no simple rate; progress tells more.
    TargetIsZero,
    /// A simple rate of values at or below zero says nothing.
    NotPositive,
    /// The baseline is the target: there is no way to measure progress on.
    BaselineIsTarget,
    /// The target lies on the bad side of the baseline.
    TargetAgainstDirection,
    /// It does not apply to an indicator that is to stay or to be within bounds.
    NotAboutProgress,
    /// The year is not after the baseline's, or the target's is not.
    NotUnderWay,
    /// The numbers are too large to be reckoned with exactly.
    TooLarge,
}

/// A rate, or why there is none.
pub type Rate = Result<Ratio, Unknown>;

/// What is shown where nothing can be told.
pub const NOTHING: &str = "−";

/// A rate as pages show it: `117.6`, in percent, or `−`.
pub fn percent_text(rate: Rate, decimals: u8) -> String {
    let percent = rate.ok().and_then(|rate| rate.percent(decimals, Rounding::Nearest));
    percent.map_or_else(|| NOTHING.to_owned(), |percent| percent.to_string())
}

impl Kpi {
    /// The value reached in a year; of sums, all that was added since the baseline.
    ///
    /// # Errors
    /// [`Unknown::ActualMissing`] when the year, or a year to be added, has no value.
    pub fn value_in(&self, year: FiscalYear) -> Result<Ratio, Unknown> {
        let measured = |year: i32| {
            let found = self.actuals.iter().find(|actual| actual.year.start() == year);
            found.ok_or(Unknown::ActualMissing).and_then(|found| Ratio::of(found.value).ok_or(Unknown::TooLarge))
        };
        if self.counting != Counting::Added {
            return measured(year.start());
        }
        let first_measured = || self.actuals.iter().map(|actual| actual.year.start()).min();
        let (first, mut total) = match self.baseline {
            Some(baseline) => (baseline.year.start() + 1, Ratio::of(baseline.value).ok_or(Unknown::TooLarge)?),
            None => (first_measured().ok_or(Unknown::ActualMissing)?, Ratio::ZERO),
        };
        if year.start() < first {
            return Err(Unknown::ActualMissing);
        }
        for added in first..=year.start() {
            total = total.plus(measured(added)?).ok_or(Unknown::TooLarge)?;
        }
        Ok(total)
    }

    /// The target a year is measured by: its own, or else the last one.
    pub fn target_for(&self, year: FiscalYear) -> Option<YearValue> {
        self.yearly_targets.iter().find(|target| target.year == year).copied().or(self.target)
    }
}

impl Direction {
    /// Which way it is.
    pub fn way(self) -> Way {
        match self {
            Direction::Increase => Way::Increase,
            Direction::Decrease => Way::Decrease,
            Direction::Maintain { .. } => Way::Maintain,
            Direction::Range { .. } => Way::Range,
        }
    }
}

impl Level {
    /// Every level as its word and its two labels, from means to end.
    pub const CHOICES: &'static [(&'static str, &'static str, &'static str)] = &[
        ("input", "インプット", "input"),
        ("activity", "活動", "activity"),
        ("output", "アウトプット", "output"),
        ("outcome", "アウトカム", "outcome"),
        ("outcome-initial", "初期アウトカム", "initial outcome"),
        ("outcome-intermediate", "中間アウトカム", "intermediate outcome"),
        ("outcome-final", "最終アウトカム", "final outcome"),
    ];

    /// Every level with every stage, from means to end.
    pub const ALL: [Level; 7] = [
        Level::Input,
        Level::Activity,
        Level::Output,
        Level::Outcome(None),
        Level::Outcome(Some(Stage::Initial)),
        Level::Outcome(Some(Stage::Intermediate)),
        Level::Outcome(Some(Stage::Final)),
    ];

    /// The stable word for machines and files, with the Japanese and the English label.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        Level::CHOICES[match self {
            Level::Input => 0,
            Level::Activity => 1,
            Level::Output => 2,
            Level::Outcome(None) => 3,
            Level::Outcome(Some(Stage::Initial)) => 4,
            Level::Outcome(Some(Stage::Intermediate)) => 5,
            Level::Outcome(Some(Stage::Final)) => 6,
        }]
    }

    /// The stable word for machines and files.
    pub fn word(self) -> &'static str {
        self.words().0
    }

    /// The level with this stable word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The word on Japanese pages.
    pub fn label_ja(self) -> &'static str {
        self.words().1
    }

    /// The word on English pages.
    pub fn label_en(self) -> &'static str {
        self.words().2
    }
}

impl Unknown {
    /// Every reason.
    pub const ALL: [Unknown; 10] = [
        Unknown::ActualMissing,
        Unknown::TargetMissing,
        Unknown::BaselineMissing,
        Unknown::TargetIsZero,
        Unknown::NotPositive,
        Unknown::BaselineIsTarget,
        Unknown::TargetAgainstDirection,
        Unknown::NotAboutProgress,
        Unknown::NotUnderWay,
        Unknown::TooLarge,
    ];

    /// The reason on Japanese pages.
    pub fn label_ja(self) -> &'static str {
        match self {
            Unknown::ActualMissing => "実績がありません",
            Unknown::TargetMissing => "目標がありません",
            Unknown::BaselineMissing => "基準値がありません",
            Unknown::TargetIsZero => "目標が0のため単純な達成率は出ません",
            Unknown::NotPositive => "0以下の値では単純な達成率は出ません",
            Unknown::BaselineIsTarget => "基準値と目標が同じため進捗は出ません",
            Unknown::TargetAgainstDirection => "目標が基準値より悪い側にあります",
            Unknown::NotAboutProgress => "維持する指標・範囲に収める指標では出ません",
            Unknown::NotUnderWay => "基準年度より後、目標年度までの間にありません",
            Unknown::TooLarge => "値が大きすぎて計算できません",
        }
    }

    /// The reason on English pages.
    pub fn label_en(self) -> &'static str {
        match self {
            Unknown::ActualMissing => "nothing was measured",
            Unknown::TargetMissing => "there is no target",
            Unknown::BaselineMissing => "there is no baseline",
            Unknown::TargetIsZero => "a target of zero has no simple rate",
            Unknown::NotPositive => "values at or below zero have no simple rate",
            Unknown::BaselineIsTarget => "baseline and target are the same, so there is no progress to measure",
            Unknown::TargetAgainstDirection => "the target is worse than the baseline",
            Unknown::NotAboutProgress => "does not apply to what is to stay or to be within bounds",
            Unknown::NotUnderWay => "the year is not between baseline and target",
            Unknown::TooLarge => "the values are too large to be reckoned with",
        }
    }
}
