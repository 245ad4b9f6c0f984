//! `/editions/new`: what would be published if an edition were prepared now; and preparing it.

use app::AppError;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::Fault;
use super::words::{self, CountRow};
use crate::cities::Pairs;
use crate::clusters::{fields_of, value};
use crate::error::{PageError, status_of};
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};

/// Items named below the counts; the whole list stands on the page of the proposal.
const NAMED: usize = 30;

#[derive(Template)]
#[template(path = "editions/new.html")]
struct NewPage {
    f: Frame,
    base: String,
    waiting: Option<(String, String)>,
    item_count: String,
    megabytes: String,
    counts: Vec<CountRow>,
    total: usize,
    first: Vec<(&'static str, &'static str, &'static str, String)>,
    warnings: Vec<(String, bool)>,
    reason: String,
    faults: Vec<Fault>,
}

/// What would be published.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, String::new(), Vec::new(), StatusCode::OK).await
}

/// Prepares it.
pub async fn prepare(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    let reason = value(&fields, "reason");
    match visit.app().prepare_edition(&visit.actor, reason).await {
        Ok(id) => Ok(Redirect::to(&visit.lang.href(&format!("/editions/{id}?done=prepared"))).into_response()),
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            let of_reason =
                [app::publishing::editions::REASON_MISSING.code, app::publishing::editions::REASON_TOO_LONG.code];
            let field = if of_reason.contains(&refusal.kind.code) { "reason" } else { "" };
            let fault = Fault { field, kind: refusal.kind, detail: refusal.detail };
            page(&visit, reason.to_owned(), vec![fault], status).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

async fn page(visit: &Visit, reason: String, faults: Vec<Fault>, status: StatusCode) -> Result<Response, PageError> {
    let preview = visit.check(visit.app().preview_edition(&visit.actor).await)?;
    let f = visit.frame(Section::Editions, visit.lang.pick("新しい版の用意", "Preparing an edition")).await?;
    let named = preview.differences.first(NAMED).map(|(kind, change, title)| {
        let (mark, class) = words::change(&f, change);
        let (ja, en) = kind.names();
        (mark, class, f.lang.pick(ja, en), title.to_owned())
    });
    let page = NewPage {
        base: preview.base.as_ref().map(|base| words::name(f.lang, base)).unwrap_or_default(),
        waiting: preview
            .waiting
            .as_ref()
            .map(|head| (words::name(f.lang, head), f.href(&format!("/editions/{}", head.id)))),
        item_count: format::count(i64::try_from(preview.item_count).unwrap_or(i64::MAX)),
        megabytes: format!("{}.{}", preview.bytes / 1_000_000, preview.bytes % 1_000_000 / 100_000),
        counts: words::counts(&f, &preview.differences, |_| (String::new(), false)),
        total: preview.differences.total(),
        first: named.collect(),
        warnings: words::warnings(&f, &preview.warnings),
        reason,
        faults,
        f,
    };
    Ok(render_with(status, &page))
}
