//! Listing (一覧索引): what lists, filters and totals look at, in memory.
//!
//! A city has thousands of programs, not billions: about 100 bytes a program and year are kept here, so that any
//! filter in any order is a walk over an array and both databases list alike. The database stays the truth: every
//! question first asks its revision, and a listing of another revision is made anew.

use crate::db::on;
use crate::listing_load::load;
use crate::tree::Tree;
use crate::{
    FundingSource, ImportRow, InventoryKind, Kan, KanTotals, ProgramFacets, Sort, Store, StoreError, YearTotal,
};
use fiscal::{FiscalYear, Yen};
use reform::program::{Direction, MoneyLine};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The inventory of one revision.
pub(crate) struct Listing {
    pub revision: i64,
    pub kind: InventoryKind,
    pub programs: Vec<Program>,
    pub versions: Vec<Version>,
    /// Versions by id, for what a search finds.
    pub by_id: Vec<(i64, u32)>,
    /// Names and program numbers, one after another.
    pub text: String,
    /// By program, year and stage: where sheets state the same year and stage, the latest speaks.
    pub money: Vec<MoneyLine>,
    pub rows: Vec<Row>,
    /// Accounts and 款 that occur; versions point here.
    pub kans: Vec<Kan>,
    pub version_kans: Vec<u16>,
    pub departments: Nodes,
    pub policies: Nodes,
    /// The last import of all, kept here since every import makes a new revision.
    pub last_import: Option<ImportRow>,
    /// The years that have rows, ascending.
    pub years: Vec<FiscalYear>,
    pub orders: [OnceLock<Order>; Sort::ALL.len()],
    /// What every page shows beside its rows, counted when first asked for.
    pub facets: ByYear<ProgramFacets>,
    pub kan_totals: ByYear<KanTotals>,
    pub year_totals: OnceLock<Vec<YearTotal>>,
}

/// Answers that depend on nothing but the year asked for, if any.
pub(crate) struct ByYear<T>(Mutex<HashMap<Option<FiscalYear>, Arc<T>>>);

/// A program.
pub(crate) struct Program {
    pub id: i64,
    pub external_id: Span,
    /// Its money lines.
    pub money: (u32, u32),
}

/// A sheet.
pub(crate) struct Version {
    pub id: i64,
    pub program: u32,
    pub year: FiscalYear,
    /// Place in [`Nodes::list`].
    pub department: Option<u32>,
    pub policy: Option<u32>,
    pub direction: Option<Direction>,
    pub name: Span,
    /// Its part of [`Listing::version_kans`], the first budget line's first.
    pub kans: (u32, u32),
}

/// A program in one year.
pub(crate) struct Row {
    pub program: u32,
    /// The sheet that speaks for the year: its own, or the latest that states an amount for it.
    pub version: u32,
    pub year: FiscalYear,
    /// The line shown of [`Listing::money`].
    pub money: Option<u32>,
    pub previous_cost: Option<Yen>,
    pub staff_cost: Option<Yen>,
    /// Whether this is the row of its program when no year is asked for.
    pub latest: bool,
}

/// A part of [`Listing::text`].
#[derive(Clone, Copy)]
pub(crate) struct Span(u32, u32);

/// A tree laid out flat, each node directly followed by those below it.
#[derive(Default)]
pub(crate) struct Nodes {
    pub list: Vec<Node>,
    places: HashMap<i64, u32>,
}

/// A node of [`Nodes`].
pub(crate) struct Node {
    pub id: i64,
    pub parent: Option<i64>,
    pub depth: usize,
    pub name: String,
    /// All names from the top down.
    pub path: String,
    /// One past the last node below.
    pub end: u32,
}

/// Rows in order: first those that have a value, then those without.
pub(crate) struct Order {
    pub rows: Vec<u32>,
    pub with_value: usize,
}

