//! `/cities/statements`: what the plan says of its city among the others, held against the data.

use app::cities::Finding;
use askama::Template;
use axum::response::Response;

use super::{Part, PartLink, parts};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::page::{Frame, Section, Visit, render};
use crate::plan::source_text;

struct Statement {
    statement: String,
    plan_source: String,
    finding: &'static str,
    icon: &'static str,
    data: String,
    sources: String,
    href: String,
}

#[derive(Template)]
#[template(path = "cities/statements.html")]
struct StatementsPage {
    f: Frame,
    parts: Vec<PartLink>,
    tally: Vec<(&'static str, usize)>,
    statements: Vec<Statement>,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let found = visit.check(visit.app().plan_statements(&visit.actor).await)?;
    let plan = visit.check(visit.app().plan(&visit.actor))?;
    let title = visit.lang.pick("プランの記述を資料で確かめる", "The plan's statements held against the data");
    let f = visit.frame(Section::Cities, title).await?;
    let lang = chart_lang(f.lang);
    let own_code = visit.app().city().code.as_str().to_owned();
    let mut tally: Vec<(&'static str, usize)> = Vec::new();
    for statement in &found {
        let name = statement.finding.name(lang);
        match tally.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => tally.push((name, 1)),
        }
    }
    let view = |statement: &app::cities::PlanStatement| Statement {
        statement: f.text(&statement.statement).to_owned(),
        plan_source: source_text(&f, plan, &statement.source),
        finding: statement.finding.name(lang),
        icon: match statement.finding {
            Finding::Confirmed => "success",
            Finding::Contradicted => "error",
            Finding::OtherYear { .. } => "info",
            Finding::NotCheckable => "warning",
        },
        data: f.text(&statement.data).to_owned(),
        sources: statement.sources_said(lang),
        href: if statement.path.is_empty() { String::new() } else { f.href(&statement.path) },
    };
    let statements = found.iter().map(view).collect();
    Ok(render(&StatementsPage { parts: parts(&f, Part::Statements, &own_code), tally, statements, f }))
}
