//! The folder of the documents (文書のフォルダー): filled beside its place and moved there whole.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{FOLDER_TAKEN, file_error};
use crate::error::{AppError, Refusal};

/// A folder that is being filled; dropped before [`Part::finish`] it goes away again.
pub(super) struct Part {
    place: PathBuf,
    part: PathBuf,
    is_finished: bool,
}

impl Part {
    /// Begins beside `place`, which must be new or empty.
    ///
    /// # Errors
    /// When the place is taken or nothing can be written beside it.
    pub fn begin(place: &Path) -> Result<Part, AppError> {
        let place = std::path::absolute(place).map_err(|error| file_error(place, &error))?;
        refuse_taken(&place)?;
        let (Some(beside), Some(name)) = (place.parent(), place.file_name()) else {
            return Err(Refusal::invalid(&FOLDER_TAKEN, place.display().to_string()).into());
        };
        fs::create_dir_all(beside).map_err(|error| file_error(beside, &error))?;
        let part = beside.join(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
        // Left behind by a run of this number that was killed.
        if part.exists() {
            fs::remove_dir_all(&part).map_err(|error| file_error(&part, &error))?;
        }
        fs::create_dir(&part).map_err(|error| file_error(&part, &error))?;
        Ok(Part { place, part, is_finished: false })
    }

    /// Writes a file, down to the disk.
    ///
    /// # Errors
    /// When the disk is full or the folder may not be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), AppError> {
        let path = self.part.join(name);
        let write = || {
            let mut file = fs::File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|error| file_error(&self.place.join(name), &error))
    }

    /// Moves the whole folder to its place.
    ///
    /// # Errors
    /// When somebody else has put something there meanwhile.
    pub fn finish(mut self) -> Result<(), AppError> {
        refuse_taken(&self.place)?;
        if self.place.exists() {
            // Only ever an empty folder.
            fs::remove_dir(&self.place).map_err(|error| file_error(&self.place, &error))?;
        }
        fs::rename(&self.part, &self.place).map_err(|error| file_error(&self.place, &error))?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_finished {
            // Nothing to be done about a folder that will not go; its name says what it is.
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

fn refuse_taken(place: &Path) -> Result<(), AppError> {
    let taken = || AppError::from(Refusal::conflict(&FOLDER_TAKEN, place.display().to_string()));
    match fs::read_dir(place) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(taken()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Err(taken()),
        Err(error) => Err(file_error(place, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("deep/out");
        let part = Part::begin(&place).unwrap();
        part.write("a.json", b"1").unwrap();
        assert!(!place.exists());
        part.finish().unwrap();
        assert_eq!(names(&place), ["a.json"]);
        assert_eq!(names(place.parent().unwrap()), ["out"]);

        let given_up = home.path().join("other");
        Part::begin(&given_up).unwrap().write("a.json", b"1").unwrap();
        assert_eq!(names(home.path()), ["deep"]);
    }

    #[test]
    fn a_taken_place_is_refused_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("mine.txt"), "x").unwrap();
        let code = |place: &Path| Part::begin(place).err().map(|error| error.kind().code);
        assert_eq!(code(home.path()), Some("AP-345"));
        assert_eq!(code(&home.path().join("mine.txt")), Some("AP-345"));
        assert_eq!(names(home.path()), ["mine.txt"]);
        let empty = home.path().join("empty");
        fs::create_dir(&empty).unwrap();
        // Two at once: the one that ends first has it.
        let (first, second) = (Part::begin(&empty).unwrap(), home.path().join("empty"));
        fs::write(second.join("theirs.txt"), "y").unwrap();
        assert_eq!(first.finish().err().map(|error| error.kind().code), Some("AP-345"));
        assert_eq!(names(&empty), ["theirs.txt"]);
    }
}
