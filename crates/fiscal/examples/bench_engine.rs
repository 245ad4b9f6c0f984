//! Our side of `benches/fiscal.py`: the bond Monte Carlo and the renewal of a million buildings.
//!
//! `bench_engine write FOLDER` writes what both sides start from; `bench_engine futures FOLDER RUNS` and
//! `bench_engine buildings FOLDER RUNS` compute it so many times and print the milliseconds of each run with the result.
//! The allocator is that of the program. The files are for the peer on the same machine: plain columns of eight bytes.

#![allow(clippy::print_stdout, reason = "it answers on standard output")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use fiscal::Yen;
use fiscal::debt::{Basis, Form, Legacy, Mix, Terms};
use fiscal::facilities::{Building, Horizon, RenewalRule, Repair, UnitPrice, renew_buildings};
use fiscal::uncertainty::simulation::model_bonds;
use fiscal::uncertainty::{Measure, Model, ShockModel, Simulation, simulate};
use toml::{Table, Value};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const UNCERTAINTY: &str = include_str!("../../../parameters/uncertainty.toml");
const RENEWAL: &str = include_str!("../../../parameters/facility-renewal.toml");
const SCENARIO: &str = include_str!("../../../cases/uncertainty/set-a/scenario.toml");

const MEASURES: [(&str, Measure); 4] = [
    ("balance", Measure::Balance),
    ("per_citizen", Measure::BalancePerCitizen),
    ("service", Measure::DebtService),
    ("fund", Measure::Fund),
];
const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
const SEED: u64 = 20_240_301;
const PATHS: usize = 10_000;
const YEARS: usize = 40;
const BUILDINGS: usize = 1_000_000;
const HORIZON: Horizon = Horizon { first_year: 2025, years: 60 };

type Answer<T> = Result<T, Box<dyn Error>>;

fn main() -> Answer<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder] => write(Path::new(folder)),
        ["futures", _, runs] => time_futures(runs.parse()?),
        ["buildings", folder, runs] => time_buildings(Path::new(folder), runs.parse()?),
        _ => Err("bench_engine write FOLDER | futures FOLDER RUNS | buildings FOLDER RUNS".into()),
    }
}

/// The bonds of set A and a fund, as `cases/uncertainty` has them.
fn model() -> Answer<Model> {
    let scenario: Table = SCENARIO.parse()?;
    let yen = |key: &str| Ok::<Yen, Box<dyn Error>>(Yen((number(&scenario, key)? * 1e8).round() as i64));
    let terms = Terms { form: Form::EqualPrincipalHalfYearly, years: 30, grace_years: 0, annual_rate: 0.01 };
    let mix = Mix::only(terms)?;
    let opening = yen("opening_oku")?;
    let legacy = Legacy::AgeDistributed { opening, mix: mix.clone(), basis: Basis::Net, annual_rate: 0.01 };
    let (people, change) = (number(&scenario, "population")? as i64, number(&scenario, "population_change")? as i64);
    Ok(Model {
        issue_price_share: number(&scenario, "issue_price_share_percent")? / 100.0,
        fund: yen("fund_oku")?,
        fund_flows: vec![yen("fund_flow_oku")?; YEARS],
        taxes: yen("taxes_oku")?,
        taxes_kept: number(&scenario, "taxes_kept_percent")? / 100.0,
        priced_expenditure: yen("priced_expenditure_oku")?,
        population: (1..=YEARS as i64).map(|year| people + change * year).collect(),
        ..model_bonds(&legacy, &mix, Basis::Net, &[yen("issue_oku")?; YEARS])?
    })
}

/// The drivers of the parameters.
struct Drivers {
    deviation: [f64; 4],
    persistence: [f64; 4],
    correlation: [[f64; 4]; 4],
}

fn drivers() -> Answer<Drivers> {
    let parameters: Table = UNCERTAINTY.parse()?;
    let (mut deviation, mut persistence, mut correlation) = ([0.0; 4], [0.0; 4], [[0.0; 4]; 4]);
    for (index, driver) in tables(&parameters, "driver")?.into_iter().enumerate() {
        deviation[index] = number(driver, "deviation_points")? / 100.0;
        persistence[index] = number(driver, "persistence")?;
        let row = driver.get("correlation").and_then(Value::as_array).ok_or("no correlation")?;
        for (into, value) in correlation[index].iter_mut().zip(row) {
            *into = value.as_float().ok_or("a correlation that is no number")?;
        }
    }
    Ok(Drivers { deviation, persistence, correlation })
}

