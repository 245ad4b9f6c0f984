//! `/clusters/{id}/analysis`: the five stages, their gates and snapshots.

mod actions;
mod form;
mod item;
mod options;
mod overview;
mod shown;
mod snapshots;
mod stage;

use app::analyses::AnalysisView;
use app::{Action, AppError};
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::routing::get;
use reform::analysis::Stage;

use crate::Site;
use crate::error::PageError;
use crate::page::{Frame, Visit};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/clusters/{id}/analysis", get(overview::show))
        .route("/clusters/{id}/analysis/{stage}", get(stage::show))
        .route("/clusters/{id}/analysis/{stage}/close", get(actions::back_to_overview).post(actions::close))
        .route("/clusters/{id}/analysis/{stage}/reopen", get(actions::back_to_overview).post(actions::reopen))
        .route("/clusters/{id}/analysis/items/new", get(item::new).post(item::add))
        .route("/clusters/{id}/analysis/items/{item}", get(item::show).post(item::save))
        .route("/clusters/{id}/analysis/items/{item}/move", get(actions::back_to_item).post(actions::move_item))
        .route("/clusters/{id}/analysis/items/{item}/delete", get(actions::back_to_item).post(actions::delete))
        .route("/clusters/{id}/analysis/items/{item}/restore", get(actions::back_to_item).post(actions::restore))
        .route("/clusters/{id}/analysis/options", get(options::show))
        .route("/clusters/{id}/analysis/options/decide", get(options::back).post(options::decide))
        .route("/clusters/{id}/analysis/options/withdraw", get(options::back).post(options::withdraw))
        .route("/clusters/{id}/analysis/snapshots", get(snapshots::list))
        .route("/clusters/{id}/analysis/snapshots/{number}", get(snapshots::show))
        .route("/clusters/{id}/analysis/compare", get(snapshots::compare))
}

/// What stands around every page of an analysis (経営分析の枠).
pub struct Around {
    subnav: SubNav,
    /// The cluster's name.
    cluster: String,
    /// The address of the cluster.
    cluster_href: String,
    /// The address of the analysis.
    base: String,
    /// The pages of the analysis: address, label, whether it is the current one.
    tabs: Vec<(String, String, bool)>,
    /// Whether it is an example.
    is_demo: bool,
}

impl Around {
    /// The frame of a page of this analysis; `current` is the path of the page below the analysis.
    fn new(f: &Frame, view: &AnalysisView, current: &str) -> Around {
        let base = f.href(&path_of(&view.head.id));
        let mut tabs = vec![(String::new(), f.t("段階の一覧", "Overview").to_owned())];
        tabs.extend(Stage::ALL.iter().map(|stage| {
            let label = format!("{} {}", stage.number(), f.t(stage.label_ja(), stage.label_en()));
            (format!("/{}", stage.number()), label)
        }));
        tabs.push(("/options".into(), f.t("改革案を並べる", "Options side by side").to_owned()));
        tabs.push(("/snapshots".into(), f.t("スナップショット", "Snapshots").to_owned()));
        let tab = |(path, label): (String, String)| (format!("{base}{path}"), label, path == current);
        let mut tabs: Vec<(String, String, bool)> = tabs.into_iter().map(tab).collect();
        if f.actor.may(Action::ReadAnalyses) {
            let model = f.href(&format!("/clusters/{}/logic-model", encode(&view.head.id)));
            tabs.push((model, f.t("ロジックモデル", "Logic model").to_owned(), false));
        }
        Around {
            subnav: SubNav::new(f, Part::Clusters),
            cluster: f.text(&view.head.name).to_owned(),
            cluster_href: f.href(&format!("/clusters/{}", encode(&view.head.id))),
            base,
            tabs,
            is_demo: view.stored.is_demo,
        }
    }
}

/// The path of a cluster's analysis.
fn path_of(cluster: &str) -> String {
    format!("/clusters/{}/analysis", encode(cluster))
}

/// The cluster and the stage of an address.
fn stage_of(visit: &Visit, path: Result<Path<(String, String)>, PathRejection>) -> Result<(String, Stage), PageError> {
    let Path((cluster, number)) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let stage = number.parse().ok().and_then(Stage::from_number);
    let stage = stage.ok_or_else(|| PageError::new(visit, AppError::NotFound { what: "stage", name: number }))?;
    Ok((cluster, stage))
}

/// The cluster and the number of an address.
fn number_of(visit: &Visit, path: Result<Path<(String, String)>, PathRejection>) -> Result<(String, i64), PageError> {
    let Path((cluster, number)) = path.map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))?;
    let parsed = number.parse().ok().filter(|number: &i64| *number > 0);
    let parsed = parsed.ok_or_else(|| PageError::new(visit, AppError::NotFound { what: "record", name: number }))?;
    Ok((cluster, parsed))
}
