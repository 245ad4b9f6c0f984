//! `/roadmap/progress`: what is late first; one bar with everything that was said about it, and saying more.

use app::roadmaps::{ProgressForm, ProgressRow, bar_state, span_basis, span_label};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::plan::Basis;
use reform::roadmap::{ProgressStatus, REMARK_CHARS_MAX, Urgency};

use super::show::{Choice, choices};
use super::{Address, Fault, Nav, Part, words};
use crate::cities::Pairs;
use crate::clusters::{fields_of, id_of, value};
use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::programs::encode;
use crate::reviews::words::day;

struct Row {
    href: String,
    text: String,
    part: String,
    cluster: String,
    cluster_href: String,
    span: String,
    basis: &'static str,
    is_read: bool,
    state: Html,
    lateness: String,
    expected: String,
    expected_width: String,
    last_day: String,
    remark: String,
    is_demo: bool,
    may_report: bool,
}

struct Group {
    id: &'static str,
    name: &'static str,
    is_open: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "roadmaps/progress.html")]
struct ListPage {
    f: Frame,
    nav: Nav,
    today: String,
    groups: Vec<Group>,
    choices: Vec<Choice>,
    has_demo: bool,
    is_member: bool,
}

struct EntryRow {
    status: Html,
    day: String,
    remark: String,
    by: String,
    at: String,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "roadmaps/progress_bar.html")]
struct BarPage {
    f: Frame,
    nav: Nav,
    row: Row,
    entries: Vec<EntryRow>,
    statuses: Vec<Choice>,
    form: ProgressForm,
    seen: i64,
    faults: Vec<Fault>,
    action: String,
    is_saved: bool,
    is_member: bool,
    remark_max: usize,
}

/// The bars, late ones first.
pub async fn list(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    let whole = visit.check(visit.app().roadmap(&visit.actor, app::roadmaps::Which::Latest).await)?;
    let list = visit.check(visit.app().roadmap_progress(&visit.actor, &address.category).await)?;
    let f = visit.frame(Section::Roadmap, visit.lang.pick("工程の進み", "Progress of the roadmap")).await?;
    let groups = list.counts.iter().map(|(urgency, _)| {
        let (id, name) = match urgency {
            Urgency::Late => ("late", f.t("遅れ", "Late")),
            Urgency::Unreported => {
                ("unreported", f.t("記録なし（始まっているか、終わっているはず）", "Nothing reported, though due"))
            }
            Urgency::UnderWay => ("under-way", f.t("進行中", "Under way")),
            Urgency::ToCome => ("to-come", f.t("これから", "To come")),
            Urgency::Finished => ("finished", f.t("完了・中止", "Done or stopped")),
        };
        let rows = list.rows.iter().enumerate().filter(|(_, row)| row.standing.urgency() == *urgency);
        let is_open = matches!(urgency, Urgency::Late | Urgency::UnderWay);
        Group { id, name, is_open, rows: rows.map(|(index, row)| shown(&f, row, &format!("s{index}"))).collect() }
    });
    let page = ListPage {
        nav: Nav::new(&f, Part::Progress),
        today: day(f.lang, list.view.today),
        groups: groups.collect(),
        choices: choices(&f, &whole, &address.category),
        has_demo: list.view.progress.values().any(|entry| entry.is_demo),
        is_member: list.view.may_read_working,
        f,
    };
    Ok(render(&page))
}

/// One bar.
pub async fn show(
    visit: Visit,
    bar: Result<Path<String>, PathRejection>,
    query: Result<Query<Address>, QueryRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, bar)?;
    let address = Address::read(&visit, query)?;
    page(&visit, &id, None, Vec::new(), address.done == "1").await
}