fn shocks() -> Answer<ShockModel> {
    let Drivers { deviation, persistence, correlation } = drivers()?;
    Ok(ShockModel::new(deviation, persistence, correlation)?)
}

fn prices() -> Answer<Vec<UnitPrice>> {
    let parameters: Table = RENEWAL.parse()?;
    let price = |entry: &Table| {
        let yen = |key| Ok::<Yen, Box<dyn Error>>(Yen(number(entry, key)? as i64));
        Ok(UnitPrice { repair_yen_per_m2: yen("repair_yen_per_m2")?, rebuild_yen_per_m2: yen("rebuild_yen_per_m2")? })
    };
    tables(&parameters, "building")?.into_iter().map(price).collect()
}

fn rule() -> RenewalRule {
    let repair = Repair { age: 30, years: 2, price_share: 1.0, overdue_until_age: 50 };
    RenewalRule { repairs: vec![repair], rebuild_age: 60, rebuild_years: 3, backlog_years: 10 }
}

/// Everything the peer needs, and our quantiles of the futures whose deviations it is given.
fn write(folder: &Path) -> Answer<()> {
    let (model, shocks) = (model()?, shocks()?);
    let Drivers { deviation, persistence, correlation } = drivers()?;
    let yen = |amounts: &[Yen]| amounts.iter().map(|amount| amount.0).collect::<Vec<i64>>();
    let simulation = simulate(&model, &shocks, SEED, PATHS)?;
    let text = [
        format!("\"paths\": {PATHS}, \"years\": {YEARS}, \"seed\": {SEED}, \"shares\": {SHARES:?}"),
        format!("\"legacy\": {:?}", yen(&model.legacy)),
        format!("\"legacy_interest\": {:?}", yen(&model.legacy_interest)),
        format!("\"issues\": {:?}", yen(&model.issues)),
        format!("\"remaining\": {:?}", model.remaining),
        format!("\"interest_rate\": {}, \"issue_price_share\": {}", model.interest_rate, model.issue_price_share),
        format!("\"fund\": {}, \"fund_flows\": {:?}", model.fund.0, yen(&model.fund_flows)),
        format!("\"taxes\": {}, \"taxes_kept\": {}", model.taxes.0, model.taxes_kept),
        format!("\"priced_expenditure\": {}, \"population\": {:?}", model.priced_expenditure.0, model.population),
        format!("\"deviation\": {deviation:?}, \"persistence\": {persistence:?}, \"correlation\": {correlation:?}"),
        format!("\"expected\": {}", quantiles(&simulation)?),
    ];
    fs::write(folder.join("model.json"), format!("{{{}}}", text.join(",\n")))?;
    let deviations = (0..PATHS as u64).flat_map(|path| shocks.draw(SEED, path, YEARS)).flatten();
    fs::write(folder.join("deviations.f64"), deviations.flat_map(f64::to_le_bytes).collect::<Vec<u8>>())?;

    let buildings = make_buildings(prices()?.len());
    let column = |name: &str, of: fn(&Building) -> i64| {
        fs::write(
            folder.join(name),
            buildings.iter().flat_map(|building| of(building).to_le_bytes()).collect::<Vec<_>>(),
        )
    };
    column("kind.i64", |building| building.kind as i64)?;
    column("built.i64", |building| i64::from(building.built))?;
    column("area.i64", |building| building.floor_area_hundredths_m2)?;
    column("repaired.i64", |building| i64::from(building.repaired))?;
    let (prices, rule) = (prices()?, rule());
    let of = |price: fn(&UnitPrice) -> Yen| prices.iter().map(|entry| price(entry).0).collect::<Vec<i64>>();
    let text = [
        format!("\"repair\": {:?}", of(|price| price.repair_yen_per_m2)),
        format!("\"rebuild\": {:?}", of(|price| price.rebuild_yen_per_m2)),
        format!("\"first_year\": {}, \"years\": {}", HORIZON.first_year, HORIZON.years),
        format!("\"repair_age\": {}, \"repair_years\": {}", rule.repairs[0].age, rule.repairs[0].years),
        format!("\"overdue_until_age\": {}", rule.repairs[0].overdue_until_age),
        format!("\"rebuild_age\": {}, \"rebuild_years\": {}", rule.rebuild_age, rule.rebuild_years),
        format!("\"backlog_years\": {}", rule.backlog_years),
    ];
    fs::write(folder.join("renewal.json"), format!("{{{}}}", text.join(",\n")))?;
    Ok(())
}

