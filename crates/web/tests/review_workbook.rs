//! The workbook of a review over HTTP: taken away, edited in its own bytes, sent back, looked at, confirmed, given up.

use crate::support;

use std::io::{Cursor, Read, Write};

use app::review::{CalendarDays, Edit, NewCycle, Via};
use app::{Actor, FiscalYear};
use axum::http::{StatusCode, header};
use support::people::User;
use support::{Answer, Site, encode, multipart};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

/// A review of R8 over the seven programs, with people of 危機管理室 防災課, whose program has the number 0101.
async fn open() -> Site {
    let site = Site::with_programs().await;
    site.with_people("危機管理室＞防災課").await;
    let new = NewCycle {
        year: year(),
        source_year: FiscalYear::new(2024).unwrap(),
        calendar: CalendarDays::usual(year()),
        rules: Default::default(),
    };
    site.app.open_review_cycle(&Actor::operator("tester"), new).await.unwrap();
    site
}

/// Writes texts into the sheet of 0101 as somebody on the page would.
async fn write(site: &Site, user: &User<'_>, texts: &[(&str, &str, &str)]) {
    let list = site.app.review_list(&user.actor().await, year(), &Default::default()).await.unwrap();
    let program = list.lines.iter().find(|line| line.row.external_id == "0101").unwrap().row.program;
    let edit = Edit {
        base: texts.iter().map(|(name, before, _)| ((*name).to_owned(), (*before).to_owned())).collect(),
        mine: texts.iter().map(|(name, _, after)| ((*name).to_owned(), (*after).to_owned())).collect(),
    };
    let saved = site.app.save_fields(&user.actor().await, year(), program, &edit, Via::Page).await.unwrap();
    assert_eq!((saved.conflicts, saved.problems), (vec![], vec![]));
}

/// The workbook with a text replaced in its own bytes.
fn with_text(bytes: &[u8], before: &str, after: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains(before), "{before}");
            content = text.replace(before, after).into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

async fn send(user: &User<'_>, name: &str, bytes: &[u8]) -> Answer {
    user.post_multipart("/reviews/2026/workbook/send", multipart(&[("file", Some(name), bytes)])).await
}

fn hidden(page: &support::Page, name: &str) -> String {
    page.elements("input").find(|input| input.get("name").is_some_and(|is| is == name)).unwrap()["value"].clone()
}

