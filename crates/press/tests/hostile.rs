//! Text that tries to be something else, and input that is no document.

use serde_json::{Value, json};

use crate::support::{Run, SVG, chart, document, heading, paragraph, pdftotext, press, press_bytes, set, table};

fn text_of(run: &Run) -> Option<String> {
    pdftotext(&run.pdf, &["-f", "3", "-raw"]).map(|text| text.chars().filter(|c| !c.is_whitespace()).collect())
}

#[test]
fn markup_is_set_as_the_characters_it_is_made_of() {
    let pieces = [
        "#panic(\"no\")",
        "#read(\"/etc/passwd\")",
        "@label<label>",
        "$x^2$*_`\\\\~",
        "//comment/**/",
        "\"'<b>&amp;</b>",
        "=heading-list+enum/term:",
        "[[[[{{{{((((",
        "https://example.com/#a",
    ];
    let mut blocks = vec![heading(1, "#let x = 1", "l")];
    blocks.extend(pieces.iter().map(|piece| paragraph(piece)));
    let mut rows = table("#caption", "", 1);
    rows["rows"][0]["cells"][0] = json!({ "cell": "text", "text": "#cell[*]" });
    rows["notes"] = json!(["#note @x"]);
    blocks.push(rows);
    blocks.push(chart("#図", "", &SVG.replace("図の中の文字", "#svg[*]")));
    let Some(run) = set(&document(&Value::from(blocks))) else { return };
    let Some(text) = text_of(&run) else { return };
    for piece in pieces.into_iter().chain(["#letx=1", "#caption", "#cell[*]", "#note@x", "#図", "#svg[*]"]) {
        assert!(text.contains(&piece.replace(' ', "")), "{piece} is not in {text}");
    }
}

#[test]
fn a_character_no_font_has_becomes_a_geta_and_is_told() {
    let book = document(&json!([heading(1, "字", ""), paragraph("犬\u{1f600}猫\u{e123}鳥か\u{3099}魚")]));
    let Some(run) = set(&book) else { return };
    assert_eq!(run.said["missing"], "\u{e123}\u{1f600}");
    let Some(text) = text_of(&run) else { return };
    assert!(text.contains("犬〓猫〓鳥が魚"), "{text}");
}

#[test]
fn characters_that_turn_the_reading_order_or_cannot_be_seen_are_left_out() {
    let hidden = "甲\u{202e}乙\u{2066}丙\u{200f}丁\u{0}戊\u{7}己\u{ad}庚\u{feff}辛\u{e0041}壬\u{fffe}癸";
    let Some(run) = set(&document(&json!([heading(1, "順", ""), paragraph(hidden)]))) else { return };
    let Some(text) = text_of(&run) else { return };
    assert!(text.contains("甲乙丙丁戊己庚辛壬癸"), "{text}");
}

#[test]
fn a_word_of_twenty_thousand_letters_stays_on_the_paper() {
    let word = "abcdefghij".repeat(2_000);
    let mut rows = table("表", "", 1);
    rows["rows"][0]["cells"][0] = json!({ "cell": "text", "text": "x".repeat(2_000) });
    let Some(run) = set(&document(&json!([heading(1, "長い語", ""), paragraph(&word), rows]))) else { return };
    assert!(run.said["pages"].as_u64().unwrap() > 3, "{}", run.said);
    let Some(text) = text_of(&run) else { return };
    assert!(text.matches("abcdefghij").count() > 1_950, "letters were cut off");
    let Some(boxes) = pdftotext(&run.pdf, &["-bbox"]) else { return };
    let right = |line: &str| line.split("xMax=\"").nth(1)?.split('"').next()?.parse::<f64>().ok();
    let furthest = boxes.lines().filter(|line| line.contains("<word")).filter_map(right).fold(0.0, f64::max);
    assert!(furthest < 560.0, "a word reaches {furthest} of 595 points");
}

