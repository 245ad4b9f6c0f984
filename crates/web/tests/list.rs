//! The list of programs: searching, filtering, sorting, paging, taking away; and the page of one program.

use crate::support;

use axum::http::{StatusCode, header};
use support::{PROGRAMS, Page, Site, encode};

/// The names a list shows, in order.
fn names(page: &Page) -> Vec<String> {
    page.by_class("cell-main")
}

/// The number a drop-down gives the choice whose label begins so.
fn choice(page: &Page, select: &str, label: &str) -> String {
    let choices = page.choices(select);
    let found = choices.iter().find(|(_, shown)| shown.trim_start_matches('　').starts_with(label));
    found.unwrap_or_else(|| panic!("{select} offers no {label}: {choices:?}")).0.clone()
}

#[tokio::test]
async fn two_characters_find_and_width_does_not_matter() {
    let site = Site::with_programs().await;
    for (words, expected) in [
        ("防災", vec!["防災訓練事業", "下水道の維持"]),
        ("ICT", vec!["ＩＣＴ活用推進事業"]),
        ("ｉｃｔ", vec!["ＩＣＴ活用推進事業"]),
        ("ガソリン", vec!["ｶﾞｿﾘﾝ価格補助"]),
        ("公園 維持", vec![]),
        ("窓口　手続", vec!["ＩＣＴ活用推進事業"]),
        ("0103", vec!["公園管理事業"]),
        ("<script>", vec!["<script>alert(1)</script>"]),
    ] {
        let mut found = names(&site.page(&format!("/programs?q={}", encode(words))).await);
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{words}");
    }
}

#[tokio::test]
async fn every_filter_narrows_the_list_and_its_tag_widens_it_again() {
    let site = Site::with_programs().await;
    let all = site.page("/programs").await;
    let department = choice(&all, "department", "総務局");
    let section = choice(&all, "department", "デジタル課");
    let policy = choice(&all, "policy", "防災");
    let kan = encode("総務費");
    let account = encode("競輪特別会計");
    for (query, count) in [
        ("year=2024".to_owned(), 7),
        (format!("department={department}"), 3),
        (format!("department={section}"), 1),
        ("direction=continue".into(), 3),
        ("funding=national".into(), 3),
        (format!("account={account}"), 2),
        (format!("kan={kan}"), 3),
        (format!("policy={policy}"), 2),
        ("discrepancy=1".into(), 1),
        (format!("kan={kan}&direction=continue&q=%3Dcmd"), 1),
        (format!("kan={kan}&account={account}"), 0),
    ] {
        let page = site.page(&format!("/programs?{query}")).await;
        assert_eq!(names(&page).len(), count, "{query}");
        let shown = site.get(&format!("/api/v1/programs?{query}")).await.json();
        assert_eq!(shown["total"], count, "{query}: the API");
        let tags: Vec<String> = page
            .elements("a")
            .filter(|a| a.get("class").is_some_and(|class| class == "tag"))
            .map(|a| a["href"].clone())
            .collect();
        // A combination that leaves nothing offers no drop-down entry for one of its parts.
        if count > 0 {
            assert_eq!(tags.len(), query.split('&').count(), "{query}: one tag for each condition");
        }
        for tag in tags {
            assert!(names(&site.page(&tag).await).len() >= count, "{query} → {tag}");
            assert_eq!(tag.matches('=').count() + 1, query.split('&').count(), "{query} → {tag}");
        }
    }
}

