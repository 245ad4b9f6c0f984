//! Answers that anybody may keep and any site may read (公表データの応答): ETag, Cache-Control, CORS.

use app::publishing::open_data::DataFile;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

/// How long an answer may be kept without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// A minute: another edition may become the latest.
    Shortly,
    /// An hour: the edition was named.
    Long,
}

impl Keep {
    fn header(self) -> &'static str {
        match self {
            Keep::Shortly => "public, max-age=60, must-revalidate",
            Keep::Long => "public, max-age=3600",
        }
    }
}

/// A file with its ETag, or 304 where the one who asks has it already.
pub fn answer(asked: &HeaderMap, file: &DataFile, keep: Keep, licence: &str) -> Response {
    let tag = format!("\"{}{}\"", &file.sha256[..32], if takes_gzip(asked) { ZIPPED } else { "" });
    let is_known = asked.get_all(header::IF_NONE_MATCH).iter().any(|value| has(value, &file.sha256[..32]));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Body::from(Bytes::from_owner(file.bytes.clone())).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep.header()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    let link = HeaderValue::from_str(&format!("<{licence}>; rel=\"license\""));
    if let (false, Ok(link)) = (licence.is_empty(), link) {
        headers.insert(header::LINK, link);
    }
    response
}

/// A value as JSON, with its ETag.
pub fn json(asked: &HeaderMap, value: &impl Serialize, keep: Keep, licence: &str) -> Response {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    answer(asked, &DataFile::new("answer.json", bytes), keep, licence)
}

/// What tells the packed form from the plain one: a strong tag belongs to the very bytes that were sent.
const ZIPPED: &str = "-gzip";

/// Whether `If-None-Match` names this content, packed or plain; `*` names anything.
fn has(value: &HeaderValue, digest: &str) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value.split(',').map(str::trim).any(|tag| {
        let bare = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        tag == "*" || bare.strip_suffix(ZIPPED).unwrap_or(bare) == digest
    })
}

/// Whether the answer will be packed, as the layer that packs decides it.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let weight = |coding: &str| {
        let listed = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        listed.flat_map(|value| value.split(',')).find_map(|entry| {
            let (name, rest) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |text| text.trim().parse::<f32>().ok());
            name.trim().eq_ignore_ascii_case(coding).then_some(weight.unwrap_or(1.0))
        })
    };
    let gzip = weight("gzip").or_else(|| weight("x-gzip")).or_else(|| weight("*")).unwrap_or(0.0);
    gzip > 0.0 && gzip >= weight("identity").unwrap_or(0.0)
}

/// Lets scripts of every site read the answer, and answers the question a browser may ask before.
pub async fn share_with_all(request: Request, next: Next) -> Response {
    let is_question = request.method() == Method::OPTIONS;
    let mut response = if is_question { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    let mut say = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    say(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    say(header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag, link");
    say(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    if is_question {
        say(header::ALLOW, "GET, HEAD, OPTIONS");
        say(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS");
        say(header::ACCESS_CONTROL_ALLOW_HEADERS, "if-none-match, accept, content-type");
        say(header::ACCESS_CONTROL_MAX_AGE, "86400");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_any_form_a_client_sends_it() {
        for (sent, known) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc-gzip\"", true),
            ("*", true),
            ("\"ab\"", false),
            ("\"abcd\"", false),
            ("", false),
        ] {
            assert_eq!(has(&HeaderValue::from_str(sent).unwrap(), "abc"), known, "{sent}");
        }
    }

    #[test]
    fn packing_is_foreseen_as_the_request_weighs_it() {
        for (sent, packed) in [
            ("gzip", true),
            ("br, gzip;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip;q=0.2, identity;q=0.8", false),
            ("identity", false),
            ("*", true),
            ("deflate", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_str(sent).unwrap())]);
            assert_eq!(takes_gzip(&headers), packed, "{sent}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
