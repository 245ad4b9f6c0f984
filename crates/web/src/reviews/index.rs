//! `/reviews` and `/reviews/new`: the reviews by year, and opening the next one.

use app::review::YearStanding;
use app::{Action, FiscalYear};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::workflow::{Column, Level};
use serde::Deserialize;

use super::cycle_form::{CycleForm, DayField, Fault};
use super::words;
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render, render_with};

struct YearCard {
    href: String,
    calendar_href: String,
    year: String,
    phase: Html,
    now: String,
    days: Vec<(&'static str, String)>,
    sheets: String,
    columns: Vec<(&'static str, String)>,
    done: String,
    late: String,
    late_share: String,
    decided: String,
    bar: Html,
    is_demo: bool,
    sees_nothing: bool,
}

#[derive(Template)]
#[template(path = "reviews/index.html")]
struct IndexPage {
    f: Frame,
    cards: Vec<YearCard>,
    may_open: bool,
    has_duties: bool,
}

#[derive(Template)]
#[template(path = "reviews/new.html")]
struct NewPage {
    f: Frame,
    form: CycleForm,
    days: Vec<DayField>,
    faults: Vec<Fault>,
    sources: Vec<(String, String, bool)>,
    preview: Vec<(String, String, String)>,
    preview_total: String,
    source_label: String,
}

/// The query part of `/reviews/new`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct NewAddress {
    year: String,
    source: String,
}

/// The reviews by year.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let years = visit.check(visit.app().review_years(&visit.actor).await)?;
    let f = visit.frame(Section::Reviews, visit.lang.pick("事務事業の点検", "Reviews of the programs")).await?;
    let today = visit.app().today();
    let page = IndexPage {
        cards: years.iter().map(|year| card(&f, year, today)).collect(),
        may_open: visit.actor.may(Action::ManageReviews),
        has_duties: visit.actor.signed_in().is_none_or(|member| member.duties().next().is_some()),
        f,
    };
    Ok(render(&page))
}

/// The form for a new review, with the usual days.
pub async fn new(visit: Visit, query: Result<Query<NewAddress>, QueryRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageReviews))?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let years = visit.check(visit.app().review_years(&visit.actor).await)?;
    let read = |text: &str| text.trim().parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    // The year after the last review, or the fiscal year we are in.
    let next = years.first().and_then(|last| FiscalYear::new(last.cycle.year.start() + 1).ok());
    let year = read(&address.year).or(next).or_else(|| this_year(&visit));
    let year = year.ok_or_else(|| PageError::bad_request(&visit, address.year.clone()))?;
    let source = visit.check(visit.app().review_source_year(&visit.actor, year).await)?;
    let source = read(&address.source).or(source).unwrap_or(year);
    page(&visit, CycleForm::usual(year, source), Vec::new()).await
}

/// Opens the review, or shows the form again with everything that is wrong.
pub async fn open(visit: Visit, form: Result<Form<CycleForm>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManageReviews))?;
    let Form(form) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let mut faults = match form.read_new() {
        Err(faults) => faults,
        Ok(new) if form.step == "save" => match visit.app().open_review_cycle(&visit.actor, new.clone()).await {
            Ok(report) => {
                let path = format!("/reviews/{}?made={}", new.year.start(), report.sheets);
                return Ok(Redirect::to(&visit.lang.href(&path)).into_response());
            }
            Err(app::AppError::Refused(refusal)) => vec![refused(&refusal)],
            Err(error) => return Err(PageError::new(&visit, error)),
        },
        Ok(_) => Vec::new(),
    };
    // What a look at the form can tell is told with the rest, not one after the other.
    let year = form.year.trim().parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    let years = visit.check(visit.app().review_years(&visit.actor).await)?;
    let exists = years.iter().any(|known| Some(known.cycle.year) == year);
    if exists && faults.iter().all(|fault| fault.kind.code != app::review::CYCLE_EXISTS.code) {
        faults.insert(0, Fault { field: "year", kind: &app::review::CYCLE_EXISTS, detail: String::new() });
    }
    page(&visit, form, faults).await
}

