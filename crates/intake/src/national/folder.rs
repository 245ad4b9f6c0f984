//! The folder of tables (表のフォルダー): which file is which table, and its rows as a stream.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use reform::{Place, Problem};
use zip::ZipArchive;

use super::{Table, kinds};
use crate::cell::{Encoding, Row};
use crate::problems;
use crate::programs::{Input, base_name};
use crate::text::{self, Refusal};

/// The most a table may hold, in bytes; the published ones stay below 21 MB.
const MAX_TABLE_BYTES: u64 = 256 * 1024 * 1024;
/// Above this size a table must not be compressed more than [`MAX_RATIO`] times; the published ones stay below 10.
const RATIO_FROM_BYTES: u64 = 32 * 1024 * 1024;
const MAX_RATIO: u64 = 200;

/// A folder with the published tables (国の公表表のフォルダー): each a zip of one CSV, or that CSV taken out.
#[derive(Clone, Debug)]
pub struct Folder {
    files: BTreeMap<Table, PathBuf>,
}

impl Folder {
    /// Looks which files of a folder are which tables, by the number their names begin with; others are passed over.
    ///
    /// # Errors
    /// The problems when the folder cannot be read, or a table is there twice. That one is missing shows when it is read.
    pub fn open(path: &Path) -> Result<Folder, Vec<Problem>> {
        let shown = path.file_name().map(|name| base_name(&name.to_string_lossy())).unwrap_or_default();
        let unreadable = |error: io::Error| {
            vec![Problem::new(&problems::FILE_UNREADABLE, Place::file(shown.clone()), error.to_string())]
        };
        let mut found: BTreeMap<Table, Vec<PathBuf>> = BTreeMap::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if let Some(table) = table_of(&file) {
                found.entry(table).or_default().push(file);
            }
        }
        let mut files = BTreeMap::new();
        let mut twice = Vec::new();
        for (table, mut paths) in found {
            paths.sort();
            if let [_, second, ..] = paths.as_slice() {
                let place = Place::file(name_of(second));
                twice.push(Problem::new(&kinds::TABLE_TWICE, place, name_of(&paths[0])));
            }
            files.insert(table, paths.swap_remove(0));
        }
        if twice.is_empty() { Ok(Folder { files }) } else { Err(twice) }
    }

    /// The files found, in the order of the tables.
    pub fn files(&self) -> impl Iterator<Item = (Table, &Path)> {
        self.files.iter().map(|(table, path)| (*table, path.as_path()))
    }

    /// The name of a table's file, or what it would begin with.
    pub(super) fn name(&self, table: Table) -> String {
        self.files.get(&table).map_or_else(|| format!("{}_*.zip", table.number()), |path| name_of(path))
    }

    /// Hands on every row of a table that is not wholly empty.
    pub(super) fn read_rows(
        &self,
        table: Table,
        each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), Refusal> {
        let Some(path) = self.files.get(&table) else {
            return Err((&kinds::TABLE_MISSING, format!("{} {}", table.number(), table.title())));
        };
        let unreadable = |error: io::Error| (&problems::FILE_UNREADABLE, error.to_string());
        let mut file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.len() == 0 {
            return Err((&problems::FILE_EMPTY, String::new()));
        }
        let mut head = Vec::with_capacity(4);
        (&mut file).take(4).read_to_end(&mut head).map_err(unreadable)?;
        if head.starts_with(b"PK") {
            return read_archive(File::open(path).map_err(unreadable)?, each);
        }
        if has_extension(path, "zip") {
            return Err((&kinds::ARCHIVE_CONTENT, name_of(path)));
        }
        text::read_rows(Input::Path(path), each)
    }
}

fn read_archive(file: File, each: &mut dyn FnMut(&Row<'_>) -> ControlFlow<()>) -> Result<(), Refusal> {
    let unusable = |error: zip::result::ZipError| (&kinds::ARCHIVE_CONTENT, error.to_string());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(unusable)?;
    let mut names = Vec::new();
    for (index, name) in archive.file_names().enumerate() {
        let name = name.map_err(unusable)?;
        if name.to_ascii_lowercase().ends_with(".csv") {
            names.push((index, name.into_owned()));
        }
    }
    let [(_, name)] = names.as_slice() else {
        return Err((&kinds::ARCHIVE_CONTENT, format!("{} CSV", names.len())));
    };
    let mut part = archive.by_name(name).map_err(unusable)?;
    let (declared, packed) = (part.size(), part.compressed_size().max(1));
    let allowed = MAX_TABLE_BYTES.min(RATIO_FROM_BYTES.max(packed.saturating_mul(MAX_RATIO)));
    let hostile = |bytes: u64| (&problems::ARCHIVE_HOSTILE, format!("{packed} → {bytes} bytes (at most {allowed})"));
    if declared > allowed {
        return Err(hostile(declared));
    }
    // What it declares is believed only as far as it is seen: one byte more than allowed is too many.
    let mut limited = part.by_ref().take(allowed + 1);
    text::read_encoded_rows(Box::new(BufReader::with_capacity(1 << 16, &mut limited)), Encoding::Utf8, each)?;
    if limited.limit() == 0 { Err(hostile(allowed + 1)) } else { Ok(()) }
}

fn table_of(path: &Path) -> Option<Table> {
    if !has_extension(path, "zip") && !has_extension(path, "csv") {
        return None;
    }
    let name = path.file_name()?.to_string_lossy();
    Table::ALL.iter().copied().find(|table| name.starts_with(&format!("{}_", table.number())))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn name_of(path: &Path) -> String {
    base_name(&path.file_name().unwrap_or_default().to_string_lossy())
}
