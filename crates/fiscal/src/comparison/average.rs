//! Averages of cities (平均): simple, weighted, and how far a city is from them (偏差値).

use super::{Figure, GoodSide};
use crate::money::{MoneyOverflow, Yen};
use crate::soundness::Ratio;

/// The mean of the figures, a dash counted as zero (単純平均); nothing when all are missing.
pub fn simple_average(figures: &[Figure]) -> Option<f64> {
    let numbers: Vec<f64> = figures.iter().filter_map(|figure| figure.number()).collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// The percentage of all cities together: Σ numerators over Σ denominators (加重平均); nothing without a denominator
/// above zero.
///
/// # Errors
/// When a sum does not fit.
pub fn weighted_average(amounts: &[(Yen, Yen)]) -> Result<Option<Ratio>, MoneyOverflow> {
    let part = Yen::checked_sum(amounts.iter().map(|(part, _)| *part))?;
    let whole = Yen::checked_sum(amounts.iter().map(|(_, whole)| *whole))?;
    Ok((whole > Yen::ZERO).then(|| Ratio::percent(part, whole)))
}

/// The middle figure (中央値), of an even number the mean of the middle two; a dash counts as zero.
pub fn median(figures: &[Figure]) -> Option<f64> {
    let mut numbers: Vec<f64> = figures.iter().filter_map(|figure| figure.number()).collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        count if count % 2 == 1 => Some(numbers[middle]),
        _ => Some((numbers[middle - 1] + numbers[middle]) / 2.0),
    }
}

/// 50 at the mean and 10 more for each standard deviation on the good side (偏差値); nothing when the figure is missing
/// or all cities are alike.
pub fn deviation_score(figure: Figure, figures: &[Figure], good: GoodSide) -> Option<f64> {
    score_of(figure, mean_and_deviation(figures)?, good)
}

/// The deviation score of every figure, in the order given.
pub fn deviation_scores(figures: &[Figure], good: GoodSide) -> Vec<Option<f64>> {
    let spread = mean_and_deviation(figures);
    figures.iter().map(|figure| score_of(*figure, spread?, good)).collect()
}

fn mean_and_deviation(figures: &[Figure]) -> Option<(f64, f64)> {
    let mean = simple_average(figures)?;
    let numbers: Vec<f64> = figures.iter().filter_map(|figure| figure.number()).collect();
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / numbers.len() as f64;
    Some((mean, variance.sqrt()))
}

fn score_of(figure: Figure, (mean, deviation): (f64, f64), good: GoodSide) -> Option<f64> {
    let away = (figure.number()? - mean) / deviation;
    let score = 50.0 + 10.0 * if good == GoodSide::Low { -away } else { away };
    score.is_finite().then_some(score)
}
