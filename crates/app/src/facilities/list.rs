//! The list of facilities (公共施設一覧): which ones, in what order, and what they come to.

use std::sync::Arc;

use fiscal::{FiscalYear, Yen};
use reform::facility::{Facility, FacilityKind, SharedCost};
use reform::search_text::fold;
use store::{FacilityInventory, StoredFacility};

use crate::App;
use crate::error::AppError;
use crate::permission::Actor;

/// Which facilities to list (一覧の条件). The default matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityQuery {
    /// Words that must all occur in name, use, department, address or district.
    pub text: String,
    /// Only this kind.
    pub kind: Option<FacilityKind>,
    /// At least so large, in hundredths of a square metre.
    pub area_from: Option<i64>,
    /// At most so large.
    pub area_to: Option<i64>,
    /// Built in this fiscal year or later.
    pub built_from: Option<FiscalYear>,
    /// Built in this fiscal year or earlier.
    pub built_to: Option<FiscalYear>,
    /// Only those that are part of another building.
    pub is_inside: bool,
    /// The order.
    pub sort: FacilitySort,
    /// Largest or last first.
    pub descending: bool,
    /// Which page, from 1.
    pub page: i64,
    /// Rows on a page.
    pub per_page: i64,
}

/// What a list is ordered by (並び順); what is not stated comes last either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FacilitySort {
    /// By floor area.
    #[default]
    Area,
    /// By the year built.
    Built,
    /// By folded name.
    Name,
    /// By kind, in the ministry's order.
    Kind,
    /// By yearly cost.
    Cost,
}

/// One page of the list with what stands around it (一覧の画面).
#[derive(Clone, Debug)]
pub struct FacilityPage {
    /// The list the page was taken from: whose facilities these are, and where they come from.
    pub inventory: Arc<FacilityInventory>,
    /// The facilities of this page.
    pub rows: Vec<StoredFacility>,
    /// The page shown, from 1.
    pub page: i64,
    /// Rows on a page.
    pub per_page: i64,
    /// What all that match come to.
    pub totals: FacilityTotals,
    /// How many facilities of each kind the other conditions leave, in the ministry's order.
    pub kinds: Vec<(FacilityKind, usize)>,
}

/// What facilities come to (合計).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacilityTotals {
    /// How many facilities, those inside others included.
    pub facilities: usize,
    /// How many of them are part of another building and have no area.
    pub inside_others: usize,
    /// How many have floor area and no year built.
    pub without_year: usize,
    /// Floor area in hundredths of a square metre.
    pub area_hundredths_m2: i64,
    /// Yearly income, shared amounts once; `None` when nothing is stated.
    pub income: Option<Yen>,
    /// Yearly cost, shared amounts once.
    pub cost: Option<Yen>,
    /// Yearly depreciation.
    pub depreciation: Option<Yen>,
    /// The groups whose shared amounts are in these totals.
    pub groups: Vec<String>,
    /// By kind, in the ministry's order, only those there are.
    pub by_kind: Vec<KindTotal>,
}

/// What the facilities of one kind come to (用途別の合計).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindTotal {
    /// The kind.
    pub kind: FacilityKind,
    /// How many.
    pub facilities: usize,
    /// How many of them have no area.
    pub inside_others: usize,
    /// Floor area in hundredths of a square metre.
    pub area_hundredths_m2: i64,
}

impl Default for FacilityQuery {
    fn default() -> FacilityQuery {
        FacilityQuery {
            text: String::new(),
            kind: None,
            area_from: None,
            area_to: None,
            built_from: None,
            built_to: None,
            is_inside: false,
            sort: FacilitySort::default(),
            descending: true,
            page: 1,
            per_page: 50,
        }
    }
}

