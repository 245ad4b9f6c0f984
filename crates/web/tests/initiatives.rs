//! Initiatives by web page: the list, one of them, reporting, recording, files, and who may do what.

use crate::support;

use axum::http::{StatusCode, header};
use support::people::User;
use support::{Page, Site};

/// The demonstration on a day of fiscal year 2026, with people of the bureau that answers for the paper.
async fn site() -> Site {
    let site = Site::with_demo().await.at("2026-11-22T01:00:00Z");
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    site.with_people("総務市民局＞総務課").await;
    site.add_person("stranger", "department-head", "環境局").await;
    site
}

/// The value of the choice that begins with this id.
fn choice(page: &Page, select: &str, id: &str) -> String {
    let choices = page.choices(select).into_iter().map(|(value, _)| value);
    let begins = format!("{id}:");
    choices.into_iter().find(|value| value.starts_with(&begins)).unwrap_or_else(|| panic!("no {id} in {select}"))
}

#[tokio::test]
async fn everybody_sees_the_themes_and_that_what_is_made_up_says_so() {
    let site = site().await;
    let visitor = site.seen_with(web::Trust::Nobody);
    let get = async |path: &str| {
        let request = support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
        support::send(&visitor, request).await
    };
    for path in ["/initiatives", "/initiatives/progress", "/initiatives/paperless", "/initiatives/organisation-review"]
    {
        let page = get(path).await.page(path);
        assert!(page.whole_text().contains("例示"), "{path}");
        let english = format!("/en{path}");
        let page = get(&english).await.page(&english);
        assert!(page.whole_text().contains("illustrative"), "{english}");
        assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{english}");
        assert!(!page.whole_text().contains("半年遅れて"), "remarks are for members: {path}");
    }
    let list = get("/initiatives").await.page("/initiatives").whole_text();
    for words in ["多様な人材を集める", "オフィスを変える", "70–79.9", "公表", "69（R7）", "50（R8）"]
    {
        assert!(list.contains(words), "{words}: {list}");
    }
    // What is late stands first.
    let progress = get("/initiatives/progress").await.page("/initiatives/progress").whole_text();
    let places = ["考えた結果で設計する", "新しい方法で採用する", "紙に頼らない職場を整える", "たまった文書を捨てる"];
    let places = places.map(|words| progress.find(words).unwrap_or_else(|| panic!("{words}: {progress}")));
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(get("/initiatives/none").await.status, StatusCode::NOT_FOUND);

    let milestones = get("/initiatives/milestones.csv").await.text();
    assert!(milestones.contains("紙を半分に") && milestones.contains("考えた結果で設計する"), "{milestones}");
    let indicators = get("/initiatives/indicators.csv").await.text();
    let line = |kind: &str, year: &str| {
        let found = indicators
            .lines()
            .find(|line| line.contains("紙の使用量") && line.contains(kind) && line.contains(&format!(",{year},")));
        found.unwrap_or_else(|| panic!("{kind} {year}: {indicators}")).to_owned()
    };
    assert!(line("目標", "2026").contains("50,公表"), "{}", line("目標", "2026"));
    assert!(line("実績", "2025").contains("69,例示") && line("実績", "2025").contains("62.0"));
}

#[tokio::test]
async fn who_answers_for_it_reports_and_records_and_the_history_keeps_everything() {
    let site = site().await;
    let head = site.as_user("department-head").await;
    let path = "/initiatives/workspace";
    let page = head.page(path).await;
    assert!(page.whole_text().contains("半年遅れている"), "members read remarks");
    let milestone = choice(&page, "milestone", "workspace-3");
    let send = async |user: &User<'_>, status: &str, day: &str, remark: &str| {
        let fields = [("milestone", milestone.as_str()), ("status", status), ("day", day), ("remark", remark)];
        user.post(&format!("{path}/progress"), &fields).await
    };
    for (status, day, remark, code) in [
        ("", "", "", "AP-471"),
        ("on-track", "2026-02-30", "", "AP-472"),
        ("on-track", "2026-11-23", "", "RF-616"),
        ("behind", "", " ", "RF-615"),
    ] {
        let answer = send(&head, status, day, remark).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let page = answer.page(path);
        assert!(page.whole_text().contains(code), "{code}: {}", page.whole_text());
        assert_eq!(page.by_class("field-fault").len(), 1, "{code} stands beside its field too");
    }
    let done = send(&head, "behind", "2026-11-20", "<b>借り手</b>が決まらない").await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, path));
    let late = send(&head, "on-track", "", "").await;
    assert!(late.text().contains("AP-470"), "made from an older page");
    let page = head.page(path).await;
    assert!(
        page.whole_text().contains("<b>借り手</b>が決まらない") && page.whole_text().contains("department-headさん")
    );

    // More paper than in the year it is measured against is bad news, and can be said.
    let paper = head.page("/initiatives/paperless").await;
    let more = [("kpi", choice(&paper, "kpi", "paper-sheets")), ("year", "2026".into()), ("value", "104".into())];
    let mut more: Vec<(&str, &str)> = more.iter().map(|(name, value)| (*name, value.as_str())).collect();
    more.push(("ground", "文書課の集計"));
    assert_eq!(head.post("/initiatives/paperless/values", &more).await.status, StatusCode::SEE_OTHER);

    let kpi = choice(&page, "kpi", "space-freed");
    let record = async |kpi: &str, year: &str, value: &str, ground: &str| {
        let fields = [("kpi", kpi), ("year", year), ("value", value), ("ground", ground)];
        head.post(&format!("{path}/values"), &fields).await
    };
    let bad = record(&kpi, "2027", "千", " ").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = bad.page(path).whole_text();
    assert!(["RF-760", "RF-761", "RF-762"].iter().all(|code| told.contains(code)), "{told}");
    assert!(record("paper-sheets:0", "2025", "1", "x").await.text().contains("AP-474"), "of another initiative");
    assert_eq!(record(&kpi, "2026", "1200.5", "管財課の台帳").await.status, StatusCode::SEE_OTHER);
    assert!(record(&kpi, "2026", "1300", "管財課の台帳").await.text().contains("AP-473"));
    let text = head.page(path).await.whole_text();
    assert!(text.contains("1,200.5（R8）") && text.contains("管財課の台帳"), "{text}");
}

#[tokio::test]
async fn another_department_and_who_only_watches_may_not_report() {
    let site = site().await;
    for (login, works) in [
        ("reform-office", true),
        ("department-head", true),
        ("owner", false),
        ("stranger", false),
        ("finance", false),
        ("auditor", false),
        ("expert", false),
        ("administrator", false),
    ] {
        let user = site.as_user(login).await;
        let page = user.page("/initiatives/paperless").await;
        assert_eq!(page.choices("milestone").is_empty(), !works, "{login}");
        let sent =
            user.post("/initiatives/paperless/progress", &[("milestone", "paperless-2:0"), ("status", "")]).await;
        let expected = if works { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::FORBIDDEN };
        assert_eq!(sent.status, expected, "{login}");
    }
}
