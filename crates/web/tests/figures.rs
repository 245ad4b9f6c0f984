//! The plan's figures: each has a page that draws it from data or says what is missing.

use crate::support;

use axum::http::StatusCode;
use support::Site;

#[tokio::test]
async fn every_exhibit_of_the_plan_has_a_page() {
    let site = Site::empty().await;
    let list = site.page("/figures").await;
    let links: Vec<String> = list
        .elements("a")
        .map(|a| a["href"].clone())
        .filter(|href| href.starts_with("/figures/") && !href.ends_with(".csv"))
        .collect();
    assert!(links.len() > 15, "{links:?}");
    for path in &links {
        let page = site.page(path).await;
        let english = site.page(&format!("/en{path}")).await;
        if *path == "/figures/table-1-1" {
            continue;
        }
        let notices = page.by_class("notice-title");
        let has_chart = page.elements("svg").any(|svg| svg.get("class").is_some_and(|c| c.contains("chart-wide")));
        assert!(has_chart || notices.iter().any(|title| title == "まだ描けません"), "{path}: {notices:?}");
        assert_eq!(english.by_class("notice-title").len(), notices.len(), "{path}");
    }
}

#[tokio::test]
async fn a_ranking_is_drawn_with_its_source_and_goes_as_a_file() {
    let site = Site::empty().await;
    let page = site.page("/figures/figure-1-9").await;
    let [eyebrow] = &page.by_class("eyebrow")[..] else { panic!("one eyebrow") };
    assert!(eyebrow.starts_with("図1-9 · "), "{eyebrow}");
    assert!(page.by_class("lead").iter().any(|lead| lead.contains("96.3％") && lead.contains("3番目")));
    assert!(
        page.by_class("chart-foot").iter().any(|foot| foot.contains("総務省")),
        "the source stands under the picture"
    );
    for (path, words) in [("chart.csv", "北九州市,96.3,公表値"), ("table.csv", "北九州市,96.3")] {
        let file = site.get(&format!("/figures/figure-1-9/{path}")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.text().starts_with('\u{feff}') && file.text().contains(words), "{}", file.text());
    }
}

#[tokio::test]
async fn the_bonds_and_the_outlook_stand_beside_the_plans_own_numbers() {
    let site = Site::empty().await;
    let bonds = site.page("/figures/figure-2-3").await;
    let leads = bonds.by_class("lead").join("\n");
    assert!(leads.contains("計画では7,236億円、この試算では7,236億円"), "{leads}");
    assert!(leads.contains("計画では6,572億円、この試算では6,572億円"), "{leads}");
    assert!(bonds.by_class("notice")[0].contains("仮定"), "that the years between are assumed is said");
    let outlook = site.page("/figures/table-1-2").await;
    assert!(outlook.by_class("lead")[0].contains("計画では216億円、この試算では216億円"));
    let cells = outlook.texts(|name, _| name == "th");
    assert!(cells.iter().any(|cell| cell == "基金の残高（年度末）") && cells.iter().any(|cell| cell == "推計の区分"));
    assert!(outlook.elements("a").any(|a| a["href"] == "/fiscal/outlook"));
    let table = site.get("/figures/table-1-2/table.csv").await.text();
    assert!(table.contains("改善効果額,,50.0,50.0"), "{table}");
}

#[tokio::test]
async fn what_is_missing_is_said_with_the_command_that_brings_it() {
    let site = Site::empty().await;
    let page = site.page("/figures/figure-2-2").await;
    let notice = page.by_class("notice").join("\n");
    for words in [
        "まだ描けません",
        "令和元年度（2019）・令和2年度（2020）・令和3年度（2021）",
        "henkaku import cards --year 2019 FILE",
    ] {
        assert!(notice.contains(words), "{words}\n{notice}");
    }
    let leads_to_import = |page: &support::Page| page.elements("a").any(|a| a["href"] == "/imports/reference");
    assert!(leads_to_import(&page), "the operator may import it on a page");
    let nobody = site.seen_with(web::Trust::Nobody);
    let request = support::request(axum::http::Method::GET, "/figures/figure-2-2").body(axum::body::Body::empty());
    let seen = support::send(&nobody, request.unwrap()).await.page("/figures/figure-2-2");
    assert!(!leads_to_import(&seen), "what would be refused is not offered");
    assert_eq!(site.get("/figures/figure-2-2/chart.csv").await.status, StatusCode::NOT_FOUND);
    let none = site.page("/figures/figure-1-1").await;
    assert!(none.by_class("notice")[0].contains("図が画像のため"));
    for path in ["/figures/figure-9-9", "/en/figures/figure-9-9/table.csv", "/figures/..%2f"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
