//! The session of a browser (サインイン中の端末): its cookie, who it is, and forms that come when it is over.

use app::Actor;
use app::settings::Settings;
use app::sign_in::{Origin, SESSION_ENDED, SignedIn, Token};
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::convert::Infallible;
use std::net::SocketAddr;

use crate::error::{ApiError, PageError, problem_document};
use crate::page::Visit;
use crate::security::is_from_this_site;
use crate::sign_in::{Held, ask_again};
use crate::{Site, Trust};

/// The largest form that is held while somebody signs in again, in bytes.
pub const MOST_HELD_BYTES: usize = 256 * 1024;

/// Where the password is changed.
pub const PASSWORD_PATH: &str = "/account/password";

/// Who a request comes from (訪問者).
#[derive(Clone, Default)]
pub struct Presence {
    /// The session, when there is one.
    pub signed_in: Option<SignedIn>,
    /// Whether the browser named a session that is over.
    pub is_over: bool,
    /// Where from.
    pub origin: Origin,
    /// How the person likes pages.
    pub settings: Settings,
}

/// Marks an answer that would be another if somebody were signed in (要サインイン).
#[derive(Clone, Copy)]
pub struct NeedsSignIn;

/// The token a browser sent; for handlers that begin or end sessions.
pub struct SentToken(pub Option<Token>);

impl Presence {
    /// The actor of a request: whoever is signed in, otherwise what the server trusts.
    pub fn actor(&self, trust: Trust, method: &Method) -> Actor {
        match (&self.signed_in, trust) {
            (Some(signed_in), _) => signed_in.actor.clone(),
            // What a person sent whose session is over is not done in the operator's name.
            (None, Trust::LocalOperator) if !self.is_over || method.is_safe() => Actor::operator("web:local-operator"),
            (None, _) => Actor::visitor(),
        }
    }
}

impl FromRequestParts<Site> for SentToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<SentToken, Infallible> {
        Ok(SentToken(token(&parts.headers, site.behind_https)))
    }
}

/// Finds out who asks, sends people to change a password they were given, and holds what was typed when a session is over.
pub async fn recognise(State(site): State<Site>, request: Request, next: Next) -> Response {
    if !is_for_people(request.uri().path()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let token = token(&parts.headers, site.behind_https);
    let is_sign_in = within_language(parts.uri.path()) == "/sign-in";
    if (token.is_some() || is_sign_in) && !parts.method.is_safe() && !is_from_this_site(&parts.headers) {
        tracing::warn!(path = parts.uri.path(), "a form without a sign of where it comes from was refused");
        return problem_document(StatusCode::FORBIDDEN, &app::error::CROSS_SITE, String::new());
    }
    let asks_by_itself = parts.method.is_safe() && is_fetch(&parts.headers);
    let signed_in = match &token {
        Some(token) => match site.app.signed_in(token, !asks_by_itself).await {
            Ok(signed_in) => signed_in,
            Err(error) => return ApiError::from(error).into_response(),
        },
        None => None,
    };
    let must_change = signed_in.as_ref().is_some_and(|signed_in| signed_in.must_change);
    if must_change && !is_open_before_change(parts.uri.path()) {
        let lang = crate::lang::Lang::of_path(parts.uri.path());
        return Redirect::to(&lang.href(PASSWORD_PATH)).into_response();
    }
    let is_over = token.is_some() && signed_in.is_none();
    let is_member = signed_in.is_some();
    let origin = origin(&parts, site.behind_https);
    let settings = match &signed_in {
        Some(signed_in) => signed_in.settings,
        None => crate::settings::of_cookie(&parts.headers),
    };
    if let Some(chosen) = in_chosen_language(&parts, settings, is_member) {
        return Redirect::to(&chosen).into_response();
    }
    parts.extensions.insert(Presence { signed_in, is_over, origin, settings });
    if is_member {
        let mut response = next.run(Request::from_parts(parts, body)).await;
        // What one person sees is kept by no cache in between, and a browser asks again.
        let private = HeaderValue::from_static("private, no-cache");
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(private);
        return response;
    }
    let is_fetch = is_fetch(&parts.headers);
    let is_form = media_type(&parts.headers, "application/x-www-form-urlencoded");
    let may_ask = is_fetch || is_form || media_type(&parts.headers, "multipart/form-data");
    if parts.method != Method::POST || is_sign_in || !may_ask || !is_from_this_site(&parts.headers) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let visit = match Visit::from_request_parts(&mut parts, &site).await {
        Ok(visit) => visit,
        Err(error) => return error.into_response(),
    };
    let target = parts.uri.path_and_query().map(|target| target.as_str().to_owned()).unwrap_or_default();
    let is_small = body.size_hint().upper().is_some_and(|bytes| bytes <= MOST_HELD_BYTES as u64);
    let (body, sent) = match is_form && is_small && !is_fetch {
        true => match to_bytes(body, MOST_HELD_BYTES).await {
            Ok(bytes) => (Body::from(bytes.clone()), Some(bytes)),
            Err(error) => return PageError::bad_request(&visit, error.to_string()).into_response(),
        },
        false => (body, None),
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    // The route itself has decided; whatever it did is not done a second time.
    if response.extensions().get::<NeedsSignIn>().is_none() {
        return response;
    }
    if is_fetch {
        return problem_document(StatusCode::UNAUTHORIZED, &SESSION_ENDED, String::new());
    }
    let held = match sent {
        Some(bytes) => Held::read(&target, bytes).await,
        None => None,
    };
    ask_again(&visit, target, held).await
}

/// The cookie that gives a browser its session.
pub fn cookie(token: &Token, behind_https: bool) -> String {
    format!("{}={}; Path=/; HttpOnly; SameSite=Lax{}", name(behind_https), token.secret(), secure(behind_https))
}

/// The cookie that takes it away.
pub fn no_cookie(behind_https: bool) -> String {
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", name(behind_https), secure(behind_https))
}

/// An address of this site that may be gone to after signing in; anything else is `None`.
pub fn local_path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/') && !text.starts_with("//") && text.len() <= 2_000;
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let path = within_language(text.split(['?', '#']).next().unwrap_or_default());
    (is_local && is_plain && !matches!(path, "/sign-in" | "/sign-out")).then_some(text)
}

/// With `__Host-` a browser takes the cookie from this very host only, and only by https.
fn name(behind_https: bool) -> &'static str {
    if behind_https { "__Host-henkaku_session" } else { "henkaku_session" }
}