#[tokio::test]
async fn a_workbook_goes_there_and_back_with_a_conflict_on_the_way() {
    let site = open().await;
    let owner = site.as_user("owner").await;
    write(&site, &owner, &[("direction-reason", "", "はじめの理由"), ("kpi.k9.name", "", "はじめの指標")]).await;
    for path in ["/reviews/2026/workbook", "/en/reviews/2026/workbook"] {
        let page = owner.page(path).await;
        assert!(page.elements("form").any(|form| form["action"].ends_with("/workbook.xlsx")), "{path}");
        if path.starts_with("/en") {
            assert_eq!(page.japanese_in_english(), Vec::<String>::new());
        }
    }
    let file = owner.get("/reviews/2026/workbook.xlsx?mine=1").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header(header::CONTENT_DISPOSITION).contains("review-2026-workbook.xlsx"));
    let bytes = with_text(&file.bytes, "はじめの理由", "エクセルの&lt;b&gt;理由");
    let bytes = with_text(&bytes, "はじめの指標", "エクセルの指標");
    write(&site, &owner, &[("direction-reason", "はじめの理由", "画面の理由")]).await;

    let sent = send(&owner, "点検（防災）.xlsx", &bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let address = sent.header(header::LOCATION).to_owned();
    let page = owner.page(&address).await;
    let text = page.whole_text();
    for wanted in ["エクセルの<b>理由", "画面の理由", "はじめの理由", "エクセルの指標", "ownerさん"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let english = owner.page(&format!("/en{address}")).await;
    assert_eq!(english.japanese_in_english(), Vec::<String>::new());
    let fingerprint = hidden(&page, "fingerprint");
    let side =
        page.elements("input").find(|input| input.get("type").is_some_and(|kind| kind == "radio")).unwrap()["name"]
            .clone();
    // Without a choice nothing is taken in, and the page says what is missing.
    let confirm = format!("{address}/confirm");
    let again = owner.post(&confirm, &[("fingerprint", &fingerprint)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.page(&confirm).whole_text().contains("AP-148"));
    let done = owner.post(&confirm, &[("fingerprint", &fingerprint), (&side, "mine")]).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, address.as_str()));
    assert!(owner.page(&address).await.whole_text().contains("2 の欄を書きかえました"));
    assert_eq!(owner.post(&confirm, &[("fingerprint", &fingerprint)]).await.status, StatusCode::CONFLICT);
    // The file is kept as it came, for its sender alone.
    let kept = owner.get(&format!("{address}/file")).await;
    assert_eq!(kept.bytes, bytes);
    assert!(kept.header(header::CONTENT_DISPOSITION).contains(&encode("点検（防災）").replace("%2E", ".")));
    for other in ["section-head", "reform-office"] {
        let other = site.as_user(other).await;
        assert_eq!(other.get(&format!("{address}/file")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    }
    assert!(owner.page("/reviews/2026/workbook").await.whole_text().contains("反映済み"));
}

#[tokio::test]
async fn what_cannot_be_used_is_said_with_its_code_and_nothing_is_kept() {
    let site = open().await;
    let owner = site.as_user("owner").await;
    let page = |answer: Answer| {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.page("/reviews/2026/workbook/send").whole_text()
    };
    assert!(page(send(&owner, "x.xlsx", b"not a workbook").await).contains("IN-004"));
    assert!(page(send(&owner, "x.xlsx", b"").await).contains("IN-002"));
    let file = owner.get("/reviews/2026/workbook.xlsx?mine=1").await.bytes;
    assert!(page(send(&owner, "x.xlsx", &with_text(&file, ">sheet<", ">shift<")).await).contains("IN-702"));
    assert!(
        page(send(&owner, "x.xlsx", &with_text(&file, ">henkaku-review<", ">something<")).await).contains("IN-702")
    );
    let large = vec![b'x'; 20 * 1024 * 1024 + 1];
    assert_eq!(send(&owner, "large.xlsx", &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(owner.get("/reviews/2026/workbook.xlsx?department=9999").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(owner.page("/reviews/2026/workbook").await.whole_text().contains("まだ送っていません"));
}

#[tokio::test]
async fn a_workbook_can_be_given_up_and_strangers_get_none() {
    let site = open().await;
    let owner = site.as_user("owner").await;
    write(&site, &owner, &[("direction-reason", "", "はじめの理由")]).await;
    let file = owner.get("/reviews/2026/workbook.xlsx?mine=1").await.bytes;
    let sent = send(&owner, "x.xlsx", &with_text(&file, "はじめの理由", "あと")).await;
    let address = sent.header(header::LOCATION).to_owned();
    let given_up = owner.post(&format!("{address}/discard"), &[]).await;
    assert_eq!(given_up.header(header::LOCATION), "/reviews/2026/workbook?discarded=1");
    assert!(owner.page(given_up.header(header::LOCATION)).await.whole_text().contains("やめました"));
    assert!(owner.page(&address).await.whole_text().contains("何も反映していません"));

    for path in ["/reviews/2026/workbook", "/reviews/2026/workbook.xlsx", &address] {
        for stranger in ["auditor", "administrator", "expert"] {
            let answer = site.as_user(stranger).await.get(path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{stranger} {path}");
        }
        let visitor = support::send(&site.seen_with(web::Trust::Nobody), get(path)).await;
        assert!(!visitor.status.is_success(), "visitor {path}: {}", visitor.status);
    }
}

fn get(path: &str) -> axum::http::Request<axum::body::Body> {
    support::request(axum::http::Method::GET, path).body(axum::body::Body::empty()).unwrap()
}
