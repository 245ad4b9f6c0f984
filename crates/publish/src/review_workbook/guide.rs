//! The first page (使い方): what to do with the workbook, in short.

use reform::review_workbook::ReviewBook;
use reform::workflow::Level;
use rust_xlsxwriter::Worksheet;

use super::height::height;
use super::styles::Styles;
use crate::ExportError;
use crate::text::{fit_cell, without_controls};

/// What to do, step by step.
const STEPS: [(&str, &str); 9] = [
    ("書くところ", "クリーム色のセルに書きます。灰色のセルは書きかえられません。セルを選ぶと、書き方が横に出ます。"),
    ("選ぶところ", "判断や方向性は、セルを選ぶと出る ▼ から選びます。消すときは Delete キーを押します。"),
    (
        "点検",
        "シート「点検」は1行に1事業です。視点ごとに判断・理由・根拠を書き、最後に来年度の方向性を書きます。根拠は1行に1つ、セルの中の改行は Alt＋Enter です。",
    ),
    (
        "取組・指標",
        "1行に1つです。足すときは下の空いた行で「事業」を選び、「記号」は空のままにします。やめるときは、その行のクリーム色のセルをすべて空にします（行を消しても、やめたことにはなりません）。",
    ),
    ("金額", "円単位の整数です（千円ではありません）。費用が増えるときは -（マイナス）を付けます。"),
    ("年度", "西暦の4桁です（令和9年度は 2027）。"),
    (
        "保存",
        "Excel でも LibreOffice でも使えます。形式は「Excelブック（.xlsx）」のままにします。列を動かしたり、隠れたシートを消したりしないでください。",
    ),
    (
        "送り返す",
        "点検の画面の「エクセル」からアップロードします。すぐには反映されません。何が変わるか、画面やほかの人の変更とぶつからないかを確かめてから、反映します。一部の事業だけを書いて送ってもかまいません。",
    ),
    ("提出", "反映しただけでは提出になりません。画面で内容を見て「提出」を押します。"),
];

pub(super) fn write(sheet: &mut Worksheet, book: &ReviewBook, title: &str, styles: &Styles) -> Result<(), ExportError> {
    let clean = |text: &str| fit_cell(&without_controls(text));
    sheet.set_name("使い方")?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 96)?;
    sheet.set_row_height(0, 32)?;
    sheet.write_string_with_format(0, 0, clean(title), &styles.title)?;
    let open = book.rows.iter().filter(|row| row.level.is_some()).count();
    let levels: Vec<&str> = Level::ALL
        .iter()
        .filter(|level| book.rows.iter().any(|row| row.level == Some(**level)))
        .map(|l| l.label_ja())
        .collect();
    let writable = match open {
        0 => format!("{}事業（今は見るだけで、書ける欄はありません）", book.rows.len()),
        open => format!("{}事業（うち書ける事業 {open}、段階：{}）", book.rows.len(), levels.join("・")),
    };
    let mut facts = vec![
        ("対象", writable),
        ("だれのために", book.made_for.clone()),
        ("作成", book.made_at.clone()),
        ("期限", book.due.clone()),
    ];
    if book.is_demo {
        facts.push(("注意", "例示データです。実在の事業や金額ではありません。".to_owned()));
    }
    let mut row = 1;
    for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
        sheet.write_string_with_format(row, 0, *name, &styles.strong)?;
        sheet.write_string_with_format(row, 1, clean(text), &styles.plain)?;
        row += 1;
    }
    row += 1;
    sheet.merge_range(row, 0, row, 1, "使い方", &styles.group)?;
    row += 1;
    sheet.write_string_with_format(row, 0, "書けるセル", &styles.open_sample)?;
    sheet.write_string_with_format(row, 1, "← この色のセルに書きます", &styles.plain)?;
    sheet.write_string_with_format(row + 1, 0, "書けないセル", &styles.locked_sample)?;
    sheet.write_string_with_format(row + 1, 1, "← この色のセルは見るだけです", &styles.plain)?;
    row += 2;
    for (name, text) in STEPS {
        sheet.write_string_with_format(row, 0, name, &styles.strong)?;
        sheet.write_string_with_format(row, 1, text, &styles.plain)?;
        sheet.set_row_height(row, height([(text, 96.0)], 1))?;
        row += 1;
    }
    row += 1;
    sheet.merge_range(row, 0, row, 1, "点検の視点", &styles.group)?;
    row += 1;
    for (at, (_, title)) in book.viewpoints.iter().enumerate() {
        sheet.write_string_with_format(row, 0, format!("視点{}", at + 1), &styles.strong)?;
        sheet.write_string_with_format(row, 1, clean(&title.ja), &styles.plain)?;
        row += 1;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 1);
    sheet.protect();
    Ok(())
}