/// Says how a bar stands.
pub async fn report(
    visit: Visit,
    bar: Result<Path<String>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = id_of(&visit, bar)?;
    let fields = fields_of(&visit, form)?;
    let form = ProgressForm {
        status: value(&fields, "status").to_owned(),
        day: value(&fields, "day").to_owned(),
        remark: value(&fields, "remark").to_owned(),
        seen: value(&fields, "seen").parse().unwrap_or(0),
    };
    match visit.check(visit.app().report_progress(&visit.actor, &id, &form).await)? {
        Ok(()) => {
            let path = format!("/roadmap/progress/{}?done=1", encode(&id));
            Ok(Redirect::to(&visit.lang.href(&path)).into_response())
        }
        Err(troubles) => {
            let faults = troubles.into_iter();
            let faults = faults.map(|one| Fault { field: one.field, kind: one.kind, detail: one.detail }).collect();
            page(&visit, &id, Some(form), faults, false).await
        }
    }
}

async fn page(
    visit: &Visit,
    id: &str,
    form: Option<ProgressForm>,
    faults: Vec<Fault>,
    is_saved: bool,
) -> Result<Response, PageError> {
    let progress = visit.check(visit.app().bar_progress(&visit.actor, id).await)?;
    let title = visit.lang.pick(&progress.row.bar.text.ja, progress.row.bar.text.en_or_ja()).to_owned();
    let f = visit.frame(Section::Roadmap, title).await?;
    let seen = progress.entries.first().map_or(0, |entry| entry.id);
    let form = form.unwrap_or_else(|| ProgressForm { day: progress.today.to_string(), ..ProgressForm::default() });
    let entries = progress.entries.iter().enumerate().map(|(index, entry)| EntryRow {
        status: words::state(f.lang, &format!("e{index}"), state_of(entry.status)),
        day: day(f.lang, entry.day),
        remark: entry.remark.clone(),
        by: entry.by.clone(),
        at: format::moment(&entry.at),
        is_demo: entry.is_demo,
    });
    let status = |status: &ProgressStatus| Choice {
        value: status.word().to_owned(),
        label: words::status(f.lang, *status).to_owned(),
        is_chosen: form.status == status.word(),
    };
    let page = BarPage {
        nav: Nav::new(&f, Part::Progress),
        row: shown(&f, &progress.row, "now"),
        entries: entries.collect(),
        statuses: ProgressStatus::ALL.iter().map(status).collect(),
        seen,
        action: f.href(&format!("/roadmap/progress/{}", encode(id))),
        is_member: f.actor.may(app::Action::ReadAnalyses),
        remark_max: REMARK_CHARS_MAX,
        form,
        faults,
        is_saved,
        f,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(render_with(status, &page))
}

fn shown(f: &Frame, row: &ProgressRow, id: &str) -> Row {
    let lang = chart_lang(f.lang);
    let expected = row.standing.expected_per_mille;
    Row {
        href: f.href(&format!("/roadmap/progress/{}", encode(&row.bar.id))),
        text: f.text(&row.bar.text).to_owned(),
        part: row.bar.part.as_ref().map(|part| f.text(part).to_owned()).unwrap_or_default(),
        cluster: f.text(&row.cluster).to_owned(),
        cluster_href: f.href(&format!("/roadmap#{}", row.bar.cluster)),
        span: span_label(row.bar.span, lang),
        basis: span_basis(row.bar.basis, lang),
        is_read: row.bar.basis != Basis::Published,
        state: words::state(f.lang, id, bar_state(&row.standing)),
        lateness: words::lateness(f.lang, &row.standing),
        expected: words::percent(expected),
        expected_width: (expected / 10).to_string(),
        last_day: row.last.as_ref().map(|entry| day(f.lang, entry.day)).unwrap_or_default(),
        remark: row.last.as_ref().map(|entry| entry.remark.clone()).unwrap_or_default(),
        is_demo: row.last.as_ref().is_some_and(|entry| entry.is_demo),
        may_report: row.may_report,
    }
}

/// A status as it is drawn.
fn state_of(status: ProgressStatus) -> app::roadmaps::BarState {
    use app::roadmaps::BarState;
    match status {
        ProgressStatus::NotStarted => BarState::NotStarted,
        ProgressStatus::OnTrack => BarState::OnTrack,
        ProgressStatus::Behind => BarState::Late,
        ProgressStatus::Done => BarState::Done,
        ProgressStatus::Stopped => BarState::Stopped,
    }
}
