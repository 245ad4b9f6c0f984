//! The investment frame as pages: progress, ledger, forms, and each refusal.

use crate::support;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use support::{Site, request, send};
use web::Trust;

async fn open() -> Site {
    let site = Site::with_programs().await;
    site.with_people("総務局＞総務課").await;
    site
}

const SOURCE: &str = "side=source&kind=revenue&title=%E5%B8%82%E6%9C%89%E5%9C%B0%E3%81%AE%E5%A3%B2%E5%8D%B4&document=%E4%BA%88%E7%AE%97%E6%9B%B8+12";

fn with(body: &str, revision: i64, amount: &str) -> String {
    format!("{body}&revision={revision}&amount={amount}")
}

#[tokio::test]
async fn an_empty_ledger_shows_what_the_plan_published() {
    let site = open().await;
    let office = site.as_user("reform-office").await;
    let page = office.page("/frame").await;
    let text = page.whole_text();
    for words in ["330億円", "111億円", "33.6%", "11,100,000,000", "10,950,000,000", "仮定：残りの等分"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let english = office.page("/en/frame").await;
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    for year in [2024, 2025, 2026] {
        let page = office.page(&format!("/frame/{year}")).await;
        assert_eq!(page.elements("form").filter(|form| form["action"].ends_with("/entries")).count(), 2);
        let english = office.page(&format!("/en/frame/{year}")).await;
        assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    }
    for path in ["/frame/2023", "/frame/2027", "/frame/x", "/frame/99999999999"] {
        assert_eq!(office.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_year_is_filled_balanced_closed_and_reopened() {
    let site = open().await;
    let finance = site.as_user("finance").await;
    let entered = finance.post_form("/frame/2025/entries", &with(SOURCE, 0, "1%2C234%2C567%2C890")).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header(header::LOCATION), "/frame/2025#entry-1");
    let page = finance.page("/frame/2025").await;
    let open = page.by_class("frame-balance").join(" ");
    assert!(open.contains("差額1,234,567,890円"), "{open}");
    // A year that differs by one yen cannot be closed.
    let used = "side=use&kind=industry&title=%E6%B8%AF&document=x&program=&part=";
    finance.post_form("/frame/2025/entries", &with(used, 1, "1234567889")).await;
    let refused = finance.post_form("/frame/2025/close", "revision=2").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("RF-627"), "{}", refused.text());
    finance.post_form("/frame/2025/entries", &with(used, 2, "%EF%BC%91%E5%86%86")).await;
    assert_eq!(finance.post_form("/frame/2025/close", "revision=3").await.status, StatusCode::SEE_OTHER);
    let closed = finance.page("/frame/2025").await;
    assert!(closed.by_class("frame-balance").join(" ").contains("締めてあります"));
    assert_eq!(closed.elements("form").filter(|form| form["action"].ends_with("/entries")).count(), 0);
    // 111億円 as published for R6 and 12.3億円 of R7 with money and use: of 330億円.
    assert!(finance.page("/frame").await.whole_text().contains("37.4%"));
    let late = finance.post_form("/frame/2025/entries", &with(SOURCE, 4, "5")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("RF-629"));
    let without_reason = finance.post_form("/frame/2025/reopen", "revision=4&reason=+").await;
    assert!(without_reason.text().contains("RF-631"));
    assert_eq!(
        finance.post_form("/frame/2025/reopen", "revision=4&reason=%E8%AA%A4%E3%82%8A").await.status,
        StatusCode::SEE_OTHER
    );
    let cancelled = finance.post_form("/frame/2025/cancel", "revision=5&entry=1&reason=%E9%87%8D%E8%A4%87").await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.text());
    let page = finance.page("/frame/2025").await;
    assert!(page.texts(|name, _| name == "s").contains(&"市有地の売却".to_owned()));
    assert!(page.by_class("frame-balance").join(" ").contains("差額▲1,234,567,890円"));
    // Its uses have no money now, so nothing of them is secured.
    assert!(finance.page("/frame").await.whole_text().contains("33.6%"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let site = open().await;
    let finance = site.as_user("finance").await;
    let bad = "side=source&kind=review&title=%3Cscript%3Ealert(1)%3C%2Fscript%3E&amount=1%2C5&decision=option%3A99&document=&program=no-such&part=&revision=0";
    let answer = finance.post_form("/frame/2025/entries", bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page("/frame/2025");
    let text = page.whole_text();
    for code in ["AP-012", "AP-261", "RF-621"] {
        assert!(text.contains(code), "{code}: {text}");
    }
    let title = page.elements("input").find(|input| input.get("id").is_some_and(|id| id == "source-title")).unwrap();
    assert_eq!(title["value"], "<script>alert(1)</script>");
    let links: Vec<String> =
        page.elements("a").filter_map(|a| a["href"].strip_prefix('#').map(str::to_owned)).collect();
    for field in ["source-amount", "source-program", "source-decision"] {
        assert!(links.contains(&field.to_owned()), "{links:?}");
        assert!(page.ids().contains(field));
    }
    let nothing =
        finance.post_form("/frame/2025/entries", "side=use&kind=sea&title=&amount=0&document=&revision=0").await;
    for code in ["RF-620", "RF-623", "RF-624", "RF-625"] {
        assert!(nothing.text().contains(code), "{code}");
    }
    let long = format!("side=use&kind=industry&title={}&amount=5&document=x&revision=0", "a".repeat(201));
    assert!(finance.post_form("/frame/2025/entries", &long).await.text().contains("AP-262"));
    // Somebody else was quicker: nothing is entered, what was typed stands in the form.
    finance.post_form("/frame/2025/entries", &with(SOURCE, 0, "5")).await;
    let stale = finance.post_form("/frame/2025/entries", &with(SOURCE, 0, "777")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let page = stale.page("/frame/2025");
    assert!(page.whole_text().contains("AP-260"));
    assert!(page.elements("input").any(|input| input.get("value").is_some_and(|value| value == "777")));
    let csv = finance.get("/frame/2025/ledger.csv").await.text();
    assert_eq!(csv.matches("市有地の売却").count(), 1, "{csv}");
}

#[tokio::test]
async fn only_finance_and_the_reform_office_write_and_visitors_see_nothing() {
    let site = open().await;
    for login in ["owner", "section-head", "headquarters", "expert", "auditor"] {
        let person = site.as_user(login).await;
        assert_eq!(person.get("/frame").await.status, StatusCode::OK, "{login}");
        assert_eq!(
            person.post_form("/frame/2025/entries", &with(SOURCE, 0, "5")).await.status,
            StatusCode::FORBIDDEN,
            "{login}"
        );
        assert!(person.page("/frame/2025").await.elements("form").all(|form| !form["action"].ends_with("/entries")));
    }
    for path in ["/frame", "/frame/2025", "/frame.xlsx", "/frame.csv", "/frame/2025/ledger.csv", "/frame/flow.csv"] {
        let visitor = request(Method::GET, path).body(Body::empty()).unwrap();
        let answer = send(&site.seen_with(Trust::Nobody), visitor).await;
        assert!(matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED), "{path}");
    }
    let office = site.as_user("reform-office").await;
    assert!(office.get("/frame.xlsx").await.bytes.starts_with(b"PK"));
}
