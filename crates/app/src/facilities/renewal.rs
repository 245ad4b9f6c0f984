//! What renewing the facilities costs (更新費用の試算): today's list by the standard rule beside what somebody asks for.

use fiscal::facilities::{
    Asset, Backlog, Building, FacilitiesError, Horizon, Reduction, Renewal, Smoothed, UnitPrice, backlog, calibrate,
    reduce_area, renew_assets, renew_buildings, smooth,
};
use fiscal::proportion::{Rounding, share_of};
use fiscal::{Quantity, Yen};
use reform::facility::{AssetQuantity, FacilityKind};
use reform::parameters::facilities::{FacilityParameters, InfrastructureKind, NamedRule};
use reform::plan::Text;
use store::FacilityInventory;

use crate::error::AppError;

/// The id of the ministry's rule.
pub const STANDARD_RULE: &str = "standard";

/// What is the same for the baseline and the scenario (共通の条件).
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The first fiscal year.
    pub first_year: i32,
    /// How many years.
    pub years: usize,
    /// The total the model of buildings is brought to, and over how many years from the first: by the standard rule, at
    /// today's area and prices.
    pub calibrate_to: Option<(Yen, usize)>,
    /// Roads, bridges and pipes, which are neither reduced nor calibrated.
    pub assets: Vec<AssetQuantity>,
}

/// What differs between the baseline and the scenario (変える条件).
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The rule's id.
    pub rule: String,
    /// Floor area given up.
    pub reductions: Vec<AreaReduction>,
    /// Every unit price of buildings and infrastructure times this.
    pub price_factor: Quantity,
    /// No more than this is spent a year; the rest is put off.
    pub ceiling: Option<Yen>,
}

/// Floor area given up evenly between two years (延床面積の縮減).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaReduction {
    /// Of which kind; nothing for all.
    pub kind: Option<FacilityKind>,
    /// How much of it by the last year, in percent.
    pub percent: Quantity,
    /// The first fiscal year.
    pub first_year: i32,
    /// The year it is reached in.
    pub last_year: i32,
}

/// What came out (結果).
#[derive(Clone, Debug, PartialEq)]
pub struct RenewalCosts {
    /// The rule that was followed.
    pub rule: NamedRule,
    /// Repair and rebuilding of each kind in each year; only kinds there are buildings of.
    pub by_kind: Vec<KindCosts>,
    /// Infrastructure in each year.
    pub by_asset: Vec<AssetCosts>,
    /// Buildings in each year.
    pub buildings: Vec<Yen>,
    /// Buildings and infrastructure in each year, as they fall due.
    pub due: Vec<Yen>,
    /// What is spent under the ceiling, and what is put off.
    pub smoothed: Option<Smoothed>,
    /// What is overdue in the first year.
    pub backlog: Backlog,
    /// Everything of all years as it falls due.
    pub total: Yen,
    /// The same a year, rounded to the nearest yen.
    pub yearly_mean: Yen,
}

/// The costs of one kind (用途別の費用).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCosts {
    /// The kind.
    pub kind: FacilityKind,
    /// Repairs in each year.
    pub repair: Vec<Yen>,
    /// Rebuilding in each year.
    pub rebuild: Vec<Yen>,
}

/// The costs of one kind of infrastructure (インフラの費用).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetCosts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// In each year.
    pub costs: Vec<Yen>,
}

/// How the model was brought to a published total (較正).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationShown {
    /// What the model came to by itself.
    pub model: Yen,
    /// The published total.
    pub published: Yen,
    /// Published over model.
    pub factor: f64,
    /// Over how many years both are.
    pub years: usize,
}

/// Baseline and scenario over the same years (基準と試算).
#[derive(Clone, Debug, PartialEq)]
pub struct RenewalComparison {
    /// What both share.
    pub frame: Frame,
    /// What buildings were left out of: facilities with area and without a year built, and their area in hundredths.
    pub left_out: (usize, i64),
    /// Buildings that were reckoned with, and their floor area in hundredths of a square metre.
    pub reckoned: (usize, i64),
    /// How the model was brought to a published total.
    pub calibration: Option<CalibrationShown>,
    /// With the baseline's terms.
    pub baseline: RenewalCosts,
    /// With the scenario's.
    pub scenario: RenewalCosts,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { rule: STANDARD_RULE.into(), reductions: Vec::new(), price_factor: Quantity::whole(1), ceiling: None }
    }
}

