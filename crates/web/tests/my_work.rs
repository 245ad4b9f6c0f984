//! One's own work: what waits, what was sent back with its reason, drafts, comments, and what was passed on.

use crate::reviewing;
use crate::support;

use app::Actor;
use app::people::{DutyForm, PersonForm};
use app::review::SheetAction;
use axum::http::StatusCode;
use reform::workflow::Level;
use reviewing::{complete, open, reviewed, step, unopened, write};
use support::people::FIRST_PASSWORD;

#[tokio::test]
async fn what_waits_stands_under_the_duty_it_waits_for() {
    let site = reviewed().await;
    let owner = site.as_user("owner").await;
    let page = owner.page("/my-work").await;
    assert_eq!(page.by_class("work-name"), ["防災訓練事業"]);
    assert_eq!(page.by_class("work-head"), ["担当として記入するもの：防災課 1"]);
    assert!(page.by_class("work-due")[0].contains("あと52日"), "{:?}", page.by_class("work-due"));
    for login in ["section-head", "department-head", "reform-office", "finance", "headquarters", "auditor"] {
        let page = site.as_user(login).await.page("/my-work").await;
        assert!(page.by_class("work-name").is_empty(), "{login}");
        assert_eq!(page.by_class("work-empty").len(), 1, "{login} is told what to expect");
    }
    owner.page("/en/my-work").await;
    // An operator without an account has no work of their own.
    assert_eq!(site.get("/my-work").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_sheet_goes_from_draft_to_passed_on_and_comes_back_with_its_reason() {
    let site = reviewed().await;
    let (owner, head) = (site.as_user("owner").await, site.as_user("section-head").await);
    write(&site, &owner, "0101", &[("direction-reason", "考え中")]).await;
    assert_eq!(owner.page("/my-work").await.by_class("work-head"), ["書きかけ 1"]);
    complete(&site, &owner, "0101").await;
    step(&site, &owner, "0101", SheetAction::Submit).await;
    let page = owner.page("/my-work").await;
    assert!(page.by_class("work-head").is_empty());
    assert!(page.by_class("work-passed")[0].contains("課長の確認待ち"), "{:?}", page.by_class("work-passed"));
    assert_eq!(head.page("/my-work").await.by_class("work-head"), ["課長として確認するもの：防災課 1"]);
    let comment = "<img src=x> 効果額の根拠を付けてください".to_owned();
    step(&site, &head, "0101", SheetAction::Return { to: Level::Owner, comment }).await;
    let page = owner.page("/my-work").await;
    assert_eq!(page.by_class("work-head"), ["差し戻されたもの 1"]);
    let remark = &page.by_class("work-remark")[0];
    assert!(remark.contains("section-headさん（課長）") && remark.contains("<img src=x> 効果額の根拠"), "{remark}");
    assert!(head.page("/my-work").await.by_class("work-passed").is_empty(), "a return is not passing on");
}

#[tokio::test]
async fn late_work_comes_first_and_is_called_late() {
    let site = reviewed().await.at("2025-09-03T01:00:00Z");
    let owner = site.as_user("owner").await;
    let page = owner.page("/my-work").await;
    assert!(page.by_class("work-due")[0].contains("3日遅れ"), "{:?}", page.by_class("work-due"));
    assert!(page.by_class("lead")[0].contains("うち遅れ 1枚"), "{:?}", page.by_class("lead"));
}

#[tokio::test]
async fn without_a_review_it_says_when_the_next_one_opens() {
    let site = unopened().await;
    let text = site.as_user("owner").await.page("/my-work").await.by_class("empty").join(" ");
    assert!(text.contains("次の点検の日程はまだ決まっていません"), "{text}");
    open(&site).await;
    let site = site.at("2025-06-20T01:00:00Z");
    let text = site.as_user("owner").await.page("/my-work").await.by_class("empty").join(" ");
    assert!(text.contains("2025年7月1日（火）に始まります"), "{text}");
}

#[tokio::test]
async fn somebody_whose_duty_has_ended_is_told_whom_to_ask() {
    let site = reviewed().await;
    let duty = DutyForm {
        role: "owner".into(),
        department: "危機管理室＞防災課".into(),
        until: "2025-07-20".into(),
        ..DutyForm::default()
    };
    let form = PersonForm {
        login: "until-july".into(),
        name: "七月 まで".into(),
        email: String::new(),
        password: Some(FIRST_PASSWORD.into()),
        duty,
    };
    site.app.add_person(&Actor::operator("tester"), &form).await.unwrap().unwrap();
    let page = site.as_user("until-july").await.page("/my-work").await;
    assert_eq!(page.by_class("work-name"), ["防災訓練事業"]);
    assert!(page.by_class("work-duties")[0].contains("2025年7月20日（日）まで"), "{:?}", page.by_class("work-duties"));
    let site = site.at("2025-07-21T01:00:00Z");
    let page = site.as_user("until-july").await.page("/my-work").await;
    assert!(page.by_class("work-name").is_empty());
    assert!(page.by_class("notice-warning")[0].contains("管理者に伝えてください"));
}