fn refused(refusal: &app::Refusal) -> Fault {
    let field = match refusal.kind.code {
        code if code == app::review::CYCLE_EXISTS.code => "year",
        code if code == app::review::INVENTORY_EMPTY.code || code == app::review::SOURCE_AFTER_CYCLE.code => "source",
        _ => "open",
    };
    Fault { field, kind: refusal.kind, detail: refusal.detail.clone() }
}

async fn page(visit: &Visit, form: CycleForm, mut faults: Vec<Fault>) -> Result<Response, PageError> {
    let f =
        visit.frame(Section::Reviews, visit.lang.pick("新しい年度の点検を始める", "Open the review of a year")).await?;
    let source = form.source.trim().parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    let preview = match source {
        Some(source) => visit.check(visit.app().preview_cycle(&visit.actor, source).await)?,
        None => Vec::new(),
    };
    let total: i64 = preview.iter().map(|(_, programs)| programs).sum();
    let is_told = |faults: &[Fault]| faults.iter().any(|fault| fault.field == "source");
    if source.is_some() && total == 0 && !is_told(&faults) {
        faults.push(Fault { field: "source", kind: &app::review::INVENTORY_EMPTY, detail: String::new() });
    }
    let most = preview.iter().map(|(_, programs)| *programs).max().unwrap_or(0).max(1);
    let state = visit.check(visit.app().inventory_state(&visit.actor).await)?;
    let sources = state.years.iter().rev().map(|year| {
        let value = year.start().to_string();
        (value.clone(), format::year(f.lang, *year), value == form.source.trim())
    });
    let page = NewPage {
        days: form.day_fields(f.lang, &faults),
        sources: sources.collect(),
        preview: preview
            .iter()
            .map(|(name, programs)| {
                let name = if name.is_empty() { f.t("所管なし", "No department").to_owned() } else { name.clone() };
                (name, format::count(*programs), words::tenths(programs * 1000 / most))
            })
            .collect(),
        preview_total: format::count(total),
        source_label: source.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        form,
        faults,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

fn this_year(visit: &Visit) -> Option<FiscalYear> {
    let (year, month, _) = visit.app().today().parts();
    FiscalYear::new(if month <= 3 { year - 1 } else { year }).ok()
}

fn card(f: &Frame, year: &YearStanding, today: reform::plan::CalendarDate) -> YearCard {
    let (cycle, tally) = (&year.cycle, &year.tally);
    let calendar = &cycle.calendar;
    let mut days = vec![
        (f.lang.pick("開始", "Opens"), words::day(f.lang, calendar.open())),
        (f.lang.pick("担当の期限", "Owners' due day"), words::day(f.lang, calendar.due(Level::Owner))),
        (f.lang.pick("本部決定", "Headquarters"), words::day(f.lang, calendar.due(Level::Headquarters))),
    ];
    days.extend(calendar.freeze().map(|day| (f.lang.pick("凍結", "Freeze"), words::day(f.lang, day))));
    let column =
        |column: &Column| (f.lang.pick(column.label_ja(), column.label_en()), format::count(tally.of(*column)));
    YearCard {
        href: f.href(&format!("/reviews/{}", cycle.year.start())),
        calendar_href: f.href(&format!("/reviews/{}/calendar", cycle.year.start())),
        year: format::year(f.lang, cycle.year),
        phase: words::phase(f, year.phase),
        now: match year.phase {
            app::review::Phase::Done => f.t("すべて決定しました。", "Everything is decided.").to_owned(),
            _ => words::now(f.lang, calendar, today),
        },
        days,
        sheets: format::count(tally.total()),
        columns: Column::ALL.iter().map(column).collect(),
        done: words::percent(tally.done_per_mille()),
        late: if tally.late > 0 { format::count(tally.late) } else { String::new() },
        late_share: words::percent(tally.late_per_mille()),
        decided: format::count(year.decided),
        bar: words::progress(tally),
        is_demo: cycle.is_demo,
        sees_nothing: tally.total() == 0,
    }
}
