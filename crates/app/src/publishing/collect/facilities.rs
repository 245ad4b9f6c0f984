//! Public facilities as they are published (公表する公共施設): the list, how old it is, what renewing it costs.

use publish::edition::{Facility, Picture, Words};
use store::{FacilityInventory, InventoryKind, StoredFacility};

use super::pictures;
use super::words::{Ids, both};
use crate::App;
use crate::chart::Lang;
use crate::error::AppError;
use crate::permission::Actor;
use crate::study::StudyKind;
use crate::study::form::Given;

impl App {
    /// The facilities with their pictures; nothing where none were imported.
    pub(super) async fn collect_facilities(&self) -> Result<(Vec<Facility>, Vec<Picture>), AppError> {
        let visitor = Actor::visitor();
        let inventory = self.facilities(&visitor).await?;
        if inventory.facilities.is_empty() {
            return Ok(Default::default());
        }
        let is_illustrative = inventory.kind != InventoryKind::Real;
        let mut ids = Ids::default();
        let mut facilities: Vec<Facility> =
            inventory.facilities.iter().map(|stored| facility(stored, &mut ids, is_illustrative)).collect();
        facilities.sort_by(|a, b| a.id.cmp(&b.id));
        let mut drawn = Vec::new();
        let (ja, en) = told(&inventory, is_illustrative);
        let ages = self.facility_ages(&visitor).await?;
        let chart = pictures::of(
            "facilities-ages",
            "facilities",
            &ages.chart(&inventory, Lang::Ja),
            &ages.chart(&inventory, Lang::En),
        );
        drawn.push(pictures::with_source(chart, &ja, &en));
        let renewal = |lang| async move {
            let study = self.study(&Actor::visitor(), StudyKind::Facilities, &Given::default(), lang).await?;
            // The costs themselves; the pictures behind hold a scenario against them, and an edition has none.
            Ok::<_, AppError>(study.outcome.charts.into_iter().take(1).collect::<Vec<_>>())
        };
        let charts = renewal(Lang::Ja).await?.into_iter().zip(renewal(Lang::En).await?);
        for (number, (one, other)) in charts.enumerate() {
            let picture = pictures::of(&format!("facilities-renewal-{}", number + 1), "facilities", &one, &other);
            let (ja, en) = (
                format!("{ja}と、更新の単価・年数の前提による試算"),
                format!("{en}, reckoned with assumed prices and lifetimes"),
            );
            drawn.push(pictures::with_source(picture, &ja, &en));
        }
        Ok((facilities, drawn))
    }
}

fn facility(stored: &StoredFacility, ids: &mut Ids, is_illustrative: bool) -> Facility {
    let facility = &stored.facility;
    Facility {
        id: ids.take(&facility.external_id),
        name: facility.name.clone(),
        kind: both(facility.kind.label_ja(), facility.kind.label_en()),
        uses: facility.uses.clone(),
        district: facility.district.clone(),
        floor_area_m2: facility.floor_area_hundredths_m2.map(hundredths).unwrap_or_default(),
        built: facility.built.map(|year| year.start()),
        cost_yen: facility.cost.map(|cost| cost.0),
        income_yen: facility.income.map(|income| income.0),
        users: facility.users,
        is_illustrative,
    }
}

fn hundredths(area: i64) -> String {
    let sign = if area < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", area.unsigned_abs() / 100, area.unsigned_abs() % 100)
}

/// Where the list is from, without the name of the file it was read from.
fn told(inventory: &FacilityInventory, is_illustrative: bool) -> (String, String) {
    let year = inventory.last_import.as_ref().map(|import| import.header.as_of);
    let words = match (year, is_illustrative) {
        (_, true) => Words::both("公共施設の例示データ", "an illustrative list of facilities"),
        (Some(year), false) => Words::both(
            format!("市の公共施設の一覧（{}）", year.japanese()),
            format!("the city's list of facilities ({year})"),
        ),
        (None, false) => Words::both("市の公共施設の一覧", "the city's list of facilities"),
    };
    (words.ja, words.en)
}
