//! What is uncertain, how much, and how it moves together (不確実な要因).

use super::UncertaintyError;
use super::normal::Streams;

/// What moves a city's finances from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Driver {
    /// The interest on new bonds (金利).
    Interest,
    /// Growth of prices (物価上昇率).
    Prices,
    /// Growth of taxes (税収の伸び).
    Taxes,
    /// Growth of the population (人口の増減率).
    Population,
}

/// The drivers, in the order of every list of four here.
pub const DRIVERS: [Driver; 4] = [Driver::Interest, Driver::Prices, Driver::Taxes, Driver::Population];

/// How the drivers stray from what is expected.
///
/// Each year's deviation is `persistence` × that of the year before + `deviation` × a normal draw; the draws of one year
/// are correlated.
#[derive(Clone, Debug, PartialEq)]
pub struct ShockModel {
    deviation: [f64; 4],
    persistence: [f64; 4],
    /// Lower triangle whose product with its transpose is the correlation.
    triangle: [[f64; 4]; 4],
}

impl ShockModel {
    /// A model of the drivers in the order of [`DRIVERS`].
    ///
    /// # Errors
    /// A yearly deviation outside 0–50 points, a persistence outside 0–1, correlations that cannot be.
    pub fn new(
        deviation: [f64; 4],
        persistence: [f64; 4],
        correlation: [[f64; 4]; 4],
    ) -> Result<ShockModel, UncertaintyError> {
        for (index, driver) in DRIVERS.into_iter().enumerate() {
            for (what, given, most) in
                [("the yearly deviation", deviation[index], 0.5), ("the persistence", persistence[index], 1.0)]
            {
                if !(given.is_finite() && (0.0..=most).contains(&given)) {
                    return Err(UncertaintyError::ShockOutOfRange { driver, what, given, least: 0.0, most });
                }
            }
        }
        Ok(ShockModel { deviation, persistence, triangle: triangle_of(&correlation)? })
    }

    /// One future: the deviations of each year, from stream `path` of the seed.
    pub fn draw(&self, seed: u64, path: u64, years: usize) -> Vec<[f64; 4]> {
        let (mut futures, mut strays) = (Futures::<1>::of(self, seed, path), [[0.0]; 4]);
        (0..years)
            .map(|_| {
                futures.go_on(&mut strays);
                strays.map(|[stray]| stray)
            })
            .collect()
    }
}

/// What moves `LANES` futures that follow one another.
pub(super) struct Futures<const LANES: usize> {
    streams: Streams<LANES>,
    persistence: [f64; 4],
    /// The triangle times the deviations.
    weights: [[f64; 4]; 4],
}

impl<const LANES: usize> Futures<LANES> {
    pub(super) fn of(model: &ShockModel, seed: u64, first: u64) -> Futures<LANES> {
        let weights = std::array::from_fn(|row| model.triangle[row].map(|part| part * model.deviation[row]));
        Futures { streams: Streams::of(seed, first), persistence: model.persistence, weights }
    }

    /// Turns the deviations of a year into those of the next.
    #[inline(always)]
    pub(super) fn go_on(&mut self, strays: &mut [[f64; LANES]; 4]) {
        let mut draws = [[0.0; LANES]; 4];
        let [first, second, third, fourth] = &mut draws;
        self.streams.draw_pair(first, second);
        self.streams.draw_pair(third, fourth);
        let ([interest, prices, taxes, population], stays, of) = (strays, &self.persistence, &self.weights);
        for lane in 0..LANES {
            // Only the triangle: no driver hangs on one that comes after it.
            let [a, b, c, d] = std::array::from_fn(|draw| f64::from(draws[draw][lane]));
            interest[lane] = stays[0] * interest[lane] + of[0][0] * a;
            prices[lane] = stays[1] * prices[lane] + (of[1][0] * a + of[1][1] * b);
            taxes[lane] = stays[2] * taxes[lane] + (of[2][0] * a + of[2][1] * b + of[2][2] * c);
            population[lane] =
                stays[3] * population[lane] + (of[3][0] * a + of[3][1] * b + of[3][2] * c + of[3][3] * d);
        }
    }
}

