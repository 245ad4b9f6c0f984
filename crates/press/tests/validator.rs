//! PDF/UA-1 looked at from outside: veraPDF, where somebody installed it. No package registry we may use has it (decision 0015).

use std::process::Command;

use serde_json::json;

use crate::support::{SVG, chart, document, heading, paragraph, set, table};

#[test]
fn verapdf_finds_nothing_against_pdf_ua_1() {
    let verapdf = std::env::var_os("HENKAKU_VERAPDF").unwrap_or_else(|| "verapdf".into());
    if Command::new(&verapdf).arg("--version").output().is_err() {
        eprintln!("SKIPPED: veraPDF is not installed (verapdf in PATH, or HENKAKU_VERAPDF)");
        return;
    }
    let book = document(&json!([
        heading(1, "第1章", "ch1"),
        paragraph("本文です。"),
        table("事業費", "t1", 30),
        chart("推移", "f1", SVG),
        { "block": "paragraph", "text": [{ "inline": "reference", "label": "t1", "text": "" }] },
        { "block": "form", "title": "様式", "rows": [{ "label": "欄", "value": [{ "inline": "text", "text": "値" }] }] },
        { "block": "term", "id": "t", "name": "用語", "reading": "ようご", "meaning": [{ "inline": "text", "text": "意味" }] },
    ]));
    let Some(run) = set(&book) else { return };
    let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    std::fs::write(file.path(), &run.pdf).unwrap();
    let output = Command::new(&verapdf).args(["--flavour", "ua1", "--format", "text", "-v"]).arg(file.path()).output();
    let said = String::from_utf8_lossy(&output.unwrap().stdout).into_owned();
    assert!(said.starts_with("PASS"), "{said}");
}
