//! The check of a document that lies in a file (文書の検査): its figures against the edition, and against its PDF.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use publish::document::{Document, Finding, NOT_A_DOCUMENT, check, missing_from_pdf};
use tokio::process::Command;

use super::{blocking, file_error};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::Actor;

/// A document larger than this is none of ours.
const MOST_BYTES: u64 = 512 << 20;
/// Taking the words out of a PDF of thousands of pages takes seconds.
const MOST_TIME: Duration = Duration::from_secs(120);

/// What came of a check (検査の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentCheck {
    /// The document's title.
    pub title: String,
    /// The number of the edition it was held against.
    pub edition: i64,
    /// How many figures it has.
    pub figures: usize,
    /// What it is found guilty of, in the order it is read.
    pub findings: Vec<Finding>,
    /// Whether the words of the PDF beside it were looked at, or why not.
    pub pdf: PdfCheck,
}

/// Whether a PDF was looked at (PDFとの突合).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfCheck {
    /// Every figure was looked for in its words.
    Done,
    /// There is none beside the document.
    NoPdf,
    /// `pdftotext` is not installed.
    NoTool,
    /// `pdftotext` could not read it.
    Unreadable,
}

impl App {
    /// Checks a document in a file against an approved edition: the one it names, or another. The file is its JSON, or a PDF
    /// with the JSON of the same name beside it.
    ///
    /// # Errors
    /// When the file cannot be read or is no document, or there is no such edition.
    pub async fn check_document(
        &self,
        actor: &Actor,
        file: &Path,
        edition: Option<i64>,
    ) -> Result<DocumentCheck, AppError> {
        let (json_path, pdf_path) = (file.with_extension("json"), file.with_extension("pdf"));
        let json_path = if file.extension().is_some_and(|extension| extension == "pdf") { &json_path } else { file };
        let size = std::fs::metadata(json_path).map_err(|error| file_error(json_path, &error))?.len();
        if size > MOST_BYTES {
            return Err(AppError::TooLarge { file_name: json_path.display().to_string(), limit_bytes: MOST_BYTES });
        }
        let json = std::fs::read(json_path).map_err(|error| file_error(json_path, &error))?;
        let document = Document::from_json(&json)
            .map_err(|error| Refusal::invalid(&NOT_A_DOCUMENT, format!("{}: {error}", json_path.display())))?;
        let edition = self.edition(actor, Some(edition.unwrap_or(document.edition))).await?;
        let number = edition.about.number;
        let words = words_of(&pdf_path).await;
        blocking(move || {
            let mut findings = check(&document, &edition);
            let pdf = match &words {
                Ok(words) => {
                    findings.extend(missing_from_pdf(&document, words));
                    PdfCheck::Done
                }
                Err(why) => *why,
            };
            DocumentCheck { title: document.title.clone(), edition: number, figures: document.figures(), findings, pdf }
        })
        .await
    }
}

/// The words of a PDF, through `pdftotext` of poppler.
async fn words_of(pdf: &Path) -> Result<String, PdfCheck> {
    if !pdf.is_file() {
        return Err(PdfCheck::NoPdf);
    }
    // From the root on, so that no name is taken for an option.
    let pdf = std::path::absolute(pdf).map_err(|_| PdfCheck::Unreadable)?;
    let mut command = Command::new("pdftotext");
    command.args(["-enc", "UTF-8", "-q"]).arg(&pdf).arg("-");
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let run = tokio::time::timeout(MOST_TIME, command.output()).await.map_err(|_| PdfCheck::Unreadable)?;
    let output = run.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => PdfCheck::NoTool,
        _ => PdfCheck::Unreadable,
    })?;
    if !output.status.success() {
        return Err(PdfCheck::Unreadable);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
