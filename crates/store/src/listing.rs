//! Listing (一覧索引): what lists, filters and totals look at, in memory.
//!
//! A city has thousands of programs, not billions: about 100 bytes a program and year are kept here, so that any
//! filter in any order is a walk over an array and both databases list alike. The database stays the truth: every
//! question first asks its revision, and a listing of another revision is made anew.

use crate::db::{Link, Tx, on};
use crate::sheet_read::{damaged, read_stage, year};
use crate::tree::{Tree, Which};
use crate::{FundingSource, InventoryKind, Kan, Sort, Store, StoreError};
use fiscal::{FiscalYear, Yen};
use futures_util::TryStreamExt;
use reform::program::{Direction, Funding, MoneyLine, Stage};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

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
    pub orders: [OnceLock<Order>; Sort::ALL.len()],
}

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
        let mut tx: Tx = self.db.snapshot().await?;
        let listing = Arc::new(load(&mut tx.link()).await?);
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

impl Nodes {
    fn new(tree: &Tree) -> Nodes {
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

/// How far a stage is along: of several stages of a year, lists show the furthest. A supplementary budget is only a
/// difference and comes last.
fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Settled => 0,
        Stage::Current => 1,
        Stage::Initial => 2,
        Stage::Assessed => 3,
        Stage::Requested => 4,
        Stage::Supplementary => 5,
    }
}

/// Reads the whole inventory within one transaction.
async fn load(link: &mut Link<'_>) -> Result<Listing, StoreError> {
    let (revision, kind): (i64, String) =
        on!(link, |c| sqlx::query_as("select revision, kind from inventory where id = 1").fetch_one(c).await)?;
    let kind = InventoryKind::from_word(&kind).ok_or_else(|| damaged("kind", kind))?;
    let departments = Nodes::new(&Tree::load(link, Which::Department).await?);
    let policies = Nodes::new(&Tree::load(link, Which::Policy).await?);
    let mut listing = Listing {
        revision,
        kind,
        programs: Vec::new(),
        versions: Vec::new(),
        by_id: Vec::new(),
        text: String::new(),
        money: Vec::new(),
        rows: Vec::new(),
        kans: Vec::new(),
        version_kans: Vec::new(),
        departments,
        policies,
        orders: Default::default(),
    };
    load_versions(link, &mut listing).await?;
    load_kans(link, &mut listing).await?;
    let money = load_money(link, &listing).await?;
    let staff = load_staff(link, &listing).await?;
    add_rows(&mut listing, money, staff);
    listing.text.shrink_to_fit();
    listing.rows.shrink_to_fit();
    Ok(listing)
}

async fn load_versions(link: &mut Link<'_>, listing: &mut Listing) -> Result<(), StoreError> {
    type Found = (i64, i64, String, i64, Option<i64>, Option<i64>, Option<String>, String);
    on!(link, |c| {
        let mut found = sqlx::query_as::<_, Found>(
            "select p.id, v.id, p.external_id, v.fiscal_year, v.department_id, v.policy_id, v.direction, v.name
             from program p join program_version v on v.program_id = p.id order by p.id, v.fiscal_year",
        )
        .fetch(c);
        while let Some((program, id, external_id, fiscal_year, department, policy, direction, name)) =
            found.try_next().await?
        {
            if listing.programs.last().is_none_or(|last| last.id != program) {
                let external_id = span(&mut listing.text, &external_id);
                listing.programs.push(Program { id: program, external_id, money: (0, 0) });
            }
            let direction = match direction {
                None => None,
                Some(word) => Some(Direction::from_word(&word).ok_or_else(|| damaged("direction", &word))?),
            };
            listing.versions.push(Version {
                id,
                program: listing.programs.len() as u32 - 1,
                year: year(fiscal_year)?,
                department: department.and_then(|id| listing.departments.place(id)),
                policy: policy.and_then(|id| listing.policies.place(id)),
                direction,
                name: span(&mut listing.text, &name),
                kans: (0, 0),
            });
        }
    });
    listing.by_id = listing.versions.iter().zip(0u32..).map(|(version, place)| (version.id, place)).collect();
    listing.by_id.sort_unstable();
    Ok(())
}

async fn load_kans(link: &mut Link<'_>, listing: &mut Listing) -> Result<(), StoreError> {
    let mut known: HashMap<(String, String), u16> = HashMap::new();
    let mut of_version: Vec<(u32, u16)> = Vec::new();
    on!(link, |c| {
        let mut found = sqlx::query_as::<_, (i64, String, String)>(
            "select version_id, account, kan from budget_line order by version_id, position",
        )
        .fetch(c);
        while let Some((version, account, kan)) = found.try_next().await? {
            let Some(version) = place_of(&listing.by_id, version) else { continue };
            let next = known.len();
            // More than 65,535 pairs of account and 款 are not a budget; what is beyond cannot be filtered by.
            let Ok(next) = u16::try_from(next) else { continue };
            let place = *known.entry((account, kan)).or_insert(next);
            if usize::from(place) == listing.kans.len() {
                listing.kans.push(Kan { account: String::new(), kan: String::new() });
            }
            of_version.push((version, place));
        }
    });
    for ((account, kan), place) in known {
        listing.kans[usize::from(place)] = Kan { account, kan };
    }
    // Stable: the lines of a version stay in their order.
    of_version.sort_by_key(|(version, _)| *version);
    for stretch in of_version.chunk_by(|a, b| a.0 == b.0) {
        let from = listing.version_kans.len() as u32;
        let mut places: Vec<u16> = Vec::with_capacity(stretch.len());
        for (_, place) in stretch {
            if !places.contains(place) {
                places.push(*place);
            }
        }
        listing.version_kans.extend(places);
        listing.versions[stretch[0].0 as usize].kans = (from, listing.version_kans.len() as u32);
    }
    Ok(())
}

