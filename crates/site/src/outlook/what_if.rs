//! What if (もしも): the outlook moved by a reader's amounts, the same arithmetic as `static/js/what-if.js`.
//!
//! A figure is its published value and, for each lever, response × amount ÷ unit, rounded once to whole yen, half away from
//! zero. The page works its examples out here; the script does the rest in the reader's browser, and a test compares the two.

use std::collections::BTreeMap;

use publish::edition::{Lever, Outlook, OutlookFigure};
use serde::Serialize;

/// Yen of a 億.
pub const OKU: i64 = 100_000_000;

/// What the script reads (計算の材料). Yen are text: a browser's numbers are exact to 2⁵³ only.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// The fiscal years as they are shown.
    pub years: Vec<String>,
    /// The figures with their published values.
    pub figures: Vec<ModelFigure>,
    /// The levers that can be moved.
    pub levers: Vec<ModelLever>,
}

/// A figure of the model (系列).
#[derive(Clone, Debug, Serialize)]
pub struct ModelFigure {
    /// Its id.
    pub id: String,
    /// Its name in the page's language.
    pub name: String,
    /// One value a year, in yen; nothing where none is published.
    pub values: Vec<Option<String>>,
}

/// A lever of the model (動かせるもの).
#[derive(Clone, Debug, Serialize)]
pub struct ModelLever {
    /// Its id.
    pub id: String,
    /// Its name in the page's language.
    pub name: String,
    /// The lowest amount a year, in 億円.
    pub min: i64,
    /// The highest amount a year, in 億円.
    pub max: i64,
    /// The amount the responses belong to, in yen.
    pub unit: String,
    /// One response a year by figure, in yen.
    pub responses: BTreeMap<String, Vec<String>>,
}

/// The figures in yen, which alone are linear.
pub fn figures(outlook: &Outlook) -> impl Iterator<Item = &OutlookFigure> {
    outlook.figures.iter().filter(|figure| figure.unit == "yen")
}

/// The levers that can be moved by whole 億円.
pub fn levers(outlook: &Outlook) -> impl Iterator<Item = &Lever> {
    outlook.levers.iter().filter(|lever| {
        let (low, high) = bounds_oku(lever);
        lever.unit_yen > 0 && low < high && !lever.responses.is_empty()
    })
}

/// The lowest and highest amount that may be tried, in whole 億円 within the bounds.
pub fn bounds_oku(lever: &Lever) -> (i64, i64) {
    let (low, high) = lever.bounds_yen;
    (low.div_euclid(OKU) + i64::from(low.rem_euclid(OKU) != 0), high.div_euclid(OKU))
}

/// What the script needs, in the page's language.
pub fn model(outlook: &Outlook, years: Vec<String>, name: impl Fn(&publish::edition::Words) -> String) -> Model {
    let figure = |figure: &OutlookFigure| ModelFigure {
        id: figure.id.clone(),
        name: name(&figure.name),
        values: figure.values.iter().map(|value| value.map(|yen| yen.to_string())).collect(),
    };
    let lever = |lever: &Lever| {
        let (min, max) = bounds_oku(lever);
        let response = |one: &publish::edition::LeverResponse| {
            (one.figure.clone(), one.values.iter().map(i64::to_string).collect())
        };
        ModelLever {
            id: lever.id.clone(),
            name: name(&lever.name),
            min,
            max,
            unit: lever.unit_yen.to_string(),
            responses: lever.responses.iter().map(response).collect(),
        }
    };
    Model { years, figures: figures(outlook).map(figure).collect(), levers: levers(outlook).map(lever).collect() }
}

/// The values of a figure in yen when each lever of [`levers`] is moved by its amount in 億円.
///
/// Nothing where no value is published, or where one does not fit.
pub fn moved(outlook: &Outlook, figure: &OutlookFigure, amounts_oku: &[i64]) -> Vec<Option<i64>> {
    let part = |lever: &Lever, at: usize, amount_oku: i64| -> Option<i128> {
        let response = lever.responses.iter().find(|one| one.figure == figure.id).and_then(|one| one.values.get(at));
        let moved = i128::from(*response.unwrap_or(&0)).checked_mul(i128::from(amount_oku))?;
        Some(divided(moved.checked_mul(i128::from(OKU))?, i128::from(lever.unit_yen)))
    };
    let value = |(at, value): (usize, &Option<i64>)| -> Option<i64> {
        let parts = levers(outlook).zip(amounts_oku).map(|(lever, amount)| part(lever, at, *amount));
        let sum = parts.into_iter().try_fold(i128::from((*value)?), |sum, part| sum.checked_add(part?))?;
        i64::try_from(sum).ok()
    };
    figure.values.iter().enumerate().map(value).collect()
}

/// `dividend ÷ divisor` as a whole number, half away from zero; the divisor is above zero.
fn divided(dividend: i128, divisor: i128) -> i128 {
    let (whole, rest) = (dividend / divisor, dividend % divisor);
    if rest.abs() * 2 >= divisor { whole + rest.signum() } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_rounded_half_away_from_zero() {
        let halves: Vec<i128> = [-5, -4, -1, 0, 1, 4, 5].iter().map(|dividend| divided(*dividend, 2)).collect();
        assert_eq!(halves, [-3, -2, -1, 0, 1, 2, 3]);
        assert_eq!((divided(-4, 3), divided(4, 3), divided(-5, 3)), (-1, 1, -2));
    }

    #[test]
    fn bounds_are_whole_oku_within_those_given() {
        let bounds = |low: i64, high: i64| bounds_oku(&Lever { bounds_yen: (low, high), ..Lever::default() });
        assert_eq!(bounds(0, 10_000_000_000), (0, 100));
        assert_eq!(bounds(-150_000_000, 150_000_000), (-1, 1));
        assert_eq!(bounds(-100_000_000, 99_999_999), (-1, 0));
        assert_eq!(bounds(1, 250_000_000), (1, 2));
    }
}