#[test]
fn a_document_that_is_none_is_refused_in_words_of_both_languages() {
    let missing =
        json!([{ "block": "paragraph", "text": [{ "inline": "reference", "label": "nowhere", "text": "" }] }]);
    let twice = json!([heading(1, "甲", "same"), heading(1, "乙", "same")]);
    let mut uneven = table("でこぼこ", "", 2);
    uneven["rows"][1]["cells"].as_array_mut().unwrap().pop();
    let mut untitled = document(&json!([]));
    untitled["title"] = " ".into();
    let deep = format!("{{\"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "EOF"),
        (b"{\"blocks\": [{\"block\": \"script\"}]}".to_vec(), "script"),
        (b"{\"title\": 7}".to_vec(), "string"),
        (vec![0xff, 0xfe, b'{'], ""),
        (deep.into_bytes(), "題名"),
        (document(&missing).to_string().into_bytes(), "nowhere"),
        (document(&twice).to_string().into_bytes(), "same"),
        (document(&json!([uneven])).to_string().into_bytes(), "でこぼこ"),
        (document(&json!([chart("壊れた図", "", "<p>no</p>")])).to_string().into_bytes(), "壊れた図"),
        (untitled.to_string().into_bytes(), "題名"),
    ];
    for (input, word) in cases {
        let run = press_bytes(&input, &[]);
        if run.said["kind"] == "font" {
            eprintln!("SKIPPED: {}", run.said["ja"]);
            return;
        }
        assert!(!run.is_success && run.pdf.is_empty(), "{word}: it was set");
        assert_eq!(run.said["kind"], "input", "{}", run.words);
        assert!(run.words.contains(word), "{word} is not in {}", run.words);
        assert_eq!(run.words.lines().count(), 1, "one line: {}", run.words);
        for language in ["ja", "en"] {
            assert!(!run.said[language].as_str().unwrap().is_empty());
        }
    }
}

#[test]
fn a_picture_that_cannot_be_read_or_reaches_out_is_refused() {
    let outside = SVG.replace("<text", "<image href=\"/etc/hostname\" width=\"50\" height=\"50\"/><text");
    for svg in ["<svg viewBox=\"0 0 9 9\"><g></svg>", &outside] {
        let run = press(&document(&json!([heading(1, "図", ""), chart("図", "", svg)])));
        if run.said["kind"] == "font" {
            eprintln!("SKIPPED: {}", run.said["ja"]);
            return;
        }
        assert!(!run.is_success && run.pdf.is_empty(), "{svg} was set");
        assert_eq!(run.said["kind"], "typeset", "{}", run.words);
        assert!(run.said["detail"].as_str().unwrap().contains("chart.typ"), "{}", run.words);
    }
}

#[test]
fn no_font_is_told_with_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let book = document(&json!([heading(1, "字", "")])).to_string();
    let run = press_bytes(book.as_bytes(), &["--fonts", empty.path().to_str().unwrap()]);
    assert!(!run.is_success && run.pdf.is_empty());
    assert_eq!(run.said["kind"], "font");
    for language in ["ja", "en"] {
        assert!(run.said[language].as_str().unwrap().contains("fonts-morisawa-bizud-gothic"), "{}", run.words);
    }
}

#[test]
fn arguments_nobody_knows_are_refused() {
    for arguments in [&["--open"][..], &["--memory-mb", "many"], &["--seconds"], &["--colour", "red"]] {
        let run = press_bytes(b"{}", arguments);
        assert!(!run.is_success);
        assert_eq!(run.said["kind"], "input", "{arguments:?}: {}", run.words);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_and_time_end_where_they_are_told_to() {
    let book = document(&json!([heading(1, "一覧", ""), table("長い表", "", 6_000)])).to_string();
    let run = press_bytes(book.as_bytes(), &["--memory-mb", "160"]);
    if run.said["kind"] == "font" {
        eprintln!("SKIPPED: {}", run.said["ja"]);
        return;
    }
    assert!(!run.is_success && run.pdf.is_empty());
    let is_told = run.said["kind"] == "memory" || run.words.contains("memory allocation of");
    assert!(is_told, "{}", run.words);
    let started = std::time::Instant::now();
    let run = press_bytes(book.as_bytes(), &["--seconds", "1"]);
    assert!(!run.is_success && run.pdf.is_empty());
    assert!(started.elapsed().as_secs() < 60, "it went on for {:?}", started.elapsed());
}
