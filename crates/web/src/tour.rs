//! `/tour`: the guided tour of the demonstration; left and taken up again at will.

use std::collections::BTreeSet;

use app::tour::{STEPS, Step};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::Site;
use crate::cities::Pairs;
use crate::clusters::{fields_of, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit, render};
use crate::settings::cookie;
use crate::sign_in::set_cookie;

/// The cookie that keeps how far a visitor came.
const COOKIE: &str = "henkaku_tour";

/// The addresses of this file.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/tour", get(show))
        .route("/tour/steps", post(mark).get(back))
        .route("/tour/reset", post(reset).get(back))
}

struct StepLine {
    word: &'static str,
    href: String,
    title: &'static str,
    look: &'static str,
    attempt: &'static str,
    minutes: u8,
    is_done: bool,
    is_next: bool,
    may_open: bool,
}

#[derive(Template)]
#[template(path = "tour.html")]
struct TourPage {
    f: Frame,
    steps: Vec<StepLine>,
    done: usize,
    left_minutes: u32,
    is_demo: bool,
    is_kept: bool,
}

async fn show(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    let tour = visit.check(visit.app().tour(&visit.actor).await)?;
    let done = if tour.is_kept { tour.done } else { of_cookie(&headers) };
    let f = visit.frame(Section::None, visit.lang.pick("10分の案内", "A ten-minute tour")).await?;
    let next = STEPS.iter().find(|step| !done.contains(step.word) && visit.actor.may(step.action));
    let line = |step: &Step| StepLine {
        word: step.word,
        href: f.href(step.path),
        title: f.lang.pick(step.title.0, step.title.1),
        look: f.lang.pick(step.look.0, step.look.1),
        attempt: f.lang.pick(step.attempt.0, step.attempt.1),
        minutes: step.minutes,
        is_done: done.contains(step.word),
        is_next: next.is_some_and(|next| next.word == step.word),
        may_open: visit.actor.may(step.action),
    };
    let steps: Vec<StepLine> = STEPS.iter().map(line).collect();
    let page = TourPage {
        done: steps.iter().filter(|step| step.is_done).count(),
        left_minutes: steps.iter().filter(|step| !step.is_done).map(|step| u32::from(step.minutes)).sum(),
        steps,
        is_demo: tour.is_demo,
        is_kept: tour.is_kept,
        f,
    };
    Ok(render(&page))
}

async fn mark(
    visit: Visit,
    headers: HeaderMap,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let fields = fields_of(&visit, form)?;
    let (word, is_done) = (value(&fields, "step"), value(&fields, "do") != "undo");
    let mut response = Redirect::to(&visit.lang.href("/tour#next")).into_response();
    if visit.actor.account().is_some() {
        visit.check(visit.app().mark_tour_step(&visit.actor, word, is_done).await)?;
    } else if let Some(step) = Step::from_word(word) {
        let mut done = of_cookie(&headers);
        match is_done {
            true => done.insert(step.word.to_owned()),
            false => done.remove(step.word),
        };
        keep(&visit, &mut response, &done);
    }
    Ok(response)
}

async fn reset(visit: Visit) -> Result<Response, PageError> {
    let mut response = Redirect::to(&visit.lang.href("/tour")).into_response();
    if visit.actor.account().is_some() {
        visit.check(visit.app().reset_tour(&visit.actor).await)?;
    } else {
        keep(&visit, &mut response, &BTreeSet::new());
    }
    Ok(response)
}

/// Where an answer to a form is asked for by its address alone, as when its language is switched.
async fn back(visit: Visit) -> Redirect {
    Redirect::to(&visit.lang.href("/tour"))
}

fn of_cookie(headers: &HeaderMap) -> BTreeSet<String> {
    let words = cookie(headers, COOKIE).unwrap_or_default().split('.');
    words.filter(|word| Step::from_word(word).is_some()).map(str::to_owned).collect()
}

/// Until the browser is closed and for a month after.
fn keep(visit: &Visit, response: &mut Response, done: &BTreeSet<String>) {
    let words: Vec<&str> = done.iter().map(String::as_str).collect();
    let secure = if visit.is_behind_https() { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000{secure}", words.join("."));
    set_cookie(response, &cookie);
}