/// Every line with the place of its version, by program and year; the latest sheet's first among equals.
async fn load_money(link: &mut Link<'_>, listing: &Listing) -> Result<Vec<(u32, MoneyLine)>, StoreError> {
    type Found = (i64, i64, String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let mut lines = Vec::with_capacity(listing.versions.len());
    on!(link, |c| {
        let mut found = sqlx::query_as::<_, Found>(
            "select version_id, fiscal_year, stage, cost_yen, national_yen, prefectural_yen, bonds_yen, other_yen,
             general_yen from money order by version_id, position",
        )
        .fetch(c);
        while let Some((version, fiscal_year, stage, cost, national, prefectural, bonds, other, general)) =
            found.try_next().await?
        {
            let Some(version) = place_of(&listing.by_id, version) else { continue };
            let funding = Funding {
                national: national.map(Yen),
                prefectural: prefectural.map(Yen),
                bonds: bonds.map(Yen),
                other: other.map(Yen),
                general: general.map(Yen),
            };
            let (fiscal_year, stage) = (year(fiscal_year)?, read_stage(&stage)?);
            lines.push((version, MoneyLine { fiscal_year, stage, cost: Yen(cost), funding }));
        }
    });
    // Stable, so several lines of one sheet, year and stage keep their order.
    lines.sort_by_key(|(version, line)| {
        let sheet = &listing.versions[*version as usize];
        (sheet.program, line.fiscal_year, rank(line.stage), std::cmp::Reverse(sheet.year))
    });
    Ok(lines)
}

/// Staff cost by program and year, from the latest sheet that states it.
async fn load_staff(link: &mut Link<'_>, listing: &Listing) -> Result<HashMap<(u32, FiscalYear), Yen>, StoreError> {
    let mut staff: HashMap<(u32, FiscalYear), (FiscalYear, Yen)> = HashMap::new();
    on!(link, |c| {
        let mut found = sqlx::query_as::<_, (i64, i64, i64)>(
            "select version_id, fiscal_year, cost_yen from staff_time where cost_yen is not null
             order by version_id, position",
        )
        .fetch(c);
        while let Some((version, fiscal_year, cost)) = found.try_next().await? {
            let Some(version) = place_of(&listing.by_id, version) else { continue };
            let sheet = &listing.versions[version as usize];
            let kept = staff.entry((sheet.program, year(fiscal_year)?)).or_insert((sheet.year, Yen::ZERO));
            if sheet.year > kept.0 {
                *kept = (sheet.year, Yen::ZERO);
            }
            if sheet.year == kept.0 {
                kept.1 = kept.1.checked_add(Yen(cost))?;
            }
        }
    });
    Ok(staff.into_iter().map(|(key, (_, cost))| (key, cost)).collect())
}

/// Makes the rows: a program in each year it has a sheet or an amount for.
fn add_rows(listing: &mut Listing, lines: Vec<(u32, MoneyLine)>, staff: HashMap<(u32, FiscalYear), Yen>) {
    let versions = &listing.versions;
    let mut lines = lines.into_iter().peekable();
    let mut sheets = versions.iter().zip(0u32..).peekable();
    for (program, place) in listing.programs.iter_mut().zip(0u32..) {
        // Year → (the version that speaks, the first money line).
        let mut years: BTreeMap<FiscalYear, (Option<u32>, Option<u32>)> = BTreeMap::new();
        let mut latest_sheet = None;
        while let Some((sheet, version)) = sheets.next_if(|(sheet, _)| sheet.program == place) {
            years.entry(sheet.year).or_default().0 = Some(version);
            latest_sheet = Some(sheet.year);
        }
        let from = listing.money.len() as u32;
        let mut speaks: Option<(FiscalYear, Stage, u32)> = None;
        while let Some((version, line)) = lines.next_if(|(version, _)| versions[*version as usize].program == place) {
            // The latest sheet that states this year and stage comes first; what older ones say of it is passed over.
            match speaks {
                Some((year, stage, by)) if (year, stage) == (line.fiscal_year, line.stage) && by != version => continue,
                _ => speaks = Some((line.fiscal_year, line.stage, version)),
            }
            let entry = years.entry(line.fiscal_year).or_default();
            entry.0.get_or_insert(version);
            entry.1.get_or_insert(listing.money.len() as u32);
            listing.money.push(line);
        }
        program.money = (from, listing.money.len() as u32);
        let shown = latest_sheet
            .filter(|year| years.get(year).is_some_and(|(_, money)| money.is_some()))
            .or_else(|| years.iter().rev().find(|(_, (_, money))| money.is_some()).map(|(year, _)| *year))
            .or(latest_sheet);
        for (year, (version, money)) in &years {
            let Some(version) = *version else { continue };
            let cost_of = |money: Option<u32>| money.map(|place| listing.money[place as usize].cost);
            let before = year.previous().and_then(|year| years.get(&year)).and_then(|(_, money)| cost_of(*money));
            listing.rows.push(Row {
                program: place,
                version,
                year: *year,
                money: *money,
                previous_cost: before,
                staff_cost: staff.get(&(place, *year)).copied(),
                latest: shown == Some(*year),
            });
        }
    }
}

fn span(text: &mut String, part: &str) -> Span {
    let from = text.len() as u32;
    text.push_str(part);
    Span(from, text.len() as u32)
}

/// Where the version with this id stands in [`Listing::versions`].
pub(crate) fn place_of(by_id: &[(i64, u32)], id: i64) -> Option<u32> {
    by_id.binary_search_by_key(&id, |(id, _)| *id).ok().map(|found| by_id[found].1)
}
