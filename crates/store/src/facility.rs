//! Public facilities (公共施設): the list as it stands, held in memory for as long as its revision is the same.

use std::sync::{Arc, Mutex};

use fiscal::{FiscalYear, Yen};
use reform::facility::{Facility, FacilityKind, Population, SharedCost};
use reform::search_text::fold;

use crate::db::{Link, on};
use crate::sheet_read::damaged;
use crate::{InventoryKind, Store, StoreError};

/// Everything the list of facilities holds (公共施設の台帳).
#[derive(Clone, Debug)]
pub struct FacilityInventory {
    /// Whose facilities these are.
    pub kind: InventoryKind,
    /// Grows with every committed change; equal revisions mean equal content.
    pub revision: i64,
    /// The facilities, by id.
    pub facilities: Vec<StoredFacility>,
    /// Amounts that whole groups share.
    pub shared_costs: Vec<SharedCost>,
    /// The last import; `None` while there is none.
    pub last_import: Option<FacilityImport>,
    /// How many people share the facilities, as the last import that said it says.
    pub population: Option<Population>,
}

/// A facility with its number here (台帳の一件).
#[derive(Clone, Debug)]
pub struct StoredFacility {
    /// Its number in this system.
    pub id: i64,
    /// The system its identifier belongs to.
    pub source: String,
    /// What the source says.
    pub facility: Facility,
    /// Name, uses, department, address and district, folded for searching.
    pub folded: String,
}

/// What is known of an import of facilities before its first row (取込の見出し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityHeader {
    /// Who imports.
    pub actor: String,
    /// [`InventoryKind::Demo`] for generated examples, [`InventoryKind::Real`] for a city's facilities.
    pub kind: InventoryKind,
    /// The system the identifiers belong to.
    pub source: String,
    /// The mapping the file was read with.
    pub mapping_name: String,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Its size in bytes.
    pub file_bytes: u64,
    /// The fiscal year the list is of.
    pub as_of: FiscalYear,
    /// How many people share the facilities, where the file's mapping says it.
    pub population: Option<Population>,
}

/// What an import did, or would do (取込の結果).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FacilityOutcome {
    /// The import's id; `None` when nothing was written.
    pub import_id: Option<i64>,
    /// Facilities that were not there before.
    pub new: u64,
    /// Facilities that changed.
    pub changed: u64,
    /// Facilities that say what is already stored.
    pub unchanged: u64,
    /// Facilities of the same source that the file no longer lists.
    pub removed: u64,
    /// Example facilities deleted because real ones came.
    pub replaced_demo: u64,
    /// Whether what belongs to no single facility differs: the year, the population or the amounts groups share. Not
    /// kept with the record of an import.
    pub facts_changed: bool,
}

/// A committed import of facilities (取込の記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityImport {
    /// Its id.
    pub id: i64,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// What was known before its first row.
    pub header: FacilityHeader,
    /// Rows read.
    pub read: u64,
    /// What it did.
    pub outcome: FacilityOutcome,
    /// How many problems were reported.
    pub problems: u64,
}

/// The list of the last revision that was looked at.
pub(crate) type FacilityCache = Mutex<Option<Arc<FacilityInventory>>>;

impl Store {
    /// The list of facilities as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facility_inventory(&self) -> Result<Arc<FacilityInventory>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let (kind, revision) = read_state(link).await?;
        if let Some(known) = self.cached_facilities().filter(|known| known.revision == revision) {
            return Ok(known);
        }
        let inventory = Arc::new(FacilityInventory {
            kind,
            revision,
            facilities: read_facilities(link, None).await?,
            shared_costs: read_groups(link).await?,
            last_import: read_last_import(link, false).await?,
            population: read_last_import(link, true).await?.and_then(|import| import.header.population),
        });
        let mut cache = self.facilities.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *cache = Some(Arc::clone(&inventory));
        Ok(inventory)
    }

    fn cached_facilities(&self) -> Option<Arc<FacilityInventory>> {
        self.facilities.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }
}

/// Whose facilities there are, and the revision.
pub(crate) async fn read_state(link: &mut Link<'_>) -> Result<(InventoryKind, i64), StoreError> {
    let (kind, revision): (String, i64) = on!(link, |c| {
        sqlx::query_as("select kind, revision from facility_inventory where id = 1").fetch_one(c).await
    })?;
    Ok((InventoryKind::from_word(&kind).ok_or_else(|| damaged("kind", kind))?, revision))
}

