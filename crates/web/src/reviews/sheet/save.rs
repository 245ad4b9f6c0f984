//! The whole form kept without JavaScript (保存): what nobody else changed is saved, the rest comes back to be decided.

use std::collections::BTreeMap;

use app::AppError;
use app::review::{Saved, Via};
use axum::response::Response;
use reform::workflow::ActionKind;

use super::field::Typed;
use super::form::Posted;
use super::{Address, page};
use crate::error::PageError;
use crate::page::Visit;

/// What became of the texts a form sent.
pub struct Kept {
    saved: Option<Saved>,
    sent: Vec<(String, String)>,
    remarks: BTreeMap<String, String>,
}

/// Saves the form and leads on: to the page again, to a row added, or to the step that was chosen.
pub async fn save(visit: Visit, address: Address, posted: Posted) -> Result<Response, PageError> {
    let kept = match keep_or_say(&visit, &address, &posted).await? {
        Ok(kept) => kept,
        // Refused as a whole: everything stands again as it was typed, with the reason above it.
        Err((typed, error)) => return page::show_again(&visit, &address, typed, vec![error]).await,
    };
    let new_row = |add: &str| {
        let fields = kept.saved.as_ref().map(|saved| &saved.fields)?;
        if add == "kpi" { fields.next_kpi_id() } else { fields.next_measure_id() }
    };
    let new_id = posted.first("add").and_then(new_row).unwrap_or_default();
    let mut typed = kept.into_typed();
    typed.add = match posted.first("add") {
        Some("measure") => Some("measure"),
        Some("kpi") => Some("kpi"),
        _ => None,
    };
    if !typed.is_settled() {
        return page::show_again(&visit, &address, typed, Vec::new()).await;
    }
    if let Some(add) = typed.add {
        return Ok(address.back(&visit, &format!("?add={add}#{add}-{new_id}")));
    }
    match posted.first("then").and_then(ActionKind::from_word) {
        Some(action) => Ok(address.back(&visit, &format!("/act?action={}", action.word()))),
        None => Ok(address.back(&visit, "?done=save")),
    }
}

/// Keeps what the form holds, whatever else was asked with it.
///
/// # Errors
/// The page that says why nothing can be kept.
pub async fn keep(visit: &Visit, address: &Address, posted: &Posted) -> Result<Kept, PageError> {
    match keep_or_say(visit, address, posted).await? {
        Ok(kept) => Ok(kept),
        Err((_, error)) => Err(PageError::new(visit, error)),
    }
}

async fn keep_or_say(
    visit: &Visit,
    address: &Address,
    posted: &Posted,
) -> Result<Result<Kept, (Typed, AppError)>, PageError> {
    let remarks = posted.remarks();
    if !posted.has_fields() {
        return Ok(Ok(Kept { saved: None, sent: Vec::new(), remarks }));
    }
    let seen = posted.number("revision").ok_or_else(|| PageError::bad_request(visit, "revision"))?;
    let at = visit.app().sheet_as_of(&visit.actor, address.year, address.program, seen).await;
    let edit = posted.edit(&visit.check(at)?);
    let sent = edit.mine.clone();
    let saved = visit.app().save_fields(&visit.actor, address.year, address.program, &edit, Via::Page).await;
    match saved {
        Ok(saved) => Ok(Ok(Kept { saved: Some(saved), sent, remarks })),
        Err(error @ (AppError::Refused(_) | AppError::Denied(_))) => {
            let typed = Typed { texts: sent.into_iter().collect(), remarks, ..Typed::default() };
            Ok(Err((typed, error)))
        }
        Err(error) => Err(PageError::new(visit, error)),
    }
}

impl Kept {
    /// What has to be shown again: the texts that are not kept, with what is wrong with them.
    pub fn into_typed(self) -> Typed {
        let Some(saved) = self.saved else { return Typed { remarks: self.remarks, ..Typed::default() } };
        let faults: BTreeMap<_, _> = saved.problems.into_iter().map(|problem| (problem.field, problem.kind)).collect();
        let conflicts: BTreeMap<_, _> =
            saved.conflicts.into_iter().map(|conflict| (conflict.conflict.field.clone(), conflict)).collect();
        let is_open = |name: &String| faults.contains_key(name) || conflicts.contains_key(name);
        let texts = self.sent.into_iter().filter(|(name, _)| is_open(name)).collect();
        Typed { texts, faults, conflicts, remarks: self.remarks, add: None }
    }
}
