//! Sheet checks (シートの点検): what in a program's sheet should be looked at again, E1–E14 of methods §6.4.
//!
//! A check is advice and never a judgement of the program. It looks at plain text with word lists, so it errs: how often is
//! written in `docs/concepts/sheet-checks.md`. What a form does not ask for is not held against who filled it in: the
//! verdict is then [`Verdict::CannotTell`]. [`checked_review`] and [`checked_program`] make what is checked of the city's own
//! review sheet and of a sheet of the inventory, each with what its form asks for.

mod catalogue;
mod forms;
mod indicator_rules;
mod sheet_rules;
mod text;

pub use catalogue::Check;
pub use forms::{ProgramFacts, checked_program, checked_review};

use fiscal::{FiscalYear, Quantity, Yen};

use crate::kpi::{Direction, Level, YearValue};
use crate::parameters::sheet_checks::SheetCheckParameters;
use crate::plan::Text;

/// What the checks look at (点検の対象); empty texts are blank fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSheet {
    /// The year the sheet is written in (記入の年度).
    pub year: FiscalYear,
    /// The program's name.
    pub name: String,
    /// What it is for (目的).
    pub purpose: String,
    /// What is done (手段・概要).
    pub means: String,
    /// The last year of the program, if it has one (終了年度).
    pub ends: Option<FiscalYear>,
    /// Indicators of every level.
    pub indicators: Vec<CheckedIndicator>,
    /// Why there is only one stage of outcome (複数段階で設定できない理由).
    pub one_stage_reason: String,
    /// What else moves the outcome (外部要因).
    pub outside_factors: String,
    /// Money by year.
    pub budgets: Vec<YearBudget>,
    /// What the form asks for at all.
    pub asked: Asked,
}

/// An indicator as the checks look at it (指標).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedIndicator {
    /// Where it stands between means and end.
    pub level: Level,
    /// What is to be reached, in words (成果目標).
    pub goal: String,
    /// Name (指標名).
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Which way is good, where the form says so; otherwise it is guessed from the words.
    pub direction: Option<Direction>,
    /// True when the goal is in words only (定性的).
    pub is_qualitative: bool,
    /// Value before the work began.
    pub baseline: Option<YearValue>,
    /// The last target's value.
    pub target: Option<Quantity>,
    /// The last target's year.
    pub target_year: Option<FiscalYear>,
    /// Targets and actuals by year, in order.
    pub years: Vec<IndicatorYear>,
    /// Statistics or records the values are from (出典).
    pub source: String,
    /// Why this indicator, or why in words only (理由).
    pub reason: String,
}

/// An indicator's values of a year (年度の値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorYear {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The target set for it.
    pub target: Option<Quantity>,
    /// What was measured.
    pub actual: Option<Quantity>,
}

/// Money of a year (年度の予算).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearBudget {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The initial budget (当初予算).
    pub initial: Option<Yen>,
    /// All that could be spent (予算現額).
    pub available: Option<Yen>,
    /// What was spent (執行額).
    pub executed: Option<Yen>,
    /// What was asked for (要求額).
    pub requested: Option<Yen>,
}

/// What the form asks for (様式にある欄).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Indicators of output (アウトプット).
    pub outputs: bool,
    /// The stage of each outcome (アウトカムの段階).
    pub stages: bool,
    /// Why there is only one stage (複数段階で設定できない理由).
    pub stage_reasons: bool,
    /// By when a target is to be reached (目標年度).
    pub target_years: bool,
    /// Baselines (基準値).
    pub baselines: bool,
    /// Statistics the values are from (出典).
    pub sources: bool,
    /// Whether a goal is in numbers or in words, and why (定性的・理由).
    pub reasons: bool,
    /// What else moves the outcome (外部要因).
    pub outside_factors: bool,
}

/// What a check says of a sheet (点検の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to look at again.
    Fine,
    /// Something to look at again; at least one finding.
    Found(Vec<Finding>),
    /// The check cannot be made.
    CannotTell(Missing),
}

/// What a check lacks (点検できない理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The form has no such field.
    NotAsked,
    /// There is no outcome indicator.
    NoOutcome,
    /// There are no figures, or too few.
    NoFigures,
}

