//! Documents of an edition (版の文書): booklets made, set by the worker `press`, and checked figure by figure.
//!
//! A document is its JSON; workbook and PDF are made of that. What was made of an edition is kept with it and stays: made
//! again, a document comes from the JSON that was kept, so that what is handed out is always what was published.

mod checking;
mod folder;
pub mod press;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use checking::{DocumentCheck, PdfCheck};
use publish::document::{Document, excel, make, make_book};
pub use publish::document::{Finding, Kind};
use publish::edition::Edition;

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

reform::declare_kinds! {
    FOLDER_TAKEN = "AP-345"
        "書き出す先のフォルダーが空ではありません" "The folder to write into is not empty"
        "新しいフォルダーか、空のフォルダーを指定してください。ほかのファイルには手を付けません"
        "Name a new folder or an empty one; other files are never touched";
    UNKNOWN_DOCUMENT = "AP-346"
        "その種類の文書はありません" "There is no document of this kind"
        "action-plan、evaluation、roadmap-book、review-results、plan-book から選んでください"
        "Choose among action-plan, evaluation, roadmap-book, review-results, plan-book";
    KEPT_UNREADABLE = "AP-347"
        "版に保存した文書を読めません" "A document kept with the edition cannot be read"
        "henkaku check editions で版を検査し、管理者へ知らせてください"
        "Check the editions with henkaku check editions, and tell the administrator";
}

/// What is to be made (文書の注文).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentOrder {
    /// The edition's number; the latest approved one where absent.
    pub edition: Option<i64>,
    /// Which documents; all where empty.
    pub kinds: Vec<Kind>,
    /// Whether the evaluation comes in volumes by bureau although it would fit one book; one too large always does.
    pub in_volumes: bool,
    /// Leaves the PDF out, for a machine without the type-setter.
    pub without_pdf: bool,
}

/// What was made (できた文書).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentsMade {
    /// The number of the edition.
    pub edition: i64,
    /// Whether a document was divided into volumes without being asked, as it was too large for one book.
    pub was_divided: bool,
    /// The files in the order they were made.
    pub files: Vec<MadeFile>,
}

/// A file that was made (できたファイル).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeFile {
    /// Its name in the folder and with the edition.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// Whether it had been kept with the edition before.
    pub was_kept: bool,
    /// How many pages it has, where it is a PDF set now.
    pub pages: Option<u32>,
    /// Characters that no font of the server has; empty as a rule.
    pub missing: String,
}

/// A document with the name of its files.
struct Piece {
    name: String,
    document: Document,
}

impl App {
    /// Makes documents of an approved edition as JSON, workbook and PDF, keeps them with the edition and writes them into a
    /// folder, which is there whole at the end or not at all.
    ///
    /// # Errors
    /// When the actor may not, there is no such edition, the folder is taken or cannot be written, or a PDF cannot be set.
    pub async fn make_documents(
        &self,
        actor: &Actor,
        order: &DocumentOrder,
        out: &Path,
    ) -> Result<DocumentsMade, AppError> {
        permit(actor, Action::PrepareEditions)?;
        let edition = self.edition(actor, order.edition).await?;
        let number = edition.about.number;
        let folder = folder::Part::begin(out)?;
        let mut made = DocumentsMade { edition: number, ..DocumentsMade::default() };
        for kind in if order.kinds.is_empty() { &Kind::ALL[..] } else { &order.kinds } {
            let pieces = self.pieces(actor, &edition, *kind, order.in_volumes).await?;
            made.was_divided |= !order.in_volumes && pieces.len() > 1;
            made.files.extend(self.write_pieces(actor, number, pieces, order.without_pdf, &folder).await?);
        }
        folder.finish()?;
        Ok(made)
    }

