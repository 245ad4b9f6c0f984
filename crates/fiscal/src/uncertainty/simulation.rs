//! What each future does to the bonds and to the reserve fund (シミュレーション), and named stress tests.

use rayon::prelude::*;

use super::cohorts::Redemption;
use super::shock::Futures;
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
    /// Of each block of futures the four measures of every year, each as many numbers as the block has futures.
    pub(super) blocks: Vec<Vec<f64>>,
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
    run(model, paths, |first| {
        let mut futures = Futures::of(shocks, seed, first as u64);
        move |_, strays| futures.go_on(strays)
    })
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
    run(model, 1, |_| |year, strays| *strays = stress.deviations[year].map(|stray| [stray; LANES]))
}

/// So many futures are followed side by side: the processor reckons several at once.
const LANES: usize = 64;

/// One number of each future that is followed.
type Lanes = [f64; LANES];

/// So many futures are kept together: the values of one year lie in long stretches, which are read fast. It is no power of
/// two, because such stretches would push one another out of the processor's memory.
pub(super) const BLOCK: usize = 7 * LANES;

/// Follows the futures on as many processors as there are. `start` gives what moves the futures from one on: it turns the
/// deviations of one year into those of the next.
fn run<Move: FnMut(usize, &mut [Lanes; 4])>(
    model: &Model,
    paths: usize,
    start: impl Fn(usize) -> Move + Sync,
) -> Result<Simulation, UncertaintyError> {
    check(model)?;
    let years = model.issues.len();
    let mut fixed = Fixed::of(model);
    let mut expected_service = vec![0.0; years];
    fixed.follow(&mut Past::of(years), |_, _| {}, |year, measures| expected_service[year] = measures[2][0]);
    fixed.expected_service = expected_service;
    let follow_block = |first: usize| {
        let count = BLOCK.min(paths - first);
        let (mut values, mut past) = (vec![0.0; 4 * years * count], Past::of(years));
        for lane in (0..count).step_by(LANES) {
            let kept = LANES.min(count - lane);
            fixed.follow(&mut past, start(first + lane), |year, measures| {
                for (place, measure) in measures.into_iter().enumerate() {
                    let at = (year * 4 + place) * count + lane;
                    values[at..at + kept].copy_from_slice(&measure[..kept]);
                }
            });
        }
        values
    };
    let blocks = (0..paths).into_par_iter().step_by(BLOCK).map(follow_block).collect();
    Ok(Simulation { years, paths, blocks })
}

/// What was issued in each year so far, and that times its interest; memory that is used again and again.
struct Past {
    issues: Vec<Lanes>,
    costs: Vec<Lanes>,
}

impl Past {
    fn of(years: usize) -> Past {
        Past { issues: vec![[0.0; LANES]; years], costs: vec![[0.0; LANES]; years] }
    }
}

/// The model in floats, so that no future converts them anew.
struct Fixed {
    legacy: Vec<f64>,
    /// Redemption of the existing stock and interest on it.
    legacy_service: Vec<f64>,
    issues: Vec<f64>,
    redemption: Redemption,
    rate: f64,
    issue_price_share: f64,
    fund: f64,
    fund_flows: Vec<f64>,
    taxes_kept: f64,
    priced_expenditure: f64,
    population: Vec<f64>,
    /// Nothing while it is not known yet.
    expected_service: Vec<f64>,
}

impl Fixed {
    fn of(model: &Model) -> Fixed {
        let floats = |amounts: &[Yen]| amounts.iter().map(|amount| amount.0 as f64).collect::<Vec<f64>>();
        let (legacy, interest) = (floats(&model.legacy), floats(&model.legacy_interest));
        let redeemed = legacy.windows(2).map(|pair| pair[0] - pair[1]);
        Fixed {
            legacy_service: redeemed.zip(interest).map(|(redeemed, interest)| redeemed + interest).collect(),
            legacy: legacy[1..].to_vec(),
            issues: floats(&model.issues),
            redemption: Redemption::of(&model.remaining),
            rate: model.interest_rate,
            issue_price_share: model.issue_price_share,
            fund: model.fund.0 as f64,
            fund_flows: floats(&model.fund_flows),
            taxes_kept: model.taxes.0 as f64 * model.taxes_kept,
            priced_expenditure: model.priced_expenditure.0 as f64,
            population: model.population.iter().map(|people| *people as f64).collect(),
            expected_service: vec![0.0; model.issues.len()],
        }
    }

    /// Follows futures side by side and hands over the four measures of each year.
    fn follow(
        &self,
        past: &mut Past,
        mut go_on: impl FnMut(usize, &mut [Lanes; 4]),
        mut put: impl FnMut(usize, [&Lanes; 4]),
    ) {
        let years = self.issues.len();
        let mut strays = [[0.0; LANES]; 4];
        let (mut prices, mut taxes, mut people) = ([1.0; LANES], [1.0; LANES], [1.0; LANES]);
        let mut fund = [self.fund; LANES];
        // Issues, and issues times their interest: what is still owed of them, what is redeemed this year.
        let Past { issues, costs } = past;
        let (mut owed, mut bearing) = ([0.0; LANES], [0.0; LANES]);
        let (mut redeemed, mut redeemed_costs) = ([0.0; LANES], [0.0; LANES]);
        let (mut balance, mut per_citizen, mut service) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for year in 0..years {
            go_on(year, &mut strays);
            let [interest, price, tax, population] = &strays;
            for lane in 0..LANES {
                // A deviation beyond −100% would turn an index negative.
                prices[lane] *= at_least(0.0, 1.0 + price[lane]);
                taxes[lane] *= at_least(0.0, 1.0 + tax[lane]);
                people[lane] *= at_least(0.01, 1.0 + population[lane]);
                let issue = self.issues[year] * at_least(0.0, 1.0 + self.issue_price_share * (prices[lane] - 1.0));
                issues[year][lane] = issue;
                costs[year][lane] = issue * at_least(0.0, self.rate + interest[lane]);
            }
            self.redemption.carry(&mut redeemed, &issues[..=year]);
            self.redemption.carry(&mut redeemed_costs, &costs[..=year]);
            for lane in 0..LANES {
                // What was outstanding at the year's beginning bears interest, less a quarter of what is redeemed.
                let interest = bearing[lane] - redeemed_costs[lane] / 4.0;
                owed[lane] += issues[year][lane] - redeemed[lane];
                bearing[lane] += costs[year][lane] - redeemed_costs[lane];
                balance[lane] = self.legacy[year] + owed[lane];
                per_citizen[lane] = balance[lane] / (people[lane] * self.population[year]);
                service[lane] = self.legacy_service[year] + redeemed[lane] + interest;
                let gained = self.taxes_kept * (taxes[lane] - 1.0) - self.priced_expenditure * (prices[lane] - 1.0);
                fund[lane] += self.fund_flows[year] + gained - (service[lane] - self.expected_service[year]);
            }
            put(year, [&balance, &per_citizen, &service, &fund]);
        }
    }
}

/// The greater of two, without regard to what is no number: one instruction instead of five.
#[inline(always)]
fn at_least(least: f64, value: f64) -> f64 {
    if value > least { value } else { least }
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
