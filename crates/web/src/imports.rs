//! `/imports`: a file is tried, looked at, confirmed; and what was imported so far.

mod facilities;
mod reference;

use std::collections::BTreeMap;

use app::{AppError, ImportReport, Problem, Severity, StoredProblem};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render, render_with};

/// The most problems a page lists; the rest is counted.
const SHOWN_PROBLEMS: usize = 100;
/// The longest file name kept, in characters.
const MAX_FILE_NAME_CHARS: usize = 200;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/imports", get(list))
        .route("/imports/new", get(new))
        .route("/imports/preview", post(preview).get(choose_again))
        .route("/imports/confirm", post(confirm).get(choose_again))
        .route("/imports/{id}", get(show))
        .merge(facilities::routes())
        .merge(reference::routes())
}

struct MappingChoice {
    name: String,
    title: String,
}

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage {
    f: Frame,
    mappings: Vec<MappingChoice>,
    limit_mb: u64,
}

/// A problem in words.
pub struct ProblemRow {
    /// How grave it is, as icon and word.
    pub severity: Html,
    /// The stable code.
    pub code: String,
    /// Where.
    pub place: String,
    /// What.
    pub what: String,
    /// The offending text.
    pub excerpt: String,
    /// What to do.
    pub hint: String,
}

struct TotalRow {
    year: String,
    stage: &'static str,
    cost: String,
    source_total: String,
}

#[derive(Template)]
#[template(path = "imports/report.html")]
struct ReportPage {
    f: Frame,
    is_preview: bool,
    is_unusable: bool,
    changes_nothing: bool,
    file_name: String,
    mapping: String,
    read: String,
    imported: String,
    new: String,
    changed: String,
    unchanged: String,
    unusable: String,
    replaced_demo: String,
    replaces_demo: bool,
    problems: Vec<ProblemRow>,
    problem_count: String,
    more_problems: String,
    counts: Vec<(String, String, String)>,
    totals: Vec<TotalRow>,
    money_unit: &'static str,
    other_sources: Vec<(String, String)>,
    upload: i64,
    import_href: String,
}

struct ImportLine {
    id: i64,
    at: String,
    file_name: String,
    mapping: String,
    actor: String,
    new: String,
    changed: String,
    problems: String,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct HistoryPage {
    f: Frame,
    imports: Vec<ImportLine>,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ImportPage {
    f: Frame,
    line: ImportLine,
    read: String,
    unchanged: String,
    replaced_demo: String,
    sha256: String,
    size: String,
    problems: Vec<ProblemRow>,
    more_problems: String,
}

#[derive(Deserialize)]
struct Confirmation {
    upload: i64,
}

async fn new(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::ImportPrograms))?;
    let f = visit.frame(Section::Imports, visit.lang.pick("データを取り込む", "Import data")).await?;
    let mappings = visit
        .app()
        .mappings()
        .iter()
        .map(|mapping| MappingChoice {
            name: mapping.name().to_owned(),
            title: f.lang.pick(mapping.title_ja(), mapping.title_en()).to_owned(),
        })
        .collect();
    Ok(render(&NewPage { mappings, limit_mb: app::MAX_UPLOAD_BYTES / (1024 * 1024), f }))
}

async fn preview(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::ImportPrograms))?;
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let upload = read_form(&visit, form).await?;
    let tried = visit.app().try_upload(&visit.actor, &upload.file_name, &upload.mapping, upload.bytes).await;
    let report = visit.check(tried)?;
    let status = if report.is_unusable() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let f = visit.frame(Section::Imports, visit.lang.pick("内容を確かめる", "Check the content")).await?;
    Ok(render_with(status, &report_page(f, &report, true)))
}

async fn confirm(visit: Visit, form: Result<Form<Confirmation>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, app::Action::ImportPrograms))?;
    let Form(confirmation) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let report = visit.check(visit.app().confirm_upload(&visit.actor, confirmation.upload).await)?;
    let f = visit.frame(Section::Imports, visit.lang.pick("取込の結果", "Result of the import")).await?;
    Ok(render(&report_page(f, &report, false)))
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn choose_again(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href("/imports/new"))
}

