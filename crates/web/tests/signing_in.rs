//! Signing in: who gets in and who does not, how long it lasts, and what the browser is told.

use crate::support;

use app::clock::Clock;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use support::people::{FIRST_PASSWORD, PASSWORD};
use support::{Answer, Site, encode, form_request, request, send};
use web::{Serving, Trust};

const DEPARTMENT: &str = "危機管理室＞防災課";

/// A site with people, of whom the owner has chosen a password.
async fn site() -> Site {
    let site = Site::with_programs().await;
    site.with_people(DEPARTMENT).await;
    site.as_user("owner").await;
    site
}

/// The site as everybody sees it at another time.
fn at(site: &Site, moment: &str) -> Router {
    web::router(site.app.clone().with_clock(Clock::Fixed(moment.parse().unwrap())), Trust::Nobody)
}

fn form(login: &str, password: &str) -> String {
    format!("login={}&password={}", encode(login), encode(password))
}

async fn try_in(router: &Router, login: &str, password: &str) -> Answer {
    send(router, form_request("/sign-in", &form(login, password))).await
}

fn with_cookie(mut request: Request<Body>, cookie: &str) -> Request<Body> {
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
    request
}

async fn get(router: &Router, path: &str, cookie: &str) -> Answer {
    send(router, with_cookie(request(Method::GET, path).body(Body::empty()).unwrap(), cookie)).await
}

async fn post(router: &Router, path: &str, body: &str, cookie: &str) -> Answer {
    send(router, with_cookie(form_request(path, body), cookie)).await
}

/// `henkaku_session=…` as the browser will send it.
fn cookie_of(answer: &Answer) -> String {
    answer.header(header::SET_COOKIE).split(';').next().unwrap().to_owned()
}

