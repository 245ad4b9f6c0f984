//! `/overlaps`: pairs with their reasons, two programs beside each other, decisions kept and taken back.

use crate::support;

use axum::http::{StatusCode, header};
use support::{Site, encode};

const HEAD: &str = "事業番号,事業名,年度,部局,課,方向性,事業費（円）,一般財源（円）,概要\n";

const ROWS: &str = "\
A1,高齢者見守り訪問事業,令和6,福祉局,高齢課,継続,1200000,1200000,ひとり暮らしの高齢者の自宅を訪ね安否を確かめる
A2,高齢者見守り配食事業,令和6,福祉局,高齢課,継続,3400000,3400000,ひとり暮らしの高齢者の自宅へ弁当を届け安否を確かめる
A3,<b>体育館</b>管理運営事業,令和6,教育局,体育課,継続,5600000,5600000,体育館の受付と清掃を指定管理者に任せる
A4,総合体育館管理運営事業,令和6,都市局,公園課,継続,7800000,7800000,体育館の受付と清掃を指定管理者に任せる
A5,松くい虫防除,令和6,農林局,林業課,継続,90000,90000,被害木を伐り薬剤をまく
";

/// A site with two pairs; gives the address of the pair of A1 and A2.
async fn filled() -> (Site, String) {
    let site = Site::empty().await;
    let report = site.import(&format!("{HEAD}{ROWS}")).await;
    assert_eq!(report.imported, 5, "{:?}", report.problems);
    let found = site.app.find_overlaps(&app::Actor::operator("tester")).await.unwrap();
    let id = |number: &str| found.programs.iter().find(|program| program.external_id == number).unwrap().id;
    let address = format!("/overlaps/{}/{}", id("A1"), id("A2"));
    (site, address)
}

fn form(answer: &str, reason: &str, revision: i64) -> String {
    format!("answer={answer}&reason={}&revision={revision}", encode(reason))
}

