//! `/editions/{id}`: an edition or a proposal with what it changes, and what may be done with it.

use app::Action;
use app::publishing::editions::{EditionItemKind, EditionState, KindCount};
use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::discussion::remark::RemarkOutcome;
use serde::Deserialize;

use super::words::{self, CountRow, ItemShown};
use super::{Fault, read_id};
use crate::cities::attached;
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render_with};
use crate::remarks;

/// The query part of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    /// The stable word of a kind; every kind when empty.
    kind: String,
    /// The page of differences, from 1.
    page: String,
    /// What has just been done.
    done: String,
}

/// What was typed for a step.
#[derive(Default)]
pub(super) struct StepForm {
    /// The reason.
    pub reason: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

struct FileRow {
    name: String,
    href: String,
    size: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "editions/show.html")]
struct ShowPage {
    f: Frame,
    state: Html,
    is_demo: bool,
    done: &'static str,
    faults: Vec<Fault>,
    reason: String,
    prepared: String,
    decided: String,
    decision_reason: String,
    published_on: String,
    office: String,
    base: String,
    base_href: String,
    item_count: String,
    content_sha256: String,
    warnings: Vec<(String, bool)>,
    is_proposed: bool,
    may_withdraw: bool,
    may_decide: bool,
    is_own: bool,
    form_reason: String,
    here: String,
    counts: Vec<CountRow>,
    kind_name: &'static str,
    all_href: String,
    total: usize,
    first: usize,
    items: Vec<ItemShown>,
    page: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    files: Vec<FileRow>,
    /// The remarks that led to it.
    rows: Vec<remarks::Row>,
    number: Option<i64>,
}

/// The page.
pub async fn show(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<Address>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = read_id(&visit, id)?;
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    page(&visit, id, &address, StepForm::default(), StatusCode::OK).await
}

/// An edition by the number citizens see.
pub async fn by_number(visit: Visit, number: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let number = read_id(&visit, number)?;
    let id = visit.check(visit.app().edition_of_number(&visit.actor, number).await)?;
    Ok(Redirect::to(&visit.lang.href(&format!("/editions/{id}"))).into_response())
}

/// A file of the edition.
pub async fn file(visit: Visit, path: Result<Path<(i64, String)>, PathRejection>) -> Result<Response, PageError> {
    let Path((id, name)) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let view = visit.check(visit.app().edition_page(&visit.actor, id, None, 1).await)?;
    let number = view.head.number.unwrap_or_default();
    let bytes = visit.check(visit.app().edition_file(&visit.actor, number, &name).await)?;
    Ok(attached(content_type(&name), &name, bytes))
}

/// The page, also with what is wrong with a form on it.
pub(super) async fn page(
    visit: &Visit,
    id: i64,
    address: &Address,
    form: StepForm,
    status: StatusCode,
) -> Result<Response, PageError> {
    let kind = EditionItemKind::from_word(&address.kind);
    let number = address.page.parse().unwrap_or(1);
    let view = visit.check(visit.app().edition_page(&visit.actor, id, kind, number).await)?;
    let head = &view.head;
    let f = visit.frame(Section::Editions, words::name(visit.lang, head)).await?;
    let here = f.href(&format!("/editions/{id}"));
    let of_page = |page: usize| {
        let kind = kind.map_or_else(String::new, |kind| format!("kind={}&", kind.word()));
        format!("{here}?{kind}page={page}#differences")
    };
    let count_href = |count: &KindCount| {
        let href = match count.differing() {
            0 => String::new(),
            _ => format!("{here}?kind={}#differences", count.kind.word()),
        };
        (href, Some(count.kind) == kind)
    };
    let files = view.files.iter().map(|file| FileRow {
        href: format!("{here}/files/{}", file.name),
        name: file.name.clone(),
        size: format::count(file.bytes),
        sha256: file.sha256.clone(),
    });
    let mut behind = Vec::new();
    if let Some(number) = head.number {
        let lines = visit.app().remarks_behind(&visit.actor, &RemarkOutcome::Edition(number)).await;
        behind = visit.check(lines)?.iter().map(|line| remarks::row(&f, line)).collect();
    }
    let differences = &view.page;
    let is_proposed = head.state == EditionState::Proposed;
    let page = ShowPage {
        state: words::state(&f, head.state),
        is_demo: head.is_demo,
        done: said(&f, &address.done),
        faults: form.faults,
        reason: head.reason.clone(),
        prepared: format!("{} {}", format::moment(&head.prepared_at), head.prepared_by),
        decided: head
            .decided_at
            .as_ref()
            .map(|at| format!("{} {}", format::moment(at), head.decided_by))
            .unwrap_or_default(),
        decision_reason: head.decision_reason.clone(),
        published_on: head.published_on.clone(),
        office: head.decided_office.clone(),
        base: view.base.as_ref().map(|base| words::name(f.lang, base)).unwrap_or_default(),
        base_href: view.base.as_ref().map(|base| f.href(&format!("/editions/{}", base.id))).unwrap_or_default(),
        item_count: format::count(head.item_count),
        content_sha256: head.content_sha256.clone(),
        warnings: words::warnings(&f, &view.warnings),
        is_proposed,
        may_withdraw: is_proposed && view.is_own && f.actor.may(Action::PrepareEditions),
        may_decide: is_proposed && f.actor.may(Action::ApproveEditions),
        is_own: view.is_own,
        form_reason: form.reason,
        counts: words::counts(&f, &view.differences, count_href),
        kind_name: kind.map_or("", |kind| f.lang.pick(kind.names().0, kind.names().1)),
        all_href: format!("{here}#differences"),
        total: differences.total,
        first: (differences.page - 1) * app::publishing::editions::PER_PAGE + 1,
        items: differences.rows.iter().map(|row| words::item(&f, row)).collect(),
        page: differences.page,
        pages: differences.pages,
        previous: (differences.page > 1).then(|| of_page(differences.page - 1)),
        next: (differences.page < differences.pages).then(|| of_page(differences.page + 1)),
        files: files.collect(),
        rows: behind,
        number: head.number,
        here,
        f,
    };
    Ok(render_with(status, &page))
}

/// What has just been done.
fn said(f: &Frame, done: &str) -> &'static str {
    match done {
        "prepared" => {
            f.lang.pick("版を用意しました。承認を待ちます。", "The edition was prepared and waits for approval.")
        }
        "approved" => f.lang.pick("承認し、公表しました。", "It was approved and published."),
        "refused" => f.lang.pick("不承認にしました。", "It was refused."),
        "withdrawn" => f.lang.pick("取り下げました。", "It was withdrawn."),
        _ => "",
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}
