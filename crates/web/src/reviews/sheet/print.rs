//! A sheet on paper (印刷): all of it on A4, with a row for signatures.

use askama::Template;
use axum::response::Response;
use reform::review::{FieldName, FormField, form_fields};

use super::Address;
use super::checks::evidence_items;
use super::facts::{Facts, facts};
use super::field::shown;
use super::head::{HeadView, head_view};
use super::page::parsed;
use super::rows::{KpiLine, MeasureLine, kpi_lines, measure_lines};
use super::words;
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render};

struct Answer {
    number: usize,
    question: String,
    judgement: Html,
    reason: Html,
    evidence: Vec<String>,
}

#[derive(Template)]
#[template(path = "reviews/sheet/print.html")]
struct PrintPage {
    f: Frame,
    address: String,
    name: String,
    external_id: String,
    year: String,
    department: String,
    head: HeadView,
    facts: Facts,
    answers: Vec<Answer>,
    kpi_lines: Vec<KpiLine>,
    direction: Vec<(String, Html)>,
    measure_lines: Vec<MeasureLine>,
    has_assessment: bool,
    opinions: Vec<(String, Html)>,
    decision: Vec<(String, Html)>,
    signatures: Vec<(&'static str, String)>,
    printed: String,
}

/// The sheet for print.
pub async fn show(visit: Visit, address: Address) -> Result<Response, PageError> {
    let view = address.view(&visit).await?;
    let lang = visit.lang;
    let app = visit.app();
    let title = format!("{}（{}）", view.head.program_name, format::year(lang, address.year));
    let f = visit.frame_with(Section::Reviews, title, view.cycle.is_demo);
    let sheet = parsed(&view);
    let reckoning = app.reckon_sheet(&view);
    let plan = visit.check(app.plan(&visit.actor))?;
    let form = form_fields(&app.viewpoints());
    let text = |name: &str| view.fields.get(name).unwrap_or_default();
    let answer = |(at, viewpoint): (usize, &reform::plan::Viewpoint)| {
        let name = |part: &str| format!("check.{}.{part}", viewpoint.id);
        let field = |part: &str| form.iter().find(|field| field.name == name(part));
        let check = sheet.checks.iter().find(|check| check.viewpoint == viewpoint.id);
        let items = check.map(|check| evidence_items(lang, &address, &view, check)).unwrap_or_default();
        Answer {
            number: at + 1,
            question: f.text(&viewpoint.title).to_owned(),
            judgement: field("judgement").map(|field| shown(lang, field, text(&field.name))).unwrap_or_default(),
            reason: paragraphs(text(&name("reason"))),
            evidence: items.into_iter().map(|item| item.text).collect(),
        }
    };
    let answers = plan.viewpoints.iter().enumerate().map(answer).collect();
    let filled = |is_wanted: &dyn Fn(FieldName<'_>) -> bool| -> Vec<(String, Html)> {
        let wanted = form.iter().filter(|field| FieldName::parse(&field.name).is_some_and(is_wanted));
        let line = |field: &FormField| (f.text(&field.label).to_owned(), shown(lang, field, text(&field.name)));
        wanted.filter(|field| !text(&field.name).is_empty()).map(line).collect()
    };
    let direction = filled(&|name| matches!(name, FieldName::Plain(_)));
    let opinions = filled(&|name| matches!(name, FieldName::Opinion(_)));
    let decision = filled(&|name| matches!(name, FieldName::Decision(_)));
    let signatures = reform::workflow::Level::ALL.iter().map(|level| {
        let passed =
            view.steps.iter().rev().find(|step| step.before.holder() == Some(*level) && step.after == level.passed());
        // What was passed on and came back since is not signed any more.
        let stands = view.head.state.holder().is_none_or(|holder| *level < holder);
        let signed = passed.filter(|_| stands).map(|step| words::by(lang, &step.who, &step.at)).unwrap_or_default();
        (words::level(lang, *level), signed)
    });
    let signatures = signatures.collect();
    let page = PrintPage {
        address: address.href(lang),
        name: view.head.program_name.clone(),
        external_id: view.head.external_id.clone(),
        year: format::year(lang, address.year),
        department: view.head.department.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" › "),
        head: head_view(lang, &view),
        facts: facts(&f, &view),
        answers,
        kpi_lines: kpi_lines(lang, &view, &sheet, &reckoning),
        direction,
        measure_lines: measure_lines(lang, &sheet),
        has_assessment: !sheet.assessments.is_empty(),
        opinions,
        decision,
        signatures,
        printed: words::moment(lang, &app.now_text()),
        f,
    };
    Ok(render(&page))
}
