//! What a reader of PDF/UA finds: tags, language, title, alternatives for pictures, heads of tables, and the standard's mark.

use serde_json::json;

use crate::support::{SVG, chart, count, document, has, heading, paragraph, set, table};

fn sample() -> serde_json::Value {
    document(&json!([
        heading(1, "第1章　考え方", "ch1"),
        paragraph("本文です。"),
        heading(2, "節", ""),
        table("事業費", "t1", 3),
        chart("推移", "f1", SVG),
        { "block": "list", "numbered": false, "items": [[{ "inline": "text", "text": "一つ目" }]] },
        { "block": "form", "title": "様式1", "rows": [{ "label": "事業名", "value": [{ "inline": "text", "text": "例示事業" }] }] },
    ]))
}

#[test]
fn the_pdf_is_tagged_and_says_that_it_keeps_pdf_ua_1() {
    let Some(run) = set(&sample()) else { return };
    let pdf = &run.pdf;
    for piece in ["/StructTreeRoot", "/MarkInfo", "/Marked true", "/DisplayDocTitle true", "/Lang(ja"] {
        assert!(has(pdf, piece), "{piece} is missing");
    }
    assert!(has(pdf, "<pdfuaid:part>1</pdfuaid:part>"), "the standard's mark is missing");
    assert!(has(pdf, "例示市の計画</rdf:li>"), "the title is not in the metadata");
    assert!(has(pdf, "/Outlines"), "there are no bookmarks");
}

#[test]
fn headings_tables_lists_and_pictures_have_their_tags() {
    let Some(run) = set(&sample()) else { return };
    let pdf = &run.pdf;
    for (tag, least) in
        [("/S/H1", 1), ("/S/H2", 1), ("/S/Table", 2), ("/S/TR", 5), ("/S/TH", 6), ("/S/TD", 4), ("/S/LI", 1)]
    {
        let found = count(pdf, tag);
        assert!(found >= least, "{tag}: {found}");
    }
    // Heads of columns and of rows.
    assert!(count(pdf, "/Scope/Column") >= 2 && count(pdf, "/Scope/Row") >= 4);
    assert!(count(pdf, "/S/Caption") >= 2);
    assert_eq!(count(pdf, "/S/Figure"), 1, "the chart is one picture and nothing else is");
    // The description of the chart, in UTF-16 as a PDF writes what is not Latin.
    let alternative: String = "左の棒は右の棒の二倍です。".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    assert!(has(pdf, &format!("/Alt<FEFF{alternative}>")), "the chart has no alternative");
}

#[test]
fn a_level_that_was_left_out_is_closed() {
    let blocks = json!([heading(3, "深い見出し", ""), heading(6, "もっと深い", ""), heading(1, "浅い", "")]);
    let Some(run) = set(&document(&blocks)) else { return };
    assert!(has(&run.pdf, "/S/H1") && has(&run.pdf, "/S/H2") && !has(&run.pdf, "/S/H3"));
}

#[test]
fn an_english_document_says_so() {
    let mut document = document(&json!([heading(1, "Chapter 1", ""), paragraph("Plain words.")]));
    document["lang"] = "en".into();
    let Some(run) = set(&document) else { return };
    assert!(has(&run.pdf, "/Lang(en"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let Some(first) = set(&sample()) else { return };
    assert_eq!(first.pdf, set(&sample()).unwrap().pdf);
}
