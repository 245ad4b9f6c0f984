//! Totals and facets (合計・絞込): the inventory summed up and counted by what it can be filtered by.

use crate::digest::sources;
use crate::listing::{Listing, Nodes, Row};
use crate::listing_query::discrepancy;
use crate::{
    Facet, FundingSource, GroupTotal, InventoryState, Kan, KanTotals, ProgramFacets, ProgramQuery, Store, StoreError,
    TreeNode, YearTotal,
};
use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Yen};
use reform::program::{Direction, Funding, Stage};
use std::collections::BTreeMap;

impl Store {
    /// The inventory as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inventory_state(&self) -> Result<InventoryState, StoreError> {
        let listing = self.listing().await?;
        Ok(InventoryState {
            kind: listing.kind,
            revision: listing.revision,
            programs: listing.programs.len() as i64,
            years: listing.years.clone(),
            last_import: listing.last_import.clone(),
        })
    }

    /// The money of the programs that match, over all the years they have, by year and stage. The query's year decides
    /// which programs match, not which years are summed; its order and page are not looked at.
    ///
    /// # Errors
    /// When the database fails or a sum does not fit.
    pub async fn inventory_totals(&self, query: &ProgramQuery) -> Result<Vec<YearTotal>, StoreError> {
        let everything = *query == ProgramQuery::default();
        let (listing, matches) = self.matches(query).await?;
        if everything && let Some(kept) = listing.year_totals.get() {
            return Ok(kept.clone());
        }
        let mut totals: BTreeMap<(FiscalYear, Stage), YearTotal> = BTreeMap::new();
        for row in &matches.rows {
            let program = &listing.programs[listing.rows[*row as usize].program as usize];
            let mut before = None;
            for line in &listing.money[program.money.0 as usize..program.money.1 as usize] {
                let key = (line.fiscal_year, line.stage);
                let total = totals.entry(key).or_insert(YearTotal {
                    fiscal_year: line.fiscal_year,
                    stage: line.stage,
                    cost: Yen::ZERO,
                    funding: Funding::default(),
                    discrepancy: Yen::ZERO,
                    programs: 0,
                });
                total.cost = total.cost.checked_add(line.cost)?;
                add_funding(&mut total.funding, &line.funding)?;
                total.discrepancy = total.discrepancy.checked_add(line.discrepancy()?)?;
                // Two lines of one stage are still one program.
                total.programs += i64::from(before != Some(key));
                before = Some(key);
            }
        }
        let totals: Vec<YearTotal> = totals.into_values().collect();
        Ok(if everything { listing.year_totals.get_or_init(|| totals).clone() } else { totals })
    }

    /// Cost by 款, direction and department in one year, or at each program's latest.
    ///
    /// # Errors
    /// When the database fails or a sum does not fit.
    pub async fn totals_by_kan(&self, year: Option<FiscalYear>) -> Result<KanTotals, StoreError> {
        let listing = self.listing().await?;
        let totals = listing.kan_totals.get(year, || sum_by_kan(&listing, year))?;
        Ok(KanTotals::clone(&totals))
    }

    /// What lists can be filtered by, in one year or over each program's latest row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn program_facets(&self, year: Option<FiscalYear>) -> Result<ProgramFacets, StoreError> {
        let listing = self.listing().await?;
        let facets = listing.facets.get(year, || Ok::<_, StoreError>(count_facets(&listing, year)))?;
        Ok(ProgramFacets::clone(&facets))
    }
}

fn sum_by_kan(listing: &Listing, year: Option<FiscalYear>) -> Result<KanTotals, MoneyOverflow> {
    let mut by_kan: BTreeMap<Kan, GroupTotal<Kan>> = BTreeMap::new();
    let mut by_direction: BTreeMap<Option<Direction>, GroupTotal<Option<Direction>>> = BTreeMap::new();
    type Top = Option<(i64, String)>;
    // Keyed by place in the tree, those without a department last.
    let mut by_department: BTreeMap<(bool, u32), GroupTotal<Top>> = BTreeMap::new();
    for row in rows_of(listing, year) {
        let version = &listing.versions[row.version as usize];
        let first = listing.version_kans[version.kans.0 as usize..version.kans.1 as usize].first();
        let none = Kan { account: String::new(), kan: String::new() };
        let kan = first.map_or(&none, |place| &listing.kans[usize::from(*place)]);
        add(listing, row, by_kan.entry(kan.clone()).or_insert_with(|| empty(kan.clone())))?;
        add(listing, row, by_direction.entry(version.direction).or_insert_with(|| empty(version.direction)))?;
        let top = version.department.map(|place| top_of(&listing.departments, place));
        let named = || {
            empty(top.map(|place| &listing.departments.list[place as usize]).map(|node| (node.id, node.name.clone())))
        };
        add(listing, row, by_department.entry((top.is_none(), top.unwrap_or(0))).or_insert_with(named))?;
    }
    Ok(KanTotals {
        by_kan: by_kan.into_values().collect(),
        by_direction: by_direction.into_values().collect(),
        by_department: by_department.into_values().collect(),
    })
}

