//! `/consultations`: every consultation; `/consultations/{id}`: how one stands, its documents, and what comes next.

use app::consultations::ConsultationView;
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{FromRequest, Multipart, Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use reform::consultation::ConsultationState;

use super::{Head, item_links, number_of, period};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::format;
use crate::html::{Html, paragraphs};
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::programs::encode;
use crate::subnav::{Part, SubNav};

struct Line {
    href: String,
    title: String,
    state: (&'static str, &'static str),
    period: String,
    counted: String,
    is_taking: bool,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "consultations/list.html")]
struct ListPage {
    f: Frame,
    subnav: SubNav,
    lines: Vec<Line>,
    may_manage: bool,
}

struct Step {
    word: &'static str,
    label: &'static str,
    /// Why it cannot be done yet: what, what to do, code.
    against: Option<(&'static str, &'static str, &'static str)>,
}

struct Paper {
    id: i64,
    href: String,
    name: String,
    size: String,
    at: String,
    hidden: String,
}

#[derive(Template)]
#[template(path = "consultations/show.html")]
struct ShowPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    outline: Html,
    items: Vec<(String, String)>,
    questions: Vec<(String, bool)>,
    contact: Html,
    retain_days: i64,
    asks: Vec<&'static str>,
    channels: Vec<(&'static str, String)>,
    counted: String,
    opinions: String,
    hidden: String,
    withdrawn: String,
    unplaced: String,
    groups: String,
    answered: String,
    is_taking: bool,
    may_manage: bool,
    is_draft: bool,
    papers: Vec<Paper>,
    steps: Vec<Step>,
    revision: i64,
    refused: Option<Refused>,
}

/// Every consultation.
pub async fn list(visit: Visit) -> Result<Response, PageError> {
    let lines = visit.check(visit.app().consultation_list(&visit.actor).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見公募の管理", "Consultations")).await?;
    let line = |line: app::consultations::ConsultationLine| Line {
        href: f.href(&format!("/consultations/{}", line.row.id)),
        title: line.row.title.clone(),
        state: (line.row.state.word(), f.lang.pick(line.row.state.label_ja(), line.row.state.label_en())),
        period: period(f.lang, &line.row),
        counted: format::count(line.counted.unwrap_or(0)),
        is_taking: line.is_taking,
        is_demo: line.row.is_demo,
    };
    let lines = lines.into_iter().map(line).collect();
    let may_manage = visit.actor.may(app::Action::ManageConsultations);
    Ok(render(&ListPage { subnav: SubNav::new(&f, Part::Consultations), lines, may_manage, f }))
}

/// How one stands.
pub async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    page(&visit, id, None).await
}

/// Where an answer to a form is asked for by its address alone.
pub async fn back(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ReadConsultations))?;
    Ok(to(&visit, &format!("/consultations/{id}")))
}

/// Moves it on.
pub async fn step(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let Some(state) = ConsultationState::from_word(value(&fields, "state")) else {
        visit.check(app::permit(&visit.actor, app::Action::ReadConsultations))?;
        return Err(PageError::bad_request(&visit, "state"));
    };
    let revision = value(&fields, "revision").parse().unwrap_or(0);
    let done = visit.app().step_consultation(&visit.actor, (id, revision), state).await;
    settle(&visit, id, done).await
}

/// Adds a document.
pub async fn add_paper(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    request: Request,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageConsultations))?;
    let (_, file) = read_file(&visit, request).await?;
    let (name, bytes) = file.unwrap_or_default();
    let done = visit.app().add_consultation_paper(&visit.actor, id, (&name, &bytes)).await;
    settle(&visit, id, done.map(|_| ())).await
}

/// Hides a document.
pub async fn hide_paper(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let paper = value(&fields, "paper").parse().unwrap_or(0);
    let done = visit.app().hide_consultation_paper(&visit.actor, (id, paper), value(&fields, "reason")).await;
    settle(&visit, id, done).await
}

/// A file with its name, when one was sent.
pub type SentFile = Option<(String, Vec<u8>)>;

