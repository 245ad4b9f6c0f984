//! What can go wrong while bytes are written (書き出しの失敗).

use reform::{ProblemKind, Severity};

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The receiving side of a CSV closed or its disk is full.
    #[error("CSVを書き出せません / the CSV could not be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// The receiving side closed or its disk is full.
    #[error("ファイルを書き出せません / the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The workbook could not be made.
    #[error("Excelファイルを作れません / the workbook could not be made: {0}")]
    Excel(#[from] rust_xlsxwriter::XlsxError),
    /// More rows than a worksheet holds (1,048,575 below the header).
    #[error(
        "{0}行は一つのシートに収まりません。CSVで書き出してください / {0} rows do not fit in one sheet; export as CSV"
    )]
    TooManyRows(usize),
}

/// The receiving side of an export closed, or its disk is full.
pub const NOT_WRITTEN: ProblemKind = ProblemKind {
    code: "PU-001",
    severity: Severity::Fatal,
    title_ja: "ファイルを書き出せません",
    title_en: "The file could not be written",
    hint_ja: "空き容量と通信を確かめて、もう一度書き出してください。",
    hint_en: "Check the disk and the connection, and export again.",
};

/// The workbook could not be made.
pub const NO_WORKBOOK: ProblemKind = ProblemKind {
    code: "PU-002",
    severity: Severity::Fatal,
    title_ja: "Excel ファイルを作れません",
    title_en: "The workbook could not be made",
    hint_ja: "CSV で書き出してください。続くときは管理者へ知らせてください。",
    hint_en: "Export as CSV; if it goes on, tell the administrator.",
};

/// More rows than a worksheet holds.
pub const TOO_MANY_ROWS: ProblemKind = ProblemKind {
    code: "PU-003",
    severity: Severity::Error,
    title_ja: "一つのシートに収まらない行数です",
    title_en: "More rows than one sheet holds",
    hint_ja: "条件で絞り込むか、CSV で書き出してください。",
    hint_en: "Narrow the list, or export as CSV.",
};

/// The kinds of problems this room reports.
pub static KINDS: &[&ProblemKind] = &[&NOT_WRITTEN, &NO_WORKBOOK, &TOO_MANY_ROWS];

impl ExportError {
    /// The kind of problem, with its stable code and its words for people.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            ExportError::Csv(_) | ExportError::Io(_) => &NOT_WRITTEN,
            ExportError::Excel(_) => &NO_WORKBOOK,
            ExportError::TooManyRows(_) => &TOO_MANY_ROWS,
        }
    }
}
