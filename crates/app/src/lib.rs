//! The use cases (業務): one method of [`App`] for each, and the only place that joins the rooms below.
//!
//! Every method takes the actor and asks [`permission::permit`] before it does anything.

pub mod analyses;
mod audit;
pub mod chain;
pub mod chart;
pub mod cities;
mod city_import;
pub mod clock;
pub mod clusters;
pub mod consultations;
pub mod demo;
pub mod departments;
pub mod error;
pub mod exhibits;
pub mod explanations;
mod export;
pub mod facilities;
mod import;
pub mod initiatives;
mod inventory;
pub mod investment_frame;
pub mod logic_models;
pub mod mail;
pub mod mapping;
pub mod meetings;
pub mod national;
pub mod notices;
pub mod outcomes;
pub mod overlaps;
pub mod parameters;
pub mod people;
pub mod permission;
pub mod persons;
pub mod plan;
pub mod population;
pub mod problems;
pub mod publishing;
pub mod remarks;
pub mod review;
pub mod roadmaps;
pub mod settings;
pub mod sign_in;
pub mod study;
pub mod tasks;
pub mod tour;
mod view;

use std::path::Path;
use std::sync::Arc;

pub use city_import::{CityFile, CityImportReport};
pub use error::{AppError, Because, Refusal};
pub use export::FileFormat;
pub use fiscal::{FiscalYear, Quantity, Yen};
pub use import::{ImportReport, MAX_UPLOAD_BYTES, Mode as ImportMode};
pub use intake::programs::ControlTotal;
pub use inventory::Overview;
pub use permission::{Action, Actor, Ask, Member, Who, permit};
pub use publish::style;
pub use reform::city::YearFrom;
pub use reform::program::{self, Direction, Stage};
pub use reform::{Place, Problem, ProblemKind, Severity};
pub use store::city::{CitySource, CitySourceKind};
pub use store::{
    AuditRow, AuditVerdict, Facet, FieldChange, FundingSource, GroupTotal, HistoryEntry, ImportDetail, ImportOutcome,
    ImportRow, IndicatorPage, IndicatorQuery, IndicatorRow, InventoryKind, InventoryState, Kan, KanTotals, ListView,
    ProgramDetail, ProgramFacets, ProgramPage, ProgramQuery, ProgramRow, Provenance, SavedAddress, Sort, StoredProblem,
    TreeNode, YearTotal,
};

use clock::Clock;
use intake::cities::CardMapping;
use intake::facilities::FacilityMapping;
use intake::mapping::Mapping;
use parameters::Parameters;
use reform::city::printed::PrintedFigures;
use reform::plan::{City, Plan};
use store::Store;

/// The application: an open database and the city's plan. Cloning is cheap.
#[derive(Clone)]
pub struct App {
    store: Store,
    plan: Arc<Plan>,
    mappings: Arc<[Mapping]>,
    facility_mappings: Arc<[FacilityMapping]>,
    card_mappings: Arc<[CardMapping]>,
    parameters: Arc<Parameters>,
    printed: Arc<PrintedFigures>,
    overlaps: Arc<overlaps::Cache>,
    editions: Arc<publishing::editions::Cache>,
    gate: Arc<consultations::Gate>,
    clock: Clock,
}

impl App {
    /// Opens the database (`sqlite:PATH` or `postgres://…`) and reads the plan of a folder, or the built-in one.
    ///
    /// # Errors
    /// When the plan has faults or the database cannot be opened.
    pub async fn open(database_url: &str, plan_folder: Option<&Path>) -> Result<App, AppError> {
        let plan = Arc::new(plan::load(plan_folder)?);
        let mappings = mapping::built_in()?.into();
        let facility_mappings = facilities::built_in_mappings()?.into();
        let card_mappings = city_import::built_in_mappings()?.into();
        let parameters = Arc::new(Parameters::built_in()?);
        let printed = Arc::new(plan::load_city_figures(plan_folder)?);
        let store = Store::open(database_url).await?;
        let overlaps = Arc::default();
        let editions = Arc::default();
        let gate = Arc::default();
        Ok(App {
            store,
            plan,
            mappings,
            facility_mappings,
            card_mappings,
            parameters,
            printed,
            overlaps,
            editions,
            gate,
            clock: Clock::System,
        })
    }

    /// The city whose programme this is; its name stands on every page.
    pub fn city(&self) -> &City {
        &self.plan.city
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn health(&self) -> Result<(), AppError> {
        Ok(self.store.health().await?)
    }

    /// Closes the database once its work is done; the file then holds everything.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The structure of the database in Markdown, for the reference documents.
    pub fn database_markdown() -> String {
        store::schema_markdown()
    }
}
