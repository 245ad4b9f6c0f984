//! The sheet for its script (自動保存・新着): fields kept as they are typed, and what others changed meanwhile, as JSON.

use app::review::{Edit, SheetView, Via};
use app::{AppError, Because};
use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use reform::review::Fields;
use reform::workflow::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::advice::advice_block;
use super::field::conflict_block;
use super::form::Posted;
use super::rows::kpi_result;
use super::talk::count_words;
use super::{Address, FormBody, words};
use crate::lang::Lang;
use crate::page::Visit;

/// What the script is told (答え).
#[derive(Serialize)]
struct News {
    revision: i64,
    at: String,
    saved: Vec<TextNow>,
    conflicts: Vec<ConflictNow>,
    problems: Vec<ProblemNow>,
    changes: Vec<TextNow>,
    /// Left out where nothing changed.
    #[serde(flatten)]
    reckoned: Option<Reckoned>,
    /// Why nothing can be saved here any more.
    closed: Option<Reason>,
}

/// A field's text as it stands.
#[derive(Serialize)]
struct TextNow {
    name: String,
    text: String,
    by: String,
    /// Who wrote it and when, in words.
    meta: String,
}

#[derive(Serialize)]
struct ConflictNow {
    name: String,
    theirs: String,
    html: String,
}

#[derive(Serialize)]
struct ProblemNow {
    name: String,
    #[serde(flatten)]
    reason: Reason,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    what: String,
    hint: String,
}

#[derive(Serialize)]
struct MissingNow {
    name: String,
    what: &'static str,
}

/// What follows from the texts.
#[derive(Serialize)]
struct Reckoned {
    missing: Vec<MissingNow>,
    kpis: BTreeMap<String, String>,
    advice: String,
    threads: BTreeMap<String, String>,
}

/// What the page knows already.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Since {
    since: i64,
    account: i64,
}

/// Keeps the fields sent and says how the sheet stands then.
pub async fn save(visit: Visit, address: Address, form: FormBody) -> Response {
    let Ok(axum::Form(pairs)) = form else {
        return refusal(&visit, &app::error::BAD_REQUEST, StatusCode::BAD_REQUEST);
    };
    let posted = Posted::new(pairs);
    if let Some(refused) = not_the_same_person(&visit, posted.number("account")) {
        return refused;
    }
    let edit: Edit = posted.edit(&Fields::default());
    let since = posted.number("revision").unwrap_or_default();
    match keep(&visit, &address, &edit, since).await {
        Ok(news) => Json(news).into_response(),
        Err(error) => failure(&visit, &error),
    }
}

/// What changed since a revision.
pub async fn changes(visit: Visit, address: Address, since: Result<Query<Since>, QueryRejection>) -> Response {
    let asked = since.map(|Query(since)| since).unwrap_or_default();
    if let Some(refused) = not_the_same_person(&visit, Some(asked.account)) {
        return refused;
    }
    match news(&visit, &address, asked.since).await {
        Ok(news) => Json(news).into_response(),
        Err(error) => failure(&visit, &error),
    }
}

async fn keep(visit: &Visit, address: &Address, edit: &Edit, since: i64) -> Result<News, AppError> {
    let (app, lang) = (visit.app(), visit.lang);
    let saved = app.save_fields(&visit.actor, address.year, address.program, edit, Via::Page).await?;
    // Others' changes, and what follows from all of it, come with the same answer.
    let mut news = news(visit, address, since).await?;
    let now = app.now_text();
    let name = visit.actor.signed_in().map(|member| member.name.clone()).unwrap_or_default();
    // A text somebody else had written just so is saved as well as one of one's own.
    let is_open = |name: &str| {
        saved.conflicts.iter().any(|one| one.conflict.field == name)
            || saved.problems.iter().any(|one| one.field == name)
    };
    let taken = edit.mine.iter().filter(|(name, _)| !is_open(name)).map(|(field, _)| TextNow {
        text: saved.fields.get(field).unwrap_or_default().to_owned(),
        by: name.clone(),
        meta: match saved.stored.iter().any(|(stored, _)| stored == field) {
            true => words::stamp(lang, &name, &now),
            false => news
                .changes
                .iter()
                .find(|change| change.name == *field)
                .map(|change| change.meta.clone())
                .unwrap_or_default(),
        },
        name: field.clone(),
    });
    let taken: Vec<TextNow> = taken.collect();
    news.saved = taken;
    news.at = words::time(&now);
    let conflict = |one: &app::review::SheetConflict| ConflictNow {
        name: one.conflict.field.clone(),
        theirs: one.conflict.theirs.clone().unwrap_or_default(),
        html: conflict_block(lang, one, false).0,
    };
    news.conflicts = saved.conflicts.iter().map(conflict).collect();
    let problem =
        |one: &reform::review::FieldProblem| ProblemNow { name: one.field.clone(), reason: reason(lang, one.kind) };
    news.problems = saved.problems.iter().map(problem).collect();
    Ok(news)
}

