//! Tasks by web page: from the decided option of the worked example to states, owners and what came of predictions.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Page, Site};

const CLUSTER: &str = "public-investment-level";

/// The demonstration with people of every role, on a day of fiscal year 2026.
async fn site() -> Site {
    let site = Site::with_demo().await.at("2026-11-22T01:00:00Z");
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    site.with_people("財政・変革局＞財政課").await;
    site
}

fn hidden(page: &Page, name: &str) -> String {
    let found = page.elements("input").find(|input| input.get("name").is_some_and(|known| known == name));
    found.and_then(|input| input.get("value")).cloned().unwrap_or_else(|| panic!("no {name}"))
}

#[tokio::test]
async fn a_decided_option_becomes_a_task_that_keeps_its_history() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    for path in ["/tasks", "/en/tasks", "/tasks?late=1", "/tasks?state=done&cluster=public-investment-level"] {
        let page = office.page(path).await;
        assert!(page.whole_text().contains("例示") || page.whole_text().contains("illustrative"), "{path}");
    }
    // The late one stands first.
    let rows = office.page("/tasks").await.texts(|name, attributes| name == "tr" && attributes.contains_key("role"));
    assert!(rows[1].contains("遅れ") && rows[1].contains("執行方針"), "{rows:?}");

    let new = format!("/tasks/new?cluster={CLUSTER}");
    let empty = office.page(&new).await;
    assert!(empty.whole_text().contains("経営分析の取組案から始める"));
    office.page(&format!("/en{new}")).await;
    let bad = office
        .post("/tasks/new", &[("cluster", CLUSTER), ("title", " "), ("owner", "nobody"), ("due", "2027-02-30")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = bad.page(&new).whole_text();
    assert!(["AP-201", "AP-202", "AP-203", "AP-205"].iter().all(|code| told.contains(code)), "{told}");
    assert!(bad.text().contains("value=\"2027-02-30\""), "what was typed stays");
    let good = [
        ("cluster", CLUSTER),
        ("kind", "budget"),
        ("title", "枠を<b>議会</b>に示す"),
        ("owner", "finance"),
        ("due", "2026-11-01"),
    ];
    let made = office.post("/tasks/new", &good).await;
    let path = made.header(header::LOCATION).to_owned();
    let page = office.page(&path).await;
    assert!(page.whole_text().contains("枠を<b>議会</b>に示す") && page.whole_text().contains("financeさん"));
    assert!(page.whole_text().contains("遅れ") && page.whole_text().contains("2026年11月1日（日）"));

    let mine = site.as_user("finance").await.page("/my-work").await.whole_text();
    assert!(mine.contains("枠を<b>議会</b>に示す"), "it waits for who answers for it: {mine}");

    let state = format!("{path}/state");
    let revision = hidden(&page, "revision");
    let dropped = office.post(&state, &[("revision", &revision), ("state", "dropped"), ("reason", " ")]).await;
    assert!(dropped.page(&path).whole_text().contains("RF-590"));
    let done = office.post(&state, &[("revision", &revision), ("state", "done"), ("reason", "議会に示した")]).await;
    assert_eq!(done.header(header::LOCATION), path);
    let late = office.post(&state, &[("revision", &revision), ("state", "open"), ("reason", "x")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = office.page(&path).await.whole_text();
    assert!(text.contains("未着手 → 完了") && text.contains("議会に示した"), "{text}");

    let edit = format!("{path}/edit");
    office.page(&format!("/en{edit}")).await;
    let stale = office.post(&edit, &[("kind", "budget"), ("title", "遅れた題"), ("revision", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let told = stale.page(&edit).whole_text();
    assert!(told.contains("AP-207") && told.contains("今の内容：枠を"), "{told}");
    assert_eq!(
        office.post(&edit, &[("kind", "execution"), ("title", "新しい題"), ("revision", "2")]).await.status,
        StatusCode::SEE_OTHER
    );
    for path in ["/tasks/999", "/tasks/999/edit", "/tasks/new?cluster=none", "/tasks/new"] {
        assert_eq!(office.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let undecided = office.get("/tasks/new?cluster=city-bus").await;
    assert!(undecided.text().contains("AP-200"), "{}", undecided.text());
}

#[tokio::test]
async fn what_came_is_recorded_with_its_ground_and_counts_only_with_a_figure() {
    let site = site().await;
    let finance = site.as_user("finance").await;
    let path = format!("/clusters/{CLUSTER}/outcomes");
    let page = finance.page(&path).await;
    let text = page.whole_text();
    assert!(text.contains("▲6,000,000,000円") && text.contains("▲5,200,000,000円"), "{text}");
    assert!(text.contains("予測に届かない") && text.contains("年度が終わっていない"), "{text}");
    finance.page(&format!("/en{path}")).await;
    let about = page
        .choices("about")
        .into_iter()
        .map(|(value, _)| value)
        .find(|value| value.starts_with("investment|2025"))
        .unwrap();
    let send = async |about: &str, value: &str, words: &str| {
        finance
            .post(&path, &[("about", about), ("value", value), ("ground", "settlement"), ("ground_words", words)])
            .await
    };
    for (about, value, words, code) in [
        (about.as_str(), "60億", "決算書", "AP-208"),
        (&about, "1", "", "AP-209"),
        ("investment|2027|0", "1", "決算書", "AP-210"),
        ("investment|2025|0", "1", "決算書", "AP-211"),
    ] {
        let answer = send(about, value, words).await;
        assert!(answer.text().contains(code), "{code}: {}", answer.text());
        assert!(answer.status.is_client_error());
    }
    let sent = send(&about, "▲6,100,000,000", "決算書 12ページ").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let text = finance.page(&path).await.whole_text();
    assert!(
        text.contains("予測どおりか上回る") && text.contains("決算書 12ページ") && text.contains("100.0%"),
        "{text}"
    );
    let text = finance.page("/tasks/outcomes").await.whole_text();
    assert!(text.contains("公共投資") && text.contains("▲6,000,000,000 → ▲6,100,000,000"), "{text}");
    finance.page("/en/tasks/outcomes").await;
    assert_eq!(finance.get("/clusters/none/outcomes").await.status, StatusCode::NOT_FOUND);
    assert!(finance.page("/clusters/city-bus/outcomes").await.whole_text().contains("改革案がまだ決まっていません"));
}

#[tokio::test]
async fn tasks_are_read_by_staff_and_changed_by_who_leads_the_cluster() {
    let site = site().await;
    for (login, reads, works) in [
        ("owner", true, true),
        ("department-head", true, true),
        ("auditor", true, false),
        ("expert", true, false),
        ("administrator", false, false),
    ] {
        let user = site.as_user(login).await;
        let status = user.get("/tasks/1").await.status;
        assert_eq!(status == StatusCode::OK, reads, "{login}: {status}");
        // Who belongs to the department above which nobody leads is another department's.
        let status = user.get("/tasks/1/edit").await.status;
        let leads = works && login == "department-head";
        assert_eq!(status == StatusCode::OK, leads, "{login}: {status}");
        let sent = user.post("/tasks/1/state", &[("revision", "1"), ("state", "done")]).await.status;
        assert!(leads || sent == StatusCode::FORBIDDEN, "{login}: {sent}");
    }
    let visitor = site.seen_with(web::Trust::Nobody);
    for path in ["/tasks", "/tasks/1", "/tasks/outcomes", "/clusters/public-investment-level/outcomes"] {
        let request = support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(support::send(&visitor, request).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
