//! The roadmap in the browser: what everybody sees, revising it bar by bar, refusals, versions, progress, files.

use crate::support;

use axum::http::{StatusCode, header};
use std::io::Read;
use support::people::User;
use support::{Answer, Site, encode};
use web::Trust;

const NOW: &str = "2026-11-22T03:00:00Z";
const SECRET: &str = "ひみつの作業中";

async fn site() -> Site {
    let site = Site::with_programs().await.at(NOW);
    site.with_people("危機管理室＞防災課").await;
    site
}

/// The fields of a bar's form.
fn bar<'a>(
    cluster: &'a str,
    lane: &'a str,
    text: &'a str,
    span: (&'a str, &'a str),
    revision: &'a str,
) -> Vec<(&'static str, &'a str)> {
    vec![
        ("cluster", cluster),
        ("lane", lane),
        ("part_ja", ""),
        ("part_en", ""),
        ("text_ja", text),
        ("text_en", ""),
        ("from", span.0),
        ("to", span.1),
        ("revision", revision),
    ]
}

fn codes(answer: &Answer, path: &str) -> Vec<String> {
    answer.page(path).by_class("error-code")
}

/// The revision the steps of the edit page carry.
async fn revision(user: &User<'_>) -> String {
    let page = user.page("/roadmap/edit").await;
    let inputs: Vec<String> = page
        .elements("input")
        .filter(|input| input.get("name").is_some_and(|name| name == "revision"))
        .map(|input| input["value"].clone())
        .collect();
    inputs.first().cloned().unwrap_or_default()
}

async fn propose(user: &User<'_>, reason: &str) -> Answer {
    let revision = revision(user).await;
    user.post("/roadmap/edit/propose", &[("revision", &revision), ("reason", reason)]).await
}

async fn approve(user: &User<'_>) -> Answer {
    let revision = revision(user).await;
    user.post("/roadmap/edit/approve", &[("revision", &revision)]).await
}

