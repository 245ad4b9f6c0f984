//! `/sign-in` and `/sign-out`: who somebody is; and forms that came when their session was over.

mod held;

use app::sign_in::{HELD_FORM_DAMAGED, SESSION_ENDED};
use app::{AppError, Because, ProblemKind, Refusal};
use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::Site;
use crate::error::PageError;
use crate::lang::Lang;
use crate::page::{Frame, Section, Visit, render, render_with};
use crate::session::{self, MOST_HELD_BYTES, SentToken};

pub use held::Held;

/// Where people go who came from nowhere in particular.
const FIRST_PAGE: &str = "/my-work";

/// A held form comes back with longer names of its fields, and with login and password.
const MOST_BYTES: usize = 2 * MOST_HELD_BYTES;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/sign-out", post(sign_out))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    next: String,
}

#[derive(Template)]
#[template(path = "sign-in/show.html")]
struct SignInPage {
    f: Frame,
    /// Where to go afterwards; empty for the first page.
    next: String,
    login: String,
    problem: Option<Told>,
    /// Whether a session ended while somebody was writing.
    has_ended: bool,
    /// Whether what was sent could not be held, as a file or a very long text.
    is_lost: bool,
    held: Option<Held>,
    /// Whether no account exists yet, so that nobody can sign in.
    has_nobody: bool,
}

/// A problem in words.
struct Told {
    what: &'static str,
    what_to_do: String,
    code: &'static str,
}

#[derive(Template)]
#[template(path = "sign-in/resume.html")]
struct ResumePage {
    f: Frame,
    held: Held,
    /// Told when the form cannot be sent on.
    damaged: Told,
    must_change: bool,
}

/// The page shown instead of a refusal to somebody whose session is over: status 401, with all that was typed.
pub async fn ask_again(visit: &Visit, target: String, held: Option<Held>) -> Response {
    let f = match visit.frame(Section::None, title(visit)).await {
        Ok(f) => f,
        Err(error) => return error.into_response(),
    };
    let is_lost = held.is_none();
    let problem =
        Some(told(visit, &SESSION_ENDED, visit.lang.pick(SESSION_ENDED.hint_ja, SESSION_ENDED.hint_en).into()));
    let problem = problem.filter(|_| !is_lost);
    // What cannot be sent on is begun anew on the page it came from, when that is known to be one.
    let next = if is_lost { session::local_path(&target).unwrap_or_default().to_owned() } else { String::new() };
    let page = SignInPage { f, next, login: String::new(), problem, has_ended: true, is_lost, held, has_nobody: false };
    unauthorized(render_with(StatusCode::UNAUTHORIZED, &page))
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let next = session::local_path(&asked.next).unwrap_or_default().to_owned();
    if visit.actor.signed_in().is_some() {
        return Ok(Redirect::to(&destination(&visit, &next)).into_response());
    }
    let f = visit.frame(Section::None, title(&visit)).await?;
    let login = String::new();
    let has_nobody = !visit.check(visit.app().has_accounts().await)?;
    Ok(render(&SignInPage {
        f,
        next,
        login,
        problem: None,
        has_ended: visit.is_session_over(),
        is_lost: false,
        held: None,
        has_nobody,
    }))
}

async fn sign_in(
    visit: Visit,
    SentToken(before): SentToken,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(fields) = form.map_err(|rejection| PageError::bad_request(&visit, rejection.body_text()))?;
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let (login, password) = (field("login").unwrap_or_default(), field("password").unwrap_or_default());
    let next = session::local_path(field("next").unwrap_or_default()).unwrap_or_default().to_owned();
    let held = Held::sent_back(&fields);
    let entered = match visit.app().sign_in(login, password, visit.origin(), before.as_ref()).await {
        Ok(entered) => entered,
        Err(AppError::Refused(refusal)) => {
            let login = login.chars().take(100).collect();
            return refused(&visit, refusal, next, login, held).await;
        }
        Err(error) => return Err(PageError::new(&visit, error)),
    };
    let visit = visit.as_member(&entered.token).await?;
    let mut response = match held {
        Some(held) => {
            let title = visit.lang.pick("入力した内容を確かめて送る", "Look at what you typed and send it");
            let f = visit.frame(Section::None, title).await?;
            let hint = visit.lang.pick(HELD_FORM_DAMAGED.hint_ja, HELD_FORM_DAMAGED.hint_en);
            let damaged = told(&visit, &HELD_FORM_DAMAGED, hint.to_owned());
            render(&ResumePage { f, held, damaged, must_change: entered.must_change })
        }
        None if entered.must_change => Redirect::to(&visit.lang.href(session::PASSWORD_PATH)).into_response(),
        None => Redirect::to(&destination(&visit, &next)).into_response(),
    };
    set_cookie(&mut response, &session::cookie(&entered.token, visit.is_behind_https()));
    Ok(response)
}

async fn sign_out(visit: Visit, SentToken(token): SentToken) -> Result<Response, PageError> {
    if let Some(token) = token {
        visit.check(visit.app().sign_out(&token).await)?;
    }
    Ok(signed_out(&visit))
}

/// The answer after signing out: home, without the cookie, and without pages that the browser kept.
pub fn signed_out(visit: &Visit) -> Response {
    let mut response = Redirect::to(&visit.lang.href("/")).into_response();
    set_cookie(&mut response, &session::no_cookie(visit.is_behind_https()));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    response
}

/// Adds a cookie to an answer.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What to do about a refusal, with the minutes to wait when there are any.
pub fn advice(lang: Lang, refusal: &Refusal) -> String {
    let hint = lang.pick(refusal.kind.hint_ja, refusal.kind.hint_en);
    match (refusal.because, lang) {
        (Because::TooMany, _) if refusal.detail.is_empty() => hint.to_owned(),
        (Because::TooMany, Lang::Ja) => format!("あと約{}分お待ちください。{hint}", refusal.detail),
        (Because::TooMany, Lang::En) => format!("About {} min to wait. {hint}", refusal.detail),
        _ => hint.to_owned(),
    }
}

async fn refused(
    visit: &Visit,
    refusal: Refusal,
    next: String,
    login: String,
    held: Option<Held>,
) -> Result<Response, PageError> {
    let what_to_do = advice(visit.lang, &refusal);
    let f = visit.frame(Section::None, title(visit)).await?;
    let problem = Some(told(visit, refusal.kind, what_to_do));
    let page = SignInPage { f, next, login, problem, has_ended: false, is_lost: false, held, has_nobody: false };
    if refusal.because == Because::TooMany {
        let mut response = render_with(StatusCode::TOO_MANY_REQUESTS, &page);
        let minutes: u64 = refusal.detail.parse().unwrap_or(1);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(minutes * 60));
        return Ok(response);
    }
    Ok(unauthorized(render_with(StatusCode::UNAUTHORIZED, &page)))
}

/// Status 401 has to say how one signs in: by the form on the page.
fn unauthorized(mut response: Response) -> Response {
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("FormBased"));
    response
}

fn told(visit: &Visit, kind: &'static ProblemKind, what_to_do: String) -> Told {
    Told { what: visit.lang.pick(kind.title_ja, kind.title_en), what_to_do, code: kind.code }
}

fn title(visit: &Visit) -> &'static str {
    visit.lang.pick("サインイン", "Sign in")
}

fn destination(visit: &Visit, next: &str) -> String {
    let lang = crate::settings::first_language(visit.settings()).unwrap_or(visit.lang);
    if next.is_empty() { lang.href(FIRST_PAGE) } else { next.to_owned() }
}
