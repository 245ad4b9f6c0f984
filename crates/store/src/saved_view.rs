//! Saved views (保存した一覧): a filter and order of the list under a name.

use crate::audit::append;
use crate::change::escape;
use crate::db::{now, on};
use crate::{Store, StoreError};

/// A list kept under a name (保存した一覧).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: i64,
    /// The name people chose; unique.
    pub name: String,
    /// The query part of the list's address.
    pub query: String,
    /// Who saved it.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

impl Store {
    /// The most views kept.
    pub const MOST_SAVED_VIEWS: i64 = 200;

    /// Every saved view, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_views(&self) -> Result<Vec<SavedView>, StoreError> {
        type Row = (i64, String, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<Row> =
            on!(link, |c| sqlx::query_as("select id, name, query, actor, at from saved_view order by name limit $1")
                .bind(Self::MOST_SAVED_VIEWS)
                .fetch_all(c)
                .await)?;
        Ok(rows.into_iter().map(|(id, name, query, actor, at)| SavedView { id, name, query, actor, at }).collect())
    }

    /// Keeps a list under a name; a view of that name is replaced. `None` when there are too many already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_view(&self, actor: &str, name: &str, query: &str) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (known, next, others): (Option<i64>, i64, i64) = on!(link, |c| sqlx::query_as(
            "select (select id from saved_view where name = $1), (select coalesce(max(seq), 0) + 1 from audit),
                    (select count(*) from saved_view where name <> $1)"
        )
        .bind(name)
        .fetch_one(c)
        .await)?;
        if known.is_none() && others >= Self::MOST_SAVED_VIEWS {
            return Ok(None);
        }
        // The audit row's place is never used twice, so it serves as the view's id.
        let id = known.unwrap_or(next);
        on!(link, |c| sqlx::query(
            "insert into saved_view (id, name, query, actor, at) values ($1, $2, $3, $4, $5)
             on conflict (name) do update set query = excluded.query, actor = excluded.actor, at = excluded.at"
        )
        .bind(id)
        .bind(name)
        .bind(query)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("name\t{}\nquery\t{}", escape(name), escape(query));
        append(link, actor, "view.save", &format!("view:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Deletes a saved view; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_view(&self, actor: &str, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let deleted = on!(link, |c| sqlx::query("delete from saved_view where id = $1")
            .bind(id)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if deleted == 0 {
            return Ok(false);
        }
        append(link, actor, "view.delete", &format!("view:{id}"), String::new()).await?;
        tx.commit().await?;
        Ok(true)
    }
}
