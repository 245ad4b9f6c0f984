//! Display settings, the guided tour and the help page: for members, for visitors, without JavaScript.

use crate::support;

use app::tour::STEPS;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use support::{Answer, Page, Site, form_request, request};

/// A request of a visitor whose browser keeps these cookies.
async fn visit(router: &Router, method: &str, path: &str, body: &str, cookies: &str) -> Answer {
    let mut asked = match method {
        "POST" => form_request(path, body),
        _ => request(Method::GET, path).body(Body::empty()).unwrap(),
    };
    if !cookies.is_empty() {
        asked.headers_mut().insert(header::COOKIE, HeaderValue::from_str(cookies).unwrap());
    }
    support::send(router, asked).await
}

/// Size and contrast as the page's root says them.
fn root(page: &Page) -> (String, String) {
    let html = page.elements("html").next().unwrap();
    let of = |name: &str| html.get(name).cloned().unwrap_or_default();
    (of("data-text-size"), of("data-contrast"))
}

fn pair(answer: &Answer) -> String {
    answer.header(header::SET_COOKIE).split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_a_member_chooses_stays_with_the_account() {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    let owner = site.as_user("owner").await;
    assert_eq!(root(&owner.page("/settings").await), (String::new(), String::new()));
    let sent = [("language", "en"), ("text_size", "largest"), ("contrast", "high")];
    let saved = owner.post("/settings", &sent).await;
    assert_eq!((saved.status, saved.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/en/settings?done=1"));
    // Who has to read the page for signing in is not known yet: this browser keeps how they like it.
    assert_eq!(pair(&saved), "henkaku_view=en.largest.high");
    let nobody = site.seen_with(web::Trust::Nobody);
    let asked = visit(&nobody, "GET", "/sign-in?next=%2Fprograms", "", &pair(&saved)).await;
    assert_eq!((asked.status, asked.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/en/sign-in?next=%2Fprograms"));
    let sign_in = visit(&nobody, "GET", "/en/sign-in", "", &pair(&saved)).await.page("/en/sign-in");
    assert_eq!(root(&sign_in), ("largest".into(), "high".into()));
    let page = owner.page("/en/settings?done=1").await;
    assert!(page.whole_text().contains("Your settings are kept"));
    let checked: Vec<&str> = page
        .elements("input")
        .filter(|input| input.contains_key("checked"))
        .map(|input| input["value"].as_str())
        .collect();
    assert_eq!(checked, ["en", "largest", "high"]);
    // Another device of the same person, and nobody else.
    let again = site.as_user("owner").await;
    assert_eq!(root(&again.page("/en/programs").await), ("largest".into(), "high".into()));
    let finance = site.as_user("finance").await;
    assert_eq!(root(&finance.page("/programs").await), (String::new(), String::new()));
    // Every page comes in the language chosen, with its query, unless a link of ours led to the other; a file stays.
    for (asked, chosen) in [
        ("/", "/en"),
        ("/programs?q=%E9%98%B2%E7%81%BD&sort=cost", "/en/programs?q=%E9%98%B2%E7%81%BD&sort=cost"),
        ("/remarks", "/en/remarks"),
        ("/consultations", "/en/consultations"),
    ] {
        let answer = again.get(asked).await;
        assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, chosen), "{asked}");
    }
    assert_eq!(again.get("/programs.csv").await.status, StatusCode::OK);
    for (referer, host, status) in [
        ("http://localhost/en/meetings", "localhost", StatusCode::OK),
        ("https://mail.example.jp/inbox", "localhost", StatusCode::SEE_OTHER),
    ] {
        let mut asked = request(Method::GET, "/meetings").body(Body::empty()).unwrap();
        asked.headers_mut().insert(header::REFERER, HeaderValue::from_static(referer));
        asked.headers_mut().insert(header::HOST, HeaderValue::from_static(host));
        assert_eq!(again.send(asked).await.status, status, "{referer}");
    }
    let mut by_link = request(Method::GET, "/").body(Body::empty()).unwrap();
    by_link.headers_mut().insert(header::REFERER, HeaderValue::from_static("http://127.0.0.1:8080/en"));
    assert_eq!(again.send(by_link).await.status, StatusCode::OK);
    // What means nothing is the usual.
    let odd = [("language", "fr"), ("text_size", "9"), ("contrast", "<b>")];
    assert_eq!(owner.post("/settings", &odd).await.header(header::LOCATION), "/settings?done=1");
    assert_eq!(root(&owner.page("/programs").await), (String::new(), String::new()));
}

#[tokio::test]
async fn public_comment_stands_in_one_menu_only() {
    let site = Site::with_programs().await;
    site.add_person("owner", "owner", "危機管理室＞防災課").await;
    let menu =
        |page: &Page| page.texts(|_, attributes| attributes.get("id").is_some_and(|id| id == "site-nav")).join("");
    let page = site.as_user("owner").await.page("/comment").await;
    let text = menu(&page);
    assert!(text.contains("意見・会議") && !text.contains("意見公募"), "{text}");
    // The work of the day first, then what one looks up.
    let places =
        ["わたしの仕事", "点検", "意見・会議", "事業一覧", "クラスター"].map(|words| text.find(words).unwrap());
    assert!(places.is_sorted(), "{text}");
    let current = |page: &Page| {
        let links = page.elements("a").filter(|a| a.get("aria-current").is_some_and(|word| word == "page"));
        links.map(|a| a["href"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(current(&page), ["/remarks", "/comment"]);
    let nobody = site.seen_with(web::Trust::Nobody);
    let page = visit(&nobody, "GET", "/comment", "", "").await.page("/comment");
    let text = menu(&page);
    assert!(text.contains("意見公募") && !text.contains("意見・会議"), "{text}");
}

#[tokio::test]
async fn a_visitors_browser_keeps_what_they_choose() {
    let site = Site::with_programs().await;
    let nobody = site.seen_with(web::Trust::Nobody);
    let saved = visit(&nobody, "POST", "/settings", "language=ja&text_size=large&contrast=high", "").await;
    assert_eq!(saved.header(header::LOCATION), "/settings?done=1");
    let cookie = saved.header(header::SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age"), "{cookie}");
    let cookie = pair(&saved);
    assert_eq!(cookie, "henkaku_view=ja.large.high");
    let page = visit(&nobody, "GET", "/programs", "", &cookie).await.page("/programs");
    assert_eq!(root(&page), ("large".into(), "high".into()));
    let page = visit(&nobody, "GET", "/programs", "", "henkaku_view=\"><script>").await.page("/programs");
    assert_eq!(root(&page), (String::new(), String::new()));
    assert_eq!(visit(&nobody, "GET", "/en", "", &cookie).await.header(header::LOCATION), "/");
}

#[tokio::test]
async fn the_tour_is_left_taken_up_again_and_begun_anew() {
    let site = Site::with_demo().await;
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    for login in ["reform-office", "finance"] {
        site.add_person(login, login, "").await;
    }
    let office = site.as_user("reform-office").await;
    let page = office.page("/tour").await;
    assert!(page.whole_text().contains("0 / 10") && page.whole_text().contains("残り約10分"), "{}", page.whole_text());
    for step in &STEPS {
        let path = step.path;
        let shown = office.page(path).await.whole_text();
        let promised = match step.word {
            "remark" => "橋の修繕を先に始める工程に",
            "comment" => "公の施設の使用料の見直し",
            _ => "",
        };
        assert!(shown.contains(promised), "{path} does not show {promised}: {shown}");
        let english = format!("/en{path}");
        assert!(site.get(&english).await.status.is_success(), "{english}");
    }
    assert_eq!(office.post("/tour/steps", &[("step", "plan")]).await.status, StatusCode::SEE_OTHER);
    office.post("/tour/steps", &[("step", "chain")]).await;
    assert_eq!(office.post("/tour/steps", &[("step", "moon")]).await.status, StatusCode::NOT_FOUND);
    let later = site.as_user("reform-office").await.page("/en/tour").await;
    assert!(later.whole_text().contains("2 / 10") && later.whole_text().contains("about 8 minutes left"));
    assert_eq!(later.japanese_in_english(), Vec::<String>::new());
    let next = later.texts(|_, attributes| attributes.get("id").is_some_and(|id| id == "next"));
    assert!(next[0].contains("Find among 3,000 programs"), "{next:?}");
    assert!(site.as_user("finance").await.page("/tour").await.whole_text().contains("0 / 10"), "one's own only");
    office.post("/tour/steps", &[("step", "chain"), ("do", "undo")]).await;
    assert!(office.page("/tour").await.whole_text().contains("1 / 10"));
    office.post("/tour/reset", &[]).await;
    assert!(office.page("/tour").await.whole_text().contains("0 / 10"));
}

#[tokio::test]
async fn a_visitor_takes_the_tour_by_cookie_and_is_told_where_to_sign_in() {
    let site = Site::with_demo().await;
    let nobody = site.seen_with(web::Trust::Nobody);
    let first = visit(&nobody, "POST", "/tour/steps", "step=plan", "").await;
    let second = visit(&nobody, "POST", "/tour/steps", "step=programs", &pair(&first)).await;
    assert_eq!(pair(&second), "henkaku_tour=plan.programs");
    let page = visit(&nobody, "GET", "/tour", "", &pair(&second)).await.page("/tour");
    assert!(page.whole_text().contains("2 / 10") && page.whole_text().contains("サインインして開く"));
    let reset = visit(&nobody, "POST", "/tour/reset", "", &pair(&second)).await;
    assert_eq!(pair(&reset), "henkaku_tour=");
    // Without the examples the tour says that pages differ.
    let real = Site::with_programs().await;
    assert!(real.page("/tour").await.whole_text().contains("今は実際のデータ"));
    for path in ["/help", "/en/help"] {
        let page = site.page(path).await;
        assert!(page.elements("a").any(|a| a["href"].ends_with("/tour")), "{path}");
    }
}
