//! Futures drawn from a seed: reproducible, centred on the expected course, and told by year.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::Yen;
use fiscal::debt::{Basis, Form, Ledger, Legacy, Mix, Terms, project_ledger};
use fiscal::money::round_to_oku;
use fiscal::uncertainty::simulation::model_bonds;
use fiscal::uncertainty::{Measure, Model, ShockModel, Stress, UncertaintyError, run_stress, simulate};
use support::{in_oku, list, number, numbers, oku, scenarios, text, whole};
use toml::{Table, Value};

const PARAMETERS: &str = include_str!("../../../parameters/uncertainty.toml");

const OKU: i64 = 100_000_000;
const YEARS: usize = 40;

fn mix() -> Mix {
    let form = Form::EqualPrincipalHalfYearly;
    Mix::only(Terms { form, years: 30, grace_years: 0, annual_rate: 0.01 }).unwrap()
}

fn legacy() -> Legacy {
    Legacy::AgeDistributed { opening: Yen(7_236 * OKU), mix: mix(), basis: Basis::Net, annual_rate: 0.01 }
}

fn issues() -> Vec<Yen> {
    vec![Yen(46_684_000_000); YEARS]
}

/// The bonds of set A; the other amounts are illustrative.
fn model() -> Model {
    Model {
        issue_price_share: 1.0,
        fund: Yen(376 * OKU),
        fund_flows: vec![Yen(-5 * OKU); YEARS],
        taxes: Yen(1_811 * OKU),
        priced_expenditure: Yen(900 * OKU),
        population: (1..=YEARS as i64).map(|year| 917_524 - 5_000 * year).collect(),
        ..model_bonds(&legacy(), &mix(), Basis::Net, &issues()).unwrap()
    }
}

fn shocks(deviation: [f64; 4]) -> ShockModel {
    let correlation = [[1.0, 0.5, 0.3, 0.0], [0.5, 1.0, 0.4, 0.0], [0.3, 0.4, 1.0, 0.2], [0.0, 0.0, 0.2, 1.0]];
    ShockModel::new(deviation, [0.7, 0.5, 0.3, 0.8], correlation).unwrap()
}

const DEVIATION: [f64; 4] = [0.003, 0.008, 0.015, 0.001];

#[test]
fn without_shocks_every_future_is_the_projected_one() {
    let simulation = simulate(&model(), &shocks([0.0; 4]), 1, 20).unwrap();
    let path = project_ledger(&Ledger { legacy: legacy(), issues: issues(), mix: mix() }).unwrap();
    for share in [0.0, 0.5, 1.0] {
        let balance = simulation.quantile(Measure::Balance, share).unwrap();
        let service = simulation.quantile(Measure::DebtService, share).unwrap();
        for (year, projected) in path.years.iter().enumerate() {
            // The projection cuts every instalment and interest payment to whole yen.
            assert!((balance[year].0 - projected.gross.0).abs() < 2_000, "{year}");
            assert!((service[year].0 - projected.debt_service().unwrap().0).abs() < 2_000, "{year}");
        }
        assert_eq!(round_to_oku(balance[29]), 7_236);
    }
    let fund = simulation.quantile(Measure::Fund, 0.5).unwrap();
    assert_eq!((fund[0], fund[YEARS - 1]), (Yen(371 * OKU), Yen(176 * OKU)));
    let people = model().population;
    let per_citizen = simulation.quantile(Measure::BalancePerCitizen, 0.5).unwrap();
    assert!((per_citizen[9].0 - simulation.quantile(Measure::Balance, 0.5).unwrap()[9].0 / people[9]).abs() <= 1);
}

#[test]
fn the_same_seed_gives_the_same_futures_and_another_does_not() {
    let quantiles =
        |seed| simulate(&model(), &shocks(DEVIATION), seed, 500).unwrap().quantile(Measure::Fund, 0.1).unwrap();
    assert_eq!(quantiles(7), quantiles(7));
    assert_ne!(quantiles(7), quantiles(8));
}

#[test]
fn the_fan_opens_with_the_years_and_keeps_its_order() {
    let simulation = simulate(&model(), &shocks(DEVIATION), 2024, 2_000).unwrap();
    for measure in [Measure::Balance, Measure::BalancePerCitizen, Measure::DebtService, Measure::Fund] {
        let fan = simulation.quantiles(measure, &[0.05, 0.25, 0.5, 0.75, 0.95]).unwrap();
        for year in 0..YEARS {
            assert!(fan.windows(2).all(|pair| pair[0][year] <= pair[1][year]), "{measure:?} {year}");
        }
        let width = |year: usize| fan[4][year].0 - fan[0][year].0;
        assert!(width(30) > width(3), "{measure:?}");
    }
    let median = round_to_oku(simulation.quantile(Measure::Balance, 0.5).unwrap()[29]);
    assert!((7_000..7_500).contains(&median), "{median}");
}

