//! Lists (一覧): the rows of the inventory that match a question, in order, page by page.

use crate::db::on;
use crate::listing::{Listing, Order, Row, each_place};
use crate::rows::placeholders;
use crate::search::{terms, versions_with};
use crate::totals::count_facets;
use crate::{
    FundingSource, InventoryKind, Kan, ListView, ProgramPage, ProgramQuery, ProgramRow, Sort, Store, StoreError,
};
use fiscal::Yen;
use reform::search_text;
use sqlx::AssertSqlSafe;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// What is kept between questions: the listing, and the answers to the last ones.
#[derive(Default)]
pub(crate) struct Cache {
    pub loading: tokio::sync::Mutex<()>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    listing: Option<Arc<Listing>>,
    answers: HashMap<ProgramQuery, Arc<Matches>>,
    /// Rows in all answers.
    rows: usize,
}

/// All rows that match a question, in order.
pub(crate) struct Matches {
    pub rows: Vec<u32>,
    pub total_cost: Yen,
}

/// The most rows kept in answers: 16 MB.
const KEPT_ROWS: usize = 4 << 20;

/// The most answers kept.
const KEPT_ANSWERS: usize = 1_000;

impl Cache {
    /// The listing, if it is of this revision.
    pub fn listing_of(&self, revision: i64) -> Option<Arc<Listing>> {
        self.lock().listing.as_ref().filter(|listing| listing.revision == revision).map(Arc::clone)
    }

    /// Keeps a listing and forgets the answers of the one before.
    pub fn keep(&self, listing: Arc<Listing>) {
        *self.lock() = Kept { listing: Some(listing), ..Kept::default() };
    }

    fn answer(&self, revision: i64, query: &ProgramQuery) -> Option<Arc<Matches>> {
        let kept = self.lock();
        kept.listing.as_ref().filter(|listing| listing.revision == revision)?;
        kept.answers.get(query).map(Arc::clone)
    }

    fn keep_answer(&self, revision: i64, query: ProgramQuery, answer: &Arc<Matches>) {
        let mut kept = self.lock();
        if kept.listing.as_ref().is_none_or(|listing| listing.revision != revision) {
            return;
        }
        if kept.answers.len() >= KEPT_ANSWERS || kept.rows + answer.rows.len() > KEPT_ROWS {
            kept.answers.clear();
            kept.rows = 0;
        }
        kept.rows += answer.rows.len();
        kept.answers.insert(query, Arc::clone(answer));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Nothing under this lock can leave it half changed.
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Store {
    /// One page of the programs that match.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_programs(&self, query: &ProgramQuery) -> Result<ProgramPage, StoreError> {
        let (listing, matches) = self.matches(query).await?;
        Ok(page_of(&listing, &matches, query))
    }

    /// One page of the programs that match with all that stands around it, from one look at the inventory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_view(&self, query: &ProgramQuery) -> Result<ListView, StoreError> {
        let (listing, matches) = self.matches(query).await?;
        Ok(ListView {
            page: page_of(&listing, &matches, query),
            facets: listing.facets.get(query.year, || Ok::<_, StoreError>(count_facets(&listing, query.year)))?,
            kind: listing.kind,
        })
    }

    /// Every program that matches, in order, one by one; `page` and `per_page` are not looked at.
    ///
    /// # Errors
    /// When the database fails; `each` may then have been called for none.
    pub async fn export_programs(
        &self,
        query: &ProgramQuery,
        mut each: impl FnMut(ProgramRow),
    ) -> Result<(), StoreError> {
        let (listing, matches) = self.matches(query).await?;
        matches.rows.iter().for_each(|row| each(program_row(&listing, *row)));
        Ok(())
    }

    /// The listing and the rows of it that match.
    pub(crate) async fn matches(&self, query: &ProgramQuery) -> Result<(Arc<Listing>, Arc<Matches>), StoreError> {
        let listing = self.listing().await?;
        let key = ProgramQuery { page: 1, per_page: 1, text: terms(&query.text).join(" "), ..query.clone() };
        if let Some(answer) = self.cache.answer(listing.revision, &key) {
            return Ok((listing, answer));
        }
        let found = if key.text.is_empty() { None } else { Some(self.search(&listing, &query.text).await?) };
        let answer = Arc::new(find(&listing, &key, found.as_ref())?);
        self.cache.keep_answer(listing.revision, key, &answer);
        Ok((listing, answer))
    }

