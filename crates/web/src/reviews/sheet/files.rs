//! Files attached as evidence (根拠の添付): sent with the form, given out for keeping only, taken off again.

use app::AppError;
use app::review::{Edit, FILE_BYTES_MAX, Via};
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::rejection::PathRejection;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use reform::review::FieldName;

use super::field::{Typed, field_id};
use super::form::Posted;
use super::{Address, page, save};
use crate::error::PageError;
use crate::page::Visit;

/// Attaches a file and names it in the evidence it was sent with; the form around it is saved first.
pub async fn attach(
    visit: Visit,
    address: Address,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let form = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let (posted, files) = read(&visit, form).await?;
    let typed = save::keep(&visit, &address, &posted).await?.into_typed();
    let field = posted.first("attach").unwrap_or_default().to_owned();
    if !matches!(FieldName::parse(&field), Some(FieldName::Check(_, "evidence"))) {
        return Err(PageError::bad_request(&visit, field));
    }
    let (name, bytes) =
        files.into_iter().find(|(key, ..)| *key == field).map(|(_, name, bytes)| (name, bytes)).unwrap_or_default();
    let attached = visit.app().attach_file(&visit.actor, address.year, address.program, &name, &bytes).await;
    match attached {
        Ok(file) => {
            mention(&visit, &address, &field, &format!("file:{}", file.id), true).await?;
            if typed.is_settled() {
                Ok(address.back(&visit, &format!("?done=attach#{}-box", field_id(&field))))
            } else {
                page::show_again(&visit, &address, typed, Vec::new()).await
            }
        }
        Err(error @ AppError::Refused(_)) => page::show_again(&visit, &address, typed, vec![error]).await,
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

/// Takes a file off the sheet, and its mention out of every evidence.
pub async fn remove(visit: Visit, address: Address, posted: Posted) -> Result<Response, PageError> {
    let typed: Typed = save::keep(&visit, &address, &posted).await?.into_typed();
    let file = posted.number("remove-file").ok_or_else(|| PageError::bad_request(&visit, "remove-file"))?;
    visit.check(visit.app().remove_file(&visit.actor, address.year, address.program, file).await)?;
    let line = format!("file:{file}");
    let view = address.view(&visit).await?;
    for (name, text) in view.fields.iter() {
        if name.ends_with(".evidence") && text.lines().any(|one| one.trim() == line) {
            mention(&visit, &address, name, &line, false).await?;
        }
    }
    if typed.is_settled() {
        Ok(address.back(&visit, "?done=detach#checks"))
    } else {
        page::show_again(&visit, &address, typed, Vec::new()).await
    }
}

/// Gives a file for keeping: it is never shown in place, whatever it says it is.
pub async fn give(
    visit: Visit,
    address: Address,
    path: Result<Path<(i32, i64, i64)>, PathRejection>,
) -> Result<Response, PageError> {
    let Path((_, _, file)) = path.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let found = visit.app().sheet_file(&visit.actor, address.year, address.program, file).await;
    let (row, kind, bytes) = visit.check(found)?;
    let plain: String =
        row.name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(&row.name)),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// Adds a line to a field, or takes it out, as an edit of its own on what stands there now.
async fn mention(visit: &Visit, address: &Address, field: &str, line: &str, add: bool) -> Result<(), PageError> {
    let view = address.view(visit).await?;
    let now = view.fields.get(field).unwrap_or_default();
    let mut lines: Vec<&str> = now.lines().filter(|one| one.trim() != line).collect();
    if add {
        lines.push(line);
    }
    let edit =
        Edit { base: vec![(field.to_owned(), now.to_owned())], mine: vec![(field.to_owned(), lines.join("\n"))] };
    visit.check(visit.app().save_fields(&visit.actor, address.year, address.program, &edit, Via::Page).await)?;
    Ok(())
}

type SentFile = (String, String, Vec<u8>);

async fn read(visit: &Visit, mut form: Multipart) -> Result<(Posted, Vec<SentFile>), PageError> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|error| broken(visit, "", &error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.strip_prefix("file.") {
            Some(of) => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(|error| broken(visit, &file_name, &error))?;
                files.push((of.to_owned(), file_name, bytes.to_vec()));
            }
            None => {
                let text = field.text().await.map_err(|error| broken(visit, "", &error))?;
                pairs.push((name, text));
            }
        }
    }
    Ok((Posted::new(pairs), files))
}

fn broken(visit: &Visit, file_name: &str, error: &MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let refusal = app::Refusal::invalid(
            &app::review::FILE_TOO_LARGE,
            format!("{file_name} > {} MB", FILE_BYTES_MAX / (1024 * 1024)),
        );
        return PageError::new(visit, AppError::Refused(refusal));
    }
    PageError::bad_request(visit, error.body_text())
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
