//! Rule for test suites (試験の束ね): a test file that nobody names is a test that never runs.

use std::collections::BTreeSet;

use crate::Fault;
use crate::files::File;

/// Every file of `crates/x/tests/` stands as `mod …;` in that crate's `tests/suite.rs`, where there is one. (A crate
/// with a suite has `autotests = false`: cargo itself would not look for the others.)
pub fn check(files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for suite in files.iter().filter(|file| file.path.ends_with("/tests/suite.rs")) {
        let folder = suite.path.trim_end_matches("suite.rs");
        let named: BTreeSet<&str> = suite
            .text()
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.trim().strip_prefix("mod ")?.strip_suffix(';'))
            .collect();
        for file in files.iter().filter(|file| file.path.starts_with(folder) && file.path != suite.path) {
            let Some(name) = file.path[folder.len()..].strip_suffix(".rs") else { continue };
            if !name.contains('/') && !named.contains(name) {
                faults.push(format!("{}: not named in {}, so it never runs", file.path, suite.path));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_test_file_that_no_suite_names_is_found() {
        let suite = file("crates/x/tests/suite.rs", "//! All.\n\nmod here;\nmod support;\n");
        let files = [
            suite,
            file("crates/x/tests/here.rs", ""),
            file("crates/x/tests/lost.rs", ""),
            file("crates/x/tests/support/mod.rs", ""),
            file("crates/y/tests/alone.rs", ""),
        ];
        let faults = check(&files);
        assert_eq!(faults, ["crates/x/tests/lost.rs: not named in crates/x/tests/suite.rs, so it never runs"]);
    }
}
