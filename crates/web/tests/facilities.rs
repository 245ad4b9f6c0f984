//! The pages of the public facilities: list, ages, files and the study of their renewal.

use crate::support;

use app::{Actor, ImportMode};
use axum::http::{StatusCode, header};
use support::Site;

const LIST: &str = "施設番号,施設名,分類,所管,延床面積（㎡）,建築年度,支出（円）\n\
                    1,東小学校,学校教育系施設,教育委員会,10000,1975,50000\n\
                    2,西住宅<b>,公営住宅,住宅課,2000.5,2000,\n\
                    3,児童クラブ,子育て支援施設,子ども課,,,7000\n";

async fn with_list() -> Site {
    let site = Site::with_programs().await;
    let path = site.folder.path().join("list.csv");
    std::fs::write(&path, LIST).unwrap();
    let operator = Actor::operator("tester");
    let report = site.app.import_facilities(&operator, &path, "standard-facilities", ImportMode::Commit).await.unwrap();
    assert_eq!(report.accepted, 3);
    site
}

#[tokio::test]
async fn the_list_is_searched_and_filtered_by_its_address() {
    let site = with_list().await;
    let names = async |address: &str| site.page(address).await.by_class("cell-main");
    assert_eq!(names("/facilities").await, ["東小学校", "西住宅<b>", "児童クラブ"]);
    assert_eq!(names("/facilities?kind=school").await, ["東小学校"]);
    assert_eq!(names("/facilities?area_to=2000.50&sort=area").await, ["西住宅<b>"]);
    assert_eq!(names("/facilities?built_from=1980").await, ["西住宅<b>"]);
    assert_eq!(names("/facilities?inside=1").await, ["児童クラブ"]);
    let answer = site.get("/facilities?q=%E6%9D%B1%E5%B0%8F&area_from=%E5%BA%83%E3%81%84").await;
    let text = answer.text();
    assert!(text.contains("東小学校") && text.contains("<code>area_from=広い</code>"), "{text}");
    assert!(!text.contains("西住宅"));
    assert!(site.get("/facilities").await.text().contains("西住宅&#60;b&#62;"));
    assert!(site.get("/en/facilities?q=nothing").await.text().contains("No facility matches."));
}

