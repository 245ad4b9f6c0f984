//! Loading the listing (一覧索引の読込): the tables in blocks, over several connections at once.

use crate::StoreError;
use crate::blocks::{Column, each_row};
use crate::db::{Db, Link, on};
use crate::import::read_import;
use crate::listing::{Listing, Nodes, Program, Row, Span, Version, place_of, span};
use crate::sheet_read::{damaged, read_stage, year};
use crate::tree::{Tree, Which};
use crate::{ImportRow, InventoryKind, Kan};
use Column::{Nullable, Plain, Text};
use fiscal::{FiscalYear, Yen};
use reform::program::{Direction, Funding, MoneyLine, Stage};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// How often a change in the middle of loading makes it begin again before it is given up.
const ATTEMPTS: usize = 20;

/// Reads the whole inventory as it is at one revision.
pub(crate) async fn load(db: &Db) -> Result<Listing, StoreError> {
    for _ in 0..ATTEMPTS {
        let (sheets, lines, money) = tokio::try_join!(load_sheets(db), load_lines(db), load_money(db))?;
        // Three connections see one state of the database when no change came between.
        if sheets.at.revision == lines.at.revision && sheets.at.revision == money.at.revision {
            return assemble(sheets, lines, money);
        }
    }
    Err(StoreError::Damaged("the inventory changes faster than it can be read".to_owned()))
}

/// Where the inventory stands.
struct At {
    revision: i64,
    kind: String,
    last_program: i64,
    last_version: i64,
}

/// Programs, their sheets and the trees they stand in.
struct Sheets {
    at: At,
    text: String,
    programs: Vec<(i64, Span)>,
    /// With the id of the program.
    versions: Vec<(i64, Version)>,
    departments: Nodes,
    policies: Nodes,
    last_import: Option<ImportRow>,
}

/// What is known of sheets by their ids.
struct Lines {
    at: At,
    kans: Vec<Kan>,
    /// Version, position, place in `kans`.
    of_version: Vec<(i64, i64, u16)>,
    /// Version, year, staff cost.
    staff: Vec<(i64, FiscalYear, Yen)>,
}

/// Amounts by version and position.
struct Money {
    at: At,
    lines: Vec<(i64, i64, MoneyLine)>,
}

async fn stand(link: &mut Link<'_>) -> Result<At, StoreError> {
    let (revision, kind, last_program, last_version): (i64, String, i64, i64) = on!(link, |c| sqlx::query_as(
        "select revision, kind, last_program_id, last_version_id from inventory where id = 1"
    )
    .fetch_one(c)
    .await)?;
    Ok(At { revision, kind, last_program, last_version })
}

async fn load_sheets(db: &Db) -> Result<Sheets, StoreError> {
    let mut tx = db.snapshot().await?;
    let link = &mut tx.link();
    let at = stand(link).await?;
    let departments = Nodes::new(&Tree::load(link, Which::Department).await?);
    let policies = Nodes::new(&Tree::load(link, Which::Policy).await?);
    let last: Option<(i64,)> =
        on!(link, |c| sqlx::query_as("select id from import order by id desc limit 1").fetch_optional(c).await)?;
    let last_import = match last {
        Some((id,)) => read_import(link, id).await?,
        None => None,
    };
    let (mut text, mut programs, mut versions) = (String::new(), Vec::new(), Vec::new());
    each_row(link, &[Plain("id"), Text("external_id")], "program", "id", at.last_program, |row| {
        programs.push((row.number()?, span(&mut text, row.text()?)));
        Ok(())
    })
    .await?;
    let columns = [
        Plain("program_id"),
        Plain("id"),
        Plain("fiscal_year"),
        Nullable("department_id"),
        Nullable("policy_id"),
        Nullable("direction"),
        Text("name"),
    ];
    each_row(link, &columns, "program_version", "id", at.last_version, |row| {
        let program = row.number()?;
        let (id, fiscal_year) = (row.number()?, year(row.number()?)?);
        let department = row.number_or_none()?.and_then(|id| departments.place(id));
        let policy = row.number_or_none()?.and_then(|id| policies.place(id));
        let direction = match row.text()? {
            "" => None,
            word => Some(Direction::from_word(word).ok_or_else(|| damaged("direction", word))?),
        };
        let name = span(&mut text, row.text()?);
        versions.push((
            program,
            Version { id, program: 0, year: fiscal_year, department, policy, direction, name, kans: (0, 0) },
        ));
        Ok(())
    })
    .await?;
    programs.sort_unstable_by_key(|(id, _)| *id);
    versions.sort_unstable_by_key(|(program, version)| (*program, version.year));
    Ok(Sheets { at, text, programs, versions, departments, policies, last_import })
}

