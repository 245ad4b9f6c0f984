//! Logic models and related programs of an imported inventory (取り込んだロジックモデルと関連事業).
//!
//! They come with the sheets of an import and are written in its transaction ([`crate::ImportWriter::write_reference`]). Of one
//! source there is always the whole of its last import: a model that is no longer there goes, one that says the same stays.

mod read;
mod write;

pub use read::ModelStructure;

use reform::logic_model::LogicModel;

/// The logic model of a program, by the program's number in its source (事業のロジックモデル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceModel {
    /// The program's number in the source.
    pub external_id: String,
    /// The model; it has neither indicators nor evidence, which this table has no place for.
    pub model: LogicModel,
}

/// A program the source says is related to another (関連事業).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceRelation {
    /// The number of the program whose sheet says so.
    pub external_id: String,
    /// The number of the other one.
    pub related_external_id: String,
    /// How they are related, in the source's words.
    pub relation: String,
    /// What the sheet calls the other one.
    pub related_name: String,
}

/// What an import did to models and related programs, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReferenceOutcome {
    /// Models that were not there before.
    pub models_new: u64,
    /// Models that say something else than before.
    pub models_changed: u64,
    /// Models that say the same.
    pub models_unchanged: u64,
    /// Models the source no longer has.
    pub models_removed: u64,
    /// Models of programs that are not in the inventory, such as those left out for an error.
    pub models_without_program: u64,
    /// Related programs that were not there before.
    pub relations_new: u64,
    /// Related programs that stay as they were.
    pub relations_unchanged: u64,
    /// Related programs the source no longer has.
    pub relations_removed: u64,
    /// Related programs of programs that are not in the inventory.
    pub relations_without_program: u64,
}

/// A program that has a model, for lists (ロジックモデルのある事業).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRow {
    /// The program.
    pub program: i64,
    /// Its number in the source.
    pub external_id: String,
    /// Its name in its latest sheet.
    pub name: String,
    /// The uppermost department in charge.
    pub department: String,
    /// How many nodes the model has.
    pub nodes: i64,
    /// How many links it has.
    pub links: i64,
}

/// A model with where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredModel {
    /// The model.
    pub model: LogicModel,
    /// The import that brought it.
    pub import_id: i64,
    /// The file of that import.
    pub file_name: String,
    /// When it was imported (UTC, ISO 8601).
    pub at: String,
}

/// A related program as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedRow {
    /// The other program, when it has a sheet in the inventory.
    pub program: Option<i64>,
    /// Its number in the source.
    pub external_id: String,
    /// What the sheet calls it.
    pub name: String,
    /// How they are related, in the source's words.
    pub relation: String,
}

impl ReferenceOutcome {
    /// How many rows of the tables would differ from before.
    pub fn changes(&self) -> u64 {
        self.models_new + self.models_changed + self.models_removed + self.relations_new + self.relations_removed
    }
}
