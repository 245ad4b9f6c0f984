//! The lists behind the drop-downs (選択肢), on a hidden page of their own.

use reform::review_workbook::ReviewBook;
use reform::workflow::Level;
use rust_xlsxwriter::{Formula, Worksheet};

use crate::ExportError;

/// The name of the hidden page.
const PAGE: &str = "選択肢";

/// Every list of a workbook, a column each.
pub(super) struct Lists {
    lists: Vec<(String, Vec<String>)>,
}

impl Lists {
    /// The programs that new rows can be for come first.
    pub(super) fn new(book: &ReviewBook) -> Lists {
        let open = book.rows.iter().filter(|row| row.level == Some(Level::Owner));
        Lists { lists: vec![("事業".to_owned(), open.map(|row| row.label()).collect())] }
    }

    /// The range of the programs.
    pub(super) fn programs(&self) -> Option<Formula> {
        self.range(0)
    }

    /// The range of a list of words; a list asked for again is the same.
    pub(super) fn of_words(&mut self, name: &str, words: Vec<String>) -> Option<Formula> {
        let at = self.lists.iter().position(|(_, known)| *known == words).unwrap_or_else(|| {
            self.lists.push((name.to_owned(), words));
            self.lists.len() - 1
        });
        self.range(at)
    }

    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), ExportError> {
        sheet.set_name(PAGE)?.set_hidden(true);
        for (column, (name, words)) in self.lists.iter().enumerate() {
            sheet.write_string(0, column as u16, name)?;
            for (row, word) in words.iter().enumerate() {
                sheet.write_string(row as u32 + 1, column as u16, word)?;
            }
        }
        sheet.protect();
        Ok(())
    }

    fn range(&self, at: usize) -> Option<Formula> {
        let letter = rust_xlsxwriter::utility::column_number_to_name(at as u16);
        let last = self.lists[at].1.len() + 1;
        (last > 1).then(|| Formula::new(format!("='{PAGE}'!${letter}$2:${letter}${last}")))
    }
}
