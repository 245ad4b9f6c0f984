//! Reads `uncertainty.toml` (不確実性の前提).

use fiscal::uncertainty::{PATHS_MAX, ShockModel, UncertaintyError, YEARS_MAX};
use reform::Problem;
use reform::parameters::uncertainty::{DriverParameters, Expected, StressTest, UncertaintyParameters};

use super::read_file;
use crate::plan::fields::Fields;
use crate::plan::findings::IdKind;
use crate::plan::kinds::{INVALID_NUMBER, UNKNOWN_CHOICE};
use crate::problems::CORRELATIONS;

/// The drivers by the key of the file, in the order of `fiscal::uncertainty::DRIVERS`.
const KEYS: [&str; 4] = ["interest", "prices", "taxes", "population"];

/// Reads the file's text.
///
/// # Errors
/// Every fault, with its line.
pub fn read(file_name: &str, text: &str) -> Result<UncertaintyParameters, Vec<Problem>> {
    read_file(file_name, text, read_top)
}

/// Reads a file of stress tests only: nothing but `[[stress]]`.
///
/// # Errors
/// Every fault, with its line.
pub fn read_stresses(file_name: &str, text: &str) -> Result<Vec<StressTest>, Vec<Problem>> {
    read_file(file_name, text, |top| {
        if top.has("meta") {
            top.meta();
        }
        Some(read_stress_list(top))
    })
}

fn read_top(top: &Fields<'_>) -> Option<UncertaintyParameters> {
    top.meta();
    let ground = top.table("meta")?.ground();
    let entries = top.list("driver", true);
    let drivers: Vec<DriverParameters> = entries.iter().enumerate().filter_map(read_driver).collect();
    if entries.len() != KEYS.len() {
        top.report_named(&INVALID_NUMBER, "driver", &format!("{} → {}", entries.len(), KEYS.len()));
    }
    entries.into_iter().for_each(Fields::finish);
    let simulation = top.table("simulation")?;
    let (seed, paths, years) = (
        simulation.whole("seed", 0..=u64::MAX >> 1),
        simulation.whole("paths", 1..=PATHS_MAX as u64) as usize,
        simulation.whole("years", 1..=YEARS_MAX as u64) as usize,
    );
    simulation.finish();
    let expected = read_expected(top);
    let stresses = read_stress_list(top);
    let drivers: [DriverParameters; 4] = drivers.try_into().ok()?;
    let of = |value: fn(&DriverParameters) -> f64| std::array::from_fn(|index| value(&drivers[index]));
    let correlation = std::array::from_fn(|index| drivers[index].correlation);
    let shocks = match ShockModel::new(of(|driver| driver.deviation), of(|driver| driver.persistence), correlation) {
        Ok(shocks) => shocks,
        Err(UncertaintyError::BadCorrelation(why)) => {
            top.report_named(&CORRELATIONS, "driver", why);
            return None;
        }
        // What is out of range was told with its line.
        Err(_) => return None,
    };
    Some(UncertaintyParameters { drivers, shocks, seed, paths, years, stresses, expected: expected?, ground })
        .filter(|_| top.is_clean())
}