#[tokio::test]
async fn every_column_sorts_both_ways_and_says_so() {
    let site = Site::with_programs().await;
    let first_and_last = |page: &Page| {
        let names = names(page);
        (names.first().unwrap().clone(), names.last().unwrap().clone())
    };
    let (dearest, cheapest) = ("ＩＣＴ活用推進事業".to_owned(), "<script>alert(1)</script>".to_owned());
    let page = site.page("/programs").await;
    assert_eq!(first_and_last(&page), (dearest.clone(), cheapest.clone()), "the dearest first unless asked otherwise");
    let page = site.page("/programs?sort=cost&order=asc").await;
    assert_eq!(first_and_last(&page), (cheapest, dearest));
    for sort in ["name", "cost", "general", "department", "id"] {
        let up = site.page(&format!("/programs?sort={sort}&order=asc")).await;
        let down = site.page(&format!("/programs?sort={sort}&order=desc")).await;
        assert_eq!((names(&up).len(), names(&down).len()), (7, 7), "{sort}");
        assert_ne!(names(&up), names(&down), "{sort}");
        let said: Vec<&str> = down.elements("th").filter_map(|th| th.get("aria-sort")).map(String::as_str).collect();
        let expected = if sort == "id" { vec![] } else { vec!["descending"] };
        assert_eq!(said, expected, "{sort}");
    }
    let by_number = site.page("/programs?sort=id&order=asc").await;
    assert_eq!(by_number.by_class("cell-sub"), ["0101", "0102", "0103", "0104", "0105", "0106", "0107"]);
}

#[tokio::test]
async fn a_long_list_has_pages_that_hold_each_program_once() {
    let site = Site::empty().await;
    let rows: String = (1..=120).map(|n| format!("{n:04},事業{n},令和6,{}\n", n * 1000)).collect();
    site.import(&format!("事業番号,事業名,年度,事業費（円）\n{rows}")).await;
    let mut seen = Vec::new();
    let mut next = Some("/programs?sort=id&order=asc".to_owned());
    let mut pages = 0;
    while let Some(path) = next {
        let page = site.page(&path).await;
        seen.extend(page.by_class("cell-sub"));
        pages += 1;
        next = page.elements("a").find(|a| a.get("rel").is_some_and(|rel| rel == "next")).map(|a| a["href"].clone());
        assert!(pages < 10);
    }
    let expected: Vec<String> = (1..=120).map(|n| format!("{n:04}")).collect();
    assert_eq!((pages, seen), (3, expected));
    let beyond = site.page("/programs?page=99").await;
    assert_eq!(names(&beyond), Vec::<String>::new());
}