/// The fields and the file of a form that was sent in parts.
pub async fn read_file(visit: &Visit, request: Request) -> Result<(Pairs, SentFile), PageError> {
    let refuse = |reason: String| PageError::bad_request(visit, reason);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|rejection| refuse(rejection.body_text()))?;
    let (mut fields, mut file) = (Pairs::new(), None);
    while let Some(part) = parts.next_field().await.map_err(|error| refuse(error.body_text()))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(|name| name.chars().take(200).collect::<String>());
        let bytes = part.bytes().await.map_err(|error| refuse(error.body_text()))?;
        match file_name {
            Some(file_name) if name == "file" => file = Some((file_name, bytes.to_vec())),
            _ => fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok((fields, file))
}

async fn settle(visit: &Visit, id: i64, done: Result<(), app::AppError>) -> Result<Response, PageError> {
    match refused(visit, done)? {
        Ok(()) => Ok(to(visit, &format!("/consultations/{id}"))),
        Err((kind, about)) => page(visit, id, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

async fn page(visit: &Visit, id: i64, refused: Option<Refused>) -> Result<Response, PageError> {
    let view = visit.check(visit.app().consultation(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, view.row.title.clone()).await?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let ConsultationView { row, papers, counts, groups, is_taking, may_manage, steps } = view;
    let paper = |paper: app::consultations::PaperRow| Paper {
        id: paper.id,
        href: f.href(&format!("/comment/{}/papers/{}", encode(&row.slug), paper.id)),
        name: paper.name,
        size: format!("{} KB", format::count((paper.bytes + 1023) / 1024)),
        at: format::moment(&paper.at),
        hidden: paper.hidden_reason,
    };
    let asked = [
        f.lang.pick("氏名", "name"),
        f.lang.pick("住所", "postal address"),
        f.lang.pick("メールアドレス", "e-mail address"),
    ];
    let step = |(state, against): (ConsultationState, Option<&'static app::ProblemKind>)| Step {
        word: state.word(),
        label: step_label(&f, row.state, state),
        against: against.map(|kind| {
            (f.lang.pick(kind.title_ja, kind.title_en), f.lang.pick(kind.hint_ja, kind.hint_en), kind.code)
        }),
    };
    let channel = |(channel, count): &(reform::consultation::Channel, i64)| {
        (f.lang.pick(channel.label_ja(), channel.label_en()), format::count(*count))
    };
    let page = ShowPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &row),
        outline: paragraphs(&row.outline),
        items: item_links(visit, &f, &row.items).await?,
        contact: paragraphs(&row.contact),
        retain_days: row.retain_days,
        asks: row.asks.iter().zip(asked).filter(|(asks, _)| **asks).map(|(_, words)| words).collect(),
        channels: counts.by_channel.iter().map(channel).collect(),
        counted: format::count(counts.counted),
        opinions: format::count(counts.opinions),
        hidden: format::count(counts.hidden),
        withdrawn: format::count(counts.withdrawn),
        unplaced: format::count(counts.unplaced),
        groups: format::count(groups.0 as i64),
        answered: format::count(groups.1 as i64),
        is_taking,
        may_manage: may_manage && row.state != ConsultationState::Published,
        is_draft: row.state == ConsultationState::Draft,
        papers: papers.into_iter().map(paper).collect(),
        steps: steps.into_iter().map(step).collect(),
        revision: row.revision,
        questions: row.questions.clone(),
        refused,
        f,
    };
    Ok(render_with(status, &page))
}

fn step_label(f: &Frame, from: ConsultationState, to: ConsultationState) -> &'static str {
    match (from, to) {
        (_, ConsultationState::Open) => f.lang.pick("募集を始める", "Open it"),
        (ConsultationState::Answered, ConsultationState::Closed) => {
            f.lang.pick("回答の作成に戻す", "Go back to answering")
        }
        (_, ConsultationState::Closed) => f.lang.pick("締め切る", "Close it"),
        (_, ConsultationState::Answered) => f.lang.pick("回答をそろえたことにする", "Say that all is answered"),
        (_, ConsultationState::Published) => f.lang.pick("結果を公表する", "Publish the results"),
        (_, ConsultationState::Draft) => f.lang.pick("準備中に戻す", "Back to draft"),
    }
}
