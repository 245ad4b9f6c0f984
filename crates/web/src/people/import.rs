//! `/people/import`: a file of people is tried, looked at, confirmed.

use app::Action;
use app::people::{MAX_PEOPLE_BYTES, MAX_PEOPLE_ROWS, PeopleReport};
use askama::Template;
use axum::Form;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Redirect, Response};
use serde::Deserialize;

use crate::error::PageError;
use crate::format;
use crate::imports::{ProblemRow, counts, problem_row, read_form, rest, worst_first};
use crate::page::{Frame, Section, Visit, render, render_with};

/// The form that confirms a file that was tried.
#[derive(Deserialize)]
pub struct Confirmation {
    upload: i64,
}

#[derive(Template)]
#[template(path = "people/import.html")]
struct ChoosePage {
    f: Frame,
    limit_mb: u64,
    limit_rows: String,
}

#[derive(Template)]
#[template(path = "people/import_report.html")]
struct ReportPage {
    f: Frame,
    is_preview: bool,
    is_refused: bool,
    changes_nothing: bool,
    file_name: String,
    read: String,
    new: String,
    changed: String,
    unchanged: String,
    duties: String,
    disabled: String,
    problems: Vec<ProblemRow>,
    problem_count: String,
    more_problems: String,
    counts: Vec<(String, String, String)>,
    upload: i64,
    /// Login and password of each new account, on the answer to the confirmation only.
    passwords: Vec<(String, String)>,
}

/// Where a file is chosen.
pub async fn choose(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let f = visit.frame(Section::People, visit.lang.pick("名簿から登録する", "Take people in from a file")).await?;
    let page =
        ChoosePage { limit_mb: MAX_PEOPLE_BYTES / (1024 * 1024), limit_rows: format::count(MAX_PEOPLE_ROWS as i64), f };
    Ok(render(&page))
}

/// Tries the file; nothing changes.
pub async fn preview(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let upload = read_form(&visit, form).await?;
    let tried = visit.app().try_people_upload(&visit.actor, &upload.file_name, upload.bytes).await;
    let report = visit.check(tried)?;
    let f = visit.frame(Section::People, visit.lang.pick("内容を確かめる", "Check the content")).await?;
    Ok(render_with(status(&report), &report_page(f, &report, true)))
}

/// Takes in what was tried; the passwords of new accounts are on this answer and nowhere else.
pub async fn confirm(visit: Visit, form: Result<Form<Confirmation>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ManagePeople))?;
    let Form(confirmation) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let report = visit.check(visit.app().confirm_people_upload(&visit.actor, confirmation.upload).await)?;
    let f = visit.frame(Section::People, visit.lang.pick("登録の結果", "What was done")).await?;
    let mut response = render_with(status(&report), &report_page(f, &report, false));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn choose_again(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href("/people/import"))
}

fn status(report: &PeopleReport) -> StatusCode {
    if report.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

fn report_page(f: Frame, report: &PeopleReport, is_preview: bool) -> ReportPage {
    let outcome = report.outcome.clone().unwrap_or_default();
    let problems: Vec<ProblemRow> =
        worst_first(&report.problems, |one| one.kind.severity).map(|problem| problem_row(&f, problem)).collect();
    let all: u64 = report.problem_counts.values().sum();
    ReportPage {
        is_preview,
        is_refused: report.is_refused(),
        changes_nothing: !report.is_refused() && report.changes_nothing(),
        file_name: report.file_name.clone(),
        read: format::count(report.read as i64),
        new: format::count(outcome.new.len() as i64),
        changed: format::count(outcome.changed as i64),
        unchanged: format::count(outcome.unchanged as i64),
        duties: format::count(outcome.duties as i64),
        disabled: outcome.disabled.join("、"),
        problem_count: format::count(all as i64),
        more_problems: rest(all, problems.len() as u64),
        problems,
        counts: counts(&f, &report.problem_counts),
        upload: report.upload.unwrap_or_default(),
        passwords: report
            .passwords
            .iter()
            .map(|(login, password)| (login.clone(), password.reveal().to_owned()))
            .collect(),
        f,
    }
}
