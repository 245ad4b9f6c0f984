//! `/reviews/{year}/workbook`: the sheets as a workbook, taken away, sent back, looked at, confirmed.

mod preview;

use app::review::{SheetQuery, Side, WorkbookDecisions, WorkbookOutcome, WorkbookRow, WorkbookState};
use app::{AppError, FileFormat, FiscalYear};
use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Multipart, Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::list_address::ListAddress;
use super::{ReviewNav, ReviewPage, file_headers, read_year};
use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::imports::{UploadedFile, read_form};
use crate::page::{Frame, Section, Visit, render};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reviews/{year}/workbook", get(show))
        .route("/reviews/{year}/workbook.xlsx", get(download))
        .route("/reviews/{year}/workbook/send", post(send).get(send_again))
        .route("/reviews/{year}/workbook/{id}", get(look))
        .route("/reviews/{year}/workbook/{id}/file", get(sent_file))
        .route("/reviews/{year}/workbook/{id}/confirm", post(confirm).get(look_again))
        .route("/reviews/{year}/workbook/{id}/discard", post(discard).get(look_again))
}

/// A department to choose.
struct DepartmentChoice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// A workbook that was sent.
struct Sent {
    href: String,
    file_href: String,
    name: String,
    at: String,
    size: String,
    state: &'static str,
    is_waiting: bool,
    changed: String,
}

#[derive(Template)]
#[template(path = "reviews/workbook/show.html")]
struct WorkbookPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    download_action: String,
    send_action: String,
    departments: Vec<DepartmentChoice>,
    has_without_department: bool,
    without_is_chosen: bool,
    only_mine: bool,
    mine_count: String,
    is_signed_in: bool,
    sent: Vec<Sent>,
    limit_mb: u64,
    was_discarded: bool,
}

#[derive(Template)]
#[template(path = "reviews/workbook/settled.html")]
struct SettledPage {
    f: Frame,
    nav: ReviewNav,
    year: String,
    is_applied: bool,
    changed: String,
    name: String,
    settled_at: String,
    file_href: String,
    back_href: String,
    sheets_href: String,
}

/// What the page is asked with beside a list's conditions.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Told {
    department: String,
    discarded: String,
}

async fn show(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<Told>, QueryRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::UseWorkbooks))?;
    let year = read_year(&visit, year)?;
    let Query(told) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let all = visit.check(visit.app().review_list(&visit.actor, year, &SheetQuery::default()).await)?;
    let mine = SheetQuery { only_mine: true, ..SheetQuery::default() };
    let mine = visit.check(visit.app().review_list(&visit.actor, year, &mine).await)?;
    let own = visit.check(visit.app().own_workbooks(&visit.actor, year).await)?;
    let title =
        format!("{}{}", format::year(visit.lang, year), visit.lang.pick("の点検：エクセル", " review: workbook"));
    let f = visit.frame(Section::Reviews, title).await?;
    let departments = all.departments.iter().map(|(department, sheets)| {
        let value = department.id.to_string();
        DepartmentChoice {
            label: format!("{}{}（{sheets}）", "　".repeat(department.depth), department.name),
            is_chosen: value == told.department,
            value,
        }
    });
    let page = WorkbookPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Workbook),
        year: format::year(f.lang, year),
        download_action: f.href(&format!("/reviews/{}/workbook.xlsx", year.start())),
        send_action: f.href(&address(year, "/send")),
        departments: departments.collect(),
        has_without_department: all.has_without_department,
        without_is_chosen: told.department == "none",
        only_mine: mine.total > 0,
        mine_count: format::count(mine.total as i64),
        is_signed_in: visit.actor.signed_in().is_some(),
        sent: own.iter().map(|row| sent(&f, row)).collect(),
        limit_mb: app::MAX_UPLOAD_BYTES / (1024 * 1024),
        was_discarded: told.discarded == "1",
        f,
    };
    Ok(render(&page))
}

async fn download(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    query: Result<Query<ListAddress>, QueryRejection>,
) -> Result<Response, PageError> {
    let year = read_year(&visit, year)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (query, _) = address.to_query();
    let (_, bytes) = visit.check(visit.app().download_workbook(&visit.actor, year, &query).await)?;
    let name = format!("review-{}-workbook", year.start());
    Ok((file_headers(&name, FileFormat::Xlsx), bytes).into_response())
}