fn secure(behind_https: bool) -> &'static str {
    if behind_https { "; Secure" } else { "" }
}

fn token(headers: &HeaderMap, behind_https: bool) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name(behind_https)).and_then(|(_, value)| Token::read(value))
}

/// Where a request comes from. Behind a proxy the last address of `X-Forwarded-For` is the one the proxy itself saw.
fn origin(parts: &Parts, behind_https: bool) -> Origin {
    let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let browser = text(header::USER_AGENT).unwrap_or_default().to_owned();
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()).map(|last| last.trim().to_owned());
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_string());
    let address = forwarded.filter(|_| behind_https).or(peer).unwrap_or_default();
    Origin { browser, address }
}

/// Pages and forms; not the API, which serves everybody as a visitor, nor files that are the same for all.
fn is_for_people(path: &str) -> bool {
    !(path.starts_with("/api/") || path.starts_with("/static/") || path == "/health")
}

/// What somebody may open who must change their password first.
fn is_open_before_change(path: &str) -> bool {
    matches!(within_language(path), PASSWORD_PATH | "/sign-out" | "/sign-in")
}

/// The page in the language somebody chose, where they came to the other one by its address, a bookmark or a mail, and not by
/// a link of ours: every page for members, the home page and that for signing in for visitors. Files stay as they were.
fn in_chosen_language(parts: &Parts, settings: Settings, is_member: bool) -> Option<String> {
    let wanted = crate::settings::first_language(settings)?;
    let path = parts.uri.path();
    let page = within_language(path);
    let is_home = matches!(page, "" | "/") && parts.uri.query().is_none();
    let is_for_all = is_home || page == "/sign-in";
    let is_file = page.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let is_asked = parts.method == Method::GET && !is_fetch(&parts.headers) && (is_for_all || is_member && !is_file);
    if !is_asked || crate::lang::Lang::of_path(path) == wanted || came_by_own_link(&parts.headers) {
        return None;
    }
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", wanted.href(if page.is_empty() { "/" } else { page })))
}

/// Whether a page of this site led here; without a host to hold it against any link counts as ours.
fn came_by_own_link(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(referer) = text(header::REFERER) else { return false };
    let from = referer.split_once("://").map_or(referer, |(_, rest)| rest);
    let from = from.split(['/', '?', '#']).next().unwrap_or_default();
    text(header::HOST).is_none_or(|host| host == from)
}

fn within_language(path: &str) -> &str {
    match path.strip_prefix("/en") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    }
}

fn is_fetch(headers: &HeaderMap) -> bool {
    headers.get("x-henkaku-fetch").is_some_and(|value| value == "1")
}

fn media_type(headers: &HeaderMap, wanted: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}
