//! Import of facilities (公共施設の取込): the file is the whole list of its source, taken wholly or not at all.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use fiscal::FiscalYear;
use intake::facilities::{FacilityMapping, FacilityReading, read_facilities};
use intake::programs::Input;
use reform::facility::Facility;
use reform::{Problem, Severity};
use store::{FacilityHeader, FacilityInventory, FacilityOutcome, InventoryKind, StoredFacility};

use super::list::FacilityTotals;
use crate::App;
use crate::ImportMode;
use crate::error::AppError;
use crate::import::{Source, fingerprint};
use crate::permission::{Action, Actor, permit};

/// As many of the facilities that go as a report names; all of them are counted.
const GONE_LISTED: usize = 50;

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
    /// The first of those the file no longer lists, by identifier and name.
    pub gone: Vec<(String, String)>,
    /// What the file's sound rows come to.
    pub totals: FacilityTotals,
    /// The problems listed (at most the reader's limit).
    pub problems: Vec<Problem>,
    /// All problems, counted by code.
    pub problem_counts: BTreeMap<&'static str, u64>,
    /// The upload kept for confirming, if the file came by the web page.
    pub upload: Option<i64>,
}

impl FacilityImportReport {
    /// Whether the import would leave the list exactly as it is.
    pub fn changes_nothing(&self) -> bool {
        self.outcome.is_none_or(|outcome| {
            outcome.new + outcome.changed + outcome.removed + outcome.replaced_demo == 0 && !outcome.facts_changed
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
        self.import_facility_list(actor, &file_name, mapping, Source::Path(path.to_owned()), mode).await
    }

    /// Imports a list, or tries it, wherever its bytes come from.
    pub(super) async fn import_facility_list(
        &self,
        actor: &Actor,
        file_name: &str,
        mapping: FacilityMapping,
        source: Source,
        mode: ImportMode,
    ) -> Result<FacilityImportReport, AppError> {
        let (file_sha256, file_bytes) = fingerprint(source.clone()).await?;
        let as_of = mapping.as_of().unwrap_or_else(this_fiscal_year);
        let header = FacilityHeader {
            actor: actor.name.clone(),
            kind: InventoryKind::Real,
            source: mapping.source().to_owned(),
            mapping_name: mapping.name().to_owned(),
            file_name: file_name.to_owned(),
            file_sha256,
            file_bytes,
            as_of,
            population: mapping.population().cloned(),
        };
        let reading_name = file_name.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            let input = match &source {
                Source::Path(path) => Input::Path(path),
                Source::Bytes(bytes) => Input::Bytes(bytes),
            };
            read_facilities(&mapping, &reading_name, input, as_of)
        });
        let reading = reading.await.map_err(|error| AppError::Task(error.to_string()))?;
        let FacilityReading { read, facilities, shared_costs, problems } = reading;
        let refused = problems.fatal || facilities.len() as u64 != read || has_error(&problems.counts);
        let totals = FacilityTotals::of(facilities.iter(), &shared_costs)?;
        let (mut outcome, mut gone) = (None, Vec::new());
        if !refused {
            gone = gone_from(&*self.store.facility_inventory().await?, &header.source, &facilities);
            let (counts, commit) = ((read, problems.total()), mode == ImportMode::Commit);
            outcome = Some(self.store.import_facilities(&header, &facilities, &shared_costs, counts, commit).await?);
        }
        Ok(FacilityImportReport {
            file_name: file_name.to_owned(),
            mapping: header.mapping_name,
            as_of,
            mode,
            read,
            accepted: facilities.len() as u64,
            outcome,
            gone,
            totals,
            problems: problems.list,
            problem_counts: problems.counts,
            upload: None,
        })
    }
}

/// The first facilities of a source that its new list does not have; examples go whatever it lists.
fn gone_from(inventory: &FacilityInventory, source: &str, listed: &[Facility]) -> Vec<(String, String)> {
    let listed: HashSet<&str> = listed.iter().map(|facility| facility.external_id.as_str()).collect();
    let is_gone =
        |stored: &&StoredFacility| stored.source == source && !listed.contains(stored.facility.external_id.as_str());
    match inventory.kind {
        InventoryKind::Real => {
            let gone = inventory.facilities.iter().filter(is_gone).take(GONE_LISTED);
            gone.map(|stored| (stored.facility.external_id.clone(), stored.facility.name.clone())).collect()
        }
        InventoryKind::Demo | InventoryKind::Empty => Vec::new(),
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
