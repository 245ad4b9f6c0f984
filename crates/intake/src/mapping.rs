//! Mapping (対応表): how one outside workbook or CSV is read, as data.

use reform::Problem;

/// How one kind of file becomes programs (対応表), read from a TOML file under `mappings/`.
#[derive(Clone, Debug)]
pub struct Mapping {
    name: String,
    title_ja: String,
    title_en: String,
    source: String,
}

impl Mapping {
    /// Reads a mapping from its TOML text.
    ///
    /// # Errors
    /// Every fault found in the text.
    pub fn parse(_file_name: &str, _toml_text: &str) -> Result<Mapping, Vec<Problem>> {
        Err(Vec::new())
    }

    /// Its short name: the file name without `.toml`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The system its identifiers belong to, such as `ofunato`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Title in Japanese.
    pub fn title_ja(&self) -> &str {
        &self.title_ja
    }

    /// Title in English.
    pub fn title_en(&self) -> &str {
        &self.title_en
    }
}
