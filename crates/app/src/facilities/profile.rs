//! How old the facilities are and how much of them there is for each citizen (築年別の状況・一人当たり延床面積).

use fiscal::facilities::{age_profile, area_per_citizen};
use fiscal::{FiscalYear, Quantity};
use publish::chart::{Basis, Chart, Head, Lang, QuantitySeries, StackedQuantities, stacked_quantities};
use reform::facility::{FacilityKind, Population};
use reform::parameters::facilities::PublishedFacilities;
use store::{FacilityInventory, InventoryKind};

use super::renewal::failed;
use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// Years in a band of the picture; everything before the first band stands together.
const BAND_YEARS: i32 = 5;
const FIRST_BAND: i32 = 1950;

/// The age the plan counts the old buildings from (築30年以上).
const OLD_YEARS: usize = 30;

/// Floor area by the years it was built in, and by use (築年別延床面積).
#[derive(Clone, Debug)]
pub struct AgeView {
    /// The fiscal year ages are counted at.
    pub as_of: FiscalYear,
    /// The first and last year of each band; the first band has no beginning.
    pub bands: Vec<(Option<i32>, i32)>,
    /// Of each kind there is area of, the area of each band in hundredths of a square metre.
    pub kinds: Vec<(FacilityKind, Vec<i64>)>,
    /// Floor area whose year built is known.
    pub dated_area_hundredths_m2: i64,
    /// Floor area without a year built, in no band.
    pub undated_area_hundredths_m2: i64,
    /// The share of the dated area in buildings of thirty years or more; nothing without area.
    pub old_share: Option<f64>,
    /// The same of each kind.
    pub old_share_by_kind: Vec<(FacilityKind, Option<f64>)>,
}

/// Floor area for each citizen, with what the plan says (市民一人当たり延床面積).
#[derive(Clone, Debug)]
pub struct AreaPerCitizen {
    /// Floor area in hundredths of a square metre.
    pub area_hundredths_m2: i64,
    /// Who shares it, and how they were counted.
    pub population: Population,
    /// Square metres for each, to two decimals.
    pub per_citizen_m2: Quantity,
    /// What the plan says of the city.
    pub published: PublishedFacilities,
}

impl App {
    /// How old the facilities are.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn facility_ages(&self, actor: &Actor) -> Result<AgeView, AppError> {
        age_view(&*self.facilities(actor).await?)
    }

    /// Floor area for each citizen: of the population given, else of the one the list came with, else of the plan's.
    ///
    /// # Errors
    /// When the actor may not see it, or the population is not above zero.
    pub async fn facility_area_per_citizen(
        &self,
        actor: &Actor,
        given: Option<i64>,
    ) -> Result<Option<AreaPerCitizen>, AppError> {
        let inventory = self.facilities(actor).await?;
        let area = inventory.facilities.iter().filter_map(|stored| stored.facility.floor_area_hundredths_m2);
        let Some(population) = self.facility_population(&inventory, given) else { return Ok(None) };
        let area: i64 = area.sum();
        let per_citizen_m2 = area_per_citizen(area, population.people).map_err(failed)?;
        let published = self.parameters().facilities.published.clone();
        Ok(Some(AreaPerCitizen { area_hundredths_m2: area, population, per_citizen_m2, published }))
    }

    fn facility_population(&self, inventory: &FacilityInventory, given: Option<i64>) -> Option<Population> {
        if let Some(people) = given {
            return Some(Population { people, basis: "入力した人口".into() });
        }
        if inventory.population.is_some() {
            return inventory.population.clone();
        }
        let table = &self.plan.population;
        let row = table.row(&self.plan.city.code)?;
        let people = i64::try_from(row.population).ok()?;
        Some(Population { people, basis: format!("{}（{}）", table.population_base.ja, table.title.ja) })
    }
}