/// The facilities, by id; of one source when it is given.
pub(crate) async fn read_facilities(
    link: &mut Link<'_>,
    source: Option<&str>,
) -> Result<Vec<StoredFacility>, StoreError> {
    let rows: Vec<Row> = on!(link, |c| {
        sqlx::query_as(
            "select id, source, external_id, source_row, source_sheet, name, kind, uses, department, address, district,
                    floor_area_hundredths_m2, built_year, repaired, income_yen, cost_yen, depreciation_yen, users,
                    group_name
             from facility where $1 = '' or source = $1 order by id",
        )
        .bind(source.unwrap_or(""))
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(Row::into_facility).collect()
}

async fn read_groups(link: &mut Link<'_>) -> Result<Vec<SharedCost>, StoreError> {
    let rows: Vec<(String, Option<i64>, Option<i64>)> = on!(link, |c| {
        sqlx::query_as("select name, income_yen, cost_yen from facility_group order by source, name").fetch_all(c).await
    })?;
    let group = |(name, income, cost): (String, Option<i64>, Option<i64>)| SharedCost {
        name,
        income: income.map(Yen),
        cost: cost.map(Yen),
    };
    Ok(rows.into_iter().map(group).collect())
}

/// The last import of the kind there is; with `with_population`, the last that stated a population.
async fn read_last_import(link: &mut Link<'_>, with_population: bool) -> Result<Option<FacilityImport>, StoreError> {
    let row: Option<ImportRow> = on!(link, |c| {
        sqlx::query_as(
            "select id, at, actor, kind, source, mapping_name, file_name, file_sha256, file_bytes, as_of_year,
                    population, population_basis, read_count, new_count, changed_count, unchanged_count, removed_count,
                    replaced_demo_count, problem_count
             from facility_import
             where kind = (select kind from facility_inventory where id = 1) and ($1 = 0 or population is not null)
             order by id desc limit 1",
        )
        .bind(i64::from(with_population))
        .fetch_optional(c)
        .await
    })?;
    row.map(ImportRow::into_import).transpose()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source: String,
    external_id: String,
    source_row: i64,
    source_sheet: Option<String>,
    name: String,
    kind: String,
    uses: String,
    department: String,
    address: String,
    district: String,
    floor_area_hundredths_m2: Option<i64>,
    built_year: Option<i64>,
    repaired: i64,
    income_yen: Option<i64>,
    cost_yen: Option<i64>,
    depreciation_yen: Option<i64>,
    users: Option<i64>,
    group_name: Option<String>,
}

impl Row {
    fn into_facility(self) -> Result<StoredFacility, StoreError> {
        let kind = FacilityKind::from_word(&self.kind).ok_or_else(|| damaged("kind", &self.kind))?;
        let built = self.built_year.map(year).transpose()?;
        let folded = fold(
            &[&self.name, &self.uses, &self.department, &self.address, &self.district].map(String::as_str).join("\n"),
        );
        Ok(StoredFacility {
            id: self.id,
            source: self.source,
            folded,
            facility: Facility {
                external_id: self.external_id,
                name: self.name,
                kind,
                uses: self.uses.lines().map(str::to_owned).collect(),
                department: self.department,
                address: self.address,
                district: self.district,
                floor_area_hundredths_m2: self.floor_area_hundredths_m2,
                built,
                repaired: self.repaired == 1,
                income: self.income_yen.map(Yen),
                cost: self.cost_yen.map(Yen),
                depreciation: self.depreciation_yen.map(Yen),
                users: self.users,
                cost_group: self.group_name,
                source_sheet: self.source_sheet,
                source_row: u32::try_from(self.source_row).map_err(|_| damaged("source_row", self.source_row))?,
            },
        })
    }
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    id: i64,
    at: String,
    actor: String,
    kind: String,
    source: String,
    mapping_name: String,
    file_name: String,
    file_sha256: String,
    file_bytes: i64,
    as_of_year: i64,
    population: Option<i64>,
    population_basis: Option<String>,
    read_count: i64,
    new_count: i64,
    changed_count: i64,
    unchanged_count: i64,
    removed_count: i64,
    replaced_demo_count: i64,
    problem_count: i64,
}

impl ImportRow {
    fn into_import(self) -> Result<FacilityImport, StoreError> {
        let count = |stored: i64| u64::try_from(stored).map_err(|_| damaged("count", stored));
        Ok(FacilityImport {
            id: self.id,
            at: self.at,
            read: count(self.read_count)?,
            outcome: FacilityOutcome {
                import_id: Some(self.id),
                new: count(self.new_count)?,
                changed: count(self.changed_count)?,
                unchanged: count(self.unchanged_count)?,
                removed: count(self.removed_count)?,
                replaced_demo: count(self.replaced_demo_count)?,
                facts_changed: false,
            },
            problems: count(self.problem_count)?,
            header: FacilityHeader {
                actor: self.actor,
                kind: InventoryKind::from_word(&self.kind).ok_or_else(|| damaged("kind", self.kind))?,
                source: self.source,
                mapping_name: self.mapping_name,
                file_name: self.file_name,
                file_sha256: self.file_sha256,
                file_bytes: count(self.file_bytes)?,
                as_of: year(self.as_of_year)?,
                population: self
                    .population
                    .map(|people| Population { people, basis: self.population_basis.unwrap_or_default() }),
            },
        })
    }
}

fn year(stored: i64) -> Result<FiscalYear, StoreError> {
    let year = i32::try_from(stored).ok().and_then(|year| FiscalYear::new(year).ok());
    year.ok_or_else(|| damaged("year", stored))
}
