//! The easy-Japanese summary as a page: written, tried, taken back, shown; who sees it.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Site, request, send};
use web::Trust;

const TEXT: &str = "text=%E9%80%83%E3%81%92%E3%82%8B%E7%B7%B4%E7%BF%92%E3%82%92%E3%81%97%E3%81%BE%E3%81%99%E3%80%82";

async fn open() -> (Site, String) {
    let site = Site::with_programs().await;
    site.with_people("総務局＞総務課").await;
    let list = site.page("/programs?q=0104").await;
    let href = list.elements("a").find(|link| link["href"].starts_with("/programs/")).unwrap()["href"].clone();
    (site, href)
}

#[tokio::test]
async fn an_owner_writes_tries_and_takes_back() {
    let (site, program) = open().await;
    let owner = site.as_user("owner").await;
    let path = format!("{program}/plain-summary");
    assert!(owner.page(&program).await.elements("a").any(|link| link["href"] == path));
    let empty = owner.page(&path).await;
    assert!(empty.whole_text().contains("まだありません"));

    // Trying keeps nothing and says what could be plainer.
    let stiff = "do=try&seen=0&text=%E6%8F%90%E5%87%BA%E3%81%97%E3%81%AA%E3%81%91%E3%82%8C%E3%81%B0%E3%81%AA%E3%82%8A%E3%81%BE%E3%81%9B%E3%82%93";
    let tried = owner.post_form(&path, stiff).await;
    assert_eq!(tried.status, StatusCode::OK);
    let tried = tried.page(&path).whole_text();
    assert!(tried.contains("打ち消しが重なっています") && tried.contains("まだ保存していない"), "{tried}");
    assert!(owner.page(&path).await.whole_text().contains("まだありません"));

    let saved = owner.post_form(&path, &format!("do=save&seen=0&{TEXT}")).await;
    assert_eq!((saved.status, saved.header(header::LOCATION)), (StatusCode::SEE_OTHER, path.as_str()));
    let page = owner.page(&path).await;
    assert!(page.whole_text().contains("逃げる練習をします。") && page.whole_text().contains("今の説明"));
    assert!(owner.page(&program).await.whole_text().contains("逃げる練習をします。"));
    assert!(owner.page("/programs").await.whole_text().contains("やさしい説明のある事業（全体） 1"));

    let back = owner.post_form(&path, "do=take-back&seen=1").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = owner.page(&path).await.whole_text();
    assert!(page.contains("取り下げ") && page.contains("逃げる練習をします。"), "{page}");
    assert!(!owner.page(&program).await.whole_text().contains("逃げる練習をします。"));
}

#[tokio::test]
async fn who_was_slower_is_shown_both_texts_and_nothing_typed_is_lost() {
    let (site, program) = open().await;
    let path = format!("{program}/plain-summary");
    let office = site.as_user("reform-office").await;
    assert_eq!(office.post_form(&path, &format!("do=save&seen=0&{TEXT}")).await.status, StatusCode::SEE_OTHER);
    let owner = site.as_user("owner").await;
    let bad = "do=save&seen=0&text=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let met = owner.post_form(&path, bad).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let page = met.page(&path);
    let text = page.whole_text();
    assert!(text.contains("AP-381") && text.contains("逃げる練習をします。"), "{text}");
    assert!(met.text().contains("&#60;script&#62;alert(1)") || met.text().contains("&lt;script&gt;alert(1)"));
    assert!(page.elements("input").any(|input| input["name"] == "seen" && input["value"] == "1"));

    let long = format!("do=save&seen=1&text={}", "a".repeat(401));
    let refused = owner.post_form(&path, &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("AP-380") && refused.text().contains("401 / 400"));
}

#[tokio::test]
async fn visitors_see_neither_the_text_nor_the_page_and_strangers_may_not_write() {
    let (site, program) = open().await;
    let path = format!("{program}/plain-summary");
    let office = site.as_user("reform-office").await;
    assert_eq!(office.post_form(&path, &format!("do=save&seen=0&{TEXT}")).await.status, StatusCode::SEE_OTHER);
    let outside = site.seen_with(Trust::Nobody);
    let ask = |path: &str| request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
    let seen = send(&outside, ask(&program)).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.text().contains("逃げる練習をします。") && !seen.text().contains("plain-summary"));
    assert!(!send(&outside, ask(&path)).await.status.is_success());

    let finance = site.as_user("finance").await;
    assert!(finance.page(&path).await.whole_text().contains("逃げる練習をします。"));
    assert_eq!(finance.page(&path).await.elements("textarea").count(), 0);
    let refused = finance.post_form(&path, "do=save&seen=1&text=x").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for gone in ["/programs/999999/plain-summary", "/clusters/no-such/plain-summary"] {
        assert_eq!(office.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    assert_eq!(office.get("/programs/x/plain-summary").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_cluster_has_one_too_and_the_english_frame_is_english() {
    let (site, _) = open().await;
    let office = site.as_user("reform-office").await;
    let path = "/clusters/public-investment-level/plain-summary";
    assert_eq!(office.post_form(path, &format!("do=save&seen=0&{TEXT}")).await.status, StatusCode::SEE_OTHER);
    assert!(office.page("/clusters/public-investment-level").await.whole_text().contains("逃げる練習をします。"));
    for path in [format!("/en{path}"), "/en/clusters/public-investment-level".to_owned()] {
        assert_eq!(office.page(&path).await.japanese_in_english(), Vec::<String>::new(), "{path}");
    }
}
