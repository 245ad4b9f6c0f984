//! Clusters by web page: list and identity, making one, choosing programs, dividing money, comparison, files, rights.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Page, Site, encode};

const DEPARTMENT: &str = "危機管理室＞防災課";

async fn site() -> Site {
    let site = Site::with_programs().await;
    site.with_people(DEPARTMENT).await;
    site
}

/// The number of the program with this number in its source.
async fn program(site: &Site, external_id: &str) -> String {
    let query = app::ProgramQuery { text: external_id.to_owned(), ..app::ProgramQuery::default() };
    let found = site.app.list_programs(&app::Actor::visitor(), &query).await.unwrap();
    found.rows[0].id.to_string()
}

fn hidden(page: &Page, name: &str) -> String {
    let found = page.elements("input").find(|input| input.get("name").is_some_and(|known| known == name));
    found.and_then(|input| input.get("value")).cloned().unwrap_or_else(|| panic!("no {name}"))
}

fn location(answer: &support::Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header(header::LOCATION).to_owned()
}

#[tokio::test]
async fn every_cluster_of_the_plan_is_listed_and_money_is_counted_once() {
    let site = site().await;
    for path in
        ["/clusters", "/en/clusters", "/clusters/public-investment-level", "/en/clusters/public-investment-level"]
    {
        let page = site.page(path).await;
        if path.starts_with("/en") {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
        }
    }
    let text = site.page("/clusters").await.whole_text();
    for word in ["政策目的別事業クラスター", "公共投資", "オフィス改革プロジェクト", "構成事業が未登録", "11,000,000"]
    {
        assert!(text.contains(word), "{word}");
    }
    assert!(!text.contains("不一致"));
    for path in ["/clusters/none", "/clusters/none/compare", "/clusters/none/members.csv", "/en/clusters/x%20y"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let plan = site.page("/plan/clusters").await;
    assert!(plan.elements("a").any(|link| link.get("href").is_some_and(|to| to == "/clusters/city-bus")));
}

#[tokio::test]
async fn a_cluster_is_made_filled_divided_and_its_money_follows() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let bad = office.post("/clusters/new", &[("name", "公共投資"), ("category", "x"), ("start_year", "昨日")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = bad.page("/clusters/new").whole_text();
    assert!(["AP-152", "AP-153", "AP-155"].iter().all(|code| told.contains(code)), "{told}");
    assert!(bad.text().contains("value=\"昨日\""), "what was typed stays");

    let made =
        office.post("/clusters/new", &[("name", "地域防災"), ("category", "policy"), ("start_year", "令和7")]).await;
    assert_eq!(location(&made), "/clusters/own-1/members");
    let (drill, park) = (program(&site, "0101").await, program(&site, "0103").await);
    let page = office.page(&format!("/clusters/own-1/members?q={}", encode("防災"))).await;
    assert!(page.whole_text().contains("防災訓練事業"));
    let revision = hidden(&page, "revision");
    let add = |cluster: &str| format!("/clusters/{cluster}/members/add");
    let none = office.post(&add("own-1"), &[("revision", &revision)]).await;
    assert!(none.page("/clusters").whole_text().contains("AP-158"));
    let both = [("revision", revision.as_str()), ("program", &drill), ("program", &park)];
    assert!(location(&office.post(&add("own-1"), &both).await).contains("added=2&beside=0"));
    // The same form once more is from before: nothing happens, and what was ticked is still ticked.
    let stale = office.post(&add("own-1"), &both).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.page("/clusters").whole_text().contains("AP-151"));

    // In a second cluster the program is looked at only, until its money is divided.
    let beside = [("revision", "0"), ("program", drill.as_str())];
    assert!(location(&office.post(&add("city-bus"), &beside).await).contains("added=0&beside=1"));
    let split = format!("/clusters/own-1/members/{drill}");
    let page = office.page(&split).await;
    let seen = hidden(&page, "seen");
    let form = |seen: &str, first: &str, second: &str| {
        let fields =
            [("seen", seen), ("cluster0", "own-1"), ("share0", first), ("cluster1", "city-bus"), ("share1", second)];
        fields.map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |fields: [(&str, String); 5]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        office.post(&split, &fields).await
    };
    for (first, second, code) in [("60", "50", "RF-501"), ("60", "30", "RF-502"), ("６割", "40", "RF-503")] {
        let answer = send(form(&seen, first, second)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(answer.page(&split).whole_text().contains(code), "{code}");
        assert!(answer.text().contains(&format!("value=\"{first}\"")), "{first} is kept");
    }
    assert_eq!(location(&send(form(&seen, "66.67", "３３.３３％")).await), "/clusters/own-1/members");
    assert_eq!(send(form(&seen, "50", "50")).await.status, StatusCode::CONFLICT, "it was divided meanwhile");

    // 1,200,000 yen of the drill: 66.67% here, the rest there; the park wholly.
    let csv = site.get("/clusters/own-1/members.csv").await.text();
    assert!(
        csv.contains("防災訓練事業,0101,") && csv.contains(",66.67,1200000,800040,市営バス事業 33.33%,台帳"),
        "{csv}"
    );
    let text = site.page("/clusters?year=2024").await.whole_text();
    assert!(text.contains("4,200,000") && text.contains("6,800,000") && !text.contains("不一致"), "{text}");

    // Taken out only when nothing is left in the air.
    let page = office.page("/clusters/own-1/members").await;
    let revision = hidden(&page, "revision");
    let out = |program: &str| [("revision", revision.clone()), ("program", program.to_owned())];
    let remove = async |fields: [(&str, String); 2]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        office.post("/clusters/own-1/members/remove", &fields).await
    };
    assert!(remove(out(&drill)).await.page("/clusters").whole_text().contains("RF-502"));
    assert!(location(&remove(out(&park)).await).contains("removed=1"));
    assert!(!office.page("/clusters/own-1").await.whole_text().contains("公園管理事業"));
}

#[tokio::test]
async fn settings_are_saved_and_a_stale_form_shows_both_texts() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = "/clusters/public-investment-level/settings";
    for prefix in ["", "/en"] {
        let page = office.page(&format!("{prefix}{path}")).await;
        assert!(!page.whole_text().contains("AP-150"));
    }
    let departments = site.app.department_tree(&app::Actor::operator("t")).await.unwrap().departments;
    let lead = departments.find(&["危機管理室"])[0].to_string();
    let fields = |revision: &'static str, words: &'static str| {
        [
            ("lead", lead.as_str()),
            ("start_year", "2025"),
            ("size", "high"),
            ("size_words", words),
            ("revision", revision),
        ]
    };
    assert_eq!(location(&office.post(path, &fields("0", "大きい")).await), "/clusters/public-investment-level");
    let page = site.page("/clusters/public-investment-level").await.whole_text();
    for word in ["危機管理室", "令和7年度（2025）", "大きい"] {
        assert!(page.contains(word), "{word}");
    }
    let stale = office.post(path, &fields("0", "ほかの理由")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let told = stale.page(path);
    assert!(
        told.whole_text().contains("AP-150") && told.whole_text().contains("今の内容：大きい"),
        "{}",
        told.whole_text()
    );
    assert!(stale.text().contains("ほかの理由</textarea>"), "what was typed stays");
    assert_eq!(hidden(&told, "revision"), "1");
    let wrong = office.post(path, &[("lead", "999"), ("size", "huge"), ("place", "-1"), ("revision", "1")]).await;
    let told = wrong.page(path).whole_text();
    assert!(["AP-154", "AP-157"].iter().all(|code| told.contains(code)), "{told}");
}

#[tokio::test]
async fn programs_are_compared_and_taken_away_without_formulas() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let (drill, formula) = (program(&site, "0101").await, program(&site, "0105").await);
    let fields = [("revision", "0"), ("program", drill.as_str()), ("program", formula.as_str())];
    location(&office.post("/clusters/personnel/members/add", &fields).await);
    // Cost 1,200,000 and staff 9,000,000 yen for 11.5 drills.
    let text = site.page("/clusters/personnel/compare").await.whole_text();
    assert!(text.contains("10,200") && text.contains("886,957円") && text.contains("訓練の回数"), "{text}");
    let names = |page: &Page| {
        page.texts(|name, attributes| name == "th" && attributes.get("scope").is_some_and(|s| s == "row"))
    };
    let up = site.page("/clusters/personnel/compare?sort=cost&dir=asc").await;
    let down = site.page("/en/clusters/personnel/compare?sort=cost&dir=desc").await;
    assert!(names(&up)[0].contains("=cmd") && names(&down)[0].contains("防災訓練事業"));
    for path in ["members.csv", "compare.csv"] {
        let answer = site.get(&format!("/clusters/personnel/{path}")).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
        assert!(answer.text().contains("'=cmd") && !answer.text().contains("\n=cmd"), "{}", answer.text());
    }
    for path in ["members.xlsx", "compare.xlsx"] {
        let answer = site.get(&format!("/en/clusters/personnel/{path}")).await;
        assert_eq!((answer.status, &answer.bytes[..2]), (StatusCode::OK, &b"PK"[..]), "{path}");
    }
}