/// A second version in which 上下水道's first bar says something else.
async fn publish_second(site: &Site) {
    let office = site.as_user("reform-office").await;
    let form = bar("water-and-sewerage", "1", "物価を入れ直した分析", ("R6Q1", "R6Q3"), "1");
    let saved = office.post("/roadmap/edit/bars/water-2", &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(propose(&office, "物価が上がったため。").await.status, StatusCode::SEE_OTHER);
    let headquarters = site.as_user("headquarters").await;
    let published = approve(&headquarters).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
    assert_eq!(published.header(header::LOCATION), "/roadmap?version=2");
}

#[tokio::test]
async fn everybody_sees_the_plans_roadmap_with_what_was_read_marked() {
    let site = Site::with_programs().await.at(NOW);
    let page = site.page("/roadmap").await;
    assert_eq!(page.by_class("lead"), ["第1版（2024年3月公表） "].map(str::trim));
    let text = page.whole_text();
    assert!(text.contains("投資的経費の適正水準の検討") && text.contains("破線：期間と段は読み取り"));
    assert_eq!(page.elements("tr").filter(|row| row.contains_key("id")).count(), 18, "a row for each cluster");
    assert!(page.ids().contains("public-investment-level"));
    // Words stand in the picture, in the list of a phone and in the table; a strip says all of it.
    let described = page.texts(|name, _| name == "desc").join(" ");
    assert!(
        described.contains(
            "経営戦略・後期計画（令和6〜10年度）に基づく対応（令和6年度から令和8年度まで、記録なし、期間は記載どおり"
        ),
        "{described}"
    );
    assert!(described.contains("期間は読み取り"));
    let english = site.page("/en/roadmap?category=subsidies").await;
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    assert_eq!(english.elements("tr").filter(|row| row.contains_key("id")).count(), 1);
    assert!(english.whole_text().contains("Budget by the guidelines"));
    for path in
        ["/roadmap/versions", "/roadmap/progress", "/roadmap/booklet", "/roadmap/compare?from=1&to=1", "/roadmap/edit"]
    {
        site.page(path).await;
        let english = site.page(&format!("/en{path}")).await;
        assert_eq!(english.japanese_in_english(), Vec::<String>::new(), "{path}");
    }
    assert_eq!(site.get("/roadmap?version=9").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/roadmap?version=x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/roadmap/progress/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_revision_is_proposed_by_one_and_published_by_another() {
    let site = site().await;
    publish_second(&site).await;
    let page = site.page("/roadmap").await;
    assert!(page.by_class("lead")[0].starts_with("第2版（2026年11月22日（日）公表）"), "{:?}", page.by_class("lead"));
    assert!(page.whole_text().contains("改定の理由：物価が上がったため。"));
    assert!(page.whole_text().contains("物価を入れ直した分析"));
    let old = site.page("/roadmap?version=1").await.whole_text();
    assert!(old.contains("経営状況の分析、収支改善の取組の推進") && !old.contains("物価を入れ直した分析"));
    let versions = site.page("/roadmap/versions").await;
    assert_eq!(versions.by_class("roadmap-version").len(), 2);
    assert!(versions.whole_text().contains("承認：headquartersさん"));
    // Old struck through beside new, in the picture and in the list.
    let answer = site.get("/roadmap/compare?from=1&to=2").await;
    assert!(answer.text().contains("text-decoration=\"line-through\""));
    let compared = answer.page("/roadmap/compare?from=1&to=2");
    let struck = compared.texts(|name, _| name == "del");
    let written = compared.texts(|name, _| name == "ins");
    assert_eq!(struck, ["経営状況の分析、収支改善の取組の推進令和6年度 · 段 1"]);
    assert_eq!(written, ["物価を入れ直した分析令和6年度 4〜6月から令和6年度 10〜12月まで · 段 1"]);
    let booklet = site.page("/roadmap/booklet?category=public-enterprise").await.whole_text();
    assert!(booklet.contains("第2版") && booklet.contains("物価が上がったため。"), "{booklet}");
}

#[tokio::test]
async fn every_fault_of_a_bar_stands_beside_its_field_and_nothing_typed_is_lost() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = "/roadmap/edit/bars/water-2";
    for (form, expected) in [
        (bar("water-and-sewerage", "1", "分析", ("R6Q1", "R7Q1"), "1"), "RF-602"),
        (bar("water-and-sewerage", "1", "分析", ("R6Q3", "R6Q1"), "1"), "RF-601"),
        (bar("water-and-sewerage", "3", "分析", ("R8Q1", "R9Q1"), "1"), "RF-600"),
        (bar("water-and-sewerage", "1", " ", ("R6Q1", "R6Q4"), "1"), "RF-603"),
        (bar("water-and-sewerage", "1", &"長".repeat(121), ("R6Q1", "R6Q4"), "1"), "RF-604"),
        (bar("water-and-sewerage", "21", "分析", ("R6Q1", "R6Q4"), "1"), "RF-605"),
        (bar("water-and-sewerage", "x", "分析", ("R6Q1", "R6Q4"), "1"), "RF-605"),
        (bar("water-and-sewerage", "1", "分析", ("", "R6Q4"), "1"), "RF-606"),
        (bar("no-such-cluster", "1", "分析", ("R6Q1", "R6Q4"), "1"), "AP-244"),
    ] {
        let answer = office.post(path, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expected}: {}", answer.text());
        assert_eq!(codes(&answer, path), [expected]);
        let page = answer.page(path);
        let typed: Vec<&String> = page
            .elements("input")
            .filter(|one| one.get("name").is_some_and(|name| name == "text_ja"))
            .map(|one| &one["value"])
            .collect();
        assert_eq!(typed, [form[4].1]);
    }
    // Several at once are told at once.
    let answer = office.post(path, &bar("water-and-sewerage", "0", "", ("R7", "R6"), "1")).await;
    assert_eq!(codes(&answer, path).len(), 2, "{:?}", codes(&answer, path));
    // A form with faults begins no revision.
    assert!(office.page("/roadmap/edit").await.whole_text().contains("まだ改定を始めていません"));
    let english = office.post(&format!("/en{path}"), &bar("water-and-sewerage", "1", "", ("R6Q1", "R6Q4"), "1")).await;
    assert_eq!(english.page("/en/roadmap/edit").japanese_in_english(), Vec::<String>::new());
}

#[tokio::test]
async fn two_who_change_one_bar_see_each_others_words() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = "/roadmap/edit/bars/water-2";
    let span = ("R6Q1", "R6Q4");
    let first = office.post(path, &bar("water-and-sewerage", "1", "先に直した", span, "1")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = office.post(path, &bar("water-and-sewerage", "1", "あとから直した", span, "1")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(codes(&second, path), ["AP-240"]);
    let page = second.page(path);
    assert!(page.whole_text().contains("先に直した"), "the other's words");
    assert!(
        page.elements("input").any(|one| one.get("value").is_some_and(|value| value == "あとから直した")),
        "one's own"
    );
    let sent = page.elements("input").find(|one| one.get("name").is_some_and(|name| name == "revision")).unwrap();
    let again = office.post(path, &bar("water-and-sewerage", "1", "あとから直した", span, &sent["value"])).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "sent once more it counts");
    // Somebody who takes a bar away meanwhile leaves the words with the other.
    let gone = office.post(&format!("{path}/remove"), &[("revision", "3")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
    let late = office.post(path, &bar("water-and-sewerage", "1", "消えた帯", span, "3")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("消えた帯") && late.text().contains("action=\"/roadmap/edit/bars/new\""));
}

#[tokio::test]
async fn each_step_of_a_revision_has_its_refusals() {
    let site = site().await;
    let (office, headquarters) = (site.as_user("reform-office").await, site.as_user("headquarters").await);
    let form = |text: &'static str, revision| bar("city-bus", "2", text, ("R6", "R8"), revision);
    // Nothing to propose, nothing to approve.
    let nothing = office.post("/roadmap/edit/propose", &[("revision", "0"), ("reason", "理由")]).await;
    assert_eq!((nothing.status, codes(&nothing, "/roadmap/edit")), (StatusCode::CONFLICT, vec!["RF-613".into()]));
    let nothing = headquarters.post("/roadmap/edit/approve", &[("revision", "0")]).await;
    assert_eq!(codes(&nothing, "/roadmap/edit"), ["RF-612"]);
    // A change that changes nothing.
    assert_eq!(office.post("/roadmap/edit/bars/bus-3", &form("仮の言葉", "1")).await.status, StatusCode::SEE_OTHER);
    let back = bar("city-bus", "2", "経営状況の市民周知", ("R6", "R8"), "2");
    let mut back = back;
    back[5] = ("text_en", "Telling citizens how the business stands");
    assert_eq!(office.post("/roadmap/edit/bars/bus-3", &back).await.status, StatusCode::SEE_OTHER);
    let same = propose(&office, "理由").await;
    assert_eq!((same.status, codes(&same, "/roadmap/edit")), (StatusCode::UNPROCESSABLE_ENTITY, vec!["RF-613".into()]));
    // No reason; then a reason.
    assert_eq!(
        office.post("/roadmap/edit/bars/bus-3", &form("市民への説明会", "3")).await.status,
        StatusCode::SEE_OTHER
    );
    let without = propose(&office, "  ").await;
    assert_eq!(codes(&without, "/roadmap/edit"), ["RF-608"]);
    assert_eq!(propose(&office, "説明会を増やすため").await.status, StatusCode::SEE_OTHER);
    // While it waits nothing is changed.
    let frozen = office.post("/roadmap/edit/bars/bus-3", &form("さらに", "4")).await;
    assert_eq!(frozen.status, StatusCode::CONFLICT);
    assert!(frozen.text().contains("RF-611"));
    // Not by who may not, not by what was seen before, not back without a word.
    let by_office = approve(&office).await;
    assert_eq!(by_office.status, StatusCode::FORBIDDEN);
    let unseen = headquarters.post("/roadmap/edit/approve", &[("revision", "2")]).await;
    assert_eq!(codes(&unseen, "/roadmap/edit"), ["AP-241"]);
    let seen = revision(&headquarters).await;
    let silent = headquarters.post("/roadmap/edit/return", &[("revision", &seen), ("comment", " ")]).await;
    assert_eq!(codes(&silent, "/roadmap/edit"), ["RF-614"]);
    let returned =
        headquarters.post("/roadmap/edit/return", &[("revision", &seen), ("comment", "回数も書いてください")]).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER);
    let page = office.page("/roadmap/edit").await;
    assert!(page.texts(|name, _| name == "textarea").contains(&"説明会を増やすため".to_owned()), "the reason is kept");
    assert!(office.page("/roadmap/versions").await.whole_text().contains("回数も書いてください"));
    // Withdrawn, proposed again, published; then the published one takes no more.
    assert_eq!(propose(&office, "説明会を増やすため").await.status, StatusCode::SEE_OTHER);
    let seen = revision(&office).await;
    assert_eq!(office.post("/roadmap/edit/withdraw", &[("revision", &seen)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(propose(&office, "説明会を増やすため").await.status, StatusCode::SEE_OTHER);
    assert_eq!(approve(&headquarters).await.status, StatusCode::SEE_OTHER);
    let again = headquarters.post("/roadmap/edit/approve", &[("revision", &seen)]).await;
    assert_eq!(codes(&again, "/roadmap/edit"), ["RF-612"]);
}

#[tokio::test]
async fn nobody_approves_what_they_proposed() {
    let site = site().await;
    site.add_person("both", "reform-office", "").await;
    let duty = app::people::DutyForm { role: "headquarters".into(), ..Default::default() };
    let both = site.as_user("both").await;
    let account = both.account().await;
    site.app.give_duty(&app::Actor::operator("tester"), account, &duty).await.unwrap().unwrap();
    let both = site.as_user("both").await;
    let form = bar("city-bus", "2", "説明会", ("R6", "R8"), "1");
    assert_eq!(both.post("/roadmap/edit/bars/bus-3", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(propose(&both, "理由").await.status, StatusCode::SEE_OTHER);
    let own = approve(&both).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.text());
    assert!(own.text().contains("RF-609"));
    assert_eq!(site.page("/roadmap/versions").await.by_class("roadmap-version").len(), 1);
    assert_eq!(approve(&site.as_user("headquarters").await).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_visitor_sees_no_word_of_what_is_being_worked_on() {
    let site = site().await;
    publish_second(&site).await;
    let office = site.as_user("reform-office").await;
    let text = format!("{SECRET}の帯");
    let saved = office.post("/roadmap/edit/bars/bus-2", &bar("city-bus", "1", &text, ("R6", "R8"), "1")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let added = office.post("/roadmap/edit/bars/new", &bar("city-bus", "9", &text, ("R6", "R6"), "0")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let remark = format!("{SECRET}の一言");
    let report = [("seen", "0"), ("status", "behind"), ("day", "2026-11-01"), ("remark", remark.as_str())];
    assert_eq!(office.post("/roadmap/progress/bus-3", &report).await.status, StatusCode::SEE_OTHER);
    assert_eq!(propose(&office, &format!("{SECRET}の理由")).await.status, StatusCode::SEE_OTHER);
    // Members see it, visitors do not, at whatever address they try.
    assert!(office.page("/roadmap?version=working").await.whole_text().contains(SECRET));
    assert!(office.page("/roadmap/compare?to=working").await.whole_text().contains(SECRET));
    assert!(office.page("/roadmap/progress/bus-3").await.whole_text().contains(&remark));
    let visitor = site.seen_with(Trust::Nobody);
    let paths = [
        "/roadmap",
        "/roadmap?version=1",
        "/roadmap?version=2",
        "/roadmap?version=3",
        "/roadmap?version=working",
        "/roadmap?category=public-enterprise",
        "/roadmap/versions",
        "/roadmap/compare?from=1&to=2",
        "/roadmap/compare?from=1&to=working",
        "/roadmap/compare?to=working",
        "/roadmap/compare?from=working",
        "/roadmap/progress",
        "/roadmap/progress/bus-2",
        "/roadmap/progress/bus-3",
        "/roadmap/progress/added-1",
        "/roadmap/booklet",
        "/roadmap/edit",
        "/roadmap/edit/bars/bus-2",
        "/roadmap/edit/bars/new?cluster=city-bus",
        "/roadmap/calendar.ics",
        "/roadmap/calendar.ics?version=working",
        "/roadmap/table.csv",
        "/roadmap/table.csv?version=working",
        "/roadmap/picture.svg?version=working",
        "/roadmap/booklet.xlsx",
        "/roadmap/booklet.xlsx?version=working",
    ];
    for path in paths {
        for path in [path.to_owned(), format!("/en{path}")] {
            let request = support::request(axum::http::Method::GET, &path).body(axum::body::Body::empty()).unwrap();
            let answer = support::send(&visitor, request).await;
            let words = if path.contains("xlsx") && answer.status == StatusCode::OK {
                unzipped(&answer.bytes)
            } else {
                String::from_utf8_lossy(&answer.bytes).into_owned()
            };
            assert!(!words.contains(SECRET), "{path}");
            if path.contains("working") || path.contains("/edit") {
                assert!(!answer.status.is_success(), "{path}: {}", answer.status);
            }
        }
    }
    // Behind is told to everybody, why only to members.
    let request =
        support::request(axum::http::Method::GET, "/roadmap/progress").body(axum::body::Body::empty()).unwrap();
    assert!(support::send(&visitor, request).await.text().contains("遅れと記録"));
}

#[tokio::test]
async fn who_works_on_a_cluster_changes_its_bars_and_no_others() {
    let site = site().await;
    let owner = site.as_user("owner").await;
    // Nobody leads 市営バス: a section cannot touch it.
    let refused = owner.post("/roadmap/edit/bars/bus-2", &bar("city-bus", "1", "横から", ("R6", "R8"), "1")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(owner.get("/roadmap/edit/bars/bus-2").await.status, StatusCode::FORBIDDEN);
    let report = [("seen", "0"), ("status", "done"), ("day", ""), ("remark", "")];
    assert_eq!(owner.post("/roadmap/progress/bus-2", &report).await.status, StatusCode::FORBIDDEN);
    let page = owner.page("/roadmap/edit").await;
    assert!(
        page.elements("a").all(|link| !link["href"].contains("/roadmap/edit/bars/")),
        "no link that would be refused"
    );
    for login in ["auditor", "expert", "finance"] {
        let user = site.as_user(login).await;
        user.page("/roadmap?version=working").await;
        let refused = user.post("/roadmap/edit/bars/bus-2", &bar("city-bus", "1", "横から", ("R6", "R8"), "1")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
    }
    let administrator = site.as_user("administrator").await;
    assert_eq!(administrator.get("/roadmap?version=working").await.status, StatusCode::FORBIDDEN);
    administrator.page("/roadmap").await;
}

#[tokio::test]
async fn progress_is_late_first_and_only_grows() {
    let site = site().await;
    let office = site.as_user("reform-office").await;
    let path = "/roadmap/progress/contracts-4";
    let send = async |fields: &[(&str, &str)]| office.post(path, fields).await;
    let form = |seen: &'static str, status: &'static str, day: &'static str, remark: &'static str| {
        [("seen", seen), ("status", status), ("day", day), ("remark", remark)]
    };
    let faults = async |fields: &[(&str, &str)]| codes(&send(fields).await, path);
    assert_eq!(faults(&form("0", "behind", "2026-11-01", "")).await, ["RF-615"]);
    assert_eq!(faults(&form("0", "done", "2026-11-23", "")).await, ["RF-616"]);
    assert_eq!(faults(&form("0", "", "x", "")).await, ["AP-245", "AP-246"]);
    let long = "長".repeat(401);
    assert_eq!(faults(&[("seen", "0"), ("status", "done"), ("day", ""), ("remark", &long)]).await, ["RF-618"]);
    assert_eq!(send(&form("0", "on-track", "2026-11-01", "順調です")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(faults(&form("0", "done", "2026-11-02", "")).await, ["AP-242"]);
    assert_eq!(
        send(&form("1", "behind", "2026-11-20", "相手方との調整が長引いた")).await.status,
        StatusCode::SEE_OTHER
    );
    let page = office.page(path).await;
    let history: Vec<String> = page.by_class("timeline");
    assert!(history[0].contains("相手方との調整が長引いた") && history[0].contains("順調です"), "{history:?}");
    // It ended on 31 March 2025 and is not done: the first of the list, with its reason.
    let answer = office.get("/roadmap/progress").await;
    let list = answer.page("/roadmap/progress");
    let first = list.by_class("cell-main")[0].clone();
    assert_eq!(first, "随意契約 › 随意契約の見直しに向けた検討");
    assert!(list.whole_text().contains("おわりを601日過ぎて終わっていない"), "2025-03-31 to 2026-11-22");
    let chart = office.page("/roadmap?category=contracts").await;
    assert_eq!(chart.by_class("roadmap-late"), ["遅れ 1"]);
    assert_eq!(send(&form("2", "done", "2026-11-22", "")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.page("/roadmap?category=contracts").await.by_class("roadmap-late"), Vec::<String>::new());
    let unknown = office.post("/roadmap/progress/nothing", &form("0", "done", "", "")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_files_say_what_the_page_says() {
    let site = site().await;
    publish_second(&site).await;
    let office = site.as_user("reform-office").await;
    let form = bar("city-bus", "3", "=cmd|'/c calc'!A1", ("R8Q4", "R8Q4"), "0");
    assert_eq!(office.post("/roadmap/edit/bars/new", &form).await.status, StatusCode::SEE_OTHER);
    let csv = office.get("/roadmap/table.csv?version=working&category=public-enterprise").await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(text.contains("'=cmd|'/c calc'!A1") && !text.contains(",=cmd"), "a formula is made harmless: {text}");
    assert!(text.contains("物価を入れ直した分析,R6Q1,R6Q3,") && text.contains("読み取り"), "{text}");
    let calendar = site.get("/roadmap/calendar.ics?category=public-enterprise").await;
    assert_eq!(calendar.header(header::CONTENT_TYPE), "text/calendar; charset=utf-8");
    let unfolded = calendar.text().replace("\r\n ", "");
    assert!(
        unfolded.contains("UID:roadmap-water-2@henkaku") && unfolded.contains("DTSTART;VALUE=DATE:20241231"),
        "{unfolded}"
    );
    assert!(unfolded.contains("SUMMARY:上下水道事業：物価を入れ直した分析（おわり）"));
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 4 + 3 + 8);
    let workbook = site.get("/roadmap/booklet.xlsx").await;
    let cells = unzipped(&workbook.bytes);
    assert!(cells.contains("物価を入れ直した分析") && cells.contains("物価が上がったため。"));
    let picture = site.get(&format!("/en/roadmap/picture.svg?category={}", encode("subsidies"))).await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(picture.text().contains("Subsidies and contributions") && picture.text().ends_with("</svg>\n"));
}

#[tokio::test]
async fn the_demonstration_has_progress_a_revision_and_a_change_under_way_all_marked() {
    let site = Site::with_demo().await.at(NOW);
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    let page = site.page("/roadmap").await;
    assert!(page.by_class("lead")[0].starts_with("第2版"), "{:?}", page.by_class("lead"));
    assert!(page.by_class("badge-example").len() >= 2, "the version and the progress are marked");
    assert!(!page.by_class("roadmap-late").is_empty());
    let compared = site.page("/roadmap/compare?from=1&to=2").await;
    assert_eq!(compared.texts(|name, _| name == "dd")[..3], ["3", "1", "0"]);
    let working = site.page("/roadmap/compare?to=working").await;
    assert_eq!(working.texts(|name, _| name == "dd")[..3], ["1", "1", "0"]);
    let progress = site.page("/roadmap/progress").await.whole_text();
    assert!(progress.contains("例示"));
    // The first real import takes all of it away, and the plan's own stays.
    site.import(support::PROGRAMS).await;
    let page = site.page("/roadmap").await;
    assert!(page.by_class("lead")[0].starts_with("第1版") && page.by_class("badge-example").is_empty());
    assert!(site.page("/roadmap/edit").await.whole_text().contains("まだ改定を始めていません"));
}

/// The texts of every part of a workbook.
fn unzipped(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut part = String::new();
        if archive.by_index(index).unwrap().read_to_string(&mut part).is_ok() {
            text.push_str(&part);
        }
    }
    text
}
