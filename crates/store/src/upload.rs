//! Uploads (アップロード): bytes kept from the preview of an import until it is confirmed.

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, now, on};
use crate::{Store, StoreError};

/// A file kept for later confirmation (保管ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// Who sent it; only they may confirm it.
    pub actor: String,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The mapping it is to be read with.
    pub mapping_name: String,
    /// When it came (UTC, ISO 8601).
    pub at: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The most files kept; each new one pushes out the oldest, so that previews cannot fill the disk.
    pub const MOST_UPLOADS: i64 = 20;

    /// Keeps a file until its import is confirmed; the same bytes and mapping of the same actor keep their id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_upload(
        &self,
        actor: &str,
        file_name: &str,
        sha256: &str,
        mapping_name: &str,
        bytes: &[u8],
    ) -> Result<i64, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let kept: Option<(i64,)> = on!(link, |c| sqlx::query_as(
            "select id from upload where actor = $1 and sha256 = $2 and mapping_name = $3"
        )
        .bind(actor)
        .bind(sha256)
        .bind(mapping_name)
        .fetch_optional(c)
        .await)?;
        if let Some((id,)) = kept {
            return Ok(id);
        }
        let detail = format!(
            "file\t{}\nsha256\t{sha256}\nmapping\t{}\nbytes\t{}",
            escape(file_name),
            escape(mapping_name),
            bytes.len()
        );
        // The audit row's place is never used twice, so it serves as the upload's id.
        let (next,): (i64,) =
            on!(link, |c| sqlx::query_as("select coalesce(max(seq), 0) + 1 from audit").fetch_one(c).await)?;
        on!(link, |c| sqlx::query(
            "insert into upload (id, actor, file_name, sha256, mapping_name, at, content)
             values ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(next)
        .bind(actor)
        .bind(file_name)
        .bind(sha256)
        .bind(mapping_name)
        .bind(now())
        .bind(bytes)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        append(link, actor, "upload.save", &format!("upload:{next}"), detail).await?;
        let oldest: Vec<(i64,)> =
            on!(link, |c| sqlx::query_as("select id from upload order by id desc limit 1000 offset $1")
                .bind(Self::MOST_UPLOADS)
                .fetch_all(c)
                .await)?;
        for (old,) in oldest {
            discard(link, actor, old).await?;
        }
        tx.commit().await?;
        Ok(next)
    }

    /// A file kept, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_upload(&self, id: i64) -> Result<Option<Upload>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        type Row = (i64, String, String, String, String, String, Vec<u8>);
        let row: Option<Row> = on!(link, |c| sqlx::query_as(
            "select id, actor, file_name, sha256, mapping_name, at, content from upload where id = $1"
        )
        .bind(id)
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(id, actor, file_name, sha256, mapping_name, at, bytes)| Upload {
            id,
            actor,
            file_name,
            sha256,
            mapping_name,
            at,
            bytes,
        }))
    }

    /// Deletes a file kept, when it was imported or given up; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn discard_upload(&self, actor: &str, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        if !discard(link, actor, id).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// Deletes a file kept and notes it; `false` when there is none.
async fn discard(link: &mut Link<'_>, actor: &str, id: i64) -> Result<bool, StoreError> {
    let deleted = on!(link, |c| sqlx::query("delete from upload where id = $1")
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if deleted > 0 {
        append(link, actor, "upload.discard", &format!("upload:{id}"), String::new()).await?;
    }
    Ok(deleted > 0)
}
