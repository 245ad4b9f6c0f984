//! `/comment`: consultations as anybody sees them; `/consultations`: what staff do with them.

mod comments;
mod divide;
mod edit;
pub mod form;
mod groups;
mod public;
mod send;
mod staff;
mod typed;

use app::consultations::ConsultationRow;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::routing::{get, post};
use reform::consultation::ConsultationState;
use reform::discussion::ItemRef;
use reform::plan::CalendarDate;

use crate::Site;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::{Frame, Visit};
use crate::programs::encode;
use crate::remarks::{self, ItemShown};
use crate::reviews::day as day_words;

/// The largest form anybody may send, in bytes: every text of the longest kind, percent-encoded, and no more.
const MOST_SENT_BYTES: usize = 512 * 1024;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    let public = Router::new()
        .route("/comment", get(public::list))
        .route("/comment/{slug}", get(public::show).post(send::send))
        .route("/comment/{slug}/receipt", get(send::ask).post(send::look))
        .route("/comment/{slug}/withdraw", post(send::withdraw).get(send::ask))
        .layer(DefaultBodyLimit::max(MOST_SENT_BYTES));
    Router::new()
        .merge(public)
        .route("/comment/{slug}/results.csv", get(public::results_csv))
        .route("/comment/{slug}/results.xlsx", get(public::results_xlsx))
        .route("/comment/{slug}/papers/{paper}", get(public::paper))
        .route("/consultations", get(staff::list))
        .route("/consultations/new", get(edit::new).post(edit::add))
        .route("/consultations/{id}", get(staff::show))
        .route("/consultations/{id}/edit", get(edit::show).post(edit::save))
        .route("/consultations/{id}/state", post(staff::step).get(staff::back))
        .route("/consultations/{id}/papers", post(staff::add_paper).get(staff::back))
        .route("/consultations/{id}/papers/hide", post(staff::hide_paper).get(staff::back))
        .route("/consultations/{id}/comments", get(comments::list))
        .route("/consultations/{id}/comments/hide", post(comments::hide).get(comments::back))
        .route("/consultations/{id}/comments/{comment}/divide", get(divide::show).post(divide::save))
        .route("/consultations/{id}/comments/new", get(typed::new).post(typed::add))
        .route("/consultations/{id}/import", get(typed::import).post(typed::take))
        .route("/consultations/{id}/moderation", get(comments::moderation))
        .route("/consultations/{id}/groups", get(groups::list).post(groups::propose))
        .route("/consultations/{id}/groups/{group}", get(groups::show).post(groups::answer))
        .route("/consultations/{id}/groups/{group}/move", post(groups::move_comments).get(groups::back))
        .route("/consultations/{id}/groups/{group}/merge", post(groups::merge).get(groups::back))
        .route("/consultations/{id}/results", get(groups::results))
}