async fn load_lines(db: &Db) -> Result<Lines, StoreError> {
    let mut tx = db.snapshot().await?;
    let link = &mut tx.link();
    let at = stand(link).await?;
    let mut known: HashMap<String, HashMap<String, Option<u16>>> = HashMap::new();
    let (mut kans, mut of_version, mut staff) = (Vec::new(), Vec::new(), Vec::new());
    let columns = [Plain("version_id"), Plain("position"), Text("account"), Text("kan")];
    each_row(link, &columns, "budget_line", "version_id", at.last_version, |row| {
        let (version, position, account, kan) = (row.number()?, row.number()?, row.text()?, row.text()?);
        let place = match known.get(account).and_then(|kans| kans.get(kan)) {
            Some(place) => *place,
            None => {
                // More than 65,535 pairs of account and 款 are not a budget; what is beyond cannot be filtered by.
                let place = u16::try_from(kans.len()).ok();
                if place.is_some() {
                    kans.push(Kan { account: account.to_owned(), kan: kan.to_owned() });
                }
                known.entry(account.to_owned()).or_default().insert(kan.to_owned(), place);
                place
            }
        };
        of_version.extend(place.map(|place| (version, position, place)));
        Ok(())
    })
    .await?;
    let columns = [Plain("version_id"), Plain("fiscal_year"), Nullable("cost_yen")];
    each_row(link, &columns, "staff_time", "version_id", at.last_version, |row| {
        let (version, fiscal_year) = (row.number()?, year(row.number()?)?);
        staff.extend(row.number_or_none()?.map(|cost| (version, fiscal_year, Yen(cost))));
        Ok(())
    })
    .await?;
    Ok(Lines { at, kans, of_version, staff })
}

async fn load_money(db: &Db) -> Result<Money, StoreError> {
    let mut tx = db.snapshot().await?;
    let link = &mut tx.link();
    let at = stand(link).await?;
    let columns = [
        Plain("version_id"),
        Plain("position"),
        Plain("fiscal_year"),
        Plain("stage"),
        Plain("cost_yen"),
        Nullable("national_yen"),
        Nullable("prefectural_yen"),
        Nullable("bonds_yen"),
        Nullable("other_yen"),
        Nullable("general_yen"),
    ];
    let mut lines = Vec::new();
    each_row(link, &columns, "money", "version_id", at.last_version, |row| {
        let (version, position) = (row.number()?, row.number()?);
        let (fiscal_year, stage) = (year(row.number()?)?, read_stage(row.text()?)?);
        let cost = Yen(row.number()?);
        let mut source = || Ok::<_, StoreError>(row.number_or_none()?.map(Yen));
        let funding = Funding {
            national: source()?,
            prefectural: source()?,
            bonds: source()?,
            other: source()?,
            general: source()?,
        };
        lines.push((version, position, MoneyLine { fiscal_year, stage, cost, funding }));
        Ok(())
    })
    .await?;
    Ok(Money { at, lines })
}