    /// The versions whose texts, department or policy hold every term, or whose program has the text as its number.
    async fn search(&self, listing: &Listing, text: &str) -> Result<Bits, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut all: Option<Bits> = None;
        for term in terms(text) {
            let mut found = Bits::none(listing.versions.len());
            let ids = versions_with(link, &term).await?;
            each_place(&listing.by_id, &ids, |place| found.set(place));
            let departments = named(&listing.departments, &term);
            let policies = named(&listing.policies, &term);
            if departments.contains(&true) || policies.contains(&true) {
                let has = |named: &[bool], place: Option<u32>| place.is_some_and(|place| named[place as usize]);
                for (version, place) in listing.versions.iter().zip(0u32..) {
                    if has(&departments, version.department) || has(&policies, version.policy) {
                        found.set(place);
                    }
                }
            }
            match &mut all {
                None => all = Some(found),
                Some(all) => all.keep_shared(&found),
            }
        }
        let mut all = all.unwrap_or_else(|| Bits::none(listing.versions.len()));
        let numbers = [text.trim().to_owned(), search_text::fold(text)];
        let sql = format!("select id from program where external_id in ({}) order by id", placeholders(1, 2));
        let ids: Vec<(i64,)> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            numbers.iter().fold(query, |query, number| query.bind(number)).fetch_all(c).await
        })?;
        for (id,) in ids {
            if let Ok(program) = listing.programs.binary_search_by_key(&id, |program| program.id) {
                let program = program as u32;
                let from = listing.versions.partition_point(|version| version.program < program);
                let own = listing.versions[from..].iter().zip(from as u32..);
                own.take_while(|(version, _)| version.program == program).for_each(|(_, place)| all.set(place));
            }
        }
        Ok(all)
    }
}

fn page_of(listing: &Listing, matches: &Matches, query: &ProgramQuery) -> ProgramPage {
    let per_page = query.per_page.clamp(1, ProgramQuery::MAX_PER_PAGE);
    let page = query.page.max(1);
    let from = (page - 1).saturating_mul(per_page).min(matches.rows.len() as i64) as usize;
    let to = (from + per_page as usize).min(matches.rows.len());
    ProgramPage {
        rows: matches.rows[from..to].iter().map(|row| program_row(listing, *row)).collect(),
        total: matches.rows.len() as i64,
        total_cost: matches.total_cost,
        page,
        per_page,
    }
}

/// For each node whether its own name or one above it holds the term.
fn named(nodes: &crate::listing::Nodes, term: &str) -> Vec<bool> {
    let mut named = vec![false; nodes.list.len()];
    for (place, node) in nodes.list.iter().enumerate().filter(|(_, node)| node.folded.contains(term)) {
        named[place..node.end as usize].fill(true);
    }
    named
}

/// Asks every row as they lie in memory, then puts those that match in order: reading the rows themselves in an order
/// of their amounts would wait for memory at each of them.
fn find(listing: &Listing, query: &ProgramQuery, found: Option<&Bits>) -> Result<Matches, StoreError> {
    let filter = Filter::new(listing, query, found);
    let mut kept = Bits::none(listing.rows.len());
    let mut count = 0;
    let mut total_cost = Yen::ZERO;
    for (row, place) in listing.rows.iter().zip(0u32..).filter(|(row, _)| filter.keeps(listing, row)) {
        kept.set(place);
        count += 1;
        if let Some(line) = listing.money_of(row) {
            total_cost = total_cost.checked_add(line.cost)?;
        }
    }
    let order = listing.orders[query.sort as usize].get_or_init(|| make_order(listing, query.sort));
    let (with, without) = order.rows.split_at(order.with_value);
    let keep = |row: &&u32| kept.has(**row);
    let mut rows: Vec<u32> = Vec::with_capacity(count);
    match query.descending {
        false => rows.extend(with.iter().filter(keep)),
        true => rows.extend(with.iter().rev().filter(keep)),
    }
    rows.extend(without.iter().filter(keep));
    Ok(Matches { rows, total_cost })
}

/// A question made ready to be asked of every row.
struct Filter<'q> {
    query: &'q ProgramQuery,
    found: Option<&'q Bits>,
    departments: Option<Range<u32>>,
    policies: Option<Range<u32>>,
    /// For each place of [`Listing::kans`], whether it is asked for.
    kans: Option<Vec<bool>>,
}

impl<'q> Filter<'q> {
    fn new(listing: &Listing, query: &'q ProgramQuery, found: Option<&'q Bits>) -> Filter<'q> {
        let asked = |kan: &Kan| {
            query.kan.as_ref().is_none_or(|asked| *asked == kan.kan)
                && query.account.as_ref().is_none_or(|asked| *asked == kan.account)
        };
        let any_kan = query.kan.is_some() || query.account.is_some();
        Filter {
            query,
            found,
            departments: query.department.map(|id| listing.departments.below(id)),
            policies: query.policy.map(|id| listing.policies.below(id)),
            kans: any_kan.then(|| listing.kans.iter().map(asked).collect()),
        }
    }

    fn keeps(&self, listing: &Listing, row: &Row) -> bool {
        match self.query.year {
            Some(year) if row.year != year => return false,
            None if !row.latest => return false,
            _ => {}
        }
        if self.found.is_some_and(|found| !found.has(row.version)) {
            return false;
        }
        let version = &listing.versions[row.version as usize];
        let within = |range: &Option<Range<u32>>, place: Option<u32>| {
            range.as_ref().is_none_or(|range| place.is_some_and(|place| range.contains(&place)))
        };
        within(&self.departments, version.department)
            && within(&self.policies, version.policy)
            && self.query.direction.is_none_or(|asked| version.direction == Some(asked))
            && self.query.funding.is_none_or(|source| listing.source_of(row, source).is_some_and(|yen| yen > Yen::ZERO))
            && (!self.query.has_discrepancy || discrepancy(listing, row) != Yen::ZERO)
            && self.kans.as_ref().is_none_or(|asked| {
                let (from, to) = version.kans;
                listing.version_kans[from as usize..to as usize].iter().any(|place| asked[usize::from(*place)])
            })
    }
}

