//! Signing in: who gets in, who does not, how long it lasts, and that nothing typed is lost when it ends.

mod support;

use axum::http::{StatusCode, header};
use support::Site;
use support::people::{FIRST_PASSWORD, PASSWORD};

#[tokio::test]
async fn a_password_given_by_somebody_else_is_changed_first_and_then_every_page_is_open() {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    let answer = site.sign_in("owner", FIRST_PASSWORD).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/account/password"));
    let owner = site.as_user("owner").await;
    let page = owner.page("/account").await;
    assert!(page.whole_text().contains("ownerさん"), "{}", page.whole_text());
    assert!(page.whole_text().contains("危機管理室 › 防災課"), "{}", page.whole_text());
    let answer = site.sign_in("owner", PASSWORD).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/my-work"));
}
