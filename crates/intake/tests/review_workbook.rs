//! A workbook of the review as people leave it: columns moved and added, pages renamed, rows copied, pages deleted.

use fiscal::FiscalYear;
use intake::review_workbook::{ReviewReading, read_review_workbook};
use reform::review_workbook::{Content, MANIFEST_PAGE, Manifest, ManifestColumn, ManifestSheet, Page};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

fn manifest() -> Manifest {
    let column = |page, heading: &str, word: &str| ManifestColumn {
        page,
        heading: heading.into(),
        content: Content::from_word(word),
    };
    let sheet =
        |id, number: &str, name: &str| ManifestSheet { id, revision: 3, number: number.into(), name: name.into() };
    Manifest {
        fiscal_year: FiscalYear::new(2026).unwrap(),
        made_at: "2026-08-01T00:00:00.000Z".into(),
        columns: vec![
            column(Page::Checks, "年度", "#year"),
            column(Page::Checks, "事業番号", "#number"),
            column(Page::Checks, "視点1・判断", "check.needs.judgement"),
            column(Page::Checks, "視点1・理由", "check.needs.reason"),
            column(Page::Measures, "事業", "#program"),
            column(Page::Measures, "記号", "#item"),
            column(Page::Measures, "内容", "measure.*.text"),
            column(Page::Measures, "効果額（事業費、円）", "measure.*.effect-yen"),
        ],
        sheets: vec![sheet(11, "0101", "防災訓練"), sheet(12, "0102", "公園管理")],
    }
}

/// Texts by row; a text that begins with `%` is written as a number.
fn page(sheet: &mut Worksheet, name: &str, rows: &[&[&str]]) {
    sheet.set_name(name).unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let at = (row as u32, column as u16);
            match text.strip_prefix('%') {
                Some(number) => drop(sheet.write_number(at.0, at.1, number.parse::<f64>().unwrap()).unwrap()),
                None => drop(sheet.write_string(at.0, at.1, *text).unwrap()),
            }
        }
    }
}