/// The head of a consultation on every page of it (見出し).
struct Head {
    id: i64,
    title: String,
    state: (&'static str, &'static str),
    period: String,
    is_demo: bool,
    public_href: String,
    links: Vec<(String, &'static str)>,
}

impl Head {
    fn new(f: &Frame, row: &ConsultationRow) -> Head {
        let base = format!("/consultations/{}", row.id);
        let link = |path: &str, ja, en| (f.href(&format!("{base}{path}")), f.lang.pick(ja, en));
        Head {
            id: row.id,
            title: row.title.clone(),
            state: (row.state.word(), f.lang.pick(row.state.label_ja(), row.state.label_en())),
            period: period(f.lang, row),
            is_demo: row.is_demo,
            public_href: f.href(&format!("/comment/{}", encode(&row.slug))),
            links: vec![
                link("", "概要", "Overview"),
                link("/comments", "意見の一覧", "Comments"),
                link("/groups", "グループと回答", "Groups and answers"),
                link("/results", "結果の表", "Results"),
                link("/moderation", "見守り", "Moderation"),
            ],
        }
    }
}

/// The period of a consultation in words.
fn period(lang: Lang, row: &ConsultationRow) -> String {
    let (first, last) = (day_words(lang, row.first), day_words(lang, row.last));
    lang.pick("{}から{}まで", "{} to {}").replacen("{}", &first, 1).replacen("{}", &last, 1)
}

/// The state of a consultation as citizens read it: one that was opened takes comments within its period only.
fn state_words(lang: Lang, row: &ConsultationRow, today: CalendarDate) -> (&'static str, &'static str) {
    match row.state {
        ConsultationState::Open if today < row.first => ("draft", lang.pick("募集前", "not open yet")),
        ConsultationState::Open if today > row.last => ("closed", lang.pick("募集終了", "period over")),
        state => (state.word(), lang.pick(state.label_ja(), state.label_en())),
    }
}

/// Why there is no form on the page of a consultation that was opened; empty where there is one, or results.
fn closed_words(lang: Lang, row: &ConsultationRow, today: CalendarDate) -> &'static str {
    match row.state {
        ConsultationState::Open if today < row.first => lang.pick(
            "募集期間の初日から、このページで意見を出せます。",
            "Comments are taken here from the first day of the period on.",
        ),
        ConsultationState::Open if today <= row.last => "",
        ConsultationState::Draft | ConsultationState::Published => "",
        ConsultationState::Open | ConsultationState::Closed | ConsultationState::Answered => lang.pick(
            "募集期間は終わりました。意見の概要と市の考え方は、まとまりしだいこのページで公表します。",
            "The period is over. The opinions and the answers of the city will be published on this page.",
        ),
    }
}

/// The things spoken about: address, where there is a page of it, and words.
pub async fn item_links(visit: &Visit, f: &Frame, items: &str) -> Result<Vec<(String, String)>, PageError> {
    let labels = visit.check(visit.app().items_named(items).await)?;
    let words = |item: ItemShown| {
        let name = if item.name == item.kind { item.name } else { format!("{} {}", item.kind, item.name) };
        if item.place.is_empty() { name } else { format!("{name}（{}）", item.place) }
    };
    Ok(labels.iter().map(|label| remarks::item(f, label)).map(|item| (item.href.clone(), words(item))).collect())
}

/// The number of an address.
pub fn number_of(visit: &Visit, id: Result<Path<i64>, PathRejection>) -> Result<i64, PageError> {
    id.map(|Path(id)| id).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

/// Two numbers of an address.
fn numbers_of(visit: &Visit, ids: Result<Path<(i64, i64)>, PathRejection>) -> Result<(i64, i64), PageError> {
    ids.map(|Path(ids)| ids).map_err(|rejection| PageError::bad_request(visit, rejection.body_text()))
}

/// A block on the page of a thing: consultations and explanation records about it (対話の欄).
pub struct TalkBlock {
    /// Consultations: address, title, state, period.
    pub consultations: Vec<(String, String, &'static str, String)>,
    /// Explanation records: address, title, day.
    pub explanations: Vec<(String, String, String)>,
}

impl TalkBlock {
    /// What the visitor may see about a thing.
    pub async fn about(visit: &Visit, item: Option<ItemRef>) -> Result<TalkBlock, PageError> {
        let Some(item) = item else { return Ok(TalkBlock { consultations: Vec::new(), explanations: Vec::new() }) };
        let consultations = visit.check(visit.app().consultations_about(&visit.actor, &item).await)?;
        let explanations = visit.check(visit.app().explanations_about(&visit.actor, &item).await)?;
        let (lang, today) = (visit.lang, visit.app().today());
        let staff = visit.actor.may(app::Action::ReadConsultations);
        Ok(TalkBlock {
            consultations: consultations
                .into_iter()
                .map(|row| {
                    let path = match staff {
                        true => format!("/consultations/{}", row.id),
                        false => format!("/comment/{}", encode(&row.slug)),
                    };
                    let (_, state) = state_words(lang, &row, today);
                    (lang.href(&path), row.title.clone(), state, period(lang, &row))
                })
                .collect(),
            explanations: explanations
                .into_iter()
                .map(|row| (lang.href(&format!("/explanations/{}", row.id)), row.title, day_words(lang, row.day)))
                .collect(),
        })
    }
}
