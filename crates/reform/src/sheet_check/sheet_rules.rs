//! Checks of the sheet as a whole (シート全体の点検).

use fiscal::Yen;
use fiscal::proportion::Rounding;

use super::text::{both, shown};
use super::{CheckedIndicator, Context, Finding, Missing, Verdict, YearBudget};
use crate::kpi::{Direction, Level, Ratio, Stage, percent_text};
use crate::plan::Text;

impl Context<'_> {
    /// E2.
    pub(super) fn one_stage(&self) -> Verdict {
        if !self.sheet.asked.stage_reasons {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        self.of_stages(|stages| {
            let is_bare = stages.len() == 1 && self.sheet.one_stage_reason.trim().is_empty();
            let only = Level::Outcome(stages.first().copied());
            let (ja, en) = (only.label_ja(), only.label_en());
            is_bare.then(|| both(format!("{ja}だけで、理由がない"), format!("only {en}, and no reason")))
        })
    }

    /// E3.
    pub(super) fn no_intermediate(&self) -> Verdict {
        self.of_stages(|stages| {
            let is_leap = stages.contains(&Stage::Initial)
                && stages.contains(&Stage::Final)
                && !stages.contains(&Stage::Intermediate);
            is_leap.then(|| both("初期から最終へ".to_owned(), "from initial to final".to_owned()))
        })
    }

    fn of_stages(&self, trigger: impl Fn(&[Stage]) -> Option<Text>) -> Verdict {
        if !self.sheet.asked.stages {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        let of_indicator = |indicator: &CheckedIndicator| match indicator.level {
            Level::Outcome(stage) => stage,
            _ => None,
        };
        let mut stages: Vec<Stage> = self.outcomes.iter().filter_map(|(_, outcome)| of_indicator(outcome)).collect();
        stages.sort_unstable();
        stages.dedup();
        if stages.is_empty() {
            return Verdict::CannotTell(Missing::NoOutcome);
        }
        Verdict::of_sheet(trigger(&stages))
    }

    /// E11: the last two years that have a target. Where a share, all there are, or no change is wanted, money does not move
    /// the target.
    pub(super) fn target_ignores_budget(&self) -> Verdict {
        let initial = |year: i32| {
            let found = self.sheet.budgets.iter().find(|budget| budget.year.start() == year)?;
            found.initial.filter(|amount| *amount > Yen::ZERO)
        };
        let mut judged = false;
        let mut findings = Vec::new();
        for (index, indicator) in self.sheet.indicators.iter().enumerate() {
            let must_only_stay =
                matches!(self.direction(indicator), Direction::Maintain { .. } | Direction::Range { .. });
            if self.is_share(indicator) || self.is_of_all(indicator) || must_only_stay {
                continue;
            }
            let targets: Vec<_> = indicator.years.iter().filter(|year| year.target.is_some()).collect();
            let Some([before, after]) = targets.last_chunk() else { continue };
            let (Some(one), Some(two)) = (before.target.and_then(Ratio::of), after.target.and_then(Ratio::of)) else {
                continue;
            };
            let (year_before, year) = (before.year.start(), after.year.start());
            let (Some(paid_before), Some(paid)) = (initial(year_before), initial(year)) else { continue };
            if year_before + 1 != year || one == Ratio::ZERO {
                continue;
            }
            judged = true;
            let (old, new) = (i128::from(paid_before.0), i128::from(paid.0));
            let Some(change) = Ratio::new(new - old, old) else { continue };
            if change.size() >= self.parameters.budget_change && one == two {
                let percent = percent_text(Ok(change), 0);
                let (name, target) = (shown(&indicator.name), after.target.map_or_else(String::new, |t| t.to_string()));
                findings.push(Finding {
                    indicator: Some(index),
                    trigger: both(
                        format!("予算は{year_before}→{year}年度に{percent}%、目標は{target}のまま: {name}"),
                        format!("budget {percent}% from {year_before} to {year}, target still {target}: {name}"),
                    ),
                });
            }
        }
        if judged { Verdict::of(findings) } else { Verdict::CannotTell(Missing::NoFigures) }
    }

    /// E12: what was spent cannot be divided by anything that was counted in the same year.
    pub(super) fn no_unit_cost(&self) -> Verdict {
        if !self.sheet.asked.outputs {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        let Some(settled) = self.last_settled() else { return Verdict::CannotTell(Missing::NoFigures) };
        let is_counted = |indicator: &CheckedIndicator| {
            let is_done = matches!(indicator.level, Level::Activity | Level::Output);
            let counted = indicator.years.iter().any(|year| {
                let is_positive = |actual: fiscal::Quantity| actual.units > 0;
                year.year == settled.year && year.actual.is_some_and(is_positive)
            });
            is_done && counted && !self.is_share(indicator)
        };
        let year = settled.year.start();
        let is_found = !self.sheet.indicators.iter().any(is_counted);
        Verdict::of_sheet(is_found.then(|| {
            both(
                format!("{year}年度に数えた活動・アウトプットがない"),
                format!("no activity or output was counted in {year}"),
            )
        }))
    }

    /// E13.
    pub(super) fn no_outside_factors(&self) -> Verdict {
        if !self.sheet.asked.outside_factors {
            return Verdict::CannotTell(Missing::NotAsked);
        }
        let is_blank = self.sheet.outside_factors.trim().is_empty();
        Verdict::of_sheet(is_blank.then(|| both("外部要因の欄が空".to_owned(), "outside factors are blank".to_owned())))
    }

    /// E14: little of the last settled year was spent, and more is asked for than the year before has. Asking again after a
    /// year without money is no increase.
    pub(super) fn unspent_but_more(&self) -> Verdict {
        let told = || {
            let settled = self.last_settled()?;
            let (spent, available) = (settled.executed?, settled.available?);
            let rate = Ratio::new(spent.0.into(), available.0.into())?;
            let asking = self
                .sheet
                .budgets
                .iter()
                .filter(|budget| budget.requested.is_some())
                .max_by_key(|budget| budget.year)?;
            let before = self.sheet.budgets.iter().find(|budget| budget.year.start() + 1 == asking.year.start())?;
            Some((settled.year.start(), rate, asking.year.start(), asking.requested?, before.initial?))
        };
        let Some((settled, rate, year, requested, before)) = told() else {
            return Verdict::CannotTell(Missing::NoFigures);
        };
        let is_found = rate < self.parameters.low_execution && requested > before && before > Yen::ZERO;
        Verdict::of_sheet(is_found.then(|| {
            // Cut and not rounded: 69.96% is not shown as 70.
            let percent = rate.percent(1, Rounding::Down).map_or_else(String::new, |percent| percent.to_string());
            both(
                format!("{settled}年度の執行率 {percent}%、{year}年度の要求 {requested} 円（前年度 {before} 円）"),
                format!("{percent}% spent in {settled}, {requested} yen asked for {year} (year before: {before})"),
            )
        }))
    }

    fn last_settled(&self) -> Option<&YearBudget> {
        let is_settled =
            |budget: &&YearBudget| budget.executed.is_some() && budget.available.is_some_and(|all| all > Yen::ZERO);
        self.sheet.budgets.iter().filter(is_settled).max_by_key(|budget| budget.year)
    }
}