#[tokio::test]
async fn only_the_reform_office_changes_clusters() {
    let site = site().await;
    let paths =
        ["/clusters/new", "/clusters/city-bus/settings", "/clusters/city-bus/members", "/clusters/city-bus/members/1"];
    for login in ["owner", "finance", "headquarters", "expert", "auditor", "administrator"] {
        let user = site.as_user(login).await;
        for path in paths {
            assert_eq!(user.get(path).await.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
        let sent = user.post("/clusters/city-bus/members/add", &[("revision", "0"), ("program", "1")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{login}");
        let page = user.page("/clusters/city-bus").await;
        let links = |to: &str| page.elements("a").any(|link| link.get("href").is_some_and(|href| href == to));
        assert_eq!(links("/clusters/city-bus/analysis"), login != "administrator", "{login}");
        assert!(!links("/clusters/city-bus/settings"), "{login}");
    }
    let visitor = site.seen_with(web::Trust::Nobody);
    let get =
        |path: &'static str| support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
    assert_eq!(support::send(&visitor, get("/clusters")).await.status, StatusCode::OK);
    let page = support::send(&visitor, get("/clusters/city-bus")).await;
    assert!(!page.text().contains("/analysis"), "a visitor is not led to what is refused");
    assert_eq!(support::send(&visitor, get("/clusters/new")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_demonstration_has_the_worked_example_with_a_divided_program() {
    let site = Site::with_demo().await;
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    let page = site.page("/clusters/public-investment-level").await;
    let text = page.whole_text();
    assert!(text.contains("例示") && text.contains("財政・変革局") && text.contains("60%"), "{text}");
    let list = site.app.cluster_list(&app::Actor::operator("t"), None).await.unwrap();
    assert!(list.identity.iter().all(|row| row.is_balanced) && list.is_illustrative);
    let filled = list.categories.iter().flat_map(|category| &category.clusters).filter(|one| one.programs > 0).count();
    assert_eq!(filled, 17);
    let own = list.categories.iter().find(|category| category.category.id == "policy").unwrap();
    assert_eq!(own.clusters.len(), 8);
    assert_eq!(list.categories.iter().map(|category| category.clusters.len()).sum::<usize>(), 26);
    for path in [
        "/clusters",
        "/en/clusters",
        "/en/clusters/own-1",
        "/clusters/own-1/compare",
        "/en/clusters/public-investment-level/compare",
    ] {
        site.page(path).await;
    }
    // What the demonstration made is not made twice.
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    assert_eq!(site.app.cluster_heads(&app::Actor::visitor()).await.unwrap().len(), 26);
}
