//! `/reviews/{year}/calendar`: the days of a review, changing them, and the days as a calendar file.

use app::review::{CalendarDays, LateChange};
use app::{Action, FiscalYear};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use reform::workflow::{Level, Milestone};
use serde::Deserialize;

use super::cycle_form::{CycleForm, DayField, Fault, MILESTONES, milestone_name, rule_of};
use super::{ReviewNav, ReviewPage, read_year, words};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};

struct DayRow {
    label: &'static str,
    day: String,
    left: String,
    is_past: bool,
    is_next: bool,
}

struct LateRow {
    level: &'static str,
    now: String,
    then: String,
    change: String,
}

#[derive(Template)]
#[template(path = "reviews/calendar.html")]
struct CalendarPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    source_year: String,
    now: String,
    rows: Vec<DayRow>,
    may_approve_own: bool,
    days_after_return: String,
    ics_href: String,
    may_change: bool,
    is_open: bool,
    action: String,
    form: CycleForm,
    days: Vec<DayField>,
    faults: Vec<Fault>,
    /// What the days typed would change; empty when they were not looked at.
    late: Vec<LateRow>,
    is_saved: bool,
    is_demo: bool,
}

/// The query part of the calendar's address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct CalendarAddress {
    saved: String,
}

/// The days, with the form for who may change them.
pub async fn show(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<CalendarAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let cycle = visit.check(visit.app().review_cycle(&visit.actor, year).await)?;
    let form = CycleForm::of(year, &CalendarDays::of(&cycle.calendar), cycle.rules);
    page(&visit, year, form, Vec::new(), Vec::new(), address.saved == "1").await
}

/// Looks at other days, or changes them.
pub async fn change(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Form<CycleForm>, FormRejection>,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    visit.check(app::permit(&visit.actor, Action::ManageReviews))?;
    let Form(form) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    match form.read_calendar(year) {
        Err(faults) => page(&visit, year, form, faults, Vec::new(), false).await,
        Ok((days, rules)) if form.step == "save" => {
            visit.check(visit.app().change_calendar(&visit.actor, year, days, rules).await)?;
            let path = format!("/reviews/{}/calendar?saved=1", year.start());
            Ok(Redirect::to(&visit.lang.href(&path)).into_response())
        }
        Ok((days, rules)) => {
            let late = match rule_of(&days, rules) {
                Some(rule) => visit.check(visit.app().late_by(&visit.actor, year, &rule).await)?,
                None => Vec::new(),
            };
            page(&visit, year, form, Vec::new(), late, false).await
        }
    }
}

/// The days as a calendar file.
pub async fn ics(visit: Visit, year: Result<Path<String>, PathRejection>) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let text = visit.check(visit.app().review_calendar_file(&visit.actor, year).await)?;
    let name = format!("attachment; filename=\"review-{}.ics\"", year.start());
    let headers =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

async fn page(
    visit: &Visit,
    year: FiscalYear,
    form: CycleForm,
    faults: Vec<Fault>,
    late: Vec<LateChange>,
    is_saved: bool,
) -> Result<Response, PageError> {
    let cycle = visit.check(visit.app().review_cycle(&visit.actor, year).await)?;
    let title =
        format!("{}{}", format::year(visit.lang, year), visit.lang.pick("の点検の日程", ": calendar of the review"));
    let f = visit.frame(Section::Reviews, title).await?;
    let (today, calendar) = (visit.app().today(), &cycle.calendar);
    let day = |milestone: Milestone| match milestone {
        Milestone::Open => Some(calendar.open()),
        Milestone::Due(level) => Some(calendar.due(level)),
        Milestone::Freeze => calendar.freeze(),
    };
    let next = MILESTONES.iter().filter_map(|(_, milestone)| day(*milestone)).find(|day| *day >= today);
    let row = |(_, milestone): (&str, Milestone)| {
        let date = day(milestone)?;
        Some(DayRow {
            label: milestone_name(f.lang, milestone),
            day: words::day(f.lang, date),
            left: words::until(f.lang, date, today),
            is_past: date < today,
            is_next: Some(date) == next,
        })
    };
    let late_row = |change: &LateChange| LateRow {
        level: f.lang.pick(change.level.label_ja(), change.level.label_en()),
        now: format::count(change.now),
        then: format::count(change.then),
        change: match change.then - change.now {
            0 => "±0".to_owned(),
            more if more > 0 => format!("+{}", format::count(more)),
            fewer => format::count(fewer),
        },
    };
    let may_change = visit.actor.may(Action::ManageReviews);
    let page = CalendarPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Calendar),
        year: format::year(f.lang, year),
        source_year: format::year(f.lang, cycle.source_year),
        now: words::now(f.lang, calendar, today),
        rows: MILESTONES.into_iter().filter_map(row).collect(),
        may_approve_own: cycle.rules.may_approve_own,
        days_after_return: cycle.rules.days_after_return.to_string(),
        ics_href: f.href(&format!("/reviews/{}/calendar.ics", year.start())),
        may_change,
        is_open: may_change && (!faults.is_empty() || !late.is_empty()),
        action: f.href(&format!("/reviews/{}/calendar", year.start())),
        days: form.day_fields(f.lang, &faults),
        late: late.iter().filter(|change| change.level <= Level::Headquarters).map(late_row).collect(),
        form,
        is_saved,
        is_demo: cycle.is_demo,
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}
