//! Files made of an approved edition (版から作った文書), kept with it.

use super::digest;
use super::read::approved;
use crate::audit::append;
use crate::change::escape;
use crate::db::on;
use crate::{Store, StoreError};

/// A file without its bytes (文書の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionFile {
    /// Its name.
    pub name: String,
    /// How many bytes.
    pub bytes: i64,
    /// SHA-256 of them.
    pub sha256: String,
    /// When it was made (UTC, ISO 8601).
    pub made_at: String,
}

/// What became of a file that was to be kept (保管の結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepFile {
    /// It is kept now.
    Kept,
    /// The same bytes are kept under this name already.
    Same,
    /// Other bytes are kept under this name.
    Other,
    /// There is no approved edition of this number.
    NoEdition,
}

impl Store {
    /// Keeps a file of an approved edition; the same again is no change, another under the same name is refused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_edition_file(
        &self,
        actor: &str,
        number: i64,
        name: &str,
        bytes: &[u8],
        at: &str,
    ) -> Result<KeepFile, StoreError> {
        let sha256 = digest(bytes);
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let Some(edition) = approved(link, Some(number)).await? else { return Ok(KeepFile::NoEdition) };
        let kept: Option<(String,)> = on!(link, |c| {
            sqlx::query_as("select sha256 from edition_file where edition_id = $1 and name = $2")
                .bind(edition.id)
                .bind(name)
                .fetch_optional(c)
                .await
        })?;
        if let Some((kept,)) = kept {
            return Ok(if kept == sha256 { KeepFile::Same } else { KeepFile::Other });
        }
        on!(link, |c| sqlx::query(
            "insert into edition_file (edition_id, name, sha256, byte_count, bytes, made_at)
             values ($1, $2, $3, $4, $5, $6)"
        )
        .bind(edition.id)
        .bind(name)
        .bind(&sha256)
        .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        .bind(bytes)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "number\t{number}\nfile\t{}\nsha256\t{sha256}\nbytes\t{}\ndemo\t{}",
            escape(name),
            bytes.len(),
            i64::from(edition.is_demo)
        );
        append(link, actor, "edition.file", &format!("edition:{}", edition.id), detail).await?;
        tx.commit().await?;
        Ok(KeepFile::Kept)
    }

    /// The bytes of a file of an approved edition; none when there is no such edition or file.
    ///
    /// # Errors
    /// When the database fails, or the bytes do not have the digest they were kept under.
    pub async fn edition_file(&self, number: i64, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let row: Option<(String, Vec<u8>)> = on!(link, |c| {
            sqlx::query_as(
                "select f.sha256, f.bytes from edition_file f join edition e on e.id = f.edition_id
                  where e.number = $1 and f.name = $2",
            )
            .bind(number)
            .bind(name)
            .fetch_optional(c)
            .await
        })?;
        let Some((sha256, bytes)) = row else { return Ok(None) };
        match digest(&bytes) == sha256 {
            true => Ok(Some(bytes)),
            false => Err(StoreError::Damaged(format!("edition {number}: the file {name} was altered"))),
        }
    }

    /// The files of an approved edition without their bytes, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edition_files(&self, number: i64) -> Result<Vec<EditionFile>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, i64, String, String)> = on!(link, |c| {
            sqlx::query_as(
                "select f.name, f.byte_count, f.sha256, f.made_at
                   from edition_file f join edition e on e.id = f.edition_id where e.number = $1 order by f.name",
            )
            .bind(number)
            .fetch_all(c)
            .await
        })?;
        let file = |(name, bytes, sha256, made_at)| EditionFile { name, bytes, sha256, made_at };
        Ok(rows.into_iter().map(file).collect())
    }
}
