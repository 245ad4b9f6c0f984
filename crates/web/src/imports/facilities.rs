//! `/imports/facilities`: the city's list of public facilities is tried, looked at, confirmed.

use app::Action;
use app::facilities::{FacilityImport, FacilityImportReport, KindTotal};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};

use super::{Confirmation, MappingChoice, ProblemRow, counts, problem_row, read_form, rest, worst_first};
use crate::Site;
use crate::error::PageError;
use crate::facilities::square_metres;
use crate::format;
use crate::page::{Frame, Section, Visit, render, render_with};

/// The page where a file is chosen, for leading back to it.
const HERE: &str = "/imports/facilities";

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/imports/facilities", get(choose))
        .route("/imports/facilities/preview", post(preview).get(choose_again))
        .route("/imports/facilities/confirm", post(confirm).get(choose_again))
}

/// The list in force, as its last import says.
struct InForce {
    file_name: String,
    as_of: String,
    at: String,
    actor: String,
    rows: String,
    problems: String,
}

#[derive(Template)]
#[template(path = "imports/facilities.html")]
struct ChoosePage {
    f: Frame,
    mappings: Vec<MappingChoice>,
    is_illustrative: bool,
    in_force: Option<InForce>,
    limit_mb: u64,
}

struct KindRow {
    kind: &'static str,
    facilities: String,
    inside: String,
    area: String,
}

#[derive(Template)]
#[template(path = "imports/facilities_report.html")]
struct ReportPage {
    f: Frame,
    is_preview: bool,
    is_refused: bool,
    changes_nothing: bool,
    facts_changed: bool,
    file_name: String,
    mapping: String,
    as_of: String,
    read: String,
    accepted: String,
    new: String,
    changed: String,
    unchanged: String,
    removed: String,
    replaced_demo: String,
    replaces_demo: bool,
    /// The first of those that go, by identifier and name.
    gone: Vec<(String, String)>,
    more_gone: String,
    area: String,
    cost: String,
    groups: String,
    kinds: Vec<KindRow>,
    problems: Vec<ProblemRow>,
    problem_count: String,
    more_problems: String,
    counts: Vec<(String, String, String)>,
    upload: i64,
}

async fn choose(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let inventory = visit.check(visit.app().facilities(&visit.actor).await)?;
    let title = visit.lang.pick("公共施設の一覧を取り込む", "Import a list of facilities");
    let f = visit.frame(Section::Imports, title).await?;
    let mapping = |mapping: &app::facilities::FacilityMapping| MappingChoice {
        name: mapping.name().to_owned(),
        title: f.lang.pick(mapping.title_ja(), mapping.title_en()).to_owned(),
    };
    let page = ChoosePage {
        mappings: visit.app().facility_mappings().iter().map(mapping).collect(),
        is_illustrative: inventory.kind == app::InventoryKind::Demo,
        in_force: inventory.last_import.as_ref().map(|import| in_force(&f, import)),
        limit_mb: app::MAX_UPLOAD_BYTES / (1024 * 1024),
        f,
    };
    Ok(render(&page))
}

async fn preview(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let upload = read_form(&visit, form).await?;
    let tried = visit.app().try_facility_upload(&visit.actor, &upload.file_name, &upload.mapping, upload.bytes).await;
    let report = visit.check(tried)?;
    let f = visit.frame(Section::Imports, visit.lang.pick("内容を確かめる", "Check the content")).await?;
    Ok(render_with(status(&report), &report_page(f, &report, true)))
}

async fn confirm(visit: Visit, form: Result<Form<Confirmation>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let Form(confirmation) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let report = visit.check(visit.app().confirm_facility_upload(&visit.actor, confirmation.upload).await)?;
    let f = visit.frame(Section::Imports, visit.lang.pick("取込の結果", "Result of the import")).await?;
    Ok(render_with(status(&report), &report_page(f, &report, false)))
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn choose_again(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href(HERE))
}

fn status(report: &FacilityImportReport) -> StatusCode {
    if report.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

fn in_force(f: &Frame, import: &FacilityImport) -> InForce {
    InForce {
        file_name: import.header.file_name.clone(),
        as_of: format::year(f.lang, import.header.as_of),
        at: format::moment(&import.at),
        actor: import.header.actor.clone(),
        rows: format::count(import.read as i64),
        problems: format::count(import.problems as i64),
    }
}

fn report_page(f: Frame, report: &FacilityImportReport, is_preview: bool) -> ReportPage {
    let outcome = report.outcome.unwrap_or_default();
    let all: u64 = report.problem_counts.values().sum();
    let shown = report.problems.len().min(super::SHOWN_PROBLEMS) as u64;
    let number = |count: u64| format::count(count as i64);
    let kind = |total: &KindTotal| KindRow {
        kind: f.lang.pick(total.kind.label_ja(), total.kind.label_en()),
        facilities: number(total.facilities as u64),
        inside: number(total.inside_others as u64),
        area: square_metres(total.area_hundredths_m2),
    };
    ReportPage {
        is_preview,
        is_refused: report.is_refused(),
        changes_nothing: !report.is_refused() && report.changes_nothing(),
        // Of a first list there is nothing else that could change.
        facts_changed: outcome.facts_changed && outcome.changed + outcome.unchanged + outcome.removed > 0,
        file_name: report.file_name.clone(),
        mapping: report.mapping.clone(),
        as_of: format::year(f.lang, report.as_of),
        read: number(report.read),
        accepted: number(report.accepted),
        new: number(outcome.new),
        changed: number(outcome.changed),
        unchanged: number(outcome.unchanged),
        removed: number(outcome.removed),
        replaced_demo: number(outcome.replaced_demo),
        replaces_demo: outcome.replaced_demo > 0,
        gone: report.gone.clone(),
        more_gone: rest(outcome.removed, report.gone.len() as u64),
        area: square_metres(report.totals.area_hundredths_m2),
        cost: report.totals.cost.map(|cost| format::in_words(f.lang, cost)).unwrap_or_default(),
        groups: report.totals.groups.join("、"),
        kinds: report.totals.by_kind.iter().map(kind).collect(),
        problems: worst_first(&report.problems, |one| one.kind.severity)
            .map(|problem| problem_row(&f, problem))
            .collect(),
        problem_count: number(all),
        more_problems: rest(all, shown),
        counts: counts(&f, &report.problem_counts),
        upload: report.upload.unwrap_or_default(),
        f,
    }
}
