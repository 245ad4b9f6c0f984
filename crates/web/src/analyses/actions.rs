//! What is done with gates and records by one button (操作), and where one comes back to.

use app::{AppError, Because};
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::Response;

use super::item::shown_item;
use super::overview::{Typed, page};
use super::{number_of, path_of, stage_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, to, value};
use crate::error::PageError;
use crate::page::Visit;

type Numbered = Result<Path<(String, String)>, PathRejection>;
type Sent = Result<Form<Pairs>, FormRejection>;

/// Closes the gate of a stage.
pub async fn close(visit: Visit, path: Numbered, form: Sent) -> Result<Response, PageError> {
    let (id, stage) = stage_of(&visit, path)?;
    let pairs = fields_of(&visit, form)?;
    let closed = visit.app().close_gate(&visit.actor, &id, stage, number(&pairs, "seen")).await;
    match outcome(&visit, closed)? {
        Ok(_) => Ok(to(&visit, &format!("{}?done=closed", path_of(&id)))),
        Err(refused) => page(&visit, &id, "", Some(refused), Typed::default()).await,
    }
}

/// Opens a stage again.
pub async fn reopen(visit: Visit, path: Numbered, form: Sent) -> Result<Response, PageError> {
    let (id, stage) = stage_of(&visit, path)?;
    let pairs = fields_of(&visit, form)?;
    let reason = value(&pairs, "reason");
    let reopened = visit.app().reopen_stage(&visit.actor, &id, stage, reason, number(&pairs, "seen")).await;
    match outcome(&visit, reopened)? {
        Ok(()) => Ok(to(&visit, &format!("{}?done=reopened", path_of(&id)))),
        Err(refused) => {
            let typed = Typed { stage: stage.number(), reason: reason.to_owned() };
            page(&visit, &id, "", Some(refused), typed).await
        }
    }
}

/// Moves a record up or down.
pub async fn move_item(visit: Visit, path: Numbered, form: Sent) -> Result<Response, PageError> {
    let (id, item) = number_of(&visit, path)?;
    let pairs = fields_of(&visit, form)?;
    let is_up = value(&pairs, "direction") != "down";
    let moved = visit.app().move_analysis_item(&visit.actor, &id, (item, number(&pairs, "revision")), is_up).await;
    after(&visit, &id, item, "moved", moved).await
}

/// Deletes a record.
pub async fn delete(visit: Visit, path: Numbered, form: Sent) -> Result<Response, PageError> {
    let (id, item) = number_of(&visit, path)?;
    let pairs = fields_of(&visit, form)?;
    let deleted = visit.app().delete_analysis_item(&visit.actor, &id, (item, number(&pairs, "revision"))).await;
    after(&visit, &id, item, "deleted", deleted).await
}

/// Has a record go back to what it was; brings a deleted one back.
pub async fn restore(visit: Visit, path: Numbered, form: Sent) -> Result<Response, PageError> {
    let (id, item) = number_of(&visit, path)?;
    let pairs = fields_of(&visit, form)?;
    let (revision, to) = (number(&pairs, "revision"), number(&pairs, "to"));
    let restored = visit.app().restore_analysis_item(&visit.actor, &id, (item, revision), to).await;
    after(&visit, &id, item, "restored", restored).await
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
pub async fn back_to_overview(visit: Visit, path: Numbered) -> Result<Response, PageError> {
    let (id, _) = stage_of(&visit, path)?;
    Ok(to(&visit, &path_of(&id)))
}

/// The same for a record.
pub async fn back_to_item(visit: Visit, path: Numbered) -> Result<Response, PageError> {
    let (id, item) = number_of(&visit, path)?;
    Ok(to(&visit, &format!("{}/items/{item}", path_of(&id))))
}

/// Goes to the record's stage, or shows the record with what was refused.
async fn after(
    visit: &Visit,
    id: &str,
    item: i64,
    done: &str,
    result: Result<(), app::AppError>,
) -> Result<Response, PageError> {
    match outcome(visit, result)? {
        Ok(()) => {
            let view = visit.check(visit.app().analysis_item(&visit.actor, id, item).await)?;
            let stage = view.row.item.kind.stage().number();
            Ok(to(visit, &format!("{}/{stage}?done={done}#item-{item}", path_of(id))))
        }
        Err((refused, status)) => shown_item(visit, id, item, Some(refused), status).await,
    }
}

/// A number of the form; nonsense is no revision anybody saw.
pub(super) fn number(pairs: &Pairs, name: &str) -> i64 {
    value(pairs, name).trim().parse().unwrap_or(-1)
}

/// What was refused in words with its status, for the page it was asked on; the page for any other error, also for one that
/// no text of the form could help.
pub(super) fn outcome<T>(
    visit: &Visit,
    result: Result<T, AppError>,
) -> Result<Result<T, (Refused, StatusCode)>, PageError> {
    let refusal = match result {
        Ok(value) => return Ok(Ok(value)),
        Err(AppError::Refused(refusal)) => refusal,
        Err(error) => return Err(PageError::new(visit, error)),
    };
    let status = match refusal.because {
        Because::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        // Four eyes are told where the gate is; who may not at all gets the page that says so.
        Because::Forbidden if refusal.kind.code == reform::analysis::OWN_WORK.code => StatusCode::FORBIDDEN,
        Because::Forbidden => return Err(PageError::new(visit, refusal.into())),
        Because::Conflict => StatusCode::CONFLICT,
        Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
    };
    Ok(Err((Refused::new(visit.lang, refusal.kind, refusal.detail), status)))
}
