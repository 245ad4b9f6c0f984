//! One suite, two databases: each test runs on a fresh SQLite file and, when `HENKAKU_TEST_POSTGRES_URL` names a
//! server, on a fresh PostgreSQL database there.
#![allow(dead_code, clippy::print_stdout)]

use std::path::PathBuf;
use std::process::Command;

use app::{Actor, App, ImportMode, ImportReport};
use tempfile::TempDir;

/// Three programs in the standard layout.
pub const PROGRAMS: &str = "\
事業番号,事業名,年度,部局,課,方向性,事業費（円）,国庫支出金（円）,一般財源（円）,概要
0101,防災訓練,令和6,危機管理室,防災課,拡充,1200000,200000,1000000,地域の訓練
0102,公園管理,令和6,都市整備局,公園課,継続,3000000,,3000000,\"二行の
概要、コンマ,と「\"\"引用\"\"」\"
0103,\"=1+1\",令和6,総務局,総務課,廃止,-500,,-500,@式
";

/// An application on a fresh database, with a folder for its files.
pub struct Fresh {
    pub app: App,
    pub folder: TempDir,
    /// The address of the database.
    pub url: String,
}

impl Fresh {
    /// Writes a file into the folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Imports a CSV of the standard layout.
    pub async fn import(&self, csv: impl AsRef<[u8]>, mode: ImportMode) -> ImportReport {
        let path = self.file("programs.csv", csv);
        self.app.import_file(&operator(), &path, "standard", mode).await.unwrap()
    }

    pub async fn programs(&self) -> i64 {
        self.app.inventory_state(&operator()).await.unwrap().programs
    }
}

pub fn operator() -> Actor {
    Actor::operator("tester")
}

/// Runs a test on each database at hand.
pub async fn on_each_database(test: impl AsyncFn(&Fresh)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    test(&Fresh { app: App::open(&url, None).await.unwrap(), folder, url }).await;

    let Ok(server) = std::env::var("HENKAKU_TEST_POSTGRES_URL") else {
        println!("PostgreSQL skipped: HENKAKU_TEST_POSTGRES_URL is not set");
        return;
    };
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let name = format!("henkaku_app_{}_{nanos}", std::process::id());
    let tool = |tool: &str, more: &[&str]| {
        let done = Command::new(tool).args(more).args(["--maintenance-db", &server, &name]).status();
        assert!(done.is_ok_and(|status| status.success()), "{tool} {name}");
    };
    tool("createdb", &[]);
    let (before, database) = server.rsplit_once('/').expect("the address names a database");
    // `…/postgres?host=/folder`: the folder of the socket has slashes of its own.
    let (before, options) = match server.split_once('?') {
        Some((address, options)) => (address.rsplit_once('/').unwrap().0, format!("?{options}")),
        None => (before, String::new()),
    };
    assert!(!database.is_empty());
    let url = format!("{before}/{name}{options}");
    test(&Fresh { app: App::open(&url, None).await.unwrap(), folder: tempfile::tempdir().unwrap(), url }).await;
    tool("dropdb", &["--force"]);
}
