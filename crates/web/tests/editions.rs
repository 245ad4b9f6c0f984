//! Editions by web page: prepared by one, approved by another, with what changes on the way.

use crate::support;

use axum::http::{StatusCode, header};
use support::{PROGRAMS, Site};

async fn site() -> Site {
    let site = Site::with_programs().await.at("2026-11-22T01:00:00Z");
    site.with_people("危機管理室＞防災課").await;
    site
}

#[tokio::test]
async fn an_edition_is_prepared_by_one_and_approved_by_another() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let empty = office.page("/editions").await.whole_text();
    assert!(empty.contains("公表版はまだありません") && empty.contains("新しい版を用意する"), "{empty}");
    let new = office.page("/editions/new").await.whole_text();
    assert!(new.contains("最初の版に入るもの") && new.contains("やさしい日本語の説明がない事業"), "{new}");
    office.page("/en/editions/new").await;
    let bad = office.post("/editions", &[("reason", " ")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.page("/editions").whole_text().contains("AP-304"));
    let made = office.post("/editions", &[("reason", "はじめての<b>公表</b>")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert_eq!(made.header(header::LOCATION), "/editions/1?done=prepared");
    let page = office.page("/editions/1?done=prepared").await.whole_text();
    assert!(page.contains("案 #1") && page.contains("承認待ち") && page.contains("はじめての<b>公表</b>"), "{page}");
    assert!(page.contains("取り下げる") && !page.contains("承認して公表する"), "{page}");
    let again = office.post("/editions", &[("reason", "もう一つ")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.page("/editions").whole_text().contains("AP-301"));
    assert_eq!(office.post("/editions/1/approve", &[]).await.status, StatusCode::FORBIDDEN);

    let head = site.as_user("headquarters").await;
    let listed = head.page("/editions").await.whole_text();
    assert!(listed.contains("承認を待っている版があります") && !listed.contains("新しい版を用意する"), "{listed}");
    let refused = head.post("/editions/1/refuse", &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.page("/editions/1/refuse").whole_text().contains("AP-304"));
    let approved = head.post("/editions/1/approve", &[]).await;
    assert_eq!(approved.header(header::LOCATION), "/editions/1?done=approved");
    let page = head.page("/editions/1?done=approved").await.whole_text();
    assert!(page.contains("第1版") && page.contains("2026-11-22") && page.contains("headquartersさん"), "{page}");
    assert!(page.contains("henkaku publish site OUT --edition 1"), "{page}");
    let late = head.post("/editions/1/refuse", &[("reason", "遅い")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.page("/editions/1/refuse").whole_text().contains("AP-306"));
    assert_eq!(head.get("/editions/1/refuse").await.header(header::LOCATION), "/editions/1");
    let same = office.page("/editions/new").await.whole_text();
    assert!(same.contains("用意するものがありません"), "{same}");
}

#[tokio::test]
async fn what_changes_is_told_by_kind_item_and_field_and_files_are_given_out() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let head = site.as_user("headquarters").await;
    office.post("/editions", &[("reason", "はじめて")]).await;
    head.post("/editions/1/approve", &[]).await;
    let operator = app::Actor::operator("tester");
    site.app.keep_edition_file(&operator, 1, "action-plan.pdf", b"%PDF-1.7").await.unwrap();
    site.import(&PROGRAMS.replace("公園管理事業", "公園の管理事業").replace("3000000,1000000", "3100000,1000000"))
        .await;
    office.post("/editions", &[("reason", "訂正")]).await;
    let page = head.page("/editions/2?kind=program").await.whole_text();
    assert!(page.contains("公園の管理事業") && page.contains("公園管理事業"), "{page}");
    assert!(page.contains("3,000,000 円") && page.contains("3,100,000 円"), "{page}");
    assert!(page.contains("予算事務事業だけを見ています"), "{page}");
    let english = head.page("/en/editions/2?kind=program&page=7").await.whole_text();
    assert!(english.contains("Proposal #2") && english.contains("Fields that differ"), "{english}");
    head.page("/editions/2?kind=nonsense&page=x").await;
    let withdrawn = office.post("/editions/2/withdraw", &[]).await;
    assert_eq!(withdrawn.header(header::LOCATION), "/editions/2?done=withdrawn");
    let file = head.get("/editions/1/files/action-plan.pdf").await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, b"%PDF-1.7".as_slice()));
    assert_eq!(file.header(header::CONTENT_TYPE), "application/pdf");
    assert!(head.page("/editions/1").await.whole_text().contains("action-plan.pdf"));
    for missing in ["/editions/9", "/editions/1/files/other.pdf", "/editions/2/files/action-plan.pdf"] {
        assert_eq!(head.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    assert_eq!(head.get("/editions/x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(head.get("/editions/new").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_edition_that_came_of_a_remark_is_named_only_once_it_is_published_and_both_lead_to_each_other() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let sent = [
        ("body", "投資枠の使い道を公表してほしい。"),
        ("kind", "frame"),
        ("speaker_role", "市民"),
        ("source", "public"),
    ];
    let made = office.post("/remarks/new", &sent).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let path = made.header(header::LOCATION).to_owned();
    let revision = async || {
        let page = office.page(&path).await;
        let inputs: Vec<String> = page
            .elements("input")
            .filter(|input| input.get("name").is_some_and(|name| name == "revision"))
            .map(|input| input["value"].clone())
            .collect();
        inputs.into_iter().next().expect("the form says which revision it changes")
    };
    let tie = async |outcome: &str| {
        let revision = revision().await;
        office.post(&format!("{path}/outcome"), &[("revision", revision.as_str()), ("outcome", outcome)]).await
    };
    // Without an edition there is nothing to name, no choice that says so, and no page of that number.
    let refused = tie("edition:1").await;
    assert!(refused.status.is_client_error() && refused.text().contains("AP-423"), "{}", refused.text());
    assert!(!office.page(&path).await.whole_text().contains("公表版 第1号"));
    assert_eq!(office.get("/editions/number/1").await.status, StatusCode::NOT_FOUND);

    // One that waits for approval has no number yet.
    office.post("/editions", &[("reason", "意見を受けて")]).await;
    assert!(tie("edition:1").await.text().contains("AP-423"));
    assert_eq!(office.get("/editions/number/1").await.status, StatusCode::NOT_FOUND);

    site.as_user("headquarters").await.post("/editions/1/approve", &[]).await;
    assert!(office.page(&path).await.whole_text().contains("公表版 第1号"));
    let tied = tie("edition:1").await;
    assert_eq!(tied.status, StatusCode::SEE_OTHER, "{}", tied.text());
    for (prefix, words) in [("", "公表版 第1号"), ("/en", "published edition 1")] {
        let page = office.page(&format!("{prefix}{path}")).await;
        let href = format!("{prefix}/editions/number/1");
        assert!(page.elements("a").any(|link| link["href"] == href), "{prefix}");
        assert!(page.whole_text().contains(words), "{prefix}: {}", page.whole_text());
        let led = office.get(&href).await;
        assert_eq!(
            (led.status, led.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, &*format!("{prefix}/editions/1"))
        );
    }
    // Who may read remarks and no editions reads what came of it, and is led to no door that is shut.
    let expert = site.as_user("expert").await;
    assert_eq!(expert.get("/editions/1").await.status, StatusCode::FORBIDDEN);
    let page = expert.page(&path).await;
    assert!(page.whole_text().contains("公表版 第1号"), "{}", page.whole_text());
    assert!(!page.elements("a").any(|link| link["href"].contains("/editions/")));
    let edition = office.page("/editions/1").await;
    assert!(edition.elements("a").any(|link| link["href"] == path), "{}", edition.whole_text());
    // Taken back, neither names the other any more.
    assert_eq!(tie("").await.status, StatusCode::SEE_OTHER);
    assert!(!office.page(&path).await.elements("a").any(|link| link["href"] == "/editions/number/1"));
    assert!(!office.page("/editions/1").await.elements("a").any(|link| link["href"] == path));
}