fn read_driver((index, entry): (usize, &Fields<'_>)) -> Option<DriverParameters> {
    let key = entry.line("key");
    if KEYS.get(index).is_some_and(|expected| *expected != key) {
        entry.report_named(&UNKNOWN_CHOICE, "key", &format!("{key} → {}", KEYS[index]));
    }
    let name = entry.named();
    let (deviation, persistence) =
        (entry.percent("deviation_points", 0.0..=50.0), entry.decimal("persistence", 0.0..=1.0));
    let correlation = entry.numbers::<4>("correlation")?.map(|number| number.to_f64());
    Some(DriverParameters { name, deviation, persistence, correlation })
}

fn read_expected(top: &Fields<'_>) -> Option<Expected> {
    let entry = top.table("expected")?;
    let names = [
        "fund",
        "fund_flow",
        "taxes",
        "taxes_kept",
        "priced_expenditure",
        "issue_price_share",
        "debt_service_line",
        "balance_line",
    ];
    let expected = Expected {
        fund: entry.yen("fund_yen"),
        fund_flow: entry.signed_yen("fund_flow_yen"),
        taxes: entry.yen("taxes_yen"),
        taxes_kept: entry.percent("taxes_kept_percent", 0.0..=100.0),
        priced_expenditure: entry.yen("priced_expenditure_yen"),
        issue_price_share: entry.percent("issue_price_share_percent", 0.0..=200.0),
        debt_service_line: entry.yen("debt_service_line_yen"),
        balance_line: entry.yen("balance_line_yen"),
        grounds: names.map(|name| entry.ground_named(&format!("{name}_basis"), &format!("{name}_source"))),
    };
    entry.finish();
    Some(expected)
}

fn read_stress_list(top: &Fields<'_>) -> Vec<StressTest> {
    let entries = top.list("stress", true);
    let stresses = entries.iter().map(read_stress).collect();
    entries.into_iter().for_each(Fields::finish);
    stresses
}

fn read_stress(entry: &Fields<'_>) -> StressTest {
    let id = entry.id(IdKind::Parameter("stress"));
    let name = entry.named();
    let points = |key: &str| {
        let field = format!("{key}_points");
        if entry.has(&field) { entry.percent(&field, -50.0..=50.0) } else { 0.0 }
    };
    let first_year = entry.whole("first_year", 1..=YEARS_MAX as u64) as usize;
    StressTest {
        id,
        name,
        first_year,
        last_year: entry.whole("last_year", first_year as u64..=YEARS_MAX as u64) as usize,
        deviations: KEYS.map(points),
        ground: entry.ground(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscal::Yen;

    const TEXT: &str = include_str!("../../../../parameters/uncertainty.toml");

    fn codes(text: &str) -> Vec<&'static str> {
        let problems = read("p.toml", text).unwrap_err();
        let errors = problems.iter().filter(|problem| problem.kind.severity > reform::Severity::Warning);
        errors.map(|problem| problem.kind.code).collect()
    }

    #[test]
    fn the_built_in_file_is_read_to_the_digit() {
        let read = read("uncertainty.toml", TEXT).unwrap();
        assert_eq!((read.seed, read.paths, read.years), (20_240_301, 10_000, 40));
        assert_eq!(read.drivers.each_ref().map(|driver| driver.deviation), [0.003, 0.008, 0.015, 0.001]);
        assert_eq!(read.expected.fund, Yen(37_600_000_000));
        let stress = &read.stresses[1];
        assert_eq!((stress.id.as_str(), stress.deviations), ("tax-slump", [0.0, 0.0, -0.05, 0.0]));
        let felt: Vec<f64> = stress.over(4).deviations.iter().map(|year| year[2]).collect();
        assert_eq!(felt, [0.0, -0.05, -0.05, 0.0]);
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(codes(&TEXT.replacen("[1.0, 0.5, 0.3, 0.0]", "[1.0, 0.9, 0.3, 0.0]", 1)), ["IN-642"]);
        assert_eq!(codes(&TEXT.replacen("[1.0, 0.5, 0.3, 0.0]", "[1.0, 0.5]", 1)), ["PL-018"]);
        assert_eq!(codes(&TEXT.replacen("persistence = 0.7", "persistence = 1.7", 1)), ["PL-018"]);
        assert_eq!(codes(&TEXT.replacen("key = \"prices\"", "key = \"weather\"", 1)), ["PL-016"]);
        assert_eq!(codes(&TEXT.replacen("taxes_points = -5.0", "taxes_points = -500", 1)), ["PL-018"]);
        assert_eq!(codes(&TEXT.replacen("last_year = 3", "last_year = 1", 1)), ["PL-018"]);
        assert_eq!(codes(&TEXT.replacen("paths = 10_000", "paths = 0", 1)), ["PL-018"]);
    }
}
