//! `/audit`: who changed what, and whether the chain of records holds.

use app::{AuditRow, AuditVerdict};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render};

const ROWS: i64 = 100;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new().route("/audit", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct AuditQuery {
    before: Option<i64>,
    verify: Option<String>,
}

struct Line {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    detail: String,
    hash: String,
}

enum Verdict {
    Unasked,
    Intact(String),
    Broken(String),
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    f: Frame,
    verdict: Verdict,
    lines: Vec<Line>,
    older: Option<String>,
}

async fn show(visit: Visit, query: Result<Query<AuditQuery>, QueryRejection>) -> Result<Response, PageError> {
    let Query(query) = query.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let rows = visit.check(visit.app().audit_page(&visit.actor, query.before, ROWS).await)?;
    let verdict = match query.verify {
        None => Verdict::Unasked,
        Some(_) => match visit.check(visit.app().verify_audit(&visit.actor).await)? {
            AuditVerdict::Intact { rows, .. } => Verdict::Intact(format::count(rows)),
            AuditVerdict::Broken { seq, reason } => Verdict::Broken(format!("{seq}: {reason}")),
        },
    };
    let f = visit.frame(Section::Audit, visit.lang.pick("操作の記録", "Audit trail")).await?;
    let older = rows.last().filter(|row| row.seq > 1).map(|row| f.href(&format!("/audit?before={}", row.seq)));
    let older = if (rows.len() as i64) < ROWS { None } else { older };
    Ok(render(&AuditPage { verdict, older, lines: rows.into_iter().map(line).collect(), f }))
}

fn line(row: AuditRow) -> Line {
    Line {
        seq: row.seq,
        at: format::moment(&row.at),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: row.detail,
        hash: row.hash.chars().take(12).collect(),
    }
}
