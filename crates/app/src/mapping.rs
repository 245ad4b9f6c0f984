//! Mappings (取込定義): which ones this installation knows.

use std::path::Path;

use intake::mapping::Mapping;

use crate::error::AppError;

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
pub fn built_in() -> Result<Vec<Mapping>, AppError> {
    BUILT_IN.into_iter().map(|(file, text)| Mapping::parse(file, text).map_err(AppError::Faulty)).collect()
}

/// The built-in mapping with this name, or the one in this file.
///
/// # Errors
/// When there is neither, or when the file has faults.
pub fn find(name_or_path: &str) -> Result<Mapping, AppError> {
    if let Some(mapping) = built_in()?.into_iter().find(|mapping| mapping.name() == name_or_path) {
        return Ok(mapping);
    }
    let path = Path::new(name_or_path);
    if path.extension().is_none() {
        return Err(AppError::NotFound { what: "mapping", name: name_or_path.into() });
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| AppError::File { path: name_or_path.into(), reason: error.to_string() })?;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Mapping::parse(&file_name, &text).map_err(AppError::Faulty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_mappings_are_sound() {
        let names: Vec<String> = built_in().unwrap().iter().map(|mapping| mapping.name().to_owned()).collect();
        assert_eq!(names, ["standard", "ofunato"]);
    }

    #[test]
    fn a_name_that_is_nowhere_is_said() {
        assert!(matches!(find("nowhere"), Err(AppError::NotFound { what: "mapping", .. })));
        assert!(matches!(find("nowhere.toml"), Err(AppError::File { .. })));
    }
}
