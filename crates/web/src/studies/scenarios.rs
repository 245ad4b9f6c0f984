//! `/fiscal/{study}/scenarios` and `/compare`: scenarios kept under a name, deleted, and two held against each other.

use app::study::{Study, StudyKind};
use app::{Action, AppError};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{address, given, kind_of, query_of};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::Visit;

/// The form that keeps a scenario: its name and the query of its address.
#[derive(Deserialize)]
pub struct NewScenario {
    name: String,
    query: String,
}

/// The form that deletes a scenario.
#[derive(Deserialize)]
pub struct OldScenario {
    scenario: i64,
}

/// Two scenarios by their numbers; without the first, the city's own baseline.
#[derive(Deserialize)]
pub struct Two {
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
}

/// Keeps the scenario under a name and shows it again.
pub async fn save(
    visit: Visit,
    Path(study): Path<String>,
    form: Result<Form<NewScenario>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::SaveScenarios))?;
    let kind = kind_of(&visit, &study)?;
    let Form(new) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let study = read(&visit, kind, &new.query).await?;
    if let Some(first) = study.form.problems.first() {
        return Err(PageError::bad_request(&visit, format!("{} {}", first.key, first.problem.excerpt)));
    }
    let query = query_of(&study.form.pairs());
    let saved = visit.app().save_scenario(&visit.actor, kind, &new.name, &study.form, &query).await;
    visit.check(saved)?;
    Ok(Redirect::to(&visit.lang.href(&address(&path(kind), &query))).into_response())
}

/// Deletes a scenario and shows the study again.
pub async fn delete(
    visit: Visit,
    Path(study): Path<String>,
    form: Result<Form<OldScenario>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::SaveScenarios))?;
    let kind = kind_of(&visit, &study)?;
    let Form(old) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    visit.check(visit.app().delete_scenario(&visit.actor, kind, old.scenario).await)?;
    Ok(Redirect::to(&visit.lang.href(&path(kind))).into_response())
}

/// Leads to the study with the first scenario as its baseline and the second as its scenario.
pub async fn compare(
    visit: Visit,
    Path(study): Path<String>,
    query: Result<Query<Two>, QueryRejection>,
) -> Result<Response, PageError> {
    let kind = kind_of(&visit, &study)?;
    let Query(two) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let saved = visit.check(visit.app().saved_scenarios(&visit.actor, Some(kind)).await)?;
    let query_of_saved = |number: &str| -> Result<Option<String>, PageError> {
        if number.is_empty() {
            return Ok(None);
        }
        let found = saved.iter().find(|saved| saved.id.to_string() == number);
        let found = found.ok_or_else(|| AppError::NotFound { what: "scenario", name: number.to_owned() });
        Ok(Some(visit.check(found)?.query.clone()))
    };
    let (first, second) = (query_of_saved(&two.a)?, query_of_saved(&two.b)?);
    let scenario = read(&visit, kind, &second.unwrap_or_default()).await?.form;
    let pairs = match first {
        Some(first) => scenario.pairs_against(&read(&visit, kind, &first).await?.form),
        None => scenario.pairs(),
    };
    Ok(Redirect::to(&visit.lang.href(&address(&path(kind), &query_of(&pairs)))).into_response())
}

async fn read(visit: &Visit, kind: StudyKind, query: &str) -> Result<Study, PageError> {
    let uri = format!("{}?{query}", path(kind)).parse::<axum::http::Uri>();
    let pairs = uri.ok().and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    let Query(pairs) = pairs.ok_or_else(|| PageError::bad_request(visit, query))?;
    visit.check(visit.app().study(&visit.actor, kind, &given(pairs), chart_lang(visit.lang)).await)
}

fn path(kind: StudyKind) -> String {
    format!("/fiscal/{}", kind.word())
}
