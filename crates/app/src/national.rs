//! National review sheets (国の行政事業レビューシート): taken in as an inventory with their logic models.
//!
//! - [`App::import_national`]: a folder of published tables becomes the inventory, wholly or not at all
//! - [`App::reference_models`], [`App::reference_model`]: the models that came with it
//! - [`App::reference_checks`]: what the structural checks say of all of them

mod checks;
mod files;
mod import;
mod models;

pub use checks::{CheckCount, DepartmentCount, JUDGED, ReferenceChecks, UNJUDGED};
pub use import::{NationalImportReport, ReadTable};
pub use intake::national::MoneyTotal;
pub use models::{ReferenceModel, ReferencePage, ReferenceQuery, ReferenceRow, ReferenceSort};
pub use store::national::{ReferenceOutcome, RelatedRow};

use reform::ProblemKind;

/// Every kind of problem of this module, by code: what can be wrong with the tables is told by `intake`.
pub static KINDS: &[&ProblemKind] = &[];
