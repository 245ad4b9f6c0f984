//! Figures that stand in a plan folder (付録の指標): few, with their sources, used where nothing has been imported.

use fiscal::comparison::Figure;
use fiscal::{FiscalYear, Quantity};

use super::{AreaCode, Indicator};
use crate::plan::Text;

/// The figures of a plan folder's `designated-cities.toml` (付録の指標).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintedFigures {
    /// The cities' figures.
    pub figures: Vec<PrintedFigure>,
    /// The averages of the designated cities, as published.
    pub averages: Vec<PrintedAverage>,
}

/// A city's figure (指標の値).
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedFigure {
    /// Whose it is.
    pub city: AreaCode,
    /// Of which indicator.
    pub indicator: &'static Indicator,
    /// Of which year.
    pub year: FiscalYear,
    /// The figure; never missing.
    pub figure: Figure,
    /// Where it was printed.
    pub source: Text,
}

/// An average of the designated cities (政令指定都市平均).
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedAverage {
    /// Of which indicator.
    pub indicator: &'static Indicator,
    /// Of which year.
    pub year: FiscalYear,
    /// The average.
    pub value: Quantity,
    /// Where it was printed.
    pub source: Text,
}

impl PrintedFigures {
    /// The figures of an indicator in a year.
    pub fn of<'a>(&'a self, indicator: &'a str, year: FiscalYear) -> impl Iterator<Item = &'a PrintedFigure> {
        self.figures.iter().filter(move |printed| printed.indicator.key == indicator && printed.year == year)
    }

    /// The average of an indicator in a year.
    pub fn average(&self, indicator: &str, year: FiscalYear) -> Option<&PrintedAverage> {
        self.averages.iter().find(|average| average.indicator.key == indicator && average.year == year)
    }
}
