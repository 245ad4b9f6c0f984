//! Saved addresses (保存した一覧・試算): a list or a scenario under a name, kept as the address that shows it again.

use crate::audit::append;
use crate::change::escape;
use crate::db::{now, on};
use crate::{Store, StoreError};

/// A list or a scenario kept under a name (保存した一覧・試算).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAddress {
    /// Its id.
    pub id: i64,
    /// What it shows: [`Store::PROGRAM_LIST`], or the word of a study.
    pub kind: String,
    /// The name people chose; unique within its kind.
    pub name: String,
    /// The query part of the address.
    pub query: String,
    /// Who saved it.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

impl Store {
    /// The most addresses kept of one kind.
    pub const MOST_SAVED: i64 = 200;

    /// The kind of a saved list of programs.
    pub const PROGRAM_LIST: &str = "programs";

    /// Every saved address of a kind, by name; of all kinds when none is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_addresses(&self, kind: Option<&str>) -> Result<Vec<SavedAddress>, StoreError> {
        type Row = (i64, String, String, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        // Ten kinds at most, each of them bounded.
        let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
            "select id, kind, name, query, actor, at from saved_address
              where $1 = '' or kind = $1 order by kind, name limit $2"
        )
        .bind(kind.unwrap_or_default())
        .bind(Self::MOST_SAVED * 10)
        .fetch_all(c)
        .await)?;
        let address = |(id, kind, name, query, actor, at)| SavedAddress { id, kind, name, query, actor, at };
        Ok(rows.into_iter().map(address).collect())
    }

    /// Keeps an address under a name; one of that kind and name is replaced. `None` when there are too many already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_address(
        &self,
        actor: &str,
        kind: &str,
        name: &str,
        query: &str,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let (known, next, others): (Option<i64>, i64, i64) = on!(link, |c| sqlx::query_as(
            "select (select id from saved_address where kind = $1 and name = $2),
                    (select coalesce(max(seq), 0) + 1 from audit),
                    (select count(*) from saved_address where kind = $1 and name <> $2)"
        )
        .bind(kind)
        .bind(name)
        .fetch_one(c)
        .await)?;
        if known.is_none() && others >= Self::MOST_SAVED {
            return Ok(None);
        }
        // The audit row's place is never used twice, so it serves as the address's id.
        let id = known.unwrap_or(next);
        on!(link, |c| sqlx::query(
            "insert into saved_address (id, kind, name, query, actor, at) values ($1, $2, $3, $4, $5, $6)
             on conflict (kind, name) do update set query = excluded.query, actor = excluded.actor, at = excluded.at"
        )
        .bind(id)
        .bind(kind)
        .bind(name)
        .bind(query)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = format!("kind\t{}\nname\t{}\nquery\t{}", escape(kind), escape(name), escape(query));
        append(link, actor, "view.save", &format!("view:{id}"), detail).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Deletes a saved address of this kind; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_address(&self, actor: &str, kind: &str, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let deleted = on!(link, |c| sqlx::query("delete from saved_address where kind = $1 and id = $2")
            .bind(kind)
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
