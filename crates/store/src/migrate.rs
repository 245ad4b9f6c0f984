//! Migrations (移行): brings the tables of a database up to date, each step once.

use crate::StoreError;
use crate::db::{Db, Link, Tx, now, on};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

/// A step: its number, name and SQL text.
pub(crate) struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

/// Every step, in order. A step that was released is never edited; a new one is added.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "inventory", sql: include_str!("../migrations/0001_inventory.sql") },
    Migration { number: 2, name: "audit", sql: include_str!("../migrations/0002_audit.sql") },
    Migration { number: 3, name: "saved view", sql: include_str!("../migrations/0003_saved_view.sql") },
    Migration { number: 4, name: "cities", sql: include_str!("../migrations/0004_cities.sql") },
    Migration { number: 5, name: "facilities", sql: include_str!("../migrations/0005_facilities.sql") },
    Migration { number: 6, name: "saved address", sql: include_str!("../migrations/0006_saved_address.sql") },
    Migration { number: 7, name: "people", sql: include_str!("../migrations/0007_people.sql") },
    Migration { number: 8, name: "review", sql: include_str!("../migrations/0008_review.sql") },
    Migration { number: 9, name: "cluster", sql: include_str!("../migrations/0009_cluster.sql") },
    Migration { number: 10, name: "overlap", sql: include_str!("../migrations/0010_overlap.sql") },
    Migration { number: 11, name: "analysis", sql: include_str!("../migrations/0011_analysis.sql") },
    Migration { number: 12, name: "logic model", sql: include_str!("../migrations/0012_logic_model.sql") },
    Migration { number: 13, name: "roadmap", sql: include_str!("../migrations/0013_roadmap.sql") },
    Migration { number: 14, name: "frame", sql: include_str!("../migrations/0014_frame.sql") },
    Migration { number: 15, name: "task", sql: include_str!("../migrations/0015_task.sql") },
    Migration { number: 16, name: "national", sql: include_str!("../migrations/0016_national.sql") },
    Migration { number: 17, name: "edition", sql: include_str!("../migrations/0017_edition.sql") },
    Migration { number: 18, name: "plain summary", sql: include_str!("../migrations/0018_plain_summary.sql") },
    Migration { number: 19, name: "meeting", sql: include_str!("../migrations/0019_meeting.sql") },
    Migration { number: 20, name: "remark", sql: include_str!("../migrations/0020_remark.sql") },
    Migration { number: 21, name: "consultation", sql: include_str!("../migrations/0021_consultation.sql") },
    Migration { number: 22, name: "explanation", sql: include_str!("../migrations/0022_explanation.sql") },
    Migration { number: 23, name: "initiative", sql: include_str!("../migrations/0023_initiative.sql") },
    Migration { number: 24, name: "settings", sql: include_str!("../migrations/0024_settings.sql") },
    Migration { number: 25, name: "opinion", sql: include_str!("../migrations/0025_opinion.sql") },
];

/// Runs the steps the database has not seen, in one transaction.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    let mut tx = match db {
        Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
        Db::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            // Two servers that start at once must not both create the tables. The number is arbitrary but fixed.
            sqlx::query("select pg_advisory_xact_lock(7236657200)").execute(&mut *tx).await?;
            Tx::Postgres(tx)
        }
    };
    let link = &mut tx.link();
    on!(link, |c| sqlx::raw_sql(
        "create table if not exists migration (
            number bigint primary key, name text not null, sha256 text not null, at text not null
        )"
    )
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    let done: Vec<(i64, String)> =
        on!(link, |c| sqlx::query_as("select number, sha256 from migration order by number").fetch_all(c).await)?;
    for (number, sha256) in &done {
        match MIGRATIONS.iter().find(|step| step.number == *number) {
            None => return Err(StoreError::WrongSchema(format!("it has step {number}, which is newer"))),
            Some(step) if checksum(step.sql) != *sha256 => {
                return Err(StoreError::WrongSchema(format!("step {number} differs from the one it was made with")));
            }
            Some(_) => {}
        }
    }
    for step in MIGRATIONS.iter().filter(|step| done.iter().all(|(number, _)| *number != step.number)) {
        tracing::info!(number = step.number, name = step.name, "migrating the database");
        let sql = for_database(step.sql, matches!(link, Link::Sqlite(_)));
        on!(link, |c| sqlx::raw_sql(AssertSqlSafe(sql)).execute(c).await.map(|done| done.rows_affected()))?;
        on!(link, |c| sqlx::query("insert into migration (number, name, sha256, at) values ($1, $2, $3, $4)")
            .bind(step.number)
            .bind(step.name)
            .bind(checksum(step.sql))
            .bind(now())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    tx.commit().await
}

/// The text for one database: its own marked parts opened, the other's left as comments, types by its names.
pub(crate) fn for_database(sql: &str, sqlite: bool) -> String {
    let mark = if sqlite { "/*sqlite:" } else { "/*postgres:" };
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(start) = rest.find(mark) {
        out.push_str(&rest[..start]);
        let inside = &rest[start + mark.len()..];
        let end = inside.find("*/").unwrap_or(inside.len());
        out.push_str(&inside[..end]);
        rest = inside.get(end + 2..).unwrap_or("");
    }
    out.push_str(rest);
    if sqlite {
        out = out.replace("bigint primary key", "integer primary key").replace(" bytea", " blob");
    }
    out
}

fn checksum(sql: &str) -> String {
    hex(&Sha256::digest(sql.as_bytes()))
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_parts() {
        let sql = "create table a (id bigint primary key, b bytea) /*sqlite: without rowid*/; /*postgres: select 1;*/";
        assert_eq!(
            for_database(sql, true),
            "create table a (id integer primary key, b blob)  without rowid; /*postgres: select 1;*/"
        );
        assert_eq!(
            for_database(sql, false),
            "create table a (id bigint primary key, b bytea) /*sqlite: without rowid*/;  select 1;"
        );
    }

    #[test]
    fn steps_are_numbered_without_gaps() {
        for (index, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.number, index as i64 + 1, "{}", step.name);
        }
    }
}
