//! Initiatives (挑戦する市役所の取組): the themes of a city hall that keeps trying, what is done in each, by when, and what it is
//! measured by.
//!
//! Milestones are bars of a roadmap whose "cluster" is the initiative, so that the chart, the progress words and what counts as
//! late are those of the clusters. Indicators are those of [`crate::kpi`].

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Quantity};

use crate::declare_kinds;
use crate::kpi::{Counting, DecreaseRule, Direction, Kpi, Level, Standing, StatusRule, YearValue};
use crate::plan::{Basis, Source, Text};
use crate::problem::ProblemKind;
use crate::roadmap::{Bar, Roadmap, Urgency};

declare_kinds! {
    VALUE_UNREADABLE = "RF-760" "実績の値が数として読めません" "The value is not a number"
        "12.5 のように、数字だけを小数9桁までで書いてください" "Write digits only, such as 12.5, with at most nine decimals";
    VALUE_YEAR_NOT_OVER = "RF-761" "その年度の実績は記録できません" "The value of that year cannot be recorded"
        "基準年度から今年度までのどれかを選んでください" "Choose a year from the baseline's to the present one";
    VALUE_GROUND_MISSING = "RF-762" "実績の根拠が書かれていません" "What the value rests on is missing"
        "統計や記録の名前と場所を200文字までで書いてください" "Name the statistics or record and the place in it in at most 200 characters";
    VALUE_TOO_FAR = "RF-763" "割合が0から100の外です" "The share lies outside 0 to 100"
        "百分率で、0から100までの数を書いてください" "Write a percentage from 0 to 100";
}

/// The longest ground of a value, in characters.
pub const GROUND_CHARS_MAX: usize = 200;

/// The themes of a plan with everything in them (挑戦する市役所づくり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanInitiatives {
    /// The themes, in the plan's order.
    pub themes: Vec<Theme>,
    /// What is done, in the order of the file.
    pub initiatives: Vec<Initiative>,
    /// The milestones: bars whose `cluster` is the id of an initiative.
    pub milestones: Roadmap,
    /// What each initiative is measured by.
    pub kpis: Vec<InitiativeKpi>,
    /// What a reader should know about how this was put together.
    pub note: Option<Text>,
}

/// A theme (テーマ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Stable id.
    pub id: String,
    /// Its title, in plain words.
    pub title: Text,
    /// What it wants, in plain words.
    pub explanation: Text,
    /// Where the plan speaks of it.
    pub source: Source,
}

/// Something the city hall does to change itself (取組).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initiative {
    /// Stable id.
    pub id: String,
    /// The id of its [`Theme`].
    pub theme: String,
    /// Its name.
    pub name: Text,
    /// What is done, in plain words.
    pub explanation: Text,
    /// The department that answers for it, by name.
    pub department: Text,
    /// How it is known which department answers for it.
    pub department_basis: Basis,
    /// The id of the cluster whose analysis and roadmap belong to it, where there is one.
    pub cluster: Option<String>,
    /// Where the plan speaks of it.
    pub source: Source,
}

/// What an initiative is measured by (取組の指標).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitiativeKpi {
    /// Stable id.
    pub id: String,
    /// The id of its [`Initiative`].
    pub initiative: String,
    /// What is measured.
    pub name: Text,
    /// The unit.
    pub unit: Text,
    /// Which way is good.
    pub direction: Direction,
    /// How its bounds are known, where it is to be within bounds.
    pub bounds_basis: Basis,
    /// How the values of several years belong together.
    pub counting: Counting,
    /// How many decimals its values are shown with.
    pub decimals: u8,
    /// The value from before the work began.
    pub baseline: Option<StatedValue>,
    /// The value to be reached, and by when.
    pub target: Option<StatedValue>,
    /// Targets on the way.
    pub yearly_targets: Vec<StatedValue>,
    /// What the file says was measured.
    pub actuals: Vec<StatedValue>,
    /// Anything a reader should know about it.
    pub note: Option<Text>,
    /// Where the plan speaks of it.
    pub source: Source,
}

/// A value of a year and how it is known (根拠のある値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedValue {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The value.
    pub value: Quantity,
    /// How it is known.
    pub basis: Basis,
}

impl PlanInitiatives {
    /// The initiative with this id.
    pub fn initiative(&self, id: &str) -> Option<&Initiative> {
        self.initiatives.iter().find(|initiative| initiative.id == id)
    }

