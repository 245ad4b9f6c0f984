//! `/meetings`: every meeting, and what minutes hold the words looked for.

use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;

use super::{Line, line};
use crate::cities::Pairs;
use crate::clusters::value;
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

struct Found {
    line: Line,
    passages: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    words: String,
    is_search: bool,
    found: Vec<Found>,
    rows: Vec<Line>,
}

/// The meetings, or what was found.
pub async fn show(visit: Visit, query: Result<Query<Pairs>, QueryRejection>) -> Result<Response, PageError> {
    let Query(asked) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let words: String = value(&asked, "q").chars().take(100).collect();
    let is_search = !words.trim().is_empty();
    let found = match is_search {
        true => visit.check(visit.app().find_minutes(&visit.actor, &words).await)?,
        false => Vec::new(),
    };
    let lines = visit.check(visit.app().meeting_list(&visit.actor, None).await)?;
    let f = visit.frame(Section::Discussion, visit.lang.pick("会議", "Meetings")).await?;
    let page = ListPage {
        subnav: SubNav::new(&f, Part::Meetings),
        found: found.into_iter().map(|one| Found { line: line(&f, &one.line), passages: one.passages }).collect(),
        rows: lines.iter().map(|one| line(&f, one)).collect(),
        words,
        is_search,
        f,
    };
    Ok(render(&page))
}
