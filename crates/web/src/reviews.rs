//! The yearly review (点検): cycles, boards, lists, sheets and what comes of them.

mod reports;
mod sheet;

use app::{Action, Actor, FiscalYear};
use axum::Router;

use crate::Site;
use crate::lang::Lang;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new().merge(reports::routes()).merge(sheet::routes())
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
