//! Every page in both languages: found by following all links from the home page, and checked as a document.

use crate::support;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::{StatusCode, header};
use support::{Page, Site};

/// How many addresses of one shape are visited: `/programs/12` and `/programs/7` have the same one.
const PER_SHAPE: usize = 2;

/// What a crawl found.
#[derive(Default)]
struct Crawl {
    shapes: BTreeSet<String>,
    dead: Vec<String>,
    forms: BTreeSet<String>,
    japanese: BTreeMap<String, String>,
    pages: usize,
}

#[tokio::test]
async fn every_link_leads_somewhere_and_every_page_is_sound() {
    let site = Site::with_programs().await;
    // Enough for a second page of the list.
    let more: String = (200..270).map(|n| format!("0{n},事業{n},令和6,福祉局,福祉課,継続,{n}000\n")).collect();
    let report = site.import(&format!("事業番号,事業名,年度,部局,課,方向性,事業費（円）\n{more}")).await;
    assert_eq!(report.imported, 70);
    let crawl = crawl(&site, "/").await;
    assert_eq!(crawl.dead, Vec::<String>::new());
    assert!(crawl.pages > 60, "only {} pages were found", crawl.pages);
    for shape in [
        "/",
        "/en",
        "/programs",
        "/programs/#",
        "/plan",
        "/plan/principles",
        "/plan/strategies",
        "/plan/viewpoints",
        "/plan/targets",
        "/plan/clusters",
        "/plan/council",
        "/figures",
        "/figures/table-1-1",
        "/figures/figure-1-9",
        "/figures/figure-2-3",
        "/figures/table-1-2",
        "/glossary",
        "/cities",
        "/cities/#",
        "/cities/cross",
        "/cities/trend",
        "/cities/statements",
        "/population",
        "/imports/new",
        "/imports",
        "/imports/#",
        "/imports/reference",
        "/imports/facilities",
        "/audit",
        "/audit?verify",
        "/api",
        "/programs.csv",
        "/programs.xlsx",
        "/programs/#/money.csv",
        "/figures/table-1-1.csv",
        "/figures/figure-1-9/chart.csv",
        "/figures/table-1-2/table.csv",
        "/static/app.css?v",
        "/static/js/enhance.js",
    ] {
        assert!(crawl.shapes.contains(shape), "no link leads to {shape}: {:#?}", crawl.shapes);
        if !shape.contains('.') {
            let english = if shape == "/" || shape == "/en" { "/en".to_owned() } else { format!("/en{shape}") };
            assert!(crawl.shapes.contains(&english), "no link leads to {english}");
        }
    }
    for form in ["GET /glossary", "GET /programs", "POST /imports/preview", "POST /imports/facilities/preview"] {
        let (method, path) = form.split_once(' ').unwrap();
        for form in [form.to_owned(), format!("{method} /en{path}")] {
            assert!(crawl.forms.contains(&form), "no page has the form {form}: {:?}", crawl.forms);
        }
    }
    let japanese: Vec<String> = crawl.japanese.iter().map(|(text, path)| format!("{path} {text}")).collect();
    assert!(japanese.is_empty(), "Japanese on English pages outside lang=\"ja\":\n{}", japanese.join("\n"));
}

#[tokio::test]
async fn the_demonstration_says_so_on_every_page() {
    let site = Site::with_demo().await;
    for path in ["/", "/programs", "/programs/1", "/plan", "/glossary", "/figures/table-1-1", "/imports", "/imports/1"]
    {
        let banner = site.page(path).await.by_class("demo-banner");
        assert!(banner.len() == 1 && banner[0].starts_with("例示データを表示しています"), "{path}: {banner:?}");
        let english = format!("/en{}", path.trim_end_matches('/'));
        let page = site.page(&english).await;
        assert!(page.by_class("demo-banner")[0].starts_with("These are illustrative data"), "{english}");
        assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{english}");
    }
    let program = site.page("/programs/1").await;
    assert!(program.by_class("chart").iter().any(|chart| chart.contains("例示")), "{:?}", program.by_class("chart"));
    site.import(support::PROGRAMS).await;
    assert_eq!(site.page("/").await.by_class("demo-banner"), Vec::<String>::new());
}

