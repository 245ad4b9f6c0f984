//! The program inventory (予算事務事業の棚卸し): search it, and look at one program.

use fiscal::FiscalYear;
use store::{
    IndicatorPage, IndicatorQuery, InventoryState, KanTotals, ListView, ProgramDetail, ProgramFacets, ProgramPage,
    ProgramQuery, YearTotal,
};

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Where the inventory stands (棚卸しの現在地): what the home page shows of it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whether it is real, and how much it holds.
    pub state: InventoryState,
    /// The year the breakdown is of: the latest with amounts.
    pub year: Option<FiscalYear>,
    /// Money by year and stage over all programs.
    pub totals: Vec<YearTotal>,
    /// Cost and counts by 款, direction and department in that year.
    pub breakdown: KanTotals,
}

impl App {
    /// Whether there is an inventory, and whether it is illustrative.
    ///
    /// # Errors
    /// When the actor may not see it or the database cannot be read.
    pub async fn inventory_state(&self, actor: &Actor) -> Result<InventoryState, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.inventory_state().await?)
    }

    /// One page of the programs that match.
    ///
    /// # Errors
    /// When the actor may not see them or the database cannot be read.
    pub async fn list_programs(&self, actor: &Actor, query: &ProgramQuery) -> Result<ProgramPage, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.list_programs(query).await?)
    }

    /// One page of the programs that match with all that stands around it.
    ///
    /// # Errors
    /// When the actor may not see them or the database cannot be read.
    pub async fn list_view(&self, actor: &Actor, query: &ProgramQuery) -> Result<ListView, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.list_view(query).await?)
    }

    /// What the list can be filtered by.
    ///
    /// # Errors
    /// When the actor may not see it or the database cannot be read.
    pub async fn program_facets(&self, actor: &Actor, year: Option<FiscalYear>) -> Result<ProgramFacets, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.program_facets(year).await?)
    }

    /// One program with everything known of it.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none with this number.
    pub async fn program(&self, actor: &Actor, id: i64) -> Result<ProgramDetail, AppError> {
        permit(actor, Action::ReadInventory)?;
        let program = self.store.program(id).await?;
        program.ok_or_else(|| AppError::NotFound { what: "program", name: id.to_string() })
    }

    /// One page of the indicators of all programs.
    ///
    /// # Errors
    /// When the actor may not see them or the database cannot be read.
    pub async fn list_indicators(&self, actor: &Actor, query: &IndicatorQuery) -> Result<IndicatorPage, AppError> {
        permit(actor, Action::ReadInventory)?;
        Ok(self.store.list_indicators(query).await?)
    }

    /// Where the inventory stands as a whole.
    ///
    /// # Errors
    /// When the actor may not see it or the database cannot be read.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, AppError> {
        permit(actor, Action::ReadInventory)?;
        let state = self.store.inventory_state().await?;
        let totals = self.store.inventory_totals(&ProgramQuery::default()).await?;
        let year = totals.iter().map(|total| total.fiscal_year).max();
        let breakdown = self.store.totals_by_kan(year).await?;
        Ok(Overview { state, year, totals, breakdown })
    }
}
