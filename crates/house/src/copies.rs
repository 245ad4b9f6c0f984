//! Copies of other people's work (他人の著作の写し): neither a data file nor a sentence of the source is in the repository.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Fault;
use crate::files::{self, File};

/// So many characters in a row, spaces aside, are a copied sentence and not a name or a figure.
pub const COPIED_CHARS: usize = 40;

/// Where the real data lies: `HENKAKU_SHARED_DATA`, else `../shared/data` beside the repository.
pub fn shared_data(root: &Path) -> PathBuf {
    std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from)
}

/// No file of the repository has the very bytes of a file in the folder of real data.
pub fn check_files(repository: &[File], data: &Path) -> Vec<Fault> {
    let mut by_size: HashMap<u64, Vec<String>> = HashMap::new();
    for path in files::walk(data) {
        let size = data.join(&path).metadata().map_or(0, |meta| meta.len());
        by_size.entry(size).or_default().push(path);
    }
    let mut faults = Vec::new();
    for file in repository.iter().filter(|file| !file.bytes.is_empty()) {
        for other in by_size.get(&(file.bytes.len() as u64)).into_iter().flatten() {
            let same = std::fs::read(data.join(other))
                .is_ok_and(|bytes| Sha256::digest(&bytes) == Sha256::digest(&file.bytes));
            if same {
                faults.push(format!("{}: is a copy of the data file {other}", file.path));
            }
        }
    }
    faults
}

/// No text of the repository has [`COPIED_CHARS`] characters in a row of one of the source texts.
pub fn check_sentences(repository: &[File], sources: &[String]) -> Vec<Fault> {
    let mut known: HashSet<Vec<char>> = HashSet::new();
    for source in sources {
        known.extend(dense(source).windows(COPIED_CHARS).map(<[char]>::to_vec));
    }
    let mut faults = Vec::new();
    for file in repository {
        let Some(text) = file.text() else { continue };
        let text = dense(text);
        if let Some(copied) = text.windows(COPIED_CHARS).find(|run| known.contains(*run)) {
            faults.push(format!("{}: copies the source: {}…", file.path, copied.iter().collect::<String>()));
        }
    }
    faults
}

/// The characters of a text without spaces and without runs of lines, dots and dashes that say nothing.
fn dense(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric() || "、。，．（）「」％".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File { path: "plans/a.toml".into(), bytes: text.into() }
    }

    #[test]
    fn a_copied_data_file_is_caught() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("real.csv"), "a,b\n1,2\n").unwrap();
        assert_eq!(
            check_files(&[file("a,b\n1,2\n")], dir.path()),
            ["plans/a.toml: is a copy of the data file real.csv"]
        );
        assert!(check_files(&[file("a,b\n1,3\n"), file("")], dir.path()).is_empty());
    }

    #[test]
    fn a_copied_sentence_is_caught_also_across_lines() {
        let sentence: String = ('あ'..='ん').take(COPIED_CHARS + 5).collect();
        let (first, second) = sentence.split_at(60);
        let sources = [format!("前。{first}\n  {second}後")];
        assert_eq!(check_sentences(&[file(&format!("title = \"{sentence}\""))], &sources).len(), 1);
        let short: String = sentence.chars().take(COPIED_CHARS - 1).collect();
        assert!(check_sentences(&[file(&short)], &sources).is_empty());
    }
}