#[tokio::test]
async fn the_files_hold_what_the_list_shows() {
    let site = with_list().await;
    let csv = site.get("/facilities.csv?kind=school").await;
    assert_eq!((csv.status, csv.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/csv; charset=utf-8"));
    let text = csv.text();
    assert_eq!(text.lines().count(), 2);
    assert!(text.contains("東小学校") && text.contains("10000.00") && text.contains("公表値"), "{text}");
    let xlsx = site.get("/facilities.xlsx").await;
    assert!(xlsx.status == StatusCode::OK && xlsx.bytes.starts_with(b"PK"));
    let ages = site.get("/facilities/ages.csv").await.text();
    assert!(ages.contains("1975〜79") && ages.contains("10.0"), "{ages}");
}

#[tokio::test]
async fn ages_and_area_per_citizen_say_what_they_rest_on() {
    let site = with_list().await;
    let text = site.get("/facilities/ages").await.text();
    // 10,000 of 12,000.5㎡ are older than thirty years.
    assert!(text.contains("83.3%") && text.contains("5.2<small>㎡"), "{text}");
    let given = site.get("/facilities/ages?population=1000").await.text();
    assert!(given.contains("12.00<small>㎡") && given.contains("入力した人口"), "{given}");
    let wrong = site.get("/facilities/ages?population=0").await;
    assert!(wrong.status == StatusCode::OK && wrong.text().contains("AP-043"));
    let english = site.get("/en/facilities/ages").await.text();
    assert!(english.contains("Floor area for each citizen"));
}

#[tokio::test]
async fn an_empty_list_says_how_to_fill_it_and_examples_say_what_they_are() {
    let site = Site::empty().await;
    let text = site.get("/facilities").await.text();
    assert!(text.contains("henkaku import facilities"), "{text}");
    assert_eq!(site.get("/facilities/ages").await.status, StatusCode::OK);
    site.app.load_demo_facilities_when_empty(&Actor::operator("system")).await.unwrap();
    let text = site.get("/facilities").await.text();
    assert!(text.contains("例示の施設です") && text.contains("<b>1,500</b>"), "{text}");
    assert!(site.get("/facilities.csv?page=2").await.text().contains("例示"));
    assert_eq!(site.page("/facilities?page=2").await.by_class("cell-main").len(), 50);
}

#[tokio::test]
async fn the_renewal_is_a_study_like_the_others() {
    let site = with_list().await;
    let plain = site.get("/fiscal/facilities?from=2016").await;
    assert_eq!(plain.status, StatusCode::OK);
    let changed = site.get("/fiscal/facilities?from=2016&rule=long-life&ceiling=1").await.text();
    assert!(changed.contains("上限の中では終わりません"), "{changed}");
    let wrong = site.get("/fiscal/facilities?years=0&reduce=harbour:1:2025-2030").await.text();
    assert!(wrong.contains("AP-013") && wrong.contains("AP-041"), "{wrong}");
    assert_eq!(site.get("/en/fiscal/facilities").await.status, StatusCode::OK);
}

#[tokio::test]
async fn machines_get_the_same_list() {
    let empty = Site::empty().await;
    let nothing = empty.get("/api/v1/facilities").await.json();
    assert_eq!((nothing["total"].as_i64(), nothing["items"].as_array().map(Vec::len)), (Some(0), Some(0)));
    assert!(nothing["basis"].is_null() && nothing["source"].is_null() && nothing["next"].is_null(), "{nothing}");

    let site = with_list().await;
    let all = site.get("/api/v1/facilities").await.json();
    let names = |answer: &serde_json::Value| -> Vec<String> {
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&all), ["東小学校", "西住宅<b>", "児童クラブ"]);
    assert_eq!((all["basis"].as_str(), all["source"]["file"].as_str()), (Some("imported"), Some("list.csv")));
    let totals = &all["totals"];
    assert_eq!((totals["floor_area_m2"].as_str(), totals["cost_yen"].as_i64()), (Some("12000.50"), Some(57_000)));
    assert_eq!((totals["inside_others"].as_i64(), totals["by_kind"].as_array().map(Vec::len)), (Some(1), Some(3)));
    let school = &all["items"][0];
    assert_eq!((school["kind"].as_str(), school["built"].as_i64()), (Some("school"), Some(1975)));
    assert_eq!((school["floor_area_m2"].as_str(), school["cost_yen"].as_i64()), (Some("10000.00"), Some(50_000)));
    let inside = &all["items"][2];
    assert!(["floor_area_m2", "built", "income_yen", "users"].iter().all(|field| inside[field].is_null()), "{inside}");
    for (query, found) in [
        ("kind=school", vec!["東小学校"]),
        ("area_to=2000.50&sort=area", vec!["西住宅<b>"]),
        ("built_from=1980", vec!["西住宅<b>"]),
        ("inside=1", vec!["児童クラブ"]),
        ("q=%E6%9D%B1%E5%B0%8F", vec!["東小学校"]),
        ("sort=built&order=desc&per_page=1", vec!["西住宅<b>"]),
    ] {
        assert_eq!(names(&site.get(&format!("/api/v1/facilities?{query}")).await.json()), found, "{query}");
    }
}

#[tokio::test]
async fn machines_turn_the_pages_of_the_examples_and_are_told_what_they_are() {
    let site = Site::empty().await;
    site.app.load_demo_facilities_when_empty(&Actor::operator("system")).await.unwrap();
    let (mut next, mut ids, mut pages) =
        (Some("/api/v1/facilities?per_page=100000&sort=name".to_owned()), Vec::new(), 0);
    while let Some(path) = next {
        let page = site.get(&path).await.json();
        assert_eq!((page["per_page"].as_i64(), page["total"].as_i64()), (Some(500), Some(1_500)));
        assert_eq!((page["page"].as_i64(), page["basis"].as_str()), (Some(pages + 1), Some("illustrative")));
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["basis"], "illustrative", "{item}");
            ids.push(item["id"].as_i64().unwrap());
        }
        next = page["next"].as_str().map(str::to_owned);
        pages += 1;
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((pages, ids.len()), (3, 1_500));
}
