//! One writer at a time (書き出しの排他): held by the system, so that it ends with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::{NOT_WRITABLE, TWO_AT_ONCE};
use crate::error::{AppError, Refusal};

/// Holds the place until it is dropped (排他).
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] File);

impl Lock {
    /// Takes the place, or says that somebody has it. The file stays: to delete it would let two hold different files of one name.
    ///
    /// # Errors
    /// When somebody writes there, or the place cannot be written to.
    pub fn take(path: &Path) -> Result<Lock, AppError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let file = file.map_err(|error| super::write::fault(&NOT_WRITABLE, path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(Refusal::conflict(&TWO_AT_ONCE, path.display().to_string()).into()),
            Err(TryLockError::Error(error)) => Err(super::write::fault(&NOT_WRITABLE, path, &error)),
        }
    }
}
