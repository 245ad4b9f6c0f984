//! Writing the folder (フォルダーの書き出し): the new site is made beside the old one and takes its place in one step.
//!
//! What did not change is the same file, linked and not written again. Names beside the folder begin with a dot and its own
//! name; whatever a killed run left there, the next run clears away or, where the old site was on its way, puts back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use reform::ProblemKind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use site::File;

use super::lock::Lock;
use super::{DISK_FULL, FOLDER_FAILED, NO_FOLDER, NOT_OURS, NOT_WRITABLE, UNSAFE_NAME};
use crate::error::{AppError, Refusal};

/// What says that a folder is a public site of this program, and what lies in it.
pub const MANIFEST: &str = "henkaku-site.json";

/// What the manifest names itself.
const FORMAT: &str = "henkaku-site/1";

/// What became of the folder (書き出しの結果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were written, as they were new or had changed.
    pub rewritten: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Files somebody else had put there; they stay.
    pub others: usize,
}

/// The names around a folder.
struct Place {
    out: PathBuf,
    /// Where the new site is made; after the exchange the old one, until it is deleted.
    new: PathBuf,
    /// The old site on its way out, where the system cannot exchange two folders.
    old: PathBuf,
    lock: PathBuf,
}

/// Writes the files of a site into a folder, whole or not at all.
///
/// # Errors
/// When the folder is not one a site may be written to, somebody else writes there, or writing fails; the old site is as it
/// was then.
pub fn write(out: &Path, edition: i64, files: &[File]) -> Result<Written, AppError> {
    if let Some(file) = files.iter().find(|file| !site::links::is_safe(&file.path) || file.path == MANIFEST) {
        return Err(Refusal::invalid(&UNSAFE_NAME, &file.path).into());
    }
    let place = Place::of(out)?;
    let _lock = Lock::take(&place.lock)?;
    place.recover()?;
    let known = place.known()?;
    let there = match &known {
        Some(_) => files_in(&place.out).map_err(|error| fault(&NOT_WRITABLE, &place.out, &error))?,
        None => BTreeSet::new(),
    };
    let manifest = manifest(edition, files);
    let fresh: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).chain([MANIFEST]).collect();
    let known = known.unwrap_or_default();
    let is_other =
        |path: &&String| !known.contains(path.as_str()) && path.as_str() != MANIFEST && !fresh.contains(path.as_str());
    let others: Vec<&String> = there.iter().filter(is_other).collect();
    let mut written = Written {
        files: files.len(),
        bytes: files.iter().map(|file| file.bytes.len() as u64).sum(),
        removed: there.iter().filter(|path| known.contains(*path) && !fresh.contains(path.as_str())).count(),
        others: others.len(),
        ..Written::default()
    };
    let changed: Vec<&File> = files.iter().filter(|file| !is_same(&place.out, file)).collect();
    written.rewritten = changed.len();
    let is_manifest_same = fs::read(place.out.join(MANIFEST)).is_ok_and(|bytes| bytes == manifest);
    if written.rewritten == 0 && written.removed == 0 && is_manifest_same {
        return Ok(written);
    }
    let made = place.make(files, &changed, &others, &manifest).and_then(|()| place.exchange());
    if let Err(error) = made {
        // What was made is no site; that it cannot be deleted either changes nothing for the old one.
        let _ = fs::remove_dir_all(&place.new);
        return Err(fault(&FOLDER_FAILED, &place.out, &error));
    }
    Ok(written)
}

