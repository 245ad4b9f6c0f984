//! The plan (プラン): the city's reform plan as data, read from its folder.

use std::path::Path;

use intake::designated_cities;
use reform::Problem;
use reform::city::printed::PrintedFigures;
use reform::plan::Plan;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The files of a folder of the repository, as the program carries them.
macro_rules! built_in {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../plans/kitakyushu/", $name)))),*]
    };
}

/// The plan built into the program, used where no folder is named: 北九州市. As many files as a folder can have.
const BUILT_IN: [(&str, &str); intake::plan::FILES.len()] = built_in! {
    "city.toml"
    "principles.toml"
    "strategies.toml"
    "viewpoints.toml"
    "clusters.toml"
    "targets.toml"
    "council.toml"
    "glossary.toml"
    "population.toml"
    "exhibits.toml"
    "outlook.toml"
    "soundness.toml"
    "roadmap.toml"
    "initiatives.toml"
};

/// The city's own figures among its peers, as built in.
const BUILT_IN_CITIES: &str = include_str!("../../../plans/kitakyushu/designated-cities.toml");

/// The largest file of a plan folder that is read, in bytes.
const MAX_PLAN_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Reads the plan of this folder, or the built-in one.
///
/// # Errors
/// [`AppError::Faulty`] with every fault found; [`AppError::File`] when the folder cannot be read.
pub fn load(folder: Option<&Path>) -> Result<Plan, AppError> {
    let files = match folder {
        Some(folder) => folder_files(folder)?,
        None => BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
    };
    intake::plan::read_plan(&files).map(|reading| reading.plan).map_err(AppError::Faulty)
}

/// Reads the figures of cities that the plan of this folder, or the built-in one, carries; none where it has no such
/// file.
///
/// # Errors
/// [`AppError::Faulty`] with every fault found; [`AppError::File`] when the folder cannot be read.
pub fn load_city_figures(folder: Option<&Path>) -> Result<PrintedFigures, AppError> {
    let Some(folder) = folder else { return designated_cities::read(BUILT_IN_CITIES).map_err(AppError::Faulty) };
    let files = folder_files(folder)?;
    match files.iter().find(|(name, _)| name == designated_cities::FILE) {
        Some((_, text)) => designated_cities::read(text).map_err(AppError::Faulty),
        None => Ok(PrintedFigures::default()),
    }
}

/// Everything wrong with a plan folder; empty when it is sound.
///
/// # Errors
/// When the folder cannot be read.
pub fn check(folder: &Path) -> Result<Vec<Problem>, AppError> {
    let files = folder_files(folder)?;
    let mut problems = match intake::plan::read_plan(&files) {
        Ok(reading) => reading.warnings,
        Err(problems) => problems,
    };
    if let Some((_, text)) = files.iter().find(|(name, _)| name == designated_cities::FILE) {
        problems.extend(designated_cities::read(text).err().unwrap_or_default());
    }
    Ok(problems)
}

/// Writes the commented template of a plan folder for another city; returns the files written.
///
/// # Errors
/// When the folder exists and is not empty, or cannot be written. Nothing is ever overwritten.
pub fn init(folder: &Path) -> Result<Vec<String>, AppError> {
    let failed =
        |error: std::io::Error| AppError::File { path: folder.display().to_string(), reason: error.to_string() };
    std::fs::create_dir_all(folder).map_err(failed)?;
    if std::fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let reason = "the folder is not empty (フォルダーが空ではありません)".to_owned();
        return Err(AppError::File { path: folder.display().to_string(), reason });
    }
    let mut written = Vec::new();
    for (name, text) in intake::plan::template() {
        std::fs::write(folder.join(name), text).map_err(failed)?;
        written.push(name.to_owned());
    }
    Ok(written)
}

impl App {
    /// The city's plan.
    ///
    /// # Errors
    /// When the actor may not see it.
    pub fn plan(&self, actor: &Actor) -> Result<&Plan, AppError> {
        permit(actor, Action::ReadPlan)?;
        Ok(&self.plan)
    }
}

/// The TOML files of a folder, by name in order; other files and folders inside are left alone.
pub(crate) fn folder_files(folder: &Path) -> Result<Vec<(String, String)>, AppError> {
    let failed = |path: &Path, reason: String| AppError::File { path: path.display().to_string(), reason };
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, error.to_string()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, error.to_string()))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        if !name.ends_with(".toml") {
            continue;
        }
        let size = std::fs::metadata(&path).map_err(|error| failed(&path, error.to_string()))?.len();
        if size > MAX_PLAN_FILE_BYTES {
            return Err(failed(&path, format!("{size} bytes, more than {MAX_PLAN_FILE_BYTES}")));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error.to_string()))?;
        files.push((name, text));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_plan_has_every_file_and_reads() {
        assert_eq!(BUILT_IN.map(|(name, _)| name), intake::plan::FILES);
        let plan = load(None).unwrap();
        assert_eq!((plan.city.code.as_str(), plan.exhibits.len()), ("401005", 22));
    }
}
