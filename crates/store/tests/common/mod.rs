//! One suite, two databases: every test runs on a fresh SQLite file and, when `HENKAKU_TEST_POSTGRES_URL` names a
//! server, on a fresh PostgreSQL database there.
#![allow(dead_code, clippy::print_stdout)]

use fiscal::{FiscalYear, Yen};
use reform::program::{BudgetLine, Direction, DirectionGiven, Funding, LogicText, MoneyLine, ProgramSheet, Stage};
use sqlx::{AssertSqlSafe, Connection};
use store::{ImportHeader, ImportOutcome, InventoryKind, Store};

/// A fresh database with its store.
pub struct Fresh {
    pub store: Store,
    pub url: String,
}

impl Fresh {
    /// Runs SQL behind the store's back; `false` when the database refuses.
    pub async fn try_sql(&self, sql: &str) -> Result<(), String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let result = match self.store.kind() {
            "sqlite" => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.map(|_| ())
            }
            _ => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.map(|_| ())
            }
        };
        result.map_err(|error| error.to_string())
    }

    /// One number from the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        match self.store.kind() {
            "sqlite" => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
            _ => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
        }
    }
}

/// Runs a test on each database at hand.
pub async fn on_each_database(test: impl AsyncFn(&Fresh)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    let fresh = Fresh { store: Store::open(&url).await.unwrap(), url };
    test(&fresh).await;
    fresh.store.close().await;

    let Ok(server) = std::env::var("HENKAKU_TEST_POSTGRES_URL") else {
        println!("PostgreSQL skipped: HENKAKU_TEST_POSTGRES_URL is not set");
        return;
    };
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let name = format!("henkaku_test_{}_{nanos}", std::process::id());
    let mut admin = sqlx::PgConnection::connect(&server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("create database {name}"))).execute(&mut admin).await.unwrap();
    let url = with_database(&server, &name);
    let fresh = Fresh { store: Store::open(&url).await.unwrap(), url };
    test(&fresh).await;
    fresh.store.close().await;
    sqlx::raw_sql(AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut admin).await.unwrap();
}

/// The address of another database of the same server: `postgres://u@h/postgres?host=/x` → `postgres://u@h/name?host=/x`.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let (address, _) = address.rsplit_once('/').expect("the address names a database");
    if options.is_empty() { format!("{address}/{name}") } else { format!("{address}/{name}?{options}") }
}

pub fn header(kind: InventoryKind) -> ImportHeader {
    ImportHeader {
        actor: "tester".into(),
        kind,
        source: "city".into(),
        mapping_name: "default".into(),
        file_name: "programs.csv".into(),
        file_sha256: "00ff".into(),
        file_bytes: 1_234,
    }
}

/// Imports these sheets as real ones.
pub async fn import(store: &Store, sheets: &[ProgramSheet]) -> ImportOutcome {
    let mut writer = store.begin_import(header(InventoryKind::Real)).await.unwrap();
    writer.write(sheets).await.unwrap();
    writer.finish(sheets.len() as u64, &[], 0).await.unwrap()
}

pub fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

/// A small sheet of 2024 whose sources add up.
pub fn sheet(external_id: &str, name: &str, cost: i64) -> ProgramSheet {
    ProgramSheet {
        external_id: external_id.into(),
        fiscal_year: year(2024),
        name: name.into(),
        department: vec!["福祉局".into(), "総務課".into()],
        policy: vec!["安心".into()],
        budget_lines: vec![BudgetLine { account: "01".into(), kan: "03".into(), ..BudgetLine::default() }],
        legal_basis: String::new(),
        obligation: None,
        summary: String::new(),
        logic: LogicText::default(),
        start_year: None,
        end_year: None,
        money: vec![money(2024, Stage::Settled, cost)],
        staff: Vec::new(),
        indicators: Vec::new(),
        answers: Vec::new(),
        direction: Some(DirectionGiven { direction: Some(Direction::Continue), words: "継続".into() }),
        notes: Vec::new(),
        source_sheet: None,
        source_row: 2,
    }
}

/// A line paid half by 国庫支出金 and half by 一般財源.
pub fn money(start: i32, stage: Stage, cost: i64) -> MoneyLine {
    let national = cost / 2;
    let funding = Funding { national: Some(Yen(national)), general: Some(Yen(cost - national)), ..Funding::default() };
    MoneyLine { fiscal_year: year(start), stage, cost: Yen(cost), funding }
}
