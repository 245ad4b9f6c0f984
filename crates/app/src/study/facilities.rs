//! The study of renewal (公共施設の更新費用の試算): what it costs to keep today's buildings, and with fewer or longer-lived ones.
//!
//! The years, the calibration and the infrastructure are the same for the baseline and the scenario; the rule, the floor
//! area, the prices and the ceiling are what a scenario changes.

mod charts;
mod explain;
mod form;
mod outcome;

use std::path::Path;
use std::sync::Arc;

use fiscal::facilities::FacilitiesError;
use fiscal::{Quantity, Yen};
use publish::chart::Lang;
use publish::table::{DataTable, shown_quantity};
use reform::facility::AssetQuantity;
use reform::parameters::facilities::FacilityParameters;
use store::{FacilityInventory, InventoryKind};

pub use form::read_reductions;

use crate::App;
use crate::error::{AppError, NOT_COMPUTABLE};
use crate::facilities::renewal::{RenewalComparison, compare};
use crate::permission::{Action, Actor, permit};
use crate::study::form::{Form, Given};
use crate::study::words::in_oku;
use crate::study::{Assumption, Outcome};

/// The form as it was filled in, and what came of it (更新費用の試算の結果).
#[derive(Clone, Debug)]
pub struct FacilityStudy {
    /// The form, with the problems of what was given.
    pub form: Form,
    /// The facilities that were reckoned with.
    pub inventory: Arc<FacilityInventory>,
    /// Baseline and scenario; the same twice while the form has problems.
    pub comparison: RenewalComparison,
    /// The yearly investment the plan names.
    pub investment: Yen,
    /// What it rests on, in the language asked for.
    pub assumptions: Vec<Assumption>,
}

impl FacilityStudy {
    /// Whether the facilities are made up.
    pub fn is_illustrative(&self) -> bool {
        self.inventory.kind != InventoryKind::Real
    }

    /// The scenario's years line by line, in whole yen.
    pub fn years_table(&self, lang: Lang) -> DataTable {
        outcome::years_table(self, lang)
    }
}

impl App {
    /// Works the study of renewal out from the values given; assets of a file go before those of the form.
    ///
    /// # Errors
    /// When the actor may not see it, or the facilities cannot be read. Values that make no sense are no error: they
    /// stand in the form.
    pub async fn study_facilities(
        &self,
        actor: &Actor,
        given: &Given,
        assets: Option<&[AssetQuantity]>,
        lang: Lang,
    ) -> Result<FacilityStudy, AppError> {
        permit(actor, Action::ReadFiscal)?;
        let inventory = self.facilities_or_examples(actor).await?;
        work_out(&self.parameters().facilities, inventory, given, assets, lang)
    }

    /// Reads the quantities of infrastructure of a file (`.toml` or `.csv`).
    ///
    /// # Errors
    /// When the file cannot be read, or with every fault of it.
    pub fn read_infrastructure(&self, path: &Path) -> Result<Vec<AssetQuantity>, AppError> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = std::fs::read(path)
            .map_err(|error| AppError::File { path: path.display().to_string(), reason: error.to_string() })?;
        let kinds = &self.parameters().facilities.infrastructure;
        let known: Vec<(&str, &str)> = kinds.iter().map(|kind| (kind.id.as_str(), kind.name.ja.as_str())).collect();
        intake::facilities::infrastructure::read(&name, &bytes, &known).map_err(AppError::Faulty)
    }
}

/// The study as every study is shown.
pub(super) async fn study(app: &App, actor: &Actor, given: &Given, lang: Lang) -> Result<(Form, Outcome), AppError> {
    let study = app.study_facilities(actor, given, None, lang).await?;
    let outcome = outcome::outcome(&study, lang);
    Ok((study.form, outcome))
}

fn work_out(
    parameters: &FacilityParameters,
    inventory: Arc<FacilityInventory>,
    given: &Given,
    assets: Option<&[AssetQuantity]>,
    lang: Lang,
) -> Result<FacilityStudy, AppError> {
    let mut form = form::read(parameters, &inventory, given, lang);
    let comparison = match compared(parameters, &inventory, &form, assets) {
        Ok(comparison) => comparison,
        // What the rules refuse is told beside the form, and the city's own assumptions are shown instead.
        Err(AppError::Facilities(error)) => {
            form.add_problem(key_of(&error), &NOT_COMPUTABLE, error.to_string());
            let own = form::read(parameters, &inventory, &Given::default(), lang);
            compared(parameters, &inventory, &own, None).or_else(|_| empty(parameters, &inventory, &own))?
        }
        Err(error) => return Err(error),
    };
    let investment = parameters.published.investment;
    let assumptions = explain::assumptions(parameters, &inventory, &comparison, lang);
    Ok(FacilityStudy { form, inventory, comparison, investment, assumptions })
}

fn compared(
    parameters: &FacilityParameters,
    inventory: &FacilityInventory,
    form: &Form,
    assets: Option<&[AssetQuantity]>,
) -> Result<RenewalComparison, AppError> {
    let frame = form::frame(parameters, form, assets);
    let (baseline, scenario) = form::terms(form);
    compare(inventory, parameters, &frame, &baseline, &scenario)
}

/// A list without a building cannot be brought to a total; it costs nothing.
fn empty(
    parameters: &FacilityParameters,
    inventory: &FacilityInventory,
    form: &Form,
) -> Result<RenewalComparison, AppError> {
    let mut frame = form::frame(parameters, form, None);
    frame.calibrate_to = None;
    let (baseline, scenario) = form::terms(form);
    compare(inventory, parameters, &frame, &baseline, &scenario)
}

/// An amount in a sentence: `12,040.0億円`, `¥1,204.0 billion`. For display only.
fn money(amount: Yen, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}億円", shown_quantity(in_oku(amount, 1))),
        Lang::En => {
            // A tenth of a billion is one 億.
            let billions = Quantity { units: in_oku(amount, 0).units, decimals: 1 };
            format!("¥{} billion", shown_quantity(billions))
        }
    }
}

/// The field a refusal belongs to.
fn key_of(error: &FacilitiesError) -> &'static str {
    match error {
        FacilitiesError::HorizonOutOfRange(_) => "years",
        FacilitiesError::YearOutOfRange(_) => "from",
        FacilitiesError::NothingToCalibrate | FacilitiesError::FactorOutOfRange { .. } => "calibrate",
        FacilitiesError::ShareOutOfRange { .. } => "reduce",
        _ => "rule",
    }
}

#[cfg(test)]
mod tests;
