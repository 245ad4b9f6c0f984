//! Comments of a file (意見の取込): those that are not there yet, all or none.

use std::collections::HashMap;

use super::comment::{NewComment, insert};
use crate::audit::append;
use crate::change::escape;
use crate::db::on;
use crate::{Store, StoreError};

/// What came of an import (取込の結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedCounts {
    /// Newly taken.
    pub new: i64,
    /// There already.
    pub known: i64,
    /// Keys under which another text was taken before; one is enough for nothing to be taken.
    pub clashes: Vec<String>,
}

impl Store {
    /// Takes the comments of a file that are not there yet, all or none. What has the key of another text that was taken before
    /// would be lost without a word, and so nothing is taken then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_comments(
        &self,
        actor: &str,
        id: i64,
        (file, sha256): (&str, &str),
        new: Vec<NewComment>,
        is_dry_run: bool,
    ) -> Result<ImportedCounts, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let rows: Vec<(String, String)> = on!(link, |c| sqlx::query_as(
            "select import_key, text_sha256 from consultation_comment
              where consultation_id = $1 and import_key is not null"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let stored: HashMap<String, String> = rows.into_iter().collect();
        let all = new.len() as i64;
        let (mut fresh, mut clashes) = (Vec::with_capacity(new.len()), Vec::new());
        for one in new {
            match one.import_key.as_ref().and_then(|key| Some((key, stored.get(key)?))) {
                None => fresh.push(one),
                Some((key, text)) if *text != one.text_sha256 => clashes.push(key.clone()),
                Some(_) => {}
            }
        }
        let known = all - fresh.len() as i64 - clashes.len() as i64;
        let counts = ImportedCounts { new: fresh.len() as i64, known, clashes };
        if is_dry_run || counts.new == 0 || !counts.clashes.is_empty() {
            return Ok(counts);
        }
        insert(link, id, fresh).await?;
        let detail = format!("file\t{}\nsha256\t{sha256}\nnew\t{}\nknown\t{}", escape(file), counts.new, counts.known);
        append(link, actor, "comment.import", &format!("consultation:{id}"), detail).await?;
        tx.commit().await?;
        Ok(counts)
    }
}