#[tokio::test]
async fn pairs_are_listed_with_their_reasons_and_narrowed() {
    let (site, address) = filled().await;
    let text = site.get("/overlaps").await.text();
    assert!(text.contains("総合体育館管理運営事業") && text.contains("高齢者見守り"), "{text}");
    assert!(text.contains("&#60;b&#62;体育館") || text.contains("&lt;b&gt;体育館"), "names are text, not HTML");
    assert!(text.contains(&format!("href=\"{address}\"")) && text.contains("<q>"), "{text}");
    let scores: Vec<f64> = text
        .split("class=\"overlap-score\"")
        .skip(1)
        .filter_map(|rest| rest.split("</span>").nth(1)?.split('<').next()?.trim().parse().ok())
        .collect();
    assert!(scores.len() == 2 && scores[0] >= scores[1] && scores[1] >= 0.4, "the highest stands first: {scores:?}");
    site.page("/en/overlaps").await;

    let narrowed = site.get("/overlaps?department=same").await.text();
    assert!(narrowed.contains("配食") && !narrowed.contains("総合体育館"));
    let across = site.get("/overlaps?department=different-bureau&state=all").await.text();
    assert!(!across.contains("配食") && across.contains("総合体育館") && across.contains("局が異なる"));
    let words = site.get(&format!("/overlaps?q={}", encode("総合"))).await.text();
    assert!(!words.contains("配食") && words.contains("総合体育館"));
    let none = site.get("/overlaps?state=accepted").await.text();
    assert!(none.contains("条件に合う組はありません"));
    let odd = site.page("/overlaps?state=lost&page=x").await;
    drop(odd);
    assert!(site.get("/overlaps?state=lost").await.text().contains("state=lost"));
    assert_eq!(site.get("/overlaps?cluster=no-such").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_programs_are_shown_beside_each_other_with_what_they_share_marked() {
    let (site, address) = filled().await;
    site.page(&address).await;
    site.page(&format!("/en{address}")).await;
    let text = site.get(&address).await.text();
    assert!(text.contains("<mark>高齢者見守り</mark>訪問") && text.contains("<mark>安否を確かめる</mark>"), "{text}");
    assert!(text.contains("高齢課") && text.contains("120万円") && text.contains("まだ誰も判断していません"), "{text}");
    let [a, b] = [3, 2].map(|place| address.split('/').nth(place).unwrap());
    assert_eq!(site.get(&format!("/overlaps/{a}/{b}")).await.status, StatusCode::OK);
    for wrong in [format!("/overlaps/{a}/{a}"), format!("/overlaps/{a}/999999")] {
        assert_eq!(site.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(site.get("/overlaps/x/1").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_decision_is_kept_refused_when_wrong_and_taken_back() {
    let (site, address) = filled().await;
    let wrong = site.post_form(&address, &form("", " ", 0)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("AP-170") && wrong.text().contains("AP-171"));

    let done = site.post_form(&address, &form("divide", "訪問は民生委員、配食は業者", 0)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(done.header(header::LOCATION), format!("{address}?done=1"));
    let shown = site.page(&format!("{address}?done=1")).await;
    drop(shown);
    let text = site.get(&address).await.text();
    assert!(text.contains("役割を分ける") && text.contains("訪問は民生委員、配食は業者"));
    assert!(!site.get("/overlaps").await.text().contains("配食"));
    assert!(site.get("/overlaps?state=accepted").await.text().contains("訪問は民生委員"));

    // Somebody who saw the page before is told, and what they typed is not lost.
    let late = site.post_form(&address, &form("dismiss", "遅れて書いた理由", 0)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.text();
    assert!(text.contains("AP-173") && text.contains("遅れて書いた理由") && text.contains("訪問は民生委員"));
    assert!(text.contains("name=\"revision\" value=\"1\""));

    let back = site.post_form(&address, &form("reopen", "もう一度調べる", 1)).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert!(site.get("/overlaps").await.text().contains("配食"));
    let again = site.post_form(&address, &form("reopen", "x", 2)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("AP-174"));
}

#[tokio::test]
async fn a_changed_text_asks_for_another_look() {
    let (site, address) = filled().await;
    site.post_form(&address, &form("dismiss", "対象が違う", 0)).await;
    site.import(&format!("{HEAD}{}", ROWS.lines().next().unwrap().replace("安否", "元気か"))).await;
    let text = site.get("/overlaps").await.text();
    assert!(text.contains("要再確認") && text.contains("対象が違う"), "{text}");
    assert!(site.get(&address).await.text().contains("判断の後に"));
}

#[tokio::test]
async fn a_program_names_those_like_it_and_files_can_be_taken_away() {
    let (site, address) = filled().await;
    let program = address.split('/').nth(2).unwrap();
    let text = site.get(&format!("/programs/{program}")).await.text();
    assert!(text.contains("似た事業") && text.contains(&format!("href=\"{address}\"")), "{text}");
    assert!(
        text.contains(&format!("/overlaps?state=all&amp;program={program}"))
            || text.contains(&format!("program={program}"))
    );
    let csv = site.get("/overlaps.csv").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.text().lines().count(), 3);
    assert!(csv.text().contains("\u{feff}点,状態"));
    let workbook = site.get("/overlaps.xlsx?department=same").await;
    assert!(workbook.status == StatusCode::OK && workbook.bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn only_staff_see_pairs_and_only_the_reform_office_decides() {
    let (site, address) = filled().await;
    site.with_people("福祉局＞高齢課").await;
    let visitor = site.seen_with(web::Trust::Nobody);
    for path in ["/overlaps", "/overlaps.csv", &address] {
        let request = support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap();
        let status = support::send(&visitor, request).await.status;
        assert!(matches!(status, StatusCode::FORBIDDEN | StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{status}");
    }
    let owner = site.as_user("owner").await;
    let text = owner.get(&address).await.text();
    assert!(text.contains("記載の対照") && !text.contains("この判断を残す"));
    let refused = owner.send(support::form_request(&address, &form("merge", "x", 0))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let office = site.as_user("reform-office").await;
    let kept = office.send(support::form_request(&address, &form("merge", "一つの契約に", 0))).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert!(office.get(&address).await.text().contains("reform-office"));
    assert_eq!(site.as_user("administrator").await.get("/overlaps").await.status, StatusCode::FORBIDDEN);
}
