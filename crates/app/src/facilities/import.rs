//! Import of facilities (公共施設の取込): the file is the whole list of its source, taken wholly or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use fiscal::FiscalYear;
use intake::facilities::{FacilityReading, read_facilities};
use intake::programs::Input;
use reform::{Problem, Severity};
use store::{FacilityHeader, FacilityOutcome, InventoryKind};

use super::list::FacilityTotals;
use crate::App;
use crate::ImportMode;
use crate::error::AppError;
use crate::import::{Source, fingerprint};
use crate::permission::{Action, Actor, permit};

/// What an import of facilities did, or would do (取込結果).
#[derive(Clone, Debug)]
pub struct FacilityImportReport {
    /// The file's name as its sender called it.
    pub file_name: String,
    /// The mapping it was read by.
    pub mapping: String,
    /// The fiscal year the list is of.
    pub as_of: FiscalYear,
    /// Whether anything was to be changed.
    pub mode: ImportMode,
    /// Rows of data seen.
    pub read: u64,
    /// Facilities without an error.
    pub accepted: u64,
    /// What writing them did; `None` when nothing was taken in, as a row or the file has an error.
    pub outcome: Option<FacilityOutcome>,
    /// What the file's sound rows come to.
    pub totals: FacilityTotals,
    /// The problems listed (at most the reader's limit).
    pub problems: Vec<Problem>,
    /// All problems, counted by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
}

impl FacilityImportReport {
    /// Whether the import would leave the list exactly as it is.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.is_none_or(|outcome| {
            outcome.import_id.is_none() && outcome.new + outcome.changed + outcome.removed + outcome.replaced_demo == 0
        })
    }

    /// Whether nothing was taken in because of errors.
    pub fn is_refused(&self) -> bool {
        self.outcome.is_none()
    }
}

impl App {
    /// Imports a list of facilities from a file of this machine, or tries it.
    ///
    /// A single row in error refuses the whole list: what is missing from a list is gone from the city.
    ///
    /// # Errors
    /// When the actor may not, the mapping is unknown or the database refuses. A file that cannot be used is no error
    /// here: the report lists its problems.
    pub async fn import_facilities(
        &self,
        actor: &Actor,
        path: &Path,
        mapping_name: &str,
        mode: ImportMode,
    ) -> Result<FacilityImportReport, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        let mapping = self.facility_mapping_of(mapping_name)?;
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (file_sha256, file_bytes) = fingerprint(Source::Path(path.to_owned())).await?;
        let as_of = mapping.as_of().unwrap_or_else(this_fiscal_year);
        let header = FacilityHeader {
            actor: actor.name.clone(),
            kind: InventoryKind::Real,
            source: mapping.source().to_owned(),
            mapping_name: mapping.name().to_owned(),
            file_name: file_name.clone(),
            file_sha256,
            file_bytes,
            as_of,
            population: mapping.population().cloned(),
        };
        let (reading_name, reading_path) = (file_name.clone(), path.to_owned());
        let reading = tokio::task::spawn_blocking(move || {
            read_facilities(&mapping, &reading_name, Input::Path(&reading_path), as_of)
        });
        let reading = reading.await.map_err(|error| AppError::Task(error.to_string()))?;
        let FacilityReading { read, facilities, shared_costs, problems } = reading;
        let refused = problems.fatal || facilities.len() as u64 != read || has_error(&problems.counts);
        let totals = FacilityTotals::of(facilities.iter(), &shared_costs)?;
        let outcome = match refused {
            true => None,
            false => {
                let counts = (read, problems.total());
                let commit = mode == ImportMode::Commit;
                Some(self.store.import_facilities(&header, &facilities, &shared_costs, counts, commit).await?)
            }
        };
        Ok(FacilityImportReport {
            file_name,
            mapping: header.mapping_name,
            as_of,
            mode,
            read,
            accepted: facilities.len() as u64,
            outcome,
            totals,
            problems: problems.list,
            problem_counts: problems.counts,
        })
    }
}

fn has_error(counts: &BTreeMap<&'static str, u64>) -> bool {
    counts.keys().any(|code| crate::problems::find(code).is_none_or(|kind| kind.severity >= Severity::Error))
}

/// The fiscal year it is now, in Japan.
fn this_fiscal_year() -> FiscalYear {
    let now = jiff::Timestamp::now().in_tz("Asia/Tokyo").map(|now| (now.year(), now.month()));
    let (year, month) = now.unwrap_or((2024, 4));
    let start = i32::from(year) - i32::from(month < 4);
    FiscalYear::new(start).unwrap_or(FiscalYear::new(2024).expect("2024 is in range"))
}
