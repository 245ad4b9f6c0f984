//! `/consultations/{id}/comments/new`, `/import`: what came by e-mail or on paper, one by one or as a table.

use std::collections::BTreeMap;

use app::consultations::{CommentImport, PersonGiven, TypedComment};
use app::{Problem, Severity};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use reform::consultation::Channel;

use super::public::Question;
use super::staff::read_file;
use super::{Head, number_of};
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, value};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

#[derive(Template)]
#[template(path = "consultations/typed.html")]
struct TypedPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    action: String,
    most: String,
    /// The mark of this form.
    form: String,
    /// The first and the last day a comment can have come, as a field of a day takes them.
    days: (String, String),
    asks: [bool; 3],
    questions: Vec<Question>,
    channels: Vec<(&'static str, &'static str, bool)>,
    typed: TypedComment,
    taken: String,
    refused: Option<Refused>,
}

struct ProblemLine {
    severity: Severity,
    place: String,
    what: &'static str,
    hint: &'static str,
    code: &'static str,
    excerpt: String,
}

#[derive(Template)]
#[template(path = "consultations/import.html")]
struct ImportPage {
    f: Frame,
    subnav: SubNav,
    head: Head,
    action: String,
    problems: Vec<ProblemLine>,
    /// What came of it: new, known, whether it was only tried.
    told: Option<(String, String, bool)>,
    refused: Option<Refused>,
}

/// The form.
pub async fn new(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageConsultations))?;
    page(&visit, id, TypedComment::default(), None, None).await
}

/// Takes a comment.
pub async fn add(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let fields = fields_of(&visit, form)?;
    let text = |name: &str| value(&fields, name).to_owned();
    let reply = |(name, text): &(String, String)| Some((name.strip_prefix('q')?.parse().ok()?, text.clone()));
    let replies: BTreeMap<i64, String> = fields.iter().filter_map(reply).collect();
    let typed = TypedComment {
        form: text("form"),
        channel: text("channel"),
        day: text("day"),
        body: text("comment"),
        replies,
        person: PersonGiven { name: text("name"), address: text("address"), email: text("email") },
    };
    let done = visit.app().type_comment(&visit.actor, id, &typed).await;
    match refused(&visit, done)? {
        // The next one of the pile came the same way on the same day as often as not.
        Ok(number) => {
            let next = TypedComment { channel: typed.channel, day: typed.day, ..TypedComment::default() };
            page(&visit, id, next, Some(number), None).await
        }
        Err((kind, about)) => page(&visit, id, typed, None, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

async fn page(
    visit: &Visit,
    id: i64,
    typed: TypedComment,
    taken: Option<i64>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().consultation(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("届いた意見を入力する", "Type in a comment")).await?;
    let question = |(number, (words, is_required)): (i64, &(String, bool))| Question {
        number,
        words: words.clone(),
        is_required: *is_required,
        value: typed.replies.get(&number).cloned().unwrap_or_default(),
        is_wrong: false,
    };
    let form = visit.check(visit.app().typing_form(&visit.actor, id))?;
    let last = view.row.last.min(visit.app().today());
    let channels = [Channel::Paper, Channel::Email];
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = TypedPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &view.row),
        action: f.href(&format!("/consultations/{id}/comments/new")),
        most: format::count(view.row.most_chars),
        form,
        days: (view.row.first.to_string(), last.to_string()),
        asks: view.row.asks,
        questions: (1..).zip(&view.row.questions).map(question).collect(),
        channels: channels
            .iter()
            .map(|one| (one.word(), f.lang.pick(one.label_ja(), one.label_en()), typed.channel == one.word()))
            .collect(),
        taken: taken.map(format::count).unwrap_or_default(),
        typed,
        refused,
        f,
    };
    Ok(render_with(status, &page))
}

/// The page that takes a table.
pub async fn import(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageConsultations))?;
    import_page(&visit, id, None, None).await
}

/// Tries a table, or takes it.
pub async fn take(visit: Visit, id: Result<Path<i64>, PathRejection>, request: Request) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageConsultations))?;
    let (fields, file) = read_file(&visit, request).await?;
    let is_tried = value(&fields, "do") != "take";
    let done = visit.app().import_comments(&visit.actor, id, file_of(&file), is_tried).await;
    match refused(&visit, done)? {
        Ok(report) => import_page(&visit, id, Some((report, is_tried)), None).await,
        Err((kind, about)) => import_page(&visit, id, None, Some(Refused::new(visit.lang, kind, about))).await,
    }
}

fn file_of(file: &super::staff::SentFile) -> (&str, Vec<u8>) {
    file.as_ref().map(|(name, bytes)| (name.as_str(), bytes.clone())).unwrap_or_default()
}

async fn import_page(
    visit: &Visit,
    id: i64,
    report: Option<(CommentImport, bool)>,
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().consultation(&visit.actor, id).await)?;
    let f = visit.frame(Section::Talk, visit.lang.pick("意見を表から取り込む", "Comments from a table")).await?;
    let (report, is_tried) = report.unzip();
    let problems = report.as_ref().map(|report| report.problems.as_slice()).unwrap_or_default();
    let is_bad = refused.is_some() || !problems.is_empty();
    let line = |problem: &Problem| ProblemLine {
        severity: problem.kind.severity,
        place: problem.place.to_string(),
        what: f.lang.pick(problem.kind.title_ja, problem.kind.title_en),
        hint: f.lang.pick(problem.kind.hint_ja, problem.kind.hint_en),
        code: problem.kind.code,
        excerpt: problem.excerpt.clone(),
    };
    let told = report
        .as_ref()
        .filter(|report| report.problems.is_empty())
        .map(|report| (format::count(report.counts.new), format::count(report.counts.known), is_tried.unwrap_or(true)));
    let page = ImportPage {
        subnav: SubNav::new(&f, Part::Consultations),
        head: Head::new(&f, &view.row),
        action: f.href(&format!("/consultations/{id}/import")),
        problems: problems.iter().map(line).collect(),
        told,
        refused,
        f,
    };
    let status = if is_bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(render_with(status, &page))
}
