//! `/roadmap/edit`: the version being worked on, bar by bar, and taking the revision on.

use app::roadmaps::{RevisionStep, VersionHead, Which, span_basis, span_label};
use app::{Action, AppError};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reform::plan::Basis;
use reform::roadmap::{Phase, REASON_CHARS_MAX};

use super::{Address, Fault, Nav, Part, words};
use crate::cities::Pairs;
use crate::clusters::{fields_of, value};
use crate::error::{PageError, status_of};
use crate::figure::chart_lang;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::programs::encode;

struct BarRow {
    lane: String,
    text: String,
    part: String,
    span: String,
    basis: &'static str,
    is_read: bool,
    href: String,
    /// `added`, `changed`, or nothing.
    mark: &'static str,
}

struct ClusterBars {
    id: String,
    name: String,
    may_change: bool,
    add_href: String,
    bars: Vec<BarRow>,
}

/// What was typed for a step.
#[derive(Default)]
struct StepForm {
    reason: String,
    comment: String,
    faults: Vec<Fault>,
}

#[derive(Template)]
#[template(path = "roadmaps/edit.html")]
struct EditPage {
    f: Frame,
    nav: Nav,
    base: String,
    is_begun: bool,
    is_proposed: bool,
    proposed: String,
    reason: String,
    is_demo: bool,
    counts: [usize; 3],
    has_changes: bool,
    compare_href: String,
    revision: i64,
    may_propose: bool,
    may_approve: bool,
    is_own_proposal: bool,
    clusters: Vec<ClusterBars>,
    form: StepForm,
    faults: Vec<Fault>,
    reason_max: usize,
    done: &'static str,
}

/// The version being worked on.
pub async fn show(visit: Visit, query: Result<Query<Address>, QueryRejection>) -> Result<Response, PageError> {
    let address = Address::read(&visit, query)?;
    page(&visit, StepForm::default(), &address.done, StatusCode::OK).await
}

/// Asks for approval.
pub async fn propose(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    let reason = value(&fields, "reason").to_owned();
    step(&visit, &fields, RevisionStep::Propose(reason), "proposed").await
}

/// Takes the proposal back.
pub async fn withdraw(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    step(&visit, &fields, RevisionStep::Withdraw, "withdrawn").await
}

/// Throws the version being worked on away.
pub async fn discard(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    step(&visit, &fields, RevisionStep::Discard, "discarded").await
}

/// Sends the proposal back with a comment.
pub async fn send_back(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    let comment = value(&fields, "comment").to_owned();
    step(&visit, &fields, RevisionStep::Return(comment), "returned").await
}

/// Approves and publishes it.
pub async fn approve(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    step(&visit, &fields, RevisionStep::Approve, "published").await
}

async fn step(visit: &Visit, fields: &Pairs, step: RevisionStep, done: &'static str) -> Result<Response, PageError> {
    let field = match step {
        RevisionStep::Propose(_) => "reason",
        RevisionStep::Return(_) => "comment",
        _ => "revision-steps",
    };
    let seen = value(fields, "revision").parse().unwrap_or(-1);
    match visit.app().step_revision(&visit.actor, step, seen).await {
        Ok(version) => {
            let path = match done {
                "published" => format!("/roadmap?version={version}"),
                done => format!("/roadmap/edit?done={done}"),
            };
            Ok(Redirect::to(&visit.lang.href(&path)).into_response())
        }
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            let fault = Fault { field, kind: refusal.kind, detail: refusal.detail };
            let form = StepForm {
                reason: value(fields, "reason").to_owned(),
                comment: value(fields, "comment").to_owned(),
                faults: vec![fault],
            };
            page(visit, form, "", status).await
        }
        Err(error) => Err(PageError::new(visit, error)),
    }
}

async fn page(visit: &Visit, form: StepForm, done: &str, status: StatusCode) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::ReadAnalyses))?;
    let view = visit.check(visit.app().roadmap(&visit.actor, Which::Working).await)?;
    let comparison = visit.check(visit.app().compare_roadmaps(&visit.actor, Which::Latest, Which::Working).await)?;
    let editable = visit.check(visit.app().roadmap_clusters_to_edit(&visit.actor).await)?;
    let f = visit.frame(Section::Roadmap, visit.lang.pick("工程表の改定", "Revising the roadmap")).await?;
    let difference = &comparison.difference;
    let lang = chart_lang(f.lang);
    let row = |bar: &reform::roadmap::Bar| BarRow {
        lane: bar.lane.to_string(),
        text: f.text(&bar.text).to_owned(),
        part: bar.part.as_ref().map(|part| f.text(part).to_owned()).unwrap_or_default(),
        span: span_label(bar.span, lang),
        basis: span_basis(bar.basis, lang),
        is_read: bar.basis != Basis::Published,
        href: f.href(&format!("/roadmap/edit/bars/{}", encode(&bar.id))),
        mark: if difference.added.iter().any(|one| one.id == bar.id) {
            f.t("追加", "added")
        } else if difference.changed.iter().any(|one| one.after.id == bar.id) {
            f.t("変更", "changed")
        } else {
            ""
        },
    };
    let clusters = view.clusters().map(|(id, name)| ClusterBars {
        id: id.clone(),
        name: f.text(name).to_owned(),
        may_change: editable.contains(id),
        add_href: f.href(&format!("/roadmap/edit/bars/new?cluster={}", encode(id))),
        bars: view.roadmap.bars_of(id).map(row).collect(),
    });
    let head = &view.head;
    let page = EditPage {
        nav: Nav::new(&f, Part::Edit),
        base: words::version(f.lang, &comparison.from),
        is_begun: head.revision > 0,
        is_proposed: head.phase == Phase::Proposed,
        proposed: proposed(head),
        reason: head.reason.clone(),
        is_demo: head.is_demo && head.revision > 0,
        counts: [difference.changed.len(), difference.added.len(), difference.removed.len()],
        has_changes: !difference.is_empty(),
        compare_href: f.href("/roadmap/compare?to=working"),
        revision: head.revision,
        may_propose: f.actor.may(Action::EditRoadmaps),
        may_approve: f.actor.may(Action::ApproveRoadmaps),
        is_own_proposal: visit.check(visit.app().is_own_proposal(&visit.actor).await)?,
        clusters: clusters.collect(),
        form: StepForm {
            // A reason that was given before a return is there again.
            reason: if form.reason.is_empty() { head.reason.clone() } else { form.reason },
            comment: form.comment,
            faults: Vec::new(),
        },
        faults: form.faults,
        reason_max: REASON_CHARS_MAX,
        done: said(&f, done),
        f,
    };
    Ok(render_with(status, &page))
}

/// What has just been done.
fn said(f: &Frame, done: &str) -> &'static str {
    match done {
        "saved" => f.lang.pick("帯を保存しました。", "The bar was saved."),
        "removed" => f
            .lang
            .pick("帯を消しました。公表した版には残っています。", "The bar was removed; published versions keep it."),
        "proposed" => {
            f.lang.pick("改定を提案しました。承認を待ちます。", "The revision was proposed and waits for approval.")
        }
        "withdrawn" => f.lang.pick("提案を取り下げました。", "The proposal was withdrawn."),
        "discarded" => f.lang.pick("作業中の版を破棄しました。", "The version being worked on was thrown away."),
        "returned" => f.lang.pick("差し戻しました。", "It was returned."),
        _ => "",
    }
}

fn proposed(head: &VersionHead) -> String {
    match &head.proposed_at {
        Some(at) => format!("{} {}", format::moment(at), head.proposed_by),
        None => String::new(),
    }
}
