//! Importing by the web page: choose, check, confirm; and everything that can be wrong with what is sent.

use crate::support;

use app::{Actor, InventoryKind};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use support::{Answer, PROGRAMS, Page, Site, form_request, multipart, multipart_request, request};

/// The number the preview gave the upload.
fn upload_number(page: &Page) -> String {
    let input = page.elements("input").find(|input| input.get("name").is_some_and(|name| name == "upload"));
    input.expect("the preview offers to confirm")["value"].clone()
}

async fn programs(site: &Site) -> i64 {
    site.app.inventory_state(&Actor::visitor()).await.unwrap().programs
}

fn assert_error(answer: &Answer, path: &str, status: StatusCode, code: &str) -> Page {
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    let page = answer.page(path);
    assert!(page.by_class("error-code")[0].ends_with(code), "{path}: {:?}", page.by_class("error-code"));
    page
}

#[tokio::test]
async fn a_file_is_tried_then_confirmed_and_the_second_time_changes_nothing() {
    for prefix in ["", "/en"] {
        let site = if prefix.is_empty() { Site::with_demo().await } else { Site::empty().await };
        let before = programs(&site).await;
        let path = format!("{prefix}/imports/preview");
        let answer = site.upload(&path, "予算事業.csv", PROGRAMS.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let preview = answer.page(&path);
        assert_eq!(programs(&site).await, before, "trying changes nothing");
        assert!(preview.by_class("source")[0].starts_with("予算事業.csv"));
        assert!(preview.texts(|name, _| name == "table").iter().any(|table| table.contains("IN-206")));

        let path = format!("{prefix}/imports/confirm");
        let answer = site.post_form(&path, &format!("upload={}", upload_number(&preview))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let done = answer.page(&path);
        assert!(!done.by_class("notice-success").is_empty());
        assert_eq!(programs(&site).await, 7);
        let state = site.app.inventory_state(&Actor::visitor()).await.unwrap();
        assert_eq!(state.kind, InventoryKind::Real);
        if prefix == "/en" {
            assert_eq!(preview.japanese_in_english(), Vec::<String>::new());
            assert_eq!(done.japanese_in_english(), Vec::<String>::new());
        }

        let path = format!("{prefix}/imports/preview");
        let again = site.upload(&path, "予算事業.csv", PROGRAMS.as_bytes()).await.page(&path);
        assert!(!again.by_class("notice-info").is_empty(), "says that nothing changes");
        assert!(again.elements("input").all(|input| input.get("name").is_none_or(|name| name != "upload")));
        let record = site.page(&format!("{prefix}/imports")).await;
        assert!(record.texts(|name, _| name == "tbody")[0].contains("予算事業.csv"));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_lists_its_problems_and_changes_nothing() {
    let site = Site::with_programs().await;
    for (name, content, code) in [
        ("broken.xlsx", b"PK\x03\x04 not a workbook".as_slice(), "IN-"),
        ("empty.csv", b"".as_slice(), "IN-"),
        ("notes.csv", "氏名,住所\n甲,乙\n".as_bytes(), "IN-"),
        ("binary.csv", &[0xff, 0xfe, 0x00, 0x80, 0x99], "IN-"),
    ] {
        let answer = site.upload("/imports/preview", name, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text());
        let page = answer.page("/imports/preview");
        assert!(!page.by_class("notice-error").is_empty(), "{name}");
        assert!(page.by_class("cell-sub").iter().any(|shown| shown.starts_with(code)), "{name}");
        assert!(page.elements("input").all(|input| input.get("name").is_none_or(|name| name != "upload")), "{name}");
    }
    assert_eq!(programs(&site).await, 7);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_with_the_limit() {
    let site = Site::empty().await;
    for extra in [1, 200_000] {
        let content = vec![b'a'; app::MAX_UPLOAD_BYTES as usize + extra];
        let answer = site.upload("/imports/preview", "大きい.csv", &content).await;
        assert_error(&answer, "/imports/preview", StatusCode::PAYLOAD_TOO_LARGE, "AP-003");
    }
}

#[tokio::test]
async fn forms_that_are_not_as_the_page_sends_them_are_answered_with_a_page() {
    let site = Site::with_programs().await;
    let bad = |body: Vec<u8>| multipart_request("/imports/preview", body);
    let csv = PROGRAMS.as_bytes();

    // Another order, and fields nobody asked for, are fine.
    let other_order = multipart(&[("file", Some("a.csv"), csv), ("extra", None, b"x"), ("mapping", None, b"standard")]);
    assert_eq!(site.send(bad(other_order)).await.status, StatusCode::OK);

    let no_file = multipart(&[("mapping", None, b"standard"), ("file", Some(""), b"")]);
    let page = assert_error(&site.send(bad(no_file)).await, "/imports/preview", StatusCode::BAD_REQUEST, "AP-006");
    assert!(page.texts(|name, _| name == "main")[0].contains("ファイルが選ばれていません"));
    for body in [
        multipart(&[("mapping", None, b"standard")]),
        multipart(&[]),
        b"--XXhenkakuXX\r\nnonsense".to_vec(),
        Vec::new(),
    ] {
        assert_error(&site.send(bad(body)).await, "/imports/preview", StatusCode::BAD_REQUEST, "AP-006");
    }
    for mapping in [b"nowhere".as_slice(), b"../../etc/passwd", b"/etc/hosts.toml", b""] {
        let body = multipart(&[("mapping", None, mapping), ("file", Some("a.csv"), csv)]);
        assert_error(&site.send(bad(body)).await, "/imports/preview", StatusCode::BAD_REQUEST, "AP-011");
    }
    // Not a file's form at all.
    for content_type in ["application/json", "text/plain", "multipart/form-data", ""] {
        let builder = request(Method::POST, "/imports/preview").header("sec-fetch-site", "same-origin");
        let odd = builder.header(header::CONTENT_TYPE, content_type).body(Body::from("{}")).unwrap();
        assert_error(&site.send(odd).await, "/imports/preview", StatusCode::BAD_REQUEST, "AP-006");
    }
    for body in ["", "upload=", "upload=x", "upload=1&upload=2", "upload=99999999999999999999"] {
        assert_error(
            &site.post_form("/imports/confirm", body).await,
            "/imports/confirm",
            StatusCode::BAD_REQUEST,
            "AP-006",
        );
    }
    for body in ["upload=12345", "upload=0", "upload=-1"] {
        assert_error(
            &site.post_form("/en/imports/confirm", body).await,
            "/en/imports/confirm",
            StatusCode::NOT_FOUND,
            "AP-002",
        );
    }
    // The other language of an answer to a form is asked for without the form.
    for path in ["/en/imports/preview", "/en/imports/confirm"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.header(header::LOCATION), "/en/imports/new");
    }
    let put = site.send(request(Method::PUT, "/en/programs").body(Body::empty()).unwrap()).await;
    assert_error(&put, "/en/programs", StatusCode::METHOD_NOT_ALLOWED, "AP-006");
    assert_eq!(programs(&site).await, 7);
}

#[tokio::test]
async fn somebody_elses_upload_cannot_be_confirmed() {
    let site = Site::empty().await;
    let other = Actor::operator("somebody else");
    let report = site.app.try_upload(&other, "a.csv", "standard", PROGRAMS.as_bytes().to_vec()).await.unwrap();
    let answer = site.post_form("/imports/confirm", &format!("upload={}", report.upload.unwrap())).await;
    assert_error(&answer, "/imports/confirm", StatusCode::NOT_FOUND, "AP-002");
    assert_eq!(programs(&site).await, 0);
}

#[tokio::test]
async fn requests_from_other_sites_are_refused() {
    let site = Site::empty().await;
    let body = || multipart(&[("mapping", None, b"standard"), ("file", Some("a.csv"), PROGRAMS.as_bytes())]);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://evil.example"),
        ("origin", "http://127.0.0.1:9999"),
        ("origin", "null"),
    ] {
        for path in ["/imports/preview", "/en/imports/preview", "/imports/confirm"] {
            let mut odd = multipart_request(path, body());
            odd.headers_mut().remove("sec-fetch-site");
            odd.headers_mut().insert(name, value.parse().unwrap());
            let answer = site.send(odd).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
            assert_eq!(answer.json()["code"], "AP-007");
        }
    }
    let mut own = multipart_request("/imports/preview", body());
    own.headers_mut().remove("sec-fetch-site");
    own.headers_mut().insert("origin", "http://127.0.0.1:8080".parse().unwrap());
    assert_eq!(site.send(own).await.status, StatusCode::OK, "this site's own page may");
    // Reading changes nothing, so that links from anywhere work.
    let linked = request(Method::GET, "/programs").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    assert_eq!(site.send(linked).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_trusts_this_machine_answers_to_its_names_only() {
    let site = Site::empty().await;
    for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:3000", "[::1]:8080"] {
        let odd = Request::get("/imports/new").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(site.send(odd).await.status, StatusCode::OK, "{host}");
    }
    for host in
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "localhost:8080:1", "", "127.0.0.1:x"]
    {
        for path in ["/", "/imports/new", "/api/v1/programs", "/static/app.css", "/health"] {
            let odd = Request::get(path).header(header::HOST, host).body(Body::empty()).unwrap();
            assert_eq!(site.send(odd).await.status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
        }
    }
    let odd = form_request("/imports/confirm", "upload=1");
    let (mut parts, body) = odd.into_parts();
    parts.headers.insert(header::HOST, "rebound.example".parse().unwrap());
    assert_eq!(site.send(Request::from_parts(parts, body)).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_server_that_trusts_this_machine_refuses_what_a_proxy_forwards() {
    let site = Site::empty().await;
    for name in ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"] {
        let forwarded = Request::get("/imports/new").header(header::HOST, "127.0.0.1").header(name, "x");
        let answer = site.send(forwarded.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{name}");
    }
}

#[tokio::test]
async fn tricks_in_file_names_are_names_and_nothing_more() {
    let site = Site::empty().await;
    for (sent, shown) in [
        ("../../x.csv", "x.csv"),
        ("/etc/passwd", "passwd"),
        ("C:\\\\Users\\\\a\\\\y.csv", "y.csv"),
        ("<img src=x onerror=1>.csv", "<img src=x onerror=1>.csv"),
        ("..", "file"),
    ] {
        let answer = site.upload("/imports/preview", sent, PROGRAMS.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::OK, "{sent}: {}", answer.text());
        let page = answer.page("/imports/preview");
        assert!(page.by_class("source")[0].starts_with(&format!("{shown} ·")), "{sent}: {:?}", page.by_class("source"));
    }
    let long = format!("{}.csv", "長".repeat(400));
    let page = site.upload("/imports/preview", &long, PROGRAMS.as_bytes()).await.page("/imports/preview");
    assert!(page.by_class("source")[0].chars().count() < 400);
}
