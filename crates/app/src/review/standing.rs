//! How reviews stand (点検の状況): the years with their phase, what another calendar would change, what a new review has.

use std::collections::BTreeMap;

use publish::icalendar::{CalendarDay, icalendar};
use reform::plan::CalendarDate;
use reform::workflow::{Level, State};
use store::review::ReviewCycle;

use super::board::{Tally, is_late, path_of, paths_of};
use super::sheet::workflow_cycle;
use crate::error::AppError;
use crate::permission::{Action, Actor, is_shown, permit};
use crate::{App, FiscalYear};

/// How many sheets of a level are late, and would be by another calendar (日程を変えた影響).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateChange {
    /// The level they lie with.
    pub level: Level,
    /// By the calendar in force.
    pub now: i64,
    /// By the other.
    pub then: i64,
}

/// How a year's review stands (年度の状況): a line of the list of years.
#[derive(Clone, Debug)]
pub struct YearStanding {
    /// The cycle.
    pub cycle: ReviewCycle,
    /// Whether it is under way.
    pub phase: Phase,
    /// The sheets the actor sees.
    pub tally: Tally,
    /// How many of them the headquarters has decided.
    pub decided: i64,
}

/// Where a review stands in its calendar (点検の時期).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before its opening day (開始前).
    NotOpen,
    /// Open (実施中).
    Open,
    /// From the freeze on, with sheets not decided (凍結中).
    Frozen,
    /// Everything is decided (完了).
    Done,
}

impl App {
    /// Every review with how it stands, the latest year first, of the departments the actor may see.
    ///
    /// # Errors
    /// When the actor may not see reviews, or the database fails.
    pub async fn review_years(&self, actor: &Actor) -> Result<Vec<YearStanding>, AppError> {
        let cycles = self.review_cycles(actor).await?;
        let found = self.store.review_counts(None).await?;
        let (always, handed_in) = (actor.sheet_scope(), actor.handed_in_scope());
        let paths = paths_of(&found.departments);
        let today = self.today();
        let standing = |cycle: ReviewCycle| {
            let (mut sum, mut decided, mut left) = (Tally::default(), 0, 0);
            let rule = workflow_cycle(&cycle);
            for count in found.counts.iter().filter(|count| count.fiscal_year == cycle.year) {
                let is_decided = matches!(count.state, State::Decided | State::Published);
                left += if is_decided { 0 } else { count.sheets };
                if is_shown(&always, &handed_in, path_of(&paths, count.department), count.state) {
                    sum.add(count.state, count.sheets, is_late(&rule, count.state, count.returned, today));
                    decided += if is_decided { count.sheets } else { 0 };
                }
            }
            YearStanding { phase: Phase::of(&cycle, left, today), tally: sum, decided, cycle }
        };
        Ok(cycles.into_iter().map(standing).collect())
    }

    /// How many sheets of each level would be late by another calendar, and how many are by the present one.
    ///
    /// # Errors
    /// When the actor may not change calendars, or there is no such review.
    pub async fn late_by(
        &self,
        actor: &Actor,
        year: FiscalYear,
        rule: &reform::workflow::Cycle,
    ) -> Result<Vec<LateChange>, AppError> {
        permit(actor, Action::ManageReviews)?;
        let present = workflow_cycle(&self.cycle_of(year).await?);
        let counts = self.store.review_counts(Some(year)).await?.counts;
        let today = self.today();
        let late = |rule: &reform::workflow::Cycle, level: Level| {
            let here = counts.iter().filter(|count| count.state.holder() == Some(level));
            here.filter(|count| is_late(rule, count.state, count.returned, today)).map(|count| count.sheets).sum()
        };
        let change =
            |level: &Level| LateChange { level: *level, now: late(&present, *level), then: late(rule, *level) };
        Ok(Level::ALL.iter().map(change).collect())
    }

    /// How many sheets the review of a year would have, by topmost department, if it were made from an inventory now.
    ///
    /// # Errors
    /// When the actor may not make reviews.
    pub async fn preview_cycle(&self, actor: &Actor, source_year: FiscalYear) -> Result<Vec<(String, i64)>, AppError> {
        permit(actor, Action::ManageReviews)?;
        let departments = self.store.board_departments().await?;
        let tops: BTreeMap<i64, i64> = departments.iter().map(|one| (one.id, one.path[0])).collect();
        let mut sums: BTreeMap<Option<i64>, i64> = BTreeMap::new();
        for (department, programs) in self.store.programs_by_department(source_year).await? {
            *sums.entry(department.and_then(|id| tops.get(&id).copied())).or_default() += programs;
        }
        let named = departments.iter().filter_map(|one| Some((one.name.clone(), sums.remove(&Some(one.id))?)));
        let mut rows: Vec<(String, i64)> = named.collect();
        rows.extend(sums.remove(&None).map(|programs| (String::new(), programs)));
        Ok(rows)
    }

    /// The days of a review as a calendar file (iCalendar).
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of this year.
    pub async fn review_calendar_file(&self, actor: &Actor, year: FiscalYear) -> Result<String, AppError> {
        permit(actor, Action::ReadReviews)?;
        let cycle = self.cycle_of(year).await?;
        let (calendar, start) = (&cycle.calendar, year.start());
        let name = format!("{}の点検", year.japanese());
        let day = |word: &str, date: CalendarDate, title: String| CalendarDay {
            id: format!("review-{start}-{word}@henkaku"),
            day: date.parts(),
            title,
            note: String::new(),
        };
        let mut days = vec![day("open", calendar.open(), format!("{name}：開始"))];
        days.extend(
            Level::ALL
                .iter()
                .map(|level| day(level.word(), calendar.due(*level), format!("{name}：{}の期限", level.label_ja()))),
        );
        days.extend(calendar.freeze().map(|date| day("freeze", date, format!("{name}：凍結"))));
        let made_at = self.clock().now().strftime("%Y%m%dT%H%M%SZ").to_string();
        Ok(icalendar(&name, &days, &made_at))
    }
}

impl Phase {
    /// Where a review stands on a day when so many of its sheets are not decided.
    pub fn of(cycle: &ReviewCycle, not_decided: i64, today: CalendarDate) -> Phase {
        match cycle.calendar.freeze() {
            _ if today < cycle.calendar.open() => Phase::NotOpen,
            _ if not_decided == 0 => Phase::Done,
            Some(freeze) if today >= freeze => Phase::Frozen,
            _ => Phase::Open,
        }
    }
}