fn assemble(sheets: Sheets, lines: Lines, money: Money) -> Result<Listing, StoreError> {
    let kind = InventoryKind::from_word(&sheets.at.kind).ok_or_else(|| damaged("kind", &sheets.at.kind))?;
    let mut programs: Vec<Program> = Vec::with_capacity(sheets.programs.len());
    let mut versions = Vec::with_capacity(sheets.versions.len());
    for (program, mut version) in sheets.versions {
        if programs.last().is_none_or(|last| last.id != program) {
            let found = sheets.programs.binary_search_by_key(&program, |(id, _)| *id);
            let place = found.map_err(|_| damaged("program", program))?;
            programs.push(Program { id: program, external_id: sheets.programs[place].1, money: (0, 0) });
        }
        version.program = programs.len() as u32 - 1;
        versions.push(version);
    }
    let mut by_id: Vec<(i64, u32)> = versions.iter().zip(0u32..).map(|(version, place)| (version.id, place)).collect();
    by_id.sort_unstable();
    let mut text = sheets.text;
    text.shrink_to_fit();
    let mut listing = Listing {
        revision: sheets.at.revision,
        kind,
        programs,
        versions,
        by_id,
        text,
        money: Vec::with_capacity(money.lines.len()),
        rows: Vec::new(),
        kans: lines.kans,
        version_kans: Vec::new(),
        departments: sheets.departments,
        policies: sheets.policies,
        last_import: sheets.last_import,
        years: Vec::new(),
        orders: Default::default(),
        facets: Default::default(),
        kan_totals: Default::default(),
        year_totals: Default::default(),
    };
    add_kans(&mut listing, lines.of_version);
    let staff = staff_costs(&listing, lines.staff)?;
    let money = in_order(&listing, money.lines);
    add_rows(&mut listing, money, staff);
    listing.rows.shrink_to_fit();
    let mut years: Vec<FiscalYear> = Vec::new();
    for row in &listing.rows {
        if let Err(place) = years.binary_search(&row.year) {
            years.insert(place, row.year);
        }
    }
    listing.years = years;
    Ok(listing)
}

/// Points each sheet to its accounts and 款, each once, the first line's first.
fn add_kans(listing: &mut Listing, mut of_version: Vec<(i64, i64, u16)>) {
    of_version.sort_unstable();
    for stretch in of_version.chunk_by(|a, b| a.0 == b.0) {
        let Some(version) = place_of(&listing.by_id, stretch[0].0) else { continue };
        let from = listing.version_kans.len();
        for (_, _, place) in stretch {
            if !listing.version_kans[from..].contains(place) {
                listing.version_kans.push(*place);
            }
        }
        listing.versions[version as usize].kans = (from as u32, listing.version_kans.len() as u32);
    }
}

/// Staff cost by program and year, from the latest sheet that states it.
fn staff_costs(
    listing: &Listing,
    found: Vec<(i64, FiscalYear, Yen)>,
) -> Result<HashMap<(u32, FiscalYear), Yen>, StoreError> {
    let mut staff: HashMap<(u32, FiscalYear), (FiscalYear, Yen)> = HashMap::with_capacity(found.len());
    for (version, fiscal_year, cost) in found {
        let Some(version) = place_of(&listing.by_id, version) else { continue };
        let sheet = &listing.versions[version as usize];
        let kept = staff.entry((sheet.program, fiscal_year)).or_insert((sheet.year, Yen::ZERO));
        if sheet.year > kept.0 {
            *kept = (sheet.year, Yen::ZERO);
        }
        if sheet.year == kept.0 {
            kept.1 = kept.1.checked_add(cost)?;
        }
    }
    Ok(staff.into_iter().map(|(key, (_, cost))| (key, cost)).collect())
}

/// Every line with the place of its version, by program and year; the latest sheet's first among equals.
fn in_order(listing: &Listing, mut found: Vec<(i64, i64, MoneyLine)>) -> Vec<(u32, MoneyLine)> {
    found.sort_unstable_by_key(|(version, position, _)| (*version, *position));
    let mut lines: Vec<(u32, MoneyLine)> =
        found.into_iter().filter_map(|(version, _, line)| Some((place_of(&listing.by_id, version)?, line))).collect();
    // Stable, so several lines of one sheet, year and stage keep their order.
    lines.sort_by_key(|(version, line)| {
        let sheet = &listing.versions[*version as usize];
        (sheet.program, line.fiscal_year, rank(line.stage), Reverse(sheet.year))
    });
    lines
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
