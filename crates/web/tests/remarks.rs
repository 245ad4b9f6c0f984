//! Remarks by web page: entered by an expert, tied to the roadmap, answered by the department, never closed without a response.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Page, Site};

const ITEM: &str = "roadmap:public-investment-level";

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

/// How many elements of this name have these attributes.
fn count(page: &Page, element: &str, wanted: &[(&str, &str)]) -> usize {
    let is_wanted = |found: &std::collections::HashMap<String, String>| {
        wanted.iter().all(|(name, value)| found.get(*name).is_some_and(|known| known == value))
    };
    page.elements(element).filter(|found| is_wanted(found)).count()
}

fn department(page: &Page) -> String {
    let choices = page.choices("department");
    choices.iter().find(|(_, name)| name.ends_with("財政課")).unwrap_or_else(|| panic!("{choices:?}")).0.clone()
}

#[tokio::test]
async fn an_experts_remark_on_a_roadmap_is_answered_and_led_to_a_revision() {
    let site = site().await;
    let expert = site.as_user("expert").await;
    let new = format!("/remarks/new?item={ITEM}");
    let form = expert.page(&new).await;
    expert.page(&format!("/en{new}")).await;
    let department = department(&form);
    let empty = expert.post("/remarks/new", &[("body", " "), ("kind", "roadmap")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.page(&new).whole_text().contains("AP-415"));
    let unknown = expert
        .post("/remarks/new", &[("body", "あ"), ("kind", "roadmap"), ("item", "nowhere"), ("speaker", "専門家")])
        .await;
    assert!(unknown.page(&new).whole_text().contains("AP-416"));
    let sent = [
        ("body", "帯が<b>長い</b>。先に直す工程に。"),
        ("kind", "roadmap"),
        ("item", "public-investment-level"),
        ("place", "修繕"),
        ("speaker", "専門 家子"),
        ("speaker_role", "委員"),
        ("source", "public"),
        ("theme", "工程"),
        ("department", &department),
        ("due", "2026-11-01"),
    ];
    let made = expert.post("/remarks/new", &sent).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let path = made.header(header::LOCATION).to_owned();
    let owner = site.as_user("owner").await;
    let told = owner.page("/notices").await;
    assert!(told.whole_text().contains("意見への回答をお願いします：帯が<b>長い</b>"), "{}", told.whole_text());
    assert!(told.elements("a").any(|link| link["href"] == path), "the notice leads to it");
    let board = owner.page("/remarks?late=1").await;
    assert!(board.whole_text().contains("帯が<b>長い</b>"), "late ones are found: {}", board.whole_text());
    assert!(owner.page("/roadmap").await.elements("a").any(|link| link["href"].contains("/remarks?item=roadmap")));

    let answer = format!("{path}/answer");
    let page = owner.page(&path).await;
    owner.page(&format!("/en{path}")).await;
    let revision = hidden(&page, "revision");
    for (state, response, reason, code) in [
        ("answered", " ", "", "RF-710"),
        ("declined", "しません", " ", "RF-711"),
        ("done", "済み", "", "RF-712"),
        ("elsewhere", "x", "", "AP-424"),
    ] {
        let fields = [("revision", revision.as_str()), ("state", state), ("response", response), ("reason", reason)];
        let refused = owner.post(&answer, &fields).await;
        assert!(refused.text().contains(code), "{state}: {}", refused.text());
        assert!(refused.status.is_client_error());
    }
    let accepted = [("revision", revision.as_str()), ("state", "accepted"), ("response", "先に直す工程に改めます。")];
    assert_eq!(owner.post(&answer, &accepted).await.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.post(&answer, &accepted).await.status, StatusCode::CONFLICT, "somebody was quicker");
    let revision = hidden(&owner.page(&path).await, "revision");
    let wrong = owner.post(&format!("{path}/outcome"), &[("revision", &revision), ("outcome", "roadmap:99")]).await;
    assert!(wrong.text().contains("AP-423"));
    let tied = owner.post(&format!("{path}/outcome"), &[("revision", &revision), ("outcome", "roadmap:1")]).await;
    assert_eq!(tied.status, StatusCode::SEE_OTHER);
    // Traceable both ways.
    let page = owner.page(&path).await;
    assert!(page.elements("a").any(|link| link["href"] == "/roadmap?version=1"));
    let versions = owner.page("/roadmap/versions").await;
    assert!(versions.elements("a").any(|link| link["href"] == path), "{}", versions.whole_text());
    let told = expert.page("/notices").await.whole_text();
    assert!(told.contains("意見に回答がありました（反映）"), "{told}");
    // While it is declined the reason stands; taken up after all, nobody reads a reason against it.
    let step = async |state: &str, reason: &str| {
        let revision = hidden(&owner.page(&path).await, "revision");
        let sent = [("revision", revision.as_str()), ("state", state), ("response", "直します。"), ("reason", reason)];
        assert_eq!(owner.post(&answer, &sent).await.status, StatusCode::SEE_OTHER);
        owner.page(&path).await.whole_text()
    };
    assert!(step("declined", "費用が足りない").await.contains("取り入れない理由："));
    assert!(!step("accepted", "").await.contains("取り入れない理由："));
    let page = owner.page(&path).await;
    let revision = hidden(&page, "revision");
    let done = [("revision", revision.as_str()), ("state", "done"), ("response", "先に直す工程に改めました。")];
    assert_eq!(owner.post(&answer, &done).await.status, StatusCode::SEE_OTHER);
    let text = owner.page(&path).await.whole_text();
    assert!(text.contains("完了") && text.contains("改定に結び付けた 工程表 第1版"), "{text}");
}

#[tokio::test]
async fn a_program_is_found_by_its_number_or_a_part_of_its_name() {
    let site = site().await;
    let expert = site.as_user("expert").await;
    let query = app::ProgramQuery { per_page: 1_000, ..app::ProgramQuery::default() };
    let rows = site.app.list_programs(&app::Actor::visitor(), &query).await.unwrap().rows;
    let with = |part: &str| rows.iter().filter(|row| row.name.contains(part)).count();
    let parts = |name: &str| name.chars().collect::<Vec<_>>().windows(2).map(String::from_iter).collect::<Vec<_>>();
    let several =
        rows.iter().flat_map(|row| parts(&row.name)).find(|part| with(part) > 1 && !part.contains(char::is_whitespace));
    let several = several.expect("two programs share two characters");
    let only = rows.iter().find(|row| with(&row.name) == 1).expect("a name of its own");
    let made = async |body: &str, item: &str, more: &[(&str, &str)]| {
        let sent =
            [("body", body), ("kind", "program"), ("item", item), ("speaker_role", "委員"), ("due", "2026-12-01")];
        expert.post("/remarks/new", &[sent.as_slice(), more].concat()).await
    };
    for (body, item) in [("番号で", &only.external_id), ("名前で", &only.name)] {
        let answer = made(body, item, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{item}: {}", answer.text());
        let page = expert.page(answer.header(header::LOCATION)).await;
        let href = format!("/programs/{}", only.id);
        assert!(page.elements("a").any(|link| link["href"] == href), "{item} is tied to {href}");
    }
    // Several fit: what was typed stays, and one is chosen.
    let answer = made("いくつか", &several, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page("/remarks/new");
    assert!(page.whole_text().contains("AP-425") && page.whole_text().contains("いくつか"));
    assert_eq!(count(&page, "input", &[("name", "due"), ("type", "date"), ("value", "2026-12-01")]), 1);
    let radios = page.elements("input").filter(|input| input.get("name").is_some_and(|name| name == "pick"));
    let picks: Vec<String> = radios.map(|input| input["value"].clone()).collect();
    assert!(picks.len() > 1 && picks.len() <= 20, "{picks:?}");
    let picked = [("pick", picks[1].as_str()), ("pick_for", several.as_str())];
    assert_eq!(made("いくつか", &several, &picked).await.status, StatusCode::SEE_OTHER);
    // Who types something else after all is not held to what was chosen before.
    let other = made("別の事業", &only.external_id, &picked).await;
    let page = expert.page(other.header(header::LOCATION)).await;
    assert!(page.elements("a").any(|link| link["href"] == format!("/programs/{}", only.id)));
    let nothing = made("ない", "どこにもない事業の名前", &[]).await;
    assert!(nothing.text().contains("AP-416"));
}

#[tokio::test]
async fn a_confidential_source_is_named_to_two_offices_only() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let sent = [
        ("body", "言いにくい意見"),
        ("kind", "cluster"),
        ("item", "public-investment-level"),
        ("speaker", "秘密 太郎"),
        ("speaker_role", "秘密の団体"),
        ("source", "confidential"),
    ];
    let made = office.post("/remarks/new", &sent).await;
    let path = made.header(header::LOCATION).to_owned();
    for (login, knows) in
        [("reform-office", true), ("headquarters", true), ("owner", false), ("expert", false), ("auditor", false)]
    {
        let user = site.as_user(login).await;
        for page in [path.as_str(), "/remarks", "/remarks.csv", "/clusters/public-investment-level"] {
            let text = user.get(page).await.text();
            let names = text.contains("秘密 太郎") || text.contains("秘密の団体");
            let lists = !page.starts_with("/clusters");
            assert_eq!(names, knows && lists, "{login} {page}");
        }
        assert!(user.page(&path).await.whole_text().contains("委員") || knows, "{login}");
        assert_eq!(user.get(&format!("{path}/edit")).await.status == StatusCode::OK, login == "reform-office");
    }
    assert!(!site.page(&path).await.whole_text().contains("秘密"), "nor to who runs the machine");
    let audit = office.page("/audit").await.whole_text();
    assert!(audit.contains("remark.add") && !audit.contains("秘密"), "{audit}");

    // Hidden with a reason only; then nobody but the office sees it.
    let hide = format!("{path}/hide");
    let refused = office.post(&hide, &[("revision", "1"), ("do", "hide"), ("reason", " ")]).await;
    assert!(refused.text().contains("RF-713"));
    assert_eq!(
        office.post(&hide, &[("revision", "1"), ("do", "hide"), ("reason", "重複")]).await.status,
        StatusCode::SEE_OTHER
    );
    let expert = site.as_user("expert").await;
    assert_eq!(expert.get(&path).await.status, StatusCode::NOT_FOUND);
    assert!(!expert.page("/remarks").await.whole_text().contains("言いにくい意見"));
    assert!(office.page(&path).await.whole_text().contains("表示を止めています"));
    assert_eq!(
        office.post(&hide, &[("revision", "2"), ("do", "show"), ("reason", "見直し")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(expert.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_board_counts_filters_and_leaves_as_files_without_formulas() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let board = office.page("/remarks").await;
    let text = board.whole_text();
    assert!(text.contains("例示") && text.contains("12件"), "{text}");
    let rows = board.texts(|name, attributes| name == "tr" && attributes.contains_key("role"));
    assert!(rows[1].contains("遅れ") && rows[2].contains("遅れ") && !rows[3].contains("遅れ"), "{rows:?}");
    for path in ["/en/remarks", "/remarks/statistics", "/en/remarks/statistics", "/remarks?state=declined&q=基金"] {
        office.page(path).await;
    }
    assert!(office.page("/remarks?q=基金").await.whole_text().contains("1件"));
    let counted = office.page("/remarks/statistics").await.whole_text();
    assert!(counted.contains("北九州市政変革推進会議 第1回") && counted.contains("市民への説明"), "{counted}");
    let made = office
        .post(
            "/remarks/new",
            &[("body", "=cmd|'/c calc'!A1"), ("kind", "frame"), ("speaker_role", "委員"), ("source", "public")],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let csv = office.get("/remarks.csv").await.text();
    assert!(csv.contains("'=cmd|") && !csv.contains("\"=cmd|") && !csv.contains(",=cmd|"), "{csv}");
    let xlsx = office.get("/remarks.xlsx").await;
    assert!(xlsx.status == StatusCode::OK && xlsx.bytes.starts_with(b"PK"));
}
