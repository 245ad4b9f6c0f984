//! What share of the futures ends where (扇形図・確率).

use rayon::prelude::*;

use super::rank::Ranker;
use super::simulation::BLOCK;
use super::{Simulation, UncertaintyError};
use crate::money::Yen;
use crate::proportion::{Rounding, to_yen};

/// What is looked at in the futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The bond balance at each year's end (市債残高).
    Balance,
    /// That for each citizen (市民一人当たり).
    BalancePerCitizen,
    /// Debt service of each year (公債費).
    DebtService,
    /// The reserve fund at each year's end; below zero when it ran out (基金残高).
    Fund,
}

impl Simulation {
    /// The value that a share of the futures does not pass, for each year: `quantile(Fund, 0.5)` is the median.
    ///
    /// The smallest value that at least that share of futures is at or below; always the value of a real future.
    ///
    /// # Errors
    /// A share outside 0–1.
    pub fn quantile(&self, measure: Measure, share: f64) -> Result<Vec<Yen>, UncertaintyError> {
        Ok(self.quantiles(measure, &[share])?.remove(0))
    }

    /// Several quantiles at once, one list of years for each share.
    ///
    /// # Errors
    /// A share outside 0–1.
    pub fn quantiles(&self, measure: Measure, shares: &[f64]) -> Result<Vec<Vec<Yen>>, UncertaintyError> {
        if let Some(absurd) = shares.iter().find(|share| !(share.is_finite() && (0.0..=1.0).contains(*share))) {
            return Err(UncertaintyError::QuantileOutOfRange(*absurd));
        }
        let ranks: Vec<usize> =
            shares.iter().map(|share| ((share * self.paths as f64).ceil() as usize).clamp(1, self.paths) - 1).collect();
        let by_year: Vec<Vec<f64>> = (0..self.years)
            .into_par_iter()
            .map_init(|| Ranker::of(self.paths), |ranker, year| ranker.find(self.year(measure, year), &ranks))
            .collect();
        let of_share =
            |which: usize| by_year.iter().map(|found| Ok(to_yen(found[which], Rounding::Nearest)?)).collect();
        (0..shares.len()).map(of_share).collect()
    }

    /// One future, counted from 0, year by year; nothing when there are not so many.
    ///
    /// # Errors
    /// A value that is no amount.
    pub fn future(&self, measure: Measure, path: usize) -> Result<Vec<Yen>, UncertaintyError> {
        let of_year = |year| self.year(measure, year).flatten().nth(path);
        (0..self.years).filter_map(of_year).map(|value| Ok(to_yen(*value, Rounding::Nearest)?)).collect()
    }

    /// The share of futures below a line in each year, as that the fund is empty.
    pub fn share_below(&self, measure: Measure, line: Yen) -> Vec<f64> {
        self.share(measure, |value| value < line.0 as f64)
    }

    /// The share of futures above a line in each year, as that a ceiling is passed.
    pub fn share_above(&self, measure: Measure, line: Yen) -> Vec<f64> {
        self.share(measure, |value| value > line.0 as f64)
    }

    /// The share of futures that have been below a line by each year, that year or before.
    pub fn share_ever_below(&self, measure: Measure, line: Yen) -> Vec<f64> {
        let mut ever = vec![false; self.paths];
        (0..self.years)
            .map(|year| {
                for (ever, value) in ever.iter_mut().zip(self.year(measure, year).flatten()) {
                    *ever |= *value < line.0 as f64;
                }
                ever.iter().filter(|ever| **ever).count() as f64 / self.paths as f64
            })
            .collect()
    }

    fn share(&self, measure: Measure, is_so: impl Fn(f64) -> bool) -> Vec<f64> {
        (0..self.years)
            .map(|year| {
                let count = self.year(measure, year).flatten().filter(|value| is_so(**value)).count();
                count as f64 / self.paths as f64
            })
            .collect()
    }

    /// The values of a year, block by block.
    fn year(&self, measure: Measure, year: usize) -> impl Iterator<Item = &[f64]> + Clone {
        let place = match measure {
            Measure::Balance => 0,
            Measure::BalancePerCitizen => 1,
            Measure::DebtService => 2,
            Measure::Fund => 3,
        };
        self.blocks.iter().enumerate().map(move |(block, values)| {
            let kept = BLOCK.min(self.paths - block * BLOCK);
            let from = (year * 4 + place) * kept;
            &values[from..from + kept]
        })
    }
}
