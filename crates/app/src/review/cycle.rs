//! Cycles (点検の年度): opening the review of a year, its calendar, programs that came later.

use std::collections::HashMap;

use reform::kinds::CALENDAR_ORDER;
use reform::plan::CalendarDate;
use reform::workflow::{Calendar, DatesOutOfOrder, Level, Milestone, Rules};
use store::review::{CycleOutcome, ExampleSheet, NewReviewCycle, ReviewCycle};

use super::problems::{CYCLE_EXISTS, DAY_OUTSIDE_CYCLE, INVENTORY_EMPTY, NO_NEW_PROGRAMS, SOURCE_AFTER_CYCLE};
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear};

/// A review to be opened (始める点検).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCycle {
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The fiscal year whose inventory it is made from.
    pub source_year: FiscalYear,
    /// Its days.
    pub calendar: CalendarDays,
    /// What the city chose.
    pub rules: Rules,
}

/// The days of a calendar as somebody typed them, in any order (日程の入力).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDays {
    /// The first day anything can be done.
    pub open: CalendarDate,
    /// The last day of each level, from the owner up.
    pub due: [CalendarDate; 6],
    /// The first day nothing can be changed.
    pub freeze: Option<CalendarDate>,
}

/// What opening a review led to (作成の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleReport {
    /// The cycle.
    pub cycle: ReviewCycle,
    /// How many sheets were made.
    pub sheets: u64,
    /// How many of them have no department, so that only the reform office can place them.
    pub without_department: u64,
    /// How many KPIs were carried over from the inventory or from last year's sheets.
    pub kpis: u64,
    /// How many indicators were left behind, as a sheet holds no more or they are no KPI in form.
    pub kpis_left_out: u64,
}

/// A fiscal year as people write it: `2026`, `R8`, `令和8年度`.
pub fn read_year(text: &str) -> Option<FiscalYear> {
    intake::table::read_fiscal_year(text)
}

impl CalendarDays {
    /// The usual calendar of a year (仮定): open on 1 July, decided by the end of January, frozen from 1 March.
    pub fn usual(year: FiscalYear) -> CalendarDays {
        let this = year.start();
        // The last year of the system has no next one; the check of the order then says so.
        let day = |year: i32, month, day| CalendarDate::new(year, month, day).unwrap_or(CalendarDate::FIRST);
        CalendarDays {
            open: day(this, 7, 1),
            due: [
                day(this, 8, 31),
                day(this, 9, 15),
                day(this, 9, 30),
                day(this, 11, 15),
                day(this, 12, 28),
                day(this + 1, 1, 31),
            ],
            freeze: Some(day(this + 1, 3, 1)),
        }
    }

    /// The days of a calendar.
    pub fn of(calendar: &Calendar) -> CalendarDays {
        let mut due = [calendar.open(); 6];
        Level::ALL.iter().zip(&mut due).for_each(|(level, day)| *day = calendar.due(*level));
        CalendarDays { open: calendar.open(), due, freeze: calendar.freeze() }
    }

    /// The pairs of neighbouring days that stand the wrong way round, for messages beside the fields.
    pub fn find_out_of_order(&self) -> Vec<DatesOutOfOrder> {
        Calendar::new(self.open, self.due, self.freeze).err().unwrap_or_default()
    }

    /// The days too far from the year under review: before its 1 April, or after 31 March two years on.
    pub fn find_outside(&self, year: FiscalYear) -> Vec<(Milestone, CalendarDate)> {
        let mut days = vec![(Milestone::Open, self.open)];
        days.extend(Level::ALL.iter().zip(self.due).map(|(level, day)| (Milestone::Due(*level), day)));
        days.extend(self.freeze.map(|day| (Milestone::Freeze, day)));
        days.retain(|(_, day)| {
            let (calendar_year, month, _) = day.parts();
            let fiscal = if month <= 3 { calendar_year - 1 } else { calendar_year };
            !(year.start()..=year.start() + 1).contains(&fiscal)
        });
        days
    }

    fn check(&self, year: FiscalYear) -> Result<Calendar, AppError> {
        let outside = self.find_outside(year);
        if !outside.is_empty() {
            let days: Vec<String> = outside.iter().map(|(milestone, day)| said(*milestone, *day)).collect();
            return Err(Refusal::invalid(&DAY_OUTSIDE_CYCLE, days.join("、")).into());
        }
        Calendar::new(self.open, self.due, self.freeze).map_err(|wrong| {
            let pairs = wrong
                .iter()
                .map(|pair| format!("{} → {}", said(pair.first.0, pair.first.1), said(pair.then.0, pair.then.1)));
            Refusal::invalid(&CALENDAR_ORDER, pairs.collect::<Vec<_>>().join("、")).into()
        })
    }
}

/// A milestone with its day, for people: 「課長確認 2026-09-15」.
fn said(milestone: Milestone, day: CalendarDate) -> String {
    let name = match milestone {
        Milestone::Open => "開始 open",
        Milestone::Due(level) => level.label_ja(),
        Milestone::Freeze => "凍結 freeze",
    };
    format!("{name} {day}")
}

