//! A report (報告): what one page says of a review, in the language it is asked in; page, CSV and workbook alike.

use fiscal::{FiscalYear, Yen};
use publish::chart::{Chart, Lang};
use publish::programs::ExportNote;
use publish::table::{DataTable, workbook_of};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What one page says (報告).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence.
    pub lead: String,
    /// The figures that matter most.
    pub figures: Vec<ReportFigure>,
    /// What must be known to read it rightly.
    pub notes: Vec<ReportNote>,
    /// Charts, each with its data table.
    pub charts: Vec<Chart>,
    /// Tables in order.
    pub tables: Vec<ReportTable>,
    /// Whether the data are examples (例示).
    pub is_demo: bool,
}

/// A figure that matters (主な数値).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFigure {
    /// What it is.
    pub label: String,
    /// The figure with its unit.
    pub value: String,
    /// A word beside it, or nothing.
    pub beside: String,
}

/// Something to know (注意).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportNote {
    /// The words.
    pub text: String,
    /// Whether something does not add up or is missing.
    pub is_warning: bool,
}

/// A table of a report (報告の表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTable {
    /// Its name in the address of its CSV file.
    pub key: &'static str,
    /// The table.
    pub table: DataTable,
    /// Where the first cell of each row leads, as a path without language; as long as the rows, or empty.
    pub links: Vec<Option<String>>,
    /// Whether the last row holds the totals.
    pub has_total: bool,
}

impl Report {
    /// The table of this name.
    pub fn table(&self, key: &str) -> Option<&ReportTable> {
        self.tables.iter().find(|table| table.key == key)
    }

    /// Adds something to know.
    pub(super) fn note(&mut self, text: String, is_warning: bool) {
        self.notes.push(ReportNote { text, is_warning });
    }

    /// Adds a figure.
    pub(super) fn figure(&mut self, label: &str, value: String, beside: String) {
        self.figures.push(ReportFigure { label: label.to_owned(), value, beside });
    }

    /// Adds a table.
    pub(super) fn add(&mut self, key: &'static str, table: DataTable, has_total: bool) {
        self.tables.push(ReportTable { key, table, links: Vec::new(), has_total });
    }
}

impl App {
    /// A report as one workbook, a sheet a table, with a last sheet that says what it is.
    ///
    /// # Errors
    /// When the actor may not see reviews, or a table does not fit a sheet.
    pub fn report_xlsx(&self, actor: &Actor, report: &Report, made_at: String) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadReviews)?;
        let tables: Vec<DataTable> = report.tables.iter().map(|table| table.table.clone()).collect();
        let notes: Vec<&str> = report.notes.iter().map(|note| note.text.as_str()).collect();
        let note = ExportNote {
            filter: notes.join(" / "),
            source: report.title.clone(),
            illustrative: report.is_demo,
            made_at,
            publisher: self.city().name.ja.clone(),
        };
        let nature = match report.is_demo {
            true => "例示データ（実在の事業・金額ではありません） / illustrative data, not real programs or amounts",
            false => "点検シートと事業台帳から集計 / worked out from the review sheets and the inventory",
        };
        Ok(workbook_of(&report.title, &tables, nature, &note)?)
    }

    /// A table of a report as CSV.
    ///
    /// # Errors
    /// When the actor may not see reviews, or the report has no such table.
    pub fn report_csv(&self, actor: &Actor, report: &Report, key: &str) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadReviews)?;
        let missing = || AppError::NotFound { what: "table", name: key.to_owned() };
        let mut bytes = Vec::new();
        report.table(key).ok_or_else(missing)?.table.write_csv(&mut bytes)?;
        Ok(bytes)
    }
}

/// One of two texts.
pub(super) fn pick<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

/// A fiscal year in words.
pub(super) fn year_name(lang: Lang, year: FiscalYear) -> String {
    match lang {
        Lang::Ja => year.japanese(),
        Lang::En => year.to_string(),
    }
}

/// An amount in words: `12億3,400万円` or `¥1,234,000,000`.
pub(super) fn money_words(lang: Lang, amount: Yen) -> String {
    match lang {
        Lang::Ja => fiscal::money::in_words_ja(amount),
        Lang::En => format!("¥{amount}"),
    }
}

/// A count of programs in words.
pub(super) fn programs_words(lang: Lang, count: usize) -> String {
    let digits = fiscal::money::group_digits(count as u64);
    match lang {
        Lang::Ja => format!("{digits}事業"),
        Lang::En => format!("{digits} programs"),
    }
}

/// A fiscal year as charts label it: `R9`, `FY2027`.
pub(super) fn short_year(lang: Lang, year: FiscalYear) -> String {
    match lang {
        Lang::Ja => year.short(),
        Lang::En => year.to_string(),
    }
}
