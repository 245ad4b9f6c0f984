//! The pages of imported logic models: list, one model, checks, files.

use crate::support;

use std::path::Path;

use app::{Actor, ImportMode};
use axum::http::{StatusCode, header};
use support::Site;

async fn with_models() -> Site {
    let site = Site::empty().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/national/three-programs");
    let report = site.app.import_national(&Actor::operator("tester"), &folder, ImportMode::Commit).await.unwrap();
    assert_eq!(report.reference.models_new, 2);
    site
}

#[tokio::test]
async fn the_list_finds_models_by_words_and_by_break() {
    let site = with_models().await;
    let names = async |address: &str| site.page(address).await.by_class("cell-main");
    let all = ["通学路の見守り支援事業（例示）", "公営住宅の断熱改修（例示）"];
    assert_eq!(names("/logic-models").await, all);
    assert_eq!(names("/logic-models?q=102").await, all[1..]);
    assert_eq!(names("/logic-models?check=one-stage-only").await, all[1..]);
    assert_eq!(names("/logic-models?sort=size&page=1").await, all);
    let text = site.get("/logic-models?check=nonsense&page=x").await.text();
    assert!(text.contains("<code>check=nonsense</code>") && text.contains("<code>page=x</code>"), "{text}");
    let none = site.get("/en/logic-models?q=nothing").await.text();
    assert!(none.contains("No logic model matches."), "{none}");
    let csv = site.get("/logic-models.csv?q=102").await;
    assert_eq!((csv.status, csv.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert!(csv.text().contains("102,公営住宅の断熱改修（例示）,例示省,3,3"), "{}", csv.text());
}

#[tokio::test]
async fn a_program_leads_to_its_model_and_back() {
    let site = with_models().await;
    let program = site.get("/programs/1").await.text();
    assert!(program.contains("href=\"/programs/1/logic-model\""), "{program}");
    let text = site.get("/programs/1/logic-model").await.text();
    for wanted in [
        "<svg",
        "最終アウトカム・インパクトへの飛躍",
        "講習を受けた人が当番に立つ",
        "指標のないアウトカム",
        "公営住宅の断熱改修（例示）",
        "href=\"/programs/1/logic-model.svg\"",
        "href=\"/programs/1\"",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing from {text}");
    }
    // What the table has no column for is named as not judged, once, and not as a break.
    assert_eq!(text.matches("指標のないアウトカム").count(), 1);
    let english = site.get("/en/programs/1/logic-model").await.text();
    assert!(
        english.contains("Why the one brings about the other") && english.contains("<span lang=\"ja\">"),
        "{english}"
    );
    let svg = site.get("/programs/1/logic-model.svg").await;
    assert_eq!(svg.header(header::CONTENT_TYPE), "image/svg+xml; charset=utf-8");
    assert!(svg.text().starts_with("<svg"), "{}", svg.text());
    let csv = site.get("/programs/1/logic-model.csv").await.text();
    assert!(csv.contains("見守り隊に講習を開き、用具を補助する"), "{csv}");
}

#[tokio::test]
async fn a_program_without_a_model_has_no_link_and_no_page() {
    let site = with_models().await;
    assert!(!site.get("/programs/3").await.text().contains("logic-model"));
    for address in ["/programs/3/logic-model", "/programs/999/logic-model", "/programs/999/logic-model.svg"] {
        assert_eq!(site.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(site.get("/programs/abc/logic-model").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_checks_count_models_and_name_examples() {
    let site = with_models().await;
    let text = site.get("/logic-models/checks").await.text();
    for wanted in
        ["100.0%", "href=\"/logic-models?check=jump-to-the-end\"", "href=\"/programs/2/logic-model\"", "例示省"]
    {
        assert!(text.contains(wanted), "{wanted} is missing from {text}");
    }
    let csv = site.get("/en/logic-models/checks.csv").await.text();
    assert!(csv.contains("All,2,0,") && csv.contains("例示省,2,0,"), "{csv}");
}

#[tokio::test]
async fn without_imported_models_the_pages_say_how_to_bring_them() {
    let site = Site::with_programs().await;
    for address in ["/logic-models", "/en/logic-models", "/logic-models/checks", "/en/logic-models/checks"] {
        let answer = site.get(address).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("henkaku import national FOLDER"), "{address}");
        answer.assert_protected(address);
    }
}
