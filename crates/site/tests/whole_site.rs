//! The site as a whole: every link, nothing from elsewhere, small, the same every time.

use std::collections::BTreeSet;

use publish::edition::{Edition, example};
use site::{Document, File, Options, links};

fn options() -> Options {
    Options {
        documents: vec![Document {
            path: "documents/action-plan.pdf".into(),
            title: "アクションプラン".into(),
            bytes: 1_234_567,
        }],
        ..Options::default()
    }
}

/// The site with the documents its pages lead to.
fn files(edition: &Edition, options: &Options) -> Vec<File> {
    let mut files = site::files(edition, options);
    let documents = options.documents.iter();
    files.extend(documents.map(|document| File { path: document.path.clone(), bytes: b"%PDF".to_vec() }));
    files
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

fn pages(files: &[File]) -> impl Iterator<Item = (&str, &str)> {
    let pages = files.iter().filter(|file| file.path.ends_with(".html"));
    pages.map(|file| (file.path.as_str(), std::str::from_utf8(&file.bytes).unwrap()))
}

#[test]
fn every_link_leads_somewhere_with_and_without_an_address() {
    let edition = example::edition(350);
    for base_url in ["", "https://www.example.jp/henkaku", "https://www.example.jp"] {
        let options = Options { base_url: base_url.into(), ..options() };
        let files = files(&edition, &options);
        let faults = links::check(&files, base_url);
        let said: Vec<String> = faults.iter().take(20).map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{} faults with “{base_url}”:\n{}", faults.len(), said.join("\n"));
    }
}

#[test]
fn an_edition_with_nothing_in_it_is_a_site_whose_links_lead_somewhere() {
    let edition = Edition::default();
    let files = site::files(&edition, &Options::default());
    assert_eq!(links::check(&files, ""), []);
    assert!(text(&files, "index.html").contains("<main"));
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    let edition = example::edition(120);
    let (one, two) = (files(&edition, &options()), files(&edition, &options()));
    assert!(one == two);
    let paths: BTreeSet<&str> = one.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), one.len());
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    let files = files(&example::edition(30), &options());
    for (path, page) in pages(&files) {
        assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "{path}");
        assert!(!page.contains(" style=\"") && !page.contains("<style"), "{path}");
        assert!(!page.contains("<script>") && !page.contains("javascript:"), "{path}");
        for event in [" onclick=", " onload=", " onchange=", " onsubmit="] {
            assert!(!page.contains(event), "{path}: {event}");
        }
    }
    let sheet = files.iter().find(|file| file.path.starts_with("assets/site.") && file.path.ends_with(".css"));
    assert!(!String::from_utf8_lossy(&sheet.unwrap().bytes).contains("url("));
}

#[test]
fn the_first_page_with_all_it_needs_is_small_and_no_page_is_heavy() {
    let files = files(&example::edition(3_000), &options());
    let home = text(&files, "index.html");
    let assets = files.iter().filter(|file| file.path.starts_with("assets/") && home.contains(&file.path));
    let (count, bytes) = assets.fold((0, home.len()), |(count, bytes), file| (count + 1, bytes + file.bytes.len()));
    assert!(count >= 4, "style sheet, scripts and icons are looked at");
    assert!(bytes < 100_000, "the first page takes {bytes} bytes");
    let heaviest = pages(&files).map(|(path, page)| (page.len(), path)).max().unwrap();
    assert!(heaviest.0 < 400_000, "{heaviest:?}");
    let program = text(&files, "programs/0001.html").len();
    assert!(program < 30_000, "a program's page takes {program} bytes");
}

#[test]
fn nothing_of_a_text_becomes_html_or_a_path() {
    let mut edition = example::edition(3);
    let evil = "<script>alert('x')</script>\" onload=\"x";
    let program = &mut edition.programs[0];
    program.id = "../../etc/passwd".into();
    program.name = evil.into();
    program.summary = evil.into();
    program.department = vec![evil.into()];
    edition.clusters[0].name.ja = evil.into();
    edition.glossary[0].name.ja = evil.into();
    edition.about.city.ja = evil.into();
    let files = site::files(&edition, &Options::default());
    for (path, page) in pages(&files) {
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(!page.contains("\" onload=\"x"), "{path}");
    }
    let faults: Vec<_> = links::check(&files, "").into_iter().collect();
    assert!(faults.iter().all(|fault| fault.why != links::Why::UnsafePath), "{faults:?}");
    assert!(files.iter().all(|file| !file.path.contains("..")));
}

#[test]
fn the_site_map_lists_every_page_only_where_the_address_is_known() {
    let edition = example::edition(5);
    let without = site::files(&edition, &Options::default());
    assert!(without.iter().all(|file| file.path != "sitemap.xml"));
    assert_eq!(text(&without, "robots.txt"), "User-agent: *\nAllow: /\n");
    let options = Options { base_url: "https://www.example.jp/henkaku".into(), ..Options::default() };
    let with = site::files(&edition, &options);
    let map = text(&with, "sitemap.xml");
    assert_eq!(map.matches("<loc>").count(), pages(&with).count() - 1, "all but the page for what is not found");
    assert!(map.contains("<loc>https://www.example.jp/henkaku/</loc><lastmod>2026-11-22</lastmod>"));
    assert!(text(&with, "robots.txt").contains("Sitemap: https://www.example.jp/henkaku/sitemap.xml"));
    assert!(text(&with, "404.html").contains("href=\"/henkaku/index.html\""));
}