/// Something to look at again (指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which indicator of the sheet, from 0; none where it is about the sheet.
    pub indicator: Option<usize>,
    /// What triggered it, with the sheet's own words or figures.
    pub trigger: Text,
}

/// Makes every check, in order.
pub fn check_sheet(sheet: &CheckedSheet, parameters: &SheetCheckParameters) -> Vec<(Check, Verdict)> {
    let context = Context::new(sheet, parameters);
    Check::ALL.into_iter().map(|check| (check, context.verdict(check))).collect()
}

/// A sheet with what several checks need of it.
struct Context<'a> {
    sheet: &'a CheckedSheet,
    parameters: &'a SheetCheckParameters,
    /// Outcome indicators that say something, with their place among all.
    outcomes: Vec<(usize, &'a CheckedIndicator)>,
}

impl<'a> Context<'a> {
    fn new(sheet: &'a CheckedSheet, parameters: &'a SheetCheckParameters) -> Context<'a> {
        let is_set = |indicator: &CheckedIndicator| {
            let name = text::core(&indicator.name);
            !name.is_empty() && parameters.not_set.found_in(&name).is_none()
        };
        let is_outcome = |indicator: &CheckedIndicator| matches!(indicator.level, Level::Outcome(_));
        let outcomes = sheet.indicators.iter().enumerate();
        let outcomes = outcomes.filter(|(_, indicator)| is_outcome(indicator) && is_set(indicator)).collect();
        Context { sheet, parameters, outcomes }
    }

    fn verdict(&self, check: Check) -> Verdict {
        match check {
            Check::OutputAsOutcome => self.output_as_outcome(),
            Check::OneStage => self.one_stage(),
            Check::NoIntermediate => self.no_intermediate(),
            Check::SurveyAsOutcome => self.survey_as_outcome(),
            Check::EasyTarget => self.easy_target(),
            Check::TargetYear => self.target_year(),
            Check::NoSource => self.no_source(),
            Check::QualitativeWithoutReason => self.qualitative_without_reason(),
            Check::AlwaysExceeded => self.always_exceeded(),
            Check::UnrelatedIndicator => self.unrelated_indicator(),
            Check::TargetIgnoresBudget => self.target_ignores_budget(),
            Check::NoUnitCost => self.no_unit_cost(),
            Check::NoOutsideFactors => self.no_outside_factors(),
            Check::UnspentButMore => self.unspent_but_more(),
        }
    }

    /// One verdict of all outcome indicators.
    fn of_outcomes(&self, trigger: impl Fn(&CheckedIndicator) -> Option<Text>) -> Verdict {
        if self.outcomes.is_empty() {
            return Verdict::CannotTell(Missing::NoOutcome);
        }
        let findings = self.outcomes.iter().filter_map(|(index, indicator)| {
            trigger(indicator).map(|trigger| Finding { indicator: Some(*index), trigger })
        });
        Verdict::of(findings.collect())
    }
}

impl Verdict {
    fn of(findings: Vec<Finding>) -> Verdict {
        if findings.is_empty() { Verdict::Fine } else { Verdict::Found(findings) }
    }

    /// A finding about the whole sheet, if there is a trigger.
    fn of_sheet(trigger: Option<Text>) -> Verdict {
        Verdict::of(trigger.into_iter().map(|trigger| Finding { indicator: None, trigger }).collect())
    }

    /// The findings; none where the check cannot be made.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Verdict::Found(findings) => findings,
            Verdict::Fine | Verdict::CannotTell(_) => &[],
        }
    }
}

impl Missing {
    /// The reason on Japanese pages.
    pub fn label_ja(self) -> &'static str {
        match self {
            Missing::NotAsked => "この様式に欄がありません",
            Missing::NoOutcome => "成果指標がありません",
            Missing::NoFigures => "比べる数字がそろっていません",
        }
    }

    /// The reason on English pages.
    pub fn label_en(self) -> &'static str {
        match self {
            Missing::NotAsked => "the form does not ask for it",
            Missing::NoOutcome => "there is no outcome indicator",
            Missing::NoFigures => "the figures to compare are missing",
        }
    }
}
