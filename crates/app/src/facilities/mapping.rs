//! Facility mappings (公共施設の取込定義): which ones this installation knows.

use std::path::Path;

use intake::facilities::FacilityMapping;

use crate::App;
use crate::error::AppError;

/// The facility mappings built into the program, as (file name, text).
const BUILT_IN: [(&str, &str); 2] = [
    ("standard-facilities.toml", include_str!("../../../../mappings/standard-facilities.toml")),
    ("toyohashi.toml", include_str!("../../../../mappings/toyohashi.toml")),
];

/// The name of the facility mapping used when none is named.
pub const STANDARD: &str = "standard-facilities";

/// Every built-in facility mapping, the default first.
///
/// # Errors
/// [`AppError::Faulty`] when a built-in mapping is wrong, which a test excludes.
pub(crate) fn built_in() -> Result<Vec<FacilityMapping>, AppError> {
    BUILT_IN.into_iter().map(|(file, text)| FacilityMapping::parse(file, text).map_err(AppError::Faulty)).collect()
}

impl App {
    /// The facility mappings a person may choose from, the default first.
    pub fn facility_mappings(&self) -> &[FacilityMapping] {
        &self.facility_mappings
    }

    /// The known facility mapping with this name.
    pub(super) fn known_facility_mapping(&self, name: &str) -> Result<FacilityMapping, AppError> {
        let known = self.facility_mappings.iter().find(|mapping| mapping.name() == name);
        known.cloned().ok_or_else(|| AppError::UnknownMapping {
            name: name.to_owned(),
            known: self.facility_mappings.iter().map(FacilityMapping::name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The known facility mapping with this name, or the one in this file.
    pub(super) fn facility_mapping_of(&self, name_or_path: &str) -> Result<FacilityMapping, AppError> {
        let unknown = match self.known_facility_mapping(name_or_path) {
            Ok(mapping) => return Ok(mapping),
            Err(unknown) => unknown,
        };
        let path = Path::new(name_or_path);
        if path.extension().is_none() {
            return Err(unknown);
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| AppError::File { path: name_or_path.into(), reason: error.to_string() })?;
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        FacilityMapping::parse(&file_name, &text).map_err(AppError::Faulty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_mappings_are_sound() {
        let names: Vec<String> = built_in().unwrap().iter().map(|mapping| mapping.name().to_owned()).collect();
        assert_eq!(names, [STANDARD, "toyohashi"]);
    }

    #[tokio::test]
    async fn a_citys_own_facility_mapping_joins_the_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.sqlite").display());
        let mut app = App::open(&url, None).await.unwrap();
        let own = folder.path().join("mappings");
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join("mine.toml"), BUILT_IN[0].1).unwrap();
        app.add_mappings(&own).unwrap();
        let names: Vec<&str> = app.facility_mappings().iter().map(FacilityMapping::name).collect();
        assert_eq!(names, [STANDARD, "toyohashi", "mine"]);
        assert!(app.mappings().iter().all(|mapping| mapping.name() != "mine"), "it is none for programs");
        assert!(matches!(app.facility_mapping_of("nowhere"), Err(AppError::UnknownMapping { .. })));
        assert!(matches!(app.facility_mapping_of("nowhere.toml"), Err(AppError::File { .. })));
    }
}
