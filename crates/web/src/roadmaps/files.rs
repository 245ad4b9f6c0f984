//! The roadmap to take away (書き出し): CSV, workbook, calendar, picture.

use app::roadmaps::{RoadmapView, picture_of, whole};
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;

use super::Address;
use crate::cities::attached;
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::Visit;

type Asked = Result<Query<Address>, QueryRejection>;

/// Every bar in a row, as CSV.
pub async fn csv(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let view = view(&visit, query).await?;
    let bytes = visit.check(visit.app().roadmap_csv(&visit.actor, &view, chart_lang(visit.lang)))?;
    Ok(attached("text/csv; charset=utf-8", "roadmap.csv", bytes))
}

/// 別冊1 as a workbook: the bars, and the versions there are.
pub async fn workbook(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let view = view(&visit, query).await?;
    let lang = chart_lang(visit.lang);
    let bytes = visit.check(visit.app().roadmap_xlsx(&visit.actor, &view, lang, format::now()).await)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(kind, "roadmap.xlsx", bytes))
}

/// The ends of bars as a calendar.
pub async fn calendar(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let view = view(&visit, query).await?;
    let text = visit.check(visit.app().roadmap_calendar(&visit.actor, &view, chart_lang(visit.lang)))?;
    Ok(attached("text/calendar; charset=utf-8", "roadmap.ics", text.into_bytes()))
}

/// The whole as one picture.
pub async fn picture(visit: Visit, query: Asked) -> Result<Response, PageError> {
    let view = view(&visit, query).await?;
    let svg = whole(&picture_of(&view, chart_lang(visit.lang), "roadmap"));
    Ok(attached("image/svg+xml", "roadmap.svg", svg.into_bytes()))
}

async fn view(visit: &Visit, query: Asked) -> Result<RoadmapView, PageError> {
    let address = Address::read(visit, query)?;
    let which = address.which(visit, &address.version)?;
    let view = visit.check(visit.app().roadmap(&visit.actor, which).await)?;
    Ok(view.in_category(&address.category))
}