/// Buildings of 1940 to 2024 and of any use, a fifth of them repaired; made up, and the same every time.
fn make_buildings(kinds: usize) -> Vec<Building> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = move |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % most
    };
    let make = |_| Building {
        kind: below(kinds as u64) as usize,
        built: 1940 + below(85) as i32,
        floor_area_hundredths_m2: below(500_000) as i64,
        repaired: below(5) == 0,
    };
    (0..BUILDINGS).map(make).collect()
}

fn read_buildings(folder: &Path) -> Answer<Vec<Building>> {
    let column = |name: &str| -> Answer<Vec<i64>> {
        let bytes = fs::read(folder.join(name))?;
        let (numbers, _) = bytes.as_chunks::<8>();
        Ok(numbers.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect())
    };
    let (kind, built) = (column("kind.i64")?, column("built.i64")?);
    let (area, repaired) = (column("area.i64")?, column("repaired.i64")?);
    let building = |at: usize| Building {
        kind: kind[at] as usize,
        built: built[at] as i32,
        floor_area_hundredths_m2: area[at],
        repaired: repaired[at] != 0,
    };
    Ok((0..kind.len()).map(building).collect())
}

fn quantiles(simulation: &Simulation) -> Answer<String> {
    let mut found = Vec::new();
    for (name, measure) in MEASURES {
        let fan = simulation.quantiles(measure, &SHARES)?;
        let fan: Vec<Vec<i64>> = fan.iter().map(|years| years.iter().map(|amount| amount.0).collect()).collect();
        found.push(format!("\"{name}\": {fan:?}"));
    }
    Ok(format!("{{{}}}", found.join(", ")))
}

fn time_futures(runs: u64) -> Answer<()> {
    let (model, shocks) = (model()?, shocks()?);
    let (mut drawn, mut ranked, mut last) = (Vec::new(), Vec::new(), String::new());
    for run in 0..=runs {
        let start = Instant::now();
        let simulation = simulate(&model, &shocks, SEED + run, PATHS)?;
        let after = Instant::now();
        let fans = MEASURES.map(|(_, measure)| simulation.quantiles(measure, &SHARES));
        let end = Instant::now();
        // The first run starts the threads and fills the memory.
        if run > 0 {
            drawn.push((after - start).as_secs_f64() * 1e3);
            ranked.push((end - after).as_secs_f64() * 1e3);
        }
        drop(fans);
        last = quantiles(&simulation)?;
    }
    println!("{{\"simulate_ms\": {drawn:?}, \"quantiles_ms\": {ranked:?}, \"found\": {last}}}");
    Ok(())
}

fn time_buildings(folder: &Path, runs: usize) -> Answer<()> {
    let (buildings, prices, rule) = (read_buildings(folder)?, prices()?, rule());
    let (mut times, mut found) = (Vec::new(), Vec::new());
    for run in 0..=runs {
        let start = Instant::now();
        let renewal = renew_buildings(&buildings, &prices, &rule, &HORIZON)?;
        if run > 0 {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let costs = renewal.repair.iter().chain(&renewal.rebuild);
        found = costs.map(|years| years.iter().map(|cost| cost.0).collect::<Vec<i64>>()).collect();
    }
    println!("{{\"renew_ms\": {times:?}, \"found\": {found:?}}}");
    Ok(())
}

fn tables<'a>(table: &'a Table, key: &str) -> Answer<Vec<&'a Table>> {
    let list = table.get(key).and_then(Value::as_array).ok_or_else(|| format!("no {key}"))?;
    Ok(list.iter().filter_map(Value::as_table).collect())
}

fn number(table: &Table, key: &str) -> Answer<f64> {
    let value = table.get(key).ok_or_else(|| format!("no {key}"))?;
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    Ok(number.ok_or_else(|| format!("{key} is no number"))?)
}