#[test]
fn probabilities_agree_with_the_quantiles() {
    let simulation = simulate(&model(), &shocks(DEVIATION), 3, 1_000).unwrap();
    let (below, ever) =
        (simulation.share_below(Measure::Fund, Yen(0)), simulation.share_ever_below(Measure::Fund, Yen(0)));
    assert!(ever.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(below.iter().zip(&ever).all(|(now, ever)| now <= ever && (0.0..=1.0).contains(ever)));
    assert!(ever[YEARS - 1] > 0.05, "some futures empty the fund");
    let line = simulation.quantile(Measure::DebtService, 0.9).unwrap()[20];
    let above = simulation.share_above(Measure::DebtService, line)[20];
    // The line is in whole yen: the future it is taken from may lie above it.
    assert!((above - 0.1).abs() < 0.0015, "{above}");
}

#[test]
fn more_futures_do_not_change_the_first() {
    let few = simulate(&model(), &shocks(DEVIATION), 5, 1).unwrap().quantile(Measure::Fund, 0.5).unwrap();
    let more = simulate(&model(), &shocks(DEVIATION), 5, 3).unwrap();
    let all: Vec<Vec<Yen>> = more.quantiles(Measure::Fund, &[0.3, 0.6, 1.0]).unwrap();
    assert!((0..YEARS).all(|year| all.iter().any(|fan| fan[year] == few[year])));
}

#[test]
fn the_number_of_processors_changes_nothing() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let simulation = simulate(&model(), &shocks(DEVIATION), 11, 1_501).unwrap();
            let fan = simulation.quantiles(Measure::DebtService, &[0.0, 0.05, 0.5, 0.95, 1.0]).unwrap();
            (simulation, fan)
        })
    };
    let alone = run(1);
    for threads in [2, 3, 8] {
        assert!(run(threads) == alone, "{threads} threads");
    }
}

#[test]
fn the_last_future_is_followed_as_the_first_are() {
    let (shocks, years) = (shocks(DEVIATION), YEARS);
    let simulation = simulate(&model(), &shocks, 9, 501).unwrap();
    for path in [0, 63, 64, 447, 448, 500] {
        let name = path.to_string();
        let alone = run_stress(&model(), &Stress { name, deviations: shocks.draw(9, path, years) }).unwrap();
        for measure in [Measure::Balance, Measure::BalancePerCitizen, Measure::DebtService, Measure::Fund] {
            let expected = alone.quantile(measure, 0.5).unwrap();
            let of_path = simulation.future(measure, path as usize).unwrap();
            assert_eq!(of_path, expected, "{measure:?} {path}");
        }
    }
}

#[test]
fn a_stress_test_moves_what_it_names() {
    let stress = |deviation: [f64; 4]| {
        let mut deviations = vec![[0.0; 4]; YEARS];
        deviations[0] = deviation;
        run_stress(&model(), &Stress { name: "例示".into(), deviations }).unwrap()
    };
    let last = |deviation, measure| stress(deviation).quantile(measure, 0.5).unwrap()[0];
    let fund = |deviation| last(deviation, Measure::Fund).0 - last([0.0; 4], Measure::Fund).0;
    // A tenth less tax: a quarter of 181.1億円 is lost for good.
    assert_eq!(fund([0.0, 0.0, -0.1, 0.0]), -4_527_500_000);
    // Prices 1% higher: 9億円 more is spent; the dearer bonds are first repaid in the year after.
    assert_eq!(fund([0.0, 0.01, 0.0, 0.0]), -900_000_000);
    assert_eq!(fund([0.0, 0.0, 0.0, -0.1]), 0);
    let dearer = stress([0.01, 0.0, 0.0, 0.0]).quantile(Measure::DebtService, 0.5).unwrap();
    let expected = stress([0.0; 4]).quantile(Measure::DebtService, 0.5).unwrap();
    assert_eq!(dearer[0], expected[0], "new bonds bear interest from the next year");
    assert!((dearer[1].0 - expected[1].0 - 462_949_667).abs() < 10, "1% of 466.84億円 less a quarter of a thirtieth");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let run = |model: Model, paths| simulate(&model, &shocks(DEVIATION), 1, paths).unwrap_err();
    assert_eq!(run(model(), 0), UncertaintyError::PathsOutOfRange(0));
    assert_eq!(run(model(), 1_000_000), UncertaintyError::PathsOutOfRange(1_000_000));
    assert!(matches!(run(Model { issues: vec![], ..model() }, 1), UncertaintyError::YearsOutOfRange(0)));
    assert!(matches!(run(Model { population: vec![1], ..model() }, 1), UncertaintyError::LengthMismatch { .. }));
    assert!(matches!(
        run(Model { population: vec![0; YEARS], ..model() }, 1),
        UncertaintyError::ModelOutOfRange { .. }
    ));
    assert!(matches!(run(Model { interest_rate: f64::NAN, ..model() }, 1), UncertaintyError::ModelOutOfRange { .. }));
    let absurd = Stress { name: String::new(), deviations: vec![[f64::NAN; 4]; YEARS] };
    assert!(matches!(run_stress(&model(), &absurd), Err(UncertaintyError::ModelOutOfRange { .. })));
    let short = Stress { name: String::new(), deviations: vec![[0.0; 4]; 3] };
    assert!(matches!(run_stress(&model(), &short), Err(UncertaintyError::LengthMismatch { .. })));
    let simulation = simulate(&model(), &shocks(DEVIATION), 1, 1).unwrap();
    assert_eq!(simulation.quantile(Measure::Fund, 1.5), Err(UncertaintyError::QuantileOutOfRange(1.5)));
}

