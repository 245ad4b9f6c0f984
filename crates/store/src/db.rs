//! The two databases behind one door (接続): the same SQL text with `$1` placeholders runs on either.

use crate::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// How long a writer waits for the one before it.
const WAIT_FOR_WRITER: Duration = Duration::from_secs(30);

/// An open database.
#[derive(Clone)]
pub(crate) enum Db {
    /// One connection that writes, a few that read: SQLite has a single writer anyway, and so nobody spins on a lock.
    Sqlite { write: SqlitePool, read: SqlitePool },
    /// A bounded pool.
    Postgres(PgPool),
}

/// A connection taken from the pool, for reading.
pub(crate) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A transaction; dropped without [`Tx::commit`] it leaves nothing behind.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A connection of either kind, inside a transaction or not.
pub(crate) enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Runs the same expression on either connection; `$c` is the connection inside it.
macro_rules! on {
    ($link:expr, |$c:ident| $body:expr) => {
        match $link {
            $crate::db::Link::Sqlite($c) => {
                let $c = &mut **$c;
                $body
            }
            $crate::db::Link::Postgres($c) => {
                let $c = &mut **$c;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Db {
    /// Connects; makes the SQLite file when absent.
    pub async fn connect(url: &str) -> Result<Db, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(":memory:") {
                return Err(StoreError::UnknownAddress(url.to_owned()));
            }
            let options = SqliteConnectOptions::new()
                .filename(path)
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An acknowledged write survives a power cut; NORMAL would lose the last ones.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(WAIT_FOR_WRITER)
                .page_size(8192)
                .pragma("temp_store", "memory");
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(WAIT_FOR_WRITER)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .connect_with(options.clone().pragma("cache_size", "-32000"))
                .await
                .map_err(StoreError::CannotOpen)?;
            let read = SqlitePoolOptions::new()
                .max_connections(4)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .connect_lazy_with(options.pragma("query_only", "on").pragma("cache_size", "-8000"));
            Ok(Db::Sqlite { write, read })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(StoreError::CannotOpen)?;
            // A pool goes on trying for as long as it may wait; a server that is not there is told at once.
            let first = PgConnection::connect_with(&options).await.map_err(StoreError::CannotOpen)?;
            first.close().await.map_err(StoreError::CannotOpen)?;
            let pool = PgPoolOptions::new()
                .max_connections(8)
                .acquire_timeout(WAIT_FOR_WRITER)
                .test_before_acquire(false)
                .connect_with(options)
                .await
                .map_err(StoreError::CannotOpen)?;
            Ok(Db::Postgres(pool))
        } else {
            Err(StoreError::UnknownAddress(url.to_owned()))
        }
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// A connection to read from.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Db::Sqlite { read, .. } => Reader::Sqlite(read.acquire().await?),
            Db::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// A transaction that sees one state of the database throughout.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }

    /// A transaction that writes. Writers follow one another: SQLite takes its write lock at once, on PostgreSQL the
    /// row of the inventory is the lock.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("set local lock_timeout = '30s'").execute(&mut *tx).await?;
                sqlx::query("select id from inventory where id = 1 for update").execute(&mut *tx).await?;
                Tx::Postgres(tx)
            }
        })
    }

    /// A transaction that writes beside the inventory and the audit trail, and so waits for no writer on PostgreSQL.
    pub async fn begin_aside(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Reader {
    /// The connection.
    pub fn link(&mut self) -> Link<'_> {
        match self {
            Reader::Sqlite(connection) => Link::Sqlite(connection),
            Reader::Postgres(connection) => Link::Postgres(connection),
        }
    }
}

impl Tx {
    /// The connection inside the transaction.
    pub fn link(&mut self) -> Link<'_> {
        match self {
            Tx::Sqlite(tx) => Link::Sqlite(tx),
            Tx::Postgres(tx) => Link::Postgres(tx),
        }
    }

    /// Makes it last.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes it.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.rollback().await?,
            Tx::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// The present moment in UTC, to the millisecond: `2025-04-01T09:30:00.000Z`.
pub(crate) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
