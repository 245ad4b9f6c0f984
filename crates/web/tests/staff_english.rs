//! The English interface of those who sign in: every page reached by links, and Japanese in it only as marked data.

use crate::support;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::{StatusCode, header};
use support::Site;
use support::people::User;

/// How many addresses of one shape are visited.
const PER_SHAPE: usize = 1;

/// Families of pages that are worked out anew for each visit and hold nothing that depends on who asks: the first
/// person who comes by looks at them for all.
const THE_SAME_FOR_ALL: [&str; 6] = ["fiscal", "chain", "figures", "cities", "population", "glossary"];

#[tokio::test]
async fn what_is_not_data_is_english_on_every_page_of_the_staff() {
    let site = Site::with_demo().await.at("2026-11-22T01:00:00Z");
    site.app.load_demo_reform_when_empty(&app::Actor::operator("system")).await.unwrap();
    // Only those who look around: an account costs three times a password's slow hash.
    for login in ["reform-office", "administrator"] {
        site.add_person(login, login, "").await;
    }
    let mut shapes = BTreeSet::new();
    let mut found = BTreeMap::new();
    for login in ["reform-office", "administrator"] {
        crawl(&site.as_user(login).await, &mut shapes, &mut found).await;
    }
    for shape in ["/en/tasks", "/en/initiatives/#", "/en/people", "/en/settings", "/en/tour", "/en/help", "/en/frame"] {
        assert!(shapes.contains(shape), "no link leads to {shape}: {shapes:#?}");
    }
    assert!(shapes.len() > 60, "only {} kinds of page were found", shapes.len());
    let told: Vec<String> = found.iter().map(|(text, path)| format!("{path}: {text}")).collect();
    assert!(told.is_empty(), "Japanese on English pages outside lang=\"ja\":\n{}", told.join("\n"));
}

async fn crawl(user: &User<'_>, shapes: &mut BTreeSet<String>, found: &mut BTreeMap<String, String>) {
    let mut waiting = VecDeque::from(["/en".to_owned(), "/en/my-work".to_owned(), "/en/notices".to_owned()]);
    let mut visits: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        let shape = shape(&path);
        let visits = visits.entry(shape.clone()).or_default();
        if *visits >= PER_SHAPE || is_file(&path) || (is_the_same_for_all(&path) && shapes.contains(&shape)) {
            continue;
        }
        *visits += 1;
        let answer = user.get(&path).await;
        let is_page = answer.header(header::CONTENT_TYPE).starts_with("text/html");
        if answer.status != StatusCode::OK || !is_page {
            continue;
        }
        shapes.insert(shape);
        let page = answer.page(&path);
        for text in page.japanese_in_english() {
            found.entry(text).or_insert_with(|| path.clone());
        }
        let links = page.elements("a").filter_map(|a| a.get("href")).filter(|href| href.starts_with("/en"));
        waiting.extend(links.map(|href| href.split('#').next().unwrap_or(href).to_owned()));
    }
}

/// Whether an address leads to a file (CSV, workbook, PDF, package): no page, and the most work of all to make.
fn is_file(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // The page about the workbook of the review has the name of the others' file.
    let is_workbook = name == "workbook" && (path.contains("/reports/") || !path.contains("/reviews/"));
    name.contains('.') || matches!(folder, "tables" | "files") || is_workbook
}

fn is_the_same_for_all(path: &str) -> bool {
    let family = path.split(['/', '?']).nth(2).unwrap_or_default();
    THE_SAME_FOR_ALL.contains(&family)
}

/// `/en/clusters/fees-review?x=1` → `/en/clusters/#`: what stands after a family's name is one of many.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let many = ["clusters", "initiatives", "glossary", "figures", "cities"];
    let parts: Vec<&str> = path.split('/').collect();
    let shown = parts.iter().enumerate().map(|(at, part)| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_one_of_many = at > 0 && many.contains(&parts[at - 1]) && part.contains('-') && at == 3;
        if is_number || is_one_of_many { "#" } else { part }
    });
    let shown: Vec<&str> = shown.collect();
    match query.is_empty() {
        true => shown.join("/"),
        false => format!("{}?", shown.join("/")),
    }
}
