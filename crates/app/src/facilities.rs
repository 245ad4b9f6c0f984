//! Public facilities (公共施設): the list, its totals, how old it is, and what renewing it costs.

mod export;
mod import;
mod list;
mod mapping;
pub mod problems;
mod profile;
pub mod renewal;
mod upload;

pub use import::FacilityImportReport;
pub use intake::facilities::FacilityMapping;
pub use list::{FacilityPage, FacilityQuery, FacilitySort, FacilityTotals, KindTotal};
pub use mapping::STANDARD;
pub use profile::{AgeView, AreaPerCitizen};
pub use reform::facility::{AssetQuantity, Facility, FacilityKind, Population, SharedCost};
pub use store::{FacilityImport, FacilityInventory, FacilityOutcome, StoredFacility};

pub(crate) use mapping::built_in as built_in_mappings;

use std::sync::Arc;

use fiscal::FiscalYear;
use store::{FacilityHeader, InventoryKind};

pub(crate) use profile::source_of;

use crate::App;
use crate::demo::facilities as demo;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

impl App {
    /// The list of facilities as it stands; empty until one is imported.
    ///
    /// # Errors
    /// When the actor may not see it.
    pub async fn facilities(&self, actor: &Actor) -> Result<Arc<FacilityInventory>, AppError> {
        permit(actor, Action::ReadFacilities)?;
        Ok(self.store.facility_inventory().await?)
    }

    /// The list, or the illustrative one where there is none yet: a study needs buildings to reckon with.
    ///
    /// # Errors
    /// When the actor may not see it.
    pub async fn facilities_or_examples(&self, actor: &Actor) -> Result<Arc<FacilityInventory>, AppError> {
        let inventory = self.facilities(actor).await?;
        if inventory.kind != InventoryKind::Empty {
            return Ok(inventory);
        }
        let numbered = (1..).zip(demo::inventory()).map(|(id, facility)| StoredFacility {
            id,
            source: demo::SOURCE.to_owned(),
            folded: String::new(),
            facility,
        });
        Ok(Arc::new(FacilityInventory {
            kind: InventoryKind::Demo,
            revision: inventory.revision,
            facilities: numbered.collect(),
            shared_costs: Vec::new(),
            last_import: None,
            population: None,
        }))
    }

    /// Fills an empty list with the illustrative facilities (例示データ); says whether it did.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub async fn load_demo_facilities_when_empty(&self, actor: &Actor) -> Result<bool, AppError> {
        permit(actor, Action::ImportReferenceData)?;
        if self.store.facility_inventory().await?.kind != InventoryKind::Empty {
            return Ok(false);
        }
        let facilities = demo::inventory();
        let header = FacilityHeader {
            actor: actor.name.clone(),
            kind: InventoryKind::Demo,
            source: demo::SOURCE.into(),
            mapping_name: "demo".into(),
            file_name: "例示データ（内蔵）".into(),
            file_sha256: String::new(),
            file_bytes: 0,
            as_of: FiscalYear::new(demo::YEAR).expect("the year of the demonstration is in range"),
            population: None,
        };
        let read = facilities.len() as u64;
        self.store.import_facilities(&header, &facilities, &[], (read, 0), true).await?;
        Ok(true)
    }
}
