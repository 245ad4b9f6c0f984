//! Runs the worker as the server does, and reads what it made.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// How a run ended.
pub struct Run {
    pub is_success: bool,
    pub pdf: Vec<u8>,
    /// The last line of its standard error.
    pub said: Value,
    pub words: String,
}

/// Sets a document with the fonts of this machine.
pub fn press(document: &Value) -> Run {
    press_bytes(document.to_string().as_bytes(), &[])
}

/// Runs the worker with any input and arguments.
pub fn press_bytes(input: &[u8], arguments: &[&str]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_press"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feed = std::thread::spawn(move || {
        // A worker that refuses its arguments does not listen.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feed.join().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    let said = words.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    Run { is_success: output.status.success(), pdf: output.stdout, said, words }
}

/// The PDF of a document that must be set; nothing, with a word about it, where no font is installed.
#[track_caller]
pub fn set(document: &Value) -> Option<Run> {
    let run = press(document);
    if run.said["kind"] == "font" {
        eprintln!("SKIPPED: {}", run.said["ja"]);
        return None;
    }
    assert!(run.is_success, "{}", run.words);
    assert!(run.pdf.starts_with(b"%PDF-1.7"), "no PDF: {} bytes", run.pdf.len());
    Some(run)
}

/// The text of each page as `pdftotext` finds it; nothing, with a word about it, where that is not installed.
pub fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    let text = pdftotext(pdf, &["-layout"])?;
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "the last page ends the text");
    Some(pages)
}

/// What `pdftotext` says of a PDF.
pub fn pdftotext(pdf: &[u8], arguments: &[&str]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let run = Command::new("pdftotext").args(arguments).arg(file.path()).arg("-").output();
    match run {
        Ok(output) if output.status.success() => Some(String::from_utf8(output.stdout).unwrap()),
        Ok(output) => panic!("pdftotext: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            eprintln!("SKIPPED: pdftotext: {error}; apt-get install poppler-utils");
            None
        }
    }
}

/// Whether a piece of the PDF's own syntax stands in it.
pub fn has(pdf: &[u8], piece: &str) -> bool {
    count(pdf, piece) > 0
}

/// How often.
pub fn count(pdf: &[u8], piece: &str) -> usize {
    pdf.windows(piece.len()).filter(|window| *window == piece.as_bytes()).count()
}

/// A document of these blocks.
pub fn document(blocks: &Value) -> Value {
    json!({
        "kind": "plan-book", "lang": "ja", "title": "例示市の計画", "subtitle": "", "publisher": "例示市",
        "date": "令和8年11月22日", "running_head": "例示市の計画", "edition": 2, "volume": [1, 1], "first_page": 1,
        "notice": "例示を含みます", "contents": true, "blocks": blocks,
    })
}

pub fn heading(level: u8, text: &str, label: &str) -> Value {
    json!({ "block": "heading", "level": level, "text": text, "label": label })
}

pub fn paragraph(text: &str) -> Value {
    json!({ "block": "paragraph", "text": [{ "inline": "text", "text": text }] })
}

/// A table of a column of words and one of figures.
pub fn table(caption: &str, label: &str, rows: usize) -> Value {
    let row = |number: usize| {
        json!({ "cells": [
            { "cell": "text", "text": format!("例示事業{number}") },
            { "cell": "value", "query": "q", "unit": "yen", "decimals": 0, "shown": format!("{}", number * 1_000) },
        ], "is_total": false })
    };
    json!({
        "block": "table", "caption": caption, "label": label, "unit": "（単位：千円）",
        "columns": [{ "head": "事業名", "width": 2.0, "is_figure": false }, { "head": "事業費", "width": 0.0, "is_figure": true }],
        "rows": (1..=rows).map(row).collect::<Vec<_>>(), "notes": [],
    })
}

pub fn chart(caption: &str, label: &str, svg: &str) -> Value {
    json!({
        "block": "chart", "caption": caption, "label": label, "description": "左の棒は右の棒の二倍です。",
        "svg": svg, "source": "例示", "table": null,
    })
}

pub const SVG: &str = "<svg class=\"chart-svg chart-wide\" viewBox=\"0 0 720 300\" width=\"100%\" role=\"img\">\
    <rect class=\"c1\" x=\"60\" y=\"40\" width=\"80\" height=\"200\" fill=\"#0017c1\"/>\
    <rect class=\"c2\" x=\"200\" y=\"140\" width=\"80\" height=\"100\" fill=\"#008bf2\"/>\
    <text x=\"100\" y=\"270\" text-anchor=\"middle\" font-size=\"13\" fill=\"#333333\">図の中の文字</text></svg>";