/// Cost less stated sources of the line shown. What was stored did fit once, so it fits again.
pub(crate) fn discrepancy(listing: &Listing, row: &Row) -> Yen {
    listing.money_of(row).and_then(|line| line.discrepancy().ok()).unwrap_or(Yen::ZERO)
}

/// A row as it is shown.
pub(crate) fn program_row(listing: &Listing, row: u32) -> ProgramRow {
    let row = &listing.rows[row as usize];
    let version = &listing.versions[row.version as usize];
    let program = &listing.programs[row.program as usize];
    let line = listing.money_of(row);
    ProgramRow {
        id: program.id,
        external_id: listing.text(program.external_id).to_owned(),
        name: listing.text(version.name).to_owned(),
        department: version
            .department
            .map_or(String::new(), |place| listing.departments.list[place as usize].path.clone()),
        direction: version.direction,
        fiscal_year: row.year,
        stage: line.map(|line| line.stage),
        cost: line.map(|line| line.cost),
        funding: line.map(|line| line.funding).unwrap_or_default(),
        discrepancy: discrepancy(listing, row),
        staff_cost: row.staff_cost,
        previous_cost: row.previous_cost,
        demo: listing.kind == InventoryKind::Demo,
    }
}

/// Every row in one order; equal ones by program and year.
fn make_order(listing: &Listing, sort: Sort) -> Order {
    let all = || 0..listing.rows.len() as u32;
    match sort {
        Sort::Cost => by_amount(listing, |row| listing.money_of(row).map(|line| line.cost)),
        Sort::GeneralFund => by_amount(listing, |row| listing.source_of(row, FundingSource::General)),
        Sort::Name => {
            let rank = name_ranks(listing);
            let mut rows: Vec<u32> = all().collect();
            rows.sort_by_key(|row| rank[listing.rows[*row as usize].version as usize]);
            Order { with_value: rows.len(), rows }
        }
        Sort::Department => {
            let rank = name_ranks(listing);
            let department = |row: u32| {
                let version = listing.rows[row as usize].version as usize;
                (listing.versions[version].department, rank[version])
            };
            let (mut rows, without): (Vec<u32>, Vec<u32>) = all().partition(|row| department(*row).0.is_some());
            rows.sort_by_key(|row| department(*row));
            let with_value = rows.len();
            rows.extend(without);
            Order { rows, with_value }
        }
        Sort::ExternalId => {
            let number =
                |row: u32| listing.text(listing.programs[listing.rows[row as usize].program as usize].external_id);
            let mut rows: Vec<u32> = all().collect();
            rows.sort_by(|a, b| number(*a).cmp(number(*b)));
            Order { with_value: rows.len(), rows }
        }
    }
}

fn by_amount(listing: &Listing, amount: impl Fn(&Row) -> Option<Yen>) -> Order {
    let mut with: Vec<(Yen, u32)> = Vec::with_capacity(listing.rows.len());
    let mut without = Vec::new();
    for (row, place) in listing.rows.iter().zip(0u32..) {
        match amount(row) {
            Some(yen) => with.push((yen, place)),
            None => without.push(place),
        }
    }
    with.sort_unstable();
    let with_value = with.len();
    Order { rows: with.into_iter().map(|(_, place)| place).chain(without).collect(), with_value }
}

/// For each version, the place of its folded name among all; equal names share it.
fn name_ranks(listing: &Listing) -> Vec<u32> {
    let folded: Vec<String> =
        listing.versions.iter().map(|version| search_text::fold(listing.text(version.name))).collect();
    let mut places: Vec<u32> = (0..folded.len() as u32).collect();
    places.sort_by(|a, b| folded[*a as usize].cmp(&folded[*b as usize]));
    let mut ranks = vec![0; folded.len()];
    let mut rank = 0;
    for (at, place) in places.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &folded[places[before] as usize]);
        if before.is_some_and(|before| before.cmp(&folded[*place as usize]) == Ordering::Less) {
            rank += 1;
        }
        ranks[*place as usize] = rank;
    }
    ranks
}

/// A set of versions by place.
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    fn none(len: usize) -> Bits {
        Bits(vec![0; len.div_ceil(64)])
    }

    fn set(&mut self, place: u32) {
        self.0[place as usize / 64] |= 1 << (place % 64);
    }

    fn has(&self, place: u32) -> bool {
        self.0[place as usize / 64] & (1 << (place % 64)) != 0
    }

    fn keep_shared(&mut self, other: &Bits) {
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            *mine &= other;
        }
    }
}
