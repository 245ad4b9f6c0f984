//! Files (根拠の添付): attached to a sheet as evidence, known by their content, kept for the record.

use intake::attachment::FileKind as Kind;
use sha2::{Digest, Sha256};
use store::review::{FileRow, NewFile, SheetWork};

use super::problems::{FILE_EMPTY, FILE_KIND, FILE_TOO_LARGE, TOO_MANY_FILES};
use super::sheet::{no_sheet, permit_reading, workflow_cycle, workflow_sheet};
use crate::error::{AppError, Refusal};
use crate::import::hex;
use crate::permission::{Action, Actor, Ask, permit};
use crate::{App, FiscalYear};

pub use intake::attachment::FileKind;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The most files of one sheet, without those taken off.
pub const FILES_MAX: i64 = 20;

/// The longest name kept, in characters.
const NAME_CHARS_MAX: usize = 100;

impl App {
    /// Attaches a file to a sheet; `file:ID` in an evidence field then speaks of it. The same bytes are kept once.
    ///
    /// # Errors
    /// When the actor may not write on this sheet now, the file is too large, empty or of another kind, or the sheet has too
    /// many.
    pub async fn attach_file(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        name: &str,
        bytes: &[u8],
    ) -> Result<FileRow, AppError> {
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_writing(actor, &work)?;
        if bytes.is_empty() {
            return Err(Refusal::invalid(&FILE_EMPTY, cleaned(name)).into());
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::invalid(&FILE_TOO_LARGE, cleaned(name)).into());
        }
        let kind = Kind::of(name, bytes).ok_or_else(|| Refusal::invalid(&FILE_KIND, cleaned(name)))?;
        let sha256 = hex(&Sha256::digest(bytes));
        let files = work.files().await?;
        if let Some(same) = files.iter().find(|file| file.sha256 == sha256) {
            return Ok(same.clone());
        }
        if files.len() as i64 >= FILES_MAX {
            return Err(Refusal::conflict(&TOO_MANY_FILES, "").into());
        }
        let new = NewFile {
            name: named(name, kind),
            kind: kind.word(),
            sha256,
            account: actor.account(),
            actor: actor.name.clone(),
            at: self.now_text(),
        };
        let id = work.add_file(&new, bytes).await?;
        work.commit().await?;
        let who = actor.signed_in().map(|member| member.name.clone()).unwrap_or_default();
        Ok(FileRow {
            id,
            name: new.name,
            kind: kind.word().to_owned(),
            sha256: new.sha256,
            size_bytes: bytes.len() as i64,
            account: new.account,
            who,
            at: new.at,
            removed_at: None,
        })
    }

    /// A file of a sheet with its bytes, also one taken off it; hand it out as an attachment, never to be shown in place.
    ///
    /// # Errors
    /// When the actor may not read the sheet with what belongs to it, or there is no such file.
    pub async fn sheet_file(
        &self,
        actor: &Actor,
        year: FiscalYear,
        program: i64,
        file: i64,
    ) -> Result<(FileRow, FileKind, Vec<u8>), AppError> {
        permit(actor, Action::ReadReviews)?;
        let row = self.store.sheet_row(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_reading(actor, &row)?;
        let unknown = || AppError::NotFound { what: "attached file", name: file.to_string() };
        let (file, bytes) = self.store.sheet_file(row.id, file).await?.ok_or_else(unknown)?;
        let kind = Kind::from_word(&file.kind).unwrap_or(Kind::Txt);
        Ok((file, kind, bytes))
    }

    /// Takes a file off a sheet; it is kept for the record. What is off already stays so.
    ///
    /// # Errors
    /// When the actor may not write on this sheet now, or it has no such file.
    pub async fn remove_file(&self, actor: &Actor, year: FiscalYear, program: i64, file: i64) -> Result<(), AppError> {
        let mut work = self.store.open_sheet(year, program).await?.ok_or_else(|| no_sheet(program))?;
        permit_writing(actor, &work)?;
        if !work.files().await?.iter().any(|known| known.id == file) {
            return Err(AppError::NotFound { what: "attached file", name: file.to_string() });
        }
        work.remove_file(file, &actor.name, &self.now_text()).await?;
        work.commit().await?;
        Ok(())
    }
}

/// Who may save the sheet may attach to it.
fn permit_writing(actor: &Actor, work: &SheetWork) -> Result<(), AppError> {
    let (sheet, cycle) = (workflow_sheet(work.row()), workflow_cycle(work.cycle()));
    permit(actor, Ask::ActOnSheet { action: &reform::workflow::Action::Save, sheet: &sheet, cycle: &cycle })
}

/// A name without folders and without what no file system or header takes; at most [`NAME_CHARS_MAX`] characters.
pub(crate) fn cleaned(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let bidi =
        |letter: char| matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept: String = last
        .chars()
        .filter(|letter| !letter.is_control() && !bidi(*letter))
        .map(|letter| if matches!(letter, '"' | ':' | '*' | '?' | '<' | '>' | '|') { '_' } else { letter })
        .collect();
    let kept = kept.trim().trim_start_matches('.');
    let count = kept.chars().count();
    // The end tells the kind, so a long name is cut in front.
    kept.chars().skip(count.saturating_sub(NAME_CHARS_MAX)).collect()
}

/// The name a file is kept under: it ends as its kind does.
pub(crate) fn named(name: &str, kind: Kind) -> String {
    let name = cleaned(name);
    match name.as_str() {
        "" => format!("file.{}", kind.word()),
        _ if kind.fits_name(&name) => name,
        _ => format!("{name}.{}", kind.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_end_as_their_kind_does() {
        for (given, kept) in [
            ("C:\\資料\\根拠.pdf", "根拠.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("report.exe", "report.exe.pdf"),
            ("a\"b\r\n<c>.PDF", "a_b_c_.PDF"),
            ("\u{202E}fdp.exe", "fdp.exe.pdf"),
            ("...", "file.pdf"),
            ("🏯髙﨑.pdf", "🏯髙﨑.pdf"),
        ] {
            assert_eq!(named(given, Kind::Pdf), kept);
        }
        assert_eq!(named(&format!("{}.pdf", "あ".repeat(300)), Kind::Pdf).chars().count(), NAME_CHARS_MAX);
    }
}
