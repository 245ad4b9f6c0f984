//! What each future does to the bonds and to the reserve fund (シミュレーション), and named stress tests.

use super::{PATHS_MAX, ShockModel, UncertaintyError, YEARS_MAX};
use crate::debt::{Basis, DebtError, Legacy, Mix};
use crate::money::Yen;

/// The expected course and how much each driver touches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The existing stock, at its start and at each year's end.
    pub legacy: Vec<Yen>,
    /// Interest on it in each year.
    pub legacy_interest: Vec<Yen>,
    /// New bonds in each year, at expected prices.
    pub issues: Vec<Yen>,
    /// The share of an issue left at each age from 0, as many as there are years.
    pub remaining: Vec<f64>,
    /// Expected interest on new bonds; it never falls below zero.
    pub interest_rate: f64,
    /// How much of an unexpected rise of prices goes into new bonds: 1 is all.
    pub issue_price_share: f64,
    /// The reserve fund at the start.
    pub fund: Yen,
    /// What moves the fund in each year as expected: balance, improvement and what is paid in.
    pub fund_flows: Vec<Yen>,
    /// Taxes in the base year.
    pub taxes: Yen,
    /// What the city keeps of an unexpected change of taxes; the rest moves the allocation tax.
    pub taxes_kept: f64,
    /// Expenditure that follows prices, from general revenue, in the base year.
    pub priced_expenditure: Yen,
    /// Expected population at each year's end.
    pub population: Vec<i64>,
}

/// Many futures of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// How many years.
    pub years: usize,
    /// How many futures.
    pub paths: usize,
    /// Of each measure the value of every future, year after year.
    pub(super) values: [Vec<f64>; 4],
}

/// A named course of deviations that is followed instead of drawing (ストレステスト).
#[derive(Clone, Debug, PartialEq)]
pub struct Stress {
    /// Its name.
    pub name: String,
    /// Added to what is expected of each driver in each year, in the order of `DRIVERS`; none is left out.
    pub deviations: Vec<[f64; 4]>,
}

/// The bonds of a model, from a stock, the terms of new issues and what is issued.
///
/// # Errors
/// What is wrong with the stock.
pub fn model_bonds(legacy: &Legacy, mix: &Mix, basis: Basis, issues: &[Yen]) -> Result<Model, DebtError> {
    let run_off = legacy.run_off(issues.len())?;
    let balances = run_off.iter().map(|year| year.outstanding);
    let rate = mix.parts().iter().map(|part| part.share * part.terms.annual_rate).sum();
    Ok(Model {
        legacy: std::iter::once(legacy.opening()).chain(balances).collect(),
        legacy_interest: run_off.iter().map(|year| year.interest).collect(),
        issues: issues.to_vec(),
        remaining: (0..issues.len()).map(|age| mix.remaining_share(age, basis)).collect(),
        interest_rate: rate,
        issue_price_share: 0.0,
        fund: Yen::ZERO,
        fund_flows: vec![Yen::ZERO; issues.len()],
        taxes: Yen::ZERO,
        taxes_kept: 0.25,
        priced_expenditure: Yen::ZERO,
        population: vec![1; issues.len()],
    })
}

/// Draws so many futures.
///
/// # Errors
/// A model with a fault, too few or too many futures.
pub fn simulate(model: &Model, shocks: &ShockModel, seed: u64, paths: usize) -> Result<Simulation, UncertaintyError> {
    if !(1..=PATHS_MAX).contains(&paths) {
        return Err(UncertaintyError::PathsOutOfRange(paths));
    }
    let mut draws = shocks.draws(seed);
    run(model, paths, |path, put| draws.each_year(path as u64, model.issues.len(), put))
}

/// Follows one stress test: a simulation of a single future.
///
/// # Errors
/// A model with a fault, deviations for another number of years or that are no numbers.
pub fn run_stress(model: &Model, stress: &Stress) -> Result<Simulation, UncertaintyError> {
    let (given, expected) = (stress.deviations.len(), model.issues.len());
    if given != expected {
        return Err(UncertaintyError::LengthMismatch { what: "the deviations of a stress test", given, expected });
    }
    if let Some(given) = stress.deviations.iter().flatten().find(|value| !(value.is_finite() && value.abs() <= 1.0)) {
        return Err(UncertaintyError::ModelOutOfRange { what: "a deviation of a stress test", given: *given });
    }
    run(model, 1, |_, put| stress.deviations.iter().enumerate().for_each(|(year, stray)| put(year, *stray)))
}