#[tokio::test]
async fn an_empty_site_has_every_page_too() {
    let site = Site::empty().await;
    for path in ["/", "/programs", "/plan", "/figures", "/glossary", "/imports/new", "/imports", "/audit", "/api"] {
        for path in [path.to_owned(), format!("/en{}", path.trim_end_matches('/'))] {
            let page = site.page(&path).await;
            if path.starts_with("/en") {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_language_of_the_address() {
    let site = Site::with_programs().await;
    for path in ["/nowhere", "/programs/999", "/imports/999", "/programs/999/money.csv"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.page(path).by_class("error-code")[0].ends_with("AP-002"), "{path}");
        let path = format!("/en{path}");
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let page = answer.page(&path);
        assert!(page.texts(|name, _| name == "h1")[0].starts_with("There is no such page"), "{path}");
        assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
        let to_japanese = page.elements("link").find(|link| link.get("hreflang").is_some()).unwrap();
        assert_eq!(format!("/en{}", to_japanese["href"]), path, "the other language of an error");
    }
    for path in
        ["/programs/abc", "/programs/9999999999999999999999", "/imports/x", "/audit?before=x", "/glossary?q=a&q=b"]
    {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.page(path).by_class("error-code")[0].ends_with("AP-006"), "{path}");
    }
}

#[tokio::test]
async fn files_are_kept_by_their_version_and_nothing_else_is_served() {
    let site = Site::empty().await;
    let home = site.page("/").await;
    let sheet = home.elements("link").find(|link| link.get("rel").is_some_and(|rel| rel == "stylesheet")).unwrap();
    let answer = site.get(&sheet["href"]).await;
    assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    let unversioned = site.get("/static/app.css").await;
    assert!(!unversioned.header(header::CACHE_CONTROL).contains("immutable"));
    assert_eq!(unversioned.bytes, answer.bytes);
    for path in
        ["/static/nowhere.css", "/static/../Cargo.toml", "/static/..%2f..%2fCargo.toml", "/static/js", "/static/"]
    {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn crawl(site: &Site, start: &str) -> Crawl {
    let mut crawl = Crawl::default();
    let mut waiting: VecDeque<(String, String)> = VecDeque::from([(start.to_owned(), "start".to_owned())]);
    let mut visits: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut fragments: Vec<(String, String, String)> = Vec::new();
    while let Some((path, from)) = waiting.pop_front() {
        let shape = shape(&path);
        let visits = visits.entry(shape.clone()).or_default();
        if seen.contains_key(&path) || *visits >= PER_SHAPE {
            continue;
        }
        *visits += 1;
        crawl.shapes.insert(shape);
        let answer = site.get(&path).await;
        if answer.status != StatusCode::OK {
            crawl.dead.push(format!("{from} → {path}: {}", answer.status));
        }
        if !answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            seen.insert(path, None);
            continue;
        }
        crawl.pages += 1;
        let page = answer.page(&path);
        seen.insert(path.clone(), Some(page.ids().into_iter().map(str::to_owned).collect()));
        if path.starts_with("/en") {
            for text in page.japanese_in_english() {
                crawl.japanese.entry(text).or_insert_with(|| path.clone());
            }
        }
        forms(&page, &mut crawl.forms);
        for (target, fragment) in links(&page, &path) {
            fragments.push((path.clone(), target.clone(), fragment));
            waiting.push_back((target, path.clone()));
        }
    }
    for (from, target, fragment) in fragments.into_iter().filter(|(_, _, fragment)| !fragment.is_empty()) {
        if let Some(Some(ids)) = seen.get(&target)
            && !ids.contains(&fragment)
        {
            crawl.dead.push(format!("{from} → {target}#{fragment}: no such place"));
        }
    }
    crawl
}

/// Where a page leads, as (address, place in it); what other sites hold is not followed.
fn links(page: &Page, path: &str) -> Vec<(String, String)> {
    let anchors = page.elements("a").filter_map(|a| a.get("href"));
    let heads = page.elements("link").filter_map(|link| link.get("href"));
    let scripts = page.elements("script").filter_map(|script| script.get("src"));
    anchors
        .chain(heads)
        .chain(scripts)
        .filter(|href| href.starts_with('/') || href.starts_with('#'))
        .map(|href| {
            let (target, fragment) = href.split_once('#').unwrap_or((href, ""));
            let target = if target.is_empty() { path } else { target };
            (target.to_owned(), fragment.to_owned())
        })
        .collect()
}

fn forms(page: &Page, found: &mut BTreeSet<String>) {
    for form in page.elements("form") {
        let method = form.get("method").map_or("GET".to_owned(), |method| method.to_uppercase());
        found.insert(format!("{method} {}", form.get("action").expect("every form says where it goes")));
    }
}

/// `/programs/12?page=2&q=x` → `/programs/#?page&q`.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) { "#" } else { part })
        .collect();
    let keys: Vec<&str> =
        query.split('&').filter_map(|pair| pair.split('=').next()).filter(|key| !key.is_empty()).collect();
    if keys.is_empty() { parts.join("/") } else { format!("{}?{}", parts.join("/"), keys.join("&")) }
}