    /// The theme with this id.
    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// The indicator with this id.
    pub fn kpi(&self, id: &str) -> Option<&InitiativeKpi> {
        self.kpis.iter().find(|kpi| kpi.id == id)
    }

    /// The initiatives of a theme, in order.
    pub fn of_theme<'a>(&'a self, theme: &'a str) -> impl Iterator<Item = &'a Initiative> {
        self.initiatives.iter().filter(move |initiative| initiative.theme == theme)
    }

    /// What an initiative is measured by, in order.
    pub fn kpis_of<'a>(&'a self, initiative: &'a str) -> impl Iterator<Item = &'a InitiativeKpi> {
        self.kpis.iter().filter(move |kpi| kpi.initiative == initiative)
    }

    /// The milestones of an initiative, in their order.
    pub fn milestones_of<'a>(&'a self, initiative: &'a str) -> impl Iterator<Item = &'a Bar> {
        self.milestones.bars_of(initiative)
    }
}

impl InitiativeKpi {
    /// What was measured, by year: the file's values, with those recorded since in their place (実績).
    pub fn values(&self, recorded: &BTreeMap<FiscalYear, StatedValue>) -> Vec<StatedValue> {
        let mut values: BTreeMap<FiscalYear, StatedValue> =
            self.actuals.iter().map(|actual| (actual.year, *actual)).collect();
        values.extend(recorded.iter().map(|(year, value)| (*year, *value)));
        values.into_values().collect()
    }

    /// The indicator as the engine of the clusters and programs knows it; the baseline's own year counts as measured.
    pub fn to_kpi(&self, recorded: &BTreeMap<FiscalYear, StatedValue>) -> Kpi {
        let plain = |value: StatedValue| YearValue { year: value.year, value: value.value };
        Kpi {
            name: self.name.ja.clone(),
            level: Level::Outcome(None),
            unit: self.unit.ja.clone(),
            direction: self.direction,
            counting: self.counting,
            baseline: self.baseline.map(plain),
            target: self.target.map(plain),
            yearly_targets: self.yearly_targets.iter().copied().map(plain).collect(),
            actuals: self.values(recorded).into_iter().map(plain).collect(),
            source: self.source.to_string(),
            is_proxy: false,
            decimals: self.decimals,
        }
    }

    /// How it stands in the last year that has a value; `None` where nothing was measured.
    pub fn standing(
        &self,
        recorded: &BTreeMap<FiscalYear, StatedValue>,
        decrease: DecreaseRule,
        rule: &StatusRule,
    ) -> Option<Standing> {
        let kpi = self.to_kpi(recorded);
        let last = kpi.actuals.iter().map(|actual| actual.year).max()?;
        Some(kpi.standing(last, decrease, rule))
    }

    /// The years a value can be recorded for: from the baseline's to the present one, at most ten.
    pub fn years_to_record(&self, present: FiscalYear) -> Vec<FiscalYear> {
        let first = self.baseline.map_or(present.start() - 3, |baseline| baseline.year.start());
        (first.max(present.start() - 9)..=present.start()).rev().filter_map(|year| FiscalYear::new(year).ok()).collect()
    }

    /// Checks a value that somebody wants to record.
    ///
    /// # Errors
    /// Each kind that applies: what was typed is no number, a share outside 0 to 100, a year that cannot be, no ground.
    pub fn check_value(
        &self,
        typed: &str,
        year: Option<FiscalYear>,
        ground: &str,
        present: FiscalYear,
    ) -> Result<(FiscalYear, Quantity), Vec<&'static ProblemKind>> {
        let mut faults: Vec<&'static ProblemKind> = Vec::new();
        let value: Option<Quantity> = typed.trim().parse().ok();
        match value {
            None => faults.push(&VALUE_UNREADABLE),
            Some(value) if self.unit.ja == "%" && !is_share(value) => faults.push(&VALUE_TOO_FAR),
            Some(_) => {}
        }
        let year = year.filter(|year| self.years_to_record(present).contains(year));
        if year.is_none() {
            faults.push(&VALUE_YEAR_NOT_OVER);
        }
        if ground.trim().is_empty() || ground.trim().chars().count() > GROUND_CHARS_MAX {
            faults.push(&VALUE_GROUND_MISSING);
        }
        match (year, value) {
            (Some(year), Some(value)) if faults.is_empty() => Ok((year, value)),
            _ => Err(faults),
        }
    }
}