impl Store {
    /// The listing of the revision the database is at now.
    pub(crate) async fn listing(&self) -> Result<Arc<Listing>, StoreError> {
        let revision = self.revision().await?;
        if let Some(listing) = self.cache.listing_of(revision) {
            return Ok(listing);
        }
        // One loads, the others wait for it.
        let _loading = self.cache.loading.lock().await;
        let revision = self.revision().await?;
        if let Some(listing) = self.cache.listing_of(revision) {
            return Ok(listing);
        }
        let listing = Arc::new(load(&self.db).await?);
        self.cache.keep(Arc::clone(&listing));
        Ok(listing)
    }

    async fn revision(&self) -> Result<i64, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let (revision,): (i64,) =
            on!(link, |c| sqlx::query_as("select revision from inventory where id = 1").fetch_one(c).await)?;
        Ok(revision)
    }
}

impl Listing {
    /// A name or program number.
    pub fn text(&self, span: Span) -> &str {
        self.text.get(span.0 as usize..span.1 as usize).unwrap_or("")
    }

    /// The line a row shows.
    pub fn money_of(&self, row: &Row) -> Option<&MoneyLine> {
        row.money.and_then(|place| self.money.get(place as usize))
    }

    /// What a source pays in the line a row shows.
    pub fn source_of(&self, row: &Row, source: FundingSource) -> Option<Yen> {
        self.money_of(row).and_then(|line| source.of(&line.funding))
    }
}

impl<T> ByYear<T> {
    /// The answer kept, or the one that `make` gives.
    pub fn get<E>(&self, year: Option<FiscalYear>, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = lock().get(&year) {
            return Ok(Arc::clone(kept));
        }
        // Made without the lock: two may make the same, and nobody waits for another year.
        let made = Arc::new(make()?);
        lock().insert(year, Arc::clone(&made));
        Ok(made)
    }
}

impl<T> Default for ByYear<T> {
    fn default() -> ByYear<T> {
        ByYear(Mutex::default())
    }
}

impl Nodes {
    /// Lays a tree out.
    pub fn new(tree: &Tree) -> Nodes {
        let mut nodes = Nodes::default();
        for (id, parent, name) in tree.in_order() {
            let above = parent.and_then(|parent| nodes.places.get(&parent)).map(|place| &nodes.list[*place as usize]);
            let depth = above.map_or(0, |above| above.depth + 1);
            let path = above.map_or(name.to_owned(), |above| format!("{} › {name}", above.path));
            let place = nodes.list.len() as u32;
            nodes.places.insert(id, place);
            nodes.list.push(Node { id, parent, depth, name: name.to_owned(), path, end: place + 1 });
        }
        for place in (0..nodes.list.len()).rev() {
            let end = nodes.list[place].end;
            if let Some(above) = nodes.list[place].parent.and_then(|parent| nodes.places.get(&parent)) {
                let above = &mut nodes.list[*above as usize];
                above.end = above.end.max(end);
            }
        }
        nodes
    }

    /// Where a node stands.
    pub fn place(&self, id: i64) -> Option<u32> {
        self.places.get(&id).copied()
    }

    /// The names from the top down to this node.
    pub fn path_names(&self, id: Option<i64>) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = id;
        while let Some(node) = next.and_then(|id| self.place(id)).map(|place| &self.list[place as usize]) {
            names.push(node.name.clone());
            next = node.parent;
        }
        names.reverse();
        names
    }

    /// A node and everything below it.
    pub fn below(&self, id: i64) -> std::ops::Range<u32> {
        self.place(id).map_or(0..0, |place| place..self.list[place as usize].end)
    }
}

/// Puts a text behind those that are there.
pub(crate) fn span(text: &mut String, part: &str) -> Span {
    let from = text.len() as u32;
    text.push_str(part);
    Span(from, text.len() as u32)
}

/// Where the version with this id stands in [`Listing::versions`].
pub(crate) fn place_of(by_id: &[(i64, u32)], id: i64) -> Option<u32> {
    by_id.binary_search_by_key(&id, |(id, _)| *id).ok().map(|found| by_id[found].1)
}
