//! `/facilities`: the public facilities — the list, its files, and how old and how large they are.

mod ages;
mod filter;
mod list;

use axum::Router;
use axum::routing::get;

use crate::Site;
use crate::page::Frame;

pub use filter::ListQuery;
pub use list::square_metres;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/facilities", get(list::show))
        .route("/facilities.csv", get(list::csv))
        .route("/facilities.xlsx", get(list::xlsx))
        .route("/facilities/ages", get(ages::show))
        .route("/facilities/ages.csv", get(ages::csv))
}

/// The pages of this family, for the navigation among them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    List,
    Ages,
}

/// A link among the pages of this family.
struct PartLink {
    path: &'static str,
    label: String,
    is_current: bool,
}

fn parts(f: &Frame, current: Option<Part>) -> Vec<PartLink> {
    let link = |part: Option<Part>, path, ja: &str, en: &str| PartLink {
        path,
        label: f.t(ja, en).to_owned(),
        is_current: part.is_some() && part == current,
    };
    vec![
        link(Some(Part::List), "/facilities", "一覧", "List"),
        link(Some(Part::Ages), "/facilities/ages", "築年数と一人当たり面積", "Ages and area per citizen"),
        link(None, "/fiscal/facilities", "更新費用の試算", "Renewal costs"),
    ]
}