/// The most urgent of an initiative's milestones, which tells where it stands in a list; finished when it has none left.
pub fn urgency_of(standings: impl IntoIterator<Item = Urgency>) -> Urgency {
    standings.into_iter().min().unwrap_or(Urgency::ToCome)
}

fn is_share(value: Quantity) -> bool {
    use crate::kpi::Ratio;
    let hundred = Ratio::of(Quantity::whole(100));
    Ratio::of(value).is_some_and(|value| value >= Ratio::ZERO && Some(value) <= hundred)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Status;

    fn year(start: i32) -> FiscalYear {
        FiscalYear::new(start).unwrap()
    }

    fn stated(at: i32, value: &str) -> StatedValue {
        StatedValue { year: year(at), value: value.parse().unwrap(), basis: Basis::Illustrative }
    }

    fn kpi(direction: Direction, baseline: &str, target: Option<&str>, actuals: &[(i32, &str)]) -> InitiativeKpi {
        InitiativeKpi {
            id: "paper".into(),
            initiative: "paperless".into(),
            name: Text::japanese("紙の使用量"),
            unit: Text::japanese("%"),
            direction,
            bounds_basis: Basis::Published,
            counting: Counting::Annual,
            decimals: 0,
            baseline: Some(stated(2023, baseline)),
            target: target.map(|target| stated(2026, target)),
            yearly_targets: Vec::new(),
            actuals: actuals.iter().map(|(at, value)| stated(*at, value)).collect(),
            note: None,
            source: Source::default(),
        }
    }

    fn rule() -> StatusRule {
        let part = |of: i128| crate::kpi::Ratio::new(of, 100).unwrap();
        StatusRule { on_track: part(100), mostly: part(80), somewhat_behind: part(60) }
    }

    #[test]
    fn what_is_recorded_takes_the_place_of_the_files_value_and_moves_the_standing() {
        let paper = kpi(Direction::Decrease, "100", Some("50"), &[(2024, "86"), (2025, "90")]);
        let standing =
            |recorded: &BTreeMap<_, _>| paper.standing(recorded, DecreaseRule::TargetByActual, &rule()).unwrap();
        let before = standing(&BTreeMap::new());
        assert_eq!((before.year, before.status), (year(2025), Some(Status::Behind)));
        let recorded = BTreeMap::from([(year(2025), stated(2025, "66"))]);
        let after = standing(&recorded);
        // 34 of 50 after two of three years.
        assert_eq!(after.progress, Ok(crate::kpi::Ratio::new(34, 50).unwrap()));
        assert_eq!(after.status, Some(Status::OnTrack));
        assert_eq!(paper.values(&recorded).len(), 2);
    }

    #[test]
    fn a_band_is_held_and_not_approached() {
        let (low, high) = ("70".parse().unwrap(), "79.9".parse().unwrap());
        let staff = kpi(Direction::Range { low, high }, "78.2", None, &[(2024, "77.6")]);
        let standing =
            |kpi: &InitiativeKpi| kpi.standing(&BTreeMap::new(), DecreaseRule::TargetByActual, &rule()).unwrap();
        assert_eq!(standing(&staff).status, Some(Status::OnTrack));
        let out = InitiativeKpi { actuals: vec![stated(2024, "160")], ..staff };
        assert_eq!(standing(&out).status, Some(Status::Behind));
    }

    #[test]
    fn everything_wrong_with_a_value_is_told() {
        let paper = kpi(Direction::Decrease, "100", Some("50"), &[]);
        let codes = |typed, at: i32, ground: &str| {
            let faults = paper.check_value(typed, Some(year(at)), ground, year(2026)).err().unwrap_or_default();
            faults.iter().map(|kind| kind.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("半分", 2027, " "), ["RF-760", "RF-761", "RF-762"]);
        assert_eq!(codes("101", 2026, &"あ".repeat(201)), ["RF-763", "RF-762"]);
        assert_eq!(codes("-1", 2022, "記録"), ["RF-763", "RF-761"]);
        assert_eq!(codes("49.5", 2026, "文書課の集計"), Vec::<&str>::new());
        assert_eq!(paper.years_to_record(year(2026)).len(), 4);
    }

    #[test]
    fn the_most_urgent_milestone_speaks_for_the_initiative() {
        use Urgency::{Finished, Late, ToCome, UnderWay};
        assert_eq!(urgency_of([Finished, Late, UnderWay]), Late);
        assert_eq!(urgency_of([Finished, Finished]), Finished);
        assert_eq!(urgency_of([]), ToCome);
    }
}
