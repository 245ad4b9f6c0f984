//! Reading programs (事務事業の読み取り): one file and one mapping in, program sheets and problems out.

use crate::mapping::Mapping;
use reform::Problem;
use reform::program::ProgramSheet;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// The largest file taken over the web, in bytes (20 MB).
pub const MAX_FILE_BYTES: u64 = 20 * 1024 * 1024;

/// The most problems kept in full; beyond it they are only counted.
pub const MAX_LISTED: usize = 1_000;

/// Where the bytes come from; the file's name is given beside it.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A file on disk, read as a stream.
    Path(&'a Path),
    /// A file already in memory.
    Bytes(&'a [u8]),
}

/// What a reading found (読み取り結果).
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Data rows seen.
    pub read: u64,
    /// Rows handed on as program sheets.
    pub accepted: u64,
    /// What was wrong.
    pub problems: Problems,
}

/// Problems found (指摘一覧): the first ones in full, all of them counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The first [`MAX_LISTED`] problems.
    pub list: Vec<Problem>,
    /// How many of each code, complete.
    pub counts: BTreeMap<&'static str, u64>,
    /// Whether one of them makes the whole file unusable.
    pub fatal: bool,
}

/// Reads every program of a file, handing each accepted one to `each` in file order.
///
/// A caller that stores as it goes must undo everything when the reading turns out fatal.
pub fn read_programs(
    _mapping: &Mapping,
    _file_name: &str,
    _input: Input<'_>,
    _each: &mut dyn FnMut(ProgramSheet) -> ControlFlow<()>,
) -> Reading {
    Reading::default()
}
