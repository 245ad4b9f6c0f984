//! `/editions`: every edition ever prepared.

use app::Action;
use app::publishing::editions::{EditionHead, EditionState};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use serde::Deserialize;

use super::words;
use crate::error::PageError;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};

const ON_A_PAGE: i64 = 50;

/// The query part of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Only editions with ids below this one.
    before: Option<i64>,
}

struct Row {
    name: String,
    href: String,
    state: Html,
    day: String,
    reason: String,
    prepared_by: String,
    decided_by: String,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "editions/list.html")]
struct ListPage {
    f: Frame,
    may_prepare: bool,
    waiting: Option<(String, String)>,
    rows: Vec<Row>,
    older: Option<String>,
}

/// The list.
pub async fn show(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let Query(address) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let heads = visit.check(visit.app().edition_list(&visit.actor, address.before, ON_A_PAGE).await)?;
    let f = visit.frame(Section::Editions, visit.lang.pick("公表版", "Editions")).await?;
    let is_full = i64::try_from(heads.len()) == Ok(ON_A_PAGE);
    let older = heads.last().filter(|_| is_full).map(|last| f.href(&format!("/editions?before={}", last.id)));
    let waiting = heads.iter().find(|head| head.state == EditionState::Proposed);
    let page = ListPage {
        may_prepare: f.actor.may(Action::PrepareEditions),
        waiting: waiting.map(|head| (words::name(f.lang, head), f.href(&format!("/editions/{}", head.id)))),
        rows: heads.iter().map(|head| row(&f, head)).collect(),
        older,
        f,
    };
    Ok(render(&page))
}

fn row(f: &Frame, head: &EditionHead) -> Row {
    let day = if head.published_on.is_empty() { format::moment(&head.prepared_at) } else { head.published_on.clone() };
    Row {
        name: words::name(f.lang, head),
        href: f.href(&format!("/editions/{}", head.id)),
        state: words::state(f, head.state),
        day,
        reason: head.reason.clone(),
        prepared_by: head.prepared_by.clone(),
        decided_by: head.decided_by.clone(),
        is_demo: head.is_demo,
    }
}