#[tokio::test]
async fn values_that_mean_nothing_are_named_and_left_out() {
    let site = Site::with_programs().await;
    for query in
        ["year=abc", "direction=up", "funding=gold", "department=x", "page=0", "sort=colour", "discrepancy=yes"]
    {
        let page = site.page(&format!("/programs?{query}")).await;
        assert_eq!(names(&page).len(), 7, "{query}");
        let notice = page.by_class("notice-warning");
        assert!(notice.len() == 1 && notice[0].ends_with(query), "{query}: {notice:?}");
        let answer = site.get(&format!("/api/v1/programs?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.header(header::CONTENT_TYPE).starts_with("application/problem+json"));
        assert_eq!(answer.json()["code"], "AP-006");
    }
    let long = format!("/programs?q={}", "a".repeat(5_000));
    assert_eq!(names(&site.page(&long).await), Vec::<String>::new());
    assert_eq!(site.get("/programs?q=a&q=b").await.status, StatusCode::BAD_REQUEST);
    let quoted = site.page("/programs?q=%22%3E%3Cscript%3E&kan=%22%27").await;
    assert_eq!(names(&quoted), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_taken_away_is_what_is_shown() {
    let site = Site::with_programs().await;
    for query in ["", "?sort=name&order=asc", "?direction=continue&sort=id&order=desc", "?q=%E9%98%B2%E7%81%BD"] {
        let shown = site.page(&format!("/programs{query}")).await.by_class("cell-sub");
        let answer = site.get(&format!("/programs.csv{query}")).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
        assert!(answer.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        let text = answer.text();
        let lines: Vec<&str> = text.strip_prefix('\u{feff}').expect("a BOM, for Excel").split("\r\n").collect();
        assert!(!text.replace("\r\n", "").contains('\n'), "{text}");
        let numbers: Vec<&str> =
            lines[1..].iter().filter(|line| !line.is_empty()).map(|l| l.split(',').next().unwrap()).collect();
        assert_eq!(numbers, shown, "{query}");
    }
    let text = site.get("/programs.csv").await.text();
    assert!(text.contains("'=cmd|'/c calc'!A1") && !text.contains(",=cmd") && !text.contains(",\"=cmd"), "{text}");
    let workbook = site.get("/programs.xlsx").await;
    assert_eq!(workbook.status, StatusCode::OK);
    assert!(workbook.bytes.starts_with(b"PK\x03\x04"));
}

#[tokio::test]
async fn a_program_page_shows_its_money_and_says_where_sources_do_not_add_up() {
    let site = Site::with_programs().await;
    let id = |page: Page, name: &str| {
        let names = names(&page);
        let links: Vec<String> = page.elements("a").map(|a| a["href"].clone()).collect();
        let rows: Vec<&String> = links.iter().filter(|href| href.starts_with("/programs/")).collect();
        rows[names.iter().position(|shown| shown == name).unwrap()].clone()
    };
    let path = id(site.page("/programs").await, "公園管理事業");
    let page = site.page(&path).await;
    let rows = page.texts(|name, _| name == "tr");
    assert!(rows.iter().any(|row| row.contains("令和6年度")), "{rows:?}");
    let row = rows.iter().find(|row| row.starts_with("令和6年度（2024）当初予算")).expect("a row in yen");
    assert!(row.contains("3,000,000") && row.contains("1,000,000") && row.ends_with("500,000"), "{row}");
    assert!(page.by_class("notice-warning")[0].contains("財源の合計が事業費と一致しない"));
    assert!(page.by_class("source")[0].contains("programs.csv › 4"), "{:?}", page.by_class("source"));
    let sound = site.page(&id(site.page("/programs").await, "防災訓練事業")).await;
    assert_eq!(sound.by_class("notice-warning"), Vec::<String>::new());
    let text = sound.texts(|name, _| name == "main")[0].clone();
    for wanted in ["地域の訓練を支える", "訓練の回数", "11.5", "9,000,000", "10,200,000"] {
        assert!(text.contains(wanted), "{wanted}");
    }

    // A name that tries to be HTML stays a name, on the list, its page, its chart and in the API.
    let path = id(site.page("/programs").await, "<script>alert(1)</script>");
    let page = site.page(&path).await;
    assert_eq!(page.texts(|name, _| name == "h1"), ["<script>alert(1)</script>"]);
    assert!(page.elements("script").all(|script| script["src"].starts_with("/static/")));
    assert_eq!(
        page.elements("b").filter(|b| b.is_empty()).count(),
        page.by_class("brand").len() + 1,
        "<b> of the frame only"
    );

    let csv = site.get(&format!("{path}/money.csv")).await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.text().contains("100000") || csv.text().contains("100,000"), "{}", csv.text());
}

#[tokio::test]
async fn a_changed_file_leaves_its_trace_in_the_history() {
    let site = Site::with_programs().await;
    let again = site.import(PROGRAMS).await;
    assert!(again.changes_nothing() && again.outcome.unwrap().unchanged == 7, "{again:?}");
    let before = site.page("/programs/1").await.by_class("timeline");
    let changed = PROGRAMS
        .replace("防災訓練事業", "防災訓練・備蓄事業")
        .replace("1200000,200000,1000000", "1300000,300000,1000000");
    let outcome = site.import(&changed).await.outcome.unwrap();
    assert_eq!((outcome.new, outcome.changed, outcome.unchanged), (0, 1, 6));
    let path = "/programs?q=0101";
    assert_eq!(names(&site.page(path).await), ["防災訓練・備蓄事業"]);
    let program = site.get("/api/v1/programs?q=0101").await.json()["items"][0]["page"].as_str().unwrap().to_owned();
    let after = site.page(&program).await.by_class("timeline");
    assert!(after[0].len() > before[0].len());
    for wanted in ["防災訓練事業", "防災訓練・備蓄事業", "1200000", "1300000"] {
        assert!(after[0].replace(',', "").contains(wanted), "{wanted}: {after:?}");
    }
}
