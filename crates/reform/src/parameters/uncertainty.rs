//! How uncertain the future is taken to be (不確実性の前提), and the named stress tests.

use fiscal::Yen;
use fiscal::uncertainty::{ShockModel, Stress};

use super::Ground;
use crate::plan::Text;

/// How the drivers stray, how many futures are drawn, and the stress tests (不確実性の前提).
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyParameters {
    /// What is random, in the order of `fiscal::uncertainty::DRIVERS`.
    pub drivers: [DriverParameters; 4],
    /// The same as the engine takes it.
    pub shocks: ShockModel,
    /// The seed of the draws.
    pub seed: u64,
    /// How many futures.
    pub paths: usize,
    /// How many years.
    pub years: usize,
    /// Named stress tests (ストレステスト).
    pub stresses: Vec<StressTest>,
    /// The expected course that the futures stray from.
    pub expected: Expected,
    /// What the deviations, persistences and correlations rest on.
    pub ground: Ground,
}

/// The expected course of what the bonds alone do not say (見込み).
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// The reserve fund at the start (財源調整用基金).
    pub fund: Yen,
    /// What moves it each year.
    pub fund_flow: Yen,
    /// Taxes in the base year (市税).
    pub taxes: Yen,
    /// What the city keeps of an unexpected change of taxes, as a share.
    pub taxes_kept: f64,
    /// Expenditure from general revenue that follows prices, in the base year.
    pub priced_expenditure: Yen,
    /// How much of an unexpected rise of prices goes into new bonds, as a share.
    pub issue_price_share: f64,
    /// The yearly debt service that is held to be too much.
    pub debt_service_line: Yen,
    /// The bond balance that is held to be too much.
    pub balance_line: Yen,
    /// What each of these rests on, in this order.
    pub grounds: [Ground; 8],
}

/// One thing that is random (不確実な要因).
#[derive(Clone, Debug, PartialEq)]
pub struct DriverParameters {
    /// Its name.
    pub name: Text,
    /// Standard deviation of a year's draw, as a share: 0.003 is 0.3 points.
    pub deviation: f64,
    /// How much of last year's deviation stays, 0–1.
    pub persistence: f64,
    /// How it goes with each of the four, −1 to 1.
    pub correlation: [f64; 4],
}

/// A named course of deviations (ストレステスト).
#[derive(Clone, Debug, PartialEq)]
pub struct StressTest {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The first projected year it is felt in, from 1.
    pub first_year: usize,
    /// The last.
    pub last_year: usize,
    /// Added in each of those years to what is expected of each driver, as shares.
    pub deviations: [f64; 4],
    /// What it rests on.
    pub ground: Ground,
}

impl StressTest {
    /// Its deviations over the projected years.
    pub fn over(&self, years: usize) -> Stress {
        let felt = |year: &usize| (self.first_year..=self.last_year).contains(year);
        let deviations = (1..=years).map(|year| if felt(&year) { self.deviations } else { [0.0; 4] }).collect();
        Stress { name: self.name.ja.clone(), deviations }
    }
}
