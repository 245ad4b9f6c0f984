//! The files of the repository (リポジトリのファイル): what git tracks or would track.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of the repository (ファイル): its path from the root with `/`, and its bytes.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the repository's root, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// The text, or nothing when it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// True when the path ends with one of these.
    pub fn ends_with(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.path.ends_with(end))
    }

    /// True for Rust code that only tests run: it may do what the program may not.
    pub fn is_test_code(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.ends_with(&["/tests.rs", "_tests.rs", "/test_support.rs"])
    }

    /// The crate's folder name of `crates/NAME/…`.
    pub fn crate_folder(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this crate lives in crates/house").to_path_buf()
}

/// Every file git tracks or would track; without git, every file outside the folders that hold what is built.
pub fn all(root: &Path) -> Vec<File> {
    let mut paths = tracked(root).unwrap_or_else(|| walk(root));
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let full = root.join(&path);
            // Gone from the folder but still in the index, or a link: nothing to read.
            let is_file = full.symlink_metadata().is_ok_and(|meta| meta.is_file());
            if is_file { std::fs::read(full).ok().map(|bytes| File { path, bytes }) } else { None }
        })
        .collect()
}

/// Every file below a folder, whatever its kind; paths from that folder.
pub fn walk(folder: &Path) -> Vec<String> {
    const BUILT: [&str; 5] = [".git", "target", "node_modules", "data", "test-results"];
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(below) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(folder.join(&below)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = below.join(&name);
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !BUILT.contains(&name.as_str()) => waiting.push(path),
                Ok(kind) if kind.is_file() => found.push(path.to_string_lossy().replace('\\', "/")),
                _ => {}
            }
        }
    }
    found
}

fn tracked(root: &Path) -> Option<Vec<String>> {
    let out = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let paths: Vec<String> = text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (out.status.success() && !paths.is_empty()).then_some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_this_very_file_and_nothing_that_is_built() {
        let files = all(&root());
        assert!(files.iter().any(|file| file.path == "crates/house/src/files.rs"));
        assert!(files.iter().all(|file| !file.path.starts_with("target/") && !file.path.contains("node_modules/")));
    }

    #[test]
    fn walks_folders_but_not_what_is_built() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("a/target")).unwrap();
        std::fs::write(dir.path().join("a/one.txt"), "1").unwrap();
        std::fs::write(dir.path().join("a/target/two.txt"), "2").unwrap();
        assert_eq!(walk(dir.path()), ["a/one.txt"]);
    }
}
