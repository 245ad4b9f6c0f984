//! The chain as pages: walked back from a figure and forward from a decision to the same yen, what if, files, and refusals.

use crate::support;

use app::Actor;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use support::html::Piece;
use support::{Page, Site, encode};

/// The demonstration with its review, in which some sheets are decided.
async fn demo() -> Site {
    let site = Site::with_demo().await.at("2026-11-22T03:00:00Z");
    assert!(site.app.load_demo_review_when_empty(&Actor::operator("system")).await.unwrap());
    site
}

/// A cell as it is read: its text and where it leads.
type Cell = (String, Option<String>);

/// The rows of the table with this class, headings too.
fn table(page: &Page, class: &str) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let (mut is_in, mut is_cell) = (false, false);
    for piece in &page.pieces {
        match piece {
            Piece::Open { name, attributes, .. } if name == "table" => {
                is_in = attributes.get("class").is_some_and(|all| all.split(' ').any(|one| one == class));
            }
            Piece::Close(name) if name == "table" => is_in = false,
            Piece::Open { name, .. } if is_in && name == "tr" => rows.push(Vec::new()),
            Piece::Open { name, .. } if is_in && (name == "td" || name == "th") => {
                is_cell = true;
                rows.last_mut().unwrap().push((String::new(), None));
            }
            Piece::Close(name) if name == "td" || name == "th" => is_cell = false,
            Piece::Open { name, attributes, .. } if is_in && is_cell && name == "a" => {
                rows.last_mut().unwrap().last_mut().unwrap().1 = attributes.get("href").cloned();
            }
            Piece::Text(text) if is_in && is_cell => {
                let cell = &mut rows.last_mut().unwrap().last_mut().unwrap().0;
                cell.push_str(text);
            }
            _ => {}
        }
    }
    for cell in rows.iter_mut().flatten() {
        cell.0 = cell.0.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    rows
}

/// `＋1,234円`, `▲5円` as a number.
fn yen(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let size: i64 = digits.parse().unwrap_or_else(|_| panic!("no amount: {text:?}"));
    if text.contains('▲') { -size } else { size }
}

/// The links of a page that begin so.
fn links(page: &Page, start: &str) -> Vec<String> {
    page.elements("a").map(|a| a["href"].clone()).filter(|href| href.starts_with(start)).collect()
}

