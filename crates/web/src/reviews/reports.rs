//! `/reviews/{year}/results`, `/effects`, `/changes`, `/checks`: what comes of a review, as page, CSV and workbook.

mod effect_record;
mod lineage;

use app::chart::{Cell, DataTable, Lang as ChartLang};
use app::outcomes::{Changes, CheckFilter, Report, ReportTable, ResultFilter, Results};
use app::{AppError, Direction, FiscalYear};
use askama::Template;
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use reform::sheet_check::Check;

use super::{ReviewNav, ReviewPage};
use crate::Site;
use crate::cities::{Pairs, attached};
use crate::error::PageError;
use crate::figure::{chart_lang, figure};
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::{PageLink, encode, pages};

/// How many rows of a long table are on one page.
const ROWS_ON_PAGE: usize = 100;

/// A text of more characters gets a wider column.
const LONG_CHARS: usize = 14;

/// The addresses of the reports.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reviews/{year}/results", get(show_results))
        .route("/reviews/{year}/effects", get(show_effects))
        .route("/reviews/{year}/changes", get(show_changes))
        .route("/reviews/{year}/checks", get(show_checks))
        .route("/reviews/{year}/reports/{report}/workbook", get(workbook))
        .route("/reviews/{year}/reports/{report}/tables/{table}", get(csv))
        .route("/reviews/{year}/effects/{program}", get(effect_record::show).post(effect_record::record))
        .route("/reviews/{year}/lineage", get(lineage::show).post(lineage::set))
        .route("/reviews/{year}/lineage/unset", post(lineage::unset))
}

/// A report of a review (報告の種類).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Results,
    Effects,
    Changes,
    Checks,
}

/// A choice the list is narrowed by.
struct Select {
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "reviews/reports/show.html")]
struct ReportPage {
    f: Frame,
    nav: ReviewNav,
    lead: String,
    figures: Vec<app::outcomes::ReportFigure>,
    notes: Vec<app::outcomes::ReportNote>,
    charts: Vec<Html>,
    tables: Vec<ShownTable>,
    selects: Vec<Select>,
    action: String,
    workbook_href: String,
    is_demo: bool,
    source: String,
}

/// A table, or one page of it.
pub(super) struct ShownTable {
    table: DataTable,
    links: Vec<Option<String>>,
    total_row: Option<usize>,
    is_open: bool,
    csv_href: String,
    pages: Vec<PageLink>,
    range: String,
    key: &'static str,
}

impl Kind {
    fn of_word(word: &str) -> Option<Kind> {
        [Kind::Results, Kind::Effects, Kind::Changes, Kind::Checks].into_iter().find(|kind| kind.word() == word)
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Results => "results",
            Kind::Effects => "effects",
            Kind::Changes => "changes",
            Kind::Checks => "checks",
        }
    }

    fn page(self) -> ReviewPage {
        match self {
            Kind::Results => ReviewPage::Results,
            Kind::Effects => ReviewPage::Effects,
            Kind::Changes => ReviewPage::Changes,
            Kind::Checks => ReviewPage::Checks,
        }
    }
}

type YearPath = Result<Path<String>, PathRejection>;
type Asked = Result<Query<Pairs>, QueryRejection>;

async fn show_results(visit: Visit, year: YearPath, query: Asked) -> Result<Response, PageError> {
    show(visit, Kind::Results, year, query).await
}

async fn show_effects(visit: Visit, year: YearPath, query: Asked) -> Result<Response, PageError> {
    show(visit, Kind::Effects, year, query).await
}

async fn show_changes(visit: Visit, year: YearPath, query: Asked) -> Result<Response, PageError> {
    show(visit, Kind::Changes, year, query).await
}

async fn show_checks(visit: Visit, year: YearPath, query: Asked) -> Result<Response, PageError> {
    show(visit, Kind::Checks, year, query).await
}

