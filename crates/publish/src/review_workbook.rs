//! The workbook of the review (点検用エクセル): a department's sheets to be filled in off line and sent back.
//!
//! Texts are always written as texts, so that none runs as a formula. Cells that may be written are open, all others are
//! locked (without a password: the lock guards against slips, rights are checked when the workbook comes back).

mod figures;
mod guide;
pub(crate) mod height;
mod lists;
mod rows;
mod styles;

use reform::plan::Text;
use reform::review_workbook::{MANIFEST_PAGE, Page, ReviewBook};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, ProtectionOptions, Workbook, Worksheet};

use crate::ExportError;
use lists::Lists;
use styles::Styles;

/// The workbook of these sheets; the checksum goes to the very hidden page.
///
/// # Errors
/// When the workbook cannot be made.
pub fn write_review_workbook(book: &ReviewBook, checksum: &str) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    let title = format!("{}　{}年度 事業の点検", book.city, book.manifest.fiscal_year.start());
    // Without a date of its own the library would ask the clock, and the same values would give other bytes.
    let made = ExcelDateTime::parse_from_str(book.manifest.made_at.get(..19).unwrap_or_default())
        .or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    workbook
        .set_properties(&DocProperties::new().set_title(&title).set_author(&book.city).set_creation_datetime(&made));
    let styles = Styles::new();
    let viewpoints: Vec<(&str, Text)> = book.viewpoints.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
    guide::write(workbook.add_worksheet(), book, &title, &styles)?;
    let mut lists = Lists::new(book);
    for page in Page::ALL {
        rows::write(workbook.add_worksheet(), *page, book, &viewpoints, &mut lists, &styles)?;
    }
    figures::write(workbook.add_worksheet(), book, &styles)?;
    lists.write(workbook.add_worksheet())?;
    write_manifest(workbook.add_worksheet(), book, checksum)?;
    Ok(workbook.save_to_buffer()?)
}

/// The very hidden page: what the workbook was made from, every cell a text.
fn write_manifest(sheet: &mut Worksheet, book: &ReviewBook, checksum: &str) -> Result<(), ExportError> {
    sheet.set_name(MANIFEST_PAGE)?.set_very_hidden(true);
    let mut lines = book.manifest.to_rows();
    lines.push(vec!["checksum".to_owned(), checksum.to_owned()]);
    for (row, cells) in lines.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, cell)?;
        }
    }
    sheet.protect();
    Ok(())
}

/// The lock of a page: rows and columns may be made larger, rows added, lists filtered; nothing else without unlocking.
fn lock(sheet: &mut Worksheet) {
    let options = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&options);
}
