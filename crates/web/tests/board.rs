//! The reviews by year, the board, the list of sheets, the calendar, and one action on many sheets.

use crate::reviewing;
use crate::support;

use app::review::SheetAction;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use reviewing::{chosen, complete, open, program, reviewed, step, unopened, write};
use support::people::User;
use support::{Page, Site, encode};
use web::Trust;

/// The names a list shows, in order.
fn names(page: &Page) -> Vec<String> {
    page.by_class("cell-main")
}

/// The key numbers above the board, one after another.
fn total(page: &Page) -> String {
    page.by_class("review-tally").concat()
}

#[tokio::test]
async fn each_role_sees_its_own_departments_and_visitors_none() {
    let site = reviewed().await;
    for (login, sheets) in [
        ("reform-office", 7),
        ("finance", 7),
        ("headquarters", 7),
        ("auditor", 7),
        ("administrator", 7),
        ("owner", 1),
        ("section-head", 1),
        ("department-head", 1),
        ("expert", 0),
    ] {
        let user = site.as_user(login).await;
        let list = user.page("/reviews/2025/sheets").await;
        assert_eq!(names(&list).len(), sheets, "{login}");
        let board = user.page("/reviews/2025").await;
        assert!(total(&board).starts_with(&format!("シート{sheets}枚")), "{login}: {}", total(&board));
        let is_own = names(&list).iter().all(|name| name == "防災訓練事業");
        assert_eq!(is_own, sheets < 2, "{login}");
        user.page("/reviews").await;
        user.page("/reviews/2025/calendar").await;
        user.page("/en/reviews/2025").await;
        user.page("/en/reviews/2025/sheets").await;
    }
    for path in
        ["/reviews", "/reviews/2025", "/reviews/2025/sheets", "/reviews/2025/sheets.csv", "/reviews/2025/calendar"]
    {
        let request = support::request(Method::GET, path).body(Body::empty()).unwrap();
        let answer = support::send(&site.seen_with(Trust::Nobody), request).await;
        assert!(answer.status == StatusCode::FORBIDDEN || answer.status.is_redirection(), "{path}: {}", answer.status);
        assert!(!answer.text().contains("防災訓練事業"), "{path}");
    }
    let office = site.as_user("reform-office").await;
    for path in ["/reviews/1999", "/reviews/x", "/reviews/2024/sheets", "/reviews/2024/calendar.ics"] {
        assert_eq!(office.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_adviser_sees_a_sheet_once_it_has_left_the_department() {
    let site = reviewed().await;
    let (owner, expert) = (site.as_user("owner").await, site.as_user("expert").await);
    complete(&site, &owner, "0101").await;
    step(&site, &owner, "0101", SheetAction::Submit).await;
    assert!(names(&expert.page("/reviews/2025/sheets").await).is_empty());
    step(&site, &site.as_user("section-head").await, "0101", SheetAction::Approve).await;
    step(&site, &site.as_user("department-head").await, "0101", SheetAction::Approve).await;
    assert_eq!(names(&expert.page("/reviews/2025/sheets").await), ["防災訓練事業"]);
}

#[tokio::test]
async fn a_review_is_opened_by_the_reform_office_with_everything_wrong_told_at_once() {
    let site = unopened().await;
    let office = site.as_user("reform-office").await;
    let form = office.page("/reviews/new?year=2025").await;
    let shown = form.by_class("review-preview").join(" ");
    assert!(shown.contains('7') && shown.contains("総務局"), "{shown}");
    let days = [
        ("open", "2025-07-01"),
        ("owner", "2025-08-29"),
        ("section_head", "2025-09-12"),
        ("department_head", "2025-09-30"),
        ("reform_office", "2025-11-14"),
        ("finance", "2026-01-16"),
        ("headquarters", "2026-02-06"),
        ("freeze", ""),
        ("again", "7"),
    ];
    let with = |more: &[(&'static str, &'static str)]| {
        let mut fields = days.to_vec();
        for (name, value) in more {
            fields.retain(|(known, _)| known != name);
            fields.push((name, value));
        }
        fields
    };
    let wrong = with(&[("year", "令和7"), ("source", "2024"), ("owner", "8月末"), ("again", "-1"), ("step", "save")]);
    let answer = office.post("/reviews/new", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page("/reviews/new");
    let told = page.by_class("notice-error").join(" ");
    for code in ["RF-225", "AP-108", "AP-013"] {
        assert!(told.contains(code), "{code} in {told}");
    }
    let typed: Vec<&str> = page.elements("input").filter_map(|input| input.get("value").map(String::as_str)).collect();
    assert!(typed.contains(&"令和7") && typed.contains(&"8月末") && typed.contains(&"2025-09-12"), "{typed:?}");
    let looked = office.post("/reviews/new", &with(&[("year", "2025"), ("source", "2024"), ("step", "look")])).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    assert!(office.page("/reviews").await.by_class("review-years").join("").is_empty(), "a look changes nothing");
    let good = with(&[("year", "2025"), ("source", "2024"), ("step", "save")]);
    for login in ["owner", "finance", "auditor", "administrator"] {
        let refused = site.as_user(login).await.post("/reviews/new", &good).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
    }
    let made = office.post("/reviews/new", &good).await;
    assert_eq!((made.status, made.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/reviews/2025?made=7"));
    assert!(office.page("/reviews/2025?made=7").await.by_class("notice-success").join("").contains('7'));
    let again = office.post("/reviews/new", &good).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.text().matches("AP-090").count(), 1);
}

#[tokio::test]
async fn the_board_counts_by_department_and_says_what_is_late() {
    let site = reviewed().await;
    write(&site, &site.as_user("owner").await, "0101", &[("direction-reason", "考え中")]).await;
    let office = site.as_user("reform-office").await;
    let board = office.page("/reviews/2025").await;
    assert_eq!(total(&board), "シート7枚提出完了0.0%遅れ0本部決定0");
    let links: Vec<String> = board.elements("a").filter_map(|link| link.get("href").cloned()).collect();
    let draft = links.iter().find(|href| href.contains("state=draft")).expect("a link to the draft");
    assert_eq!(names(&office.page(draft).await), ["防災訓練事業"]);
    let rows = board.by_class("review-name");
    assert_eq!(rows[..4], ["危機管理室", "防災課", "総務局", "デジタル課"], "few rows are all shown: {rows:?}");
    let csv = office.get("/reviews/2025/board.csv").await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(csv.text().contains("危機管理室 防災課,所管,0,1,0,0,0,1,0,0.0,0.0"), "{}", csv.text());
    assert!(csv.text().trim_end().ends_with("計,合計,6,1,0,0,0,7,0,0.0,0.0"), "{}", csv.text());
    assert_eq!(office.get("/reviews/2025/board.xlsx").await.bytes[..2], *b"PK");
    let odd = office.page("/reviews/2025?column=x&department=-3&sort=due&late=2").await;
    assert_eq!(odd.by_class("notice-warning").len(), 4);
    // After the owners' due day all seven are late.
    let site = site.at("2025-09-01T01:00:00Z");
    let office = site.as_user("reform-office").await;
    let late = office.page("/reviews/2025?late=1").await;
    assert_eq!(total(&late), "シート7枚提出完了0.0%遅れ7100.0%本部決定0");
    assert_eq!(names(&office.page("/reviews/2025/sheets?late=1").await).len(), 7);
    let level = office.page("/reviews/2025/sheets?level=owner&sort=waiting").await;
    assert_eq!(names(&level).len(), 7);
}

#[tokio::test]
async fn the_list_finds_filters_and_orders() {
    let site = reviewed().await;
    let office = site.as_user("reform-office").await;
    let all = office.page("/reviews/2025/sheets").await;
    let bureau = all.choices("department").into_iter().find(|(_, label)| label.starts_with("総務局")).unwrap().0;
    for (query, count) in [
        (format!("department={bureau}"), 3),
        (format!("department={bureau}&below=0"), 0),
        (format!("q={}", encode("ｉｃｔ")), 1),
        (format!("q={}", encode("下水道　維持")), 1),
        ("q=0103".to_owned(), 1),
        ("state=not-started".to_owned(), 7),
        ("state=done".to_owned(), 0),
        ("level=finance".to_owned(), 0),
        ("direction=none".to_owned(), 7),
        ("comments=1".to_owned(), 0),
        ("mine=1".to_owned(), 0),
        ("department=none".to_owned(), 0),
        ("state=nonsense&page=99".to_owned(), 7),
        (format!("q={}", encode("<script>")), 1),
    ] {
        let page = office.page(&format!("/reviews/2025/sheets?{query}")).await;
        assert_eq!(names(&page).len(), count, "{query}");
    }
    let order = |page: &Page| names(page);
    let up = order(&office.page("/reviews/2025/sheets?sort=name").await);
    let mut down = order(&office.page("/reviews/2025/sheets?sort=name&order=desc").await);
    down.reverse();
    assert_eq!(up, down);
    let csv = office.get(&format!("/reviews/2025/sheets.csv?department={bureau}")).await.text();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.contains("'=cmd|'/c calc'!A1"), "a formula is text: {csv}");
    assert_eq!(office.get("/reviews/2025/sheets.xlsx").await.bytes[..2], *b"PK");
    assert_eq!(names(&site.as_user("owner").await.page("/reviews/2025/sheets?mine=1").await), ["防災訓練事業"]);
}

/// The sheets of a bulk form that another step would be done to.
fn hidden(page: &Page) -> Vec<String> {
    let sheets = page.elements("input").filter(|input| input.get("name").is_some_and(|name| name == "sheet"));
    sheets.map(|input| input["value"].clone()).collect()
}

async fn bulk(user: &User<'_>, path: &str, action: &str, sheets: &[String], more: &[(&str, &str)]) -> support::Answer {
    let mut fields: Vec<(&str, &str)> = vec![("action", action)];
    fields.extend(sheets.iter().map(|sheet| ("sheet", sheet.as_str())));
    fields.extend(more);
    user.post(&format!("/reviews/2025/sheets/{path}"), &fields).await
}

#[tokio::test]
async fn one_action_on_many_tells_what_can_be_done_does_it_once_and_tells_the_rest() {
    let site = reviewed().await;
    let office = site.as_user("reform-office").await;
    let (drill, park) = (chosen(&site, "0101").await, chosen(&site, "0103").await);
    step(&site, &office, "0103", SheetAction::Freeze).await;
    let sheets = [drill.clone(), park.clone()];
    let tried = bulk(&office, "bulk", "freeze", &sheets, &[]).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    let page = tried.page("/reviews/2025/sheets/bulk");
    assert_eq!(hidden(&page), std::slice::from_ref(&drill));
    assert!(tried.text().contains("RF-106"), "the frozen one is refused with its reason");
    let frozen = async || {
        let page = office.page("/reviews/2025/sheets").await;
        page.by_class("badge").iter().filter(|badge| *badge == "凍結").count()
    };
    assert_eq!(frozen().await, 1, "to look changes nothing");
    let done = bulk(&office, "bulk/confirm", "freeze", &sheets, &[]).await;
    assert_eq!(done.status, StatusCode::OK);
    let told = done.page("/reviews/2025/sheets/bulk/confirm");
    assert_eq!(told.by_class("review-tally"), ["選んだシート2終えたもの1できないもの1"]);
    assert_eq!(frozen().await, 2);
    // The same form again finds the sheet moved on and does nothing.
    let again = bulk(&office, "bulk/confirm", "freeze", &[drill], &[]).await;
    let told = again.page("/reviews/2025/sheets/bulk/confirm").by_class("review-tally");
    assert_eq!(told, ["選んだシート1終えたもの0できないもの1"]);
    // All that match, by the filter.
    let all = bulk(&office, "bulk", "unfreeze", &[], &[("all", "1"), ("query", "q=0103")]).await;
    assert_eq!(hidden(&all.page("/reviews/2025/sheets/bulk")).len(), 1);
}

#[tokio::test]
async fn forged_sheets_of_other_departments_are_refused_and_nothing_of_them_is_told() {
    let site = reviewed().await;
    let head = site.as_user("section-head").await;
    let forged = vec![chosen(&site, "0103").await, "999999:1".to_owned(), chosen(&site, "0101").await];
    for path in ["bulk", "bulk/confirm"] {
        let answer = bulk(&head, path, "approve", &forged, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let text = answer.text();
        assert!(text.contains("RF-102") && text.contains("AP-002"), "{path}: {text}");
        assert!(!text.contains("公園管理事業"), "{path}");
        let told = answer.page("/reviews/2025/sheets/bulk").by_class("review-tally");
        assert!(told[0].ends_with("できないもの3"), "{path}: {told:?}");
    }
    let office = site.as_user("reform-office").await;
    assert_eq!(names(&office.page("/reviews/2025/sheets?state=not-started").await).len(), 7);
    // What the role can never do is not even tried.
    assert_eq!(bulk(&head, "bulk", "publish", &forged, &[]).await.status, StatusCode::FORBIDDEN);
    let auditor = site.as_user("auditor").await;
    assert_eq!(bulk(&auditor, "bulk", "approve", &forged, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_bulk_form_that_says_too_little_or_too_much_is_told_so() {
    let site = reviewed().await;
    let office = site.as_user("reform-office").await;
    let none = bulk(&office, "bulk", "freeze", &[], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("AP-109"));
    for bad in ["x", "1", "1:x", ":"] {
        assert_eq!(
            bulk(&office, "bulk", "freeze", &[bad.to_owned()], &[]).await.status,
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
    assert_eq!(bulk(&office, "bulk", "explode", &[], &[]).await.status, StatusCode::BAD_REQUEST);
    let many: Vec<String> = (1..=501).map(|program| format!("{program}:1")).collect();
    let many = bulk(&office, "bulk", "freeze", &many, &[]).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(many.text().contains("AP-096"));
    assert_eq!(office.get("/reviews/2025/sheets/bulk").await.header(header::LOCATION), "/reviews/2025/sheets");
}

#[tokio::test]
async fn a_return_of_many_needs_its_reason_and_reaches_each() {
    let site = reviewed().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    complete(&site, &owner, "0101").await;
    step(&site, &owner, "0101", SheetAction::Submit).await;
    let sheets = [chosen(&site, "0101").await];
    let asked = bulk(&head, "bulk", "return", &sheets, &[]).await;
    assert_eq!(hidden(&asked.page("/reviews/2025/sheets/bulk")).len(), 1);
    let empty = bulk(&head, "bulk/confirm", "return", &sheets, &[("to", "owner"), ("comment", "　")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("RF-110"));
    let said = [("to", "owner"), ("comment", "<b>根拠</b>を足してください")];
    let done = bulk(&head, "bulk/confirm", "return", &sheets, &said).await;
    let told = done.page("/reviews/2025/sheets/bulk/confirm").by_class("review-tally");
    assert_eq!(told, ["選んだシート1終えたもの1できないもの0"]);
    assert_eq!(names(&owner.page("/reviews/2025/sheets?state=returned").await), ["防災訓練事業"]);
}

#[tokio::test]
async fn the_calendar_changes_after_a_look_at_what_would_be_late() {
    let site = reviewed().await;
    let office = site.as_user("reform-office").await;
    let fields = |owner: &'static str, step: &'static str| {
        vec![
            ("open", "2025-06-01"),
            ("owner", owner),
            ("section_head", "2025-09-12"),
            ("department_head", "2025-09-30"),
            ("reform_office", "2025-11-14"),
            ("finance", "2026-01-16"),
            ("headquarters", "2026-02-06"),
            ("freeze", "2026-03-01"),
            ("again", "10"),
            ("step", step),
        ]
    };
    let path = "/reviews/2025/calendar";
    let looked = office.post(path, &fields("2025-07-09", "look")).await;
    let table = looked.page(path).by_class("review-late").join(" ");
    assert!(table.contains("記入07+7"), "{table}");
    assert!(office.get("/reviews/2025/calendar.ics").await.text().contains("DTSTART;VALUE=DATE:20250831"));
    let wrong = office.post(path, &fields("2025-10-30", "save")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("RF-120"));
    let saved = office.post(path, &fields("2025-08-29", "save")).await;
    assert_eq!(
        (saved.status, saved.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/reviews/2025/calendar?saved=1")
    );
    let ics = office.get("/reviews/2025/calendar.ics").await;
    assert_eq!(ics.header(header::CONTENT_TYPE), "text/calendar; charset=utf-8");
    assert!(ics.text().contains("DTSTART;VALUE=DATE:20250829") && ics.text().contains("DTSTART;VALUE=DATE:20260301"));
    for login in ["owner", "finance", "auditor"] {
        let user = site.as_user(login).await;
        assert_eq!(user.post(path, &fields("2025-08-30", "save")).await.status, StatusCode::FORBIDDEN, "{login}");
        assert_eq!(user.get("/reviews/2025/calendar.ics").await.status, StatusCode::OK, "{login}");
    }
}

#[tokio::test]
async fn a_list_of_years_says_where_each_stands() {
    let site: Site = unopened().await;
    let office = site.as_user("reform-office").await;
    assert_eq!(office.page("/reviews").await.by_class("empty").len(), 1);
    open(&site).await;
    let at = async |site: &Site| site.as_user("reform-office").await.page("/reviews").await.by_class("card").join(" ");
    assert!(at(&site).await.contains("実施中"));
    let site = site.at("2025-06-30T01:00:00Z");
    assert!(at(&site).await.contains("開始前"));
    let site = site.at("2026-03-02T01:00:00Z");
    assert!(at(&site).await.contains("凍結中"));
    assert!(program(&site, "0101").await > 0);
}
