//! Importing published figures by the web page: choose, check, confirm; and what can be wrong with what is sent.

use crate::support;

use app::Actor;
use axum::http::StatusCode;
use support::{Answer, Page, Site, multipart, multipart_request};

const TABLE: &str = "都道府県名,団体名,財政力指数,将来負担比率
福岡県,北九州市,0.70,150.0
福岡県,<b>どこにもない市</b>,0.70,150.0
";

async fn send(site: &Site, path: &str, kind: &str, year: &str, name: &str, content: &[u8]) -> Answer {
    let fields = [("mapping", None, kind.as_bytes()), ("year", None, year.as_bytes()), ("file", Some(name), content)];
    site.send(multipart_request(path, multipart(&fields))).await
}

fn upload_number(page: &Page) -> String {
    let input = page.elements("input").find(|input| input.get("name").is_some_and(|name| name == "upload"));
    input.expect("the preview offers to confirm")["value"].clone()
}

async fn sources(site: &Site) -> usize {
    site.app.city_sources(&Actor::visitor()).await.unwrap().len()
}

#[tokio::test]
async fn a_table_is_tried_then_confirmed_and_then_in_force() {
    for prefix in ["", "/en"] {
        let site = Site::empty().await;
        let choose = site.page(&format!("{prefix}/imports/reference")).await;
        assert!(!choose.by_class("empty").is_empty(), "nothing is in force yet");
        let path = format!("{prefix}/imports/reference/preview");
        let answer = send(&site, &path, "indicators", "2021", "指標.csv", TABLE.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.assert_protected(&path);
        let preview = answer.page(&path);
        assert_eq!(sources(&site).await, 0, "trying changes nothing");
        assert!(preview.texts(|name, _| name == "table").iter().any(|table| table.contains("IN-603")));
        assert!(!answer.text().contains("<b>どこにも"), "a name is no HTML");

        let path = format!("{prefix}/imports/reference/confirm");
        let answer = site.post_form(&path, &format!("upload={}", upload_number(&preview))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let done = answer.page(&path);
        assert!(!done.by_class("notice-success").is_empty());
        let told = done.by_class("cell-sub");
        assert!(told.iter().any(|code| code == "IN-603"), "the problems stand in the result too: {told:?}");
        assert_eq!(sources(&site).await, 1);
        let choose = site.page(&format!("{prefix}/imports/reference")).await;
        assert!(choose.texts(|name, _| name == "table").iter().any(|table| table.contains("指標.csv")));
        if prefix == "/en" {
            for page in [&preview, &done, &choose] {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new());
            }
        }
        let path = format!("{prefix}/imports/reference/preview");
        let again = send(&site, &path, "indicators", "2021", "指標.csv", TABLE.as_bytes()).await.page(&path);
        assert!(!again.by_class("notice-info").is_empty(), "the second time changes nothing");
        let asked_by_address = site.get(&path).await;
        assert_eq!(asked_by_address.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_said_and_changes_nothing() {
    let site = Site::empty().await;
    let path = "/imports/reference/preview";
    for (kind, year, name, content, status, words) in [
        ("indicators", "", "指標.csv", TABLE, StatusCode::UNPROCESSABLE_ENTITY, "IN-600"),
        ("cards/settlement-card", "", "c.csv", TABLE, StatusCode::UNPROCESSABLE_ENTITY, "IN-600"),
        ("cards/settlement-card", "2023", "c.csv", TABLE, StatusCode::UNPROCESSABLE_ENTITY, "IN-101"),
        ("population", "", "p.csv", TABLE, StatusCode::UNPROCESSABLE_ENTITY, "IN-101"),
        ("municipalities", "", "m.csv", "", StatusCode::UNPROCESSABLE_ENTITY, "IN-002"),
        ("indicators", "令和", "R3.csv", TABLE, StatusCode::BAD_REQUEST, "AP-006"),
        ("indicators", "99999", "R3.csv", TABLE, StatusCode::BAD_REQUEST, "AP-006"),
        ("programs", "", "R3.csv", TABLE, StatusCode::BAD_REQUEST, "AP-006"),
        ("cards/../own.toml", "2023", "R3.csv", TABLE, StatusCode::BAD_REQUEST, "AP-011"),
    ] {
        let answer = send(&site, path, kind, year, name, content.as_bytes()).await;
        assert_eq!(answer.status, status, "{kind} {year} {name}: {}", answer.text());
        assert!(answer.text().contains(words), "{kind} {year} {name}: {words}");
    }
    let answer = site.post_form("/imports/reference/confirm", "upload=999").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = site.post_form("/imports/reference/confirm", "upload=x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(sources(&site).await, 0);
}