async fn send(
    visit: Visit,
    year: Result<Path<String>, PathRejection>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::UseWorkbooks))?;
    let year = read_year(&visit, year)?;
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let UploadedFile { file_name, bytes, .. } = read_form(&visit, form).await?;
    let looked = visit.app().preview_workbook(&visit.actor, year, &file_name, bytes).await;
    let looked = visit.check(looked)?;
    match &looked.workbook {
        Some(row) => Ok(Redirect::to(&visit.lang.href(&address(year, &format!("/{}", row.id)))).into_response()),
        None => preview::page(&visit, year, &looked, None, StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

async fn look(visit: Visit, path: Result<Path<(String, i64)>, PathRejection>) -> Result<Response, PageError> {
    let (year, id) = read_path(&visit, path)?;
    let (row, _) = visit.check(visit.app().sent_workbook(&visit.actor, id).await)?;
    of_year(&visit, year, &row)?;
    if row.state == WorkbookState::Waiting {
        let looked = visit.check(visit.app().show_workbook(&visit.actor, id).await)?;
        return preview::page(&visit, year, &looked, None, StatusCode::OK).await;
    }
    let is_applied = row.state == WorkbookState::Applied;
    let title = match is_applied {
        true => visit.lang.pick("エクセルを反映しました", "The workbook was taken in"),
        false => visit.lang.pick("このエクセルはやめました", "This workbook was given up"),
    };
    let f = visit.frame(Section::Reviews, title).await?;
    let page = SettledPage {
        nav: ReviewNav::new(&visit.actor, f.lang, year, ReviewPage::Workbook),
        year: format::year(f.lang, year),
        is_applied,
        changed: format::count(row.changed_count),
        name: row.name.clone(),
        settled_at: row.settled_at.as_deref().map(format::moment).unwrap_or_default(),
        file_href: f.href(&address(year, &format!("/{id}/file"))),
        back_href: f.href(&address(year, "")),
        sheets_href: f.href(&format!("/reviews/{}/sheets?mine=1", year.start())),
        f,
    };
    Ok(render(&page))
}

async fn sent_file(visit: Visit, path: Result<Path<(String, i64)>, PathRejection>) -> Result<Response, PageError> {
    let (year, id) = read_path(&visit, path)?;
    let (row, bytes) = visit.check(visit.app().sent_workbook(&visit.actor, id).await)?;
    of_year(&visit, year, &row)?;
    let kind = if row.name.to_lowercase().ends_with(".ods") {
        "application/vnd.oasis.opendocument.spreadsheet"
    } else {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    };
    // The name is the sender's; only its percent-encoded form goes into a header.
    let encoded = crate::programs::encode(&row.name);
    let disposition = format!("attachment; filename=\"workbook-{id}.xlsx\"; filename*=UTF-8''{encoded}");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

async fn confirm(
    visit: Visit,
    path: Result<Path<(String, i64)>, PathRejection>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let (year, id) = read_path(&visit, path)?;
    let Form(fields) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let decisions = decisions(fields);
    match visit.check(visit.app().confirm_workbook(&visit.actor, id, &decisions).await)? {
        WorkbookOutcome::Applied { .. } => {
            Ok(Redirect::to(&visit.lang.href(&address(year, &format!("/{id}")))).into_response())
        }
        WorkbookOutcome::Again { why, preview } => {
            preview::page(&visit, year, &preview, Some((why, &decisions)), StatusCode::CONFLICT).await
        }
    }
}

async fn discard(visit: Visit, path: Result<Path<(String, i64)>, PathRejection>) -> Result<Response, PageError> {
    let (year, id) = read_path(&visit, path)?;
    visit.check(visit.app().discard_workbook(&visit.actor, id).await)?;
    Ok(Redirect::to(&visit.lang.href(&address(year, "?discarded=1"))).into_response())
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn send_again(visit: Visit, year: Result<Path<String>, PathRejection>) -> Result<Redirect, PageError> {
    let year = read_year(&visit, year)?;
    Ok(Redirect::to(&visit.lang.href(&address(year, ""))))
}

async fn look_again(visit: Visit, path: Result<Path<(String, i64)>, PathRejection>) -> Result<Redirect, PageError> {
    let (year, id) = read_path(&visit, path)?;
    Ok(Redirect::to(&visit.lang.href(&address(year, &format!("/{id}")))))
}

/// What was chosen: `side.SHEET.KEY` is `mine` or `theirs`.
fn decisions(fields: Vec<(String, String)>) -> WorkbookDecisions {
    let mut decisions = WorkbookDecisions::default();
    for (name, value) in fields {
        if name == "fingerprint" {
            decisions.fingerprint = value;
            continue;
        }
        let key = name.strip_prefix("side.").and_then(|rest| rest.split_once('.'));
        let side = match value.as_str() {
            "mine" => Some(Side::Mine),
            "theirs" => Some(Side::Theirs),
            _ => None,
        };
        if let (Some((sheet, key)), Some(side)) = (key, side)
            && let Ok(sheet) = sheet.parse()
        {
            decisions.sides.insert((sheet, key.to_owned()), side);
        }
    }
    decisions
}

fn address(year: FiscalYear, rest: &str) -> String {
    format!("/reviews/{}/workbook{rest}", year.start())
}

fn read_path(visit: &Visit, path: Result<Path<(String, i64)>, PathRejection>) -> Result<(FiscalYear, i64), PageError> {
    let Path((year, id)) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok((read_year(visit, Ok(Path(year)))?, id))
}

/// A workbook of another year has another address.
fn of_year(visit: &Visit, year: FiscalYear, row: &WorkbookRow) -> Result<(), PageError> {
    if row.year == year {
        return Ok(());
    }
    Err(PageError::new(visit, AppError::NotFound { what: "workbook", name: row.id.to_string() }))
}

fn sent(f: &Frame, row: &WorkbookRow) -> Sent {
    Sent {
        href: f.href(&address(row.year, &format!("/{}", row.id))),
        file_href: f.href(&address(row.year, &format!("/{}/file", row.id))),
        name: row.name.clone(),
        at: format::moment(&row.at),
        size: format!("{} KB", format::count((row.size_bytes + 1023) / 1024)),
        state: match row.state {
            WorkbookState::Waiting => f.lang.pick("確かめ待ち", "waiting for you"),
            WorkbookState::Applied => f.lang.pick("反映済み", "taken in"),
            WorkbookState::Discarded => f.lang.pick("やめた", "given up"),
        },
        is_waiting: row.state == WorkbookState::Waiting,
        changed: format::count(row.changed_count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_read_by_sheet_and_key() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let read = decisions(vec![
            field("fingerprint", "abc"),
            field("side.12.check.needs.reason", "mine"),
            field("side.12.measure.m1", "theirs"),
            field("side.x.direction", "mine"),
            field("side.12.direction", "both"),
        ]);
        assert_eq!(read.fingerprint, "abc");
        let sides: Vec<_> = read.sides.into_iter().collect();
        assert_eq!(
            sides,
            [((12, "check.needs.reason".to_owned()), Side::Mine), ((12, "measure.m1".to_owned()), Side::Theirs)]
        );
    }
}
