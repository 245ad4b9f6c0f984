//! From assumptions to quantiles and probabilities by year (不確実性の推計).

use fiscal::debt::investment::step_investment;
use fiscal::uncertainty::simulation::model_bonds;
use fiscal::uncertainty::{Measure, Model, ShockModel, Simulation, Stress, UncertaintyError, run_stress, simulate};
use fiscal::{FiscalYear, Yen};
use reform::parameters::uncertainty::StressTest;

use super::RiskFault;
use crate::study::debt::DebtInput;

/// The shares of futures that are told: the middle half, the middle nine tenths, the median.
pub const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What is told of the futures, in the order of [`RiskProjection::fans`].
pub const MEASURES: [Measure; 4] = [Measure::Balance, Measure::DebtService, Measure::Fund, Measure::BalancePerCitizen];

/// What the futures stray from, and how far (不確実性の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct RiskInput {
    /// The expected course of the bonds.
    pub bonds: DebtInput,
    /// Yearly deviations, in the order of `fiscal::uncertainty::DRIVERS`, as shares.
    pub deviation: [f64; 4],
    /// The same with their persistence and correlation.
    pub shocks: ShockModel,
    /// The reserve fund at the start.
    pub fund: Yen,
    /// What moves it each year.
    pub fund_flow: Yen,
    /// Taxes in the base year.
    pub taxes: Yen,
    /// What the city keeps of an unexpected change of taxes.
    pub taxes_kept: f64,
    /// Expenditure that follows prices.
    pub priced_expenditure: Yen,
    /// How much of an unexpected rise of prices goes into new bonds.
    pub issue_price_share: f64,
    /// The yearly debt service held to be too much.
    pub debt_service_line: Yen,
    /// The balance held to be too much.
    pub balance_line: Yen,
    /// The seed of the draws.
    pub seed: u64,
    /// How many futures.
    pub paths: usize,
}

/// What the futures come to, year by year (不確実性の推計の結果).
#[derive(Clone, Debug, PartialEq)]
pub struct RiskProjection {
    /// What they stray from.
    pub input: RiskInput,
    /// The fiscal years.
    pub years: Vec<FiscalYear>,
    /// For each of [`MEASURES`], for each of [`SHARES`], the value by year.
    pub fans: [Vec<Vec<Yen>>; 4],
    /// Probabilities by year.
    pub probabilities: Vec<Probabilities>,
    /// Stress tests, each a single course.
    pub stresses: Vec<StressCourse>,
}

/// The shares of futures in which something has happened (確率).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Probabilities {
    /// The fund has been empty in this year or before.
    pub fund_ever_empty: f64,
    /// The fund is empty in this year.
    pub fund_empty: f64,
    /// The debt service of this year passes its line.
    pub debt_service_above: f64,
    /// The balance at this year's end passes its line.
    pub balance_above: f64,
}

/// What one stress test leads to (ストレステストの結果).
#[derive(Clone, Debug, PartialEq)]
pub struct StressCourse {
    /// The test; `None` is the expected course.
    pub test: Option<StressTest>,
    /// For each of [`MEASURES`], the value by year.
    pub values: [Vec<Yen>; 4],
    /// The first year at whose end the fund is empty.
    pub fund_empty_in: Option<FiscalYear>,
}

impl RiskProjection {
    /// The value by year of a measure of [`MEASURES`] that a share of [`SHARES`] of the futures does not pass.
    pub fn fan(&self, measure: Measure, share: usize) -> &[Yen] {
        let place = MEASURES.iter().position(|known| *known == measure).unwrap_or(0);
        &self.fans[place][share]
    }

    /// The median of a measure by year.
    pub fn median(&self, measure: Measure) -> &[Yen] {
        self.fan(measure, 2)
    }
}

impl StressCourse {
    /// The value of a measure by year.
    pub fn of(&self, measure: Measure) -> &[Yen] {
        let place = MEASURES.iter().position(|known| *known == measure).unwrap_or(0);
        &self.values[place]
    }
}

