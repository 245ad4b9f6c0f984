//! Files of an edition (版の文書): kept once, read by everybody.

use store::edition::KeepFile;

use super::{FILE_NAME, FILE_OTHER, FILE_TOO_LARGE};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The largest file that is kept with an edition.
pub const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;

const NAME_CHARS: usize = 100;

impl App {
    /// Keeps a file made of an approved edition. Keeping the same again changes nothing; another under the same name is
    /// refused, as what was published stays.
    ///
    /// # Errors
    /// When the actor may not prepare editions, there is no such edition, or name or size are not fit.
    pub async fn keep_edition_file(
        &self,
        actor: &Actor,
        number: i64,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        permit(actor, Action::PrepareEditions)?;
        if !is_file_name(name) {
            return Err(Refusal::invalid(&FILE_NAME, name.chars().take(NAME_CHARS).collect::<String>()).into());
        }
        if bytes.is_empty() || bytes.len() > MAX_FILE_BYTES {
            return Err(Refusal::invalid(&FILE_TOO_LARGE, name).into());
        }
        match self.store.keep_edition_file(&actor.name, number, name, bytes, &self.now_text()).await? {
            KeepFile::Kept | KeepFile::Same => Ok(()),
            KeepFile::Other => Err(Refusal::conflict(&FILE_OTHER, name).into()),
            KeepFile::NoEdition => Err(AppError::NotFound { what: "edition", name: number.to_string() }),
        }
    }

    /// The bytes of a file of an approved edition.
    ///
    /// # Errors
    /// When the actor may not see what is published, there is no such edition or file, or it was altered.
    pub async fn edition_file(&self, actor: &Actor, number: i64, name: &str) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadPublished)?;
        let found = self.store.edition_file(number, name).await?;
        found.ok_or_else(|| AppError::NotFound { what: "file of the edition", name: name.chars().take(100).collect() })
    }

    /// Name, size in bytes and SHA-256 of the files of an approved edition, by name.
    ///
    /// # Errors
    /// When the actor may not see what is published, or the database fails.
    pub async fn edition_files(&self, actor: &Actor, number: i64) -> Result<Vec<(String, i64, String)>, AppError> {
        permit(actor, Action::ReadPublished)?;
        let files = self.store.edition_files(number).await?;
        Ok(files.into_iter().map(|file| (file.name, file.bytes, file.sha256)).collect())
    }
}

/// A name that is the same in an address, in a folder of any system, and in the database: never a path.
fn is_file_name(name: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    (1..=NAME_CHARS).contains(&name.len())
        && name.bytes().all(is_plain)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        for good in ["action-plan.pdf", "evaluation-2026.xlsx", "a"] {
            assert!(is_file_name(good), "{good}");
        }
        for bad in ["", "../x.pdf", "a/b", "a\\b", ".hidden", "a..b", "名.pdf", "A.pdf", "a b", "a.", &"a".repeat(101)]
        {
            assert!(!is_file_name(bad), "{bad}");
        }
    }
}
