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
    run(model, paths, |path, years| shocks.draw(seed, path as u64, years))
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
    run(model, 1, |_, _| stress.deviations.clone())
}

fn run(
    model: &Model,
    paths: usize,
    deviations: impl Fn(usize, usize) -> Vec<[f64; 4]>,
) -> Result<Simulation, UncertaintyError> {
    check(model)?;
    let years = model.issues.len();
    let fixed = Fixed::of(model);
    let (expected_service, mut now) = (fixed.expected_service(), Course::of(years));
    let mut values: [Vec<f64>; 4] = std::array::from_fn(|_| vec![0.0; years * paths]);
    for path in 0..paths {
        fixed.follow(model, &deviations(path, years), &expected_service, &mut now);
        for year in 0..years {
            for (measure, of) in values.iter_mut().zip([&now.balance, &now.per_citizen, &now.service, &now.fund]) {
                measure[year * paths + path] = of[year];
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
}

/// One future as it is followed.
struct Course {
    issues: Vec<f64>,
    rates: Vec<f64>,
    balance: Vec<f64>,
    per_citizen: Vec<f64>,
    service: Vec<f64>,
    fund: Vec<f64>,
}

impl Course {
    fn of(years: usize) -> Course {
        let none = vec![0.0; years];
        Course {
            issues: none.clone(),
            rates: none.clone(),
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
        }
    }

    fn expected_service(&self) -> Vec<f64> {
        let mut expected = Course::of(self.issues.len());
        expected.issues.clone_from(&self.issues);
        expected.rates.fill(self.rate);
        self.follow_bonds(&mut expected);
        expected.service
    }

    fn follow(&self, model: &Model, deviations: &[[f64; 4]], expected_service: &[f64], now: &mut Course) {
        let (mut prices, mut taxes, mut people) = (1.0, 1.0, 1.0);
        let mut fund = model.fund.0 as f64;
        for (year, [interest, price, tax, population]) in deviations.iter().enumerate() {
            // A deviation beyond −100% would turn an index negative.
            prices *= (1.0 + price).max(0.0);
            taxes *= (1.0 + tax).max(0.0);
            people *= (1.0 + population).max(0.01);
            now.rates[year] = (self.rate + interest).max(0.0);
            now.issues[year] = self.issues[year] * (1.0 + model.issue_price_share * (prices - 1.0)).max(0.0);
            now.per_citizen[year] = people * model.population[year] as f64;
            fund += model.fund_flows[year].0 as f64 + model.taxes.0 as f64 * (taxes - 1.0) * model.taxes_kept
                - model.priced_expenditure.0 as f64 * (prices - 1.0);
            now.fund[year] = fund;
        }
        self.follow_bonds(now);
        let mut dearer = 0.0;
        for (year, expected) in expected_service.iter().enumerate() {
            dearer += now.service[year] - expected;
            now.fund[year] -= dearer;
            now.per_citizen[year] = now.balance[year] / now.per_citizen[year];
        }
    }

    /// Balance and debt service of the issues and rates of a future.
    fn follow_bonds(&self, now: &mut Course) {
        let years = self.issues.len();
        let (mut before, mut bearing_before) = (self.legacy[0], 0.0);
        for year in 0..years {
            let issued = &now.issues[..=year];
            let (mut owed, mut bearing) = (0.0, 0.0);
            for ((issue, rate), left) in issued.iter().zip(&now.rates).zip(self.remaining[..=year].iter().rev()) {
                let outstanding = issue * left;
                owed += outstanding;
                bearing += outstanding * rate;
            }
            let balance = self.legacy[year + 1] + owed;
            // What was outstanding at the year's beginning bears interest, less a quarter of what is redeemed in it.
            let still_bearing = bearing - now.issues[year] * now.rates[year];
            let interest = self.legacy_interest[year] + bearing_before - (bearing_before - still_bearing) / 4.0;
            now.service[year] = before + now.issues[year] - balance + interest;
            now.balance[year] = balance;
            (before, bearing_before) = (balance, bearing);
        }
    }
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