pub(crate) fn count_facets(listing: &Listing, year: Option<FiscalYear>) -> ProgramFacets {
    let mut departments = vec![0; listing.departments.list.len()];
    let mut policies = vec![0; listing.policies.list.len()];
    let mut directions: BTreeMap<Option<Direction>, i64> = BTreeMap::new();
    let mut kans = vec![0; listing.kans.len()];
    let mut stages: BTreeMap<Stage, i64> = BTreeMap::new();
    let mut discrepancies = 0;
    for row in rows_of(listing, year) {
        let version = &listing.versions[row.version as usize];
        if let Some(place) = version.department {
            departments[place as usize] += 1;
        }
        if let Some(place) = version.policy {
            policies[place as usize] += 1;
        }
        *directions.entry(version.direction).or_default() += 1;
        for place in &listing.version_kans[version.kans.0 as usize..version.kans.1 as usize] {
            kans[usize::from(*place)] += 1;
        }
        if let Some(line) = listing.money_of(row) {
            *stages.entry(line.stage).or_default() += 1;
        }
        discrepancies += i64::from(discrepancy(listing, row) != Yen::ZERO);
    }
    let mut years: BTreeMap<FiscalYear, i64> = BTreeMap::new();
    for row in &listing.rows {
        *years.entry(row.year).or_default() += 1;
    }
    let mut kans: Vec<Facet<Kan>> = listing
        .kans
        .iter()
        .zip(kans)
        .filter(|(_, programs)| *programs > 0)
        .map(|(kan, programs)| Facet { value: kan.clone(), programs })
        .collect();
    kans.sort_by(|a, b| a.value.cmp(&b.value));
    ProgramFacets {
        departments: tree_nodes(&listing.departments, departments),
        policies: tree_nodes(&listing.policies, policies),
        directions: facets(directions),
        kans,
        stages: facets(stages),
        years: facets(years),
        discrepancies,
    }
}

/// The rows of one year, or each program's latest.
fn rows_of(listing: &Listing, year: Option<FiscalYear>) -> impl Iterator<Item = &Row> {
    listing.rows.iter().filter(move |row| year.map_or(row.latest, |year| row.year == year))
}

/// The node at the top above this one.
fn top_of(nodes: &Nodes, place: u32) -> u32 {
    (0..=place).rev().find(|place| nodes.list[*place as usize].depth == 0).unwrap_or(place)
}

/// The tree with programs counted from below; branches without any are left out.
fn tree_nodes(nodes: &Nodes, own: Vec<i64>) -> Vec<TreeNode> {
    // Each prefix sum once, so that a subtree is a difference of two.
    let mut before = Vec::with_capacity(own.len() + 1);
    let mut sum = 0i64;
    before.push(0);
    for programs in own {
        sum += programs;
        before.push(sum);
    }
    let counted = nodes.list.iter().enumerate().map(|(place, node)| TreeNode {
        id: node.id,
        parent: node.parent,
        depth: node.depth,
        name: node.name.clone(),
        programs: before[node.end as usize] - before[place],
    });
    counted.filter(|node| node.programs > 0).collect()
}

fn facets<T>(counts: BTreeMap<T, i64>) -> Vec<Facet<T>> {
    counts.into_iter().map(|(value, programs)| Facet { value, programs }).collect()
}

fn empty<T>(group: T) -> GroupTotal<T> {
    GroupTotal { group, cost: Yen::ZERO, general: Yen::ZERO, programs: 0 }
}

fn add<T>(listing: &Listing, row: &Row, total: &mut GroupTotal<T>) -> Result<(), MoneyOverflow> {
    total.programs += 1;
    if let Some(line) = listing.money_of(row) {
        total.cost = total.cost.checked_add(line.cost)?;
    }
    if let Some(general) = listing.source_of(row, FundingSource::General) {
        total.general = total.general.checked_add(general)?;
    }
    Ok(())
}

fn add_funding(total: &mut Funding, more: &Funding) -> Result<(), MoneyOverflow> {
    let sums = [&mut total.national, &mut total.prefectural, &mut total.bonds, &mut total.other, &mut total.general];
    for (sum, source) in sums.into_iter().zip(sources(more)) {
        if let Some(yen) = source {
            *sum = Some(sum.unwrap_or(Yen::ZERO).checked_add(yen)?);
        }
    }
    Ok(())
}