/// The Cholesky triangle of a correlation.
fn triangle_of(correlation: &[[f64; 4]; 4]) -> Result<[[f64; 4]; 4], UncertaintyError> {
    let bad = |why| Err(UncertaintyError::BadCorrelation(why));
    for (row, values) in correlation.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            if !(value.is_finite() && (-1.0..=1.0).contains(value)) {
                return bad("one is outside -1 to 1");
            }
            if (value - correlation[column][row]).abs() > 1e-12 {
                return bad("they are not symmetric");
            }
        }
        if (values[row] - 1.0).abs() > 1e-12 {
            return bad("each goes with itself by 1");
        }
    }
    let mut triangle = [[0.0; 4]; 4];
    for row in 0..4 {
        for column in 0..=row {
            let known: f64 = (0..column).map(|of| triangle[row][of] * triangle[column][of]).sum();
            let left = correlation[row][column] - known;
            triangle[row][column] = if row != column {
                // A driver that another determines wholly leaves nothing to explain.
                if triangle[column][column] > 1e-9 { left / triangle[column][column] } else { 0.0 }
            } else if left < -1e-9 {
                return bad("no four things move together like this");
            } else {
                left.max(0.0).sqrt()
            };
        }
    }
    Ok(triangle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: [[f64; 4]; 4] =
        [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];

    #[test]
    fn a_future_depends_on_its_seed_and_number_only() {
        let model = ShockModel::new([0.01; 4], [0.5; 4], APART).unwrap();
        assert_eq!(model.draw(1, 7, 40), model.draw(1, 7, 40));
        assert_eq!(model.draw(1, 7, 40)[..10], model.draw(1, 7, 10)[..]);
        assert_ne!(model.draw(1, 7, 40), model.draw(1, 8, 40));
        assert_ne!(model.draw(1, 7, 40), model.draw(2, 7, 40));
    }

    #[test]
    fn draws_have_the_deviation_and_correlation_asked_for() {
        let mut together = APART;
        (together[0][1], together[1][0], together[2][3], together[3][2]) = (0.6, 0.6, -0.4, -0.4);
        let model = ShockModel::new([0.01, 0.02, 0.03, 0.004], [0.0; 4], together).unwrap();
        let draws: Vec<[f64; 4]> = (0..20_000).flat_map(|path| model.draw(42, path, 1)).collect();
        let mean = |of: &dyn Fn(&[f64; 4]) -> f64| draws.iter().map(of).sum::<f64>() / draws.len() as f64;
        for (driver, deviation) in [0.01, 0.02, 0.03, 0.004].into_iter().enumerate() {
            assert!(mean(&|draw| draw[driver]).abs() < deviation * 0.03);
            let measured = mean(&|draw| draw[driver].powi(2)).sqrt();
            assert!((measured / deviation - 1.0).abs() < 0.03, "{driver}: {measured}");
        }
        assert!((mean(&|draw| draw[0] * draw[1]) / (0.01 * 0.02) - 0.6).abs() < 0.03);
        assert!((mean(&|draw| draw[2] * draw[3]) / (0.03 * 0.004) + 0.4).abs() < 0.03);
        assert!((mean(&|draw| draw[0] * draw[3]) / (0.01 * 0.004)).abs() < 0.03);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let new = |deviation, correlation| ShockModel::new([deviation, 0.0, 0.0, 0.0], [0.0; 4], correlation);
        for deviation in [-0.1, 0.6, f64::NAN] {
            assert!(matches!(new(deviation, APART), Err(UncertaintyError::ShockOutOfRange { .. })));
        }
        let with = |pairs: &[(usize, usize, f64)]| {
            let mut correlation = APART;
            for (row, column, value) in pairs {
                correlation[*row][*column] = *value;
            }
            new(0.1, correlation)
        };
        assert!(matches!(with(&[(0, 1, 0.5)]), Err(UncertaintyError::BadCorrelation(_))));
        assert!(matches!(with(&[(0, 0, 0.5)]), Err(UncertaintyError::BadCorrelation(_))));
        assert!(matches!(with(&[(0, 1, 2.0), (1, 0, 2.0)]), Err(UncertaintyError::BadCorrelation(_))));
        let impossible = [(0, 1, 0.9), (1, 0, 0.9), (0, 2, 0.9), (2, 0, 0.9), (1, 2, -0.9), (2, 1, -0.9)];
        assert!(matches!(with(&impossible), Err(UncertaintyError::BadCorrelation(_))));
        assert!(with(&[(0, 1, 1.0), (1, 0, 1.0)]).is_ok());
    }
}
