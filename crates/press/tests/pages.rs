//! What stands on which page: order, numbers, heads that repeat, references that tell the true page, terms and where they occur.

use serde_json::{Value, json};

use crate::support::{SVG, chart, document, heading, pages, paragraph, pdftotext, set, table};

fn term(id: &str, text: &str) -> Value {
    json!({ "inline": "term", "id": id, "text": text })
}

fn words(text: &str) -> Value {
    json!({ "inline": "text", "text": text })
}

/// The number printed at the foot of a page, as its last line.
fn printed(page: &str) -> Option<u32> {
    page.lines().rev().find(|line| !line.trim().is_empty())?.trim().parse().ok()
}

fn without_spaces(text: &str) -> String {
    // The contents have joiners between a heading and its dots.
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect()
}

#[test]
fn text_comes_in_reading_order_and_pages_count_on_from_the_first() {
    let mut book = document(&json!([
        heading(1, "第1章　始め", "ch1"),
        paragraph("甲の段落。"),
        heading(1, "第2章　続き", "ch2"),
        paragraph("乙の段落。"),
    ]));
    book["first_page"] = 101.into();
    book["volume"] = json!([2, 3]);
    let Some(run) = set(&book) else { return };
    assert_eq!(run.said["pages"], 4);
    let Some(pages) = pages(&run.pdf) else { return };
    assert_eq!(pages.len(), 4);
    assert!(
        without_spaces(&pages[0]).contains("例示市の計画") && without_spaces(&pages[0]).contains("第2分冊（全3分冊）")
    );
    assert_eq!(printed(&pages[0]), None, "a cover bears no number");
    assert_eq!(pages[1..].iter().map(|page| printed(page)).collect::<Vec<_>>(), [Some(102), Some(103), Some(104)]);
    let order = ["第1章始め", "甲の段落。"].map(|text| without_spaces(&pages[2]).rfind(text));
    assert!(order[0].is_some() && order[0] < order[1], "{order:?}");
    // The contents tell the pages as they are printed.
    let contents = without_spaces(&pages[1]).replace('.', "");
    assert!(contents.contains("第1章始め103第2章続き104"), "{contents}");
    // Head and notice of every page but the cover.
    for page in &pages[1..] {
        let top = without_spaces(&page.lines().take(4).collect::<String>());
        assert!(top.contains("例示市の計画") && top.contains("例示を含みます"), "{top}");
    }
    assert!(
        without_spaces(&pages[3].lines().take(4).collect::<String>()).contains("第2章続き"),
        "the chapter in the head"
    );
}

#[test]
fn references_and_terms_tell_the_true_page() {
    let reference = |label: &str, text: &str| json!({ "inline": "reference", "label": label, "text": text });
    let mut blocks = vec![
        heading(1, "第1章", "ch1"),
        json!({ "block": "paragraph", "text": [
            reference("t1", ""), words("、"), reference("f1", ""), words("、"), reference("last", "結び"), words("を見る。"),
            term("fund", "基金"),
        ] }),
    ];
    for number in 0..4 {
        blocks.push(json!({ "block": "page-break" }));
        blocks.push(json!({ "block": "paragraph", "text": [words(&format!("頁{number}、")), term("fund", "基金")] }));
    }
    blocks.push(table("事業費の表", "t1", 2));
    blocks.push(json!({ "block": "page-break" }));
    blocks.push(chart("推移の図", "f1", SVG));
    blocks.push(heading(1, "結びの章", "last"));
    blocks.push(json!({ "block": "paragraph", "text": [term("fund", "基金")] }));
    blocks.push(heading(1, "用語集", ""));
    blocks.push(
        json!({ "block": "term", "id": "fund", "name": "基金", "reading": "ききん", "meaning": [words("貯金。")] }),
    );
    blocks.push(
        json!({ "block": "term", "id": "none", "name": "無い語", "reading": "", "meaning": [words("どこにもない。")] }),
    );
    let Some(run) = set(&document(&Value::from(blocks))) else { return };
    let Some(pages) = pages(&run.pdf) else { return };
    // Where a thing truly is: the page it is found on, by the number printed there.
    let page_of = |text: &str| {
        let at = pages.iter().skip(2).position(|page| without_spaces(page).contains(text)).unwrap() + 2;
        printed(&pages[at]).unwrap()
    };
    let (t1, f1, last) = (page_of("表1事業費の表"), page_of("図1推移の図"), page_of("結びの章"));
    let first = without_spaces(&pages[2]);
    assert!(
        first.contains(&format!("表1（{t1}ページ）、図1（{f1}ページ）、結び（{last}ページ）を見る。")),
        "{first} for {t1}, {f1}, {last}"
    );
    let glossary = without_spaces(pages.last().unwrap());
    assert!(glossary.contains("基金（ききん）貯金。掲載ページ：3–7、9"), "{glossary}");
    assert!(glossary.ends_with(&format!("無い語どこにもない。{}", pages.len())), "{glossary}");
}

