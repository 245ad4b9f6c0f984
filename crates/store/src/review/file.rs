//! Files as they are stored (添付の保存).

use super::FileRow;
use super::work::{NewFile, SheetWork};
use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::number::next_number;
use crate::{Store, StoreError};

/// The columns of a file without its bytes.
const COLUMNS: &str =
    "f.id, f.name, f.kind, f.sha256, f.size_bytes, f.account_id, coalesce(a.name, ''), f.at, f.removed_at";

type Row = (i64, String, String, String, i64, Option<i64>, String, String, Option<String>);

impl SheetWork {
    /// The files of the sheet, the oldest first, without those taken off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&mut self) -> Result<Vec<FileRow>, StoreError> {
        let sheet = self.row().id;
        files_of(&mut self.link(), sheet).await
    }

    /// Attaches a file and returns its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_file(&mut self, new: &NewFile, bytes: &[u8]) -> Result<i64, StoreError> {
        let revision = self.next_revision(None).await?;
        let sheet = self.row().id;
        let link = &mut self.link();
        let id = next_number(link, "file").await?;
        on!(link, |c| sqlx::query(
            "insert into review_file (id, sheet_id, name, kind, sha256, size_bytes, account_id, at, content)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        )
        .bind(id)
        .bind(sheet)
        .bind(&new.name)
        .bind(new.kind)
        .bind(&new.sha256)
        .bind(bytes.len() as i64)
        .bind(new.account)
        .bind(&new.at)
        .bind(bytes)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!(
            "revision\t{revision}\nfile\t{id}\nname\t{}\nsha256\t{}\nbytes\t{}",
            escape(&new.name),
            new.sha256,
            bytes.len()
        );
        append(link, &new.actor, "sheet.attach", &format!("sheet:{sheet}"), detail).await?;
        Ok(id)
    }

    /// Takes a file off the sheet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_file(&mut self, file: i64, actor: &str, at: &str) -> Result<(), StoreError> {
        let revision = self.next_revision(None).await?;
        let sheet = self.row().id;
        let link = &mut self.link();
        on!(link, |c| sqlx::query("update review_file set removed_at = $3 where id = $1 and sheet_id = $2")
            .bind(file)
            .bind(sheet)
            .bind(at)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!("revision\t{revision}\nfile\t{file}");
        append(link, actor, "sheet.detach", &format!("sheet:{sheet}"), detail).await?;
        Ok(())
    }
}

impl Store {
    /// A file of a sheet with its bytes, also one taken off it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_file(&self, sheet: i64, file: i64) -> Result<Option<(FileRow, Vec<u8>)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!(
            "select {COLUMNS} from review_file f left join account a on a.id = f.account_id
              where f.id = $1 and f.sheet_id = $2"
        );
        let found: Option<Row> =
            on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(file).bind(sheet).fetch_optional(c).await)?;
        let Some(row) = found else { return Ok(None) };
        let (bytes,): (Vec<u8>,) =
            on!(link, |c| sqlx::query_as("select content from review_file where id = $1 and sheet_id = $2")
                .bind(file)
                .bind(sheet)
                .fetch_one(c)
                .await)?;
        Ok(Some((read(row), bytes)))
    }
}

/// The files of a sheet, the oldest first, without those taken off.
pub(super) async fn files_of(link: &mut Link<'_>, sheet: i64) -> Result<Vec<FileRow>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from review_file f left join account a on a.id = f.account_id
          where f.sheet_id = $1 and f.removed_at is null order by f.id"
    );
    let rows: Vec<Row> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(sheet).fetch_all(c).await)?;
    Ok(rows.into_iter().map(read).collect())
}

fn read((id, name, kind, sha256, size_bytes, account, who, at, removed_at): Row) -> FileRow {
    FileRow { id, name, kind, sha256, size_bytes, account, who, at, removed_at }
}