    /// The documents of a kind: as kept with the edition, or newly made.
    async fn pieces(
        &self,
        actor: &Actor,
        edition: &Arc<Edition>,
        kind: Kind,
        in_volumes: bool,
    ) -> Result<Vec<Piece>, AppError> {
        let of = Arc::clone(edition);
        let documents = blocking(move || if in_volumes { make(&of, kind) } else { make_book(&of, kind) }).await?;
        let is_single = documents.len() == 1;
        let mut pieces = Vec::with_capacity(documents.len());
        for (at, document) in (1..).zip(documents) {
            let name = if is_single { kind.word().to_owned() } else { format!("{}-{at:02}", kind.word()) };
            let document = match self.kept(actor, edition.about.number, &format!("{name}.json")).await? {
                None => document,
                Some(json) => Document::from_json(&json)
                    .map_err(|error| Refusal::conflict(&KEPT_UNREADABLE, format!("{name}.json: {error}")))?,
            };
            pieces.push(Piece { name, document });
        }
        Ok(pieces)
    }

    async fn write_pieces(
        &self,
        actor: &Actor,
        number: i64,
        mut pieces: Vec<Piece>,
        without_pdf: bool,
        folder: &folder::Part,
    ) -> Result<Vec<MadeFile>, AppError> {
        let mut files = Vec::new();
        let mut first_page = 1;
        for piece in &mut pieces {
            // Volumes count their pages on; a PDF kept before has its numbers already.
            let pdf_name = format!("{}.pdf", piece.name);
            let kept_pdf = if without_pdf { None } else { self.kept(actor, number, &pdf_name).await? };
            let mut booklet = None;
            if !without_pdf && kept_pdf.is_none() {
                piece.document.first_page = first_page;
                let set = press::booklet(&piece.document).await?;
                first_page = first_page.saturating_add(set.pages);
                booklet = Some(set);
            }
            let document = piece.document.clone();
            let json = document.to_json().map_err(|error| AppError::Task(error.to_string()))?;
            files.push(self.file(actor, number, &format!("{}.json", piece.name), json, folder).await?);
            let workbook_name = format!("{}.xlsx", piece.name);
            let workbook = match self.kept(actor, number, &workbook_name).await? {
                Some(bytes) => bytes,
                None => blocking(move || excel(&document)).await??,
            };
            files.push(self.file(actor, number, &workbook_name, workbook, folder).await?);
            let (pages, missing) =
                booklet.as_ref().map_or((None, String::new()), |set| (Some(set.pages), set.missing.clone()));
            if let Some(pdf) = kept_pdf.or(booklet.map(|set| set.pdf)) {
                let file = self.file(actor, number, &pdf_name, pdf, folder).await?;
                files.push(MadeFile { pages, missing, ..file });
            }
        }
        Ok(files)
    }

    /// Keeps a file with the edition and writes it into the folder; what was kept under this name before goes first.
    async fn file(
        &self,
        actor: &Actor,
        number: i64,
        name: &str,
        bytes: Vec<u8>,
        folder: &folder::Part,
    ) -> Result<MadeFile, AppError> {
        let kept = self.kept(actor, number, name).await?;
        let was_kept = kept.is_some();
        let bytes = match kept {
            Some(kept) => kept,
            None => {
                self.keep_edition_file(actor, number, name, &bytes).await?;
                bytes
            }
        };
        folder.write(name, &bytes)?;
        Ok(MadeFile { name: name.to_owned(), bytes: bytes.len() as u64, was_kept, ..MadeFile::default() })
    }

    /// A file kept with the edition; nothing where there is none of this name.
    async fn kept(&self, actor: &Actor, number: i64, name: &str) -> Result<Option<Vec<u8>>, AppError> {
        match self.edition_file(actor, number, name).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(AppError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The kind of document of a word as people give it.
///
/// # Errors
/// When there is none of this name.
pub fn kind_of(word: &str) -> Result<Kind, AppError> {
    Kind::from_word(word)
        .ok_or_else(|| Refusal::invalid(&UNKNOWN_DOCUMENT, word.chars().take(40).collect::<String>()).into())
}

/// Runs what takes its time away from the threads that answer.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Task(error.to_string()))
}

/// A failure of the file system at a path.
fn file_error(path: &Path, error: &std::io::Error) -> AppError {
    AppError::File { path: PathBuf::from(path).display().to_string(), reason: error.to_string() }
}