async fn news(visit: &Visit, address: &Address, since: i64) -> Result<News, AppError> {
    let (app, lang) = (visit.app(), visit.lang);
    let found = app.changes_since(&visit.actor, address.year, address.program, since).await?;
    let changes = found.changes.iter().map(|change| TextNow {
        name: change.name.clone(),
        text: change.text.clone(),
        by: change.who.clone(),
        meta: words::stamp(lang, &change.who, &change.at),
    });
    // Who only reads along asks often; what follows is reckoned only when there is something new.
    let reckoned = match found.revision > since {
        true => {
            let view = app.review_sheet(&visit.actor, address.year, address.program).await?;
            Some(reckoned(visit, &view))
        }
        false => None,
    };
    Ok(News {
        revision: found.revision,
        at: String::new(),
        saved: Vec::new(),
        conflicts: Vec::new(),
        problems: Vec::new(),
        changes: changes.collect(),
        reckoned,
        closed: (found.step_revision > since).then(|| moved_on(lang, found.state)),
    })
}

fn reckoned(visit: &Visit, view: &SheetView) -> Reckoned {
    let lang = visit.lang;
    let reckoning = visit.app().reckon_sheet(view);
    let mut missing: Vec<MissingNow> = Vec::new();
    for one in &view.missing {
        if !missing.iter().any(|known| known.name == one.field) {
            missing.push(MissingNow { name: one.field.clone(), what: lang.pick(one.kind.title_ja, one.kind.title_en) });
        }
    }
    let mut threads: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for thread in &view.threads {
        let count = threads.entry(thread.first.field.clone()).or_default();
        count.0 += 1 + thread.answers.len();
        count.1 += usize::from(thread.first.closed.is_none());
    }
    Reckoned {
        missing,
        kpis: reckoning.kpis.iter().map(|result| (result.id.clone(), kpi_result(lang, Some(result)).0)).collect(),
        advice: advice_block(lang, &reckoning.advice).0,
        threads: threads.into_iter().map(|(field, (all, open))| (field, count_words(lang, all, open))).collect(),
    }
}

/// A page on which one person typed must not save in another's name.
fn not_the_same_person(visit: &Visit, account: Option<i64>) -> Option<Response> {
    if visit.actor.account().is_some() && visit.actor.account() == account {
        return None;
    }
    let what = visit.lang.pick("サインインが切れました", "You are signed out").to_owned();
    let hint = match visit.actor.account() {
        Some(_) => visit.lang.pick(
            "いまは別の人としてサインインしています。この画面を書いていた人としてサインインし直してください。",
            "Somebody else is signed in now. Sign in as the person who was writing here.",
        ),
        None => visit.lang.pick("書きかけの文はこの画面に残っています。", "What you typed is still on this page."),
    };
    let reason = Reason { code: app::error::DENIED.code, what, hint: hint.to_owned() };
    Some((StatusCode::UNAUTHORIZED, Json(Told { problem: reason })).into_response())
}

#[derive(Serialize)]
struct Told {
    problem: Reason,
}

fn failure(visit: &Visit, error: &AppError) -> Response {
    let status = crate::error::status_of(error);
    if status.is_server_error() {
        tracing::error!(code = error.kind().code, %error, "a sheet could not be saved");
    }
    // A refusal for the moment is tried again by the script; everything else closes the page for writing.
    let status = match error {
        AppError::Refused(refusal) if refusal.because == Because::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => status,
    };
    refusal(visit, error.kind(), status)
}

fn refusal(visit: &Visit, kind: &'static app::ProblemKind, status: StatusCode) -> Response {
    (status, Json(Told { problem: reason(visit.lang, kind) })).into_response()
}

fn reason(lang: Lang, kind: &'static app::ProblemKind) -> Reason {
    Reason {
        code: kind.code,
        what: lang.pick(kind.title_ja, kind.title_en).to_owned(),
        hint: lang.pick(kind.hint_ja, kind.hint_en).to_owned(),
    }
}

fn moved_on(lang: Lang, state: State) -> Reason {
    let kind = &app::review::STEP_MEANWHILE;
    Reason {
        what: format!(
            "{}（{}）",
            lang.pick(kind.title_ja, kind.title_en),
            lang.pick(state.label_ja(), state.label_en())
        ),
        ..reason(lang, kind)
    }
}