/// Draws the futures and follows the expected course and every stress test.
///
/// # Errors
/// What makes no sense, beside the key of its field.
pub fn project_risk(input: &RiskInput, stresses: &[StressTest]) -> Result<RiskProjection, (&'static str, RiskFault)> {
    let refused = |error: UncertaintyError| (super::form::key_of(&error), RiskFault::Refused(error));
    let years = fiscal_years(input)?;
    let model = model(input)?;
    let drawn = simulate(&model, &input.shocks, input.seed, input.paths).map_err(refused)?;
    let mut fans: [Vec<Vec<Yen>>; 4] = Default::default();
    for (fan, measure) in fans.iter_mut().zip(MEASURES) {
        *fan = drawn.quantiles(measure, &SHARES).map_err(refused)?;
    }
    let probabilities = probabilities(&drawn, input, years.len());
    let expected = Stress { name: String::new(), deviations: vec![[0.0; 4]; years.len()] };
    let courses = std::iter::once((None, expected))
        .chain(stresses.iter().map(|test| (Some(test.clone()), test.over(years.len()))));
    let stresses = courses
        .map(|(test, stress)| {
            let run = run_stress(&model, &stress)?;
            let mut values: [Vec<Yen>; 4] = Default::default();
            for (value, measure) in values.iter_mut().zip(MEASURES) {
                *value = run.quantile(measure, 0.5)?;
            }
            let empty = values[2].iter().position(|fund| *fund < Yen::ZERO).map(|index| years[index]);
            Ok(StressCourse { test, values, fund_empty_in: empty })
        })
        .collect::<Result<_, UncertaintyError>>()
        .map_err(refused)?;
    Ok(RiskProjection { input: input.clone(), years, fans, probabilities, stresses })
}

fn fiscal_years(input: &RiskInput) -> Result<Vec<FiscalYear>, (&'static str, RiskFault)> {
    let no_such = |_| ("years", RiskFault::Debt(crate::study::debt::Fault::NoSuchYear));
    (1..=input.bonds.years as i32)
        .map(|year| FiscalYear::new(input.bonds.base_year.start() + year).map_err(no_such))
        .collect()
}

fn model(input: &RiskInput) -> Result<Model, (&'static str, RiskFault)> {
    let bonds = &input.bonds;
    let model = || {
        let investment = step_investment(bonds.before, bonds.investment, bonds.transition_years, bonds.years)?;
        let issues: Vec<Yen> =
            investment.iter().map(|amount| bonds.financing.issue(*amount)).collect::<Result<_, _>>()?;
        model_bonds(&bonds.legacy, &bonds.financing.mix, bonds.financing.basis, &issues)
    };
    let model = model().map_err(|error| {
        let (key, fault) = crate::study::debt::debt_fault(error, None);
        (key, RiskFault::Debt(fault))
    })?;
    Ok(Model {
        issue_price_share: input.issue_price_share,
        fund: input.fund,
        fund_flows: vec![input.fund_flow; bonds.years],
        taxes: input.taxes,
        taxes_kept: input.taxes_kept,
        priced_expenditure: input.priced_expenditure,
        population: bonds.population.clone(),
        ..model
    })
}

fn probabilities(drawn: &Simulation, input: &RiskInput, years: usize) -> Vec<Probabilities> {
    let ever = drawn.share_ever_below(Measure::Fund, Yen::ZERO);
    let now = drawn.share_below(Measure::Fund, Yen::ZERO);
    let service = drawn.share_above(Measure::DebtService, input.debt_service_line);
    let balance = drawn.share_above(Measure::Balance, input.balance_line);
    (0..years)
        .map(|year| Probabilities {
            fund_ever_empty: ever[year],
            fund_empty: now[year],
            debt_service_above: service[year],
            balance_above: balance[year],
        })
        .collect()
}
