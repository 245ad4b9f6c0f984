//! Importing the list of facilities by the web page: choose, check, confirm; and what can be wrong with what is sent.

#![allow(clippy::print_stdout)]

use crate::support;

use std::path::{Path, PathBuf};

use app::{Actor, InventoryKind};
use axum::http::StatusCode;
use support::{Answer, Page, Site, multipart, multipart_request};
use web::Trust;

const HERE: &str = "/imports/facilities";
const PREVIEW: &str = "/imports/facilities/preview";
const CONFIRM: &str = "/imports/facilities/confirm";

const HEAD: &str = "施設番号,施設名,分類,所管,延床面積（㎡）,建築年度,支出（円）\n";
const SCHOOL: &str = "1,東小学校,学校教育系施設,教育委員会,10000,1975,50000\n";
const HOUSING: &str = "2,西住宅<b>,公営住宅,住宅課,2000.5,2000,\n";
/// Part of another building: no area of its own.
const CLUB: &str = "3,児童クラブ,子育て支援施設,子ども課,,,7000\n";

fn list(rows: &[&str]) -> String {
    HEAD.to_owned() + &rows.concat()
}

async fn send(site: &Site, path: &str, mapping: &str, name: &str, content: &[u8]) -> Answer {
    let fields = [("mapping", None, mapping.as_bytes()), ("file", Some(name), content)];
    site.send(multipart_request(path, multipart(&fields))).await
}