async fn show(visit: Visit, kind: Kind, year: YearPath, query: Asked) -> Result<Response, PageError> {
    let year = year_of(&visit, path(&visit, year)?.as_str())?;
    let asked = pairs(&visit, query)?;
    let lang = chart_lang(visit.lang);
    let (report, selects) = make(&visit, kind, year, &asked, lang).await?;
    let f = visit.frame(Section::Reviews, report.title.clone()).await?;
    let base = format!("/reviews/{}", year.start());
    let narrowed = address_part(&asked, &["check", "direction", "bureau"]);
    let file = |rest: &str| f.href(&format!("{base}/reports/{}/{rest}{narrowed}", kind.word()));
    let action = f.href(&format!("{base}/{}", kind.word()));
    let page = value(&asked, "page").parse().unwrap_or(1_usize).max(1);
    let last = report.tables.len().saturating_sub(1);
    let tables = report.tables.iter().enumerate().map(|(at, table)| {
        let csv_href = file(&format!("tables/{}", table.key));
        let address = |page: i64| {
            let first = if narrowed.is_empty() { "?" } else { "&" };
            format!("{action}{narrowed}{first}page={page}#{}", table.key)
        };
        shown(table, csv_href, at < 2 || at == last, if at == last { page } else { 1 }, address)
    });
    let page = ReportPage {
        nav: ReviewNav::new(&visit.actor, visit.lang, year, kind.page()),
        lead: report.lead.clone(),
        figures: report.figures.clone(),
        notes: report.notes.clone(),
        charts: report.charts.iter().map(|chart| figure(kind.word(), chart, f.lang, "")).collect(),
        tables: tables.collect(),
        selects,
        workbook_href: file("workbook"),
        action: action.clone(),
        is_demo: report.is_demo,
        source: f
            .t(
                "点検シートと事業台帳から、この画面を開いたときに集計しました。",
                "Worked out from the review sheets and the inventory when this page was opened.",
            )
            .to_owned(),
        f,
    };
    Ok(render(&page))
}

async fn workbook(
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Asked,
) -> Result<Response, PageError> {
    let Path((year, word)) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (year, kind) = (year_of(&visit, &year)?, kind_of(&visit, &word)?);
    let (report, _) = make(&visit, kind, year, &pairs(&visit, query)?, chart_lang(visit.lang)).await?;
    let bytes = visit.check(visit.app().report_xlsx(&visit.actor, &report, format::now()))?;
    let kind_of_file = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(kind_of_file, &format!("review-{}-{word}.xlsx", year.start()), bytes))
}

async fn csv(
    visit: Visit,
    path: Result<Path<(String, String, String)>, PathRejection>,
    query: Asked,
) -> Result<Response, PageError> {
    let Path((year, word, key)) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (year, kind) = (year_of(&visit, &year)?, kind_of(&visit, &word)?);
    let (report, _) = make(&visit, kind, year, &pairs(&visit, query)?, chart_lang(visit.lang)).await?;
    let bytes = visit.check(visit.app().report_csv(&visit.actor, &report, &key))?;
    // The report has a table of this name, so it holds nothing that would break a header.
    Ok(attached("text/csv; charset=utf-8", &format!("review-{}-{word}-{key}.csv", year.start()), bytes))
}

/// The report, and what its list can be narrowed by.
async fn make(
    visit: &Visit,
    kind: Kind,
    year: FiscalYear,
    asked: &Pairs,
    lang: ChartLang,
) -> Result<(Report, Vec<Select>), PageError> {
    let (app, actor) = (visit.app(), &visit.actor);
    let bureau = Some(value(asked, "bureau").to_owned()).filter(|bureau| !bureau.is_empty());
    Ok(match kind {
        Kind::Results => {
            let effects = visit.check(app.review_effects(actor, year).await)?;
            let results = Results::new(&effects);
            let direction = match value(asked, "direction") {
                "" => None,
                "none" => Some(None),
                word => Some(Direction::from_word(word)),
            };
            let filter = ResultFilter { direction, bureau };
            let words = Direction::ALL.iter().map(|direction| {
                let label = visit.lang.pick(direction.label_ja(), direction.label_en());
                (direction.word().to_owned(), label.to_owned(), filter.direction == Some(Some(*direction)))
            });
            let none = ("none".to_owned(), visit.lang.pick("未判定", "not given").to_owned(), direction == Some(None));
            let directions = words.chain([none]).collect();
            let selects = vec![
                Select { name: "direction", label: visit.lang.pick("方向性", "Direction"), options: directions },
                bureaus(visit, results.bureaus(), filter.bureau.as_deref()),
            ];
            (results.report(lang, &filter), selects)
        }
        Kind::Effects => (visit.check(app.review_effects(actor, year).await)?.report(lang), Vec::new()),
        Kind::Changes => {
            let lineage = visit.check(app.lineage(actor, year).await)?;
            let sheets = visit.check(app.year_sheets(actor, year).await)?;
            (Changes { lineage, sheets }.report(lang), Vec::new())
        }
        Kind::Checks => {
            let checks = visit.check(app.review_checks(actor, year).await)?;
            let filter = CheckFilter { check: Check::from_code(value(asked, "check")), bureau };
            let options = Check::ALL.iter().map(|check| {
                let label = format!("{} {}", check.code(), visit.lang.pick(check.name_ja(), check.name_en()));
                (check.code().to_owned(), label, filter.check == Some(*check))
            });
            let options = options.collect();
            let selects = vec![
                Select { name: "check", label: visit.lang.pick("確認", "Check"), options },
                bureaus(visit, checks.bureaus(), filter.bureau.as_deref()),
            ];
            (checks.report(lang, &filter), selects)
        }
    })
}

