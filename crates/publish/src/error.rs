//! What can go wrong while bytes are written (書き出しの失敗).

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

impl ExportError {
    /// The stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            ExportError::Csv(_) | ExportError::Io(_) => "PU-001",
            ExportError::Excel(_) => "PU-002",
            ExportError::TooManyRows(_) => "PU-003",
        }
    }
}