/// The ages of an inventory.
pub(super) fn age_view(inventory: &FacilityInventory) -> Result<AgeView, AppError> {
    let buildings: Vec<_> = inventory.facilities.iter().filter_map(|stored| stored.facility.building()).collect();
    let newest = buildings.iter().map(|building| building.built).max();
    let as_of = match &inventory.last_import {
        Some(import) => import.header.as_of,
        None => FiscalYear::new(newest.unwrap_or(crate::demo::facilities::YEAR))
            .map_err(|_| AppError::Task("a year".into()))?,
    };
    let end = newest.unwrap_or(as_of.start()).max(as_of.start());
    let mut bands = vec![(None, FIRST_BAND - 1)];
    bands.extend((FIRST_BAND..=end).step_by(BAND_YEARS as usize).map(|from| (Some(from), from + BAND_YEARS - 1)));
    let mut kinds: Vec<(FacilityKind, Vec<i64>)> =
        FacilityKind::ALL.iter().map(|kind| (*kind, vec![0; bands.len()])).collect();
    for building in &buildings {
        let band = bands.iter().position(|(_, last)| building.built <= *last).unwrap_or(bands.len() - 1);
        let area = &mut kinds[building.kind].1[band];
        *area = area.saturating_add(building.floor_area_hundredths_m2);
    }
    let profile = age_profile(&buildings, FacilityKind::ALL.len(), as_of.start(), OLD_YEARS, 2).map_err(failed)?;
    let old_share_by_kind = FacilityKind::ALL
        .iter()
        .map(|kind| {
            let areas = &profile.area_hundredths_m2[kind.index()];
            let whole: i64 = areas.iter().sum();
            (*kind, (whole > 0).then(|| areas[1] as f64 / whole as f64))
        })
        .collect();
    // A picture begins with the first band that has a building.
    let first = (0..bands.len()).find(|band| kinds.iter().any(|(_, areas)| areas[*band] > 0)).unwrap_or(0);
    bands.drain(..first);
    kinds.iter_mut().for_each(|(_, areas)| drop(areas.drain(..first)));
    kinds.retain(|(_, areas)| areas.iter().any(|area| *area > 0));
    let undated =
        inventory.facilities.iter().map(|stored| &stored.facility).filter(|facility| facility.built.is_none());
    Ok(AgeView {
        as_of,
        bands,
        dated_area_hundredths_m2: buildings.iter().map(|building| building.floor_area_hundredths_m2).sum(),
        undated_area_hundredths_m2: undated.filter_map(|facility| facility.floor_area_hundredths_m2).sum(),
        old_share: profile.share_from_band(1),
        old_share_by_kind,
        kinds,
    })
}

impl AgeView {
    /// The picture: bars by the years built, stacked by use.
    pub fn chart(&self, inventory: &FacilityInventory, lang: Lang) -> Chart {
        let ja = lang == Lang::Ja;
        let head = Head {
            id: "facility-ages".into(),
            title: if ja { "築年別の延床面積" } else { "Floor area by the years it was built in" }.to_owned(),
            lang,
            source: source_of(inventory),
            basis: basis_of(inventory),
        };
        let series = self.kinds.iter().map(|(kind, areas)| QuantitySeries {
            name: if ja { kind.label_ja() } else { kind.label_en() }.to_owned(),
            color: kind.index(),
            values: areas.iter().map(|area| Some(thousand_m2(*area))).collect(),
        });
        let bars = StackedQuantities {
            category_heading: if ja { "建築年度" } else { "Years built" }.to_owned(),
            categories: self.bands.iter().map(|band| band_label(*band, lang)).collect(),
            unit: if ja { "千㎡" } else { "thousand m²" }.to_owned(),
            series: series.collect(),
        };
        stacked_quantities(&head, &bars)
    }
}

/// Where the figures of a list come from, for the foot of a picture.
pub(crate) fn source_of(inventory: &FacilityInventory) -> String {
    match &inventory.last_import {
        Some(import) => format!("{}（{}）", import.header.file_name, import.header.as_of.japanese()),
        None => "例示データ（内蔵）".to_owned(),
    }
}

/// What kind of figures a list holds.
pub(super) fn basis_of(inventory: &FacilityInventory) -> Basis {
    if inventory.kind == InventoryKind::Real { Basis::Published } else { Basis::Illustrative }
}

/// Thousands of square metres to one decimal, rounded half up, for a picture.
fn thousand_m2(area_hundredths: i64) -> Quantity {
    Quantity { units: area_hundredths.saturating_add(5_000) / 10_000, decimals: 1 }
}

fn band_label((from, to): (Option<i32>, i32), lang: Lang) -> String {
    match (from, lang) {
        (None, Lang::Ja) => format!("〜{to}"),
        (None, Lang::En) => format!("to {to}"),
        (Some(from), Lang::Ja) => format!("{from}〜{:02}", to % 100),
        (Some(from), Lang::En) => format!("{from}–{:02}", to % 100),
    }
}
