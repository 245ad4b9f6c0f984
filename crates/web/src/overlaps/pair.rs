//! `/overlaps/{a}/{b}`: two programs beside each other, what they share, and what was decided.

use app::overlaps::{
    Answer, AnswerFault, AnswerField, AnswerForm, PairState, PairView, Part as TextPart, REASON_CHARS,
};
use app::{Action, InventoryKind};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::list::Side;
use super::{answer_label, fields_label, score, state_label, who};
use crate::error::PageError;
use crate::format;
use crate::page::{Frame, Section, Visit, render_with};
use crate::subnav::{Part, SubNav};

/// The answers to choose from; taking one back has a form of its own.
const CHOICES: [Answer; 4] = [Answer::Merge, Answer::Divide, Answer::Coordinate, Answer::Dismiss];

/// The query part of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PairQuery {
    done: String,
}

/// The form of an answer.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerInput {
    answer: String,
    reason: String,
    revision: String,
}

struct Fault {
    field: &'static str,
    title: &'static str,
    hint: &'static str,
    code: &'static str,
}

struct FieldRow {
    label: &'static str,
    a: Vec<TextPart>,
    b: Vec<TextPart>,
}

struct Event {
    at: String,
    who: String,
    label: &'static str,
    reason: String,
    score: String,
}

#[derive(Template)]
#[template(path = "overlaps/show.html")]
struct PairPage {
    f: Frame,
    subnav: SubNav,
    address: String,
    score: String,
    threshold: String,
    is_below: bool,
    state: PairState,
    state_label: &'static str,
    sides: [Side; 2],
    texts: Vec<FieldRow>,
    fields: Vec<(String, String)>,
    phrases: Vec<(String, String)>,
    clusters: Vec<(String, String)>,
    history: Vec<Event>,
    revision: i64,
    may_decide: bool,
    is_decided: bool,
    choices: Vec<(&'static str, &'static str, bool)>,
    reason: String,
    reopen_reason: String,
    reason_chars: usize,
    faults: Vec<Fault>,
    reopens: bool,
    done: bool,
}

/// The page.
pub async fn show(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    Query(asked): Query<PairQuery>,
) -> Result<Response, PageError> {
    let Path((a, b)) = ids.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    page(&visit, (a, b), &AnswerInput::default(), &[], !asked.done.is_empty()).await
}

/// Keeps an answer.
pub async fn answer(
    visit: Visit,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    form: Result<Form<AnswerInput>, FormRejection>,
) -> Result<Response, PageError> {
    visit.check(app::permit(&visit.actor, Action::DecideOverlaps))?;
    let Path((a, b)) = ids.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let Form(input) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let form =
        AnswerForm { answer: input.answer.clone(), reason: input.reason.clone(), revision: input.revision.clone() };
    match visit.check(visit.app().answer_overlap(&visit.actor, a, b, &form).await)? {
        Ok(()) => Ok(Redirect::to(&visit.lang.href(&format!("/overlaps/{a}/{b}?done=1"))).into_response()),
        Err(faults) => page(&visit, (a, b), &input, &faults, false).await,
    }
}

async fn page(
    visit: &Visit,
    (a, b): (i64, i64),
    input: &AnswerInput,
    faults: &[AnswerFault],
    done: bool,
) -> Result<Response, PageError> {
    let view = visit.check(visit.app().overlap_pair(&visit.actor, a, b).await)?;
    let heads = visit.check(visit.app().cluster_heads(&visit.actor).await)?;
    let title = visit.lang.pick("二つの事業の比較", "Two programs beside each other");
    let f = visit.frame_with(Section::Clusters, title, view.kind == InventoryKind::Demo);
    let reopens = input.answer == Answer::Reopen.word();
    let faults: Vec<Fault> = faults.iter().map(|fault| told(&f, fault, reopens)).collect();
    let status = match faults.iter().any(|fault| fault.code == app::overlaps::ANSWERED_MEANWHILE.code) {
        true => StatusCode::CONFLICT,
        false if faults.is_empty() => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let clusters = heads.iter().filter(|head| view.clusters.contains(&head.id));
    let clusters = clusters.map(|head| (f.text(&head.name).to_owned(), f.href(&format!("/clusters/{}", head.id))));
    let page = PairPage {
        subnav: SubNav::new(&f, Part::Overlaps),
        address: f.href(&format!("/overlaps/{a}/{b}")),
        score: score(view.score_bp),
        threshold: score(view.threshold_bp),
        is_below: view.score_bp < view.threshold_bp,
        state: view.state,
        state_label: state_label(&f, view.state),
        sides: [Side::new(&f, &view.a), Side::new(&f, &view.b)],
        texts: view
            .texts
            .iter()
            .map(|text| FieldRow {
                label: f.lang.pick(text.field.label_ja(), text.field.label_en()),
                a: text.a.clone(),
                b: text.b.clone(),
            })
            .collect(),
        fields: view.fields.iter().map(|(a, b, share)| (fields_label(&f, *a, *b), score(*share))).collect(),
        phrases: phrases(&f, &view),
        clusters: clusters.collect(),
        history: view.history.iter().map(|said| Event::new(&f, said)).collect(),
        revision: view.revision(),
        may_decide: f.actor.may(Action::DecideOverlaps),
        is_decided: view.history.first().is_some_and(|said| said.answer != Answer::Reopen),
        choices: CHOICES
            .map(|choice| (choice.word(), answer_label(&f, choice), input.answer == choice.word()))
            .to_vec(),
        reason: if reopens { String::new() } else { input.reason.clone() },
        reopen_reason: if reopens { input.reason.clone() } else { String::new() },
        reason_chars: REASON_CHARS,
        reopens,
        faults,
        done,
        f,
    };
    Ok(render_with(status, &page))
}

/// Each phrase with the fields it stands in.
fn phrases(f: &Frame, view: &PairView) -> Vec<(String, String)> {
    let labels = |fields: &[app::overlaps::ProgramField]| -> String {
        let labels: Vec<&str> = fields.iter().map(|field| f.lang.pick(field.label_ja(), field.label_en())).collect();
        labels.join(f.t("・", ", "))
    };
    let phrases = view.phrases.iter();
    phrases.map(|(text, a, b)| (text.clone(), format!("{} ↔ {}", labels(a), labels(b)))).collect()
}

fn told(f: &Frame, (field, kind): &AnswerFault, reopens: bool) -> Fault {
    Fault {
        field: match (field, reopens) {
            (AnswerField::Answer, _) => "answer",
            (AnswerField::Reason, false) => "reason",
            (AnswerField::Reason, true) => "reopen-reason",
            (AnswerField::Whole, _) => "history",
        },
        title: f.lang.pick(kind.title_ja, kind.title_en),
        hint: f.lang.pick(kind.hint_ja, kind.hint_en),
        code: kind.code,
    }
}

impl Event {
    fn new(f: &Frame, said: &app::overlaps::OverlapAnswer) -> Event {
        Event {
            at: format::moment(&said.at),
            who: who(&said.actor).to_owned(),
            label: answer_label(f, said.answer),
            reason: said.reason.clone(),
            score: score(said.score_bp),
        }
    }
}

impl PairPage {
    fn faults_of(&self, field: &str) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(move |fault| fault.field == field)
    }
}
