//! The page of one's own notices: what it says, what is marked as read, and that it shows nobody else's.

use crate::support;

use app::review::{CalendarDays, NewCycle, NewRemark};
use app::{Actor, FiscalYear, ProgramQuery};
use axum::http::{StatusCode, header};
use reform::workflow::Rules;
use support::Site;
use support::people::User;

/// A review with a sheet of 防災課, and everybody who works on it.
async fn site() -> (Site, i64) {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    let year = |start| FiscalYear::new(start).unwrap();
    let due = ["2026-08-14", "2026-08-21", "2026-08-28", "2026-10-09", "2026-12-25", "2027-01-29"];
    let due = due.map(|day| day.parse().unwrap());
    let calendar = CalendarDays { open: "2026-07-01".parse().unwrap(), due, freeze: None };
    let new = NewCycle { year: year(2026), source_year: year(2024), calendar, rules: Rules::default() };
    site.app.open_review_cycle(&Actor::operator("tester"), new).await.unwrap();
    let listed = site.app.list_programs(&Actor::visitor(), &ProgramQuery::default()).await.unwrap();
    let program = listed.rows.iter().find(|row| row.external_id == "0101").unwrap().id;
    (site, program)
}

async fn remark(user: &User<'_>, site: &Site, program: i64, text: &str) {
    let new = NewRemark { field: String::new(), answers: None, text: text.into() };
    let year = FiscalYear::new(2026).unwrap();
    site.app.add_comment(&user.actor().await, year, program, &new).await.unwrap();
}

#[tokio::test]
async fn a_comment_is_told_shown_and_marked_as_read() {
    let (site, program) = site().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    assert!(owner.page("/notices").await.whole_text().contains("お知らせはありません"));
    remark(&head, &site, program, "<b>根拠</b>の資料を\n付けてください").await;
    remark(&head, &site, program, "写真もお願いします").await;
    let page = owner.page("/notices").await;
    let text = page.whole_text();
    assert!(text.contains("未読 2件"), "{text}");
    assert!(text.contains("<b>根拠</b>の資料を") && text.contains("防災訓練事業"), "{text}");
    let answer = owner.get("/notices").await.text();
    assert!(answer.contains(&format!("href=\"/reviews/2026/sheets/{program}\"")), "{answer}");
    assert!(answer.contains("&#60;b&#62;根拠") || answer.contains("&lt;b&gt;根拠"), "{answer}");
    assert!(site.app.unread_notices(&owner.actor().await).await.unwrap() == 2);

    let marked = owner.post("/notices/read", &[("from", "0"), ("to", "1")]).await;
    assert_eq!((marked.status, marked.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/notices"));
    assert!(owner.page("/notices").await.whole_text().contains("未読 1件"));
    let marked = owner.post("/en/notices/read", &[("from", "0"), ("to", "9000000")]).await;
    assert_eq!(marked.header(header::LOCATION), "/en/notices");
    assert!(owner.page("/en/notices").await.whole_text().contains("You have read everything."));
}

#[tokio::test]
async fn notices_of_others_are_neither_seen_nor_marked() {
    let (site, program) = site().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    remark(&head, &site, program, "見えないはずの言葉").await;
    for login in ["section-head", "auditor", "administrator"] {
        let other = site.as_user(login).await;
        assert!(!other.page("/notices").await.whole_text().contains("見えないはずの言葉"), "{login}");
        let marked = other.post("/notices/read", &[("from", "0"), ("to", "9000000")]).await;
        assert_eq!(marked.status, StatusCode::SEE_OTHER);
    }
    assert!(owner.page("/notices").await.whole_text().contains("未読 1件"));
}

#[tokio::test]
async fn without_an_account_there_are_no_notices() {
    let (site, _) = site().await;
    for answer in [
        site.get("/notices").await,
        site.get("/en/notices").await,
        site.post_form("/notices/read", "from=0&to=1").await,
    ] {
        // The operator of this machine has no account either.
        assert_ne!(answer.status, StatusCode::OK);
        assert!(answer.status != StatusCode::SEE_OTHER || answer.header(header::LOCATION).contains("sign-in"));
    }
}

#[tokio::test]
async fn nonsense_is_a_bad_request_and_changes_nothing() {
    let (site, program) = site().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    remark(&head, &site, program, "一").await;
    for body in ["", "from=0", "from=x&to=1", "from=0&to=99999999999999999999", "from=0&to=1&before=x"] {
        let answer = owner.post_form("/notices/read", body).await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.status);
    }
    for path in ["/notices?before=x", "/notices?before=99999999999999999999"] {
        assert_eq!(owner.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert!(owner.page("/notices").await.whole_text().contains("未読 1件"));
    // Turned about, the numbers mean nobody's notices.
    owner.post("/notices/read", &[("from", "9000000"), ("to", "-1")]).await;
    assert!(owner.page("/notices").await.whole_text().contains("未読 1件"));
}

#[tokio::test]
async fn older_notices_are_a_page_away() {
    let (site, program) = site().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    for number in 1..=53 {
        remark(&head, &site, program, &format!("コメントその{number:02}")).await;
    }
    let first = owner.get("/notices").await.text();
    assert!(first.contains("コメントその53") && first.contains("コメントその04") && !first.contains("コメントその03"));
    let older = first.split("/notices?before=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let second = owner.page(&format!("/notices?before={older}")).await.whole_text();
    assert!(
        second.contains("コメントその03") && second.contains("コメントその01") && !second.contains("コメントその04")
    );
    assert!(!second.contains("前のお知らせ"));
    let marked = owner.post("/notices/read", &[("from", "0"), ("to", older), ("before", older)]).await;
    assert_eq!(marked.header(header::LOCATION), format!("/notices?before={older}"));
}

#[tokio::test]
async fn notices_are_narrowed_by_kind_and_to_the_unread() {
    let (site, program) = site().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    remark(&head, &site, program, "資料を付けてください").await;
    let all = owner.page("/notices?kind=comment&unread=1").await;
    assert!(all.whole_text().contains("資料を付けてください"));
    assert!(
        !all.elements("input").any(|input| input.get("value").is_some_and(|value| value == "0")),
        "not all at once"
    );
    let none = owner.page("/en/notices?kind=returned").await;
    assert!(none.whole_text().contains("No notice fits") && !none.whole_text().contains("資料"));
    assert_eq!(none.japanese_in_english(), Vec::<String>::new());
    let odd = owner.page("/notices?kind=gossip&before=999999").await;
    assert!(odd.whole_text().contains("資料を付けてください"), "a kind nobody knows shows everything");
    let one = [("from", "0"), ("to", "0"), ("kind", "comment"), ("unread", "1")];
    assert_eq!(owner.post("/notices/read", &one).await.header(header::LOCATION), "/notices?kind=comment&unread=1");
    owner.post("/notices/read", &[("from", "0"), ("to", "999999")]).await;
    assert!(owner.page("/notices?unread=1").await.whole_text().contains("条件に合うお知らせはありません"));
    assert!(owner.page("/notices").await.whole_text().contains("資料を付けてください"));
}