fn hidden(sheet: &mut Worksheet, manifest: &Manifest) {
    let mut rows = manifest.to_rows();
    rows.push(vec!["checksum".into(), "sum".into()]);
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    page(sheet, MANIFEST_PAGE, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    sheet.set_very_hidden(true);
}

fn read(checks: &[&[&str]], measures: &[&[&str]]) -> ReviewReading {
    let mut book = Workbook::new();
    page(book.add_worksheet(), "点検", checks);
    page(book.add_worksheet(), "取組", measures);
    hidden(book.add_worksheet(), &manifest());
    read_review_workbook("書いた.xlsx", &book.save_to_buffer().unwrap())
}

/// Program, id and cells of every row.
fn rows(reading: &ReviewReading) -> Vec<String> {
    let manifest = reading.manifest.as_ref().unwrap();
    let row = |row: &intake::review_workbook::ReviewRow| {
        let cells: Vec<String> = row.cells.iter().map(|cell| format!("{}={}", cell.field, cell.text)).collect();
        format!("{} {} {}", manifest.sheets[row.sheet].number, row.item, cells.join(" "))
    };
    reading.rows.iter().map(row).collect()
}

fn problems(reading: &ReviewReading) -> Vec<String> {
    let problem = |problem: &reform::Problem| {
        let place = &problem.place;
        let column = place.column.as_deref().unwrap_or_default();
        let row = place.row.map(|row| row.to_string()).unwrap_or_default();
        format!("{} {}!{column}{row}", problem.kind.code, place.sheet.as_deref().unwrap_or_default())
    };
    reading.problems.iter().map(problem).collect()
}

const CHECKS: &[&[&str]] = &[&["年度", "事業番号", "視点1・判断", "視点1・理由"], &["2026", "0101", "妥当", "要る"]];
const MEASURES: &[&[&str]] =
    &[&["事業", "記号", "内容", "効果額（事業費、円）"], &["0101　防災訓練", "m1", "やめる", "%5"]];

#[test]
fn columns_may_be_moved_and_added_pages_renamed_and_rows_put_above() {
    let mut book = Workbook::new();
    page(
        book.add_worksheet(),
        "点検 (2)",
        &[
            &["メモ：係長確認済"],
            &[],
            &["私のメモ", "視点１・理由", " 視点1・判断 ", "事業番号", "年度"],
            &["あとで", "要る\r\nそして", "妥当", "%101", "%2026"],
            &["", "", "", "", ""],
            &["", "", "該当なし", "0102", "令和8年度"],
        ],
    );
    page(book.add_worksheet(), "とりくみ", MEASURES);
    hidden(book.add_worksheet(), &manifest());
    let reading = read_review_workbook("x.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(problems(&reading), Vec::<String>::new());
    assert_eq!(
        rows(&reading),
        [
            "0101  check.needs.reason=要る\nそして check.needs.judgement=adequate",
            "0102  check.needs.reason= check.needs.judgement=not-applicable",
            "0101 m1 measure.*.text=やめる measure.*.effect-yen=5",
        ]
        .map(|row| {
            // The order of the cells is that of the manifest.
            let (head, tail) = row.split_once("check.needs.reason=").unwrap_or((row, ""));
            match tail.split_once(" check.needs.judgement=") {
                Some((reason, judgement)) => {
                    format!("{head}check.needs.judgement={judgement} check.needs.reason={reason}")
                }
                None => row.to_owned(),
            }
        })
    );
    assert_eq!((reading.checksum.as_str(), reading.manifest), ("sum", Some(manifest())));
}

#[test]
fn rows_nobody_can_tell_are_named_and_the_others_are_read() {
    let checks: &[&[&str]] = &[
        CHECKS[0],
        CHECKS[1],
        &["2026", "9999", "妥当", "よその事業"],
        &["2025", "0102", "妥当", "前の年度"],
        &["2026", "", "妥当", "番号なし"],
    ];
    let measures: &[&[&str]] = &[
        MEASURES[0],
        &["0101 防災訓練", "m1", "一", "%5"],
        &["0101", "m1", "写した行", "%6"],
        &["0101", "悪い記号", "二", ""],
        &["", "", "だれのもの", ""],
        &["0102　公園管理", "", "新しい", "▲１，０００"],
        &["0102", "", "", ""],
    ];
    let reading = read(checks, measures);
    assert_eq!(
        problems(&reading),
        [
            "IN-710 点検!B3",
            "IN-712 点検!A4",
            "IN-713 点検!5",
            "IN-714 取組!B4",
            "IN-713 取組!5",
            "IN-715 取組!2",
            "IN-715 取組!3"
        ]
    );
    assert_eq!(
        rows(&reading),
        [
            "0101  check.needs.judgement=adequate check.needs.reason=要る",
            "0102  measure.*.text=新しい measure.*.effect-yen=-1000",
        ]
    );
}

#[test]
fn what_is_missing_or_double_is_told_and_its_fields_are_left_out() {
    let twice: &[&[&str]] = &[&["年度", "事業番号", "視点1・理由", "視点1・理由"], &["2026", "0101", "一", "二"]];
    let reading = read(twice, &[&["別の表"]]);
    assert_eq!(problems(&reading), ["IN-706 点検!1", "IN-707 点検!D1", "IN-705 !"]);
    assert_eq!(rows(&reading), ["0101  "]);
    let double: &[&[&str]] = &[CHECKS[0], CHECKS[1], CHECKS[1]];
    assert_eq!(problems(&read(double, MEASURES)), ["IN-711 点検!2", "IN-711 点検!3"]);
}

#[test]
fn a_workbook_without_its_hidden_page_or_of_another_layout_is_refused() {
    let mut book = Workbook::new();
    page(book.add_worksheet(), "点検", CHECKS);
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(problems(&read_review_workbook("x.xlsx", &bytes)), ["IN-700 !"]);

    let mut book = Workbook::new();
    page(book.add_worksheet(), "点検", CHECKS);
    page(book.add_worksheet(), MANIFEST_PAGE, &[&["henkaku-review", "99"]]);
    let reading = read_review_workbook("x.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!((problems(&reading), reading.manifest), (vec!["IN-701 !".to_owned()], None));

    assert_eq!(problems(&read(&[&["何か"]], &[&["別"]])), ["IN-705 !", "IN-705 !", "IN-704 !"]);
    assert_eq!(problems(&read_review_workbook("x.csv", b"a,b,c\n1,2,3\n")), ["IN-004 !"]);
    assert_eq!(
        problems(&read_review_workbook("x.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])),
        ["IN-703 !"]
    );
}

#[test]
fn dates_and_faults_of_cells_are_told_by_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    page(sheet, "点検", CHECKS);
    let date = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
    sheet.write_datetime_with_format(1, 3, &date, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    let sheet = book.add_worksheet();
    page(sheet, "取組", MEASURES);
    sheet.write_datetime_with_format(1, 3, &date, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_formula(1, 2, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    hidden(book.add_worksheet(), &manifest());
    let reading = read_review_workbook("x.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(problems(&reading), ["IN-726 点検!D2", "IN-724 取組!C2", "IN-725 取組!D2"]);
    assert_eq!(rows(&reading), ["0101  check.needs.judgement=adequate check.needs.reason=2026-04-01", "0101 m1 "]);
}