/// Works out baseline and scenario.
///
/// # Errors
/// When a rule or a kind of infrastructure is not known, or the amounts make no sense.
pub fn compare(
    inventory: &FacilityInventory,
    parameters: &FacilityParameters,
    frame: &Frame,
    baseline: &Terms,
    scenario: &Terms,
) -> Result<RenewalComparison, AppError> {
    let facilities = inventory.facilities.iter().map(|stored| &stored.facility);
    let buildings: Vec<Building> = facilities.clone().filter_map(|facility| facility.building()).collect();
    let undated = facilities.filter(|facility| facility.built.is_none());
    let left_out = undated.filter_map(|facility| facility.floor_area_hundredths_m2);
    let left_out = left_out.fold((0, 0), |(count, area), more| (count + 1, area + more));
    let model = Model { buildings, parameters, frame };
    let calibration = frame.calibrate_to.map(|(published, years)| model.calibration(published, years)).transpose()?;
    Ok(RenewalComparison {
        frame: frame.clone(),
        left_out,
        reckoned: (
            model.buildings.len(),
            model.buildings.iter().map(|building| building.floor_area_hundredths_m2).sum(),
        ),
        baseline: model.costs(baseline, calibration)?,
        scenario: model.costs(scenario, calibration)?,
        calibration,
    })
}

/// What a rule of the facilities refused, as an error of the use cases.
pub(super) fn failed(error: FacilitiesError) -> AppError {
    AppError::Facilities(error)
}

struct Model<'a> {
    buildings: Vec<Building>,
    parameters: &'a FacilityParameters,
    frame: &'a Frame,
}

impl Model<'_> {
    fn horizon(&self) -> Horizon {
        Horizon { first_year: self.frame.first_year, years: self.frame.years }
    }

    fn rule(&self, id: &str) -> Result<&NamedRule, AppError> {
        let unknown = || AppError::NotFound { what: "rule of renewal", name: id.to_owned() };
        self.parameters.rule(id).ok_or_else(unknown)
    }

    fn prices(&self, factor: Quantity) -> Result<Vec<UnitPrice>, AppError> {
        let priced = |price: Yen| scaled(price, factor.to_f64());
        let prices = self.parameters.prices.iter().map(|entry| {
            Ok(UnitPrice {
                repair_yen_per_m2: priced(entry.price.repair_yen_per_m2)?,
                rebuild_yen_per_m2: priced(entry.price.rebuild_yen_per_m2)?,
            })
        });
        prices.collect()
    }

    /// The factor that brings the standard model of today's buildings to the published total.
    fn calibration(&self, published: Yen, years: usize) -> Result<CalibrationShown, AppError> {
        let rule = &self.rule(STANDARD_RULE)?.rule;
        let horizon = Horizon { years, ..self.horizon() };
        let prices = self.prices(Quantity::whole(1))?;
        let renewal = renew_buildings(&self.buildings, &prices, rule, &horizon).map_err(failed)?;
        let calibrated = calibrate(&renewal.by_year().map_err(failed)?, published).map_err(failed)?;
        Ok(CalibrationShown { model: calibrated.model, published, factor: calibrated.factor, years })
    }

    fn costs(&self, terms: &Terms, calibration: Option<CalibrationShown>) -> Result<RenewalCosts, AppError> {
        let rule = self.rule(&terms.rule)?;
        let prices = self.prices(terms.price_factor)?;
        let renewal = renew_buildings(&self.buildings, &prices, &rule.rule, &self.horizon()).map_err(failed)?;
        let reductions: Vec<Reduction> = terms.reductions.iter().map(reduction).collect();
        let mut renewal = reduce_area(&renewal, &reductions, &self.horizon()).map_err(failed)?;
        let mut overdue = backlog(&self.buildings, &prices, &rule.rule, self.frame.first_year).map_err(failed)?;
        if let Some(calibration) = calibration {
            let is_model = calibration.years == self.frame.years
                && terms.rule == STANDARD_RULE
                && terms.reductions.is_empty()
                && terms.price_factor.to_f64() == 1.0;
            // The model itself comes to the published total to the yen; what differs from it is only scaled.
            renewal = match is_model {
                true => to_total(renewal, calibration.published)?,
                false => by_factor(renewal, calibration.factor)?,
            };
            overdue.repair = scaled(overdue.repair, calibration.factor)?;
            overdue.rebuild = scaled(overdue.rebuild, calibration.factor)?;
        }
        let buildings = renewal.by_year().map_err(failed)?;
        let by_asset = self.by_asset(terms.price_factor)?;
        let due = (0..self.frame.years)
            .map(|year| sum(by_asset.iter().map(|asset| asset.costs[year]).chain([buildings[year]])))
            .collect::<Result<Vec<Yen>, AppError>>()?;
        let total = sum(due.iter().copied())?;
        let years = self.frame.years as i64;
        let by_kind = FacilityKind::ALL.iter().map(|kind| KindCosts {
            kind: *kind,
            repair: renewal.repair[kind.index()].clone(),
            rebuild: renewal.rebuild[kind.index()].clone(),
        });
        Ok(RenewalCosts {
            rule: rule.clone(),
            by_kind: by_kind.filter(|costs| self.buildings.iter().any(|b| b.kind == costs.kind.index())).collect(),
            by_asset,
            smoothed: terms.ceiling.map(|ceiling| smooth(&due, ceiling)).transpose().map_err(failed)?,
            yearly_mean: Yen(total.0 / years + i64::from(total.0 % years * 2 >= years)),
            buildings,
            due,
            backlog: overdue,
            total,
        })
    }

    fn by_asset(&self, factor: Quantity) -> Result<Vec<AssetCosts>, AppError> {
        let mut found: Vec<AssetCosts> = Vec::new();
        for quantity in &self.frame.assets {
            let unknown = || AppError::NotFound { what: "kind of infrastructure", name: quantity.kind.clone() };
            let kind = self.parameters.infrastructure(&quantity.kind).ok_or_else(unknown)?;
            let costs = renew_assets(&[asset(quantity, kind, factor)?], &self.horizon()).map_err(failed)?;
            match found.iter_mut().find(|costs| costs.id == kind.id) {
                Some(known) => {
                    for (sum, cost) in known.costs.iter_mut().zip(costs) {
                        *sum = sum.checked_add(cost).map_err(FacilitiesError::from).map_err(failed)?;
                    }
                }
                None => found.push(AssetCosts { id: kind.id.clone(), name: kind.name.clone(), costs }),
            }
        }
        Ok(found)
    }
}

