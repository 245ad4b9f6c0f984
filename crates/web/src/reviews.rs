//! The yearly review (点検): cycles, boards, lists, sheets and what comes of them.

mod board;
mod bulk;
mod cycle;
mod cycle_form;
mod index;
mod list;
mod list_address;
mod mine;
mod reports;
mod sheet;
pub(crate) mod words;
mod workbook;

pub use sheet::words::{day, moment};

use app::{Action, Actor, FiscalYear};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::header;
use axum::routing::get;

use crate::Site;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::Visit;

/// The most bytes of a form of boards and lists: 500 chosen sheets and a comment are far less.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new().merge(board_routes()).merge(reports::routes()).merge(sheet::routes()).merge(workbook::routes())
}

/// The reviews by year, their boards, lists and calendars, and what lies with whoever signed in.
fn board_routes() -> Router<Site> {
    Router::new()
        .route("/my-work", get(mine::show))
        .route("/reviews", get(index::show))
        .route("/reviews/new", get(index::new).post(index::open))
        .route("/reviews/{year}", get(board::show))
        .route("/reviews/{year}/board.csv", get(board::csv))
        .route("/reviews/{year}/board.xlsx", get(board::xlsx))
        .route("/reviews/{year}/calendar", get(cycle::show).post(cycle::change))
        .route("/reviews/{year}/calendar.ics", get(cycle::ics))
        .route("/reviews/{year}/sheets", get(list::show))
        .route("/reviews/{year}/sheets.csv", get(list::csv))
        .route("/reviews/{year}/sheets.xlsx", get(list::xlsx))
        .route("/reviews/{year}/sheets/bulk", get(bulk::choose_again).post(bulk::preview))
        .route("/reviews/{year}/sheets/bulk/confirm", get(bulk::choose_again).post(bulk::confirm))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The fiscal year an address names.
fn read_year(visit: &Visit, year: Result<Path<String>, PathRejection>) -> Result<FiscalYear, PageError> {
    let Path(text) = year.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let year = text.parse::<i32>().ok().and_then(|year| FiscalYear::new(year).ok());
    let name = text.chars().take(40).collect();
    year.ok_or_else(|| PageError::new(visit, app::AppError::NotFound { what: "review", name }))
}

/// The headers of a file to take away under a name.
fn file_headers(name: &str, format: app::FileFormat) -> [(header::HeaderName, String); 2] {
    let (kind, ending) = match format {
        app::FileFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        app::FileFormat::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)]
}

/// The navigation within the review of one year (点検の中の案内).
pub struct ReviewNav {
    entries: Vec<(String, &'static str, bool)>,
}

/// The pages of the review of one year (点検の画面).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ReviewPage {
    /// 進捗.
    Board,
    /// シート一覧.
    Sheets,
    /// エクセル.
    Workbook,
    /// 記入の確認.
    Checks,
    /// 効果額.
    Effects,
    /// 系譜.
    Lineage,
    /// 前年度からの変更.
    Changes,
    /// 点検結果（別冊2）.
    Results,
    /// 日程.
    Calendar,
}

impl ReviewNav {
    /// What this actor may open of the review of a year.
    pub fn new(actor: &Actor, lang: Lang, year: FiscalYear, current: ReviewPage) -> ReviewNav {
        let pages = [
            (ReviewPage::Board, "", "進捗", "Progress", Action::ReadReviews),
            (ReviewPage::Sheets, "/sheets", "シート一覧", "Sheets", Action::ReadReviews),
            (ReviewPage::Workbook, "/workbook", "エクセル", "Workbook", Action::UseWorkbooks),
            (ReviewPage::Checks, "/checks", "記入の確認", "Checks", Action::ReadReviews),
            (ReviewPage::Effects, "/effects", "効果額", "Effects", Action::ReadReviews),
            (ReviewPage::Lineage, "/lineage", "系譜", "Lineage", Action::ReadReviews),
            (ReviewPage::Changes, "/changes", "前年度からの変更", "Changes", Action::ReadReviews),
            (ReviewPage::Results, "/results", "点検結果（別冊2）", "Results", Action::ReadReviews),
            (ReviewPage::Calendar, "/calendar", "日程", "Calendar", Action::ReadReviews),
        ];
        let entries = pages.into_iter().filter(|(.., action)| actor.may(*action)).map(|(page, path, ja, en, _)| {
            let href = lang.href(&format!("/reviews/{}{path}", year.start()));
            (href, lang.pick(ja, en), page == current)
        });
        ReviewNav { entries: entries.collect() }
    }

    /// Address, label, and whether it is the page shown.
    pub fn entries(&self) -> &[(String, &'static str, bool)] {
        &self.entries
    }
}
