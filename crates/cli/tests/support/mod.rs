//! Runs the built program as a person would, in a folder of its own.
#![allow(dead_code, clippy::print_stdout)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Three programs in the standard layout.
pub const PROGRAMS: &str = "\
事業番号,事業名,年度,部局,方向性,事業費（円）
0101,防災訓練,令和6,危機管理室,拡充,1200000
0102,公園管理,令和6,都市整備局,継続,3000000
0103,窓口,令和6,総務局,廃止,500000
";

/// A folder of this machine with its data beside the files.
pub struct Place {
    folder: TempDir,
}

/// How a command ended.
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A command in this folder that knows nothing of the settings around the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_henkaku"));
        command.current_dir(self.path()).args(arguments).stdin(Stdio::null());
        for setting in ["HENKAKU_DATA", "HENKAKU_DATABASE_URL", "HENKAKU_LISTEN", "HENKAKU_LOG"] {
            command.env_remove(setting);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        Done::from(self.command(arguments).output().unwrap())
    }

    /// Runs a command that reads these words.
    pub fn run_with(&self, arguments: &[&str], given: &str) -> Done {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
        Done::from(child.wait_with_output().unwrap())
    }

    /// Runs a command that must succeed and gives its JSON.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let done = self.run(arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}{}", done.out, done.err);
        serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}", done.out))
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the shared data; prints that it was skipped when it is not at hand.
pub fn shared_data(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HENKAKU_SHARED_DATA").map(PathBuf::from);
    let file = folder.unwrap_or_else(|| repository().join("../shared/data")).join(path);
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: {path} is not at hand");
    None
}
