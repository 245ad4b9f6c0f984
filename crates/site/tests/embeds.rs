//! Embeds: every picture alone as a page and as an SVG, with its source and edition, and the line that shows it elsewhere.

use publish::edition::example;
use site::{File, Options, files};

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn every_picture_has_a_page_and_a_file_in_both_languages() {
    let edition = example::edition(6);
    let files = files(&edition, &Options::default());
    let mut ids: Vec<String> = edition.pictures.iter().map(|picture| picture.id.clone()).collect();
    // Drawn by the site: money and model of clusters, the frame's flow, the roadmap.
    ids.extend(
        ["cluster-money-walking", "logic-model-care-homes", "frame-flow-2024", "roadmap-care"].map(str::to_owned),
    );
    for id in ids {
        for path in [format!("embed/{id}.html"), format!("en/embed/{id}.html")] {
            let html = text(&files, &path);
            assert!(html.contains("例示市") || html.contains("Example City"), "{path} names no city");
            assert!(html.contains("第2版") || html.contains("Edition 2"), "{path} names no edition");
            assert!(html.contains("出典：") || html.contains("Source: "), "{path} names no source");
            assert!(html.contains("<svg") && html.contains("<table"), "{path} lacks picture or table");
            assert!(!html.contains("<script"), "{path} runs a script in somebody else's page");
        }
        for path in [format!("embed/{id}.svg"), format!("en/embed/{id}.svg")] {
            let svg = text(&files, &path);
            assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{path}");
            assert!(svg.contains("第2版") || svg.contains("Edition 2"), "{path} names no edition");
            let parsed = svg.matches("<svg").count() == svg.matches("</svg>").count();
            assert!(parsed, "{path} is not closed");
        }
    }
}

#[test]
fn an_embedded_page_may_be_framed_and_asks_nobody_else() {
    let files = files(&example::edition(2), &Options::default());
    let html = text(&files, "embed/outlook-fund.html");
    assert!(!html.contains("frame-ancestors"), "nothing forbids a frame");
    for outside in ["http://", "https://", "//"] {
        let without_names = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!without_names.contains(&format!("=\"{outside}")), "asks another host: {outside}");
    }
    assert!(html.len() < 20_000, "{} bytes", html.len());
}

#[test]
fn the_line_is_one_line_with_the_full_address_where_it_is_known() {
    let edition = example::edition(2);
    let options = Options { base_url: "https://www.example.jp/henkaku".into(), ..Options::default() };
    let with_address = files(&edition, &options);
    let html = text(&with_address, "outlook/index.html");
    let line = "&#60;iframe src=&#34;https://www.example.jp/henkaku/embed/outlook-fund.html&#34;";
    let other = "&lt;iframe src=&quot;https://www.example.jp/henkaku/embed/outlook-fund.html&quot;";
    assert!(html.contains(line) || html.contains(other), "no line with the full address");
    let image = "https://www.example.jp/henkaku/embed/outlook-fund.svg";
    assert!(html.contains(image));
    for value in html.split("class=\"embed-code\" readonly value=\"").skip(1) {
        let line = value.split('"').next().unwrap();
        assert!(!line.contains('\n'), "more than one line: {line}");
    }
    let without = files(&edition, &Options::default());
    assert!(text(&without, "outlook/index.html").contains("embed/outlook-fund.html"));
    assert!(!text(&without, "outlook/index.html").contains("https://www.example.jp"));
}

#[test]
fn a_title_cannot_break_out_of_the_line_or_the_file() {
    let mut edition = example::edition(2);
    edition.pictures[0].ja.title = "\"><script>alert(1)</script>".into();
    edition.pictures[0].ja.source = "</text><script>alert(2)</script>".into();
    let files = files(&edition, &Options::default());
    for file in &files {
        if file.path.ends_with(".html") || file.path.ends_with(".svg") {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            assert!(!text.contains("<script>alert"), "{}", file.path);
        }
    }
}

#[test]
fn pictures_the_site_draws_bring_their_own_data() {
    let files = files(&example::edition(6), &Options::default());
    let csv = text(&files, "data/pictures/cluster-money-walking.csv");
    assert!(csv.starts_with('\u{feff}') && csv.contains("一般財源"), "{csv}");
    let roadmap = text(&files, "data/pictures/roadmap-care.csv");
    assert!(roadmap.contains("調べる") && roadmap.contains("2026-1"), "{roadmap}");
}