async fn list(visit: Visit) -> Result<Response, PageError> {
    let imports = visit.check(visit.app().imports(&visit.actor, 200).await)?;
    let f = visit.frame(Section::Imports, visit.lang.pick("取込の履歴", "Past imports")).await?;
    Ok(render(&HistoryPage { imports: imports.iter().map(import_line).collect(), f }))
}

async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let Path(id) = id.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let record = visit.check(visit.app().import_record(&visit.actor, id).await)?;
    let title = format!("{} {id}", visit.lang.pick("取込", "Import"));
    let f = visit.frame(Section::Imports, title).await?;
    let row = &record.row;
    let shown = record.problems.len().min(SHOWN_PROBLEMS) as u64;
    let page = ImportPage {
        line: import_line(row),
        read: format::count(row.read as i64),
        unchanged: format::count(row.outcome.unchanged as i64),
        replaced_demo: format::count(row.outcome.replaced_demo as i64),
        sha256: row.header.file_sha256.clone(),
        size: format::count(row.header.file_bytes as i64),
        problems: worst_first(&record.problems, |one| one.severity).map(|problem| stored_row(&f, problem)).collect(),
        more_problems: rest(row.problems, shown),
        f,
    };
    Ok(render(&page))
}

/// A file with the fields sent beside it.
pub struct UploadedFile {
    /// The file's own name.
    pub file_name: String,
    mapping: String,
    year: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads the form that sends a file.
pub async fn read_form(visit: &Visit, mut form: Multipart) -> Result<UploadedFile, PageError> {
    let mut upload =
        UploadedFile { file_name: String::new(), mapping: String::new(), year: String::new(), bytes: Vec::new() };
    while let Some(field) = form.next_field().await.map_err(|error| multipart_error(visit, &upload, &error))? {
        match field.name().unwrap_or_default() {
            "file" => {
                upload.file_name = base_name(field.file_name().unwrap_or_default());
                upload.bytes = field.bytes().await.map_err(|error| multipart_error(visit, &upload, &error))?.to_vec();
            }
            "mapping" => {
                upload.mapping = field.text().await.map_err(|error| multipart_error(visit, &upload, &error))?;
            }
            "year" => {
                upload.year = field.text().await.map_err(|error| multipart_error(visit, &upload, &error))?;
            }
            _ => {}
        }
    }
    if upload.file_name.is_empty() {
        let detail = visit.lang.pick("ファイルが選ばれていません", "no file was chosen");
        return Err(PageError::bad_request(visit, detail));
    }
    Ok(upload)
}

/// The last part of a name that may be a whole path of the sender's machine; at most as long as a file's name may be.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last: String = last.chars().filter(|c| !c.is_control()).take(MAX_FILE_NAME_CHARS).collect();
    match last.trim() {
        "" if name.is_empty() => String::new(),
        "" | "." | ".." => "file".to_owned(),
        last => last.to_owned(),
    }
}

fn multipart_error(visit: &Visit, upload: &UploadedFile, error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let (file_name, limit_bytes) = (upload.file_name.clone(), app::MAX_UPLOAD_BYTES);
        return PageError::new(visit, AppError::TooLarge { file_name, limit_bytes });
    }
    PageError::bad_request(visit, error.body_text())
}

