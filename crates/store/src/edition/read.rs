//! Reading editions (版の読み出し).

use std::collections::HashMap;

use super::{EditionHead, EditionState, ItemHead, ItemRow};
use crate::db::{Link, on};
use crate::rows::placeholders;
use crate::{Store, StoreError};

const HEAD: &str = "id, number, base_number, state, reason, content_sha256, item_count, prepared_by, prepared_account,
    prepared_at, decided_by, decided_office, decided_account, decided_at, decision_reason, published_on, is_demo";

/// The most texts asked for in one statement.
const BODIES_A_STATEMENT: usize = 200;

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: i64,
    number: Option<i64>,
    base_number: Option<i64>,
    state: String,
    reason: String,
    content_sha256: String,
    item_count: i64,
    prepared_by: String,
    prepared_account: Option<i64>,
    prepared_at: String,
    decided_by: String,
    decided_office: String,
    decided_account: Option<i64>,
    decided_at: Option<String>,
    decision_reason: String,
    published_on: String,
    is_demo: i64,
}

impl HeadRow {
    fn read(self) -> Result<EditionHead, StoreError> {
        Ok(EditionHead {
            id: self.id,
            number: self.number,
            base_number: self.base_number,
            state: EditionState::from_word(&self.state)?,
            reason: self.reason,
            content_sha256: self.content_sha256,
            item_count: self.item_count,
            prepared_by: self.prepared_by,
            prepared_account: self.prepared_account,
            prepared_at: self.prepared_at,
            decided_by: self.decided_by,
            decided_office: self.decided_office,
            decided_account: self.decided_account,
            decided_at: self.decided_at,
            decision_reason: self.decision_reason,
            published_on: self.published_on,
            is_demo: self.is_demo == 1,
        })
    }
}

impl Store {
    /// Editions with ids below `before` (from the newest when `None`), newest first, at most 200.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn editions(&self, before: Option<i64>, limit: i64) -> Result<Vec<EditionHead>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("select {HEAD} from edition where id < $1 order by id desc limit $2");
        let rows: Vec<HeadRow> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit.clamp(0, 200))
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(HeadRow::read).collect()
    }

    /// The edition of this id.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn edition_head(&self, id: i64) -> Result<Option<EditionHead>, StoreError> {
        let mut reader = self.db.reader().await?;
        head(&mut reader.link(), id).await
    }

    /// The approved edition of this number, or the latest one.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn approved_edition(&self, number: Option<i64>) -> Result<Option<EditionHead>, StoreError> {
        let mut reader = self.db.reader().await?;
        approved(&mut reader.link(), number).await
    }

    /// The proposal that waits for approval, if one does.
    ///
    /// # Errors
    /// When the database fails, or what it holds cannot be read.
    pub async fn waiting_edition(&self) -> Result<Option<EditionHead>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("select {HEAD} from edition where state = 'proposed'");
        let row: Option<HeadRow> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_optional(c).await)?;
        row.map(HeadRow::read).transpose()
    }

    /// The items of an edition without their texts, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edition_item_heads(&self, id: i64) -> Result<Vec<ItemHead>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String, String)> = on!(link, |c| sqlx::query_as(
            "select kind, item_key, title, sha256 from edition_item where edition_id = $1 order by position"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(kind, key, title, sha256)| ItemHead { kind, key, title, sha256 }).collect())
    }

    /// The items of an edition with their texts, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edition_items(&self, id: i64) -> Result<Vec<ItemRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(String, String, String, String, String)> = on!(link, |c| sqlx::query_as(
            "select i.kind, i.item_key, i.title, i.sha256, b.body
               from edition_item i join edition_body b on b.sha256 = i.sha256
              where i.edition_id = $1 order by i.position"
        )
        .bind(id)
        .fetch_all(c)
        .await)?;
        let row = |(kind, key, title, sha256, body)| ItemRow { head: ItemHead { kind, key, title, sha256 }, body };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Texts by their digests; a digest that is not kept is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edition_bodies(&self, digests: &[&str]) -> Result<HashMap<String, String>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut bodies = HashMap::with_capacity(digests.len());
        for part in digests.chunks(BODIES_A_STATEMENT) {
            let sql =
                format!("select sha256, body from edition_body where sha256 in ({})", placeholders(1, part.len()));
            let rows: Vec<(String, String)> = on!(link, |c| {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(part.len() == BODIES_A_STATEMENT);
                for digest in part {
                    query = query.bind(*digest);
                }
                query.fetch_all(c).await
            })?;
            bodies.extend(rows);
        }
        Ok(bodies)
    }
}

/// The edition of this id, also inside a transaction.
pub(super) async fn head(link: &mut Link<'_>, id: i64) -> Result<Option<EditionHead>, StoreError> {
    let sql = format!("select {HEAD} from edition where id = $1");
    let row: Option<HeadRow> =
        on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(c).await)?;
    row.map(HeadRow::read).transpose()
}

/// The approved edition of this number or the latest one, also inside a transaction.
pub(super) async fn approved(link: &mut Link<'_>, number: Option<i64>) -> Result<Option<EditionHead>, StoreError> {
    let sql = format!(
        "select {HEAD} from edition
          where number = coalesce($1, (select max(number) from edition)) and state = 'approved'"
    );
    let row: Option<HeadRow> =
        on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number).fetch_optional(c).await)?;
    row.map(HeadRow::read).transpose()
}