async fn sign_in_at(router: &Router, login: &str) -> String {
    let answer = try_in(router, login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    cookie_of(&answer)
}

#[tokio::test]
async fn a_password_given_by_somebody_else_is_changed_first_and_then_every_page_is_open() {
    let site = Site::with_programs().await;
    site.with_people(DEPARTMENT).await;
    let answer = site.sign_in("owner", FIRST_PASSWORD).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/account/password"));
    let cookie = cookie_of(&answer);
    let nobody = site.seen_with(Trust::Nobody);
    let answer = get(&nobody, "/programs", &cookie).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/account/password"));
    let answer = get(&nobody, "/en/account", &cookie).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/en/account/password"));
    let page = get(&nobody, "/account/password", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.page("/account/password").whole_text().contains("はじめに、自分のパスワードを決めてください"));

    let owner = site.as_user("owner").await;
    let text = owner.page("/account").await.whole_text();
    assert!(text.contains("ownerさん") && text.contains("危機管理室 › 防災課"), "{text}");
    assert_eq!(get(&nobody, "/account", &cookie).await.status, StatusCode::FORBIDDEN, "the first session has ended");
    let answer = site.sign_in("owner", PASSWORD).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/my-work"));
    owner.page("/en/account").await;
    owner.page("/en/account/password").await;
}

#[tokio::test]
async fn a_wrong_password_an_unknown_login_and_a_closed_account_get_the_very_same_answer() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    let closed = site.add_person("closed", "owner", DEPARTMENT).await;
    site.app.set_person_active(&app::Actor::operator("tester"), closed, false).await.unwrap();
    let mut answers = Vec::new();
    let tries = [
        ("owner", "wrong password 1"),
        ("nobody", "wrong password 1"),
        ("closed", FIRST_PASSWORD),
        ("", ""),
        ("owner", ""),
    ];
    for (login, password) in tries {
        let answer = try_in(&nobody, login, password).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{login}");
        assert_eq!(answer.header(header::SET_COOKIE), "", "{login}");
        let page = answer.page("/sign-in");
        assert_eq!(page.by_class("error-code"), ["AP-070"]);
        assert!(
            page.elements("input")
                .all(|input| input.get("value").is_none_or(|value| value != password || value.is_empty()))
        );
        answers.push(answer.text().replace(&format!("value=\"{login}\""), "value=\"\""));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn letters_of_another_width_or_case_are_the_same_login() {
    let site = site().await;
    for login in ["owner", "OWNER", " ｏｗｎｅｒ "] {
        assert_eq!(site.sign_in(login, PASSWORD).await.status, StatusCode::SEE_OTHER, "{login}");
    }
    assert_eq!(
        site.sign_in("owner", "ｔｓｕｂａｍｅ　ｋａｚｅ　２０２６　ｎａｍｉ").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn guessing_is_slow_even_with_the_right_password_and_the_same_for_logins_that_nobody_has() {
    let site = site().await;
    for login in ["owner", "nobody"] {
        let start = at(&site, "2030-01-01T00:00:00Z");
        for _ in 0..5 {
            assert_eq!(try_in(&start, login, "wrong password 1").await.status, StatusCode::UNAUTHORIZED, "{login}");
        }
        let shut = try_in(&start, login, PASSWORD).await;
        assert_eq!(shut.status, StatusCode::TOO_MANY_REQUESTS, "{login}");
        assert_eq!(shut.header(header::RETRY_AFTER), "60");
        let text = shut.page("/sign-in").whole_text();
        assert!(text.contains("あと約1分お待ちください") && text.contains("AP-071"), "{text}");
        // The minute is over: one more try, then two minutes, and so on.
        assert_eq!(try_in(&at(&site, "2030-01-01T00:01:00Z"), login, "no").await.status, StatusCode::UNAUTHORIZED);
        let later = at(&site, "2030-01-01T00:02:30Z");
        assert_eq!(try_in(&later, login, "no").await.header(header::RETRY_AFTER), "60");
        let at_once = at(&site, "2030-01-01T00:01:00.001Z");
        assert_eq!(try_in(&at_once, login, "no").await.header(header::RETRY_AFTER), "120");
    }
    assert_eq!(try_in(&at(&site, "2030-01-01T00:03:01Z"), "owner", PASSWORD).await.status, StatusCode::SEE_OTHER);
    // Whoever got in starts from nothing again.
    let after = at(&site, "2030-01-01T00:04:00Z");
    for _ in 0..4 {
        assert_eq!(try_in(&after, "owner", "no").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(try_in(&after, "owner", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn many_logins_from_one_address_are_slowed_down_together() {
    let site = site().await;
    let router = web::router(
        site.app.clone().with_clock(Clock::Fixed("2030-01-01T00:00:00Z".parse().unwrap())),
        Serving { trust: Trust::Nobody, behind_https: true },
    );
    let from = async |address: &str, login: &str, password: &str| {
        let mut request = form_request("/sign-in", &form(login, password));
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_str(address).unwrap());
        send(&router, request).await.status
    };
    for number in 0..100 {
        // What stands before the last address was written by whoever sent the request, and counts for nothing.
        let address = format!("10.0.0.{number}, 192.0.2.66");
        assert_eq!(from(&address, &format!("guess{number}"), "x").await, StatusCode::UNAUTHORIZED, "{number}");
    }
    assert_eq!(from("192.0.2.66", "owner", PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from("192.0.2.67", "owner", PASSWORD).await, StatusCode::SEE_OTHER);
    let rows = site.app.audit_page(&app::Actor::operator("tester"), None, 50).await.unwrap();
    let failed: Vec<_> = rows.iter().filter(|row| row.action == "sign-in.failed").collect();
    assert_eq!(failed.len(), 1, "the trail says when a door was shut, not every knock");
    assert_eq!(failed[0].subject, "address:192.0.2.66");
}

#[tokio::test]
async fn the_cookie_is_for_this_site_and_its_server_only() {
    let site = site().await;
    let answer = site.sign_in("owner", PASSWORD).await;
    let (pair, attributes) = answer.header(header::SET_COOKIE).split_once("; ").unwrap();
    assert!(pair.starts_with("henkaku_session=") && pair.len() == "henkaku_session=".len() + 64, "{pair}");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");

    let serving = Serving { trust: Trust::Nobody, behind_https: true };
    let secure = web::router(site.app.clone(), serving);
    let answer = try_in(&secure, "owner", PASSWORD).await;
    let (pair, attributes) = answer.header(header::SET_COOKIE).split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-henkaku_session="), "{pair}");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(answer.header(header::STRICT_TRANSPORT_SECURITY), "max-age=31536000");
    assert_eq!(get(&secure, "/account", pair).await.status, StatusCode::OK);
    let plain = pair.replace("__Host-", "");
    assert_eq!(
        get(&secure, "/account", &plain).await.status,
        StatusCode::FORBIDDEN,
        "a cookie any neighbour could set"
    );
    assert_eq!(get(&secure, "/account", pair).await.header(header::CACHE_CONTROL), "private, no-cache");
}

#[tokio::test]
async fn signing_in_takes_a_new_token_and_ends_the_one_before() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    // One that somebody else put there is never taken over.
    let planted = format!("henkaku_session={}", "a".repeat(64));
    let first = cookie_of(&post(&nobody, "/sign-in", &form("owner", PASSWORD), &planted).await);
    assert_ne!(first, planted);
    assert_eq!(get(&nobody, "/account", &planted).await.status, StatusCode::FORBIDDEN);
    // The same form sent again: another token, and the first has ended.
    let second = cookie_of(&post(&nobody, "/sign-in", &form("owner", PASSWORD), &first).await);
    assert_ne!(first, second);
    assert_eq!(get(&nobody, "/account", &first).await.status, StatusCode::FORBIDDEN);
    assert_eq!(get(&nobody, "/account", &second).await.status, StatusCode::OK);

    let change = format!(
        "present-password={}&new-password={}&new-password-again={}",
        encode(PASSWORD),
        encode("mado no soto no ame"),
        encode("mado no soto no ame")
    );
    let other = sign_in_at(&nobody, "owner").await;
    let changed = post(&nobody, "/account/password", &change, &second).await;
    assert_eq!((changed.status, changed.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/account?done=password"));
    for ended in [&second, &other] {
        assert_eq!(get(&nobody, "/account", ended).await.status, StatusCode::FORBIDDEN);
    }
    let page = get(&nobody, "/account?done=password", &cookie_of(&changed)).await.page("/account");
    assert!(page.whole_text().contains("パスワードを変えました"));
    assert_eq!(try_in(&nobody, "owner", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_after_twelve_hours_however_much_it_is() {
    let site = site().await;
    let cookie = sign_in_at(&at(&site, "2030-01-01T00:00:00Z"), "owner").await;
    let status = async |moment: &str| get(&at(&site, moment), "/account", &cookie).await.status;
    assert_eq!(status("2030-01-01T00:29:00Z").await, StatusCode::OK);
    assert_eq!(status("2030-01-01T00:58:59Z").await, StatusCode::OK, "used half an hour ago");
    // A page that asks by itself keeps nothing alive.
    let mut asks = with_cookie(request(Method::GET, "/account").body(Body::empty()).unwrap(), &cookie);
    asks.headers_mut().insert("x-henkaku-fetch", HeaderValue::from_static("1"));
    assert_eq!(send(&at(&site, "2030-01-01T01:20:00Z"), asks).await.status, StatusCode::OK);
    assert_eq!(status("2030-01-01T01:28:59Z").await, StatusCode::FORBIDDEN, "30 minutes without use");

    let cookie = sign_in_at(&at(&site, "2030-01-02T00:00:00Z"), "owner").await;
    for minute in (20..720).step_by(20) {
        let moment = format!("2030-01-02T{:02}:{:02}:00Z", minute / 60, minute % 60);
        assert_eq!(get(&at(&site, &moment), "/account", &cookie).await.status, StatusCode::OK, "{moment}");
    }
    let after = get(&at(&site, "2030-01-02T12:00:00Z"), "/account", &cookie).await;
    assert_eq!(after.status, StatusCode::FORBIDDEN);
    let page = after.page("/account");
    let link = page.elements("a").find(|a| a.get("href").is_some_and(|href| href.contains("/sign-in?next="))).unwrap();
    assert_eq!(link["href"], "/sign-in?next=%2Faccount");
    let text =
        get(&at(&site, "2030-01-02T12:00:00Z"), "/sign-in?next=%2Faccount", &cookie).await.page("/").whole_text();
    assert!(text.contains("時間がたったため、サインインが終わりました"), "{text}");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_at_once() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    let (here, there) = (sign_in_at(&nobody, "owner").await, sign_in_at(&nobody, "owner").await);
    let finance = site.as_user("finance").await;
    let page = get(&nobody, "/account", &here).await.page("/account");
    let keys: Vec<String> = page
        .elements("input")
        .filter(|input| input.get("name").is_some_and(|name| name == "session"))
        .map(|input| input["value"].clone())
        .collect();
    assert_eq!(keys.len(), 3, "one more from the preparation");
    assert_eq!(page.by_class("badge-published"), ["この端末"]);
    // Somebody else's session cannot be ended by its name.
    assert_eq!(finance.post("/account/sessions/end", &[("session", &keys[0])]).await.status, StatusCode::NOT_FOUND);
    let seen_there = get(&nobody, "/account", &there).await.page("/account");
    let own_key = |page: &support::Page| {
        let buttons = page.texts(|name, _| name == "li");
        buttons.iter().filter(|text| text.contains("サインイン：")).position(|text| text.contains("この端末")).unwrap()
    };
    let there_key = keys[own_key(&seen_there)].clone();
    let ended = post(&nobody, "/account/sessions/end", &format!("session={there_key}"), &here).await;
    assert_eq!(ended.header(header::LOCATION), "/account?done=session");
    assert_eq!(get(&nobody, "/account", &there).await.status, StatusCode::FORBIDDEN);
    assert_eq!(get(&nobody, "/account", &here).await.status, StatusCode::OK);

    let everywhere = post(&nobody, "/account/sessions/end-all", "", &here).await;
    assert_eq!(everywhere.status, StatusCode::SEE_OTHER);
    assert_eq!(everywhere.header(header::SET_COOKIE), "henkaku_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    assert_eq!(get(&nobody, "/account", &here).await.status, StatusCode::FORBIDDEN);
    assert_eq!(finance.get("/account").await.status, StatusCode::OK, "others stay");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    let cookie = sign_in_at(&nobody, "owner").await;
    let out = post(&nobody, "/en/sign-out", "", &cookie).await;
    assert_eq!((out.status, out.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/en"));
    assert_eq!(out.headers.get("clear-site-data").unwrap(), "\"cache\"");
    assert_eq!(get(&nobody, "/account", &cookie).await.status, StatusCode::FORBIDDEN);
    // A second time, and without a session at all, it is no error.
    assert_eq!(post(&nobody, "/sign-out", "", &cookie).await.status, StatusCode::SEE_OTHER);
    let rows = site.app.audit_page(&app::Actor::operator("tester"), None, 3).await.unwrap();
    assert_eq!(rows[0].action, "sign-out");
    assert!(rows[0].actor.ends_with(":owner"), "{}", rows[0].actor);
}

#[tokio::test]
async fn a_closed_account_and_a_duty_taken_away_count_at_once() {
    let site = site().await;
    let operator = app::Actor::operator("tester");
    let office = site.as_user("reform-office").await;
    assert_eq!(office.get("/audit").await.status, StatusCode::OK);
    let detail = site.app.person(&operator, office.account().await).await.unwrap();
    site.app.take_duty(&operator, detail.account.id, detail.duties[0].id).await.unwrap();
    assert_eq!(office.get("/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get("/account").await.status, StatusCode::OK);
    site.app.set_person_active(&operator, detail.account.id, false).await.unwrap();
    let nobody = site.seen_with(Trust::Nobody);
    let cookie = format!("henkaku_session={}", office.token.secret());
    assert_eq!(get(&nobody, "/account", &cookie).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_goes_on_to_a_page_of_this_site_only() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    for next in [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "programs",
        "/sign-in",
        "/en/sign-out",
        "/a\r\nset-cookie: a=b",
        &format!("/{}", "a".repeat(3_000)),
    ] {
        let body = format!("{}&next={}", form("owner", PASSWORD), encode(next));
        let answer = send(&nobody, form_request("/sign-in", &body)).await;
        assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/my-work"), "{next}");
    }
    for next in ["/programs?q=%E9%98%B2%E7%81%BD", "/en/programs", "/reviews/2026/sheets#top"] {
        let body = format!("{}&next={}", form("owner", PASSWORD), encode(next));
        let answer = send(&nobody, form_request("/sign-in", &body)).await;
        assert_eq!(answer.header(header::LOCATION), next);
    }
    // Who is signed in already is sent on at once.
    let owner = site.as_user("owner").await;
    assert_eq!(owner.get("/sign-in?next=%2Fprograms").await.header(header::LOCATION), "/programs");
}

#[tokio::test]
async fn a_form_that_does_not_say_where_it_comes_from_signs_nobody_in() {
    let site = site().await;
    let nobody = site.seen_with(Trust::Nobody);
    let plain = || request(Method::POST, "/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = form("owner", PASSWORD);
    let answer = send(&nobody, plain().body(Body::from(body.clone())).unwrap()).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (StatusCode::FORBIDDEN, Some("AP-007")));
    let foreign = plain().header(header::REFERER, "http://elsewhere.example/").body(Body::from(body.clone())).unwrap();
    assert_eq!(send(&nobody, foreign).await.status, StatusCode::FORBIDDEN);
    let own = plain().header(header::REFERER, "http://127.0.0.1:8080/sign-in").body(Body::from(body.clone())).unwrap();
    assert_eq!(send(&nobody, own).await.status, StatusCode::SEE_OTHER);
    let mut cross = form_request("/sign-in", &body);
    cross.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    assert_eq!(send(&nobody, cross).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_goes_before_the_local_operator() {
    let site = site().await;
    let auditor = site.as_user("auditor").await;
    assert_eq!(site.get("/imports/new").await.status, StatusCode::OK, "the operator may");
    assert_eq!(auditor.get("/imports/new").await.status, StatusCode::FORBIDDEN, "the auditor may not");
    auditor.post("/sign-out", &[]).await;
    // What the auditor still sends is not done in the operator's name.
    let answer = auditor.post("/programs/views", &[("name", "a"), ("query", "sort=name")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(site.app.saved_views(&app::Actor::visitor()).await.unwrap().is_empty());
}