/// So many futures are followed side by side, so that the processor can reckon several at once.
const LANES: usize = 8;

/// One number of each future of a block.
type Lanes = [f64; LANES];

fn run(
    model: &Model,
    paths: usize,
    mut deviations: impl FnMut(usize, &mut dyn FnMut(usize, [f64; 4])),
) -> Result<Simulation, UncertaintyError> {
    check(model)?;
    let years = model.issues.len();
    let (fixed, mut now) = (Fixed::of(model), Course::of(years));
    let mut strays = vec![[[0.0; LANES]; 4]; years];
    fixed.follow(&strays, &vec![0.0; years], &mut now);
    let expected_service: Vec<f64> = now.service.iter().map(|lanes| lanes[0]).collect();
    let mut values: [Vec<f64>; 4] = std::array::from_fn(|_| vec![0.0; years * paths]);
    for first in (0..paths).step_by(LANES) {
        let block = LANES.min(paths - first);
        for lane in 0..block {
            deviations(first + lane, &mut |year, stray| {
                for (of, stray) in strays[year].iter_mut().zip(stray) {
                    of[lane] = stray;
                }
            });
        }
        fixed.follow(&strays, &expected_service, &mut now);
        for (measure, of) in values.iter_mut().zip([&now.balance, &now.per_citizen, &now.service, &now.fund]) {
            for (year, lanes) in of.iter().enumerate() {
                let at = year * paths + first;
                measure[at..at + block].copy_from_slice(&lanes[..block]);
            }
        }
    }
    Ok(Simulation { years, paths, values })
}

/// The model in floats, so that no future converts them anew.
struct Fixed {
    legacy: Vec<f64>,
    legacy_interest: Vec<f64>,
    issues: Vec<f64>,
    remaining: Vec<f64>,
    rate: f64,
    issue_price_share: f64,
    fund: f64,
    fund_flows: Vec<f64>,
    taxes_kept: f64,
    priced_expenditure: f64,
    population: Vec<f64>,
}

/// A block of futures as they are followed.
struct Course {
    issues: Vec<Lanes>,
    /// Issues times their interest.
    costs: Vec<Lanes>,
    people: Vec<Lanes>,
    balance: Vec<Lanes>,
    per_citizen: Vec<Lanes>,
    service: Vec<Lanes>,
    fund: Vec<Lanes>,
}

impl Course {
    fn of(years: usize) -> Course {
        let none = vec![[0.0; LANES]; years];
        Course {
            issues: none.clone(),
            costs: none.clone(),
            people: none.clone(),
            balance: none.clone(),
            per_citizen: none.clone(),
            service: none.clone(),
            fund: none,
        }
    }
}

impl Fixed {
    fn of(model: &Model) -> Fixed {
        let floats = |amounts: &[Yen]| amounts.iter().map(|amount| amount.0 as f64).collect();
        Fixed {
            legacy: floats(&model.legacy),
            legacy_interest: floats(&model.legacy_interest),
            issues: floats(&model.issues),
            remaining: model.remaining.clone(),
            rate: model.interest_rate,
            issue_price_share: model.issue_price_share,
            fund: model.fund.0 as f64,
            fund_flows: floats(&model.fund_flows),
            taxes_kept: model.taxes.0 as f64 * model.taxes_kept,
            priced_expenditure: model.priced_expenditure.0 as f64,
            population: model.population.iter().map(|people| *people as f64).collect(),
        }
    }

