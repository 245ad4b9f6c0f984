//! House rules (家のきまり): what must never be, as checks over this repository's own files.
//!
//! Each check takes text and gives back the faults it finds, so that each one is tested on a bad sample beside it;
//! `tests/architecture.rs` runs them all over the real tree. Nothing here is part of the program that people run.

pub mod copies;
pub mod files;
pub mod pages;
pub mod paths;
pub mod problem_codes;
pub mod rooms;
pub mod rust_text;
pub mod source;
pub mod suites;

/// One broken rule (違反): where, and what is wrong with it.
pub type Fault = String;

/// A fault at a line, counted from 1.
pub fn fault_at(path: &str, line: usize, what: &str) -> Fault {
    format!("{path}:{line}: {what}")
}
