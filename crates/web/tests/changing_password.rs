//! One's own password: what is refused, and that it says so beside the field.

use crate::support;

use axum::http::StatusCode;
use support::Site;
use support::people::PASSWORD;

#[tokio::test]
async fn what_is_wrong_with_a_new_password_stands_beside_its_field() {
    let site = Site::with_programs().await;
    site.add_person("haru", "finance", "").await;
    let haru = site.as_user("haru").await;
    let good = "mado no soto no ame";
    let cases = [
        (PASSWORD, "short", "short", "new-password", "AP-074"),
        (PASSWORD, "password1234", "password1234", "new-password", "AP-075"),
        (PASSWORD, "haru haru haru", "haru haru haru", "new-password", "AP-075"),
        (PASSWORD, good, "mado no soto no yuki", "new-password-again", "AP-077"),
        (PASSWORD, PASSWORD, PASSWORD, "new-password", "AP-078"),
        ("not my password", good, good, "present-password", "AP-076"),
    ];
    for (present, new, again, field, code) in cases {
        let fields = [("present-password", present), ("new-password", new), ("new-password-again", again)];
        let answer = haru.post("/account/password", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let page = answer.page("/account/password");
        assert_eq!(page.by_class("error-code"), [code]);
        let wrong: Vec<&str> = page
            .elements("input")
            .filter(|input| input.contains_key("aria-invalid"))
            .map(|input| input["name"].as_str())
            .collect();
        assert_eq!(wrong, [field], "{code}");
        // Nothing that was typed comes back.
        assert!(!answer.text().contains(new) || new.len() < 6, "{code}");
    }
    assert_eq!(site.sign_in("haru", PASSWORD).await.status, StatusCode::SEE_OTHER, "it is still the old one");
}

#[tokio::test]
async fn guessing_the_present_password_is_slowed_down_too() {
    let site = Site::with_programs().await;
    site.add_person("haru", "finance", "").await;
    let haru = site.as_user("haru").await;
    let new = "mado no soto no ame";
    let send = async |present: &str| {
        let fields = [("present-password", present), ("new-password", new), ("new-password-again", new)];
        haru.post("/account/password", &fields).await.status
    };
    for _ in 0..5 {
        assert_eq!(send("a guess").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(send(PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
}