    fn follow(&self, strays: &[[Lanes; 4]], expected_service: &[f64], now: &mut Course) {
        let (mut prices, mut taxes, mut people) = ([1.0; LANES], [1.0; LANES], [1.0; LANES]);
        let mut fund = [self.fund; LANES];
        for (year, [interest, price, tax, population]) in strays.iter().enumerate() {
            // A deviation beyond −100% would turn an index negative.
            prices = each(|lane| prices[lane] * (1.0 + price[lane]).max(0.0));
            taxes = each(|lane| taxes[lane] * (1.0 + tax[lane]).max(0.0));
            people = each(|lane| people[lane] * (1.0 + population[lane]).max(0.01));
            let issues =
                each(|lane| self.issues[year] * (1.0 + self.issue_price_share * (prices[lane] - 1.0)).max(0.0));
            now.costs[year] = each(|lane| issues[lane] * (self.rate + interest[lane]).max(0.0));
            now.issues[year] = issues;
            now.people[year] = each(|lane| people[lane] * self.population[year]);
            fund = each(|lane| {
                let gained = self.taxes_kept * (taxes[lane] - 1.0) - self.priced_expenditure * (prices[lane] - 1.0);
                fund[lane] + self.fund_flows[year] + gained
            });
            now.fund[year] = fund;
        }
        self.follow_bonds(now);
        let mut dearer = [0.0; LANES];
        for (year, expected) in expected_service.iter().enumerate() {
            dearer = each(|lane| dearer[lane] + now.service[year][lane] - expected);
            now.fund[year] = each(|lane| now.fund[year][lane] - dearer[lane]);
            now.per_citizen[year] = each(|lane| now.balance[year][lane] / now.people[year][lane]);
        }
    }

    /// Balance and debt service of the issues and rates of a block of futures.
    fn follow_bonds(&self, now: &mut Course) {
        let (mut before, mut bearing_before) = ([self.legacy[0]; LANES], [0.0; LANES]);
        for year in 0..self.issues.len() {
            let (mut owed, mut bearing) = ([0.0; LANES], [0.0; LANES]);
            let cohorts = now.issues[..=year].iter().zip(&now.costs).zip(self.remaining[..=year].iter().rev());
            for ((issue, cost), left) in cohorts {
                owed = each(|lane| owed[lane] + issue[lane] * left);
                bearing = each(|lane| bearing[lane] + cost[lane] * left);
            }
            let balance = each(|lane| self.legacy[year + 1] + owed[lane]);
            let (issued, cost) = (now.issues[year], now.costs[year]);
            now.service[year] = each(|lane| {
                // What was outstanding at the year's beginning bears interest, less a quarter of what is redeemed.
                let redeemed_cost = bearing_before[lane] - (bearing[lane] - cost[lane]);
                let interest = self.legacy_interest[year] + bearing_before[lane] - redeemed_cost / 4.0;
                before[lane] + issued[lane] - balance[lane] + interest
            });
            now.balance[year] = balance;
            (before, bearing_before) = (balance, bearing);
        }
    }
}

fn each(of: impl Fn(usize) -> f64) -> Lanes {
    std::array::from_fn(of)
}

fn check(model: &Model) -> Result<(), UncertaintyError> {
    let years = model.issues.len();
    if !(1..=YEARS_MAX).contains(&years) {
        return Err(UncertaintyError::YearsOutOfRange(years));
    }
    for (what, given, expected) in [
        ("the existing stock", model.legacy.len(), years + 1),
        ("the interest on the existing stock", model.legacy_interest.len(), years),
        ("the shares left", model.remaining.len(), years),
        ("the flows of the fund", model.fund_flows.len(), years),
        ("the population", model.population.len(), years),
    ] {
        if given != expected {
            return Err(UncertaintyError::LengthMismatch { what, given, expected });
        }
    }
    for (what, given, most) in [
        ("the interest on new bonds", model.interest_rate, 1.0),
        ("the share of prices in new bonds", model.issue_price_share, 2.0),
        ("the share of taxes kept", model.taxes_kept, 1.0),
    ] {
        if !(given.is_finite() && (0.0..=most).contains(&given)) {
            return Err(UncertaintyError::ModelOutOfRange { what, given });
        }
    }
    if let Some(given) = model.remaining.iter().find(|left| !(left.is_finite() && (0.0..=1.0).contains(*left))) {
        return Err(UncertaintyError::ModelOutOfRange { what: "a share left of an issue", given: *given });
    }
    match model.population.iter().find(|people| **people <= 0) {
        Some(nobody) => Err(UncertaintyError::ModelOutOfRange { what: "the population", given: *nobody as f64 }),
        None => Ok(()),
    }
}