fn bureaus(visit: &Visit, names: Vec<String>, chosen: Option<&str>) -> Select {
    let options = names.into_iter().map(|name| (name.clone(), name.clone(), chosen == Some(name.as_str())));
    Select { name: "bureau", label: visit.lang.pick("局", "Bureau"), options: options.collect() }
}

/// A table as a page shows it: all of it, or a page of a long one.
pub(super) fn shown(
    table: &ReportTable,
    csv_href: String,
    is_open: bool,
    page: usize,
    address: impl Fn(i64) -> String,
) -> ShownTable {
    let all = table.table.rows.len();
    let last_page = all.div_ceil(ROWS_ON_PAGE).max(1);
    let page = page.min(last_page);
    let (from, to) = ((page - 1) * ROWS_ON_PAGE, (page * ROWS_ON_PAGE).min(all));
    let rows = table.table.rows.get(from..to).unwrap_or_default().to_vec();
    let links = table.links.get(from..to.min(table.links.len()).max(from)).unwrap_or_default().to_vec();
    ShownTable {
        table: DataTable { rows, ..table.table.clone() },
        links,
        total_row: (table.has_total && all > 0 && to == all).then(|| to - from - 1),
        is_open,
        csv_href,
        pages: if last_page > 1 { pages(page as i64, last_page as i64, address) } else { Vec::new() },
        range: format!("{}–{} / {}", from + 1, to, format::count(all as i64)),
        key: table.key,
    }
}

impl ShownTable {
    fn link(&self, row: &usize) -> Option<&str> {
        self.links.get(*row).and_then(Option::as_deref)
    }

    /// Whether a text needs room to be read.
    fn is_long(&self, cell: &Cell) -> bool {
        matches!(cell, Cell::Text(text) if text.chars().count() > LONG_CHARS)
    }

    /// Whether a column holds figures, so that its heading stands above them.
    fn is_figure(&self, column: &usize) -> bool {
        self.table.rows.iter().filter_map(|row| row.get(*column)).any(Cell::is_figure)
    }

    fn is_total(&self, row: &usize) -> bool {
        self.total_row == Some(*row)
    }
}

fn kind_of(visit: &Visit, word: &str) -> Result<Kind, PageError> {
    let missing = || AppError::NotFound { what: "report", name: word.to_owned() };
    visit.check(Kind::of_word(word).ok_or_else(missing))
}

/// The fiscal year of an address.
pub(super) fn year_of(visit: &Visit, text: &str) -> Result<FiscalYear, PageError> {
    let year = text.parse().ok().and_then(|year| FiscalYear::new(year).ok());
    visit.check(year.ok_or_else(|| AppError::NotFound { what: "review", name: text.chars().take(20).collect() }))
}

fn path<T>(visit: &Visit, path: Result<Path<T>, PathRejection>) -> Result<T, PageError> {
    path.map(|Path(parts)| parts).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

fn pairs(visit: &Visit, query: Asked) -> Result<Pairs, PageError> {
    let Query(pairs) = query.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    Ok(pairs)
}

/// The last value given under a name.
pub(super) fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// The query part that holds only these names: `?bureau=…`, or nothing.
fn address_part(pairs: &Pairs, names: &[&str]) -> String {
    let parts: Vec<String> = names
        .iter()
        .map(|name| (name, value(pairs, name)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}
