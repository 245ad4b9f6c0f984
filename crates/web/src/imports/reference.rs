//! `/imports/reference`: files of published figures are tried, looked at, confirmed; and which are in force.

use app::{Action, CityFile, CityImportReport, CitySource, FiscalYear};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};

use super::{Confirmation, ProblemRow, UploadedFile, counts, problem_row, read_form, rest, worst_first};
use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render, render_with};

/// The page where a file is chosen, for leading back to it.
const HERE: &str = "/imports/reference";

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/imports/reference", get(choose))
        .route("/imports/reference/preview", post(preview).get(choose_again))
        .route("/imports/reference/confirm", post(confirm).get(choose_again))
}

struct Kind {
    word: String,
    title: String,
}

struct SourceLine {
    file_name: String,
    kind: &'static str,
    year: String,
    at: String,
    actor: String,
    rows: String,
    figures: String,
    problems: String,
}

#[derive(Template)]
#[template(path = "imports/reference.html")]
struct ChoosePage {
    f: Frame,
    kinds: Vec<Kind>,
    sources: Vec<SourceLine>,
    limit_mb: u64,
}

#[derive(Template)]
#[template(path = "imports/reference_report.html")]
struct ReportPage {
    f: Frame,
    is_preview: bool,
    is_unusable: bool,
    changes_nothing: bool,
    file_name: String,
    kind: &'static str,
    year: String,
    read: String,
    figures: String,
    new: String,
    changed: String,
    unchanged: String,
    removed: String,
    cities: String,
    problems: Vec<ProblemRow>,
    problem_count: String,
    more_problems: String,
    counts: Vec<(String, String, String)>,
    upload: i64,
}

async fn choose(visit: Visit) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let sources = visit.check(visit.app().city_sources(&visit.actor).await)?;
    let f =
        visit.frame(Section::Imports, visit.lang.pick("公表された指標を取り込む", "Import published figures")).await?;
    let page = ChoosePage {
        kinds: kinds(&visit, &f),
        sources: sources.iter().map(|source| source_line(&f, source)).collect(),
        limit_mb: app::MAX_UPLOAD_BYTES / (1024 * 1024),
        f,
    };
    Ok(render(&page))
}

async fn preview(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let upload = read_form(&visit, form).await?;
    let what = chosen(&visit, &upload)?;
    let tried = visit.app().try_city_upload(&visit.actor, &upload.file_name, upload.bytes, &what).await;
    let report = visit.check(tried)?;
    let status = if report.is_unusable { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let f = visit.frame(Section::Imports, visit.lang.pick("内容を確かめる", "Check the content")).await?;
    Ok(render_with(status, &report_page(f, &report, true)))
}

async fn confirm(visit: Visit, form: Result<Form<Confirmation>, FormRejection>) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ImportReferenceData))?;
    let Form(confirmation) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let report = visit.check(visit.app().confirm_city_upload(&visit.actor, confirmation.upload).await)?;
    let f = visit.frame(Section::Imports, visit.lang.pick("取込の結果", "Result of the import")).await?;
    Ok(render(&report_page(f, &report, false)))
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn choose_again(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href(HERE))
}

/// What a file may be taken for.
fn kinds(visit: &Visit, f: &Frame) -> Vec<Kind> {
    let plain = |word: &str, ja: &str, en: &str| Kind { word: word.to_owned(), title: f.t(ja, en).to_owned() };
    let mut kinds =
        vec![plain("indicators", "主要財政指標（総務省）", "Main fiscal indicators (the ministry's tables)")];
    kinds.extend(visit.app().card_mappings().map(|(name, (ja, en))| plain(&format!("cards/{name}"), ja, en)));
    kinds.push(plain("population", "将来推計人口", "Future population"));
    kinds.push(plain("municipalities", "全国地方公共団体コード", "Municipality codes"));
    kinds
}

/// What the form says the file is.
fn chosen(visit: &Visit, upload: &UploadedFile) -> Result<CityFile, PageError> {
    let year = match upload.year.trim() {
        "" => None,
        text => match text.parse().ok().and_then(|year| FiscalYear::new(year).ok()) {
            Some(year) => Some(year),
            None => {
                let detail = visit.lang.pick("年度は西暦で入れてください：", "write the year as four digits: ");
                return Err(PageError::bad_request(visit, format!("{detail}{text}")));
            }
        },
    };
    CityFile::choose(&upload.mapping, year).ok_or_else(|| {
        let detail = visit.lang.pick("資料の種類が選ばれていません", "no kind of file was chosen");
        PageError::bad_request(visit, detail)
    })
}

fn report_page(f: Frame, report: &CityImportReport, is_preview: bool) -> ReportPage {
    let outcome = report.outcome.clone().unwrap_or_default();
    let all: u64 = report.problem_counts.values().sum();
    let shown = report.problems.len().min(super::SHOWN_PROBLEMS) as u64;
    let year = report.year.map(|year| {
        let (ja, en) = report.year_from.names();
        format!("{}（{}）", format::year(f.lang, year), f.t(ja, en))
    });
    let (kind_ja, kind_en) = report.kind.names();
    let number = |count: u64| format::count(count as i64);
    ReportPage {
        is_preview,
        is_unusable: report.is_unusable,
        changes_nothing: !report.is_unusable && report.changes_nothing(),
        file_name: report.file_name.clone(),
        kind: f.lang.pick(kind_ja, kind_en),
        year: year.unwrap_or_default(),
        read: number(report.read),
        figures: number(report.figures),
        new: number(outcome.new),
        changed: number(outcome.changed),
        unchanged: number(outcome.unchanged),
        removed: number(outcome.removed),
        cities: number(outcome.new_cities + outcome.changed_cities),
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

fn source_line(f: &Frame, source: &CitySource) -> SourceLine {
    let (kind_ja, kind_en) = source.kind.names();
    let number = |count: u64| format::count(count as i64);
    SourceLine {
        file_name: source.file_name.clone(),
        kind: f.lang.pick(kind_ja, kind_en),
        year: source.fiscal_year.map(|year| format::year(f.lang, year)).unwrap_or_default(),
        at: format::moment(&source.at),
        actor: source.actor.clone(),
        rows: number(source.read),
        figures: number(source.figures),
        problems: number(source.problems),
    }
}
