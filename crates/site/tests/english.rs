//! English pages: the main ones stand beside the Japanese, each names the other, and Japanese data are marked as such.

use publish::edition::example;
use site::{File, Options, files};

const MAIN: [&str; 20] = [
    "index.html",
    "glance.html",
    "clusters/index.html",
    "clusters/care-homes.html",
    "roadmap/index.html",
    "frame/index.html",
    "outlook/index.html",
    "plan/index.html",
    "glossary/index.html",
    "accessibility/index.html",
    "reading/index.html",
    "meetings/index.html",
    "meetings/council-1.html",
    "meetings/council-2.html",
    "remarks/index.html",
    "consultations/index.html",
    "consultations/reiji-fees.html",
    "explanations/index.html",
    "initiatives/index.html",
    "initiatives/paperless.html",
];

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn the_main_pages_have_an_english_twin_and_name_each_other() {
    let files = files(&example::edition(6), &Options::default());
    for path in MAIN {
        let (japanese, english) = (text(&files, path), text(&files, &format!("en/{path}")));
        assert!(japanese.contains("<html lang=\"ja\">") && english.contains("<html lang=\"en\">"), "{path}");
        assert!(japanese.contains("rel=\"alternate\" hreflang=\"en\""), "{path} names no English twin");
        assert!(english.contains("rel=\"alternate\" hreflang=\"ja\""), "{path} names no Japanese twin");
    }
}

/// Words of the page outside of any element that says it is Japanese.
fn unmarked_japanese(html: &str) -> Vec<String> {
    let body = html.split_once("<main").map_or(html, |(_, rest)| rest).split("</main>").next().unwrap_or("");
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let mut found = Vec::new();
    // Whether each open element says it is Japanese; elements without an end are not counted.
    let mut open: Vec<bool> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        if tag.starts_with('/') {
            open.pop();
        } else {
            let name = tag.split([' ', '/']).next().unwrap_or("");
            let is_closed = tag.ends_with('/') || matches!(name, "input" | "br" | "img" | "link" | "meta" | "use");
            if !is_closed {
                let above = open.last().copied().unwrap_or(false);
                open.push(above || tag.contains("lang=\"ja\""));
            }
        }
        if words.chars().any(is_japanese) && !open.last().copied().unwrap_or(false) {
            found.push(format!(
                "<{}> {}",
                tag.chars().take(60).collect::<String>(),
                words.chars().take(40).collect::<String>()
            ));
        }
    }
    found
}

#[test]
fn japanese_words_on_english_pages_say_so() {
    let files = files(&example::edition(6), &Options::default());
    let mut faults = Vec::new();
    for path in MAIN {
        let path = format!("en/{path}");
        for fault in unmarked_japanese(text(&files, &path)) {
            faults.push(format!("{path}: {fault}"));
        }
    }
    // Titles and descriptions inside a picture take no markup; their language is the picture's own.
    faults.retain(|fault| !fault.contains("<title") && !fault.contains("<desc"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