fn asset(quantity: &AssetQuantity, kind: &InfrastructureKind, factor: Quantity) -> Result<Asset, AppError> {
    Ok(Asset {
        quantity_hundredths: quantity.quantity_hundredths,
        price: scaled(kind.price, factor.to_f64())?,
        cycle_years: kind.cycle_years,
        built: quantity.built.map(fiscal::FiscalYear::start).filter(|_| !kind.is_spread_evenly),
        backlog_years: kind.backlog_years,
    })
}

fn reduction(given: &AreaReduction) -> Reduction {
    Reduction {
        kind: given.kind.map(FacilityKind::index),
        share: given.percent.to_f64() / 100.0,
        first_year: given.first_year,
        last_year: given.last_year,
    }
}

fn scaled(amount: Yen, factor: f64) -> Result<Yen, AppError> {
    share_of(amount, factor, Rounding::Nearest).map_err(FacilitiesError::from).map_err(failed)
}

fn sum(amounts: impl Iterator<Item = Yen>) -> Result<Yen, AppError> {
    Yen::checked_sum(amounts).map_err(FacilitiesError::from).map_err(failed)
}

/// Every cost times the factor.
fn by_factor(renewal: Renewal, factor: f64) -> Result<Renewal, AppError> {
    let scale = |costs: Vec<Vec<Yen>>| -> Result<Vec<Vec<Yen>>, AppError> {
        costs.into_iter().map(|years| years.into_iter().map(|cost| scaled(cost, factor)).collect()).collect()
    };
    Ok(Renewal { repair: scale(renewal.repair)?, rebuild: scale(renewal.rebuild)? })
}

/// Every cost scaled so that all of them come to the total to the yen.
fn to_total(renewal: Renewal, total: Yen) -> Result<Renewal, AppError> {
    let kinds = renewal.repair.len();
    let flat: Vec<Yen> = renewal.repair.iter().chain(&renewal.rebuild).flatten().copied().collect();
    let mut costs = calibrate(&flat, total).map_err(failed)?.costs.into_iter();
    let years = renewal.repair.first().map_or(0, Vec::len);
    let mut take = || (0..kinds).map(|_| costs.by_ref().take(years).collect()).collect();
    Ok(Renewal { repair: take(), rebuild: take() })
}
