//! Numbers (採番): given out in order for each kind of thing, never twice.

use crate::StoreError;
use crate::db::{Link, on};

/// The next number of a kind (`account`, `duty`, …), from 1. Call inside a writing transaction: what is rolled back was
/// never given out.
pub(crate) async fn next_number(link: &mut Link<'_>, kind: &str) -> Result<i64, StoreError> {
    next_numbers(link, kind, 1).await
}

/// The first of `count` numbers in a row.
pub(crate) async fn next_numbers(link: &mut Link<'_>, kind: &str, count: i64) -> Result<i64, StoreError> {
    let (last,): (i64,) = on!(link, |c| sqlx::query_as(
        "insert into number (kind, last) values ($1, $2)
         on conflict (kind) do update set last = number.last + excluded.last returning last"
    )
    .bind(kind)
    .bind(count)
    .fetch_one(c)
    .await)?;
    Ok(last - count + 1)
}
