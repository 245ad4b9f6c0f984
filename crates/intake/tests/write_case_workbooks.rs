//! Writes the Excel files under `cases/import/`, so that nobody has to trust a binary file.
//!
//! `UPDATE_EXPECT=1 cargo nextest run -p intake --test write_case_workbooks` writes them; otherwise the files in the
//! repository are held against what would be written.

use crate::made;

use made::{archive, biff8, compound, ods, ods_rows, workbook_with_password};
use std::path::{Path, PathBuf};

const HEADINGS: &str = "事業番号|事業名|年度|事業費（円）|国庫支出金（円）|一般財源（円）";

/// `=` a number, `%` a formula's number, `&` a formula's text, `@` a day, `!` an error.
const OLD_ROWS: [&str; 5] = [
    "事業番号|事業名|年度|事業費（円）|国庫支出金（円）|一般財源（円）|備考",
    "101|図書館運営事業|令和6|=1200|%200|=1000|@45925",
    "=102|&公園管理事業|=2024|=3500000||=3500000|",
    "",
    "103|率の事業|令和6|!#DIV/0!|||",
];

/// `=` a number, `@` a day, `!` an error, `×3 ` before a cell: it stands three times.
const OPEN_ROWS: [&str; 5] = [
    "事業番号|事業名|年度|事業費（円）|国庫支出金（円）|一般財源（円）|備考",
    "101|図書館運営事業|令和6|=1200|=200|=1000|@2025-09-25",
    "=102|公園管理事業|=2024|×2 =3500000|×1000 ",
    "",
    "103|率の事業|令和6|!#DIV/0!|!Err:502|",
];

/// Every workbook of the cases: folder and file, bytes.
fn workbooks() -> Vec<(&'static str, Vec<u8>)> {
    let plain = |rows: &[&str]| workbook("事業一覧", &sheet("A1:F3", rows));
    let good = plain(&[HEADINGS, "101|図書館運営事業|令和6|=1200|=200|=1000"]);
    let mut cut = good.clone();
    cut.truncate(cut.len() / 2);
    let claims = sheet("A1:XFD1048576", &[HEADINGS, "101|図書館運営事業|令和6|=1200|=200|=1000"]);
    let far = claims.replace("</sheetData>", r#"<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>102</t></is></c><c r="B1048576" t="inlineStr"><is><t>末行の事業</t></is></c><c r="C1048576"><v>2024</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData>"#);
    let faults = plain(&[HEADINGS, "101|集計表事業|令和6|!#REF!|=200|!#N/A", "102|率の事業|令和6|!#DIV/0!||"]);
    let broken = sheet("A1:F3", &[HEADINGS, "101|図書館運営事業|令和6|=1200|=200|=1000"])
        .replace("</sheetData></worksheet>", "<row r=\"3\"><c r=\"A3\"><v>1");
    let blocks = sheet("A1:H2", &["番号|事業名|年度|国|計|国|計|備考", "1|水路改修事業|7|=1|=2|=1|=3|"]);
    let floats = plain(&[
        HEADINGS,
        "101|割合配分事業|令和6|=0.30000000000000004|=0.1|=0.2",
        "102|整数事業|=45292|=1000|=400|=600",
    ]);
    let old = compound("Workbook", &biff8("事業一覧", &OLD_ROWS, &[]));
    let repeated = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/></table:table-row>"#;
    vec![
        ("xlsx-cut-short/input.xlsx", cut),
        ("xlsx-that-is-text/input.xlsx", "事業番号,事業名,年度\n1,図書館,令和6\n".into()),
        ("xlsx-zip-bomb/input.xlsx", bomb()),
        ("xlsx-claims-a-million-rows/input.xlsx", workbook("事業一覧", &far)),
        ("xlsx-formula-errors/input.xlsx", faults),
        ("xlsx-wrong-sheet/input.xlsx", good.clone()),
        ("xlsx-for-a-csv-mapping/input.xlsx", good),
        ("xlsx-damaged-sheet/input.xlsx", workbook("事業一覧", &broken)),
        ("xlsx-year-blocks-moved/input.xlsx", workbook("事業一覧", &blocks)),
        ("xlsx-fractions-of-a-yen/input.xlsx", floats),
        ("old-excel/input.xls", compound("Workbook", &biff8("事業一覧", &OLD_ROWS, &[]))),
        ("old-excel-cut-short/input.xls", old[..old.len() - 1024].to_vec()),
        ("old-excel-with-password/input.xls", compound("Workbook", &biff8("事業一覧", &OLD_ROWS, &[(0x2F, &[1, 0])]))),
        ("workbook-with-password/input.xlsx", workbook_with_password()),
        ("word-file/input.xls", compound("WordDocument", &[0; 5000])),
        ("excel-binary/input.xlsb", archive(&[("xl/workbook.bin", vec![0; 8])])),
        ("open-document/input.ods", ods("事業一覧", &ods_rows(&OPEN_ROWS))),
        ("open-document-repeated-without-end/input.ods", ods("事業一覧", &(ods_rows(&OPEN_ROWS) + repeated))),
        (
            "open-document-text/input.odt",
            archive(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text".to_vec()),
                ("content.xml", b"<x/>".to_vec()),
            ]),
        ),
    ]
}

/// A worksheet: cells between `|`, a number after `=`, an error after `!`, else text.
fn sheet(dimension: &str, rows: &[&str]) -> String {
    let mut xml = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>"#
    );
    for (index, row) in rows.iter().enumerate() {
        xml.push_str(&format!(r#"<row r="{}">"#, index + 1));
        for (column, cell) in row.split('|').enumerate() {
            let place = format!("{}{}", char::from(b'A' + column as u8), index + 1);
            xml.push_str(&match (cell.strip_prefix('='), cell.strip_prefix('!')) {
                (Some(number), _) => format!(r#"<c r="{place}"><v>{number}</v></c>"#),
                (_, Some(fault)) => format!(r#"<c r="{place}" t="e"><v>{fault}</v></c>"#),
                _ if cell.is_empty() => String::new(),
                _ => format!(r#"<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            });
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData></worksheet>"
}

fn workbook(name: &str, sheet: &str) -> Vec<u8> {
    archive(&parts(name, sheet.as_bytes().to_vec()))
}

/// Forty megabytes of nothing in forty kilobytes.
fn bomb() -> Vec<u8> {
    archive(&parts("事業一覧", vec![b' '; 40 * 1024 * 1024]))
}

fn parts(name: &str, sheet: Vec<u8>) -> [(&'static str, Vec<u8>); 5] {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        r#"<Types xmlns="{packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#
    );
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    [
        ("[Content_Types].xml", types.into_bytes()),
        ("_rels/.rels", root.into_bytes()),
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/import")
}

#[test]
fn workbooks_in_the_repository_are_those_written_here() {
    let write_anew = std::env::var_os("UPDATE_EXPECT").is_some();
    for (name, bytes) in workbooks() {
        let path = folder().join(name);
        if write_anew {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        let kept = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(kept == bytes, "{name} differs; write it anew as the head of this file says");
    }
}