#[test]
fn the_heads_of_a_long_table_stand_on_every_page_and_no_row_is_lost() {
    let Some(run) = set(&document(&json!([heading(1, "一覧", ""), table("長い表", "", 3_000)]))) else { return };
    let count = run.said["pages"].as_u64().unwrap();
    assert!((60..=120).contains(&count), "{count} pages");
    let Some(pages) = pages(&run.pdf) else { return };
    let mut next = 1;
    for page in &pages[2..] {
        let heads = page.lines().filter(|line| without_spaces(line) == "事業名事業費").count();
        assert_eq!(heads, 1, "{page}");
        for line in page.lines() {
            if let Some(rest) = line.trim().strip_prefix("例示事業") {
                let mut parts = rest.split_whitespace();
                assert_eq!(parts.next(), Some(next.to_string().as_str()));
                assert_eq!(parts.next(), Some((next * 1_000).to_string().as_str()));
                next += 1;
            }
        }
    }
    assert_eq!(next, 3_001, "rows were lost");
}

#[test]
fn lines_begin_and_end_where_the_rules_of_japanese_type_allow() {
    let text =
        "市の「財政（中期）」は、▲1,234億円の不足です。きょうも、ちょっと待って、ファイルを「見る」。ー。".repeat(16);
    // Paragraphs that begin a little further in each time, so that every place of the text meets the end of a line.
    let blocks: Vec<Value> = (0..16).map(|number| paragraph(&format!("{}{text}", "あ".repeat(number)))).collect();
    let Some(run) = set(&document(&Value::from(blocks))) else { return };
    let Some(text) = pdftotext(&run.pdf, &["-f", "3", "-layout"]) else { return };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| line.chars().count() > 20).collect();
    assert!(lines.len() > 120, "{} lines", lines.len());
    for line in lines {
        let (first, last) = (line.chars().next().unwrap(), line.chars().last().unwrap());
        assert!(!"、。」）ょっァィゃ,ー".contains(first), "a line begins with {first}: {line}");
        assert!(!"「（▲,".contains(last), "a line ends with {last}: {line}");
    }
}

#[test]
fn a_form_that_fits_is_not_divided_and_one_that_does_not_is() {
    let form = |title: &str, rows: usize| {
        let rows: Vec<Value> =
            (0..rows).map(|row| json!({ "label": format!("欄{row}"), "value": [words("値")] })).collect();
        json!({ "block": "form", "title": title, "rows": rows })
    };
    let book = document(&json!([heading(1, "様式集", ""), form("様式1", 20), form("様式2", 20), form("様式3", 90)]));
    let Some(run) = set(&book) else { return };
    let Some(pages) = pages(&run.pdf) else { return };
    let on = |text: &str| pages.iter().filter(|page| without_spaces(page).contains(text)).count();
    assert_eq!(on("様式2"), 1);
    let second = pages.iter().find(|page| without_spaces(page).contains("様式2")).unwrap();
    assert!(without_spaces(second).contains("欄19値"), "the second form was divided");
    let rows = pages.iter().map(|page| page.matches("欄").count()).sum::<usize>();
    assert_eq!(rows, 130);
}

#[test]
fn a_table_of_many_columns_turns_the_page() {
    let columns: Vec<Value> =
        (0..16).map(|x| json!({ "head": format!("令和{x}年度"), "width": 0.0, "is_figure": x > 0 })).collect();
    let cells: Vec<Value> = (0..16)
        .map(|x| match x {
            0 => json!({ "cell": "text", "text": "会計" }),
            x => json!({ "cell": "value", "query": "", "unit": "", "decimals": 0, "shown": format!("▲{x},234,567") }),
        })
        .collect();
    let wide = json!({ "block": "table", "caption": "広い表", "label": "", "unit": "", "columns": columns,
        "rows": [{ "cells": cells, "is_total": true }], "notes": [] });
    let Some(run) = set(&document(&json!([heading(1, "始め", ""), paragraph("前"), wide, paragraph("後")]))) else {
        return;
    };
    let Some(pages) = pages(&run.pdf) else { return };
    assert_eq!(pages.len(), 5, "cover, contents, before, the turned page, after");
    assert!(without_spaces(&pages[3]).contains("▲1,234,567▲2,234,567"), "{}", pages[3]);
    assert!(crate::support::has(&run.pdf, "[0 0 841.8"), "no page is turned");
}
