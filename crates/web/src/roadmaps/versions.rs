//! `/roadmap/versions`: every published version, and for members what was done to revisions.

use app::roadmaps::{RoadmapStep, StepKind, VersionHead};
use askama::Template;
use axum::response::Response;
use reform::discussion::remark::RemarkOutcome;

use super::show::Choice;
use super::{Nav, Part, words};
use crate::error::PageError;
use crate::format;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render};

struct VersionRow {
    name: String,
    href: String,
    compare_href: String,
    base: String,
    reason: String,
    proposed_by: String,
    approved_by: String,
    is_demo: bool,
    /// The remarks that led to it: page and text.
    remarks: Vec<(String, String)>,
}

struct StepRow {
    what: &'static str,
    version: String,
    by: String,
    at: String,
    comment: String,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "roadmaps/versions.html")]
struct VersionsPage {
    f: Frame,
    nav: Nav,
    rows: Vec<VersionRow>,
    from: Vec<Choice>,
    to: Vec<Choice>,
    working: String,
    working_href: String,
    steps: Vec<StepRow>,
    has_working_choice: bool,
}

/// The versions.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let history = visit.check(visit.app().roadmap_history(&visit.actor).await)?;
    let f = visit.frame(Section::Roadmap, visit.lang.pick("工程表の版", "Versions of the roadmap")).await?;
    let numbers: Vec<i64> = history.versions.iter().filter_map(|head| head.number).collect();
    let choices = |chosen: Option<&i64>| {
        let choice = |number: &i64| Choice {
            value: number.to_string(),
            label: match f.lang {
                Lang::Ja => format!("第{number}版"),
                Lang::En => format!("version {number}"),
            },
            is_chosen: Some(number) == chosen,
        };
        numbers.iter().map(choice).collect::<Vec<_>>()
    };
    let mut rows: Vec<VersionRow> = history.versions.iter().map(|head| version_row(&f, head)).collect();
    for (row, head) in rows.iter_mut().zip(&history.versions) {
        let Some(number) = head.number else { continue };
        let behind = visit.app().remarks_behind(&visit.actor, &RemarkOutcome::Roadmap(number)).await;
        let shown = |line: &app::remarks::RemarkLine| {
            let text: String = line.remark.body.chars().take(80).collect();
            (f.href(&format!("/remarks/{}", line.remark.id)), text)
        };
        row.remarks = visit.check(behind)?.iter().map(shown).collect();
    }
    let page = VersionsPage {
        nav: Nav::new(&f, Part::Versions),
        from: choices(numbers.last()),
        to: choices(numbers.first()),
        rows,
        working: history.working.as_ref().map(|head| words::version(f.lang, head)).unwrap_or_default(),
        working_href: f.href("/roadmap/compare?to=working"),
        steps: history.steps.iter().map(|step| step_row(&f, step)).collect(),
        has_working_choice: history.working.is_some(),
        f,
    };
    Ok(render(&page))
}

fn version_row(f: &Frame, head: &VersionHead) -> VersionRow {
    let number = head.number.unwrap_or(1);
    let compare = head.base.map(|base| f.href(&format!("/roadmap/compare?from={base}&to={number}")));
    VersionRow {
        name: words::version(f.lang, head),
        href: f.href(&format!("/roadmap?version={number}")),
        compare_href: compare.unwrap_or_default(),
        base: head.base.map(|base| base.to_string()).unwrap_or_default(),
        reason: head.reason.clone(),
        proposed_by: head.proposed_by.clone(),
        approved_by: head.approved_by.clone(),
        is_demo: head.is_demo,
        remarks: Vec::new(),
    }
}

fn step_row(f: &Frame, step: &RoadmapStep) -> StepRow {
    StepRow {
        what: match step.kind {
            StepKind::Begun => f.t("着手", "begun"),
            StepKind::Proposed => f.t("提案", "proposed"),
            StepKind::Withdrawn => f.t("取下げ", "withdrawn"),
            StepKind::Returned => f.t("差戻し", "returned"),
            StepKind::Published => f.t("承認・公表", "approved and published"),
            StepKind::Discarded => f.t("破棄", "discarded"),
        },
        version: step.version.to_string(),
        by: step.by.clone(),
        at: format::moment(&step.at),
        comment: step.comment.clone(),
        is_demo: step.is_demo,
    }
}
