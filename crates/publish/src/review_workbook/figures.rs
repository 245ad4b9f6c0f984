//! What the programs cost (事業の数字): to be read only, so that amounts need not be looked up elsewhere.

use fiscal::Yen;
use reform::review_workbook::ReviewBook;
use rust_xlsxwriter::Worksheet;

use super::lock;
use super::styles::Styles;
use crate::ExportError;
use crate::text::{fit_cell, without_controls};

const HEADING_ROW: u32 = 1;

pub(super) fn write(sheet: &mut Worksheet, book: &ReviewBook, styles: &Styles) -> Result<(), ExportError> {
    let headings: [(&str, f64); 10] = [
        ("事業番号", 11.0),
        ("事業名", 34.0),
        ("年度", 9.0),
        ("段階", 12.0),
        ("事業費（円）", 18.0),
        ("国庫支出金（円）", 18.0),
        ("県支出金（円）", 18.0),
        ("市債（円）", 18.0),
        ("その他（円）", 18.0),
        ("一般財源（円）", 18.0),
    ];
    sheet.set_name("事業の数字")?;
    sheet.set_row_height(0, 26)?.set_row_height(HEADING_ROW, 30)?;
    sheet.write_string_with_format(
        0,
        0,
        "事業の数字（見るだけのシート。空欄は記載なしで、0ではない）",
        &styles.title,
    )?;
    for (at, (heading, width)) in headings.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?;
        sheet.write_string_with_format(HEADING_ROW, at as u16, *heading, &styles.heading)?;
    }
    let mut row = HEADING_ROW;
    let cells = &styles.locked;
    for (program, line) in book.rows.iter().flat_map(|row| row.money.iter().map(move |line| (row, line))) {
        row += 1;
        let text = |text: &str| fit_cell(&without_controls(text));
        sheet.write_string_with_format(row, 0, text(&program.number), &cells.text)?;
        sheet.write_string_with_format(row, 1, text(&program.name), &cells.text)?;
        sheet.write_number_with_format(row, 2, f64::from(line.fiscal_year.start()), &cells.year)?;
        sheet.write_string_with_format(row, 3, line.stage.label_ja(), &cells.centred)?;
        let funding = &line.funding;
        let amounts =
            [Some(line.cost), funding.national, funding.prefectural, funding.bonds, funding.other, funding.general];
        for (at, amount) in (4..).zip(amounts) {
            match amount {
                Some(Yen(yen)) => sheet.write_number_with_format(row, at, yen as f64, &cells.yen)?,
                None => sheet.write_blank(row, at, &cells.yen)?,
            };
        }
    }
    sheet.autofilter(HEADING_ROW, 0, row.max(HEADING_ROW + 1), headings.len() as u16 - 1)?;
    sheet.set_freeze_panes(HEADING_ROW + 1, 2)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    sheet.set_footer("&C&P / &N");
    lock(sheet);
    Ok(())
}