fn report_page(f: Frame, report: &ImportReport, is_preview: bool) -> ReportPage {
    let outcome = report.outcome.unwrap_or_default();
    let all: u64 = report.problem_counts.values().sum();
    let shown = report.problems.len().min(SHOWN_PROBLEMS) as u64;
    ReportPage {
        is_preview,
        is_unusable: report.is_unusable(),
        changes_nothing: !report.is_unusable() && report.changes_nothing(),
        file_name: report.file_name.clone(),
        mapping: report.mapping.clone(),
        read: format::count(report.read as i64),
        imported: format::count(report.imported as i64),
        new: format::count(outcome.new as i64),
        changed: format::count(outcome.changed as i64),
        unchanged: format::count(outcome.unchanged as i64),
        unusable: format::count(report.read.saturating_sub(report.imported) as i64),
        replaced_demo: format::count(outcome.replaced_demo as i64),
        replaces_demo: outcome.replaced_demo > 0,
        problems: worst_first(&report.problems, |one| one.kind.severity)
            .map(|problem| problem_row(&f, problem))
            .collect(),
        problem_count: format::count(all as i64),
        more_problems: rest(all, shown),
        counts: counts(&f, &report.problem_counts),
        totals: report
            .totals
            .iter()
            .map(|((year, stage), cost)| TotalRow {
                year: format::year(f.lang, *year),
                stage: f.lang.pick(stage.label_ja(), stage.label_en()),
                cost: format::total(cost.accepted_in_units),
                source_total: format::total(cost.read_in_units),
            })
            .collect(),
        money_unit: report.money_unit,
        other_sources: report
            .other_sources
            .iter()
            .map(|(source, programs)| (source.clone(), format::count(*programs)))
            .collect(),
        upload: report.upload.unwrap_or_default(),
        import_href: outcome.import_id.map(|id| f.href(&format!("/imports/{id}"))).unwrap_or_default(),
        f,
    }
}

/// What a page lists: the gravest first, so that no number of warnings hides an error; equals as they stand in the file.
pub fn worst_first<T>(problems: &[T], severity: fn(&T) -> Severity) -> impl Iterator<Item = &T> {
    let mut sorted: Vec<&T> = problems.iter().collect();
    sorted.sort_by_key(|problem| std::cmp::Reverse(severity(problem)));
    sorted.into_iter().take(SHOWN_PROBLEMS)
}

/// How many problems are not listed; empty for none.
pub fn rest(all: u64, shown: u64) -> String {
    if all > shown { format::count((all - shown) as i64) } else { String::new() }
}

/// How often each kind was met: code, title, count.
pub fn counts(f: &Frame, counts: &BTreeMap<&'static str, u64>) -> Vec<(String, String, String)> {
    counts
        .iter()
        .map(|(code, count)| {
            let title = app::problems::find(code).map(|kind| f.t(kind.title_ja, kind.title_en)).unwrap_or_default();
            ((*code).to_owned(), title.to_owned(), format::count(*count as i64))
        })
        .collect()
}

/// A problem in words.
pub fn problem_row(f: &Frame, problem: &Problem) -> ProblemRow {
    let kind = problem.kind;
    ProblemRow {
        severity: f.severity(&kind.severity),
        code: kind.code.to_owned(),
        place: problem.place.to_string(),
        what: f.t(kind.title_ja, kind.title_en).to_owned(),
        excerpt: problem.excerpt.clone(),
        hint: f.t(kind.hint_ja, kind.hint_en).to_owned(),
    }
}

fn stored_row(f: &Frame, problem: &StoredProblem) -> ProblemRow {
    let kind = app::problems::find(&problem.code);
    let severity: Severity = problem.severity;
    ProblemRow {
        severity: f.severity(&severity),
        code: problem.code.clone(),
        place: problem.place.to_string(),
        what: kind.map(|kind| f.t(kind.title_ja, kind.title_en).to_owned()).unwrap_or_default(),
        excerpt: problem.excerpt.clone(),
        hint: kind.map(|kind| f.t(kind.hint_ja, kind.hint_en).to_owned()).unwrap_or_default(),
    }
}

fn import_line(row: &app::ImportRow) -> ImportLine {
    ImportLine {
        id: row.id,
        at: format::moment(&row.at),
        file_name: row.header.file_name.clone(),
        mapping: row.header.mapping_name.clone(),
        actor: row.header.actor.clone(),
        new: format::count(row.outcome.new as i64),
        changed: format::count(row.outcome.changed as i64),
        problems: format::count(row.problems as i64),
    }
}