impl App {
    /// Every review, the latest year first.
    ///
    /// # Errors
    /// When the actor may not see reviews, or the database fails.
    pub async fn review_cycles(&self, actor: &Actor) -> Result<Vec<ReviewCycle>, AppError> {
        permit(actor, Action::ReadReviews)?;
        Ok(self.store.review_cycles().await?)
    }

    /// The review of one year.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of this year.
    pub async fn review_cycle(&self, actor: &Actor, year: FiscalYear) -> Result<ReviewCycle, AppError> {
        permit(actor, Action::ReadReviews)?;
        self.cycle_of(year).await
    }

    /// The year to take the inventory from for the review of a year: the latest with sheets that is not after it.
    ///
    /// # Errors
    /// When the actor may not make reviews, or the database fails.
    pub async fn review_source_year(&self, actor: &Actor, year: FiscalYear) -> Result<Option<FiscalYear>, AppError> {
        permit(actor, Action::ManageReviews)?;
        Ok(self.store.latest_sheet_year(year).await?)
    }

    /// Opens the review of a year: one sheet for each program of the source year's inventory, with its indicators as KPIs
    /// (from last year's decided sheet where there is one) and a proposed link from each program to itself.
    ///
    /// # Errors
    /// When the actor may not; there is such a review already; the inventory of that year is empty; or the days are out of
    /// order or too far from the year, all of them listed.
    pub async fn open_review_cycle(&self, actor: &Actor, new: NewCycle) -> Result<CycleReport, AppError> {
        permit(actor, Action::ManageReviews)?;
        self.open_cycle(actor, new, None).await
    }

    /// Opens a review, with made-up sheets when it is an example; the caller has asked whether the actor may.
    pub(crate) async fn open_cycle(
        &self,
        actor: &Actor,
        new: NewCycle,
        examples: Option<HashMap<String, ExampleSheet>>,
    ) -> Result<CycleReport, AppError> {
        let calendar = new.calendar.check(new.year)?;
        if new.source_year > new.year {
            return Err(Refusal::invalid(&SOURCE_AFTER_CYCLE, new.source_year.japanese()).into());
        }
        let new = NewReviewCycle {
            year: new.year,
            source_year: new.source_year,
            calendar,
            rules: new.rules,
            is_demo: examples.is_some(),
            examples: examples.unwrap_or_default(),
            actor: actor.name.clone(),
            at: self.now_text(),
        };
        match self.store.open_review_cycle(&new).await? {
            CycleOutcome::Exists => Err(Refusal::conflict(&CYCLE_EXISTS, new.year.japanese()).into()),
            CycleOutcome::NoPrograms => Err(Refusal::invalid(&INVENTORY_EMPTY, new.source_year.japanese()).into()),
            CycleOutcome::Made { sheets, without_department, kpis, kpis_left_out } => {
                let cycle = self.cycle_of(new.year).await?;
                Ok(CycleReport { cycle, sheets, without_department, kpis, kpis_left_out })
            }
        }
    }

    /// Adds a sheet for each program of the inventory that has none yet, as programs new to this review.
    ///
    /// # Errors
    /// When the actor may not, there is no such review, or there is nothing to add.
    pub async fn add_new_programs(&self, actor: &Actor, year: FiscalYear) -> Result<CycleReport, AppError> {
        permit(actor, Action::ManageReviews)?;
        self.cycle_of(year).await?;
        match self.store.add_new_programs(year, &actor.name, &self.now_text()).await? {
            CycleOutcome::Made { sheets, without_department, kpis, kpis_left_out } => {
                let cycle = self.cycle_of(year).await?;
                Ok(CycleReport { cycle, sheets, without_department, kpis, kpis_left_out })
            }
            _ => Err(Refusal::conflict(&NO_NEW_PROGRAMS, "").into()),
        }
    }

    /// Changes the days and rules of a review; what was done stays done.
    ///
    /// # Errors
    /// When the actor may not, there is no such review, or the days are out of order or too far from the year.
    pub async fn change_calendar(
        &self,
        actor: &Actor,
        year: FiscalYear,
        days: CalendarDays,
        rules: Rules,
    ) -> Result<ReviewCycle, AppError> {
        permit(actor, Action::ManageReviews)?;
        self.cycle_of(year).await?;
        let calendar = days.check(year)?;
        self.store.change_review_calendar(year, &calendar, rules, &actor.name).await?;
        self.cycle_of(year).await
    }

    /// The programs with this number in the review of a year, by id: `0101`, or `#12` for the id itself. Two sources may
    /// number alike.
    ///
    /// # Errors
    /// When the actor may not see reviews, or the database fails.
    pub async fn sheets_numbered(&self, actor: &Actor, year: FiscalYear, number: &str) -> Result<Vec<i64>, AppError> {
        permit(actor, Action::ReadReviews)?;
        match number.trim().strip_prefix('#').map(str::parse) {
            Some(Ok(id)) => Ok(self.store.sheet_row(year, id).await?.map(|row| row.program).into_iter().collect()),
            _ => Ok(self.store.sheets_numbered(year, number.trim()).await?),
        }
    }

    /// The cycle of a year; the caller asks for rights.
    pub(crate) async fn cycle_of(&self, year: FiscalYear) -> Result<ReviewCycle, AppError> {
        let cycle = self.store.review_cycle(year).await?;
        cycle.ok_or_else(|| AppError::NotFound { what: "review", name: year.start().to_string() })
    }
}
