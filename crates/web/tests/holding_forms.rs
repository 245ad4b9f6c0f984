//! A session that is over loses nothing that was typed: the form is held until its writer is back.

use crate::support;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use support::people::PASSWORD;
use support::{Answer, Page, Site, encode, form_request, multipart, multipart_request, request, send};
use web::Trust;

const TYPED: &str = "<script>alert('x')</script>\r\n\"'&amp; 髙橋 𠮷野 🎌 ＝計";

async fn site() -> (Site, Router) {
    let site = Site::with_programs().await;
    site.add_person("haru", "finance", "").await;
    site.as_user("haru").await;
    let nobody = site.seen_with(Trust::Nobody);
    (site, nobody)
}

fn body(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

/// The hidden fields of the first form that posts to `action`, in order.
fn hidden(page: &Page, action: &str) -> Vec<(String, String)> {
    use support::html::Piece;
    let mut inside = false;
    let mut found = Vec::new();
    for piece in &page.pieces {
        match piece {
            Piece::Open { name, attributes, .. } if name == "form" => inside = attributes["action"] == action,
            Piece::Close(name) if name == "form" => inside = false,
            Piece::Open { name, attributes, .. }
                if inside && name == "input" && attributes.get("type").is_some_and(|kind| kind == "hidden") =>
            {
                found.push((attributes["name"].clone(), attributes["value"].clone()));
            }
            _ => {}
        }
    }
    found
}

fn encoded(fields: &[(String, String)]) -> String {
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

async fn post(router: &Router, path: &str, body: &str) -> Answer {
    send(router, form_request(path, body)).await
}

#[tokio::test]
async fn what_was_typed_is_held_shown_after_signing_in_and_sent_only_then() {
    let (site, nobody) = site().await;
    for prefix in ["", "/en"] {
        let target = format!("{prefix}/programs/views");
        let name = format!("防災 {TYPED}{prefix}").replace("\r\n", "");
        let sent = body(&[("name", &name), ("query", "sort=name"), ("remark", TYPED)]);
        let answer = post(&nobody, &target, &sent).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let page = answer.page(&target);
        assert!(page.whole_text().contains("AP-073"));
        assert!(page.elements("script").all(|script| script.contains_key("src")), "what was typed stays text");
        let held = hidden(&page, &format!("{prefix}/sign-in"));
        assert_eq!(held[0], ("held-target".to_owned(), target.clone()));
        assert!(held.contains(&("held.remark".to_owned(), TYPED.to_owned())), "{held:?}");
        assert!(site.app.saved_views(&app::Actor::visitor()).await.unwrap().len() < 2, "nothing was done");

        // A wrong password keeps it.
        let wrong =
            post(&nobody, &format!("{prefix}/sign-in"), &format!("{}&login=haru&password=no", encoded(&held))).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        let held_again = hidden(&wrong.page(&target), &format!("{prefix}/sign-in"));
        assert_eq!(held_again, held);

        let signing = format!("login=haru&password={}&{}", encode(PASSWORD), encoded(&held));
        let back = post(&nobody, &format!("{prefix}/sign-in"), &signing).await;
        assert_eq!(back.status, StatusCode::OK);
        let cookie = back.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
        let page = back.page(&target);
        assert!(page.whole_text().contains("haruさん"));
        let ready = hidden(&page, &target);
        let expected = [("name", name.as_str()), ("query", "sort=name"), ("remark", TYPED)];
        assert_eq!(ready, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(page.whole_text().contains("髙橋 𠮷野 🎌"), "people see what is sent");
        assert!(!back.text().contains(PASSWORD));

        let mut request = form_request(&target, &encoded(&ready));
        request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
        assert_eq!(send(&nobody, request).await.status, StatusCode::SEE_OTHER);
        let saved = site.app.saved_views(&app::Actor::visitor()).await.unwrap();
        assert!(saved.iter().any(|view| view.name == name && view.actor.ends_with(":haru")), "{saved:?}");
    }
}

#[tokio::test]
async fn a_script_is_told_in_its_own_language_and_keeps_its_text() {
    let (_site, nobody) = site().await;
    let mut fetch = form_request("/programs/views", "name=a&query=sort%3Dname");
    fetch.headers_mut().insert("x-henkaku-fetch", HeaderValue::from_static("1"));
    let answer = send(&nobody, fetch).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json; charset=utf-8");
    assert_eq!(answer.json()["code"], "AP-073");
}

#[tokio::test]
async fn what_cannot_be_held_is_said() {
    let (_site, nobody) = site().await;
    let long = format!("name=a&query={}", "x".repeat(300_000));
    let file = multipart(&[("mapping", None, b"standard"), ("file", Some("a.csv"), b"a")]);
    for request in [form_request("/programs/views", &long), multipart_request("/imports/preview", file)] {
        let path = request.uri().path().to_owned();
        let answer = send(&nobody, request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        let page = answer.page(&path);
        assert!(page.whole_text().contains("送信できませんでした"), "{path}");
        assert!(page.elements("input").all(|input| !input["name"].starts_with("held")), "{path}");
    }
}

#[tokio::test]
async fn passwords_are_never_held() {
    let (_site, nobody) = site().await;
    let sent =
        body(&[("present-password", "first secret"), ("new-password", "second secret"), ("new-password-again", "x")]);
    let answer = post(&nobody, "/account/password", &sent).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!answer.text().contains("secret"), "{}", answer.text());
}

#[tokio::test]
async fn a_held_form_goes_to_this_site_only() {
    let (_site, nobody) = site().await;
    for target in
        ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere", "javascript:alert(1)", "/sign-in", ""]
    {
        let sent = format!(
            "login=haru&password={}&held-target={}&held.name=a+remark+to+keep",
            encode(PASSWORD),
            encode(target)
        );
        let answer = post(&nobody, "/sign-in", &sent).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}");
        let page = answer.page("/sign-in");
        assert_eq!(page.elements("form").count(), 0, "{target}: nothing to send it with");
        assert_eq!(page.by_class("error-code"), ["AP-079"], "{target}");
        assert!(page.whole_text().contains("a remark to keep"), "{target}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_or_of_nothing_known_is_refused_as_ever() {
    let (_site, nobody) = site().await;
    let mut cross = form_request("/programs/views", "name=a&query=sort%3Dname");
    cross.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    let answer = send(&nobody, cross).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (StatusCode::FORBIDDEN, Some("AP-007")));
    let odd = request(Method::POST, "/programs/views").body(Body::from("name=a")).unwrap();
    assert_eq!(send(&nobody, odd).await.status, StatusCode::FORBIDDEN);
}