async fn try_list(site: &Site, path: &str, rows: &[&str]) -> Page {
    let answer = send(site, path, "standard-facilities", "施設.csv", list(rows).as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.page(path)
}

async fn confirm(site: &Site, path: &str, preview: &Page) -> Page {
    let input = offered(preview).expect("the preview offers to confirm");
    let answer = site.post_form(path, &format!("upload={input}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.page(path)
}

/// The number of the upload, when the page offers to confirm it.
fn offered(page: &Page) -> Option<String> {
    let mut inputs = page.elements("input");
    inputs.find(|input| input.get("name").is_some_and(|name| name == "upload")).map(|input| input["value"].clone())
}

/// What is in force: whose facilities, the revision, the names.
async fn in_force(site: &Site) -> (InventoryKind, i64, Vec<String>) {
    let inventory = site.app.facilities(&Actor::visitor()).await.unwrap();
    let names = inventory.facilities.iter().map(|stored| stored.facility.name.clone()).collect();
    (inventory.kind, inventory.revision, names)
}

fn tally(page: &Page) -> String {
    page.by_class("tally").concat()
}

#[tokio::test]
async fn a_list_is_tried_then_confirmed_and_the_second_time_changes_nothing() {
    for prefix in ["", "/en"] {
        let site = Site::with_programs().await;
        site.app.load_demo_facilities_when_empty(&Actor::operator("system")).await.unwrap();
        let before = in_force(&site).await;
        let path = format!("{prefix}{HERE}");
        let choose = site.page(&path).await;
        let choices: Vec<String> = choose.choices("mapping").into_iter().map(|(value, _)| value).collect();
        assert_eq!(choices, ["standard-facilities", "toyohashi"]);

        let preview = try_list(&site, &format!("{prefix}{PREVIEW}"), &[SCHOOL, HOUSING, CLUB]).await;
        assert_eq!(in_force(&site).await, before, "trying changes nothing");
        assert!(tally(&preview).contains('3'), "{}", tally(&preview));
        let main = preview.texts(|name, _| name == "main").concat();
        assert!(main.contains("1,500"), "so many examples go: {main}");

        let done = confirm(&site, &format!("{prefix}{CONFIRM}"), &preview).await;
        assert!(!done.by_class("notice-success").is_empty());
        assert!(offered(&done).is_none(), "what is done is not offered again");
        let (kind, _, names) = in_force(&site).await;
        assert_eq!(
            (kind, names),
            (InventoryKind::Real, ["東小学校", "西住宅<b>", "児童クラブ"].map(Into::into).into())
        );
        let choose_again = site.page(&path).await;
        assert!(choose_again.by_class("facts").concat().contains("施設.csv"));

        let again = try_list(&site, &format!("{prefix}{PREVIEW}"), &[SCHOOL, HOUSING, CLUB]).await;
        assert!(!again.by_class("notice-info").is_empty() && offered(&again).is_none(), "nothing would change");
        for page in [&choose, &preview, &done, &choose_again, &again] {
            if prefix == "/en" {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new());
            }
        }
        for path in [PREVIEW, CONFIRM] {
            assert_eq!(site.get(&format!("{prefix}{path}")).await.status, StatusCode::SEE_OTHER);
        }
    }
}

#[tokio::test]
async fn the_preview_says_what_is_new_changed_and_gone() {
    let site = Site::empty().await;
    let first = try_list(&site, PREVIEW, &[SCHOOL, HOUSING]).await;
    confirm(&site, CONFIRM, &first).await;
    let before = in_force(&site).await;

    let larger = SCHOOL.replace("10000", "12000");
    for prefix in ["", "/en"] {
        let path = format!("{prefix}{PREVIEW}");
        let second = try_list(&site, &path, &[&larger, CLUB]).await;
        let words =
            if prefix.is_empty() { "新しい1変わる1同じ0消える1" } else { "New1Changed1Unchanged0Gone1" };
        assert_eq!(tally(&second), words);
        assert!(second.by_class("notice-warning").concat().contains("西住宅<b>"), "the one that goes is named");
        assert_eq!(in_force(&site).await, before);
        if prefix == "/en" {
            assert_eq!(second.japanese_in_english(), Vec::<String>::new());
            let done = confirm(&site, &format!("{prefix}{CONFIRM}"), &second).await;
            assert_eq!(done.japanese_in_english(), Vec::<String>::new());
            assert!(done.by_class("notice-warning").concat().contains("西住宅<b>"));
        }
    }
    assert_eq!(in_force(&site).await.2, ["東小学校", "児童クラブ"]);
}

#[tokio::test]
async fn one_row_in_error_refuses_all_of_it_and_every_problem_is_told() {
    let site = Site::empty().await;
    let first = try_list(&site, PREVIEW, &[SCHOOL]).await;
    confirm(&site, CONFIRM, &first).await;
    let before = in_force(&site).await;
    let faulty = list(&[SCHOOL, HOUSING, "4,北住宅,公営住宅,,-5,1980,\n", "5,南館,ない用途,,10,1980,\n"]);
    for prefix in ["", "/en"] {
        let path = format!("{prefix}{PREVIEW}");
        let answer = send(&site, &path, "standard-facilities", "施設.csv", faulty.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        let page = answer.page(&path);
        assert!(!page.by_class("notice-error").is_empty() && offered(&page).is_none());
        let told = page.by_class("cell-sub");
        assert!(told.len() >= 2 && told.iter().all(|code| code.starts_with("IN-6")), "{told:?}");
        let places = page.by_class("path").join(" | ");
        assert!(places.contains("施設.csv") && places.contains('4') && places.contains('5'), "{places}");
        if prefix == "/en" {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new());
        }
    }
    assert_eq!(in_force(&site).await, before, "nothing is half applied");
}

#[tokio::test]
async fn problems_stand_in_the_result_too_and_a_page_lists_a_hundred() {
    let site = Site::empty().await;
    // A building without a year is taken in and told.
    let rows: String = (1..=130).map(|n| format!("{n},第{n}館,公営住宅,,10,,\n")).collect();
    let preview = try_list(&site, PREVIEW, &[&rows]).await;
    let done = confirm(&site, CONFIRM, &preview).await;
    assert_eq!(in_force(&site).await.2.len(), 130);
    for page in [&preview, &done] {
        let codes = page.by_class("cell-sub");
        assert_eq!(codes.len(), 100, "{codes:?}");
        assert!(codes.iter().all(|code| code.starts_with("IN-6")), "{codes:?}");
        let badges = page.by_class("badge").join(" ");
        assert!(badges.contains("130"), "all are counted by code: {badges}");
        assert!(page.texts(|name, _| name == "p").iter().any(|text| text.contains("30 件")), "and the rest is counted");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_said_and_changes_nothing() {
    let site = Site::empty().await;
    let good = list(&[SCHOOL]);
    for (mapping, name, content, status, code) in [
        ("standard-facilities", "broken.xlsx", b"PK\x03\x04 no workbook".as_slice(), 422, "IN-"),
        ("standard-facilities", "empty.csv", b"".as_slice(), 422, "IN-"),
        ("standard-facilities", "head.csv", HEAD.as_bytes(), 422, "IN-"),
        ("standard-facilities", "notes.csv", "氏名,住所\n甲,乙\n".as_bytes(), 422, "IN-"),
        ("standard-facilities", "binary.csv", &[0xff, 0xfe, 0x00, 0x80, 0x99], 422, "IN-"),
        ("toyohashi", "other.csv", good.as_bytes(), 422, "IN-"),
        ("standard", "a.csv", good.as_bytes(), 400, "AP-011"),
        ("nowhere", "a.csv", good.as_bytes(), 400, "AP-011"),
        ("../mappings/toyohashi.toml", "a.csv", good.as_bytes(), 400, "AP-011"),
        ("", "a.csv", good.as_bytes(), 400, "AP-011"),
        ("standard-facilities", "", b"", 400, "AP-006"),
    ] {
        let answer = send(&site, PREVIEW, mapping, name, content).await;
        assert_eq!(answer.status.as_u16(), status, "{mapping} {name}: {}", answer.text());
        let page = answer.page(PREVIEW);
        let codes = [page.by_class("cell-sub"), page.by_class("error-code")].concat();
        assert!(codes.iter().any(|shown| shown.contains(code)), "{mapping} {name}: {codes:?}");
        assert!(offered(&page).is_none(), "{mapping} {name}");
    }
    for extra in [1, 200_000] {
        let content = vec![b'a'; app::MAX_UPLOAD_BYTES as usize + extra];
        let answer = send(&site, PREVIEW, "standard-facilities", "大きい.csv", &content).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.page(PREVIEW).by_class("error-code")[0].ends_with("AP-003"));
    }
    for (body, status, code) in [("upload=999", 404, "AP-002"), ("upload=x", 400, "AP-006"), ("", 400, "AP-006")] {
        let answer = site.post_form(CONFIRM, body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
        assert!(answer.page(CONFIRM).by_class("error-code")[0].ends_with(code), "{body}");
    }
    assert_eq!(in_force(&site).await, (InventoryKind::Empty, in_force(&site).await.1, Vec::new()));
}

#[tokio::test]
async fn a_file_sent_for_one_import_is_not_confirmed_as_another() {
    let site = Site::empty().await;
    let facilities = offered(&try_list(&site, PREVIEW, &[SCHOOL]).await).unwrap();
    let programs = site.upload("/imports/preview", "事業.csv", support::PROGRAMS.as_bytes()).await;
    let programs = offered(&programs.page("/imports/preview")).unwrap();
    for (path, upload, status) in [
        ("/imports/confirm", &facilities, StatusCode::BAD_REQUEST),
        ("/imports/reference/confirm", &facilities, StatusCode::NOT_FOUND),
        (CONFIRM, &programs, StatusCode::NOT_FOUND),
    ] {
        let answer = site.post_form(path, &format!("upload={upload}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    assert_eq!(in_force(&site).await.0, InventoryKind::Empty);
}

#[tokio::test]
async fn only_who_may_import_is_led_there() {
    let site = Site::empty().await;
    let leads_there = |page: &Page| page.elements("a").any(|a| a["href"].ends_with(HERE));
    assert!(leads_there(&site.page("/imports/new").await));
    let nobody = site.seen_with(Trust::Nobody);
    let ask = async |path: &str| {
        let request = support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
        support::send(&nobody, request).await.page(path)
    };
    for round in ["empty", "examples", "imported"] {
        match round {
            "examples" => {
                site.app.load_demo_facilities_when_empty(&Actor::operator("system")).await.unwrap();
            }
            "imported" => {
                let preview = try_list(&site, PREVIEW, &[SCHOOL]).await;
                confirm(&site, CONFIRM, &preview).await;
            }
            _ => {}
        }
        assert!(leads_there(&site.page("/facilities").await), "{round}");
        let english = site.page("/en/facilities").await;
        assert!(leads_there(&english), "{round}");
        assert_eq!(english.japanese_in_english(), Vec::<String>::new(), "{round}");
        assert!(!leads_there(&ask("/facilities").await), "{round}");
    }
}

/// A city's published list as it is; skipped, and said so, where it is absent.
#[tokio::test]
async fn a_published_list_goes_through_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let Ok(bytes) = std::fs::read(data.join("toyohashi-facilities/toyohashi_shisetsu_list.csv")) else {
        println!("skipped: the published list is not here ({})", data.display());
        return;
    };
    let site = Site::empty().await;
    let path = format!("/en{PREVIEW}");
    let answer = send(&site, &path, "toyohashi", "toyohashi_shisetsu_list.csv", &bytes).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let preview = answer.page(&path);
    assert_eq!(preview.japanese_in_english(), Vec::<String>::new());
    let done = confirm(&site, &format!("/en{CONFIRM}"), &preview).await;
    assert_eq!(done.japanese_in_english(), Vec::<String>::new());
    let found = site.get("/api/v1/facilities?per_page=1").await.json();
    let (_, _, names) = in_force(&site).await;
    assert_eq!((found["total"].as_u64(), found["basis"].as_str()), (Some(names.len() as u64), Some("imported")));
    assert!(names.len() > 400 && !found["totals"]["cost_groups"].as_array().unwrap().is_empty(), "{}", found["totals"]);
    // The wrong mapping for the same file refuses it and leaves the list.
    let wrong = send(&site, PREVIEW, "standard-facilities", "toyohashi_shisetsu_list.csv", &bytes).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(in_force(&site).await.2, names);
}
