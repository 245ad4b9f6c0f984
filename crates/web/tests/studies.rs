//! The studies as people use them: values in the address, baseline beside scenario, kept, compared, taken away.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Site, encode};
use web::Trust;

#[tokio::test]
async fn without_values_the_plans_two_figures_stand_side_by_side() {
    let site = Site::empty().await;
    let page = site.page("/fiscal/debt").await;
    let figures = page.by_class("figure").join("\n");
    assert!(figures.contains("6,572") && figures.contains("7,236"), "{figures}");
    let investment = page.elements("input").find(|input| input.get("id").is_some_and(|id| id == "investment")).unwrap();
    assert_eq!(investment["value"], "560");
    assert!(page.by_class("field-base")[0].contains("620"), "{:?}", page.by_class("field-base"));
    assert!(page.by_class("tag")[0].contains("560"), "{:?}", page.by_class("tag"));
}

#[tokio::test]
async fn values_of_the_address_are_used_and_carried_along() {
    let site = Site::empty().await;
    let page = site.page("/fiscal/debt?investment=%EF%BC%96%EF%BC%92%EF%BC%90&years=30").await;
    assert!(page.by_class("figure")[0].contains("7,236"), "{:?}", page.by_class("figure"));
    assert_eq!(page.by_class("tag"), Vec::<String>::new(), "as in the baseline");
    let english = site.page("/en/fiscal/debt?investment=500").await;
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    let switch = english.elements("link").find(|link| link.get("hreflang").is_some()).unwrap();
    assert_eq!(switch["href"], "/fiscal/debt?investment=500");
}

#[tokio::test]
async fn a_value_that_makes_no_sense_is_told_beside_its_field_and_nothing_is_computed_from_it() {
    let site = Site::empty().await;
    let bad = "/fiscal/debt?investment=%3Cscript%3E&years=0&nowhere=1&set=%E5%A4%A2";
    let page = site.page(bad).await;
    let codes = page.by_class("error-code").join(" ");
    for code in ["AP-012", "AP-013", "AP-014", "AP-015"] {
        assert!(codes.contains(code), "{code}: {codes}");
    }
    let invalid =
        page.elements("input").chain(page.elements("select")).filter(|input| input.contains_key("aria-invalid"));
    assert_eq!(invalid.count(), 3);
    assert!(page.by_class("figure")[0].contains("7,236"), "the baseline alone: {:?}", page.by_class("figure"));
    assert!(site.get(bad).await.text().contains("&#60;script&#62;"), "the value is kept as it was typed, and escaped");
    let english = site.page(&format!("/en{bad}")).await;
    assert_eq!(english.by_class("error-code").len(), page.by_class("error-code").len());
    assert_eq!(site.get("/fiscal/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/fiscal/debt?investment=%FF").await.status, StatusCode::OK, "bytes that are no text");
}

#[tokio::test]
async fn page_file_and_api_say_the_same() {
    let site = Site::empty().await;
    let csv = site.get("/fiscal/debt/tables/0?investment=500").await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(text.starts_with('\u{feff}') && text.contains("\r\n"));
    let json = site.get("/api/v1/studies/debt?investment=500").await.json();
    assert_eq!(json["problems"], serde_json::json!([]));
    let table = &json["tables"][0];
    assert_eq!(text.lines().count(), table["rows"].as_array().unwrap().len() + 1);
    let figure = json["figures"][0]["scenario"].as_str().map(str::to_owned).unwrap_or_default();
    let page = site.page("/fiscal/debt?investment=500").await;
    let shown: String = page.by_class("figure")[0].chars().filter(|c| *c != ',').collect();
    assert!(!figure.is_empty() && shown.contains(&figure), "{figure} in {shown}");
    let workbook = site.get("/fiscal/debt/workbook?investment=500").await;
    assert!(workbook.bytes.starts_with(b"PK"), "a workbook");
    assert_eq!(site.get("/fiscal/debt/tables/99").await.status, StatusCode::NOT_FOUND);
    let wrong = site.get("/api/v1/studies/debt?investment=many").await.json();
    assert_eq!(wrong["problems"][0]["code"], "AP-012");
    assert_eq!(wrong["problems"][0]["key"], "investment");
}

#[tokio::test]
async fn scenarios_are_kept_compared_and_deleted() {
    let site = Site::empty().await;
    for (name, query) in [("控えめ", "investment=500"), ("ふつう", "investment=600&years=30")] {
        let body = format!("name={}&query={}", encode(name), encode(query));
        let answer = site.post_form("/fiscal/debt/scenarios", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let page = site.page("/fiscal/debt").await;
    let options: Vec<String> = page.texts(|name, _| name == "option");
    assert!(options.iter().any(|option| option == "控えめ") && options.iter().any(|option| option == "ふつう"));
    let number = |page: &support::Page, name: &str| -> String {
        let option = page.elements("option").zip(page.texts(|tag, _| tag == "option"));
        let found = option.filter(|(_, text)| text == name).map(|(option, _)| option["value"].clone()).next();
        found.unwrap()
    };
    let (modest, usual) = (number(&page, "控えめ"), number(&page, "ふつう"));
    let compared = site.get(&format!("/fiscal/debt/compare?a={usual}&b={modest}")).await;
    let target = compared.header(header::LOCATION).to_owned();
    assert!(target.contains("base.investment=600") && target.contains("investment=500"), "{target}");
    let page = site.page(&target).await;
    assert!(page.by_class("notice-info")[0].contains("別の試算"), "{:?}", page.by_class("notice-info"));
    assert!(page.by_class("tag")[0].contains("600") && page.by_class("tag")[0].contains("500"));
    assert!(site.page("/fiscal").await.texts(|name, _| name == "a").iter().any(|link| link == "控えめ"));

    // A visitor sees them and can neither keep nor delete any.
    let nobody = site.seen_with(Trust::Nobody);
    let body = format!("scenario={modest}");
    let refused = support::send(&nobody, support::form_request("/fiscal/debt/scenarios/delete", &body)).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.post_form("/fiscal/debt/scenarios/delete", &body).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_form("/fiscal/debt/scenarios/delete", &body).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&format!("/fiscal/debt/compare?a=&b={modest}")).await.status, StatusCode::NOT_FOUND);
    // What makes no sense is not kept.
    let bad = site.post_form("/fiscal/debt/scenarios", "name=x&query=investment%3Dmany").await;
    assert_ne!(bad.status, StatusCode::SEE_OTHER);
    let nameless = site.post_form("/fiscal/debt/scenarios", "name=+&query=").await;
    assert_eq!(nameless.status, StatusCode::BAD_REQUEST);
}