fn parameters() -> Table {
    PARAMETERS.parse().unwrap()
}

fn drivers_of_parameters() -> ShockModel {
    let parameters = parameters();
    let drivers: Vec<&Table> = list(&parameters, "driver").iter().map(|driver| driver.as_table().unwrap()).collect();
    assert_eq!(
        drivers.iter().map(|driver| text(driver, "key")).collect::<Vec<_>>(),
        ["interest", "prices", "taxes", "population"]
    );
    ShockModel::new(
        std::array::from_fn(|index| number(drivers[index], "deviation_points") / 100.0),
        std::array::from_fn(|index| number(drivers[index], "persistence")),
        std::array::from_fn(|index| numbers(drivers[index], "correlation").try_into().unwrap()),
    )
    .unwrap()
}

fn stresses() -> Vec<Stress> {
    let parameters = parameters();
    list(&parameters, "stress")
        .iter()
        .map(|stress| {
            let stress = stress.as_table().unwrap();
            let points = |key: &str| stress.get(key).and_then(Value::as_float).unwrap_or(0.0) / 100.0;
            let stray = [
                points("interest_points"),
                points("prices_points"),
                points("taxes_points"),
                points("population_points"),
            ];
            assert_ne!(stray, [0.0; 4], "a stress test names what it moves");
            let years = whole(stress, "first_year")..=whole(stress, "last_year");
            let deviations =
                (1..=YEARS as i64).map(|year| if years.contains(&year) { stray } else { [0.0; 4] }).collect();
            Stress { name: text(stress, "name_ja").to_owned(), deviations }
        })
        .collect()
}

#[test]
fn the_futures_of_the_parameters_come_out_as_written() {
    let parameters = parameters();
    let (seed, paths) = {
        let simulation = parameters["simulation"].as_table().unwrap();
        assert_eq!(whole(simulation, "years"), YEARS as i64);
        (whole(simulation, "seed") as u64, whole(simulation, "paths") as usize)
    };
    for (folder, scenario) in scenarios("uncertainty") {
        let amount = |key: &str| oku(number(&scenario, key));
        let legacy =
            Legacy::AgeDistributed { opening: amount("opening_oku"), mix: mix(), basis: Basis::Net, annual_rate: 0.01 };
        let (people, change) = (whole(&scenario, "population"), whole(&scenario, "population_change"));
        let model = Model {
            issue_price_share: number(&scenario, "issue_price_share_percent") / 100.0,
            fund: amount("fund_oku"),
            fund_flows: vec![amount("fund_flow_oku"); YEARS],
            taxes: amount("taxes_oku"),
            taxes_kept: number(&scenario, "taxes_kept_percent") / 100.0,
            priced_expenditure: amount("priced_expenditure_oku"),
            population: (1..=YEARS as i64).map(|year| people + change * year).collect(),
            ..model_bonds(&legacy, &mix(), Basis::Net, &[amount("issue_oku"); YEARS]).unwrap()
        };
        let simulation = simulate(&model, &drivers_of_parameters(), seed, paths).unwrap();
        let line = amount("debt_service_line_oku");
        let mut out = format!("種 {seed}、{paths} 通り（億円）\n");
        for (name, measure) in
            [("市債残高", Measure::Balance), ("公債費", Measure::DebtService), ("基金", Measure::Fund)]
        {
            writeln!(out, "{name}\n年目         5%        25%       中央        75%        95%").unwrap();
            let fan = simulation.quantiles(measure, &[0.05, 0.25, 0.5, 0.75, 0.95]).unwrap();
            for year in [0, 4, 9, 19, 29, 39] {
                write!(out, "{:>4}", year + 1).unwrap();
                fan.iter().for_each(|years| write!(out, " {}", in_oku(years[year])).unwrap());
                out.push('\n');
            }
        }
        let (empty, above) =
            (simulation.share_ever_below(Measure::Fund, Yen(0)), simulation.share_above(Measure::DebtService, line));
        for year in [4, 9, 19, 29, 39] {
            let shares = (100.0 * empty[year], 100.0 * above[year]);
            writeln!(
                out,
                "{:>4}年目までに基金が尽きる {:.2}%、公債費が線を超える {:.2}%",
                year + 1,
                shares.0,
                shares.1
            )
            .unwrap();
        }
        out.push_str("ストレステスト（10年目・30年目の 市債残高 公債費 基金）\n");
        for stress in stresses() {
            let one = run_stress(&model, &stress).unwrap();
            write!(out, "{}", stress.name).unwrap();
            for year in [9, 29] {
                for measure in [Measure::Balance, Measure::DebtService, Measure::Fund] {
                    write!(out, " {}", in_oku(one.quantile(measure, 0.5).unwrap()[year])).unwrap();
                }
            }
            out.push('\n');
        }
        expect_file![folder.join("working.txt")].assert_eq(&out);
    }
}
