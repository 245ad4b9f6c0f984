//! The reports of a review as pages, CSV and workbooks; the forms of lineage and effects.

use crate::support;

use app::review::{CalendarDays, NewCycle};
use app::{Actor, FiscalYear};
use axum::http::{StatusCode, header};
use support::Site;

const REPORTS: [&str; 4] = ["results", "effects", "changes", "checks"];

/// A review of R7 over the seven programs, with people of 総務局 総務課.
async fn open() -> Site {
    let site = Site::with_programs().await;
    site.with_people("総務局＞総務課").await;
    let year = FiscalYear::new(2025).unwrap();
    let new = NewCycle {
        year,
        source_year: FiscalYear::new(2024).unwrap(),
        calendar: CalendarDays::usual(year),
        rules: Default::default(),
    };
    site.app.open_review_cycle(&Actor::operator("tester"), new).await.unwrap();
    site
}

#[tokio::test]
async fn every_report_is_a_page_a_workbook_and_csv_in_both_languages() {
    let site = open().await;
    let office = site.as_user("reform-office").await;
    for report in REPORTS {
        for prefix in ["", "/en"] {
            let path = format!("{prefix}/reviews/2025/{report}");
            let page = office.page(&path).await;
            if prefix == "/en" {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
            }
            let links: Vec<String> =
                page.elements("a").map(|a| a["href"].clone()).filter(|href| href.contains("/reports/")).collect();
            assert!(links.len() >= 2, "{path}: {links:?}");
            for link in links {
                let file = office.get(&link).await;
                assert_eq!(file.status, StatusCode::OK, "{link}");
                assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"review-2025-"));
                let is_workbook = link.contains("/workbook");
                assert!(file.bytes.starts_with(if is_workbook { b"PK" } else { "\u{feff}".as_bytes() }), "{link}");
            }
        }
    }
    let list = office.get("/reviews/2025/reports/results/tables/programs").await.text();
    assert!(list.contains("'=cmd|'/c calc'!A1"), "a name that is a formula is made harmless: {list}");
    let results = office.page("/reviews/2025/results?bureau=%E7%B7%8F%E5%8B%99%E5%B1%80").await;
    let linked = results.elements("a").filter(|a| a["href"].contains("/reviews/2025/sheets/")).count();
    assert_eq!(linked, 3, "the three programs of 総務局");
    // A name that is HTML stands on the page as text, and no script comes of it beside the two of every page.
    assert!(results.whole_text().contains("<script>alert(1)</script>"), "{}", results.whole_text());
    assert_eq!(results.elements("script").count(), 2);
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_said() {
    let site = open().await;
    let office = site.as_user("reform-office").await;
    for path in [
        "/reviews/1999/results",
        "/reviews/abc/results",
        "/reviews/2025/reports/nothing/workbook",
        "/reviews/2025/reports/results/tables/nothing",
        "/reviews/2025/effects/999999",
    ] {
        let answer = office.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.page(path).by_class("error-code")[0].ends_with("AP-002"), "{path}");
    }
    let nobody = site.seen_with(web::Trust::Nobody);
    for path in ["/reviews/2025/results", "/reviews/2025/lineage", "/reviews/2025/reports/results/workbook"] {
        let asked = support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(support::send(&nobody, asked).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let owner = site.as_user("owner").await;
    let set = [("from", "1"), ("seen", ""), ("to0", "0102"), ("share0", "100")];
    assert_eq!(owner.post("/reviews/2025/lineage", &set).await.status, StatusCode::FORBIDDEN);
    assert_eq!(owner.post("/reviews/2025/lineage/unset", &set).await.status, StatusCode::FORBIDDEN);
    assert!(
        owner
            .page("/reviews/2025/lineage")
            .await
            .elements("form")
            .all(|form| form.get("method").is_none_or(|m| m != "post" || !form["action"].contains("lineage")))
    );
}

#[tokio::test]
async fn a_program_is_led_to_another_and_faults_keep_what_was_typed() {
    let site = open().await;
    let next = "事業番号,事業名,年度,部局,課,方向性,事業費（円）,一般財源（円）,概要\n\
                0102,ＩＣＴ活用推進事業,令和7,総務局,デジタル課,継続,7000000,7000000,窓口\n";
    site.import(next).await;
    let office = site.as_user("reform-office").await;
    let page = office.page("/reviews/2025/lineage").await;
    let change = page.elements("a").map(|a| a["href"].clone()).find(|href| href.contains("from=")).unwrap();
    let form = office.page(change.trim_end_matches("#set")).await;
    let id = change.split("from=").nth(1).unwrap().trim_end_matches("#set").to_owned();
    assert!(form.elements("input").any(|input| input.get("name").is_some_and(|name| name == "to0")));
    for (to, share, code) in [("9999", "100", "AP-122"), ("0102", "百", "AP-123"), ("0102", "99", "RF-404")] {
        let sent = [("from", id.as_str()), ("seen", ""), ("to0", to), ("share0", share)];
        let answer = office.post("/reviews/2025/lineage", &sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{to} {share}");
        let page = answer.page("/reviews/2025/lineage");
        assert_eq!(page.by_class("error-code"), [code], "{to} {share}");
        let kept = |name: &str| {
            page.elements("input").find(|input| input.get("name").is_some_and(|n| n == name)).unwrap()["value"].clone()
        };
        assert_eq!((kept("to0"), kept("share0")), (to.to_owned(), share.to_owned()));
    }
    let sent = [("from", id.as_str()), ("seen", ""), ("to0", "０１０２"), ("share0", "１００％")];
    let done = office.post("/reviews/2025/lineage", &sent).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/reviews/2025/lineage"));
    let page = office.page("/reviews/2025/lineage").await;
    assert!(page.whole_text().contains("統合"), "two programs lead to one");
    let again = office.post("/reviews/2025/lineage", &sent).await;
    assert_eq!(again.page("/reviews/2025/lineage").by_class("error-code"), ["AP-120"]);
}