impl Place {
    fn of(out: &Path) -> Result<Place, AppError> {
        // Through a link the folder it leads to is written, so that the link itself stays.
        let out = match fs::canonicalize(out) {
            Ok(real) => real,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let parent = fs::canonicalize(parent).map_err(|error| fault(&NOT_WRITABLE, parent, &error))?;
                parent.join(out.file_name().ok_or_else(|| Refusal::invalid(&NO_FOLDER, out.display().to_string()))?)
            }
            Err(error) => return Err(fault(&NOT_WRITABLE, out, &error)),
        };
        if out.exists() && !out.is_dir() {
            return Err(Refusal::invalid(&NO_FOLDER, out.display().to_string()).into());
        }
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
        let (Some(name), Some(parent)) = (name, out.parent()) else {
            return Err(Refusal::invalid(&NOT_OURS, out.display().to_string()).into());
        };
        let beside = |what: &str| parent.join(format!(".{name}.henkaku-{what}"));
        Ok(Place { new: beside("new"), old: beside("old"), lock: beside("lock"), out })
    }

    /// Clears away what a run left that was killed, and puts the old site back where it was on its way out.
    fn recover(&self) -> Result<(), AppError> {
        let done = || -> io::Result<()> {
            if self.old.exists() && !self.out.exists() {
                fs::rename(&self.old, &self.out)?;
            }
            for left in [&self.old, &self.new] {
                if left.exists() {
                    fs::remove_dir_all(left)?;
                }
            }
            Ok(())
        };
        done().map_err(|error| fault(&NOT_WRITABLE, &self.new, &error))
    }

    /// The files the folder holds as a site of ours; nothing where it is empty or not there yet.
    fn known(&self) -> Result<Option<BTreeSet<String>>, AppError> {
        let refused = || AppError::from(Refusal::invalid(&NOT_OURS, self.out.display().to_string()));
        let mut entries = match fs::read_dir(&self.out) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(&NOT_WRITABLE, &self.out, &error)),
        };
        if entries.next().is_none() {
            return Ok(None);
        }
        let text = fs::read(self.out.join(MANIFEST)).map_err(|_| refused())?;
        let manifest: Value = serde_json::from_slice(&text).map_err(|_| refused())?;
        if manifest["format"] != FORMAT {
            return Err(refused());
        }
        let files = manifest["files"].as_object().ok_or_else(refused)?;
        Ok(Some(files.keys().cloned().collect()))
    }

    /// Makes the new site beside the old one.
    fn make(&self, files: &[File], changed: &[&File], others: &[&String], manifest: &[u8]) -> io::Result<()> {
        fs::create_dir(&self.new)?;
        if let Ok(meta) = fs::metadata(&self.out) {
            fs::set_permissions(&self.new, meta.permissions())?;
        }
        let folders = files.iter().map(|file| file.path.as_str()).chain(others.iter().map(|path| path.as_str()));
        let folders: BTreeSet<&str> =
            folders.filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder).collect();
        for folder in folders {
            fs::create_dir_all(self.new.join(folder))?;
        }
        let changed: BTreeMap<&str, &File> = changed.iter().map(|file| (file.path.as_str(), *file)).collect();
        for file in files {
            match changed.get(file.path.as_str()) {
                Some(file) => fs::write(self.new.join(&file.path), &file.bytes)?,
                None => self.keep(&file.path)?,
            }
        }
        for path in others {
            self.keep(path)?;
        }
        fs::write(self.new.join(MANIFEST), manifest)?;
        settle(&self.new)
    }

    /// The same file in the new site: linked, or copied where the file system has no links.
    fn keep(&self, path: &str) -> io::Result<()> {
        let (from, to) = (self.out.join(path), self.new.join(path));
        if from.symlink_metadata()?.is_symlink() {
            return link(&fs::read_link(&from)?, &to);
        }
        match fs::hard_link(&from, &to) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::StorageFull => Err(error),
            Err(_) => fs::copy(&from, &to).map(|_| ()),
        }
    }

    /// The new site takes the place of the old one, in one step where the system can.
    fn exchange(&self) -> io::Result<()> {
        if !self.out.exists() {
            return fs::rename(&self.new, &self.out);
        }
        if !exchanged(&self.new, &self.out)? {
            fs::rename(&self.out, &self.old)?;
            if let Err(error) = fs::rename(&self.new, &self.out) {
                fs::rename(&self.old, &self.out)?;
                return Err(error);
            }
        }
        // Now the old site: the new one is in its place, and what stays of the old is cleared away by the next run.
        for left in [&self.new, &self.old] {
            let _ = fs::remove_dir_all(left);
        }
        Ok(())
    }
}

/// Exchanges two folders in one step; false where the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchanged(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchanged(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    fs::copy(target, at).map(|_| ())
}

/// Waits until the new site is on the disk: a power cut behind the exchange must not leave empty files.
#[cfg(target_os = "linux")]
fn settle(folder: &Path) -> io::Result<()> {
    let folder = fs::File::open(folder)?;
    Ok(rustix::fs::syncfs(&folder)?)
}

#[cfg(not(target_os = "linux"))]
fn settle(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Whether the folder holds this very file.
fn is_same(out: &Path, file: &File) -> bool {
    let path = out.join(&file.path);
    let is_as_long = |meta: fs::Metadata| meta.is_file() && meta.len() == file.bytes.len() as u64;
    path.symlink_metadata().is_ok_and(is_as_long) && fs::read(&path).is_ok_and(|bytes| bytes == file.bytes)
}

/// The paths of all files below a folder, with `/` between their parts.
fn files_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.file_type()?.is_dir() {
                true => open.push((entry.path(), format!("{path}/"))),
                false => {
                    found.insert(path);
                }
            }
        }
    }
    Ok(found)
}

/// What lies in the folder, with the digest of each file.
fn manifest(edition: i64, files: &[File]) -> Vec<u8> {
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let files: BTreeMap<&str, String> = files.iter().map(|file| (file.path.as_str(), hex(&file.bytes))).collect();
    let text = json!({ "format": FORMAT, "edition": edition, "files": files }).to_string();
    (text + "\n").into_bytes()
}

/// An error of the system as one of ours: what, and where.
pub(super) fn fault(kind: &'static ProblemKind, place: &Path, error: &io::Error) -> AppError {
    let kind = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => &DISK_FULL,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => &NOT_WRITABLE,
        ErrorKind::NotADirectory => &NO_FOLDER,
        _ => kind,
    };
    Refusal::conflict(kind, format!("{} ({error})", place.display())).into()
}
