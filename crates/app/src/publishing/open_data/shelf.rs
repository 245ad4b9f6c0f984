//! Files of the open data kept in memory (作ったファイルの置き場): of the editions asked for lately, within a bound.

use std::sync::{Arc, Mutex, OnceLock};

use publish::edition::Edition;
use publish::open_data::{Entry, media_type};
use sha2::{Digest, Sha256};

use super::locked;

/// Editions whose files are kept: the latest, and one somebody looks back at.
const EDITIONS: usize = 2;

/// The most bytes of files kept of one edition: every CSV and JSON table of 3,000 programs.
const MOST_BYTES: usize = 48 * 1024 * 1024;

/// A file with what tells it apart (ファイル).
#[derive(Debug)]
pub struct DataFile {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its media type.
    pub media_type: &'static str,
    /// SHA-256 of the bytes as hexadecimal digits.
    pub sha256: String,
}

impl DataFile {
    /// A file of this path and content.
    pub fn new(path: &str, bytes: Vec<u8>) -> DataFile {
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        DataFile { media_type: media_type(path), sha256, bytes: bytes.into() }
    }
}

/// The open data of an edition, with the files made so far (版のオープンデータ).
#[derive(Debug)]
pub struct OpenData {
    edition: Arc<Edition>,
    entries: OnceLock<Arc<Vec<Entry>>>,
    files: Mutex<Files>,
    making: tokio::sync::Mutex<()>,
}

/// Files by path, the one asked for last at the end.
#[derive(Debug, Default)]
struct Files {
    kept: Vec<(String, Arc<DataFile>)>,
    bytes: usize,
}

impl OpenData {
    fn of(edition: Arc<Edition>) -> OpenData {
        OpenData { edition, entries: OnceLock::new(), files: Mutex::default(), making: tokio::sync::Mutex::default() }
    }

    /// The edition it is made of.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    pub(super) fn listed(&self) -> &OnceLock<Arc<Vec<Entry>>> {
        &self.entries
    }

    /// Held while a file is made: two who ask for the same wait for one.
    pub(super) fn making(&self) -> &tokio::sync::Mutex<()> {
        &self.making
    }

    pub(super) fn kept(&self, path: &str) -> Option<Arc<DataFile>> {
        let mut files = locked(&self.files);
        let place = files.kept.iter().position(|(known, _)| known == path)?;
        let found = files.kept.remove(place);
        let file = Arc::clone(&found.1);
        files.kept.push(found);
        Some(file)
    }

    pub(super) fn keep(&self, path: &str, file: &Arc<DataFile>) {
        locked(&self.files).keep(path, file, MOST_BYTES);
    }
}

impl Files {
    /// Keeps a file; the ones nobody asked for lately make room. One larger than everything is not kept.
    fn keep(&mut self, path: &str, file: &Arc<DataFile>, most: usize) {
        if file.bytes.len() > most {
            return;
        }
        while self.bytes + file.bytes.len() > most && !self.kept.is_empty() {
            let (_, gone) = self.kept.remove(0);
            self.bytes -= gone.bytes.len();
        }
        self.bytes += file.bytes.len();
        self.kept.push((path.to_owned(), Arc::clone(file)));
    }
}

/// The open data of the editions asked for lately (置き場). Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Mutex<Vec<Arc<OpenData>>>>);

impl Shelf {
    /// The open data of an edition. Editions are told apart by being the same value in memory: a number may come again after
    /// the examples of a demonstration went.
    pub fn of(&self, edition: Arc<Edition>) -> Arc<OpenData> {
        let mut kept = locked(&self.0);
        let place = kept.iter().position(|known| Arc::ptr_eq(&known.edition, &edition));
        let found = match place {
            Some(place) => kept.remove(place),
            None => Arc::new(OpenData::of(edition)),
        };
        if kept.len() >= EDITIONS {
            kept.remove(0);
        }
        kept.push(Arc::clone(&found));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_stays_within_the_bound() {
        let file = |bytes: usize| Arc::new(DataFile::new("x.csv", vec![0; bytes]));
        let mut files = Files::default();
        files.keep("a", &file(40), 100);
        files.keep("b", &file(40), 100);
        files.keep("large", &file(101), 100);
        files.keep("c", &file(40), 100);
        let names: Vec<&str> = files.kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, files.bytes), (vec!["b", "c"], 80));
    }

    #[test]
    fn the_shelf_keeps_two_editions_and_knows_them_by_themselves() {
        let shelf = Shelf::default();
        let editions: Vec<Arc<Edition>> = (0..3).map(|_| Arc::default()).collect();
        let first = shelf.of(Arc::clone(&editions[0]));
        assert!(Arc::ptr_eq(&first, &shelf.of(Arc::clone(&editions[0]))));
        shelf.of(Arc::clone(&editions[1]));
        shelf.of(Arc::clone(&editions[2]));
        assert_eq!(locked(&shelf.0).len(), 2);
        assert!(!Arc::ptr_eq(&first, &shelf.of(Arc::clone(&editions[0]))));
    }

    #[test]
    fn a_file_is_told_apart_by_its_bytes() {
        let file = DataFile::new("programs.csv", b"abc".to_vec());
        assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(file.media_type, "text/csv; charset=utf-8; header=present");
    }
}