impl FacilitySort {
    /// Every order.
    pub const ALL: [FacilitySort; 5] =
        [FacilitySort::Area, FacilitySort::Built, FacilitySort::Name, FacilitySort::Kind, FacilitySort::Cost];

    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            FacilitySort::Area => "area",
            FacilitySort::Built => "built",
            FacilitySort::Name => "name",
            FacilitySort::Kind => "kind",
            FacilitySort::Cost => "cost",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<FacilitySort> {
        FacilitySort::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

impl App {
    /// One page of the facilities that match, with their totals.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn list_facilities(&self, actor: &Actor, query: &FacilityQuery) -> Result<FacilityPage, AppError> {
        let inventory = self.facilities(actor).await?;
        let found = matching(&inventory, query);
        let totals = FacilityTotals::of(found.iter().map(|stored| &stored.facility), &inventory.shared_costs)?;
        let of_any_kind = FacilityQuery { kind: None, ..query.clone() };
        let all = matching(&inventory, &of_any_kind);
        let kinds = FacilityKind::ALL
            .into_iter()
            .map(|kind| (kind, all.iter().filter(|stored| stored.facility.kind == kind).count()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let per_page = query.per_page.clamp(1, 1_000);
        let last = (found.len() as i64 + per_page - 1) / per_page;
        let page = query.page.clamp(1, last.max(1));
        let rows = found.into_iter().skip(((page - 1) * per_page) as usize).take(per_page as usize);
        let rows = rows.cloned().collect();
        Ok(FacilityPage { rows, page, per_page, totals, kinds, inventory })
    }
}

/// Every facility that matches, in order.
pub(super) fn matching<'a>(inventory: &'a FacilityInventory, query: &FacilityQuery) -> Vec<&'a StoredFacility> {
    let words: Vec<String> = query.text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let fits = |stored: &&StoredFacility| {
        let facility = &stored.facility;
        let area = facility.floor_area_hundredths_m2;
        let at_least = |least: Option<i64>| least.is_none_or(|least| area.is_some_and(|area| area >= least));
        let at_most = |most: Option<i64>| most.is_none_or(|most| area.is_some_and(|area| area <= most));
        query.kind.is_none_or(|kind| facility.kind == kind)
            && at_least(query.area_from)
            && at_most(query.area_to)
            && query.built_from.is_none_or(|year| facility.built.is_some_and(|built| built >= year))
            && query.built_to.is_none_or(|year| facility.built.is_some_and(|built| built <= year))
            && (!query.is_inside || facility.is_inside_another())
            && words.iter().all(|word| stored.folded.contains(word.as_str()))
    };
    let mut found: Vec<&StoredFacility> = inventory.facilities.iter().filter(fits).collect();
    sort(&mut found, query);
    found
}

fn sort(found: &mut [&StoredFacility], query: &FacilityQuery) {
    // What is not stated comes last either way; equal ones stand by id.
    let by = |key: fn(&Facility) -> Option<i64>| {
        move |one: &&StoredFacility, other: &&StoredFacility| {
            let (a, b) = (key(&one.facility), key(&other.facility));
            let order = if query.descending { b.cmp(&a) } else { a.cmp(&b) };
            b.is_some().cmp(&a.is_some()).then(order).then(one.id.cmp(&other.id))
        }
    };
    match query.sort {
        FacilitySort::Area => found.sort_by(by(|facility| facility.floor_area_hundredths_m2)),
        FacilitySort::Built => found.sort_by(by(|facility| facility.built.map(|year| i64::from(year.start())))),
        FacilitySort::Kind => found.sort_by(by(|facility| Some(facility.kind.index() as i64))),
        FacilitySort::Cost => found.sort_by(by(|facility| facility.cost.map(|cost| cost.0))),
        FacilitySort::Name => {
            found.sort_by(|one, other| one.folded.cmp(&other.folded).then(one.id.cmp(&other.id)));
            if query.descending {
                found.reverse();
            }
        }
    }
}

impl FacilityTotals {
    /// What these come to; a group's shared amounts are in it once, when any facility of the group is.
    pub(super) fn of<'a>(
        facilities: impl Iterator<Item = &'a Facility>,
        shared_costs: &[SharedCost],
    ) -> Result<FacilityTotals, AppError> {
        let mut totals = FacilityTotals::default();
        let mut by_kind =
            FacilityKind::ALL.map(|kind| KindTotal { kind, facilities: 0, inside_others: 0, area_hundredths_m2: 0 });
        for facility in facilities {
            let area = facility.floor_area_hundredths_m2;
            let inside = usize::from(area.is_none());
            totals.facilities += 1;
            totals.inside_others += inside;
            totals.without_year += usize::from(area.is_some() && facility.built.is_none());
            totals.area_hundredths_m2 = add_area(totals.area_hundredths_m2, area)?;
            let kind = &mut by_kind[facility.kind.index()];
            kind.facilities += 1;
            kind.inside_others += inside;
            kind.area_hundredths_m2 = add_area(kind.area_hundredths_m2, area)?;
            add(&mut totals.income, facility.income)?;
            add(&mut totals.cost, facility.cost)?;
            add(&mut totals.depreciation, facility.depreciation)?;
            if let Some(group) = facility.cost_group.as_ref().filter(|group| !totals.groups.contains(group)) {
                totals.groups.push(group.clone());
            }
        }
        for shared in shared_costs.iter().filter(|shared| totals.groups.contains(&shared.name)) {
            add(&mut totals.income, shared.income)?;
            add(&mut totals.cost, shared.cost)?;
        }
        totals.by_kind = by_kind.into_iter().filter(|kind| kind.facilities > 0).collect();
        Ok(totals)
    }
}

fn add(sum: &mut Option<Yen>, amount: Option<Yen>) -> Result<(), AppError> {
    if let Some(amount) = amount {
        *sum = Some(sum.unwrap_or(Yen::ZERO).checked_add(amount).map_err(store::StoreError::from)?);
    }
    Ok(())
}

fn add_area(sum: i64, area: Option<i64>) -> Result<i64, AppError> {
    let sum = sum.checked_add(area.unwrap_or(0)).ok_or(fiscal::money::MoneyOverflow);
    Ok(sum.map_err(store::StoreError::from)?)
}