#[tokio::test]
async fn a_decision_and_the_figures_it_moves_tell_the_same_yen() {
    let site = demo().await;
    let chain = site.page("/chain").await;
    let decisions = links(&chain, "/chain/decisions/measure%3A2026");
    assert!(decisions.len() > 5, "{decisions:?}");
    for href in decisions.iter().take(2) {
        let page = site.page(href).await;
        let moved = table(&page, "chain-moved");
        let headings: Vec<&str> = moved[0].iter().map(|cell| cell.0.as_str()).collect();
        let fund = headings.iter().position(|name| *name == "財源調整用基金の残高").unwrap();
        let improvement = headings.iter().position(|name| *name == "改善効果額").unwrap();
        let mut sum = 0;
        for row in moved.iter().skip(1) {
            sum += yen(&row[improvement].0);
            assert_eq!(yen(&row[fund].0), sum, "{href} {row:?}: the fund keeps what every year gave it");
            // Each amount of two years is looked up on the page of its figure; the others are the same question again.
            let is_looked_up = matches!(row[0].0.as_str(), "R9" | "R10");
            let cells = [&row[fund], &row[improvement]].into_iter().filter(|cell| is_looked_up && yen(&cell.0) != 0);
            for cell in cells {
                let figure = site.page(cell.1.as_ref().unwrap()).await;
                let given = table(&figure, "chain-given");
                let own = given.iter().find(|row| row[0].1.as_ref() == Some(href)).unwrap();
                assert_eq!(own[1].0, cell.0, "{href} {}", cell.1.as_ref().unwrap());
                let total = given.last().unwrap();
                let all: i64 = given[1..given.len() - 1].iter().map(|row| yen(&row[1].0)).sum();
                assert_eq!(all, yen(&total[1].0), "{given:?}");
                // The parts of the figure add up to it, and what decisions move of the parts to what they move of it.
                let parts = table(&figure, "chain-parts");
                let column = |at: usize| -> i64 {
                    let cells = parts[1..parts.len() - 1].iter().map(|row| row[at].0.clone());
                    cells.filter(|text| !text.is_empty()).map(|text| yen(&text)).sum()
                };
                let sums = parts.last().unwrap();
                assert_eq!((column(1), column(2)), (yen(&sums[1].0), yen(&sums[2].0)), "{parts:?}");
                assert_eq!(yen(&sums[2].0), all);
            }
        }
        assert!(sum != 0 || table(&page, "chain-moved").len() > 1, "{href}");
        let sheet = links(&page, "/reviews/2026/sheets/");
        assert_eq!(sheet.len(), 1, "{href} leads to its sheet");
        assert_eq!(site.get(&sheet[0]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn taking_a_decision_out_moves_the_fund_by_exactly_what_its_page_says() {
    let site = demo().await;
    let decision = links(&site.page("/chain").await, "/chain/decisions/measure")[0].clone();
    let page = site.page(&decision).await;
    let moved = table(&page, "chain-moved");
    let fund = moved[0].iter().position(|cell| cell.0 == "財源調整用基金の残高").unwrap();
    let effect = yen(&moved.iter().find(|row| row[0].0 == "R10").unwrap()[fund].0);
    assert_ne!(effect, 0);
    let id = decision.trim_start_matches("/chain/decisions/");
    let at = async |query: &str| {
        let page = site.page(&format!("/chain/figures/fund/2028{query}")).await;
        yen(&table(&page, "chain-parts").last().unwrap()[1].0)
    };
    assert_eq!(at("").await - at(&format!("?without={id}")).await, effect);
    // The list offers the same address, and the page says that it is a what if.
    let offered = links(&site.page("/chain").await, "/chain?without=");
    assert!(offered.contains(&format!("/chain?without={id}")), "{offered:?}");
    let without = site.page(&format!("/chain?without={id}&year=R9")).await;
    assert!(without.whole_text().contains("もしもの姿を示しています"));
    assert_eq!(links(&without, "/chain?year=R9").len(), 3, "it can be undone by itself, in its row, and altogether");
    assert!(links(&without, "/chain/figures/fund/2027?without=").len() == 2, "the question is carried along");
}

#[tokio::test]
async fn every_figure_is_a_page_in_both_languages_with_its_trace() {
    let site = Site::empty().await;
    let asked = "?lever=investment&amount=-60&first=R6";
    let (mut seen, mut waiting) = (Vec::new(), vec![format!("/chain/figures/fund/2028{asked}")]);
    waiting
        .extend(["real-debt-service-ratio", "future-burden-ratio"].map(|f| format!("/chain/figures/{f}/2028{asked}")));
    waiting.push(format!("/chain/figures/bonds/2053{asked}"));
    while let Some(href) = waiting.pop() {
        let path = href.split('?').next().unwrap();
        let word = path.split('/').nth(3).unwrap().to_owned();
        if seen.contains(&word) {
            continue;
        }
        seen.push(word);
        let page = site.page(&href).await;
        waiting.extend(
            links(&page, "/chain/figures/")
                .into_iter()
                .filter(|href| !href.contains("trace") && !href.contains("workbook")),
        );
        let english = site.page(&format!("/en{href}")).await;
        assert_eq!(english.japanese_in_english(), Vec::<String>::new(), "{href}");
        for file in
            links(&page, "/chain/figures/").iter().filter(|href| href.contains("trace") || href.contains("workbook"))
        {
            let answer = site.get(file).await;
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            assert!(answer.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"chain-trace."));
            assert!(answer.bytes.starts_with(if file.contains("workbook") { b"PK" } else { "\u{feff}".as_bytes() }));
        }
    }
    for word in [
        "fund",
        "balance",
        "improvement",
        "investment",
        "issued",
        "redeemed",
        "interest",
        "debt-service",
        "bonds",
        "revenue",
        "expenditure",
        "line-debt-service",
        "service-numerator",
        "service-denominator",
        "scale",
        "burden-funds",
    ] {
        assert!(seen.iter().any(|found| found == word), "no way back leads to {word}: {seen:?}");
    }
}

#[tokio::test]
async fn what_is_typed_is_worked_out_and_the_plan_comes_out() {
    let site = demo().await;
    let asked = "/chain/what-if?title=%E6%8A%95%E8%B3%87%E3%82%92560%E5%84%84%E5%86%86%E3%81%AB&lever=investment&amount=%E2%96%B260&first=R6";
    let page = site.page(asked).await;
    let then = table(&page, "chain-then");
    let of = |name: &str| then.iter().find(|row| row[0].0 == name).unwrap_or_else(|| panic!("{name}: {then:?}"));
    let bonds = of("市債残高 R35");
    assert_eq!((bonds[1].0.as_str(), bonds[2].0.as_str()), ("723,602,000,580円", "657,200,000,580円"));
    assert_eq!(yen(&of("財源調整用基金の残高 R10")[2].0) - yen(&of("財源調整用基金の残高 R10")[1].0), 4_418_550_000);
    let decision = links(&page, "/chain/decisions/option%3A0");
    assert_eq!(decision.len(), 1);
    let forward = site.page(&decision[0]).await;
    assert!(forward.whole_text().contains("投資を560億円に") && forward.whole_text().contains("まだ決まっていません"));
    let moved = table(&forward, "chain-moved");
    let last = moved.iter().rev().find(|row| row[0].0 == "R35").unwrap();
    let heading = moved.iter().rev().find(|row| row[0].0 == "年度").unwrap();
    let at = heading.iter().position(|cell| cell.0 == "市債残高").unwrap();
    assert_eq!(last[at].0, "▲66,402,000,000円");
    let chain = site.page(&asked.replace("/chain/what-if", "/chain")).await;
    assert!(chain.whole_text().contains("6,572億円"), "{}", chain.whole_text());

    // Fifty a year by a decision is the plan.
    let page = site.page("/chain/what-if?amount=50&first=R6").await;
    let fund = table(&page, "chain-then").into_iter().find(|row| row[0].0 == "財源調整用基金の残高 R10").unwrap();
    assert_eq!(yen(&fund[2].0) - yen(&fund[1].0), 25_000_000_000);
    let empty = Site::empty().await;
    let page = empty.page("/chain/what-if?amount=50&first=R6").await;
    let fund = table(&page, "chain-then").into_iter().find(|row| row[0].0 == "財源調整用基金の残高 R10").unwrap();
    assert_eq!((fund[1].0.as_str(), fund[2].0.as_str()), ("▲3,400,000,000円", "21,600,000,000円"));
}

#[tokio::test]
async fn what_makes_no_sense_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let site = Site::empty().await;
    for (query, field, code) in [
        ("amount=%E5%8D%81", "amount", "AP-281"),
        ("amount=1&lever=bonds", "lever", "AP-282"),
        ("amount=1&first=1900", "first", "AP-283"),
        ("amount=1&first=R9&last=R8", "last", "AP-284"),
        ("amount=-700&lever=investment", "amount", "AP-285"),
        ("amount=1&without=option:5", "without", "AP-280"),
    ] {
        for prefix in ["", "/en"] {
            let path = format!("{prefix}/chain/what-if?{query}");
            let page = site.page(&path).await;
            assert_eq!(page.by_class("error-code"), [code], "{path}");
            let has_field = matches!(field, "amount" | "lever" | "first" | "last");
            assert_eq!(page.by_class("field-fault").len(), usize::from(has_field), "{path}");
            let typed = page.elements("input").find(|input| input.get("name").is_some_and(|name| name == "amount"));
            let given = query.split('&').find_map(|pair| pair.strip_prefix("amount=")).unwrap();
            assert_eq!(encode(&typed.unwrap()["value"]), encode(&percent_decoded(given)), "{path}");
            assert!(table(&page, "chain-then").is_empty(), "{path}");
        }
        let chain = site.page(&format!("/chain?{query}")).await;
        assert_eq!(chain.by_class("error-code"), [code], "{query}");
    }
    assert_eq!(site.page("/chain?year=2099").await.by_class("error-code"), ["AP-283"]);
    for path in [
        "/chain/figures/nothing/2028",
        "/chain/figures/fund/2099",
        "/chain/figures/fund/x",
        "/chain/figures/balance/2023",
        "/chain/decisions/nothing",
        "/chain/decisions/option:9",
        "/chain/tables/nothing",
        "/chain/figures/nothing/2028/trace.csv",
        "/chain/decisions/option:9/workbook",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.page(path).by_class("error-code")[0].ends_with("AP-002"), "{path}");
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn the_chain_is_there_in_both_languages_with_its_files_and_for_staff_only() {
    let site = demo().await;
    for prefix in ["", "/en"] {
        for path in ["/chain", "/chain?year=2030", "/chain/what-if"] {
            let path = format!("{prefix}{path}");
            let page = site.page(&path).await;
            if prefix == "/en" {
                assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{path}");
            }
        }
        let decision =
            links(&site.page(&format!("{prefix}/chain")).await, &format!("{prefix}/chain/decisions/"))[0].clone();
        let page = site.page(&decision).await;
        if prefix == "/en" {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new(), "{decision}");
        }
        for file in links(&page, &decision).iter().filter(|href| **href != decision) {
            assert_eq!(site.get(file).await.status, StatusCode::OK, "{file}");
        }
    }
    let chain = site.page("/chain").await;
    assert!(chain.whole_text().contains("▲34億円") && chain.whole_text().contains("216億円"), "{}", chain.whole_text());
    assert!(chain.by_class("badge-example").len() > 1, "what is illustrative says so");
    for (file, start) in [
        ("/chain/workbook", &b"PK"[..]),
        ("/chain/tables/years", "\u{feff}".as_bytes()),
        ("/chain/tables/decisions", "\u{feff}".as_bytes()),
        ("/chain/tables/coverage?amount=10", "\u{feff}".as_bytes()),
    ] {
        let answer = site.get(file).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert!(answer.bytes.starts_with(start), "{file}");
    }
    let years = site.get("/chain/tables/years").await.text();
    assert!(years.contains("財源調整用基金の残高,fund,R10,-3400000000,"), "{years}");
    let coverage = site.get("/chain/tables/coverage?amount=10&first=R10&without=").await.text();
    let r10 = coverage.lines().find(|line| line.starts_with("R10,")).unwrap();
    assert!(r10.starts_with("R10,5000000000,1"), "{r10}");

    let nobody = site.seen_with(web::Trust::Nobody);
    for path in [
        "/chain",
        "/chain/what-if",
        "/chain/figures/fund/2028",
        "/chain/decisions/option:1",
        "/chain/workbook",
        "/chain/tables/years",
    ] {
        let asked = support::request(Method::GET, path).body(Body::empty()).unwrap();
        assert_eq!(support::send(&nobody, asked).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
