//! Security headers and the guard against requests from elsewhere (安全対策).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What a page may load: only what this server itself sends. No inline script or style anywhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Adds the security headers to every answer.
pub async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Tells browsers to come by https only, for a year.
pub async fn insist_on_https(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let for_a_year = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, for_a_year);
    response
}

/// Whether a form says that it comes from a page of this site.
///
/// `CsrfLayer` has looked at `Sec-Fetch-Site` and `Origin` before; what has neither it lets through. Browsers that send
/// neither with a form still send `Referer`, as our own pages ask them to.
pub fn is_from_this_site(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN) {
        return true;
    }
    let referrer = text(header::REFERER);
    let host = referrer.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && host == text(header::HOST))
}

/// Refuses requests for any other host than this machine, for a server that trusts whoever reaches it.
///
/// A page of another site could otherwise have its name resolve to this machine (DNS rebinding) and act as the
/// operator. A proxy on this machine would make everybody the operator; one that says that it forwards is refused too.
pub async fn only_this_machine(request: Request, next: Next) -> Response {
    let is_forwarded = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]
        .into_iter()
        .any(|name| request.headers().contains_key(name));
    if is_forwarded {
        let text = "This server trusts whoever reaches it and does not work behind a proxy: start it without --local-operator.\n";
        return (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "This server answers only to 127.0.0.1 and localhost.\n").into_response()
    }
}
