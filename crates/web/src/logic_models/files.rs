//! `/clusters/{id}/logic-model/files/{file}`: the model to take away.

use app::logic_models::LogicFile;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::{Address, page};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::Visit;

/// Gives the file.
pub async fn give(
    visit: Visit,
    address: Address,
    Path(parts): Path<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let ending = parts.iter().find(|(name, _)| name == "file").map_or("", |(_, value)| value.as_str());
    let Some(form) = LogicFile::from_ending(ending) else {
        let error = app::AppError::NotFound { what: "file", name: ending.to_owned() };
        return Err(PageError::new(&visit, error));
    };
    let view = visit.check(visit.app().logic_model(&visit.actor, &address.cluster).await)?;
    let title = page::title(visit.lang, &view);
    let source = visit.lang.pick("このシステムで作成", "made in this system");
    let made = visit.app().logic_file(&view, form, (&title, source), chart_lang(visit.lang)).await;
    let bytes = visit.check(made)?;
    // A cluster's id is ASCII; anything else would not be a header.
    let name: String = address.cluster.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let disposition = format!("attachment; filename=\"logic-model-{name}.{ending}\"");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(form.content_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, bytes).into_response())
}
