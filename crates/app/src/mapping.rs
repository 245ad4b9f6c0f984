//! Mappings (取込定義): which ones this installation knows.

use std::path::Path;

use intake::cities::CardMapping;
use intake::facilities::FacilityMapping;
use intake::mapping::Mapping;

use crate::error::AppError;
use crate::{App, plan};

/// The mappings built into the program, as (file name, text).
const BUILT_IN: [(&str, &str); 2] = [
    ("standard.toml", include_str!("../../../mappings/standard.toml")),
    ("ofunato.toml", include_str!("../../../mappings/ofunato.toml")),
];

/// The name of the mapping used when none is named: the documented default layout (標準様式).
pub const STANDARD: &str = "standard";

/// Every built-in mapping, the default first.
///
/// # Errors
/// [`AppError::Faulty`] when a built-in mapping is wrong, which a test excludes.
pub(crate) fn built_in() -> Result<Vec<Mapping>, AppError> {
    BUILT_IN.into_iter().map(|(file, text)| Mapping::parse(file, text).map_err(AppError::Faulty)).collect()
}

impl App {
    /// The mappings a person may choose from, the default first.
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// Adds the mappings of a folder (`*.toml`); one with the name of another takes its place.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file in it has faults: all of them are listed.
    pub fn add_mappings(&mut self, folder: &Path) -> Result<(), AppError> {
        let (mut mappings, mut faults) = (self.mappings.to_vec(), Vec::new());
        let mut facility_mappings = self.facility_mappings.to_vec();
        let mut card_mappings = self.card_mappings.to_vec();
        for (file_name, text) in plan::folder_files(folder)? {
            if FacilityMapping::is_one(&text) {
                match FacilityMapping::parse(&file_name, &text) {
                    Ok(mapping) => {
                        facility_mappings.retain(|known| known.name() != mapping.name());
                        facility_mappings.push(mapping);
                    }
                    Err(problems) => faults.extend(problems),
                }
                continue;
            }
            if CardMapping::is_one(&text) {
                match CardMapping::parse(&file_name, &text) {
                    Ok(mapping) => {
                        card_mappings.retain(|known| known.name() != mapping.name());
                        card_mappings.push(mapping);
                    }
                    Err(problems) => faults.extend(problems),
                }
                continue;
            }
            match Mapping::parse(&file_name, &text) {
                Ok(mapping) => {
                    mappings.retain(|known| known.name() != mapping.name());
                    mappings.push(mapping);
                }
                Err(problems) => faults.extend(problems),
            }
        }
        if !faults.is_empty() {
            return Err(AppError::Faulty(faults));
        }
        self.mappings = mappings.into();
        self.facility_mappings = facility_mappings.into();
        self.card_mappings = card_mappings.into();
        Ok(())
    }

    /// The known mapping with this name.
    pub(crate) fn known_mapping(&self, name: &str) -> Result<Mapping, AppError> {
        let known = self.mappings.iter().find(|mapping| mapping.name() == name);
        known.cloned().ok_or_else(|| AppError::UnknownMapping {
            name: name.to_owned(),
            known: self.mappings.iter().map(Mapping::name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The known mapping with this name, or the one in this file.
    pub(crate) fn mapping_of(&self, name_or_path: &str) -> Result<Mapping, AppError> {
        let path = Path::new(name_or_path);
        let unknown = match self.known_mapping(name_or_path) {
            Ok(mapping) => return Ok(mapping),
            Err(unknown) => unknown,
        };
        if path.extension().is_none() {
            return Err(unknown);
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| AppError::File { path: name_or_path.into(), reason: error.to_string() })?;
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Mapping::parse(&file_name, &text).map_err(AppError::Faulty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn app(folder: &Path) -> App {
        App::open(&format!("sqlite:{}", folder.join("t.sqlite").display()), None).await.unwrap()
    }

    #[test]
    fn built_in_mappings_are_sound() {
        let names: Vec<String> = built_in().unwrap().iter().map(|mapping| mapping.name().to_owned()).collect();
        assert_eq!(names, [STANDARD, "ofunato"]);
    }

    #[tokio::test]
    async fn a_name_that_is_nowhere_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path()).await;
        let unknown = app.mapping_of("nowhere").unwrap_err();
        assert!(matches!(&unknown, AppError::UnknownMapping { known, .. } if known == "standard, ofunato"));
        assert!(matches!(app.mapping_of("nowhere.toml"), Err(AppError::File { .. })));
    }

    #[tokio::test]
    async fn a_citys_own_mappings_join_the_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        let mut app = app(folder.path()).await;
        let own = folder.path().join("mappings");
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join("mine.toml"), BUILT_IN[0].1.replacen("\"standard\"", "\"mine\"", 1)).unwrap();
        app.add_mappings(&own).unwrap();
        let names: Vec<&str> = app.mappings().iter().map(Mapping::name).collect();
        assert_eq!(names, ["standard", "ofunato", "mine"]);
        std::fs::write(own.join("faulty.toml"), "name = 3").unwrap();
        assert!(matches!(app.add_mappings(&own), Err(AppError::Faulty(_))));
        assert_eq!(app.mappings().len(), 3);
    }
}
